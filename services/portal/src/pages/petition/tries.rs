//! What a careful person could send for each act: the data with which it is tried.
//!
//! Bodies, days and words are such that only a rule about the petition itself can refuse them.

use proto::sealed::{KeyId, Sealed};
use proto::{BodyId, Day, Digest, StreamId};
use serde_json::{Value, json};

use crate::pages::json::{At, items};
use crate::pages::petition::possible::Trial;

/// The sessions and letters that are tried at most.
const TRIES_MAX: usize = 20;

/// The stream that an act is about, and its data, in every way that differs for the deciders.
pub(super) fn of(trial: &Trial<'_>, command: &str) -> Vec<(StreamId, Value)> {
    let Some(petition) = trial.shown.text("/stream").and_then(|id| id.parse().ok()) else {
        return Vec::new();
    };
    if command == "ConfirmReceipt" {
        let letters = items(trial.shown, "/addressees").iter().filter_map(|to| to.text("/letter"));
        // Only those to the bodies acted for that nobody confirmed were read for this.
        let letters = letters.filter_map(|id| id.parse().ok()).filter(|id| trial.knows(*id));
        let letters = letters.take(TRIES_MAX);
        return letters.map(|letter| (letter, json!({}))).collect();
    }
    let ways = data(trial, command, petition);
    ways.into_iter().map(|data| (petition, data)).collect()
}

fn data(trial: &Trial<'_>, command: &str, petition: StreamId) -> Vec<Value> {
    let (shown, text) = (trial.shown, sealed(petition));
    let proposal = shown.number("/proposal/number");
    match command {
        "ProposeClassification" => vec![classified(trial)],
        "DecideDeadlock" => {
            let mut decided = classified(trial);
            decided["reason"] = text;
            vec![decided]
        }
        "GiveConsent" => {
            vec![json!({ "petitions": [{ "petition": petition, "proposal": proposal }] })]
        }
        "ContestClassification" | "RecordDissent" => {
            vec![json!({ "proposal": proposal, "reason": text })]
        }
        "IssueLetter" => {
            let seen = json!([{ "petition": petition, "seen_version": shown.number("/version") }]);
            each(agreed(trial), |to| json!({ "to": to, "petitions": seen }))
        }
        "AssignWork" => each(at_hand(trial), |body| json!({ "lead": body, "supporting": [] })),
        "AnswerPetition" => vec![json!({ "outcome": "resolved", "text": text })],
        "MakeKnown" => each(
            holders(trial),
            |body| json!({ "answer_of": body, "channel": "website", "place": "x" }),
        ),
        "AnswerOnTheSpot" => each(
            at_hand(trial),
            |body| json!({ "by": body, "outcome": "explained", "answer": text }),
        ),
        "ApprovePublicWording" => vec![json!({ "wording": "x" })],
        "CorrectPetition" => vec![json!({ "original": text, "reason": text })],
        "NoteNotAPetition" => vec![json!({ "kind": "complaint", "reason": text })],
        "MergePetitions" => {
            let other = json!({ "petition": StreamId::of_directory(), "seen_version": 1 });
            vec![json!({ "petitions": [other] })]
        }
        "SplitPetition" => {
            let parts = json!([{ "original": text }, { "original": text }]);
            vec![json!({ "council": shown.text("/council/body"), "parts": parts })]
        }
        "ReturnPetition" | "ReopenPetition" => vec![json!({ "reason": text })],
        _ => supervised(trial, command, &text),
    }
}

/// The acts of monitoring; those that say nothing but themselves.
fn supervised(trial: &Trial<'_>, command: &str, text: &Value) -> Vec<Value> {
    let later = |days: i64| -> Day {
        let span = jiff::Span::new().try_days(days);
        let today = trial.today;
        span.ok().and_then(|span| today.checked_add(span).ok()).unwrap_or(today)
    };
    match command {
        "NameFollower" => {
            let proposed = trial.shown.text("/follower_proposed/body");
            let follower = proposed.or(trial.shown.text("/raised_with/body"));
            vec![json!({ "follower": follower })]
        }
        "ExtendDeadline" => {
            let until = later(3_650);
            let due = |due| {
                let data = move |body| json!({ "body": body, "due": due, "until": until });
                each(holders(trial), data)
            };
            let mut ways: Vec<Value> = ["answer", "done"].into_iter().flat_map(due).collect();
            ways.iter_mut().for_each(|way| way["reason"] = text.clone());
            ways
        }
        "SendReminder" => each(holders_and_agencies(trial), |to| json!({ "to": to })),
        "ClaimDone" => vec![json!({ "text": text })],
        "RecordCheck" => {
            each(holders(trial), |of| json!({ "of": of, "result": "accepted", "text": text }))
        }
        "HearVoter" => vec![json!({ "satisfied": true })],
        "WaitForResources" => each(
            holders(trial),
            |body| json!({ "body": body, "review_on": later(30), "reason": text }),
        ),
        "CarryOver" => {
            let council = trial.shown.text("/council/body").and_then(|id| id.parse().ok());
            let directory = &trial.pins.directory;
            let sessions = council.into_iter().flat_map(|council| directory.sessions(council));
            let words = sessions.map(|session| session.session.to_string()).take(TRIES_MAX);
            let words: Vec<String> = words.collect();
            let words = if words.is_empty() { vec!["none".to_owned()] } else { words };
            words.into_iter().map(|into| json!({ "into": into })).collect()
        }
        "HandOver" => {
            let to = trial.shown.text("/raised_with/body");
            each(holders(trial), |from| json!({ "from": from, "to": to, "basis": "x" }))
        }
        _ => vec![json!({})],
    }
}

