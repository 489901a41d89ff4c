//! What several decisions of a context are about: one fold of a stream, and the parts of a decider
//! that follow from it. A decision's own file then holds its command, its refusals and its rule.
//!
//! Never decides. Invariant: two decisions on the same subject fold the same events in the same way.

use proto::event::{ContextEvent, Event, Picked};
use proto::{BodyId, Day};

/// A petition, or whatever else decisions are about, as one context knows it.
pub trait Subject: Default + Clone {
    /// What it is made of.
    type Event: Picked;
    /// What its context says.
    type Emits: ContextEvent;
    /// Directory, rules, calendar.
    type Pins;

    /// The subject after one more event, which happened on `day`.
    #[must_use]
    fn after(self, event: &Self::Event, day: Day) -> Self;

    /// The council whose rules hold for it; none while nothing has happened.
    fn council(&self) -> Option<BodyId>;
}

/// The types of a decider that folds each of its streams into one subject, and how it folds them.
/// What to read, and which rules to pin, is for the decider to say.
///
/// The number is 1 unless a fourth argument says another.
#[macro_export]
macro_rules! folding {
    ($subject:ty, $command:ty, $refusal:ty) => {
        $crate::folding!($subject, $command, $refusal, 1);
    };
    ($subject:ty, $command:ty, $refusal:ty, $number:literal) => {
        type Command = $command;
        type State = $subject;
        type Event = <$subject as $crate::Subject>::Event;
        type Emits = <$subject as $crate::Subject>::Emits;
        type Refusal = $refusal;
        type Pins = <$subject as $crate::Subject>::Pins;
        const NUMBER: u32 = $number;

        fn evolve(subject: $subject, event: &Self::Event, day: proto::Day) -> $subject {
            $crate::Subject::after(subject, event, day)
        }
    };
}

/// The parts of a decider that are the same for every decision about one subject: it folds the
/// stream of the act, as the person saw it, and needs the rules of the subject's council.
#[macro_export]
macro_rules! on_one {
    ($subject:ty, $command:ty, $refusal:ty $(, $number:literal)?) => {
        $crate::folding!($subject, $command, $refusal $(, $number)?);

        fn plan(_: &Self::Command, act: &$crate::Act, _: &Self::Pins) -> $crate::Plan {
            $crate::Plan::as_seen(act)
        }

        fn councils(
            _: &Self::Command,
            act: &$crate::Act,
            folded: &$crate::Folded<$subject>,
        ) -> Vec<proto::BodyId> {
            folded.council_of(act.stream)
        }
    };
}

/// No event at all: for a decision that folds nothing, because what it needs is pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoEvent {}

impl Picked for NoEvent {
    fn pick(_: Event) -> Option<Self> {
        None
    }
}
