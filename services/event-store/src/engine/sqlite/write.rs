//! Appending: one transaction, rows inserted many at a time.

use std::collections::HashMap;

use proto::decision::Read;
use proto::reply::Outcome;
use proto::{CommandId, Digest, Position, StreamId, Version};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::SqliteWriter;
use super::row::{self, SELECT_HEAD, bytes, count, digest, id, signed};
use crate::engine::{Batch, DecisionRow, EngineError, EventRow, First, Head, Tip, Writer};

/// Rows of one INSERT: full ones are one prepared statement, and stay below SQLite's variables.
const ROWS_AT_ONCE: usize = 64;

impl Writer for SqliteWriter {
    async fn begin(&mut self) -> Result<Head, EngineError> {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut self.connection).await?;
        self.head().await
    }

    async fn decided(
        &mut self,
        commands: &[CommandId],
    ) -> Result<HashMap<CommandId, First>, EngineError> {
        let found = sqlx::query(
            "SELECT command_id, seq, context, request_mac, outcome FROM decisions \
             WHERE command_id IN (SELECT unhex(value) FROM json_each(?1))",
        )
        .bind(hex_list(commands.iter().map(|command| command.0)))
        .fetch_all(&mut self.connection)
        .await?;
        let mut decided = HashMap::with_capacity(found.len());
        for row in &found {
            let column = "decisions.outcome";
            let outcome: Outcome = serde_json::from_str(sqlx::Row::try_get(row, 4)?)
                .map_err(|_| EngineError::Unreadable { column })?;
            let first = First {
                seq: count(row, 1, "decisions.seq")?,
                context: row::context(row, 2)?,
                request_mac: digest(row, 3, "decisions.request_mac")?,
                outcome,
            };
            decided.insert(CommandId(id(row, 0, "decisions.command_id")?), first);
        }
        Ok(decided)
    }

    async fn tips(&mut self, streams: &[StreamId]) -> Result<HashMap<StreamId, Tip>, EngineError> {
        // CROSS JOIN fixes the order: one look into the index (stream, version) per asked stream.
        let found = sqlx::query(
            "SELECT e.stream, e.version, e.position, e.leaf \
             FROM json_each(?1) AS asked CROSS JOIN events AS e \
             ON e.stream = unhex(asked.value) AND e.version = \
             (SELECT max(version) FROM events WHERE stream = unhex(asked.value))",
        )
        .bind(hex_list(streams.iter().map(|stream| stream.0)))
        .fetch_all(&mut self.connection)
        .await?;
        let mut tips = HashMap::with_capacity(found.len());
        for row in &found {
            let tip = Tip {
                version: Version(count(row, 1, "events.version")?),
                position: Position(count(row, 2, "events.position")?),
                leaf: Digest(bytes(row, 3, "events.leaf")?),
            };
            tips.insert(StreamId(id(row, 0, "events.stream")?), tip);
        }
        Ok(tips)
    }

    async fn write(&mut self, batch: &Batch) -> Result<(), EngineError> {
        for rows in batch.decisions.chunks(ROWS_AT_ONCE) {
            self.insert_decisions(rows).await?;
        }
        for rows in batch.events.chunks(ROWS_AT_ONCE) {
            self.insert_events(rows).await?;
            self.insert_bodies(rows).await?;
        }
        sqlx::query("UPDATE head SET position = ?1, decision = ?2, roll = ?3")
            .bind(signed(batch.head.position.0))
            .bind(signed(batch.head.decision))
            .bind(batch.head.roll.0.as_slice())
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), EngineError> {
        sqlx::query("COMMIT").execute(&mut self.connection).await?;
        Ok(())
    }

    async fn recover(&mut self) -> Result<Head, EngineError> {
        // SQLite may have rolled back by itself, or the connection may be of no use any more: only
        // a rollback that works leaves a connection whose state is known.
        if sqlx::query("ROLLBACK").execute(&mut self.connection).await.is_err() {
            self.reopen().await?;
        }
        self.head().await
    }
}

