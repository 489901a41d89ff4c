//! Petitions with their whole course, many in one query: for desks, sheets and statistics that need
//! more than a row, each petition folded from its entries as one page by itself would be.
//!
//! Never counts or judges: what a course means is said by whoever reads it.

use directory::Pins;
use petition::Duty;
use proto::stage::Stage;
use proto::{BodyId, Day, StreamId};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};
use uuid::Uuid;

use crate::entry::{COLUMNS, Entry};
use crate::held::Held;
use crate::list::day;
use crate::read::{ReadError, Register};

/// Which petitions; what is none or empty does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Put to this council.
    pub council: Option<BodyId>,
    /// About one of these areas, or raised at a meeting there.
    pub areas: Vec<String>,
    /// In this field.
    pub field: Option<String>,
    /// At one of these stages.
    pub stages: Vec<Stage>,
    /// Followed by one of these bodies, or put to a council whose standing committee is meant:
    /// followers and councils.
    pub watched: Option<(Vec<BodyId>, Vec<BodyId>)>,
    /// Raised in one of these rounds, or without a round in the days after the first and until the
    /// second.
    pub raised: Option<(Vec<String>, Day, Day)>,
    /// With one of these numbers.
    pub numbers: Vec<String>,
    /// With one of these streams.
    pub streams: Vec<StreamId>,
}

/// One petition with everything that befell it.
#[derive(Debug, Clone)]
pub struct Course {
    /// As it stands after all of `entries`.
    pub held: Held,
    /// Its events, in order.
    pub entries: Vec<Entry>,
    /// The round of the list that it stands on, or else of the meeting at which it was raised.
    pub round: Option<String>,
    /// The day of that meeting.
    pub met_on: Option<Day>,
    /// Its letters that arrived, each with the day.
    pub receipts: Vec<(StreamId, Day)>,
}

impl Course {
    /// The day on which `letter` arrived, if that was confirmed.
    #[must_use]
    pub fn receipt_of(&self, letter: StreamId) -> Option<Day> {
        self.receipts.iter().find(|(of, _)| *of == letter).map(|(_, on)| *on)
    }

    /// Every duty of which the last day is known, by day; see [`petition::duties`].
    #[must_use]
    pub fn duties(&self, pins: &Pins, today: Day) -> Vec<Duty> {
        petition::duties(&self.held.petition, |letter| self.receipt_of(letter), pins, today)
    }

    /// As it stood on `on`, by what had happened then; none before it was received.
    #[must_use]
    pub fn on(mut self, on: Day) -> Option<Self> {
        self.held = Held::after(&self.entries, Some(on));
        self.held.petition.received.as_ref()?;
        self.entries.retain(|entry| {
            entry.content.as_ref().is_some_and(|(envelope, _)| envelope.occurred_on <= on)
        });
        self.receipts.retain(|(_, day)| *day <= on);
        Some(self)
    }
}

/// Courses of one answer at most: a province's petitions of a term.
pub const COURSES_MAX: u32 = 20_000;

impl Register {
    /// The courses of the petitions in `scope`, the newest first, at most [`COURSES_MAX`].
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn courses(&self, scope: &Scope) -> Result<Vec<Course>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(format!(
            "SELECT {COLUMNS}, p.stream AS petition, p.round, p.met_on, p.receipts FROM (
             SELECT p.stream, p.stream_tag, p.received_position,
              coalesce(p.round, m.round) AS round, m.held_on AS met_on,
              (SELECT group_concat(hex(l.stream) || '=' || l.received_on) FROM letter_petition lp
               JOIN letter l ON l.stream = lp.letter
               WHERE lp.petition = p.stream AND l.received_on IS NOT NULL) AS receipts
             FROM petition p LEFT JOIN meeting m ON m.stream = p.meeting WHERE true"
        ));
        narrow(&mut query, scope);
        query.push(" ORDER BY p.received_position DESC LIMIT ").push_bind(i64::from(COURSES_MAX));
        query.push(") p JOIN entry e ON e.stream_tag = p.stream_tag");
        query.push(" ORDER BY p.received_position DESC, e.version");
        let rows = query.build().fetch_all(&self.pool).await?;
        let mut courses: Vec<(Uuid, Course)> = Vec::new();
        for row in &rows {
            let stream: Uuid = row.try_get("petition")?;
            let entry = Entry::from_row(row)?;
            match courses.last_mut().filter(|(last, _)| *last == stream) {
                Some((_, course)) => take(course, entry),
                None => courses.push((stream, begun(row, entry)?)),
            }
        }
        Ok(courses.into_iter().map(|(_, course)| course).collect())
    }

    /// How many petitions are about each area, or were raised at a meeting there.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn area_counts(&self) -> Result<Vec<(String, u64)>, ReadError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT coalesce(p.area, m.area) AS area, count(*) FROM petition p
             LEFT JOIN meeting m ON m.stream = p.meeting
             WHERE coalesce(p.area, m.area) IS NOT NULL GROUP BY 1 ORDER BY 1",
        )
        .fetch_all(&self.pool)
        .await?;
        let counted = rows.into_iter();
        counted.map(|(area, count)| Ok((area, crate::entry::unsigned(count)?))).collect()
    }
}

