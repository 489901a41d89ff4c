use super::*;
use crate::fixture::every_event;
use directory::fixture::petition::{
    LETTER, OTHER, PETITION, agreed, forwarded, lives, proposed, reaction_refused, received,
    suggested,
};
use directory::fixture::{
    AFTER_REFORM, BEFORE_REFORM, COMMUNE_NORTH, COUNCIL, DEPARTMENT, GROUP_EAST,
    LAST_DAY_OF_DISTRICT, code, line, name, reform, sealed, table,
};
use proptest::prelude::*;
use proto::Version;
use proto::event::{
    AnswerTakenOver, ClassificationEvent, LetterIssued, LetterReceived, NumberTaken, PartOf,
    PetitionAbsorbed, PetitionAnswered, PetitionForwarded, PetitionReleased,
};
use proto::stage::{Flag, Stage};

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
        council: Some(COUNCIL),
        answer_due: Some(LAST_DAY_OF_DISTRICT),
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
            let due = petition.due().map_or("-".to_owned(), |due| due.day.to_string());
            let needs = if petition.needs_person() { "yes" } else { "-" };
            (*state, vec![stage, due, needs.to_owned()])
        })
        .collect();
    insta::assert_snapshot!(table(&["stage", "due", "needs a person"], &rows));
}

/// What is shown of a petition, in the columns of a table.
fn standing(petition: &Petition) -> Vec<String> {
    let due = petition.due().map(|due| {
        let whose = due.whose.map_or("somebody", name);
        format!("{} of {whose} by {}", due.what.as_str(), due.day)
    });
    let flags = petition.flags(AFTER_REFORM).into_iter().map(Flag::as_str).collect::<Vec<_>>();
    let stage = petition.stage().map_or("-", Stage::as_str).to_owned();
    vec![stage, flags.join(" "), due.unwrap_or_default()]
}

#[test]
fn each_event_moves_a_petition_to_where_it_then_stands() {
    let mut petition = Petition::default();
    let rows: Vec<_> = every_event()
        .iter()
        .map(|(word, event)| {
            petition.apply(event, BEFORE_REFORM);
            (*word, standing(&petition))
        })
        .collect();
    insta::assert_snapshot!(table(&["stage", "flags in September", "due first"], &rows));
}

#[test]
fn the_whole_life_has_every_event_of_a_petition() {
    let lived: Vec<&str> = every_event().iter().map(|(_, event)| event.event_type()).collect();
    let elsewhere = [
        "intake.number_taken",
        "intake.meeting_held",
        "intake.list_fixed",
        "forwarding.letter_issued",
        "forwarding.letter_received",
    ];
    for (event_type, _) in Event::TYPES.iter().copied().flatten() {
        let of_petition = !event_type.starts_with("directory.") && !elsewhere.contains(event_type);
        assert_eq!(lived.contains(event_type), of_petition, "{event_type}");
    }
}

#[test]
fn a_suggestion_does_not_bring_an_opinion_back_and_a_person_does() {
    let opinion = every_event().into_iter().find(|(word, _)| *word == "an opinion").unwrap().1;
    let mut events = vec![received(), opinion, suggested()];
    assert_eq!(after(&events).stage(), Some(Stage::OpinionNoted));
    events.push(proposed(2, &[DEPARTMENT]));
    assert_eq!(after(&events).stage(), Some(Stage::BeingAgreed));
}

#[test]
fn work_that_is_agreed_anew_after_a_return_is_not_returned_any_more() {
    let found = |sought| every_event().into_iter().find(|(word, _)| *word == sought).unwrap().1;
    let to = [COMMUNE_NORTH];
    let mut events = vec![received(), proposed(1, &to), agreed(1, &to), forwarded(COMMUNE_NORTH)];
    events.push(found("returned by the commune"));
    assert_eq!(after(&events).stage(), Some(Stage::Returned));
    events.extend([proposed(2, &[DEPARTMENT]), agreed(2, &[DEPARTMENT])]);
    assert_eq!(after(&events).stage(), Some(Stage::Agreed));
    assert_eq!(after(&events).due(), None);
}

