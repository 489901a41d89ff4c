//! Petitions, many at a time: filters, search, pages, counts by stage.

use std::collections::BTreeSet;
use std::sync::Arc;

use proto::stage::{Flag, Stage};
use proto::{BodyId, Day, Micros, Position, StreamId, Version};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};
use uuid::Uuid;

use crate::entry::{signed, unsigned};
use crate::many;
use crate::order::NEVER;
use crate::read::{ReadError, Register};
use crate::search;

/// Everything a [`PetitionRow`] needs, of a table called `p`.
pub(crate) const SELECT: &str =
    "SELECT p.stream, p.number, p.council, p.term, p.raised_with, p.area, p.field, p.stage,
     p.competence, p.needs_person, p.carried_over, p.reopened, p.objected, p.unbound,
     p.by_the_book, p.due, p.due_what,
     p.due_whose, p.follower, p.meeting, p.list, p.list_row, p.round, p.session, p.merged_into,
     p.raised_on, p.changed_on, p.received_at, p.received_position, p.last_position, p.version,
     p.public_wording, p.original,
     (SELECT group_concat(hex(a.body) ORDER BY a.ordinal) FROM petition_hand a
      WHERE a.petition = p.stream AND a.hand = 'addressee') AS addressees
     FROM petition p";

/// Which petitions; what is none or empty does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// At one of these stages.
    pub stages: Vec<Stage>,
    /// With all of these flags.
    pub flags: Vec<Flag>,
    /// Today, to tell what is overdue; without it nothing is.
    pub today: Option<Day>,
    /// Where this body has any hand.
    pub body: Option<BodyId>,
    /// Raised with this body.
    pub raised_with: Option<BodyId>,
    /// Sent to this body.
    pub addressee: Option<BodyId>,
    /// Given to this agency by an addressee.
    pub assigned: Option<BodyId>,
    /// Followed by this body.
    pub follower: Option<BodyId>,
    /// Of this council.
    pub council: Option<BodyId>,
    /// In this field.
    pub field: Option<String>,
    /// About this area.
    pub area: Option<String>,
    /// Listed in this contact round.
    pub round: Option<String>,
    /// Last carried over into this session.
    pub session: Option<String>,
    /// On this list.
    pub list: Option<StreamId>,
    /// Raised at this meeting.
    pub meeting: Option<StreamId>,
    /// Merged into this petition.
    pub merged_into: Option<StreamId>,
    /// Parts of this petition.
    pub part_of: Option<StreamId>,
    /// Something is due from this body; days of what is due are then those of its own part.
    pub whose: Option<BodyId>,
    /// Something is due on or after this day.
    pub due_from: Option<Day>,
    /// Something is due on or before this day.
    pub due_by: Option<Day>,
    /// Whether anything is due.
    pub has_due: Option<bool>,
    /// Raised on or after this day.
    pub raised_from: Option<Day>,
    /// Raised on or before this day.
    pub raised_until: Option<Day>,
    /// How it was raised: `meeting`, `deputy`, `delegate_group`, `by_hand`, `import`.
    pub via: Option<String>,
    /// Which level is competent, as last proposed.
    pub competence: Option<String>,
    /// Whether a person has to look.
    pub needs_person: Option<bool>,
    /// Words, each of which begins a word of the number or the public wording.
    pub text: Option<String>,
    /// Petitions that count as found by `text`: somebody found it in what the register does not hold.
    pub found: Option<Arc<BTreeSet<StreamId>>>,
}

