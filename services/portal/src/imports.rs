//! `POST /api/v1/imports/keys`: the keys under which the rows of a book are sent.
//!
//! A key is made by the vault of the digest of a row's words. Ids of commands stand in the log for
//! all to read: were they made of the words alone, anybody could try out guesses of a petition.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use proto::{BodyId, Digest};
use serde::Deserialize;
use serde_json::{Value, json};
use vault::VaultError;

use crate::app::{App, Shared};
use crate::caller::Reader;
use crate::problem::Problem;
use crate::request::{KEY_OF_ROW, malformed};

pub(crate) mod apart;
pub(crate) mod desk;
pub(crate) mod drafts;
pub(crate) mod judge;

/// The most rows of one request.
pub(crate) const ROWS_MAX: usize = 500;
const RETRY_S: u32 = 2;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    rows: Vec<Digest>,
}

/// For each digest, in hexadecimal, an `Idempotency-Key`; the same one for whoever asks and may
/// record petitions.
pub(crate) async fn keys(
    reader: Reader,
    State(app): State<Shared>,
    body: String,
) -> Result<Json<Value>, Problem> {
    if !reader.bodies.iter().any(|body| may_record(&app, &reader, *body)) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden.role_lacks"));
    }
    let asked: Asked = serde_json::from_str(&body)
        .map_err(|_| malformed("/rows", "expected digests in hexadecimal"))?;
    if asked.rows.len() > ROWS_MAX {
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    }
    Ok(Json(json!({ "keys": made(&app, asked.rows).await? })))
}

/// Whether the reader may record petitions for `body` today.
pub(crate) fn may_record(app: &App, reader: &Reader, body: BodyId) -> bool {
    let (directory, records) = (&reader.known.pins.directory, "intake.RecordPetition");
    directory.may_act(&app.site, body, reader.officer, records, reader.today).is_ok()
}

/// The keys of rows, at most [`ROWS_MAX`], by the digests of their words.
pub(crate) async fn made(app: &App, rows: Vec<Digest>) -> Result<Vec<String>, Problem> {
    let named = app.vault.rows(rows).await.map_err(|error| match error {
        VaultError::Unavailable { .. } => Problem::unavailable("the vault is away", RETRY_S),
        VaultError::Refused { .. } | VaultError::Malformed { .. } => Problem::own_fault(&error),
    })?;
    Ok(named.iter().map(|name| format!("{KEY_OF_ROW}{name}")).collect())
}
