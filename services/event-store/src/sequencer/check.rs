//! What can be said of an append without looking at the log: whether it is well-formed.
//!
//! The context comes from the subject, never from the bytes; everything in the bytes must agree
//! with it and with itself.

use std::collections::{BTreeMap, BTreeSet};

use proto::append::{Append, NewEvent};
use proto::decision::{Decision, Read};
use proto::envelope::Envelope;
use proto::frame::PAGE_MAX;
use proto::{Context, Digest, EventId, StreamId, Version};

/// A refusal names a rule and what it is about; a page must hold it beside a whole event.
const REFUSAL_MAX: usize = 16 * 1024;
/// What a decision with its outcome may take, so that a page holds it with its header.
const DECIDED_MAX: usize = PAGE_MAX - 4 * 1024;
/// What the outcome says about one event.
const STORED_MAX: usize = 260;
const TYPE_MAX: usize = 100;

/// A well-formed append.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) context: Context,
    pub(super) decision: Decision,
    pub(super) decision_digest: Digest,
    pub(super) events: Vec<CheckedEvent>,
    /// The version that each stream must have before this append: those written, those only read,
    /// and those that the decision says it was taken on. Two of one stream cannot both hold: that
    /// is a conflict like any other.
    pub(super) expected: BTreeSet<Read>,
    /// About what it takes in a transaction.
    pub(super) bytes: usize,
}

/// One event with what the log keeps beside its envelope.
#[derive(Debug)]
pub(super) struct CheckedEvent {
    pub(super) stream: StreamId,
    pub(super) event_id: EventId,
    pub(super) event_type: String,
    pub(super) schema_version: u32,
    pub(super) occurred_on: String,
    pub(super) body: Vec<u8>,
}

impl Checked {
    /// Checks `append` as coming from `context`; the error says what is wrong.
    pub(super) fn new(context: Context, append: Append) -> Result<Self, String> {
        let Append { decision, events, unchanged } = append;
        let decision_digest = decision.digest(context);
        if decision.refusal.is_some() && !events.is_empty() {
            return Err("a refusal has no events".to_owned());
        }
        let bytes = fits(&decision, events.len())?
            + events.iter().map(|event| event.body.len()).sum::<usize>();
        let mut expected = written(&events)?;
        expected.extend(unchanged.iter().chain(&decision.reads).chain(&decision.pins));
        let mut checked = Vec::with_capacity(events.len());
        for (n, event) in events.into_iter().enumerate() {
            let event = check_event(context, &decision, decision_digest, n, event)
                .map_err(|why| format!("event {n}: {why}"))?;
            checked.push(event);
        }
        Ok(Self { context, decision, decision_digest, events: checked, expected, bytes })
    }
}

/// The length of the decision, if it can be answered in one page.
fn fits(decision: &Decision, events: usize) -> Result<usize, String> {
    let len = |value: Result<Vec<u8>, serde_json::Error>| {
        value.map(|bytes| bytes.len()).map_err(|_| "the decision cannot be written".to_owned())
    };
    let whole = len(serde_json::to_vec(decision))?;
    let refusal = len(serde_json::to_vec(&decision.refusal))?;
    if refusal > REFUSAL_MAX {
        return Err(format!("a refusal takes at most {REFUSAL_MAX} bytes"));
    }
    if whole + refusal + events * STORED_MAX > DECIDED_MAX {
        return Err(format!("a decision with its outcome takes at most {DECIDED_MAX} bytes"));
    }
    Ok(whole)
}

/// What is expected of the streams that are written. Several events of one stream follow each
/// other, so that the first one's expectation is the stream's.
fn written(events: &[NewEvent]) -> Result<BTreeSet<Read>, String> {
    let mut expected = BTreeSet::new();
    let mut next: BTreeMap<StreamId, Version> = BTreeMap::new();
    for event in events {
        let follows = next.entry(event.stream).or_insert_with(|| {
            expected.insert(Read(event.stream, event.expected));
            event.expected
        });
        if *follows != event.expected {
            return Err(format!("the versions of stream {} do not follow", event.stream));
        }
        *follows = follows.next();
    }
    Ok(expected)
}

fn check_event(
    context: Context,
    decision: &Decision,
    decision_digest: Digest,
    n: usize,
    event: NewEvent,
) -> Result<CheckedEvent, String> {
    let envelope = Envelope::from_bytes(&event.body)
        .map_err(|error| format!("the envelope cannot be read at column {}", error.column()))?;
    let number = u32::try_from(n).map_err(|_| "too many events".to_owned())?;
    let agreed = [
        ("type", is_type_of(context, &envelope.event_type)),
        ("stream", envelope.stream == event.stream),
        ("command_id", envelope.command_id == decision.command_id),
        ("site", envelope.site == decision.site),
        ("decision_digest", envelope.decision_digest == decision_digest),
        ("event_id", envelope.event_id == decision.command_id.event(number)),
    ];
    if let Some((field, _)) = agreed.iter().find(|(_, agrees)| !agrees) {
        return Err(format!("{field} is not that of the append"));
    }
    Ok(CheckedEvent {
        stream: event.stream,
        event_id: envelope.event_id,
        event_type: envelope.event_type,
        schema_version: envelope.schema_version,
        occurred_on: envelope.occurred_on.to_string(),
        body: event.body,
    })
}

/// `context.name`: the type becomes a subject, so nothing else may stand in it.
fn is_type_of(context: Context, event_type: &str) -> bool {
    let Some((owner, name)) = event_type.split_once('.') else { return false };
    owner == context.as_str()
        && !name.is_empty()
        && event_type.len() <= TYPE_MAX
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_that_could_change_a_subject_is_refused() {
        for bad in [
            "intake.",
            "intake",
            "intake.a.b",
            "intake.*",
            "intake.a b",
            "intake.Á",
            "forwarding.a",
        ] {
            assert!(!is_type_of(Context::Intake, bad), "{bad:?} was taken");
        }
        assert!(is_type_of(Context::Intake, "intake.petition_recorded"));
    }
}
