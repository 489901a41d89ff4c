//! A code beside the password, for who wants one: RFC 6238 with HMAC-SHA-1, six digits and thirty
//! seconds, as every authenticator has it; and recovery codes for when the telephone is lost.
//!
//! Invariants: a code is taken once, and so is a recovery code; tries are counted with the wrong
//! passwords, and only a whole sign-in forgets them; of recovery codes only hashes are kept. The
//! secret itself lies in the accounts' file, which is its owner's alone: decisions/0012 says why.

use hmac::{Hmac, KeyInit as _, Mac as _};
use proto::{Digest, Micros};
use sha1::Sha1;
use sqlx::SqliteConnection;

use super::{ALPHABET, AccountError, Accounts, SignedIn, hash_of_code};

/// The bytes of a secret, as RFC 4226 advises.
pub(crate) const SECRET_LEN: usize = 20;
const STEP: i64 = 30 * 1_000_000;
/// Clocks differ: the step before and the step after count as well.
const SKEW: i64 = 1;
const RECOVERY_CODES: usize = 10;
/// How long a code is waited for after the password.
const HALF_COUNTS: i64 = 10 * 60 * 1_000_000;

/// Whether a login has codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Factor {
    /// None.
    Off,
    /// One code of this secret, in base32, is awaited.
    Proposed(String),
    /// With so many recovery codes left.
    On(usize),
}

/// The code of `secret` at a time step.
fn code(secret: &[u8], step: i64) -> Option<u32> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let tag = mac.finalize().into_bytes();
    let at = usize::from(tag.last()? & 15);
    let four: [u8; 4] = tag.get(at..at + 4)?.try_into().ok()?;
    Some((u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}

/// The step at which `typed` is the code of `secret`, behind `last`.
fn step_of(secret: &[u8], typed: &str, last: i64, now: Micros) -> Option<i64> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).take(7).collect();
    let number: u32 = digits.parse().ok().filter(|_| digits.len() == 6)?;
    let current = now.0.div_euclid(STEP);
    let mut steps = (current - SKEW..=current + SKEW).filter(|step| *step > last);
    steps.find(|step| code(secret, *step) == Some(number))
}

fn base32(secret: &[u8]) -> String {
    let bits = |n: usize| secret.get(n / 8).map_or(0, |byte| byte >> (7 - n % 8) & 1);
    let letters = 0..(secret.len() * 8).div_ceil(5);
    let letter = |n: usize| {
        let five = (0..5).fold(0, |five, bit| five << 1 | bits(n * 5 + bit));
        char::from(ALPHABET[usize::from(five)]).to_ascii_uppercase()
    };
    letters.map(letter).collect()
}

impl Accounts {
    /// Whether `login` has codes beside the password.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn factor(&self, login: &str) -> Result<Factor, AccountError> {
        let row: Option<(Vec<u8>, Option<i64>)> =
            sqlx::query_as("SELECT secret, since FROM factor WHERE login = ?")
                .bind(login)
                .fetch_optional(&self.pool)
                .await?;
        let left: i64 = sqlx::query_scalar("SELECT count(*) FROM recovery WHERE login = ?")
            .bind(login)
            .fetch_one(&self.pool)
            .await?;
        Ok(match row {
            None => Factor::Off,
            Some((secret, None)) => Factor::Proposed(base32(&secret)),
            Some((_, Some(_))) => Factor::On(usize::try_from(left).unwrap_or_default()),
        })
    }

    /// Proposes a secret; one that counts already stays.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn propose_factor(&self, login: &str) -> Result<(), AccountError> {
        sqlx::query(
            "INSERT INTO factor (login, secret) VALUES (?, ?)
             ON CONFLICT (login) DO UPDATE SET secret = excluded.secret WHERE since IS NULL",
        )
        .bind(login)
        .bind(runtime::random::bytes::<SECRET_LEN>().to_vec())
        .execute(&mut *self.writer.lock().await)
        .await?;
        Ok(())
    }

    /// Switches codes on if `typed` is one of the proposed secret; gives the recovery codes, which
    /// are never shown again.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn confirm_factor(
        &self,
        login: &str,
        typed: &str,
        now: Micros,
    ) -> Result<Option<Vec<String>>, AccountError> {
        let mut writer = self.writer.lock().await;
        if !take(&mut writer, login, typed, now, false).await? {
            return Ok(None);
        }
        sqlx::query("UPDATE factor SET since = ? WHERE login = ? AND since IS NULL")
            .bind(now.0)
            .bind(login)
            .execute(&mut *writer)
            .await?;
        let mut codes = Vec::new();
        for _ in 0..RECOVERY_CODES {
            let bits = runtime::random::bytes::<12>();
            let letters: Vec<char> =
                bits.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
            let fours: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
            codes.push(fours.join("-"));
        }
        for code in &codes {
            sqlx::query("INSERT INTO recovery (hash, login) VALUES (?, ?)")
                .bind(hash_of_code(code).0.to_vec())
                .bind(login)
                .execute(&mut *writer)
                .await?;
        }
        Ok(Some(codes))
    }

    /// Whether `typed` is a code, or a recovery code, of `login` that was not taken before; it is
    /// taken now. Tries are counted.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn takes_code(
        &self,
        login: &str,
        typed: &str,
        address: &str,
        now: Micros,
    ) -> Result<SignedIn, AccountError> {
        if let Some(seconds) = self.try_once(login, address, now).await? {
            return Ok(SignedIn::Later(seconds));
        }
        if !take(&mut *self.writer.lock().await, login, typed, now, true).await? {
            return Ok(SignedIn::Wrong);
        }
        self.forgive(login, address, now).await?;
        Ok(SignedIn::Yes(String::new()))
    }

    /// Switches codes off.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn end_factor(&self, login: &str) -> Result<(), AccountError> {
        forget_factor(&mut *self.writer.lock().await, login).await
    }

    /// Notes that the password of `login` was right; gives what has to come with the code.
    pub(super) async fn begin_half(
        &self,
        login: &str,
        now: Micros,
    ) -> Result<String, AccountError> {
        let half = hex::encode(runtime::random::bytes::<32>());
        let mut writer = self.writer.lock().await;
        sqlx::query("DELETE FROM half WHERE expires_at < ?")
            .bind(now.0)
            .execute(&mut *writer)
            .await?;
        sqlx::query("INSERT INTO half (hash, login, expires_at) VALUES (?, ?, ?)")
            .bind(Digest::of(&[half.as_bytes()]).0.to_vec())
            .bind(login)
            .bind(now.0.saturating_add(HALF_COUNTS))
            .execute(&mut *writer)
            .await?;
        Ok(half)
    }

    /// The second half of signing in: `half` as the first gave it, and a code. None where the first
    /// half does not count any more; else the login beside what came of it.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn sign_in_with_code(
        &self,
        half: &str,
        typed: &str,
        address: &str,
        now: Micros,
    ) -> Result<Option<(String, SignedIn)>, AccountError> {
        let hash = Digest::of(&[half.as_bytes()]).0.to_vec();
        let login: Option<String> = sqlx::query_scalar(
            "SELECT h.login FROM half h JOIN account a USING (login)
             WHERE h.hash = ? AND h.expires_at > ? AND a.ended_at IS NULL",
        )
        .bind(hash.as_slice())
        .bind(now.0)
        .fetch_optional(&self.pool)
        .await?;
        let Some(login) = login else { return Ok(None) };
        let done = self.takes_code(&login, typed, address, now).await?;
        if !matches!(done, SignedIn::Yes(_)) {
            return Ok(Some((login, done)));
        }
        let gone = sqlx::query("DELETE FROM half WHERE hash = ?")
            .bind(hash.as_slice())
            .execute(&mut *self.writer.lock().await)
            .await?;
        if gone.rows_affected() == 0 {
            return Ok(None);
        }
        let cookie = self.begin(&login, now).await?;
        Ok(Some((login, SignedIn::Yes(cookie))))
    }
}

