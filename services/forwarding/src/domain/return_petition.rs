//! Sending a petition back: the addressee is not competent.

use std::collections::BTreeSet;

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::BodyId;
use proto::command::ReturnPetition;
use proto::event::{ForwardingEvent, PetitionReturned};
use proto::sealed::Sealed;
use serde::Serialize;

use super::case::Case;
use super::{actor, case};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// It answered already; an answer is replaced by another one.
    AlreadyAnswered,
    /// Who sends it back names itself as competent; answer, or name another body.
    CompetentItself,
    /// The body that is said to be competent does not exist on that day; its successors may.
    CompetentNotStanding {
        /// Who took over its work.
        successors: BTreeSet<BodyId>,
    },
    /// Nothing can be done with the petition, or not by this body.
    #[serde(untagged)]
    Case(case::Refusal),
    /// Who acts, or the day, is not as the rules ask.
    #[serde(untagged)]
    Actor(actor::Refusal),
}
impl Refuse for Refusal {}
super::refused!(Refusal);

/// Decides [`ReturnPetition`].
#[derive(Debug)]
pub struct ReturningPetition;

impl Decider for ReturningPetition {
    decider::on_one!(Case, ReturnPetition<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ForwardingEvent>>, Refusal> {
        let (petition, day) = (ctx.act.stream, ctx.act.occurred_on);
        let case = folded.of(petition);
        let rules = actor::rules(case.known(petition)?.council, ctx)?;
        let acting = actor::acting(rules, ctx)?;
        case.check_open(petition)?;
        let directory = &ctx.pins.directory;
        let by = case.part_of(acting, petition, directory, day)?.body;
        if case.answers.contains_key(&by) {
            return Err(Refusal::AlreadyAnswered);
        }
        let ReturnPetition { reason, competent } = command.clone();
        if competent.is_some_and(|body| body == acting || body == by) {
            return Err(Refusal::CompetentItself);
        }
        if let Some(body) = competent.filter(|&body| !directory.stands(body, day)) {
            let successors = directory.standing_heirs(body, day);
            return Err(Refusal::CompetentNotStanding { successors });
        }
        Ok(vec![Emit::on(petition, PetitionReturned { by, reason, competent })])
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answered, by, on_petition, returned};
    use super::*;
    use directory::fixture::petition::{PETITION, forwarded, received};
    use directory::fixture::{
        COMMUNE_NORTH, COMMUNE_SOUTH, DEPARTMENT, DISTRICT, GROUP_EAST, reformed, sealed,
    };

    fn send_back(competent: Option<BodyId>) -> ReturnPetition<Sealed> {
        ReturnPetition { reason: sealed(7), competent }
    }

    fn event(by: BodyId, competent: Option<BodyId>) -> Emit<ForwardingEvent> {
        Emit::on(PETITION, PetitionReturned { by, reason: sealed(7), competent })
    }

    #[test]
    fn an_addressee_sends_back_what_is_not_its_own() {
        on_petition::<ReturningPetition>(by(DEPARTMENT), &[received(), forwarded(DEPARTMENT)])
            .when(&send_back(Some(COMMUNE_NORTH)), &reformed())
            .then(&[event(DEPARTMENT, Some(COMMUNE_NORTH))]);
    }

    #[test]
    fn an_heir_sends_back_the_part_of_a_body_that_ended() {
        on_petition::<ReturningPetition>(by(COMMUNE_NORTH), &[received(), forwarded(DISTRICT)])
            .when(&send_back(None), &reformed())
            .then(&[event(DISTRICT, None)]);
    }

    #[test]
    fn what_was_answered_is_not_sent_back() {
        let history = [received(), forwarded(DEPARTMENT), answered(DEPARTMENT, 1)];
        on_petition::<ReturningPetition>(by(DEPARTMENT), &history)
            .when(&send_back(None), &reformed())
            .then_refused(Refusal::AlreadyAnswered);
    }

    #[test]
    fn nobody_sends_back_what_it_is_competent_for() {
        for competent in [DISTRICT, COMMUNE_NORTH] {
            on_petition::<ReturningPetition>(by(COMMUNE_NORTH), &[received(), forwarded(DISTRICT)])
                .when(&send_back(Some(competent)), &reformed())
                .then_refused(Refusal::CompetentItself);
        }
    }

    #[test]
    fn a_body_that_ended_is_not_competent() {
        let successors = BTreeSet::from([COMMUNE_NORTH, COMMUNE_SOUTH]);
        on_petition::<ReturningPetition>(by(DEPARTMENT), &[received(), forwarded(DEPARTMENT)])
            .when(&send_back(Some(DISTRICT)), &reformed())
            .then_refused(Refusal::CompetentNotStanding { successors });
    }

    #[test]
    fn nobody_sends_back_what_it_does_not_have() {
        let refused = |body, history: &[_], refusal| {
            on_petition::<ReturningPetition>(by(body), history)
                .when(&send_back(None), &reformed())
                .then_refused(Refusal::Case(refusal));
        };
        let petition = PETITION;
        let holders = vec![DEPARTMENT];
        let history = [received(), forwarded(DEPARTMENT)];
        refused(GROUP_EAST, &history, case::Refusal::DoesNotHaveIt { petition, holders });
        let history = [received(), forwarded(DEPARTMENT), returned(DEPARTMENT)];
        refused(DEPARTMENT, &history, case::Refusal::ReturnedIt { petition });
        refused(DEPARTMENT, &[], case::Refusal::PetitionUnknown { petition });
    }

    #[test]
    fn a_petition_is_sent_back_by_who_may_speak_for_the_addressee() {
        let for_another = decider::Act { on_behalf: Some(DEPARTMENT), ..by(GROUP_EAST) };
        let of = Some(DEPARTMENT);
        on_petition::<ReturningPetition>(for_another, &[received(), forwarded(DEPARTMENT)])
            .when(&send_back(None), &reformed())
            .then_refused(Refusal::Actor(actor::Refusal::NotRecordedOnBehalf { of }));
    }
}
