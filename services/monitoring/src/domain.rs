//! What monitoring decides. Pure.

pub mod acting;
pub mod carry_over;
pub mod case;
pub mod claim_done;
pub mod close_petition;
pub mod extend_deadline;
pub mod hand_over;
pub mod hear_voter;
pub mod name_follower;
pub mod note_passed_deadline;
pub mod note_refused_reaction;
pub mod propose_follower;
pub mod record_check;
pub mod refusal;
pub mod reopen_petition;
pub mod send_reminder;
pub mod wait_for_resources;

#[cfg(test)]
pub(crate) mod life;
#[cfg(test)]
mod tests;

/// The parts of a decider that are the same for every decision about one petition.
macro_rules! on_the_petition {
    ($command:ty) => {
        type Command = $command;
        type State = $crate::domain::case::Case;
        type Event = $crate::domain::case::CaseEvent;
        type Emits = proto::event::MonitoringEvent;
        type Refusal = $crate::domain::refusal::Refusal;
        type Pins = directory::Pins;
        const NUMBER: u32 = 1;

        fn plan(_: &Self::Command, act: &decider::Act, _: &directory::Pins) -> decider::Plan {
            let seen = decider::Seen { stream: act.stream, version: act.seen_version };
            decider::Plan { streams: vec![seen], counters: Vec::new() }
        }

        fn councils(
            _: &Self::Command,
            act: &decider::Act,
            folded: &decider::Folded<Self::State>,
        ) -> Vec<proto::BodyId> {
            folded.of(act.stream).council.into_iter().collect()
        }

        fn evolve(case: Self::State, event: &Self::Event) -> Self::State {
            case.after(event)
        }
    };
}
use on_the_petition;
