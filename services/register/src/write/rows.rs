//! The SQL of the rows: one statement for many of them.

use std::collections::BTreeMap;

use proto::stage::{Flag, Stage};
use proto::{BodyId, Day, Digest, Micros, Position, StreamId};
use sqlx::query_builder::Separated;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::entry::{Entry, signed};
use crate::fold::{Folded, is_pinned};
use crate::held::Held;
use crate::{order, search};

/// Rows of one statement; SQLite binds at most 32,766 values.
pub(super) const ROWS_MAX: usize = 400;

pub(super) async fn entries(
    connection: &mut SqliteConnection,
    entries: &[Entry],
) -> Result<(), sqlx::Error> {
    for entries in entries.chunks(ROWS_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO entry (position, stream_tag, version, recorded_at, stream, event_id,
             event_type, occurred_on, pinned, envelope) ",
        );
        query.push_values(entries, |mut row, entry| {
            let envelope = entry.content.as_ref().map(|(envelope, _)| envelope);
            row.push_bind(signed(entry.position.0))
                .push_bind(entry.stream_tag.0.to_vec())
                .push_bind(signed(entry.version.0))
                .push_bind(entry.recorded_at.0)
                .push_bind(envelope.map(|envelope| envelope.stream.0))
                .push_bind(envelope.map(|envelope| envelope.event_id.0))
                .push_bind(envelope.map(|envelope| envelope.event_type.clone()))
                .push_bind(envelope.map(|envelope| envelope.occurred_on.to_string()))
                .push_bind(is_pinned(entry))
                .push_bind(envelope.map(written));
        });
        query.build().persistent(false).execute(&mut *connection).await?;
    }
    Ok(())
}

/// The envelope as JSON again: the same for the same event, whenever it is folded.
fn written(envelope: &proto::envelope::Envelope) -> String {
    serde_json::to_string(envelope).unwrap_or_default()
}

pub(super) async fn petitions(
    connection: &mut SqliteConnection,
    held: &BTreeMap<Digest, Held>,
) -> Result<(), sqlx::Error> {
    let rows: Vec<_> = held.iter().filter_map(|(tag, held)| row_of(tag, held)).collect();
    for rows in rows.chunks(ROWS_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(format!("INSERT INTO petition ({COLUMNS}) "));
        query.push_values(rows, bind);
        // What the first event fixed never changes.
        query.push(" ON CONFLICT (stream) DO UPDATE SET ");
        let mut changes = query.separated(", ");
        for column in CHANGING {
            changes.push(format!("{column} = excluded.{column}"));
        }
        query.build().persistent(false).execute(&mut *connection).await?;
    }
    Ok(())
}

/// The columns of a petition's row, in the order of [`bind`].
const COLUMNS: &str = "stream, stream_tag, number, council, term, raised_with, raised_on,
    received_at, received_position, tracking_mac, area, field, competence, stage, needs_person,
    carried_over, reopened, objected, unbound, by_the_book, due, due_what, due_whose, follower, meeting, list, list_row,
    round, session, merged_into, part_of, changed_on, last_position, version, public_wording,
    original, search, stage_rank, due_order, untold, via";

/// Those that a later event may change.
const CHANGING: [&str; 30] = [
    "area",
    "field",
    "competence",
    "stage",
    "needs_person",
    "carried_over",
    "reopened",
    "objected",
    "unbound",
    "by_the_book",
    "due",
    "due_what",
    "due_whose",
    "follower",
    "meeting",
    "list",
    "list_row",
    "round",
    "session",
    "merged_into",
    "part_of",
    "changed_on",
    "last_position",
    "version",
    "public_wording",
    "original",
    "search",
    "stage_rank",
    "due_order",
    "untold",
];