#[test]
fn what_owes_nobody_here_an_answer_is_passed_on_until_it_is_answered() {
    let passed_on = PetitionForwarded { letter: LETTER, to: DEPARTMENT, answer_due: None };
    let passed_on = Event::from(ForwardingEvent::from(passed_on));
    let mut events = vec![received(), proposed(1, &[DEPARTMENT]), agreed(1, &[DEPARTMENT])];
    events.push(passed_on.clone());
    assert_eq!(after(&events).stage(), Some(Stage::PassedOn));
    assert_eq!(after(&events).due(), None);
    // One other addressee that owes an answer is enough.
    let with_other = [&events[..], &[forwarded(COMMUNE_NORTH)]].concat();
    assert_eq!(after(&with_other).stage(), Some(Stage::Forwarded));
    let answered = PetitionAnswered {
        by: DEPARTMENT,
        answer: 1,
        outcome: code("explained"),
        text: sealed(8),
        roadmap: None,
        done_by: None,
        public_answer: None,
        as_stated_in_the_book: false,
        attachments: Default::default(),
    };
    events.push(ForwardingEvent::from(answered).into());
    assert_eq!(after(&events).stage(), Some(Stage::Answered));
}

#[test]
fn who_owes_nobody_an_answer_keeps_nothing_from_being_answered() {
    let both = [DEPARTMENT, COMMUNE_NORTH];
    let to_commune = PetitionForwarded { letter: LETTER, to: COMMUNE_NORTH, answer_due: None };
    let to_commune = ForwardingEvent::from(to_commune).into();
    let answer = every_event().into_iter().find(|(word, _)| *word == "the department answers");
    let mut events = vec![received(), proposed(1, &both), agreed(1, &both)];
    events.extend([forwarded(DEPARTMENT), to_commune]);
    assert_eq!(after(&events).stage(), Some(Stage::Forwarded));
    events.push(answer.unwrap().1);
    assert_eq!(after(&events).stage(), Some(Stage::Answered));
}

#[test]
fn what_was_noted_to_be_no_petition_is_being_agreed_once_a_person_proposes() {
    for noted in ["an opinion", "not a petition"] {
        let noted = every_event().into_iter().find(|(word, _)| *word == noted).unwrap().1;
        let mut events = vec![received(), noted];
        let left = after(&events).stage();
        assert!(matches!(left, Some(Stage::OpinionNoted | Stage::NotAPetition)));
        events.push(suggested());
        assert_eq!(after(&events).stage(), left, "nobody chose what the rules suggest");
        events.push(proposed(2, &[DEPARTMENT]));
        assert_eq!(after(&events).stage(), Some(Stage::BeingAgreed));
    }
}

#[test]
fn what_the_book_settled_is_not_settled_once_a_classification_is_agreed_here() {
    let by_the_book = every_event().into_iter().find(|(word, _)| *word == "answered by the book");
    let settled = every_event().into_iter().find(|(word, _)| *word == "settled");
    let mut events = vec![received(), by_the_book.unwrap().1, settled.unwrap().1];
    events.push(proposed(1, &[DEPARTMENT]));
    assert_eq!(after(&events).stage(), Some(Stage::Settled));
    events.push(agreed(1, &[DEPARTMENT]));
    assert_eq!(after(&events).stage(), Some(Stage::Agreed));
    events.push(forwarded(DEPARTMENT));
    assert_eq!(after(&events).stage(), Some(Stage::Forwarded));
    assert!(after(&events).due().is_some());
}

