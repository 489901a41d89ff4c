//! Reading the register: a pool of connections that only read, and what is known without asking.

use std::path::Path;
use std::sync::Arc;

use directory::Pins;
use proto::{Incarnation, Position};
use runtime::consume::Cursor;
use runtime::sqlite::{self, OpenError};
use sqlx::SqlitePool;
use tokio::sync::watch;

use crate::write::Writer;

/// Connections that read at the same time; more wait for a moment.
const READERS: u32 = 8;

/// What the register holds, as of its last transaction.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// How far the log was folded; none before the first event.
    pub cursor: Option<Cursor>,
    /// Directory and rules at that position.
    pub pins: Arc<Pins>,
}

impl Known {
    /// The last position folded; 0 before the first event.
    #[must_use]
    pub fn position(&self) -> Position {
        self.cursor.map_or(Position(0), |cursor| cursor.position)
    }

    /// Of which life of the log; none before the first event.
    #[must_use]
    pub fn incarnation(&self) -> Option<Incarnation> {
        self.cursor.map(|cursor| cursor.incarnation)
    }
}

/// Why the register could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// SQLite's own; asking again may help.
    #[error("the register cannot be read")]
    Sqlite(#[from] sqlx::Error),
    /// What is in the file is not what this program writes: delete it, it will be made anew.
    #[error("the register is damaged: {what}")]
    Damaged {
        /// Which part.
        what: String,
    },
}

/// Reads the register. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Register {
    pub(crate) pool: SqlitePool,
    known: watch::Receiver<Known>,
}

impl Register {
    /// Opens or makes the file: what reads it, and the one that writes it.
    ///
    /// # Errors
    /// [`OpenError`]; each says what to do. The file may always be deleted.
    pub async fn open(path: &Path) -> Result<(Self, Writer), OpenError> {
        let writer = Writer::open(path).await?;
        let pool = sqlite::readers(path, READERS).await?;
        Ok((Self { pool, known: writer.known() }, writer))
    }

    /// What it holds now. Queries that start later see at least this.
    #[must_use]
    pub fn known(&self) -> Known {
        self.known.borrow().clone()
    }

    /// Tells of every change. The change is in the file before it is told.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Known> {
        self.known.clone()
    }
}
