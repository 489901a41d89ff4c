//! What the tests of all decisions share; the decisions side by side; and what holds whatever is
//! asked.

use decider::spec::{Spec, act};
use decider::{Act, Decider};
use directory::Pins;
use directory::fixture::petition::{LETTER, OTHER, PETITION, forwarded, lives, received};
use directory::fixture::{
    AFTER_REFORM, COMMUNE_NORTH, COUNCIL, DEPARTMENT, DISTRICT, FIRST_DAY, FRONT,
    PEOPLES_COMMITTEE, before_reform, code, line, pins, reform, reformed, sealed, table,
};
use proptest::prelude::*;
use proto::command::{AnswerPetition, AssignWork, ConfirmReceipt, MakeKnown, ReturnPetition};
use proto::envelope::DocumentRef;
use proto::event::{
    AnswerNotAccepted, AnsweredOnTheSpot, BodyEstablished, DeadlineExtended, Event,
    ForwardingEvent, IntakeEvent, LetterIssued, MonitoringEvent, NotAPetition, OpinionNoted,
    PetitionAnswered, PetitionClosed, PetitionCorrected, PetitionHandedOver, PetitionMerged,
    PetitionReopened, PetitionReturned, PetitionSplit, PetitionUnmerged, PetitionWithdrawn, Rules,
    RulesAdopted,
};
use proto::sealed::Sealed;
use proto::{BodyId, Day};

use super::answer_petition::AnsweringPetition;
use super::assign_work::AssigningWork;
use super::confirm_receipt::ConfirmingReceipt;
use super::make_known::MakingKnown;
use super::return_petition::ReturningPetition;

/// A paper dated `day`.
pub(super) fn paper(day: Day) -> DocumentRef {
    DocumentRef { symbol: line("34/UBND"), issued_on: day, signer: None, scan: None }
}

/// An officer of `body` acts on the petition after the reform.
pub(super) fn by(body: BodyId) -> Act {
    act(PETITION, body, AFTER_REFORM)
}

/// The same in a letter of that day.
pub(super) fn written(body: BodyId) -> Act {
    Act { document: Some(paper(AFTER_REFORM)), ..by(body) }
}

/// The petition's history.
pub(super) fn on_petition<D: Decider>(act: Act, events: &[Event]) -> Spec<D> {
    Spec::given(act, events.iter().map(|event| (PETITION, event.clone())))
}

/// The circle since the reform, with these rules of the council from then on.
pub(super) fn with_rules(rules: Rules) -> Pins {
    let adopted = RulesAdopted { council: COUNCIL, from: AFTER_REFORM, rules };
    pins(before_reform().into_iter().chain([reform(), adopted.into()]))
}

/// The circle since the reform, with one more body.
pub(super) fn with_body(body: BodyId, under: Option<BodyId>, area: Option<&str>) -> Pins {
    let (kind, level, basis) = (code("agency"), code("commune"), line("local choice"));
    let (name, area, from) = (line("one more"), area.map(code), FIRST_DAY);
    let established = BodyEstablished { body, name, kind, level, under, area, from, basis };
    pins(before_reform().into_iter().chain([reform(), established.into()]))
}

/// A letter with the petition went to `to`.
pub(super) fn issued(to: BodyId) -> Event {
    let (petitions, basis) = (vec![PETITION], line("local choice"));
    let (council, answer_due) = (Some(COUNCIL), Some(AFTER_REFORM));
    let issued = LetterIssued { to, petitions, council, answer_due, basis, note: None };
    ForwardingEvent::from(issued).into()
}

/// `by` sent the petition back.
pub(super) fn returned(by: BodyId) -> Event {
    let (reason, competent) = (sealed(7), None);
    ForwardingEvent::from(PetitionReturned { by, reason, competent }).into()
}

/// `by` gave its `answer`-th answer.
pub(super) fn answered(by: BodyId, answer: u32) -> Event {
    let answered = PetitionAnswered {
        by,
        answer,
        outcome: code("explained"),
        text: sealed(8),
        roadmap: None,
        done_by: None,
        public_answer: None,
        as_stated_in_the_book: false,
        attachments: Default::default(),
    };
    ForwardingEvent::from(answered).into()
}

