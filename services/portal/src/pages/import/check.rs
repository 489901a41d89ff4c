//! What each row of a book is, before anything is recorded.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use import::known::Named as Written;
use import::verdict::Why;
use import::{Column, Petition, Verdict};
use portal_pages::Words;
use portal_pages::import as view;
use serde::Deserialize;

use super::mend;
use super::{HERE, address, draft_of, letter, name, short, with_status};
use crate::app::Shared;
use crate::imports::drafts::Draft;
use crate::imports::judge::{Judge, Judged, Kind, Wrong};
use crate::pages::shell::Page;
use crate::pages::{go, page};
use crate::params::Named;
use crate::problem::Problem;

/// Rows of a page.
const ROWS: usize = 50;
/// Characters of a petition that are shown.
const CONTENT_MAX: usize = 240;
const WORDS_MAX: usize = 80;

/// `?is=…&page=…`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    is: Option<String>,
    page: Option<usize>,
}

const KINDS: [(Option<Kind>, &str); 5] = [
    (None, "all"),
    (Some(Kind::New), "new"),
    (Some(Kind::There), "there"),
    (Some(Kind::Cannot), "cannot"),
    (Some(Kind::Note), "note"),
];

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(id): Named,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let draft = match draft_of(&app, &at, &id) {
        Ok(draft) => draft,
        Err(said) => return Ok(*said),
    };
    match (&draft.job, &draft.judged) {
        (Some(_), _) => Ok(go(&format!("{}/tien-do", address(&draft)), [])),
        (None, Some(judged)) => page(&shown(&at, &draft, judged, &asked, false)),
        (None, None) => Ok(go(&format!("{}/cot", address(&draft)), [])),
    }
}

/// The page again, when it was sent without being confirmed.
pub(super) fn unconfirmed(at: &Page, draft: &Draft, judged: &Judged) -> Response {
    let view = shown(at, draft, judged, &Asked::default(), true);
    with_status(&view, StatusCode::UNPROCESSABLE_ENTITY)
}

fn shown(
    at: &Page,
    draft: &Draft,
    judged: &Judged,
    asked: &Asked,
    unconfirmed: bool,
) -> view::Check {
    let w = at.w();
    let (kind, word) = KINDS
        .into_iter()
        .find(|(_, word)| asked.is.as_deref() == Some(word))
        .unwrap_or((None, "all"));
    let wanted = |row: &&Judge| kind.is_none_or(|kind| row.kind == kind);
    let rows: Vec<&Judge> = judged.rows.iter().filter(wanted).collect();
    let last = rows.len().saturating_sub(1) / ROWS;
    let page = asked.page.unwrap_or_default().min(last);
    let to = |page: usize| format!("{}/kiem-tra?is={word}&page={page}", address(draft));
    let mut shell = at.shell(w.t("import-check"), HERE);
    shell.address = to(page);
    let answered = judged.to_send().filter(|(judge, _)| judge.kind == Kind::There).count();
    view::Check {
        shell,
        address: address(draft),
        name: name(at, draft),
        facts: facts(at, judged),
        tabs: tabs(w, draft, judged, word),
        rows: rows.iter().skip(page * ROWS).take(ROWS).map(|judge| row(w, judged, judge)).collect(),
        before: page.checked_sub(1).map(to),
        next: (page < last).then(|| to(page + 1)),
        new: judged.count(Kind::New),
        answered,
        cannot: judged.count(Kind::Cannot),
        repeated: repeated(judged),
        unbound: mend::unknown(at, judged),
        unread: short(&judged.book.header.unread.join(", "), CONTENT_MAX),
        unconfirmed,
    }
}

/// The numbers in the sheet of the rows to be recorded that repeat one above.
fn repeated(judged: &Judged) -> Vec<usize> {
    let rows = judged.rows.iter().filter(|judge| judged.repeats(judge).is_some());
    rows.filter_map(|judge| judged.book.rows.get(judge.at)).map(|row| row.row).collect()
}

fn facts(at: &Page, judged: &Judged) -> Vec<(String, String)> {
    let body = |id: &str| id.parse().map_or_else(|_| id.to_owned(), |body| at.name(body));
    let facts = [("import-for", &judged.whose.body), ("import-with", &judged.whose.group)];
    facts.into_iter().map(|(label, id)| (at.w().t(label), body(id))).collect()
}

fn tabs(w: Words, draft: &Draft, judged: &Judged, chosen: &str) -> Vec<view::Tab> {
    let tab = |(kind, word): (Option<Kind>, &str)| view::Tab {
        label: w.t(&format!("import-tab-{word}")),
        count: kind.map_or(judged.rows.len(), |kind| judged.count(kind)),
        address: format!("{}/kiem-tra?is={word}", address(draft)),
        chosen: word == chosen,
    };
    KINDS.into_iter().map(tab).collect()
}

