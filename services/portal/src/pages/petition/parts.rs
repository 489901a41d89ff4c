//! The parts of a petition's page, from what the API gives.

use std::collections::BTreeMap;

use portal_pages::Words;
use portal_pages::petition::{Addressee, Agreement, Due, Fact, Pair, Remark, Text, Voice};
use serde_json::Value;

use crate::pages::json::{At, items};
use crate::pages::shell::Page;

/// A text that the vault opened, or why it did not; none where there is none.
pub(in crate::pages) fn text(w: &Words, value: Option<&Value>) -> Option<Text> {
    let value = value?;
    if let Some(words) = value.text("/text") {
        return Some(Text::Read(words.to_owned()));
    }
    let why = match value.text("/refused") {
        Some("erased") => "text-erased",
        Some("forbidden") => "not-yours",
        Some(_) => "text-away",
        None => value.text("/sealed").map(|_| "not-yours")?,
    };
    Some(Text::Kept(w.t(why)))
}

/// A label that is given in both languages.
pub(super) fn label(at: &Page, value: &Value, pointer: &str) -> String {
    value.words(&format!("{pointer}/{}", at.visitor.language.tag()))
}

/// Facts of which each is left out where there is no value.
fn gathered(w: &Words, pairs: Vec<(&str, Option<String>)>) -> Vec<Fact> {
    let some = pairs.into_iter().filter_map(|(id, value)| Some((id, value?)));
    some.map(|(id, value)| Fact { label: w.t(id), value }).collect()
}

fn day(w: &Words, value: &Value, pointer: &str) -> Option<String> {
    value.text(pointer).map(|day| w.day(day))
}

fn names(value: &Value, pointer: &str) -> Option<String> {
    let names = items(value, pointer).iter().filter_map(|body| body.text("/name"));
    let names = names.collect::<Vec<_>>().join("; ");
    (!names.is_empty()).then_some(names)
}

/// The name of a field, by the rules of the petition's council.
fn field_name(at: &Page, shown: &Value, pointer: &str) -> Option<String> {
    let code = shown.text(pointer)?;
    let council = shown.text("/council/body").and_then(|id| id.parse().ok());
    let rules = council.and_then(|id| at.reader.known.pins.rules(id, at.reader.today));
    let rule = rules.and_then(|rules| rules.fields.iter().find(|rule| rule.field.as_str() == code));
    Some(rule.map_or_else(|| code.to_owned(), |rule| rule.name.to_string()))
}

fn area_name(at: &Page, shown: &Value) -> Option<String> {
    let code = shown.text("/area")?;
    let mut areas = at.reader.known.pins.directory.areas();
    let area = areas.find(|area| area.area.as_str() == code);
    Some(area.map_or_else(|| code.to_owned(), |area| area.name.to_string()))
}

pub(super) fn facts(at: &Page, shown: &Value) -> Vec<Fact> {
    let w = at.w();
    let name = |pointer: &str| shown.text(pointer).map(str::to_owned);
    gathered(
        &w,
        vec![
            ("raised-on", day(&w, shown, "/raised_on")),
            ("via", shown.text("/via").map(|via| w.value(via))),
            ("raised-with", name("/raised_with/name")),
            ("council", name("/council/name")),
            ("area", area_name(at, shown)),
            ("field", field_name(at, shown, "/field")),
            ("follower", name("/follower/name")),
            ("follower-proposed", name("/follower_proposed/name")),
        ],
    )
}

pub(super) fn dues(at: &Page, shown: &Value) -> Vec<Due> {
    let w = at.w();
    let today = at.reader.today.to_string();
    let due = |due: &Value| Due {
        day: due.words("/day"),
        what: w.value(due.text("/what").unwrap_or_default()),
        whose: due.text("/whose/name").map_or_else(|| w.t("dues-parties"), str::to_owned),
        late: due.text("/day").is_some_and(|day| *day < *today),
    };
    items(shown, "/dues").iter().map(due).collect()
}

fn voice(w: &Words, said: &Value, what: &str) -> Voice {
    Voice {
        party: said.text("/party/name").or(said.text("/by/name")).unwrap_or_default().to_owned(),
        what: what.to_owned(),
        on: said.words("/on"),
        reason: text(w, said.get("reason")),
    }
}

