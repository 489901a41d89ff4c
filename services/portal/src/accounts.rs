//! Local accounts: who may sign in on the pages of one portal.
//!
//! An account binds a login to an officer; what the officer may do stays in the directory. There is
//! no default password: an account begins with a one-time code, of which only the hash is kept, and
//! the officer chooses the password. The program's account command works on the same file, beside a
//! running portal.
//!
//! Invariants:
//! - passwords are kept as Argon2id hashes, codes and cookies as SHA-256 of 160 and 256 random bits;
//! - an unknown login costs and answers as a known one with a wrong password;
//! - a changed password ends every session but the one that changed it, and every code.

mod factor;
mod guesses;
mod password;
mod sessions;
mod views;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use proto::{Digest, Micros, OfficerId, Position};
use runtime::sqlite::{self, OpenError, Step};
use sqlx::{Row, SqliteConnection, SqlitePool};
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};

pub(crate) use factor::Factor;
pub(crate) use password::{Unfit, fit};
pub(crate) use sessions::Session;

/// The file in the portal's directory.
pub const FILE: &str = "accounts.sqlite";
/// How long a set-up code counts.
pub const CODE_COUNTS: Micros = Micros(72 * 3_600 * 1_000_000);
/// The longest login, in characters.
pub const LOGIN_MAX: usize = 64;

const READERS: u32 = 4;
/// Password hashes made at the same time: each takes 19 MiB and a core.
const HASHES_MAX: usize = 2;
/// Sign-ins that wait for their turn at hashing, and for how long; more are told to come again.
const WAITING_MAX: usize = 32;
const WAIT_MAX: Duration = Duration::from_secs(5);
/// RFC 4648 base32 in lower case.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

const STEPS: [Step; 4] = [
    Step(
        20_261_122_173_000,
        "create_account",
        include_str!("../migrations/20261122173000_create_account.sql"),
    ),
    Step(
        20_261_122_200_000,
        "create_familiar",
        include_str!("../migrations/20261122200000_create_familiar.sql"),
    ),
    Step(
        20_261_122_200_100,
        "create_second_factor",
        include_str!("../migrations/20261122200100_create_second_factor.sql"),
    ),
    Step(
        20_261_122_210_100,
        "create_view",
        include_str!("../migrations/20261122210100_create_view.sql"),
    ),
];

/// The accounts of one portal. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Accounts {
    pool: SqlitePool,
    writer: Arc<Mutex<SqliteConnection>>,
    hashing: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

/// What is known of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name for signing in.
    pub login: String,
    /// Whose.
    pub officer: OfficerId,
    /// The officer has chosen a password.
    pub set_up: bool,
    /// Since when.
    pub created_at: Micros,
    /// Since when it is ended, if it is.
    pub ended_at: Option<Micros>,
}

/// Why an account could not be made or used.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The login has other characters than small letters, digits, `.`, `-`, `_`.
    #[error("a login has 2 to 64 small letters, digits, '.', '-' or '_'")]
    BadLogin,
    /// Another account has the login.
    #[error("there is an account with this login")]
    Taken,
    /// No account that counts has the login.
    #[error("there is no account with this login")]
    Unknown,
    /// The password cannot be hashed.
    #[error("the password cannot be hashed")]
    Hash,
    /// SQLite's own.
    #[error("the accounts cannot be read or written")]
    Sqlite(#[from] sqlx::Error),
}

/// What came of signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignedIn {
    /// The cookie's value.
    Yes(String),
    /// The password is right; this has to come with a code.
    Half(String),
    /// Login or password is wrong.
    Wrong,
    /// Too many were wrong; counts again in so many seconds.
    Later(u32),
    /// Too many sign in at this moment.
    Busy,
}

impl Accounts {
    /// Opens or makes the file in `data`.
    ///
    /// # Errors
    /// [`OpenError`]; each says what to do.
    pub async fn open(data: &Path) -> Result<Self, OpenError> {
        let path = data.join(FILE);
        let writer = sqlite::writer(&path, &STEPS).await?;
        let pool = sqlite::readers(&path, READERS).await?;
        let hashing = Arc::new(Semaphore::new(HASHES_MAX));
        let waiting = Arc::new(Semaphore::new(WAITING_MAX));
        Ok(Self { pool, writer: Arc::new(Mutex::new(writer)), hashing, waiting })
    }