fn take(course: &mut Course, entry: Entry) {
    course.held.take(&entry, None);
    course.entries.push(entry);
}

fn begun(row: &SqliteRow, entry: Entry) -> Result<Course, ReadError> {
    let damaged = || ReadError::Damaged { what: "a receipt".to_owned() };
    let receipts: Option<String> = row.try_get("receipts")?;
    let receipts = receipts.iter().flat_map(|text| text.split(',')).map(|receipt| {
        let (letter, on) = receipt.split_once('=').ok_or_else(damaged)?;
        Ok((StreamId(Uuid::parse_str(letter).map_err(|_| damaged())?), day(on)?))
    });
    let met_on: Option<String> = row.try_get("met_on")?;
    let mut course = Course {
        held: Held::default(),
        entries: Vec::new(),
        round: row.try_get("round")?,
        met_on: met_on.map(|text| day(&text)).transpose()?,
        receipts: receipts.collect::<Result<_, ReadError>>()?,
    };
    take(&mut course, entry);
    Ok(course)
}

fn narrow(query: &mut QueryBuilder<Sqlite>, scope: &Scope) {
    if let Some(council) = scope.council {
        query.push(" AND p.council = ").push_bind(council.0);
    }
    for (column, words) in [
        ("coalesce(p.area, m.area)", scope.areas.clone()),
        ("p.field", scope.field.iter().cloned().collect()),
        ("p.number", scope.numbers.clone()),
        ("p.stage", scope.stages.iter().map(|stage| stage.as_str().to_owned()).collect()),
    ] {
        if !words.is_empty() {
            query.push(format!(" AND {column} IN ("));
            among(query, words);
            query.push(")");
        }
    }
    if !scope.streams.is_empty() {
        query.push(" AND p.stream IN (SELECT unhex(value) FROM json_each(");
        query.push_bind(ids(scope.streams.iter().map(|stream| stream.0))).push("))");
    }
    if let Some((followers, councils)) = &scope.watched {
        query.push(" AND (p.follower IN (");
        bodies(query, followers);
        query.push(") OR p.council IN (");
        bodies(query, councils);
        query.push("))");
    }
    if let Some((rounds, after, until)) = &scope.raised {
        query.push(" AND (coalesce(p.round, m.round) IN (");
        among(query, rounds.clone());
        query.push(") OR (coalesce(p.round, m.round) IS NULL AND p.raised_on > ");
        query.push_bind(after.to_string()).push(" AND p.raised_on <= ");
        query.push_bind(until.to_string()).push("))");
    }
}

/// Ids as one value, however many they are.
pub(crate) fn ids(of: impl Iterator<Item = Uuid>) -> String {
    serde_json::Value::from_iter(of.map(|id| id.simple().to_string())).to_string()
}

fn among(query: &mut QueryBuilder<Sqlite>, words: Vec<String>) {
    let mut list = query.separated(", ");
    for word in words {
        list.push_bind(word);
    }
}

fn bodies(query: &mut QueryBuilder<Sqlite>, bodies: &[BodyId]) {
    let mut list = query.separated(", ");
    for body in bodies {
        list.push_bind(body.0);
    }
}

/// The areas `of` and all within it, as the directory knows them now.
#[must_use]
pub fn areas_within(pins: &Pins, of: &str) -> Vec<String> {
    let mut found = vec![of.to_owned()];
    let mut looked = 0;
    // Each area is taken once, so that a circle of areas ends as well.
    while let Some(above) = found.get(looked).cloned() {
        let within = pins.directory.areas().filter(|area| {
            area.within.as_ref().is_some_and(|within| within.as_str() == above)
                && !found.iter().any(|known| known == area.area.as_str())
        });
        let within: Vec<String> = within.map(|area| area.area.to_string()).collect();
        found.extend(within);
        looked += 1;
    }
    found
}