#[test]
fn what_is_due_shows_the_highest_rung_that_was_reached_with_it_until_its_day_is_moved() {
    use proto::event::{DeadlineEscalated, DeadlineExtended, MonitoringEvent};
    let mut petition = life("forwarded to one of two");
    let due = petition.due().unwrap();
    let (body, word) = (due.whose.unwrap(), code("answer"));
    let mut apply = |event: MonitoringEvent| {
        petition.apply(&event.into(), AFTER_REFORM);
        let dues = petition.dues();
        dues.iter().find(|due| due.whose == Some(body)).map(|due| due.rung)
    };
    let reached = |due: &str, day, rung| -> MonitoringEvent {
        DeadlineEscalated { body, due: code(due), day, rung, days: rung, to: vec![] }.into()
    };
    assert_eq!(due.rung, None);
    assert_eq!(apply(reached("done", due.day, 3)), Some(None), "of something else");
    assert_eq!(apply(reached("answer", due.day, 1)), Some(Some(1)));
    assert_eq!(apply(reached("answer", due.day, 2)), Some(Some(2)));
    let until = due.day.tomorrow().unwrap();
    let moved = DeadlineExtended { body, due: word, until, reason: sealed(3) };
    assert_eq!(apply(moved.into()), Some(None));
    assert_eq!(apply(reached("answer", until, 1)), Some(Some(1)));
}

#[test]
fn a_merger_that_was_undone_leaves_nothing_on_the_petition_that_went_on() {
    let absorbed = IntakeEvent::from(PetitionAbsorbed { petition: OTHER });
    let mut events = vec![received(), absorbed.into()];
    assert_eq!(after(&events).raised.absorbed, [OTHER]);
    // Merged again before anybody heard that it stood by itself.
    events.push(events[1].clone());
    assert_eq!(after(&events).raised.absorbed, [OTHER]);
    events.push(IntakeEvent::from(PetitionReleased { petition: OTHER }).into());
    assert_eq!(after(&events).raised.absorbed, []);
}

#[test]
fn a_part_was_raised_on_the_day_of_the_whole() {
    let part_of = |raised_on| IntakeEvent::from(PartOf { petition: OTHER, raised_on });
    let raised_on = |day| after(&[received(), part_of(day).into()]).raised_on;
    assert_eq!(raised_on(Some(AFTER_REFORM)), Some(AFTER_REFORM));
    assert_eq!(raised_on(None), Some(BEFORE_REFORM));
}

#[test]
fn an_answer_without_a_letter_still_counts() {
    let answers = every_event().into_iter().find(|(word, _)| *word == "the heir answers");
    assert_eq!(after(&[received(), answers.unwrap().1]).stage(), Some(Stage::Answered));
}

#[test]
fn a_new_proposal_voids_what_was_agreed_and_answers_the_refused_reaction() {
    let mut events =
        vec![received(), reaction_refused(), proposed(1, &[DEPARTMENT]), agreed(1, &[DEPARTMENT])];
    assert_eq!(after(&events).stage(), Some(Stage::Agreed));
    assert!(!after(&events).needs_person());
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
    let received = LetterReceived { by: DEPARTMENT };
    let of_letter = ForwardingEvent::from(received).into();
    assert_eq!(petitions_of(LETTER, &of_letter), []);
}

/// Any event, also of other streams, in any order: more than any subsequence of a real stream.
fn any_event() -> impl Strategy<Value = Event> {
    let bodies = prop_oneof![Just(DEPARTMENT), Just(COMMUNE_NORTH)];
    let number = 0..4_u32;
    let whole: Vec<Event> = every_event().into_iter().map(|(_, event)| event).collect();
    prop_oneof![
        8 => proptest::sample::select(whole),
        1 => Just(received()),
        1 => prop_oneof![Just(letter()), Just(number_taken()), Just(Event::from(reform()))],
        2 => (number.clone(), bodies.clone()).prop_map(|(number, to)| proposed(number, &[to])),
        2 => (number, bodies.clone()).prop_map(|(number, to)| agreed(number, &[to])),
        1 => bodies.prop_map(forwarded),
    ]
}

/// Whether the last proposal was agreed after it was made; none without one.
fn last_agreed(events: &[Event]) -> Option<bool> {
    let mut last = None;
    for event in events {
        if let Event::Classification(ClassificationEvent::ClassificationProposed(proposed)) = event
        {
            last = Some((proposed.proposal, false));
        }
        if let Event::Classification(ClassificationEvent::ClassificationAgreed(agreed)) = event {
            last = last.map(|(number, _)| (number, number == agreed.proposal));
        }
    }
    last.map(|(_, agreed)| agreed)
}

