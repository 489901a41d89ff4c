//! `GET /lists`, `GET /lists/{number or stream}`: consolidated lists, each in its last revision.

use axum::Json;
use axum::extract::State;
use proto::id::Code;
use proto::{BodyId, Position, StreamId};
use register::{ListFilter, PetitionRow};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::caller::Reader;
use crate::params::{Named, Params, limit};
use crate::problem::Problem;
use crate::view;

/// `?council=…&round=…&area=…&cursor=…`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListParams {
    council: Option<BodyId>,
    round: Option<Code>,
    area: Option<Code>,
    cursor: Option<Position>,
    limit: Option<u32>,
}

/// Lists, last fixed first, without their rows.
pub(crate) async fn all(
    reader: Reader,
    State(app): State<Shared>,
    Params(params): Params<ListParams>,
) -> Result<Json<Value>, Problem> {
    let filter = ListFilter {
        name: None,
        council: params.council,
        round: params.round.map(|code| code.to_string()),
        area: params.area.map(|code| code.to_string()),
    };
    let page = app.register.lists(&filter, params.cursor, limit(params.limit)?).await?;
    Ok(Json(json!({
        "lists": page.rows.iter().map(|row| view::list(row, &reader.known.pins)).collect::<Value>(),
        "next": page.next,
    })))
}

/// One list with its rows, in order. A row of which the petition is not known any more has none.
pub(crate) async fn one(
    reader: Reader,
    State(app): State<Shared>,
    Named(name): Named,
) -> Result<Json<Value>, Problem> {
    let filter = ListFilter { name: Some(name), ..ListFilter::default() };
    let found = app.register.lists(&filter, None, 1).await?.rows;
    let found = found.first().ok_or_else(Problem::not_found)?;
    let petitions = app.register.rows_of(&found.fixed.petitions).await?;
    let of = |stream: StreamId| petitions.iter().find(|row| row.stream == stream);
    let row = |(at, &stream): (u32, &StreamId)| {
        let known = |row: &PetitionRow| view::row(row, &reader.known.pins, reader.today);
        json!({ "row": at, "stream": stream, "petition": of(stream).map(known) })
    };
    let rows: Value = (1_u32..).zip(&found.fixed.petitions).map(row).collect();
    let mut shown = view::list(found, &reader.known.pins);
    if let Some(members) = shown.as_object_mut() {
        members.insert("rows".to_owned(), rows);
    }
    Ok(Json(shown))
}
