//! The cookies of the pages. Behind https the session's has the prefix that binds it to this host.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use proto::Digest;

const SESSION: &str = "hoiam_session";
const SESSION_HTTPS: &str = "__Host-hoiam_session";
/// The language of the pages.
pub(crate) const LANGUAGE: &str = "hoiam_language";
/// The body acted for.
pub(crate) const BODY: &str = "hoiam_body";
/// Whose forms are shown in this browser: a digest of the login that was signed in last.
pub(crate) const OF: &str = "hoiam_of";
/// What the next page says once.
pub(crate) const SAID: &str = "hoiam_said";
/// The longest value that is looked at.
const VALUE_MAX: usize = 200;
/// How long a choice is remembered.
const YEAR_S: u32 = 31_536_000;

/// The value of the cookie called `name`.
pub(crate) fn named<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';').take(50));
    let mut found = pairs.filter_map(|pair| pair.trim().split_once('='));
    found.find(|(of, _)| *of == name).map(|(_, value)| value).filter(|v| v.len() <= VALUE_MAX)
}

/// Whether the reader's browser speaks https with the machine before this one.
pub(crate) fn https(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https")
}

/// The hash of the session's cookie. Behind https only the one bound to this host counts: another
/// could have been set by a neighbouring host.
pub(crate) fn session(headers: &HeaderMap) -> Option<Digest> {
    let name = if https(headers) { SESSION_HTTPS } else { SESSION };
    named(headers, name).map(|value| Digest::of(&[value.as_bytes()]))
}

/// Sets the session's cookie, until the browser is closed; an empty value takes it away.
pub(crate) fn set_session(headers: &HeaderMap, value: &str) -> HeaderValue {
    let (name, secure) = if https(headers) { (SESSION_HTTPS, "; Secure") } else { (SESSION, "") };
    let age = if value.is_empty() { "; Max-Age=0" } else { "" };
    made(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"))
}

/// The header with the cookies of `headers`, but `value` as the session's.
pub(crate) fn with_session(headers: &HeaderMap, value: &str) -> HeaderValue {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';').take(50)).map(str::trim);
    let others = pairs.filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        ![SESSION, SESSION_HTTPS, SAID].contains(&name)
    });
    let name = if https(headers) { SESSION_HTTPS } else { SESSION };
    let own = format!("{name}={value}");
    made(&others.chain([own.as_str()]).collect::<Vec<_>>().join("; "))
}

/// Notes whose forms are shown, until the browser is closed.
pub(crate) fn set_of(headers: &HeaderMap, of: &str) -> HeaderValue {
    let secure = if https(headers) { "; Secure" } else { "" };
    made(&format!("{OF}={of}; Path=/; HttpOnly; SameSite=Lax{secure}"))
}

/// Remembers a choice.
pub(crate) fn remember(name: &str, value: &str) -> HeaderValue {
    made(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={YEAR_S}"))
}

/// Says something on the next page, once.
pub(crate) fn say(id: &str) -> HeaderValue {
    made(&format!("{SAID}={id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=20"))
}

/// Takes away what was said.
pub(crate) fn said() -> HeaderValue {
    made(&format!("{SAID}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"))
}

fn made(cookie: &str) -> HeaderValue {
    HeaderValue::from_str(cookie).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_https_only_the_cookie_bound_to_the_host_counts() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("a=b; hoiam_session=x"));
        assert!(session(&headers).is_some());
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        assert!(session(&headers).is_none());
        let set = set_session(&headers, "x");
        let set = set.to_str().unwrap();
        assert!(set.starts_with("__Host-") && set.contains("Secure") && set.contains("HttpOnly"));
    }
}
