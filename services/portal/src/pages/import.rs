//! Bringing a book in: a file or a pasted table, its columns, what each row is, and sending it.
//!
//! A page here shows what `crate::imports` holds and judges; what is sent is sent by the functions
//! of the API. Nothing is recorded before the officer has confirmed it.

mod check;
pub(super) mod columns;
mod mend;
mod names;
mod run;
pub(super) mod upload;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use import::read::{FILE_MAX, ROWS_MAX};
use import::{Column, Refusal};
use portal_pages::import as view;
use portal_pages::{Template, Words};
use serde_json::Value;

use crate::app::{App, Shared};
use crate::imports::apart::NotRead;
use crate::imports::desk::Ended;
use crate::imports::drafts::Draft;
use crate::pages::json::At as _;
use crate::pages::shell::Page;
use crate::pages::{go, letters, page};
use crate::params::Named;
use crate::problem::Problem;

const HERE: &str = "import";

/// The pages, but for [`uploads`].
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/nhap-so", get(start))
        .route("/nhap-so/ten", get(names::show).post(names::bind))
        .route("/nhap-so/{id}", get(forward))
        .route("/nhap-so/{id}/cot", get(columns::show).post(columns::take))
        .route("/nhap-so/{id}/kiem-tra", get(check::show).post(mend::take))
        .route("/nhap-so/{id}/nhap", post(run::begin))
        .route("/nhap-so/{id}/tien-do", get(run::show))
        .route("/nhap-so/{id}/dung", post(run::stop))
        .route("/nhap-so/{id}/tiep", post(run::go_on))
        .route("/nhap-so/{id}/bo", post(forget))
        .route("/nhap-so/{id}/chua-nhap.csv", get(run::left_csv))
        .route("/nhap-so/{id}/da-nhap.csv", get(run::numbers_csv))
}

/// What takes files: outside of the bounds of size and time of the other pages, with its own.
pub(super) fn uploads() -> Router<Shared> {
    Router::new()
        .route("/nhap-so", post(upload::take))
        .merge(letters::tables())
        .layer(DefaultBodyLimit::max(upload::BODY_MAX))
}

/// Whom the screen concerns.
pub(super) fn concerns(at: &Page) -> bool {
    at.may("intake", "RecordPetition")
}

async fn start(State(app): State<Shared>, at: Page) -> Result<Response, Problem> {
    only_who_may(&at)?;
    page(&start_page(&app, &at, None, String::new(), String::new()))
}

fn only_who_may(at: &Page) -> Result<(), Problem> {
    match concerns(at) {
        true => Ok(()),
        false => Err(Problem::new(StatusCode::FORBIDDEN, "forbidden.role_lacks")),
    }
}

fn start_page(
    app: &App,
    at: &Page,
    refused: Option<view::NotTaken>,
    text: String,
    sheet: String,
) -> view::Start {
    let mut shell = at.shell(at.w().t("import"), HERE);
    "/nhap-so".clone_into(&mut shell.address);
    let drafts = app.drafts.of(at.caller().into());
    let books = drafts.iter().filter(|draft| draft.settings.answers.is_none());
    view::Start {
        shell,
        refused,
        text,
        sheet,
        megabytes: FILE_MAX / (1024 * 1024),
        bytes: FILE_MAX,
        rows: ROWS_MAX,
        drafts: books.map(|draft| shown(at, draft)).collect(),
    }
}

fn shown(at: &Page, draft: &Draft) -> view::Draft {
    let state = match (&draft.job, &draft.judged) {
        (Some(job), _) => match job.sent().ended {
            None => "import-state-running",
            Some(Ended::All) => "import-state-done",
            Some(Ended::Stopped | Ended::SignedOut | Ended::Away(_)) => "import-state-stopped",
        },
        (None, Some(_)) => "import-state-check",
        (None, None) => "import-state-columns",
    };
    view::Draft {
        address: address(draft),
        name: name(at, draft),
        rows: draft.sheet.rows.len(),
        state: at.w().t(state),
    }
}

fn address(draft: &Draft) -> String {
    format!("/nhap-so/{}", draft.id)
}

pub(super) fn name(at: &Page, draft: &Draft) -> String {
    draft.name.clone().unwrap_or_else(|| at.w().t("import-pasted"))
}

/// The book of this address, or a page that says that it is not here any more.
fn draft_of(app: &App, at: &Page, id: &str) -> Result<Draft, Box<Response>> {
    let found = app.drafts.get(at.caller().into(), id, app.clock.now());
    found.filter(|draft| draft.settings.answers.is_none()).ok_or_else(|| {
        let why = not_taken(at.w(), "gone", "");
        Box::new(said_at_start(app, at, why, StatusCode::NOT_FOUND))
    })
}

