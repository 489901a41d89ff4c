//! Against guessing: a delay that doubles with each wrong password, for a login wherever it is tried
//! from, and for an address whichever logins it tries.
//!
//! Logins that do not exist are delayed just the same, so that nobody learns which ones do.

use proto::{Digest, Micros};

use super::{AccountError, Accounts};

/// Wrong passwords of one login without a delay.
const LOGIN_FREE: i64 = 5;
/// Wrong passwords from one address without a delay: many people may share one.
const ADDRESS_FREE: i64 = 40;
/// The longest delay, in seconds.
const DELAY_MAX_S: i64 = 900;
/// After so long without a try all is forgotten.
const FORGOTTEN: i64 = 24 * 3_600 * 1_000_000;
const SECOND: i64 = 1_000_000;

/// How long after the last of `failed` wrong ones the next one counts, in seconds.
fn delay_s(failed: i64, free: i64) -> i64 {
    match failed.saturating_sub(free) {
        over if over < 0 => 0,
        over => DELAY_MAX_S.min(2_i64 << over.min(20)),
    }
}

impl Accounts {
    /// Counts a try; or says in how many seconds one will be counted again.
    pub(super) async fn try_once(
        &self,
        login: &str,
        address: &str,
        now: Micros,
    ) -> Result<Option<u32>, AccountError> {
        let mut writer = self.writer.lock().await;
        sqlx::query("DELETE FROM guess WHERE last_at < ?")
            .bind(now.0.saturating_sub(FORGOTTEN))
            .execute(&mut *writer)
            .await?;
        let abouts = [(about("login", login), LOGIN_FREE), (about("from", address), ADDRESS_FREE)];
        for (hash, free) in &abouts {
            let row: Option<(i64, i64)> =
                sqlx::query_as("SELECT failed, last_at FROM guess WHERE about = ?")
                    .bind(hash)
                    .fetch_optional(&mut *writer)
                    .await?;
            let Some((failed, last_at)) = row else { continue };
            let open_at = last_at.saturating_add(delay_s(failed, *free) * SECOND);
            if open_at > now.0 {
                let left = (open_at - now.0).div_euclid(SECOND) + 1;
                return Ok(Some(u32::try_from(left).unwrap_or(u32::MAX)));
            }
        }
        for (hash, _) in &abouts {
            sqlx::query(
                "INSERT INTO guess (about, failed, last_at) VALUES (?, 1, ?)
                 ON CONFLICT (about) DO UPDATE SET failed = failed + 1, last_at = excluded.last_at",
            )
            .bind(hash)
            .bind(now.0)
            .execute(&mut *writer)
            .await?;
        }
        Ok(None)
    }

    /// A try was right, or could not be looked at: the login's are forgotten, the address has one
    /// less. An address that signs in once does not get its guesses at others back.
    pub(super) async fn forgive(&self, login: &str, address: &str) -> Result<(), AccountError> {
        let mut writer = self.writer.lock().await;
        sqlx::query("DELETE FROM guess WHERE about = ?")
            .bind(about("login", login))
            .execute(&mut *writer)
            .await?;
        sqlx::query("UPDATE guess SET failed = max(failed - 1, 0) WHERE about = ?")
            .bind(about("from", address))
            .execute(&mut *writer)
            .await?;
        Ok(())
    }
}

fn about(kind: &str, what: &str) -> Vec<u8> {
    Digest::of(&[kind.as_bytes(), b"\0", what.as_bytes()]).0.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_after_the_free_tries_and_has_an_end() {
        let delays: Vec<i64> = (3..=8).map(|failed| delay_s(failed, LOGIN_FREE)).collect();
        assert_eq!(delays, [0, 0, 2, 4, 8, 16]);
        assert_eq!(delay_s(i64::MAX, LOGIN_FREE), DELAY_MAX_S);
    }
}
