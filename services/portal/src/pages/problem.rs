//! What a person is shown when something cannot be had: still signed in, with what to do next, what
//! finds it in the operator's log, and a way back.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use portal_pages::problem::ProblemPage;
use portal_pages::{Entry, Person, Shell};

use crate::app::Shared;
use crate::pages::shell::{Page, Visitor};
use crate::pages::{cookies, page};
use crate::problem::Problem;

/// The problem of an answer, if it is one. What the framework refused in plain words becomes one
/// of ours.
pub(super) fn taken_from(response: &mut Response) -> Option<Problem> {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return Some(problem);
    }
    let status = response.status();
    let media = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let refused = status.is_client_error() || status.is_server_error();
    if !refused || media.is_some_and(|media| !media.starts_with(b"text/plain")) {
        return None;
    }
    let code = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::METHOD_NOT_ALLOWED => return None,
        StatusCode::NOT_FOUND => "not_found",
        _ if status.is_server_error() => "fault",
        _ => "malformed",
    };
    Some(Problem::new(status, code))
}

/// The page of `problem`. `is_read`: its address can be opened again.
pub(super) async fn page_of(
    app: &Shared,
    visitor: &Visitor,
    is_read: bool,
    problem: &Problem,
) -> Response {
    let body = problem.body(visitor.language);
    let text = |member: &str| body[member].as_str().map(str::to_owned);
    let mut shell = around(app, visitor).await;
    let (w, code) = (shell.w, text("code").unwrap_or_default());
    // Some codes are told to programs in words that a person can do nothing with.
    let plain =
        |id: String, member: &str| w.known(&id).or_else(|| text(member)).unwrap_or_default();
    let title = plain(format!("problem-{code}"), "title");
    let (back, back_words) = back(&shell, &visitor.address);
    shell.title.clone_from(&title);
    shell.said = None;
    if !is_read {
        shell.address.clone_from(&back);
    }
    let later = problem.retry_after_s();
    let view = ProblemPage {
        title,
        next: plain(format!("problem-{code}-next"), "next_step"),
        correlation: text("correlation"),
        again: later.filter(|_| is_read).map(|_| visitor.address.clone()),
        back,
        back_words,
        shell,
    };
    let mut response = match page(&view) {
        Ok(response) => response,
        Err(problem) => return problem.into_response(),
    };
    *response.status_mut() = problem.status();
    if let Some(seconds) = later {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Around a page about a problem: as for everybody else, as far as it can be had.
async fn around(app: &Shared, visitor: &Visitor) -> Shell {
    let title = visitor.words().t("problem");
    if let Ok(at) = Page::of(app, visitor.clone(), false).await {
        return at.shell(title, "");
    }
    let realm = app.register.known().pins.directory.name().map(ToString::to_string);
    let mut shell = visitor.shell("problem", &realm.unwrap_or_default());
    // Somebody without a role can still sign out.
    if let Some(hash) = cookies::session(&visitor.headers) {
        let found = app.accounts.session(hash, app.clock.now(), false).await;
        shell.person = found
            .ok()
            .flatten()
            .map(|session| Person { name: Some(session.login), ..Person::default() });
    }
    shell
}

/// Where the reader most likely came from: the petition, or the screen that the address is below.
fn back(shell: &Shell, address: &str) -> (String, String) {
    let w = shell.w;
    let path = address.split('?').next().unwrap_or_default();
    if let Some((number, _)) =
        path.strip_prefix("/kien-nghi/").and_then(|rest| rest.split_once('/'))
    {
        return (format!("/kien-nghi/{number}"), w.t("problem-petition"));
    }
    let nav = shell.person.iter().flat_map(|person| &person.nav);
    let above = |entry: &&Entry| path.starts_with(&format!("{}/", entry.path));
    match nav.filter(above).max_by_key(|entry| entry.path.len()) {
        Some(entry) => (entry.path.to_owned(), w.nav(entry.id)),
        None if shell.person.is_some() => ("/hom-nay".to_owned(), w.t("problem-home")),
        None => ("/dang-nhap".to_owned(), w.t("sign-in")),
    }
}
