//! The keys: made, found, destroyed. The one home of the vault's SQL, with [`waiting`] beside it.
//!
//! Invariants:
//! - a key is committed (`synchronous=FULL`) before anybody gets it;
//! - a destroyed key is never made again, and its wrapped bytes are in none of the vault's files
//!   once its destruction is answered.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proto::sealed::KeyId;
use proto::{Origin, Site, StreamId};
use runtime::clock::Clock;
use runtime::sqlite::{self, Step};
use sqlx::sqlite::SqlitePool;
use sqlx::{Connection, Row, SqliteConnection};

use crate::RunError;
use crate::access;
use crate::cache::{Cache, Ticket};
use crate::kek::{Kek, NotWrappedHere};
use crate::protocol::Refusal;
use crate::secret::Secret;

#[cfg(test)]
pub(crate) use waiting::FILES_MAX;

mod waiting;

pub(crate) const FILE: &str = "vault.db";
const STEPS: &[Step] = &[
    Step(
        20_261_122_000_000,
        "create_keys",
        include_str!("../migrations/20261122000000_create_keys.sql"),
    ),
    Step(
        20_261_122_000_001,
        "create_waiting",
        include_str!("../migrations/20261122000001_create_waiting.sql"),
    ),
];
const ROOT: &str = "root";
const READERS: u32 = 2;

/// A key out of its wrapping.
#[derive(Debug)]
pub(crate) struct HeldKey {
    pub(crate) dek: Secret,
}

/// What became of a key.
#[derive(Debug, Clone)]
pub(crate) enum Found {
    Live(Arc<HeldKey>),
    Destroyed,
}

