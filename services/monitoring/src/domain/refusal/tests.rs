use std::fmt::Debug;

use super::*;
use crate::domain::carry_over::CarryingOver;
use crate::domain::case::{ANSWER, DONE};
use crate::domain::claim_done::ClaimingDone;
use crate::domain::close_petition::Closing;
use crate::domain::extend_deadline::ExtendingDeadline;
use crate::domain::hand_over::HandingOver;
use crate::domain::hear_voter::HearingVoter;
use crate::domain::life::{
    ANSWER_DUE, DONE_BY, LATER, TODAY, answered, carried, checked, claimed, closed, forwarded_to,
    given, named, settled_by, with_rules, with_sessions,
};
use crate::domain::name_follower::NamingFollower;
use crate::domain::record_check::RecordingCheck;
use crate::domain::reopen_petition::Reopening;
use crate::domain::send_reminder::SendingReminder;
use crate::domain::wait_for_resources::Waiting;
use decider::spec::{Spec, act};
use decider::{Act, Decider};
use directory::Pins;
use directory::fixture::petition::{PETITION, forwarded, received};
use directory::fixture::{
    COMMUNE_COUNCIL, COMMUNE_GROUP, COMMUNE_NORTH, COMMUNE_SOUTH, COUNCIL, DEPARTMENT, DISTRICT,
    FIRST_DAY, FRONT, GROUP_EAST, GROUP_WEST, NOBODY, STANDING_COMMITTEE, circle, code, line,
    reformed, rules, sealed,
};
use proto::StreamId;
use proto::command::{
    CarryOver, ClaimDone, ClosePetition, ExtendDeadline, HandOver, HearVoter, NameFollower,
    RecordCheck, ReopenPetition, SendReminder, WaitForResources,
};
use proto::envelope::DocumentRef;
use proto::event::{
    CheckResult, Deadline, Event, IntakeEvent, NotAPetition, OpinionNoted, PetitionMerged,
    PetitionSplit, PetitionWithdrawn, Rules,
};
use proto::sealed::Sealed;

/// `by` asks for `command`, and it is refused so.
fn refused<D>(by: BodyId, history: &[Event], command: &D::Command, expected: Refusal)
where
    D: Decider<Refusal = Refusal, Pins = Pins>,
    D::Emits: Debug + PartialEq,
{
    given::<D>(by, history).when(command, &reformed()).then_refused(expected);
}

fn refused_act<D>(act: Act, history: &[Event], command: &D::Command, pins: &Pins) -> Refusal
where
    D: Decider<Refusal = Refusal, Pins = Pins>,
    D::Emits: Debug + PartialEq,
{
    let history = history.iter().map(|event| (PETITION, event.clone()));
    match Spec::<D>::given(act, history).when(command, pins).outcome() {
        Ok(emits) => panic!("not refused: {emits:?}"),
        Err(refusal) => refusal,
    }
}

/// The department holds it, answered so, and the Front follows.
fn answer(outcome: &str) -> Vec<Event> {
    let mut history = forwarded_to(&[DEPARTMENT]);
    history.extend([named(FRONT), answered(DEPARTMENT, outcome, Some(DONE_BY))]);
    history
}

fn close() -> ClosePetition<Sealed> {
    ClosePetition { note: None }
}

fn claim() -> ClaimDone<Sealed> {
    ClaimDone { text: sealed(3), evidence: Vec::new(), attachments: Default::default() }
}

fn check(of: BodyId) -> RecordCheck<Sealed> {
    RecordCheck {
        of,
        result: CheckResult::Accepted,
        text: sealed(3),
        evidence: Vec::new(),
        attachments: Default::default(),
    }
}

fn extend(body: BodyId, due: &str, until: Day) -> ExtendDeadline<Sealed> {
    ExtendDeadline { body, due: code(due), until, reason: sealed(3) }
}

fn remind(to: BodyId) -> SendReminder<Sealed> {
    SendReminder { to, text: None }
}

