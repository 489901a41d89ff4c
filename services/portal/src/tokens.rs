//! API tokens: 256 random bits, of which only the SHA-256 is kept.
//!
//! The program's token command works on the same file, beside a running portal: a new token counts
//! at once, and so does a revocation.

use std::path::Path;
use std::sync::Arc;

use proto::text::Line;
use proto::{Digest, Micros, OfficerId};
use runtime::sqlite::{self, OpenError, Step};
use sqlx::{Row, SqliteConnection, SqlitePool};
use tokio::sync::Mutex;
use uuid::Uuid;

/// The file in the portal's directory.
pub const FILE: &str = "portal.sqlite";
/// For whom a token is made that founds the realm: nobody is in office yet.
pub const FOUNDER: OfficerId = OfficerId(Uuid::nil());

const PREFIX: &str = "hoiam_";
/// RFC 4648 base32 in lower case: no character that a shell or a mail would break.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const READERS: u32 = 4;
/// How much of the hash names a token for people.
const ID_LEN: usize = 12;

const STEPS: [Step; 1] = [Step(
    20_261_122_130_000,
    "create_token",
    include_str!("../migrations/20261122130000_create_token.sql"),
)];

/// The tokens of one portal. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Tokens {
    pool: SqlitePool,
    writer: Arc<Mutex<SqliteConnection>>,
}

/// A token as it is handed out, once.
pub struct Issued {
    /// Names it in lists and for revoking; not secret.
    pub id: String,
    /// The token itself.
    pub token: String,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Issued({})", self.id)
    }
}

/// What is known of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Names it.
    pub id: String,
    /// Whose.
    pub officer: OfficerId,
    /// What for.
    pub label: String,
    /// Since when.
    pub created_at: Micros,
    /// From when on it does not count any more, if ever.
    pub expires_at: Option<Micros>,
    /// Since when it is revoked, if it is.
    pub revoked_at: Option<Micros>,
}

impl Tokens {
    /// Opens or makes the file in `data`.
    ///
    /// # Errors
    /// [`OpenError`]; each says what to do.
    pub async fn open(data: &Path) -> Result<Self, OpenError> {
        let path = data.join(FILE);
        let writer = sqlite::writer(&path, &STEPS).await?;
        let pool = sqlite::readers(&path, READERS).await?;
        Ok(Self { pool, writer: Arc::new(Mutex::new(writer)) })
    }

    /// Makes a token for `officer`; `label` says what for, `expires_at` is none for no end.
    ///
    /// # Errors
    /// SQLite's own.
    pub async fn create(
        &self,
        officer: OfficerId,
        label: &Line,
        now: Micros,
        expires_at: Option<Micros>,
    ) -> Result<Issued, sqlx::Error> {
        let token = format!("{PREFIX}{}", base32(&runtime::random::bytes::<32>()));
        let hash = hash_of(&token);
        sqlx::query(
            "INSERT INTO token (hash, officer, label, created_at, expires_at)
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(hash.0.as_slice())
        .bind(officer.0)
        .bind(label.as_str())
        .bind(now.0)
        .bind(expires_at.map(|at| at.0))
        .execute(&mut *self.writer.lock().await)
        .await?;
        Ok(Issued { id: id_of(&hash.0), token })
    }

    /// Revokes the token called `id` at once; whether there was one that counted.
    ///
    /// # Errors
    /// SQLite's own.
    pub async fn revoke(&self, id: &str, now: Micros) -> Result<bool, sqlx::Error> {
        let done = sqlx::query(
            "UPDATE token SET revoked_at = ? WHERE lower(substr(hex(hash), 1, 12)) = ?
             AND revoked_at IS NULL",
        )
        .bind(now.0)
        .bind(id)
        .execute(&mut *self.writer.lock().await)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Every token ever made, oldest first.
    ///
    /// # Errors
    /// SQLite's own.
    pub async fn list(&self) -> Result<Vec<Listed>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT hash, officer, label, created_at, expires_at, revoked_at FROM token
             ORDER BY created_at, hash",
        )
        .fetch_all(&self.pool)
        .await?;
        let listed = rows.iter().map(|row| {
            Ok(Listed {
                id: id_of(&row.try_get::<Vec<u8>, _>("hash")?),
                officer: OfficerId(row.try_get("officer")?),
                label: row.try_get("label")?,
                created_at: Micros(row.try_get("created_at")?),
                expires_at: row.try_get::<Option<i64>, _>("expires_at")?.map(Micros),
                revoked_at: row.try_get::<Option<i64>, _>("revoked_at")?.map(Micros),
            })
        });
        listed.collect()
    }

