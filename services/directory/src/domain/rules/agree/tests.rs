use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::rules::propose::ProposingRules;
use crate::fixture::{
    AFTER_REFORM, BEFORE_REFORM, COMMUNE_COUNCIL, COUNCIL, DEPARTMENT, FRONT, LAST_DAY_OF_DISTRICT,
    PEOPLES_COMMITTEE, STANDING_COMMITTEE, before_reform, before_rules, line, paired, pins, reform,
    rules,
};
use decider::Act;
use decider::spec::{Spec, Then, act};
use proptest::prelude::*;
use proto::Day;
use proto::command::ProposeRules;
use proto::event::{BodyEnded, Rules, RulesProposed};

/// What the Front proposed: ten days more for every answer.
fn changed() -> Rules {
    let mut rules = rules();
    rules.answer.days += 10;
    rules
}

fn proposed(proposal: u32, rules: Rules) -> DirectoryEvent {
    let from = BEFORE_REFORM;
    RulesProposed { council: COUNCIL, proposal, by: FRONT, from, rules }.into()
}

fn agreed(proposal: u32, by: BodyId) -> RulesAgreed {
    RulesAgreed { council: COUNCIL, proposal, by }
}

fn adopted(from: Day) -> RulesAdopted {
    RulesAdopted { council: COUNCIL, from, rules: changed() }
}

/// The circle, its first proposal, and `events`.
fn after(events: impl IntoIterator<Item = DirectoryEvent>) -> Pins {
    pins(before_reform().into_iter().chain([proposed(1, changed())]).chain(events))
}

fn agree(body: BodyId, proposal: u32, day: Day, pins: &Pins) -> Then<AgreeingRules> {
    let command = AgreeRules { council: COUNCIL, proposal };
    Spec::given(act(StreamId::of_rules(COUNCIL), body, day), []).when(&command, pins)
}

/// `event` on the stream of the council's rules.
fn emit(event: impl Into<DirectoryEvent>) -> Emit<DirectoryEvent> {
    Emit::on(StreamId::of_rules(COUNCIL), event)
}

#[test]
fn rules_count_when_the_last_of_three_parties_agrees() {
    let first = agreed(1, STANDING_COMMITTEE);
    agree(STANDING_COMMITTEE, 1, BEFORE_REFORM, &after([])).then(&[emit(first.clone())]);
    let last = agreed(1, PEOPLES_COMMITTEE);
    agree(PEOPLES_COMMITTEE, 1, BEFORE_REFORM, &after([first.clone().into()]))
        .then(&[emit(last.clone()), emit(adopted(BEFORE_REFORM))]);
    let pins = after([first.into(), last.into(), adopted(BEFORE_REFORM).into()]);
    assert_eq!(pins.rules(COUNCIL, BEFORE_REFORM), Some(&changed()));
    assert_eq!(pins.proposals(COUNCIL)[0].fate, Fate::Adopted);
}

#[test]
fn nothing_is_in_force_before_the_last_party_agreed() {
    let last_day = LAST_DAY_OF_DISTRICT;
    agree(PEOPLES_COMMITTEE, 1, last_day, &after([agreed(1, STANDING_COMMITTEE).into()]))
        .then(&[emit(agreed(1, PEOPLES_COMMITTEE)), emit(adopted(last_day))]);
}

#[test]
fn a_party_agrees_to_a_proposal_that_it_names() {
    agree(PEOPLES_COMMITTEE, 2, BEFORE_REFORM, &after([])).then_refused(Refusal::ProposalUnknown);
    let of_another = Spec::<AgreeingRules>::given(
        act(StreamId::of_rules(COMMUNE_COUNCIL), PEOPLES_COMMITTEE, BEFORE_REFORM),
        [],
    );
    of_another
        .when(&AgreeRules { council: COMMUNE_COUNCIL, proposal: 1 }, &after([]))
        .then_refused(Refusal::ProposalUnknown);
}

