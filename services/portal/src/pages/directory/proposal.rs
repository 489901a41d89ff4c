//! The form that proposes other rules: those in force, each part in a field whose name is its place.

use portal_pages::act::{Field, Kind};
use portal_pages::directory::Group;
use proto::BodyId;
use proto::event::{Deadline, Rules};
use serde_json::{Value, json};

use super::fields::{field, optional, pick, standing};
use crate::pages::json::At;
use crate::pages::shell::Page;
use crate::problem::Problem;

/// Kinds of bodies that follow petitions; the others are those that answer.
const OF_COUNCILS: [&str; 4] =
    ["council", "standing_committee", "council_committee", "delegate_group"];
/// The deadlines, in the order in which they come; all but the answer's may be left out.
const DEADLINES: [&str; 4] = ["receipt", "answer", "check", "making_known"];

/// The rules that a proposal starts from.
pub(super) fn in_force(at: &Page, council: BodyId) -> Result<&Rules, Problem> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let rules = pins.rules(council, today).or_else(|| pins.first_rules(council));
    rules.ok_or_else(Problem::not_found)
}

/// The fields, filled in with the rules in force.
pub(super) fn groups(at: &Page, council: BodyId) -> Result<Vec<Group>, Problem> {
    let (w, rules) = (at.w(), in_force(at, council)?);
    let title = |id: &str| Some(w.t(id));
    let tomorrow = at.reader.today.tomorrow().unwrap_or(at.reader.today).to_string();
    let from = Field {
        value: tomorrow,
        hint: Some(w.t("directory-not-before")),
        ..field(at, "from", "directory-would-count", Kind::Day)
    };
    let mut groups = vec![Group { title: None, fields: vec![from] }];
    let deadlines = [
        rules.receipt.as_ref(),
        Some(&rules.answer),
        rules.check.as_ref(),
        rules.making_known.as_ref(),
    ];
    for (name, known) in DEADLINES.into_iter().zip(deadlines) {
        let mut fields = deadline(at, &format!("rules/{name}"), known);
        if name != "answer" {
            fields = fields.into_iter().map(optional).collect();
        }
        groups.push(Group { title: title(&format!("directory-deadline-{name}")), fields });
    }
    for (n, pair) in rules.pairs.iter().enumerate() {
        let place = format!("rules/pairs/{n}");
        let mut fields = deadline(at, &format!("{place}/consent"), Some(&pair.consent));
        let silence = format!("{place}/silence_is_consent");
        fields.push(Field {
            value: pair.silence_is_consent.to_string(),
            ..field(at, &silence, "directory-field-silence", Kind::YesNo)
        });
        groups.push(Group { title: Some(w.count("directory-pair", n + 1)), fields });
    }
    groups.push(Group { title: title("directory-part-fields"), fields: by_field(at, rules) });
    groups.push(Group { title: title("directory-part-areas"), fields: by_area(at, rules) });
    let rungs: Vec<String> = rules.escalation.iter().map(u32::to_string).collect();
    let ladder = field(at, "rules/escalation", "directory-field-ladder", Kind::Line);
    let back = field(at, "rules/back_dating_days", "directory-back-dating", Kind::Number);
    groups.push(Group {
        title: title("directory-part-other"),
        fields: vec![
            Field { value: rungs.join(", "), ..optional(ladder) },
            Field { value: rules.back_dating_days.to_string(), ..back },
        ],
    });
    groups.retain(|group| !group.fields.is_empty());
    Ok(groups)
}

fn deadline(at: &Page, place: &str, known: Option<&Deadline>) -> Vec<Field> {
    let w = at.w();
    let kind =
        known.map(|known| json!(known.day_kind)).and_then(|kind| Some(kind.as_str()?.into()));
    let kind: String = kind.unwrap_or_else(|| "working".to_owned());
    let kinds = ["calendar", "working"]
        .map(|kind| (kind.to_owned(), w.t(&format!("directory-day-{kind}"))))
        .to_vec();
    let days = field(at, &format!("{place}/days"), "directory-field-days", Kind::Number);
    let of = field(at, &format!("{place}/day_kind"), "directory-field-day-kind", Kind::One);
    let by = field(at, &format!("{place}/basis"), "basis", Kind::Line);
    vec![
        Field { value: known.map(|known| known.days.to_string()).unwrap_or_default(), ..days },
        pick(of, kinds, &kind),
        Field { value: known.map(|known| known.basis.to_string()).unwrap_or_default(), ..by },
    ]
}