    /// Makes an account without a password; gives the code with which it is chosen.
    ///
    /// # Errors
    /// [`AccountError::BadLogin`], [`AccountError::Taken`], or SQLite's own.
    pub async fn create(
        &self,
        officer: OfficerId,
        login: &str,
        now: Micros,
    ) -> Result<String, AccountError> {
        checked(login)?;
        let mut writer = self.writer.lock().await;
        let done = sqlx::query(
            "INSERT INTO account (login, officer, created_at) VALUES (?, ?, ?)
             ON CONFLICT (login) DO NOTHING",
        )
        .bind(login)
        .bind(officer.0)
        .bind(now.0)
        .execute(&mut *writer)
        .await?;
        if done.rows_affected() == 0 {
            return Err(AccountError::Taken);
        }
        new_code(&mut writer, login, now).await
    }

    /// Gives each officer of `officers` that has none an account with `password`, under the login
    /// beside it, at once and without a code. One password for all: only for a realm to play with.
    ///
    /// # Errors
    /// [`AccountError::BadLogin`], [`AccountError::Hash`], or SQLite's own.
    pub async fn share(
        &self,
        officers: &[(OfficerId, String)],
        password: &str,
        now: Micros,
    ) -> Result<(), AccountError> {
        let hash = self.hash(password).await?;
        let mut writer = self.writer.lock().await;
        for (officer, login) in officers {
            checked(login)?;
            sqlx::query(
                "INSERT INTO account (login, officer, password, created_at) VALUES (?, ?, ?, ?)
                 ON CONFLICT (login) DO NOTHING",
            )
            .bind(login)
            .bind(officer.0)
            .bind(&hash)
            .bind(now.0)
            .execute(&mut *writer)
            .await?;
        }
        Ok(())
    }

