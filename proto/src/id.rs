//! Ids and counters: each a type of its own, so that no two can be swapped.
//!
//! Ids that the system makes itself are derived from what caused them (RFC 9562, version 8), so
//! that doing the same thing twice gives the same id; nothing here draws a random number.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::text::{TextError, text_schema};

/// The id derived from `parts` under `label`: a version 8 UUID of SHA-256 over both.
///
/// Each part is preceded by its length, so that no two lists of parts look alike.
fn derived(label: &str, parts: &[&[u8]]) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(label.as_bytes());
    hash.update(b"\n");
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
        impl $name {
            /// The 16 bytes, as they stand in the log.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }
    };
}

uuid_id! {
    /// A stream of events: one petition, meeting, list, letter, directory, counter.
    StreamId
}
uuid_id! {
    /// One event, for ever.
    EventId
}
uuid_id! {
    /// One command: sent twice, it is still done once.
    CommandId
}
uuid_id! {
    /// A body: a council, a standing committee, an agency, a company that answers.
    BodyId
}
uuid_id! {
    /// A person in office. The display name is sealed; this id is what the log shows.
    OfficerId
}
uuid_id! {
    /// One life of a log. It changes when the store is restored from a backup.
    Incarnation
}

impl CommandId {
    /// The id of what a person sends: the same key from the same officer is the same command.
    ///
    /// `client_key` is the `Idempotency-Key` of the request, any bytes.
    #[must_use]
    pub fn of_request(site: &Site, officer: OfficerId, context: Context, client_key: &str) -> Self {
        let parts: [&[u8]; 4] = [
            site.as_str().as_bytes(),
            officer.as_bytes(),
            context.as_str().as_bytes(),
            client_key.as_bytes(),
        ];
        Self(derived("kn/command/request/v1", &parts))
    }

    /// The id of the command that the reaction called `trigger` takes after `cause`.
    ///
    /// `n` counts the commands of one reaction to one event, from 0.
    #[must_use]
    pub fn of_reaction(cause: EventId, n: u32, trigger: &str) -> Self {
        let parts: [&[u8]; 3] = [cause.as_bytes(), &n.to_be_bytes(), trigger.as_bytes()];
        Self(derived("kn/command/reaction/v1", &parts))
    }

    /// The id of the command that is taken when `key` (what, whose, which day) falls due.
    #[must_use]
    pub fn of_timer(stream: StreamId, key: &str) -> Self {
        Self(derived("kn/command/timer/v1", &[stream.as_bytes(), key.as_bytes()]))
    }

    /// The id of the `n`-th event of this command, from 0.
    #[must_use]
    pub fn event(&self, n: u32) -> EventId {
        EventId(derived("kn/event/v1", &[self.as_bytes(), &n.to_be_bytes()]))
    }

    /// The id of the `n`-th stream that this command opens, from 0.
    #[must_use]
    pub fn stream(&self, n: u32) -> StreamId {
        StreamId(derived("kn/stream/v1", &[self.as_bytes(), &n.to_be_bytes()]))
    }

    /// The id of the `n`-th body that this command establishes, from 0.
    #[must_use]
    pub fn body(&self, n: u32) -> BodyId {
        BodyId(derived("kn/body-id/v1", &[self.as_bytes(), &n.to_be_bytes()]))
    }

    /// The id of the `n`-th officer whom this command appoints, from 0.
    #[must_use]
    pub fn officer(&self, n: u32) -> OfficerId {
        OfficerId(derived("kn/officer-id/v1", &[self.as_bytes(), &n.to_be_bytes()]))
    }

    /// The id of the `n`-th person outside office (a voter) whom this command names, from 0.
    #[must_use]
    pub fn subject(&self, n: u32) -> Uuid {
        derived("kn/subject/v1", &[self.as_bytes(), &n.to_be_bytes()])
    }
}

impl StreamId {
    /// The one stream of bodies, officers, roles, sites and terms of a realm.
    #[must_use]
    pub fn of_directory() -> Self {
        Self(derived("kn/stream/directory", &[]))
    }

    /// The one stream of official days off of a realm.
    #[must_use]
    pub fn of_calendar() -> Self {
        Self(derived("kn/stream/calendar", &[]))
    }

    /// The stream of the co-ordination rules of `council`.
    #[must_use]
    pub fn of_rules(council: BodyId) -> Self {
        Self(derived("kn/stream/rules", &[council.as_bytes()]))
    }

    /// The counter stream of `series` ("petition", "list", …) of a council in a term.
    #[must_use]
    pub fn of_counter(council: BodyId, term: &str, series: &str) -> Self {
        let parts: [&[u8]; 3] = [council.as_bytes(), term.as_bytes(), series.as_bytes()];
        Self(derived("kn/stream/counter", &parts))
    }
}

