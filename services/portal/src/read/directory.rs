//! `GET /directory`: bodies, roles, officers with their names, sites, terms.

use axum::Json;
use axum::extract::State;
use proto::Day;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::caller::Reader;
use crate::opened::opened;
use crate::params::Params;
use crate::problem::Problem;
use crate::view;

/// `?on=`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DirectoryParams {
    on: Option<Day>,
}

/// The directory; who stands and who has which role is told for `on`, or today.
pub(crate) async fn whole(
    reader: Reader,
    State(app): State<Shared>,
    Params(params): Params<DirectoryParams>,
) -> Result<Json<Value>, Problem> {
    let (pins, day) = (&reader.known.pins, params.on.unwrap_or(reader.today));
    let directory = &pins.directory;
    let bodies = directory.bodies().map(|body| {
        let (established, ended) = (&body.established, body.ended.as_ref());
        json!({
            "body": established.body,
            "name": established.name,
            "kind": established.kind,
            "level": established.level,
            "under": established.under,
            "area": established.area,
            "from": established.from,
            "basis": established.basis,
            "until": ended.map(|ended| ended.until),
            "successors": ended.map(|ended| &ended.successors),
            "stands": body.stands(day),
        })
    });
    let officers = directory.officers().map(|(officer, name)| {
        json!({ "officer": officer, "name": name, "roles": view::roles(officer, pins, day) })
    });
    let officers: Value = officers.collect();
    let acting = reader.bodies.first().copied().ok_or_else(Problem::not_found)?;
    let officers = opened(&app.vault, reader.officer, acting, officers).await;
    let sites = directory.sites().map(|(site, bodies)| json!({ "site": site, "bodies": bodies }));
    Ok(Json(json!({
        "name": directory.name(),
        "on": day,
        "bodies": bodies.collect::<Value>(),
        "roles": directory.roles().map(|role| json!(role)).collect::<Value>(),
        "officers": officers,
        "sites": sites.collect::<Value>(),
        "terms": directory.terms(),
        "names": directory.names().map(|name| json!(name)).collect::<Value>(),
        "areas": directory.areas().map(|area| json!(area)).collect::<Value>(),
    })))
}
