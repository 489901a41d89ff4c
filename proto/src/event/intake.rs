//! Events of intake: meetings, petitions as they were raised, and the lists that hold them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Meant, attached, events};
use crate::attachment::Attachments;
use crate::id::{BodyId, Code, Digest, EventId, OfficerId, StreamId, Version};
use crate::sealed::Sealed;
use crate::text::{FreeText, Line};
use crate::time::Day;

events! {
    /// What intake may append.
    Intake IntakeEvent {
        /// The next number of a series was taken.
        "intake.number_taken" 1 NumberTaken,
        /// A contact meeting was held.
        "intake.meeting_held" 2 | 1 MeetingHeld if has_attachments,
        /// A petition was received.
        "intake.petition_received" 2 | 1 PetitionReceived if has_attachments,
        /// It was raised at a meeting.
        "intake.raised_at_meeting" 1 RaisedAtMeeting,
        /// What else its row in a book says.
        "intake.written_in_the_book" 1 WrittenInTheBook,
        /// A name of its row was bound.
        "intake.name_bound" 1 NameBound,
        /// It is an opinion: nothing is asked for.
        "intake.opinion_noted" 1 OpinionNoted,
        /// It was answered at the meeting.
        "intake.answered_on_the_spot" 1 AnsweredOnTheSpot,
        /// The voter does not accept the answer of the meeting.
        "intake.answer_not_accepted" 1 AnswerNotAccepted,
        /// It is not a petition in the sense of the law.
        "intake.not_a_petition" 1 NotAPetition,
        /// A wording for the public was approved.
        "intake.public_wording_approved" 1 PublicWordingApproved,
        /// What was recorded was corrected.
        "intake.petition_corrected" 1 PetitionCorrected,
        /// It was merged into another petition.
        "intake.petition_merged" 1 PetitionMerged,
        /// Another petition was merged into it.
        "intake.petition_absorbed" 1 PetitionAbsorbed,
        /// It stands by itself again.
        "intake.petition_unmerged" 1 PetitionUnmerged,
        /// A petition that had been merged into it stands by itself again.
        "intake.petition_released" 1 PetitionReleased,
        /// It was split into several.
        "intake.petition_split" 1 PetitionSplit,
        /// It is a part of a petition that was split.
        "intake.part_of" 2 | 1 PartOf,
        /// The voter withdrew it.
        "intake.petition_withdrawn" 1 PetitionWithdrawn,
        /// A consolidated list was fixed, for the first time or anew.
        "intake.list_fixed" 1 ListFixed,
        /// The petition stands on a list.
        "intake.petition_listed" 1 PetitionListed,
    }
}

/// The next number of a series was taken; on the counter stream of that series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberTaken {
    /// Which, from 1; equal to the version of the counter stream.
    pub number: Version,
}

/// A contact meeting was held: the first event of its own stream. The envelope holds its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingHeld {
    /// The councils whose deputies met voters: several where levels joined.
    pub councils: Vec<BodyId>,
    /// The delegate groups that took part.
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
    pub minutes: Option<Sealed>,
    /// The minutes as signed, and what else was handed over.
    #[serde(default, skip_serializing_if = "Attachments::is_empty")]
    pub attachments: Attachments,
}

/// By which way a petition reached a deputy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// What the voter handed in with it.
    #[serde(default, skip_serializing_if = "Attachments::is_empty")]
    pub attachments: Attachments,
}

/// The petition was raised at a meeting. The second event of its stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RaisedAtMeeting {
    /// Which.
    pub meeting: StreamId,
}

/// What the row of a book says beside the petition. The second event of an imported petition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WrittenInTheBook {
    /// In the order of the row; [`NameBound`] counts them from 0.
    pub written: Vec<Written<Sealed>>,
}

/// A name or remark of a book, as it is written there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Written<T> {
    /// Of what.
    pub of: WrittenOf,
    /// Its words.
    pub text: T,
    /// The body, where an addressee or a group was known by this name when it was taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
}

