//! Commands of intake.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SeenPetition, api_type, command_type, commands};
use crate::attachment::Attachments;
use crate::event::{Meant, RaisedVia, Written};
use crate::id::{BodyId, Code, OfficerId, StreamId, Version};
use crate::text::{FreeText, Line};
use crate::time::Day;

/// The most parts into which a petition may be split.
pub const PARTS_MAX: usize = 10;
/// The most names and remarks that one row of a book may have beside the petition.
pub const WRITTEN_MAX: usize = 50;

commands! {
    Intake {
        HoldMeeting<T> 2 on New, "minutes" as "intake.meeting.minutes" under Stream;
        RecordPetition<T> 4 on New, tracked true,
            "original" as "intake.petition.original" under Stream,
            "raised_by" as "intake.petition.raised_by" under NewSubject,
            "written[].text" as "intake.petition.written" under Stream;
        BindNames 1 on Existing;
        NoteOpinion<T> 1 on Existing, "reason" as "intake.opinion.reason" under Stream;
        AnswerOnTheSpot<T> 1 on Existing, "answer" as "intake.spot_answer.answer" under Stream;
        RefuseSpotAnswer<T> 1 on Existing,
            "reason" as "intake.spot_answer_refused.reason" under Stream;
        NoteNotAPetition<T> 1 on Existing,
            "reason" as "intake.not_a_petition.reason" under Stream;
        ApprovePublicWording 1 on Existing;
        CorrectPetition<T> 1 on Existing,
            "original" as "intake.correction.original" under Stream,
            "raised_by" as "intake.correction.raised_by" under NewSubject,
            "reason" as "intake.correction.reason" under Stream;
        MergePetitions<T> 1 on Existing, "reason" as "intake.merger.reason" under Stream;
        UnmergePetition 1 on Existing;
        ReleasePetition 1 on Existing, by_reaction true;
        SplitPetition<T> 1 on Existing,
            "parts[].original" as "intake.part.original" under PartStream;
        WithdrawPetition<T> 1 on Existing, "reason" as "intake.withdrawal.reason" under Stream;
        FixList 1 on New;
        ReviseList 1 on Existing;
    }
}

/// Records that deputies met voters. The message holds the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldMeeting<T> {
    /// The councils whose deputies met voters: several where levels joined.
    pub councils: Vec<BodyId>,
    /// The delegate groups that took part, at least one.
    pub groups: Vec<BodyId>,
    /// The contact round that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<Code>,
    /// Where.
    pub area: Code,
    /// The place as people call it.
    pub place: Line,
    /// How many voters came, as far as counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voters: Option<u32>,
    /// Bodies that were invited to answer on the spot.
    pub invited: Vec<BodyId>,
    /// What else the minutes say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<T>,
    /// The minutes as signed, and what else was handed over.
    #[serde(default, skip_serializing_if = "Attachments::is_empty")]
    pub attachments: Attachments,
}

/// Records a petition as it was raised. Version 2 added `meeting`, version 3 `written`, version 4
/// `attachments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordPetition<T> {
    /// The council to whose deputies it was put.
    pub council: BodyId,
    /// By which way.
    pub via: RaisedVia,
    /// The meeting at which it was raised, if that is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<StreamId>,
    /// The delegate group that took it.
    pub raised_with: BodyId,
    /// The area that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Code>,
    /// The field, as far as the clerk can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Code>,
    /// The words of the voter.
    pub original: T,
    /// Who the voter is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raised_by: Option<T>,
    /// A wording that the officer approves for the public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_wording: Option<FreeText>,
    /// What else its row in a book says, as it is written; at most [`WRITTEN_MAX`].
    #[serde(default = "Vec::<Written<T>>::new", skip_serializing_if = "Vec::is_empty")]
    pub written: Vec<Written<T>>,
    /// What the voter handed in with it.
    #[serde(default, skip_serializing_if = "Attachments::is_empty")]
    pub attachments: Attachments,
}

/// Says whom or what names in books mean: one meaning, for every petition in whose row the name
/// stands. The message's stream is the first of the petitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BindNames {
    /// What is meant.
    pub to: Meant,
    /// Where the name stands; 100 petitions at most.
    pub names: Vec<WrittenName>,
}

/// A name in the row of a book that a petition was taken over from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WrittenName {
    /// Which petition.
    pub petition: StreamId,
    /// The version seen.
    pub seen_version: Version,
    /// Which of what is written there, from 0.
    pub at: u32,
}

/// Notes that a petition is an opinion: nothing is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteOpinion<T> {
    /// Why it is taken for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<T>,
}

/// Records the answer that a body gave at the meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerOnTheSpot<T> {
    /// The body that answered.
    pub by: BodyId,
    /// Who spoke for it, if an officer of the realm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<OfficerId>,
    /// What was answered: `resolved`, `explained`, `promised`.
    pub outcome: Code,
    /// The answer.
    pub answer: T,
    /// The day by which something was promised; with the outcome `promised` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised_by: Option<Day>,
}

/// Records that the voter does not accept the answer of the meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefuseSpotAnswer<T> {
    /// Why not, as far as said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<T>,
}

/// Notes that it is not a petition in the sense of the law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteNotAPetition<T> {
    /// What it is: `complaint`, `denunciation`, `citizen_feedback`, …
    pub kind: Code,
    /// Why.
    pub reason: T,
    /// Where it was sent, if to a body of the realm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_to: Option<BodyId>,
}

/// Approves a wording for the public, in place of the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovePublicWording {
    /// The wording.
    pub wording: FreeText,
}

/// Corrects what was recorded; only what is named changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectPetition<T> {
    /// The area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Code>,
    /// The field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Code>,
    /// The words of the voter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<T>,
    /// Who the voter is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raised_by: Option<T>,
    /// Why.
    pub reason: T,
}

/// Merges petitions into the one that the message is about: their lives go on in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergePetitions<T> {
    /// Which; 100 at most.
    pub petitions: Vec<SeenPetition>,
    /// Why they are the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<T>,
}

/// Undoes the merger of the petition that the message is about: it stands by itself again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnmergePetition {}

/// Notes on the petition that went on with another one's life that it does so no more. By reaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleasePetition {
    /// The petition that stands by itself again.
    pub petition: StreamId,
}

/// A part of a petition that is split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part<T> {
    /// The words of the voter that belong to this part.
    pub original: T,
    /// The area, where it is not that of the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Code>,
    /// The field, as far as the clerk can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Code>,
}

/// Splits a petition that asks for several things into parts, each a petition of its own.
///
/// The `n`-th part, from 0, becomes the stream `CommandId::stream(n)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitPetition<T> {
    /// The council to whose deputies it was put: the parts take numbers of its series.
    pub council: BodyId,
    /// The parts, from 2 to [`PARTS_MAX`].
    pub parts: Vec<Part<T>>,
}

/// Records that the voter withdrew it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawPetition<T> {
    /// Why, as far as said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<T>,
}

/// Fixes a consolidated list for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FixList {
    /// Whose.
    pub council: BodyId,
    /// Of which contact round.
    pub round: Code,
    /// Of which area; none for the whole council.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Code>,
    /// The petitions, in the order of the rows; 100 at most.
    pub petitions: Vec<SeenPetition>,
}

/// Fixes the list that the message is about anew, with all its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviseList {
    /// The petitions, in the order of the rows: all of the revision before, and new ones.
    pub petitions: Vec<SeenPetition>,
}