    /// Whether nobody ever had an account here.
    ///
    /// # Errors
    /// SQLite's own.
    pub async fn are_none(&self) -> Result<bool, AccountError> {
        let query = sqlx::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM account)");
        Ok(query.fetch_one(&self.pool).await?)
    }

    /// Gives a new code for `login`; the password counts until the code is used.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], or SQLite's own.
    pub async fn reset(&self, login: &str, now: Micros) -> Result<String, AccountError> {
        let mut writer = self.writer.lock().await;
        let found: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM account WHERE login = ? AND ended_at IS NULL")
                .bind(login)
                .fetch_optional(&mut *writer)
                .await?;
        found.ok_or(AccountError::Unknown)?;
        new_code(&mut writer, login, now).await
    }

    /// Ends the account of `login` at once, with its sessions; whether there was one.
    ///
    /// # Errors
    /// SQLite's own.
    pub async fn end(&self, login: &str, now: Micros) -> Result<bool, AccountError> {
        let mut writer = self.writer.lock().await;
        let done = sqlx::query(
            "UPDATE account SET ended_at = ?, password = NULL WHERE login = ? AND ended_at IS NULL",
        )
        .bind(now.0)
        .bind(login)
        .execute(&mut *writer)
        .await?;
        forget(&mut writer, login, None).await?;
        Ok(done.rows_affected() > 0)
    }

    /// Every account ever made, by login.
    ///
    /// # Errors
    /// SQLite's own.
    pub async fn list(&self) -> Result<Vec<Listed>, AccountError> {
        let rows = sqlx::query(
            "SELECT login, officer, password IS NOT NULL AS set_up, created_at, ended_at
             FROM account ORDER BY login",
        )
        .fetch_all(&self.pool)
        .await?;
        let listed = rows.iter().map(|row| {
            Ok(Listed {
                login: row.try_get("login")?,
                officer: OfficerId(row.try_get("officer")?),
                set_up: row.try_get("set_up")?,
                created_at: Micros(row.try_get("created_at")?),
                ended_at: row.try_get::<Option<i64>, _>("ended_at")?.map(Micros),
            })
        });
        listed.collect()
    }

    /// Signs in from `address`, or begins to where a code is asked for as well.
    ///
    /// # Errors
    /// [`AccountError::Hash`], or SQLite's own.
    pub(crate) async fn sign_in(
        &self,
        login: &str,
        password: &str,
        address: &str,
        now: Micros,
    ) -> Result<SignedIn, AccountError> {
        let login = login.trim().to_lowercase();
        let compared = self.compare(&login, password, address, now).await?;
        if !matches!(compared, SignedIn::Yes(_)) {
            return Ok(compared);
        }
        if matches!(self.factor(&login).await?, Factor::On(_)) {
            // Not forgiven yet: who knows the password must not guess codes for ever.
            return Ok(SignedIn::Half(self.begin_half(&login, now).await?));
        }
        self.forgive(&login, address, now).await?;
        Ok(SignedIn::Yes(self.begin(&login, now).await?))
    }

    /// Whether `password` is that of `login`, with nothing in it; tries are counted as for signing
    /// in.
    ///
    /// # Errors
    /// As [`sign_in`](Self::sign_in).
    pub(crate) async fn is_right(
        &self,
        login: &str,
        password: &str,
        address: &str,
        now: Micros,
    ) -> Result<SignedIn, AccountError> {
        let compared = self.compare(login, password, address, now).await?;
        if matches!(compared, SignedIn::Yes(_)) {
            self.forgive(login, address, now).await?;
        }
        Ok(compared)
    }

    /// Each try is counted before the password is looked at, so that many at once are no way around
    /// the delay.
    async fn compare(
        &self,
        login: &str,
        password: &str,
        address: &str,
        now: Micros,
    ) -> Result<SignedIn, AccountError> {
        if let Some(seconds) = self.try_once(login, address, now).await? {
            return Ok(SignedIn::Later(seconds));
        }
        let kept: Option<Option<String>> =
            sqlx::query_scalar("SELECT password FROM account WHERE login = ?")
                .bind(login)
                .fetch_optional(&self.pool)
                .await?;
        // A login that is not there, or has no password yet, is compared all the same.
        let kept = kept.flatten();
        let Some(_permit) = self.turn().await else {
            self.take_back(login, address).await?;
            return Ok(SignedIn::Busy);
        };
        let right = password::fits(kept, password.to_owned()).await?;
        Ok(if right { SignedIn::Yes(String::new()) } else { SignedIn::Wrong })
    }

    /// The login for which `code` counts now.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn login_of_code(
        &self,
        code: &str,
        now: Micros,
    ) -> Result<Option<String>, AccountError> {
        let found = sqlx::query_scalar(
            "SELECT s.login FROM set_up s JOIN account a USING (login)
             WHERE s.hash = ? AND s.expires_at > ? AND a.ended_at IS NULL",
        )
        .bind(hash_of_code(code).0.to_vec())
        .bind(now.0)
        .fetch_optional(&self.pool)
        .await?;
        Ok(found)
    }

    /// Uses `code` up: the password is chosen, every session of before has ended. Gives the cookie
    /// of a new one; none where the code does not count.
    ///
    /// # Errors
    /// [`AccountError::Hash`], or SQLite's own.
    pub(crate) async fn set_up(
        &self,
        code: &str,
        password: &str,
        now: Micros,
    ) -> Result<Option<String>, AccountError> {
        let Some(login) = self.login_of_code(code, now).await? else { return Ok(None) };
        let hash = self.hash(password).await?;
        let mut writer = self.writer.lock().await;
        let used = sqlx::query("DELETE FROM set_up WHERE hash = ? AND expires_at > ?")
            .bind(hash_of_code(code).0.to_vec())
            .bind(now.0)
            .execute(&mut *writer)
            .await?;
        if used.rows_affected() == 0 {
            return Ok(None);
        }
        keep_password(&mut writer, &login, &hash).await?;
        forget(&mut writer, &login, None).await?;
        // Whoever gave the code meant it for somebody who has lost whatever was there.
        factor::forget_factor(&mut writer, &login).await?;
        drop(writer);
        Ok(Some(self.begin(&login, now).await?))
    }

    /// Gives `login` another password; ends all sessions but `but`.
    ///
    /// # Errors
    /// [`AccountError::Hash`], or SQLite's own.
    pub(crate) async fn change_password(
        &self,
        login: &str,
        password: &str,
        but: Digest,
    ) -> Result<(), AccountError> {
        let hash = self.hash(password).await?;
        let mut writer = self.writer.lock().await;
        keep_password(&mut writer, login, &hash).await?;
        forget(&mut writer, login, Some(but)).await
    }

    /// Notices up to `position` were seen by `login`.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn saw(&self, login: &str, position: Position) -> Result<(), AccountError> {
        sqlx::query("UPDATE account SET seen = max(seen, ?) WHERE login = ?")
            .bind(i64::try_from(position.0).unwrap_or(i64::MAX))
            .bind(login)
            .execute(&mut *self.writer.lock().await)
            .await?;
        Ok(())
    }

    /// The first news of `login` begin behind `position`.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn saw_if_new(
        &self,
        login: &str,
        position: Position,
    ) -> Result<(), AccountError> {
        sqlx::query("UPDATE account SET seen = ? WHERE login = ? AND seen = 0")
            .bind(i64::try_from(position.0).unwrap_or(i64::MAX))
            .bind(login)
            .execute(&mut *self.writer.lock().await)
            .await?;
        Ok(())
    }

    /// A turn at comparing passwords, after a short wait in a short queue: what hashing takes is
    /// bounded, however many sign in at once.
    async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        let _waits = self.waiting.try_acquire().ok()?;
        let turn = self.hashing.clone().acquire_owned();
        tokio::time::timeout(WAIT_MAX, turn).await.ok()?.ok()
    }

    async fn hash(&self, password: &str) -> Result<String, AccountError> {
        let _permit = self.hashing.acquire().await.map_err(|_| AccountError::Hash)?;
        password::hashed(password.to_owned()).await
    }
}

