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
use crate::pages::act::fields::FILES;
use crate::pages::form::Pairs;
use crate::pages::json::At;
use crate::pages::shell::Page;
use crate::pages::{FORM_MAX, letters};
use crate::problem::Problem;

/// The scan of the paper.
pub(in crate::pages) const SCAN: &str = "scan";
/// What was taken before, in a form that came back.
pub(in crate::pages) const KEPT: &str = "kept";
/// The most bytes of a form with its files.
pub(in crate::pages) const WHOLE_MAX: usize = 64 * 1024 * 1024;
/// The most fields of a form.
const FIELDS_MAX: usize = 500;

/// The most copies of files that one form makes for its petitions.
const COPIES_MAX: usize = 200;

/// To which streams the files of a form go: a file is sealed under the key of its stream.
#[derive(Debug, Clone, Copy)]
pub(in crate::pages) enum To {
    /// The form takes none.
    Nothing,
    /// All go to this one.
    Stream(StreamId),
    /// Those of `attachments-N` to petition N, the scan to the first petition that the form names
    /// before it, the others to each petition that it names before them.
    Named,
}

impl To {
    async fn streams(self, app: &App, field: &str, form: &Pairs) -> Vec<StreamId> {
        let numbers = match self {
            Self::Nothing => return Vec::new(),
            Self::Stream(stream) => return vec![stream],
            Self::Named => match field.split_once('-') {
                Some((_, number)) => vec![number.to_owned()],
                None => letters::named(&form.0),
            },
        };
        let mut streams = app.register.petitions_called(&numbers).await.unwrap_or_default();
        if field == SCAN {
            streams.truncate(1);
        }
        streams
    }
}

/// A file that the vault has, and the field that it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::pages) struct Taken {
    pub(in crate::pages) field: String,
    pub(in crate::pages) file: Attachment,
    /// The same file as each petition has it; none where the form is of one stream.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::pages) copies: Vec<(StreamId, Attachment)>,
}

/// A form as it came.
#[derive(Debug)]
pub(in crate::pages) struct Sent {
    pub(in crate::pages) form: Pairs,
    pub(in crate::pages) taken: Vec<Taken>,
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

/// A form that was kept, with the files that went with it.
pub(in crate::pages) fn again(form: Pairs) -> Sent {
    let taken = kept(&form);
    Sent { form, taken, wrong: Vec::new() }
}

/// The files that a form names as taken before.
fn kept(form: &Pairs) -> Vec<Taken> {
    let before = form.0.iter().filter(|(name, _)| name == KEPT);
    before.filter_map(|(_, kept)| serde_json::from_str(kept).ok()).collect()
}

/// Reads the form in `request`; its files go to `to`.
///
/// # Errors
/// Only where nothing of the form can be read.
pub(in crate::pages) async fn of(
    app: &App,
    at: &Page,
    to: To,
    request: Request,
) -> Result<Sent, Problem> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut sent = if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        let parts = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
        parted(app, at, to, parts).await
    } else {
        let form = Pairs::from_request(request, &()).await.map_err(|_| unreadable())?;
        Sent { form, taken: Vec::new(), wrong: Vec::new() }
    };
    let before = kept(&sent.form);
    sent.taken.splice(0..0, before);
    sent.taken.dedup_by(|one, other| one.file.digest == other.file.digest);
    let mut fields: Vec<String> = sent.taken.iter().map(|taken| taken.field.clone()).collect();
    fields.dedup();
    for field in fields {
        if sent.files(&field).len() > ATTACHMENTS_MAX {
            sent.wrong.push((field, at.w().count("files-too-many", ATTACHMENTS_MAX)));
        }
    }
    Ok(sent)
}

fn unreadable() -> Problem {
    Problem::new(axum::http::StatusCode::BAD_REQUEST, "malformed")
}

async fn parted(app: &App, at: &Page, to: To, mut parts: Multipart) -> Sent {
    let mut sent = Sent { form: Form(Vec::new()), taken: Vec::new(), wrong: Vec::new() };
    let (mut left, mut copies) = (FORM_MAX, 0_usize);
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
        if bytes.is_empty() || sent.files(&name).len() > ATTACHMENTS_MAX {
            continue;
        }
        let streams = to.streams(app, &name, &sent.form).await;
        copies = copies.saturating_add(streams.len());
        if copies > COPIES_MAX {
            sent.wrong.push((name, at.w().t("files-too-many-copies")));
            continue;
        }
        match taken(app, at, to, &name, streams, bytes).await {
            Ok(file) => sent.taken.extend(file),
            Err(problem) => sent.wrong.push((name, told(at, &problem))),
        }
    }
    sent
}

/// Hands a file to the vault once for each of `streams`; none where there is no stream.
async fn taken(
    app: &App,
    at: &Page,
    to: To,
    field: &str,
    streams: Vec<StreamId>,
    bytes: Vec<u8>,
) -> Result<Option<Taken>, Problem> {
    let mut copies = Vec::with_capacity(streams.len());
    for stream in streams {
        let file = attachments::of_form(app, &at.reader, stream, bytes.clone()).await?;
        copies.push((stream, file));
    }
    let Some(file) = copies.first().map(|(_, file)| file.clone()) else { return Ok(None) };
    if !matches!(to, To::Named) {
        copies.clear();
    }
    Ok(Some(Taken { field: field.to_owned(), file, copies }))
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
