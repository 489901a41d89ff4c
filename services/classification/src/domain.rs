//! What classification decides. Pure.

pub mod acting;
pub mod case;
pub mod content;
pub mod contest;
pub mod count_silence;
pub mod decide_deadlock;
pub mod give_consent;
pub mod note_refused_reaction;
pub mod parties;
pub mod propose;
pub mod record_dissent;
pub mod stance;
pub mod suggest;

#[cfg(test)]
pub(crate) mod talks;
#[cfg(test)]
mod tests;

/// The parts of a decider that are the same for every decision about one petition: it folds that
/// petition's stream, as the person saw it, and needs the rules of its council.
macro_rules! on_one_petition {
    ($command:ty, $refusal:ty) => {
        type Command = $command;
        type State = $crate::domain::case::Case;
        type Event = $crate::domain::case::CaseEvent;
        type Emits = proto::event::ClassificationEvent;
        type Refusal = $refusal;
        type Pins = directory::Pins;
        const NUMBER: u32 = 1;

        fn plan(_: &Self::Command, act: &decider::Act, _: &Self::Pins) -> decider::Plan {
            // Reactions and timers saw nothing: their version is none.
            let seen = decider::Seen { stream: act.stream, version: act.seen_version };
            decider::Plan { streams: vec![seen], counters: Vec::new() }
        }

        fn councils(
            _: &Self::Command,
            act: &decider::Act,
            folded: &decider::Folded<Self::State>,
        ) -> Vec<proto::BodyId> {
            folded.of(act.stream).council().into_iter().collect()
        }

        fn evolve(case: Self::State, event: &Self::Event) -> Self::State {
            case.after(event)
        }
    };
}
use on_one_petition;
