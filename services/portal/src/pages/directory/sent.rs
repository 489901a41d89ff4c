//! From a form of the directory that was sent to the data of its command.

use axum::http::StatusCode;
use portal_pages::act::Kind;
use portal_pages::directory::Group;
use proto::BodyId;
use serde_json::{Map, Value, json};

use super::fields::{self, Asked, meant};
use super::proposal;
use crate::pages::form::{Pairs, one};
use crate::pages::json::At;
use crate::pages::shell::Page;
use crate::problem::Problem;

/// What the fields of a form say, by their names.
fn values(groups: &[Group], sent: &Pairs) -> Value {
    let mut values = Map::new();
    for field in groups.iter().flat_map(|group| &group.fields) {
        let typed = one(sent, &field.name).trim();
        let value = match field.kind {
            Kind::Many => {
                let ticked = sent.0.iter().filter(|(name, _)| *name == field.name);
                ticked.map(|(_, value)| json!(value)).collect()
            }
            Kind::YesNo => json!(typed == "true"),
            // Nothing of the directory comes with files.
            Kind::Files => continue,
            _ if typed.is_empty() => continue,
            Kind::Number => typed.parse::<i64>().map_or_else(|_| json!(typed), |n| json!(n)),
            Kind::Text | Kind::Line | Kind::Day | Kind::One | Kind::Either => {
                json!(typed.replace("\r\n", "\n"))
            }
        };
        values.insert(field.name.clone(), value);
    }
    Value::Object(values)
}

/// The data of the command.
///
/// # Errors
/// What is known to be wrong before the command is given: show it beside its field.
pub(super) fn data(
    at: &Page,
    command: &str,
    asked: &Asked,
    groups: &[Group],
    sent: &Pairs,
) -> Result<Value, Problem> {
    let mut data = values(groups, sent);
    match command {
        "PlanSession" => {
            data["council"] = json!(fields::council(at, asked)?);
            data["session"] = json!(session_word(at, asked, &data)?);
        }
        "OpenRound" => {
            data["council"] = json!(fields::council(at, asked)?);
            if data["round"].is_null() {
                data["round"] = json!(round_word(&data));
            }
        }
        "EndBody" | "GiveRole" => data["body"] = json!(meant::<BodyId>(asked, "body")?),
        "EndRole" => {
            data["body"] = json!(meant::<BodyId>(asked, "body")?);
            data["officer"] = json!(meant::<proto::OfficerId>(asked, "officer")?);
            data["role"] = json!(meant::<proto::id::Code>(asked, "role")?);
        }
        "NameArea" => data["area"] = json!(fields::slug(&data.words("/name"))),
        "AppointOfficer" => {
            for name in ["body", "role"] {
                if data.words(&format!("/{name}")).is_empty() {
                    return Err(missing(name));
                }
            }
            let role = json!({ "body": data["body"], "role": data["role"], "from": data["from"] });
            data = json!({ "person": { "name": data["name"] }, "role": role });
        }
        "PublishDaysOff" => data = days_off(asked, &data)?,
        "ProposeRules" => {
            // A deadline without days is none: what else stands beside it says nothing.
            leave_out(&mut data);
            let mut whole = data.clone();
            for group in groups.iter().flat_map(|group| &group.fields) {
                if whole.get(&group.name).is_none() {
                    whole[&group.name] = Value::Null;
                }
            }
            data = proposal::merged(at, fields::council(at, asked)?, &whole)?;
        }
        _ => {}
    }
    Ok(data)
}

fn leave_out(data: &mut Value) {
    for name in ["receipt", "check", "making_known"] {
        let place = |member: &str| format!("rules/{name}/{member}");
        if data.get(place("days")).is_none()
            && let Some(members) = data.as_object_mut()
        {
            members.remove(&place("day_kind"));
            members.remove(&place("basis"));
        }
    }
}

fn missing(name: &str) -> Problem {
    let place = format!("/data/{name}");
    Problem::field(StatusCode::UNPROCESSABLE_ENTITY, "malformed", &place, "is missing")
}

/// The word of a session: the one that is moved, or one from its kind, number and year. Another
/// session of that word is not moved unseen.
fn session_word(at: &Page, asked: &Asked, data: &Value) -> Result<String, Problem> {
    if let Some(word) = asked.get("session") {
        return Ok(word.clone());
    }
    let begin = match data.text("/kind") {
        Some("regular") => "kh",
        Some("thematic") => "cd",
        Some(_) | None => "bt",
    };
    let year = data.words("/opens_on").get(..4).unwrap_or_default().to_owned();
    let word = format!("{begin}-{}-{year}", data.number("/number"));
    let council = fields::council(at, asked)?;
    let code = word.parse().map_err(|_| missing("number"))?;
    let known = at.reader.known.pins.directory.session(council, &code);
    let same = |known: &directory::Session| {
        Some(&*known.opens_on.to_string()) == data.text("/opens_on")
            && Some(&*known.closes_on.to_string()) == data.text("/closes_on")
    };
    match known {
        Some(known) if !same(known) => {
            Err(Problem::new(StatusCode::CONFLICT, "directory.number_taken"))
        }
        Some(_) | None => Ok(word),
    }
}

fn round_word(data: &Value) -> String {
    let begin = match data.text("/phase") {
        Some("before") => "truoc",
        Some("after") => "sau",
        Some(_) | None => "khac",
    };
    format!("{begin}-{}", data.words("/session"))
}

/// The lines of a year, read as days.
fn days_off(asked: &Asked, data: &Value) -> Result<Value, Problem> {
    let lines = |name: &str| -> Vec<String> {
        let text = data.words(&format!("/{name}"));
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let unread = |name: &str| {
        let place = format!("/data/{name}");
        Problem::field(StatusCode::UNPROCESSABLE_ENTITY, "malformed", &place, "is no day")
    };
    let days: Option<Vec<_>> = lines("days").iter().map(|line| fields::day_of(line)).collect();
    let working: Option<Vec<_>> =
        lines("working").iter().map(|line| fields::plain_day(line)).collect();
    Ok(json!({
        "year": meant::<i16>(asked, "year")?,
        "days": days.ok_or_else(|| unread("days"))?,
        "working": working.ok_or_else(|| unread("working"))?,
        "source": data["source"],
    }))
}
