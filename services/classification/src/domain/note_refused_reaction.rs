//! Keeping on the petition that a reaction was refused, so that a person looks.

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse, Seen};
use directory::Pins;
use proto::command::NoteRefusedReaction;
use proto::event::{ClassificationEvent, ClassificationReactionRefused, RefusedReaction};
use serde::Serialize;

use super::case::{Case, CaseEvent};

/// Nothing stands against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {}
impl Refuse for Refusal {}

/// Decides [`NoteRefusedReaction`].
#[derive(Debug)]
pub struct NotingRefusedReaction;

impl Decider for NotingRefusedReaction {
    type Command = NoteRefusedReaction;
    type State = Case;
    type Event = CaseEvent;
    type Emits = ClassificationEvent;
    type Refusal = Refusal;
    type Pins = Pins;
    const NUMBER: u32 = 1;

    fn plan(_: &Self::Command, act: &Act, _: &Pins) -> Plan {
        Plan { streams: vec![Seen { stream: act.stream, version: None }], counters: Vec::new() }
    }

    fn evolve(case: Case, event: &CaseEvent) -> Case {
        case.after(event)
    }

    fn decide(
        _: &Folded<Case>,
        command: &NoteRefusedReaction,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ClassificationEvent>>, Refusal> {
        let NoteRefusedReaction { reaction, cause, code } = command.clone();
        let noted = ClassificationReactionRefused(RefusedReaction { reaction, cause, code });
        Ok(vec![Emit::on(ctx.act.stream, noted)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use decider::spec::{Spec, reaction};
    use directory::fixture::petition::{PETITION, received};
    use directory::fixture::{AFTER_REFORM, circle};

    #[test]
    fn a_refused_reaction_is_kept_on_the_petition() {
        let name = "suggest_classification".to_owned();
        let cause = reaction(PETITION, AFTER_REFORM).command_id.event(1);
        let code = "classification.field_unknown".to_owned();
        let noted = RefusedReaction { reaction: name.clone(), cause, code: code.clone() };
        Spec::<NotingRefusedReaction>::given(
            reaction(PETITION, AFTER_REFORM),
            [(PETITION, received())],
        )
        .when(&NoteRefusedReaction { reaction: name, cause, code }, &circle())
        .then(&[Emit::on(PETITION, ClassificationReactionRefused(noted))]);
    }
}
