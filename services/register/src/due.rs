//! Petitions at which something may wait for a body, the most pressing first.

use std::collections::BTreeMap;

use proto::{BodyId, StreamId};
use sqlx::{QueryBuilder, Sqlite};

use crate::courses::{Course, Scope, ids};
use crate::list::{PetitionRow, SELECT};
use crate::read::{ReadError, Register};

/// For whom something may wait.
#[derive(Debug, Clone, Copy)]
pub struct Waits<'a> {
    /// Bodies that may owe something themselves.
    pub bodies: &'a [BodyId],
    /// Councils whose standing committee is meant.
    pub councils: &'a [BodyId],
    /// Councils whose Front is meant.
    pub fronts: &'a [BodyId],
}

impl Register {
    /// Petitions at which it may be the turn of `whom`, by day, at most `limit`, each with its
    /// course: something is due from one of the bodies, or they have a hand in one that needs a
    /// person or was claimed to be done, or did not confirm its letter; parties are asked; it lies
    /// with a standing committee; or the voters were not told of an answer. Whose turn it really is,
    /// the petition and the rules tell.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn may_wait_for(
        &self,
        whom: Waits<'_>,
        limit: u32,
    ) -> Result<Vec<(PetitionRow, Course)>, ReadError> {
        let all = |of: &[BodyId]| ids(of.iter().map(|body| body.0));
        let bodies = all(whom.bodies);
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(
            " WHERE p.stream IN (SELECT d.petition FROM petition_due d WHERE d.whose IN
             (SELECT unhex(value) FROM json_each(",
        );
        query.push_bind(bodies.clone());
        query.push(
            "))) OR p.stage = 'being_agreed' OR ((p.due IS NOT NULL OR p.needs_person = 1
             OR p.stage = 'followed') AND p.stream IN (SELECT petition FROM petition_hand
             WHERE body IN (SELECT unhex(value) FROM json_each(",
        );
        query.push_bind(bodies.clone());
        query.push(
            ")))) OR (p.stage IN ('forwarded', 'partly_answered', 'passed_on') AND p.stream IN (
             SELECT lp.petition FROM letter l JOIN letter_petition lp ON lp.letter = l.stream
             WHERE l.received_on IS NULL AND l.addressee IN (SELECT unhex(value) FROM json_each(",
        );
        query.push_bind(bodies);
        query.push(
            ")))) OR (p.stage IN ('agreed', 'returned', 'contested', 'settled', 'answered')
             AND p.council IN (SELECT unhex(value) FROM json_each(",
        );
        query.push_bind(all(whom.councils));
        query.push("))) OR (p.untold = 1 AND p.council IN (SELECT unhex(value) FROM json_each(");
        query.push_bind(all(whom.fronts));
        query.push("))) ORDER BY p.due IS NULL, p.due, p.received_position LIMIT ");
        query.push_bind(i64::from(limit));
        let rows = query.build().fetch_all(&self.pool).await?;
        let rows: Vec<PetitionRow> =
            rows.iter().map(PetitionRow::from_row).collect::<Result<_, _>>()?;
        let mut courses = self.courses_of(&rows).await?;
        let with = |row: PetitionRow| courses.remove(&row.stream).map(|course| (row, course));
        Ok(rows.into_iter().filter_map(with).collect())
    }

    /// The courses of all of these petitions, in one query.
    async fn courses_of(
        &self,
        rows: &[PetitionRow],
    ) -> Result<BTreeMap<StreamId, Course>, ReadError> {
        if rows.is_empty() {
            return Ok(BTreeMap::new());
        }
        let streams = rows.iter().map(|row| row.stream).collect();
        let courses = self.courses(&Scope { streams, ..Scope::default() }).await?;
        Ok(courses.into_iter().filter_map(|course| Some((course.held.stream?, course))).collect())
    }
}
