//! The envelope: the whole body of an event as JSON bytes, hashed as stored, never written again.
//!
//! JSON as RFC 8259 in NFC, no floats, integers within ±(2^53−1). A reader keeps the bytes.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::attachment::Attachment;
use crate::id::{BodyId, CommandId, Digest, EventId, OfficerId, Site, StreamId};
use crate::text::Line;
use crate::time::Day;

/// The paper behind an act: its symbol, date and signer. The subject line is free text, so sealed
/// elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRef {
    /// Number and symbol as printed, `12/UBND-VX`.
    pub symbol: Line,
    /// The day that the paper bears.
    pub issued_on: Day,
    /// Who signed, if an officer of the realm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<OfficerId>,
    /// The paper itself, scanned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan: Option<Attachment>,
}

/// One event as stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// `context.event_name`: a literal for ever.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The shape of `data`, from 1.
    pub schema_version: u32,
    /// Derived from the command and the event's number in it.
    pub event_id: EventId,
    /// The stream that it belongs to.
    pub stream: StreamId,
    /// Where it was done: vouched for by the NATS server, not by the sender.
    pub site: Site,
    /// For which body; none for reactions and timers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
    /// By whom; none for reactions and timers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
    /// The body that answered on paper, when another body recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<BodyId>,
    /// The paper behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentRef>,
    /// Business date: of the letter or meeting. Deadlines and reports count from it.
    pub occurred_on: Day,
    /// The command that caused it.
    pub command_id: CommandId,
    /// Binds together everything that followed from one request.
    pub correlation: Uuid,
    /// The event that a reaction answered to; none for what a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub causation: Option<EventId>,
    /// What was decided on: see [`crate::decision`].
    pub decision_digest: Digest,
    /// The stream of an earlier realm that this one continues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<StreamId>,
    /// An old reader may skip this event.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignorable: bool,
    /// The event itself; its shape is fixed by type and schema version.
    pub data: Box<RawValue>,
}

impl Envelope {
    /// Reads an envelope from its stored bytes.
    ///
    /// # Errors
    /// The error of the JSON reader: bytes that no version of this program wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// The bytes to be stored.
    ///
    /// # Errors
    /// Only when memory runs out inside the JSON writer.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// The part of the type before the dot: which context appended it.
    #[must_use]
    pub fn context(&self) -> &str {
        self.event_type.split_once('.').map_or("", |(context, _)| context)
    }
}
