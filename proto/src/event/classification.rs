//! Events of classification: field, competence, addressees, and who agreed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::events;
use super::intake::RefusedReaction;
use crate::id::{BodyId, Code, OfficerId};
use crate::sealed::Sealed;
use crate::time::Day;

events! {
    /// What classification may append.
    Classification ClassificationEvent {
        /// A classification was proposed.
        "classification.classification_proposed" 2 | 1 ClassificationProposed,
        /// A party consented.
        "classification.consent_given" 1 ConsentGiven,
        /// A party contested.
        "classification.classification_contested" 1 ClassificationContested,
        /// Silence counted as consent, by rule.
        "classification.silence_counted" 1 SilenceCounted,
        /// A party's dissent is kept.
        "classification.dissent_recorded" 1 DissentRecorded,
        /// Whoever the rules name decided, after the parties could not agree.
        "classification.deadlock_decided" 1 DeadlockDecided,
        /// A classification is agreed.
        "classification.classification_agreed" 1 ClassificationAgreed,
        /// A reaction needs a person.
        "classification.reaction_refused" 1 ClassificationReactionRefused,
    }
}

/// A classification was proposed; it voids the proposal before, with every consent to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// The proposal that this one answers: a party whose consent was awaited wants it otherwise,
    /// so that the one before counts as contested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counters: Option<u32>,
    /// The last day of the first pair; none without pairs, and for a suggestion, which waits for
    /// a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_due: Option<Day>,
}

/// A party consented to a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentGiven {
    /// To which proposal.
    pub proposal: u32,
    /// In which pair of the rules, from 1.
    pub pair: u8,
    /// Which side consented.
    pub party: BodyId,
    /// Who consented for it; none where the act was nobody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
    /// The last day of whoever is awaited now, where it begins to run with this consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_due: Option<Day>,
}

/// A party contested a proposal; it cannot be agreed any more as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassificationContested {
    /// Which proposal.
    pub proposal: u32,
    /// In which pair of the rules, from 1.
    pub pair: u8,
    /// Who.
    pub party: BodyId,
    /// Why.
    pub reason: Sealed,
}

/// A party let its day pass, and the rules say that silence counts as consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SilenceCounted {
    /// To which proposal.
    pub proposal: u32,
    /// In which pair of the rules, from 1.
    pub pair: u8,
    /// Which side was silent.
    pub party: BodyId,
    /// The last day of the next pair, where its turn begins with this silence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_due: Option<Day>,
}

/// A party's dissent is kept beside a decision that it could not prevent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DissentRecorded {
    /// From which proposal.
    pub proposal: u32,
    /// Whose.
    pub party: BodyId,
    /// In its words.
    pub reason: Sealed,
}

/// Whoever the rules name decided, at a joint meeting, after the parties could not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlockDecided {
    /// For which proposal.
    pub proposal: u32,
    /// Who decided.
    pub by: BodyId,
    /// Why.
    pub reason: Sealed,
}

/// A classification is agreed by everybody whom the rules name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassificationAgreed {
    /// Which proposal.
    pub proposal: u32,
    /// Who now owes an answer, in order.
    pub addressees: Vec<BodyId>,
}

/// A reaction of classification needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct ClassificationReactionRefused(pub RefusedReaction);