/// Takes a code of `login`; `counts`: only of a secret that was confirmed, recovery codes too.
async fn take(
    writer: &mut SqliteConnection,
    login: &str,
    typed: &str,
    now: Micros,
    counts: bool,
) -> Result<bool, AccountError> {
    let row: Option<(Vec<u8>, i64)> = sqlx::query_as(
        "SELECT secret, step FROM factor WHERE login = ? AND (since IS NOT NULL) = ?",
    )
    .bind(login)
    .bind(counts)
    .fetch_optional(&mut *writer)
    .await?;
    let Some((secret, last)) = row else { return Ok(false) };
    if let Some(step) = step_of(&secret, typed, last, now) {
        sqlx::query("UPDATE factor SET step = ? WHERE login = ?")
            .bind(step)
            .bind(login)
            .execute(&mut *writer)
            .await?;
        return Ok(true);
    }
    if !counts {
        return Ok(false);
    }
    let used = sqlx::query("DELETE FROM recovery WHERE hash = ? AND login = ?")
        .bind(hash_of_code(typed).0.to_vec())
        .bind(login)
        .execute(&mut *writer)
        .await?;
    Ok(used.rows_affected() > 0)
}

/// Whatever there is of codes of `login` counts no more.
pub(super) async fn forget_factor(
    writer: &mut SqliteConnection,
    login: &str,
) -> Result<(), AccountError> {
    for statement in [
        "DELETE FROM factor WHERE login = ?",
        "DELETE FROM recovery WHERE login = ?",
        "DELETE FROM half WHERE login = ?",
    ] {
        sqlx::query(statement).bind(login).execute(&mut *writer).await?;
    }
    Ok(())
}

#[cfg(test)]
pub(super) fn code_of(secret: &[u8], now: Micros) -> String {
    format!("{:06}", code(secret, now.0.div_euclid(STEP)).unwrap())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, cut to six digits.
        for (second, expected) in [
            (59, 287_082),
            (1_111_111_109, 81_804),
            (1_234_567_890, 5_924),
            (20_000_000_000, 353_130),
        ] {
            assert_eq!(code(b"12345678901234567890", second / 30), Some(expected), "{second}");
        }
        assert_eq!(base32(b"12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_counts_one_step_around_and_never_behind_the_last() {
        let secret = b"12345678901234567890";
        let now = Micros(59_000_000);
        assert_eq!(step_of(secret, "287 082", 0, now), Some(1));
        assert_eq!(step_of(secret, "287082", 0, Micros(89_000_000)), Some(1));
        assert_eq!(step_of(secret, "287082", 0, Micros(121_000_000)), None);
        assert_eq!(step_of(secret, "287082", 1, now), None, "a code is never taken twice");
        for odd in ["", "28708", "2870820", "một hai"] {
            assert_eq!(step_of(secret, odd, 0, now), None, "{odd}");
        }
    }
}