fn hear() -> HearVoter<Sealed> {
    HearVoter { satisfied: true, text: None }
}

fn wait(body: BodyId, review_on: Day) -> WaitForResources<Sealed> {
    WaitForResources { body, review_on, reason: sealed(3) }
}

fn reopen() -> ReopenPetition<Sealed> {
    ReopenPetition { reason: sealed(3) }
}

fn hand(from: BodyId, to: BodyId) -> HandOver {
    HandOver { from, to, basis: line("local choice") }
}

#[test]
fn what_was_not_received_is_not_followed() {
    refused::<Closing>(STANDING_COMMITTEE, &[], &close(), Refusal::NotReceived);
}

#[test]
fn what_is_no_petition_or_ended_otherwise_is_not_supervised() {
    let another = StreamId(uuid::Uuid::from_u128(7));
    let ends: [IntakeEvent; 5] = [
        OpinionNoted { reason: None }.into(),
        NotAPetition { kind: code("complaint"), reason: sealed(3), sent_to: None }.into(),
        PetitionMerged { into: another, reason: None }.into(),
        PetitionSplit { into: vec![another] }.into(),
        PetitionWithdrawn { reason: None }.into(),
    ];
    for end in ends {
        let history = [received(), end.into()];
        refused::<Closing>(STANDING_COMMITTEE, &history, &close(), Refusal::NotSupervised);
    }
}

#[test]
fn nothing_is_done_under_no_rules() {
    let early = act(PETITION, STANDING_COMMITTEE, FIRST_DAY.yesterday().unwrap());
    let refusal = refused_act::<Closing>(early, &[received()], &close(), &circle());
    assert_eq!(refusal, Refusal::NoRules);
}

/// The standing committee records what the department wrote.
fn on_paper() -> (Act, Rules) {
    let document = DocumentRef { symbol: line("9/BC"), issued_on: TODAY, signer: None, scan: None };
    let (on_behalf, document) = (Some(DEPARTMENT), Some(document));
    let act = Act { on_behalf, document, ..act(PETITION, STANDING_COMMITTEE, TODAY) };
    (act, Rules { on_paper: vec![DEPARTMENT], ..rules() })
}

#[test]
fn only_what_the_rules_call_paper_is_recorded_and_only_by_the_standing_committee() {
    let (act, rules) = on_paper();
    let history = answer("in_progress");
    let given = history.iter().map(|event| (PETITION, event.clone()));
    let spec = Spec::<ClaimingDone>::given(act.clone(), given);
    assert_eq!(spec.when(&claim(), &with_rules(rules.clone())).events().len(), 1);
    let refusal = refused_act::<ClaimingDone>(act.clone(), &history, &claim(), &circle());
    assert_eq!(refusal, Refusal::NotOnPaper { allowed: vec![] });
    let of_group = Act { body: Some(GROUP_EAST), ..act };
    let pins = with_rules(rules);
    let refusal = refused_act::<ClaimingDone>(of_group, &history, &claim(), &pins);
    assert_eq!(refusal, Refusal::NotOnPaper { allowed: vec![DEPARTMENT] });
}

#[test]
fn who_names_itself_acts_for_itself() {
    let act = Act { on_behalf: Some(DEPARTMENT), ..act(PETITION, DEPARTMENT, TODAY) };
    let given = answer("in_progress").into_iter().map(|event| (PETITION, event));
    let spec = Spec::<ClaimingDone>::given(act, given);
    assert_eq!(spec.when(&claim(), &circle()).events().len(), 1);
}

#[test]
fn paper_has_a_symbol_and_a_date() {
    let (act, rules) = on_paper();
    let act = Act { document: None, ..act };
    let history = answer("in_progress");
    let refusal = refused_act::<ClaimingDone>(act, &history, &claim(), &with_rules(rules));
    assert_eq!(refusal, Refusal::NoDocument);
}