fn bind(mut to: Separated<'_, Sqlite, &'static str>, row: &PetitionValues<'_>) {
    let (held, received) = (row.held, row.received);
    let (petition, raised) = (&held.petition, &held.petition.raised);
    let due = petition.due();
    // Whether something is overdue depends on the day of the reader.
    let flags = petition.flags(Day::MIN);
    let has = |flag| flags.contains(&flag);
    to.push_bind(row.stream.0)
        .push_bind(row.tag.0.to_vec())
        .push_bind(received.number.to_string())
        .push_bind(received.council.0)
        .push_bind(received.term.to_string())
        .push_bind(received.raised_with.0)
        .push_bind(petition.raised_on.map(|day| day.to_string()))
        .push_bind(row.at.1.0)
        .push_bind(signed(row.at.0.0))
        .push_bind(received.tracking_mac.0.to_vec())
        .push_bind(received.area.as_ref().map(ToString::to_string))
        .push_bind(row.field.clone())
        .push_bind(petition.proposal.as_ref().map(|proposal| proposal.competence.to_string()))
        .push_bind(row.stage.as_str())
        .push_bind(has(Flag::NeedsPerson))
        .push_bind(has(Flag::CarriedOver))
        .push_bind(has(Flag::Reopened))
        .push_bind(has(Flag::Objected))
        .push_bind(has(Flag::Unbound))
        .push_bind(has(Flag::ByTheBook))
        .push_bind(due.map(|due| due.day.to_string()))
        .push_bind(due.map(|due| due.what.as_str()))
        .push_bind(due.and_then(|due| due.whose).map(|body| body.0))
        .push_bind(petition.watch.follower.map(|body| body.0))
        .push_bind(raised.meeting.map(|stream| stream.0))
        .push_bind(raised.listed.as_ref().map(|listed| listed.list.0))
        .push_bind(raised.listed.as_ref().map(|listed| i64::from(listed.row)))
        .push_bind(raised.listed.as_ref().map(|listed| listed.round.to_string()))
        .push_bind(petition.watch.carried.last().map(|carried| carried.event.into.to_string()))
        .push_bind(raised.merged.as_ref().map(|merged| merged.event.into.0))
        .push_bind(raised.part_of.map(|stream| stream.0))
        .push_bind(held.changed_on.map(|day| day.to_string()))
        .push_bind(signed(held.last_position.0))
        .push_bind(signed(held.version.0))
        .push_bind(received.public_wording.as_ref().map(ToString::to_string))
        .push_bind(serde_json::to_string(&received.original).unwrap_or_default())
        .push_bind(row.search.clone())
        .push_bind(order::rank(row.stage))
        .push_bind(due.map_or_else(|| order::NEVER.to_owned(), |due| due.day.to_string()))
        .push_bind(petition.has_untold())
        .push_bind(via_of(received));
}

struct PetitionValues<'a> {
    tag: &'a Digest,
    stream: StreamId,
    held: &'a Held,
    received: &'a proto::event::PetitionReceived,
    at: (Position, Micros),
    field: Option<String>,
    stage: Stage,
    search: String,
}

/// How it was raised, in the word that the log has for it.
fn via_of(received: &proto::event::PetitionReceived) -> Option<String> {
    let word = serde_json::to_value(received.via).ok()?;
    word.as_str().map(str::to_owned)
}

/// None for a petition of which the first event was erased: only its history is left.
fn row_of<'a>(tag: &'a Digest, held: &'a Held) -> Option<PetitionValues<'a>> {
    let received = held.petition.received.as_ref()?;
    let wording = received.public_wording.as_ref().map_or("", |wording| wording.as_str());
    let field = held.petition.proposal.as_ref().map(|proposal| &proposal.field);
    Some(PetitionValues {
        tag,
        stream: held.stream?,
        held,
        received,
        at: held.received?,
        field: field.or(received.field.as_ref()).map(ToString::to_string),
        stage: held.petition.stage()?,
        search: search::column(&[received.number.as_str(), wording]),
    })
}

/// The hands in a petition, in the words of the table.
fn hands_of(held: &Held) -> Vec<(&'static str, BodyId)> {
    let petition = &held.petition;
    let raised = petition.received.iter().map(|received| ("raised_with", received.raised_with));
    let addressees = petition.addressees.iter().map(|to| ("addressee", to.body));
    let agencies = petition.addressees.iter().flat_map(|to| to.agencies());
    let consenting = petition.consenting.iter().map(|&body| ("consenting", body));
    raised
        .chain(addressees)
        .chain(agencies.map(|body| ("assigned", body)))
        .chain(petition.watch.follower.map(|body| ("follower", body)))
        .chain(consenting)
        .collect()
}

