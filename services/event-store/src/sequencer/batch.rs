//! Decides, in memory, what each append of one transaction gets, and builds the rows.
//!
//! Pure but for the salts: the log's state comes in, rows and replies come out.

use std::collections::HashMap;

use proto::decision::Read;
use proto::entry::{Entry, body_digest, stream_tag};
use proto::frame::Frame;
use proto::reply::{AppendReply, Moved, Outcome, Stored};
use proto::{CommandId, Digest, Micros, StreamId, Version};

use super::check::{Checked, CheckedEvent};
use crate::engine::{Batch, DecisionRow, EventRow, First, Head, Tip};

const ROLL: &[u8] = b"kn/roll/v1\n";
/// The most moved streams that a conflict names; an answer of more would not fit the bus.
const MOVED_MAX: usize = 500;

/// The rolling digest after a decision whose own digest is `decision` and whose outcome's bytes are
/// `outcome`.
pub(crate) fn roll(before: Digest, decision: Digest, outcome: &[u8]) -> Digest {
    Digest::of(&[ROLL, &before.0, &decision.0, &Digest::of(&[outcome]).0])
}

/// The state of the log as it will be when this transaction is committed.
pub(super) struct Deciding {
    head: Head,
    decided: HashMap<CommandId, First>,
    tips: HashMap<StreamId, Tip>,
    now: Micros,
    events: Vec<EventRow>,
    decisions: Vec<DecisionRow>,
}

impl Deciding {
    /// `decided` and `tips` must cover every command and stream of the appends to come.
    pub(super) fn new(
        head: Head,
        decided: HashMap<CommandId, First>,
        tips: HashMap<StreamId, Tip>,
        now: Micros,
    ) -> Self {
        Self { head, decided, tips, now, events: Vec::new(), decisions: Vec::new() }
    }

    /// The reply to `append`, to be given when the transaction is committed.
    ///
    /// Errors only when memory runs out inside the JSON writer.
    pub(super) fn take(&mut self, append: Checked) -> Result<AppendReply, serde_json::Error> {
        if let Some(first) = self.decided.get(&append.decision.command_id) {
            return Ok(repeat(first, &append));
        }
        let now = append.decision.now;
        if now.apart(self.now) > Micros::SKEW_MAX.unsigned_abs() {
            return Ok(AppendReply::ClockSkewed { store: self.now });
        }
        let moved = self.moved(&append);
        if !moved.is_empty() {
            return Ok(AppendReply::Conflict { moved });
        }
        self.store(append)
    }

    /// What is to be written.
    pub(super) fn batch(self) -> Batch {
        Batch { events: self.events, decisions: self.decisions, head: self.head }
    }

    fn version(&self, stream: StreamId) -> Version {
        self.tips.get(&stream).map_or(Version(0), |tip| tip.version)
    }

    fn moved(&self, append: &Checked) -> Vec<Moved> {
        let expectations = append.expected.iter();
        expectations
            .map(|&Read(stream, expected)| Moved { stream, expected, actual: self.version(stream) })
            .filter(|moved| moved.expected != moved.actual)
            .take(MOVED_MAX)
            .collect()
    }

    fn store(&mut self, append: Checked) -> Result<AppendReply, serde_json::Error> {
        let Checked { context, decision, decision_digest, events, .. } = append;
        let seq = self.head.decision + 1;
        let outcome = match &decision.refusal {
            Some(refusal) => Outcome::Refused(refusal.clone()),
            None => Outcome::Events(
                events
                    .into_iter()
                    .map(|event| self.place(event, decision.command_id, seq))
                    .collect(),
            ),
        };
        let written = serde_json::to_string(&outcome)?;
        let roll = roll(self.head.roll, decision_digest, written.as_bytes());
        self.decisions.push(DecisionRow {
            seq,
            command_id: decision.command_id,
            context,
            command_type: decision.command_type,
            command_version: decision.command_version,
            decider: decision.decider,
            now: decision.now,
            site: decision.site,
            request_mac: decision.request_mac,
            command_and_facts: Some((
                decision.command.get().to_owned(),
                decision.facts.get().to_owned(),
            )),
            reads: decision.reads,
            pins: decision.pins,
            digest: decision_digest,
            outcome: written,
            roll,
        });
        let request_mac = decision.request_mac;
        let first = First { seq, context, request_mac, outcome: outcome.clone() };
        self.decided.insert(decision.command_id, first);
        self.head.decision = seq;
        self.head.roll = roll;
        Ok(AppendReply::Done { outcome, repeated: false })
    }

    /// Gives the event its place, time, salt and leaf.
    fn place(&mut self, event: CheckedEvent, command_id: CommandId, decision: u64) -> Stored {
        let before = self.tips.get(&event.stream);
        let salt = runtime::random::bytes();
        let recorded_at = self.head.recorded_at.map_or(self.now, |last| last.max(self.now));
        let entry = Entry {
            position: self.head.position.next(),
            recorded_at,
            stream_tag: stream_tag(&self.head.origin, event.stream),
            version: before.map_or(Version(1), |tip| tip.version.next()),
            prev_position: before.map(|tip| tip.position).unwrap_or_default(),
            prev_leaf: before.map_or(Digest::ZERO, |tip| tip.leaf),
            body_digest: body_digest(&salt, &event.body),
        };
        let leaf = entry.leaf();
        let tip = Tip { version: entry.version, position: entry.position, leaf };
        self.tips.insert(event.stream, tip);
        self.head.position = entry.position;
        self.head.recorded_at = Some(recorded_at);
        let stored = Stored {
            event_id: event.event_id,
            stream: event.stream,
            version: entry.version,
            position: entry.position,
            body_digest: entry.body_digest,
        };
        self.events.push(EventRow {
            frame: Frame { entry, salt, body: event.body },
            leaf,
            stream: event.stream,
            event_id: event.event_id,
            event_type: event.event_type,
            schema_version: event.schema_version,
            occurred_on: event.occurred_on,
            command_id,
            decision,
        });
        stored
    }
}

/// The same request gets the first outcome; another one under the same id is a mistake.
fn repeat(first: &First, append: &Checked) -> AppendReply {
    let same = first.request_mac == append.decision.request_mac && first.context == append.context;
    if same {
        AppendReply::Done { outcome: first.outcome.clone(), repeated: true }
    } else {
        AppendReply::KeyReused
    }
}
