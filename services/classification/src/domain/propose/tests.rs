use super::*;
use std::collections::BTreeSet;

use crate::domain::talks::{
    CONSENT_DUE, as_done, consented, contested, endings, given, not_accepted, on_paper,
    received_in, received_in_north, returned, under,
};
use decider::spec::{Spec, act};
use directory::fixture::petition::{PETITION, agreed, forwarded, proposed, received, suggested};
use directory::fixture::{
    AFTER_REFORM, BEFORE_REFORM, COMMUNE_NORTH, COMMUNE_SOUTH, DEPARTMENT, DISTRICT, FRONT,
    GROUP_EAST, GROUP_WEST, STANDING_COMMITTEE, before_rules, circle, code, paired, paired_rules,
    pins, reformed, rules, sealed,
};
use proto::event::{Event, Side};

/// How many of [`endings`], from the first, are a clerk's word that it is no petition.
const NOTED: usize = 2;

fn proposing(body: BodyId, history: &[Event]) -> Spec<Proposing> {
    given(body, history)
}

fn propose(addressees: &[BodyId]) -> ProposeClassification<Sealed> {
    ProposeClassification {
        field: code("markets"),
        competence: code("commune"),
        addressees: addressees.to_vec(),
        reason: Some(sealed(3)),
    }
}

/// What [`propose`] comes to as the `proposal`-th.
fn new(proposal: u32, addressees: &[BodyId]) -> ClassificationProposed {
    let ProposeClassification { field, competence, addressees, reason } = propose(addressees);
    ClassificationProposed {
        proposal,
        field,
        competence,
        addressees,
        suggested: false,
        reason,
        counters: None,
        consent_due: None,
    }
}

fn own(proposal: u32, party: BodyId) -> ConsentGiven {
    let officer = act(PETITION, party, AFTER_REFORM).officer;
    ConsentGiven { proposal, pair: 1, party, officer, consent_due: None }
}

#[test]
fn a_proposal_is_agreed_at_once_where_the_rules_have_no_pairs() {
    let addressees = [COMMUNE_NORTH, DEPARTMENT];
    let agreed = ClassificationAgreed { proposal: 2, addressees: addressees.to_vec() };
    proposing(GROUP_EAST, &[received(), suggested()])
        .when(&propose(&addressees), &reformed())
        .then(&[Emit::on(PETITION, new(2, &addressees)), Emit::on(PETITION, agreed)]);
}

#[test]
fn a_party_of_the_first_pair_agrees_to_its_own_proposal() {
    let proposed =
        ClassificationProposed { consent_due: Some(CONSENT_DUE), ..new(2, &[COMMUNE_NORTH]) };
    proposing(GROUP_EAST, &[received_in_north(), suggested()])
        .when(&propose(&[COMMUNE_NORTH]), &paired())
        .then(&[Emit::on(PETITION, proposed), Emit::on(PETITION, own(2, GROUP_EAST))]);
}

#[test]
fn a_party_of_the_second_pair_waits_for_the_first_and_voids_its_consent() {
    let history = [
        received_in_north(),
        proposed(1, &[DEPARTMENT]),
        consented(1, 1, GROUP_EAST),
        consented(1, 1, COMMUNE_NORTH),
    ];
    let answer = ClassificationProposed {
        counters: Some(1),
        consent_due: Some(CONSENT_DUE),
        ..new(2, &[COMMUNE_NORTH])
    };
    proposing(FRONT, &history)
        .when(&propose(&[COMMUNE_NORTH]), &paired())
        .then(&[Emit::on(PETITION, answer)]);
}

#[test]
fn only_whose_consent_is_awaited_answers_with_a_counter_proposal() {
    let open = vec![received_in_north(), proposed(1, &[DEPARTMENT]), consented(1, 1, GROUP_EAST)];
    let counters = |body, history: &[Event]| {
        let emits = proposing(body, history).when(&propose(&[DEPARTMENT]), &paired()).events();
        let ClassificationEvent::ClassificationProposed(proposed) = &emits[0].event else {
            panic!("{emits:?}");
        };
        proposed.counters
    };
    assert_eq!(counters(COMMUNE_NORTH, &open), Some(1));
    assert_eq!(counters(GROUP_EAST, &open), None, "it changes its own mind");
    assert_eq!(counters(FRONT, &open), None, "it is not its turn");
    let mut again = open.clone();
    again.push(contested(1, 1, COMMUNE_NORTH));
    assert_eq!(counters(COMMUNE_NORTH, &again), None, "it counts already");
    assert_eq!(counters(COMMUNE_NORTH, &[received_in_north(), suggested()]), None);
}

