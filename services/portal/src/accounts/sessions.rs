//! Sessions: 256 random bits in a cookie, of which only the SHA-256 is kept.

use proto::{Digest, Micros, OfficerId, Position};
use sqlx::Row;
use uuid::Uuid;

use super::{AccountError, Accounts};

/// A session ends after so long without a request.
const IDLE: i64 = 2 * 3_600 * 1_000_000;
/// A session ends after so long, whatever happens in it.
const WHOLE: i64 = 12 * 3_600 * 1_000_000;
/// Use is noted at most this often: a page must not cost a write.
const NOTED: i64 = 60 * 1_000_000;
/// Sessions of one account; the oldest goes.
const SESSIONS_MAX: i64 = 20;

/// A session that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session {
    /// Whose.
    pub(crate) officer: OfficerId,
    /// The account.
    pub(crate) login: String,
    /// Notices up to here were seen.
    pub(crate) seen: Position,
}

impl Accounts {
    /// Begins a session of `login`; gives the cookie's value.
    pub(super) async fn begin(&self, login: &str, now: Micros) -> Result<String, AccountError> {
        let cookie = hex::encode(runtime::random::bytes::<32>());
        let mut writer = self.writer.lock().await;
        sqlx::query("DELETE FROM session WHERE used_at < ? OR created_at < ?")
            .bind(now.0.saturating_sub(IDLE))
            .bind(now.0.saturating_sub(WHOLE))
            .execute(&mut *writer)
            .await?;
        sqlx::query(
            "DELETE FROM session WHERE hash IN (SELECT hash FROM session WHERE login = ?
             ORDER BY used_at DESC LIMIT -1 OFFSET ?)",
        )
        .bind(login)
        .bind(SESSIONS_MAX - 1)
        .execute(&mut *writer)
        .await?;
        sqlx::query("INSERT INTO session (hash, login, created_at, used_at) VALUES (?, ?, ?, ?)")
            .bind(Digest::of(&[cookie.as_bytes()]).0.to_vec())
            .bind(login)
            .bind(now.0)
            .bind(now.0)
            .execute(&mut *writer)
            .await?;
        Ok(cookie)
    }

    /// The session of the cookie with this hash, if it counts at `now`. `used` notes that somebody
    /// did something in it; a stream that only listens does not keep it alive.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn session(
        &self,
        hash: Digest,
        now: Micros,
        used: bool,
    ) -> Result<Option<Session>, AccountError> {
        let row = sqlx::query(
            "SELECT a.officer, a.login, a.seen, s.used_at FROM session s JOIN account a USING (login)
             WHERE s.hash = ? AND a.ended_at IS NULL AND s.used_at > ? AND s.created_at > ?",
        )
        .bind(hash.0.to_vec())
        .bind(now.0.saturating_sub(IDLE))
        .bind(now.0.saturating_sub(WHOLE))
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let used_at: i64 = row.try_get("used_at")?;
        if used && now.0.saturating_sub(used_at) > NOTED {
            sqlx::query("UPDATE session SET used_at = ? WHERE hash = ?")
                .bind(now.0)
                .bind(hash.0.to_vec())
                .execute(&mut *self.writer.lock().await)
                .await?;
        }
        let seen: i64 = row.try_get("seen")?;
        Ok(Some(Session {
            officer: OfficerId(row.try_get::<Uuid, _>("officer")?),
            login: row.try_get("login")?,
            seen: Position(u64::try_from(seen).unwrap_or_default()),
        }))
    }

    /// How many sessions of `login` count.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn sessions_of(
        &self,
        login: &str,
        now: Micros,
    ) -> Result<usize, AccountError> {
        let count: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM session WHERE login = ? AND used_at > ? AND created_at > ?",
        )
        .bind(login)
        .bind(now.0.saturating_sub(IDLE))
        .bind(now.0.saturating_sub(WHOLE))
        .fetch_one(&self.pool)
        .await?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Ends one session.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn sign_out(&self, hash: Digest) -> Result<(), AccountError> {
        sqlx::query("DELETE FROM session WHERE hash = ?")
            .bind(hash.0.to_vec())
            .execute(&mut *self.writer.lock().await)
            .await?;
        Ok(())
    }

    /// Ends every session of `login`.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn sign_out_everywhere(&self, login: &str) -> Result<(), AccountError> {
        sqlx::query("DELETE FROM session WHERE login = ?")
            .bind(login)
            .execute(&mut *self.writer.lock().await)
            .await?;
        Ok(())
    }
}
