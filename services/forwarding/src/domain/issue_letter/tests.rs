use super::super::tests::{closed, returned, set_aside};
use super::*;
use decider::spec::{Spec, act};
use directory::fixture::petition::{
    LETTER, OTHER, PETITION, agreed, forwarded, lives, proposal, proposed, received, received_by,
    suggested,
};
use directory::fixture::{
    AFTER_REFORM, BACK_DATING_DAYS, BEFORE_REFORM, COMMUNE_COUNCIL, COMMUNE_GROUP, COMMUNE_NORTH,
    COMMUNE_SOUTH, COUNCIL, DEPARTMENT, DISTRICT, FIRST_DAY, GROUP_EAST, PEOPLES_COMMITTEE,
    STANDING_COMMITTEE, before_reform, circle, code, line, pins, reformed, rules, sealed, table,
};
use proptest::prelude::*;
use proto::envelope::DocumentRef;
use proto::event::{
    ClassificationEvent, ClassificationProposed, DayKind, DayOff, DaysOffPublished, Deadline,
    Event, Rules, RulesAdopted,
};
use proto::{CommandId, Day, Version};

/// A letter of the standing committee, dated `day`.
fn letter_of(day: Day) -> Act {
    let document =
        DocumentRef { symbol: line("12/TTHĐND"), issued_on: day, signer: None, scan: None };
    Act { document: Some(document), ..act(LETTER, STANDING_COMMITTEE, day) }
}

/// The petitions' histories, and a letter after the reform.
fn given(petitions: &[(StreamId, &[Event])]) -> Spec<IssuingLetter> {
    Spec::given(letter_of(AFTER_REFORM), streams(petitions))
}

fn streams(petitions: &[(StreamId, &[Event])]) -> Vec<(StreamId, Event)> {
    let each = petitions.iter().flat_map(|(id, events)| events.iter().map(|e| (*id, e.clone())));
    each.collect()
}

fn issue(to: BodyId, petitions: &[StreamId]) -> IssueLetter<Sealed> {
    let seen = |&petition: &StreamId| SeenPetition { petition, seen_version: Version(4) };
    let petitions = petitions.iter().map(seen).collect();
    IssueLetter { to, petitions, note: Some(sealed(6)), passed_on: false }
}

fn agreed_for(addressees: &[BodyId]) -> Vec<Event> {
    vec![received(), suggested(), proposed(2, addressees), agreed(2, addressees)]
}

#[test]
fn a_letter_carries_several_petitions_to_one_addressee() {
    let history = agreed_for(&[DEPARTMENT, COMMUNE_NORTH]);
    let answer_due = Some(Day::constant(2025, 10, 5)); // 15 September and 20 days
    let to = COMMUNE_NORTH;
    let issued = LetterIssued {
        to,
        petitions: vec![OTHER, PETITION],
        council: Some(COUNCIL),
        answer_due,
        basis: line("local choice"),
        note: Some(sealed(6)),
    };
    let each = PetitionForwarded { letter: LETTER, to, answer_due };
    given(&[(PETITION, &history), (OTHER, &agreed_for(&[COMMUNE_NORTH]))])
        .when(&issue(COMMUNE_NORTH, &[OTHER, PETITION]), &reformed())
        .then(&[Emit::on(LETTER, issued), Emit::on(OTHER, each.clone()), Emit::on(PETITION, each)]);
}

/// Agreed with a competence that the council's rules do not know.
fn agreed_elsewhere(addressees: &[BodyId]) -> Vec<Event> {
    let elsewhere = ClassificationProposed { competence: code("court"), ..proposal(2, addressees) };
    let elsewhere = ClassificationEvent::from(elsewhere).into();
    vec![received(), suggested(), elsewhere, agreed(2, addressees)]
}

#[test]
fn what_nobody_here_can_ask_an_answer_for_is_passed_on_without_a_due_day() {
    let command = IssueLetter { passed_on: true, ..issue(COMMUNE_NORTH, &[PETITION]) };
    let history = agreed_elsewhere(&[COMMUNE_NORTH]);
    let emits = given(&[(PETITION, &history)]).when(&command, &reformed()).events();
    let (to, answer_due) = (COMMUNE_NORTH, None);
    let forwarded = PetitionForwarded { letter: LETTER, to, answer_due };
    assert_eq!(emits.last(), Some(&Emit::on(PETITION, forwarded)));
}

