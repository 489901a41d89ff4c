//! Several petitions at once, each as folded from its stream: what the desks of letters show.

use std::collections::BTreeMap;

use proto::stage::Stage;
use proto::{BodyId, Position, StreamId};
use sqlx::{QueryBuilder, Row, Sqlite};

use crate::entry::{COLUMNS, Entry, signed};
use crate::held::Held;
use crate::list::{Page, PetitionRow, SELECT};
use crate::read::{ReadError, Register};

/// A list of ids as SQLite's `json_each` takes it.
pub(crate) fn listed(ids: impl Iterator<Item = uuid::Uuid>) -> String {
    serde_json::Value::from_iter(ids.map(|id| id.simple().to_string())).to_string()
}

impl Register {
    /// The petitions with an event behind `after`, the one received last first; all behind 0.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn changed_since(&self, after: Position) -> Result<Vec<StreamId>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT p.stream FROM petition p");
        if after > Position(0) {
            query.push(
                " WHERE p.stream_tag IN (SELECT e.stream_tag FROM entry e WHERE e.position > ",
            );
            query.push_bind(signed(after.0)).push(")");
        }
        query.push(" ORDER BY p.received_position DESC");
        let rows = query.build().fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(StreamId(row.try_get("stream")?))).collect()
    }

    /// Petitions as they stand now, by one query; those unknown are left out. The caller bounds how
    /// many are asked for.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn held_of(
        &self,
        petitions: &[StreamId],
    ) -> Result<BTreeMap<StreamId, Held>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(format!(
            "SELECT {COLUMNS} FROM petition p JOIN entry e ON e.stream_tag = p.stream_tag
             WHERE p.stream IN (SELECT unhex(value) FROM json_each("
        ));
        query.push_bind(listed(petitions.iter().map(|id| id.0)));
        query.push(")) ORDER BY e.stream_tag, e.version");
        let rows = query.build().fetch_all(&self.pool).await?;
        let (mut held, mut of): (BTreeMap<StreamId, Held>, Option<(_, Held)>) = Default::default();
        let mut keep = |one: Held| one.stream.map(|stream| held.insert(stream, one));
        for row in &rows {
            let entry = Entry::from_row(row)?;
            let tag = entry.stream_tag;
            let mut one = match of.take() {
                Some((same, one)) if same == tag => one,
                Some((_, done)) => {
                    keep(done);
                    Held::default()
                }
                None => Held::default(),
            };
            one.take(&entry, None);
            of = Some((tag, one));
        }
        of.map(|(_, last)| keep(last));
        Ok(held)
    }

    /// The streams of the petitions that people call by these numbers, in the order asked; those
    /// unknown are left out.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn petitions_called(&self, numbers: &[String]) -> Result<Vec<StreamId>, ReadError> {
        let rows = sqlx::query(
            "SELECT p.stream FROM json_each(?) wanted
             JOIN petition p ON p.number = wanted.value ORDER BY wanted.key",
        )
        .bind(serde_json::Value::from_iter(numbers.iter().cloned()).to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(StreamId(row.try_get("stream")?))).collect()
    }

    /// Petitions at one of `stages` in which one of `bodies` has one of `hands` (`addressee`,
    /// `assigned`), newest first, at most `limit`, after the page that ended at `after`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn in_hands_of(
        &self,
        bodies: &[BodyId],
        hands: &[&str],
        stages: &[Stage],
        after: Option<Position>,
        limit: u32,
    ) -> Result<Page<PetitionRow>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE p.stage IN (");
        let mut list = query.separated(", ");
        for stage in stages {
            list.push_bind(stage.as_str());
        }
        query.push(") AND p.stream IN (SELECT petition FROM petition_hand WHERE hand IN (");
        let mut list = query.separated(", ");
        for hand in hands {
            list.push_bind(*hand);
        }
        query.push(") AND body IN (SELECT unhex(value) FROM json_each(");
        query.push_bind(listed(bodies.iter().map(|body| body.0))).push(")))");
        if let Some(after) = after {
            query.push(" AND p.received_position < ").push_bind(signed(after.0));
        }
        query.push(" ORDER BY p.received_position DESC LIMIT ");
        query.push_bind(i64::from(limit).saturating_add(1));
        let rows = query.build().fetch_all(&self.pool).await?;
        let rows: Result<Vec<_>, _> = rows.iter().map(PetitionRow::from_row).collect();
        Ok(Page::cut(rows?, limit, |row| row.received_position))
    }
}