/// Writes anew who has a hand in the petitions touched: followers and holders change.
pub(super) async fn hands(
    connection: &mut SqliteConnection,
    held: &BTreeMap<Digest, Held>,
) -> Result<(), sqlx::Error> {
    let listed = listed(held);
    delete_of(connection, "petition_hand", "petition", listed.iter().map(|(id, _)| *id)).await?;
    let hands: Vec<_> = listed
        .into_iter()
        .flat_map(|(stream, held)| (0_i64..).zip(hands_of(held)).map(move |(n, h)| (stream, n, h)))
        .collect();
    for rows in hands.chunks(ROWS_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO petition_hand (petition, hand, ordinal, body) ",
        );
        query.push_values(rows, |mut row, (stream, n, (hand, body))| {
            row.push_bind(stream.0).push_bind(*hand).push_bind(*n).push_bind(body.0);
        });
        query.build().persistent(false).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Writes anew what is due from whom at the petitions touched; a consent is due from whom the rules
/// say, which no row knows.
pub(super) async fn dues(
    connection: &mut SqliteConnection,
    held: &BTreeMap<Digest, Held>,
) -> Result<(), sqlx::Error> {
    let listed = listed(held);
    delete_of(connection, "petition_due", "petition", listed.iter().map(|(id, _)| *id)).await?;
    let dues: Vec<_> = listed
        .into_iter()
        .flat_map(|(stream, held)| {
            let owed = held.petition.dues().into_iter();
            let owed = owed.filter_map(|due| Some((due.whose?, due.day)));
            (0_i64..).zip(owed).map(move |(n, due)| (stream, n, due))
        })
        .collect();
    for rows in dues.chunks(ROWS_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO petition_due (petition, ordinal, whose, day) ",
        );
        query.push_values(rows, |mut row, (stream, n, (whose, day))| {
            row.push_bind(stream.0).push_bind(*n).push_bind(whose.0).push_bind(day.to_string());
        });
        query.build().persistent(false).execute(&mut *connection).await?;
    }
    Ok(())
}

/// The petitions that have a row.
fn listed(held: &BTreeMap<Digest, Held>) -> Vec<(StreamId, &Held)> {
    let listed = held.values().filter(|held| held.petition.received.is_some());
    listed.filter_map(|held| Some((held.stream?, held))).collect()
}

/// Deletes the rows of `table` that belong to these streams.
pub(super) async fn delete_of(
    connection: &mut SqliteConnection,
    table: &str,
    column: &str,
    streams: impl Iterator<Item = StreamId>,
) -> Result<(), sqlx::Error> {
    let ids = streams.map(|id| id.0.simple().to_string());
    let ids = serde_json::Value::from_iter(ids).to_string();
    let mut query = QueryBuilder::<Sqlite>::new(format!(
        "DELETE FROM {table} WHERE {column} IN (SELECT unhex(value) FROM json_each("
    ));
    query.push_bind(ids).push("))");
    query.build().execute(connection).await?;
    Ok(())
}

pub(super) async fn notices(
    connection: &mut SqliteConnection,
    folded: &Folded,
) -> Result<(), sqlx::Error> {
    for rows in folded.notices.chunks(ROWS_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO notice (body, position, petition, number, stage, event_type, event_id,
             occurred_on) ",
        );
        query.push_values(rows, |mut row, notice| {
            row.push_bind(notice.body.0)
                .push_bind(signed(notice.position.0))
                .push_bind(notice.petition.0)
                .push_bind(notice.number.to_string())
                .push_bind(notice.stage.as_str())
                .push_bind(notice.event_type)
                .push_bind(notice.event_id.0)
                .push_bind(notice.occurred_on.to_string());
        });
        query.build().persistent(false).execute(&mut *connection).await?;
    }
    Ok(())
}
