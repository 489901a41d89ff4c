//! `POST /attachments`, `GET /attachments/{digest}`: files that go with petitions, meetings, letters.
//!
//! A file is looked at (how long, of which type) and handed to the vault piece by piece as it comes
//! in; none is ever whole in memory, and none touches this portal's disk. Who may add and read is
//! decided by the vault, as for texts. A file is given out as something to save, never to show: a
//! browser runs nothing in it.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use proto::attachment::ATTACHMENT_SIZE_MAX;
use proto::command::{CommandSpec, KeyOf, Target};
use proto::{Attachment, BodyId, CommandId, Digest, MediaType, StreamId};
use serde::Deserialize;
use tokio::time::timeout;
use vault::{
    AttachRequest, Attaching, ClearBytes, FetchRequest, Fetching, PIECE_LEN, Refusal, VaultError,
};

use crate::app::{App, Shared};
use crate::caller::Reader;
use crate::commands::spec_of;
use crate::params::{Named, Params, bad_query};
use crate::problem::Problem;
use crate::request;

pub(crate) mod flow;
mod media;
pub(crate) mod named;
mod picture;

use flow::{Coming, Place, STALLED_MAX, WITHIN};

const RETRY_S: u32 = 2;
const POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// `?stream=…&body=…`, or `?for=intake/RecordPetition` with the `Idempotency-Key` of that command.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct To {
    stream: Option<String>,
    #[serde(rename = "for")]
    coming: Option<String>,
    body: Option<BodyId>,
}

/// `?stream=…&body=…`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Of {
    stream: String,
    body: Option<BodyId>,
}

impl Of {
    /// A file of the stream called `stream`, for whichever body of the reader may have it.
    pub(crate) fn stream(stream: String) -> Self {
        Self { stream, body: None }
    }
}

/// Takes a file.
pub(crate) async fn post(
    reader: Reader,
    State(app): State<Shared>,
    Params(to): Params<To>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if length.and_then(|text| text.parse().ok()).is_some_and(|len: u64| len > SIZE_MAX) {
        return Err(too_large());
    }
    let (stream, coming) = match (&to.stream, &to.coming) {
        (Some(name), None) => (called(&app, name).await?, false),
        (None, Some(command)) => (of_coming(&app, &reader, command, &headers)?, true),
        (Some(_), Some(_)) | (None, None) => {
            return Err(bad_query("either stream or for, not both"));
        }
    };
    let bodies = reader.bodies_or(to.body)?;
    let _place = app.transfers.take(reader.officer)?;
    let to = Addressed { reader: &reader, bodies: &bodies, stream, coming };
    let taken = timeout(WITHIN, taken(&app, &to, &headers, body));
    let attached = taken.await.map_err(|_| Problem::later("timed_out", RETRY_S))??;
    Ok((StatusCode::CREATED, Json(attached)).into_response())
}

/// Takes a file of a form, for the stream of a petition: pictures are made anew, so that nothing
/// goes with them but what is seen.
///
/// # Errors
/// As for a file that a program sends; a picture that cannot be made anew is of another type.
pub(crate) async fn of_form(
    app: &App,
    reader: &Reader,
    stream: StreamId,
    bytes: Vec<u8>,
) -> Result<Attachment, Problem> {
    let bytes = match media::of(bytes.get(..bytes.len().min(PIECE_LEN)).unwrap_or_default()) {
        Some(found) if picture::format_of(found).is_some() => {
            let made = picture::anew(bytes, found).await;
            made.ok_or_else(|| unsupported("a picture that cannot be read, or is too large"))?
        }
        Some(_) | None => bytes,
    };
    let _place = app.transfers.take(reader.officer)?;
    let to = Addressed { reader, bodies: &reader.bodies, stream, coming: false };
    let undeclared = HeaderMap::new();
    let taken = timeout(WITHIN, taken(app, &to, &undeclared, Body::from(bytes)));
    taken.await.map_err(|_| Problem::later("timed_out", RETRY_S))?
}

const SIZE_MAX: u64 = ATTACHMENT_SIZE_MAX as u64;

/// The stream that has this id, or that of the petition with this number.
async fn called(app: &App, name: &str) -> Result<StreamId, Problem> {
    if let Ok(stream) = name.parse() {
        return Ok(stream);
    }
    app.register.petition_called(name).await?.ok_or_else(Problem::not_found)
}

/// The stream that `command` of this caller, sent under this key, is going to open.
fn of_coming(
    app: &App,
    reader: &Reader,
    command: &str,
    headers: &HeaderMap,
) -> Result<StreamId, Problem> {
    let (context, name) = command.split_once('/').unwrap_or((command, ""));
    let spec = spec_of(context, name)?;
    opens_its_own(spec)?;
    let key = request::key(headers)?;
    // A row of a book, whose key is nobody's own, has no attachments.
    Ok(CommandId::of_request(&app.site, reader.officer, spec.context, key).stream(0))
}

/// A command that writes only streams of others leaves a file at its own where nobody finds it.
fn opens_its_own(spec: &CommandSpec) -> Result<(), Problem> {
    if spec.target != Target::New {
        return Err(bad_query("for: this command opens nothing; name the stream"));
    }
    if spec.texts.iter().any(|text| text.key == KeyOf::RowPetition) {
        let why = "for: this command writes only to the petitions that it answers: attach the scan \
            of the letter to one of them (stream=) and name it in document.scan; it is read by who \
            reads that petition; for readers of the others attach a copy to each and name it in \
            its row's attachments";
        return Err(bad_query(why));
    }
    Ok(())
}

/// Where a file is to go.
struct Addressed<'a> {
    reader: &'a Reader,
    bodies: &'a [BodyId],
    stream: StreamId,
    /// A command of this officer is going to open the stream.
    coming: bool,
}

