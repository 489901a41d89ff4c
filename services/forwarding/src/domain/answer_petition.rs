//! Answering a petition: each addressee owes one answer, and a later one replaces the one before.
//!
//! Rules: what an answer holds is in NQLT 72/2025, article 49.2.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::command::AnswerPetition;
use proto::event::{ForwardingEvent, PetitionAnswered};
use proto::sealed::Sealed;
use proto::{Day, StreamId};
use serde::Serialize;

use super::case::Case;
use super::{actor, case};

/// What an answer may come to.
pub const OUTCOMES: [&str; 5] =
    ["resolved", "in_progress", "explained", "planned", "not_yet_possible"];

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// An answer is a letter with a symbol and a date; add them.
    NoDocument,
    /// The letter's date is not the day on which it says that it was given.
    LetterDate,
    /// The outcome is none of those that an answer may come to.
    OutcomeUnknown {
        /// Those that it may.
        known: [&'static str; 5],
    },
    /// Work that is in progress has a road map; add it.
    NoRoadmap,
    /// Work that is in progress or planned has a day by which it is done; add it.
    NoDoneBy,
    /// The day by which it is to be done lies before the answer itself; correct it.
    DoneByTooEarly,
    /// Nothing can be done with the petition, or not by this body.
    #[serde(untagged)]
    Case(case::Refusal),
    /// Who acts, or the day, is not as the rules ask.
    #[serde(untagged)]
    Actor(actor::Refusal),
}
impl Refuse for Refusal {}
super::refused!(Refusal);

/// Decides [`AnswerPetition`].
#[derive(Debug)]
pub struct AnsweringPetition;