/// Bodies that may stand in a field: of councils or not; the one that stands there stays.
fn bodies(at: &Page, of_councils: bool, now: Option<BodyId>) -> Vec<(String, String)> {
    let directory = &at.reader.known.pins.directory;
    let fits = |id: &str| {
        let body = id.parse().ok();
        let kind = body.and_then(|id| directory.body(id)).map(|body| &body.established.kind);
        let of = kind.is_some_and(|kind| OF_COUNCILS.contains(&kind.as_str()));
        of == of_councils || body == now
    };
    standing(at).into_iter().filter(|(id, _)| fits(id)).collect()
}

fn by_field(at: &Page, rules: &Rules) -> Vec<Field> {
    let w = at.w();
    let mut fields = Vec::new();
    for (n, rule) in rules.fields.iter().enumerate() {
        for (member, id, now) in [
            ("addressee", "directory-answers", rule.addressee),
            ("follower", "follower", rule.follower),
        ] {
            let one = field(at, &format!("rules/fields/{n}/{member}"), id, Kind::One);
            let label = format!("{} – {}", rule.name, w.t(id));
            let chosen = now.map(|body| body.to_string()).unwrap_or_default();
            let all = bodies(at, member == "follower", now);
            fields.push(pick(optional(Field { label, ..one }), all, &chosen));
        }
    }
    fields
}

fn by_area(at: &Page, rules: &Rules) -> Vec<Field> {
    let each = rules.followers_by_area.iter().enumerate().map(|(n, rule)| {
        let place = format!("rules/followers_by_area/{n}/follower");
        let one = field(at, &place, "follower", Kind::One);
        let all = bodies(at, true, Some(rule.follower));
        let label = super::area(at, &rule.area);
        pick(Field { label, ..one }, all, &rule.follower.to_string())
    });
    each.collect()
}

/// The rules in force with what was sent in the place of what it changes. `sent` has the values by
/// the places of their fields; `from` is left in it.
pub(super) fn merged(at: &Page, council: BodyId, sent: &Value) -> Result<Value, Problem> {
    let rules = in_force(at, council)?;
    let mut merged = serde_json::to_value(rules).map_err(|error| Problem::own_fault(&error))?;
    let fields = sent.as_object().into_iter().flatten();
    for (place, value) in
        fields.filter_map(|(name, value)| Some((name.strip_prefix("rules/")?, value)))
    {
        put(&mut merged, place, value.clone());
    }
    let ladder = sent.words("/rules~1escalation");
    let rungs = ladder.split(',').map(str::trim).filter(|rung| !rung.is_empty());
    // What is no number is told by whoever reads the command.
    let rungs = rungs.map(|rung| rung.parse::<u32>().map_or_else(|_| json!(rung), |n| json!(n)));
    put(&mut merged, "escalation", rungs.collect());
    for name in DEADLINES.into_iter().filter(|name| *name != "answer") {
        let left_out = merged.pointer(&format!("/{name}/days")).is_none_or(Value::is_null);
        if left_out && let Some(members) = merged.as_object_mut() {
            members.remove(name);
        }
    }
    Ok(json!({ "council": council, "from": sent["from"], "rules": merged }))
}

/// Puts `value` at a place whose members are parted by `/`; null takes away what may be left out.
fn put(whole: &mut Value, place: &str, value: Value) {
    let mut here = whole;
    let mut steps = place.split('/').peekable();
    while let Some(step) = steps.next() {
        let last = steps.peek().is_none();
        here = match here {
            Value::Array(list) => {
                let found = step.parse::<usize>().ok().and_then(|n| list.get_mut(n));
                let Some(found) = found else { return };
                found
            }
            Value::Object(members) if last => {
                if value.is_null() {
                    members.remove(step);
                } else {
                    members.insert(step.to_owned(), value);
                }
                return;
            }
            Value::Object(members) => members.entry(step).or_insert_with(|| json!({})),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_stands_in_the_place_of_what_it_changes() {
        let mut rules = json!({ "answer": { "days": 60 }, "fields": [{ "follower": "a" }] });
        put(&mut rules, "answer/days", json!(45));
        put(&mut rules, "check/days", json!(5));
        put(&mut rules, "fields/0/follower", Value::Null);
        put(&mut rules, "fields/9/follower", json!("b"));
        put(&mut rules, "answer/days/deeper", json!(1));
        let expected = json!({ "answer": { "days": 45 }, "check": { "days": 5 }, "fields": [{}] });
        assert_eq!(rules, expected);
    }
}
