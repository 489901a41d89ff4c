//! The commands of a row, as a client of the API sends them.

use proto::Day;
use serde_json::{Map, Value, json};

use crate::known::Named;
use crate::verdict::{Petition, Stated};

/// What holds for rows that say nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defaults {
    /// The area, its code.
    pub area: Option<String>,
    /// The field, its code.
    pub field: Option<String>,
    /// The meeting at which they were raised, its stream.
    pub meeting: Option<String>,
    /// The day on which they were raised.
    pub on: Option<Day>,
}

/// Whose petitions a book holds, and who sends it; bodies by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whose {
    /// Who sends it.
    pub body: String,
    /// The council to whose deputies the petitions were put.
    pub council: String,
    /// The delegate group that took them.
    pub group: String,
    /// For rows that say nothing else.
    pub defaults: Defaults,
}

/// `intake/RecordPetition`.
#[must_use]
pub fn record(whose: &Whose, petition: &Petition) -> Value {
    let id = |named: &Option<Named>| named.as_ref().and_then(|named| named.id.clone());
    // What is written and not bound yet is no reason to take something else for it.
    let or = |named: &Option<Named>, default: &Option<String>| match named {
        Some(_) => id(named),
        None => default.clone(),
    };
    let group = id(&petition.group).unwrap_or_else(|| whose.group.clone());
    let mut data = json!({ "council": whose.council, "via": "import", "raised_with": group,
                           "original": petition.content });
    let defaults = &whose.defaults;
    for (name, code) in [
        ("area", or(&petition.area, &defaults.area)),
        ("field", or(&petition.field, &defaults.field)),
        ("meeting", defaults.meeting.clone()),
    ] {
        if let Some(code) = code {
            data[name] = Value::String(code);
        }
    }
    if !petition.voter.is_empty() {
        data["raised_by"] = json!(petition.voter);
    }
    let beside: Vec<Value> = petition
        .beside()
        .into_iter()
        .map(|(of, text, body)| match body {
            Some(body) => json!({ "of": of, "text": text, "body": body }),
            None => json!({ "of": of, "text": text }),
        })
        .collect();
    if !beside.is_empty() {
        data["written"] = Value::Array(beside);
    }
    let mut form = json!({ "body": whose.body, "data": data });
    if let Some(day) = petition.on.or(defaults.on) {
        form["occurred_on"] = json!(day.to_string());
    }
    form
}

/// `forwarding/TakeOverAnswer` for the petition of `stream`.
#[must_use]
pub fn take_over(
    body: &str,
    answered_on: Option<Day>,
    stated: &Stated,
    stream: &str,
    seen_version: u64,
) -> Value {
    let Stated { by, by_written, outcome, outcome_written, text } = stated;
    let mut data = Map::new();
    for (name, value) in [
        ("by", by.as_deref()),
        ("by_written", by_written.as_deref()),
        ("outcome", *outcome),
        ("outcome_written", outcome_written.as_deref()),
        ("text", text.as_deref()),
    ] {
        data.extend(value.map(|value| (name.to_owned(), json!(value))));
    }
    let mut form = json!({ "body": body, "stream": stream, "seen_version": seen_version,
                           "data": data });
    if let Some(day) = answered_on {
        form["occurred_on"] = json!(day.to_string());
    }
    form
}
