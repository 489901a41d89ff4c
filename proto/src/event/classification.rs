//! Events of classification: field, competence, addressees, and who agreed.

use serde::{Deserialize, Serialize};

use super::events;
use super::intake::RefusedReaction;
use crate::id::{BodyId, Code};
use crate::sealed::Sealed;

events! {
    /// What classification may append.
    Classification ClassificationEvent {
        /// A classification was proposed.
        "classification.classification_proposed" 1 ClassificationProposed,
        /// A classification is agreed.
        "classification.classification_agreed" 1 ClassificationAgreed,
        /// A reaction needs a person.
        "classification.reaction_refused" 1 ClassificationReactionRefused,
    }
}

/// A classification was proposed; it voids the proposal before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassificationProposed {
    /// Counts the proposals of this petition, from 1.
    pub proposal: u32,
    /// Which field.
    pub field: Code,
    /// Which level is competent.
    pub competence: Code,
    /// Who should answer, in order; each owes an answer.
    pub addressees: Vec<BodyId>,
    /// It was worked out from the rules, not chosen by a person.
    pub suggested: bool,
    /// Why, in the officer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

/// A classification is agreed by everybody whom the rules name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassificationAgreed {
    /// Which proposal.
    pub proposal: u32,
    /// Who now owes an answer, in order.
    pub addressees: Vec<BodyId>,
}

/// A reaction of classification needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClassificationReactionRefused(pub RefusedReaction);
