//! What somebody had typed when the session had ended: it goes through the page where one signs in,
//! and the form is shown again, filled in and not sent.
//!
//! It lies nowhere but in that page, and is never logged. It is bound to the login that was signed
//! in last in this browser: nobody else is shown it. Passwords and codes are no part of it.
//!
//! How the form is shown again: what was typed is posted inside, to the form's own address, marked
//! as [`Unsent`]. `give` refuses to give a command for it, so each page shows what it shows when a
//! command is refused: the form, filled in.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use portal_pages::sign_in::Kept;
use proto::Digest;
use tower::ServiceExt as _;

use crate::pages::form::{Pairs, one};
use crate::pages::shell::{Visitor, encoded, local};
use crate::pages::{FORM_MAX, cookies, page};
use crate::problem::Problem;

const FORM: &str = "application/x-www-form-urlencoded";
/// A form with files: its texts are kept, its files have to be chosen again.
const FILES: &str = "multipart/form-data";
/// The most fields of a form with files.
const FIELDS_MAX: usize = 500;
/// The most bytes that go through the page: encoded, they must fit into a form.
const DRAFT_MAX: usize = 180 * 1024;
/// Small switches, and what is about passwords: nothing that somebody wrote. And what does more than
/// give commands by itself: books that are taken over, and kept views.
const NO_DRAFTS: [&str; 9] = [
    "/dang-",
    "/set-up",
    "/tai-khoan",
    "/ngon-ngu",
    "/co-quan",
    "/da-xem",
    "/nhap-so",
    "/so/cach-xem",
    "/api/",
];
/// Fields that never stay in a page.
const SECRET: [&str; 5] = ["password", "current", "new", "again", "otp"];

tokio::task_local! {
    /// The request that is being answered shows a form again.
    static SHOWN_AGAIN: ();
}

/// Whether a form is only shown again: no command may be given, by whichever way.
pub(super) fn is_unsent() -> bool {
    SHOWN_AGAIN.try_with(|()| ()).is_ok()
}

/// Marks a form that is shown again and not to be sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unsent;

/// What was typed, and where it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    address: String,
    /// Whose: see [`cookies::OF`].
    of: String,
    fields: Vec<(String, String)>,
}

/// Keeps a copy of a form that is sent, as its reader uses it up.
///
/// # Errors
/// A problem when its sender went away or sent more than it said.
pub(super) async fn set_aside(request: Request) -> Result<(Request, Option<Bytes>), Problem> {
    if !may_be_a_draft(&request) {
        return Ok((request, None));
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, FORM_MAX).await;
    let bytes = bytes.map_err(|_| Problem::new(axum::http::StatusCode::BAD_REQUEST, "cut_off"))?;
    Ok((Request::from_parts(parts, Body::from(bytes.clone())), Some(bytes)))
}

fn may_be_a_draft(request: &Request) -> bool {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let length = text(CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    let path = request.uri().path();
    request.method() == Method::POST
        && text(CONTENT_TYPE)
            .is_some_and(|media| media.starts_with(FORM) || media.starts_with(FILES))
        && length.is_some_and(|length| length <= FORM_MAX)
        && !NO_DRAFTS.iter().any(|start| path.starts_with(start))
}

/// By what a draft is bound to a login.
pub(super) fn of(login: &str) -> String {
    Digest::of(&[b"draft of ", login.trim().to_lowercase().as_bytes()]).to_string()
}

impl Draft {
    /// What `visitor` sent, if it is known who was signed in there, and it is not too much.
    pub(super) async fn of(visitor: &Visitor, typed: Bytes) -> Option<Self> {
        let of = cookies::named(&visitor.headers, cookies::OF)?.to_owned();
        let media = visitor.headers.get(CONTENT_TYPE)?;
        let request =
            Request::post("/").header(CONTENT_TYPE, media).body(Body::from(typed)).ok()?;
        let mut fields = if media.as_bytes().starts_with(FILES.as_bytes()) {
            texts(Multipart::from_request(request, &()).await.ok()?).await
        } else {
            Pairs::from_request(request, &()).await.ok()?.0
        };
        fields.retain(|(name, _)| !SECRET.contains(&name.as_str()));
        let draft = Self { address: visitor.address.clone(), of, fields };
        (!draft.fields.is_empty() && draft.packed().len() <= DRAFT_MAX * 4 / 3).then_some(draft)
    }

    /// As it lies in the page where one signs in.
    pub(super) fn kept(&self) -> Kept {
        Kept { of: self.of.clone(), packed: self.packed() }
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    fn packed(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&self.fields).unwrap_or_default())
    }

    /// The one that came with a form for signing in, if there is one.
    pub(super) fn sent_with(form: &Pairs) -> Option<Self> {
        let packed = Some(one(form, "draft")).filter(|packed| !packed.is_empty())?;
        let bytes = URL_SAFE_NO_PAD.decode(packed).ok()?;
        let address = local(one(form, "to")).to_owned();
        let away = NO_DRAFTS.iter().any(|start| address.starts_with(start));
        let fields = serde_json::from_slice(&bytes).ok().filter(|_| !away)?;
        Some(Self { address, of: one(form, "draft-of").to_owned(), fields })
    }

    /// Whether `login` typed it.
    pub(super) fn is_of(&self, login: &str) -> bool {
        self.of == of(login)
    }
}

