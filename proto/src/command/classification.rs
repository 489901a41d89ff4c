//! Commands of classification.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{api_type, command_type, commands};
use crate::id::{BodyId, Code, EventId, StreamId};

commands! {
    Classification {
        ProposeClassification<T> 1 on Existing,
            "reason" as "classification.proposal.reason" under Stream;
        GiveConsent 1 on Existing;
        ContestClassification<T> 1 on Existing,
            "reason" as "classification.contest.reason" under Stream;
        RecordDissent<T> 1 on Existing,
            "reason" as "classification.dissent.reason" under Stream;
        DecideDeadlock<T> 1 on Existing,
            "reason" as "classification.deadlock.reason" under Stream;
        SuggestClassification 1 on Existing, by_reaction true;
        SuggestAnew 1 on Existing, by_reaction true;
        CountSilence 1 on Existing, by_reaction true;
        NoteRefusedReaction 1 on Existing, by_reaction true;
    }
}

/// Proposes field, competence and addressees of a petition; voids every consent given so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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

/// A petition with the proposal that the person saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenProposal {
    /// Which petition.
    pub petition: StreamId,
    /// The number of its last proposal.
    pub proposal: u32,
}

/// A consolidated list as the person saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenList {
    /// Which.
    pub list: StreamId,
    /// In which revision.
    pub revision: u32,
}

/// Consents to what is proposed for petitions, one or a whole list but for some exceptions. The
/// message's stream is the list, or the petition where there is no list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveConsent {
    /// The list that they stand on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<SeenList>,
    /// Which petitions; 100 at most. Those left out are not consented to.
    pub petitions: Vec<SeenProposal>,
}

/// Contests what is proposed for a petition, while the own consent is awaited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContestClassification<T> {
    /// The number of the proposal that the person saw.
    pub proposal: u32,
    /// Why.
    pub reason: T,
}

/// Keeps a party's dissent beside a proposal or a decision that it cannot prevent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordDissent<T> {
    /// The number of the proposal that the person saw.
    pub proposal: u32,
    /// Why.
    pub reason: T,
}

/// Decides, after a joint meeting, what the parties could not agree on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideDeadlock<T> {
    /// Which field of the council's rules.
    pub field: Code,
    /// Which level is competent.
    pub competence: Code,
    /// Who has to answer.
    pub addressees: Vec<BodyId>,
    /// Why.
    pub reason: T,
}

/// Reaction: proposes what the council's rules say for the field that the clerk named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestClassification {
    /// The field that the clerk named.
    pub field: Code,
}

/// Reaction: proposes the same for the field that the petition was recorded with, when it comes
/// back to classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestAnew {}

/// Timer: the day of a pair passed; counts its silence as consent where the rules say so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountSilence {
    /// The proposal whose day passed.
    pub proposal: u32,
}

/// Reaction: keeps on the petition that a reaction was refused, so that a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteRefusedReaction {
    /// Which reaction.
    pub reaction: String,
    /// The event that it answered to.
    pub cause: EventId,
    /// The rule that was broken.
    pub code: String,
}
