//! Keeping on the petition that a reaction was refused, so that a person looks.

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse};
use directory::Pins;
use proto::command::NoteRefusedReaction;
use proto::event::{ClassificationEvent, ClassificationReactionRefused, RefusedReaction};
use serde::Serialize;

use super::case::Case;

/// The most characters of a reaction's name or of a rule's code.
const NAME_MAX: usize = 100;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such petition: a note never opens its stream.
    NotReceived,
    /// A reaction's name or a rule's code is up to 100 visible ASCII characters.
    NotAName,
}
impl Refuse for Refusal {}

/// Decides [`NoteRefusedReaction`].
#[derive(Debug)]
pub struct NotingRefusedReaction;

impl Decider for NotingRefusedReaction {
    decider::folding!(Case, NoteRefusedReaction, Refusal);

    fn plan(_: &Self::Command, act: &Act, _: &Pins) -> Plan {
        Plan::as_is(act)
    }

    fn decide(
        folded: &Folded<Case>,
        command: &NoteRefusedReaction,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ClassificationEvent>>, Refusal> {
        if folded.of(ctx.act.stream).received.is_none() {
            return Err(Refusal::NotReceived);
        }
        if ![&command.reaction, &command.code].into_iter().all(|name| is_name(name)) {
            return Err(Refusal::NotAName);
        }
        let NoteRefusedReaction { reaction, cause, code } = command.clone();
        let noted = ClassificationReactionRefused(RefusedReaction { reaction, cause, code });
        Ok(vec![Emit::on(ctx.act.stream, noted)])
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= NAME_MAX && name.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use decider::spec::{Spec, reaction};
    use directory::fixture::petition::{PETITION, received};
    use directory::fixture::{AFTER_REFORM, circle};
    use proto::event::Event;

    fn note(name: &str, code: &str) -> NoteRefusedReaction {
        let cause = reaction(PETITION, AFTER_REFORM).command_id.event(1);
        NoteRefusedReaction { reaction: name.to_owned(), cause, code: code.to_owned() }
    }

    fn noting(history: &[Event]) -> Spec<NotingRefusedReaction> {
        let history = history.iter().map(|event| (PETITION, event.clone()));
        Spec::given(reaction(PETITION, AFTER_REFORM), history)
    }

    #[test]
    fn a_refused_reaction_is_kept_on_the_petition() {
        let command = note("suggest_classification", "classification.field_unknown");
        let NoteRefusedReaction { reaction, cause, code } = command.clone();
        let noted = ClassificationReactionRefused(RefusedReaction { reaction, cause, code });
        noting(&[received()]).when(&command, &circle()).then(&[Emit::on(PETITION, noted)]);
    }

    #[test]
    fn a_note_never_opens_a_stream() {
        let command = note("suggest_classification", "classification.field_unknown");
        noting(&[]).when(&command, &circle()).then_refused(Refusal::NotReceived);
    }

    #[test]
    fn names_are_short_and_visible() {
        let long = "x".repeat(NAME_MAX + 1);
        for bad in ["", "two words", "tên", "bell\u{7}", &long] {
            for command in [note(bad, "c.r"), note("r", bad)] {
                noting(&[received()]).when(&command, &circle()).then_refused(Refusal::NotAName);
            }
        }
        noting(&[received()]).when(&note(&long[1..], &long[1..]), &circle()).events();
    }
}