impl Decider for AnsweringPetition {
    decider::on_one!(Case, AnswerPetition<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ForwardingEvent>>, Refusal> {
        let petition = ctx.act.stream;
        let answered = answered(petition, &folded.of(petition), command.clone(), ctx)?;
        Ok(vec![Emit::on(petition, answered)])
    }
}

/// The answer of whoever acts to one petition.
///
/// # Errors
/// [`Refusal`].
pub(super) fn answered(
    petition: StreamId,
    case: &Case,
    answer: AnswerPetition<Sealed>,
    ctx: &DecideCtx<'_, Pins>,
) -> Result<PetitionAnswered, Refusal> {
    let day = ctx.act.occurred_on;
    let rules = actor::rules(case.known(petition)?.council, ctx)?;
    let acting = actor::acting(rules, ctx)?;
    case.check_open(petition)?;
    let by = case.part_of(acting, petition, &ctx.pins.directory, day)?.body;
    let document = ctx.act.document.as_ref().ok_or(Refusal::NoDocument)?;
    if document.issued_on != day {
        return Err(Refusal::LetterDate);
    }
    check_parts(&answer, day)?;
    let given = case.answers.get(&by).copied().unwrap_or(0);
    let AnswerPetition { outcome, text, roadmap, done_by, public_answer, attachments } = answer;
    Ok(PetitionAnswered {
        by,
        answer: given.saturating_add(1),
        outcome,
        text,
        roadmap,
        done_by,
        public_answer,
        as_stated_in_the_book: false,
        attachments,
    })
}

/// That an answer of `day` says what its outcome asks for.
fn check_parts(command: &AnswerPetition<Sealed>, day: Day) -> Result<(), Refusal> {
    let outcome = command.outcome.as_str();
    if !OUTCOMES.contains(&outcome) {
        return Err(Refusal::OutcomeUnknown { known: OUTCOMES });
    }
    if outcome == "in_progress" && command.roadmap.is_none() {
        return Err(Refusal::NoRoadmap);
    }
    if ["in_progress", "planned"].contains(&outcome) && command.done_by.is_none() {
        return Err(Refusal::NoDoneBy);
    }
    if command.done_by.is_some_and(|done_by| done_by < day) {
        return Err(Refusal::DoneByTooEarly);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{
        answer, answered, by, handed_over, on_petition, paper, returned, with_rules, written,
    };
    use super::*;
    use decider::Act;
    use decider::spec::Spec;
    use directory::fixture::petition::{PETITION, forwarded, received};
    use directory::fixture::{
        AFTER_REFORM, BEFORE_REFORM, COMMUNE_NORTH, COMMUNE_SOUTH, DEPARTMENT, DISTRICT,
        GROUP_EAST, STANDING_COMMITTEE, code, photos, reformed, rules, sealed,
    };
    use proto::BodyId;
    use proto::event::{Event, Rules};

    const DONE_BY: Day = Day::constant(2025, 12, 1);

    fn in_progress() -> AnswerPetition<Sealed> {
        AnswerPetition {
            outcome: code("in_progress"),
            roadmap: Some(sealed(9)),
            done_by: Some(DONE_BY),
            attachments: photos(),
            ..answer("in_progress")
        }
    }

    /// The answer in this state, as the department gives it after the reform.
    fn refused(history: &[Event], act: Act, command: &AnswerPetition<Sealed>, refusal: Refusal) {
        on_petition::<AnsweringPetition>(act, history)
            .when(command, &reformed())
            .then_refused(refusal);
    }

    fn refused_part(command: &AnswerPetition<Sealed>, refusal: Refusal) {
        refused(&[received(), forwarded(DEPARTMENT)], written(DEPARTMENT), command, refusal);
    }

    /// Whose answer it is, and which.
    fn given(act: Act, history: &[Event]) -> (BodyId, u32) {
        let spec = on_petition::<AnsweringPetition>(act, history);
        let events = spec.when(&answer("resolved"), &reformed()).events();
        let [Emit { stream: PETITION, event: ForwardingEvent::PetitionAnswered(answered) }] =
            &events[..]
        else {
            panic!("{events:?}");
        };
        (answered.by, answered.answer)
    }

    #[test]
    fn an_addressee_answers_with_a_road_map_where_work_goes_on() {
        let event = PetitionAnswered {
            by: DEPARTMENT,
            answer: 1,
            outcome: code("in_progress"),
            text: sealed(8),
            roadmap: Some(sealed(9)),
            done_by: Some(DONE_BY),
            public_answer: None,
            as_stated_in_the_book: false,
            attachments: photos(),
        };
        on_petition::<AnsweringPetition>(written(DEPARTMENT), &[received(), forwarded(DEPARTMENT)])
            .when(&in_progress(), &reformed())
            .then(&[Emit::on(PETITION, event)]);
    }

    #[test]
    fn a_later_answer_replaces_the_one_before_and_others_count_for_themselves() {
        let history = [
            received(),
            forwarded(DEPARTMENT),
            forwarded(COMMUNE_NORTH),
            answered(DEPARTMENT, 1),
            answered(DEPARTMENT, 2),
        ];
        assert_eq!(given(written(DEPARTMENT), &history), (DEPARTMENT, 3));
        assert_eq!(given(written(COMMUNE_NORTH), &history), (COMMUNE_NORTH, 1));
    }

    #[test]
    fn an_heir_answers_for_an_addressee_that_ended() {
        let history = [received(), forwarded(DISTRICT)];
        assert_eq!(given(written(COMMUNE_SOUTH), &history), (DISTRICT, 1));
        let own_too = [received(), forwarded(DISTRICT), forwarded(COMMUNE_NORTH)];
        assert_eq!(given(written(COMMUNE_NORTH), &own_too), (COMMUNE_NORTH, 1));
    }

    #[test]
    fn who_took_the_petition_over_answers_instead_of_who_had_it() {
        let history = [received(), forwarded(DEPARTMENT), handed_over(DEPARTMENT, COMMUNE_NORTH)];
        assert_eq!(given(written(COMMUNE_NORTH), &history), (COMMUNE_NORTH, 1));
        let (petition, holders) = (PETITION, vec![COMMUNE_NORTH]);
        let refusal = case::Refusal::DoesNotHaveIt { petition, holders };
        refused(&history, written(DEPARTMENT), &answer("resolved"), Refusal::Case(refusal));
    }

    #[test]
    fn an_answer_on_paper_is_recorded_where_the_rules_allow_it() {
        let pins = with_rules(Rules { on_paper: vec![DEPARTMENT], ..rules() });
        let act = Act { on_behalf: Some(DEPARTMENT), ..written(STANDING_COMMITTEE) };
        let history = [received(), forwarded(DEPARTMENT)];
        let spec = on_petition::<AnsweringPetition>(act.clone(), &history);
        assert_eq!(spec.when(&answer("explained"), &pins).word(), "1 events");
        let of = Some(DEPARTMENT);
        let refusal = Refusal::Actor(actor::Refusal::NotRecordedOnBehalf { of });
        refused(&history, act, &answer("explained"), refusal);
    }

    #[test]
    fn nobody_answers_what_it_does_not_have() {
        let (petition, holders) = (PETITION, vec![DEPARTMENT]);
        let does_not = Refusal::Case(case::Refusal::DoesNotHaveIt { petition, holders });
        let history = [received(), forwarded(DEPARTMENT)];
        refused(&history, written(GROUP_EAST), &answer("resolved"), does_not);
        let history = [received(), forwarded(DEPARTMENT), returned(DEPARTMENT)];
        let sent_back = Refusal::Case(case::Refusal::ReturnedIt { petition });
        refused(&history, written(DEPARTMENT), &answer("resolved"), sent_back);
    }

    #[test]
    fn no_answer_is_older_than_its_letter() {
        let since = AFTER_REFORM.tomorrow().unwrap();
        let sent = [(AFTER_REFORM, received()), (since, forwarded(DEPARTMENT))];
        let dated = sent.map(|(day, event)| (PETITION, day, event));
        let refusal = case::Refusal::BeforeItsLetter { petition: PETITION, since };
        Spec::<AnsweringPetition>::given_on_days(written(DEPARTMENT), dated)
            .when(&answer("resolved"), &reformed())
            .then_refused(Refusal::Case(refusal));
    }

    #[test]
    fn an_answer_has_a_symbol_and_a_date() {
        let history = [received(), forwarded(DEPARTMENT)];
        refused(&history, by(DEPARTMENT), &answer("resolved"), Refusal::NoDocument);
    }

    #[test]
    fn an_answer_is_given_on_the_date_of_its_letter() {
        let act = Act { document: Some(paper(BEFORE_REFORM)), ..by(DEPARTMENT) };
        let history = [received(), forwarded(DEPARTMENT)];
        refused(&history, act, &answer("resolved"), Refusal::LetterDate);
    }

    #[test]
    fn an_answer_comes_to_one_of_five_outcomes() {
        refused_part(&answer("noted"), Refusal::OutcomeUnknown { known: OUTCOMES });
        for outcome in ["resolved", "explained", "not_yet_possible"] {
            let history = [received(), forwarded(DEPARTMENT)];
            let spec = on_petition::<AnsweringPetition>(written(DEPARTMENT), &history);
            assert_eq!(spec.when(&answer(outcome), &reformed()).word(), "1 events");
        }
    }

    #[test]
    fn work_in_progress_has_a_road_map() {
        refused_part(&AnswerPetition { roadmap: None, ..in_progress() }, Refusal::NoRoadmap);
    }

    #[test]
    fn work_to_be_done_has_a_day() {
        refused_part(&AnswerPetition { done_by: None, ..in_progress() }, Refusal::NoDoneBy);
        refused_part(&answer("planned"), Refusal::NoDoneBy);
    }

    #[test]
    fn nothing_is_to_be_done_before_the_answer() {
        let on = |day| AnswerPetition { done_by: Some(day), ..answer("planned") };
        refused_part(&on(AFTER_REFORM.yesterday().unwrap()), Refusal::DoneByTooEarly);
        let history = [received(), forwarded(DEPARTMENT)];
        let spec = on_petition::<AnsweringPetition>(written(DEPARTMENT), &history);
        assert_eq!(spec.when(&on(AFTER_REFORM), &reformed()).word(), "1 events");
    }
}
