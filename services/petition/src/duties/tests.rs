use super::*;
use crate::fixture::every_event;
use directory::fixture::petition::{LETTER, forwarded, proposal, received};
use directory::fixture::{
    AFTER_REFORM, BEFORE_REFORM, DEPARTMENT, FRONT, GROUP_EAST, GROUP_WEST, paired,
};
use proptest::prelude::*;
use proto::event::{ClassificationEvent, ClassificationProposed, Event, SilenceCounted};

const START: Day = BEFORE_REFORM;

fn later(days: i64) -> Day {
    START.checked_add(jiff::Span::new().days(days)).unwrap()
}

/// What a whole life says under this name.
fn event(name: &str) -> Event {
    every_event().into_iter().find(|(of, _)| *of == name).unwrap().1
}

/// The petition after events of those days from the start.
fn after(events: &[(i64, Event)]) -> Petition {
    let mut petition = Petition::default();
    events.iter().for_each(|(day, event)| petition.apply(event, later(*day)));
    petition
}

/// What is known of one kind: when it is due, counted from the start, whose turn it is, and how it
/// stands after `today` days.
fn of(petition: &Petition, kind: DutyKind, today: i64) -> Vec<(i64, Vec<BodyId>, Timely)> {
    let all = duties(petition, |_| None, &paired(), later(today));
    let mine = all.into_iter().filter(|duty| duty.kind == kind);
    mine.map(|duty| {
        let how = duty.on(later(today)).unwrap();
        let days = START.until(duty.due.unwrap()).unwrap().get_days();
        (i64::from(days), duty.whose, how)
    })
    .collect()
}

#[test]
fn a_letter_is_confirmed_by_its_day_or_answered() {
    let petition = after(&[(0, received()), (10, forwarded(DEPARTMENT))]);
    let receipt = |today| of(&petition, DutyKind::Receipt, today);
    assert_eq!(receipt(12), [(12, vec![DEPARTMENT], Timely::Running)]);
    assert_eq!(receipt(13), [(12, vec![DEPARTMENT], Timely::Overdue)]);
    let arrived = |letter| (letter == LETTER).then_some(later(11));
    let confirmed = duties(&petition, arrived, &paired(), later(13));
    let receipt = confirmed.iter().find(|duty| duty.kind == DutyKind::Receipt).unwrap();
    assert_eq!((receipt.done, receipt.on(later(13))), (Some(later(11)), Some(Timely::OnTime)));
    let answer = (20, event("the department answers"));
    let answered = after(&[(0, received()), (10, forwarded(DEPARTMENT)), answer]);
    assert_eq!(of(&answered, DutyKind::Receipt, 30), [(12, vec![], Timely::Late)]);
}

#[test]
fn every_answer_is_made_known_by_the_front() {
    let answer = |day| (day, event("the department answers"));
    let mut events = vec![(0, received()), (1, forwarded(DEPARTMENT)), answer(10)];
    let known = |events: &[(i64, Event)], today| of(&after(events), DutyKind::MakingKnown, today);
    assert_eq!(known(&events, 15), [(15, vec![FRONT], Timely::Running)]);
    events.push((16, event("made known")));
    assert_eq!(known(&events, 16), [(15, vec![], Timely::Late)]);
    events.push(answer(20));
    let both = [(15, vec![], Timely::Late), (25, vec![FRONT], Timely::Running)];
    assert_eq!(known(&events, 20), both, "a later answer is told as well");
    let same_day = [&events[..4], &[answer(16)]].concat();
    assert_eq!(known(&same_day, 17).len(), 2, "also one of the day on which the first was told");
    events.push((21, event("settled")));
    assert_eq!(known(&events, 26)[1].2, Timely::Overdue, "settling tells nobody");
    events.push((22, event("withdrawn")));
    assert_eq!(known(&events, 26), [(15, vec![], Timely::Late)]);
}

