use super::*;
use crate::domain::talks::{
    CONSENT_DUE, TOO_LATE, consented, contested, endings, not_accepted, received_in_north,
};
use decider::spec::{act, reaction};
use directory::fixture::petition::{PETITION, agreed, proposal, suggested};
use directory::fixture::{
    AFTER_REFORM, COMMUNE_NORTH, COUNCIL, DEPARTMENT, FIRST_DAY, FRONT, GROUP_EAST, paired_rules,
    rules,
};
use proto::Digest;
use proto::event::{
    ClassificationProposed, ConsentGiven, DirectoryEvent, PetitionReceived, Rules, RulesAdopted,
};
use serde_json::value::RawValue;

fn envelope(stream: StreamId) -> Envelope {
    let act = act(stream, GROUP_EAST, AFTER_REFORM);
    Envelope {
        event_type: String::new(),
        schema_version: 1,
        event_id: act.command_id.event(0),
        stream,
        site: act.site,
        body: None,
        officer: None,
        on_behalf: None,
        document: None,
        occurred_on: AFTER_REFORM,
        command_id: act.command_id,
        correlation: reaction(stream, AFTER_REFORM).command_id.0,
        causation: None,
        decision_digest: Digest::ZERO,
        continues: None,
        ignorable: false,
        data: RawValue::NULL.to_owned(),
    }
}

fn waiting(rules: Rules, events: &[Event]) -> Waiting {
    let mut waiting = Waiting::default();
    let adopted = RulesAdopted { council: COUNCIL, from: FIRST_DAY, rules };
    let rules = envelope(StreamId::of_rules(COUNCIL));
    waiting.apply(&rules, &DirectoryEvent::from(adopted).into());
    for event in events {
        waiting.apply(&envelope(PETITION), event);
    }
    waiting
}

/// Proposed, and consented to by the first pair: the second has its day, and its silence counts.
fn second_pair() -> Vec<Event> {
    let (proposal_number, consent_due) = (1, Some(AFTER_REFORM));
    let proposed = ClassificationProposed { consent_due, ..proposal(1, &[DEPARTMENT]) };
    let passed = ConsentGiven {
        proposal: proposal_number,
        pair: 1,
        party: COMMUNE_NORTH,
        officer: None,
        consent_due: Some(CONSENT_DUE),
    };
    vec![
        received_in_north(),
        ClassificationEvent::from(proposed).into(),
        consented(1, 1, GROUP_EAST),
        ClassificationEvent::from(passed).into(),
    ]
}

fn keys(waiting: &Waiting, day: Day) -> Vec<String> {
    waiting.passed(day).into_iter().map(|due| due.key).collect()
}

#[test]
fn a_silence_that_counts_falls_due_after_its_last_day() {
    let waiting = waiting(paired_rules(), &second_pair());
    assert!(keys(&waiting, CONSENT_DUE).is_empty());
    assert_eq!(keys(&waiting, TOO_LATE), ["silence/1/2025-09-20"]);
    let due = waiting.passed(TOO_LATE).remove(0).command;
    assert_eq!((due.command, due.stream), ("CountSilence", PETITION));
    assert_eq!(due.data.get(), r#"{"proposal":1}"#);
}

#[test]
fn a_silence_that_does_not_count_never_falls_due() {
    assert!(keys(&waiting(paired_rules(), &second_pair()[..3]), TOO_LATE).is_empty());
    assert!(keys(&waiting(rules(), &second_pair()), TOO_LATE).is_empty());
    assert!(
        keys(&waiting(paired_rules(), &[received_in_north(), suggested()]), TOO_LATE).is_empty()
    );
}

#[test]
fn a_suggestion_waits_for_the_first_pair_from_the_first_consent() {
    let mut rules = paired_rules();
    rules.pairs.reverse();
    let first = ConsentGiven {
        proposal: 1,
        pair: 1,
        party: FRONT,
        officer: None,
        consent_due: Some(CONSENT_DUE),
    };
    let events = [received_in_north(), suggested(), ClassificationEvent::from(first).into()];
    assert_eq!(keys(&waiting(rules, &events), TOO_LATE).len(), 1, "that pair's silence counts");
    assert!(keys(&waiting(paired_rules(), &events), TOO_LATE).is_empty());
}

#[test]
fn nothing_falls_due_for_what_is_agreed_contested_replaced_or_closed() {
    let replaced = ClassificationEvent::from(proposal(2, &[DEPARTMENT])).into();
    let mut since = vec![agreed(1, &[DEPARTMENT]), contested(1, 2, FRONT), replaced];
    let closed = endings(DEPARTMENT).into_iter().map(|(ending, _)| ending);
    since.extend(closed.filter(|ending| !matches!(ending, Event::Monitoring(_))));
    for event in since {
        let events = [second_pair(), vec![event]].concat();
        assert!(keys(&waiting(paired_rules(), &events), TOO_LATE).is_empty());
    }
}

#[test]
fn a_field_and_an_answer_that_is_not_accepted_are_reacted_to() {
    let react = |event: &Event| {
        let commands = crate::suggest(&envelope(PETITION), event);
        commands.into_iter().map(|command| command.data.get().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(react(&received_in_north()), [r#"{"field":"roads"}"#]);
    assert_eq!(react(&not_accepted()), ["{}"]);
    let Event::Intake(IntakeEvent::PetitionReceived(received)) = received_in_north() else {
        return;
    };
    let unknown = PetitionReceived { field: None, ..received };
    assert!(react(&IntakeEvent::from(unknown).into()).is_empty());
    assert!(react(&suggested()).is_empty());
}
