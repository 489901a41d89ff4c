//! The append request: one decision and the 0..N events that it led to, all or nothing.
//!
//! ```text
//! "HAA1" ‖ u32 len ‖ decision (JSON)
//!        ‖ u16 n ‖ n × ( stream[16] ‖ u64 expected version ‖ u32 len ‖ envelope )
//!        ‖ u16 m ‖ m × ( stream[16] ‖ u64 expected version )          read-only expectations
//! ```
//! The sequencer makes salt, entry and leaf. No answer of the bus begins with the magic, so that
//! no server-written message can be taken for an append.

use crate::decision::{Decision, Read};
use crate::frame::{BODY_MAX, PAGE_MAX};
use crate::id::{StreamId, Version};
use crate::wire::{Malformed, Reader, put_block};

/// The first bytes of every append request, and of nothing else on the bus.
pub const MAGIC: [u8; 4] = *b"HAA1";
/// The most events of one append: 100 petitions, each with two, and the streams they share.
pub const EVENTS_MAX: usize = 256;
const DECISION_MAX: usize = PAGE_MAX;

/// One event to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Its stream.
    pub stream: StreamId,
    /// The version that the stream must have just before this event.
    pub expected: Version,
    /// The envelope's bytes.
    pub body: Vec<u8>,
}

/// One append.
#[derive(Debug, Clone)]
pub struct Append {
    /// What was decided, on what.
    pub decision: Decision,
    /// In the order in which they get their positions.
    pub events: Vec<NewEvent>,
    /// Streams that were only read and must still have these versions.
    pub unchanged: Vec<Read>,
}

/// Why an append request cannot be read, or not be built.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Not the bytes of an append.
    #[error(transparent)]
    Bytes(#[from] Malformed),
    /// The decision is not what its shape says.
    #[error("the decision is malformed")]
    Decision(#[source] serde_json::Error),
    /// More than one append may hold; send fewer petitions at once.
    #[error("an append holds at most {PAGE_MAX} bytes and {EVENTS_MAX} events")]
    TooLarge,
}

impl Append {
    /// The bytes of the request.
    ///
    /// # Errors
    /// [`AppendError::TooLarge`]: split the command.
    pub fn to_bytes(&self) -> Result<Vec<u8>, AppendError> {
        let mut to = MAGIC.to_vec();
        put_block(&mut to, &serde_json::to_vec(&self.decision).map_err(AppendError::Decision)?);
        let count = |n: usize| u16::try_from(n).map_err(|_| AppendError::TooLarge);
        to.extend_from_slice(&count(self.events.len())?.to_be_bytes());
        for event in &self.events {
            to.extend_from_slice(event.stream.as_bytes());
            to.extend_from_slice(&event.expected.0.to_be_bytes());
            put_block(&mut to, &event.body);
        }
        to.extend_from_slice(&count(self.unchanged.len())?.to_be_bytes());
        for Read(stream, version) in &self.unchanged {
            to.extend_from_slice(stream.as_bytes());
            to.extend_from_slice(&version.0.to_be_bytes());
        }
        let fits = to.len() <= PAGE_MAX
            && self.events.len() <= EVENTS_MAX
            && self.events.iter().all(|event| event.body.len() <= BODY_MAX);
        if fits { Ok(to) } else { Err(AppendError::TooLarge) }
    }

    /// Reads a request.
    ///
    /// # Errors
    /// [`AppendError`]: answer "malformed", store nothing.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AppendError> {
        if bytes.len() > PAGE_MAX {
            return Err(AppendError::TooLarge);
        }
        let mut from = Reader::new(bytes);
        if from.array("append magic")? != MAGIC {
            return Err(Malformed::Field { field: "append magic" }.into());
        }
        let decision = serde_json::from_slice(from.block(DECISION_MAX, "decision")?)
            .map_err(AppendError::Decision)?;
        let n = usize::from(from.u16("event count")?);
        if n > EVENTS_MAX {
            return Err(AppendError::TooLarge);
        }
        let mut events = Vec::with_capacity(n);
        for _ in 0..n {
            events.push(NewEvent {
                stream: StreamId(uuid::Uuid::from_bytes(from.array("stream")?)),
                expected: Version(from.u64("expected version")?),
                body: from.block(BODY_MAX, "envelope")?.to_vec(),
            });
        }
        let m = usize::from(from.u16("expectation count")?);
        let mut unchanged = Vec::new();
        for _ in 0..m {
            let stream = StreamId(uuid::Uuid::from_bytes(from.array("stream")?));
            unchanged.push(Read(stream, Version(from.u64("expected version")?)));
        }
        from.end()?;
        Ok(Self { decision, events, unchanged })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CommandId, Digest, Micros, Site};
    use proptest::prelude::*;
    use serde_json::value::RawValue;

    fn sample() -> Append {
        let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap_or_default();
        Append {
            decision: Decision {
                command_id: CommandId(uuid::Uuid::from_u128(1)),
                request_mac: Digest::ZERO,
                command_type: "RecordPetition".to_owned(),
                command_version: 1,
                decider: 1,
                now: Micros(5),
                site: Site::hub(),
                command: raw("{\"a\": 1}"),
                reads: vec![],
                pins: vec![Read(StreamId::of_directory(), Version(3))],
                facts: raw("null"),
                refusal: None,
            },
            events: vec![NewEvent {
                stream: StreamId(uuid::Uuid::from_u128(2)),
                expected: Version(0),
                body: b"{}".to_vec(),
            }],
            unchanged: vec![Read(StreamId::of_directory(), Version(3))],
        }
    }

    #[test]
    fn an_append_survives_its_bytes() -> Result<(), AppendError> {
        let bytes = sample().to_bytes()?;
        let read = Append::from_bytes(&bytes)?;
        assert_eq!(read.to_bytes()?, bytes);
        assert_eq!(read.events, sample().events);
        // The digest must not depend on how the JSON around the command was spaced.
        let context = crate::Context::Intake;
        assert_eq!(read.decision.digest(context), sample().decision.digest(context));
        Ok(())
    }

    #[test]
    fn an_oversized_event_is_refused_before_it_is_sent() {
        let mut large = sample();
        large.events[0].body = vec![b' '; BODY_MAX + 1];
        assert!(matches!(large.to_bytes(), Err(AppendError::TooLarge)));
    }

    proptest! {
        #[test]
        fn untrusted_bytes_never_panic(tail in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut bytes = MAGIC.to_vec();
            bytes.extend(tail);
            let _ = Append::from_bytes(&bytes);
        }
    }
}
