//! The search file: by which words the opened texts of each petition are found. Beside the register,
//! and not in it: the register holds sealed forms only and is the same after a key is destroyed.
//!
//! Holds words of petitions in the clear, so that it is closed to other users of the machine, in no
//! backup, and emptied of a petition, index and write-ahead log included, once its key is gone.
//! Never says who may read what: whoever asks it leaves out what the reader may not know of.

use std::collections::{HashMap, HashSet};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt};
use std::path::Path;

use proto::StreamId;
use runtime::sqlite::{self, OpenError, Step};
use sqlx::{Connection as _, Row as _, SqliteConnection, SqlitePool};
use tokio::sync::Mutex;
use uuid::Uuid;

/// The file in the portal's directory.
pub(crate) const FILE: &str = "search.sqlite";

const READERS: u32 = 4;
const STEPS: [Step; 1] = [Step(
    20_261_122_230_000,
    "create_searched",
    include_str!("../../migrations/20261122230000_create_searched.sql"),
)];

/// The texts of a petition as they are found.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Texts {
    pub(super) stream: StreamId,
    /// By which it is known whether others stand there now.
    pub(super) seals: String,
    /// Their words, folded.
    pub(super) words: String,
}

/// One portal's search file.
#[derive(Debug)]
pub(crate) struct SearchFile {
    readers: SqlitePool,
    writer: Mutex<Inside>,
}

#[derive(Debug)]
struct Inside {
    connection: SqliteConnection,
    /// The streams whose keys are gone: a text that was opened just before does not come in.
    gone: HashSet<StreamId>,
    /// How many keys were gone when the vault was last asked.
    told: Option<u64>,
    /// The write-ahead log still holds what was deleted.
    unemptied: bool,
}

impl SearchFile {
    /// Opens or makes the file in `data`. One that cannot be read is made anew.
    ///
    /// # Errors
    /// [`OpenError`], when it cannot be made either.
    pub(crate) async fn open(data: &Path) -> Result<Self, OpenError> {
        let path = data.join(FILE);
        let why = match Self::at(&path).await {
            Ok(file) => return Ok(file),
            Err(error @ OpenError::TooOld { .. }) => return Err(error),
            Err(error) => error,
        };
        tracing::warn!(error = %why, "the search file cannot be read; it is filled anew");
        for end in ["", "-wal", "-shm"] {
            let file = data.join(format!("{FILE}{end}"));
            if let Err(source) = std::fs::remove_file(&file)
                && source.kind() != std::io::ErrorKind::NotFound
            {
                return Err(failed(&file, source));
            }
        }
        Self::at(&path).await
    }

    async fn at(path: &Path) -> Result<Self, OpenError> {
        // Before SQLite makes it: its log takes the permissions of the file.
        let mut closed = std::fs::OpenOptions::new();
        let made = closed.create(true).append(true).mode(0o600).open(path);
        let kept = made.and_then(|file| file.set_permissions(PermissionsExt::from_mode(0o600)));
        kept.map_err(|source| failed(path, source))?;
        let mut connection = sqlite::cache_writer(path, &STEPS).await?;
        let sqlite = |source| OpenError::Sqlite { file: path.display().to_string(), source };
        sqlx::query("INSERT INTO word (word) VALUES ('integrity-check')")
            .execute(&mut connection)
            .await
            .map_err(sqlite)?;
        // Forgetting may have been cut short between commit and emptying.
        let unemptied = !empty_log(&mut connection).await.map_err(sqlite)?;
        let inside = Inside { connection, gone: HashSet::new(), told: None, unemptied };
        let readers = sqlite::readers(path, READERS).await?;
        Ok(Self { readers, writer: Mutex::new(inside) })
    }

    /// The petitions in whose texts each of `words` begins a word; the words are folded.
    pub(super) async fn find(&self, words: &[String]) -> Result<Vec<StreamId>, sqlx::Error> {
        let each = words.iter().map(|word| format!("\"{}\"*", word.replace('"', "")));
        let found = sqlx::query_scalar::<_, Uuid>(
            "SELECT s.stream FROM word w JOIN searched s ON s.id = w.rowid WHERE w.word MATCH ?",
        )
        .bind(each.collect::<Vec<_>>().join(" "))
        .fetch_all(&self.readers)
        .await?;
        Ok(found.into_iter().map(StreamId).collect())
    }

