//! Writing the register: the one [`Sink`] of a portal.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use directory::Pins;
use proto::Digest;
use runtime::consume::{Arrived, Cursor, Sink};
use runtime::sqlite::{self, OpenError, Step};
use runtime::{crash, cursor_file};
use sqlx::{Connection, QueryBuilder, Sqlite, SqliteConnection};
use tokio::sync::watch;

use crate::digest::tables;
use crate::entry::{COLUMNS, Entry};
use crate::fold::{Folded, is_of_petition};
use crate::held::Held;
use crate::read::{Known, ReadError};

mod papers;
mod rows;

/// Counts what the folds make of the log. A file made by another number is folded anew.
const FOLD: i64 = 5;

const STEPS: [Step; 14] = [
    Step(
        20_261_122_120_000,
        "create_cursor",
        include_str!("../migrations/20261122120000_create_cursor.sql"),
    ),
    Step(
        20_261_122_120_100,
        "create_entry",
        include_str!("../migrations/20261122120100_create_entry.sql"),
    ),
    Step(
        20_261_122_120_200,
        "create_petition",
        include_str!("../migrations/20261122120200_create_petition.sql"),
    ),
    Step(
        20_261_122_120_300,
        "create_letter",
        include_str!("../migrations/20261122120300_create_letter.sql"),
    ),
    Step(
        20_261_122_120_400,
        "create_notice",
        include_str!("../migrations/20261122120400_create_notice.sql"),
    ),
    Step(
        20_261_122_150_000,
        "widen_petition",
        include_str!("../migrations/20261122150000_widen_petition.sql"),
    ),
    Step(
        20_261_122_150_100,
        "create_petition_hand",
        include_str!("../migrations/20261122150100_create_petition_hand.sql"),
    ),
    Step(
        20_261_122_150_200,
        "create_meeting",
        include_str!("../migrations/20261122150200_create_meeting.sql"),
    ),
    Step(
        20_261_122_150_300,
        "create_list",
        include_str!("../migrations/20261122150300_create_list.sql"),
    ),
    Step(
        20_261_122_150_400,
        "add_receipt_to_letter",
        include_str!("../migrations/20261122150400_add_receipt_to_letter.sql"),
    ),
    Step(
        20_261_122_180_000,
        "add_book_flags_to_petition",
        include_str!("../migrations/20261122180000_add_book_flags_to_petition.sql"),
    ),
    Step(
        20_261_122_210_000,
        "order_the_book",
        include_str!("../migrations/20261122210000_order_the_book.sql"),
    ),
    Step(
        20_261_123_100_000,
        "note_untold_answers",
        include_str!("../migrations/20261123100000_note_untold_answers.sql"),
    ),
    Step(
        20_261_123_110_000,
        "create_petition_due",
        include_str!("../migrations/20261123110000_create_petition_due.sql"),
    ),
];