#[test]
fn what_is_claimed_waits_for_the_followers_look() {
    let mut events = vec![
        (0, received()),
        (1, forwarded(DEPARTMENT)),
        (5, event("the department answers")),
        (6, event("follower named")),
    ];
    let checks = |events: &[(i64, Event)], today| of(&after(events), DutyKind::Check, today);
    assert_eq!(checks(&events, 7), [], "work that goes on is not looked at");
    events.push((20, event("the department claims")));
    assert_eq!(checks(&events, 31), [(30, vec![GROUP_WEST], Timely::Overdue)]);
    events.push((25, event("claim refused")));
    assert_eq!(checks(&events, 31), [(30, vec![], Timely::OnTime)]);
    let done = of(&after(&events), DutyKind::Done, 31);
    assert_eq!(done.len(), 1, "what a check refused is owed as before");
    assert_eq!(done[0].1, [DEPARTMENT]);
    events.push((40, event("the department claims")));
    events.push((41, event("closed")));
    assert_eq!(
        checks(&events, 60),
        [(30, vec![], Timely::OnTime)],
        "closed: nobody looks any more"
    );
}

#[test]
fn who_lets_its_day_pass_has_spoken_late() {
    let asked = |consent_due| {
        let proposal = ClassificationProposed { consent_due, ..proposal(1, &[DEPARTMENT]) };
        (1, Event::from(ClassificationEvent::from(proposal)))
    };
    let consent = |petition: &Petition, today| of(petition, DutyKind::Consent, today);
    let mut events = vec![(0, received()), asked(Some(later(6)))];
    let open = consent(&after(&events), 6);
    assert_eq!(open, [(6, vec![GROUP_EAST], Timely::Running)], "no commune where no area is known");
    let (proposal, pair, party) = (1, 1, GROUP_EAST);
    let silent = SilenceCounted { proposal, pair, party, consent_due: Some(later(10)) };
    events.push((6, Event::from(ClassificationEvent::from(silent))));
    let both = consent(&after(&events), 8);
    assert_eq!(both[0], (6, vec![], Timely::Late));
    assert_eq!((both[1].0, both[1].2), (10, Timely::Running), "the next pair is asked");
    let no_clock = after(&[(0, received()), asked(None)]);
    let asked = &duties(&no_clock, |_| None, &paired(), later(2))[0];
    assert_eq!((asked.due, asked.whose.as_slice()), (None, [GROUP_EAST].as_slice()));
}

#[test]
fn rules_without_a_day_leave_the_duty() {
    let petition =
        after(&[(0, received()), (1, forwarded(DEPARTMENT)), (5, event("the department answers"))]);
    let circle = directory::fixture::circle();
    let all = duties(&petition, |_| None, &circle, AFTER_REFORM);
    let known = all.iter().find(|duty| duty.kind == DutyKind::MakingKnown).unwrap();
    assert_eq!((known.due, known.on(AFTER_REFORM), &known.whose), (None, None, &vec![FRONT]));
    assert!(all.iter().all(|duty| duty.kind != DutyKind::Receipt), "no rule asks for a receipt");
}

proptest! {
    /// What the book calls overdue, this calls overdue too.
    #[test]
    fn whatever_is_due_is_an_open_duty(
        kept in proptest::collection::vec(any::<bool>(), every_event().len()),
    ) {
        let mut petition = Petition::default();
        for ((_, event), _) in every_event().iter().zip(kept).filter(|(_, kept)| *kept) {
            petition.apply(event, START);
        }
        let all = duties(&petition, |_| None, &paired(), AFTER_REFORM);
        prop_assume!(petition.received.is_some());
        let dues = petition.dues();
        for due in &dues {
            let same = |duty: &&Duty| {
                let word = duty.kind.as_str() == due.what.as_str();
                word && duty.of == due.whose && duty.due == Some(due.day) && duty.done.is_none()
            };
            let of_a_kind = |other: &&Due| {
                (other.day, other.what, other.whose) == (due.day, due.what, due.whose)
            };
            let (known, there) = (all.iter().filter(same), dues.iter().filter(of_a_kind));
            prop_assert_eq!(known.count(), there.count(), "{:?}", due);
        }
        prop_assert!(all.is_sorted_by_key(|duty| (duty.due.is_none(), duty.due)));
    }
}
