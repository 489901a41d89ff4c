//! The log in one SQLite file.
//!
//! One writer per data directory, held by a lock file: a second one would find itself behind the
//! first's transactions and read a head that is not its own. Readers are other connections of the
//! same file in WAL mode and never wait for the writer. Tables and triggers: `migrations/sqlite`.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use proto::{Incarnation, Origin};
use runtime::sqlite::Step;
use sqlx::{Connection, SqliteConnection};

use super::EngineError;

mod read;
mod row;
mod write;

pub use read::{SqliteReader, SqliteSnapshot};

/// The log's file in the data directory.
pub const FILE: &str = "store.sqlite";
const LOCK: &str = "store.lock";

/// The schema, oldest step first. A step is never edited once it has landed.
const STEPS: [Step; 5] = [
    Step(
        20_261_122_090_000,
        "create_events",
        include_str!("../../migrations/sqlite/20261122090000_create_events.sql"),
    ),
    Step(
        20_261_122_090_100,
        "create_decisions",
        include_str!("../../migrations/sqlite/20261122090100_create_decisions.sql"),
    ),
    Step(
        20_261_122_090_200,
        "create_erasures",
        include_str!("../../migrations/sqlite/20261122090200_create_erasures.sql"),
    ),
    Step(
        20_261_122_090_300,
        "create_bodies",
        include_str!("../../migrations/sqlite/20261122090300_create_bodies.sql"),
    ),
    Step(
        20_261_122_090_400,
        "create_head",
        include_str!("../../migrations/sqlite/20261122090400_create_head.sql"),
    ),
];

/// Why a data directory cannot be written. Each is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another store runs on this directory.
    #[error("another store already writes in {data}")]
    Locked {
        /// Which.
        data: String,
    },
    /// The directory or its lock file cannot be made.
    #[error("cannot use {data}")]
    Folder {
        /// Which.
        data: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A new log needs an origin.
    #[error("a new log is begun here: say which with --origin NAME")]
    OriginNeeded,
    /// The log is another one.
    #[error("{data} holds the log of {found}, not of {asked}")]
    OtherOrigin {
        /// Which directory.
        data: String,
        /// Its origin.
        found: Origin,
        /// The origin asked for.
        asked: Origin,
    },
    /// The file cannot be opened, or was made by a newer version.
    #[error(transparent)]
    File(#[from] runtime::sqlite::OpenError),
    /// The database failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// The one connection that appends to a SQLite file.
#[derive(Debug)]
pub struct SqliteWriter {
    path: PathBuf,
    connection: SqliteConnection,
    /// Released when this is dropped, or the process ends in whatever way.
    _lock: File,
}

impl SqliteWriter {
    /// Opens the log in `data`, beginning a new one there as `origin` if there is none, and counts
    /// this writer in: earlier ones are deposed.
    ///
    /// # Errors
    /// [`OpenError`]; each says what to do.
    pub async fn open(data: &Path, origin: Option<&Origin>) -> Result<Self, OpenError> {
        let lock = lock(data)?;
        let path = data.join(FILE);
        let mut connection = runtime::sqlite::writer(&path, &STEPS).await?;
        let stored: Option<String> = sqlx::query_scalar("SELECT origin FROM head")
            .fetch_optional(&mut connection)
            .await
            .map_err(EngineError::from)?;
        match (stored, origin) {
            (None, None) => return Err(OpenError::OriginNeeded),
            (None, Some(origin)) => begin_log(&mut connection, origin).await?,
            (Some(found), asked) => {
                let unreadable = EngineError::Unreadable { column: "head.origin" };
                let found = Origin::new(&found).map_err(|_| unreadable)?;
                if let Some(asked) = asked.filter(|asked| **asked != found) {
                    let data = data.display().to_string();
                    return Err(OpenError::OtherOrigin { data, found, asked: asked.clone() });
                }
            }
        }
        sqlx::query("UPDATE head SET writer_term = writer_term + 1")
            .execute(&mut connection)
            .await
            .map_err(EngineError::from)?;
        Ok(Self { path, connection, _lock: lock })
    }

    /// Opens readers of the same log.
    ///
    /// # Errors
    /// [`OpenError::File`].
    pub async fn readers(&self) -> Result<SqliteReader, OpenError> {
        Ok(SqliteReader::of(&self.path).await?)
    }

    /// Lets the file grow by at most `pages` pages, as if the disk ended there; until this
    /// connection is opened anew.
    ///
    /// # Errors
    /// [`EngineError`].
    pub async fn grow_at_most(&mut self, pages: u32) -> Result<(), EngineError> {
        let now: i64 =
            sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut self.connection).await?;
        let pragma = format!("PRAGMA max_page_count = {}", now.saturating_add(i64::from(pages)));
        sqlx::raw_sql(sqlx::AssertSqlSafe(pragma)).execute(&mut self.connection).await?;
        Ok(())
    }

    async fn reopen(&mut self) -> Result<(), EngineError> {
        let fresh = SqliteConnection::connect_with(&runtime::sqlite::options(&self.path)).await?;
        let broken = std::mem::replace(&mut self.connection, fresh);
        // Whatever closing says, the connection is gone, and its transaction with it.
        let _ = broken.close().await;
        Ok(())
    }
}

/// Gives the log in `data` a new incarnation, and leaves all of it in its one file.
pub(crate) async fn begin_life(data: &Path, incarnation: Incarnation) -> Result<(), OpenError> {
    let SqliteWriter { mut connection, .. } = SqliteWriter::open(data, None).await?;
    sqlx::query("UPDATE head SET incarnation = ?1")
        .bind(incarnation.as_bytes().as_slice())
        .execute(&mut connection)
        .await
        .map_err(EngineError::from)?;
    // The last connection that closes empties the write-ahead log into the file.
    Ok(connection.close().await.map_err(EngineError::from)?)
}

fn lock(data: &Path) -> Result<File, OpenError> {
    let shown = || data.display().to_string();
    let folder = |source| OpenError::Folder { data: shown(), source };
    std::fs::create_dir_all(data).map_err(folder)?;
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(data.join(LOCK))
        .map_err(folder)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked { data: shown() }),
        Err(TryLockError::Error(source)) => Err(folder(source)),
    }
}

async fn begin_log(connection: &mut SqliteConnection, origin: &Origin) -> Result<(), EngineError> {
    let incarnation = Incarnation(runtime::random::uuid());
    sqlx::query(
        "INSERT INTO head (one, origin, incarnation, position, decision, roll, writer_term) \
         VALUES (1, ?1, ?2, 0, 0, zeroblob(32), 0)",
    )
    .bind(origin.as_str())
    .bind(incarnation.as_bytes().as_slice())
    .execute(connection)
    .await?;
    Ok(())
}

impl From<sqlx::Error> for EngineError {
    /// By SQLite's result code (<https://sqlite.org/rescode.html>), never by its words.
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|database| database.code());
        let Some(code) = code.and_then(|code| code.parse::<i32>().ok()) else {
            return Self::Other(Box::new(error));
        };
        match code & 0xff {
            13 => Self::Full,
            5 | 6 => Self::Held,
            10 => Self::Disk { code },
            3 | 8 | 14 | 23 => Self::Denied { code },
            19 => Self::Refused { code },
            11 | 26 => Self::Damaged { code },
            _ => Self::Other(Box::new(error)),
        }
    }
}
