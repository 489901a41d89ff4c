//! How many petitions a filter finds: in one query, however many counts are asked for.

use proto::Day;
use proto::stage::Stage;
use sqlx::{QueryBuilder, Row, Sqlite};

use crate::entry::unsigned;
use crate::list::{Filter, narrow};
use crate::read::{ReadError, Register};

/// Petitions are counted up to here where it only matters that there are some.
pub const SOME_MAX: u64 = 1_000;

/// Counts of what a filter finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// At each stage, in the order of a petition's life; stages of none are left out.
    pub stages: Vec<(Stage, u64)>,
    /// What was due has not come.
    pub late: u64,
    /// Something is due from today until the day asked for.
    pub soon: u64,
    /// A person has to look.
    pub needs_person: u64,
}

impl Tally {
    /// All together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.stages.iter().map(|(_, count)| count).sum()
    }
}

impl Register {
    /// Counts what `filter` finds; `today` and `soon` bound what is late and what is near.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn tally(&self, filter: &Filter, today: Day, soon: Day) -> Result<Tally, ReadError> {
        let (today, soon) = (today.to_string(), soon.to_string());
        let mut query =
            QueryBuilder::<Sqlite>::new("SELECT p.stage, count(*) AS n, sum(p.due_order < ");
        query.push_bind(today.clone()).push(") AS late, sum(p.due_order BETWEEN ");
        query.push_bind(today).push(" AND ").push_bind(soon);
        query.push(") AS soon, sum(p.needs_person) AS person FROM petition p");
        narrow(&mut query, filter);
        query.push(" GROUP BY p.stage");
        let mut tally = Tally::default();
        for row in query.build().fetch_all(&self.pool).await? {
            let count = |column: &str| unsigned(row.try_get(column)?);
            let stage: String = row.try_get("stage")?;
            let stage = Stage::named(&stage)
                .ok_or_else(|| ReadError::Damaged { what: "a stage".to_owned() })?;
            tally.stages.push((stage, count("n")?));
            tally.late += count("late")?;
            tally.soon += count("soon")?;
            tally.needs_person += count("person")?;
        }
        tally.stages.sort_unstable();
        Ok(tally)
    }

    /// How many each of `filters` finds, counted up to [`SOME_MAX`].
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn some_of_each(&self, filters: &[Filter]) -> Result<Vec<u64>, ReadError> {
        if filters.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Sqlite>::new("");
        for (n, filter) in filters.iter().enumerate() {
            query.push(if n == 0 { "" } else { " UNION ALL " });
            query.push(format!("SELECT {n}, count(*) FROM (SELECT 1 FROM petition p"));
            narrow(&mut query, filter);
            query.push(format!(" LIMIT {SOME_MAX})"));
        }
        let mut rows: Vec<(i64, i64)> = query.build_query_as().fetch_all(&self.pool).await?;
        rows.sort_unstable();
        rows.into_iter().map(|(_, count)| unsigned(count)).collect()
    }
}
