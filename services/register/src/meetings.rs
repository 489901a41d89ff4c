//! Contact meetings: which were held, where, with whom.

use std::collections::BTreeMap;

use proto::envelope::Envelope;
use proto::event::{Event, IntakeEvent, MeetingHeld};
use proto::{BodyId, Micros, Position, StreamId};
use sqlx::{QueryBuilder, Sqlite};
use uuid::Uuid;

use crate::entry::{COLUMNS, Entry, signed, unsigned};
use crate::list::Page;
use crate::read::{ReadError, Register};

/// Which meetings; what is none does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeetingFilter {
    /// The meeting of this stream.
    pub stream: Option<StreamId>,
    /// With this council, delegate group or guest.
    pub body: Option<BodyId>,
    /// Of this contact round.
    pub round: Option<String>,
    /// In this area.
    pub area: Option<String>,
}

/// One meeting.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// Where in the log it was recorded.
    pub position: Position,
    /// When it was recorded.
    pub recorded_at: Micros,
    /// Who recorded it; its day is the business date.
    pub envelope: Envelope,
    /// What is known of it; the minutes are sealed.
    pub held: MeetingHeld,
}

impl Register {
    /// Meetings, last recorded first, at most `limit`, after the page that ended at `after`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn meetings(
        &self,
        filter: &MeetingFilter,
        after: Option<Position>,
        limit: u32,
    ) -> Result<Page<Meeting>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(format!(
            "SELECT {COLUMNS} FROM meeting m JOIN entry e ON e.position = m.position WHERE true"
        ));
        if let Some(stream) = filter.stream {
            query.push(" AND m.stream = ").push_bind(stream.0);
        }
        if let Some(body) = filter.body {
            query.push(" AND m.stream IN (SELECT meeting FROM meeting_body WHERE body = ");
            query.push_bind(body.0).push(")");
        }
        for (column, word) in [("round", &filter.round), ("area", &filter.area)] {
            if let Some(word) = word {
                query.push(format!(" AND m.{column} = ")).push_bind(word.clone());
            }
        }
        if let Some(after) = after {
            query.push(" AND m.position < ").push_bind(signed(after.0));
        }
        query.push(" ORDER BY m.position DESC LIMIT ");
        query.push_bind(i64::from(limit).saturating_add(1));
        let rows = query.build().fetch_all(&self.pool).await?;
        let meetings = rows.iter().map(|row| Entry::from_row(row).and_then(meeting));
        let meetings: Vec<Meeting> = meetings.collect::<Result<_, _>>()?;
        Ok(Page::cut(meetings, limit, |meeting| meeting.position))
    }

    /// The rounds of those of `meetings` that were held in one.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn rounds_of(
        &self,
        meetings: &[StreamId],
    ) -> Result<BTreeMap<StreamId, String>, ReadError> {
        let ids = meetings.iter().map(|id| id.0.simple().to_string());
        let ids = serde_json::Value::from_iter(ids).to_string();
        let rows: Vec<(Uuid, String)> = sqlx::query_as(
            "SELECT DISTINCT m.stream, m.round FROM json_each(?) wanted
             JOIN meeting m ON m.stream = unhex(wanted.value) WHERE m.round IS NOT NULL",
        )
        .bind(ids)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|(id, round)| (StreamId(id), round)).collect())
    }

    /// How many petitions were raised at each of `meetings`; those at which none was are left out.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn raised_at(
        &self,
        meetings: &[StreamId],
    ) -> Result<BTreeMap<StreamId, u64>, ReadError> {
        let ids = meetings.iter().map(|id| id.0.simple().to_string());
        let ids = serde_json::Value::from_iter(ids).to_string();
        let rows: Vec<(Uuid, i64)> = sqlx::query_as(
            "SELECT p.meeting, count(*) FROM json_each(?) wanted
             JOIN petition p ON p.meeting = unhex(wanted.value) GROUP BY p.meeting",
        )
        .bind(ids)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(|(id, count)| Ok((StreamId(id), unsigned(count)?))).collect()
    }
}

fn meeting(entry: Entry) -> Result<Meeting, ReadError> {
    let (position, recorded_at) = (entry.position, entry.recorded_at);
    match entry.content {
        Some((envelope, Some(Event::Intake(IntakeEvent::MeetingHeld(held))))) => {
            Ok(Meeting { position, recorded_at, envelope, held })
        }
        Some(_) | None => {
            Err(ReadError::Damaged { what: format!("the meeting at position {position}") })
        }
    }
}
