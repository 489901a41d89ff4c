//! Signing in and out, and the first password.

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::sign_in::{First, SetUp, SignIn, SignInCode};
use portal_pages::{Said, Tone};
use serde::Deserialize;

use crate::accounts::{SignedIn, Unfit, fit};
use crate::app::Shared;
use crate::pages::draft::{self, Again, Draft};
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
    // Nobody can sign in yet: say how the first one comes to an account.
    if app.accounts.are_none().await.map_err(|error| Problem::own_fault(&error))? {
        view.first = Some(First { founded: app.register.known().pins.directory.founded() });
    }
    page(&view)
}

/// The page where one signs in, with what was typed on another one when the session had ended.
pub(super) fn keeping(app: &Shared, visitor: &Visitor, draft: &Draft) -> Result<Response, Problem> {
    let mut view = empty(app, visitor, draft.address());
    view.kept = Some(draft.kept());
    view.shell.said = Some(Said { tone: Tone::Plain, text: view.shell.w.t("sign-in-keeps") });
    let mut response = page(&view)?;
    *response.status_mut() = StatusCode::FORBIDDEN;
    Ok(response)
}

fn empty(app: &Shared, visitor: &Visitor, to: &str) -> SignIn {
    let mut shell = visitor.shell("sign-in", &realm(app));
    shell.address = "/dang-nhap".to_owned();
    SignIn { shell, login: String::new(), to: to.to_owned(), kept: None, first: None }
}

fn realm(app: &Shared) -> String {
    let known = app.register.known();
    known.pins.directory.name().map(ToString::to_string).unwrap_or_default()
}

pub(super) async fn take(
    State(app): State<Shared>,
    Extension(again): Extension<Again>,
    visitor: Visitor,
    form: Pairs,
) -> Result<Response, Problem> {
    let (login, password) = (one(&form, "login"), one(&form, "password"));
    let draft = Draft::sent_with(&form);
    let now = app.clock.now();
    let done = app.accounts.sign_in(login, password, &visitor.from, now).await;
    let w = visitor.words();
    let text = match done.map_err(|error| Problem::own_fault(&error))? {
        SignedIn::Yes(cookie) => {
            return begin(&app, again, &visitor, &form, login, &cookie).await;
        }
        SignedIn::Half(half) => return page(&code_view(&app, &visitor, &form, &half)),
        SignedIn::Wrong => w.t("sign-in-wrong"),
        SignedIn::Later(seconds) => w.count("sign-in-slow", seconds),
        SignedIn::Busy => w.t("sign-in-busy"),
    };
    let mut view = empty(&app, &visitor, back(&form));
    view.kept = draft.as_ref().map(Draft::kept);
    view.login = login.chars().take(crate::accounts::LOGIN_MAX).collect();
    view.shell.said = Some(Said { tone: Tone::Bad, text });
    let mut response = page(&view)?;
    *response.status_mut() = StatusCode::FORBIDDEN;
    Ok(response)
}

/// Where the code is typed, with whatever came along.
fn code_view(app: &Shared, visitor: &Visitor, form: &Pairs, half: &str) -> SignInCode {
    let mut shell = visitor.shell("sign-in-code", &realm(app));
    shell.address = "/dang-nhap".to_owned();
    shell.said = None;
    let kept = Draft::sent_with(form).as_ref().map(Draft::kept);
    SignInCode { shell, to: back(form).to_owned(), half: half.to_owned(), kept }
}

/// The second half, where a code is asked for.
pub(super) async fn take_code(
    State(app): State<Shared>,
    Extension(again): Extension<Again>,
    visitor: Visitor,
    form: Pairs,
) -> Result<Response, Problem> {
    let (half, typed) = (one(&form, "half"), one(&form, "otp"));
    let done = app.accounts.sign_in_with_code(half, typed, &visitor.from, app.clock.now()).await;
    let w = visitor.words();
    let text = match done.map_err(|error| Problem::own_fault(&error))? {
        None => return late(&app, &visitor, &form),
        Some((login, SignedIn::Yes(cookie))) => {
            return begin(&app, again, &visitor, &form, &login, &cookie).await;
        }
        Some((_, SignedIn::Later(seconds))) => w.count("sign-in-slow", seconds),
        Some((_, SignedIn::Busy)) => w.t("sign-in-busy"),
        Some((_, SignedIn::Wrong | SignedIn::Half(_))) => w.t("sign-in-code-wrong"),
    };
    let mut view = code_view(&app, &visitor, &form, half);
    view.shell.said = Some(Said { tone: Tone::Bad, text });
    let mut response = page(&view)?;
    *response.status_mut() = StatusCode::FORBIDDEN;
    Ok(response)
}

/// The first half counts no more: from the beginning, and what was typed still comes along.
fn late(app: &Shared, visitor: &Visitor, form: &Pairs) -> Result<Response, Problem> {
    let mut view = empty(app, visitor, back(form));
    view.kept = Draft::sent_with(form).as_ref().map(Draft::kept);
    view.shell.said = Some(Said { tone: Tone::Plain, text: view.shell.w.t("sign-in-code-late") });
    let mut response = page(&view)?;
    *response.status_mut() = StatusCode::FORBIDDEN;
    Ok(response)
}

/// To where the person was going; or to the form that was being filled in.
async fn begin(
    app: &Shared,
    again: Again,
    visitor: &Visitor,
    form: &Pairs,
    login: &str,
    cookie: &str,
) -> Result<Response, Problem> {
    let draft = Draft::sent_with(form);
    // What happened before the first time is in the book: it is no news for somebody who is new.
    let position = app.register.known().position();
    let noted = app.accounts.saw_if_new(&login.trim().to_lowercase(), position).await;
    noted.map_err(|error| Problem::own_fault(&error))?;
    let set = [
        cookies::set_session(&visitor.headers, cookie),
        cookies::set_of(&visitor.headers, &draft::of(login)),
    ];
    match draft {
        Some(draft) if draft.is_of(login) => again.show(visitor, &draft, cookie, set).await,
        // Somebody else typed it: it is nobody's to read.
        Some(_) => Ok(go("/", set.into_iter().chain([cookies::say("draft-not-yours")]))),
        None => Ok(go(back(form), set.into_iter().chain([cookies::said()]))),
    }
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
                    let of = cookies::set_of(&visitor.headers, &draft::of(&login));
                    return Ok(go("/", [cookies::set_session(&visitor.headers, &cookie), of]));
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
