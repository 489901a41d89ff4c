use super::*;
use crate::domain::life::{
    answered, checked, claimed, forwarded_to, given, named, returned, settled,
};
use directory::fixture::petition::{PETITION, agreed, forwarded, received};
use directory::fixture::{COMMUNE_NORTH, DEPARTMENT, FRONT, circle, code, sealed};
use proto::event::{AnswerTakenOver, CheckResult, Event, ForwardingEvent};
use proto::{BodyId, Digest};

use CheckResult::{Accepted, Partly, Refused};

/// The Front follows; it looks at what `of` did.
fn check(history: &[Event], of: BodyId, result: CheckResult) -> Vec<MonitoringEvent> {
    let command = RecordCheck {
        of,
        result,
        text: sealed(3),
        evidence: vec![Digest::ZERO],
        attachments: Default::default(),
    };
    let emits = given::<RecordingCheck>(FRONT, history).when(&command, &circle()).events();
    emits.into_iter().map(|emit| emit.event).collect()
}

fn recorded(of: BodyId, result: CheckResult) -> MonitoringEvent {
    let (text, evidence) = (sealed(3), vec![Digest::ZERO]);
    CheckRecorded { by: FRONT, of, result, text, evidence, attachments: Default::default() }.into()
}

/// Followed by the Front; these bodies hold it and answered so.
fn followed(answers: &[(BodyId, &str)]) -> Vec<Event> {
    let holders: Vec<BodyId> = answers.iter().map(|answer| answer.0).collect();
    let mut history = forwarded_to(&holders);
    history.push(named(FRONT));
    history.extend(answers.iter().map(|&(body, outcome)| answered(body, outcome, None)));
    history
}

#[test]
fn an_accepted_check_of_the_only_answer_settles() {
    let command = RecordCheck {
        of: DEPARTMENT,
        result: Accepted,
        text: sealed(3),
        evidence: vec![Digest::ZERO],
        attachments: Default::default(),
    };
    for outcome in ["resolved", "explained"] {
        given::<RecordingCheck>(FRONT, &followed(&[(DEPARTMENT, outcome)]))
            .when(&command, &circle())
            .then(&[
                Emit::on(PETITION, recorded(DEPARTMENT, Accepted)),
                Emit::on(PETITION, PetitionSettled {}),
            ]);
    }
}

/// A book says that the department resolved it.
fn by_the_book() -> Event {
    let (by, outcome) = (Some(DEPARTMENT), Some(code("resolved")));
    let (by_written, outcome_written, text) = (None, None, None);
    let taken = AnswerTakenOver { by, by_written, outcome, outcome_written, text };
    ForwardingEvent::from(taken).into()
}

#[test]
fn what_a_book_says_is_checked_like_an_answer() {
    let history = [received(), by_the_book(), named(FRONT)];
    let settled = [recorded(DEPARTMENT, Accepted), PetitionSettled {}.into()];
    assert_eq!(check(&history, DEPARTMENT, Accepted), settled);
}

#[test]
fn what_a_book_says_counts_no_more_once_a_classification_is_agreed_here() {
    let history = [received(), by_the_book(), agreed(1, &[DEPARTMENT]), named(FRONT)];
    let command = RecordCheck {
        of: DEPARTMENT,
        result: Accepted,
        text: sealed(3),
        evidence: vec![],
        attachments: Default::default(),
    };
    let then = given::<RecordingCheck>(FRONT, &history).when(&command, &circle());
    assert!(then.outcome().is_err());
}

#[test]
fn a_check_that_does_not_accept_settles_nothing() {
    let history = followed(&[(DEPARTMENT, "resolved")]);
    for result in [Refused, Partly] {
        assert_eq!(check(&history, DEPARTMENT, result), [recorded(DEPARTMENT, result)]);
    }
}

#[test]
fn every_body_that_holds_it_has_to_be_accepted() {
    let mut history = followed(&[(DEPARTMENT, "resolved"), (COMMUNE_NORTH, "explained")]);
    let first = check(&history, DEPARTMENT, Accepted);
    assert_eq!(first, [recorded(DEPARTMENT, Accepted)]);
    history.push(checked(FRONT, DEPARTMENT, Accepted));
    let second = check(&history, COMMUNE_NORTH, Accepted);
    assert_eq!(second, [recorded(COMMUNE_NORTH, Accepted), PetitionSettled {}.into()]);
}

#[test]
fn work_that_goes_on_settles_when_it_is_claimed_and_a_plan_never_does() {
    for (outcome, settles) in [("in_progress", true), ("planned", false)] {
        let mut history = followed(&[(DEPARTMENT, outcome)]);
        assert_eq!(check(&history, DEPARTMENT, Accepted).len(), 1, "{outcome}, not claimed");
        history.push(claimed(DEPARTMENT));
        let events = check(&history, DEPARTMENT, Accepted);
        assert_eq!(events.contains(&PetitionSettled {}.into()), settles, "{outcome}");
    }
    let impossible = followed(&[(DEPARTMENT, "not_yet_possible")]);
    assert_eq!(check(&impossible, DEPARTMENT, Accepted).len(), 1);
}

#[test]
fn a_new_answer_is_checked_anew() {
    let mut history = followed(&[(DEPARTMENT, "resolved"), (COMMUNE_NORTH, "resolved")]);
    history.push(checked(FRONT, DEPARTMENT, Accepted));
    history.push(answered(DEPARTMENT, "resolved", None));
    assert_eq!(check(&history, COMMUNE_NORTH, Accepted).len(), 1);
}

#[test]
fn what_is_settled_settles_once() {
    let mut history = followed(&[(DEPARTMENT, "resolved")]);
    history.extend([checked(FRONT, DEPARTMENT, Accepted), settled()]);
    assert_eq!(check(&history, DEPARTMENT, Accepted), [recorded(DEPARTMENT, Accepted)]);
}

#[test]
fn what_is_not_forwarded_yet_or_was_sent_back_does_not_settle() {
    let both = [DEPARTMENT, COMMUNE_NORTH];
    let mut history = vec![received(), agreed(1, &both), forwarded(DEPARTMENT), named(FRONT)];
    history.push(answered(DEPARTMENT, "resolved", None));
    assert_eq!(check(&history, DEPARTMENT, Accepted).len(), 1, "one has no letter");
    history.extend([forwarded(COMMUNE_NORTH), returned(COMMUNE_NORTH)]);
    assert_eq!(check(&history, DEPARTMENT, Accepted).len(), 1, "one sent it back");
    history.push(agreed(2, &[DEPARTMENT]));
    assert_eq!(check(&history, DEPARTMENT, Accepted).len(), 2, "agreed without it");
}