fn check(events: &[Event]) -> Result<(), TestCaseError> {
    let petition = after(events);
    prop_assert_eq!(petition.stage().is_some(), events.contains(&received()));
    prop_assert_eq!(petition.proposal.as_ref().map(|p| p.agreed), last_agreed(events));
    let agreed = last_agreed(events).unwrap_or(true);
    match petition.stage() {
        Some(Stage::BeingAgreed | Stage::Contested) => prop_assert!(!agreed),
        Some(
            Stage::Agreed
            | Stage::Forwarded
            | Stage::PassedOn
            | Stage::Returned
            | Stage::PartlyAnswered
            | Stage::Answered
            | Stage::WaitingForResources,
        ) => prop_assert!(agreed || petition.raised.exit == Some(Exit::AnsweredByTheBook)),
        Some(Stage::Followed) => prop_assert!(agreed && petition.watch.follower.is_some()),
        Some(
            Stage::Merged
            | Stage::Withdrawn
            | Stage::Closed
            | Stage::Settled
            | Stage::OpinionNoted
            | Stage::NotAPetition,
        ) => prop_assert_eq!(petition.due(), None),
        Some(Stage::Received | Stage::AnsweredOnTheSpot) | None => {}
    }
    prop_assert!(petition.dues().is_sorted());
    let overdue = petition.due().is_some_and(|due| due.day < AFTER_REFORM);
    prop_assert_eq!(petition.flags(AFTER_REFORM).contains(&Flag::Overdue), overdue);
    prop_assert!(petition.flags(AFTER_REFORM).is_sorted());
    Ok(())
}

proptest! {
    #[test]
    fn a_petition_has_a_stage_on_any_sequence(
        events in proptest::collection::vec(any_event(), 0..24),
    ) {
        check(&events)?;
    }

    #[test]
    fn a_whole_life_without_some_of_its_events_is_still_shown(
        kept in proptest::collection::vec(any::<bool>(), every_event().len()),
    ) {
        let events = every_event().into_iter().map(|(_, event)| event);
        let kept: Vec<Event> =
            events.zip(kept).filter(|(_, kept)| *kept).map(|(event, _)| event).collect();
        check(&kept)?;
    }
}

/// What a book says of an answer.
fn by_the_book() -> Event {
    let (by, outcome) = (Some(DEPARTMENT), Some(code("resolved")));
    let (by_written, outcome_written, text) = (None, None, None);
    let taken = AnswerTakenOver { by, by_written, outcome, outcome_written, text };
    ForwardingEvent::from(taken).into()
}

#[test]
fn an_answer_of_a_book_stands_until_somebody_takes_the_petition_up() {
    let both = [DEPARTMENT, COMMUNE_NORTH];
    let stage = |more: &[Event]| {
        let mut events = vec![received(), suggested(), by_the_book()];
        events.extend_from_slice(more);
        let petition = after(&events);
        (petition.stage().unwrap(), petition.flags(AFTER_REFORM).contains(&Flag::ByTheBook))
    };
    assert_eq!(stage(&[]), (Stage::Answered, true));
    // A suggestion comes by itself and takes nothing up.
    assert_eq!(stage(&[suggested()]), (Stage::Answered, true));
    assert_eq!(stage(&[proposed(2, &both)]), (Stage::BeingAgreed, false));
    let agreed_on = [proposed(2, &both), agreed(2, &both)];
    assert_eq!(stage(&agreed_on), (Stage::Agreed, false));
    assert_eq!(stage(&[agreed_on.as_slice(), &[forwarded(DEPARTMENT)]].concat()).0, Stage::Agreed);
    // Whoever has begun on it is not stopped by a book that comes later.
    let late = after(&[received(), proposed(2, &both), by_the_book()]);
    assert_eq!(late.stage(), Some(Stage::BeingAgreed));
}