    /// The seals of the texts that those of `streams` have which are in the file.
    pub(super) async fn seals_of(
        &self,
        streams: &[StreamId],
    ) -> Result<HashMap<StreamId, String>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT s.stream, s.seals FROM json_each(?) wanted
             JOIN searched s ON s.stream = unhex(wanted.value)",
        )
        .bind(listed(streams))
        .fetch_all(&self.readers)
        .await?;
        let pair = |row: &sqlx::sqlite::SqliteRow| {
            Ok((StreamId(row.try_get("stream")?), row.try_get("seals")?))
        };
        rows.iter().map(pair).collect()
    }

    /// Every petition that is in the file.
    pub(super) async fn streams(&self) -> Result<Vec<StreamId>, sqlx::Error> {
        let all = sqlx::query_scalar::<_, Uuid>("SELECT stream FROM searched");
        Ok(all.fetch_all(&self.readers).await?.into_iter().map(StreamId).collect())
    }

    /// Puts texts in, in the place of what is there of the same petitions.
    pub(super) async fn put(&self, texts: &[Texts]) -> Result<(), sqlx::Error> {
        let mut inside = self.writer.lock().await;
        let Inside { connection, gone, .. } = &mut *inside;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        for text in texts.iter().filter(|text| !gone.contains(&text.stream)) {
            let id: i64 = sqlx::query_scalar(
                "INSERT INTO searched (stream, seals) VALUES (?, ?)
                 ON CONFLICT (stream) DO UPDATE SET seals = excluded.seals RETURNING id",
            )
            .bind(text.stream.0)
            .bind(&text.seals)
            .fetch_one(&mut *transaction)
            .await?;
            let old = sqlx::query("DELETE FROM word WHERE rowid = ?").bind(id);
            old.execute(&mut *transaction).await?;
            let new = sqlx::query("INSERT INTO word (rowid, words) VALUES (?, ?)");
            new.bind(id).bind(&text.words).execute(&mut *transaction).await?;
        }
        transaction.commit().await
    }

    /// How many keys were gone when the vault was last asked.
    pub(super) async fn told(&self) -> Option<u64> {
        self.writer.lock().await.told
    }

    /// Empties the file of `streams`, whose keys are gone, and takes them never again; `told` is how
    /// many keys are gone.
    pub(super) async fn bury(&self, streams: &[StreamId], told: u64) -> Result<(), sqlx::Error> {
        let mut inside = self.writer.lock().await;
        inside.gone.extend(streams);
        inside.forget(streams).await?;
        inside.told = Some(told);
        Ok(())
    }

    /// Empties the file of `streams`; they may come in again.
    pub(super) async fn forget(&self, streams: &[StreamId]) -> Result<(), sqlx::Error> {
        self.writer.lock().await.forget(streams).await
    }

    /// Empties the log of what was deleted, where a reader was in the way before.
    pub(super) async fn empty(&self) -> Result<(), sqlx::Error> {
        self.writer.lock().await.forget(&[]).await
    }
}

impl Inside {
    async fn forget(&mut self, streams: &[StreamId]) -> Result<(), sqlx::Error> {
        if !streams.is_empty() {
            let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
            let ids: Vec<i64> = sqlx::query_scalar(
                "SELECT s.id FROM json_each(?) wanted
                 JOIN searched s ON s.stream = unhex(wanted.value)",
            )
            .bind(listed(streams))
            .fetch_all(&mut *transaction)
            .await?;
            for id in &ids {
                for table in
                    ["DELETE FROM word WHERE rowid = ?", "DELETE FROM searched WHERE id = ?"]
                {
                    sqlx::query(table).bind(id).execute(&mut *transaction).await?;
                }
            }
            transaction.commit().await?;
            self.unemptied |= !ids.is_empty();
        }
        if self.unemptied {
            self.unemptied = !empty_log(&mut self.connection).await?;
        }
        Ok(())
    }
}

/// `secure_delete` overwrites what is deleted in the file; the write-ahead log, which still holds the
/// pages of before, is cut to nothing. Not so while somebody reads: then it is tried again.
async fn empty_log(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(connection).await?;
    let busy: i64 = row.try_get(0)?;
    Ok(busy == 0)
}

fn listed(streams: &[StreamId]) -> String {
    let ids = streams.iter().map(|id| id.0.simple().to_string());
    serde_json::Value::from_iter(ids).to_string()
}

fn failed(path: &Path, source: std::io::Error) -> OpenError {
    OpenError::Sqlite { file: path.display().to_string(), source: sqlx::Error::Io(source) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(n: u128, words: &str) -> Texts {
        let column = register::search::column(&[words]);
        Texts { stream: StreamId(Uuid::from_u128(n)), seals: format!("s{n}"), words: column }
    }

    async fn found(file: &SearchFile, text: &str) -> Vec<u128> {
        let mut found = file.find(&register::search::words(text)).await.unwrap();
        found.sort_unstable();
        found.into_iter().map(|stream| stream.0.as_u128()).collect()
    }

    /// Whether `word` stands anywhere in what is on the disk.
    fn on_disk(dir: &Path, word: &str) -> bool {
        let files = std::fs::read_dir(dir).unwrap();
        let mut bytes = files.map(|file| std::fs::read(file.unwrap().path()).unwrap());
        bytes.any(|bytes| bytes.windows(word.len()).any(|part| part == word.as_bytes()))
    }

    #[tokio::test]
    async fn words_are_found_without_marks_from_their_start_and_all_together() {
        let dir = tempfile::tempdir().unwrap();
        let file = SearchFile::open(dir.path()).await.unwrap();
        file.put(&[texts(1, "Ngõ 5 ngập, hỏng"), texts(2, "Đường 12/3-A")]).await.unwrap();
        for (text, expected) in [
            ("NGAP ngo", vec![1]),
            ("nga", vec![1]),
            ("gap", vec![]),
            ("ngap duong", vec![]),
            ("đườ", vec![2]),
            ("12/3", vec![2]),
            ("\" OR *", vec![]),
        ] {
            assert_eq!(found(&file, text).await, expected, "{text}");
        }
        let mode = std::fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[tokio::test]
    async fn what_is_buried_is_nowhere_on_the_disk_and_never_comes_again() {
        let dir = tempfile::tempdir().unwrap();
        let file = SearchFile::open(dir.path()).await.unwrap();
        file.put(&[texts(1, "zxqwvunique"), texts(2, "zxother")]).await.unwrap();
        assert!(on_disk(dir.path(), "zxqwvunique"));
        file.bury(&[texts(1, "").stream], 1).await.unwrap();
        assert!(!on_disk(dir.path(), "qwvunique"));
        file.put(&[texts(1, "zxqwvunique")]).await.unwrap();
        assert_eq!((found(&file, "zx").await, file.told().await), (vec![2], Some(1)));
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_read_is_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), "not a database, by far not one").unwrap();
        let file = SearchFile::open(dir.path()).await.unwrap();
        file.put(&[texts(1, "Ngõ")]).await.unwrap();
        assert_eq!(found(&file, "ngo").await, [1]);
    }
}