fn names(petition: &Petition) -> impl Iterator<Item = &Written> {
    let places = petition.area.iter().chain(&petition.field).chain(&petition.group);
    places.chain(&petition.addressees)
}

fn row(w: Words, judged: &Judged, judge: &Judge) -> view::Row {
    let number = judged.book.rows.get(judge.at).map_or(0, |row| row.row);
    let (kind, label) = match judge.kind {
        Kind::New => ("new", "new"),
        Kind::There => ("there", "there"),
        Kind::Cannot => ("cannot", "cannot"),
        Kind::Note => ("note", note(judged, judge)),
    };
    let petition = judged.petition(judge);
    let title = match judged.book.rows.get(judge.at).map(|row| &row.verdict) {
        Some(Verdict::Section { title }) => short(title, CONTENT_MAX),
        _ => String::new(),
    };
    view::Row {
        row: number,
        kind,
        label: w.t(&format!("import-is-{label}")),
        why: why(w, judged, judge),
        content: petition.map_or(title, |petition| short(&petition.content, CONTENT_MAX)),
        facts: petition.map_or_else(Vec::new, |petition| facts_of(w, petition)),
        notes: petition.map_or_else(Vec::new, |petition| notes(w, judged, judge, petition)),
        number: judge.there.clone(),
    }
}

fn note(judged: &Judged, judge: &Judge) -> &'static str {
    match judged.book.rows.get(judge.at).map(|row| &row.verdict) {
        Some(Verdict::GoesOn) => "goes_on",
        Some(Verdict::Section { .. }) => "section",
        Some(Verdict::HeaderAgain) => "header",
        Some(Verdict::Total) => "total",
        Some(Verdict::Empty | Verdict::Petition(_) | Verdict::Unreadable { .. }) | None => "empty",
    }
}

/// Why a row cannot be taken, with the cell as a spreadsheet calls it.
pub(super) fn why(w: Words, judged: &Judged, judge: &Judge) -> Option<String> {
    let (column, id) = match judge.wrong.as_ref()? {
        Wrong::Row(Why::NoContent) => (Some(Column::Content), "no_content"),
        Wrong::Row(Why::TooLong) => (Some(Column::Content), "too_long"),
        Wrong::Row(Why::AnswerTooLong) => (Some(Column::Answer), "too_long"),
        Wrong::Row(Why::Character { .. }) => (Some(Column::Content), "character"),
        Wrong::Cell(column) => (*column, "cell"),
    };
    let place = column.and_then(|column| judged.book.header.places.get(&column));
    let row = judged.book.rows.get(judge.at).map_or(0, |row| row.row);
    let why = w.t(&format!("import-why-{id}"));
    Some(match place {
        Some(place) => {
            format!("{} {why}", w.at("import-why-at", format!("{}{row}", letter(*place))))
        }
        None => why,
    })
}

fn facts_of(w: Words, petition: &Petition) -> Vec<String> {
    let bound = names(petition).filter(|named| named.id.is_some());
    let mut facts: Vec<String> = bound.map(|named| short(&named.written, WORDS_MAX)).collect();
    if let Some(day) = petition.on {
        facts.push(w.at("import-fact-on", w.day(&day.to_string())));
    }
    facts
}

fn notes(w: Words, judged: &Judged, judge: &Judge, petition: &Petition) -> Vec<String> {
    let again = |row: usize| w.at("import-note-repeats", row.to_string());
    let mut notes: Vec<String> = judged.repeats(judge).map(again).into_iter().collect();
    for named in names(petition) {
        let written = short(&named.written, WORDS_MAX);
        if !named.heirs.is_empty() {
            let heirs = short(&named.heirs.join(", "), CONTENT_MAX);
            notes.push(format!("{} {heirs}", w.at("import-note-ended", written)));
        } else if named.id.is_none() {
            let near = named.closest.as_ref();
            let near = near.map(|near| w.at("import-note-near", short(near, WORDS_MAX)));
            let unbound = w.at("import-note-unbound", written);
            notes.push([Some(unbound), near].into_iter().flatten().collect::<Vec<_>>().join(" – "));
        }
    }
    if let Some(text) = &petition.no_day {
        notes.push(w.at("import-note-no_day", short(text, WORDS_MAX)));
    }
    if petition.has_formula {
        notes.push(w.t("import-note-formula"));
    }
    match petition.stated() {
        Some(_) if judge.kind == Kind::There => notes.push(w.t("import-note-answer_there")),
        Some(stated) => {
            let said = [stated.outcome_written.as_deref(), stated.text.as_deref()];
            let said: Vec<&str> = said.into_iter().flatten().collect();
            notes.push(w.at("import-note-answer", short(&said.join(" – "), WORDS_MAX)));
        }
        None if !petition.outcome.is_empty() => {
            notes.push(w.at("import-note-no_answer", short(&petition.outcome, WORDS_MAX)));
        }
        None => {}
    }
    notes
}
