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
mod export;
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
mod shell;
mod sign_in;
mod statistics;
mod switches;
mod texts;
mod today;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{
    ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, SET_COOKIE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use portal_pages::problem::ProblemPage;
use portal_pages::{Shell, Template};

use crate::app::Shared;
use crate::problem::Problem;
use shell::{Visitor, address_of};

/// Nothing inline, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// The most bytes of a form: longer texts go in by the API.
const FORM_MAX: usize = 256 * 1024;

/// The addresses of the pages.
pub(crate) fn routes(app: &Shared) -> Router {
    Router::new()
        .route("/", get(async || Redirect::to("/hom-nay")))
        .route("/dang-nhap", get(sign_in::show).post(sign_in::take))
        .route("/dang-xuat", post(sign_in::out))
        .route("/set-up", get(sign_in::show_set_up).post(sign_in::set_up))
        .route("/tai-khoan", get(account::show))
        .route("/tai-khoan/mat-khau", post(account::change_password))
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
        .merge(follow::routes())
        .merge(statistics::routes())
        .merge(lists::routes())
        .merge(front::routes())
        .merge(import::routes())
        .merge(letters::routes())
        .merge(meeting::routes())
        .layer(DefaultBodyLimit::max(FORM_MAX))
        .layer(middleware::from_fn(told))
        .layer(middleware::from_fn(crate::router::bounded))
        .merge(import::uploads())
        .merge(act::routes())
        .route("/assets/{*name}", get(asset::show))
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

/// Puts a problem onto a page; who is not signed in is sent to where one signs in.
async fn told(visitor: Visitor, request: Request, next: Next) -> Response {
    let address = address_of(request.uri());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        // What was said for this page is said once.
        let shown = response.status().is_success() && !address.starts_with("/thong-bao");
        if shown && cookies::named(&visitor.headers, cookies::SAID).is_some() {
            response.headers_mut().append(SET_COOKIE, cookies::said());
        }
        return response;
    };
    if problem.status() == StatusCode::UNAUTHORIZED {
        return go(&format!("/dang-nhap?to={}", shell::encoded(&address)), []);
    }
    as_page(&visitor, address, &problem)
}

fn as_page(visitor: &Visitor, address: String, problem: &Problem) -> Response {
    let body = problem.body(visitor.language);
    let text = |member: &str| body[member].as_str().map(str::to_owned);
    let shell = Shell {
        w: visitor.words(),
        title: visitor.words().t("problem"),
        address,
        ..Shell::default()
    };
    let view = ProblemPage {
        shell,
        title: text("title").unwrap_or_default(),
        next: text("next_step").unwrap_or_default(),
        correlation: text("correlation"),
    };
    match page(&view) {
        Ok(mut response) => {
            *response.status_mut() = problem.status();
            response
        }
        Err(problem) => problem.into_response(),
    }
}

/// What is at no address: a page for a browser, a problem for a program.
pub(crate) async fn not_found(
    State(()): State<()>,
    visitor: Visitor,
    headers: HeaderMap,
    uri: axum::http::Uri,
) -> Response {
    let accepts = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepts.contains("text/html") && !uri.path().starts_with("/api/") {
        return as_page(&visitor, address_of(&uri), &Problem::not_found());
    }
    Problem::not_found().into_response()
}