#[test]
fn a_competence_that_the_rules_know_is_not_passed_on() {
    let command = IssueLetter { passed_on: true, ..issue(COMMUNE_NORTH, &[OTHER, PETITION]) };
    let elsewhere = agreed_elsewhere(&[COMMUNE_NORTH]);
    given(&[(OTHER, &elsewhere), (PETITION, &agreed_for(&[COMMUNE_NORTH]))])
        .when(&command, &reformed())
        .then_refused(Refusal::AnswerIsOwed { petition: PETITION });
}

#[test]
fn a_letter_carries_something() {
    given(&[]).when(&issue(DEPARTMENT, &[]), &circle()).then_refused(Refusal::NoPetitions);
}

#[test]
fn a_letter_carries_a_hundred_petitions_at_most() {
    let petition = |n: u128| CommandId(uuid::Uuid::from_u128(n)).stream(0);
    let petitions: Vec<StreamId> = (0..=PETITIONS_MAX as u128).map(petition).collect();
    let history = agreed_for(&[DEPARTMENT]);
    let all: Vec<_> = petitions.iter().map(|&id| (id, &history[..])).collect();
    let full = given(&all).when(&issue(DEPARTMENT, &petitions[1..]), &circle());
    assert_eq!(full.events().len(), 101);
    given(&all)
        .when(&issue(DEPARTMENT, &petitions), &circle())
        .then_refused(Refusal::TooManyPetitions { max: 100 });
}

#[test]
fn a_letter_names_a_petition_once() {
    given(&[(PETITION, &agreed_for(&[DEPARTMENT]))])
        .when(&issue(DEPARTMENT, &[PETITION, PETITION]), &circle())
        .then_refused(Refusal::PetitionTwice { petition: PETITION });
}

#[test]
fn what_was_not_received_is_not_forwarded() {
    given(&[(PETITION, &agreed_for(&[DEPARTMENT]))])
        .when(&issue(DEPARTMENT, &[PETITION, OTHER]), &circle())
        .then_refused(Refusal::Case(case::Refusal::PetitionUnknown { petition: OTHER }));
}

#[test]
fn a_letter_is_about_petitions_to_one_council() {
    let elsewhere = [
        received_by(COMMUNE_COUNCIL, COMMUNE_GROUP),
        proposed(1, &[DEPARTMENT]),
        agreed(1, &[DEPARTMENT]),
    ];
    given(&[(PETITION, &agreed_for(&[DEPARTMENT])), (OTHER, &elsewhere)])
        .when(&issue(DEPARTMENT, &[PETITION, OTHER]), &circle())
        .then_refused(Refusal::SeveralCouncils);
}

#[test]
fn a_letter_is_not_older_than_the_rules() {
    let early = letter_of(FIRST_DAY.yesterday().unwrap());
    let history = streams(&[(PETITION, &agreed_for(&[DEPARTMENT]))]);
    Spec::<IssuingLetter>::given(early, history)
        .when(&issue(DEPARTMENT, &[PETITION]), &circle())
        .then_refused(Refusal::Actor(actor::Refusal::NoRules));
}

#[test]
fn only_the_standing_committee_forwards() {
    let of_group = Act { body: Some(GROUP_EAST), ..letter_of(AFTER_REFORM) };
    let history = streams(&[(PETITION, &agreed_for(&[DEPARTMENT]))]);
    Spec::<IssuingLetter>::given(of_group, history)
        .when(&issue(DEPARTMENT, &[PETITION]), &circle())
        .then_refused(Refusal::NotTheStandingCommittee { allowed: STANDING_COMMITTEE });
}

#[test]
fn a_letter_has_a_symbol_and_a_date() {
    let unwritten = Act { document: None, ..letter_of(AFTER_REFORM) };
    let history = streams(&[(PETITION, &agreed_for(&[DEPARTMENT]))]);
    Spec::<IssuingLetter>::given(unwritten, history)
        .when(&issue(DEPARTMENT, &[PETITION]), &circle())
        .then_refused(Refusal::NoDocument);
}