#[test]
fn a_proposal_is_void_once_other_rules_are_adopted() {
    let other =
        RulesAdopted { rules: Rules { back_dating_days: 1, ..rules() }, ..adopted(BEFORE_REFORM) };
    let void = after([other.into()]);
    agree(PEOPLES_COMMITTEE, 1, BEFORE_REFORM, &void).then_refused(Refusal::ProposalClosed);
    assert_eq!(void.proposals(COUNCIL)[0].fate, Fate::Void);
    let done = after([adopted(BEFORE_REFORM).into()]);
    agree(PEOPLES_COMMITTEE, 1, BEFORE_REFORM, &done).then_refused(Refusal::ProposalClosed);
}

#[test]
fn only_a_party_agrees_to_rules() {
    let parties = vec![STANDING_COMMITTEE, FRONT, PEOPLES_COMMITTEE];
    agree(DEPARTMENT, 1, BEFORE_REFORM, &after([])).then_refused(Refusal::NotAParty { parties });
}

#[test]
fn a_party_agrees_once_and_a_proposer_has_agreed() {
    agree(FRONT, 1, BEFORE_REFORM, &after([])).then_refused(Refusal::AgreedAlready);
    let twice = after([agreed(1, STANDING_COMMITTEE).into()]);
    agree(STANDING_COMMITTEE, 1, BEFORE_REFORM, &twice).then_refused(Refusal::AgreedAlready);
}

#[test]
fn who_took_over_a_partys_work_agrees_in_its_place() {
    let ended = BodyEnded {
        body: PEOPLES_COMMITTEE,
        until: LAST_DAY_OF_DISTRICT.yesterday().unwrap(),
        successors: vec![DEPARTMENT],
        basis: line("local choice"),
    };
    let proposed_again = Rules { peoples_committee: DEPARTMENT, ..changed() };
    let pins = after([
        ended.into(),
        proposed(2, proposed_again.clone()),
        agreed(2, STANDING_COMMITTEE).into(),
    ]);
    let adopted = RulesAdopted { rules: proposed_again, ..adopted(LAST_DAY_OF_DISTRICT) };
    agree(DEPARTMENT, 2, LAST_DAY_OF_DISTRICT, &pins)
        .then(&[emit(agreed(2, DEPARTMENT)), emit(adopted)]);
}

#[test]
fn rules_that_became_unfit_while_they_waited_are_not_agreed() {
    // The district, which answers for markets, ends meanwhile.
    let body = crate::fixture::DISTRICT;
    agree(PEOPLES_COMMITTEE, 1, AFTER_REFORM, &after([reform()]))
        .then_refused(Refusal::BodyNotStanding { body });
}

#[test]
fn nobody_agrees_for_another_without_a_rule_that_says_so() {
    let act = act(StreamId::of_rules(COUNCIL), STANDING_COMMITTEE, BEFORE_REFORM);
    Spec::<AgreeingRules>::given(Act { on_behalf: Some(PEOPLES_COMMITTEE), ..act }, [])
        .when(&AgreeRules { council: COUNCIL, proposal: 1 }, &paired())
        .then_refused(Refusal::MayNotRecordFor { body: PEOPLES_COMMITTEE });
}

/// How far rules may have come.
fn lives() -> Vec<(&'static str, Pins)> {
    let begun = |events: Vec<DirectoryEvent>| pins(before_rules().into_iter().chain(events));
    vec![
        ("no rules", begun(vec![])),
        ("no rules, proposed", begun(vec![proposed(1, changed())])),
        ("in force", pins(before_reform())),
        ("changes proposed", after([])),
        ("two of three agreed", after([agreed(1, STANDING_COMMITTEE).into()])),
        (
            "changed",
            after([
                agreed(1, STANDING_COMMITTEE).into(),
                agreed(1, PEOPLES_COMMITTEE).into(),
                adopted(BEFORE_REFORM).into(),
            ]),
        ),
    ]
}

