//! What a recorded decision names by id and version, for people: numbers of petitions, the rules
//! of a council as they stood at the version that was pinned, and the types of the events.
//!
//! What the store does not give at this moment is left out: the decision itself is shown all the
//! same.

use std::collections::{BTreeMap, BTreeSet};

use directory::Pins;
use proto::command::Message;
use proto::decision::{Decision, Read};
use proto::page::Decided;
use proto::reply::{Outcome, Stored};
use proto::{BodyId, Day, Position, StreamId, Version};
use register::Register;
use runtime::store::{Loaded, Store};
use serde_json::{Map, Value, json};

use super::counted::{Set, counted, set_by};
use crate::view;

/// The members that are added to a decision: `seen`, `pinned`, `happened`, `counted`.
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
    let events = events(store, stored).await;
    members.insert("happened".to_owned(), happened(stored, &numbers, &events));
    let (mut shown, mut days) = (Value::Null, Value::Null);
    if let Some(decision) = &decided.decision {
        let councils = councils(pins, decision);
        let then = as_pinned(store, decision).await;
        let from = days_of(decision);
        let on = from.first().copied();
        shown = pinned(pins, &then, &councils, decision, on);
        let set: BTreeSet<Set> = events.values().flat_map(|event| set_by(&event.data)).collect();
        let of: Vec<BodyId> = councils.into_values().collect();
        days = on.map_or(Value::Null, |on| counted(&then, &of, &set, &from, on));
    }
    members.insert("pinned".to_owned(), shown);
    members.insert("counted".to_owned(), days);
    members
}

/// The councils whose rules were pinned, by the streams of the rules.
fn councils(pins: &Pins, decision: &Decision) -> BTreeMap<StreamId, BodyId> {
    let all = pins.directory.bodies().map(|body| body.established.body);
    let all: BTreeMap<StreamId, BodyId> =
        all.map(|council| (StreamId::of_rules(council), council)).collect();
    let pinned = decision.pins.iter();
    pinned.filter_map(|&Read(stream, _)| Some((stream, *all.get(&stream)?))).collect()
}

/// The days from which something may have been counted: that of the act, and that of its recording.
fn days_of(decision: &Decision) -> Vec<Day> {
    let message = serde_json::from_str::<Message>(decision.command.get());
    let acted = message.ok().map(|message| message.occurred_on);
    acted.into_iter().chain(decision.now.day().ok()).collect()
}

/// Calendar and rules up to the versions that were pinned; the directory, which is long, is left out.
async fn as_pinned(store: &Store, decision: &Decision) -> Pins {
    let mut then = Pins::default();
    for &Read(stream, version) in &decision.pins {
        if stream == StreamId::of_directory() {
            continue;
        }
        let Ok(Loaded { events, .. }) = store.load(&[Read(stream, Version(0))], None).await else {
            continue;
        };
        for recorded in events.into_values().flatten() {
            if let (true, Some(event)) = (recorded.frame.entry.version <= version, recorded.event) {
                then.apply(event);
            }
        }
    }
    then
}

/// What was pinned, each by what it is; rules with their words as of the pinned version.
fn pinned(
    pins: &Pins,
    then: &Pins,
    councils: &BTreeMap<StreamId, BodyId>,
    decision: &Decision,
    on: Option<Day>,
) -> Value {
    let shown = decision.pins.iter().map(|&Read(stream, version)| {
        let mut pin = json!({ "stream": stream, "version": version });
        if stream == StreamId::of_directory() {
            pin["what"] = json!("directory");
        } else if stream == StreamId::of_calendar() {
            pin["what"] = json!("calendar");
        } else if let Some(&council) = councils.get(&stream) {
            pin["what"] = json!("rules");
            pin["council"] = view::body(council, pins);
            pin["rules"] = json!(on.and_then(|on| then.rules(council, on)));
        }
        pin
    });
    shown.collect()
}

/// One event that came of a decision.
struct Happened {
    event_type: String,
    data: Value,
}

/// The events that came of it, by position.
async fn events(store: &Store, stored: &[Stored]) -> BTreeMap<Position, Happened> {
    let mut before: BTreeMap<StreamId, Version> = BTreeMap::new();
    for event in stored {
        let version = Version(event.version.0.saturating_sub(1));
        before
            .entry(event.stream)
            .and_modify(|known| *known = version.min(*known))
            .or_insert(version);
    }
    let reads: Vec<Read> = before.into_iter().map(|(stream, known)| Read(stream, known)).collect();
    let mut events = BTreeMap::new();
    if !reads.is_empty()
        && let Ok(loaded) = store.load(&reads, None).await
    {
        let positions: BTreeSet<Position> = stored.iter().map(|event| event.position).collect();
        for one in loaded.events.into_values().flatten() {
            let position = one.frame.entry.position;
            if positions.contains(&position) {
                let data = serde_json::from_str(one.envelope.data.get()).unwrap_or_default();
                let event_type = one.envelope.event_type;
                events.insert(position, Happened { event_type, data });
            }
        }
    }
    events
}

/// The events that came of it, each with its type and the petition's number.
fn happened(
    stored: &[Stored],
    numbers: &BTreeMap<StreamId, String>,
    events: &BTreeMap<Position, Happened>,
) -> Value {
    let shown = stored.iter().map(|event| {
        let event_type = events.get(&event.position).map(|known| &known.event_type);
        json!({ "position": event.position, "stream": event.stream, "version": event.version,
                "number": numbers.get(&event.stream), "type": event_type })
    });
    shown.collect()
}
