//! Events of forwarding: letters, receipts, answers, and how they were made known.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{attached, events};
use crate::attachment::Attachments;
use crate::id::{BodyId, Code, StreamId};
use crate::sealed::Sealed;
use crate::text::{FreeText, Line};
use crate::time::Day;

events! {
    /// What forwarding may append.
    Forwarding ForwardingEvent {
        /// A letter was issued.
        "forwarding.letter_issued" 2 | 1 LetterIssued,
        /// A petition was forwarded.
        "forwarding.petition_forwarded" 2 | 1 PetitionForwarded,
        /// The addressee has the letter.
        "forwarding.letter_received" 1 LetterReceived,
        /// The addressee sent the petition back.
        "forwarding.petition_returned" 1 PetitionReturned,
        /// The addressee gave the work to its own agencies.
        "forwarding.work_assigned" 1 WorkAssigned,
        /// The addressee answered.
        "forwarding.petition_answered" 2 | 1 PetitionAnswered if has_attachments,
        /// The answer was made known to the people.
        "forwarding.answer_made_known" 1 AnswerMadeKnown,
        /// What a book says of an answer was taken over.
        "forwarding.answer_taken_over" 1 AnswerTakenOver,
    }
}

/// A letter was issued: the first event of its own stream. The envelope holds symbol and date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LetterIssued {
    /// The addressee.
    pub to: BodyId,
    /// The petitions in it, in the order of its table.
    pub petitions: Vec<StreamId>,
    /// The council to which its petitions were put; none in letters of version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub council: Option<BodyId>,
    /// The day by which the answers are due; none where the petitions are passed on: nobody in the
    /// realm can ask the addressee for an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_due: Option<Day>,
    /// By what they are due.
    pub basis: Line,
    /// The letter's own words beside the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Sealed>,
}

/// A petition was forwarded to one of its agreed addressees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionForwarded {
    /// By which letter.
    pub letter: StreamId,
    /// To whom.
    pub to: BodyId,
    /// The day by which this addressee's answer is due; none where the petition is passed on, to be
    /// tracked but not supervised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_due: Option<Day>,
}

/// The addressee has the letter; on the letter's stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LetterReceived {
    /// The addressee, or who took over its work.
    pub by: BodyId,
}

/// The addressee sent the petition back to the standing committee: it is not competent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionReturned {
    /// Which addressee; the envelope says which body acted, if another one took over its work.
    pub by: BodyId,
    /// Why.
    pub reason: Sealed,
    /// Who is competent, in its opinion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub competent: Option<BodyId>,
}

/// The addressee gave the work to its own agencies. Its own affair: nobody else's clock changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkAssigned {
    /// Which addressee; the envelope says which body acted, if another one took over its work.
    pub by: BodyId,
    /// The lead agency.
    pub lead: BodyId,
    /// The co-ordinating agencies.
    pub supporting: Vec<BodyId>,
    /// The day by which the lead agency reports to the addressee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inner_due: Option<Day>,
}

/// An addressee answered; the Front, the raiser and the follower have it from now on, by rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PetitionAnswered {
    /// Which addressee; the envelope says which body acted, if another one took over its work.
    pub by: BodyId,
    /// Counts this addressee's answers, from 1; a later one replaces the one before.
    pub answer: u32,
    /// What came of it: `resolved`, `in_progress`, `explained`, `planned`, `not_yet_possible`.
    pub outcome: Code,
    /// The answer's words.
    pub text: Sealed,
    /// The road map, where work goes on (NQLT 72/2025, article 49.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roadmap: Option<Sealed>,
    /// The day by which it is to be done, where work goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_by: Option<Day>,
    /// A wording of the answer that the addressee approved for the public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_answer: Option<FreeText>,
    /// It was taken over from a book: as stated there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_stated_in_the_book: bool,
    /// What goes with the answer.
    #[serde(default, skip_serializing_if = "Attachments::is_empty")]
    pub attachments: Attachments,
}

/// The answer was made known to the people (NQLT 72/2025, article 51).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerMadeKnown {
    /// Who made it known.
    pub by: BodyId,
    /// Whose answer.
    pub answer_of: BodyId,
    /// How: `meeting`, `notice_board`, `loudspeaker`, `website`, `letter`, …
    pub channel: Code,
    /// Where.
    pub place: Line,
    /// Until when it hangs out, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

/// What a book says of how the petition was answered. Always as stated in the book: no letter, no
/// consent and no act of a body is behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerTakenOver {
    /// Who answered, where the book names a body that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<BodyId>,
    /// Who answered, as it is written, where nobody known has this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_written: Option<Sealed>,
    /// What came of it, where the book's words are clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Code>,
    /// What came of it, as it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome_written: Option<Sealed>,
    /// The answer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Sealed>,
}

attached!(PetitionAnswered);
