//! Commands of forwarding.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{api_type, command_type, commands};
use crate::attachment::Attachments;
use crate::id::{BodyId, Code, StreamId, Version};
use crate::text::{FreeText, Line};
use crate::time::Day;

commands! {
    Forwarding {
        IssueLetter<T> 2 on New, "note" as "forwarding.letter.note" under Stream;
        ConfirmReceipt 1 on Existing;
        ReturnPetition<T> 1 on Existing, "reason" as "forwarding.return.reason" under Stream;
        AssignWork 1 on Existing;
        AnswerPetition<T> 2 on Existing,
            "text" as "forwarding.answer.text" under Stream,
            "roadmap" as "forwarding.answer.roadmap" under Stream;
        AnswerPetitions<T> 2 on New,
            "answers[].text" as "forwarding.answers.text" under RowPetition,
            "answers[].roadmap" as "forwarding.answers.roadmap" under RowPetition;
        MakeKnown 1 on Existing;
        TakeOverAnswer<T> 1 on Existing,
            "by_written" as "forwarding.taken_over.by" under Stream,
            "outcome_written" as "forwarding.taken_over.outcome" under Stream,
            "text" as "forwarding.taken_over.text" under Stream;
    }
}

/// Forwards petitions to one addressee in one letter. The message holds its symbol and date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueLetter<T> {
    /// To whom.
    pub to: BodyId,
    /// Which petitions, in the order of the letter's table; 100 at most.
    pub petitions: Vec<SeenPetition>,
    /// The letter's own words beside the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<T>,
    /// The petitions are passed on to a body that owes nobody in the realm an answer: they are
    /// tracked, not supervised. Only where the agreed competence is none that the rules know.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passed_on: bool,
}

/// A petition, as the person saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenPetition {
    /// Which.
    pub petition: StreamId,
    /// The version seen.
    pub seen_version: Version,
}

/// Confirms that the addressee has a letter. The message names the letter's stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmReceipt {}

/// Sends a petition back to the standing committee: the addressee is not competent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnPetition<T> {
    /// Why.
    pub reason: T,
    /// Who is competent, in the addressee's opinion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub competent: Option<BodyId>,
}

/// Gives the work on a petition to the addressee's own agencies; the last assignment counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignWork {
    /// The lead agency.
    pub lead: BodyId,
    /// The co-ordinating agencies.
    pub supporting: Vec<BodyId>,
    /// The day by which the lead agency reports to the addressee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inner_due: Option<Day>,
}

/// Answers one petition. The message holds symbol and date of the letter of answer; one that
/// answers several petitions is [`AnswerPetitions`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerPetition<T> {
    /// What came of it: `resolved`, `in_progress`, `explained`, `planned`, `not_yet_possible`.
    pub outcome: Code,
    /// The answer's words.
    pub text: T,
    /// The road map; required where work is in progress (NQLT 72/2025, article 49.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roadmap: Option<T>,
    /// The day by which it is to be done; required where work is in progress or planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_by: Option<Day>,
    /// A wording of the answer that the addressee approves for the public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_answer: Option<FreeText>,
    /// What goes with the answer.
    #[serde(default, skip_serializing_if = "Attachments::is_empty")]
    pub attachments: Attachments,
}

/// Answers several petitions in one letter; those that it does not answer are left out. The message
/// holds the letter's symbol and date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerPetitions<T> {
    /// What the letter says to each, 100 at most.
    pub answers: Vec<RowAnswer<T>>,
}

/// What a letter of answer says to one petition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowAnswer<T> {
    /// Which.
    pub petition: StreamId,
    /// The version seen.
    pub seen_version: Version,
    /// What came of it, as in [`AnswerPetition`].
    pub outcome: Code,
    /// The answer's words.
    pub text: T,
    /// The road map; required where work is in progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roadmap: Option<T>,
    /// The day by which it is to be done; required where work is in progress or planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_by: Option<Day>,
    /// A wording of the answer that the addressee approves for the public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_answer: Option<FreeText>,
    /// What goes with the answer.
    #[serde(default, skip_serializing_if = "Attachments::is_empty")]
    pub attachments: Attachments,
}

/// Records that an answer was made known to the people. The message names the petition's stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeKnown {
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

/// Takes over what a book says of how an imported petition was answered. Nobody answers by it: it
/// is kept as stated in the book. The message holds the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeOverAnswer<T> {
    /// Who answered, where the book names a body that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<BodyId>,
    /// Who answered, as it is written, where nobody known has this name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_written: Option<T>,
    /// What came of it, where the book's words are clear: an outcome of [`AnswerPetition`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Code>,
    /// What came of it, as it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome_written: Option<T>,
    /// The answer's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<T>,
}
