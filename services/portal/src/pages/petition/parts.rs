//! The parts of a petition's page, from what the API gives.

use portal_pages::Words;
use portal_pages::petition::{Due, Fact, Text};
use proto::Day;
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
pub(super) fn gathered(w: &Words, pairs: Vec<(&str, Option<String>)>) -> Vec<Fact> {
    let some = pairs.into_iter().filter_map(|(id, value)| Some((id, value?)));
    some.map(|(id, value)| Fact { label: w.t(id), value }).collect()
}

pub(super) fn day(w: &Words, value: &Value, pointer: &str) -> Option<String> {
    value.text(pointer).map(|day| w.day(day))
}

pub(super) fn names(value: &Value, pointer: &str) -> Option<String> {
    let names = items(value, pointer).iter().filter_map(|body| body.text("/name"));
    let names = names.collect::<Vec<_>>().join("; ");
    (!names.is_empty()).then_some(names)
}

/// The name of a field, by the rules of the petition's council.
pub(in crate::pages) fn field_name(at: &Page, shown: &Value, pointer: &str) -> Option<String> {
    Some(field_called(at, shown, shown.text(pointer)?))
}

pub(super) fn field_called(at: &Page, shown: &Value, code: &str) -> String {
    let council = shown.text("/council/body").and_then(|id| id.parse().ok());
    let rules = council.and_then(|id| at.reader.known.pins.rules(id, at.reader.today));
    let rule = rules.and_then(|rules| rules.fields.iter().find(|rule| rule.field.as_str() == code));
    rule.map_or_else(|| code.to_owned(), |rule| rule.name.to_string())
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
            ("area", shown.text("/area").map(|code| at.area(code))),
            ("field", field_name(at, shown, "/field")),
            ("follower", name("/follower/name")),
            ("follower-proposed", name("/follower_proposed/name")),
        ],
    )
}

pub(super) fn dues(at: &Page, shown: &Value) -> Vec<Due> {
    let w = at.w();
    let owed = |due: &Value| {
        let what = w.value(due.text("/what").unwrap_or_default());
        let whose = due.text("/whose/name").map_or_else(|| w.t("dues-parties"), str::to_owned);
        clock(at, shown, due.text("/day")?, what, whose)
    };
    items(shown, "/dues").iter().filter_map(owed).collect()
}

/// Something due on `day`, and how far off that is from the day that the page is of.
pub(super) fn clock(
    at: &Page,
    shown: &Value,
    day: &str,
    what: String,
    whose: String,
) -> Option<Due> {
    let on: Day = day.parse().ok()?;
    // A page of the past counts from its own day.
    let then = shown.text("/as_of/on").and_then(|day| day.parse().ok());
    let days = then.unwrap_or(at.reader.today).until(on).ok()?.get_days();
    let (w, late) = (at.w(), days < 0);
    let left = w.count(if late { "days-late" } else { "days-left" }, days.abs());
    Some(Due { day: day.to_owned(), what, whose, late, left })
}