/// `by` answered that it will be done by `day`.
pub(super) fn answered_until(by: BodyId, day: Day) -> Event {
    let Event::Forwarding(ForwardingEvent::PetitionAnswered(answered)) = answered(by, 1) else {
        panic!("not an answer");
    };
    let planned = PetitionAnswered { done_by: Some(day), outcome: code("planned"), ..answered };
    ForwardingEvent::from(planned).into()
}

/// The command that answers so, with nothing but its words.
pub(super) fn answer(outcome: &str) -> AnswerPetition<Sealed> {
    AnswerPetition {
        outcome: code(outcome),
        text: sealed(8),
        roadmap: None,
        done_by: None,
        public_answer: None,
        attachments: Default::default(),
    }
}

/// `to` has the petition instead of `from`.
pub(super) fn handed_over(from: BodyId, to: BodyId) -> Event {
    let (answer_due, basis) = (AFTER_REFORM, line("NQ 203/2025/QH15"));
    MonitoringEvent::from(PetitionHandedOver { from, to, answer_due, basis }).into()
}

/// The answer of `body` is due later.
pub(super) fn extended(body: BodyId, until: Day) -> Event {
    let (due, reason) = (code("answer"), sealed(10));
    MonitoringEvent::from(DeadlineExtended { body, due, until, reason }).into()
}

/// The petition was closed.
pub(super) fn closed() -> Event {
    MonitoringEvent::from(PetitionClosed { note: None }).into()
}

/// It was opened again.
pub(super) fn reopened() -> Event {
    MonitoringEvent::from(PetitionReopened { reason: sealed(11) }).into()
}

/// It is about another area than was thought.
pub(super) fn corrected_area(area: &str) -> Event {
    let (area, field, original, raised_by) = (Some(code(area)), None, None, None);
    let reason = sealed(12);
    IntakeEvent::from(PetitionCorrected { area, field, original, raised_by, reason }).into()
}

/// Each way by which a petition leaves the way of petitions.
pub(super) fn set_aside() -> Vec<(&'static str, Event)> {
    let on_the_spot = AnsweredOnTheSpot {
        by: DEPARTMENT,
        speaker: None,
        outcome: code("explained"),
        answer: sealed(13),
        promised_by: None,
    };
    let not_a_petition =
        NotAPetition { kind: code("complaint"), reason: sealed(14), sent_to: None };
    let each: [(&str, IntakeEvent); 6] = [
        ("merged", PetitionMerged { into: OTHER, reason: None }.into()),
        ("split", PetitionSplit { into: vec![OTHER] }.into()),
        ("withdrawn", PetitionWithdrawn { reason: None }.into()),
        ("an opinion", OpinionNoted { reason: None }.into()),
        ("not a petition", not_a_petition.into()),
        ("answered on the spot", on_the_spot.into()),
    ];
    each.map(|(state, event)| (state, event.into())).to_vec()
}

/// It stands by itself again.
pub(super) fn unmerged() -> Event {
    IntakeEvent::from(PetitionUnmerged { from: OTHER }).into()
}

/// The voter does not accept the answer of the meeting.
pub(super) fn not_accepted() -> Event {
    IntakeEvent::from(AnswerNotAccepted { reason: None }).into()
}

fn make_known(answer_of: BodyId) -> MakeKnown {
    MakeKnown {
        answer_of, channel: code("meeting"), place: line("Hội trường xã"), until: None
    }
}

fn send_back() -> ReturnPetition<Sealed> {
    ReturnPetition { reason: sealed(7), competent: None }
}

fn assign(lead: BodyId) -> AssignWork {
    AssignWork { lead, supporting: Vec::new(), inner_due: None }
}

/// What `command` comes to, in a few words, after the reform.
fn word<D>(act: Act, events: &[Event], command: &D::Command) -> String
where
    D: Decider<Pins = Pins>,
    D::Refusal: std::fmt::Debug + PartialEq,
    D::Emits: std::fmt::Debug + PartialEq,
{
    let word = on_petition::<D>(act, events).when(command, &reformed()).word();
    // What a refusal says besides its rule has a test of its own; so has which group it is of.
    let rule = word.trim_start_matches("Case(").trim_start_matches("Actor(").trim_end_matches(')');
    rule.split_once(" {").map_or(rule, |(rule, _)| rule).to_owned()
}

