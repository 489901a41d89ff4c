//! Making an answer known to the people (NQLT 72/2025, article 51).

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::{Directory, Pins};
use proto::BodyId;
use proto::command::MakeKnown;
use proto::event::{AnswerMadeKnown, ForwardingEvent, Rules};
use serde::Serialize;

use super::case::{Case, Received};
use super::{actor, case};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// Only the Front, the standing committee, the delegate group that took the petition, or a body
    /// of the petition's own area makes an answer known.
    NotYoursToMakeKnown {
        /// Who may, besides bodies of the area.
        allowed: [BodyId; 3],
    },
    /// This body gave no answer that could be made known.
    NotAnswered {
        /// Who did.
        answered: Vec<BodyId>,
    },
    /// What hangs out is taken down before it hangs; correct the day.
    UntilTooEarly,
    /// No such petition.
    #[serde(untagged)]
    Case(case::Refusal),
    /// Who acts, or the day, is not as the rules ask.
    #[serde(untagged)]
    Actor(actor::Refusal),
}
impl Refuse for Refusal {}
super::refused!(Refusal);

/// Decides [`MakeKnown`]. An answer may be made known again, elsewhere, and after closing.
#[derive(Debug)]
pub struct MakingKnown;

impl Decider for MakingKnown {
    decider::on_one!(Case, MakeKnown, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &MakeKnown,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ForwardingEvent>>, Refusal> {
        let petition = ctx.act.stream;
        let case = folded.of(petition);
        let received = case.known(petition)?;
        let rules = actor::rules(received.council, ctx)?;
        let by = actor::acting(rules, ctx)?;
        check_maker(by, received, rules, &ctx.pins.directory)?;
        let MakeKnown { answer_of, channel, place, until } = command.clone();
        if !case.answers.contains_key(&answer_of) {
            return Err(Refusal::NotAnswered { answered: case.answers.into_keys().collect() });
        }
        if until.is_some_and(|until| until < ctx.act.occurred_on) {
            return Err(Refusal::UntilTooEarly);
        }
        let known = AnswerMadeKnown { by, answer_of, channel, place, until };
        Ok(vec![Emit::on(petition, known)])
    }
}

fn check_maker(
    by: BodyId,
    received: &Received,
    rules: &Rules,
    directory: &Directory,
) -> Result<(), Refusal> {
    let allowed = [rules.front, rules.standing_committee, received.raised_with];
    let area = directory.body(by).and_then(|body| body.established.area.as_ref());
    let of_the_area = area.is_some() && area == received.area.as_ref();
    if of_the_area || allowed.contains(&by) {
        return Ok(());
    }
    Err(Refusal::NotYoursToMakeKnown { allowed })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answered, by, closed, corrected_area, on_petition, with_body};
    use super::*;
    use directory::fixture::petition::{PETITION, forwarded, received};
    use directory::fixture::{
        AFTER_REFORM, COMMUNE_NORTH, DEPARTMENT, FRONT, GROUP_EAST, GROUP_WEST, NOBODY,
        STANDING_COMMITTEE, code, line, reformed,
    };
    use proto::Day;
    use proto::event::Event;

    fn make_known(answer_of: BodyId, until: Option<Day>) -> MakeKnown {
        let (channel, place) = (code("notice_board"), line("Nhà văn hóa thôn 1"));
        MakeKnown { answer_of, channel, place, until }
    }

    fn event(by: BodyId, until: Option<Day>) -> Emit<ForwardingEvent> {
        let MakeKnown { answer_of, channel, place, until } = make_known(DEPARTMENT, until);
        Emit::on(PETITION, AnswerMadeKnown { by, answer_of, channel, place, until })
    }

    fn history() -> Vec<Event> {
        vec![received(), forwarded(DEPARTMENT), answered(DEPARTMENT, 1)]
    }

    #[test]
    fn the_front_the_standing_committee_and_the_group_make_answers_known() {
        for body in [FRONT, STANDING_COMMITTEE, GROUP_EAST] {
            on_petition::<MakingKnown>(by(body), &history())
                .when(&make_known(DEPARTMENT, Some(AFTER_REFORM)), &reformed())
                .then(&[event(body, Some(AFTER_REFORM))]);
        }
    }

    #[test]
    fn a_body_of_the_petitions_area_makes_answers_known() {
        let commune = NOBODY;
        let pins = with_body(commune, None, Some("xa-bac"));
        let mut history = history();
        history.push(corrected_area("xa-bac"));
        on_petition::<MakingKnown>(by(commune), &history)
            .when(&make_known(DEPARTMENT, None), &pins)
            .then(&[event(commune, None)]);
    }

    #[test]
    fn an_answer_is_made_known_after_closing_too() {
        let mut history = history();
        history.push(closed());
        on_petition::<MakingKnown>(by(FRONT), &history)
            .when(&make_known(DEPARTMENT, None), &reformed())
            .then(&[event(FRONT, None)]);
    }

    #[test]
    fn nobody_else_makes_an_answer_known() {
        // A petition without an area is not everybody's who has none either.
        for body in [GROUP_WEST, DEPARTMENT, COMMUNE_NORTH] {
            let allowed = [FRONT, STANDING_COMMITTEE, GROUP_EAST];
            on_petition::<MakingKnown>(by(body), &history())
                .when(&make_known(DEPARTMENT, None), &reformed())
                .then_refused(Refusal::NotYoursToMakeKnown { allowed });
        }
    }

    #[test]
    fn only_an_answer_that_was_given_is_made_known() {
        let mut history = history();
        history.push(forwarded(COMMUNE_NORTH));
        on_petition::<MakingKnown>(by(FRONT), &history)
            .when(&make_known(COMMUNE_NORTH, None), &reformed())
            .then_refused(Refusal::NotAnswered { answered: vec![DEPARTMENT] });
    }

    #[test]
    fn nothing_is_taken_down_before_it_hangs() {
        let early = Some(AFTER_REFORM.yesterday().unwrap());
        on_petition::<MakingKnown>(by(FRONT), &history())
            .when(&make_known(DEPARTMENT, early), &reformed())
            .then_refused(Refusal::UntilTooEarly);
    }

    #[test]
    fn an_unknown_petition_has_no_answer_to_be_made_known() {
        let petition = PETITION;
        on_petition::<MakingKnown>(by(FRONT), &[])
            .when(&make_known(DEPARTMENT, None), &reformed())
            .then_refused(Refusal::Case(case::Refusal::PetitionUnknown { petition }));
    }

    #[test]
    fn an_answer_is_made_known_by_who_may_speak_for_the_body() {
        let of = Some(FRONT);
        let for_another = decider::Act { on_behalf: of, ..by(GROUP_EAST) };
        on_petition::<MakingKnown>(for_another, &history())
            .when(&make_known(DEPARTMENT, None), &reformed())
            .then_refused(Refusal::Actor(actor::Refusal::NotRecordedOnBehalf { of }));
    }
}
