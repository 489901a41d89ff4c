//! Letters: which were issued, to whom, holding which petitions.

use proto::envelope::Envelope;
use proto::event::{Event, ForwardingEvent, LetterIssued};
use proto::{BodyId, Day, Micros, Position, StreamId};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};
use uuid::Uuid;

use crate::entry::{COLUMNS, Entry, signed, unsigned};
use crate::list::{Page, day};
use crate::read::{ReadError, Register};

/// Which letters; what is none does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterFilter {
    /// The letter of this stream.
    pub stream: Option<StreamId>,
    /// Letters to this body.
    pub to: Option<BodyId>,
    /// Letters that hold this petition.
    pub petition: Option<StreamId>,
    /// Letters to one of these bodies; empty for any.
    pub to_one_of: Vec<BodyId>,
    /// Letters that one of these bodies issued; empty for any.
    pub from_one_of: Vec<BodyId>,
    /// Whether the addressee confirmed that it has the letter.
    pub received: Option<bool>,
}

/// One letter.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Where in the log it was issued.
    pub position: Position,
    /// When it was recorded.
    pub recorded_at: Micros,
    /// Who issued it, with its symbol and date.
    pub envelope: Envelope,
    /// What it says; the note is sealed.
    pub issued: LetterIssued,
    /// That it arrived.
    pub receipt: Option<Receipt>,
}

/// That a letter arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Who has it: the addressee, or who took over its work.
    pub by: BodyId,
    /// Since when.
    pub on: Day,
    /// Where in the log it was said.
    pub position: Position,
}

impl Register {
    /// Letters, newest first, at most `limit`, after the page that ended at `after`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn letters(
        &self,
        filter: &LetterFilter,
        after: Option<Position>,
        limit: u32,
    ) -> Result<Page<Letter>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(format!(
            "SELECT {COLUMNS}, l.received_by, l.received_on, l.receipt_position
             FROM letter l JOIN entry e ON e.position = l.position"
        ));
        narrow(&mut query, filter);
        if let Some(after) = after {
            query.push(" AND l.position < ").push_bind(signed(after.0));
        }
        query.push(" ORDER BY l.position DESC LIMIT ");
        query.push_bind(i64::from(limit).saturating_add(1));
        let rows = query.build().fetch_all(&self.pool).await?;
        let letters = rows.iter().map(|row| letter(Entry::from_row(row)?, receipt(row)?));
        let letters: Vec<Letter> = letters.collect::<Result<_, _>>()?;
        Ok(Page::cut(letters, limit, |letter| letter.position))
    }

    /// How many letters there are.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn letter_count(&self, filter: &LetterFilter) -> Result<u64, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT count(*) FROM letter l JOIN entry e ON e.position = l.position",
        );
        narrow(&mut query, filter);
        let count: i64 = query.build_query_scalar().fetch_one(&self.pool).await?;
        unsigned(count)
    }
}

/// Adds the conditions of `filter`, the first behind `WHERE`.
fn narrow(query: &mut QueryBuilder<Sqlite>, filter: &LetterFilter) {
    query.push(" WHERE true");
    if let Some(stream) = filter.stream {
        query.push(" AND l.stream = ").push_bind(stream.0);
    }
    if let Some(to) = filter.to {
        query.push(" AND l.addressee = ").push_bind(to.0);
    }
    if let Some(petition) = filter.petition {
        query.push(" AND l.stream IN (SELECT letter FROM letter_petition WHERE petition = ");
        query.push_bind(petition.0).push(")");
    }
    if !filter.to_one_of.is_empty() {
        query.push(" AND l.addressee IN (");
        let mut list = query.separated(", ");
        for body in &filter.to_one_of {
            list.push_bind(body.0);
        }
        query.push(")");
    }
    if !filter.from_one_of.is_empty() {
        // Who issued it stands in the envelope only: letters are few.
        query.push(" AND json_extract(e.envelope, '$.body') IN (");
        let mut list = query.separated(", ");
        for body in &filter.from_one_of {
            list.push_bind(body.to_string());
        }
        query.push(")");
    }
    match filter.received {
        Some(true) => query.push(" AND l.received_by IS NOT NULL"),
        Some(false) => query.push(" AND l.received_by IS NULL"),
        None => query,
    };
}

fn receipt(row: &SqliteRow) -> Result<Option<Receipt>, ReadError> {
    let by: Option<Uuid> = row.try_get("received_by")?;
    let on: Option<String> = row.try_get("received_on")?;
    let position: Option<i64> = row.try_get("receipt_position")?;
    let (Some(by), Some(on), Some(position)) = (by, on, position) else { return Ok(None) };
    Ok(Some(Receipt { by: BodyId(by), on: day(&on)?, position: Position(unsigned(position)?) }))
}

fn letter(entry: Entry, receipt: Option<Receipt>) -> Result<Letter, ReadError> {
    let (position, recorded_at) = (entry.position, entry.recorded_at);
    match entry.content {
        Some((envelope, Some(Event::Forwarding(ForwardingEvent::LetterIssued(issued))))) => {
            Ok(Letter { position, recorded_at, envelope, issued, receipt })
        }
        Some(_) | None => {
            Err(ReadError::Damaged { what: format!("the letter at position {position}") })
        }
    }
}
