//! Gives a command for a page, by the very function that takes those of the API.

use axum::body::to_bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use bytes::Bytes;
use proto::Position;
use serde_json::Value;

use crate::app::Shared;
use crate::caller::Caller;
use crate::commands;
use crate::freshness::{WAIT, reach};
use crate::pages::draft;
use crate::pages::json::At as _;
use crate::pages::shell::Page;
use crate::params::Named;
use crate::problem::Problem;

/// The most bytes of an answer to a command; they hold ids and numbers only.
const ANSWER_MAX: usize = 64 * 1024;

/// Gives a command and waits, for a moment, until this portal's register has it, so that the next
/// page shows what was done. `body` is the API's form of the command, `key` its idempotency key:
/// the same key is the same command, also when a form is sent twice.
///
/// # Errors
/// The API's problem, unchanged: show it beside the field that it names. `draft_kept` when the form
/// is only shown again: what was typed must stay in it, its key too.
pub(super) async fn give(
    app: &Shared,
    at: &Page,
    context: &str,
    command: &str,
    key: &str,
    body: &Value,
) -> Result<Value, Problem> {
    let done = given(app, at.caller(), (context, command), key, body).await?;
    // If the register is late, the next page says so itself.
    let _ = reach(app, Position(done.number("/position")), WAIT).await;
    Ok(done)
}

/// As [`give`], without waiting: for one of many.
///
/// # Errors
/// As [`give`].
pub(crate) async fn given(
    app: &Shared,
    caller: Caller,
    (context, command): (&str, &str),
    key: &str,
    body: &Value,
) -> Result<Value, Problem> {
    if draft::is_unsent() {
        return Err(Problem::new(StatusCode::CONFLICT, "draft_kept"));
    }
    let mut headers = HeaderMap::new();
    let key = HeaderValue::from_str(key).unwrap_or(HeaderValue::from_static(""));
    headers.insert("idempotency-key", key);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let place = Named((context.to_owned(), command.to_owned()));
    let bytes = Ok(Bytes::from(body.to_string()));
    let done = commands::post(caller, State(app.clone()), place, headers, bytes).await?;
    let answer = to_bytes(done.into_body(), ANSWER_MAX).await;
    let answer = answer.map_err(|error| Problem::own_fault(&error))?;
    serde_json::from_slice(&answer).map_err(|error| Problem::own_fault(&error))
}
