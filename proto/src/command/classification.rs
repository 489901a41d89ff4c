//! Commands of classification.

use serde::{Deserialize, Serialize};

use super::{api_type, command_type, commands};
use crate::id::{BodyId, Code, EventId};

commands! {
    Classification {
        ProposeClassification<T> 1 on Existing,
            "reason" as "classification.proposal.reason" under Stream;
        SuggestClassification 1 on Existing, by_reaction true;
        NoteRefusedReaction 1 on Existing, by_reaction true;
    }
}

/// Proposes field, competence and addressees of a petition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposeClassification<T> {
    /// Which field of the council's rules.
    pub field: Code,
    /// Which level is competent.
    pub competence: Code,
    /// Who should answer.
    pub addressees: Vec<BodyId>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<T>,
}

/// Reaction: proposes what the council's rules say for the field that the clerk named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuggestClassification {
    /// The field that the clerk named.
    pub field: Code,
}

/// Reaction: keeps on the petition that a reaction was refused, so that a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteRefusedReaction {
    /// Which reaction.
    pub reaction: String,
    /// The event that it answered to.
    pub cause: EventId,
    /// The rule that was broken.
    pub code: String,
}
