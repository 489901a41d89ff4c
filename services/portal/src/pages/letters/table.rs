//! A table of answers, as departments send it back: read, said of every row what it is, and put into
//! drafts. Gives no command by itself: what is issued goes through the form of answers.

mod rows;

use std::collections::BTreeMap;

use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use import::answers::{Column, ROWS_MAX, Table};
use import::read::FILE_MAX;
use portal_pages::Choice;
use portal_pages::import::NotTaken;
use portal_pages::letters::{TableRows, TableStart};

use super::answer::drafts;
use crate::answer_drafts::Saved;
use crate::app::{App, Shared};
use crate::imports::drafts::{Draft, Settings};
use crate::pages::form::{Pairs, one};
use crate::pages::import::upload::{self, NoTable};
use crate::pages::import::{columns, name, not_taken, with_status};
use crate::pages::shell::Page;
use crate::pages::{cookies, go, page};
use crate::params::Named;
use crate::problem::Problem;
use rows::Judged;

/// Where a table is chosen.
pub(super) const START: &str = "/cong-van/bang-tra-loi";

/// The word of a column, as forms have it.
const COLUMNS: [(Column, &str); 8] = [
    (Column::Number, "number"),
    (Column::Outcome, "outcome"),
    (Column::Text, "text"),
    (Column::Roadmap, "roadmap"),
    (Column::DoneBy, "done_by"),
    (Column::Public, "public"),
    (Column::Symbol, "symbol"),
    (Column::IssuedOn, "issued_on"),
];

fn only_who_may(at: &Page) -> Result<(), Problem> {
    match at.may("forwarding", "AnswerPetitions") {
        true => Ok(()),
        false => Err(Problem::new(StatusCode::FORBIDDEN, "forbidden.role_lacks")),
    }
}

pub(super) async fn start(at: Page) -> Result<Response, Problem> {
    only_who_may(&at)?;
    page(&start_page(&at, None, String::new(), String::new()))
}

fn start_page(at: &Page, refused: Option<NotTaken>, text: String, sheet: String) -> TableStart {
    let mut shell = at.shell(at.w().t("letters-table"), "letters");
    START.clone_into(&mut shell.address);
    let megabytes = FILE_MAX / (1024 * 1024);
    TableStart { shell, refused, text, sheet, megabytes, bytes: FILE_MAX, rows: ROWS_MAX }
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    form: Multipart,
) -> Result<Response, Problem> {
    only_who_may(&at)?;
    let upload::Table { name, cells } = match upload::table(&app, &at, form).await? {
        Ok(table) => table,
        Err(no) => {
            let NoTable { why, status, text, sheet } = *no;
            return Ok(with_status(&start_page(&at, Some(why), text, sheet), status));
        }
    };
    let found = Table::find(&cells).unwrap_or_default();
    let answers = Some(found.places);
    let settings = Settings { below: found.below, answers, ..Settings::default() };
    let draft = Draft::new(name, cells, settings);
    let to = address(&draft);
    match app.drafts.put(at.caller().into(), draft, app.clock.now()) {
        Some(_) => Ok(go(&to, [])),
        None => {
            let full = not_taken(at.w(), "full", "");
            let view = start_page(&at, Some(full), String::new(), String::new());
            Ok(with_status(&view, StatusCode::SERVICE_UNAVAILABLE))
        }
    }
}

fn address(draft: &Draft) -> String {
    format!("{START}/{}", draft.id)
}

/// The table of this address, or the first page, which says that it is not here any more.
fn table_of(app: &App, at: &Page, id: &str) -> Result<Draft, Box<Response>> {
    let found = app.drafts.get(at.caller().into(), id, app.clock.now());
    found.filter(|draft| draft.settings.answers.is_some()).ok_or_else(|| {
        let why = not_taken(at.w(), "gone", "");
        let view = start_page(at, Some(why), String::new(), String::new());
        Box::new(with_status(&view, StatusCode::NOT_FOUND))
    })
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(id): Named,
) -> Result<Response, Problem> {
    only_who_may(&at)?;
    let draft = match table_of(&app, &at, &id) {
        Ok(draft) => draft,
        Err(said) => return Ok(*said),
    };
    let judged = rows::judged(&app, &at, &draft).await?;
    page(&view(&at, &draft, &judged, None))
}