#[test]
fn paper_is_scanned_where_the_rules_want_it() {
    let (mut act, rules) = on_paper();
    let pins = with_rules(Rules { paper_scanned: true, ..rules });
    let history = answer("in_progress");
    let refusal = refused_act::<ClaimingDone>(act.clone(), &history, &claim(), &pins);
    assert_eq!(refusal, Refusal::NoScan);
    if let Some(document) = &mut act.document {
        document.scan = directory::fixture::photos().iter().next().cloned();
    }
    let given = history.into_iter().map(|event| (PETITION, event));
    assert_eq!(Spec::<ClaimingDone>::given(act, given).when(&claim(), &pins).events().len(), 1);
}

#[test]
fn only_the_standing_committee_names_extends_closes_carries_and_hands_over() {
    let history = forwarded_to(&[DEPARTMENT]);
    let refusal = || Refusal::NotTheStandingCommittee { allowed: STANDING_COMMITTEE };
    let by = GROUP_EAST;
    refused::<NamingFollower>(by, &history, &NameFollower { follower: FRONT }, refusal());
    refused::<ExtendingDeadline>(by, &history, &extend(DEPARTMENT, ANSWER, LATER), refusal());
    refused::<Closing>(by, &settled_by(DEPARTMENT), &close(), refusal());
    refused::<CarryingOver>(by, &history, &CarryOver { into: code("S15") }, refusal());
    refused::<HandingOver>(by, &history, &hand(DEPARTMENT, COMMUNE_NORTH), refusal());
}

#[test]
fn only_the_named_follower_checks() {
    let expected = Refusal::NotTheFollower { follower: Some(FRONT) };
    for by in [GROUP_WEST, STANDING_COMMITTEE, DEPARTMENT] {
        refused::<RecordingCheck>(by, &answer("resolved"), &check(DEPARTMENT), expected.clone());
    }
    let mut unfollowed = forwarded_to(&[DEPARTMENT]);
    unfollowed.push(answered(DEPARTMENT, "resolved", None));
    let expected = Refusal::NotTheFollower { follower: None };
    refused::<RecordingCheck>(FRONT, &unfollowed, &check(DEPARTMENT), expected);
}

#[test]
fn others_do_not_remind_wait_hear_or_reopen() {
    let allowed =
        |bodies: &[BodyId]| Refusal::NotYours { allowed: bodies.iter().copied().collect() };
    let (history, by) = (answer("in_progress"), GROUP_WEST);
    let expected = allowed(&[STANDING_COMMITTEE, FRONT]);
    refused::<SendingReminder>(by, &history, &remind(DEPARTMENT), expected.clone());
    refused::<Waiting>(by, &history, &wait(DEPARTMENT, LATER), expected);
    refused::<HearingVoter>(by, &history, &hear(), allowed(&[GROUP_EAST, FRONT]));
    let expected = allowed(&[GROUP_EAST, FRONT, STANDING_COMMITTEE]);
    refused::<Reopening>(by, &settled_by(DEPARTMENT), &reopen(), expected);
}

#[test]
fn whoever_does_not_hold_it_claims_nothing() {
    let holders = vec![DEPARTMENT];
    let expected = Refusal::NotAnAddressee { holders };
    refused::<ClaimingDone>(COMMUNE_NORTH, &answer("in_progress"), &claim(), expected);
}

#[test]
fn what_is_closed_stays_as_it_is_until_it_is_reopened() {
    let mut history = settled_by(DEPARTMENT);
    history.push(closed());
    let by = STANDING_COMMITTEE;
    refused::<Closing>(by, &history, &close(), Refusal::AlreadyClosed);
    refused::<RecordingCheck>(FRONT, &history, &check(DEPARTMENT), Refusal::AlreadyClosed);
    let name = NameFollower { follower: GROUP_WEST };
    refused::<NamingFollower>(by, &history, &name, Refusal::AlreadyClosed);
}

