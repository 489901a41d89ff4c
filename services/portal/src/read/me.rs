//! `GET /me`: who the token's officer is, and what the officer may do where.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::caller::{Caller, bodies_of};
use crate::opened::opened;
use crate::problem::Problem;
use crate::tokens::FOUNDER;
use crate::view;

/// Also for an officer without a role, and for the founder of a realm that is not founded yet.
pub(crate) async fn me(caller: Caller, State(app): State<Shared>) -> Result<Json<Value>, Problem> {
    let (known, today) = (app.register.known(), app.today()?);
    let (pins, officer) = (&known.pins, caller.officer);
    let bodies = bodies_of(&app, &known, officer, today);
    let directory = &pins.directory;
    let roles = directory.roles_of(officer, today).filter(|(body, _)| bodies.contains(body));
    let roles = roles.map(|(body, role)| {
        let defined = directory.role(role);
        json!({
            "body": view::body(body, pins),
            "role": role,
            "title": defined.map(|role| &role.title),
            "may": defined.map(|role| &role.may),
        })
    });
    let roles: Vec<Value> = roles.collect();
    let name = match (bodies.first(), directory.officer(officer)) {
        (Some(&body), Some(name)) => opened(&app.vault, officer, body, json!(name)).await,
        (None, _) | (_, None) => Value::Null,
    };
    Ok(Json(json!({
        "officer": officer,
        "name": name,
        "founder": officer == FOUNDER,
        "site": app.site,
        "today": today,
        "realm": { "name": directory.name(), "founded": directory.founded() },
        "roles": roles,
        "bodies": bodies.iter().map(|&body| view::body(body, pins)).collect::<Value>(),
    })))
}
