use super::super::story::{
    LIST, OTHER_LIST, fixed, listed, merged_into, not_a_petition, split_into, withdrawn,
};
use super::*;
use decider::spec::{Spec, act};
use directory::fixture::petition::{OTHER, PETITION, received, received_by};
use directory::fixture::{
    AFTER_REFORM, BACK_DATING_DAYS, COMMUNE_COUNCIL, COMMUNE_GROUP, COUNCIL, FRONT, GROUP_EAST,
    LAST_DAY_OF_TERM, STANDING_COMMITTEE, TERM, before_reform, before_rules, circle, code, line,
    pins,
};
use jiff::ToSpan;
use proto::event::{Event, PartOf, RoundOpened, RoundPhase};
use proto::{CommandId, Version};

const ROUND: &str = "2025-1";

fn seen(petitions: &[StreamId]) -> Vec<SeenPetition> {
    let seen = |&petition: &StreamId| SeenPetition { petition, seen_version: Version(1) };
    petitions.iter().map(seen).collect()
}

fn first(petitions: &[StreamId]) -> FixList {
    let (round, area) = (code(ROUND), Some(code("east")));
    FixList { council: COUNCIL, round, area, petitions: seen(petitions) }
}

fn anew(petitions: &[StreamId]) -> ReviseList {
    ReviseList { petitions: seen(petitions) }
}

fn counter() -> StreamId {
    StreamId::of_counter(COUNCIL, TERM, "list")
}

/// The standing committee fixes the list; this happened before.
fn given<D: Decider>(events: &[(StreamId, Event)]) -> Spec<D> {
    Spec::given(act(LIST, STANDING_COMMITTEE, AFTER_REFORM), events.to_vec())
}

/// Two petitions, the first on the list.
fn one_row() -> Vec<(StreamId, Event)> {
    vec![
        (PETITION, received()),
        (OTHER, received()),
        (LIST, fixed(COUNCIL, ROUND, &[PETITION])),
        (PETITION, listed(LIST, ROUND)),
    ]
}

fn row(revision: u32, row: u32) -> PetitionListed {
    PetitionListed { list: LIST, round: code(ROUND), revision, row }
}

fn sheet(number: &str, revision: u32, petitions: &[StreamId]) -> ListFixed {
    ListFixed {
        number: line(number),
        council: COUNCIL,
        round: code(ROUND),
        area: Some(code("east")),
        revision,
        petitions: petitions.to_vec(),
    }
}

#[test]
fn a_list_gets_the_next_number_of_its_own_series() {
    // What was merged or is no petition stands on the list too, for all to see.
    let events = [
        (PETITION, received()),
        (PETITION, merged_into(OTHER)),
        (OTHER, received()),
        (OTHER, not_a_petition()),
    ];
    given::<FixingList>(&events)
        .counter(counter(), 2)
        .when(&first(&[OTHER, PETITION]), &circle())
        .then(&[
            Emit::on(counter(), NumberTaken { number: Version(3) }),
            Emit::on(LIST, sheet("LH21-DS-3", 1, &[OTHER, PETITION])),
            Emit::on(OTHER, row(1, 1)),
            Emit::on(PETITION, row(1, 2)),
        ]);
}

#[test]
fn a_revision_tells_only_those_whose_row_is_new_or_moved() {
    given::<RevisingList>(&one_row()).when(&anew(&[PETITION, OTHER]), &circle()).then(&[
        Emit::on(LIST, sheet("LH21-DS-3", 2, &[PETITION, OTHER])),
        Emit::on(OTHER, row(2, 2)),
    ]);
    let moved = given::<RevisingList>(&one_row()).when(&anew(&[OTHER, PETITION]), &circle());
    assert_eq!(moved.events().len(), 3);
}

#[test]
fn only_a_list_is_revised() {
    given::<RevisingList>(&[(PETITION, received())])
        .when(&anew(&[PETITION]), &circle())
        .then_refused(Refusal::ListUnknown);
}