#[test]
fn what_can_be_done_about_rules() {
    use crate::domain::rules::adopt::AdoptingRules;
    use proto::command::AdoptRules;

    let day = BEFORE_REFORM;
    let by = |body| act(StreamId::of_rules(COUNCIL), body, day);
    let adopt = AdoptRules { council: COUNCIL, from: day, rules: rules() };
    let propose = ProposeRules { council: COUNCIL, from: day, rules: changed() };
    let rows: Vec<(&str, Vec<String>)> = lives()
        .iter()
        .map(|(life, pins)| {
            let mut cells = vec![
                Spec::<AdoptingRules>::given(by(COUNCIL), []).when(&adopt, pins).word(),
                Spec::<ProposingRules>::given(by(FRONT), []).when(&propose, pins).word(),
            ];
            let agreeing = [FRONT, STANDING_COMMITTEE, PEOPLES_COMMITTEE];
            cells.extend(agreeing.map(|body| agree(body, 1, day, pins).word()));
            (*life, cells)
        })
        .collect();
    let columns = ["adopt", "propose", "front agrees", "committee agrees", "people's agrees"];
    insta::assert_snapshot!(crate::fixture::table(&columns, &rows));
}

#[derive(Debug, Clone, Copy)]
enum Asked {
    Propose { party: usize, answer_days: u32 },
    Agree { party: usize, proposal: u32 },
}

fn asked() -> impl Strategy<Value = Asked> {
    let party = 0..4_usize;
    prop_oneof![
        1 => (party.clone(), 1..4_u32)
            .prop_map(|(party, answer_days)| Asked::Propose { party, answer_days }),
        3 => (party, 0..6_u32).prop_map(|(party, proposal)| Asked::Agree { party, proposal }),
    ]
}

fn decided(asked: Asked, pins: &Pins) -> Vec<Emit<DirectoryEvent>> {
    let bodies = [STANDING_COMMITTEE, FRONT, PEOPLES_COMMITTEE, DEPARTMENT];
    let outcome = match asked {
        Asked::Propose { party, answer_days } => {
            let mut rules = rules();
            rules.answer.days = answer_days;
            let command = ProposeRules { council: COUNCIL, from: BEFORE_REFORM, rules };
            let act = act(StreamId::of_rules(COUNCIL), bodies[party], BEFORE_REFORM);
            Spec::<ProposingRules>::given(act, []).when(&command, pins).outcome()
        }
        Asked::Agree { party, proposal } => {
            agree(bodies[party], proposal, BEFORE_REFORM, pins).outcome()
        }
    };
    outcome.unwrap_or_default()
}

proptest! {
    #[test]
    fn rules_change_only_by_three_words_to_one_proposal(
        asked in proptest::collection::vec(asked(), 1..40),
    ) {
        let mut pins = pins(before_reform());
        let mut words: BTreeMap<u32, BTreeSet<BodyId>> = BTreeMap::new();
        let mut contents: BTreeMap<u32, Rules> = BTreeMap::new();
        for asked in asked {
            for Emit { event, .. } in decided(asked, &pins) {
                if let DirectoryEvent::RulesProposed(proposed) = &event {
                    let next = contents.len() + 1;
                    prop_assert_eq!(usize::try_from(proposed.proposal).unwrap(), next);
                    contents.insert(proposed.proposal, proposed.rules.clone());
                    words.entry(proposed.proposal).or_default().insert(proposed.by);
                }
                if let DirectoryEvent::RulesAgreed(agreed) = &event {
                    let new = words.entry(agreed.proposal).or_default().insert(agreed.by);
                    prop_assert!(new, "said twice");
                }
                if let DirectoryEvent::RulesAdopted(adopted) = &event {
                    let complete = words.iter().filter(|(_, parties)| parties.len() == 3);
                    let mut meant = complete.map(|(proposal, _)| &contents[proposal]);
                    prop_assert!(meant.any(|rules| *rules == adopted.rules));
                }
                pins.apply(event.into());
            }
            // What is in force is what three parties agreed to, or what the council began with.
            let in_force = pins.rules(COUNCIL, BEFORE_REFORM).unwrap();
            let agreed = pins.proposals(COUNCIL).iter().filter(|known| known.agreed.len() == 3);
            let mut agreed = agreed.map(|known| &known.proposed.rules);
            prop_assert!(*in_force == rules() || agreed.any(|rules| rules == in_force));
        }
    }
}
