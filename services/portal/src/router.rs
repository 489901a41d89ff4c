//! The addresses, and what lies around every request: bounds, headers, language, panics.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::app::Shared;
use crate::freshness::fresh;
use crate::language::Language;
use crate::problem::Problem;
use crate::request::BODY_MAX;
use crate::{attachments, commands, imports, openapi, pages, read};

/// How long any request but a stream may take.
const WITHIN: Duration = Duration::from_secs(30);

const HEADERS: [(HeaderName, &str); 4] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (CACHE_CONTROL, "no-store"),
    (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (REFERRER_POLICY, "no-referrer"),
];

/// The API, beside `health`: the addresses of health and metrics.
pub(crate) fn router(app: Shared, health: Router) -> Router {
    let reads = Router::new()
        .route("/me", get(read::me::me))
        .route("/petitions", get(read::petitions::list))
        .route("/petitions/{name}", get(read::petitions::one))
        .route("/petitions/{name}/history", get(read::petitions::history))
        .route("/letters", get(read::letters::list))
        .route("/lists", get(read::lists::all))
        .route("/lists/{name}", get(read::lists::one))
        .route("/meetings", get(read::meetings::all))
        .route("/meetings/{stream}", get(read::meetings::one))
        .route("/directory", get(read::directory::whole))
        .route("/rules", get(read::rules::of_council))
        .route("/notices", get(read::notices::list))
        .route("/decisions/{command_id}", get(read::decisions::one))
        .route("/public/petitions/{code}", get(read::public::petition))
        .layer(middleware::from_fn_with_state(app.clone(), fresh));
    let commands = Router::new()
        .route("/commands/{context}/{command}", post(commands::post))
        .route("/imports/keys", post(imports::keys))
        .layer(DefaultBodyLimit::max(BODY_MAX));
    let bounded = reads.merge(commands).layer(middleware::from_fn(bounded));
    // A stream has no end, and a file may take long: they lie outside the bound of time.
    let api = bounded
        .route("/notices/stream", get(read::stream::open))
        .route("/attachments", post(attachments::post))
        .route("/attachments/{digest}", get(attachments::get));
    let pages = pages::routes(&app);
    Router::new()
        .nest("/api/v1", api)
        .route("/api/openapi.json", get(openapi::document))
        .with_state(app.clone())
        .merge(pages)
        .merge(health)
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
        })
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CsrfLayer::new().with_rejection_response(foreign))
        .layer(middleware::from_fn_with_state(app, pages::for_people))
        .layer(middleware::from_fn(outermost))
}

pub(crate) async fn bounded(request: Request, next: Next) -> Response {
    match tokio::time::timeout(WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::later("timed_out", 5).into_response(),
    }
}

/// The panic itself was told on standard error; the client gets what finds it.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    let correlation = runtime::random::uuid();
    tracing::error!(%correlation, "a request panicked");
    Problem::fault(correlation).into_response()
}

/// A page of another site sent it: a cookie is no proof of what its owner wants.
fn foreign(_: ProtectionError) -> Response {
    Problem::new(StatusCode::FORBIDDEN, "foreign_origin").into_response()
}

/// Puts problems into the request's language, and the same headers on every answer.
async fn outermost(request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let mut told = problem.answer(language);
        let kept = std::mem::take(response.headers_mut());
        for (name, value) in kept.iter().filter(|(name, _)| name.as_str() == "allow") {
            told.headers_mut().insert(name.clone(), value.clone());
        }
        response = told;
    }
    let status = response.status().as_u16().to_string();
    metrics::counter!("hoiam_http_answers_total", "status" => status).increment(1);
    for (name, value) in HEADERS {
        // What is stricter for one address stays so.
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