fn each(bodies: Vec<BodyId>, data: impl Fn(BodyId) -> Value) -> Vec<Value> {
    bodies.into_iter().map(data).collect()
}

fn ids(value: &Value, pointer: &str) -> Vec<BodyId> {
    let bodies = items(value, pointer).iter();
    bodies.filter_map(|body| body.text("/body")?.parse().ok()).collect()
}

/// Those who hold the petition, and the agencies to which they gave the work.
fn holders_and_agencies(trial: &Trial<'_>) -> Vec<BodyId> {
    let mut bodies = holders(trial);
    for to in items(trial.shown, "/addressees") {
        let lead = to.text("/assigned/lead/body");
        bodies.extend(lead.and_then(|id| id.parse::<BodyId>().ok()));
        bodies.extend(ids(to, "/assigned/supporting"));
    }
    bodies
}

/// Those who hold the petition; where nobody does, whoever took it, so that the rule itself answers.
fn holders(trial: &Trial<'_>) -> Vec<BodyId> {
    let mut holders = ids(trial.shown, "/addressees");
    let spot = trial.shown.text("/answered_on_the_spot/said/by");
    let spot: Option<BodyId> = spot.and_then(|id| id.parse().ok());
    holders.extend(spot);
    if holders.is_empty() { taken_by(trial) } else { holders }
}

fn agreed(trial: &Trial<'_>) -> Vec<BodyId> {
    let agreed = ids(trial.shown, "/proposal/addressees");
    if agreed.is_empty() { taken_by(trial) } else { agreed }
}

fn taken_by(trial: &Trial<'_>) -> Vec<BodyId> {
    trial.shown.text("/raised_with/body").and_then(|id| id.parse().ok()).into_iter().collect()
}

fn at_hand(trial: &Trial<'_>) -> Vec<BodyId> {
    trial.acting.iter().copied().take(1).collect()
}

/// The last proposal again, or the first field of the rules.
fn classified(trial: &Trial<'_>) -> Value {
    let first = trial.rules().and_then(|rules| rules.fields.first());
    let word = |pointer: &str, first: Option<String>| {
        trial.shown.text(pointer).map(str::to_owned).or(first).unwrap_or_else(|| "none".to_owned())
    };
    json!({
        "field": word("/proposal/field", first.map(|rule| rule.field.to_string())),
        "competence": word("/proposal/competence", first.map(|rule| rule.competence.to_string())),
        "addressees": agreed(trial),
    })
}

/// A text that nobody ever opens: deciders copy it untouched.
pub(in crate::pages) fn sealed(stream: StreamId) -> Value {
    json!(Sealed {
        key: KeyId::Stream(stream),
        path: "petition.trial".to_owned(),
        stream,
        seal_id: "00".repeat(16),
        nonce: "00".repeat(24),
        ct: "AAAA".to_owned(),
        commit: Digest::ZERO,
    })
}

#[cfg(test)]
mod tests {
    use directory::Pins;
    use proto::Site;

    use super::*;
    use crate::pages::petition::acts;
    use crate::pages::petition::possible::tests::trial;

    /// The API's form of what is tried: a text stands where it is sealed.
    fn clear(value: &mut Value) {
        match value {
            Value::Object(members) if members.contains_key("seal_id") => *value = json!("x"),
            Value::Object(members) => members.values_mut().for_each(clear),
            Value::Array(items) => items.iter_mut().for_each(clear),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn what_is_tried_is_always_a_whole_command() {
        let id = StreamId::of_directory().to_string();
        let body = json!({ "body": id, "name": "A" });
        let shown = json!({
            "stream": id, "number": "A-1", "version": 3, "council": body, "raised_with": body,
            "proposal": { "number": 1, "field": "roads", "competence": "province",
                          "addressees": [body] },
            "addressees": [{ "body": id, "letter": id, "receipt": null }],
        });
        let (pins, site) = (Pins::default(), Site::hub());
        let mut trial = trial(&shown, &pins, &site);
        let acting = [id.parse().unwrap()];
        trial.acting = &acting;
        trial.with(id.parse().unwrap(), &[]);
        for spec in acts::specs() {
            let tried = of(&trial, spec.name);
            assert!(!tried.is_empty(), "{} is never tried", spec.name);
            for (_, mut data) in tried {
                clear(&mut data);
                let checked = (spec.check)(&data.to_string());
                assert!(checked.is_ok(), "{}: {checked:?} of {data}", spec.name);
            }
        }
    }
}
