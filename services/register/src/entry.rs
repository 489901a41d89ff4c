//! One event as the history keeps it.

use proto::envelope::Envelope;
use proto::event::{Event, Undecodable};
use proto::{Digest, Micros, Position, Version};
use runtime::consume::Arrived;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::read::ReadError;

/// The columns that [`Entry::from_row`] reads, of a table called `e`.
pub(crate) const COLUMNS: &str = "e.position, e.stream_tag, e.version, e.recorded_at, e.envelope";

/// One event of the log.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its place in the log.
    pub position: Position,
    /// Its place in its stream.
    pub version: Version,
    /// When the store recorded it.
    pub recorded_at: Micros,
    /// Names its stream, also where the body was erased.
    pub stream_tag: Digest,
    /// None when the body was erased; the event is none when it is ignorable and not known here.
    pub content: Option<(Envelope, Option<Event>)>,
}

impl Entry {
    /// What arrived, without the parts that only prove it.
    pub(crate) fn of(arrived: &Arrived) -> Self {
        Self {
            position: arrived.entry.position,
            version: arrived.entry.version,
            recorded_at: arrived.entry.recorded_at,
            stream_tag: arrived.entry.stream_tag,
            content: arrived.content.clone(),
        }
    }

    /// The envelope and the event, where both are known.
    #[must_use]
    pub fn known(&self) -> Option<(&Envelope, &Event)> {
        let (envelope, event) = self.content.as_ref()?;
        Some((envelope, event.as_ref()?))
    }

    pub(crate) fn from_row(row: &SqliteRow) -> Result<Self, ReadError> {
        let position = Position(unsigned(row.try_get("position")?)?);
        let envelope: Option<String> = row.try_get("envelope")?;
        let content = envelope.map(|text| decode(&text, position)).transpose()?;
        Ok(Self {
            position,
            version: Version(unsigned(row.try_get("version")?)?),
            recorded_at: Micros(row.try_get("recorded_at")?),
            stream_tag: digest(row.try_get("stream_tag")?)?,
            content,
        })
    }
}

fn decode(text: &str, position: Position) -> Result<(Envelope, Option<Event>), ReadError> {
    let damaged = || ReadError::Damaged { what: format!("the entry at position {position}") };
    let envelope = Envelope::from_bytes(text.as_bytes()).map_err(|_| damaged())?;
    match Event::decode(&envelope) {
        Ok(event) => Ok((envelope, Some(event))),
        Err(Undecodable::Unknown { .. }) if envelope.ignorable => Ok((envelope, None)),
        Err(_) => Err(damaged()),
    }
}

/// A counter as it stands in a column; SQLite has no unsigned numbers.
pub(crate) fn unsigned(number: i64) -> Result<u64, ReadError> {
    u64::try_from(number).map_err(|_| ReadError::Damaged { what: "a negative counter".to_owned() })
}

/// A counter for a column. Positions and versions stay far below the bound.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn digest(bytes: Vec<u8>) -> Result<Digest, ReadError> {
    let bytes = bytes.try_into();
    bytes.map(Digest).map_err(|_| ReadError::Damaged { what: "a digest".to_owned() })
}
