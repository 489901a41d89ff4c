//! One petition: its row, its history, and how it stood at a position or on a day.

use proto::{Day, Digest, Position, StreamId};
use sqlx::{QueryBuilder, Row, Sqlite};
use uuid::Uuid;

use crate::entry::{COLUMNS, Entry, signed};
use crate::held::Held;
use crate::list::{PetitionRow, SELECT};
use crate::read::{ReadError, Register};

/// At which point in time; both none for now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AsOf {
    /// Up to this event of the log.
    pub at: Option<Position>,
    /// Only what had happened by this day.
    pub on: Option<Day>,
}

impl Register {
    /// The stream of the petition that people call `name`: its number, or its stream's id.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn petition_called(&self, name: &str) -> Result<Option<StreamId>, ReadError> {
        let by_id = Uuid::parse_str(name).ok();
        let found = match by_id {
            Some(id) => {
                sqlx::query_scalar("SELECT stream FROM petition WHERE stream = ?")
                    .bind(id)
                    .fetch_optional(&self.pool)
                    .await?
            }
            None => {
                sqlx::query_scalar("SELECT stream FROM petition WHERE number = ?")
                    .bind(name)
                    .fetch_optional(&self.pool)
                    .await?
            }
        };
        Ok(found.map(StreamId))
    }

    /// The petition with this HMAC of a tracking code.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn petition_tracked(&self, mac: Digest) -> Result<Option<PetitionRow>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE p.tracking_mac = ").push_bind(mac.0.to_vec());
        let row = query.build().fetch_optional(&self.pool).await?;
        row.as_ref().map(PetitionRow::from_row).transpose()
    }

    /// Every event of `stream` up to `at`, in order.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn history(
        &self,
        stream: StreamId,
        at: Option<Position>,
    ) -> Result<Vec<Entry>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(format!(
            "SELECT {COLUMNS} FROM entry e WHERE e.stream_tag =
             (SELECT stream_tag FROM entry WHERE stream = "
        ));
        query.push_bind(stream.0).push(" LIMIT 1)");
        if let Some(at) = at {
            query.push(" AND e.position <= ").push_bind(signed(at.0));
        }
        query.push(" ORDER BY e.version");
        let rows = query.build().fetch_all(&self.pool).await?;
        rows.iter().map(Entry::from_row).collect()
    }

    /// The petition of `stream` as it stood; its `petition.received` is none before it existed.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn petition(
        &self,
        stream: StreamId,
        as_of: AsOf,
    ) -> Result<(Held, Vec<Entry>), ReadError> {
        let mut entries = self.history(stream, as_of.at).await?;
        let held = Held::after(&entries, as_of.on);
        if let Some(on) = as_of.on {
            entries.retain(|entry| {
                entry.content.as_ref().is_none_or(|(envelope, _)| envelope.occurred_on <= on)
            });
        }
        Ok((held, entries))
    }

    /// The rows of petitions, in the order asked; those unknown are left out.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn rows_of(&self, petitions: &[StreamId]) -> Result<Vec<PetitionRow>, ReadError> {
        let ids = petitions.iter().map(|id| id.0.simple().to_string());
        let ids = serde_json::Value::from_iter(ids).to_string();
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" JOIN json_each(").push_bind(ids);
        query.push(") wanted ON p.stream = unhex(wanted.value) ORDER BY wanted.key");
        let rows = query.build().fetch_all(&self.pool).await?;
        rows.iter().map(PetitionRow::from_row).collect()
    }

    /// The numbers of petitions, in the order asked; those unknown are left out.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn numbers_of(
        &self,
        petitions: &[StreamId],
    ) -> Result<Vec<(StreamId, String)>, ReadError> {
        let ids = petitions.iter().map(|id| id.0.simple().to_string());
        let ids = serde_json::Value::from_iter(ids).to_string();
        let rows = sqlx::query(
            "SELECT p.stream, p.number FROM json_each(?) wanted
             JOIN petition p ON p.stream = unhex(wanted.value) ORDER BY wanted.key",
        )
        .bind(ids)
        .fetch_all(&self.pool)
        .await?;
        let pair = |row: &sqlx::sqlite::SqliteRow| {
            Ok((StreamId(row.try_get("stream")?), row.try_get("number")?))
        };
        rows.iter().map(pair).collect()
    }
}
