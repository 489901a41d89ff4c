//! Streams that files were attached to before anybody wrote them: whose, how much, since when.
//!
//! What nobody writes within [`STAY_MICROS`] goes again, and the key with it if it was made for the
//! files alone. Invariants:
//! - a row stands before the key of its stream is made and before a file of it gets its name;
//! - a command that looks for its files or seals its texts starts the time anew, and nothing of its
//!   stream goes while it does ([`Keys::awaited`]);
//! - a key under which texts may have been sealed stays.

use std::collections::BTreeSet;

use proto::sealed::KeyId;
use proto::{OfficerId, StreamId};
use sqlx::{Connection, Row, SqliteConnection};
use tokio::sync::{RwLockReadGuard, RwLockWriteGuard};

use super::{KeyError, Keys, empty_log};

/// The most files, and the most streams, that wait for the commands of one officer.
pub(crate) const FILES_MAX: i64 = 100;
/// The most bytes of them.
const BYTES_MAX: i64 = 512 * 1024 * 1024;
/// How long files wait for their command, in microseconds: a day.
const STAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
/// Streams looked at in one go.
const AT_ONCE: i64 = 100;

impl Keys {
    /// Notes that files of `officer` are going to wait for the command that opens `stream`; whether
    /// there is room for them. What it gives keeps the key from going before it is in use.
    pub(crate) async fn wait(
        &self,
        stream: StreamId,
        officer: OfficerId,
    ) -> Result<Option<RwLockReadGuard<'_, ()>>, KeyError> {
        let here = self.waiting.read().await;
        let mut writer = self.writer.lock().await;
        let noted = self.note(&mut writer, stream, officer).await;
        self.mend(&mut writer, &noted).await;
        Ok(self.noted(noted)?.then_some(here))
    }

    async fn note(
        &self,
        writer: &mut SqliteConnection,
        stream: StreamId,
        officer: OfficerId,
    ) -> Result<bool, KeyError> {
        let kid = KeyId::Stream(stream).to_string();
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        let sums = "SELECT count(*) FILTER (WHERE kid <> ?), coalesce(sum(files), 0),
            coalesce(sum(bytes), 0) FROM waiting WHERE officer = ?";
        let row = sqlx::query(sums).bind(&kid).bind(officer.to_string());
        let row = row.fetch_one(&mut *transaction).await?;
        let (streams, files, bytes): (i64, i64, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if streams >= FILES_MAX || files >= FILES_MAX || bytes >= BYTES_MAX {
            return Ok(false);
        }
        let upsert = "INSERT INTO waiting (kid, officer, since, texts)
            VALUES (?1, ?2, ?3, EXISTS (SELECT 1 FROM keys WHERE kid = ?1)
                AND NOT EXISTS (SELECT 1 FROM waiting WHERE kid = ?1 AND texts = 0))
            ON CONFLICT DO UPDATE SET since = excluded.since";
        let upsert = sqlx::query(upsert).bind(&kid).bind(officer.to_string());
        upsert.bind(self.clock.now().0).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Notes one more file of `size` bytes; false where that is too much. To be called before the
    /// file gets its name.
    pub(crate) async fn waits(
        &self,
        stream: StreamId,
        officer: OfficerId,
        size: u32,
    ) -> Result<bool, KeyError> {
        let mut writer = self.writer.lock().await;
        // Where there is no row any more the stream was written meanwhile.
        let update = "UPDATE waiting SET files = files + 1, bytes = bytes + ?3, since = ?4
            WHERE kid = ?1 AND officer = ?2 AND (
                SELECT sum(files) < ?5 AND sum(bytes) + ?3 <= ?6 FROM waiting WHERE officer = ?2)";
        let kid = KeyId::Stream(stream).to_string();
        let updated = sqlx::query(update).bind(&kid).bind(officer.to_string()).bind(size);
        let updated = updated.bind(self.clock.now().0).bind(FILES_MAX).bind(BYTES_MAX);
        let grown = async {
            if updated.execute(&mut *writer).await?.rows_affected() > 0 {
                return Ok(true);
            }
            let there = "SELECT EXISTS (SELECT 1 FROM waiting WHERE kid = ? AND officer = ?)";
            let there = sqlx::query_scalar(there).bind(&kid).bind(officer.to_string());
            let there: bool = there.fetch_one(&mut *writer).await?;
            Ok(!there)
        };
        let grown = grown.await;
        self.mend(&mut writer, &grown).await;
        self.noted(grown)
    }

    /// A command asks for `streams`: what waits there is not in vain. Nothing of any stream goes
    /// while what it gives is held.
    pub(crate) async fn awaited(
        &self,
        streams: &BTreeSet<StreamId>,
        sealing: bool,
    ) -> Result<RwLockReadGuard<'_, ()>, KeyError> {
        let here = self.waiting.read().await;
        let kids: Vec<String> =
            streams.iter().map(|&id| format!("\"{}\"", KeyId::Stream(id))).collect();
        let list = format!("[{}]", kids.join(","));
        let there = "SELECT EXISTS (SELECT 1 FROM waiting
            WHERE kid IN (SELECT value FROM json_each(?)))";
        let there = sqlx::query_scalar(there).bind(&list).fetch_one(&self.readers).await;
        if self.noted(there.map_err(KeyError::from))? {
            let mut writer = self.writer.lock().await;
            let update = "UPDATE waiting SET since = ?, texts = max(texts, ?)
                WHERE kid IN (SELECT value FROM json_each(?))";
            let update = sqlx::query(update).bind(self.clock.now().0).bind(sealing).bind(&list);
            let updated = update.execute(&mut *writer).await.map_err(KeyError::from);
            self.mend(&mut writer, &updated).await;
            self.noted(updated)?;
        }
        Ok(here)
    }

    /// The streams for which files of `officer` wait; [`FILES_MAX`] at most.
    pub(crate) async fn waiting_of(
        &self,
        officer: OfficerId,
    ) -> Result<BTreeSet<StreamId>, KeyError> {
        let select = "SELECT kid FROM waiting WHERE officer = ? LIMIT ?";
        let select = sqlx::query_scalar(select).bind(officer.to_string()).bind(FILES_MAX);
        let kids = select.fetch_all(&self.readers).await;
        Ok(streams_of(&self.noted(kids.map_err(KeyError::from))?))
    }

    /// Some of the streams for which no command came in time, if there are any.
    pub(crate) async fn waited_too_long(&self) -> Result<BTreeSet<StreamId>, KeyError> {
        let select = "SELECT DISTINCT kid FROM waiting WHERE since < ? LIMIT ?";
        let select = sqlx::query_scalar(select).bind(self.too_long()).bind(AT_ONCE);
        let kids = select.fetch_all(&self.readers).await;
        Ok(streams_of(&self.noted(kids.map_err(KeyError::from))?))
    }

    fn too_long(&self) -> i64 {
        self.clock.now().0.saturating_sub(STAY_MICROS)
    }

    /// These streams were written: their files wait no more.
    pub(crate) async fn wait_no_more(&self, streams: &BTreeSet<StreamId>) -> Result<(), KeyError> {
        let mut writer = self.writer.lock().await;
        for &stream in streams {
            let delete = sqlx::query("DELETE FROM waiting WHERE kid = ?");
            let delete = delete.bind(KeyId::Stream(stream).to_string());
            let deleted = delete.execute(&mut *writer).await.map_err(KeyError::from);
            self.mend(&mut writer, &deleted).await;
            self.noted(deleted)?;
        }
        Ok(())
    }

    /// Keeps commands away while what waits for `stream` goes; none if one came after all.
    pub(crate) async fn gone_stale(
        &self,
        stream: StreamId,
    ) -> Result<Option<RwLockWriteGuard<'_, ()>>, KeyError> {
        let alone = self.waiting.write().await;
        let stale = "SELECT coalesce(max(since) < ?, 0) FROM waiting WHERE kid = ?";
        let stale = sqlx::query_scalar(stale).bind(self.too_long());
        let stale = stale.bind(KeyId::Stream(stream).to_string()).fetch_one(&self.readers).await;
        let stale: bool = self.noted(stale.map_err(KeyError::from))?;
        Ok(stale.then_some(alone))
    }

    /// Forgets `stream`, of which no file is left, and its key if that was made for files alone:
    /// unlike a destroyed one it may be made again. `_alone` is of [`gone_stale`](Self::gone_stale).
    pub(crate) async fn let_go(
        &self,
        stream: StreamId,
        _alone: &RwLockWriteGuard<'_, ()>,
    ) -> Result<(), KeyError> {
        let mut writer = self.writer.lock().await;
        let ended = release(&mut writer, stream).await;
        self.mend(&mut writer, &ended).await;
        self.cache().forget(KeyId::Stream(stream));
        self.noted(ended)?;
        self.noted(empty_log(&mut writer).await)
    }
}

async fn release(writer: &mut SqliteConnection, stream: StreamId) -> Result<(), KeyError> {
    let kid = KeyId::Stream(stream).to_string();
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    let delete = "DELETE FROM keys WHERE kid = ?1
        AND NOT EXISTS (SELECT 1 FROM waiting WHERE kid = ?1 AND texts = 1)";
    sqlx::query(delete).bind(&kid).execute(&mut *transaction).await?;
    sqlx::query("DELETE FROM waiting WHERE kid = ?").bind(&kid).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}

fn streams_of(kids: &[String]) -> BTreeSet<StreamId> {
    kids.iter().filter_map(|kid| kid.strip_prefix("p:")?.parse().ok()).collect()
}