/// One petition in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PetitionRow {
    /// Its stream.
    pub stream: StreamId,
    /// For people.
    pub number: String,
    /// The council to whose deputies it was put.
    pub council: BodyId,
    /// In which term.
    pub term: String,
    /// The delegate group that took it.
    pub raised_with: BodyId,
    /// The area that it is about.
    pub area: Option<String>,
    /// The field last proposed, or the clerk's guess.
    pub field: Option<String>,
    /// Where it stands.
    pub stage: Stage,
    /// Which level is competent, as last proposed.
    pub competence: Option<String>,
    /// Its flags on any day; see [`PetitionRow::flags_on`] for today.
    pub flags: Vec<Flag>,
    /// The next day on which something is due.
    pub due: Option<Day>,
    /// What is due then.
    pub due_what: Option<String>,
    /// Whose turn it is.
    pub due_whose: Option<BodyId>,
    /// Who follows it.
    pub follower: Option<BodyId>,
    /// The meeting at which it was raised.
    pub meeting: Option<StreamId>,
    /// The list on which it stands, and in which row.
    pub list: Option<(StreamId, u64)>,
    /// The contact round of that list.
    pub round: Option<String>,
    /// The session into which it was last carried over.
    pub session: Option<String>,
    /// The petition that it goes on in.
    pub merged_into: Option<StreamId>,
    /// The day on which it was put to the deputies.
    pub raised_on: Day,
    /// The business date of its last event.
    pub changed_on: Day,
    /// When it was recorded.
    pub received_at: Micros,
    /// Its first event.
    pub received_position: Position,
    /// Its last event.
    pub last_position: Position,
    /// The version of its stream.
    pub version: Version,
    /// What the public may read.
    pub public_wording: Option<String>,
    /// The voter's words, sealed: JSON of [`proto::sealed::Sealed`].
    pub original: String,
    /// Those it was sent to, in order.
    pub addressees: Vec<BodyId>,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, newest first.
    pub rows: Vec<T>,
    /// Where the next page begins; none on the last one.
    pub next: Option<Position>,
}

impl<T> Page<T> {
    /// Cuts a list that was asked for one row more than the page holds.
    pub(crate) fn cut(mut rows: Vec<T>, limit: u32, key: fn(&T) -> Position) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(key) } else { None };
        Self { rows, next }
    }
}

impl PetitionRow {
    /// Its flags on `today`, in the order of [`Flag::ALL`].
    #[must_use]
    pub fn flags_on(&self, today: Day) -> Vec<Flag> {
        let overdue = self.due.is_some_and(|due| due < today).then_some(Flag::Overdue);
        overdue.into_iter().chain(self.flags.iter().copied()).collect()
    }

    pub(crate) fn from_row(row: &SqliteRow) -> Result<Self, ReadError> {
        let addressees: Option<String> = row.try_get("addressees")?;
        let addressees = addressees.iter().flat_map(|text| text.split(','));
        let addressees: Result<_, _> =
            addressees.map(|id| Uuid::parse_str(id).map(BodyId)).collect();
        let stage: String = row.try_get("stage")?;
        Ok(Self {
            stream: StreamId(row.try_get("stream")?),
            number: row.try_get("number")?,
            council: BodyId(row.try_get("council")?),
            term: row.try_get("term")?,
            raised_with: BodyId(row.try_get("raised_with")?),
            area: row.try_get("area")?,
            field: row.try_get("field")?,
            stage: Stage::named(&stage).ok_or_else(|| damaged("a stage"))?,
            competence: row.try_get("competence")?,
            flags: flags(row)?,
            due_what: row.try_get("due_what")?,
            due_whose: row.try_get::<Option<Uuid>, _>("due_whose")?.map(BodyId),
            follower: row.try_get::<Option<Uuid>, _>("follower")?.map(BodyId),
            meeting: row.try_get::<Option<Uuid>, _>("meeting")?.map(StreamId),
            list: listed(row)?,
            round: row.try_get("round")?,
            session: row.try_get("session")?,
            merged_into: row.try_get::<Option<Uuid>, _>("merged_into")?.map(StreamId),
            due: row.try_get::<Option<String>, _>("due")?.map(|text| day(&text)).transpose()?,
            raised_on: day(&row.try_get::<String, _>("raised_on")?)?,
            changed_on: day(&row.try_get::<String, _>("changed_on")?)?,
            received_at: Micros(row.try_get("received_at")?),
            received_position: Position(unsigned(row.try_get("received_position")?)?),
            last_position: Position(unsigned(row.try_get("last_position")?)?),
            version: Version(unsigned(row.try_get("version")?)?),
            public_wording: row.try_get("public_wording")?,
            original: row.try_get("original")?,
            addressees: addressees.map_err(|_| damaged("an addressee"))?,
        })
    }
}