async fn taken(
    app: &App,
    to: &Addressed<'_>,
    headers: &HeaderMap,
    body: Body,
) -> Result<Attachment, Problem> {
    let mut coming = Coming::new(body.into_data_stream());
    // The vault is asked for a place only when there is something to give it.
    let mut piece = coming.piece(None).await?;
    if piece.is_empty() {
        return Err(unsupported("an empty file"));
    }
    let found = media::of(&piece).ok_or_else(|| unsupported("a file of another type"))?;
    as_declared(headers, found)?;
    let mut text = (found == media::TEXT).then(media::Text::default);
    let media_type = MediaType::new(found).map_err(|error| Problem::own_fault(&error))?;
    let mut attaching = begin(app, to, media_type).await?;
    loop {
        let next = coming.piece(Some(&mut attaching)).await?;
        let still = text
            .as_mut()
            .is_none_or(|text| text.goes_on(&piece) && (!next.is_empty() || text.ends()));
        if !still {
            return Err(unsupported("a file of another type"));
        }
        let clear = ClearBytes::new(std::mem::replace(&mut piece, next));
        if piece.is_empty() {
            return attaching.last(clear).await.map_err(|error| told(&error));
        }
        attaching.piece(clear).await.map_err(|error| told(&error))?;
    }
}

/// For the first of the bodies that may.
async fn begin(app: &App, to: &Addressed<'_>, media_type: MediaType) -> Result<Attaching, Problem> {
    let &Addressed { reader, bodies, stream, coming } = to;
    let mut refused = told(&VaultError::Refused { refusal: Refusal::Forbidden });
    for &body in bodies {
        let media_type = media_type.clone();
        let request = AttachRequest { officer: reader.officer, body, stream, coming, media_type };
        match app.vault.attach(request).await {
            Ok(attaching) => return Ok(attaching),
            Err(error @ VaultError::Refused { refusal: Refusal::Forbidden }) => {
                refused = told(&error);
            }
            Err(error) => return Err(told(&error)),
        }
    }
    Err(refused)
}

/// What is said of a file is what it is, or nothing.
fn as_declared(headers: &HeaderMap, found: &str) -> Result<(), Problem> {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let declared = declared.and_then(|text| text.split(';').next()).map(str::trim);
    let declared = declared.filter(|text| !text.eq_ignore_ascii_case("application/octet-stream"));
    if declared.is_none_or(|text| text.eq_ignore_ascii_case(found)) {
        return Ok(());
    }
    Err(unsupported("Content-Type is not that of the file").with("found", found))
}

/// Gives a file.
pub(crate) async fn get(
    reader: Reader,
    State(app): State<Shared>,
    Named(digest): Named<Digest>,
    Params(of): Params<Of>,
) -> Result<Response, Problem> {
    let stream = called(&app, &of.stream).await?;
    let place = app.transfers.take(reader.officer)?;
    let mut refused = told(&VaultError::Refused { refusal: Refusal::Forbidden });
    for body in reader.bodies_or(of.body)? {
        let request = FetchRequest { officer: reader.officer, body, stream, digest };
        match app.vault.fetch(request).await {
            Ok(fetching) => return given(fetching, place),
            Err(error @ VaultError::Refused { refusal: Refusal::Forbidden }) => {
                refused = told(&error);
            }
            Err(error) => return Err(told(&error)),
        }
    }
    Err(refused)
}

fn given(fetching: Fetching, place: Place) -> Result<Response, Problem> {
    let Attachment { digest, size, media_type } = fetching.file().clone();
    let header =
        |text: &str| HeaderValue::from_str(text).map_err(|error| Problem::own_fault(&error));
    let name: String = digest.to_string().chars().take(16).collect();
    let saved = format!("attachment; filename=\"{name}.{}\"", ending(media_type.as_str()));
    let headers = [
        (CONTENT_TYPE, header(media_type.as_str())?),
        (CONTENT_LENGTH, HeaderValue::from(size)),
        (CONTENT_DISPOSITION, header(&saved)?),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    let pieces = flow::pumped(fetching, place, STALLED_MAX);
    Ok((headers, Body::from_stream(pieces)).into_response())
}

fn ending(media_type: &str) -> &'static str {
    match media_type {
        media::PDF => "pdf",
        media::JPEG => "jpg",
        media::PNG => "png",
        media::WEBP => "webp",
        media::DOCX => "docx",
        media::XLSX => "xlsx",
        media::ODT => "odt",
        _ => "txt",
    }
}

fn too_large() -> Problem {
    let problem = Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "attachment_too_large");
    problem.with("size_max", ATTACHMENT_SIZE_MAX)
}

fn unsupported(why: &str) -> Problem {
    let problem = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "attachment_type");
    problem.with("detail", why).with("known", media::TAKEN.to_vec())
}

fn away() -> Problem {
    Problem::unavailable("the vault is away", RETRY_S)
}

fn told(error: &VaultError) -> Problem {
    match error {
        VaultError::Unavailable { .. } => away(),
        VaultError::Refused { refusal } => match refusal {
            Refusal::Forbidden => Problem::new(StatusCode::FORBIDDEN, "attachment_forbidden"),
            Refusal::Destroyed => Problem::new(StatusCode::GONE, "erased"),
            Refusal::NotHeld | Refusal::UnknownKey => Problem::not_found(),
            Refusal::Waiting => Problem::new(StatusCode::TOO_MANY_REQUESTS, "attachments_waiting"),
            Refusal::Full => Problem::new(StatusCode::CONFLICT, "attachments_full"),
            Refusal::Tampered | Refusal::NotATrackingCode => Problem::own_fault(error),
        },
        VaultError::Malformed { .. } => Problem::own_fault(error),
    }
}
