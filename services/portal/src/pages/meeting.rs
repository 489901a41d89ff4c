//! Contact meetings: the list, opening one, one by itself, taking down what is said there, with or
//! without a network; and a single petition taken up by hand.
//!
//! Never decides who may record what: it only offers what the deciders are likely to take, and shows
//! their refusals beside what was typed.

mod entry;
mod hand;
mod list;
mod offline;
mod one;
mod open;
mod take;

use axum::Router;
use axum::routing::get;
use portal_pages::Choice;
use portal_pages::act::{Field, Kind, Refused};
use portal_pages::meeting::Raised;
use portal_pages::petition::Text;
use proto::event::MeetingHeld;
use proto::{BodyId, Code, Day};
use register::{Meeting, PetitionRow};
use serde_json::Value;

use crate::app::{App, Shared};
use crate::pages::act::wrong_day;
use crate::pages::form::{Pairs, one as first};
use crate::pages::json::{At, items};
use crate::pages::shell::Page;
use crate::pages::{again, book, petition, today};
use crate::read::meetings;

const GROUP: &str = "delegate_group";
const COMMITTEE: &str = "standing_committee";

/// The addresses of this screen.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/buoi-tiep-xuc", get(list::show))
        .route("/buoi-tiep-xuc/mo", get(open::show).post(open::take))
        .route("/buoi-tiep-xuc/khung", get(offline::shell))
        .route("/buoi-tiep-xuc/sw.js", get(offline::worker))
        .route("/buoi-tiep-xuc/{stream}", get(one::show))
        .route("/buoi-tiep-xuc/{stream}/ghi", get(take::show).post(take::take))
        .route("/tiep-nhan", get(hand::show).post(hand::take))
}

/// Whom the screen concerns: those who meet voters, and those who gather, agree and report on it.
pub(super) fn concerns(at: &Page) -> bool {
    let kinds = [GROUP, COMMITTEE, "council_committee", "front_committee", "na_delegation"];
    at.acting.iter().any(|&body| kind(at, body).is_some_and(|kind| kinds.contains(&kind)))
}

/// What kind of body it is.
fn kind(at: &Page, body: BodyId) -> Option<&str> {
    let known = at.reader.known.pins.directory.body(body)?;
    Some(known.established.kind.as_str())
}

/// The council of a delegate group or committee.
fn council_of(at: &Page, body: BodyId) -> Option<BodyId> {
    at.reader.known.pins.directory.body(body)?.established.under
}

/// For which of the bodies acted for the reader records what was raised with `group`: the group
/// itself, or the standing committee of its council.
fn recorder(at: &Page, group: BodyId, on: Day) -> Option<BodyId> {
    if at.acting.contains(&group) {
        return Some(group);
    }
    let rules = at.reader.known.pins.rules(council_of(at, group)?, on)?;
    Some(rules.standing_committee).filter(|body| at.acting.contains(body))
}

/// Whether the reader could take something down at a meeting.
fn takes(at: &Page, held: &MeetingHeld, on: Day) -> bool {
    let mut groups = held.groups.iter();
    at.may("intake", "RecordPetition") && groups.any(|&group| recorder(at, group, on).is_some())
}

/// Whether the reader could record a meeting at all.
fn opens(at: &Page) -> bool {
    let meets = |kind: Option<&str>| matches!(kind, Some(GROUP | COMMITTEE));
    at.may("intake", "HoldMeeting") && at.acting.iter().any(|&body| meets(kind(at, body)))
}

/// The delegate groups that stand today, those of the reader's councils first.
fn groups(at: &Page) -> Vec<(String, String)> {
    let mine = |group: BodyId| recorder(at, group, at.reader.today).is_some();
    let bodies = at.reader.known.pins.directory.bodies();
    let bodies = bodies.filter(|body| body.stands(at.reader.today));
    let groups = bodies.map(|body| &body.established).filter(|body| body.kind.as_str() == GROUP);
    let mut all: Vec<_> = groups.map(|body| (body.body, body.name.to_string())).collect();
    all.sort_by_key(|(body, name)| (!mine(*body), proto::text::fold(name)));
    all.into_iter().map(|(body, name)| (body.to_string(), name)).collect()
}

/// The name of an area.
fn area(at: &Page, area: &Code) -> String {
    let known = at.reader.known.pins.directory.area(area);
    known.map_or_else(|| area.to_string(), |area| area.name.to_string())
}

/// What is typed into a form, or stands there at first.
struct Typed<'a> {
    sent: Option<&'a Pairs>,
    /// The problem's body, and the name of the field that it is about.
    problem: Option<&'a Value>,
    wrong: &'a str,
}

impl Typed<'_> {
    const NOTHING: Typed<'static> = Typed { sent: None, problem: None, wrong: "" };

    fn value(&self, name: &str, at_first: &str) -> String {
        self.sent.map_or(at_first, |sent| first(sent, name)).to_owned()
    }

    fn all(&self, name: &str) -> Vec<String> {
        let sent = self.sent.into_iter().flat_map(|sent| &sent.0);
        sent.filter(|(of, _)| of == name).map(|(_, value)| value.clone()).collect()
    }
}

