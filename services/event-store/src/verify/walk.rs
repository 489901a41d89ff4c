//! One walk over the decisions, with the events beside them.

use std::collections::{HashMap, VecDeque};

use proto::decision::Decision;
use proto::entry::stream_tag;
use proto::envelope::Envelope;
use proto::reply::{Outcome, Stored};
use proto::{Digest, Micros, Position, StreamId, Version};

use super::{FINDINGS_MAX, Finding, Place, Report};
use crate::engine::{DecisionRow, EngineError, EventRow, Head, Room, Snapshot, Tip};
use crate::reads::decided;
use crate::sequencer::roll;

const DECISIONS_AT_ONCE: usize = 200;
const EVENTS_AT_ONCE: Room = Room { rows: 500, bytes: 8 << 20 };

/// Where the walk is, and what it found.
pub(super) struct Walk<S> {
    view: S,
    head: Head,
    tips: HashMap<StreamId, Tip>,
    /// Events read ahead of the decisions.
    ahead: VecDeque<EventRow>,
    /// The last position that was read, in the log or ahead.
    fetched: Position,
    position: Position,
    recorded_at: Option<Micros>,
    seq: u64,
    roll: Digest,
    report: Report,
}

impl<S: Snapshot> Walk<S> {
    pub(super) async fn new(mut view: S) -> Result<Self, EngineError> {
        let head = view.head().await?;
        let report = Report {
            head: head.clone(),
            events: 0,
            decisions: 0,
            erased: 0,
            findings: Vec::new(),
            more_findings: 0,
        };
        Ok(Self {
            view,
            head,
            tips: HashMap::new(),
            ahead: VecDeque::new(),
            fetched: Position(0),
            position: Position(0),
            recorded_at: None,
            seq: 0,
            roll: Digest::ZERO,
            report,
        })
    }

