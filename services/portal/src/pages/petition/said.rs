//! What an entry of the history says: its texts, opened or plainly sealed, and the bodies, days and
//! words that go with them.
//!
//! Never names what it does not know: an id that nobody here has a name for is left out.

use std::collections::BTreeMap;

use portal_pages::petition::{Entry, Part, Text};
use serde_json::Value;

use crate::pages::json::{At, items};
use crate::pages::petition::files;
use crate::pages::petition::moment;
use crate::pages::petition::parts::{field_called, text};
use crate::pages::shell::Page;
use crate::pages::statistics::session_called;

/// Members that people read, in their order, and how each is read.
const MEMBERS: [(&str, Reads); 33] = [
    ("field", Reads::Field),
    ("competence", Reads::Word),
    ("addressees", Reads::Bodies),
    ("party", Reads::Bodies),
    ("to", Reads::Bodies),
    ("of", Reads::Bodies),
    ("answer_of", Reads::Bodies),
    ("body", Reads::Bodies),
    ("from", Reads::Bodies),
    ("follower", Reads::Bodies),
    ("lead", Reads::Bodies),
    ("supporting", Reads::Bodies),
    ("competent", Reads::Bodies),
    ("sent_to", Reads::Bodies),
    ("into", Reads::Petitions),
    ("petition", Reads::Petitions),
    ("area", Reads::Area),
    ("kind", Reads::Word),
    ("outcome", Reads::Word),
    ("result", Reads::Word),
    ("due", Reads::Word),
    ("satisfied", Reads::Satisfied),
    ("channel", Reads::Word),
    ("place", Reads::Plain),
    ("basis", Reads::Plain),
    ("day", Reads::Day),
    ("until", Reads::Day),
    ("review_on", Reads::Day),
    ("answer_due", Reads::Day),
    ("consent_due", Reads::Day),
    ("inner_due", Reads::Day),
    ("done_by", Reads::Day),
    ("promised_by", Reads::Day),
];

/// Texts, sealed or clear, in their order.
const TEXTS: [&str; 12] = [
    "original",
    "raised_by",
    "wording",
    "public_wording",
    "answer",
    "text",
    "roadmap",
    "public_answer",
    "reason",
    "note",
    "by_written",
    "outcome_written",
];

/// How a member is read.
#[derive(Debug, Clone, Copy)]
enum Reads {
    Bodies,
    Petitions,
    Field,
    Area,
    Word,
    Day,
    Satisfied,
    Plain,
}

/// The numbers of petitions that a history names.
pub(super) type Numbers = BTreeMap<String, String>;

/// One entry, with the names of officers opened before.
pub(super) fn entry(
    at: &Page,
    shown: &Value,
    entry: &Value,
    officers: &BTreeMap<String, String>,
    numbers: &Numbers,
) -> Entry {
    let body = |pointer| entry.text(pointer).and_then(|id| id.parse().ok()).map(|id| at.name(id));
    let who = entry.text("/officer").and_then(|id| officers.get(id)).cloned();
    let paper = entry.text("/document/symbol").map(|symbol| {
        format!("{symbol}, {}", at.w().day(entry.text("/document/issued_on").unwrap_or_default()))
    });
    Entry {
        version: entry.number("/version"),
        position: entry.number("/position"),
        what: at.w().event(entry.text("/type").unwrap_or_default()),
        who: who.unwrap_or_default(),
        body: body("/body").unwrap_or_else(|| at.w().t("by-system")),
        on_behalf: body("/on_behalf"),
        on: entry.words("/occurred_on"),
        recorded: moment(entry.text("/recorded_at").unwrap_or_default()),
        paper,
        command: entry.words("/command_id"),
        redacted: entry.is("/redacted"),
        parts: parts(at, shown, entry, numbers),
        files: files::of_entry(at, shown, entry),
    }
}

fn parts(at: &Page, shown: &Value, entry: &Value, numbers: &Numbers) -> Vec<Part> {
    let (w, data) = (at.w(), &entry["data"]);
    let mut parts = Vec::new();
    for (name, reads) in MEMBERS {
        let Some(value) = data.get(name).filter(|value| !value.is_null()) else { continue };
        // Whose entry it is stands above already.
        if value.is_string() && value.as_str() == entry.text("/body") {
            continue;
        }
        if let Some(read) = read(at, shown, value, reads, numbers) {
            parts.push(Part { label: w.field(name), text: Text::Read(read) });
        }
    }
    for name in TEXTS {
        let Some(value) = data.get(name) else { continue };
        let clear = value.as_str().map(|clear| Text::Read(clear.to_owned()));
        if let Some(text) = clear.or_else(|| text(&w, Some(value))) {
            parts.push(Part { label: w.field(name), text });
        }
    }
    // A reaction that was refused says by which rule.
    if let Some(code) = data.text("/code") {
        let words = crate::words::of(code);
        let title = at.visitor.language.pick(words.title_vi, words.title_en);
        parts.push(Part { label: w.t("why-not"), text: Text::Read(title.to_owned()) });
    }
    for row in items(data, "/written") {
        let label = w.field(row.text("/of").unwrap_or_default());
        parts.extend(text(&w, row.get("text")).map(|text| Part { label, text }));
    }
    if data.is("/as_stated_in_the_book") {
        parts.push(Part { label: w.t("source"), text: Text::Read(w.t("by-the-book")) });
    }
    parts
}

/// The id of what a voter says of an outcome.
pub(super) fn satisfied(said: bool) -> &'static str {
    if said { "heard-satisfied" } else { "heard-unsatisfied" }
}

fn read(
    at: &Page,
    shown: &Value,
    value: &Value,
    reads: Reads,
    numbers: &Numbers,
) -> Option<String> {
    let w = at.w();
    let one = value.as_str();
    let all = one.into_iter().chain(items(value, "").iter().filter_map(Value::as_str));
    match reads {
        Reads::Bodies => {
            let directory = &at.reader.known.pins.directory;
            let names = all.filter_map(|id| directory.body(id.parse().ok()?));
            let names: Vec<String> = names.map(|body| body.established.name.to_string()).collect();
            (!names.is_empty()).then(|| names.join("; "))
        }
        Reads::Petitions => {
            let council = shown.text("/council/body").and_then(|id| id.parse().ok());
            // What is no petition is the word of a session.
            let named = all.filter_map(|id| match id.parse::<uuid::Uuid>() {
                Ok(_) => numbers.get(id).cloned(),
                Err(_) => Some(session_called(at, council, id)),
            });
            let named: Vec<String> = named.collect();
            (!named.is_empty()).then(|| named.join(", "))
        }
        Reads::Field => one.map(|code| field_called(at, shown, code)),
        Reads::Area => one.map(|code| at.area(code)),
        Reads::Word => one.map(|code| w.value(code)),
        Reads::Day => one.map(|day| w.day(day)),
        Reads::Plain => one.map(str::to_owned),
        Reads::Satisfied => Some(w.t(satisfied(value.as_bool()?))),
    }
}
