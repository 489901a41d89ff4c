//! What intake decides. Pure.

pub mod answer_on_the_spot;
pub mod approve_public_wording;
pub mod barred;
pub mod case;
pub mod correct_petition;
pub mod fix_list;
pub mod hold_meeting;
pub mod merge_petitions;
pub mod note_not_a_petition;
pub mod note_opinion;
pub mod record_petition;
pub mod refuse_spot_answer;
pub mod split_petition;
pub mod unmerge_petition;
pub mod withdraw_petition;

#[cfg(test)]
mod story;
#[cfg(test)]
mod tests;

/// The parts of a decider that are the same for every decision about one recorded petition.
macro_rules! on_one_petition {
    ($command:ty, $refusal:ty) => {
        type Command = $command;
        type State = $crate::domain::case::Case;
        type Event = $crate::domain::case::CaseEvent;
        type Emits = proto::event::IntakeEvent;
        type Refusal = $refusal;
        type Pins = directory::Pins;
        const NUMBER: u32 = 1;

        fn plan(_: &Self::Command, act: &decider::Act, _: &directory::Pins) -> decider::Plan {
            $crate::domain::case::plan(act)
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
