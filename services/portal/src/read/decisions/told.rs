//! What a recorded decision names by id and version, for people: numbers of petitions, the rules
//! of a council as they stood at the version that was pinned, and the types of the events.
//!
//! What the store does not give at this moment is left out: the decision itself is shown all the
//! same.

use std::collections::BTreeMap;

use directory::Pins;
use proto::command::Message;
use proto::decision::{Decision, Read};
use proto::page::Decided;
use proto::reply::{Outcome, Stored};
use proto::{BodyId, Day, StreamId, Version};
use register::Register;
use runtime::store::{Loaded, Store};
use serde_json::{Map, Value, json};

use crate::view;

/// The members that are added to a decision: `seen`, `pinned`, `happened`.
pub(super) async fn told(
    store: &Store,
    register: &Register,
    pins: &Pins,
    decided: &Decided,
) -> Map<String, Value> {
    let stored: &[Stored] = match &decided.outcome {
        Outcome::Events(events) => events,
        Outcome::Refused(_) => &[],
    };
    let reads = decided.decision.as_ref().map_or(&[][..], |decision| &decision.reads);
    let streams: Vec<StreamId> = reads
        .iter()
        .map(|Read(stream, _)| *stream)
        .chain(stored.iter().map(|event| event.stream))
        .collect();
    let numbers: BTreeMap<StreamId, String> =
        register.numbers_of(&streams).await.unwrap_or_default().into_iter().collect();
    let seen = reads.iter().map(|Read(stream, version)| {
        json!({ "stream": stream, "version": version, "number": numbers.get(stream) })
    });
    let mut members = Map::new();
    members.insert("seen".to_owned(), seen.collect());
    let pinned = match &decided.decision {
        Some(decision) => pinned(store, pins, decision).await,
        None => Value::Null,
    };
    members.insert("pinned".to_owned(), pinned);
    members.insert("happened".to_owned(), happened(store, stored, &numbers).await);
    members
}

/// What was pinned, each by what it is; rules with their words as of the pinned version.
async fn pinned(store: &Store, pins: &Pins, decision: &Decision) -> Value {
    let day = serde_json::from_str::<Message>(decision.command.get());
    let day = day.map_or_else(|_| decision.now.day().ok(), |message| Some(message.occurred_on));
    let councils: BTreeMap<StreamId, BodyId> = pins
        .directory
        .bodies()
        .map(|body| (StreamId::of_rules(body.established.body), body.established.body))
        .collect();
    let mut shown = Vec::new();
    for &Read(stream, version) in &decision.pins {
        let mut pin = json!({ "stream": stream, "version": version });
        if stream == StreamId::of_directory() {
            pin["what"] = json!("directory");
        } else if stream == StreamId::of_calendar() {
            pin["what"] = json!("calendar");
        } else if let Some(&council) = councils.get(&stream) {
            pin["what"] = json!("rules");
            pin["council"] = view::body(council, pins);
            pin["rules"] = rules_at(store, council, Read(stream, version), day).await;
        }
        shown.push(pin);
    }
    Value::Array(shown)
}

/// The rules of `council` on `day`, from the events of its stream up to the version in `at`.
async fn rules_at(store: &Store, council: BodyId, at: Read, day: Option<Day>) -> Value {
    let (Ok(Loaded { events, .. }), Some(day)) =
        (store.load(&[Read(at.0, Version(0))], None).await, day)
    else {
        return Value::Null;
    };
    let mut pins = Pins::default();
    for recorded in events.into_values().flatten() {
        if let (true, Some(event)) = (recorded.frame.entry.version <= at.1, recorded.event) {
            pins.apply(event);
        }
    }
    json!(pins.rules(council, day))
}

/// The events that came of it, each with its type and the petition's number.
async fn happened(store: &Store, stored: &[Stored], numbers: &BTreeMap<StreamId, String>) -> Value {
    let mut before: BTreeMap<StreamId, Version> = BTreeMap::new();
    for event in stored {
        let version = Version(event.version.0.saturating_sub(1));
        before
            .entry(event.stream)
            .and_modify(|known| *known = version.min(*known))
            .or_insert(version);
    }
    let reads: Vec<Read> = before.into_iter().map(|(stream, known)| Read(stream, known)).collect();
    let mut types = BTreeMap::new();
    if !reads.is_empty()
        && let Ok(loaded) = store.load(&reads, None).await
    {
        let all = loaded.events.into_values().flatten();
        types.extend(all.map(|one| (one.frame.entry.position, one.envelope.event_type)));
    }
    let shown = stored.iter().map(|event| {
        json!({ "position": event.position, "stream": event.stream, "version": event.version,
                "number": numbers.get(&event.stream), "type": types.get(&event.position) })
    });
    shown.collect()
}