/// Which column of a book something stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WrittenOf {
    /// The place.
    Area,
    /// The field.
    Field,
    /// The delegate group.
    Group,
    /// Who has to answer.
    Addressee,
    /// The session.
    Session,
    /// The day, where what stands there is none.
    Day,
}

impl WrittenOf {
    /// Whether it names somebody or something that can be bound.
    #[must_use]
    pub fn names(self) -> bool {
        match self {
            Self::Area | Self::Field | Self::Group | Self::Addressee => true,
            Self::Session | Self::Day => false,
        }
    }
}

/// It is known now what a name of the petition's row means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameBound {
    /// Which of [`WrittenInTheBook::written`], from 0.
    pub at: u32,
    /// What it means.
    pub to: Meant,
}

/// It is an opinion (*ý kiến*): it is kept and reported, and nobody owes an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpinionNoted {
    /// Why it is taken for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

/// It was answered at the meeting (NQLT 72/2025, article 24.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnsweredOnTheSpot {
    /// The body that answered.
    pub by: BodyId,
    /// Who spoke for it, if an officer of the realm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<OfficerId>,
    /// What was answered: `resolved`, `explained`, `promised`.
    pub outcome: Code,
    /// The answer.
    pub answer: Sealed,
    /// The day by which something was promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised_by: Option<Day>,
}

/// The voter does not accept the answer of the meeting: the petition goes on to classification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerNotAccepted {
    /// Why not, as far as said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

/// It is not a petition in the sense of the law: a complaint, a denunciation, a matter of a court.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotAPetition {
    /// What it is: `complaint`, `denunciation`, `citizen_feedback`, …
    pub kind: Code,
    /// Why.
    pub reason: Sealed,
    /// Where it was sent, if to a body of the realm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_to: Option<BodyId>,
}

/// An officer approved a wording for the public; it replaces the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicWordingApproved {
    /// The wording.
    pub wording: FreeText,
}

/// What was recorded was corrected; only what is named changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionCorrected {
    /// The area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Code>,
    /// The field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Code>,
    /// The words of the voter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<Sealed>,
    /// Who the voter is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raised_by: Option<Sealed>,
    /// Why.
    pub reason: Sealed,
}

/// It was merged: its life goes on in another petition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionMerged {
    /// In which.
    pub into: StreamId,
    /// Why they are the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

/// Another petition was merged into this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionAbsorbed {
    /// Which.
    pub petition: StreamId,
}

/// A merger into this one was undone: the other petition stands by itself again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionReleased {
    /// Which.
    pub petition: StreamId,
}

/// A merger was undone; on the stream of the petition that had been merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionUnmerged {
    /// From which.
    pub from: StreamId,
}

/// It was split: its parts are petitions of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionSplit {
    /// The parts.
    pub into: Vec<StreamId>,
}

/// It is a part of a petition that was split. The second event of its stream. Version 2 added
/// `raised_on`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartOf {
    /// Of which.
    pub petition: StreamId,
    /// The day on which the whole was put to the deputies, and so was its part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_on: Option<Day>,
}

/// The voter withdrew it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionWithdrawn {
    /// Why, as far as said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

/// A consolidated list was fixed; on the list's own stream. Each revision holds all rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListFixed {
    /// For people, `LH26-DS-3`.
    pub number: Line,
    /// Whose.
    pub council: BodyId,
    /// Of which contact round.
    pub round: Code,
    /// Of which area; none for the whole council.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Code>,
    /// Counts the revisions, from 1.
    pub revision: u32,
    /// The petitions, in the order of the rows.
    pub petitions: Vec<StreamId>,
}

/// The petition stands on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionListed {
    /// Which.
    pub list: StreamId,
    /// The round of that list: a petition stands on one list of a round at most.
    pub round: Code,
    /// In which revision.
    pub revision: u32,
    /// In which row, from 1.
    pub row: u32,
}

/// A reaction's command was refused: a person has to look at the petition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusedReaction {
    /// Which reaction.
    pub reaction: String,
    /// The event that it answered to.
    pub cause: EventId,
    /// The rule that was broken, `classification.field_unknown`.
    pub code: String,
}

attached!(MeetingHeld, PetitionReceived);
