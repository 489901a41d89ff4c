use super::*;
use crate::domain::acting::Paper;
use crate::domain::case::Closed;
use crate::domain::talks::{
    COLLEAGUE, CONSENT_DUE, as_done, consented, consented_by, contested, endings, given, on,
    on_paper, received_in, received_in_north, under,
};
use decider::spec::{Spec, act};
use directory::fixture::petition::{
    LETTER, OTHER, PETITION, agreed, forwarded, proposed, suggested,
};
use directory::fixture::{
    AFTER_REFORM, COMMUNE_NORTH, COUNCIL, DEPARTMENT, FRONT, GROUP_EAST, GROUP_WEST,
    STANDING_COMMITTEE, before_rules, code, line, paired, paired_rules, pins,
};
use proto::command::SeenList;
use proto::event::{IntakeEvent, Rules, Side};

/// The list of these tests.
const LIST: StreamId = LETTER;

fn consenting(body: BodyId, history: &[Event]) -> Spec<Consenting> {
    given(body, history)
}

fn to(proposal: u32) -> GiveConsent {
    GiveConsent { list: None, petitions: vec![SeenProposal { petition: PETITION, proposal }] }
}

fn not_heard(why: NotHeard) -> Refusal {
    Refusal::NotHeard { petition: PETITION, why }
}

fn open() -> Vec<Event> {
    vec![received_in_north(), proposed(1, &[DEPARTMENT]), consented(1, 1, GROUP_EAST)]
}

fn second_pair() -> Vec<Event> {
    let mut open = open();
    open.push(consented(1, 1, COMMUNE_NORTH));
    open
}

fn own(pair: u8, party: BodyId) -> ConsentGiven {
    let officer = act(PETITION, party, AFTER_REFORM).officer;
    ConsentGiven { proposal: 1, pair, party, officer, consent_due: None }
}

#[test]
fn the_turn_passes_when_both_sides_of_a_pair_have_consented() {
    let given = ConsentGiven { consent_due: Some(CONSENT_DUE), ..own(1, COMMUNE_NORTH) };
    consenting(COMMUNE_NORTH, &open()).when(&to(1), &paired()).then(&[Emit::on(PETITION, given)]);
}

#[test]
fn the_last_consent_of_the_last_pair_agrees() {
    let mut history = second_pair();
    consenting(STANDING_COMMITTEE, &history).when(&to(1), &paired()).then(&[Emit::on(
        PETITION,
        // No day of the second pair is in this history, so that it begins to run here.
        ConsentGiven { consent_due: Some(CONSENT_DUE), ..own(2, STANDING_COMMITTEE) },
    )]);
    history.push(consented(1, 2, STANDING_COMMITTEE));
    let agreed = ClassificationAgreed { proposal: 1, addressees: vec![DEPARTMENT] };
    consenting(FRONT, &history)
        .when(&to(1), &paired())
        .then(&[Emit::on(PETITION, own(2, FRONT)), Emit::on(PETITION, agreed)]);
}

#[test]
fn the_days_of_a_suggestion_run_from_the_first_consent() {
    let given = ConsentGiven { consent_due: Some(CONSENT_DUE), ..own(1, GROUP_EAST) };
    consenting(GROUP_EAST, &[received_in_north(), suggested()])
        .when(&to(1), &paired())
        .then(&[Emit::on(PETITION, given)]);
}

/// Both petitions, the second one's side of the commune still open, on a list.
fn listed() -> Spec<Consenting> {
    let fixed = IntakeEvent::from(ListFixed {
        number: line("LH21-DS-1"),
        council: COUNCIL,
        round: code("r1"),
        area: None,
        revision: 2,
        petitions: vec![PETITION, OTHER],
    });
    let act = act(LIST, COMMUNE_NORTH, AFTER_REFORM);
    let petitions = on(PETITION, &open()).chain(on(OTHER, &open())).collect::<Vec<_>>();
    Spec::given(act, petitions.into_iter().chain(on(LIST, &[fixed.into()])))
}

fn of_list(revision: u32, petitions: &[StreamId]) -> GiveConsent {
    let seen = |&petition| SeenProposal { petition, proposal: 1 };
    let list = Some(SeenList { list: LIST, revision });
    GiveConsent { list, petitions: petitions.iter().map(seen).collect() }
}

#[test]
fn a_list_is_consented_to_with_the_exceptions_left_out() {
    let streams = |named: &[StreamId]| {
        let emits = listed().when(&of_list(2, named), &paired()).events();
        emits.into_iter().map(|emit| emit.stream).collect::<Vec<_>>()
    };
    assert_eq!(streams(&[PETITION, OTHER]), [PETITION, OTHER]);
    assert_eq!(streams(&[OTHER]), [OTHER]);
}

#[test]
fn somebody_consents_to_something() {
    listed().when(&of_list(2, &[]), &paired()).then_refused(Refusal::NoPetitions);
}

