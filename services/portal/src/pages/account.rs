//! The own account: roles, password, sessions.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::sign_in::Account;
use portal_pages::{Said, Tone};

use crate::accounts::{SignedIn, fit};
use crate::app::Shared;
use crate::pages::form::{Pairs, one};
use crate::pages::json::{At, items};
use crate::pages::shell::Page;
use crate::pages::{cookies, factor, go, page, sign_in};
use crate::problem::Problem;

pub(super) async fn show(State(app): State<Shared>, at: Page) -> Result<Response, Problem> {
    page(&view(&app, &at).await?)
}

pub(super) async fn view(app: &Shared, at: &Page) -> Result<Account, Problem> {
    let (_, session) = session(at)?;
    let sessions = app.accounts.sessions_of(&session.login, app.clock.now()).await;
    let roles = items(&at.me, "/roles").iter();
    let mut shell = at.shell(at.w().t("account"), "account");
    shell.address = "/tai-khoan".to_owned();
    Ok(Account {
        shell,
        login: session.login.clone(),
        roles: roles.map(|role| (role.words("/body/name"), role.words("/title"))).collect(),
        sessions: sessions.map_err(|error| Problem::own_fault(&error))?,
        password_error: None,
        factor: factor::view(app, &at.w(), &session.login).await?,
        recovery: Vec::new(),
    })
}

/// A token has no account.
pub(super) fn session(at: &Page) -> Result<&(proto::Digest, crate::accounts::Session), Problem> {
    at.session.as_ref().ok_or(Problem::new(StatusCode::UNAUTHORIZED, "unauthorized"))
}

pub(super) async fn change_password(
    State(app): State<Shared>,
    at: Page,
    form: Pairs,
) -> Result<Response, Problem> {
    let (hash, session) = session(&at)?;
    let (login, password) = (session.login.as_str(), one(&form, "new"));
    let fault = |error| Problem::own_fault(&error);
    let mut account = view(&app, &at).await?;
    if let Err(unfit) = fit(login, password, one(&form, "again")) {
        account.password_error = Some(at.w().t(sign_in::words(unfit)));
    } else {
        let (current, from) = (one(&form, "current"), at.visitor.from.as_str());
        let right = app.accounts.is_right(login, current, from, app.clock.now()).await;
        let text = match right.map_err(fault)? {
            SignedIn::Yes(_) => {
                app.accounts.change_password(login, password, *hash).await.map_err(fault)?;
                return Ok(go("/tai-khoan", [cookies::say("password-changed")]));
            }
            SignedIn::Wrong | SignedIn::Half(_) => at.w().t("sign-in-wrong"),
            SignedIn::Later(seconds) => at.w().count("sign-in-slow", seconds),
            SignedIn::Busy => at.w().t("sign-in-busy"),
        };
        account.shell.said = Some(Said { tone: Tone::Bad, text });
    }
    let mut response = page(&account)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

pub(super) async fn out_everywhere(
    State(app): State<Shared>,
    at: Page,
) -> Result<Response, Problem> {
    let (_, session) = session(&at)?;
    let done = app.accounts.sign_out_everywhere(&session.login).await;
    done.map_err(|error| Problem::own_fault(&error))?;
    let gone = cookies::set_session(&at.visitor.headers, "");
    Ok(go("/dang-nhap", [gone, cookies::say("sign-in-ended")]))
}
