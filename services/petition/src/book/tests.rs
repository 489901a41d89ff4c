use super::*;
use directory::fixture::petition::{
    LETTER, OTHER, PETITION, agreed, forwarded, lives, proposed, reaction_refused, received,
    suggested,
};
use directory::fixture::{
    BEFORE_REFORM, COMMUNE_NORTH, COUNCIL, DEPARTMENT, GROUP_EAST, LAST_DAY_OF_DISTRICT, line,
    reform, table,
};
use proptest::prelude::*;
use proto::Version;
use proto::event::{LetterIssued, NumberTaken};

fn after(events: &[Event]) -> Petition {
    let mut petition = Petition::default();
    events.iter().for_each(|event| petition.apply(event, BEFORE_REFORM));
    petition
}

/// The petition that came as far as `state` says; see `fixture::petition::lives`.
pub(crate) fn life(state: &str) -> Petition {
    let lives = lives();
    after(&lives.iter().find(|(word, _)| *word == state).unwrap().1)
}

fn letter() -> Event {
    ForwardingEvent::from(LetterIssued {
        to: DEPARTMENT,
        petitions: vec![PETITION, OTHER],
        answer_due: LAST_DAY_OF_DISTRICT,
        basis: line("local choice"),
        note: None,
    })
    .into()
}

fn number_taken() -> Event {
    IntakeEvent::from(NumberTaken { number: Version(1) }).into()
}

#[test]
fn each_life_has_one_stage() {
    let rows: Vec<_> = lives()
        .iter()
        .map(|(state, events)| {
            let petition = after(events);
            let stage = petition.stage().map_or("-", Stage::as_str).to_owned();
            let due = petition.due().map_or("-".to_owned(), |day| day.to_string());
            let needs = if petition.needs_person { "yes" } else { "-" };
            (*state, vec![stage, due, needs.to_owned()])
        })
        .collect();
    insta::assert_snapshot!(table(&["stage", "due", "needs a person"], &rows));
}

#[test]
fn a_new_proposal_voids_what_was_agreed_and_answers_the_refused_reaction() {
    let mut events =
        vec![received(), reaction_refused(), proposed(1, &[DEPARTMENT]), agreed(1, &[DEPARTMENT])];
    assert_eq!(after(&events).stage(), Some(Stage::Agreed));
    assert!(!after(&events).needs_person);
    events.push(proposed(2, &[COMMUNE_NORTH]));
    assert_eq!(after(&events).stage(), Some(Stage::BeingAgreed));
}

#[test]
fn those_who_have_a_hand_in_it_are_the_raiser_and_whoever_was_written_to() {
    let parties = |state| life(state).parties().collect::<Vec<_>>();
    assert_eq!(parties("not received"), []);
    assert_eq!(parties("agreed"), [GROUP_EAST]);
    assert_eq!(parties("forwarded to all"), [GROUP_EAST, DEPARTMENT, COMMUNE_NORTH]);
}

#[test]
fn an_event_is_about_its_own_petition_or_those_in_the_letter() {
    assert_eq!(petitions_of(PETITION, &received()), [PETITION]);
    assert_eq!(petitions_of(PETITION, &forwarded(DEPARTMENT)), [PETITION]);
    assert_eq!(petitions_of(LETTER, &letter()), [PETITION, OTHER]);
    let counter = StreamId::of_counter(COUNCIL, "2021-2026", "petition");
    assert_eq!(petitions_of(counter, &number_taken()), []);
}

/// Any event, also of other streams, in any order: more than any subsequence of a real stream.
fn any_event() -> impl Strategy<Value = Event> {
    let bodies = prop_oneof![Just(DEPARTMENT), Just(COMMUNE_NORTH)];
    let number = 0..4_u32;
    prop_oneof![
        Just(received()),
        Just(suggested()),
        Just(reaction_refused()),
        Just(letter()),
        Just(number_taken()),
        Just(Event::from(reform())),
        (number.clone(), bodies.clone()).prop_map(|(number, to)| proposed(number, &[to])),
        (number, bodies.clone()).prop_map(|(number, to)| agreed(number, &[to])),
        bodies.prop_map(forwarded),
    ]
}

/// The number of the last proposal, and whether it was agreed after it was made.
fn last_proposal(events: &[Event]) -> Option<(u32, bool)> {
    events.iter().fold(None, |last, event| match event {
        Event::Classification(ClassificationEvent::ClassificationProposed(proposed)) => {
            Some((proposed.proposal, false))
        }
        Event::Classification(ClassificationEvent::ClassificationAgreed(agreed)) => {
            last.map(|(number, _)| (number, number == agreed.proposal))
        }
        Event::Classification(ClassificationEvent::ClassificationReactionRefused(_))
        | Event::Intake(_)
        | Event::Forwarding(_)
        | Event::Directory(_) => last,
    })
}

proptest! {
    #[test]
    fn a_petition_has_a_stage_on_any_subsequence(
        events in proptest::collection::vec(any_event(), 0..12),
    ) {
        let petition = after(&events);
        let was_received = events.contains(&received());
        prop_assert_eq!(petition.stage().is_some(), was_received);
        prop_assert_eq!(petition.proposal.as_ref().map(|p| (p.number, p.agreed)), last_proposal(&events));
        if let Some(Stage::Agreed | Stage::Forwarded) = petition.stage() {
            prop_assert!(last_proposal(&events).is_some_and(|(_, agreed)| agreed));
        }
        let letters = events.iter().filter(|event| matches!(event, Event::Forwarding(ForwardingEvent::PetitionForwarded(_))));
        prop_assert_eq!(petition.addressees.len(), letters.count());
        prop_assert_eq!(petition.due().is_some(), !petition.addressees.is_empty());
    }

    #[test]
    fn a_real_life_without_some_of_its_events_is_still_shown(
        life in 0..lives().len(),
        kept in proptest::collection::vec(any::<bool>(), 8),
    ) {
        let (_, events) = lives().swap_remove(life);
        let kept: Vec<Event> =
            events.iter().zip(kept).filter(|(_, kept)| *kept).map(|(event, _)| event.clone()).collect();
        let petition = after(&kept);
        prop_assert_eq!(petition.stage().is_some(), kept.contains(&received()));
    }
}
