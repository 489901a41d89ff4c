//! Commands of monitoring.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{NoteRefusedReaction, api_type, command_type, commands};
use crate::attachment::Attachments;
use crate::event::CheckResult;
use crate::id::{BodyId, Code, Digest};
use crate::text::Line;
use crate::time::Day;

commands! {
    Monitoring {
        NameFollower 1 on Existing;
        ProposeFollower 1 on Existing, by_reaction true;
        ExtendDeadline<T> 1 on Existing, "reason" as "monitoring.extension.reason" under Stream;
        SendReminder<T> 1 on Existing, "text" as "monitoring.reminder.text" under Stream;
        ClaimDone<T> 2 on Existing, "text" as "monitoring.claim.text" under Stream;
        RecordCheck<T> 2 on Existing, "text" as "monitoring.check.text" under Stream;
        HearVoter<T> 1 on Existing, "text" as "monitoring.voter.text" under Stream;
        WaitForResources<T> 1 on Existing, "reason" as "monitoring.waiting.reason" under Stream;
        ClosePetition<T> 1 on Existing, "note" as "monitoring.closing.note" under Stream;
        ReopenPetition<T> 1 on Existing, "reason" as "monitoring.reopening.reason" under Stream;
        CarryOver 1 on Existing;
        HandOver 1 on Existing;
        NotePassedDeadline 1 on Existing, by_reaction true;
        EscalateDeadline 1 on Existing, by_reaction true;
        NoteRefusedMonitoring 1 on Existing, by_reaction true, called "NoteRefusedReaction";
    }
}

/// Names who follows a petition to the end, in place of whoever did before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameFollower {
    /// The Front, or a committee or delegate group of the council.
    pub follower: BodyId,
}

/// Reaction: proposes the follower that the council's rules name for the field or the area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeFollower {}

/// Moves a due day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendDeadline<T> {
    /// Whose.
    pub body: BodyId,
    /// What is due: `answer` or `done`.
    pub due: Code,
    /// The new day, later than the old one.
    pub until: Day,
    /// Why.
    pub reason: T,
}

/// Reminds a body of what it owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendReminder<T> {
    /// Whom.
    pub to: BodyId,
    /// In which words; the message holds the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<T>,
}

/// Says, for an addressee, that what its answer announced is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimDone<T> {
    /// What was done.
    pub text: T,
    /// Digests only: of a time before [`Attachments`] said what they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Digest>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Attachments::is_empty")]
    pub attachments: Attachments,
}

/// Records that the follower looked at an addressee's answer or claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordCheck<T> {
    /// Whose answer or claim.
    pub of: BodyId,
    /// What it came to.
    pub result: CheckResult,
    /// What was seen.
    pub text: T,
    /// Digests only: of a time before [`Attachments`] said what they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Digest>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Attachments::is_empty")]
    pub attachments: Attachments,
}

/// Records what the voter thinks of the answer or the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HearVoter<T> {
    /// Whether they are satisfied.
    pub satisfied: bool,
    /// In their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<T>,
}

/// Records that an addressee's work waits for resources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitForResources<T> {
    /// Whose work.
    pub body: BodyId,
    /// When it is looked at again; in the future.
    pub review_on: Day,
    /// For what it waits.
    pub reason: T,
}

/// Closes a settled petition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosePetition<T> {
    /// With which words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<T>,
}

/// Opens a settled or closed petition again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenPetition<T> {
    /// What shows that it is not settled.
    pub reason: T,
}

/// Takes an unsettled petition into a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CarryOver {
    /// Into which.
    pub into: Code,
}

/// Gives what one body holds to another: the first ended, or lost this work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Who holds it.
    pub from: BodyId,
    /// Who is to hold it.
    pub to: BodyId,
    /// By what: law and article, resolution, or "local choice".
    pub basis: Line,
}

/// Timer: keeps on the petition that a due day passed, if it is still owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotePassedDeadline {
    /// Whose.
    pub body: BodyId,
    /// What was due: `answer`, `done`, `review`.
    pub due: Code,
    /// The day that passed.
    pub day: Day,
}

/// Timer: tells the next one up that something is still owed so many days after its due day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalateDeadline {
    /// Whose.
    pub body: BodyId,
    /// What was due: `answer`, `done`, `review`.
    pub due: Code,
    /// The day that passed.
    pub day: Day,
    /// Which rung of the rules in force on that day, from 1.
    pub rung: u32,
}

/// Reaction: [`NoteRefusedReaction`] of monitoring, under the same name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct NoteRefusedMonitoring(pub NoteRefusedReaction);