    /// Whose token has this hash, if it counts at `now`.
    pub(crate) async fn officer_of(
        &self,
        hash: Digest,
        now: Micros,
    ) -> Result<Option<OfficerId>, sqlx::Error> {
        let officer: Option<Uuid> = sqlx::query_scalar(
            "SELECT officer FROM token WHERE hash = ?1 AND revoked_at IS NULL
             AND (expires_at IS NULL OR expires_at > ?2)",
        )
        .bind(hash.0.as_slice())
        .bind(now.0)
        .fetch_optional(&self.pool)
        .await?;
        Ok(officer.map(OfficerId))
    }
}

/// What is kept of a token. Guessing 256 bits is hopeless, so that a plain hash is enough.
pub(crate) fn hash_of(token: &str) -> Digest {
    Digest::of(&[token.as_bytes()])
}

fn id_of(hash: &[u8]) -> String {
    let mut id = hex::encode(hash);
    id.truncate(ID_LEN);
    id
}

fn base32(bytes: &[u8]) -> String {
    let (mut text, mut held, mut bits) = (String::new(), 0_u32, 0_u32);
    for &byte in bytes {
        held = (held << 8) | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(letter(held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(letter(held << (5 - bits)));
    }
    text
}

fn letter(five_bits: u32) -> char {
    let index = usize::try_from(five_bits & 31).unwrap_or_default();
    char::from(ALPHABET[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Micros = Micros(1_000);
    const OFFICER: OfficerId = OfficerId(Uuid::from_u128(7));

    async fn opened() -> (Tokens, tempfile::TempDir) {
        let dir = tempfile::tempdir().unwrap();
        (Tokens::open(dir.path()).await.unwrap(), dir)
    }

    fn label() -> Line {
        Line::new("thử").unwrap()
    }

    #[test]
    fn base32_is_that_of_rfc_4648() {
        for (bytes, text) in [("", ""), ("f", "my"), ("fo", "mzxq"), ("foobar", "mzxw6ytboi")] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
        assert_eq!(base32(&[0xFF; 32]).len(), 52);
    }

    #[tokio::test]
    async fn a_token_counts_until_it_expires() {
        let (tokens, _dir) = opened().await;
        let issued = tokens.create(OFFICER, &label(), NOW, Some(Micros(2_000))).await.unwrap();
        let hash = hash_of(&issued.token);
        assert_eq!(tokens.officer_of(hash, Micros(1_999)).await.unwrap(), Some(OFFICER));
        assert_eq!(tokens.officer_of(hash, Micros(2_000)).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_revoked_token_does_not_count_even_when_revoked_beside_the_portal() {
        let (tokens, dir) = opened().await;
        let issued = tokens.create(OFFICER, &label(), NOW, None).await.unwrap();
        let other = Tokens::open(dir.path()).await.unwrap();
        assert!(other.revoke(&issued.id, NOW).await.unwrap());
        assert!(!other.revoke(&issued.id, NOW).await.unwrap());
        assert_eq!(tokens.officer_of(hash_of(&issued.token), NOW).await.unwrap(), None);
        assert_eq!(tokens.list().await.unwrap()[0].revoked_at, Some(NOW));
    }

    #[tokio::test]
    async fn the_file_does_not_hold_the_token() {
        let (tokens, dir) = opened().await;
        let issued = tokens.create(OFFICER, &label(), NOW, None).await.unwrap();
        for file in std::fs::read_dir(dir.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            let held = bytes.windows(issued.token.len()).any(|w| w == issued.token.as_bytes());
            assert!(!held);
        }
        assert!(!format!("{issued:?}").contains(&issued.token));
    }
}
