//! Contesting a proposal: it cannot be agreed any more as it stands.

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Seen};
use directory::Pins;
use proto::BodyId;
use proto::command::ContestClassification;
use proto::event::{ClassificationContested, ClassificationEvent};
use proto::sealed::Sealed;

use super::case::{Case, CaseEvent};
use super::stance::{NotHeard, stance};

/// Decides [`ContestClassification`].
#[derive(Debug)]
pub struct Contesting;

impl Decider for Contesting {
    type Command = ContestClassification<Sealed>;
    type State = Case;
    type Event = CaseEvent;
    type Emits = ClassificationEvent;
    // Only a party contests, while its consent is awaited: nothing else stands against it.
    type Refusal = NotHeard;
    type Pins = Pins;
    const NUMBER: u32 = 1;

    fn plan(_: &Self::Command, act: &Act, _: &Pins) -> Plan {
        // What the person saw is the number of the proposal.
        Plan { streams: vec![Seen { stream: act.stream, version: None }], counters: Vec::new() }
    }

    fn councils(_: &Self::Command, act: &Act, folded: &Folded<Case>) -> Vec<BodyId> {
        folded.of(act.stream).council().into_iter().collect()
    }

    fn evolve(case: Case, event: &CaseEvent) -> Case {
        case.after(event)
    }

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ClassificationEvent>>, NotHeard> {
        let case = folded.of(ctx.act.stream);
        let ContestClassification { proposal, reason } = command.clone();
        let stance = stance(&case, proposal, ctx)?;
        let turn = stance.turn(&case)?;
        let (pair, party) = (turn.pair, stance.party);
        let contested = ClassificationContested { proposal, pair, party, reason };
        Ok(vec![Emit::on(ctx.act.stream, contested)])
    }
}

#[cfg(test)]
mod tests;