/// The flags that have a column: all but those that depend on the reader's day.
fn column_of(flag: Flag) -> Option<&'static str> {
    match flag {
        Flag::Overdue => None,
        Flag::CarriedOver => Some("carried_over"),
        Flag::Reopened => Some("reopened"),
        Flag::Objected => Some("objected"),
        Flag::NeedsPerson => Some("needs_person"),
        Flag::Unbound => Some("unbound"),
        Flag::ByTheBook => Some("by_the_book"),
    }
}

fn flags(row: &SqliteRow) -> Result<Vec<Flag>, ReadError> {
    let mut flags = Vec::new();
    for &flag in Flag::ALL {
        if let Some(column) = column_of(flag)
            && row.try_get::<bool, _>(column)?
        {
            flags.push(flag);
        }
    }
    Ok(flags)
}

fn listed(row: &SqliteRow) -> Result<Option<(StreamId, u64)>, ReadError> {
    let list: Option<Uuid> = row.try_get("list")?;
    let at: Option<i64> = row.try_get("list_row")?;
    list.zip(at).map(|(list, at)| Ok((StreamId(list), unsigned(at)?))).transpose()
}

pub(crate) fn day(text: &str) -> Result<Day, ReadError> {
    text.parse().map_err(|_| damaged("a day"))
}

fn damaged(what: &str) -> ReadError {
    ReadError::Damaged { what: what.to_owned() }
}

impl Register {
    /// Petitions, newest first, at most `limit`, after the page that ended at `after`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn petitions(
        &self,
        filter: &Filter,
        after: Option<Position>,
        limit: u32,
    ) -> Result<Page<PetitionRow>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        narrow(&mut query, filter);
        if let Some(after) = after {
            query.push(" AND p.received_position < ").push_bind(signed(after.0));
        }
        query.push(" ORDER BY p.received_position DESC LIMIT ");
        query.push_bind(i64::from(limit).saturating_add(1));
        let rows = query.build().fetch_all(&self.pool).await?;
        let rows: Result<Vec<_>, _> = rows.iter().map(PetitionRow::from_row).collect();
        Ok(Page::cut(rows?, limit, |row| row.received_position))
    }

    /// How many petitions of a list stand at each stage; stages of none are left out.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn counts(&self, filter: &Filter) -> Result<Vec<(Stage, u64)>, ReadError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT p.stage, count(*) FROM petition p");
        narrow(&mut query, filter);
        query.push(" GROUP BY p.stage");
        let rows: Vec<(String, i64)> = query.build_query_as().fetch_all(&self.pool).await?;
        let counted = rows.into_iter().map(|(stage, count)| {
            Ok((Stage::named(&stage).ok_or_else(|| damaged("a stage"))?, unsigned(count)?))
        });
        let mut counted: Vec<(Stage, u64)> = counted.collect::<Result<_, ReadError>>()?;
        counted.sort_unstable();
        Ok(counted)
    }
}

/// Adds the conditions of `filter`, the first behind `WHERE`.
pub(crate) fn narrow(query: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    query.push(" WHERE true");
    if !filter.stages.is_empty() {
        query.push(" AND p.stage IN (");
        let mut list = query.separated(", ");
        for stage in &filter.stages {
            list.push_bind(stage.as_str());
        }
        query.push(")");
    }
    for &flag in &filter.flags {
        match (column_of(flag), filter.today) {
            // A literal, so that the partial index of those that need a person is found.
            (Some(column), _) => query.push(format!(" AND p.{column} = 1")),
            (None, Some(today)) => query.push(" AND p.due_order < ").push_bind(today.to_string()),
            (None, None) => query.push(" AND false"),
        };
    }
    narrow_by_body(query, filter);
    narrow_by_word(query, filter);
    for (column, stream) in [
        ("list", filter.list),
        ("meeting", filter.meeting),
        ("merged_into", filter.merged_into),
        ("part_of", filter.part_of),
    ] {
        if let Some(stream) = stream {
            query.push(format!(" AND p.{column} = ")).push_bind(stream.0);
        }
    }
    narrow_by_day(query, filter);
    if let Some(needs_person) = filter.needs_person {
        // A literal, so that the partial index of those that need one is found.
        query.push(" AND p.needs_person = ").push(i32::from(needs_person));
    }
    narrow_by_text(query, filter);
}

