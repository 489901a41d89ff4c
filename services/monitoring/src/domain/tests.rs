//! All decisions of monitoring side by side, and what holds whatever is asked.

use std::collections::BTreeSet;

use decider::spec::{Spec, act, reaction};
use decider::{Act, Decider};
use directory::Pins;
use directory::fixture::petition::{PETITION, agreed, forwarded, proposed, received};
use directory::fixture::{
    COMMUNE_NORTH, DEPARTMENT, FRONT, GROUP_EAST, GROUP_WEST, STANDING_COMMITTEE, code, line,
    sealed, table,
};
use jiff::ToSpan;
use proptest::prelude::*;
use proto::command::{
    CarryOver, ClaimDone, ClosePetition, EscalateDeadline, ExtendDeadline, HandOver, HearVoter,
    NameFollower, NotePassedDeadline, ProposeFollower, RecordCheck, ReopenPetition, SendReminder,
    WaitForResources,
};
use proto::event::{CheckResult, Event, IntakeEvent, MonitoringEvent};
use proto::id::Code;
use proto::sealed::Sealed;
use proto::{BodyId, Day};

use super::carry_over::CarryingOver;
use super::claim_done::ClaimingDone;
use super::close_petition::Closing;
use super::escalate_deadline::EscalatingDeadline;
use super::extend_deadline::ExtendingDeadline;
use super::hand_over::HandingOver;
use super::hear_voter::HearingVoter;
use super::life::{
    ANSWER_DUE, DONE_BY, LATER, TODAY, answered, forwarded_to, lives, passed_on_to, with_sessions,
};
use super::name_follower::NamingFollower;
use super::note_passed_deadline::NotingPassedDeadline;
use super::propose_follower::ProposingFollower;
use super::record_check::RecordingCheck;
use super::refusal::Refusal;
use super::reopen_petition::Reopening;
use super::send_reminder::SendingReminder;
use super::wait_for_resources::Waiting;

/// Whatever is written, it is this.
fn text() -> Sealed {
    sealed(3)
}

fn check(of: BodyId, result: CheckResult) -> RecordCheck<Sealed> {
    RecordCheck { of, result, text: text(), evidence: Vec::new(), attachments: Default::default() }
}

fn extend(body: BodyId, due: &str, until: Day) -> ExtendDeadline<Sealed> {
    ExtendDeadline { body, due: code(due), until, reason: text() }
}

fn hand(from: BodyId, to: BodyId) -> HandOver {
    HandOver { from, to, basis: line("local choice") }
}

fn wait(body: BodyId, review_on: Day) -> WaitForResources<Sealed> {
    WaitForResources { body, review_on, reason: text() }
}

/// What comes of `command`.
fn decided<D>(act: Act, today: Day, events: &[Event], command: &D::Command) -> Outcome
where
    D: Decider<Pins = Pins, Refusal = Refusal, Emits = MonitoringEvent>,
{
    let events = events.iter().map(|event| (PETITION, event.clone()));
    let then = Spec::<D>::given(act, events).today(today).when(command, &with_sessions());
    then.outcome().map(|emits| emits.into_iter().map(|emit| emit.event).collect())
}

type Outcome = Result<Vec<MonitoringEvent>, Refusal>;

/// In a few words; what a refusal says besides its rule has a test of its own.
fn word(outcome: &Outcome) -> String {
    let whole = match outcome {
        Ok(events) if events.is_empty() => "nothing to do".to_owned(),
        Ok(events) => return format!("{} events", events.len()),
        Err(refusal) => format!("{refusal:?}"),
    };
    whole.split_once(" {").map_or(whole.clone(), |(rule, _)| rule.to_owned())
}

fn by<D>(body: BodyId, events: &[Event], command: &D::Command) -> String
where
    D: Decider<Pins = Pins, Refusal = Refusal, Emits = MonitoringEvent>,
{
    word(&decided::<D>(act(PETITION, body, TODAY), TODAY, events, command))
}