#[test]
fn what_is_settled_is_not_hurried_moved_or_carried_on() {
    let (history, by) = (settled_by(DEPARTMENT), STANDING_COMMITTEE);
    let settled = || Refusal::AlreadySettled;
    refused::<CarryingOver>(by, &history, &CarryOver { into: code("S15") }, settled());
    refused::<SendingReminder>(by, &history, &remind(DEPARTMENT), settled());
    refused::<HandingOver>(by, &history, &hand(DEPARTMENT, COMMUNE_NORTH), settled());
    refused::<ExtendingDeadline>(by, &history, &extend(DEPARTMENT, DONE, LATER), settled());
    refused::<Waiting>(by, &history, &wait(DEPARTMENT, LATER), settled());
    refused::<ClaimingDone>(DEPARTMENT, &history, &claim(), settled());
}

#[test]
fn only_what_is_settled_is_closed_or_reopened() {
    let by = STANDING_COMMITTEE;
    for outcome in ["resolved", "planned", "not_yet_possible"] {
        refused::<Closing>(by, &answer(outcome), &close(), Refusal::NotSettled);
    }
    // A plan never settles: not even claimed, checked and accepted.
    let mut plan = answer("planned");
    plan.extend([claimed(DEPARTMENT), checked(FRONT, DEPARTMENT, CheckResult::Accepted)]);
    refused::<Closing>(by, &plan, &close(), Refusal::NotSettled);
    refused::<Reopening>(by, &answer("resolved"), &reopen(), Refusal::NotSettled);
}

#[test]
fn an_abolished_body_does_not_follow() {
    let successors = BTreeSet::from([COMMUNE_NORTH, COMMUNE_SOUTH]);
    let expected = Refusal::FollowerNotStanding { body: DISTRICT, successors };
    let name = NameFollower { follower: DISTRICT };
    refused::<NamingFollower>(STANDING_COMMITTEE, &[received()], &name, expected);
    let expected = Refusal::FollowerNotStanding { body: NOBODY, successors: BTreeSet::new() };
    let name = NameFollower { follower: NOBODY };
    refused::<NamingFollower>(STANDING_COMMITTEE, &[received()], &name, expected);
}

#[test]
fn the_front_or_a_body_of_the_council_follows() {
    for follower in [STANDING_COMMITTEE, COUNCIL, DEPARTMENT, COMMUNE_GROUP, COMMUNE_COUNCIL] {
        let name = NameFollower { follower };
        refused::<NamingFollower>(STANDING_COMMITTEE, &[received()], &name, Refusal::NotAFollower);
    }
}

#[test]
fn whoever_answers_does_not_follow() {
    let history = forwarded_to(&[GROUP_WEST]);
    let expected = Refusal::FollowerAnswers { body: GROUP_WEST };
    let name = NameFollower { follower: GROUP_WEST };
    refused::<NamingFollower>(STANDING_COMMITTEE, &history, &name, expected);
    let expected = Refusal::FollowerAnswers { body: FRONT };
    let history = answer("in_progress");
    refused::<HandingOver>(STANDING_COMMITTEE, &history, &hand(DEPARTMENT, FRONT), expected);
}

#[test]
fn a_follower_is_named_once() {
    let history = [received(), named(FRONT)];
    let name = NameFollower { follower: FRONT };
    refused::<NamingFollower>(STANDING_COMMITTEE, &history, &name, Refusal::AlreadyFollows);
}

#[test]
fn who_does_not_hold_it_owes_nothing_and_hands_nothing_over() {
    let (history, by) = (answer("in_progress"), STANDING_COMMITTEE);
    let body = COMMUNE_NORTH;
    let expected = || Refusal::NotHeldBy { body, holders: vec![DEPARTMENT] };
    refused::<ExtendingDeadline>(by, &history, &extend(body, ANSWER, LATER), expected());
    refused::<SendingReminder>(by, &history, &remind(body), expected());
    refused::<Waiting>(by, &history, &wait(body, LATER), expected());
    refused::<HandingOver>(by, &history, &hand(body, COMMUNE_SOUTH), expected());
    refused::<RecordingCheck>(FRONT, &history, &check(body), expected());
}