/// The first page, with why something did not go.
fn said_at_start(app: &App, at: &Page, why: view::NotTaken, status: StatusCode) -> Response {
    let view = start_page(app, at, Some(why), String::new(), String::new());
    with_status(&view, status)
}

pub(super) fn with_status(view: &impl Template, status: StatusCode) -> Response {
    match page(view) {
        Ok(mut response) => {
            *response.status_mut() = status;
            response
        }
        Err(problem) => axum::response::IntoResponse::into_response(problem),
    }
}

/// To where a book is on its way.
async fn forward(State(app): State<Shared>, at: Page, Named(id): Named) -> Response {
    match draft_of(&app, &at, &id) {
        Ok(draft) => go(&format!("{}/{}", address(&draft), step(&draft)), []),
        Err(said) => *said,
    }
}

fn step(draft: &Draft) -> &'static str {
    match (&draft.job, &draft.judged) {
        (Some(_), _) => "tien-do",
        (None, Some(_)) => "kiem-tra",
        (None, None) => "cot",
    }
}

async fn forget(State(app): State<Shared>, at: Page, Named(id): Named) -> Response {
    app.drafts.forget(at.caller().into(), &id);
    go("/nhap-so", [])
}

/// Why, in words: those of `import-refused-` and a code.
pub(super) fn not_taken(w: Words, code: &str, at: &str) -> view::NotTaken {
    let id = format!("import-refused-{code}");
    view::NotTaken { title: w.t(&id), next: w.at(&format!("{id}-next"), at) }
}

pub(super) fn not_read(w: Words, why: &NotRead) -> view::NotTaken {
    let refusal = match why {
        NotRead::File(refusal) => refusal,
        NotRead::Harmful => return not_taken(w, "harmful", ""),
        NotRead::Busy => return not_taken(w, "busy", ""),
    };
    let (code, at) = match refusal {
        Refusal::Unreadable { .. } => ("unreadable", String::new()),
        Refusal::Empty => ("empty", String::new()),
        Refusal::TooLarge { .. } => ("too_large", String::new()),
        Refusal::OldOrEncrypted => ("old_or_encrypted", String::new()),
        Refusal::Binary => ("binary", String::new()),
        Refusal::NotASpreadsheet => ("not_a_spreadsheet", String::new()),
        Refusal::NotUtf8 => ("not_utf8", String::new()),
        Refusal::Bomb { .. } => ("bomb", String::new()),
        Refusal::TooManyRows { max } => ("too_many_rows", max.to_string()),
        Refusal::TooManyColumns { row, .. } => ("too_many_columns", row.to_string()),
        Refusal::CellTooLong { row, .. } => ("cell_too_long", row.to_string()),
        Refusal::NoSuchSheet { there } => ("no_such_sheet", short(there, 300)),
        Refusal::Damaged { .. } => ("damaged", String::new()),
    };
    not_taken(w, code, &at)
}

/// A problem of the API, in words.
fn of_problem(problem: &Value) -> view::NotTaken {
    view::NotTaken { title: problem.words("/title"), next: problem.words("/next_step") }
}

/// The word of a column, as addresses and forms have it.
const COLUMNS: [(Column, &str); 12] = [
    (Column::Content, "content"),
    (Column::Ordinal, "ordinal"),
    (Column::Voter, "voter"),
    (Column::Area, "area"),
    (Column::Field, "field"),
    (Column::Date, "date"),
    (Column::Group, "group"),
    (Column::Session, "session"),
    (Column::Addressee, "addressee"),
    (Column::Outcome, "outcome"),
    (Column::Answer, "answer"),
    (Column::AnswerDate, "answer_date"),
];

/// A column as spreadsheets call it: `A`, `Z`, `AA`.
pub(super) fn letter(mut at: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(at % 26).unwrap_or_default()));
        if at < 26 {
            break;
        }
        at = at / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// The first characters, without line breaks and what a terminal or a page would obey.
pub(super) fn short(text: &str, most: usize) -> String {
    let seen = |c: char| if c.is_control() { ' ' } else { c };
    let shown: String = text.chars().take(most).map(seen).collect();
    if text.chars().count() > most { format!("{}…", shown.trim_end()) } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_called_as_in_a_spreadsheet() {
        for (at, expected) in [(0, "A"), (4, "E"), (25, "Z"), (26, "AA"), (63, "BL")] {
            assert_eq!(letter(at), expected);
        }
    }
}