fn by_itself<D>(events: &[Event], command: &D::Command) -> String
where
    D: Decider<Pins = Pins, Refusal = Refusal, Emits = MonitoringEvent>,
{
    word(&decided::<D>(reaction(PETITION, TODAY), LATER, events, command))
}

const COLUMNS: [&str; 16] = [
    "name group west",
    "propose a follower",
    "extend the answer",
    "remind the department",
    "the department claims",
    "the Front checks",
    "the group hears the voter",
    "wait",
    "close",
    "the group reopens",
    "carry over into S15",
    "hand over to commune north",
    "the answer's day passed",
    "the work's day passed",
    "rung 2 of the answer",
    "rung 2 of the work",
];

fn row(events: &[Event]) -> Vec<String> {
    let committee = STANDING_COMMITTEE;
    let passed = |due, day| NotePassedDeadline { body: DEPARTMENT, due: code(due), day };
    let second = |due, day| EscalateDeadline { body: DEPARTMENT, due: code(due), day, rung: 2 };
    let reminder = SendReminder { to: DEPARTMENT, text: None };
    let claim = ClaimDone { text: text(), evidence: Vec::new(), attachments: Default::default() };
    let accept = check(DEPARTMENT, CheckResult::Accepted);
    let hear = HearVoter { satisfied: true, text: None };
    vec![
        by::<NamingFollower>(committee, events, &NameFollower { follower: GROUP_WEST }),
        by_itself::<ProposingFollower>(events, &ProposeFollower {}),
        by::<ExtendingDeadline>(committee, events, &extend(DEPARTMENT, "answer", LATER)),
        by::<SendingReminder>(committee, events, &reminder),
        by::<ClaimingDone>(DEPARTMENT, events, &claim),
        by::<RecordingCheck>(FRONT, events, &accept),
        by::<HearingVoter>(GROUP_EAST, events, &hear),
        by::<Waiting>(committee, events, &wait(DEPARTMENT, LATER)),
        by::<Closing>(committee, events, &ClosePetition { note: None }),
        by::<Reopening>(GROUP_EAST, events, &ReopenPetition { reason: text() }),
        by::<CarryingOver>(committee, events, &CarryOver { into: code("S15") }),
        by::<HandingOver>(committee, events, &hand(DEPARTMENT, COMMUNE_NORTH)),
        by_itself::<NotingPassedDeadline>(events, &passed("answer", ANSWER_DUE)),
        by_itself::<NotingPassedDeadline>(events, &passed("done", DONE_BY)),
        by_itself::<EscalatingDeadline>(events, &second("answer", ANSWER_DUE)),
        by_itself::<EscalatingDeadline>(events, &second("done", DONE_BY)),
    ]
}

#[test]
fn every_command_in_every_state() {
    let lives = lives();
    let rows: Vec<_> = lives.iter().map(|(state, events)| (*state, row(events))).collect();
    insta::assert_snapshot!(table(&COLUMNS, &rows));
}

#[test]
fn what_the_book_settled_is_owed_anew_once_a_classification_is_agreed_here() {
    let book = super::life::settled_by_the_book();
    let close = ClosePetition { note: None };
    let word = |events: &[Event]| by::<Closing>(STANDING_COMMITTEE, events, &close);
    assert_eq!(word(&book), "1 events");
    let anew = [
        proposed(1, &[DEPARTMENT]),
        agreed(1, &[DEPARTMENT]),
        forwarded_to(&[DEPARTMENT])[1].clone(),
    ];
    let agreed = [&book[..], &anew].concat();
    assert_eq!(word(&agreed), "NotSettled");
    let late = NotePassedDeadline { body: DEPARTMENT, due: code("answer"), day: ANSWER_DUE };
    assert_eq!(by_itself::<NotingPassedDeadline>(&agreed, &late), "1 events");
}