/// How far a petition may have come, after letters went out.
fn later_lives() -> Vec<(&'static str, Vec<Event>)> {
    let both = || vec![received(), forwarded(DEPARTMENT), forwarded(PEOPLES_COMMITTEE)];
    let then = |events: &[Event]| [both(), events.to_vec()].concat();
    let mut lives = vec![
        ("with the department and the committee", both()),
        ("sent back by the department", then(&[returned(DEPARTMENT)])),
        ("answered by the department", then(&[answered(DEPARTMENT, 1)])),
        ("handed over to the commune", then(&[handed_over(DEPARTMENT, COMMUNE_NORTH)])),
        ("closed", then(&[answered(DEPARTMENT, 1), closed()])),
        ("reopened", then(&[answered(DEPARTMENT, 1), closed(), reopened()])),
    ];
    lives.extend(set_aside().into_iter().map(|(state, event)| (state, then(&[event]))));
    lives
}

#[test]
fn every_command_in_every_state() {
    let columns = [
        "the department answers",
        "the commune answers",
        "the department returns",
        "the committee assigns",
        "the Front makes it known",
    ];
    let rows: Vec<_> = [lives(), later_lives()]
        .concat()
        .into_iter()
        .map(|(state, events)| {
            let cells = vec![
                word::<AnsweringPetition>(written(DEPARTMENT), &events, &answer("resolved")),
                word::<AnsweringPetition>(written(COMMUNE_NORTH), &events, &answer("resolved")),
                word::<ReturningPetition>(by(DEPARTMENT), &events, &send_back()),
                word::<AssigningWork>(by(PEOPLES_COMMITTEE), &events, &assign(DEPARTMENT)),
                word::<MakingKnown>(by(FRONT), &events, &make_known(DEPARTMENT)),
            ];
            (state, cells)
        })
        .collect();
    insta::assert_snapshot!(table(&columns, &rows));
}

#[test]
fn a_receipt_in_every_state_of_its_letter() {
    let words = |events: &[Event]| {
        let word = |body| {
            let spec: Spec<ConfirmingReceipt> = Spec::given(
                act(LETTER, body, AFTER_REFORM),
                events.iter().map(|event| (LETTER, event.clone())),
            );
            let word = spec.when(&ConfirmReceipt {}, &reformed()).word();
            word.split_once(" {").map_or(word.clone(), |(rule, _)| rule.to_owned())
        };
        vec![word(DEPARTMENT), word(COMMUNE_NORTH), word(FRONT)]
    };
    let confirmed = |by| ForwardingEvent::from(proto::event::LetterReceived { by }).into();
    let rows = [
        ("no letter", words(&[])),
        ("to the department", words(&[issued(DEPARTMENT)])),
        ("confirmed", words(&[issued(DEPARTMENT), confirmed(DEPARTMENT)])),
        ("to the district", words(&[issued(DISTRICT)])),
    ];
    let columns = ["by the department", "by the commune", "by the Front"];
    insta::assert_snapshot!(table(&columns, &rows));
}

const BODIES: [BodyId; 4] = [DEPARTMENT, COMMUNE_NORTH, PEOPLES_COMMITTEE, FRONT];

#[derive(Debug, Clone)]
enum Asked {
    /// Not asked here: a letter goes out, as far as it was not sent to this body.
    Forward(BodyId),
    /// Not ours: monitoring hands over.
    HandOver(BodyId, BodyId),
    /// Not ours: monitoring closes and reopens.
    Close(bool),
    Answer(BodyId),
    Return(BodyId),
    Assign(BodyId),
    MakeKnown(BodyId),
}

fn asked() -> impl Strategy<Value = Asked> {
    let body = || proptest::sample::select(BODIES.to_vec());
    prop_oneof![
        3 => body().prop_map(Asked::Forward),
        1 => (body(), body()).prop_map(|(from, to)| Asked::HandOver(from, to)),
        1 => proptest::bool::weighted(0.3).prop_map(Asked::Close),
        4 => body().prop_map(Asked::Answer),
        2 => body().prop_map(Asked::Return),
        1 => body().prop_map(Asked::Assign),
        1 => body().prop_map(Asked::MakeKnown),
    ]
}

