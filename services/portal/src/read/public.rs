//! `GET /public/petitions/{tracking code}`: what a voter may know with the code and nothing else.

use axum::Json;
use axum::extract::State;
use register::AsOf;
use serde_json::Value;
use vault::VaultError;

use crate::app::Shared;
use crate::params::Named;
use crate::problem::Problem;
use crate::view;

/// Longer than any code, however it is typed.
const CODE_MAX: usize = 100;

/// A code that cannot be one and a code of no petition get the same answer.
pub(crate) async fn petition(
    State(app): State<Shared>,
    Named(code): Named,
) -> Result<Json<Value>, Problem> {
    if code.len() > CODE_MAX {
        return Err(Problem::not_found());
    }
    let mac = app.vault.tracking(&code).await.map_err(|error| match error {
        VaultError::Unavailable { .. } => Problem::unavailable("the vault is away", 2),
        VaultError::Refused { .. } | VaultError::Malformed { .. } => Problem::own_fault(&error),
    })?;
    let known = app.register.known();
    let row = match mac {
        Some(mac) => app.register.petition_tracked(mac).await?,
        None => None,
    };
    let row = row.ok_or_else(Problem::not_found)?;
    let (held, _) = app.register.petition(row.stream, AsOf::default()).await?;
    Ok(Json(view::public(&row, &held.petition, &known.pins)))
}
