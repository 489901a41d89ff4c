//! The one home of opening SQLite files.

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, SqliteConnection};

/// The oldest SQLite that we trust: 3.51.3 mends the loss of commits in WAL mode.
const OLDEST: (u32, u32, u32) = (3, 51, 3);

/// Why a file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The bundled SQLite is too old; a dependency was resolved down.
    #[error("SQLite {found} is older than 3.51.3: rebuild with the committed Cargo.lock")]
    TooOld {
        /// What was found.
        found: String,
    },
    /// The file's schema is of a newer program, or was edited.
    #[error("the schema of {file} does not fit this program (made by a newer version?)")]
    Schema {
        /// Which.
        file: String,
        /// Why.
        #[source]
        source: sqlx::migrate::MigrateError,
    },
    /// SQLite's own refusal.
    #[error("cannot open {file}")]
    Sqlite {
        /// Which.
        file: String,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
}

/// One step of a schema: its number `YYYYMMDDHHMMSS`, its name, its SQL. Never edited once landed.
#[derive(Debug, Clone, Copy)]
pub struct Step(pub i64, pub &'static str, pub &'static str);

/// How a file is opened: WAL, `synchronous=FULL` (an answered commit survives a power cut), foreign
/// keys, deleted content overwritten.
#[must_use]
pub fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("secure_delete", "on")
}

/// Opens the one connection that writes, and brings the schema up to date.
///
/// # Errors
/// [`OpenError`]; each says what to do.
pub async fn writer(path: &Path, steps: &[Step]) -> Result<SqliteConnection, OpenError> {
    open(path, options(path), steps).await
}

/// As [`writer`], for a file that is made again from the log: a power cut may take its last commits
/// back, all or none of each. Nothing waits for the disk.
///
/// # Errors
/// As [`writer`].
pub async fn cache_writer(path: &Path, steps: &[Step]) -> Result<SqliteConnection, OpenError> {
    open(path, options(path).synchronous(SqliteSynchronous::Normal), steps).await
}

async fn open(
    path: &Path,
    options: SqliteConnectOptions,
    steps: &[Step],
) -> Result<SqliteConnection, OpenError> {
    let file = || path.display().to_string();
    let sqlite = |source| OpenError::Sqlite { file: file(), source };
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(sqlite)?;
    let found: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(&mut connection)
        .await
        .map_err(sqlite)?;
    if version(&found) < Some(OLDEST) {
        return Err(OpenError::TooOld { found });
    }
    let steps = steps.iter().map(|&Step(number, name, sql)| {
        let sql = sqlx::SqlStr::from_static(sql);
        Migration::new(number, name.into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(steps.collect())
        .run_direct(None, &mut connection, false)
        .await
        .map_err(|source| OpenError::Schema { file: file(), source })?;
    Ok(connection)
}

/// Opens at most `connections` connections that only read. The file must exist.
///
/// # Errors
/// [`OpenError::Sqlite`].
pub async fn readers(path: &Path, connections: u32) -> Result<SqlitePool, OpenError> {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(options(path).create_if_missing(false).read_only(true))
        .await
        .map_err(|source| OpenError::Sqlite { file: path.display().to_string(), source })
}

/// Copies the database at `from`, as it is at one moment, into a new file at `to`; its writer goes
/// on meanwhile. The copy is on the disk when this returns.
///
/// # Errors
/// [`OpenError::Sqlite`]: no such database, `to` exists, or the disk is full; `to` is of no use then.
pub async fn copy(from: &Path, to: &Path) -> Result<(), OpenError> {
    let failed = |path: &Path| {
        let file = path.display().to_string();
        move |source| OpenError::Sqlite { file, source }
    };
    let source = options(from).create_if_missing(false);
    let mut connection = SqliteConnection::connect_with(&source).await.map_err(failed(from))?;
    sqlx::query("VACUUM INTO ?")
        .bind(to.display().to_string())
        .execute(&mut connection)
        .await
        .map_err(failed(to))?;
    connection.close().await.map_err(failed(from))?;
    // The copy begins without a write-ahead log; whoever reads it later may not be able to turn it on.
    let copy = SqliteConnection::connect_with(&options(to)).await.map_err(failed(to))?;
    copy.close().await.map_err(failed(to))?;
    let synced = std::fs::File::open(to).and_then(|file| file.sync_all());
    synced.map_err(|error| failed(to)(sqlx::Error::Io(error)))
}

fn version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}
