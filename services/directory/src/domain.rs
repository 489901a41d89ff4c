//! What the directory decides, and the folds that it and everybody else decides on. Pure.

pub mod admit_site;
pub mod calendar;
pub mod define_role;
pub mod directory;
pub mod end_body;
pub mod establish_body;
pub mod found_realm;
pub mod name_area;
pub mod officers;
pub mod open_round;
pub mod open_term;
pub mod plan_session;
pub mod publish_days_off;
pub mod resolve_name;
pub mod rules;

#[cfg(test)]
mod invariants;

use proto::StreamId;

/// Where all but the rules are appended.
fn here() -> StreamId {
    StreamId::of_directory()
}

/// What the tests of a decision start from: somebody acts for the council on `day`.
#[cfg(test)]
fn acting<D: decider::Decider>(day: proto::Day) -> decider::spec::Spec<D> {
    decider::spec::Spec::given(act_on(day), [])
}

#[cfg(test)]
fn act_on(day: proto::Day) -> decider::Act {
    decider::spec::act(here(), crate::fixture::COUNCIL, day)
}

/// The parts of a decider that are the same for every decision on the pinned directory: it folds
/// nothing else.
macro_rules! on_the_directory {
    ($command:ty, $refusal:ty) => {
        type Command = $command;
        type State = ();
        type Event = decider::NoEvent;
        type Emits = proto::event::DirectoryEvent;
        type Refusal = $refusal;
        type Pins = $crate::Pins;
        const NUMBER: u32 = 1;

        fn plan(_: &Self::Command, _: &decider::Act, _: &$crate::Pins) -> decider::Plan {
            decider::Plan::default()
        }

        fn evolve((): (), event: &decider::NoEvent, _: proto::Day) {
            match *event {}
        }
    };
}
use on_the_directory;
