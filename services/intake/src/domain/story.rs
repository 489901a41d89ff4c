//! What can happen to a petition, in a word each, for the tests of every decision.

use decider::Decider;
use decider::spec::{Spec, act};
use directory::Pins;
use directory::fixture::petition::{OTHER, PETITION, agreed, forwarded, proposed, received};
use directory::fixture::{AFTER_REFORM, DEPARTMENT, GROUP_EAST, circle, code, line, sealed};
use proto::event::{
    AnswerNotAccepted, AnsweredOnTheSpot, Event, ForwardingEvent, IntakeEvent, ListFixed,
    MeetingHeld, NotAPetition, OpinionNoted, PetitionAnswered, PetitionListed, PetitionMerged,
    PetitionSplit, PetitionUnmerged, PetitionWithdrawn,
};
use proto::{BodyId, StreamId};
use uuid::Uuid;

/// A meeting.
pub(super) const MEETING: StreamId = StreamId(Uuid::from_u128(0x3E));
/// A list.
pub(super) const LIST: StreamId = StreamId(Uuid::from_u128(0x115));
/// Another one.
pub(super) const OTHER_LIST: StreamId = StreamId(Uuid::from_u128(0x116));

/// The petition with these events; `body` acts after the reform.
pub(super) fn by<D: Decider>(body: BodyId, events: &[Event]) -> Spec<D> {
    let events = events.iter().map(|event| (PETITION, event.clone()));
    Spec::given(act(PETITION, body, AFTER_REFORM), events)
}

/// The petition with these events; the group that took it acts.
pub(super) fn east<D: Decider>(events: &[Event]) -> Spec<D> {
    by(GROUP_EAST, events)
}

/// The group that took it asks for this, and is refused.
pub(super) fn refused<D>(events: &[Event], command: &D::Command, refusal: D::Refusal)
where
    D: Decider<Pins = Pins>,
    D::Refusal: std::fmt::Debug + PartialEq,
    D::Emits: std::fmt::Debug + PartialEq,
{
    east::<D>(events).when(command, &circle()).then_refused(refusal);
}

fn intake(event: impl Into<IntakeEvent>) -> Event {
    event.into().into()
}

pub(super) fn opinion() -> Event {
    intake(OpinionNoted { reason: None })
}

pub(super) fn not_a_petition() -> Event {
    intake(NotAPetition { kind: code("complaint"), reason: sealed(20), sent_to: None })
}

pub(super) fn answered_on_the_spot() -> Event {
    let (by, outcome, answer) = (DEPARTMENT, code("explained"), sealed(21));
    intake(AnsweredOnTheSpot { by, speaker: None, outcome, answer, promised_by: None })
}

pub(super) fn not_accepted() -> Event {
    intake(AnswerNotAccepted { reason: None })
}

pub(super) fn withdrawn() -> Event {
    intake(PetitionWithdrawn { reason: None })
}

pub(super) fn merged_into(into: StreamId) -> Event {
    intake(PetitionMerged { into, reason: None })
}

pub(super) fn unmerged_from(from: StreamId) -> Event {
    intake(PetitionUnmerged { from })
}

pub(super) fn split_into(parts: &[StreamId]) -> Event {
    intake(PetitionSplit { into: parts.to_vec() })
}

/// It stands on a list of this round, in the first row.
pub(super) fn listed(list: StreamId, round: &str) -> Event {
    intake(PetitionListed { list, round: code(round), revision: 1, row: 1 })
}

/// A meeting of the eastern group alone.
pub(super) fn meeting(council: BodyId, group: BodyId) -> Event {
    intake(MeetingHeld {
        councils: vec![council],
        groups: vec![group],
        round: None,
        area: code("east"),
        place: line("Nhà văn hóa thôn 3"),
        voters: None,
        invited: Vec::new(),
        minutes: None,
        attachments: Default::default(),
    })
}

/// The first revision of a list of `round`.
pub(super) fn fixed(council: BodyId, round: &str, petitions: &[StreamId]) -> Event {
    intake(ListFixed {
        number: line("LH21-DS-3"),
        council,
        round: code(round),
        area: Some(code("east")),
        revision: 1,
        petitions: petitions.to_vec(),
    })
}

/// Received, and its classification agreed.
pub(super) fn agreed_life() -> Vec<Event> {
    vec![received(), proposed(1, &[DEPARTMENT]), agreed(1, &[DEPARTMENT])]
}

/// Agreed, and a letter went out.
pub(super) fn forwarded_life() -> Vec<Event> {
    agreed_life().into_iter().chain([forwarded(DEPARTMENT)]).collect()
}

/// Forwarded and answered.
pub(super) fn answered_life() -> Vec<Event> {
    let answered = ForwardingEvent::from(PetitionAnswered {
        by: DEPARTMENT,
        answer: 1,
        outcome: code("resolved"),
        text: sealed(22),
        roadmap: None,
        done_by: None,
        public_answer: None,
        as_stated_in_the_book: false,
        attachments: Default::default(),
    });
    forwarded_life().into_iter().chain([answered.into()]).collect()
}

/// How far a petition may have come: each life in a few words, and its events.
pub(super) fn lives() -> Vec<(&'static str, Vec<Event>)> {
    let then = |event: Event| vec![received(), event];
    let refused = vec![received(), answered_on_the_spot(), not_accepted()];
    vec![
        ("never received", Vec::new()),
        ("received", vec![received()]),
        ("an opinion", then(opinion())),
        ("answered on the spot", then(answered_on_the_spot())),
        ("the answer not accepted", refused),
        ("not a petition", then(not_a_petition())),
        ("merged", then(merged_into(OTHER))),
        ("unmerged", vec![received(), merged_into(OTHER), unmerged_from(OTHER)]),
        ("split", then(split_into(&[OTHER]))),
        ("withdrawn", then(withdrawn())),
        ("listed elsewhere", then(listed(OTHER_LIST, "2025-1"))),
        ("classified by a person", then(proposed(1, &[DEPARTMENT]))),
        ("agreed", agreed_life()),
        ("forwarded", forwarded_life()),
        ("answered", answered_life()),
    ]
}
