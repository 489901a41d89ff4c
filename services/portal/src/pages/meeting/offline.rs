//! What the desk of a meeting needs when there is no network: a page without anybody's data, and the
//! worker that keeps it with its files in the browser. What was typed lies elsewhere on the device,
//! under the officer's own name; nothing of it ever passes here.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use portal_pages::assets;
use proto::Digest;

use super::take::{empty, page_with_worker};
use crate::language::Language;
use crate::pages::shell::Visitor;
use crate::problem::Problem;

/// The worker, and the files whose change makes it another one.
const WORKER: &str = "meeting-sw.js";
const FILES: [&str; 7] = [
    WORKER,
    "hoiam.css",
    "meeting.css",
    "meeting.js",
    "meeting-store.js",
    "meeting-send.js",
    "icon.svg",
];

/// The page without a network. Nobody needs to be signed in for it: it holds words only.
pub(super) async fn shell(visitor: Visitor) -> Result<Response, Problem> {
    page_with_worker(&empty(&visitor))
}

/// The worker: its address, below the meetings, is all that it may serve.
pub(super) async fn worker() -> Response {
    let Some(asset) = assets::named(WORKER) else { return Problem::not_found().into_response() };
    let mut response = asset.bytes.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    // The worker asks this host for the files that it keeps, and nobody else.
    let policy = "default-src 'none'; connect-src 'self'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

/// Its address: another one for each version of the files, and for each language of the words.
pub(super) fn worker_address(language: Language) -> String {
    let tags = FILES.iter().filter_map(|name| Some(assets::named(name)?.tag));
    let parts: Vec<String> = tags.chain([frame(language)]).collect();
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    let version = Digest::of(&parts).to_string();
    let version = version.get(..16).unwrap_or_default();
    format!("/buoi-tiep-xuc/sw.js?v={version}-{}", language.tag())
}

/// The words and the frame of the page are a part of its version.
fn frame(language: Language) -> String {
    use portal_pages::Template as _;
    let visitor = Visitor {
        language,
        headers: axum::http::HeaderMap::new(),
        from: String::new(),
        address: String::new(),
    };
    empty(&visitor).render().unwrap_or_default()
}
