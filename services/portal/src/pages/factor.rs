//! Codes beside the password, switched on and off by their owner.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::sign_in::{Account, Factor as Shown};
use portal_pages::{Said, Tone, Words};

use crate::accounts::{Factor, SignedIn};
use crate::app::Shared;
use crate::pages::account::{self, session};
use crate::pages::form::{Pairs, one};
use crate::pages::shell::{Page, encoded};
use crate::pages::{cookies, go, page};
use crate::problem::Problem;

/// As the account's page shows it.
pub(super) async fn view(app: &Shared, w: &Words, login: &str) -> Result<Shown, Problem> {
    let factor = app.accounts.factor(login).await.map_err(|error| Problem::own_fault(&error))?;
    Ok(match factor {
        Factor::Off => Shown::Off,
        Factor::On(left) => Shown::On(left),
        Factor::Proposed(secret) => {
            let name = encoded(&w.t("product"));
            let uri =
                format!("otpauth://totp/{name}:{}?secret={secret}&issuer={name}", encoded(login));
            Shown::proposed(&secret, &uri)
        }
    })
}

/// Proposes a secret to whoever knows the password.
pub(super) async fn propose(
    State(app): State<Shared>,
    at: Page,
    form: Pairs,
) -> Result<Response, Problem> {
    let (_, session) = session(&at)?;
    if let Some(text) = password_refused(&app, &at, &form).await? {
        return refused(account::view(&app, &at).await?, text);
    }
    let proposed = app.accounts.propose_factor(&session.login).await;
    proposed.map_err(|error| Problem::own_fault(&error))?;
    Ok(go("/tai-khoan#codes", []))
}

/// Switches codes on, if one of them is right.
pub(super) async fn confirm(
    State(app): State<Shared>,
    at: Page,
    form: Pairs,
) -> Result<Response, Problem> {
    let (_, session) = session(&at)?;
    let now = app.clock.now();
    let codes = app.accounts.confirm_factor(&session.login, one(&form, "otp"), now).await;
    let codes = codes.map_err(|error| Problem::own_fault(&error))?;
    let mut view = account::view(&app, &at).await?;
    let Some(codes) = codes else {
        let text = at.w().t("codes-wrong");
        return refused(view, text);
    };
    view.recovery = codes;
    view.shell.said = Some(Said { tone: Tone::Good, text: at.w().t("codes-on-now") });
    page(&view)
}

/// Switches them off, with the password and a code.
pub(super) async fn end(
    State(app): State<Shared>,
    at: Page,
    form: Pairs,
) -> Result<Response, Problem> {
    let (_, session) = session(&at)?;
    if let Some(text) = password_refused(&app, &at, &form).await? {
        return refused(account::view(&app, &at).await?, text);
    }
    let (login, from) = (session.login.as_str(), at.visitor.from.as_str());
    let done = app.accounts.takes_code(login, one(&form, "otp"), from, app.clock.now()).await;
    let done = done.map_err(|error| Problem::own_fault(&error))?;
    if let Some(text) = told(&at.w(), &done, "sign-in-code-wrong") {
        return refused(account::view(&app, &at).await?, text);
    }
    app.accounts.end_factor(login).await.map_err(|error| Problem::own_fault(&error))?;
    Ok(go("/tai-khoan", [cookies::say("codes-off-now")]))
}

async fn password_refused(
    app: &Shared,
    at: &Page,
    form: &Pairs,
) -> Result<Option<String>, Problem> {
    let (_, session) = session(at)?;
    let (password, from) = (one(form, "current"), at.visitor.from.as_str());
    let done = app.accounts.is_right(&session.login, password, from, app.clock.now()).await;
    Ok(told(&at.w(), &done.map_err(|error| Problem::own_fault(&error))?, "sign-in-wrong"))
}

/// Why not; none where it is right.
fn told(w: &Words, done: &SignedIn, wrong: &str) -> Option<String> {
    match done {
        SignedIn::Yes(_) => None,
        SignedIn::Wrong | SignedIn::Half(_) => Some(w.t(wrong)),
        SignedIn::Later(seconds) => Some(w.count("sign-in-slow", seconds)),
        SignedIn::Busy => Some(w.t("sign-in-busy")),
    }
}

fn refused(mut view: Account, text: String) -> Result<Response, Problem> {
    view.shell.said = Some(Said { tone: Tone::Bad, text });
    let mut response = page(&view)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
