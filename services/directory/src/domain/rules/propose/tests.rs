use super::*;
use crate::domain::{act_on, acting};
use crate::fixture::{
    AFTER_REFORM, BEFORE_REFORM, COUNCIL, DEPARTMENT, FRONT, LAST_DAY_OF_DISTRICT,
    PEOPLES_COMMITTEE, STANDING_COMMITTEE, before_reform, before_rules, circle, line, paired,
    paired_rules, pins, rules,
};
use decider::Act;
use decider::spec::{Spec, Then, act};
use proto::envelope::DocumentRef;
use proto::event::{BodyEnded, Rules};

fn propose(rules: Rules) -> ProposeRules {
    ProposeRules { council: COUNCIL, from: AFTER_REFORM, rules }
}

fn by(body: BodyId, command: &ProposeRules, pins: &Pins) -> Then<ProposingRules> {
    Spec::given(act(StreamId::of_rules(COUNCIL), body, BEFORE_REFORM), []).when(command, pins)
}

fn proposed(proposal: u32, by: BodyId, rules: Rules) -> RulesProposed {
    RulesProposed { council: COUNCIL, proposal, by, from: AFTER_REFORM, rules }
}

#[test]
fn each_party_proposes_and_proposals_are_counted() {
    let mut pins = circle();
    for (n, party) in (1..).zip([FRONT, STANDING_COMMITTEE, PEOPLES_COMMITTEE]) {
        let event = proposed(n, party, rules_until_the_reform());
        by(party, &propose(rules_until_the_reform()), &pins)
            .then(&[Emit::on(StreamId::of_rules(COUNCIL), event.clone())]);
        pins.apply(DirectoryEvent::from(event).into());
    }
    let known = pins.proposals(COUNCIL);
    assert_eq!(known.len(), 3);
    assert!(known.iter().all(|known| known.agreed == [known.proposed.by]));
}

/// The rules, without the district that ends.
fn rules_until_the_reform() -> Rules {
    let mut rules = rules();
    rules.fields.remove(1);
    rules
}

#[test]
fn a_council_without_rules_may_begin_with_a_proposal_of_their_parties() {
    by(FRONT, &propose(rules()), &pins(before_rules()))
        .then(&[Emit::on(StreamId::of_rules(COUNCIL), proposed(1, FRONT, rules()))]);
}

#[test]
fn only_a_party_proposes_rules() {
    let parties = vec![STANDING_COMMITTEE, FRONT, PEOPLES_COMMITTEE];
    by(DEPARTMENT, &propose(rules()), &circle()).then_refused(Refusal::NotAParty { parties });
    let nobody = Act { body: None, ..act_on(BEFORE_REFORM) };
    Spec::<ProposingRules>::given(nobody, [])
        .when(&propose(rules()), &circle())
        .then_refused(Refusal::NotAParty { parties: vec![] });
    // Naming oneself a party does not make one.
    let seized = Rules { front: DEPARTMENT, ..rules() };
    let parties = vec![STANDING_COMMITTEE, FRONT, PEOPLES_COMMITTEE];
    by(DEPARTMENT, &propose(seized), &circle()).then_refused(Refusal::NotAParty { parties });
}

#[test]
fn a_party_is_replaced_only_by_who_took_its_work_over() {
    let seized = propose(Rules { front: DEPARTMENT, ..rules() });
    by(FRONT, &seized, &circle()).then_refused(Refusal::PartyReplaced { party: FRONT });
    let ended = BodyEnded {
        body: FRONT,
        until: LAST_DAY_OF_DISTRICT,
        successors: vec![DEPARTMENT],
        basis: line("local choice"),
    };
    let succeeded = pins(before_reform().into_iter().chain([ended.into()]));
    assert!(by(FRONT, &seized, &succeeded).outcome().is_ok());
}

#[test]
fn proposed_rules_keep_what_any_rules_keep() {
    let rules = Rules { escalation: vec![7, 1], ..rules() };
    by(FRONT, &propose(rules), &circle()).then_refused(Refusal::EscalationNotRising);
}

fn on_paper(body: BodyId, for_body: BodyId, document: Option<DocumentRef>) -> Act {
    let act = act(StreamId::of_rules(COUNCIL), body, BEFORE_REFORM);
    Act { on_behalf: Some(for_body), document, ..act }
}

fn paper() -> DocumentRef {
    DocumentRef { symbol: line("12/MTTQ"), issued_on: BEFORE_REFORM, signer: None, scan: None }
}

#[test]
fn only_the_standing_committee_records_what_only_bodies_on_paper_said() {
    let refused = |body, for_body, pins: &Pins| {
        Spec::<ProposingRules>::given(on_paper(body, for_body, Some(paper())), [])
            .when(&propose(paired_rules()), pins)
            .then_refused(Refusal::MayNotRecordFor { body: for_body });
    };
    refused(PEOPLES_COMMITTEE, FRONT, &paired());
    refused(STANDING_COMMITTEE, PEOPLES_COMMITTEE, &paired());
    refused(STANDING_COMMITTEE, FRONT, &circle());
}

#[test]
fn what_was_said_on_paper_names_the_paper() {
    let record = |document| {
        Spec::<ProposingRules>::given(on_paper(STANDING_COMMITTEE, FRONT, document), [])
            .when(&propose(paired_rules()), &paired())
    };
    record(None).then_refused(Refusal::DocumentMissing);
    let event = proposed(1, FRONT, paired_rules());
    record(Some(paper())).then(&[Emit::on(StreamId::of_rules(COUNCIL), event)]);
}

#[test]
fn an_act_of_the_council_is_none_of_a_party() {
    let parties = vec![STANDING_COMMITTEE, FRONT, PEOPLES_COMMITTEE];
    acting::<ProposingRules>(BEFORE_REFORM)
        .when(&propose(rules()), &circle())
        .then_refused(Refusal::NotAParty { parties });
}
