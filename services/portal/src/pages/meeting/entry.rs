//! One thing that was said at a meeting, from the form to the commands: the petition, then what was
//! answered on the spot, or that it is an opinion.
//!
//! Invariant: the same entry sent again comes to the same petition. Each command has a key of its
//! own, made of the entry's; what follows the petition has a part of its own, so that it can be
//! mended when the petition is in the book already.

use axum::http::StatusCode;
use proto::command::CommandSpec;
use proto::{BodyId, Context, Day, StreamId};
use register::Meeting;
use serde_json::{Map, Value, json};

use super::{recorder, text};
use crate::app::Shared;
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At;
use crate::pages::shell::Page;
use crate::problem::Problem;
use crate::request;

/// How often an act on the new petition is tried on the version that it has by then: reactions of
/// other contexts may come in between.
const TRIES: usize = 4;

/// The petition that an entry became.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Recorded {
    pub(super) number: String,
    pub(super) stream: String,
}

/// Why an entry was not taken, wholly or in part.
#[derive(Debug)]
pub(super) struct NotTaken {
    pub(super) problem: Problem,
    /// The field that is wrong; empty where it is none.
    pub(super) field: &'static str,
    /// The petition, where only what follows it was refused.
    pub(super) recorded: Option<Recorded>,
}

/// Where and when it was said.
pub(super) struct Said<'a> {
    pub(super) app: &'a Shared,
    pub(super) at: &'a Page,
    /// None for a petition that came by itself.
    pub(super) meeting: Option<&'a Meeting>,
}

/// A command that acts on the new petition.
struct Act {
    name: &'static str,
    key: String,
    data: Value,
}

impl Said<'_> {
    /// Takes an entry.
    pub(super) async fn take(&self, sent: &Pairs) -> Result<Recorded, NotTaken> {
        let whole = |problem: Problem| NotTaken {
            field: field_of(&problem, self.at),
            problem,
            recorded: None,
        };
        if !one(sent, "officer").is_empty()
            && one(sent, "officer") != self.at.reader.officer.to_string()
        {
            // A key counts for its officer only: under another one it would be another petition.
            return Err(whole(Problem::new(StatusCode::CONFLICT, "other_officer")));
        }
        let record = self.record(sent);
        let acts = acts(sent);
        // What has no shape is told before anything is in the book.
        for act in &acts {
            let body = following(&record, StreamId::of_directory(), 0, &act.data);
            readable("intake", act.name, &body).map_err(whole)?;
        }
        let key = format!("meeting-{}", one(sent, "key"));
        let done = self.give("RecordPetition", &key, &record).await.map_err(whole)?;
        let recorded = Recorded { number: done.words("/number"), stream: done.words("/stream") };
        let mut seen = done.number("/version");
        for act in acts {
            let followed = self.follow(&record, &recorded, &mut seen, &act).await;
            followed.map_err(|problem| NotTaken {
                field: field_of(&problem, self.at),
                problem,
                recorded: Some(recorded.clone()),
            })?;
        }
        Ok(recorded)
    }

    async fn give(&self, command: &str, key: &str, body: &Value) -> Result<Value, Problem> {
        give(self.app, self.at, "intake", command, key, body).await
    }

    /// Acts on the petition, on the version that it has by then.
    async fn follow(
        &self,
        record: &Value,
        recorded: &Recorded,
        seen: &mut u64,
        act: &Act,
    ) -> Result<(), Problem> {
        let Ok(stream) = recorded.stream.parse::<StreamId>() else { return Ok(()) };
        let mut last = Problem::not_found();
        for _ in 0..TRIES {
            let body = following(record, stream, *seen, &act.data);
            match self.give(act.name, &act.key, &body).await {
                Ok(done) => {
                    *seen = done.number("/version");
                    return Ok(());
                }
                Err(problem) => last = problem,
            }
            let told = last.body(self.at.visitor.language);
            match told.text("/code") {
                // What came in between is nothing that the clerk could have seen. A conflict is not
                // recorded: the key may be used again.
                Some("conflict") => *seen = told.number("/now"),
                // It was done before, on another version, and its answer was lost.
                Some("key_reused") if told.text("/first") == Some("done") => return Ok(()),
                Some(_) | None => return Err(last),
            }
        }
        Err(last)
    }

    /// The petition, as a client of the API would send it.
    fn record(&self, sent: &Pairs) -> Value {
        let group = one(sent, "raised_with");
        let parsed: Option<BodyId> = group.parse().ok();
        let held_on = self.meeting.map(|meeting| meeting.envelope.occurred_on);
        let day: Option<Day> = one(sent, "raised_on").parse().ok();
        let day = held_on.or(day);
        let on = day.unwrap_or(self.at.reader.today);
        let body = parsed.and_then(|group| recorder(self.at, group, on));
        let body = body.or(self.at.acting.first().copied());
        let council = parsed.and_then(|group| super::council_of(self.at, group));
        // A group that the directory knows nothing of is for the decision to refuse.
        let of_meeting = self.meeting.and_then(|meeting| meeting.held.councils.first().copied());
        let council = council.or(of_meeting);
        let via = match self.meeting {
            Some(_) => "meeting".to_owned(),
            None => one(sent, "via").to_owned(),
        };
        let mut data = json!({
            "council": council,
            "via": via,
            "raised_with": group,
            "original": text(sent, "original"),
        });
        let mut put = |name: &str, value: Value| data[name] = value;
        if let Some(meeting) = self.meeting {
            put("meeting", json!(meeting.envelope.stream));
        }
        for name in ["area", "field"] {
            if !one(sent, name).is_empty() {
                put(name, json!(one(sent, name)));
            }
        }
        let (who, place) = (text(sent, "who"), text(sent, "where"));
        let raised_by: Vec<&str> =
            [who.as_str(), place.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
        if !raised_by.is_empty() {
            put("raised_by", json!(raised_by.join(", ")));
        }
        let mut command = json!({ "body": body, "data": data });
        match (day, one(sent, "raised_on")) {
            (Some(day), _) => command["occurred_on"] = json!(day),
            (None, "") => {}
            (None, typed) => command["occurred_on"] = json!(typed),
        }
        command
    }
}

