//! The fields of a command's form, from the JSON Schema of its API form.

use std::sync::OnceLock;

use portal_pages::Choice;
use portal_pages::act::{Field, Kind};
use proto::command::{CommandSpec, Target};
use serde_json::Value;

use crate::pages::book;
use crate::pages::form::{Pairs, one};
use crate::pages::json::{At, items};
use crate::pages::shell::Page;

/// Not typed: they come from the petition, or by the API only.
const UNTYPED: [&str; 7] =
    ["petitions", "proposal", "list", "evidence", "names", "parts", "council"];
/// Files that go with an act.
pub(in crate::pages) const FILES: &str = "attachments";
/// The numbers of petitions that are merged into one.
pub(super) const MERGED: &str = "petitions";
/// The parts of a petition that is split, each a field: `part-1`.
pub(super) const PART: &str = "part-";
/// So many parts have a field.
pub(super) const PARTS: usize = 5;
/// The order in which people think; what is not here comes last.
const ORDER: [&str; 31] = [
    "kind",
    "field",
    "competence",
    "addressees",
    "competent",
    "to",
    "of",
    "answer_of",
    "from",
    "body",
    "due",
    "until",
    "follower",
    "lead",
    "supporting",
    "inner_due",
    "by",
    "speaker",
    "result",
    "outcome",
    "satisfied",
    "wording",
    "answer",
    "text",
    "public_answer",
    "roadmap",
    "done_by",
    "original",
    "reason",
    "note",
    FILES,
];

/// What can be answered at a meeting.
const AT_ONCE: [&str; 3] = ["resolved", "explained", "promised"];

/// One field, as the schema has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) required: bool,
    /// A body; the codes of what may be chosen.
    of_bodies: bool,
    codes: Vec<String>,
}

fn schemas() -> &'static Value {
    static SCHEMAS: OnceLock<Value> = OnceLock::new();
    SCHEMAS.get_or_init(proto::document::commands)
}

/// What `schema` refers to, without the null that an optional one may be.
fn resolved(schema: &Value) -> &Value {
    let some = items(schema, "/anyOf").iter().find(|of| of.text("/type") != Some("null"));
    let schema = some.unwrap_or(schema);
    let name = schema.text("/$ref").and_then(|place| place.rsplit('/').next());
    let found = name.and_then(|name| schemas().get("$defs")?.get(name));
    found.unwrap_or(schema)
}

fn refers_to(schema: &Value, name: &str) -> bool {
    let ends = |schema: &Value| schema.text("/$ref").is_some_and(|place| place.ends_with(name));
    ends(schema) || items(schema, "/anyOf").iter().any(ends)
}

/// The fields of a command that people fill in, in their order.
pub(super) fn shapes(spec: &CommandSpec) -> Vec<Shape> {
    let name = format!("{}.{}", spec.context, spec.name);
    let command = schemas().get("commands").and_then(|commands| commands.get(&name));
    let Some(data) = command.and_then(|command| command.get("data")).map(resolved) else {
        return Vec::new();
    };
    let required: Vec<&str> = items(data, "/required").iter().filter_map(Value::as_str).collect();
    let fields = data.get("properties").and_then(Value::as_object).into_iter().flatten();
    let mut shapes: Vec<Shape> = fields
        .filter(|(name, _)| !UNTYPED.contains(&name.as_str()))
        // What opens a stream has no place for files before it is there.
        .filter(|(name, _)| *name != FILES || spec.target == Target::Existing)
        .map(|(name, schema)| shape(name, schema, required.contains(&name.as_str())))
        .collect();
    shapes.extend(beside(spec));
    let at_once = shapes.iter_mut().filter(|_| spec.name == "AnswerOnTheSpot");
    for outcome in at_once.filter(|shape| shape.name == "outcome") {
        outcome.codes = AT_ONCE.map(str::to_owned).to_vec();
    }
    let place = |shape: &Shape| ORDER.iter().position(|name| *name == shape.name);
    shapes.sort_by_key(|shape| place(shape).unwrap_or(ORDER.len()));
    shapes
}

/// Fields for what a schema nests: numbers of petitions, parts of one.
fn beside(spec: &CommandSpec) -> Vec<Shape> {
    let plain = |name: String, kind, required| Shape {
        name,
        kind,
        required,
        of_bodies: false,
        codes: Vec::new(),
    };
    match spec.name {
        "MergePetitions" => vec![plain(MERGED.to_owned(), Kind::Line, true)],
        "SplitPetition" => {
            (1..=PARTS).map(|n| plain(format!("{PART}{n}"), Kind::Text, n <= 2)).collect()
        }
        _ => Vec::new(),
    }
}

