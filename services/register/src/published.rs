//! Petitions as the public sees them: those with a wording that was approved for it.

use proto::{Day, Position};
use sqlx::{QueryBuilder, Row, Sqlite};

use crate::entry::{signed, unsigned};
use crate::list::{Filter, Page, PetitionRow, SELECT, day, narrow};
use crate::read::{ReadError, Register};

/// What is published. A petition goes on in another one where it was merged, and one that is none,
/// or was withdrawn, is nobody's business any more.
const PUBLISHED: &str = " AND p.public_wording IS NOT NULL AND p.merged_into IS NULL
     AND p.stage NOT IN ('withdrawn', 'not_a_petition', 'merged')";

/// Which published petitions; what is empty does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// About one of these areas.
    pub areas: Vec<String>,
    /// Listed in one of these contact rounds.
    pub rounds: Vec<String>,
    /// Words, each of which begins a word of the number or the public wording.
    pub text: Option<String>,
}

/// What was published about an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedArea {
    /// Its word; none for petitions about no area.
    pub area: Option<String>,
    /// How many petitions.
    pub petitions: u64,
    /// How many of them are settled or closed.
    pub settled: u64,
    /// The day of the last event of any of them.
    pub changed_on: Day,
}

impl Register {
    /// Published petitions, newest first, at most `limit`, after the page that ended at `after`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn published(
        &self,
        of: &Published,
        after: Option<Position>,
        limit: u32,
    ) -> Result<Page<PetitionRow>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        narrow(&mut query, &Filter { text: of.text.clone(), ..Filter::default() });
        query.push(PUBLISHED);
        for (column, words) in [("area", &of.areas), ("round", &of.rounds)] {
            if words.is_empty() {
                continue;
            }
            query.push(format!(" AND p.{column} IN ("));
            let mut list = query.separated(", ");
            for word in words {
                list.push_bind(word.clone());
            }
            query.push(")");
        }
        if let Some(after) = after {
            query.push(" AND p.received_position < ").push_bind(signed(after.0));
        }
        query.push(" ORDER BY p.received_position DESC LIMIT ");
        query.push_bind(i64::from(limit).saturating_add(1));
        let rows = query.build().fetch_all(&self.pool).await?;
        let rows: Result<Vec<_>, _> = rows.iter().map(PetitionRow::from_row).collect();
        Ok(Page::cut(rows?, limit, |row| row.received_position))
    }

    /// The published petition of this number; none where it is unknown or not published.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn published_petition(&self, number: &str) -> Result<Option<PetitionRow>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE p.number = ").push_bind(number).push(PUBLISHED);
        let row = query.build().fetch_optional(&self.pool).await?;
        row.as_ref().map(PetitionRow::from_row).transpose()
    }

    /// How much was published about each area.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn published_areas(&self) -> Result<Vec<PublishedArea>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT p.area, count(*) AS petitions, max(p.changed_on) AS changed_on,
             sum(p.stage IN ('settled', 'closed')) AS settled
             FROM petition p WHERE true",
        );
        query.push(PUBLISHED).push(" GROUP BY p.area");
        let rows = query.build().fetch_all(&self.pool).await?;
        let area = |row: &sqlx::sqlite::SqliteRow| {
            Ok(PublishedArea {
                area: row.try_get("area")?,
                petitions: unsigned(row.try_get("petitions")?)?,
                settled: unsigned(row.try_get("settled")?)?,
                changed_on: day(&row.try_get::<String, _>("changed_on")?)?,
            })
        };
        rows.iter().map(area).collect()
    }
}