#[test]
fn a_list_holds_something() {
    given::<FixingList>(&[]).when(&first(&[]), &circle()).then_refused(Refusal::NoPetitions);
}

#[test]
fn a_list_holds_a_hundred_petitions_at_most() {
    let petition = |n: u128| CommandId(uuid::Uuid::from_u128(n)).stream(0);
    let petitions: Vec<StreamId> = (0..=PETITIONS_MAX as u128).map(petition).collect();
    let all: Vec<_> = petitions.iter().map(|&id| (id, received())).collect();
    let full = given::<FixingList>(&all).when(&first(&petitions[1..]), &circle());
    assert_eq!(full.events().len(), 102);
    given::<FixingList>(&all)
        .when(&first(&petitions), &circle())
        .then_refused(Refusal::TooManyPetitions { max: 100 });
}

#[test]
fn a_list_names_a_petition_once() {
    given::<RevisingList>(&one_row())
        .when(&anew(&[PETITION, PETITION]), &circle())
        .then_refused(Refusal::PetitionTwice { petition: PETITION });
}

#[test]
fn a_council_without_rules_has_no_lists() {
    given::<FixingList>(&one_row())
        .when(&first(&[OTHER]), &pins(before_rules()))
        .then_refused(Refusal::NoRules);
}

#[test]
fn only_the_standing_committee_fixes_lists() {
    for body in [GROUP_EAST, FRONT] {
        Spec::<FixingList>::given(act(LIST, body, AFTER_REFORM), [(OTHER, received())])
            .when(&first(&[OTHER]), &circle())
            .then_refused(Refusal::NotTheStandingCommittee { allowed: STANDING_COMMITTEE });
    }
}

#[test]
fn a_list_lies_no_further_back_than_the_rules_allow() {
    let days = |days: u32| AFTER_REFORM.checked_add(i64::from(days).days()).unwrap();
    let last_day = given::<FixingList>(&one_row()).today(days(BACK_DATING_DAYS));
    assert_eq!(last_day.when(&first(&[OTHER]), &circle()).events().len(), 3);
    given::<FixingList>(&one_row())
        .today(days(BACK_DATING_DAYS + 1))
        .when(&first(&[OTHER]), &circle())
        .then_refused(Refusal::TooFarBack { days_max: BACK_DATING_DAYS });
}

/// The council opened this round, which takes petitions in until the day of these tests.
fn opened(round: &str) -> Pins {
    let opened = RoundOpened {
        council: COUNCIL,
        round: code(round),
        session: code("2025-giua-nam"),
        phase: RoundPhase::Before,
        joined: Vec::new(),
        areas: Vec::new(),
        from: AFTER_REFORM,
        until: AFTER_REFORM,
        cut_off: AFTER_REFORM,
    };
    pins(before_reform().into_iter().chain([opened.into()]))
}

#[test]
fn a_part_is_for_the_round_of_the_whole_whenever_that_was_split() {
    let late = AFTER_REFORM.tomorrow().unwrap();
    let fixed = |raised_on| {
        let part_of = Event::from(IntakeEvent::from(PartOf { petition: OTHER, raised_on }));
        let history = vec![(PETITION, late, received()), (PETITION, late, part_of)];
        let act = act(LIST, STANDING_COMMITTEE, late);
        let spec = Spec::<FixingList>::given_on_days(act, history);
        spec.when(&first(&[PETITION]), &opened(ROUND)).word()
    };
    assert_eq!(fixed(Some(AFTER_REFORM)), "3 events");
    assert!(fixed(Some(late)).starts_with("RaisedAfterCutOff"));
}