impl SqliteWriter {
    async fn head(&mut self) -> Result<Head, EngineError> {
        let found = sqlx::query(SELECT_HEAD).fetch_optional(&mut self.connection).await?;
        row::head(&found.ok_or(EngineError::NoLog)?)
    }

    async fn insert_events(&mut self, rows: &[EventRow]) -> Result<(), EngineError> {
        let mut insert = QueryBuilder::new(
            "INSERT INTO events (position, recorded_at, stream_tag, version, prev_position, \
             prev_leaf, body_digest, leaf, stream, event_id, event_type, schema_version, \
             occurred_on, command_id, decision) ",
        );
        insert.push_values(rows, |mut to, row| {
            let entry = row.entry();
            to.push_bind(signed(entry.position.0))
                .push_bind(entry.recorded_at.0)
                .push_bind(entry.stream_tag.0.to_vec())
                .push_bind(signed(entry.version.0))
                .push_bind(signed(entry.prev_position.0))
                .push_bind(entry.prev_leaf.0.to_vec())
                .push_bind(entry.body_digest.0.to_vec())
                .push_bind(row.leaf.0.to_vec())
                .push_bind(row.stream.as_bytes().to_vec())
                .push_bind(row.event_id.as_bytes().to_vec())
                .push_bind(&row.event_type)
                .push_bind(row.schema_version)
                .push_bind(&row.occurred_on)
                .push_bind(row.command_id.as_bytes().to_vec())
                .push_bind(signed(row.decision));
        });
        insert.build().execute(&mut self.connection).await?;
        Ok(())
    }

    async fn insert_bodies(&mut self, rows: &[EventRow]) -> Result<(), EngineError> {
        let mut insert = QueryBuilder::new("INSERT INTO bodies (position, salt, body) ");
        insert.push_values(rows, |mut to, row| {
            to.push_bind(signed(row.entry().position.0))
                .push_bind(row.frame.salt.to_vec())
                .push_bind(&row.frame.body);
        });
        insert.build().execute(&mut self.connection).await?;
        Ok(())
    }

    async fn insert_decisions(&mut self, rows: &[DecisionRow]) -> Result<(), EngineError> {
        let mut insert = QueryBuilder::new(
            "INSERT INTO decisions (seq, command_id, context, command_type, command_version, \
             decider, now, site, request_mac, command, facts, reads, pins, digest, outcome, roll) ",
        );
        insert.push_values(rows, |mut to, row| {
            let (command, facts) = row.command_and_facts.clone().unzip();
            to.push_bind(signed(row.seq))
                .push_bind(row.command_id.as_bytes().to_vec())
                .push_bind(row.context.as_str())
                .push_bind(&row.command_type)
                .push_bind(row.command_version)
                .push_bind(row.decider)
                .push_bind(row.now.0)
                .push_bind(row.site.as_str())
                .push_bind(row.request_mac.0.to_vec())
                .push_bind(command)
                .push_bind(facts)
                .push_bind(list(&row.reads))
                .push_bind(list(&row.pins))
                .push_bind(row.digest.0.to_vec())
                .push_bind(&row.outcome)
                .push_bind(row.roll.0.to_vec());
        });
        insert.build().execute(&mut self.connection).await?;
        Ok(())
    }
}

fn hex_list(ids: impl Iterator<Item = Uuid>) -> String {
    let quoted: Vec<String> = ids.map(|id| format!("\"{}\"", id.simple())).collect();
    format!("[{}]", quoted.join(","))
}

/// `[["<stream>",<version>],…]`, as serde writes it.
fn list(reads: &[Read]) -> String {
    let pairs: Vec<String> =
        reads.iter().map(|Read(stream, version)| format!("[\"{stream}\",{version}]")).collect();
    format!("[{}]", pairs.join(","))
}
