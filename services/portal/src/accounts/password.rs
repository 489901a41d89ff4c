//! Argon2id, away from the threads that serve: one hash takes a core for tens of milliseconds.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use super::AccountError;

/// How many characters a password has.
const PASSWORD_LEN: RangeInclusive<usize> = 12..=200;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// Too short or too long.
    Length,
    /// It holds the login.
    LikeLogin,
    /// The second time another one was typed.
    Differs,
}

/// Whether `password` may be that of `login`, typed twice.
///
/// # Errors
/// [`Unfit`].
pub(crate) fn fit(login: &str, password: &str, again: &str) -> Result<(), Unfit> {
    if !PASSWORD_LEN.contains(&password.chars().count()) {
        return Err(Unfit::Length);
    }
    if password.to_lowercase().contains(&login.to_lowercase()) {
        return Err(Unfit::LikeLogin);
    }
    if password == again { Ok(()) } else { Err(Unfit::Differs) }
}

/// The hash that is kept, with a salt of its own.
pub(super) async fn hashed(password: String) -> Result<String, AccountError> {
    let made = tokio::task::spawn_blocking(move || hash(&password)).await;
    made.ok().flatten().ok_or(AccountError::Hash)
}

/// Whether `password` is the one of `kept`; without one, as much work for a no.
pub(super) async fn fits(kept: Option<String>, password: String) -> Result<bool, AccountError> {
    static NOBODYS: OnceLock<Option<String>> = OnceLock::new();
    let compared = tokio::task::spawn_blocking(move || {
        let known = kept.is_some();
        let nobodys = || NOBODYS.get_or_init(|| hash("nobody has this password")).clone();
        let kept = kept.or_else(nobodys)?;
        let parsed = PasswordHash::new(&kept).ok()?;
        let same = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        Some(known && same)
    });
    compared.await.ok().flatten().ok_or(AccountError::Hash)
}

fn hash(password: &str) -> Option<String> {
    Argon2::default().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
}
