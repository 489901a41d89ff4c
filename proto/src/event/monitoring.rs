//! Events of monitoring: each petition followed until it is really settled.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::intake::RefusedReaction;
use super::{attached, events};
use crate::attachment::Attachments;
use crate::id::{BodyId, Code, Digest};
use crate::sealed::Sealed;
use crate::time::Day;

events! {
    /// What monitoring may append.
    Monitoring MonitoringEvent {
        /// Somebody was proposed, by rule, to follow the petition.
        "monitoring.follower_proposed" 1 FollowerProposed,
        /// The standing committee named who follows it.
        "monitoring.follower_named" 1 FollowerNamed,
        /// A due day passed.
        "monitoring.deadline_passed" 1 DeadlinePassed,
        /// What is overdue went one rung up the ladder.
        "monitoring.deadline_escalated" 1 DeadlineEscalated,
        /// A due day was moved.
        "monitoring.deadline_extended" 1 DeadlineExtended,
        /// Somebody was reminded.
        "monitoring.reminder_sent" 1 ReminderSent,
        /// The addressee says that it is done.
        "monitoring.done_claimed" 2 | 1 DoneClaimed if has_attachments,
        /// The follower looked.
        "monitoring.check_recorded" 2 | 1 CheckRecorded if has_attachments,
        /// The voter said what they think of it.
        "monitoring.voter_heard" 1 VoterHeard,
        /// It waits for resources.
        "monitoring.waiting_for_resources" 1 WaitingForResources,
        /// It is settled.
        "monitoring.petition_settled" 1 PetitionSettled,
        /// The standing committee closed it.
        "monitoring.petition_closed" 1 PetitionClosed,
        /// It was opened again.
        "monitoring.petition_reopened" 1 PetitionReopened,
        /// It goes on into the next session.
        "monitoring.petition_carried_over" 1 PetitionCarriedOver,
        /// Another body holds it now.
        "monitoring.petition_handed_over" 1 PetitionHandedOver,
        /// A reaction needs a person.
        "monitoring.reaction_refused" 1 MonitoringReactionRefused,
    }
}

/// Somebody was proposed by the rules, by field or area, to follow the petition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowerProposed {
    /// Who.
    pub follower: BodyId,
}

/// The standing committee named who follows it to the end; the one before follows no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowerNamed {
    /// Who.
    pub follower: BodyId,
}

/// A due day passed without what was due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlinePassed {
    /// Whose.
    pub body: BodyId,
    /// What was due: `answer`, `done`, `check`, `review`.
    pub due: Code,
    /// The day that passed.
    pub day: Day,
}

/// What is still owed went one rung up the ladder of the rules in force on its due day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineEscalated {
    /// Who owes it.
    pub body: BodyId,
    /// What was due: `answer`, `done`, `review`.
    pub due: Code,
    /// The day that passed.
    pub day: Day,
    /// Which rung, from 1.
    pub rung: u32,
    /// From how many days overdue on the rules put it there.
    pub days: u32,
    /// Who is told.
    pub to: Vec<BodyId>,
}

/// A due day was moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineExtended {
    /// Whose.
    pub body: BodyId,
    /// What is due: `answer` or `done`.
    pub due: Code,
    /// The new day.
    pub until: Day,
    /// Why.
    pub reason: Sealed,
}

/// Somebody was reminded, in writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReminderSent {
    /// Who.
    pub to: BodyId,
    /// Counts the reminders to this body, from 1: the rung of the ladder.
    pub rung: u32,
    /// In which words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Sealed>,
}

/// The addressee says that it is done. A claim: only a check settles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DoneClaimed {
    /// Who.
    pub by: BodyId,
    /// What was done.
    pub text: Sealed,
    /// Digests only: of a time before [`Attachments`] said what they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Digest>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Attachments::is_empty")]
    pub attachments: Attachments,
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// It is done.
    Accepted,
    /// It is not.
    Refused,
    /// Some of it is.
    Partly,
}

/// The follower looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckRecorded {
    /// Who looked.
    pub by: BodyId,
    /// At whose answer or claim.
    pub of: BodyId,
    /// What it came to.
    pub result: CheckResult,
    /// What was seen.
    pub text: Sealed,
    /// Digests only: of a time before [`Attachments`] said what they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Digest>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Attachments::is_empty")]
    pub attachments: Attachments,
}

/// The voter said what they think of the answer or the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoterHeard {
    /// Whether they are satisfied.
    pub satisfied: bool,
    /// In their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Sealed>,
}

/// It waits for resources, and is looked at again on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitingForResources {
    /// Who needs them.
    pub body: BodyId,
    /// When it is looked at again.
    pub review_on: Day,
    /// For what it waits.
    pub reason: Sealed,
}

/// It is settled: every addressee's part was checked and accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionSettled {}

/// The standing committee closed it. Nobody closes its own answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionClosed {
    /// What it is closed with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Sealed>,
}

/// It was opened again: somebody showed that it is not settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionReopened {
    /// Why.
    pub reason: Sealed,
}

/// It goes on into the next session, unsettled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionCarriedOver {
    /// Into which session.
    pub into: Code,
}

/// Another body holds it now, since the one before ended or lost the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionHandedOver {
    /// Who held it.
    pub from: BodyId,
    /// Who holds it.
    pub to: BodyId,
    /// The day by which its answer is due now.
    pub answer_due: Day,
    /// By what.
    pub basis: crate::text::Line,
}

/// A reaction of monitoring needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct MonitoringReactionRefused(pub RefusedReaction);

attached!(DoneClaimed, CheckRecorded);