/// The pages, to show a form again.
#[derive(Debug, Clone)]
pub(crate) struct Again(Router);

impl Again {
    pub(super) fn new(pages: Router) -> Self {
        Self(pages)
    }

    /// The form of `draft`, filled in, for the session that just began with `cookie`.
    ///
    /// # Errors
    /// A fault of this program.
    pub(super) async fn show(
        self,
        visitor: &Visitor,
        draft: &Draft,
        cookie: &str,
        set: [HeaderValue; 2],
    ) -> Result<Response, Problem> {
        let body: Vec<String> = draft
            .fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let request = Request::post(&draft.address).body(Body::from(body.join("&")));
        let mut request = request.map_err(|error| Problem::own_fault(&error))?;
        *request.headers_mut() = headers(visitor, cookie);
        request.extensions_mut().insert(Unsent);
        let Ok(mut response) = SHOWN_AGAIN.scope((), self.0.oneshot(request)).await;
        if super::problem::taken_from(&mut response).is_some() {
            response = plainly(visitor, draft)?;
        }
        for cookie in set {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        Ok(response)
    }
}

/// The texts of a form with files.
async fn texts(mut form: Multipart) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    // What cannot be read any further ends it: what came before is kept.
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_none()
            && texts.len() < FIELDS_MAX
            && let Ok(text) = field.text().await
        {
            texts.push((name, text));
        }
    }
    texts
}

/// The headers of the request, with the new session in place of the old one.
fn headers(visitor: &Visitor, cookie: &str) -> HeaderMap {
    let mut headers = visitor.headers.clone();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
    let cookies = cookies::with_session(&visitor.headers, cookie);
    headers.insert(COOKIE, cookies);
    headers
}

/// Where the form cannot be shown any more: at least what was typed, to copy it.
fn plainly(visitor: &Visitor, draft: &Draft) -> Result<Response, Problem> {
    let shell = visitor.shell("draft-kept", "");
    let typed = draft.fields.iter().filter(|(_, value)| value.chars().count() > 20);
    let fields = typed.map(|(name, value)| (shell.w.field(name), value.clone())).collect();
    page(&portal_pages::sign_in::Plainly { shell, address: draft.address.clone(), fields })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_draft_is_nothing_at_all() {
        let form = |packed: &str, to: &str| {
            axum::Form(vec![
                ("draft".to_owned(), packed.to_owned()),
                ("to".to_owned(), to.to_owned()),
            ])
        };
        let good = URL_SAFE_NO_PAD.encode(br#"[["a","b"]]"#);
        assert!(Draft::sent_with(&form(&good, "/kien-nghi/1/viec/a/b")).is_some());
        let numbers = URL_SAFE_NO_PAD.encode(b"[1]");
        for (packed, to) in [
            ("", "/so"),
            ("%%", "/so"),
            (numbers.as_str(), "/so"),
            (good.as_str(), "/nhap-so/1/nhap"),
            (good.as_str(), "/tai-khoan/mat-khau"),
        ] {
            assert_eq!(Draft::sent_with(&form(packed, to)), None, "{packed} {to}");
        }
    }
}
