//! Petitions by what is due, the most pressing first: the other order of the book, and what waits
//! for a body.

use std::collections::BTreeMap;

use proto::{BodyId, StreamId};
use sqlx::{QueryBuilder, Sqlite};

use crate::entry::{COLUMNS, Entry};
use crate::held::Held;
use crate::list::{PetitionRow, SELECT};
use crate::read::{ReadError, Register};

impl Register {
    /// Petitions at which it may be the turn of one of `bodies`, by day, at most `limit`, each as
    /// its events made it: something is due from one of them, or they have a hand in one that needs
    /// a person or was claimed to be done; parties are asked; or it lies with a standing committee
    /// of `councils`. Whose turn it really is, the petition and the rules tell.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn may_wait_for(
        &self,
        bodies: &[BodyId],
        councils: &[BodyId],
        limit: u32,
    ) -> Result<Vec<(PetitionRow, Held)>, ReadError> {
        let (bodies, councils) = (ids(bodies), ids(councils));
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE p.due_whose IN (SELECT unhex(value) FROM json_each(");
        query.push_bind(bodies.clone());
        query.push(
            ")) OR p.stage = 'being_agreed' OR ((p.due IS NOT NULL OR p.needs_person = 1
             OR p.stage = 'followed') AND p.stream IN (SELECT petition FROM petition_hand
             WHERE body IN (SELECT unhex(value) FROM json_each(",
        );
        query.push_bind(bodies);
        query.push(
            ")))) OR (p.stage IN ('agreed', 'returned', 'contested', 'settled')
             AND p.council IN (SELECT unhex(value) FROM json_each(",
        );
        query.push_bind(councils);
        query.push("))) ORDER BY p.due IS NULL, p.due, p.received_position LIMIT ");
        query.push_bind(i64::from(limit));
        let rows = query.build().fetch_all(&self.pool).await?;
        let rows: Vec<PetitionRow> =
            rows.iter().map(PetitionRow::from_row).collect::<Result<_, _>>()?;
        let mut held = self.held(&rows).await?;
        let with = |row: PetitionRow| {
            let held = held.remove(&row.stream).unwrap_or_default();
            (row, held)
        };
        Ok(rows.into_iter().map(with).collect())
    }

    /// All of these petitions as their events made them, in one query.
    async fn held(&self, rows: &[PetitionRow]) -> Result<BTreeMap<StreamId, Held>, ReadError> {
        let streams = rows.iter().map(|row| row.stream.0.simple().to_string());
        let mut query = QueryBuilder::<Sqlite>::new(format!(
            "SELECT {COLUMNS} FROM entry e WHERE e.stream_tag IN (SELECT stream_tag FROM petition
             WHERE stream IN (SELECT unhex(value) FROM json_each("
        ));
        query.push_bind(serde_json::Value::from_iter(streams).to_string());
        query.push("))) ORDER BY e.stream_tag, e.version");
        let entries = query.build().fetch_all(&self.pool).await?;
        let mut by_tag: BTreeMap<_, Held> = BTreeMap::new();
        for row in &entries {
            let entry = Entry::from_row(row)?;
            by_tag.entry(entry.stream_tag).or_default().take(&entry, None);
        }
        Ok(by_tag.into_values().filter_map(|held| Some((held.stream?, held))).collect())
    }
}

fn ids(bodies: &[BodyId]) -> String {
    let ids = bodies.iter().map(|body| body.0.simple().to_string());
    serde_json::Value::from_iter(ids).to_string()
}
