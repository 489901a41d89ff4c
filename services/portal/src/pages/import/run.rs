//! A book being sent, and what came of it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use import::take::{Answer, Fate, Taken};
use import::{Header, Petition, Sheet};
use portal_pages::import as view;

use super::{HERE, address, check, draft_of, name, of_problem, short};
use crate::app::Shared;
use crate::imports::desk::{Ended, Job, Sent};
use crate::imports::drafts::Draft;
use crate::imports::judge::{Judge, Judged, Kind};
use crate::pages::export::line;
use crate::pages::form::{Pairs, one};
use crate::pages::shell::Page;
use crate::pages::{go, page};
use crate::params::Named;
use crate::problem::Problem;

/// Rows that were refused and are shown; all of them are in the file.
const LEFT_MAX: usize = 50;
const CONTENT_MAX: usize = 160;

/// Begins to send.
pub(super) async fn begin(
    State(app): State<Shared>,
    at: Page,
    Named(id): Named,
    sent: Pairs,
) -> Response {
    let draft = match draft_of(&app, &at, &id) {
        Ok(draft) => draft,
        Err(said) => return *said,
    };
    let Some(judged) = &draft.judged else {
        return go(&format!("{}/cot", address(&draft)), []);
    };
    if draft.job.is_none() && one(&sent, "confirm") != "yes" {
        return check::unconfirmed(&at, &draft, judged);
    }
    start(&app, &at, &draft)
}

/// Sends the rows that were not sent yet.
pub(super) async fn go_on(State(app): State<Shared>, at: Page, Named(id): Named) -> Response {
    match draft_of(&app, &at, &id) {
        Ok(draft) if draft.job.is_some() => start(&app, &at, &draft),
        Ok(draft) => go(&format!("{}/kiem-tra", address(&draft)), []),
        Err(said) => *said,
    }
}

/// Pressed twice, it is sent once.
fn start(app: &Shared, at: &Page, draft: &Draft) -> Response {
    let now = app.clock.now();
    app.drafts.change(at.caller().into(), &draft.id, now, |draft| {
        let over = |job: &Arc<Job>| job.sent().ended == Some(Ended::All);
        if draft.is_running() || draft.job.as_ref().is_some_and(over) {
            return;
        }
        let Some(judged) = draft.judged.clone() else { return };
        let before = draft.job.as_deref();
        draft.job = Some(Job::start(app, &at.reader, at.visitor.language, judged, before));
    });
    go(&format!("{}/tien-do", address(draft)), [])
}

pub(super) async fn stop(State(app): State<Shared>, at: Page, Named(id): Named) -> Response {
    match draft_of(&app, &at, &id) {
        Ok(draft) => {
            if let Some(job) = &draft.job {
                job.stop();
                job.ended().await;
            }
            go(&format!("{}/tien-do", address(&draft)), [])
        }
        Err(said) => *said,
    }
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(id): Named,
) -> Result<Response, Problem> {
    let draft = match draft_of(&app, &at, &id) {
        Ok(draft) => draft,
        Err(said) => return Ok(*said),
    };
    match (&draft.job, &draft.judged) {
        (Some(job), Some(judged)) => page(&shown(&at, &draft, judged, &job.sent())),
        (Some(_) | None, _) => Ok(go(&format!("{}/kiem-tra", address(&draft)), [])),
    }
}

fn shown(at: &Page, draft: &Draft, judged: &Judged, sent: &Sent) -> view::Run {
    let w = at.w();
    let mut shell = at.shell(w.t("import-running"), HERE);
    shell.address = format!("{}/tien-do", address(draft));
    let told = |id: &str| Some(view::NotTaken { title: w.t(id), next: w.t(&format!("{id}-next")) });
    let stopped = match &sent.ended {
        None | Some(Ended::All) => None,
        Some(Ended::Stopped) => told("import-stopped"),
        Some(Ended::SignedOut) => told("import-signed_out"),
        Some(Ended::Away(problem)) => {
            Some(view::NotTaken { next: w.t("import-away-next"), ..of_problem(problem) })
        }
    };
    let left = left(at, judged, sent);
    let unbound = |petition: &Petition| {
        petition.beside().iter().any(|(of, _, body)| {
            use proto::event::WrittenOf as Of;
            body.is_none() && matches!(of, Of::Area | Of::Field | Of::Group | Of::Addressee)
        })
    };
    let mut rows = sent_rows(judged, sent);
    view::Run {
        shell,
        address: address(draft),
        name: name(at, draft),
        all: judged.to_send().count(),
        done: sent.rows.len(),
        running: sent.ended.is_none(),
        complete: sent.ended == Some(Ended::All),
        stopped,
        counts: counts(at, judged, sent),
        left_all: left.len(),
        left: left.into_iter().take(LEFT_MAX).map(|(_, left)| left).collect(),
        unbound: rows.any(|(_, petition, taken)| taken.place.is_some() && unbound(petition)),
        numbers: sent.rows.iter().any(|taken| number_of(taken).is_some()),
    }
}

/// The rows that were sent, each with what came of it.
fn sent_rows<'a>(
    judged: &'a Judged,
    sent: &'a Sent,
) -> impl Iterator<Item = (&'a Judge, &'a Petition, &'a Taken)> {
    judged.to_send().zip(&sent.rows).map(|((judge, petition), taken)| (judge, petition, taken))
}

fn number_of(taken: &Taken) -> Option<&str> {
    taken.place.as_ref()?.number.as_deref()
}