#[test]
fn what_was_not_received_is_not_classified() {
    proposing(GROUP_EAST, &[])
        .when(&propose(&[DEPARTMENT]), &circle())
        .then_refused(Refusal::NotReceived);
}

#[test]
fn what_is_closed_to_classification_is_not_proposed() {
    for (ending, closed) in endings(DEPARTMENT).into_iter().skip(NOTED) {
        proposing(GROUP_EAST, &[received(), ending])
            .when(&propose(&[DEPARTMENT]), &circle())
            .then_refused(Refusal::Closed(closed));
    }
    let (answered, _) = endings(DEPARTMENT).swap_remove(2);
    proposing(GROUP_EAST, &[received(), answered, not_accepted()])
        .when(&propose(&[DEPARTMENT]), &circle())
        .events();
}

#[test]
fn no_single_clerk_buries_a_petition_every_party_takes_it_back_by_a_proposal() {
    for (noted, _) in endings(DEPARTMENT).into_iter().take(NOTED) {
        for party in [GROUP_EAST, COMMUNE_NORTH, STANDING_COMMITTEE, FRONT] {
            let history = [received_in_north(), suggested(), noted.clone()];
            let emits = proposing(party, &history).when(&propose(&[COMMUNE_NORTH]), &paired());
            let history: Vec<Event> = history
                .into_iter()
                .chain(emits.events().into_iter().map(|e| e.event.into()))
                .collect();
            // From there on it is agreed, contested or decided like any other.
            let anew = proposing(COMMUNE_NORTH, &history);
            assert_ne!(anew.when(&propose(&[DEPARTMENT]), &paired()).events(), []);
        }
    }
}

#[test]
fn who_is_no_party_takes_nothing_back() {
    for (noted, _) in endings(DEPARTMENT).into_iter().take(NOTED) {
        let word = proposing(DEPARTMENT, &[received_in_north(), noted])
            .when(&propose(&[COMMUNE_NORTH]), &paired())
            .word();
        assert!(word.starts_with("NotYoursToPropose"), "{word}");
    }
}

#[test]
fn what_was_merged_or_withdrawn_besides_stays_closed() {
    let [noted, merged, withdrawn] =
        [0, 3, 5].map(|ending| endings(DEPARTMENT).swap_remove(ending));
    for (ending, closed) in [merged, withdrawn] {
        proposing(GROUP_EAST, &[received(), noted.0.clone(), ending])
            .when(&propose(&[DEPARTMENT]), &circle())
            .then_refused(Refusal::Closed(closed));
    }
}

#[test]
fn a_council_without_rules_agrees_on_nothing() {
    // Intake asks for rules as well, so that only lost rules lead here.
    proposing(GROUP_EAST, &[received()])
        .when(&propose(&[DEPARTMENT]), &pins(before_rules()))
        .then_refused(Refusal::NoRules);
}

#[test]
fn nobody_proposes_for_a_body_that_does_not_answer_on_paper() {
    as_done::<Proposing>(on_paper(STANDING_COMMITTEE, COMMUNE_NORTH), &[received_in_north()])
        .when(&propose(&[DEPARTMENT]), &paired())
        .then_refused(Refusal::Paper(Paper::NotOnPaper));
}

#[test]
fn a_pair_without_a_body_for_each_side_is_named() {
    proposing(GROUP_EAST, &[received_in(None)])
        .when(&propose(&[DEPARTMENT]), &paired())
        .then_refused(Refusal::SideVacant { pair: 1 });
}

#[test]
fn only_its_own_group_the_standing_committee_or_a_party_proposes() {
    let allowed = vec![GROUP_EAST, STANDING_COMMITTEE];
    proposing(GROUP_WEST, &[received()])
        .when(&propose(&[DEPARTMENT]), &circle())
        .then_refused(Refusal::NotYoursToPropose { allowed });
    let allowed = vec![GROUP_EAST, STANDING_COMMITTEE, COMMUNE_NORTH, FRONT];
    proposing(GROUP_WEST, &[received_in_north()])
        .when(&propose(&[DEPARTMENT]), &paired())
        .then_refused(Refusal::NotYoursToPropose { allowed });
}

fn sent_to_all() -> Vec<Event> {
    let both = [DEPARTMENT, COMMUNE_NORTH];
    let [one, other] = both.map(forwarded);
    vec![received(), proposed(1, &both), agreed(1, &both), one, other]
}

