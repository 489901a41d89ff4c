//! The SQL of what is not a petition: letters with their receipts, meetings, lists.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::rows::{ROWS_MAX, delete_of};
use crate::entry::signed;
use crate::fold::Folded;

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

/// A receipt of a letter that was erased has nowhere to stand.
pub(super) async fn receipts(
    connection: &mut SqliteConnection,
    folded: &Folded,
) -> Result<(), sqlx::Error> {
    for receipt in &folded.receipts {
        let update = sqlx::query(
            "UPDATE letter SET received_by = ?, received_on = ?, receipt_position = ?
             WHERE stream = ?",
        );
        let update = update.bind(receipt.by.0).bind(receipt.on.to_string());
        let update = update.bind(signed(receipt.position.0)).bind(receipt.letter.0);
        update.execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) async fn meetings(
    connection: &mut SqliteConnection,
    folded: &Folded,
) -> Result<(), sqlx::Error> {
    for rows in folded.meetings.chunks(ROWS_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO meeting (stream, position, held_on, round, area) ",
        );
        query.push_values(rows, |mut row, meeting| {
            row.push_bind(meeting.stream.0)
                .push_bind(signed(meeting.position.0))
                .push_bind(meeting.on.to_string())
                .push_bind(meeting.held.round.as_ref().map(ToString::to_string))
                .push_bind(meeting.held.area.to_string());
        });
        query.build().persistent(false).execute(&mut *connection).await?;
    }
    let mut bodies = Vec::new();
    for meeting in &folded.meetings {
        let held = &meeting.held;
        for (part, of_part) in
            [("council", &held.councils), ("group", &held.groups), ("invited", &held.invited)]
        {
            bodies.extend((0_i64..).zip(of_part).map(|(n, body)| (meeting.stream, part, n, *body)));
        }
    }
    for rows in bodies.chunks(ROWS_MAX) {
        let mut query =
            QueryBuilder::<Sqlite>::new("INSERT INTO meeting_body (meeting, part, ordinal, body) ");
        query.push_values(rows, |mut row, (meeting, part, n, body)| {
            row.push_bind(meeting.0).push_bind(*part).push_bind(*n).push_bind(body.0);
        });
        query.build().persistent(false).execute(&mut *connection).await?;
    }
    Ok(())
}

/// A later revision replaces the rows of the one before.
pub(super) async fn lists(
    connection: &mut SqliteConnection,
    folded: &Folded,
) -> Result<(), sqlx::Error> {
    for list in &folded.lists {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO list (stream, number, council, round, area, revision, first_position,
             position) ",
        );
        query.push_values([list], |mut row, list| {
            row.push_bind(list.stream.0)
                .push_bind(list.fixed.number.to_string())
                .push_bind(list.fixed.council.0)
                .push_bind(list.fixed.round.to_string())
                .push_bind(list.fixed.area.as_ref().map(ToString::to_string))
                .push_bind(i64::from(list.fixed.revision))
                .push_bind(signed(list.position.0))
                .push_bind(signed(list.position.0));
        });
        query.push(
            " ON CONFLICT (stream) DO UPDATE SET revision = excluded.revision,
             position = excluded.position",
        );
        query.build().execute(&mut *connection).await?;
        delete_of(connection, "list_petition", "list", std::iter::once(list.stream)).await?;
        let rows: Vec<_> = (0_i64..).zip(&list.fixed.petitions).collect();
        for rows in rows.chunks(ROWS_MAX) {
            let mut query =
                QueryBuilder::<Sqlite>::new("INSERT INTO list_petition (list, ordinal, petition) ");
            query.push_values(rows, |mut row, (n, petition)| {
                row.push_bind(list.stream.0).push_bind(*n).push_bind(petition.0);
            });
            query.build().persistent(false).execute(&mut *connection).await?;
        }
    }
    Ok(())
}