fn checked(login: &str) -> Result<(), AccountError> {
    let visible = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
    let fits = (2..=LOGIN_MAX).contains(&login.len()) && login.chars().all(visible);
    if fits { Ok(()) } else { Err(AccountError::BadLogin) }
}

async fn new_code(
    writer: &mut SqliteConnection,
    login: &str,
    now: Micros,
) -> Result<String, AccountError> {
    let bits = runtime::random::bytes::<32>();
    let code: String =
        bits.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
    sqlx::query("DELETE FROM set_up WHERE login = ?").bind(login).execute(&mut *writer).await?;
    sqlx::query("INSERT INTO set_up (hash, login, expires_at) VALUES (?, ?, ?)")
        .bind(hash_of_code(&code).0.to_vec())
        .bind(login)
        .bind(now.0.saturating_add(CODE_COUNTS.0))
        .execute(&mut *writer)
        .await?;
    // In fours, so that it can be read out.
    let fours = code.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned());
    Ok(fours.collect::<Vec<_>>().join("-"))
}

/// However a person types it: with hyphens or blanks, in capitals.
fn hash_of_code(code: &str) -> Digest {
    let plain: String =
        code.chars().filter(char::is_ascii_alphanumeric).take(100).collect::<String>();
    Digest::of(&[plain.to_ascii_lowercase().as_bytes()])
}

async fn keep_password(
    writer: &mut SqliteConnection,
    login: &str,
    hash: &str,
) -> Result<(), AccountError> {
    sqlx::query("UPDATE account SET password = ? WHERE login = ? AND ended_at IS NULL")
        .bind(hash)
        .bind(login)
        .execute(&mut *writer)
        .await?;
    Ok(())
}

/// Ends the sessions of `login`, but one, and its codes.
async fn forget(
    writer: &mut SqliteConnection,
    login: &str,
    but: Option<Digest>,
) -> Result<(), AccountError> {
    sqlx::query("DELETE FROM session WHERE login = ? AND hash IS NOT ?")
        .bind(login)
        .bind(but.map(|hash| hash.0.to_vec()))
        .execute(&mut *writer)
        .await?;
    sqlx::query("DELETE FROM set_up WHERE login = ?").bind(login).execute(&mut *writer).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