/// A SHA-256 value: leaf, body digest, decision digest, HMAC. Lower-case hex in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// What stands for "nothing before": `prev_leaf` of a first version.
    pub const ZERO: Self = Self([0; 32]);

    /// SHA-256 of the parts, one after the other.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part);
        }
        Self(hash.finalize().into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}
impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl std::str::FromStr for Digest {
    type Err = hex::FromHexError;
    fn from_str(text: &str) -> Result<Self, hex::FromHexError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}
impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

text_schema!(Digest, "SHA-256 in lower-case hex", "pattern": "^[0-9a-f]{64}$");

macro_rules! counter {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone,
            Copy,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            Hash,
            Default,
            Debug,
            Serialize,
            Deserialize,
            JsonSchema,
        )]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl $name {
            /// The one after this.
            #[must_use]
            pub fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }
        }
    };
}

counter! {
    /// A place in the log of a realm: 1, 2, 3 … without gaps, in commit order. 0 is "none yet".
    Position
}
counter! {
    /// A place in a stream: 1, 2, 3 … without gaps. 0 is "no event yet".
    Version
}

/// One context: the part of the language that one service owns and alone appends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Context {
    /// Bodies, officers, roles, sites, rules, calendar.
    Directory,
    /// Meetings, petitions as raised, consolidated lists.
    Intake,
    /// Field, competence, addressees, and who agreed to them.
    Classification,
    /// Letters, receipts, answers, making known.
    Forwarding,
    /// Followers, checks, deadlines, settling and closing.
    Monitoring,
}

impl Context {
    /// All contexts, in reading order.
    pub const ALL: [Self; 5] =
        [Self::Directory, Self::Intake, Self::Classification, Self::Forwarding, Self::Monitoring];

    /// The literal in subjects, addresses and event types.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Intake => "intake",
            Self::Classification => "classification",
            Self::Forwarding => "forwarding",
            Self::Monitoring => "monitoring",
        }
    }

    /// The context called `name`, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|context| context.as_str() == name)
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! token {
    ($(#[$doc:meta])* $name:ident, $what:literal, $max:literal, $first:expr, $rest:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Checks `text`.
            ///
            /// # Errors
            /// [`TextError::Token`] says what is allowed; ask for another name.
            pub fn new(text: &str) -> Result<Self, TextError> {
                let mut chars = text.chars();
                let first: fn(char) -> bool = $first;
                let rest: fn(char) -> bool = $rest;
                if text.len() <= $max && chars.next().is_some_and(first) && chars.all(rest) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(TextError::Token { expected: $what })
                }
            }

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl std::str::FromStr for $name {
            type Err = TextError;
            fn from_str(text: &str) -> Result<Self, TextError> {
                Self::new(text)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Self::new(&String::deserialize(from)?).map_err(serde::de::Error::custom)
            }
        }
        text_schema!($name, $what, "minLength": 1, "maxLength": $max);
    };
}

token! {
    /// A site: a deployment with its own NATS account. The server itself vouches for this token.
    Site, "a capital letter, then capitals, digits or _, 32 at most", 32,
    |c| c.is_ascii_uppercase(), |c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'
}
token! {
    /// The realm's token in subjects. Never a province's name.
    Realm, "small letters and digits, 32 at most", 32,
    |c| c.is_ascii_lowercase() || c.is_ascii_digit(),
    |c| c.is_ascii_lowercase() || c.is_ascii_digit()
}
token! {
    /// What the leaves of a realm's log are bound to, given once at the first start.
    Origin, "letters, digits, '.', '-' or '/', 120 at most", 120,
    |c| c.is_ascii_alphanumeric(), |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/')
}
token! {
    /// A word of the realm's own data: kind of body, level, role, field, term, outcome.
    Code, "a letter or digit, then letters, digits, '-' or '_', 40 at most", 40,
    |c| c.is_ascii_alphanumeric(), |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

impl Site {
    /// The site of reactions and timers: the hub where the services live. No portal may use it.
    #[must_use]
    pub fn hub() -> Self {
        Self("HUB".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_parts_that_join_alike_give_different_ids() {
        assert_ne!(derived("l", &[b"ab", b"c"]), derived("l", &[b"a", b"bc"]));
    }

    #[test]
    fn a_site_is_refused_when_it_could_change_a_subject() {
        for bad in ["", "main", "A.B", "A>", "A*", "Á", "A B"] {
            assert!(Site::new(bad).is_err(), "{bad:?} was taken");
        }
        assert!(Site::new("MAIN_2").is_ok());
    }

    #[test]
    fn a_retry_has_the_id_of_the_first_try() {
        let officer = OfficerId(Uuid::from_u128(7));
        let id = |key| CommandId::of_request(&Site::hub(), officer, Context::Intake, key);
        assert_eq!(id("k1"), id("k1"));
        assert_ne!(id("k1"), id("k2"));
        assert_ne!(id("k1").event(0), id("k1").event(1));
    }
}
