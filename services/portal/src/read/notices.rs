//! `GET /notices`: what the reader's bodies hear of, page by page.

use axum::Json;
use axum::extract::State;
use proto::{BodyId, Position};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::caller::Reader;
use crate::params::{Params, limit};
use crate::problem::Problem;
use crate::view;

/// `?after=…&body=…&limit=…`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeParams {
    after: Option<Position>,
    body: Option<BodyId>,
    limit: Option<u32>,
}

/// Oldest first. `next` is where to go on: always behind what was answered, never before it.
pub(crate) async fn list(
    reader: Reader,
    State(app): State<Shared>,
    Params(params): Params<NoticeParams>,
) -> Result<Json<Value>, Problem> {
    let (bodies, limit) = (reader.bodies_or(params.body)?, limit(params.limit)?);
    let (after, until) = (params.after.unwrap_or_default(), reader.known.position());
    let notices = app.register.notices(&bodies, after, until, limit).await?;
    let full = u32::try_from(notices.len()).is_ok_and(|count| count >= limit);
    let last = notices.last().map_or(after, |notice| notice.position);
    let next = if full { last } else { last.max(until) };
    Ok(Json(json!({
        "notices": notices.iter().map(view::notice).collect::<Value>(),
        "next": next,
        "more": full,
    })))
}
