//! Lists of the book that the officer of an account named. They stay in this portal.

use proto::Micros;

use super::{AccountError, Accounts};

/// Lists of one account.
const VIEWS_MAX: i64 = 30;
/// Characters of a name.
const NAME_MAX: usize = 60;
/// Bytes of an address.
const ADDRESS_MAX: usize = 2_000;

/// `name` as it is kept; none where it is no name.
fn named(name: &str) -> Option<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits =
        (1..=NAME_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    fits.then_some(name)
}

impl Accounts {
    /// The lists of `login`, by name, each with its address.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn views(&self, login: &str) -> Result<Vec<(String, String)>, AccountError> {
        let views = sqlx::query_as("SELECT name, address FROM view WHERE login = ? ORDER BY name");
        Ok(views.bind(login).fetch_all(&self.pool).await?)
    }

    /// Keeps `address` under `name`, in place of what had that name; whether it was kept: a name
    /// may be too long, or there may be too many.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn keep_view(
        &self,
        login: &str,
        name: &str,
        address: &str,
        now: Micros,
    ) -> Result<bool, AccountError> {
        let Some(name) = named(name).filter(|_| address.len() <= ADDRESS_MAX) else {
            return Ok(false);
        };
        let done = sqlx::query(
            "INSERT INTO view (login, name, address, made_at)
             SELECT ?1, ?2, ?3, ?4 WHERE (SELECT count(*) FROM view WHERE login = ?1 AND name <> ?2) < ?5
             ON CONFLICT (login, name) DO UPDATE SET address = excluded.address",
        )
        .bind(login)
        .bind(name)
        .bind(address)
        .bind(now.0)
        .bind(VIEWS_MAX)
        .execute(&mut *self.writer.lock().await)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Calls a list otherwise; whether that was done: there may be no such list, or another one of
    /// the new name.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn rename_view(
        &self,
        login: &str,
        old: &str,
        name: &str,
    ) -> Result<bool, AccountError> {
        let Some(name) = named(name) else { return Ok(false) };
        let done = sqlx::query("UPDATE OR IGNORE view SET name = ? WHERE login = ? AND name = ?")
            .bind(name)
            .bind(login)
            .bind(old)
            .execute(&mut *self.writer.lock().await)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets a list.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) async fn forget_view(&self, login: &str, name: &str) -> Result<(), AccountError> {
        sqlx::query("DELETE FROM view WHERE login = ? AND name = ?")
            .bind(login)
            .bind(name)
            .execute(&mut *self.writer.lock().await)
            .await?;
        Ok(())
    }
}