#[test]
fn a_letter_is_issued_on_its_own_date() {
    let misdated = Act { occurred_on: BEFORE_REFORM, ..letter_of(AFTER_REFORM) };
    let history = streams(&[(PETITION, &agreed_for(&[DEPARTMENT]))]);
    Spec::<IssuingLetter>::given(misdated, history)
        .when(&issue(DEPARTMENT, &[PETITION]), &circle())
        .then_refused(Refusal::LetterDate);
}

#[test]
fn a_deadline_beyond_every_calendar_forwards_nothing() {
    let answer = Deadline { days: u32::MAX, ..rules().answer };
    let rules = Rules { answer, ..rules() };
    let adopted = RulesAdopted { council: COUNCIL, from: AFTER_REFORM, rules };
    let pins = pins(before_reform().into_iter().chain([adopted.into()]));
    given(&[(PETITION, &agreed_for(&[DEPARTMENT]))])
        .when(&issue(DEPARTMENT, &[PETITION]), &pins)
        .then_refused(Refusal::DeadlineBeyondCalendar);
}

#[test]
fn working_days_are_counted_as_far_as_days_off_are_published() {
    let answer = Deadline { days: 5, day_kind: DayKind::Working, ..rules().answer };
    let adopted =
        RulesAdopted { council: COUNCIL, from: AFTER_REFORM, rules: Rules { answer, ..rules() } };
    let unpublished = pins(before_reform().into_iter().chain([adopted.clone().into()]));
    let spec = given(&[(PETITION, &agreed_for(&[DEPARTMENT]))]);
    let command = issue(DEPARTMENT, &[PETITION]);
    spec.when(&command, &unpublished).then_refused(Refusal::DeadlineBeyondCalendar);
    let year = DaysOffPublished {
        year: 2025,
        days: vec![DayOff { day: Day::constant(2025, 9, 17), name: line("a day off") }],
        working: Vec::new(),
        source: line("local choice"),
    };
    let history = before_reform().into_iter().chain([adopted.into(), year.into()]);
    let events = spec.when(&command, &pins(history)).events();
    // Monday the 15th; the 17th is off, and so is the weekend.
    let answer_due = Some(Day::constant(2025, 9, 23));
    let to = DEPARTMENT;
    assert_eq!(events[1].event, PetitionForwarded { letter: LETTER, to, answer_due }.into());
}

#[test]
fn a_letter_is_dated_no_further_back_than_the_rules_allow() {
    let history = streams(&[(PETITION, &agreed_for(&[DEPARTMENT]))]);
    let spec = Spec::<IssuingLetter>::given(letter_of(BEFORE_REFORM), history);
    let refusal = actor::Refusal::TooFarBack { days_max: BACK_DATING_DAYS };
    spec.today(AFTER_REFORM)
        .when(&issue(DEPARTMENT, &[PETITION]), &circle())
        .then_refused(Refusal::Actor(refusal));
}

#[test]
fn what_left_the_way_of_petitions_is_not_forwarded() {
    let mut words = Vec::new();
    for (_, event) in set_aside().into_iter().chain([("closed", closed())]) {
        let mut history = agreed_for(&[DEPARTMENT]);
        history.push(event);
        let spec = given(&[(PETITION, &agreed_for(&[DEPARTMENT])), (OTHER, &history)]);
        let refused = spec.when(&issue(DEPARTMENT, &[PETITION, OTHER]), &circle()).outcome();
        let Err(Refusal::Case(refusal)) = refused else { panic!("{refused:?}") };
        // The code, as a client sees it, is that of the shared rule.
        let wire = serde_json::to_value(Refusal::Case(refusal)).unwrap();
        assert_eq!(wire["petition"], serde_json::to_value(OTHER).unwrap());
        words.push(wire["rule"].as_str().unwrap().to_owned());
    }
    let rules = "merged was_split withdrawn an_opinion not_a_petition answered_on_the_spot";
    assert_eq!(words.join(" "), format!("{rules} is_closed"));
}

