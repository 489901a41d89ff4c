//! Small choices that are remembered: the language, the body acted for, what was seen.

use axum::extract::State;
use axum::response::Response;
use proto::{BodyId, Position};

use crate::app::Shared;
use crate::pages::form::{Pairs, back, one};
use crate::pages::shell::Page;
use crate::pages::{cookies, go};
use crate::problem::Problem;

pub(super) async fn language(form: Pairs) -> Response {
    let language = if one(&form, "language") == "en" { "en" } else { "vi" };
    go(back(&form), [cookies::remember(cookies::LANGUAGE, language)])
}

pub(super) async fn body(form: Pairs) -> Response {
    let body: Option<BodyId> = one(&form, "body").parse().ok();
    let chosen = body.map_or_else(|| "all".to_owned(), |body| body.to_string());
    go(back(&form), [cookies::remember(cookies::BODY, &chosen)])
}

/// Never beyond what there is: what comes later was not seen.
pub(super) async fn seen(
    State(app): State<Shared>,
    at: Page,
    form: Pairs,
) -> Result<Response, Problem> {
    let position: u64 = one(&form, "position").parse().unwrap_or_default();
    let position = Position(position).min(at.reader.known.position());
    if let Some((_, session)) = &at.session {
        let saw = app.accounts.saw(&session.login, position).await;
        saw.map_err(|error| Problem::own_fault(&error))?;
    }
    Ok(go("/hom-nay", []))
}
