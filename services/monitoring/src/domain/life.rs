//! What the tests of this context begin with: histories of followed petitions.

use decider::Decider;
use decider::spec::{Spec, act, reaction};
use directory::Pins;
use directory::fixture::petition::{LETTER, PETITION, received};
use directory::fixture::{
    AFTER_REFORM, COUNCIL, DEPARTMENT, FIRST_DAY, FRONT, before_reform, code, line, pins, reformed,
    sealed,
};
use proto::event::{
    AnswerTakenOver, AnsweredOnTheSpot, BodyEstablished, CheckRecorded, CheckResult,
    DeadlineEscalated, DeadlineExtended, DeadlinePassed, DirectoryEvent, DoneClaimed, Event,
    EventData, FollowerNamed, FollowerProposed, ForwardingEvent, IntakeEvent, MonitoringEvent,
    PetitionAnswered, PetitionCarriedOver, PetitionClosed, PetitionForwarded, PetitionHandedOver,
    PetitionReceived, PetitionReopened, PetitionReturned, PetitionSettled, ReminderSent, Rules,
    RulesAdopted, SessionPlanned, WaitingForResources,
};
use proto::{BodyId, Day, StreamId};

/// Everything of these tests happens on this day, after the reform.
pub(crate) const TODAY: Day = AFTER_REFORM;
/// Answers are due 20 days later.
pub(crate) const ANSWER_DUE: Day = Day::constant(2025, 10, 5);
/// Work is promised by then.
pub(crate) const DONE_BY: Day = Day::constant(2025, 11, 30);
/// A later day.
pub(crate) const LATER: Day = Day::constant(2026, 1, 15);
/// A commune.
pub(crate) const LE_LOI: &str = "le-loi";

fn history(events: &[Event]) -> impl Iterator<Item = (StreamId, Event)> {
    events.iter().map(|event| (PETITION, event.clone()))
}

/// A body acts on the petition.
pub(crate) fn given<D: Decider>(by: BodyId, events: &[Event]) -> Spec<D> {
    Spec::given(act(PETITION, by, TODAY), history(events))
}

/// Monitoring acts by itself.
pub(crate) fn given_reaction<D: Decider>(events: &[Event]) -> Spec<D> {
    Spec::given(reaction(PETITION, TODAY), history(events))
}

/// The circle under other rules.
pub(crate) fn with_rules(rules: Rules) -> Pins {
    let adopted = RulesAdopted { council: COUNCIL, from: FIRST_DAY, rules };
    pins(before_reform().into_iter().chain([adopted.into()]))
}

/// Rules with a ladder.
pub(crate) fn rules_with_rungs() -> Rules {
    Rules { escalation: vec![1, 7, 15], ..directory::fixture::rules() }
}

/// The circle under them.
pub(crate) fn climbing() -> Pins {
    with_rules(rules_with_rungs())
}

/// The circle, where `body` is the People's Committee of the commune.
pub(crate) fn with_commune_of(body: BodyId) -> Pins {
    let established = BodyEstablished {
        body,
        name: line(LE_LOI),
        kind: code("peoples_committee"),
        level: code("commune"),
        under: None,
        area: Some(code(LE_LOI)),
        from: FIRST_DAY,
        basis: line("local choice"),
    };
    pins(before_reform().into_iter().chain([established.into()]))
}

/// The circle since the reform, with two sessions of the council ahead and a ladder in its rules.
pub(crate) fn with_sessions() -> Pins {
    let session = |word, opens_on| SessionPlanned {
        council: COUNCIL,
        session: code(word),
        kind: code("regular"),
        number: 15,
        opens_on,
        closes_on: opens_on,
    };
    let mut pins = reformed();
    for planned in [session("S15", DONE_BY), session("S16", LATER)] {
        pins.apply(DirectoryEvent::from(planned).into());
    }
    let rules = rules_with_rungs();
    let adopted = RulesAdopted { council: COUNCIL, from: FIRST_DAY, rules };
    pins.apply(DirectoryEvent::from(adopted).into());
    pins
}

pub(crate) fn received_in(area: &str) -> Event {
    let Ok(mut received) = PetitionReceived::from_event(received()) else {
        panic!("the fixture's petition was received");
    };
    received.area = Some(code(area));
    IntakeEvent::from(received).into()
}

pub(crate) fn forwarded_to(holders: &[BodyId]) -> Vec<Event> {
    let letters = holders.iter().map(|&to| {
        let (letter, answer_due) = (LETTER, Some(ANSWER_DUE));
        ForwardingEvent::from(PetitionForwarded { letter, to, answer_due }).into()
    });
    std::iter::once(received()).chain(letters).collect()
}

/// Passed on to a body that owes nobody here an answer.
pub(crate) fn passed_on_to(to: BodyId) -> Vec<Event> {
    let passed_on = PetitionForwarded { letter: LETTER, to, answer_due: None };
    vec![received(), ForwardingEvent::from(passed_on).into()]
}

pub(crate) fn returned(by: BodyId) -> Event {
    ForwardingEvent::from(PetitionReturned { by, reason: sealed(4), competent: None }).into()
}

pub(crate) fn answered(by: BodyId, outcome: &str, done_by: Option<Day>) -> Event {
    ForwardingEvent::from(PetitionAnswered {
        by,
        answer: 1,
        outcome: code(outcome),
        text: sealed(4),
        roadmap: None,
        done_by,
        public_answer: None,
        as_stated_in_the_book: false,
        attachments: Default::default(),
    })
    .into()
}