#[test]
fn a_petition_is_not_handed_over_to_a_body_that_holds_it() {
    let history = forwarded_to(&[DEPARTMENT, COMMUNE_NORTH]);
    let expected = Refusal::AlreadyHeldBy { body: COMMUNE_NORTH };
    refused::<HandingOver>(
        STANDING_COMMITTEE,
        &history,
        &hand(DEPARTMENT, COMMUNE_NORTH),
        expected,
    );
}

#[test]
fn an_abolished_body_takes_nothing_over() {
    let successors = BTreeSet::from([COMMUNE_NORTH, COMMUNE_SOUTH]);
    let expected = Refusal::ReceiverNotStanding { body: DISTRICT, successors };
    let history = forwarded_to(&[DEPARTMENT]);
    refused::<HandingOver>(STANDING_COMMITTEE, &history, &hand(DEPARTMENT, DISTRICT), expected);
}

#[test]
fn only_the_days_of_answers_and_work_are_moved() {
    let command = extend(DEPARTMENT, "review", LATER);
    let history = answer("in_progress");
    refused::<ExtendingDeadline>(STANDING_COMMITTEE, &history, &command, Refusal::DueUnknown);
}

#[test]
fn what_is_not_due_is_not_extended() {
    let by = STANDING_COMMITTEE;
    let command = extend(DEPARTMENT, ANSWER, LATER);
    refused::<ExtendingDeadline>(by, &answer("resolved"), &command, Refusal::NothingDue);
    let command = extend(DEPARTMENT, DONE, LATER);
    let history = forwarded_to(&[DEPARTMENT]);
    refused::<ExtendingDeadline>(by, &history, &command, Refusal::NothingDue);
}

#[test]
fn a_due_day_is_moved_to_a_later_one() {
    let expected = Refusal::NotLater { day: ANSWER_DUE };
    let command = extend(DEPARTMENT, ANSWER, ANSWER_DUE);
    let history = forwarded_to(&[DEPARTMENT]);
    refused::<ExtendingDeadline>(STANDING_COMMITTEE, &history, &command, expected);
}

#[test]
fn nobody_is_reminded_who_owes_nothing() {
    let mut claims = answer("in_progress");
    claims.push(claimed(DEPARTMENT));
    for history in [answer("resolved"), claims] {
        let command = remind(DEPARTMENT);
        refused::<SendingReminder>(FRONT, &history, &command, Refusal::NothingOwed);
    }
}

#[test]
fn without_an_answer_nothing_is_claimed_checked_heard_or_waited_for() {
    let mut history = forwarded_to(&[DEPARTMENT]);
    history.push(named(FRONT));
    refused::<ClaimingDone>(DEPARTMENT, &history, &claim(), Refusal::NotAnswered);
    refused::<RecordingCheck>(FRONT, &history, &check(DEPARTMENT), Refusal::NotAnswered);
    refused::<HearingVoter>(FRONT, &history, &hear(), Refusal::NotAnswered);
    refused::<Waiting>(FRONT, &history, &wait(DEPARTMENT, LATER), Refusal::NotAnswered);
}

#[test]
fn only_work_that_goes_on_is_claimed_done() {
    for outcome in ["resolved", "explained", "not_yet_possible"] {
        let expected = Refusal::NothingGoesOn { outcome: code(outcome) };
        refused::<ClaimingDone>(DEPARTMENT, &answer(outcome), &claim(), expected);
    }
}

#[test]
fn work_is_claimed_done_once() {
    let mut history = answer("in_progress");
    history.push(claimed(DEPARTMENT));
    refused::<ClaimingDone>(DEPARTMENT, &history, &claim(), Refusal::AlreadyClaimed);
}