#[test]
fn more_petitions_than_the_bound_are_refused() {
    let many = vec![PETITION; PETITIONS_MAX + 1];
    listed()
        .when(&of_list(2, &many), &paired())
        .then_refused(Refusal::TooManyPetitions { max: PETITIONS_MAX });
}

#[test]
fn a_petition_is_named_once() {
    listed()
        .when(&of_list(2, &[OTHER, PETITION, OTHER]), &paired())
        .then_refused(Refusal::PetitionTwice { petition: OTHER });
}

#[test]
fn a_list_that_nobody_fixed_is_refused() {
    let nowhere = SeenList { list: PETITION, revision: 1 };
    let command = GiveConsent { list: Some(nowhere), ..of_list(2, &[PETITION]) };
    listed().when(&command, &paired()).then_refused(Refusal::ListUnknown);
}

#[test]
fn a_list_fixed_anew_has_to_be_looked_at_again() {
    listed()
        .when(&of_list(1, &[PETITION]), &paired())
        .then_refused(Refusal::ListRevised { revision: 2 });
}

#[test]
fn what_does_not_stand_on_the_list_is_not_consented_to_with_it() {
    listed()
        .when(&of_list(2, &[PETITION, LIST]), &paired())
        .then_refused(Refusal::NotOnTheList { petition: LIST });
}

#[test]
fn one_officer_never_consents_for_both_sides() {
    let officer = act(PETITION, COMMUNE_NORTH, AFTER_REFORM).officer;
    let own = consented_by(officer, 1, 1, GROUP_EAST);
    let first = [received_in_north(), proposed(1, &[DEPARTMENT]), own.clone()];
    consenting(COMMUNE_NORTH, &first)
        .when(&to(1), &paired())
        .then_refused(Refusal::SameOfficerForBothSides { petition: PETITION });
    // In the next pair the sides are others.
    let second = [first.as_slice(), &[consented(1, 1, COMMUNE_NORTH)]].concat();
    consenting(STANDING_COMMITTEE, &second).when(&to(1), &paired()).events();
}

#[test]
fn one_body_on_both_sides_needs_two_officers() {
    let mut rules = paired_rules();
    rules.pairs[0].sides = [Side::RaisedWith, Side::Body(GROUP_EAST)];
    let circle = under(rules);
    let half = open();
    let officer = act(PETITION, GROUP_EAST, AFTER_REFORM).officer;
    let alone =
        [received_in_north(), proposed(1, &[DEPARTMENT]), consented_by(officer, 1, 1, GROUP_EAST)];
    consenting(GROUP_EAST, &half).when(&to(1), &circle).events();
    consenting(GROUP_EAST, &alone)
        .when(&to(1), &circle)
        .then_refused(Refusal::SameOfficerForBothSides { petition: PETITION });
}

#[test]
fn what_was_not_received_is_not_consented_to() {
    consenting(COMMUNE_NORTH, &[])
        .when(&to(1), &paired())
        .then_refused(not_heard(NotHeard::NotReceived));
}

#[test]
fn what_is_closed_to_classification_is_not_consented_to() {
    for (ending, closed) in endings(DEPARTMENT) {
        let history = [open(), vec![ending]].concat();
        consenting(COMMUNE_NORTH, &history)
            .when(&to(1), &paired())
            .then_refused(not_heard(NotHeard::Closed(closed)));
    }
}

#[test]
fn a_council_without_rules_has_no_parties() {
    consenting(COMMUNE_NORTH, &open())
        .when(&to(1), &pins(before_rules()))
        .then_refused(not_heard(NotHeard::NoRules));
}

#[test]
fn only_the_standing_committee_records_what_stands_on_paper() {
    let rules = Rules { on_paper: vec![COMMUNE_NORTH], ..paired_rules() };
    let circle = under(rules);
    let paper = |body| as_done::<Consenting>(on_paper(body, COMMUNE_NORTH), &open());
    paper(STANDING_COMMITTEE).when(&to(1), &circle).events();
    let allowed = STANDING_COMMITTEE;
    paper(FRONT)
        .when(&to(1), &circle)
        .then_refused(not_heard(NotHeard::Paper(Paper::NotYoursToRecord { allowed })));
    let without = Act { document: None, ..on_paper(STANDING_COMMITTEE, COMMUNE_NORTH) };
    as_done::<Consenting>(without, &open())
        .when(&to(1), &circle)
        .then_refused(not_heard(NotHeard::Paper(Paper::NoPaper)));
    paper(STANDING_COMMITTEE)
        .when(&to(1), &paired())
        .then_refused(not_heard(NotHeard::Paper(Paper::NotOnPaper)));
}

