//! Views of the log: read-only connections of the same file.

use std::path::Path;

use futures_util::TryStreamExt as _;
use proto::{CommandId, Position, StreamId, Version};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{Sqlite, Transaction};

use super::row::{self, SELECT_HEAD, select_decisions, select_events, signed};
use super::{FILE, OpenError};
use crate::engine::{DecisionRow, EngineError, EventRow, Head, Reader, Room, Rows, Snapshot};

/// Pages are answered at once up to here; more wait for a connection.
const CONNECTIONS: u32 = 4;

/// Reads a log beside its writer, also from another process.
#[derive(Debug, Clone)]
pub struct SqliteReader {
    pool: SqlitePool,
}

/// The log at one moment.
#[derive(Debug)]
pub struct SqliteSnapshot {
    view: Transaction<'static, Sqlite>,
}

impl SqliteReader {
    /// Reads the log in the data directory `data`.
    ///
    /// # Errors
    /// [`OpenError::File`] when there is none.
    pub async fn open(data: &Path) -> Result<Self, OpenError> {
        Ok(Self::of(&data.join(FILE)).await?)
    }

    pub(super) async fn of(file: &Path) -> Result<Self, runtime::sqlite::OpenError> {
        Ok(Self { pool: runtime::sqlite::readers(file, CONNECTIONS).await? })
    }
}

impl Reader for SqliteReader {
    type Snapshot = SqliteSnapshot;

    async fn snapshot(&self) -> Result<SqliteSnapshot, EngineError> {
        Ok(SqliteSnapshot { view: self.pool.begin().await? })
    }
}

impl Snapshot for SqliteSnapshot {
    async fn head(&mut self) -> Result<Head, EngineError> {
        let found = sqlx::query(SELECT_HEAD).fetch_optional(&mut *self.view).await?;
        row::head(&found.ok_or(EngineError::NoLog)?)
    }

    async fn log(&mut self, after: Position, room: Room) -> Result<Rows<EventRow>, EngineError> {
        let found =
            sqlx::query(select_events!("WHERE e.position > ?1 ORDER BY e.position LIMIT ?2"))
                .bind(signed(after.0))
                .bind(one_more(room))
                .fetch(&mut *self.view);
        fill(found, room).await
    }

    async fn stream(
        &mut self,
        stream: StreamId,
        after: Version,
        room: Room,
    ) -> Result<Rows<EventRow>, EngineError> {
        let found = sqlx::query(select_events!(
            "WHERE e.stream = ?1 AND e.version > ?2 ORDER BY e.version LIMIT ?3"
        ))
        .bind(stream.as_bytes().as_slice())
        .bind(signed(after.0))
        .bind(one_more(room))
        .fetch(&mut *self.view);
        fill(found, room).await
    }

    async fn decision(&mut self, command: CommandId) -> Result<Option<DecisionRow>, EngineError> {
        let found = sqlx::query(select_decisions!("WHERE command_id = ?1"))
            .bind(command.as_bytes().as_slice())
            .fetch_optional(&mut *self.view)
            .await?;
        found.as_ref().map(row::decision).transpose()
    }

    async fn decisions(
        &mut self,
        after: u64,
        rows: usize,
    ) -> Result<Vec<DecisionRow>, EngineError> {
        let found = sqlx::query(select_decisions!("WHERE seq > ?1 ORDER BY seq LIMIT ?2"))
            .bind(signed(after))
            .bind(i64::try_from(rows).unwrap_or(i64::MAX))
            .fetch_all(&mut *self.view)
            .await?;
        found.iter().map(row::decision).collect()
    }

    async fn body_erased(&mut self, position: Position) -> Result<bool, EngineError> {
        let found: i64 =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM erasures WHERE position = ?1)")
                .bind(signed(position.0))
                .fetch_one(&mut *self.view)
                .await?;
        Ok(found != 0)
    }

    async fn command_erased(&mut self, seq: u64) -> Result<bool, EngineError> {
        let found: i64 =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM erasures WHERE decision = ?1)")
                .bind(signed(seq))
                .fetch_one(&mut *self.view)
                .await?;
        Ok(found != 0)
    }
}

/// One row beyond the room tells whether there is more.
fn one_more(room: Room) -> i64 {
    i64::try_from(room.rows).unwrap_or(i64::MAX).saturating_add(1)
}

async fn fill(
    mut found: impl futures_util::Stream<Item = Result<SqliteRow, sqlx::Error>> + Unpin,
    room: Room,
) -> Result<Rows<EventRow>, EngineError> {
    let mut rows = Vec::new();
    let mut left = room.bytes;
    while let Some(row) = found.try_next().await? {
        let event = row::event(&row)?;
        let cost = event.cost();
        if rows.len() == room.rows || cost > left {
            return Ok(Rows { rows, more: true });
        }
        left -= cost;
        rows.push(event);
    }
    Ok(Rows { rows, more: false })
}