#[test]
fn what_was_raised_after_the_cut_off_of_a_round_is_for_the_next_one() {
    let late = AFTER_REFORM.tomorrow().unwrap();
    let act = act(LIST, STANDING_COMMITTEE, late);
    let raised = |day| vec![(PETITION, day, received())];
    let spec = Spec::<FixingList>::given_on_days(act.clone(), raised(AFTER_REFORM));
    assert_eq!(spec.when(&first(&[PETITION]), &opened(ROUND)).events().len(), 3);
    let spec = Spec::<FixingList>::given_on_days(act.clone(), raised(late));
    let refusal = Refusal::RaisedAfterCutOff { petition: PETITION, cut_off: AFTER_REFORM };
    spec.when(&first(&[PETITION]), &opened(ROUND)).then_refused(refusal);
    // No row ever leaves a list, also where the round was opened after the list was fixed.
    let listed = [(LIST, late, fixed(COUNCIL, ROUND, &[PETITION]))];
    let history = raised(late).into_iter().chain(listed);
    Spec::<RevisingList>::given_on_days(act, history)
        .when(&anew(&[PETITION]), &opened(ROUND))
        .then(&[Emit::on(LIST, sheet("LH21-DS-3", 2, &[PETITION]))]);
}

#[test]
fn a_list_is_of_a_round_that_the_council_opened() {
    let spec = given::<FixingList>(&one_row());
    assert_eq!(spec.when(&first(&[OTHER]), &opened(ROUND)).events().len(), 3);
    spec.when(&first(&[OTHER]), &opened("2025-2"))
        .then_refused(Refusal::RoundUnknown { known: vec![code("2025-2")] });
}

#[test]
fn no_row_ever_leaves_a_list() {
    given::<RevisingList>(&one_row())
        .when(&anew(&[OTHER]), &circle())
        .then_refused(Refusal::RowsDropped { petitions: vec![PETITION] });
}

#[test]
fn what_was_never_received_is_not_listed() {
    given::<FixingList>(&[])
        .when(&first(&[PETITION]), &circle())
        .then_refused(Refusal::NoSuchPetition { petition: PETITION });
    // Another list is no petition either.
    given::<FixingList>(&[(OTHER_LIST, fixed(COUNCIL, ROUND, &[PETITION]))])
        .when(&first(&[OTHER_LIST]), &circle())
        .then_refused(Refusal::NoSuchPetition { petition: OTHER_LIST });
}

#[test]
fn a_list_holds_petitions_of_its_council() {
    given::<FixingList>(&[(PETITION, received_by(COMMUNE_COUNCIL, COMMUNE_GROUP))])
        .when(&first(&[PETITION]), &circle())
        .then_refused(Refusal::OfAnotherCouncil { petition: PETITION });
}

#[test]
fn a_petition_stands_on_one_list_of_a_round() {
    let elsewhere = [(PETITION, received()), (PETITION, listed(OTHER_LIST, ROUND))];
    given::<FixingList>(&elsewhere)
        .when(&first(&[PETITION]), &circle())
        .then_refused(Refusal::ListedElsewhere { petition: PETITION, list: OTHER_LIST });
    // What is carried over into a later round stands on a list of that one too.
    let earlier = [(PETITION, received()), (PETITION, listed(OTHER_LIST, "2024-2"))];
    let spec = given::<FixingList>(&earlier);
    assert_eq!(spec.when(&first(&[PETITION]), &circle()).events().len(), 3);
}

#[test]
fn what_has_ended_is_not_listed_anew_and_keeps_the_row_that_it_has() {
    for end in [withdrawn(), split_into(&[OTHER])] {
        given::<FixingList>(&[(PETITION, received()), (PETITION, end.clone())])
            .when(&first(&[PETITION]), &circle())
            .then_refused(Refusal::AlreadyEnded { petition: PETITION });
        let mut events = one_row();
        events.push((PETITION, end));
        let kept = given::<RevisingList>(&events).when(&anew(&[PETITION, OTHER]), &circle());
        assert_eq!(kept.events().len(), 2);
    }
}

#[test]
fn no_list_is_numbered_between_two_terms() {
    let day = LAST_DAY_OF_TERM.tomorrow().unwrap();
    Spec::<FixingList>::given(act(LIST, STANDING_COMMITTEE, day), [(PETITION, received())])
        .when(&first(&[PETITION]), &circle())
        .then_refused(Refusal::NoTermOpen);
}
