//! Who hears of what: the feed of notices.

use proto::stage::Stage;
use proto::{BodyId, Day, EventId, OfficerId, Position, StreamId};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};
use uuid::Uuid;

use crate::entry::{signed, unsigned};
use crate::list::day;
use crate::read::{ReadError, Register};

/// One event that concerns a reader, however many of the reader's bodies hear of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its place in the log; also the notice's own id.
    pub position: Position,
    /// The petition that it is about.
    pub petition: StreamId,
    /// The petition's number.
    pub number: String,
    /// Where the petition stood after it.
    pub stage: Stage,
    /// What happened.
    pub event_type: String,
    /// Which event.
    pub event_id: EventId,
    /// Business date.
    pub occurred_on: Day,
    /// The bodies, of those asked for, that hear of it.
    pub bodies: Vec<BodyId>,
}

impl Register {
    /// What `bodies` hear of after `after` and up to `until`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn notices(
        &self,
        bodies: &[BodyId],
        after: Position,
        until: Position,
        limit: u32,
    ) -> Result<Vec<Notice>, ReadError> {
        self.heard(bodies, (after, until), None, "position", limit).await
    }

    /// The last that `bodies` hear of after `after` and up to `until`, newest first, at most
    /// `limit`; without what the officer `but_by` did, who knows it.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn last_notices(
        &self,
        bodies: &[BodyId],
        after: Position,
        until: Position,
        but_by: OfficerId,
        limit: u32,
    ) -> Result<Vec<Notice>, ReadError> {
        self.heard(bodies, (after, until), Some(but_by), "position DESC", limit).await
    }

    async fn heard(
        &self,
        bodies: &[BodyId],
        (after, until): (Position, Position),
        but_by: Option<OfficerId>,
        order: &'static str,
        limit: u32,
    ) -> Result<Vec<Notice>, ReadError> {
        let ids = bodies.iter().map(|body| body.0.simple().to_string());
        let ids = serde_json::Value::from_iter(ids).to_string();
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT position, petition, number, stage, event_type, event_id, occurred_on,
             group_concat(hex(body) ORDER BY body) AS bodies FROM notice
             WHERE body IN (SELECT unhex(value) FROM json_each(",
        );
        query.push_bind(ids).push(")) AND position > ").push_bind(signed(after.0));
        query.push(" AND position <= ").push_bind(signed(until.0));
        if let Some(officer) = but_by {
            query.push(
                " AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.position = notice.position
                 AND json_extract(e.envelope, '$.officer') = ",
            );
            query.push_bind(officer.to_string()).push(")");
        }
        query.push(" GROUP BY position ORDER BY ").push(order);
        query.push(" LIMIT ").push_bind(i64::from(limit));
        let rows = query.build().fetch_all(&self.pool).await?;
        rows.iter().map(notice).collect()
    }
}

fn notice(row: &SqliteRow) -> Result<Notice, ReadError> {
    let damaged = |what: &str| ReadError::Damaged { what: what.to_owned() };
    let (stage, bodies): (String, String) = (row.try_get("stage")?, row.try_get("bodies")?);
    let bodies: Result<_, _> =
        bodies.split(',').map(|id| Uuid::parse_str(id).map(BodyId)).collect();
    Ok(Notice {
        position: Position(unsigned(row.try_get("position")?)?),
        petition: StreamId(row.try_get("petition")?),
        number: row.try_get("number")?,
        stage: Stage::named(&stage).ok_or_else(|| damaged("a stage"))?,
        event_type: row.try_get("event_type")?,
        event_id: EventId(row.try_get("event_id")?),
        occurred_on: day(&row.try_get::<String, _>("occurred_on")?)?,
        bodies: bodies.map_err(|_| damaged("a body"))?,
    })
}
