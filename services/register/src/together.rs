//! Many petitions at once, each folded from its stream: the rows of a list, the work of a desk.

use std::collections::BTreeMap;

use proto::stage::Stage;
use proto::{BodyId, Day, StreamId};
use sqlx::{QueryBuilder, Row, Sqlite};
use uuid::Uuid;

use crate::entry::{COLUMNS, Entry, unsigned};
use crate::held::Held;
use crate::list::{PetitionRow, SELECT, day};
use crate::read::{ReadError, Register};

/// How many petitions of a list stand at a stage, and the first day on which a consent is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListStanding {
    /// Which list.
    pub list: StreamId,
    /// At which stage.
    pub stage: Stage,
    /// How many.
    pub count: u64,
    /// The first day on which the consent of a party to one of them is due.
    pub consent_due: Option<Day>,
}

/// Petitions that may go onto a list of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates {
    /// Of this council.
    pub council: BodyId,
    /// The round, by its word.
    pub round: String,
    /// Only those about this area.
    pub area: Option<String>,
    /// Raised from this day on, or at a meeting of the round.
    pub from: Day,
    /// And by this day.
    pub until: Day,
}

/// Petitions that no list of any round will ask for by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// Of this council.
    pub council: BodyId,
    /// Its rounds: the word, the first day, the last day on which petitions are taken in.
    pub rounds: Vec<(String, Day, Day)>,
    /// Only those about this area.
    pub area: Option<String>,
    /// Only those raised by this day.
    pub until: Option<Day>,
}

/// Stages at which a petition still waits for a list, or stands on it for the others to see.
const BEFORE_AGREEMENT: &str = "('received', 'opinion_noted', 'answered_on_the_spot',
     'not_a_petition', 'merged', 'being_agreed', 'contested')";

fn ids(petitions: &[StreamId]) -> String {
    let ids = petitions.iter().map(|id| id.0.simple().to_string());
    serde_json::Value::from_iter(ids).to_string()
}

impl Register {
    /// Petitions as they stand, each with its entries, in the order asked; those unknown are left
    /// out. One question, however many there are: 200 at most should be asked for.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn histories_of(
        &self,
        petitions: &[StreamId],
    ) -> Result<Vec<(Held, Vec<Entry>)>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(format!(
            "SELECT {COLUMNS}, wanted.key AS place FROM json_each("
        ));
        query.push_bind(ids(petitions)).push(
            ") wanted JOIN petition p ON p.stream = unhex(wanted.value)
             JOIN entry e ON e.stream_tag = p.stream_tag ORDER BY wanted.key, e.version",
        );
        let rows = query.build().fetch_all(&self.pool).await?;
        let mut all: BTreeMap<i64, Vec<Entry>> = BTreeMap::new();
        for row in &rows {
            all.entry(row.try_get("place")?).or_default().push(Entry::from_row(row)?);
        }
        Ok(all.into_values().map(|entries| (Held::after(&entries, None), entries)).collect())
    }

    /// Petitions of a round that stand on no list yet, in the order of their numbers; at most
    /// `limit`. What the voter withdrew and what was split is not for lists.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn unlisted(
        &self,
        of: &Candidates,
        limit: u32,
    ) -> Result<Vec<PetitionRow>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE p.list IS NULL AND p.council = ").push_bind(of.council.0);
        query.push(" AND p.raised_on <= ").push_bind(of.until.to_string());
        query.push(" AND (p.raised_on >= ").push_bind(of.from.to_string());
        query.push(" OR p.meeting IN (SELECT stream FROM meeting WHERE round = ");
        query.push_bind(of.round.clone()).push("))");
        query.push(" AND p.stage <> 'withdrawn'");
        query.push(" AND (p.stage <> 'merged' OR p.merged_into IS NOT NULL)");
        if let Some(area) = &of.area {
            query.push(" AND p.area = ").push_bind(area.clone());
        }
        query.push(" ORDER BY p.received_position LIMIT ").push_bind(i64::from(limit));
        let rows = query.build().fetch_all(&self.pool).await?;
        rows.iter().map(PetitionRow::from_row).collect()
    }

    /// Petitions that stand on no list and are none of those that [`unlisted`](Self::unlisted) gives
    /// for one of the rounds, in the order of their numbers; at most `limit`. What was raised before
    /// any round had ended is not asked about: a book that was taken over tells of it.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn outside(&self, of: &Outside, limit: u32) -> Result<Vec<PetitionRow>, ReadError> {
        let Some(first) = of.rounds.iter().map(|(.., until)| *until).min() else {
            return Ok(Vec::new());
        };
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE p.list IS NULL AND p.council = ").push_bind(of.council.0);
        query.push(" AND p.raised_on > ").push_bind(first.to_string());
        query.push(format!(" AND p.stage IN {BEFORE_AGREEMENT}"));
        query.push(" AND (p.stage <> 'merged' OR p.merged_into IS NOT NULL)");
        for (round, from, until) in &of.rounds {
            query.push(" AND NOT (p.raised_on <= ").push_bind(until.to_string());
            query.push(" AND (p.raised_on >= ").push_bind(from.to_string());
            query.push(" OR p.meeting IN (SELECT stream FROM meeting WHERE round = ");
            query.push_bind(round.clone()).push(") AND p.meeting IS NOT NULL))");
        }
        if let Some(area) = &of.area {
            query.push(" AND p.area = ").push_bind(area.clone());
        }
        if let Some(until) = of.until {
            query.push(" AND p.raised_on <= ").push_bind(until.to_string());
        }
        query.push(" ORDER BY p.received_position LIMIT ").push_bind(i64::from(limit));
        let rows = query.build().fetch_all(&self.pool).await?;
        rows.iter().map(PetitionRow::from_row).collect()
    }

    /// How the rows of `lists` stand.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn standing_of_lists(
        &self,
        lists: &[StreamId],
    ) -> Result<Vec<ListStanding>, ReadError> {
        let rows = sqlx::query(
            "SELECT l.list, p.stage, count(*) AS number,
                    min(CASE p.due_what WHEN 'consent' THEN p.due END) AS consent_due
             FROM json_each(?) wanted JOIN list_petition l ON l.list = unhex(wanted.value)
             JOIN petition p ON p.stream = l.petition GROUP BY l.list, p.stage",
        )
        .bind(ids(lists))
        .fetch_all(&self.pool)
        .await?;
        let standing = |row: &sqlx::sqlite::SqliteRow| {
            let stage: String = row.try_get("stage")?;
            let stage = Stage::named(&stage)
                .ok_or_else(|| ReadError::Damaged { what: "a stage".to_owned() })?;
            let due: Option<String> = row.try_get("consent_due")?;
            Ok(ListStanding {
                list: StreamId(row.try_get::<Uuid, _>("list")?),
                stage,
                count: unsigned(row.try_get("number")?)?,
                consent_due: due.map(|text| day(&text)).transpose()?,
            })
        };
        rows.iter().map(standing).collect()
    }

    /// The petitions of `lists` at which a party is asked, at most `limit`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn asked_on_lists(
        &self,
        lists: &[StreamId],
        limit: u32,
    ) -> Result<Vec<(StreamId, StreamId)>, ReadError> {
        let rows = sqlx::query_as::<_, (Uuid, Uuid)>(
            "SELECT l.list, p.stream FROM json_each(?) wanted
             JOIN list_petition l ON l.list = unhex(wanted.value)
             JOIN petition p ON p.stream = l.petition
             WHERE p.stage = 'being_agreed' ORDER BY p.received_position LIMIT ?",
        )
        .bind(ids(lists))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|(list, of)| (StreamId(list), StreamId(of))).collect())
    }
}
