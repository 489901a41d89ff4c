//! One digest over every row, to compare a register with the one that a rebuild makes.
//!
//! Every table counts, whatever it is called, in the order of names; every column counts but the
//! cursor's incarnation, since a log restored from a backup has the same rows.

use futures_util::TryStreamExt;
use proto::Digest;
use sha2::{Digest as _, Sha256};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::read::{ReadError, Register};

impl Register {
    /// SHA-256 over all rows of all tables. Equal logs folded by equal programs give equal digests.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn digest(&self) -> Result<Digest, ReadError> {
        let mut snapshot = self.pool.begin().await?;
        let tables = tables(&mut snapshot).await?;
        let mut hash = Sha256::new();
        for table in &tables {
            add(&mut hash, table);
            add_rows(&mut snapshot, table, &mut hash).await?;
        }
        Ok(Digest(hash.finalize().into()))
    }
}

/// Every table that the fold writes, by name.
pub(crate) async fn tables(connection: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table'
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '_sqlx_migrations'
         ORDER BY name",
    )
    .fetch_all(connection)
    .await
}

fn add(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text.as_bytes());
}

async fn add_rows(
    connection: &mut SqliteConnection,
    table: &str,
    hash: &mut Sha256,
) -> Result<(), ReadError> {
    let columns: Vec<(String, i64)> =
        sqlx::query_as("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid")
            .bind(table)
            .fetch_all(&mut *connection)
            .await?;
    let counted = columns.iter().filter(|(name, _)| (table, name.as_str()) != EXCEPT);
    let quoted: Vec<String> = counted.map(|(name, _)| format!("quote({name})")).collect();
    let mut key: Vec<&(String, i64)> = columns.iter().filter(|(_, pk)| *pk > 0).collect();
    key.sort_by_key(|(_, pk)| *pk);
    let key: Vec<&str> = key.into_iter().map(|(name, _)| name.as_str()).collect();
    let mut query = QueryBuilder::<Sqlite>::new(format!(
        "SELECT {} FROM {table} ORDER BY {}",
        quoted.join(" || ',' || "),
        key.join(", ")
    ));
    let mut rows = query.build_query_scalar::<String>().fetch(connection);
    while let Some(row) = rows.try_next().await? {
        add(hash, &row);
    }
    Ok(())
}

/// The one column that does not count.
const EXCEPT: (&str, &str) = ("cursor", "incarnation");