#[test]
fn what_was_noted_to_be_no_petition_is_supervised_once_a_person_classifies_it() {
    use proto::event::{NotAPetition, OpinionNoted};
    let late = NotePassedDeadline { body: DEPARTMENT, due: code("answer"), day: ANSWER_DUE };
    let word = |events: &[Event]| by_itself::<NotingPassedDeadline>(events, &late);
    let (kind, reason) = (code("complaint"), text());
    let not = NotAPetition { kind, reason, sent_to: None };
    for noted in [OpinionNoted { reason: None }.into(), IntakeEvent::from(not)] {
        let mut events = vec![received(), noted.into(), proposed(1, &[DEPARTMENT])];
        events.extend_from_slice(&forwarded_to(&[DEPARTMENT])[1..]);
        assert_eq!(word(&events), "1 events");
    }
}

#[test]
fn what_was_passed_on_is_supervised_as_soon_as_somebody_answers() {
    let mut events = passed_on_to(DEPARTMENT);
    let name = |events: &[Event]| {
        by::<NamingFollower>(STANDING_COMMITTEE, events, &NameFollower { follower: GROUP_WEST })
    };
    assert_eq!(name(&events), "NotSupervised");
    events.push(answered(DEPARTMENT, "in_progress", Some(DONE_BY)));
    assert_eq!(name(&events), "1 events");
}

