use super::*;
use crate::domain::life::{
    ANSWER_DUE, DONE_BY, LATER, answered, closed, escalated, extended, forwarded_to, passed,
    rules_with_rungs, settled_by, waiting,
};
use directory::fixture::petition::{OTHER, PETITION};
use directory::fixture::{COMMUNE_NORTH, COUNCIL, DEPARTMENT, FIRST_DAY, STANDING_COMMITTEE, code};
use proto::envelope::Envelope;
use proto::event::{ContextEvent, DirectoryEvent, RulesAdopted};
use proto::{CommandId, Digest, Site};
use uuid::Uuid;

fn enveloped(stream: StreamId) -> Envelope {
    Envelope {
        event_type: "fixture".to_owned(),
        schema_version: 1,
        event_id: CommandId(Uuid::nil()).event(0),
        stream,
        site: Site::hub(),
        body: None,
        officer: None,
        on_behalf: None,
        document: None,
        occurred_on: ANSWER_DUE,
        command_id: CommandId(Uuid::nil()),
        correlation: Uuid::nil(),
        causation: None,
        decision_digest: Digest::ZERO,
        continues: None,
        ignorable: false,
        data: proto::event::MonitoringEvent::from(proto::event::PetitionSettled {}).data().unwrap(),
    }
}

fn folded(events: &[(StreamId, Event)]) -> Box<dyn Timed> {
    let mut timed = begin();
    events.iter().for_each(|(stream, event)| timed.apply(&enveloped(*stream), event));
    timed
}

fn keys(events: &[Event], today: Day) -> Vec<String> {
    let events: Vec<_> = events.iter().map(|event| (PETITION, event.clone())).collect();
    folded(&events).passed(today).into_iter().map(|due| due.key).collect()
}

#[test]
fn each_body_has_its_own_due_day_and_it_passes_the_day_after() {
    let mut history = forwarded_to(&[DEPARTMENT]);
    assert!(keys(&history, ANSWER_DUE).is_empty());
    let tomorrow = ANSWER_DUE.tomorrow().unwrap();
    assert_eq!(keys(&history, tomorrow), [format!("answer/{DEPARTMENT}/{ANSWER_DUE}")]);
    history.push(extended(DEPARTMENT, "answer", LATER));
    assert!(keys(&history, tomorrow).is_empty());
    let after = LATER.tomorrow().unwrap();
    assert_eq!(keys(&history, after), [format!("answer/{DEPARTMENT}/{LATER}")]);
    history.push(answered(DEPARTMENT, "planned", Some(DONE_BY)));
    assert_eq!(keys(&history, after), [format!("done/{DEPARTMENT}/{DONE_BY}")]);
    history.push(passed(DEPARTMENT, "done", DONE_BY));
    assert!(keys(&history, after).is_empty());
    history.push(waiting(DEPARTMENT, LATER));
    assert_eq!(keys(&history, after), [format!("review/{DEPARTMENT}/{LATER}")]);
}

#[test]
fn the_command_names_what_passed_on_the_petition_that_it_is_about() {
    let events: Vec<_> = [(PETITION, DEPARTMENT), (OTHER, COMMUNE_NORTH)]
        .into_iter()
        .flat_map(|(id, body)| forwarded_to(&[body]).into_iter().map(move |event| (id, event)))
        .collect();
    let dues = folded(&events).passed(LATER);
    let asked: Vec<(StreamId, NotePassedDeadline)> = dues
        .iter()
        .map(|due| {
            assert_eq!(due.command.command, "NotePassedDeadline");
            (due.command.stream, proto::command::read(due.command.data.get()).unwrap())
        })
        .collect();
    let note = |body| NotePassedDeadline { body, due: code("answer"), day: ANSWER_DUE };
    assert_eq!(asked, [(PETITION, note(DEPARTMENT)), (OTHER, note(COMMUNE_NORTH))]);
}

#[test]
fn nothing_is_due_of_what_is_settled_or_closed() {
    let mut history = settled_by(STANDING_COMMITTEE);
    assert!(keys(&history, LATER).is_empty());
    history.push(closed());
    assert!(keys(&history, LATER).is_empty());
}

#[test]
fn the_rungs_of_the_ladder_come_after_the_day_and_each_until_it_is_reached() {
    let rules = rules_with_rungs();
    let adopted = RulesAdopted { council: COUNCIL, from: FIRST_DAY, rules };
    let mut history = vec![DirectoryEvent::from(adopted).into()];
    history.extend(forwarded_to(&[DEPARTMENT]));
    let key = format!("answer/{DEPARTMENT}/{ANSWER_DUE}");
    let rung = |rung| format!("{key}/{rung}");
    assert_eq!(keys(&history, ANSWER_DUE.tomorrow().unwrap()), [key.clone(), rung(1)]);
    history.push(passed(DEPARTMENT, "answer", ANSWER_DUE));
    assert_eq!(keys(&history, LATER), [rung(1), rung(2), rung(3)]);
    history.push(escalated(DEPARTMENT, "answer", ANSWER_DUE, 2));
    assert_eq!(keys(&history, LATER), [rung(1), rung(3)]);
    history.push(answered(DEPARTMENT, "resolved", None));
    assert!(keys(&history, LATER).is_empty());
}
