//! What erasing the types of a decider must keep: codes, details, names of wrong fields.

use proto::command::SuggestClassification;
use proto::event::{ClassificationAgreed, ClassificationEvent, ClassificationProposed};
use proto::id::Code;
use proto::{Context, folds};
use uuid::Uuid;

use super::*;
use crate::spec::act;

folds! {
    /// One foreign event would do; this toy knows one of its own.
    enum Proposals { ClassificationProposed }
}

/// Counts proposals and refuses the second; words that begin with `x` are refused with a detail.
struct Toy;

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
enum No {
    ProposedAlready,
    BadWord { word: Code, letters_max: u32 },
}
impl Refuse for No {}

impl Decider for Toy {
    type Command = SuggestClassification;
    type State = u32;
    type Event = Proposals;
    type Emits = ClassificationEvent;
    type Refusal = No;
    type Pins = ();
    const NUMBER: u32 = 7;

    fn plan(_: &Self::Command, act: &Act, (): &()) -> Plan {
        Plan::as_is(act)
    }

    fn evolve(count: u32, event: &Proposals, _: Day) -> u32 {
        match event {
            Proposals::ClassificationProposed(_) => count + 1,
        }
    }

    fn decide(
        folded: &Folded<u32>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, ()>,
    ) -> Result<Vec<Emit<ClassificationEvent>>, No> {
        if folded.of(ctx.act.stream) > 0 {
            return Err(No::ProposedAlready);
        }
        if command.field.as_str().starts_with('x') {
            return Err(No::BadWord { word: command.field.clone(), letters_max: 0 });
        }
        Ok(vec![Emit::on(ctx.act.stream, proposed(&command.field))])
    }
}

fn proposed(field: &Code) -> ClassificationProposed {
    ClassificationProposed {
        proposal: 1,
        field: field.clone(),
        competence: field.clone(),
        addressees: Vec::new(),
        suggested: true,
        reason: None,
        counters: None,
        consent_due: None,
    }
}

const STREAM: StreamId = StreamId(Uuid::from_u128(5));

fn toy_act() -> Act {
    act(STREAM, BodyId(Uuid::from_u128(1)), Day::constant(2026, 1, 1))
}

fn message(data: &str) -> Message {
    let act = toy_act();
    Message {
        command_id: act.command_id,
        request_mac: Digest::ZERO,
        version: 1,
        stream: STREAM,
        seen_version: None,
        body: act.body,
        officer: act.officer,
        on_behalf: None,
        document: None,
        occurred_on: act.occurred_on,
        correlation: Uuid::nil(),
        causation: None,
        tracking_mac: None,
        data: RawValue::from_string(data.to_owned()).unwrap(),
    }
}

/// What the erased toy decides on `events`.
fn decide(data: &str, events: Vec<Event>) -> Result<Decided, BadCommand> {
    let (act, counters) = (toy_act(), BTreeMap::new());
    let ctx = DecideCtx {
        now: Micros(0),
        today: act.occurred_on,
        act: &act,
        pins: &(),
        counters: &counters,
    };
    let day = act.occurred_on;
    let events = events.into_iter().map(|event| Dated { day, event }).collect();
    erased::<Toy>().decide(&message(data), &Events::from([(STREAM, events)]), &ctx)
}

fn event(field: &str) -> Event {
    ClassificationEvent::from(proposed(&Code::new(field).unwrap())).into()
}

