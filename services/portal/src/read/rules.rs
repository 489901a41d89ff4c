//! `GET /rules?council=`: the co-ordination rules in force on a day.

use axum::Json;
use proto::{BodyId, Day};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::caller::Reader;
use crate::params::Params;
use crate::problem::Problem;

/// `?council=…&on=…`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RulesParams {
    council: BodyId,
    on: Option<Day>,
}

/// The rules of a council.
pub(crate) async fn of_council(
    reader: Reader,
    Params(params): Params<RulesParams>,
) -> Result<Json<Value>, Problem> {
    let (pins, day) = (&reader.known.pins, params.on.unwrap_or(reader.today));
    let rules = pins.rules(params.council, day).ok_or_else(Problem::not_found)?;
    let term = pins.directory.term(params.council, day);
    Ok(Json(json!({ "council": params.council, "on": day, "rules": rules, "term": term })))
}