fn shape(name: &str, schema: &Value, required: bool) -> Shape {
    let whole = resolved(schema);
    let of_bodies = refers_to(schema, "/BodyId")
        || whole.get("items").is_some_and(|item| refers_to(item, "/BodyId"));
    let codes = items(whole, "/oneOf").iter().filter_map(|one| one.text("/const"));
    let mut codes: Vec<String> = codes.map(str::to_owned).collect();
    if codes.is_empty() {
        codes = usual(name).iter().map(|code| (*code).to_owned()).collect();
    }
    let is = |kind: &str| {
        whole.text("/type") == Some(kind)
            || items(whole, "/type").iter().any(|one| one.as_str() == Some(kind))
    };
    let kind = if name == FILES {
        Kind::Files
    } else if is("boolean") {
        // What has to be said is chosen: a tick that was forgotten would say no.
        if required { Kind::Either } else { Kind::YesNo }
    } else if is("array") {
        Kind::Many
    } else if is("integer") {
        Kind::Number
    } else if whole.text("/format") == Some("date") {
        Kind::Day
    } else if of_bodies || !codes.is_empty() || ["field", "competence", "area"].contains(&name) {
        Kind::One
    } else if refers_to(schema, "/FreeText") {
        Kind::Text
    } else {
        Kind::Line
    };
    Shape { name: name.to_owned(), kind, required, of_bodies, codes }
}

/// Codes that a command takes as words: which are right is decided where it is always decided.
fn usual(name: &str) -> &'static [&'static str] {
    match name {
        "outcome" => &["resolved", "in_progress", "explained", "planned", "not_yet_possible"],
        "kind" => &["complaint", "denunciation", "citizen_feedback"],
        "due" => &["answer", "done"],
        "channel" => &["notice_board", "loudspeaker", "meeting", "website"],
        _ => &[],
    }
}

/// The fields with what was typed, or with what stands in the petition.
pub(in crate::pages) fn of(
    at: &Page,
    spec: &'static CommandSpec,
    shown: &Value,
    typed: Option<&Pairs>,
    asked: &Pairs,
) -> Vec<Field> {
    let field = |shape: Shape| {
        let picked: Vec<String> = match typed {
            Some(form) => {
                let all = form.0.iter().filter(|(name, _)| *name == shape.name);
                all.map(|(_, value)| value.clone()).collect()
            }
            None if !one(asked, &shape.name).is_empty() => {
                vec![one(asked, &shape.name).to_owned()]
            }
            None => proposed(at, spec, shown, &shape.name),
        };
        let value = match typed {
            Some(form) => one(form, &shape.name).to_owned(),
            None => picked.first().cloned().unwrap_or_default(),
        };
        let chosen = |code: &str| picked.iter().any(|one| one == code);
        let known = match (spec.name, shape.name.as_str()) {
            ("SendReminder", "to") => owing(shown),
            _ => choices(at, shown, &shape),
        };
        let mut choices: Vec<Choice> = known
            .into_iter()
            .map(|(value, label)| Choice { chosen: chosen(&value), value, label })
            .collect();
        if shape.kind == Kind::Many {
            // Of a long list what is ticked is seen first.
            choices.sort_by_key(|choice| !choice.chosen);
        }
        let label = match shape.name.strip_prefix(PART) {
            Some(number) => at.w().count("field-part", number),
            None => at.w().field(&shape.name),
        };
        let hint = match (shape.kind, shape.name.as_str()) {
            (Kind::Files, _) => Some(at.w().t("files-hint")),
            (_, MERGED) => Some(at.w().t("merged-hint")),
            (_, "roadmap") => Some(at.w().t("letters-when-roadmap")),
            (_, "wording") if spec.name == "ApprovePublicWording" => {
                Some(at.w().t("public-wording-hint"))
            }
            (_, "done_by") => Some(at.w().t("letters-when-done-by")),
            _ => None,
        };
        Field {
            label,
            hint,
            kind: shape.kind,
            required: shape.required,
            choices,
            value,
            error: None,
            name: shape.name,
        }
    };
    shapes(spec).into_iter().map(field).collect()
}

