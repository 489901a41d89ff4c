use super::*;
use crate::domain::talks::{consented, contested, given, received_in_north};
use directory::fixture::petition::{PETITION, agreed, proposed, suggested};
use directory::fixture::{
    COMMUNE_NORTH, DEPARTMENT, FRONT, GROUP_EAST, GROUP_WEST, paired, sealed,
};
use proto::event::Event;

fn open() -> Vec<Event> {
    vec![received_in_north(), proposed(1, &[DEPARTMENT]), consented(1, 1, GROUP_EAST)]
}

fn contest(proposal: u32) -> ContestClassification<Sealed> {
    ContestClassification { proposal, reason: sealed(4) }
}

fn refused(body: BodyId, history: &[Event], why: NotHeard) {
    given::<Contesting>(body, history).when(&contest(1), &paired()).then_refused(why);
}

#[test]
fn whose_consent_is_awaited_may_contest() {
    let (proposal, pair, party, reason) = (1, 1, COMMUNE_NORTH, sealed(4));
    let contested = ClassificationContested { proposal, pair, party, reason };
    given::<Contesting>(COMMUNE_NORTH, &open())
        .when(&contest(1), &paired())
        .then(&[Emit::on(PETITION, contested)]);
    let suggestion = [received_in_north(), suggested()];
    given::<Contesting>(GROUP_EAST, &suggestion).when(&contest(1), &paired()).events();
}

#[test]
fn what_is_contested_is_not_contested_again() {
    let history = [open(), vec![contested(1, 1, COMMUNE_NORTH)]].concat();
    refused(COMMUNE_NORTH, &history, NotHeard::IsContested);
}

#[test]
fn who_consented_or_comes_later_or_never_does_not_contest() {
    refused(GROUP_EAST, &open(), NotHeard::AlreadyConsented);
    refused(FRONT, &open(), NotHeard::NotYourTurn { awaited: vec![COMMUNE_NORTH] });
    refused(GROUP_WEST, &open(), NotHeard::NotAParty);
}

#[test]
fn what_is_agreed_or_replaced_is_not_contested() {
    let is_agreed = [open(), vec![agreed(1, &[DEPARTMENT])]].concat();
    refused(COMMUNE_NORTH, &is_agreed, NotHeard::AlreadyAgreed);
    let replaced = [open(), vec![proposed(2, &[FRONT])]].concat();
    refused(COMMUNE_NORTH, &replaced, NotHeard::ProposalReplaced { proposal: 2 });
}