#[derive(Debug, Clone)]
enum Asked {
    /// Not ours: forwarding sends and records answers.
    Forward(BodyId),
    Answer(BodyId, &'static str),
    Name(BodyId, BodyId),
    Extend(BodyId, &'static str),
    Claim(BodyId),
    Check(BodyId, BodyId, CheckResult),
    Wait(BodyId),
    Close(BodyId),
    Reopen(BodyId),
    HandOver(BodyId, BodyId),
    Pass(BodyId, &'static str, Day),
    Escalate(BodyId, &'static str, Day, u32),
}

const HOLDERS: [BodyId; 3] = [DEPARTMENT, COMMUNE_NORTH, GROUP_WEST];
const DAYS: [Day; 3] = [ANSWER_DUE, DONE_BY, LATER];

fn asked() -> impl Strategy<Value = Asked> {
    let holder = || proptest::sample::select(HOLDERS.to_vec());
    let follower = || proptest::sample::select(vec![FRONT, GROUP_WEST]);
    let outcomes = ["resolved", "explained", "in_progress", "planned", "not_yet_possible"];
    let result = proptest::sample::select(vec![
        CheckResult::Accepted,
        CheckResult::Accepted,
        CheckResult::Partly,
        CheckResult::Refused,
    ]);
    let anybody = || prop_oneof![3 => Just(STANDING_COMMITTEE), 1 => holder(), 1 => follower()];
    let due = || proptest::sample::select(vec!["answer", "done", "review"]);
    let day = || proptest::sample::select(DAYS.to_vec());
    prop_oneof![
        1 => holder().prop_map(Asked::Forward),
        4 => (holder(), proptest::sample::select(outcomes.to_vec()))
            .prop_map(|(by, outcome)| Asked::Answer(by, outcome)),
        2 => (anybody(), follower()).prop_map(|(by, to)| Asked::Name(by, to)),
        1 => (holder(), due()).prop_map(|(body, due)| Asked::Extend(body, due)),
        3 => holder().prop_map(Asked::Claim),
        8 => (follower(), holder(), result).prop_map(|(by, of, r)| Asked::Check(by, of, r)),
        1 => holder().prop_map(Asked::Wait),
        3 => anybody().prop_map(Asked::Close),
        1 => anybody().prop_map(Asked::Reopen),
        1 => (holder(), holder()).prop_map(|(from, to)| Asked::HandOver(from, to)),
        3 => (holder(), due(), day()).prop_map(|(body, due, day)| Asked::Pass(body, due, day)),
        6 => (holder(), due(), day(), 0..5_u32)
            .prop_map(|(body, due, day, rung)| Asked::Escalate(body, due, day, rung)),
    ]
}

impl Asked {
    /// What it adds to the petition; nothing if it is refused.
    fn events(&self, history: &[Event]) -> Vec<Event> {
        let of = |by| act(PETITION, by, TODAY);
        let committee = STANDING_COMMITTEE;
        let outcome = match *self {
            Self::Forward(to) => return vec![forwarded(to)],
            Self::Answer(by, outcome) => return vec![answered(by, outcome, Some(DONE_BY))],
            Self::Name(by, follower) => {
                decided::<NamingFollower>(of(by), TODAY, history, &NameFollower { follower })
            }
            Self::Extend(body, due) => {
                let command = extend(body, due, LATER);
                decided::<ExtendingDeadline>(of(committee), TODAY, history, &command)
            }
            Self::Claim(by) => {
                let command = ClaimDone {
                    text: text(),
                    evidence: Vec::new(),
                    attachments: Default::default(),
                };
                decided::<ClaimingDone>(of(by), TODAY, history, &command)
            }
            Self::Check(by, whose, result) => {
                decided::<RecordingCheck>(of(by), TODAY, history, &check(whose, result))
            }
            Self::Wait(body) => {
                decided::<Waiting>(of(committee), TODAY, history, &wait(body, LATER))
            }
            Self::Close(by) => {
                decided::<Closing>(of(by), TODAY, history, &ClosePetition { note: None })
            }
            Self::Reopen(by) => {
                let command = ReopenPetition { reason: text() };
                decided::<Reopening>(of(by), TODAY, history, &command)
            }
            Self::HandOver(from, to) => {
                decided::<HandingOver>(of(committee), TODAY, history, &hand(from, to))
            }
            Self::Pass(body, due, day) => {
                let command = NotePassedDeadline { body, due: code(due), day };
                let after = LATER.tomorrow().unwrap();
                decided::<NotingPassedDeadline>(reaction(PETITION, TODAY), after, history, &command)
            }
            Self::Escalate(body, due, day, rung) => {
                let command = EscalateDeadline { body, due: code(due), day, rung };
                let after = day + 30.days();
                decided::<EscalatingDeadline>(reaction(PETITION, TODAY), after, history, &command)
            }
        };
        outcome.unwrap_or_default().into_iter().map(Event::from).collect()
    }
}

/// What is known of one petition without the fold that is tested.
#[derive(Debug, Default)]
struct Seen {
    /// The outcome of each holder's last answer, whether it claimed, whether it was accepted.
    parts: std::collections::BTreeMap<BodyId, (Option<&'static str>, bool, bool)>,
    settled: bool,
    passed: BTreeSet<(BodyId, Code, Day)>,
    escalated: BTreeSet<(BodyId, Code, Day, u32)>,
}

impl Seen {
    fn other(&mut self, asked: &Asked) {
        match *asked {
            Asked::Forward(to) => {
                self.parts.insert(to, (None, false, false));
            }
            Asked::Answer(by, outcome) => {
                self.parts.insert(by, (Some(outcome), false, false));
            }
            Asked::Name(..)
            | Asked::Extend(..)
            | Asked::Claim(_)
            | Asked::Check(..)
            | Asked::Wait(_)
            | Asked::Close(_)
            | Asked::Reopen(_)
            | Asked::HandOver(..)
            | Asked::Pass(..)
            | Asked::Escalate(..) => {}
        }
    }

    fn own(&mut self, event: MonitoringEvent) {
        match event {
            MonitoringEvent::DoneClaimed(done) => {
                let part = self.parts.get_mut(&done.by).expect("held");
                assert!(matches!(part.0, Some("in_progress" | "planned")), "nothing goes on");
                (part.1, part.2) = (true, false);
            }
            MonitoringEvent::CheckRecorded(checked) => {
                assert_ne!(checked.by, checked.of, "checked its own work");
                let part = self.parts.get_mut(&checked.of).expect("held");
                assert!(part.0.is_some(), "checked nothing");
                part.2 = checked.result == CheckResult::Accepted;
                part.1 &= part.2;
            }
            MonitoringEvent::PetitionSettled(_) => {
                assert!(!self.settled, "settled twice");
                assert!(!self.parts.is_empty());
                for (outcome, claimed, accepted) in self.parts.values() {
                    let done = match outcome {
                        Some("resolved" | "explained") => true,
                        Some("in_progress") => *claimed,
                        _ => false,
                    };
                    assert!(done && *accepted, "not everybody was accepted: {:?}", self.parts);
                }
                self.settled = true;
            }
            MonitoringEvent::PetitionClosed(_) => assert!(self.settled, "closed unsettled"),
            MonitoringEvent::PetitionReopened(_) => {
                assert!(self.settled, "was not settled");
                self.settled = false;
                for part in self.parts.values_mut() {
                    (part.1, part.2) = (false, false);
                }
            }
            MonitoringEvent::PetitionHandedOver(handed) => {
                self.parts.remove(&handed.from).expect("held");
                assert!(self.parts.insert(handed.to, (None, false, false)).is_none());
            }
            MonitoringEvent::DeadlinePassed(passed) => {
                let first = self.passed.insert((passed.body, passed.due, passed.day));
                assert!(first, "a due day passed twice");
            }
            MonitoringEvent::DeadlineEscalated(up) => {
                assert!(!self.settled, "told of what is settled");
                let (outcome, claimed, accepted) = self.parts.get(&up.body).expect("held");
                let owed = match up.due.as_str() {
                    "answer" => outcome.is_none(),
                    "done" => matches!(outcome, Some("in_progress" | "planned")) && !claimed,
                    _ => true,
                };
                assert!(owed && !accepted, "told of what was done: {up:?}, {:?}", self.parts);
                let first = self.escalated.insert((up.body, up.due, up.day, up.rung));
                assert!(first, "a rung was reached twice");
            }
            MonitoringEvent::FollowerNamed(named) => {
                assert!(!self.parts.contains_key(&named.follower), "answers and follows");
            }
            MonitoringEvent::DeadlineExtended(_)
            | MonitoringEvent::WaitingForResources(_)
            | MonitoringEvent::FollowerProposed(_)
            | MonitoringEvent::ReminderSent(_)
            | MonitoringEvent::VoterHeard(_)
            | MonitoringEvent::PetitionCarriedOver(_)
            | MonitoringEvent::MonitoringReactionRefused(_) => {}
        }
    }
}

proptest! {
    #[test]
    fn the_follower_checks_only_what_is_settled_is_closed_and_nothing_done_goes_up_the_ladder(
        asked in proptest::collection::vec(asked(), 1..60),
    ) {
        let mut history = forwarded_to(&[DEPARTMENT]);
        let mut seen = Seen::default();
        seen.other(&Asked::Forward(DEPARTMENT));
        for asked in asked {
            // Forwarding records answers only of those that hold the petition.
            if matches!(asked, Asked::Answer(by, _) if !seen.parts.contains_key(&by)) {
                continue;
            }
            seen.other(&asked);
            for event in asked.events(&history) {
                if let Event::Monitoring(own) = &event {
                    seen.own(own.clone());
                }
                history.push(event);
            }
        }
    }
}

#[test]
fn what_the_property_asks_for_does_happen() {
    let asked = [
        Asked::Name(STANDING_COMMITTEE, FRONT),
        Asked::Answer(DEPARTMENT, "in_progress"),
        Asked::Pass(DEPARTMENT, "done", DONE_BY),
        Asked::Escalate(DEPARTMENT, "done", DONE_BY, 3),
        Asked::Claim(DEPARTMENT),
        Asked::Check(FRONT, DEPARTMENT, CheckResult::Accepted),
        Asked::Close(STANDING_COMMITTEE),
        Asked::Reopen(STANDING_COMMITTEE),
    ];
    let mut history = forwarded_to(&[DEPARTMENT]);
    for asked in asked {
        let events = asked.events(&history);
        assert!(!events.is_empty(), "{asked:?}");
        history.extend(events);
    }
}
