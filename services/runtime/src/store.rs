//! The store as its clients see it: reading pages, appending a decision.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use decider::Dated;
use proto::append::{Append, AppendError};
use proto::decision::Read;
use proto::envelope::Envelope;
use proto::event::{Event, Undecodable};
use proto::frame::{Frame, Tampered};
use proto::page::{Decided, Page, PageError, PageHeader, ReadRequest};
use proto::reply::AppendReply;
use proto::{CommandId, Context, Position, StreamId, Version};

use crate::bus::{Bus, BusError, REQUEST_TIMEOUT};

/// How long an append may take: longer than a read, since its outcome is worth waiting for.
const APPEND_TIMEOUT: Duration = Duration::from_secs(10);
/// Bounds the pages of one read, so that a faulty answer cannot loop for ever.
const PAGES_MAX: usize = 10_000;

/// A client of the store.
#[derive(Debug, Clone)]
pub struct Store {
    bus: Bus,
}

/// Why the store could not be read or written. Nothing is known to be stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The bus or the store is away: try again later.
    #[error(transparent)]
    Bus(#[from] BusError),
    /// The store's page is not one that this program can read.
    #[error("the store answered with something else than a page")]
    Page(#[from] PageError),
    /// A body does not match its entry: stop and alarm.
    #[error(transparent)]
    Tampered(#[from] Tampered),
    /// The store's answer to an append cannot be read.
    #[error("the store's answer cannot be read")]
    Answer(#[source] serde_json::Error),
    /// The append cannot be built.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// An event that this program does not know stands in the way.
    #[error(transparent)]
    Unknown(#[from] Undecodable),
    /// An envelope that cannot be read.
    #[error("the envelope at position {position} cannot be read")]
    Envelope {
        /// Where.
        position: Position,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A body that a fold needs was erased.
    #[error("the body at position {position} was erased and is needed here")]
    Erased {
        /// Where.
        position: Position,
    },
}

/// One event, read and decoded.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its place and time.
    pub frame: Frame,
    /// Who did it, when, on what.
    pub envelope: Envelope,
    /// What happened; none for an ignorable event of a newer program.
    pub event: Option<Event>,
}

impl Recorded {
    /// Checks and decodes a frame.
    ///
    /// # Errors
    /// [`StoreError`]: `Tampered`, `Erased`, `Envelope` or `Unknown`.
    pub fn from_frame(frame: Frame) -> Result<Self, StoreError> {
        frame.verify()?;
        let position = frame.entry.position;
        if frame.redacted() {
            return Err(StoreError::Erased { position });
        }
        let envelope = Envelope::from_bytes(&frame.body)
            .map_err(|source| StoreError::Envelope { position, source })?;
        let event = match Event::decode(&envelope) {
            Ok(event) => Some(event),
            Err(Undecodable::Unknown { .. }) if envelope.ignorable => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Self { frame, envelope, event })
    }

    /// The event with its business date, as folds see it.
    #[must_use]
    pub fn dated(self) -> Option<Dated> {
        let day = self.envelope.occurred_on;
        self.event.map(|event| Dated { day, event })
    }
}

/// Several streams as read, each in order.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The events after the known versions.
    pub events: BTreeMap<StreamId, Vec<Recorded>>,
    /// What the asked command led to, if it was decided.
    pub decided: Option<Decided>,
}

impl Loaded {
    /// The version of `stream` after this load, when `known` was known before.
    #[must_use]
    pub fn version(&self, stream: StreamId, known: Version) -> Version {
        let last = self.events.get(&stream).and_then(|events| events.last());
        last.map_or(known, |recorded| recorded.frame.entry.version)
    }
}

impl Store {
    /// A client on `bus`.
    #[must_use]
    pub fn new(bus: Bus) -> Self {
        Self { bus }
    }

    /// Asks for one page.
    ///
    /// # Errors
    /// [`StoreError::Bus`] or [`StoreError::Page`].
    pub async fn page(&self, request: &ReadRequest) -> Result<Page, StoreError> {
        let payload = serde_json::to_vec(request).map_err(StoreError::Answer)?;
        let subject = self.bus.subjects.read();
        let answer = self.bus.request(subject, Bytes::from(payload), REQUEST_TIMEOUT).await?;
        Ok(Page::from_bytes(&answer)?)
    }

    /// The header alone: origin, incarnation, head.
    ///
    /// # Errors
    /// As [`page`](Self::page).
    pub async fn header(&self) -> Result<PageHeader, StoreError> {
        let request = ReadRequest::Log { after: Position(0), limit: 0 };
        Ok(self.page(&request).await?.header)
    }

    /// The events of `streams` after the versions known, and what `command` led to.
    ///
    /// # Errors
    /// [`StoreError`]; `Unknown` and `Erased` mean that this program must not decide here.
    pub async fn load(
        &self,
        streams: &[Read],
        command: Option<CommandId>,
    ) -> Result<Loaded, StoreError> {
        let mut loaded = Loaded::default();
        let mut known = streams.to_vec();
        for _ in 0..PAGES_MAX {
            let request = ReadRequest::Streams { streams: known.clone(), command };
            let page = self.page(&request).await?;
            loaded.decided = page.header.decided;
            for frame in page.frames {
                let recorded = Recorded::from_frame(frame)?;
                let (stream, version) = (recorded.envelope.stream, recorded.frame.entry.version);
                for read in known.iter_mut().filter(|read| read.0 == stream) {
                    read.1 = version;
                }
                loaded.events.entry(stream).or_default().push(recorded);
            }
            if !page.header.more {
                break;
            }
        }
        Ok(loaded)
    }

    /// Appends one decision as `context`.
    ///
    /// # Errors
    /// [`StoreError`]: whether it was stored is open; append the same again and see.
    pub async fn append(
        &self,
        context: Context,
        append: &Append,
    ) -> Result<AppendReply, StoreError> {
        let payload = Bytes::from(append.to_bytes()?);
        let subject = self.bus.subjects.append(context);
        let answer = self.bus.request(subject, payload, APPEND_TIMEOUT).await?;
        serde_json::from_slice(&answer).map_err(StoreError::Answer)
    }
}

#[cfg(test)]
mod tests {
    use proto::entry::{Entry, SALT_LEN, body_digest};
    use proto::{Digest, Micros};

    use super::*;

    /// An event of a type that no program of today knows.
    fn of_a_newer_program(ignorable: bool) -> Frame {
        let nil = uuid::Uuid::nil();
        let body = serde_json::json!({
            "type": "intake.of_a_newer_program", "schema_version": 1, "event_id": nil,
            "stream": nil, "site": "MAIN", "occurred_on": "2026-11-22", "command_id": nil,
            "correlation": nil, "decision_digest": Digest::ZERO, "ignorable": ignorable,
            "data": {},
        });
        let (body, salt) = (body.to_string().into_bytes(), [1; SALT_LEN]);
        let entry = Entry {
            position: Position(1),
            recorded_at: Micros(1),
            stream_tag: Digest::ZERO,
            version: Version(1),
            prev_position: Position(0),
            prev_leaf: Digest::ZERO,
            body_digest: body_digest(&salt, &body),
        };
        Frame { entry, salt, body }
    }

    #[test]
    fn what_is_not_understood_stops_a_decision_unless_it_is_marked_ignorable() {
        let stopped = Recorded::from_frame(of_a_newer_program(false));
        assert!(matches!(stopped, Err(StoreError::Unknown(_))), "{stopped:?}");
        let passed = Recorded::from_frame(of_a_newer_program(true));
        assert!(passed.is_ok_and(|recorded| recorded.event.is_none()));
    }

    #[test]
    fn a_changed_body_is_never_decided_on() {
        let mut changed = of_a_newer_program(true);
        changed.body.push(b' ');
        assert!(matches!(Recorded::from_frame(changed), Err(StoreError::Tampered(_))));
    }
}