    pub(super) async fn run(
        mut self,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Report, EngineError> {
        loop {
            let decisions = self.view.decisions(self.seq, DECISIONS_AT_ONCE).await?;
            if decisions.is_empty() {
                break;
            }
            for decision in decisions {
                self.decision(decision).await?;
            }
            progress(self.report.events, self.head.position.0);
        }
        while let Some(event) = self.next_event().await? {
            self.find(Place::Event(event.entry().position.0), "no decision names it");
            self.event(&event, None).await?;
        }
        progress(self.report.events, self.head.position.0);
        self.check(Place::Head, self.head.position == self.position, "position is not the last");
        self.check(Place::Head, self.head.decision == self.seq, "decision is not the last");
        self.check(Place::Head, self.head.roll == self.roll, "roll is not the last decision's");
        Ok(self.report)
    }

    fn check(&mut self, place: Place, holds: bool, what: &'static str) {
        if !holds {
            self.find(place, what);
        }
    }

    fn find(&mut self, place: Place, what: &'static str) {
        if self.report.findings.len() < FINDINGS_MAX {
            self.report.findings.push(Finding { place, what });
        } else {
            self.report.more_findings += 1;
        }
    }

    async fn next_event(&mut self) -> Result<Option<EventRow>, EngineError> {
        if self.ahead.is_empty() {
            let read = self.view.log(self.fetched, EVENTS_AT_ONCE).await?;
            self.ahead = read.rows.into();
            if let Some(last) = self.ahead.back() {
                self.fetched = last.entry().position;
            }
        }
        Ok(self.ahead.pop_front())
    }

    async fn decision(&mut self, row: DecisionRow) -> Result<(), EngineError> {
        let place = Place::Decision(row.seq);
        self.report.decisions += 1;
        self.check(place, row.seq == self.seq + 1, "decisions before it are missing");
        self.seq = row.seq;
        let expected = roll(self.roll, row.digest, row.outcome.as_bytes());
        self.check(place, row.roll == expected, "roll does not follow from the one before");
        self.roll = row.roll;
        let (seq, context, digest) = (row.seq, row.context, row.digest);
        let erased = row.command_and_facts.is_none();
        if erased && !self.view.command_erased(seq).await? {
            self.find(place, "the command is gone without a recorded erasure");
        }
        let Ok(found) = decided(row) else {
            self.find(place, "outcome, command or facts are not JSON of their shape");
            return Ok(());
        };
        if let Some(decision) = &found.decision {
            self.check(place, decision.digest(context) == digest, "digest is not that of the row");
        }
        if let Outcome::Events(stored) = &found.outcome {
            for (n, stored) in stored.iter().enumerate() {
                let number = u32::try_from(n).unwrap_or(u32::MAX);
                self.stored(place, stored, number, found.decision.as_ref(), digest).await?;
            }
        }
        Ok(())
    }

    /// The event that the outcome names must be the next one of the log.
    async fn stored(
        &mut self,
        place: Place,
        stored: &Stored,
        number: u32,
        decision: Option<&Decision>,
        digest: Digest,
    ) -> Result<(), EngineError> {
        while let Some(event) = self.next_event().await? {
            let position = event.entry().position;
            if position > stored.position {
                self.ahead.push_front(event);
                break;
            }
            if position < stored.position {
                self.find(Place::Event(position.0), "no decision names it");
                self.event(&event, None).await?;
                continue;
            }
            let at = Place::Event(position.0);
            let entry = event.entry();
            let same = event.event_id == stored.event_id
                && event.stream == stored.stream
                && entry.version == stored.version
                && entry.body_digest == stored.body_digest;
            self.check(at, same, "the decision's outcome says something else");
            if let Some(decision) = decision {
                let derived = event.event_id == decision.command_id.event(number)
                    && event.command_id == decision.command_id;
                self.check(at, derived, "event_id is not derived from the decision's command");
            }
            let seq = if let Place::Decision(seq) = place { seq } else { 0 };
            self.check(at, event.decision == seq, "column decision names another one");
            return self.event(&event, Some(digest)).await;
        }
        self.find(place, "an event of its outcome is missing");
        Ok(())
    }

    /// The event by itself and after its predecessors. `decision` is the digest that its envelope
    /// must carry.
    async fn event(&mut self, row: &EventRow, decision: Option<Digest>) -> Result<(), EngineError> {
        let entry = row.entry();
        let at = Place::Event(entry.position.0);
        self.report.events += 1;
        self.check(at, entry.position == self.position.next(), "positions before it are missing");
        self.position = entry.position;
        let before = self.recorded_at.replace(entry.recorded_at);
        self.check(
            at,
            before.is_none_or(|before| before <= entry.recorded_at),
            "recorded_at is before the one of its predecessor",
        );
        let tag = stream_tag(&self.head.origin, row.stream);
        self.check(at, entry.stream_tag == tag, "stream_tag is not that of the stream");
        self.check(at, entry.leaf() == row.leaf, "leaf is not that of the entry");
        let tip = Tip { version: entry.version, position: entry.position, leaf: row.leaf };
        let before = self.tips.insert(row.stream, tip);
        let before = before.unwrap_or(Tip {
            version: Version(0),
            position: Position(0),
            leaf: Digest::ZERO,
        });
        self.check(at, entry.version == before.version.next(), "versions before it are missing");
        let chained = entry.prev_position == before.position && entry.prev_leaf == before.leaf;
        self.check(at, chained, "the entry does not follow from the one before in its stream");
        if row.frame.redacted() {
            self.report.erased += 1;
            let erased = self.view.body_erased(entry.position).await?;
            self.check(at, erased, "the body is gone without a recorded erasure");
        } else {
            self.body(at, row, decision);
        }
        Ok(())
    }

    fn body(&mut self, at: Place, row: &EventRow, decision: Option<Digest>) {
        self.check(at, row.frame.verify().is_ok(), "the body does not match its digest");
        let Ok(envelope) = Envelope::from_bytes(&row.frame.body) else {
            self.find(at, "the envelope cannot be read");
            return;
        };
        let copies = [
            (envelope.stream == row.stream, "column stream differs from the envelope"),
            (envelope.event_id == row.event_id, "column event_id differs from the envelope"),
            (envelope.event_type == row.event_type, "column event_type differs from the envelope"),
            (
                envelope.schema_version == row.schema_version,
                "column schema_version differs from the envelope",
            ),
            (
                envelope.occurred_on.to_string() == row.occurred_on,
                "column occurred_on differs from the envelope",
            ),
            (envelope.command_id == row.command_id, "column command_id differs from the envelope"),
            (
                decision.is_none_or(|digest| digest == envelope.decision_digest),
                "decision_digest is not that of its decision",
            ),
        ];
        for (holds, what) in copies {
            self.check(at, holds, what);
        }
    }
}
