//! Events of forwarding: letters, and what each petition knows of them.

use serde::{Deserialize, Serialize};

use super::events;
use crate::id::{BodyId, StreamId};
use crate::sealed::Sealed;
use crate::text::Line;
use crate::time::Day;

events! {
    /// What forwarding may append.
    Forwarding ForwardingEvent {
        /// A letter was issued.
        "forwarding.letter_issued" 1 LetterIssued,
        /// A petition was forwarded.
        "forwarding.petition_forwarded" 1 PetitionForwarded,
    }
}

/// A letter was issued: the first event of its own stream. The envelope holds symbol and date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterIssued {
    /// The addressee.
    pub to: BodyId,
    /// The petitions in it, in the order of its table.
    pub petitions: Vec<StreamId>,
    /// The day by which the answers are due.
    pub answer_due: Day,
    /// By what they are due.
    pub basis: Line,
    /// The letter's own words beside the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Sealed>,
}

/// A petition was forwarded to one of its agreed addressees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionForwarded {
    /// By which letter.
    pub letter: StreamId,
    /// To whom.
    pub to: BodyId,
    /// The day by which this addressee's answer is due.
    pub answer_due: Day,
}