#[test]
fn where_the_rules_want_it_a_paper_is_recorded_with_its_scan() {
    let rules = Rules { on_paper: vec![COMMUNE_NORTH], paper_scanned: true, ..paired_rules() };
    let circle = under(rules);
    let mut paper = on_paper(STANDING_COMMITTEE, COMMUNE_NORTH);
    as_done::<Consenting>(paper.clone(), &open())
        .when(&to(1), &circle)
        .then_refused(not_heard(NotHeard::Paper(Paper::NoScan)));
    if let Some(document) = &mut paper.document {
        document.scan = directory::fixture::photos().iter().next().cloned();
    }
    as_done::<Consenting>(paper, &open()).when(&to(1), &circle).events();
}

#[test]
fn nobody_consents_on_paper_for_both_parties() {
    // By these rules the Front answers on paper; but the standing committee faces it.
    as_done::<Consenting>(on_paper(STANDING_COMMITTEE, FRONT), &second_pair())
        .when(&to(1), &paired())
        .then_refused(not_heard(NotHeard::NeverForBothParties));
    // Nor does an officer who serves the other side: this one is also the group's.
    let serves = proto::event::RoleGiven {
        officer: COLLEAGUE,
        body: GROUP_EAST,
        role: code("clerk"),
        from: directory::fixture::FIRST_DAY,
    };
    let mut circle = under(Rules { on_paper: vec![COMMUNE_NORTH], ..paired_rules() });
    circle.apply(proto::event::DirectoryEvent::from(serves).into());
    let paper = on_paper(STANDING_COMMITTEE, COMMUNE_NORTH);
    as_done::<Consenting>(Act { officer: Some(COLLEAGUE), ..paper }, &open())
        .when(&to(1), &circle)
        .then_refused(not_heard(NotHeard::NeverForBothParties));
}

#[test]
fn a_pair_without_a_body_for_each_side_agrees_on_nothing() {
    let history = [received_in(Some("elsewhere")), proposed(1, &[DEPARTMENT])];
    consenting(GROUP_EAST, &history)
        .when(&to(1), &paired())
        .then_refused(not_heard(NotHeard::SideVacant { pair: 1 }));
}

#[test]
fn only_a_party_consents() {
    for body in [GROUP_WEST, DEPARTMENT] {
        consenting(body, &open())
            .when(&to(1), &paired())
            .then_refused(not_heard(NotHeard::NotAParty));
    }
}

#[test]
fn there_is_no_consent_to_nothing() {
    consenting(GROUP_EAST, &[received_in_north()])
        .when(&to(0), &paired())
        .then_refused(not_heard(NotHeard::NothingProposed));
}

#[test]
fn a_replaced_proposal_is_not_consented_to() {
    let history = [open(), vec![proposed(2, &[FRONT])]].concat();
    consenting(COMMUNE_NORTH, &history)
        .when(&to(1), &paired())
        .then_refused(not_heard(NotHeard::ProposalReplaced { proposal: 2 }));
}

#[test]
fn what_is_agreed_needs_no_consent() {
    let mut history = [open(), vec![agreed(1, &[DEPARTMENT])]].concat();
    consenting(COMMUNE_NORTH, &history)
        .when(&to(1), &paired())
        .then_refused(not_heard(NotHeard::AlreadyAgreed));
    history.push(forwarded(DEPARTMENT));
    consenting(COMMUNE_NORTH, &history)
        .when(&to(1), &paired())
        .then_refused(not_heard(NotHeard::AlreadyForwarded));
}

#[test]
fn what_is_contested_is_not_consented_to() {
    let history = [open(), vec![contested(1, 1, COMMUNE_NORTH)]].concat();
    consenting(COMMUNE_NORTH, &history)
        .when(&to(1), &paired())
        .then_refused(not_heard(NotHeard::IsContested));
}

#[test]
fn nobody_consents_twice() {
    consenting(GROUP_EAST, &open())
        .when(&to(1), &paired())
        .then_refused(not_heard(NotHeard::AlreadyConsented));
}

#[test]
fn the_second_pair_waits_for_the_first() {
    let awaited = vec![COMMUNE_NORTH];
    consenting(FRONT, &open())
        .when(&to(1), &paired())
        .then_refused(not_heard(NotHeard::NotYourTurn { awaited }));
}

#[test]
fn a_refusal_names_the_rule_and_the_petition_beside_each_other() {
    let closed = not_heard(NotHeard::Closed(Closed::WasMerged { into: OTHER }));
    let json = serde_json::to_value(closed).unwrap();
    let expected = serde_json::json!({
        "rule": "was_merged", "petition": PETITION, "into": OTHER,
    });
    assert_eq!(json, expected);
    let turn = not_heard(NotHeard::NotYourTurn { awaited: vec![FRONT] });
    assert_eq!(serde_json::to_value(turn).unwrap()["rule"], "not_your_turn");
    let paper = not_heard(NotHeard::Paper(Paper::NoPaper));
    assert_eq!(serde_json::to_value(paper).unwrap()["rule"], "no_paper");
}