/// Why the keys did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    #[error("the vault refuses")]
    Refused(Refusal),
    #[error("the vault's database failed")]
    Database(#[from] sqlx::Error),
    #[error("a row of the vault's database cannot be read")]
    Row(#[from] NotWrappedHere),
    #[error("readers kept the write-ahead log from being emptied")]
    NotEmptied,
}

/// The keys of one vault.
#[derive(Debug)]
pub(crate) struct Keys {
    kek: Kek,
    file: PathBuf,
    writer: tokio::sync::Mutex<SqliteConnection>,
    readers: SqlitePool,
    cache: Mutex<Cache>,
    /// Shared by who needs what waits for a command, alone for who removes it.
    waiting: tokio::sync::RwLock<()>,
    clock: Clock,
    /// The database failed at the last try to use it.
    failed: AtomicBool,
}

impl Keys {
    /// Opens the keys in `data`, or makes a new vault there; gives its root secret too.
    pub(crate) async fn open(
        data: &Path,
        origin: &Origin,
        clock: &Clock,
    ) -> Result<(Self, Secret), RunError> {
        let file = data.join(FILE);
        let kek = Kek::open(data, !file.exists())?;
        let mut writer = sqlite::writer(&file, STEPS).await?;
        let root = root_secret(&mut writer, data, &kek, origin, clock).await?;
        // The last destruction may have been cut short between commit and emptying.
        empty_log(&mut writer).await.map_err(|_| RunError::LogNotEmptied { file: file.clone() })?;
        let keys = Self {
            kek,
            writer: tokio::sync::Mutex::new(writer),
            readers: sqlite::readers(&file, READERS).await?,
            file,
            cache: Mutex::default(),
            waiting: tokio::sync::RwLock::default(),
            clock: clock.clone(),
            failed: AtomicBool::new(false),
        };
        Ok((keys, root))
    }

    /// What became of each of `keys`; a key that was never made is absent.
    pub(crate) async fn find(
        &self,
        keys: &BTreeSet<KeyId>,
    ) -> Result<HashMap<KeyId, Found>, KeyError> {
        let (ticket, mut found, missing) = self.in_memory(keys);
        if !missing.is_empty() {
            let read = self.noted(self.read_missing(&missing).await)?;
            self.keep(ticket, &read);
            found.extend(read);
        }
        Ok(found)
    }

    /// All of `keys`; what does not exist yet is made for `site`, in one transaction, committed
    /// before this returns.
    ///
    /// # Errors
    /// [`Refusal::Destroyed`] when one of them was destroyed; then none is made.
    pub(crate) async fn find_or_make(
        &self,
        keys: &BTreeSet<KeyId>,
        site: &Site,
    ) -> Result<HashMap<KeyId, Arc<HeldKey>>, KeyError> {
        let mut found = self.find(keys).await?;
        let missing: BTreeSet<KeyId> =
            keys.iter().filter(|key| !found.contains_key(key)).copied().collect();
        // A destroyed key refuses the request before another one is made for it.
        live(&found)?;
        if !missing.is_empty() {
            found.extend(self.noted(self.make(&missing, site).await)?);
        }
        live(&found)
    }

    /// Whether the database did what it was asked at the last try.
    pub(crate) fn works(&self) -> bool {
        !self.failed.load(Ordering::Relaxed)
    }

    /// Remembers whether the database works; a refusal is none of its failures.
    fn noted<T>(&self, ended: Result<T, KeyError>) -> Result<T, KeyError> {
        let failed = matches!(&ended, Err(error) if !matches!(error, KeyError::Refused(_)));
        self.failed.store(failed, Ordering::Relaxed);
        ended
    }

    async fn make(
        &self,
        missing: &BTreeSet<KeyId>,
        site: &Site,
    ) -> Result<HashMap<KeyId, Found>, KeyError> {
        let mut writer = self.writer.lock().await;
        let made = self.make_with(&mut writer, missing, site).await;
        self.mend(&mut writer, &made).await;
        made
    }

    async fn make_with(
        &self,
        writer: &mut SqliteConnection,
        missing: &BTreeSet<KeyId>,
        site: &Site,
    ) -> Result<HashMap<KeyId, Found>, KeyError> {
        let ticket = self.cache().ticket();
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        // Looked up again: another request may have made it since.
        let mut found = self.read(&mut transaction, missing).await?;
        live(&found)?;
        for &key in missing {
            if found.contains_key(&key) {
                continue;
            }
            let held = HeldKey { dek: Secret::random() };
            let kid = key.to_string();
            let insert = "INSERT INTO keys (kid, kek_epoch, wrapped, site, created_at)
                VALUES (?, ?, ?, ?, ?)";
            sqlx::query(insert)
                .bind(&kid)
                .bind(self.kek.epoch())
                .bind(self.kek.wrap(&kid, &held.dek))
                .bind(site.as_str())
                .bind(self.clock.now().0)
                .execute(&mut *transaction)
                .await?;
            found.insert(key, Found::Live(Arc::new(held)));
        }
        runtime::crash::point("vault.before_commit");
        transaction.commit().await?;
        runtime::crash::point("vault.after_commit");
        self.keep(ticket, &found);
        Ok(found)
    }

    /// Destroys `key` for good; done again, it does nothing and succeeds.
    ///
    /// # Errors
    /// Refused when `site` may not, or when there is no such key.
    pub(crate) async fn destroy(
        &self,
        key: KeyId,
        site: &Site,
        legal_basis: &str,
    ) -> Result<(), KeyError> {
        let mut writer = self.writer.lock().await;
        let ended = self.bury(&mut writer, key, site, legal_basis).await;
        self.mend(&mut writer, &ended).await;
        // Whatever the outcome: after a failed commit nobody knows whether it took place.
        self.cache().forget(key);
        self.noted(ended)?;
        self.noted(empty_log(&mut writer).await)
    }

    /// After a failed write: another connection. When a commit fails, SQLite has ended the
    /// transaction, and the old connection would believe for ever that it is still in it.
    async fn mend<T>(&self, writer: &mut SqliteConnection, ended: &Result<T, KeyError>) {
        if !matches!(ended, Err(KeyError::Database(_))) {
            return;
        }
        match SqliteConnection::connect_with(&sqlite::options(&self.file)).await {
            Ok(fresh) => {
                let broken = std::mem::replace(writer, fresh);
                // Whatever closing says, the connection is gone.
                let _ = broken.close().await;
            }
            // The next write fails and tries again.
            Err(error) => tracing::warn!(%error, "the vault's database cannot be opened anew"),
        }
    }

    async fn bury(
        &self,
        writer: &mut SqliteConnection,
        key: KeyId,
        site: &Site,
        legal_basis: &str,
    ) -> Result<(), KeyError> {
        let kid = key.to_string();
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        let first_used = "SELECT site FROM keys WHERE kid = ?1
            UNION ALL SELECT site FROM destroyed WHERE kid = ?1";
        let by: Option<String> =
            sqlx::query_scalar(first_used).bind(&kid).fetch_optional(&mut *transaction).await?;
        let by = by.ok_or(KeyError::Refused(Refusal::UnknownKey))?;
        access::may_destroy(site, &site_of(&by)?).map_err(KeyError::Refused)?;
        let tombstone = "INSERT INTO destroyed (kid, site, created_at, destroyed_at, legal_basis)
            SELECT kid, site, created_at, ?, ? FROM keys WHERE kid = ?";
        sqlx::query(tombstone)
            .bind(self.clock.now().0)
            .bind(legal_basis)
            .bind(&kid)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM keys WHERE kid = ?").bind(&kid).execute(&mut *transaction).await?;
        runtime::crash::point("vault.before_commit");
        transaction.commit().await?;
        runtime::crash::point("vault.after_commit");
        Ok(())
    }

    /// The streams whose keys were destroyed.
    pub(crate) async fn destroyed_streams(&self) -> Result<Vec<StreamId>, KeyError> {
        let select = "SELECT kid FROM destroyed WHERE kid >= 'p:' AND kid < 'p;'";
        let kids: Vec<String> = sqlx::query_scalar(select).fetch_all(&self.readers).await?;
        let streams = kids.iter().filter_map(|kid| kid.strip_prefix("p:")?.parse().ok());
        Ok(streams.collect())
    }

    /// How many keys were destroyed, of any kind; it never falls.
    pub(crate) async fn count_destroyed(&self) -> Result<u64, KeyError> {
        let count: i64 =
            sqlx::query_scalar("SELECT count(*) FROM destroyed").fetch_one(&self.readers).await?;
        Ok(count.unsigned_abs())
    }

    /// Streams whose keys were destroyed, in the order of their ids, behind `after`, `limit` at most.
    pub(crate) async fn destroyed_behind(
        &self,
        after: Option<StreamId>,
        limit: usize,
    ) -> Result<Vec<StreamId>, KeyError> {
        let behind = after.map_or_else(|| "p:".to_owned(), |id| KeyId::Stream(id).to_string());
        let select = "SELECT kid FROM destroyed WHERE kid > ? AND kid < 'p;' ORDER BY kid LIMIT ?";
        let kids: Vec<String> = sqlx::query_scalar(select)
            .bind(behind)
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(&self.readers)
            .await?;
        let streams = kids.iter().filter_map(|kid| kid.strip_prefix("p:")?.parse().ok());
        Ok(streams.collect())
    }

    /// Overwrites keys that stayed in memory long enough. Call more often than once a minute.
    pub(crate) fn sweep(&self) {
        self.cache().sweep(self.clock.monotonic());
    }

    /// Closes the files.
    pub(crate) async fn close(self) {
        self.readers.close().await;
        let writer = self.writer.into_inner();
        if let Err(error) = writer.close().await {
            tracing::warn!(%error, "the vault's database was not closed cleanly");
        }
    }

    fn in_memory(
        &self,
        keys: &BTreeSet<KeyId>,
    ) -> (Ticket, HashMap<KeyId, Found>, BTreeSet<KeyId>) {
        let (now, cache) = (self.clock.monotonic(), self.cache());
        let mut found = HashMap::new();
        let mut missing = BTreeSet::new();
        for &key in keys {
            if let Some(held) = cache.held(key, now) {
                found.insert(key, Found::Live(held));
            } else {
                missing.insert(key);
            }
        }
        (cache.ticket(), found, missing)
    }

    fn keep(&self, ticket: Ticket, found: &HashMap<KeyId, Found>) {
        let (now, mut cache) = (self.clock.monotonic(), self.cache());
        for (&key, found) in found {
            if let Found::Live(held) = found {
                cache.keep(ticket, key, held, now);
            }
        }
    }

    async fn read_missing(
        &self,
        keys: &BTreeSet<KeyId>,
    ) -> Result<HashMap<KeyId, Found>, KeyError> {
        let mut reader = self.readers.acquire().await?;
        self.read(&mut reader, keys).await
    }

    async fn read(
        &self,
        connection: &mut SqliteConnection,
        keys: &BTreeSet<KeyId>,
    ) -> Result<HashMap<KeyId, Found>, KeyError> {
        let select = "SELECT kid, kek_epoch, wrapped FROM keys
                WHERE kid IN (SELECT value FROM json_each(?1))
            UNION ALL SELECT kid, NULL, NULL FROM destroyed
                WHERE kid IN (SELECT value FROM json_each(?1))";
        let names: HashMap<String, KeyId> =
            keys.iter().map(|key| (key.to_string(), *key)).collect();
        let list =
            format!("[\"{}\"]", names.keys().map(String::as_str).collect::<Vec<_>>().join("\",\""));
        let rows = sqlx::query(select).bind(list).fetch_all(connection).await?;
        let mut found = HashMap::with_capacity(rows.len());
        for row in rows {
            let kid: String = row.try_get("kid")?;
            let Some(&key) = names.get(&kid) else { continue };
            let wrapped: Option<Vec<u8>> = row.try_get("wrapped")?;
            let became = match wrapped {
                None => Found::Destroyed,
                Some(wrapped) => {
                    let dek = self.kek.unwrap(&kid, row.try_get("kek_epoch")?, &wrapped)?;
                    Found::Live(Arc::new(HeldKey { dek }))
                }
            };
            found.insert(key, became);
        }
        Ok(found)
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn live(found: &HashMap<KeyId, Found>) -> Result<HashMap<KeyId, Arc<HeldKey>>, KeyError> {
    let each = found.iter().map(|(&key, found)| match found {
        Found::Live(held) => Ok((key, Arc::clone(held))),
        Found::Destroyed => Err(KeyError::Refused(Refusal::Destroyed)),
    });
    each.collect()
}

fn site_of(text: &str) -> Result<Site, KeyError> {
    Site::new(text).map_err(|error| KeyError::Database(sqlx::Error::Decode(Box::new(error))))
}

/// The root secret of the vault in `writer`'s file; of a new one when there is none yet.
async fn root_secret(
    writer: &mut SqliteConnection,
    data: &Path,
    kek: &Kek,
    origin: &Origin,
    clock: &Clock,
) -> Result<Secret, RunError> {
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    let stored: Option<String> =
        sqlx::query_scalar("SELECT origin FROM vault").fetch_optional(&mut *transaction).await?;
    let Some(stored) = stored else {
        let root = Secret::random();
        sqlx::query("INSERT INTO vault (one, origin, created_at) VALUES (1, ?, ?)")
            .bind(origin.as_str())
            .bind(clock.now().0)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO secrets (name, kek_epoch, wrapped) VALUES (?, ?, ?)")
            .bind(ROOT)
            .bind(kek.epoch())
            .bind(kek.wrap(ROOT, &root))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        return Ok(root);
    };
    if stored != origin.as_str() {
        return Err(RunError::Origin { stored, given: origin.clone() });
    }
    let row = sqlx::query("SELECT kek_epoch, wrapped FROM secrets WHERE name = ?")
        .bind(ROOT)
        .fetch_one(&mut *transaction)
        .await?;
    let wrapped: Vec<u8> = row.try_get("wrapped")?;
    kek.unwrap(ROOT, row.try_get("kek_epoch")?, &wrapped)
        .map_err(|_| RunError::KekOfAnother { data: data.to_owned() })
}

/// Leaves nothing of deleted rows in the files: `secure_delete` overwrites them in the database, and
/// here the write-ahead log, which still holds pages with them, is cut to nothing.
async fn empty_log(writer: &mut SqliteConnection) -> Result<(), KeyError> {
    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(writer).await?;
    let busy: i64 = row.try_get(0)?;
    if busy == 0 { Ok(()) } else { Err(KeyError::NotEmptied) }
}

#[cfg(test)]
mod tests;
