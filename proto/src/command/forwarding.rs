//! Commands of forwarding.

use serde::{Deserialize, Serialize};

use super::{api_type, command_type, commands};
use crate::id::{BodyId, StreamId, Version};

commands! {
    Forwarding {
        IssueLetter<T> 1 on New, "note" as "forwarding.letter.note" under Stream;
    }
}

/// Forwards petitions to one addressee in one letter. The message holds its symbol and date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueLetter<T> {
    /// To whom.
    pub to: BodyId,
    /// Which petitions, in the order of the letter's table; 100 at most.
    pub petitions: Vec<SeenPetition>,
    /// The letter's own words beside the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<T>,
}

/// A petition, as the person saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenPetition {
    /// Which.
    pub petition: StreamId,
    /// The version seen.
    pub seen_version: Version,
}