/// Why the register could not take events. The process starts again from its cursor.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// SQLite's own.
    #[error("the register cannot be written")]
    Sqlite(#[from] sqlx::Error),
    /// What was written before cannot be read: delete the file, it will be made anew.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event was recorded at a time that no calendar holds.
    #[error(transparent)]
    Time(#[from] proto::time::OutOfRange),
}

/// Writes the register; there is one in a process.
#[derive(Debug)]
pub struct Writer {
    connection: SqliteConnection,
    cursor: Option<Cursor>,
    pins: Arc<Pins>,
    known: watch::Sender<Known>,
}

impl Writer {
    /// Opens or makes the file, and begins anew if another fold made it.
    pub(crate) async fn open(path: &Path) -> Result<Self, OpenError> {
        let connection = sqlite::cache_writer(path, &STEPS).await?;
        let known = watch::Sender::default();
        let mut writer = Self { connection, cursor: None, pins: Arc::default(), known };
        let opened = writer.go_on().await;
        opened.map_err(|source| OpenError::Sqlite { file: path.display().to_string(), source })?;
        Ok(writer)
    }

    /// What is in the register, and every later change of it.
    pub(crate) fn known(&self) -> watch::Receiver<Known> {
        self.known.subscribe()
    }

    async fn go_on(&mut self) -> Result<(), sqlx::Error> {
        let made_by: Option<i64> = sqlx::query_scalar("SELECT number FROM fold")
            .fetch_optional(&mut self.connection)
            .await?;
        let pins = match made_by {
            Some(FOLD) => pinned(&mut self.connection).await,
            Some(_) | None => Ok(None),
        };
        let pins = match pins {
            Ok(Some(pins)) => pins,
            Ok(None) => return self.wipe().await,
            Err(ReadError::Sqlite(error)) => return Err(error),
            Err(error @ ReadError::Damaged { .. }) => {
                tracing::warn!(%error, "the register cannot be read; folding it anew");
                return self.wipe().await;
            }
        };
        self.cursor = cursor_file::read(&mut self.connection).await?;
        self.pins = Arc::new(pins);
        self.tell();
        Ok(())
    }

    async fn wipe(&mut self) -> Result<(), sqlx::Error> {
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        for table in tables(&mut transaction).await? {
            let mut emptied = QueryBuilder::<Sqlite>::new("DELETE FROM ");
            emptied.push(table).build().execute(&mut *transaction).await?;
        }
        let made = sqlx::query("INSERT INTO fold (one, number) VALUES (1, ?)").bind(FOLD);
        made.execute(&mut *transaction).await?;
        transaction.commit().await?;
        (self.cursor, self.pins) = (None, Arc::default());
        self.tell();
        Ok(())
    }

    fn tell(&self) {
        let known = Known { cursor: self.cursor, pins: Arc::clone(&self.pins) };
        self.known.send_replace(known);
    }
}

impl Sink for Writer {
    type Error = ApplyError;

    fn cursor(&self) -> Option<Cursor> {
        self.cursor
    }

    async fn apply(&mut self, batch: &[Arrived], cursor: Cursor) -> Result<(), ApplyError> {
        let entries: Vec<Entry> = batch.iter().map(Entry::of).collect();
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let held = held_before(&mut transaction, &entries).await?;
        let folded = Folded::of(held, Arc::clone(&self.pins), &entries)?;
        rows::entries(&mut transaction, &entries).await?;
        rows::petitions(&mut transaction, &folded.held).await?;
        rows::hands(&mut transaction, &folded.held).await?;
        rows::dues(&mut transaction, &folded.held).await?;
        papers::letters(&mut transaction, &folded).await?;
        papers::receipts(&mut transaction, &folded).await?;
        papers::meetings(&mut transaction, &folded).await?;
        papers::lists(&mut transaction, &folded).await?;
        rows::notices(&mut transaction, &folded).await?;
        cursor_file::write(&mut transaction, cursor).await?;
        crash::point("register.before_commit");
        transaction.commit().await?;
        crash::point("register.after_commit");
        (self.cursor, self.pins) = (Some(cursor), folded.pins);
        self.tell();
        Ok(())
    }

    async fn reset(&mut self) -> Result<(), ApplyError> {
        Ok(self.wipe().await?)
    }
}

/// The directory and the rules, folded from what is stored.
async fn pinned(connection: &mut SqliteConnection) -> Result<Option<Pins>, ReadError> {
    let sql = format!("SELECT {COLUMNS} FROM entry e WHERE e.pinned = 1 ORDER BY e.position");
    let rows = QueryBuilder::<Sqlite>::new(sql).build().fetch_all(connection).await?;
    let mut pins = Pins::default();
    for row in &rows {
        if let Some((_, event)) = Entry::from_row(row)?.known() {
            pins.apply(event.clone());
        }
    }
    Ok(Some(pins))
}

/// The petitions that `entries` touch, as they stood before.
///
/// Their streams are short, so that folding them again costs less than keeping every state.
async fn held_before(
    connection: &mut SqliteConnection,
    entries: &[Entry],
) -> Result<BTreeMap<Digest, Held>, ReadError> {
    let tags = |wanted: fn(&Entry) -> bool| {
        let tags = entries.iter().filter(|entry| wanted(entry)).map(|entry| entry.stream_tag);
        serde_json::Value::from_iter(tags.map(|tag| tag.to_string())).to_string()
    };
    let mut query = QueryBuilder::<Sqlite>::new(format!(
        "SELECT {COLUMNS} FROM entry e WHERE e.stream_tag IN
         (SELECT unhex(value) FROM json_each("
    ));
    query.push_bind(tags(is_of_petition)).push(
        ") UNION SELECT p.stream_tag FROM petition p WHERE p.stream_tag IN
         (SELECT unhex(value) FROM json_each(",
    );
    query.push_bind(tags(|entry| entry.known().is_none()));
    query.push("))) ORDER BY e.stream_tag, e.version");
    let rows = query.build().fetch_all(connection).await?;
    let mut held: BTreeMap<Digest, Held> = BTreeMap::new();
    for row in &rows {
        let entry = Entry::from_row(row)?;
        held.entry(entry.stream_tag).or_default().take(&entry, None);
    }
    Ok(held)
}
