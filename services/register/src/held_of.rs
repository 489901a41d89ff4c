//! Many petitions folded at once, by one query.

use std::collections::BTreeMap;

use proto::{Digest, StreamId};
use sqlx::{QueryBuilder, Sqlite};

use crate::entry::{COLUMNS, Entry};
use crate::held::Held;
use crate::read::{ReadError, Register};

impl Register {
    /// The petitions of `streams` as they stand; those unknown are left out.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn held_of(
        &self,
        streams: &[StreamId],
    ) -> Result<BTreeMap<StreamId, Held>, ReadError> {
        let ids = streams.iter().map(|id| id.0.simple().to_string());
        let ids = serde_json::Value::from_iter(ids).to_string();
        let mut query = QueryBuilder::<Sqlite>::new(format!("SELECT {COLUMNS} FROM entry e"));
        query.push(" WHERE e.stream_tag IN (SELECT p.stream_tag FROM json_each(");
        query.push_bind(ids);
        query.push(") wanted JOIN petition p ON p.stream = unhex(wanted.value))");
        query.push(" ORDER BY e.stream_tag, e.version");
        let rows = query.build().fetch_all(&self.pool).await?;
        let mut entries: BTreeMap<Digest, Vec<Entry>> = BTreeMap::new();
        for row in &rows {
            let entry = Entry::from_row(row)?;
            entries.entry(entry.stream_tag).or_default().push(entry);
        }
        let held = entries.values().map(|of| Held::after(of, None));
        Ok(held.filter_map(|held| Some((held.stream?, held))).collect())
    }
}
