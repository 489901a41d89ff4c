//! Answers that a body is writing: begun by one officer, gone on with by another, issued or given up.
//!
//! A draft is no event: it lies in this portal's own file. What is written is sealed by the vault
//! under the key of the body; in the clear stand only who saved it when, and the numbers of the
//! petitions, which the log has in the clear as well. Never decides who may see one: whoever asks
//! names the bodies.
//!
//! Invariants:
//! - nothing is overwritten that was saved since it was opened: the version tells;
//! - drafts are bounded in number and size.

use std::path::Path;
use std::sync::Arc;

use proto::sealed::Sealed;
use proto::{BodyId, Micros, OfficerId};
use runtime::sqlite::{self, OpenError, Step};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection, SqlitePool};
use tokio::sync::Mutex;
use uuid::Uuid;

/// The file in the portal's directory.
const FILE: &str = "drafts.sqlite";
/// The most drafts of one body.
pub(crate) const OF_A_BODY_MAX: i64 = 200;
const READERS: u32 = 2;

const STEPS: [Step; 1] = [Step(
    20_261_123_090_000,
    "create_answer_draft",
    include_str!("../migrations/20261123090000_create_answer_draft.sql"),
)];

/// The drafts of one portal. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct AnswerDrafts {
    pool: SqlitePool,
    writer: Arc<Mutex<SqliteConnection>>,
}

/// What is known of a draft without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) id: Uuid,
    /// Whose answer it is going to be.
    pub(crate) body: BodyId,
    pub(crate) made_by: OfficerId,
    pub(crate) saved_by: OfficerId,
    pub(crate) saved_at: Micros,
    /// Counts how often it was saved.
    pub(crate) version: i64,
    /// The numbers of its petitions.
    pub(crate) petitions: Vec<String>,
}

/// What came of saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Saved {
    /// It is kept, as this version.
    As(i64),
    /// Somebody saved it since it was opened; nothing was written.
    Meanwhile(Box<Listed>),
    /// It was issued or given up; nothing was written.
    Gone,
    /// The body has too many drafts; nothing was written.
    Full,
}

/// What is saved.
#[derive(Debug)]
pub(crate) struct Written<'a> {
    pub(crate) body: BodyId,
    pub(crate) by: OfficerId,
    pub(crate) now: Micros,
    pub(crate) petitions: &'a [String],
    pub(crate) sealed: &'a [Sealed],
}

impl AnswerDrafts {
    /// Opens or makes the file in `data`.
    ///
    /// # Errors
    /// [`OpenError`]; each says what to do.
    pub(crate) async fn open(data: &Path) -> Result<Self, OpenError> {
        let path = data.join(FILE);
        let writer = sqlite::writer(&path, &STEPS).await?;
        let pool = sqlite::readers(&path, READERS).await?;
        Ok(Self { pool, writer: Arc::new(Mutex::new(writer)) })
    }