/// What `command` adds to the petition's events; nothing if it is refused.
fn decided<D>(act: Act, events: &[Event], command: &D::Command) -> Vec<Event>
where
    D: Decider<Pins = Pins, Emits = ForwardingEvent>,
    D::Refusal: std::fmt::Debug + PartialEq,
{
    let spec = on_petition::<D>(act, events);
    let emits = spec.when(command, &reformed()).outcome().unwrap_or_default();
    assert!(emits.iter().all(|emit| emit.stream == PETITION));
    emits.into_iter().map(|emit| emit.event.into()).collect()
}

/// What is so, told apart from the fold under test: plain lists, no dates.
#[derive(Debug, Default)]
struct Model {
    holders: Vec<BodyId>,
    answers: Vec<BodyId>,
    closed: bool,
}

impl Model {
    fn count(&self, by: BodyId) -> usize {
        self.answers.iter().filter(|body| **body == by).count()
    }
}

proptest! {
    #[test]
    fn nobody_answers_what_it_does_not_have_and_answers_count_up(
        asked in proptest::collection::vec(asked(), 1..40),
    ) {
        let mut events = vec![received()];
        let mut model = Model::default();
        for asked in asked {
            let added = match asked {
                Asked::Forward(to) if !model.holders.contains(&to) => vec![forwarded(to)],
                Asked::HandOver(from, to) if from != to && model.holders.contains(&from) => {
                    vec![handed_over(from, to)]
                }
                Asked::Forward(_) | Asked::HandOver(..) => Vec::new(),
                Asked::Close(true) => vec![closed()],
                Asked::Close(false) => vec![reopened()],
                Asked::Answer(by) => {
                    decided::<AnsweringPetition>(written(by), &events, &answer("resolved"))
                }
                Asked::Return(body) => decided::<ReturningPetition>(by(body), &events, &send_back()),
                Asked::Assign(body) => {
                    decided::<AssigningWork>(by(body), &events, &assign(DEPARTMENT))
                }
                Asked::MakeKnown(of) => decided::<MakingKnown>(by(FRONT), &events, &make_known(of)),
            };
            // Whoever may do something does it: the model is no weaker than the decisions.
            match asked {
                Asked::Answer(by) => prop_assert_eq!(
                    added.len() == 1, model.holders.contains(&by) && !model.closed
                ),
                Asked::Return(by) => prop_assert_eq!(
                    added.len() == 1,
                    model.holders.contains(&by) && !model.closed && model.count(by) == 0
                ),
                Asked::MakeKnown(of) => prop_assert_eq!(added.len() == 1, model.count(of) > 0),
                Asked::Assign(by) => prop_assert_eq!(
                    added.len() == 1,
                    by == PEOPLES_COMMITTEE && model.holders.contains(&by) && !model.closed
                ),
                Asked::Forward(_) | Asked::HandOver(..) | Asked::Close(_) => {}
            }
            for event in &added {
                match event {
                    Event::Forwarding(ForwardingEvent::PetitionForwarded(forwarded)) => {
                        model.holders.push(forwarded.to);
                    }
                    Event::Forwarding(ForwardingEvent::PetitionReturned(returned)) => {
                        model.holders.retain(|body| *body != returned.by);
                    }
                    Event::Forwarding(ForwardingEvent::PetitionAnswered(answered)) => {
                        model.answers.push(answered.by);
                        prop_assert_eq!(answered.answer as usize, model.count(answered.by));
                    }
                    Event::Monitoring(MonitoringEvent::PetitionHandedOver(handed_over)) => {
                        model.holders.retain(|body| ![handed_over.from, handed_over.to].contains(body));
                        model.holders.push(handed_over.to);
                    }
                    Event::Monitoring(MonitoringEvent::PetitionClosed(_)) => model.closed = true,
                    Event::Monitoring(MonitoringEvent::PetitionReopened(_)) => model.closed = false,
                    Event::Forwarding(_)
                    | Event::Monitoring(_)
                    | Event::Classification(_)
                    | Event::Intake(_)
                    | Event::Directory(_) => {}
                }
            }
            events.extend(added);
        }
    }
}
