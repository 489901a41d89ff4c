//! Copying a running log, and beginning a new life of it from a copy.
//!
//! A restored log may lack events that readers have seen, and gives their positions to others. So
//! it gets a new incarnation: every reader compares, and reads anew what differs.

use std::fs;
use std::path::{Path, PathBuf};

use proto::Incarnation;

use crate::engine::sqlite::{self, OpenError, SqliteReader};
use crate::engine::{EngineError, Head, Reader as _, Snapshot as _};

/// Why a copy could not be made or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The log cannot be opened, or another store runs there.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The copy cannot be made.
    #[error(transparent)]
    Copy(#[from] runtime::sqlite::OpenError),
    /// The database failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A log is there already: nothing is ever written over one.
    #[error("{path} holds a log already: move it away first")]
    InTheWay {
        /// Which.
        path: PathBuf,
    },
    /// A file cannot be used.
    #[error("cannot use {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// The name of the log's copy in a backup.
pub const COPY: &str = sqlite::FILE;

/// Copies the log in `data` into the folder `to`, beside its running store; the head of the copy.
///
/// # Errors
/// [`BackupError`].
pub async fn backup(data: &Path, to: &Path) -> Result<Head, BackupError> {
    runtime::sqlite::copy(&data.join(sqlite::FILE), &to.join(COPY)).await?;
    Ok(SqliteReader::open(to).await?.snapshot().await?.head().await?)
}

/// Puts the log's copy in the folder `from` into `data`, where none is, as a new life of the log.
///
/// # Errors
/// [`BackupError`]; `data` holds no log then.
pub async fn restore(from: &Path, data: &Path) -> Result<Head, BackupError> {
    let target = data.join(sqlite::FILE);
    if target.exists() {
        return Err(BackupError::InTheWay { path: target });
    }
    let file = |path: &Path| {
        let path = path.to_owned();
        move |source| BackupError::File { path, source }
    };
    // Made whole beside its place, so that a half-copied log is never taken for one.
    let staged = data.join("restoring");
    if staged.exists() {
        fs::remove_dir_all(&staged).map_err(file(&staged))?;
    }
    fs::create_dir_all(&staged).map_err(file(&staged))?;
    runtime::sqlite::copy(&from.join(COPY), &staged.join(sqlite::FILE)).await?;
    sqlite::begin_life(&staged, Incarnation(runtime::random::uuid())).await?;
    let head = SqliteReader::open(&staged).await?.snapshot().await?.head().await?;
    fs::rename(staged.join(sqlite::FILE), &target).map_err(file(&target))?;
    fs::remove_dir_all(&staged).map_err(file(&staged))?;
    fs::File::open(data).and_then(|folder| folder.sync_all()).map_err(file(data))?;
    Ok(head)
}
