//! Recording what a body answered at the meeting (NQLT 72/2025, article 24.1).

use std::collections::BTreeSet;

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::command::AnswerOnTheSpot;
use proto::event::{AnsweredOnTheSpot, IntakeEvent};
use proto::sealed::Sealed;
use proto::{BodyId, Day};
use serde::Serialize;

use super::barred::{Barred, open};
use super::case::{Case, Kind, SpotAnswer};

/// What can be answered at a meeting.
pub const OUTCOMES: [&str; 3] = ["resolved", "explained", PROMISED];
const PROMISED: &str = "promised";

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// A person has classified it: from now on its addressees answer, in writing.
    AlreadyClassified,
    /// It is noted as no petition at all.
    AlreadyNotAPetition,
    /// It was answered at the meeting already; correct nothing, say that it is not accepted.
    AlreadyAnsweredOnTheSpot,
    /// The body did not exist on the day of the meeting; its successors may have answered.
    BodyNotStanding {
        /// Who took over its work.
        successors: BTreeSet<BodyId>,
    },
    /// The speaker is no officer of the realm; leave the speaker out.
    SpeakerUnknown,
    /// No such outcome.
    OutcomeUnknown {
        /// Those that there are.
        known: [&'static str; 3],
    },
    /// A promise has a day.
    PromiseWithoutDay,
    /// Only a promise has a day.
    DayWithoutPromise,
    /// The promised day was over when it was promised.
    PromisedForThePast {
        /// The day of the meeting.
        meeting: Day,
    },
    /// The record is not theirs to change, or not any more.
    #[serde(untagged)]
    Barred(Barred),
}
impl Refuse for Refusal {}

/// Decides [`AnswerOnTheSpot`].
#[derive(Debug)]
pub struct AnsweringOnTheSpot;

impl Decider for AnsweringOnTheSpot {
    decider::on_one!(Case, AnswerOnTheSpot<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        let case = folded.of(ctx.act.stream);
        open(&case, ctx).map_err(Refusal::Barred)?;
        if case.classified || case.decided() {
            return Err(Refusal::AlreadyClassified);
        }
        if case.kind == Kind::NotAPetition {
            return Err(Refusal::AlreadyNotAPetition);
        }
        if case.spot_answer != SpotAnswer::None {
            return Err(Refusal::AlreadyAnsweredOnTheSpot);
        }
        let (directory, day) = (&ctx.pins.directory, ctx.act.occurred_on);
        if !directory.stands(command.by, day) {
            let successors = directory.standing_heirs(command.by, day);
            return Err(Refusal::BodyNotStanding { successors });
        }
        if command.speaker.is_some_and(|speaker| directory.officer(speaker).is_none()) {
            return Err(Refusal::SpeakerUnknown);
        }
        check_outcome(command, day)?;
        let AnswerOnTheSpot { by, speaker, outcome, answer, promised_by } = command.clone();
        let answered = AnsweredOnTheSpot { by, speaker, outcome, answer, promised_by };
        Ok(vec![Emit::on(ctx.act.stream, answered)])
    }
}

fn check_outcome(command: &AnswerOnTheSpot<Sealed>, meeting: Day) -> Result<(), Refusal> {
    let outcome = command.outcome.as_str();
    if !OUTCOMES.contains(&outcome) {
        return Err(Refusal::OutcomeUnknown { known: OUTCOMES });
    }
    match (outcome == PROMISED, command.promised_by) {
        (true, None) => Err(Refusal::PromiseWithoutDay),
        (false, Some(_)) => Err(Refusal::DayWithoutPromise),
        (true, Some(day)) if day < meeting => Err(Refusal::PromisedForThePast { meeting }),
        (true, Some(_)) | (false, None) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::story::{answered_on_the_spot, east, not_a_petition, refused};
    use super::*;
    use directory::fixture::petition::{PETITION, proposed, received, suggested};
    use directory::fixture::{
        AFTER_REFORM, COMMUNE_NORTH, COMMUNE_SOUTH, DEPARTMENT, DISTRICT, OFFICER, circle, code,
        reformed, sealed,
    };
    use proto::OfficerId;

    fn answer() -> AnswerOnTheSpot<Sealed> {
        AnswerOnTheSpot {
            by: DEPARTMENT,
            speaker: Some(OFFICER),
            outcome: code("promised"),
            answer: sealed(7),
            promised_by: Some(AFTER_REFORM),
        }
    }

    fn asked(command: &AnswerOnTheSpot<Sealed>, refusal: Refusal) {
        let spec = east::<AnsweringOnTheSpot>(&[received(), suggested()]);
        spec.when(command, &reformed()).then_refused(refusal);
    }

    #[test]
    fn what_was_promised_at_the_meeting_is_kept_with_its_day() {
        let answered = AnsweredOnTheSpot {
            by: DEPARTMENT,
            speaker: Some(OFFICER),
            outcome: code("promised"),
            answer: sealed(7),
            promised_by: Some(AFTER_REFORM),
        };
        east::<AnsweringOnTheSpot>(&[received(), suggested()])
            .when(&answer(), &circle())
            .then(&[Emit::on(PETITION, answered)]);
    }

    #[test]
    fn no_answer_on_the_spot_follows_a_persons_classification() {
        refused::<AnsweringOnTheSpot>(
            &[received(), proposed(1, &[DEPARTMENT])],
            &answer(),
            Refusal::AlreadyClassified,
        );
    }

    #[test]
    fn what_is_no_petition_is_not_answered() {
        refused::<AnsweringOnTheSpot>(
            &[received(), not_a_petition()],
            &answer(),
            Refusal::AlreadyNotAPetition,
        );
    }

    #[test]
    fn a_meeting_answers_once() {
        refused::<AnsweringOnTheSpot>(
            &[received(), answered_on_the_spot()],
            &answer(),
            Refusal::AlreadyAnsweredOnTheSpot,
        );
    }

    #[test]
    fn an_abolished_body_answers_nothing() {
        let successors = BTreeSet::from([COMMUNE_NORTH, COMMUNE_SOUTH]);
        let by_district = AnswerOnTheSpot { by: DISTRICT, ..answer() };
        asked(&by_district, Refusal::BodyNotStanding { successors });
    }

    #[test]
    fn a_speaker_is_an_officer_of_the_realm() {
        let stranger = Some(OfficerId(uuid::Uuid::from_u128(0x51)));
        asked(&AnswerOnTheSpot { speaker: stranger, ..answer() }, Refusal::SpeakerUnknown);
    }

    #[test]
    fn a_meeting_resolves_explains_or_promises() {
        let planned = AnswerOnTheSpot { outcome: code("planned"), ..answer() };
        asked(&planned, Refusal::OutcomeUnknown { known: OUTCOMES });
    }

    #[test]
    fn a_promise_has_a_day() {
        let command = AnswerOnTheSpot { promised_by: None, ..answer() };
        asked(&command, Refusal::PromiseWithoutDay);
    }

    #[test]
    fn nothing_but_a_promise_has_a_day() {
        let command = AnswerOnTheSpot { outcome: code("resolved"), ..answer() };
        asked(&command, Refusal::DayWithoutPromise);
    }

    #[test]
    fn nobody_promises_for_the_past() {
        let before = AFTER_REFORM.yesterday().unwrap();
        let command = AnswerOnTheSpot { promised_by: Some(before), ..answer() };
        asked(&command, Refusal::PromisedForThePast { meeting: AFTER_REFORM });
    }
}
