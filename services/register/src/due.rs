//! Petitions by what is due, the most pressing first: what waits for a body.

use proto::BodyId;
use sqlx::{QueryBuilder, Sqlite};

use crate::list::{PetitionRow, SELECT};
use crate::read::{ReadError, Register};

impl Register {
    /// Petitions at which it is the turn of one of `bodies`: something is due from them, they have
    /// a hand in one whose parties are asked, or in one that needs a person. By day, at most `limit`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn waiting_for(
        &self,
        bodies: &[BodyId],
        limit: u32,
    ) -> Result<Vec<PetitionRow>, ReadError> {
        let ids = bodies.iter().map(|body| body.0.simple().to_string());
        let ids = serde_json::Value::from_iter(ids).to_string();
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE p.due_whose IN (SELECT unhex(value) FROM json_each(");
        query.push_bind(ids.clone()).push("))");
        query.push(
            " OR ((p.due_what = 'consent' OR p.needs_person = 1) AND p.stream IN
             (SELECT petition FROM petition_hand WHERE body IN
              (SELECT unhex(value) FROM json_each(",
        );
        query.push_bind(ids).push("))))");
        query.push(" ORDER BY p.due IS NULL, p.due, p.received_position LIMIT ");
        query.push_bind(i64::from(limit));
        let rows = query.build().fetch_all(&self.pool).await?;
        rows.iter().map(PetitionRow::from_row).collect()
    }
}