#[test]
fn nothing_is_claimed_or_checked_before_it_was_said() {
    let days = |history: Vec<Event>| history.into_iter().map(|event| (PETITION, LATER, event));
    let on = |by, day| Act { occurred_on: day, ..act(PETITION, by, day) };
    let expected = || Refusal::BeforeItWasSaid { said_on: LATER };
    let mut promised = vec![received(), named(FRONT), crate::domain::life::promised(DEPARTMENT)];
    for history in [answer("in_progress"), promised.clone()] {
        let claims = |day| {
            Spec::<ClaimingDone>::given_on_days(on(DEPARTMENT, day), days(history.clone()))
                .when(&claim(), &reformed())
        };
        claims(TODAY).then_refused(expected());
        assert_eq!(claims(LATER).word(), "1 events");
    }
    promised.push(claimed(DEPARTMENT));
    for history in [answer("resolved"), promised] {
        let checks = |day| {
            Spec::<RecordingCheck>::given_on_days(on(FRONT, day), days(history.clone()))
                .when(&check(DEPARTMENT), &reformed())
        };
        checks(TODAY).then_refused(expected());
        assert_eq!(checks(LATER).word(), "2 events");
    }
}

#[test]
fn nobody_checks_its_own_work_or_what_it_took_over() {
    for (follower, holder) in [(GROUP_WEST, GROUP_WEST), (COMMUNE_NORTH, DISTRICT)] {
        // Named before the letter went out, or before the reform.
        let history =
            [received(), named(follower), forwarded(holder), answered(holder, "resolved", None)];
        refused::<RecordingCheck>(follower, &history, &check(holder), Refusal::NeverOwnWork);
    }
}

#[test]
fn what_is_done_does_not_wait_for_resources() {
    let expected = Refusal::CannotWait { outcome: code("resolved") };
    refused::<Waiting>(FRONT, &answer("resolved"), &wait(DEPARTMENT, LATER), expected);
    let mut history = answer("in_progress");
    history.push(claimed(DEPARTMENT));
    let expected = Refusal::CannotWait { outcome: code("in_progress") };
    refused::<Waiting>(FRONT, &history, &wait(DEPARTMENT, LATER), expected);
}

#[test]
fn a_review_lies_in_the_future() {
    let command = wait(DEPARTMENT, TODAY);
    refused::<Waiting>(FRONT, &answer("planned"), &command, Refusal::ReviewNotInTheFuture);
}

#[test]
fn nobody_closes_what_it_answered() {
    let history = settled_by(STANDING_COMMITTEE);
    refused::<Closing>(STANDING_COMMITTEE, &history, &close(), Refusal::CannotCloseOwnAnswer);
}

#[test]
fn a_petition_is_carried_into_a_planned_session() {
    let (history, command) = (forwarded_to(&[DEPARTMENT]), CarryOver { into: code("S17") });
    given::<CarryingOver>(STANDING_COMMITTEE, &history)
        .when(&command, &with_sessions())
        .then_refused(Refusal::SessionUnknown);
}

#[test]
fn a_petition_is_carried_into_a_session_once() {
    let mut history = forwarded_to(&[DEPARTMENT]);
    history.push(carried("S15"));
    given::<CarryingOver>(STANDING_COMMITTEE, &history)
        .when(&CarryOver { into: code("S15") }, &with_sessions())
        .then_refused(Refusal::AlreadyCarriedOver);
}

#[test]
fn a_due_day_beyond_every_calendar_hands_nothing_over() {
    let answer = Deadline { days: u32::MAX, ..rules().answer };
    let pins = with_rules(Rules { answer, ..rules() });
    given::<HandingOver>(STANDING_COMMITTEE, &forwarded_to(&[DEPARTMENT]))
        .when(&hand(DEPARTMENT, COMMUNE_NORTH), &pins)
        .then_refused(Refusal::NoDueDay);
}
