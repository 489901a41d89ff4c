//! Consolidated lists, each in its last revision.

use proto::envelope::Envelope;
use proto::event::{Event, IntakeEvent, ListFixed};
use proto::{BodyId, Micros, Position};
use sqlx::{QueryBuilder, Sqlite};
use uuid::Uuid;

use crate::entry::{COLUMNS, Entry, signed};
use crate::list::Page;
use crate::read::{ReadError, Register};

/// Which lists; what is none does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// The list that people call so: its number, or its stream's id.
    pub name: Option<String>,
    /// Of this council.
    pub council: Option<BodyId>,
    /// Of this contact round.
    pub round: Option<String>,
    /// Of this area.
    pub area: Option<String>,
}

/// One list in its last revision.
#[derive(Debug, Clone)]
pub struct ConsolidatedList {
    /// Where in the log that revision was fixed.
    pub position: Position,
    /// When it was recorded.
    pub recorded_at: Micros,
    /// Who fixed it; the stream's version is the entry's.
    pub envelope: Envelope,
    /// The version of the list's stream.
    pub version: proto::Version,
    /// The list.
    pub fixed: ListFixed,
}

impl Register {
    /// Lists, last fixed first, at most `limit`, after the page that ended at `after`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn lists(
        &self,
        filter: &ListFilter,
        after: Option<Position>,
        limit: u32,
    ) -> Result<Page<ConsolidatedList>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(format!(
            "SELECT {COLUMNS} FROM list l JOIN entry e ON e.position = l.position WHERE true"
        ));
        if let Some(name) = &filter.name {
            match Uuid::parse_str(name) {
                Ok(id) => query.push(" AND l.stream = ").push_bind(id),
                Err(_) => query.push(" AND l.number = ").push_bind(name.clone()),
            };
        }
        if let Some(council) = filter.council {
            query.push(" AND l.council = ").push_bind(council.0);
        }
        for (column, word) in [("round", &filter.round), ("area", &filter.area)] {
            if let Some(word) = word {
                query.push(format!(" AND l.{column} = ")).push_bind(word.clone());
            }
        }
        if let Some(after) = after {
            query.push(" AND l.position < ").push_bind(signed(after.0));
        }
        query.push(" ORDER BY l.position DESC LIMIT ");
        query.push_bind(i64::from(limit).saturating_add(1));
        let rows = query.build().fetch_all(&self.pool).await?;
        let lists = rows.iter().map(|row| Entry::from_row(row).and_then(list));
        let lists: Vec<ConsolidatedList> = lists.collect::<Result<_, _>>()?;
        Ok(Page::cut(lists, limit, |list| list.position))
    }
}

fn list(entry: Entry) -> Result<ConsolidatedList, ReadError> {
    let (position, recorded_at, version) = (entry.position, entry.recorded_at, entry.version);
    match entry.content {
        Some((envelope, Some(Event::Intake(IntakeEvent::ListFixed(fixed))))) => {
            Ok(ConsolidatedList { position, recorded_at, envelope, version, fixed })
        }
        Some(_) | None => {
            Err(ReadError::Damaged { what: format!("the list at position {position}") })
        }
    }
}
