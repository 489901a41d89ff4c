use super::super::story::{MEETING, meeting};
use super::*;
use decider::spec::{Spec, act};
use directory::fixture::petition::PETITION;
use directory::fixture::{
    AFTER_REFORM, BACK_DATING_DAYS, COMMUNE_COUNCIL, COMMUNE_GROUP, COUNCIL, FIRST_DAY, GROUP_EAST,
    GROUP_WEST, LAST_DAY_OF_TERM, STANDING_COMMITTEE, TERM, before_reform, before_rules, circle,
    code, line, photos, pins, sealed,
};
use jiff::ToSpan;
use proptest::prelude::*;
use proto::event::{RaisedVia, TermOpened, Written, WrittenOf};
use proto::text::FreeText;
use proto::{CommandId, Day, Digest, Version};
use std::collections::{BTreeMap, BTreeSet};

/// The eastern group records on `day`.
fn on(day: Day) -> Spec<RecordingPetition> {
    Spec::given(act(PETITION, GROUP_EAST, day), [])
}

fn record() -> RecordPetition<Sealed> {
    RecordPetition {
        council: COUNCIL,
        via: RaisedVia::DelegateGroup,
        meeting: None,
        raised_with: GROUP_EAST,
        area: Some(code("east")),
        field: Some(code("roads")),
        original: sealed(4),
        raised_by: Some(sealed(5)),
        public_wording: Some(FreeText::new("Sửa đường liên xã").unwrap()),
        written: Vec::new(),
        attachments: photos(),
    }
}

/// The same, taken over from a row of a book with so many names beside it.
fn from_a_row(names: usize) -> RecordPetition<Sealed> {
    let (of, text, body) = (WrittenOf::Addressee, sealed(6), None);
    let written = vec![Written { of, text, body }; names];
    RecordPetition { via: RaisedVia::Import, written, ..record() }
}

#[test]
fn what_a_book_says_beside_the_petition_is_kept_as_written() {
    let then = on(AFTER_REFORM).when(&from_a_row(WRITTEN_MAX), &circle());
    let written = from_a_row(WRITTEN_MAX).written;
    let kept = Emit::on(PETITION, WrittenInTheBook { written });
    assert_eq!(then.events().last(), Some(&kept));
}

#[test]
fn only_a_petition_of_a_book_has_a_row_in_one() {
    let command = RecordPetition { via: RaisedVia::ByHand, ..from_a_row(1) };
    on(AFTER_REFORM).when(&command, &circle()).then_refused(Refusal::NotFromABook);
}

#[test]
fn a_row_says_no_more_than_a_row_can() {
    let max = WRITTEN_MAX;
    on(AFTER_REFORM)
        .when(&from_a_row(max + 1), &circle())
        .then_refused(Refusal::TooMuchWritten { max });
}

fn counter_of(council: BodyId) -> StreamId {
    StreamId::of_counter(council, TERM, "petition")
}

#[test]
fn a_petition_gets_the_next_number_of_its_councils_term() {
    let RecordPetition { council, via, raised_with, area, field, .. } = record();
    let received = PetitionReceived {
        number: line("LH21-17"),
        council,
        term: code(TERM),
        via,
        raised_with,
        area,
        field,
        original: sealed(4),
        raised_by: Some(sealed(5)),
        public_wording: record().public_wording,
        tracking_mac: Digest::ZERO,
        attachments: photos(),
    };
    on(AFTER_REFORM).counter(counter_of(COUNCIL), 16).when(&record(), &circle()).then(&[
        Emit::on(counter_of(COUNCIL), NumberTaken { number: Version(17) }),
        Emit::on(PETITION, received),
    ]);
}

#[test]
fn nothing_is_put_to_a_council_before_its_first_day() {
    on(FIRST_DAY.yesterday().unwrap())
        .when(&record(), &circle())
        .then_refused(Refusal::CouncilNotStanding);
}

#[test]
fn nothing_is_numbered_between_two_terms() {
    on(LAST_DAY_OF_TERM.tomorrow().unwrap())
        .when(&record(), &circle())
        .then_refused(Refusal::NoTermOpen);
}

#[test]
fn a_council_without_rules_receives_nothing() {
    on(AFTER_REFORM).when(&record(), &pins(before_rules())).then_refused(Refusal::NoRules);
}

#[test]
fn the_group_belongs_to_the_council() {
    on(AFTER_REFORM)
        .when(&RecordPetition { raised_with: COMMUNE_GROUP, ..record() }, &circle())
        .then_refused(Refusal::NotADelegateGroupOfThisCouncil);
}

#[test]
fn a_body_of_the_council_that_is_no_delegate_group_takes_no_petition() {
    let command = RecordPetition { raised_with: STANDING_COMMITTEE, ..record() };
    Spec::<RecordingPetition>::given(act(PETITION, STANDING_COMMITTEE, AFTER_REFORM), [])
        .when(&command, &circle())
        .then_refused(Refusal::NotADelegateGroupOfThisCouncil);
}

/// Raised at a meeting of `group`.
fn raised_at(group: BodyId) -> Spec<RecordingPetition> {
    let held = (MEETING, meeting(COUNCIL, group));
    Spec::given(act(PETITION, GROUP_EAST, AFTER_REFORM), [held])
}