#[test]
fn what_was_sent_to_all_is_not_proposed_anew() {
    proposing(GROUP_EAST, &sent_to_all())
        .when(&propose(&[DEPARTMENT, COMMUNE_NORTH, COMMUNE_SOUTH]), &circle())
        .then_refused(Refusal::AlreadyForwarded);
}

#[test]
fn who_returned_the_letter_may_be_replaced_and_who_has_it_stays() {
    let mut life = sent_to_all();
    life.push(returned(COMMUNE_NORTH));
    proposing(GROUP_EAST, &life).when(&propose(&[DEPARTMENT, COMMUNE_SOUTH]), &circle()).events();
    proposing(GROUP_EAST, &life)
        .when(&propose(&[COMMUNE_SOUTH]), &circle())
        .then_refused(Refusal::Unfit(Unfit::KeepsNot { body: DEPARTMENT }));
}

#[test]
fn an_addressee_that_ended_before_its_letter_may_be_replaced() {
    let both = [DEPARTMENT, DISTRICT];
    let life = [received(), proposed(1, &both), agreed(1, &both), forwarded(DEPARTMENT)];
    proposing(GROUP_EAST, &life).when(&propose(&[DEPARTMENT, COMMUNE_NORTH]), &reformed()).events();
}

#[test]
fn who_has_the_letter_stays_even_if_it_ended_since() {
    let both = [DISTRICT, DEPARTMENT];
    let life = [received(), proposed(1, &both), agreed(1, &both), forwarded(DISTRICT)];
    proposing(GROUP_EAST, &life).when(&propose(&[DISTRICT]), &reformed()).events();
}

#[test]
fn nobody_proposes_on_paper_for_both_parties() {
    let mut rules = paired_rules();
    rules.pairs[0].sides[0] = Side::StandingCommittee;
    rules.on_paper = vec![COMMUNE_NORTH];
    as_done::<Proposing>(on_paper(STANDING_COMMITTEE, COMMUNE_NORTH), &[received_in_north()])
        .when(&propose(&[DEPARTMENT]), &under(rules))
        .then_refused(Refusal::NeverForBothParties);
}

#[test]
fn the_standing_committee_proposes_for_a_party_on_paper() {
    let rules = Rules { on_paper: vec![COMMUNE_NORTH], ..paired_rules() };
    let proposed =
        ClassificationProposed { consent_due: Some(CONSENT_DUE), ..new(1, &[DEPARTMENT]) };
    as_done::<Proposing>(on_paper(STANDING_COMMITTEE, COMMUNE_NORTH), &[received_in_north()])
        .when(&propose(&[DEPARTMENT]), &under(rules))
        .then(&[Emit::on(PETITION, proposed), Emit::on(PETITION, own(1, COMMUNE_NORTH))]);
}

#[test]
fn a_field_is_one_of_the_councils() {
    let known = ["roads", "markets", "other"].map(code).to_vec();
    let command = ProposeClassification { field: code("space"), ..propose(&[DEPARTMENT]) };
    proposing(GROUP_EAST, &[received()])
        .when(&command, &under(rules()))
        .then_refused(Refusal::Unfit(Unfit::FieldUnknown { known }));
}

#[test]
fn somebody_has_to_answer() {
    proposing(GROUP_EAST, &[received()])
        .when(&propose(&[]), &circle())
        .then_refused(Refusal::Unfit(Unfit::NoAddressee));
}

#[test]
fn nobody_answers_twice() {
    proposing(GROUP_EAST, &[received()])
        .when(&propose(&[DEPARTMENT, COMMUNE_NORTH, DEPARTMENT]), &circle())
        .then_refused(Refusal::Unfit(Unfit::AddresseeTwice { body: DEPARTMENT }));
}

#[test]
fn an_abolished_body_is_not_proposed_but_its_successors_are_named() {
    let successors = BTreeSet::from([COMMUNE_NORTH, COMMUNE_SOUTH]);
    let refusal = || {
        let successors = successors.clone();
        Refusal::Unfit(Unfit::AddresseeNotStanding { body: DISTRICT, successors })
    };
    proposing(GROUP_EAST, &[received()])
        .when(&propose(&[DISTRICT]), &reformed())
        .then_refused(refusal());
    // The day that counts is today's, not that of the letter or meeting.
    as_done::<Proposing>(act(PETITION, GROUP_EAST, BEFORE_REFORM), &[received()])
        .today(AFTER_REFORM)
        .when(&propose(&[DISTRICT]), &reformed())
        .then_refused(refusal());
}