fn counts(at: &Page, judged: &Judged, sent: &Sent) -> Vec<view::Count> {
    let rows = |fits: fn(&Fate) -> bool| sent.rows.iter().filter(|row| fits(&row.fate)).count();
    let answers =
        |what: &Answer| sent.rows.iter().filter(|row| row.answer.as_ref() == Some(what)).count();
    // Rows that were there and have no answer in the book were not sent at all.
    let sent_there = judged.to_send().filter(|(judge, _)| judge.kind == Kind::There).count();
    let unsent = judged.count(Kind::There) - sent_there;
    let refused = rows(|fate| matches!(fate, Fate::Refused(_))) + judged.count(Kind::Cannot);
    let counts = [
        ("new", rows(|fate| *fate == Fate::New), true),
        ("answers", answers(&Answer::New), false),
        ("was", rows(|fate| *fate == Fate::Was) + unsent, true),
        ("otherwise", rows(|fate| *fate == Fate::WasOtherwise), false),
        ("refused", refused, true),
        ("kept", answers(&Answer::Otherwise), false),
        ("late", answers(&Answer::TooLate), false),
    ];
    let shown = counts.into_iter().filter(|(_, count, always)| *always || *count > 0);
    let count = shown.map(|(id, count, _)| view::Count {
        count,
        label: at.w().t(&format!("import-count-{id}")),
    });
    count.collect()
}

/// The rows that are not in, by their places in the book.
fn left(at: &Page, judged: &Judged, sent: &Sent) -> Vec<(usize, view::Left)> {
    let row = |judge: &Judge| judged.book.rows.get(judge.at).map_or(0, |row| row.row);
    let content = |judge: &Judge| {
        judged.petition(judge).map(|petition| short(&petition.content, CONTENT_MAX))
    };
    let refused = sent_rows(judged, sent).filter_map(|(judge, petition, taken)| {
        let Fate::Refused(problem) = &taken.fate else { return None };
        let (content, why) = (short(&petition.content, CONTENT_MAX), of_problem(problem));
        Some((judge.at, view::Left { row: row(judge), content, why }))
    });
    let cannot = judged.rows.iter().filter(|judge| judge.kind == Kind::Cannot).map(|judge| {
        let title = check::why(at.w(), judged, judge).unwrap_or_default();
        let content = content(judge).unwrap_or_default();
        let why = view::NotTaken { title, next: String::new() };
        (judge.at, view::Left { row: row(judge), content, why })
    });
    let mut all: Vec<(usize, view::Left)> = refused.chain(cannot).collect();
    all.sort_by_key(|(at, _)| *at);
    all
}

/// The rows that are not in, as they stand in the book, with why: to be mended and brought again.
pub(super) async fn left_csv(State(app): State<Shared>, at: Page, Named(id): Named) -> Response {
    let draft = match draft_of(&app, &at, &id) {
        Ok(draft) => draft,
        Err(said) => return *said,
    };
    let (Some(judged), Some(job)) = (&draft.judged, &draft.job) else {
        return go(&format!("{}/kiem-tra", address(&draft)), []);
    };
    let left = left(&at, judged, &job.sent());
    let (sheet, header) = (&draft.sheet, &judged.book.header);
    let mut file = String::from("\u{feff}");
    line(&mut file, heads(sheet, header, at.w().t("import-why-column")));
    for (_, left) in left {
        let at = left.row.saturating_sub(1);
        // What is merged over several rows goes with each.
        let cells = (0..sheet.width()).map(|column| sheet.spread(at, column).to_owned());
        let why = format!("{} {}", left.why.title, left.why.next);
        line(&mut file, cells.chain([why.trim().to_owned()]).collect::<Vec<_>>());
    }
    as_file(file, "chua-nhap.csv")
}

/// The names of the columns, so that they are read again as they were: those that were mended are
/// called as what they hold.
fn heads(sheet: &Sheet, header: &Header, why: String) -> Vec<String> {
    let own = |column: usize| {
        let above = (header.row..header.below).rev().map(|row| sheet.cell(row, column));
        above.into_iter().find(|cell| !cell.is_empty()).unwrap_or_default().to_owned()
    };
    let named = |column: usize| {
        let holds = header.places.iter().find(|(_, at)| **at == column).map(|(of, _)| *of);
        let own = own(column);
        match holds {
            Some(of) if import::Column::named(&own) != Some(of) => of.name().to_owned(),
            Some(_) => own,
            // What is not read now must not be read then.
            None if import::Column::named(&own).is_some() => format!("({own})"),
            None => own,
        }
    };
    (0..sheet.width()).map(named).chain([why]).collect()
}

/// The new petitions with their numbers and the codes of their voters.
pub(super) async fn numbers_csv(State(app): State<Shared>, at: Page, Named(id): Named) -> Response {
    let draft = match draft_of(&app, &at, &id) {
        Ok(draft) => draft,
        Err(said) => return *said,
    };
    let (Some(judged), Some(job)) = (&draft.judged, &draft.job) else {
        return go(&format!("{}/kiem-tra", address(&draft)), []);
    };
    let (w, sent) = (at.w(), job.sent());
    let mut file = String::from("\u{feff}");
    let heads = ["row", "column-ordinal", "number-column", "code-column", "column-content"];
    line(&mut file, heads.map(|head| w.t(&format!("import-{head}"))));
    for (judge, petition, taken) in sent_rows(judged, &sent) {
        let Some(number) = number_of(taken) else { continue };
        let row = judged.book.rows.get(judge.at).map_or(0, |row| row.row);
        let code = taken.place.as_ref().and_then(|place| place.code.clone()).unwrap_or_default();
        let (ordinal, content) = (petition.ordinal.clone(), petition.content.clone());
        line(&mut file, &[row.to_string(), ordinal, number.to_owned(), code, content]);
    }
    as_file(file, "da-nhap.csv")
}

fn as_file(file: String, name: &str) -> Response {
    let mut response = file.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let named = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    headers.insert(CONTENT_DISPOSITION, named.unwrap_or(HeaderValue::from_static("attachment")));
    response
}
