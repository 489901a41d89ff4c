//! What went wrong, as `application/problem+json` (RFC 9457).
//!
//! `type` is `urn:hoiam:problem:` and the code; `title` and `next_step` are for people, in the
//! language of the request; `code` and the members behind it are for programs.

use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::language::Language;
use crate::words;

/// One problem.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    status: StatusCode,
    code: String,
    more: Map<String, Value>,
    retry_after_s: Option<u32>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &str) -> Self {
        Self { status, code: code.to_owned(), more: Map::new(), retry_after_s: None }
    }

    /// Adds a member for programs.
    pub(crate) fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.more.insert(member.to_owned(), value.into());
        self
    }

    /// The field that is wrong, as a JSON pointer, and why.
    pub(crate) fn field(status: StatusCode, code: &str, pointer: &str, why: &str) -> Self {
        Self::new(status, code).with("field", pointer).with("detail", why)
    }

    /// Not served now; nothing is lost by asking again after `seconds`.
    pub(crate) fn unavailable(why: &str, seconds: u32) -> Self {
        Self::later("unavailable", seconds).with("detail", why)
    }

    /// As [`unavailable`](Self::unavailable), with a code of its own.
    pub(crate) fn later(code: &str, seconds: u32) -> Self {
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, code);
        Self { retry_after_s: Some(seconds), ..problem }
    }

    /// A fault of a program; the log has more under the correlation.
    pub(crate) fn fault(correlation: uuid::Uuid) -> Self {
        let problem = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "fault");
        problem.with("correlation", correlation.to_string())
    }

    /// A fault of this program: `error` goes to the log, once, and not to the client.
    pub(crate) fn own_fault(error: &dyn std::error::Error) -> Self {
        let correlation = runtime::random::uuid();
        let cause = error.source().map(ToString::to_string);
        tracing::error!(%correlation, %error, cause, "the portal met a fault");
        Self::fault(correlation)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// After how many seconds it is worth asking again, if it is.
    pub(crate) fn retry_after_s(&self) -> Option<u32> {
        self.retry_after_s
    }

    /// The body in `language`.
    pub(crate) fn body(&self, language: Language) -> Value {
        let words = words::of(&self.code);
        let mut body = json!({
            "type": format!("urn:hoiam:problem:{}", self.code),
            "title": language.pick(words.title_vi, words.title_en),
            "status": self.status.as_u16(),
            "code": self.code,
            "next_step": language.pick(words.next_vi, words.next_en),
        });
        if let Some(members) = body.as_object_mut() {
            members.extend(self.more.clone());
        }
        body
    }

    /// The answer in `language`.
    pub(crate) fn answer(&self, language: Language) -> Response {
        let mut response = (self.status, self.body(language).to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// In the default language; the outermost layer puts it into the request's.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.answer(Language::default());
        response.extensions_mut().insert(self);
        response
    }
}

impl From<register::ReadError> for Problem {
    fn from(error: register::ReadError) -> Self {
        Self::own_fault(&error)
    }
}

/// A path of fields, `roles[0].may`, as a JSON pointer under `root`, `/data/roles/0/may`.
pub(crate) fn pointer(root: &str, path: &str) -> String {
    let steps = path.split(['.', '[']).map(|step| step.trim_end_matches(']'));
    let steps = steps.filter(|step| !step.is_empty());
    steps.fold(root.to_owned(), |pointer, step| {
        pointer + "/" + &step.replace('~', "~0").replace('/', "~1")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_fields_becomes_a_json_pointer() {
        for (path, expected) in [
            ("", "/data"),
            ("to", "/data/to"),
            ("petitions[3].seen_version", "/data/petitions/3/seen_version"),
            ("a/b~c", "/data/a~1b~0c"),
        ] {
            assert_eq!(pointer("/data", path), expected);
        }
    }

    #[test]
    fn a_fault_says_nothing_but_its_correlation() {
        let error = std::io::Error::other("secret path");
        let body = Problem::own_fault(&error).body(Language::English).to_string();
        assert!(!body.contains("secret") && body.contains("correlation"), "{body}");
    }
}