/// What a new form begins with: a proposal with the last one, a letter with its addressee.
fn proposed(at: &Page, spec: &CommandSpec, shown: &Value, name: &str) -> Vec<String> {
    let addressees = || items(shown, "/proposal/addressees").iter().map(|to| to.words("/body"));
    let only = |all: Vec<String>| if all.len() == 1 { all } else { Vec::new() };
    match (spec.name, name) {
        ("ProposeClassification" | "DecideDeadlock", "addressees") => addressees().collect(),
        ("ProposeClassification" | "DecideDeadlock", "field" | "competence") => {
            shown.text(&format!("/proposal/{name}")).map(str::to_owned).into_iter().collect()
        }
        ("SendReminder", "to") => match leads(at, shown) {
            own if own.is_empty() => only(addressees().collect()),
            own => only(own),
        },
        ("IssueLetter", "to")
        | ("RecordCheck", "of")
        | ("MakeKnown", "answer_of")
        | ("ExtendDeadline" | "WaitForResources", "body")
        | ("HandOver", "from") => only(addressees().collect()),
        ("NameFollower", "follower") => {
            shown.text("/follower_proposed/body").map(str::to_owned).into_iter().collect()
        }
        ("ApprovePublicWording", "wording") => {
            let written = shown.text("/public_wording").or(shown.text("/texts/original/text"));
            written.map(str::to_owned).into_iter().collect()
        }
        ("CorrectPetition", _) => {
            as_it_stands(shown, name).map(str::to_owned).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Who may owe something at the petition: addressees, their agencies, the follower; each once.
fn owing(shown: &Value) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut add = |body: &Value| {
        let one = (body.words("/body"), body.words("/name"));
        if !one.0.is_empty() && !all.contains(&one) {
            all.push(one);
        }
    };
    for to in items(shown, "/addressees") {
        add(to);
        to.pointer("/assigned/lead").into_iter().for_each(&mut add);
        items(to, "/assigned/supporting").iter().for_each(&mut add);
    }
    shown.get("follower").into_iter().for_each(add);
    all
}

/// The agencies to which the bodies acted for gave the work, as addressees.
fn leads(at: &Page, shown: &Value) -> Vec<String> {
    let mine = |to: &&Value| {
        let body = to.text("/body").and_then(|id| id.parse().ok());
        body.is_some_and(|body| at.acting.contains(&body))
    };
    let own = items(shown, "/addressees").iter().filter(mine);
    own.filter_map(|to| Some(to.text("/assigned/lead/body")?.to_owned())).collect()
}

/// What stands in the petition, of what can be corrected; no texts that the reader may not read.
pub(super) fn as_it_stands<'a>(shown: &'a Value, name: &str) -> Option<&'a str> {
    match name {
        "area" | "field" => shown.text(&format!("/{name}")),
        "original" | "raised_by" => shown.text(&format!("/texts/{name}/text")),
        _ => None,
    }
}

fn choices(at: &Page, shown: &Value, shape: &Shape) -> Vec<(String, String)> {
    let w = at.w();
    if shape.of_bodies {
        return standing(at);
    }
    let council = shown.text("/council/body").and_then(|id| id.parse().ok());
    let rules = council.and_then(|id| at.reader.known.pins.rules(id, at.reader.today));
    match (shape.name.as_str(), rules) {
        ("field", Some(rules)) => {
            let fields = rules.fields.iter();
            fields.map(|rule| (rule.field.to_string(), rule.name.to_string())).collect()
        }
        ("competence", Some(rules)) => {
            let mut levels: Vec<String> =
                rules.fields.iter().map(|rule| rule.competence.to_string()).collect();
            levels.sort_unstable();
            levels.dedup();
            levels.into_iter().map(|level| (level.clone(), w.value(&level))).collect()
        }
        ("area", _) => book::areas(at),
        _ if shape.kind == Kind::Either => {
            let said = match shape.name.as_str() {
                "satisfied" => ["heard-satisfied", "heard-unsatisfied"],
                _ => ["yes", "no"],
            };
            let said = ["true", "false"].into_iter().zip(said);
            said.map(|(code, id)| (code.to_owned(), w.t(id))).collect()
        }
        _ => shape.codes.iter().map(|code| (code.clone(), w.value(code))).collect(),
    }
}

/// The bodies that stand today, by name.
fn standing(at: &Page) -> Vec<(String, String)> {
    let (directory, today) = (&at.reader.known.pins.directory, at.reader.today);
    let bodies = directory.bodies().filter(|body| body.stands(today));
    let mut all: Vec<(String, String)> = bodies
        .map(|body| (body.established.body.to_string(), body.established.name.to_string()))
        .collect();
    all.sort_by_key(|(_, name)| proto::text::fold(name));
    all
}

#[cfg(test)]
mod tests {
    use proto::Context;

    use super::*;

    fn kinds(context: Context, name: &str) -> Vec<(String, Kind, bool)> {
        let spec = proto::command::spec(context, name).unwrap();
        shapes(spec).into_iter().map(|s| (s.name, s.kind, s.required)).collect()
    }

    #[test]
    fn the_fields_of_a_form_are_those_of_the_commands_schema() {
        let named = |list: &[(&str, Kind, bool)]| -> Vec<(String, Kind, bool)> {
            list.iter().map(|(n, k, r)| ((*n).to_owned(), *k, *r)).collect()
        };
        assert_eq!(
            kinds(Context::Classification, "ProposeClassification"),
            named(&[
                ("field", Kind::One, true),
                ("competence", Kind::One, true),
                ("addressees", Kind::Many, true),
                ("reason", Kind::Text, false),
            ])
        );
        assert_eq!(
            kinds(Context::Monitoring, "RecordCheck"),
            named(&[
                ("of", Kind::One, true),
                ("result", Kind::One, true),
                ("text", Kind::Text, true),
                ("attachments", Kind::Files, false)
            ])
        );
        assert_eq!(
            kinds(Context::Monitoring, "HearVoter"),
            named(&[("satisfied", Kind::Either, true), ("text", Kind::Text, false)])
        );
        assert_eq!(kinds(Context::Classification, "GiveConsent"), []);
    }
}