fn narrow_by_text(query: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    let words: Vec<String> = filter.text.iter().flat_map(|text| search::words(text)).collect();
    if words.is_empty() {
        return;
    }
    query.push(" AND ((true");
    for word in words.iter().take(search::WORDS_MAX) {
        query.push(" AND instr(p.search, ").push_bind(format!(" {word}")).push(") > 0");
    }
    query.push(")");
    if let Some(found) = filter.found.as_ref().filter(|found| !found.is_empty()) {
        query.push(" OR p.stream IN (SELECT unhex(value) FROM json_each(");
        query.push_bind(many::listed(found.iter().map(|id| id.0))).push("))");
    }
    query.push(")");
}

/// What is due is compared by the column that the order by due day has an index of.
fn narrow_by_day(query: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    // Another body's may be due before it.
    if let Some(day) = filter.due_from.filter(|_| filter.whose.is_none()) {
        query.push(" AND p.due IS NOT NULL AND p.due_order >= ").push_bind(day.to_string());
    }
    if let Some(day) = filter.due_by {
        query.push(" AND p.due IS NOT NULL AND p.due_order <= ").push_bind(day.to_string());
    }
    if let Some(has_due) = filter.has_due {
        query.push(if has_due { " AND p.due_order < " } else { " AND p.due_order = " });
        query.push_bind(NEVER);
    }
    if let Some(day) = filter.raised_from {
        query.push(" AND p.raised_on >= ").push_bind(day.to_string());
    }
    if let Some(day) = filter.raised_until {
        query.push(" AND p.raised_on <= ").push_bind(day.to_string());
    }
}

/// What is due from one body is compared by its own day, not by what is due there first.
fn narrow_by_turn(query: &mut QueryBuilder<Sqlite>, filter: &Filter, whose: BodyId) {
    query.push(" AND p.stream IN (SELECT d.petition FROM petition_due d WHERE d.whose = ");
    query.push_bind(whose.0);
    let late = filter.today.filter(|_| filter.flags.contains(&Flag::Overdue));
    for (day, how) in [(late, "<"), (filter.due_from, ">="), (filter.due_by, "<=")] {
        if let Some(day) = day {
            query.push(format!(" AND d.day {how} ")).push_bind(day.to_string());
        }
    }
    query.push(")");
}

fn narrow_by_body(query: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    if let Some(council) = filter.council {
        query.push(" AND p.council = ").push_bind(council.0);
    }
    if let Some(whose) = filter.whose {
        narrow_by_turn(query, filter, whose);
    }
    for (hand, body) in [
        (None, filter.body),
        (Some("raised_with"), filter.raised_with),
        (Some("addressee"), filter.addressee),
        (Some("assigned"), filter.assigned),
        (Some("follower"), filter.follower),
    ] {
        let Some(body) = body else { continue };
        query.push(" AND p.stream IN (SELECT petition FROM petition_hand WHERE body = ");
        query.push_bind(body.0);
        if let Some(hand) = hand {
            query.push(" AND hand = ").push_bind(hand);
        }
        query.push(")");
    }
}

fn narrow_by_word(query: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    for (column, word) in [
        ("field", &filter.field),
        ("area", &filter.area),
        ("round", &filter.round),
        ("session", &filter.session),
        ("via", &filter.via),
        ("competence", &filter.competence),
    ] {
        if let Some(word) = word {
            query.push(format!(" AND p.{column} = ")).push_bind(word.clone());
        }
    }
}
