//! Columns to values and back. What a column holds is checked, since files can be damaged.

use proto::decision::Read;
use proto::entry::{ENTRY_LEN, Entry, SALT_LEN};
use proto::frame::Frame;
use proto::{
    CommandId, Context, Digest, EventId, Incarnation, Micros, Origin, Position, Site, StreamId,
    Version,
};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use crate::engine::{DecisionRow, EngineError, EventRow, Head};

/// The columns of [`event`], in its order.
macro_rules! select_events {
    ($rest:literal) => {
        concat!(
            "SELECT e.position, e.recorded_at, e.stream_tag, e.version, e.prev_position, \
             e.prev_leaf, e.body_digest, e.leaf, e.stream, e.event_id, e.event_type, \
             e.schema_version, e.occurred_on, e.command_id, e.decision, b.salt, b.body \
             FROM events e LEFT JOIN bodies b ON b.position = e.position ",
            $rest
        )
    };
}
pub(super) use select_events;

/// The columns of [`decision`], in its order.
macro_rules! select_decisions {
    ($rest:literal) => {
        concat!(
            "SELECT seq, command_id, context, command_type, command_version, decider, now, site, \
             request_mac, command, facts, reads, pins, digest, outcome, roll FROM decisions ",
            $rest
        )
    };
}
pub(super) use select_decisions;

/// The columns of [`head`], in its order.
pub(super) const SELECT_HEAD: &str = "SELECT origin, incarnation, position, decision, roll, \
     writer_term, (SELECT recorded_at FROM events WHERE events.position = head.position) FROM head";

/// SQLite's integers are signed: what is beyond them is never stored, so it may be clamped.
pub(super) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn count(
    row: &SqliteRow,
    index: usize,
    column: &'static str,
) -> Result<u64, EngineError> {
    let value: i64 = row.try_get(index)?;
    u64::try_from(value).map_err(|_| EngineError::Unreadable { column })
}

fn number(row: &SqliteRow, index: usize, column: &'static str) -> Result<u32, EngineError> {
    u32::try_from(count(row, index, column)?).map_err(|_| EngineError::Unreadable { column })
}

pub(super) fn bytes<const N: usize>(
    row: &SqliteRow,
    index: usize,
    column: &'static str,
) -> Result<[u8; N], EngineError> {
    let value: &[u8] = row.try_get(index)?;
    value.try_into().map_err(|_| EngineError::Unreadable { column })
}

pub(super) fn digest(
    row: &SqliteRow,
    index: usize,
    column: &'static str,
) -> Result<Digest, EngineError> {
    bytes(row, index, column).map(Digest)
}

pub(super) fn id(row: &SqliteRow, index: usize, column: &'static str) -> Result<Uuid, EngineError> {
    bytes(row, index, column).map(Uuid::from_bytes)
}

pub(super) fn context(row: &SqliteRow, index: usize) -> Result<Context, EngineError> {
    Context::named(row.try_get(index)?)
        .ok_or(EngineError::Unreadable { column: "decisions.context" })
}

fn reads(row: &SqliteRow, index: usize, column: &'static str) -> Result<Vec<Read>, EngineError> {
    serde_json::from_str(row.try_get(index)?).map_err(|_| EngineError::Unreadable { column })
}

pub(super) fn head(row: &SqliteRow) -> Result<Head, EngineError> {
    let origin = Origin::new(row.try_get(0)?)
        .map_err(|_| EngineError::Unreadable { column: "head.origin" })?;
    Ok(Head {
        origin,
        incarnation: Incarnation(id(row, 1, "head.incarnation")?),
        position: Position(count(row, 2, "head.position")?),
        decision: count(row, 3, "head.decision")?,
        roll: digest(row, 4, "head.roll")?,
        writer_term: count(row, 5, "head.writer_term")?,
        recorded_at: row.try_get::<Option<i64>, _>(6)?.map(Micros),
    })
}

pub(super) fn event(row: &SqliteRow) -> Result<EventRow, EngineError> {
    let entry = Entry {
        position: Position(count(row, 0, "events.position")?),
        recorded_at: Micros(row.try_get(1)?),
        stream_tag: digest(row, 2, "events.stream_tag")?,
        version: Version(count(row, 3, "events.version")?),
        prev_position: Position(count(row, 4, "events.prev_position")?),
        prev_leaf: digest(row, 5, "events.prev_leaf")?,
        body_digest: digest(row, 6, "events.body_digest")?,
    };
    let body: Option<Vec<u8>> = row.try_get(16)?;
    let salt = match body {
        Some(_) => bytes(row, 15, "bodies.salt")?,
        None => [0; SALT_LEN],
    };
    Ok(EventRow {
        frame: Frame { entry, salt, body: body.unwrap_or_default() },
        leaf: digest(row, 7, "events.leaf")?,
        stream: StreamId(id(row, 8, "events.stream")?),
        event_id: EventId(id(row, 9, "events.event_id")?),
        event_type: row.try_get(10)?,
        schema_version: number(row, 11, "events.schema_version")?,
        occurred_on: row.try_get(12)?,
        command_id: CommandId(id(row, 13, "events.command_id")?),
        decision: count(row, 14, "events.decision")?,
    })
}

pub(super) fn decision(row: &SqliteRow) -> Result<DecisionRow, EngineError> {
    let site: &str = row.try_get(7)?;
    let command: Option<String> = row.try_get(9)?;
    let facts: Option<String> = row.try_get(10)?;
    Ok(DecisionRow {
        seq: count(row, 0, "decisions.seq")?,
        command_id: CommandId(id(row, 1, "decisions.command_id")?),
        context: context(row, 2)?,
        command_type: row.try_get(3)?,
        command_version: number(row, 4, "decisions.command_version")?,
        decider: number(row, 5, "decisions.decider")?,
        now: Micros(row.try_get(6)?),
        site: Site::new(site).map_err(|_| EngineError::Unreadable { column: "decisions.site" })?,
        request_mac: digest(row, 8, "decisions.request_mac")?,
        command_and_facts: command.zip(facts),
        reads: reads(row, 11, "decisions.reads")?,
        pins: reads(row, 12, "decisions.pins")?,
        digest: digest(row, 13, "decisions.digest")?,
        outcome: row.try_get(14)?,
        roll: digest(row, 15, "decisions.roll")?,
    })
}

const _: () = assert!(ENTRY_LEN == 136, "the columns of events hold this entry and no other");
