//! Appends as a service would send them, and wrong ones.

use proto::append::{Append, NewEvent};
use proto::decision::{Decision, Read};
use proto::envelope::Envelope;
use proto::reply::Refusal;
use proto::{CommandId, Context, Digest, Micros, Site, StreamId, Version};
use serde_json::value::RawValue;
use uuid::Uuid;

pub(crate) fn stream(n: u128) -> StreamId {
    StreamId(Uuid::from_u128(0x5000 + n))
}

pub(crate) fn command(n: u128) -> CommandId {
    CommandId(Uuid::from_u128(0xC000 + n))
}

pub(crate) fn raw(json: &str) -> Box<RawValue> {
    RawValue::from_string(json.to_owned()).unwrap()
}

/// An append in the making, by the context of intake unless said otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) context: Context,
    pub(crate) decision: Decision,
    /// Stream, expected version, length of the filling.
    pub(crate) writes: Vec<(StreamId, u64, usize)>,
    pub(crate) unchanged: Vec<Read>,
}

impl Draft {
    pub(crate) fn new(n: u128, now: Micros) -> Self {
        let decision = Decision {
            command_id: command(n),
            request_mac: Digest([1; 32]),
            command_type: "RecordPetition".to_owned(),
            command_version: 1,
            decider: 1,
            now,
            site: Site::new("MAIN").unwrap(),
            command: raw("{\"b\": 1,  \"a\": [2]}"),
            reads: vec![],
            pins: vec![],
            facts: raw("null"),
            refusal: None,
        };
        Self { context: Context::Intake, decision, writes: vec![], unchanged: vec![] }
    }

    /// One more event, for stream `n`, which must be at `expected`.
    pub(crate) fn writes(self, n: u128, expected: u64) -> Self {
        self.writes_sized(n, expected, 10)
    }

    pub(crate) fn writes_sized(mut self, n: u128, expected: u64, len: usize) -> Self {
        self.writes.push((stream(n), expected, len));
        self
    }

    pub(crate) fn unchanged(mut self, n: u128, version: u64) -> Self {
        self.unchanged.push(Read(stream(n), Version(version)));
        self
    }

    pub(crate) fn mac(mut self, mac: u8) -> Self {
        self.decision.request_mac = Digest([mac; 32]);
        self
    }

    pub(crate) fn refused(mut self, code: &str) -> Self {
        let detail = serde_json::Map::new();
        self.decision.refusal = Some(Refusal { code: code.to_owned(), detail });
        self
    }

    pub(crate) fn envelope(&self, n: usize) -> Envelope {
        let (stream, _, len) = self.writes[n];
        Envelope {
            event_type: format!("{}.petition_recorded", self.context),
            schema_version: 1,
            event_id: self.decision.command_id.event(u32::try_from(n).unwrap()),
            stream,
            site: self.decision.site.clone(),
            body: None,
            officer: None,
            on_behalf: None,
            document: None,
            occurred_on: "2026-11-22".parse().unwrap(),
            command_id: self.decision.command_id,
            correlation: Uuid::from_u128(9),
            causation: None,
            decision_digest: self.decision.digest(self.context),
            continues: None,
            ignorable: false,
            data: raw(&format!("\"{}\"", "x".repeat(len))),
        }
    }

    pub(crate) fn append(&self) -> Append {
        let events = self.writes.iter().enumerate().map(|(n, &(stream, expected, _))| NewEvent {
            stream,
            expected: Version(expected),
            body: self.envelope(n).to_bytes().unwrap(),
        });
        Append {
            events: events.collect(),
            decision: self.decision.clone(),
            unchanged: self.unchanged.clone(),
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.append().to_bytes().unwrap()
    }
}