    /// Keeps a new draft under `id`.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn begin(&self, id: Uuid, of: &Written<'_>) -> Result<Saved, sqlx::Error> {
        let done = sqlx::query(
            "INSERT INTO answer_draft
                (id, body, made_by, saved_by, saved_at, version, petitions, sealed)
             SELECT ?1, ?2, ?3, ?3, ?4, 1, ?5, ?6
             WHERE (SELECT count(*) FROM answer_draft WHERE body = ?2) < ?7",
        )
        .bind(id)
        .bind(of.body.0)
        .bind(of.by.0)
        .bind(of.now.0)
        .bind(of.petitions.join(" "))
        .bind(json(of.sealed)?)
        .bind(OF_A_BODY_MAX)
        .execute(&mut *self.writer.lock().await)
        .await?;
        Ok(if done.rows_affected() > 0 { Saved::As(1) } else { Saved::Full })
    }

    /// Saves the draft `id`, which was opened as `version`.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn save(
        &self,
        id: Uuid,
        version: i64,
        of: &Written<'_>,
    ) -> Result<Saved, sqlx::Error> {
        let done = sqlx::query(
            "UPDATE answer_draft SET saved_by = ?, saved_at = ?, version = version + 1,
                petitions = ?, sealed = ?
             WHERE id = ? AND body = ? AND version = ?",
        )
        .bind(of.by.0)
        .bind(of.now.0)
        .bind(of.petitions.join(" "))
        .bind(json(of.sealed)?)
        .bind(id)
        .bind(of.body.0)
        .bind(version)
        .execute(&mut *self.writer.lock().await)
        .await?;
        if done.rows_affected() > 0 {
            return Ok(Saved::As(version.saturating_add(1)));
        }
        let now = self.get(id).await?;
        Ok(now.map_or(Saved::Gone, |(listed, _)| Saved::Meanwhile(Box::new(listed))))
    }

    /// The draft `id`, sealed as it is.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn get(&self, id: Uuid) -> Result<Option<(Listed, Vec<Sealed>)>, sqlx::Error> {
        let row = sqlx::query("SELECT * FROM answer_draft WHERE id = ?");
        let Some(row) = row.bind(id).fetch_optional(&self.pool).await? else { return Ok(None) };
        let sealed = serde_json::from_str(row.try_get("sealed")?);
        let sealed = sealed.map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        Ok(Some((listed(&row)?, sealed)))
    }

    /// Those of `bodies`, the last saved first.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn of(&self, bodies: &[BodyId]) -> Result<Vec<Listed>, sqlx::Error> {
        let ids: Vec<String> = bodies.iter().map(|body| hex::encode(body.0.as_bytes())).collect();
        let rows = sqlx::query(
            "SELECT id, body, made_by, saved_by, saved_at, version, petitions FROM answer_draft
             WHERE body IN (SELECT unhex(value) FROM json_each(?))
             ORDER BY saved_at DESC, id LIMIT 400",
        )
        .bind(serde_json::Value::from_iter(ids).to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(listed).collect()
    }

    /// Forgets a draft; whether it was there.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn forget(&self, id: Uuid) -> Result<bool, sqlx::Error> {
        let done = sqlx::query("DELETE FROM answer_draft WHERE id = ?");
        let done = done.bind(id).execute(&mut *self.writer.lock().await).await?;
        Ok(done.rows_affected() > 0)
    }
}

fn json(sealed: &[Sealed]) -> Result<String, sqlx::Error> {
    serde_json::to_string(sealed).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

fn listed(row: &SqliteRow) -> Result<Listed, sqlx::Error> {
    let petitions: &str = row.try_get("petitions")?;
    Ok(Listed {
        id: row.try_get("id")?,
        body: BodyId(row.try_get("body")?),
        made_by: OfficerId(row.try_get("made_by")?),
        saved_by: OfficerId(row.try_get("saved_by")?),
        saved_at: Micros(row.try_get("saved_at")?),
        version: row.try_get("version")?,
        petitions: petitions.split_whitespace().map(str::to_owned).collect(),
    })
}

#[cfg(test)]
mod tests {
    use proto::StreamId;
    use proto::sealed::KeyId;
    use register::made_log::{CLERK, GROUP, POWER, STRANGER, sealed};

    use super::*;

    fn written<'a>(by: OfficerId, sealed: &'a [Sealed], petitions: &'a [String]) -> Written<'a> {
        Written { body: POWER, by, now: Micros(7), petitions, sealed }
    }

    #[tokio::test]
    async fn nothing_is_overwritten_that_was_saved_since_it_was_opened() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = AnswerDrafts::open(dir.path()).await.unwrap();
        let id = Uuid::from_u128(1);
        let one = [sealed(KeyId::Body(POWER), StreamId(id), "a")];
        let numbers = ["LH26-1".to_owned()];
        let of = written(CLERK, &one, &numbers);
        assert_eq!(drafts.begin(id, &of).await.unwrap(), Saved::As(1));
        let other = written(STRANGER, &one, &numbers);
        assert_eq!(drafts.save(id, 1, &other).await.unwrap(), Saved::As(2));
        let Saved::Meanwhile(now) = drafts.save(id, 1, &of).await.unwrap() else { panic!() };
        assert_eq!((now.saved_by, now.version, now.made_by), (STRANGER, 2, CLERK));
        assert_eq!(drafts.of(&[POWER, GROUP]).await.unwrap(), [*now]);
        assert!(drafts.of(&[GROUP]).await.unwrap().is_empty());
        assert!(drafts.forget(id).await.unwrap());
        assert_eq!(drafts.save(id, 2, &of).await.unwrap(), Saved::Gone);
    }

    #[tokio::test]
    async fn drafts_of_a_body_are_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = AnswerDrafts::open(dir.path()).await.unwrap();
        for n in 0..=OF_A_BODY_MAX {
            let id = Uuid::from_u128(n.unsigned_abs().into());
            let saved = drafts.begin(id, &written(CLERK, &[], &[])).await;
            let room = n < OF_A_BODY_MAX;
            assert_eq!(saved.unwrap(), if room { Saved::As(1) } else { Saved::Full });
        }
    }
}