pub(super) fn agreement(at: &Page, shown: &Value) -> Option<Agreement> {
    let w = at.w();
    let proposal = shown.get("proposal").filter(|proposal| proposal.is_object())?;
    let mut pairs: BTreeMap<u64, Vec<Voice>> = BTreeMap::new();
    for said in items(proposal, "/consents") {
        let what = if said.is("/silent") { "consented-silent" } else { "consented" };
        pairs.entry(said.number("/pair")).or_default().push(voice(&w, said, what));
    }
    for said in items(proposal, "/contests") {
        pairs.entry(said.number("/pair")).or_default().push(voice(&w, said, "contested"));
    }
    let facts = vec![
        ("field", field_name(at, shown, "/proposal/field")),
        ("competence", proposal.text("/competence").map(|level| w.value(level))),
        ("addressees", names(proposal, "/addressees")),
    ];
    Some(Agreement {
        number: proposal.number("/number"),
        suggested: proposal.is("/suggested"),
        agreed: proposal.is("/agreed"),
        facts: gathered(&w, facts),
        reason: text(&w, shown.pointer("/texts/reason")),
        pairs: pairs.into_iter().map(|(number, voices)| Pair { number, voices }).collect(),
        dissents: items(proposal, "/dissents")
            .iter()
            .map(|said| voice(&w, said, "contested"))
            .collect(),
        deadlock: proposal
            .get("deadlock")
            .filter(|said| said.is_object())
            .map(|said| voice(&w, said, "agreed")),
    })
}

pub(super) fn addressees(at: &Page, shown: &Value) -> Vec<Addressee> {
    items(shown, "/addressees").iter().map(|to| addressee(at, to)).collect()
}

fn addressee(at: &Page, to: &Value) -> Addressee {
    let w = at.w();
    let sent = to.text("/sent_on").is_some();
    let unread = || sent.then(|| w.t("receipt-none"));
    let facts = vec![
        ("sent-on", day(&w, to, "/sent_on")),
        ("receipt-on", day(&w, to, "/receipt/on").or_else(unread)),
        ("answer-due", day(&w, to, "/answer_due")),
        ("lead", to.text("/assigned/lead/name").map(str::to_owned)),
        ("supporting", names(to, "/assigned/supporting")),
        ("inner-due", day(&w, to, "/assigned/inner_due")),
    ];
    let answered = !items(to, "/answers").is_empty();
    let today = at.reader.today.to_string();
    let late = !answered && to.text("/answer_due").is_some_and(|due| *due < *today);
    let mut remarks = Vec::new();
    if to.get("returned").is_some_and(Value::is_object) {
        remarks.extend(to.get("returned").map(|said| remark(&w, "returned", said)));
    }
    for (member, id) in [
        ("answers", "answers"),
        ("made_known", "made-known"),
        ("claims", "claims"),
        ("checks", "checks"),
        ("extensions", "extensions"),
        ("reminders", "reminders"),
        ("waiting", "waiting"),
    ] {
        let said = to.get(member).and_then(Value::as_array).into_iter().flatten();
        remarks.extend(said.map(|said| remark(&w, id, said)));
    }
    Addressee {
        name: to.words("/name"),
        was: names(to, "/was").unwrap_or_default(),
        facts: gathered(&w, facts),
        late,
        answered,
        remarks,
    }
}

pub(super) fn voter(at: &Page, shown: &Value) -> Vec<Remark> {
    let w = at.w();
    let heard = |said: &Value| {
        let answer = if said.is("/said/satisfied") { "yes" } else { "no" };
        let result = Some(format!("{}: {}", w.field("satisfied"), w.t(answer)));
        Remark { result, ..remark(&w, "voter", said) }
    };
    items(shown, "/voter").iter().map(heard).collect()
}

pub(in crate::pages) fn remark(w: &Words, id: &str, said: &Value) -> Remark {
    let code = said.text("/said/outcome").or(said.text("/said/result"));
    let words = said.pointer("/said/text").or(said.pointer("/said/reason"));
    let roadmap = said.text("/said/roadmap/text").map(str::to_owned);
    let days =
        [("done_by", "/said/done_by"), ("until", "/said/until"), ("review_on", "/said/review_on")];
    let mut facts: Vec<Fact> = days
        .into_iter()
        .filter_map(|(name, at)| Some(Fact { label: w.field(name), value: day(w, said, at)? }))
        .collect();
    facts.extend(roadmap.map(|value| Fact { label: w.field("roadmap"), value }));
    let place = said.text("/said/place").map(str::to_owned);
    facts.extend(place.map(|value| Fact { label: w.field("place"), value }));
    Remark {
        label: w.t(id),
        on: said.words("/on"),
        result: code.map(|code| w.value(code)),
        public: said.text("/said/public_answer").map(str::to_owned),
        text: text(w, words),
        facts,
    }
}
