//! What the store answers to an append, and a service to a command.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::id::{Digest, EventId, Position, StreamId, Version};

/// A rule that was broken. Expected: recorded, shown to the officer, never logged as an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// `context.rule`, a literal for ever.
    pub code: String,
    /// What the rule is about: who was agreed, until when, …; nothing personal.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub detail: Map<String, Value>,
}

/// One event as it was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Which event.
    pub event_id: EventId,
    /// In which stream.
    pub stream: StreamId,
    /// At which place of the stream.
    pub version: Version,
    /// At which place of the log.
    pub position: Position,
    /// Binds the outcome to the stored bytes.
    pub body_digest: Digest,
}

/// What a command led to, for ever: the same command gets the same outcome again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The events that were stored; none when nothing had to change.
    Events(Vec<Stored>),
    /// Why not.
    Refused(Refusal),
}

impl Outcome {
    /// The last position that this outcome made; 0 for none.
    #[must_use]
    pub fn position(&self) -> Position {
        match self {
            Self::Events(events) => events.last().map_or(Position(0), |stored| stored.position),
            Self::Refused(_) => Position(0),
        }
    }
}

/// A stream that was not at the version that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Which.
    pub stream: StreamId,
    /// What the sender thought.
    pub expected: Version,
    /// What it is.
    pub actual: Version,
}

/// The store's answer to an append.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "append", rename_all = "snake_case")]
pub enum AppendReply {
    /// Stored, now or before: either way this is what the command led to.
    Done {
        /// The outcome.
        outcome: Outcome,
        /// It had been decided before this append.
        repeated: bool,
    },
    /// Streams moved meanwhile; nothing was stored. Load, decide and append again.
    Conflict {
        /// Which.
        moved: Vec<Moved>,
    },
    /// The command id was used for another request; nothing was stored.
    KeyReused,
    /// The queue is full; nothing was stored. Try again a little later.
    Busy,
    /// `now` is more than two minutes from the sequencer's clock; nothing was stored.
    ClockSkewed {
        /// The sequencer's clock.
        store: crate::Micros,
    },
    /// Not an append, or not one that this sender may make; nothing was stored.
    Malformed {
        /// What is wrong, for the log of the sender.
        why: String,
    },
    /// The store cannot write now (disk full, not the writer any more); nothing was stored.
    Unavailable {
        /// What an operator should look at.
        why: String,
    },
}

/// What came of the first command that had a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum First {
    /// Its events are in the log.
    Done,
    /// It was refused: nothing is in, and another key may be taken.
    Refused,
}

/// A service's answer to a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum CommandReply {
    /// Decided, now or before.
    Done {
        /// The events or the refusal.
        outcome: Outcome,
        /// It had been decided before.
        repeated: bool,
    },
    /// The streams changed since the person looked. Show what changed and let them decide again.
    Conflict {
        /// The version that the person saw.
        seen: Version,
        /// The version now.
        now: Version,
        /// The types of the events in between that matter to this command, oldest first.
        changed: Vec<String>,
    },
    /// The key was used for another command; nothing came of this one.
    KeyReused {
        /// What came of that one.
        first: First,
    },
    /// The site, body, officer or role does not allow it. Nothing was recorded.
    Forbidden {
        /// `site_not_admitted`, `body_not_standing`, `not_an_officer`, `role_lacks`.
        rule: String,
    },
    /// Not a command of this service.
    Malformed {
        /// Where, as a JSON path.
        field: String,
        /// What is wrong with it.
        why: String,
    },
    /// Nothing was stored; the same command can be sent again.
    Unavailable {
        /// What is missing.
        why: String,
    },
    /// A fault of the program: nothing was stored. The log has more under this id.
    Fault {
        /// Looks it up in the log.
        correlation: uuid::Uuid,
    },
}