pub(super) async fn go_on(
    State(app): State<Shared>,
    at: Page,
    Named(id): Named,
    sent: Pairs,
) -> Result<Response, Problem> {
    only_who_may(&at)?;
    let draft = match table_of(&app, &at, &id) {
        Ok(draft) => draft,
        Err(said) => return Ok(*said),
    };
    let owner = at.caller().into();
    match one(&sent, "step") {
        "forget" => {
            app.drafts.forget(owner, &id);
            Ok(go("/cong-van", []))
        }
        "keep" if !at.unsent => keep(&app, &at, &draft).await,
        "columns" => {
            let Some(places) = chosen(&draft, &sent) else {
                let judged = rows::judged(&app, &at, &draft).await?;
                let view = view(&at, &draft, &judged, Some(told(&at, "letters-table-twice")));
                return Ok(with_status(&view, StatusCode::UNPROCESSABLE_ENTITY));
            };
            let below = one(&sent, "below").parse::<usize>().unwrap_or_default();
            let below = below.min(draft.sheet.rows.len());
            app.drafts.change(owner, &id, app.clock.now(), |draft| {
                (draft.settings.below, draft.settings.answers) = (below, Some(places));
            });
            Ok(go(&address(&draft), []))
        }
        _ => Ok(go(&address(&draft), [])),
    }
}

/// Which column was chosen for what; none where two hold the same.
fn chosen(draft: &Draft, sent: &Pairs) -> Option<BTreeMap<Column, usize>> {
    let mut places = BTreeMap::new();
    for at in 0..draft.sheet.width() {
        let word = one(sent, &format!("c-{at}"));
        let Some((of, _)) = COLUMNS.iter().find(|(_, known)| *known == word) else { continue };
        if places.insert(*of, at).is_some() {
            return None;
        }
    }
    Some(places)
}

/// Puts what can be answered into drafts: one for each letter, none with more petitions than a form
/// shows one by one.
async fn keep(app: &Shared, at: &Page, draft: &Draft) -> Result<Response, Problem> {
    let judged = rows::judged(app, at, draft).await?;
    let mut kept = Vec::new();
    for written in judged.drafts(at) {
        match drafts::keep(app, at, written.body, None, &axum::Form(written.pairs)).await? {
            (id, Saved::As(_)) => kept.push(id),
            (_, Saved::Meanwhile(_) | Saved::Gone | Saved::Full) => {
                // Those that are kept stay: a row in one is answered from there.
                let view = view(at, draft, &judged, Some(told(at, "letters-draft-full")));
                return Ok(with_status(&view, StatusCode::CONFLICT));
            }
        }
    }
    app.drafts.forget(at.caller().into(), &draft.id);
    Ok(match kept.as_slice() {
        [only] => {
            let to = format!("/cong-van/viec/tra-loi?ban-thao={only}");
            go(&to, [cookies::say("letters-table-kept")])
        }
        _ => go(drafts::DESK, [cookies::say("letters-table-kept")]),
    })
}

fn told(at: &Page, id: &str) -> NotTaken {
    NotTaken { title: at.w().t(id), next: at.w().t(&format!("{id}-next")) }
}

fn view(at: &Page, draft: &Draft, judged: &Judged, refused: Option<NotTaken>) -> TableRows {
    let places = draft.settings.answers.clone().unwrap_or_default();
    let nameless = !places.contains_key(&Column::Number);
    let choices = |n: usize| {
        let choice = COLUMNS.iter().map(|(of, word)| Choice {
            value: (*word).to_owned(),
            label: at.w().t(&format!("letters-column-{word}")),
            chosen: places.get(of) == Some(&n),
        });
        choice.collect()
    };
    let mut shell = at.shell(at.w().t("letters-table-rows"), "letters");
    shell.address = address(draft);
    TableRows {
        shell,
        address: address(draft),
        name: name(at, draft),
        refused: refused.or_else(|| nameless.then(|| told(at, "letters-table-no-number"))),
        headers: columns::headers(at, draft),
        columns: (0..draft.sheet.width())
            .map(|n| columns::looked_at(draft, n, choices(n)))
            .collect(),
        columns_open: nameless || judged.rows.is_empty(),
        rows: judged.rows.iter().map(|row| row.shown(at)).collect(),
        fits: judged.fits().count(),
        lack: judged.fits().filter(|row| !row.lacks.is_empty()).count(),
        cannot: judged.rows.iter().filter(|row| row.cannot.is_some()).count(),
        drafts: judged.drafts(at).len(),
        more: judged.rows.len() == ROWS_MAX,
    }
}
