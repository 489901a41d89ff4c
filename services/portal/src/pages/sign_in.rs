//! Signing in and out, and the first password.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::sign_in::{SetUp, SignIn};
use portal_pages::{Said, Tone};
use serde::Deserialize;

use crate::accounts::{SignedIn, Unfit, fit};
use crate::app::Shared;
use crate::pages::form::{Pairs, back, one};
use crate::pages::shell::{Visitor, local};
use crate::pages::{cookies, go, page};
use crate::problem::Problem;

/// Members of the addresses.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    to: String,
    #[serde(default)]
    code: String,
}

pub(super) async fn show(
    State(app): State<Shared>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let mut view = empty(&app, &visitor, local(&asked.to));
    if !asked.to.is_empty() && view.to != "/" && view.shell.said.is_none() {
        let text = view.shell.w.t("sign-in-first");
        view.shell.said = Some(Said { tone: Tone::Plain, text });
    }
    page(&view)
}

fn empty(app: &Shared, visitor: &Visitor, to: &str) -> SignIn {
    let mut shell = visitor.shell("sign-in", &realm(app));
    shell.address = "/dang-nhap".to_owned();
    SignIn { shell, login: String::new(), to: to.to_owned() }
}

fn realm(app: &Shared) -> String {
    let known = app.register.known();
    known.pins.directory.name().map(ToString::to_string).unwrap_or_default()
}

pub(super) async fn take(
    State(app): State<Shared>,
    visitor: Visitor,
    form: Pairs,
) -> Result<Response, Problem> {
    let (login, password) = (one(&form, "login"), one(&form, "password"));
    let now = app.clock.now();
    let done = app.accounts.sign_in(login, password, &visitor.from, now).await;
    let w = visitor.words();
    let text = match done.map_err(|error| Problem::own_fault(&error))? {
        SignedIn::Yes(cookie) => {
            let set = cookies::set_session(&visitor.headers, &cookie);
            return Ok(go(back(&form), [set, cookies::said()]));
        }
        SignedIn::Wrong => w.t("sign-in-wrong"),
        SignedIn::Later(seconds) => w.count("sign-in-slow", seconds),
        SignedIn::Busy => w.t("sign-in-busy"),
    };
    let mut view = empty(&app, &visitor, back(&form));
    view.login = login.chars().take(crate::accounts::LOGIN_MAX).collect();
    view.shell.said = Some(Said { tone: Tone::Bad, text });
    let mut response = page(&view)?;
    *response.status_mut() = StatusCode::FORBIDDEN;
    Ok(response)
}

pub(super) async fn out(State(app): State<Shared>, visitor: Visitor) -> Result<Response, Problem> {
    if let Some(session) = cookies::session(&visitor.headers) {
        app.accounts.sign_out(session).await.map_err(|error| Problem::own_fault(&error))?;
    }
    let gone = cookies::set_session(&visitor.headers, "");
    Ok(go("/dang-nhap", [gone, cookies::say("sign-in-ended")]))
}

pub(super) async fn show_set_up(
    State(app): State<Shared>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let shell = visitor.shell("set-up", &realm(&app));
    let code: String = asked.code.chars().take(100).collect();
    page(&SetUp { shell, code, password_error: None })
}

pub(super) async fn set_up(
    State(app): State<Shared>,
    visitor: Visitor,
    form: Pairs,
) -> Result<Response, Problem> {
    let (code, password) = (one(&form, "code"), one(&form, "new"));
    let fault = |error| Problem::own_fault(&error);
    let now = app.clock.now();
    let mut shell = visitor.shell("set-up", &realm(&app));
    let mut password_error = None;
    match app.accounts.login_of_code(code, now).await.map_err(fault)? {
        None => shell.said = Some(Said { tone: Tone::Bad, text: shell.w.t("set-up-wrong") }),
        Some(login) => match fit(&login, password, one(&form, "again")) {
            Err(unfit) => password_error = Some(shell.w.t(words(unfit))),
            Ok(()) => {
                if let Some(cookie) =
                    app.accounts.set_up(code, password, now).await.map_err(fault)?
                {
                    // What happened before is in the book: it is no news for somebody who is new.
                    let position = app.register.known().position();
                    app.accounts.saw_if_new(&login, position).await.map_err(fault)?;
                    return Ok(go("/", [cookies::set_session(&visitor.headers, &cookie)]));
                }
            }
        },
    }
    let mut response = page(&SetUp { shell, code: code.to_owned(), password_error })?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// The id of the words that say why.
pub(super) fn words(unfit: Unfit) -> &'static str {
    match unfit {
        Unfit::Length => "password-short",
        Unfit::LikeLogin => "password-like-login",
        Unfit::Differs => "password-differs",
    }
}
