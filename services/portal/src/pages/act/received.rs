//! A form as it came: what was typed, and files, each handed to the vault as soon as it is here.
//!
//! A file that was taken stays with the form when the form comes back: it is named in it, and sent
//! again with it. What is wrong with a file is told beside its field; the rest of the form is read
//! all the same. Bounds: each file, their number, and the texts together.

use axum::Form;
use axum::extract::multipart::Field as Coming;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use proto::attachment::{ATTACHMENT_SIZE_MAX, ATTACHMENTS_MAX};
use proto::{Attachment, StreamId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::app::App;
use crate::attachments;
use crate::pages::FORM_MAX;
use crate::pages::act::fields::FILES;
use crate::pages::form::Pairs;
use crate::pages::json::At;
use crate::pages::shell::Page;
use crate::problem::Problem;

/// The scan of the paper.
pub(super) const SCAN: &str = "scan";
/// What was taken before, in a form that came back.
pub(super) const KEPT: &str = "kept";
/// The most bytes of a form with its files.
pub(super) const WHOLE_MAX: usize = 64 * 1024 * 1024;
/// The most fields of a form.
const FIELDS_MAX: usize = 500;

/// A file that the vault has, and the field that it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Taken {
    pub(super) field: String,
    pub(super) file: Attachment,
}

/// A form as it came.
#[derive(Debug)]
pub(in crate::pages) struct Sent {
    pub(in crate::pages) form: Pairs,
    pub(super) taken: Vec<Taken>,
    /// Fields with what is wrong with their files, in words.
    pub(in crate::pages) wrong: Vec<(String, String)>,
}

impl Sent {
    /// A form without files.
    pub(in crate::pages) fn plain(form: Pairs) -> Self {
        Self { form, taken: Vec::new(), wrong: Vec::new() }
    }

    /// The files of a field.
    pub(in crate::pages) fn files(&self, field: &str) -> Vec<&Attachment> {
        let of = self.taken.iter().filter(|taken| taken.field == field);
        of.map(|taken| &taken.file).collect()
    }
}

/// Reads the form in `request`; its files go to `stream`.
///
/// # Errors
/// Only where nothing of the form can be read.
pub(in crate::pages) async fn of(
    app: &App,
    at: &Page,
    stream: Option<StreamId>,
    request: Request,
) -> Result<Sent, Problem> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut sent = if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        let parts = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
        parted(app, at, stream, parts).await
    } else {
        let form = Pairs::from_request(request, &()).await.map_err(|_| unreadable())?;
        Sent { form, taken: Vec::new(), wrong: Vec::new() }
    };
    let before = sent.form.0.iter().filter(|(name, _)| name == KEPT);
    let before: Vec<Taken> =
        before.filter_map(|(_, kept)| serde_json::from_str(kept).ok()).collect();
    sent.taken.splice(0..0, before);
    sent.taken.dedup_by(|one, other| one.file.digest == other.file.digest);
    if sent.files(FILES).len() > ATTACHMENTS_MAX {
        sent.wrong.push((FILES.to_owned(), at.w().count("files-too-many", ATTACHMENTS_MAX)));
    }
    Ok(sent)
}

fn unreadable() -> Problem {
    Problem::new(axum::http::StatusCode::BAD_REQUEST, "malformed")
}

async fn parted(app: &App, at: &Page, stream: Option<StreamId>, mut parts: Multipart) -> Sent {
    let mut sent = Sent { form: Form(Vec::new()), taken: Vec::new(), wrong: Vec::new() };
    let mut left = FORM_MAX;
    for _ in 0..FIELDS_MAX {
        let field = match parts.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(_) => {
                sent.wrong.push((FILES.to_owned(), at.w().t("files-too-much")));
                break;
            }
        };
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let max = if is_file { SIZE_MAX } else { left };
        let bytes = match whole(field, max).await {
            Whole::Read(bytes) => bytes,
            Whole::TooLong => {
                let told = if is_file { "attachment_too_large" } else { "too_large" };
                sent.wrong.push((name, words_of(at, told)));
                continue;
            }
            Whole::Broken => {
                sent.wrong.push((FILES.to_owned(), at.w().t("files-too-much")));
                break;
            }
        };
        if !is_file {
            left -= bytes.len();
            sent.form.0.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            continue;
        }
        // A browser sends an empty file for a field that was left alone.
        if bytes.is_empty() || sent.taken.len() > ATTACHMENTS_MAX {
            continue;
        }
        let Some(stream) = stream else { continue };
        match attachments::of_form(app, &at.reader, stream, bytes).await {
            Ok(file) => sent.taken.push(Taken { field: name, file }),
            Err(problem) => sent.wrong.push((name, told(at, &problem))),
        }
    }
    sent
}

const SIZE_MAX: usize = ATTACHMENT_SIZE_MAX as usize;

enum Whole {
    Read(Vec<u8>),
    TooLong,
    Broken,
}

/// Reads a field to its end, and keeps no more of it than it may be long.
async fn whole(mut field: Coming<'_>, max: usize) -> Whole {
    let mut bytes = Vec::new();
    let mut len = 0_usize;
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) => {
                len = len.saturating_add(chunk.len());
                if len > max {
                    bytes = Vec::new();
                } else {
                    bytes.extend_from_slice(&chunk);
                }
            }
            Ok(None) if len > max => return Whole::TooLong,
            Ok(None) => return Whole::Read(bytes),
            Err(_) => return Whole::Broken,
        }
    }
}

fn words_of(at: &Page, code: &str) -> String {
    let words = crate::words::of(code);
    let language = at.visitor.language;
    let (title, next) = (
        language.pick(words.title_vi, words.title_en),
        language.pick(words.next_vi, words.next_en),
    );
    format!("{title}. {next}")
}

fn told(at: &Page, problem: &Problem) -> String {
    let body: Value = problem.body(at.visitor.language);
    format!("{}. {}", body.words("/title"), body.words("/next_step"))
}
