//! Every subject of the bus, written in this file and nowhere else.
//!
//! Everything lives under `hoiam.<realm>.`. No personal data, no petition id: subjects show in logs.

use crate::id::{Context, Realm, Site};

/// The JetStream stream in the LEDGER account.
pub const STREAM: &str = "EVENTS";
/// Under which prefix other accounts see LEDGER's JetStream API.
pub const LEDGER_API: &str = "ledger";
/// The header of a relayed event that names the life of the log.
pub const INCARNATION_HEADER: &str = "Hoiam-Incarnation";

/// The subjects of one realm.
#[derive(Debug, Clone)]
pub struct Subjects {
    root: String,
}

impl Subjects {
    /// Those of `realm`.
    #[must_use]
    pub fn of(realm: &Realm) -> Self {
        Self { root: format!("hoiam.{realm}") }
    }

    /// Where a context appends. The store learns the context from here.
    #[must_use]
    pub fn append(&self, context: Context) -> String {
        format!("{}.store.append.{context}", self.root)
    }

    /// All append subjects.
    #[must_use]
    pub fn append_any(&self) -> String {
        format!("{}.store.append.*", self.root)
    }

    /// Where pages of the log are asked for.
    #[must_use]
    pub fn read(&self) -> String {
        format!("{}.store.read", self.root)
    }

    /// Where the relay says how far the log has come.
    #[must_use]
    pub fn head(&self) -> String {
        format!("{}.head", self.root)
    }

    /// Where the event of `event_type` (`context.name`) is relayed.
    #[must_use]
    pub fn event(&self, event_type: &str) -> String {
        format!("{}.event.{event_type}", self.root)
    }

    /// All relayed events.
    #[must_use]
    pub fn event_any(&self) -> String {
        format!("{}.event.>", self.root)
    }

    /// What a site publishes; the server adds the site's own token.
    #[must_use]
    pub fn command(&self, context: Context, command: &str) -> String {
        format!("{}.cmd.{context}.{command}", self.root)
    }

    /// All commands, as seen from a site.
    #[must_use]
    pub fn command_any(&self) -> String {
        format!("{}.cmd.*.*", self.root)
    }

    /// All commands of `site`, as seen from the hub.
    #[must_use]
    pub fn command_any_of(&self, site: &Site) -> String {
        format!("{}.cmd.*.*.{site}", self.root)
    }

    /// All commands of every site, as the hub exports them; the account's name is token 6.
    #[must_use]
    pub fn command_exported(&self) -> String {
        format!("{}.cmd.*.*.*", self.root)
    }

    /// All commands to one context, as its service subscribes them.
    #[must_use]
    pub fn command_to(&self, context: Context) -> String {
        format!("{}.cmd.{context}.>", self.root)
    }

    /// The last token of the subject: the context of an append.
    #[must_use]
    pub fn appending_context(&self, subject: &str) -> Option<Context> {
        let rest = subject.strip_prefix(&self.root)?.strip_prefix(".store.append.")?;
        Context::named(rest)
    }

    /// Command literal and site of a command's subject as the hub sees it.
    #[must_use]
    pub fn commanded<'a>(&self, subject: &'a str) -> Option<(&'a str, Site)> {
        let rest = subject.strip_prefix(&self.root)?.strip_prefix(".cmd.")?;
        let mut tokens = rest.split('.').skip(1);
        let (command, site) = (tokens.next()?, tokens.next()?);
        Some((command, Site::new(site).ok()?))
    }
}

/// The durable consumer of a portal.
#[must_use]
pub fn portal_durable(site: &Site) -> String {
    format!("portal_{site}")
}

/// The inbox prefix of a user of the bus: nobody else may listen there.
#[must_use]
pub fn inbox(user: &str) -> String {
    format!("_INBOX.{user}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_of_a_command_is_the_token_that_the_server_added() {
        let Ok(realm) = Realm::new("r1") else { return };
        let subjects = Subjects::of(&realm);
        let (command, site) = ("RecordPetition", Site::hub());
        assert_eq!(
            subjects.commanded("hoiam.r1.cmd.intake.RecordPetition.HUB"),
            Some((command, site))
        );
        assert_eq!(subjects.commanded("hoiam.r1.cmd.intake.RecordPetition"), None);
        assert_eq!(subjects.commanded("hoiam.r2.cmd.intake.RecordPetition.HUB"), None);
    }
}