#[test]
fn who_sent_a_petition_back_gets_it_again_only_after_a_new_agreement() {
    let mut history = agreed_for(&[DEPARTMENT, COMMUNE_NORTH]);
    history.extend([forwarded(DEPARTMENT), returned(DEPARTMENT)]);
    let refusal = case::Refusal::ReturnedIt { petition: PETITION };
    given(&[(PETITION, &history)])
        .when(&issue(DEPARTMENT, &[PETITION]), &circle())
        .then_refused(Refusal::Case(refusal));
    let to_the_other =
        given(&[(PETITION, &history)]).when(&issue(COMMUNE_NORTH, &[PETITION]), &circle());
    assert_eq!(to_the_other.events().len(), 2);
    history.extend([proposed(3, &[DEPARTMENT]), agreed(3, &[DEPARTMENT])]);
    let again = given(&[(PETITION, &history)]).when(&issue(DEPARTMENT, &[PETITION]), &circle());
    assert_eq!(again.events().len(), 2);
}

#[test]
fn what_is_only_suggested_is_not_forwarded() {
    given(&[(PETITION, &agreed_for(&[DEPARTMENT])), (OTHER, &[received(), suggested()])])
        .when(&issue(DEPARTMENT, &[PETITION, OTHER]), &circle())
        .then_refused(Refusal::NotAgreedYet { petition: OTHER });
}

#[test]
fn a_new_proposal_voids_what_was_agreed() {
    // Rules with consent pairs will let days pass before the new one is agreed.
    let mut history = agreed_for(&[DEPARTMENT]);
    history.push(proposed(3, &[DEPARTMENT]));
    let spec = given(&[(PETITION, &history)]);
    let word = spec.when(&issue(DEPARTMENT, &[PETITION]), &circle()).word();
    assert!(word.starts_with("NotAgreedYet"), "{word}");
}

#[test]
fn nobody_is_written_to_who_was_not_agreed() {
    // Agreed first, then replaced.
    let mut history = agreed_for(&[PEOPLES_COMMITTEE]);
    history.extend([proposed(3, &[DEPARTMENT]), agreed(3, &[DEPARTMENT])]);
    given(&[(PETITION, &history)])
        .when(&issue(PEOPLES_COMMITTEE, &[PETITION]), &circle())
        .then_refused(Refusal::NotAnAgreedAddressee {
            petition: PETITION,
            agreed: vec![DEPARTMENT],
        });
}

#[test]
fn an_addressee_gets_a_petition_once() {
    let mut history = agreed_for(&[DEPARTMENT, COMMUNE_NORTH]);
    history.push(forwarded(DEPARTMENT));
    given(&[(PETITION, &history)])
        .when(&issue(DEPARTMENT, &[PETITION]), &circle())
        .then_refused(Refusal::AlreadyForwarded { petition: PETITION });
}

#[test]
fn abolished_body_receives_nothing() {
    let successors = BTreeSet::from([COMMUNE_NORTH, COMMUNE_SOUTH]);
    given(&[(PETITION, &agreed_for(&[DISTRICT]))])
        .when(&issue(DISTRICT, &[PETITION]), &reformed())
        .then_refused(Refusal::BodyNotStanding { successors });
}

/// What a letter dated and recorded on `day` comes to, in a few words.
fn word(body: BodyId, day: Day, history: &[Event], to: BodyId) -> String {
    let act = Act { body: Some(body), ..letter_of(day) };
    let spec = Spec::<IssuingLetter>::given(act, streams(&[(PETITION, history)]));
    let spec = spec.today(day);
    let word = spec.when(&issue(to, &[PETITION]), &reformed()).word();
    // What a refusal says besides its rule has a test of its own.
    let rule = word.trim_start_matches("Case(");
    rule.split_once(" {").map_or(rule, |(rule, _)| rule).to_owned()
}

