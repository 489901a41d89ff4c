//! Events of intake: petitions as they were raised.

use serde::{Deserialize, Serialize};

use super::events;
use crate::id::{BodyId, Code, Digest, EventId, Version};
use crate::sealed::Sealed;
use crate::text::{FreeText, Line};

events! {
    /// What intake may append.
    Intake IntakeEvent {
        /// The next number of a series was taken.
        "intake.number_taken" 1 NumberTaken,
        /// A petition was received.
        "intake.petition_received" 1 PetitionReceived,
    }
}

/// The next number of a series was taken; on the counter stream of that series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberTaken {
    /// Which, from 1; equal to the version of the counter stream.
    pub number: Version,
}

/// By which way a petition reached a deputy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RaisedVia {
    /// At a contact meeting.
    Meeting,
    /// To one deputy.
    Deputy,
    /// To a delegate group, in writing.
    DelegateGroup,
    /// Handed in at the office.
    ByHand,
    /// Taken over from a book.
    Import,
}

/// A petition was received: the first event of its stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionReceived {
    /// For people: prefix of the term and running number, `LH26-17`.
    pub number: Line,
    /// The council to whose deputies it was put.
    pub council: BodyId,
    /// In which term.
    pub term: Code,
    /// By which way.
    pub via: RaisedVia,
    /// The delegate group that took it, and hears what becomes of it.
    pub raised_with: BodyId,
    /// The area that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Code>,
    /// The field, as far as the clerk could tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Code>,
    /// The words of the voter.
    pub original: Sealed,
    /// Who the voter is, under that person's own key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_by: Option<Sealed>,
    /// A wording that an officer approved for the public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_wording: Option<FreeText>,
    /// HMAC of the public tracking code; the code itself is only with the voter.
    pub tracking_mac: Digest,
}

/// A reaction's command was refused: a person has to look at the petition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedReaction {
    /// Which reaction.
    pub reaction: String,
    /// The event that it answered to.
    pub cause: EventId,
    /// The rule that was broken, `classification.field_unknown`.
    pub code: String,
}
