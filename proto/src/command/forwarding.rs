//! Commands of forwarding.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{api_type, command_type, commands};
use crate::id::{BodyId, Code, StreamId, Version};
use crate::text::{FreeText, Line};
use crate::time::Day;

commands! {
    Forwarding {
        IssueLetter<T> 1 on New, "note" as "forwarding.letter.note" under Stream;
        ConfirmReceipt 1 on Existing;
        ReturnPetition<T> 1 on Existing, "reason" as "forwarding.return.reason" under Stream;
        AssignWork 1 on Existing;
        AnswerPetition<T> 1 on Existing,
            "text" as "forwarding.answer.text" under Stream,
            "roadmap" as "forwarding.answer.roadmap" under Stream;
        MakeKnown 1 on Existing;
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

/// Answers one petition. The message holds symbol and date of the letter of answer; a letter that
/// answers several petitions is several commands with the same document.
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
