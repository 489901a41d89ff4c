//! The SQL of the rows: one statement for many of them.

use std::collections::BTreeMap;

use proto::Digest;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::entry::{Entry, signed};
use crate::fold::{Folded, is_pinned};
use crate::held::Held;
use crate::search;

/// Rows of one statement; SQLite binds at most 32,766 values.
const ROWS_MAX: usize = 400;

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
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO petition (stream, stream_tag, number, council, term, raised_with, area,
             field, stage, needs_person, due, raised_on, changed_on, received_at,
             received_position, last_position, version, tracking_mac, public_wording, original,
             search) ",
        );
        query.push_values(rows, |mut to, row| {
            let received = row.received;
            to.push_bind(row.stream.0)
                .push_bind(row.tag.0.to_vec())
                .push_bind(received.number.to_string())
                .push_bind(received.council.0)
                .push_bind(received.term.to_string())
                .push_bind(received.raised_with.0)
                .push_bind(received.area.as_ref().map(ToString::to_string))
                .push_bind(row.field.clone())
                .push_bind(row.stage)
                .push_bind(row.held.petition.needs_person)
                .push_bind(row.held.petition.due().map(|day| day.to_string()))
                .push_bind(row.held.petition.raised_on.map(|day| day.to_string()))
                .push_bind(row.held.changed_on.map(|day| day.to_string()))
                .push_bind(row.at.1.0)
                .push_bind(signed(row.at.0.0))
                .push_bind(signed(row.held.last_position.0))
                .push_bind(signed(row.held.version.0))
                .push_bind(received.tracking_mac.0.to_vec())
                .push_bind(received.public_wording.as_ref().map(ToString::to_string))
                .push_bind(serde_json::to_string(&received.original).unwrap_or_default())
                .push_bind(row.search.clone());
        });
        // What the first event fixed never changes.
        query.push(
            " ON CONFLICT (stream) DO UPDATE SET field = excluded.field, stage = excluded.stage,
             needs_person = excluded.needs_person, due = excluded.due,
             changed_on = excluded.changed_on, last_position = excluded.last_position,
             version = excluded.version",
        );
        query.build().persistent(false).execute(&mut *connection).await?;
    }
    Ok(())
}

struct PetitionValues<'a> {
    tag: &'a Digest,
    stream: proto::StreamId,
    held: &'a Held,
    received: &'a proto::event::PetitionReceived,
    at: (proto::Position, proto::Micros),
    field: Option<String>,
    stage: &'static str,
    search: String,
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
        stage: held.petition.stage()?.as_str(),
        search: search::column(&[received.number.as_str(), wording]),
    })
}

/// Addressees are only ever added; see [`petition::Petition::apply`].
pub(super) async fn addressees(
    connection: &mut SqliteConnection,
    held: &BTreeMap<Digest, Held>,
) -> Result<(), sqlx::Error> {
    let sent: Vec<_> = held
        .values()
        .filter_map(|held| Some((held.stream?, &held.petition.addressees)))
        .flat_map(|(stream, sent)| (0_i64..).zip(sent).map(move |(n, to)| (stream, n, to)))
        .collect();
    for rows in sent.chunks(ROWS_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO petition_addressee (petition, ordinal, body, letter, answer_due) ",
        );
        query.push_values(rows, |mut row, (stream, n, to)| {
            row.push_bind(stream.0)
                .push_bind(*n)
                .push_bind(to.body.0)
                .push_bind(to.letter.0)
                .push_bind(to.answer_due.to_string());
        });
        query.push(
            " ON CONFLICT (petition, ordinal) DO UPDATE SET body = excluded.body,
             letter = excluded.letter, answer_due = excluded.answer_due",
        );
        query.build().persistent(false).execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) async fn letters(
    connection: &mut SqliteConnection,
    folded: &Folded,
) -> Result<(), sqlx::Error> {
    for rows in folded.letters.chunks(ROWS_MAX) {
        let mut query =
            QueryBuilder::<Sqlite>::new("INSERT INTO letter (stream, position, addressee) ");
        query.push_values(rows, |mut row, letter| {
            row.push_bind(letter.stream.0)
                .push_bind(signed(letter.position.0))
                .push_bind(letter.issued.to.0);
        });
        query.build().persistent(false).execute(&mut *connection).await?;
    }
    let listed: Vec<_> = folded
        .letters
        .iter()
        .flat_map(|l| (0_i64..).zip(&l.issued.petitions).map(|(n, id)| (l.stream, n, *id)))
        .collect();
    for rows in listed.chunks(ROWS_MAX) {
        let mut query =
            QueryBuilder::<Sqlite>::new("INSERT INTO letter_petition (letter, ordinal, petition) ");
        query.push_values(rows, |mut row, (letter, n, petition)| {
            row.push_bind(letter.0).push_bind(*n).push_bind(petition.0);
        });
        query.build().persistent(false).execute(&mut *connection).await?;
    }
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