/// A field, its words by their ids.
fn field(
    at: &Page,
    typed: &Typed<'_>,
    (name, id, kind): (&str, &str, Kind),
    at_first: &str,
    choices: Vec<(String, String)>,
) -> Field {
    let w = at.w();
    let value = typed.value(name, at_first);
    let mut picked = typed.all(name);
    if typed.sent.is_none() {
        picked.extend(at_first.split(' ').map(str::to_owned));
    }
    let mut choices: Vec<Choice> = choices
        .into_iter()
        .map(|(value, label)| Choice { chosen: picked.contains(&value), value, label })
        .collect();
    if kind == Kind::Many {
        choices.sort_by_key(|choice| !choice.chosen);
    }
    let empty = value.trim().is_empty();
    let title = typed.problem.and_then(|problem| problem.text("/title"));
    let error = (typed.wrong == name).then(|| match (empty, title) {
        (true, _) => w.t("act-missing"),
        (false, Some(title)) if !malformed(typed.problem) => title.to_owned(),
        (false, _) if kind == Kind::Day => wrong_day(at, &value),
        (false, _) => w.t("act-malformed"),
    });
    Field {
        name: name.to_owned(),
        label: w.t(id),
        hint: None,
        kind,
        required: false,
        value,
        choices,
        error,
    }
}

fn malformed(problem: Option<&Value>) -> bool {
    problem.and_then(|problem| problem.text("/code")) == Some("malformed")
}

/// A field that may not be left out.
fn required(field: Field) -> Field {
    Field { required: true, ..field }
}

/// A field with a hint.
fn hinted(at: &Page, id: &str, field: Field) -> Field {
    Field { hint: Some(at.w().t(id)), ..field }
}

/// Why a command was not taken; what has no shape names the one of `fields` that it is.
fn refused<'a>(problem: &Value, fields: impl IntoIterator<Item = &'a Field>) -> Refused {
    let wrong = fields.into_iter().find_map(|field| Some((&field.label, field.error.as_ref()?)));
    let title = match wrong {
        Some((label, error)) if malformed(Some(problem)) => format!("{label}: {error}"),
        Some(_) | None => problem.words("/title"),
    };
    Refused {
        title,
        next: problem.words("/next_step"),
        changed: Vec::new(),
        correlation: problem.text("/correlation").map(str::to_owned),
    }
}

/// The key of a form. What was refused is recorded under its key; what may have been done although
/// no answer came is sent again under the same.
fn key(typed: &Typed<'_>) -> String {
    let status = typed.problem.map_or(0, |problem| problem.number("/status"));
    match typed.sent {
        Some(sent) if status >= 500 => first(sent, "key").to_owned(),
        Some(_) | None => runtime::random::uuid().to_string(),
    }
}

/// A text as it was typed, its lines ended as everywhere.
fn text(sent: &Pairs, name: &str) -> String {
    first(sent, name).replace("\r\n", "\n").trim().to_owned()
}

/// What was raised, with the voters' words as far as the reader may read them.
async fn shown(app: &App, at: &Page, meeting: &Meeting, rows: &[PetitionRow]) -> Vec<Raised> {
    let words = meetings::words_of(app, &at.reader, meeting, rows).await;
    let words = items(&words, "").iter().map(Some).chain(std::iter::repeat(None));
    let shown = rows.iter().zip(words).map(|(row, words)| {
        let public = row.public_wording.clone().map(Text::Read);
        let words = petition::opened_text(&at.w(), words);
        Raised {
            number: row.number.clone(),
            words: match words {
                Some(Text::Kept(_)) => public.or(words),
                Some(Text::Read(_)) | None => words.or(public),
            },
            stage_code: row.stage.as_str().to_owned(),
            stage: today::label(at, row.stage),
            whom: at.name(row.raised_with),
        }
    });
    shown.collect()
}

/// The words of the script, as JSON.
fn script_words(w: &portal_pages::Words) -> String {
    const WORDS: [&str; 29] = [
        "ready",
        "no-worker",
        "no-store",
        "offline",
        "offline-none",
        "sending",
        "waiting",
        "sent",
        "sign-in",
        "sign-in-link",
        "other",
        "refused",
        "kept",
        "in-flight",
        "got",
        "got-many",
        "mend",
        "drop",
        "drop-sure",
        "mending",
        "mending-answer",
        "empty",
        "missing",
        "alike",
        "unknown",
        "unsent",
        "sign-out",
        "unknown-here",
        "again",
    ];
    let words = WORDS.map(|id| (id.to_owned(), Value::from(w.t(&format!("meeting-script-{id}")))));
    Value::Object(words.into_iter().collect()).to_string()
}

/// Every standing body, by name, those of `before` first.
fn standing(at: &Page, before: &[BodyId]) -> Vec<(String, String)> {
    let directory = &at.reader.known.pins.directory;
    let stands = |id: &str| id.parse().is_ok_and(|id| directory.stands(id, at.reader.today));
    let mut all = book::bodies(at);
    all.retain(|(id, _)| stands(id));
    all.sort_by_key(|(id, _)| !before.iter().any(|body| body.to_string() == *id));
    all
}