#[test]
fn a_petition_raised_at_a_meeting_says_so() {
    let command = RecordPetition { meeting: Some(MEETING), ..record() };
    let emits = raised_at(GROUP_EAST).when(&command, &circle()).events();
    assert_eq!(emits.len(), 3);
    assert_eq!(emits[2], Emit::on(PETITION, RaisedAtMeeting { meeting: MEETING }));
    let without = on(AFTER_REFORM).when(&record(), &circle()).events();
    assert_eq!(emits[..2], without[..]);
}

#[test]
fn nothing_is_raised_at_a_meeting_that_nobody_recorded() {
    on(AFTER_REFORM)
        .when(&RecordPetition { meeting: Some(MEETING), ..record() }, &circle())
        .then_refused(Refusal::MeetingUnknown);
}

#[test]
fn a_group_that_was_not_at_the_meeting_took_nothing_there() {
    raised_at(GROUP_WEST)
        .when(&RecordPetition { meeting: Some(MEETING), ..record() }, &circle())
        .then_refused(Refusal::GroupNotAtMeeting { took_part: vec![GROUP_WEST] });
}

#[test]
fn nobody_records_for_another_group() {
    let allowed = [GROUP_WEST, STANDING_COMMITTEE];
    on(AFTER_REFORM)
        .when(&RecordPetition { raised_with: GROUP_WEST, ..record() }, &circle())
        .then_refused(Refusal::NotYoursToRecord { allowed });
}

#[test]
fn a_meeting_lies_no_further_back_than_the_rules_allow() {
    let days = |days: u32| AFTER_REFORM.checked_add(i64::from(days).days()).unwrap();
    let last_day = on(AFTER_REFORM).today(days(BACK_DATING_DAYS));
    assert_eq!(last_day.when(&record(), &circle()).events().len(), 2);
    on(AFTER_REFORM)
        .today(days(BACK_DATING_DAYS + 1))
        .when(&record(), &circle())
        .then_refused(Refusal::TooFarBack { days_max: BACK_DATING_DAYS });
}

#[test]
fn a_field_is_one_of_the_councils() {
    let known = ["roads", "markets", "other"].map(code).to_vec();
    on(AFTER_REFORM)
        .when(&RecordPetition { field: Some(code("space")), ..record() }, &circle())
        .then_refused(Refusal::FieldUnknown { known });
}

#[test]
fn every_petition_can_be_tracked() {
    let untracked = Act { tracking_mac: None, ..act(PETITION, GROUP_EAST, AFTER_REFORM) };
    Spec::<RecordingPetition>::given(untracked, [])
        .when(&record(), &circle())
        .then_refused(Refusal::NoTrackingCode);
}

/// One try: at which council, in which of its terms, for whom, by whom.
type Try = (bool, bool, bool, bool);

/// Two councils, each with a second term after the fixture's.
fn two_terms() -> Pins {
    let from = LAST_DAY_OF_TERM.tomorrow().unwrap();
    let next = [(COUNCIL, "LH26"), (COMMUNE_COUNCIL, "XB26")].map(|(council, prefix)| {
        let (term, prefix) = (code("2026-2031"), code(prefix));
        TermOpened { council, term, from, until: Day::constant(2031, 3, 31), prefix }.into()
    });
    pins(before_reform().into_iter().chain(next))
}

proptest! {
    #[test]
    fn numbers_are_consecutive_per_council_and_term_and_never_the_same(
        tries in proptest::collection::vec(any::<Try>(), 1..40),
    ) {
        let pins = two_terms();
        let mut counters: BTreeMap<StreamId, u64> = BTreeMap::new();
        let mut numbers = BTreeSet::new();
        for (n, (province, first_term, east, itself)) in tries.into_iter().enumerate() {
            let council = if province { COUNCIL } else { COMMUNE_COUNCIL };
            let raised_with = if east { GROUP_EAST } else { COMMUNE_GROUP };
            let by = if itself { raised_with } else { GROUP_WEST };
            let day = if first_term { AFTER_REFORM } else { LAST_DAY_OF_TERM.tomorrow().unwrap() };
            let petition = CommandId(uuid::Uuid::from_u128(n as u128)).stream(0);
            let command = RecordPetition { council, raised_with, ..record() };
            let act = act(petition, by, day);
            // The counters that the plan asks for are those that it is given, and no others.
            let planned = RecordingPetition::plan(&command, &act, &pins).counters;
            let spec = planned.iter().fold(Spec::<RecordingPetition>::given(act, []), |spec, id| {
                spec.counter(*id, counters.get(id).copied().unwrap_or_default())
            });
            let Ok(emits) = spec.when(&command, &pins).outcome() else { continue };
            let [
                Emit { stream: counter, event: IntakeEvent::NumberTaken(taken) },
                Emit { stream, event: IntakeEvent::PetitionReceived(received) },
            ] = &emits[..] else { panic!("{emits:?}") };
            prop_assert_eq!(*stream, petition);
            prop_assert_eq!(&planned, &[*counter]);
            let version = counters.entry(*counter).or_default();
            *version += 1;
            prop_assert_eq!(taken.number, Version(*version));
            prop_assert!(numbers.insert(received.number.clone()), "{} twice", received.number);
            let running = received.number.as_str().rsplit('-').next();
            let version = version.to_string();
            prop_assert_eq!(running, Some(version.as_str()));
        }
        prop_assert_eq!(counters.values().sum::<u64>(), numbers.len() as u64);
    }
}
