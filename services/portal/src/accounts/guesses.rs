//! Against guessing: a delay that doubles with each wrong password, for a login wherever it is tried
//! from, and for an address whichever logins it tries.
//!
//! An address from which a login was signed in counts for itself: whoever guesses elsewhere delays
//! the owner there not at all.
//!
//! Logins that do not exist are delayed just the same, so that nobody learns which ones do.

use std::net::IpAddr;

use proto::{Digest, Micros};
use sqlx::SqliteConnection;

use super::{AccountError, Accounts};

/// Wrong passwords of one login without a delay.
const LOGIN_FREE: i64 = 5;
/// Wrong passwords from one address without a delay: many people may share one.
const ADDRESS_FREE: i64 = 40;
/// The longest delay, in seconds.
const DELAY_MAX_S: i64 = 900;
/// After so long without a try all is forgotten.
const FORGOTTEN: i64 = 24 * 3_600 * 1_000_000;
/// How long an address stays familiar.
const FAMILIAR: i64 = 90 * 24 * 3_600 * 1_000_000;
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
        let abouts = abouts(&mut writer, login, address).await?;
        let abouts = [(&abouts[0], LOGIN_FREE), (&abouts[1], ADDRESS_FREE)];
        for (hash, free) in &abouts {
            let row: Option<(i64, i64)> =
                sqlx::query_as("SELECT failed, last_at FROM guess WHERE about = ?")
                    .bind(hash.as_slice())
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
            .bind(hash.as_slice())
            .bind(now.0)
            .execute(&mut *writer)
            .await?;
        }
        Ok(None)
    }

    /// A try was right: the login's wrong ones are forgotten, the address has one less, and is
    /// familiar. An address that signs in once does not get its guesses at others back.
    pub(super) async fn forgive(
        &self,
        login: &str,
        address: &str,
        now: Micros,
    ) -> Result<(), AccountError> {
        let mut writer = self.writer.lock().await;
        let [of_login, of_address] = abouts(&mut writer, login, address).await?;
        sqlx::query("DELETE FROM guess WHERE about = ?")
            .bind(of_login)
            .execute(&mut *writer)
            .await?;
        one_less(&mut writer, of_address).await?;
        sqlx::query("DELETE FROM familiar WHERE last_at < ?")
            .bind(now.0.saturating_sub(FAMILIAR))
            .execute(&mut *writer)
            .await?;
        sqlx::query(
            "INSERT INTO familiar (about, last_at) VALUES (?, ?)
             ON CONFLICT (about) DO UPDATE SET last_at = excluded.last_at",
        )
        .bind(both(login, address))
        .bind(now.0)
        .execute(&mut *writer)
        .await?;
        Ok(())
    }

    /// A try that was counted could not be looked at.
    pub(super) async fn take_back(&self, login: &str, address: &str) -> Result<(), AccountError> {
        let mut writer = self.writer.lock().await;
        for about in abouts(&mut writer, login, address).await? {
            one_less(&mut writer, about).await?;
        }
        Ok(())
    }
}

async fn one_less(writer: &mut SqliteConnection, about: Vec<u8>) -> Result<(), AccountError> {
    sqlx::query("UPDATE guess SET failed = max(failed - 1, 0) WHERE about = ?")
        .bind(about)
        .execute(writer)
        .await?;
    Ok(())
}

/// By what a try is counted: the login, there or anywhere, and the address.
async fn abouts(
    writer: &mut SqliteConnection,
    login: &str,
    address: &str,
) -> Result<[Vec<u8>; 2], AccountError> {
    let there = both(login, address);
    let familiar: Option<i64> = sqlx::query_scalar("SELECT 1 FROM familiar WHERE about = ?")
        .bind(there.as_slice())
        .fetch_optional(writer)
        .await?;
    let of_login = if familiar.is_some() { there } else { about("login", login) };
    Ok([of_login, about("from", &network(address))])
}

fn both(login: &str, address: &str) -> Vec<u8> {
    about("login at", &format!("{login}\0{}", network(address)))
}

/// Whoever has one address of version 6 has a whole network of them.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(six)) if six.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(_) | IpAddr::V6(_)) | Err(_) => address.to_owned(),
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