/// What is to be done with the petition when it is in the book.
fn acts(sent: &Pairs) -> Vec<Act> {
    let (key, part) = (one(sent, "key"), one(sent, "answer_key"));
    let act =
        |name, word: &str, data| Act { name, key: format!("meeting-{key}-{word}-{part}"), data };
    let mut acts = Vec::new();
    let words = text(sent, "answer");
    let (said, speaker) = (["by", "outcome", "promised_by", "not_accepted"], text(sent, "speaker"));
    let said = said.iter().any(|name| !one(sent, name).is_empty()) || !speaker.is_empty();
    if said || !words.is_empty() {
        // Who spoke is not yet an answer.
        let with_speaker = !speaker.is_empty() && !words.is_empty();
        let words = if with_speaker { format!("{speaker}: {words}") } else { words };
        let mut data = Map::new();
        for (name, value) in [
            ("by", one(sent, "by")),
            ("outcome", one(sent, "outcome")),
            ("promised_by", one(sent, "promised_by")),
            ("answer", words.as_str()),
        ] {
            if !value.is_empty() {
                data.insert(name.to_owned(), json!(value));
            }
        }
        acts.push(act("AnswerOnTheSpot", "answer", Value::Object(data)));
        if one(sent, "not_accepted") == "true" {
            acts.push(act("RefuseSpotAnswer", "refuse", json!({})));
        }
    }
    if one(sent, "opinion") == "true" {
        acts.push(act("NoteOpinion", "opinion", json!({})));
    }
    acts
}

/// A command about the new petition, by whom and on the day that it was recorded.
fn following(record: &Value, stream: StreamId, seen: u64, data: &Value) -> Value {
    let mut body = json!({ "body": record["body"], "stream": stream, "seen_version": seen });
    if let Some(day) = record.get("occurred_on") {
        body["occurred_on"] = day.clone();
    }
    body["data"] = data.clone();
    body
}

/// Whether the body of a command has its shape.
fn readable(context: &str, name: &str, body: &Value) -> Result<(), Problem> {
    let spec = Context::named(context).and_then(|context| proto::command::spec(context, name));
    let spec: &'static CommandSpec = spec.ok_or_else(Problem::not_found)?;
    request::read(spec, body.to_string().as_bytes()).map(|_| ())
}

/// The field of the form that a problem is about.
fn field_of(problem: &Problem, at: &Page) -> &'static str {
    let told = problem.body(at.visitor.language);
    let place = told.text("/field").unwrap_or_default();
    match (told.text("/code").unwrap_or_default(), place) {
        ("intake.promise_without_day", _)
        | ("intake.day_without_promise", _)
        | ("intake.promised_for_the_past", _)
        | (_, "/data/promised_by") => "promised_by",
        ("intake.outcome_unknown", _) | (_, "/data/outcome") => "outcome",
        ("intake.body_not_standing", _) | (_, "/data/by") => "by",
        ("intake.field_unknown", _) | (_, "/data/field") => "field",
        ("intake.too_far_back", _) | (_, "/occurred_on") => "raised_on",
        (_, "/data/answer") => "answer",
        (_, "/data/original") => "original",
        (_, "/data/raised_by") => "who",
        (_, "/data/area") => "area",
        (_, "/data/via") => "via",
        ("intake.group_not_at_meeting" | "intake.not_yours_to_record", _)
        | (_, "/data/raised_with" | "/data/council") => "raised_with",
        _ => "",
    }
}