pub(crate) fn promised(by: BodyId) -> Event {
    IntakeEvent::from(AnsweredOnTheSpot {
        by,
        speaker: None,
        outcome: code("promised"),
        answer: sealed(4),
        promised_by: Some(DONE_BY),
    })
    .into()
}

fn own(event: impl Into<MonitoringEvent>) -> Event {
    event.into().into()
}

pub(crate) fn proposed_follower(follower: BodyId) -> Event {
    own(FollowerProposed { follower })
}

pub(crate) fn named(follower: BodyId) -> Event {
    own(FollowerNamed { follower })
}

pub(crate) fn passed(body: BodyId, due: &str, day: Day) -> Event {
    own(DeadlinePassed { body, due: code(due), day })
}

pub(crate) fn escalated(body: BodyId, due: &str, day: Day, rung: u32) -> Event {
    own(DeadlineEscalated { body, due: code(due), day, rung, days: rung, to: vec![FRONT] })
}

pub(crate) fn extended(body: BodyId, due: &str, until: Day) -> Event {
    own(DeadlineExtended { body, due: code(due), until, reason: sealed(3) })
}

pub(crate) fn reminded(to: BodyId, rung: u32) -> Event {
    own(ReminderSent { to, rung, text: None })
}

pub(crate) fn claimed(by: BodyId) -> Event {
    own(DoneClaimed { by, text: sealed(3), evidence: Vec::new(), attachments: Default::default() })
}

pub(crate) fn checked(by: BodyId, of: BodyId, result: CheckResult) -> Event {
    own(CheckRecorded {
        by,
        of,
        result,
        text: sealed(3),
        evidence: Vec::new(),
        attachments: Default::default(),
    })
}

pub(crate) fn waiting(body: BodyId, review_on: Day) -> Event {
    own(WaitingForResources { body, review_on, reason: sealed(3) })
}

pub(crate) fn settled() -> Event {
    own(PetitionSettled {})
}

pub(crate) fn closed() -> Event {
    own(PetitionClosed { note: None })
}

pub(crate) fn reopened() -> Event {
    own(PetitionReopened { reason: sealed(3) })
}

pub(crate) fn carried(into: &str) -> Event {
    own(PetitionCarriedOver { into: code(into) })
}

pub(crate) fn handed(from: BodyId, to: BodyId) -> Event {
    own(PetitionHandedOver { from, to, answer_due: ANSWER_DUE, basis: line("local choice") })
}

/// Followed by the Front; `body` resolved it, which the Front accepted.
pub(crate) fn settled_by(body: BodyId) -> Vec<Event> {
    let mut events = forwarded_to(&[body]);
    events.extend([named(FRONT), answered(body, "resolved", None)]);
    events.extend([checked(FRONT, body, CheckResult::Accepted), settled()]);
    events
}

/// Its book says that the department resolved it, which the Front looked at and accepted.
pub(crate) fn settled_by_the_book() -> Vec<Event> {
    let taken = AnswerTakenOver {
        by: Some(DEPARTMENT),
        by_written: None,
        outcome: Some(code("resolved")),
        outcome_written: None,
        text: None,
    };
    let mut events = vec![received(), ForwardingEvent::from(taken).into(), named(FRONT)];
    events.extend([checked(FRONT, DEPARTMENT, CheckResult::Accepted), settled()]);
    events
}

/// How far a petition may have come since it was forwarded, in a few words, with its events.
pub(crate) fn lives() -> Vec<(&'static str, Vec<Event>)> {
    let then = |mut life: Vec<Event>, events: &[Event]| {
        life.extend_from_slice(events);
        life
    };
    let followed = || then(forwarded_to(&[DEPARTMENT]), &[named(FRONT)]);
    let answer = |outcome| then(followed(), &[answered(DEPARTMENT, outcome, Some(DONE_BY))]);
    let accepted = checked(FRONT, DEPARTMENT, CheckResult::Accepted);
    let refused = checked(FRONT, DEPARTMENT, CheckResult::Refused);
    vec![
        ("not received", vec![]),
        ("received", vec![received()]),
        ("promised at the meeting", vec![received(), promised(DEPARTMENT)]),
        ("passed on", passed_on_to(DEPARTMENT)),
        ("forwarded", forwarded_to(&[DEPARTMENT])),
        ("followed", followed()),
        ("answered: resolved", answer("resolved")),
        ("answered: in progress", answer("in_progress")),
        ("answered: planned", answer("planned")),
        ("answered: not yet possible", answer("not_yet_possible")),
        ("waiting for resources", then(answer("planned"), &[waiting(DEPARTMENT, LATER)])),
        ("claimed", then(answer("in_progress"), &[claimed(DEPARTMENT)])),
        ("claim refused", then(answer("in_progress"), &[claimed(DEPARTMENT), refused])),
        ("plan accepted", then(answer("planned"), &[claimed(DEPARTMENT), accepted])),
        ("settled", settled_by(DEPARTMENT)),
        ("closed", then(settled_by(DEPARTMENT), &[closed()])),
        ("reopened", then(settled_by(DEPARTMENT), &[closed(), reopened()])),
        ("carried over", then(followed(), &[carried("S15")])),
        ("handed over", then(followed(), &[handed(DEPARTMENT, directory::fixture::COMMUNE_NORTH)])),
    ]
}