#[test]
fn a_decision_is_stored_under_its_literal_and_shape() {
    let emitted = decide(r#"{"field": "roads"}"#, Vec::new()).unwrap().unwrap();
    let [emitted] = &emitted[..] else { panic!("{emitted:?}") };
    assert_eq!(emitted.stream, STREAM);
    assert_eq!(emitted.event_type, "classification.classification_proposed");
    assert_eq!(emitted.schema_version, 2);
    let stored: ClassificationProposed = serde_json::from_str(emitted.data.get()).unwrap();
    assert_eq!(stored, proposed(&Code::new("roads").unwrap()));
}

#[test]
fn a_refusal_has_the_code_of_its_context_and_rule_and_its_fields_as_detail() {
    let refusal = decide(r#"{"field": "xyz"}"#, Vec::new()).unwrap().unwrap_err();
    assert_eq!(refusal.code, "classification.bad_word");
    let detail = serde_json::json!({ "word": "xyz", "letters_max": 0 });
    assert_eq!(serde_json::Value::Object(refusal.detail), detail);
}

#[test]
fn a_refusal_without_fields_has_no_detail() {
    let refusal = decide(r#"{"field": "roads"}"#, vec![event("roads")]).unwrap().unwrap_err();
    assert_eq!(refusal.code, "classification.proposed_already");
    assert!(refusal.detail.is_empty());
}

#[test]
fn an_unknown_field_of_a_command_is_named() {
    let bad = |data| decide(data, Vec::new()).unwrap_err();
    assert_eq!(bad(r#"{"field": "roads", "colour": 1}"#).field, "colour");
    assert_eq!(bad(r#"{"field": "not a word"}"#).field, "field");
    assert!(bad("{}").why.contains("field"), "{}", bad("{}"));
    assert_eq!(bad(r#"["roads"]"#).why, "expected a JSON object");
    // Planning reads the same data, and refuses it in the same way.
    let planned = erased::<Toy>().plan(&message(r#"{"colour": 1}"#), &toy_act(), &());
    assert_eq!(planned.unwrap_err().field, "colour");
}

#[test]
fn only_events_that_the_fold_knows_matter() {
    let toy = erased::<Toy>();
    let agreed = ClassificationAgreed { proposal: 1, addressees: Vec::new() };
    assert!(toy.matters(&event("roads")));
    assert!(!toy.matters(&ClassificationEvent::from(agreed).into()));
    assert_eq!((toy.spec().context, toy.number()), (Context::Classification, 7));
}

#[test]
fn a_counter_gives_the_number_after_its_version() {
    let act = toy_act();
    let counters = BTreeMap::from([(STREAM, Version(16))]);
    let (now, today) = (Micros(0), act.occurred_on);
    let ctx = DecideCtx { now, today, act: &act, pins: &(), counters: &counters };
    assert_eq!(ctx.next_number(STREAM), Version(17));
    assert_eq!(ctx.next_number(StreamId::of_directory()), Version(1));
}

/// What the toy came to be: it lets nobody propose roads.
struct Stricter;

impl Decider for Stricter {
    type Command = SuggestClassification;
    type State = u32;
    type Event = Proposals;
    type Emits = ClassificationEvent;
    type Refusal = No;
    type Pins = ();
    const NUMBER: u32 = 8;

    fn plan(command: &Self::Command, act: &Act, pins: &()) -> Plan {
        Toy::plan(command, act, pins)
    }

    fn evolve(count: u32, event: &Proposals, day: Day) -> u32 {
        Toy::evolve(count, event, day)
    }

    fn decide(
        folded: &Folded<u32>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, ()>,
    ) -> Result<Vec<Emit<ClassificationEvent>>, No> {
        if command.field.as_str() == "roads" {
            return Err(No::BadWord { word: command.field.clone(), letters_max: 4 });
        }
        Toy::decide(folded, command, ctx)
    }
}

#[test]
fn a_new_number_decides_and_the_one_before_still_comes_to_what_it_came_to() {
    let deciders = vec![erased::<Toy>(), erased::<Stricter>()];
    let context = Context::Classification;
    let service = Service { context, deciders, reactions: Vec::new(), timed: None };
    let name = SuggestClassification::SPEC.name;
    assert_eq!(service.decider(name).map(AnyDecider::number), Some(8));
    assert!(service.numbered(name, 9).is_none());
    let came = decide(r#"{"field": "roads"}"#, Vec::new()).unwrap();
    let site = toy_act().site;
    let recorded = sample::Sample {
        site,
        now: Micros(0),
        today: toy_act().occurred_on,
        message: message(r#"{"field": "roads"}"#),
        counters: BTreeMap::new(),
        folded: Vec::new(),
        came: sample::Came::of(came),
    };
    let by = |number| recorded.again(service.numbered(name, number).unwrap(), &()).unwrap();
    let written = |came: &sample::Came| serde_json::to_string(came).unwrap();
    assert_eq!(written(&by(7)), written(&recorded.came));
    assert_eq!(by(7).kind(), "classification.classification_proposed");
    assert_eq!(by(8).kind(), "classification.bad_word");
}

#[test]
fn a_sample_survives_its_text() {
    let folded = sample::Kept {
        stream: Some(STREAM),
        day: Some(toy_act().occurred_on),
        ..sample::Kept::of(&event("roads")).unwrap()
    };
    assert_eq!(folded.event().unwrap(), event("roads"));
    let refused = decide(r#"{"field": "markets"}"#, vec![event("roads")]).unwrap();
    let kept = sample::Sample {
        site: toy_act().site,
        now: Micros(0),
        today: toy_act().occurred_on,
        message: message(r#"{"field": "markets"}"#),
        counters: BTreeMap::new(),
        folded: vec![folded],
        came: sample::Came::of(refused),
    };
    let text = serde_json::to_string(&kept).unwrap();
    let read: sample::Sample = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    let again = read.again(erased::<Toy>().as_ref(), &()).unwrap();
    assert_eq!(again.kind(), "classification.proposed_already");
}