#[test]
fn a_letter_in_every_state() {
    let columns = [
        "to the department",
        "to the commune",
        "to the district, dated before the reform",
        "dated after it",
        "by the group",
    ];
    let lives = lives();
    let rows: Vec<_> = lives
        .iter()
        .map(|(state, history)| {
            let cells = vec![
                word(STANDING_COMMITTEE, AFTER_REFORM, history, DEPARTMENT),
                word(STANDING_COMMITTEE, AFTER_REFORM, history, COMMUNE_NORTH),
                word(STANDING_COMMITTEE, BEFORE_REFORM, history, DISTRICT),
                word(STANDING_COMMITTEE, AFTER_REFORM, history, DISTRICT),
                word(GROUP_EAST, AFTER_REFORM, history, DEPARTMENT),
            ];
            (*state, cells)
        })
        .collect();
    insta::assert_snapshot!(table(&columns, &rows));
}

#[derive(Debug, Clone)]
enum Asked {
    /// Not ours: classification agrees on new addressees, as long as nothing was sent.
    Agree {
        petition: usize,
        addressees: Vec<BodyId>,
    },
    Issue {
        petitions: Vec<usize>,
        to: BodyId,
        early: bool,
    },
}

const PETITIONS: [StreamId; 2] = [PETITION, OTHER];
const ADDRESSEES: [BodyId; 4] = [DEPARTMENT, COMMUNE_NORTH, DISTRICT, PEOPLES_COMMITTEE];

fn asked() -> impl Strategy<Value = Asked> {
    let petition = 0..PETITIONS.len();
    let addressees = proptest::sample::subsequence(ADDRESSEES.to_vec(), 1..=3);
    let to = proptest::sample::select(ADDRESSEES.to_vec());
    let petitions = proptest::collection::vec(petition.clone(), 0..3);
    prop_oneof![
        1 => (petition, addressees)
            .prop_map(|(petition, addressees)| Asked::Agree { petition, addressees }),
        3 => (petitions, to, any::<bool>())
            .prop_map(|(petitions, to, early)| Asked::Issue { petitions, to, early }),
    ]
}

/// What happened to one petition, as far as letters go.
#[derive(Debug, Default)]
struct Sent {
    proposals: u32,
    agreed: Vec<BodyId>,
    letters: Vec<BodyId>,
}

proptest! {
    #[test]
    fn nobody_gets_a_petition_twice_and_only_those_who_were_agreed_get_it(
        asked in proptest::collection::vec(asked(), 1..30),
    ) {
        let mut events: Vec<(StreamId, Event)> = PETITIONS.map(|id| (id, received())).to_vec();
        let mut sent = PETITIONS.map(|_| Sent::default());
        for (n, asked) in asked.into_iter().enumerate() {
            match asked {
                Asked::Agree { petition, addressees } if sent[petition].letters.is_empty() => {
                    let state = &mut sent[petition];
                    state.proposals += 1;
                    for event in
                        [proposed(state.proposals, &addressees), agreed(state.proposals, &addressees)]
                    {
                        events.push((PETITIONS[petition], event));
                    }
                    state.agreed = addressees;
                }
                Asked::Agree { .. } => {}
                Asked::Issue { petitions, to, early } => {
                    let day = if early { BEFORE_REFORM } else { AFTER_REFORM };
                    let letter = CommandId(uuid::Uuid::from_u128(n as u128)).stream(0);
                    let act = Act { stream: letter, ..letter_of(day) };
                    let spec = Spec::<IssuingLetter>::given(act, events.clone());
                    let petitions: Vec<StreamId> = petitions.iter().map(|&n| PETITIONS[n]).collect();
                    let decided = spec.when(&issue(to, &petitions), &reformed()).outcome();
                    let Ok(emits) = decided else { continue };
                    prop_assert!(early || to != DISTRICT, "an abolished body was written to");
                    prop_assert_eq!(emits.len(), petitions.len() + 1);
                    prop_assert_eq!(emits[0].stream, letter);
                    for (emit, petition) in emits[1..].iter().zip(&petitions) {
                        prop_assert_eq!(emit.stream, *petition);
                        let state = &mut sent[PETITIONS.iter().position(|id| id == petition).unwrap()];
                        prop_assert!(state.agreed.contains(&to), "not agreed");
                        prop_assert!(!state.letters.contains(&to), "a second letter");
                        state.letters.push(to);
                        events.push((*petition, emit.event.clone().into()));
                    }
                }
            }
        }
    }
}
