use super::*;
use crate::domain::talks::{
    as_done, contested, endings, given, on_paper, received_in_north, under,
};
use directory::fixture::petition::{PETITION, agreed, forwarded, proposal, proposed};
use directory::fixture::{
    COMMUNE_NORTH, COMMUNE_SOUTH, DEPARTMENT, FRONT, GROUP_EAST, STANDING_COMMITTEE, before_rules,
    circle, code, paired, paired_rules, pins, sealed,
};
use proto::event::{Deadlock, Event, Side};

/// Two proposals, each contested.
fn deadlocked() -> Vec<Event> {
    vec![
        received_in_north(),
        proposed(1, &[DEPARTMENT]),
        contested(1, 1, COMMUNE_NORTH),
        proposed(2, &[COMMUNE_NORTH]),
        contested(2, 1, GROUP_EAST),
    ]
}

fn decide(addressees: &[BodyId]) -> DecideDeadlock<Sealed> {
    DecideDeadlock {
        field: code("roads"),
        competence: code("province"),
        addressees: addressees.to_vec(),
        reason: sealed(10),
    }
}

fn deciding(body: BodyId, history: &[Event]) -> decider::spec::Spec<DecidingDeadlock> {
    given(body, history)
}

#[test]
fn whoever_the_rules_name_decides_after_enough_rounds() {
    let decided = DeadlockDecided { proposal: 3, by: STANDING_COMMITTEE, reason: sealed(10) };
    let agreed = ClassificationAgreed { proposal: 3, addressees: vec![DEPARTMENT] };
    deciding(STANDING_COMMITTEE, &deadlocked()).when(&decide(&[DEPARTMENT]), &paired()).then(&[
        Emit::on(PETITION, proposal(3, &[DEPARTMENT])),
        Emit::on(PETITION, decided),
        Emit::on(PETITION, agreed),
    ]);
}

#[test]
fn what_was_not_received_is_not_decided() {
    deciding(STANDING_COMMITTEE, &[])
        .when(&decide(&[DEPARTMENT]), &paired())
        .then_refused(Refusal::NotReceived);
}

#[test]
fn what_is_closed_to_classification_is_not_decided() {
    for (ending, closed) in endings(DEPARTMENT) {
        deciding(STANDING_COMMITTEE, &[deadlocked(), vec![ending]].concat())
            .when(&decide(&[DEPARTMENT]), &paired())
            .then_refused(Refusal::Closed(closed));
    }
}

#[test]
fn a_council_without_rules_has_nobody_who_decides() {
    deciding(STANDING_COMMITTEE, &deadlocked())
        .when(&decide(&[DEPARTMENT]), &pins(before_rules()))
        .then_refused(Refusal::NoRules);
}

#[test]
fn rules_that_name_nobody_let_the_talks_go_on() {
    deciding(STANDING_COMMITTEE, &deadlocked())
        .when(&decide(&[DEPARTMENT]), &circle())
        .then_refused(Refusal::NobodyDecides);
}

#[test]
fn only_whoever_the_rules_name_decides() {
    deciding(FRONT, &deadlocked())
        .when(&decide(&[DEPARTMENT]), &paired())
        .then_refused(Refusal::NotYoursToDecide { allowed: STANDING_COMMITTEE });
    as_done::<DecidingDeadlock>(on_paper(STANDING_COMMITTEE, GROUP_EAST), &deadlocked())
        .when(&decide(&[DEPARTMENT]), &paired())
        .then_refused(Refusal::Paper(Paper::NotOnPaper));
}

#[test]
fn what_is_agreed_is_not_decided() {
    let history = [deadlocked(), vec![proposed(3, &[FRONT]), agreed(3, &[FRONT])]].concat();
    deciding(STANDING_COMMITTEE, &history)
        .when(&decide(&[DEPARTMENT]), &paired())
        .then_refused(Refusal::AlreadyAgreed);
}

#[test]
fn the_parties_talk_on_until_enough_proposals_are_contested() {
    let (rounds, rounds_max) = (1, 2);
    deciding(STANDING_COMMITTEE, &deadlocked()[..4])
        .when(&decide(&[DEPARTMENT]), &paired())
        .then_refused(Refusal::DeadlockNotReached { rounds, rounds_max });
    // Rules that ask for no round at all still ask for a dispute.
    let deadlock = paired_rules().deadlock.map(|rule| Deadlock { rounds_max: 0, ..rule });
    deciding(STANDING_COMMITTEE, &deadlocked()[..2])
        .when(&decide(&[DEPARTMENT]), &under(Rules { deadlock, ..paired_rules() }))
        .then_refused(Refusal::DeadlockNotReached { rounds: 0, rounds_max: 0 });
}

#[test]
fn a_side_that_is_nobody_does_not_decide() {
    let decided_by = Side::Body(directory::fixture::NOBODY);
    let deadlock = paired_rules().deadlock.map(|rule| Deadlock { decided_by, ..rule });
    deciding(STANDING_COMMITTEE, &deadlocked())
        .when(&decide(&[DEPARTMENT]), &under(Rules { deadlock, ..paired_rules() }))
        .then_refused(Refusal::NobodyDecides);
}

#[test]
fn a_decision_keeps_whoever_has_the_letter() {
    let both = [DEPARTMENT, COMMUNE_SOUTH];
    let sent = [received_in_north(), proposed(1, &both), agreed(1, &both), forwarded(DEPARTMENT)];
    let again = [
        proposed(2, &[DEPARTMENT]),
        contested(2, 1, COMMUNE_NORTH),
        proposed(3, &[DEPARTMENT]),
        contested(3, 1, GROUP_EAST),
    ];
    deciding(STANDING_COMMITTEE, &[sent, again].concat())
        .when(&decide(&[COMMUNE_NORTH]), &paired())
        .then_refused(Refusal::Unfit(Unfit::KeepsNot { body: DEPARTMENT }));
}
