//! The pages of the portal: the same reads and commands as the API, as HTML.
//!
//! Responsible for sessions in cookies, for the body acted for, and for turning what the API answers
//! into views of the crate `portal_pages`. Never reads the log or decides by itself: a page shows
//! what the API's own functions gave, and an act is posted by the function that takes commands.
//!
//! Invariants: no page holds a script or style of its own, or anything of another host; what was
//! typed is still there when it was refused.

mod account;
mod act;
mod asset;
mod book;
pub(crate) mod cookies;
mod course;
mod decision;
mod deputy;
mod directory;
mod draft;
mod export;
mod factor;
mod follow;
mod form;
mod front;
pub(crate) mod give;
mod import;
mod json;
mod letters;
mod lists;
mod meeting;
mod nav;
mod news;
mod papers;
mod petition;
mod problem;
mod public;
mod shell;
mod sign_in;
mod statistics;
mod switches;
mod texts;
mod today;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{
    ACCEPT, ALLOW, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, SET_COOKIE, VARY,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use portal_pages::Template;
use tower_http::compression::CompressionLayer;

use crate::app::Shared;
use crate::problem::Problem;
use shell::Visitor;

/// Nothing inline, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// The most bytes of a form: longer texts go in by the API.
const FORM_MAX: usize = 256 * 1024;

/// The addresses of the pages.
pub(crate) fn routes(app: &Shared) -> Router {
    let all = Router::new()
        .route("/", get(async || Redirect::to("/hom-nay")))
        .route("/dang-nhap", get(sign_in::show).post(sign_in::take))
        .route("/dang-nhap/ma", post(sign_in::take_code))
        .route("/dang-xuat", post(sign_in::out))
        .route("/set-up", get(sign_in::show_set_up).post(sign_in::set_up))
        .route("/tai-khoan", get(account::show))
        .route("/tai-khoan/mat-khau", post(account::change_password))
        .route("/tai-khoan/ma", post(factor::propose))
        .route("/tai-khoan/ma/xac-nhan", post(factor::confirm))
        .route("/tai-khoan/ma/tat", post(factor::end))
        .route("/tai-khoan/dang-xuat-het", post(account::out_everywhere))
        .route("/ngon-ngu", post(switches::language))
        .route("/co-quan", post(switches::body))
        .route("/da-xem", post(switches::seen))
        .route("/hom-nay", get(today::show))
        .route("/so", get(book::show))
        .route("/so.csv", get(export::csv))
        .merge(petition::routes())
        .route("/so.xlsx", get(export::xlsx))
        .route("/so/viec-chung", get(book::bulk::look).post(book::bulk::take))
        .route("/so/cach-xem", post(book::views::keep))
        .route("/so/cach-xem/doi", post(book::views::rename))
        .route("/so/cach-xem/xoa", post(book::views::forget))
        .route("/quyet-dinh/{command}", get(decision::show))
        .route("/thong-bao", get(news::show))
        .merge(papers::routes())
        .merge(deputy::routes())
        .merge(directory::routes())
        .merge(follow::routes())
        .merge(statistics::routes())
        .merge(lists::routes())
        .merge(front::routes())
        .merge(import::routes())
        .merge(letters::routes())
        .merge(meeting::routes())
        .merge(public::routes())
        .layer(DefaultBodyLimit::max(FORM_MAX))
        .layer(middleware::from_fn(crate::router::bounded))
        // Files may take longer.
        .merge(import::uploads())
        .merge(act::routes());
    let sent_again = draft::Again::new(all.clone().with_state(app.clone()));
    all.layer(Extension(sent_again))
        .layer(middleware::from_fn_with_state(app.clone(), told))
        // What is the same for everybody goes over slow lines packed; a page with secrets does not,
        // for its length would tell of them (BREACH).
        .route("/assets/{*name}", get(asset::show).layer(CompressionLayer::new()))
        .with_state(app.clone())
}

/// A rendered page, under the policy of pages.
fn page(view: &impl Template) -> Result<Response, Problem> {
    let html = view.render().map_err(|error| Problem::own_fault(&error))?;
    let mut response = html.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(VARY, HeaderValue::from_static("Cookie, Accept-Language"));
    Ok(response)
}

/// A page that is shown again, as `status`: it says what is wrong, and holds what was typed.
fn again(view: &impl Template, status: StatusCode) -> Result<Response, Problem> {
    let mut response = page(view)?;
    *response.status_mut() = status;
    Ok(response)
}

/// To another page, with cookies set.
fn go(to: &str, cookies: impl IntoIterator<Item = HeaderValue>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(LOCATION, to);
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Puts a problem onto a page; who is not signed in is sent to where one signs in, with what was
/// typed.
async fn told(
    State(app): State<Shared>,
    visitor: Visitor,
    request: Request,
    next: Next,
) -> Response {
    let address = visitor.address.clone();
    let is_read = request.method().is_safe();
    let (request, typed) = match draft::set_aside(request).await {
        Ok(both) => both,
        Err(problem) => return problem::page_of(&app, &visitor, is_read, &problem).await,
    };
    let mut response = next.run(request).await;
    let Some(problem) = problem::taken_from(&mut response) else {
        // What was said for this page is said once. Pages for everybody say nothing to anybody.
        let silent = ["/thong-bao", "/cong-khai"].iter().any(|start| address.starts_with(start));
        let shown = response.status().is_success() && !silent;
        if shown && cookies::named(&visitor.headers, cookies::SAID).is_some() {
            response.headers_mut().append(SET_COOKIE, cookies::said());
        }
        return response;
    };
    if problem.status() != StatusCode::UNAUTHORIZED {
        return problem::page_of(&app, &visitor, is_read, &problem).await;
    }
    let draft = match typed {
        Some(typed) => draft::Draft::of(&visitor, typed).await,
        None => None,
    };
    match draft {
        Some(draft) => {
            sign_in::keeping(&app, &visitor, &draft).unwrap_or_else(Problem::into_response)
        }
        // What only takes what is sent cannot be gone back to.
        None if !is_read => go("/dang-nhap", []),
        None => go(&format!("/dang-nhap?to={}", shell::encoded(&address)), []),
    }
}

/// What went wrong outside of the pages, on a page where a browser asked.
pub(crate) async fn for_people(
    State(app): State<Shared>,
    visitor: Visitor,
    request: Request,
    next: Next,
) -> Response {
    let accepts = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    let path = request.uri().path();
    let person = accepts.is_some_and(|accepts| accepts.contains("text/html"))
        && !["/api/", "/assets/"].iter().any(|start| path.starts_with(start));
    let is_read = request.method().is_safe();
    let mut response = next.run(request).await;
    if !person {
        return response;
    }
    match response.extensions_mut().remove::<Problem>() {
        None => response,
        Some(problem) => {
            let mut page = problem::page_of(&app, &visitor, is_read, &problem).await;
            if let Some(allow) = response.headers_mut().remove(ALLOW) {
                page.headers_mut().insert(ALLOW, allow);
            }
            page
        }
    }
}
