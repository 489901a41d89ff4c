//! A file or a pasted table comes in; its cells are read by another process.

use std::time::Duration;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use import::columns::HEADER_WITHIN;
use import::read::{FILE_MAX, Refusal};
use import::{Header, Sheet};
use portal_pages::import as view;
use tokio::time::timeout;

use super::{address, not_read, not_taken, only_who_may, short, start_page, with_status};
use crate::app::Shared;
use crate::imports::apart::{self, NotRead};
use crate::imports::drafts::{Draft, Settings};
use crate::pages::go;
use crate::pages::shell::Page;
use crate::problem::Problem;

/// The most bytes of a request: a file that is a little too large is told so; one beyond this is
/// cut off.
pub(super) const BODY_MAX: usize = 3 * FILE_MAX;
/// How long a file may be on its way.
const WITHIN: Duration = Duration::from_secs(300);
/// How long the next piece of it may take.
const PIECE_WITHIN: Duration = Duration::from_secs(20);
/// The longest name of a file or sheet, in characters.
const NAME_MAX: usize = 100;

/// What came in.
#[derive(Default)]
struct Came {
    name: Option<String>,
    file: Vec<u8>,
    text: Vec<u8>,
    sheet: Vec<u8>,
    /// More than may be.
    large: bool,
}

/// A table that was read.
pub(in crate::pages) struct Table {
    /// The file's name; none of what was pasted.
    pub(in crate::pages) name: Option<String>,
    pub(in crate::pages) cells: Sheet,
}

/// Why there is no table, with what was typed beside it.
pub(in crate::pages) struct NoTable {
    pub(in crate::pages) why: view::NotTaken,
    pub(in crate::pages) status: StatusCode,
    pub(in crate::pages) text: String,
    pub(in crate::pages) sheet: String,
}

/// The table that a form brings, from a file or pasted.
///
/// # Errors
/// Where nothing of the form can be read; inside, why the table is not taken.
pub(in crate::pages) async fn table(
    app: &Shared,
    at: &Page,
    form: Multipart,
) -> Result<Result<Table, Box<NoTable>>, Problem> {
    const UNFIT: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
    let (mut text, mut sheet) = (String::new(), String::new());
    let refused =
        |why, status, text, sheet| Ok(Err(Box::new(NoTable { why, status, text, sheet })));
    let Ok(_place) = app.drafts.uploads.try_acquire() else {
        let why = not_read(at.w(), &NotRead::Busy);
        return refused(why, StatusCode::SERVICE_UNAVAILABLE, text, sheet);
    };
    let came = match timeout(WITHIN, read(form)).await {
        Ok(Ok(came)) => came,
        Ok(Err(Broken)) | Err(_) => return Err(Problem::later("timed_out", 5)),
    };
    text.push_str(&String::from_utf8_lossy(&came.text));
    sheet.push_str(String::from_utf8_lossy(&came.sheet).trim());
    let chosen = came.name.is_some() || !came.file.is_empty();
    if !chosen && text.trim().is_empty() {
        return refused(not_taken(at.w(), "nothing", ""), UNFIT, text, sheet);
    }
    if came.large {
        let large = not_read(at.w(), &NotRead::File(Refusal::TooLarge { max: FILE_MAX }));
        return refused(large, StatusCode::PAYLOAD_TOO_LARGE, text, sheet);
    }
    let content = if chosen { came.file } else { pasted(&text) };
    let wanted = Some(sheet.as_str()).filter(|sheet| !sheet.is_empty());
    match apart::read(&app.drafts.turns, &content, wanted).await {
        Ok(cells) => Ok(Ok(Table { name: came.name, cells })),
        Err(why) => {
            let busy = matches!(why, NotRead::Busy);
            let status = if busy { StatusCode::SERVICE_UNAVAILABLE } else { UNFIT };
            refused(not_read(at.w(), &why), status, text, sheet)
        }
    }
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    form: Multipart,
) -> Result<Response, Problem> {
    only_who_may(&at)?;
    let Table { name, cells } = match table(&app, &at, form).await? {
        Ok(table) => table,
        Err(no) => {
            let NoTable { why, status, text, sheet } = *no;
            return Ok(with_status(&start_page(&app, &at, Some(why), text, sheet), status));
        }
    };
    // Where no row is a header for certain, the first that names anything is offered as one.
    let offered = || (1..=HEADER_WITHIN).map(|below| Header::guessed(&cells, below));
    let found = Header::find(&cells).or_else(|| offered().find(|found| !found.places.is_empty()));
    let (below, places) = found.map(|header| (header.below, header.places)).unwrap_or_default();
    let settings = Settings { below, places, ..Settings::default() };
    let draft = Draft::new(name, cells, settings);
    let to = format!("{}/cot", address(&draft));
    match app.drafts.put(at.caller().into(), draft, app.clock.now()) {
        Some(_) => Ok(go(&to, [])),
        None => {
            let full = not_taken(at.w(), "full", "");
            let view = start_page(&app, &at, Some(full), String::new(), String::new());
            Ok(with_status(&view, StatusCode::SERVICE_UNAVAILABLE))
        }
    }
}

/// A pasted table as a table file: with tabs between the cells where there are any.
fn pasted(text: &str) -> Vec<u8> {
    let text = text.trim_start_matches(['\r', '\n']);
    let tabs = if text.contains('\t') { "sep=\t\n" } else { "" };
    format!("{tabs}{text}").into_bytes()
}

/// The request broke off, or is not what it says.
struct Broken;

impl From<MultipartError> for Broken {
    fn from(_: MultipartError) -> Self {
        Self
    }
}

async fn read(mut form: Multipart) -> Result<Came, Broken> {
    let mut came = Came::default();
    while let Some(field) = form.next_field().await? {
        match field.name().unwrap_or_default() {
            "file" => {
                let name = field.file_name().filter(|name| !name.is_empty());
                came.name = name.map(|name| short(name, NAME_MAX));
                came.large |= bytes(field, &mut came.file, FILE_MAX).await?;
            }
            "text" => came.large |= bytes(field, &mut came.text, FILE_MAX).await?,
            "sheet" => {
                bytes(field, &mut came.sheet, 4 * NAME_MAX).await?;
            }
            _ => {}
        }
    }
    Ok(came)
}

/// Keeps at most `most` bytes of a field and reads it to its end; whether there were more.
async fn bytes(mut field: Field<'_>, to: &mut Vec<u8>, most: usize) -> Result<bool, Broken> {
    let mut large = false;
    loop {
        let piece = timeout(PIECE_WITHIN, field.chunk()).await.map_err(|_| Broken)??;
        let Some(piece) = piece else { return Ok(large) };
        let room = most.saturating_sub(to.len());
        large |= piece.len() > room;
        to.extend_from_slice(piece.get(..room.min(piece.len())).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_table_is_parted_by_tabs_whatever_else_stands_in_it() {
        assert_eq!(pasted("\na;b;c\td\n"), b"sep=\t\na;b;c\td\n");
        assert_eq!(pasted("a,b\n"), b"a,b\n");
    }
}
