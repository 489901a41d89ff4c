//! A reader's cursor in a small SQLite file of its own.

use std::path::Path;

use proto::{Digest, Incarnation, Position};
use sqlx::SqliteConnection;

use crate::consume::Cursor;
use crate::sqlite::{self, OpenError, Step};

const STEPS: &[Step] = &[Step(
    20_261_122_000_000,
    "create_cursor",
    "CREATE TABLE cursor (one INTEGER PRIMARY KEY CHECK (one = 1), incarnation BLOB NOT NULL,
     position INTEGER NOT NULL, leaf BLOB NOT NULL) STRICT",
)];

/// The file, opened for writing.
#[derive(Debug)]
pub struct CursorFile {
    connection: SqliteConnection,
    path: String,
    saved: Option<Cursor>,
}

impl CursorFile {
    /// Opens or makes the file.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(path: &Path) -> Result<Self, OpenError> {
        let connection = sqlite::cache_writer(path, STEPS).await?;
        Ok(Self { connection, path: path.display().to_string(), saved: None })
    }

    /// The cursor in the file.
    ///
    /// # Errors
    /// [`OpenError::Sqlite`].
    pub async fn read(&mut self) -> Result<Option<Cursor>, OpenError> {
        self.saved = read(&mut self.connection)
            .await
            .map_err(|source| OpenError::Sqlite { file: self.path.clone(), source })?;
        Ok(self.saved)
    }

    /// What is in the file, as last read or written.
    #[must_use]
    pub fn saved(&self) -> Option<Cursor> {
        self.saved
    }

    /// Saves the cursor.
    ///
    /// # Errors
    /// SQLite's own.
    pub async fn write(&mut self, cursor: Cursor) -> Result<(), sqlx::Error> {
        write(&mut self.connection, cursor).await?;
        self.saved = Some(cursor);
        Ok(())
    }

    /// Forgets the cursor.
    ///
    /// # Errors
    /// SQLite's own.
    pub async fn clear(&mut self) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM cursor").execute(&mut self.connection).await?;
        self.saved = None;
        Ok(())
    }
}

/// The cursor in the table `cursor`, for readers that keep it beside their own tables.
///
/// # Errors
/// SQLite's own.
pub async fn read(connection: &mut SqliteConnection) -> Result<Option<Cursor>, sqlx::Error> {
    let row: Option<(Vec<u8>, i64, Vec<u8>)> =
        sqlx::query_as("SELECT incarnation, position, leaf FROM cursor")
            .fetch_optional(connection)
            .await?;
    Ok(row.and_then(|(incarnation, position, leaf)| {
        Some(Cursor {
            incarnation: Incarnation(uuid::Uuid::from_slice(&incarnation).ok()?),
            position: Position(u64::try_from(position).ok()?),
            leaf: Digest(leaf.try_into().ok()?),
        })
    }))
}

/// Writes the cursor into the table `cursor`, in the caller's transaction if there is one.
///
/// # Errors
/// SQLite's own.
pub async fn write(connection: &mut SqliteConnection, cursor: Cursor) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO cursor (one, incarnation, position, leaf) VALUES (1, ?, ?, ?)
         ON CONFLICT (one) DO UPDATE SET
         incarnation = excluded.incarnation, position = excluded.position, leaf = excluded.leaf",
    )
    .bind(cursor.incarnation.as_bytes().as_slice())
    .bind(i64::try_from(cursor.position.0).unwrap_or(i64::MAX))
    .bind(cursor.leaf.0.as_slice())
    .execute(connection)
    .await?;
    Ok(())
}
