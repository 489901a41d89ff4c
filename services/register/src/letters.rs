//! Letters: which were issued, to whom, holding which petitions.

use proto::envelope::Envelope;
use proto::event::{Event, ForwardingEvent, LetterIssued};
use proto::{BodyId, Micros, Position, StreamId};
use sqlx::{QueryBuilder, Sqlite};

use crate::entry::{COLUMNS, Entry, signed};
use crate::list::Page;
use crate::read::{ReadError, Register};

/// Which letters; what is none does not filter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LetterFilter {
    /// The letter of this stream.
    pub stream: Option<StreamId>,
    /// Letters to this body.
    pub to: Option<BodyId>,
    /// Letters that hold this petition.
    pub petition: Option<StreamId>,
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
            "SELECT {COLUMNS} FROM letter l JOIN entry e ON e.position = l.position WHERE true"
        ));
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
        if let Some(after) = after {
            query.push(" AND l.position < ").push_bind(signed(after.0));
        }
        query.push(" ORDER BY l.position DESC LIMIT ");
        query.push_bind(i64::from(limit).saturating_add(1));
        let rows = query.build().fetch_all(&self.pool).await?;
        let letters = rows.iter().map(|row| Entry::from_row(row).and_then(letter));
        let letters: Vec<Letter> = letters.collect::<Result<_, _>>()?;
        Ok(Page::cut(letters, limit, |letter| letter.position))
    }
}

fn letter(entry: Entry) -> Result<Letter, ReadError> {
    let (position, recorded_at) = (entry.position, entry.recorded_at);
    match entry.content {
        Some((envelope, Some(Event::Forwarding(ForwardingEvent::LetterIssued(issued))))) => {
            Ok(Letter { position, recorded_at, envelope, issued })
        }
        Some(_) | None => {
            Err(ReadError::Damaged { what: format!("the letter at position {position}") })
        }
    }
}
