//! Contesting a proposal: it cannot be agreed any more as it stands.

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan};
use directory::Pins;
use proto::BodyId;
use proto::command::ContestClassification;
use proto::event::{ClassificationContested, ClassificationEvent};
use proto::sealed::Sealed;

use super::case::Case;
use super::stance::{NotHeard, stance};

/// Decides [`ContestClassification`].
#[derive(Debug)]
pub struct Contesting;

impl Decider for Contesting {
    // Only a party contests, while its consent is awaited: nothing else stands against it.
    decider::folding!(Case, ContestClassification<Sealed>, NotHeard);

    fn plan(_: &Self::Command, act: &Act, _: &Pins) -> Plan {
        // What the person saw is the number of the proposal.
        Plan::as_is(act)
    }

    fn councils(_: &Self::Command, act: &Act, folded: &Folded<Case>) -> Vec<BodyId> {
        folded.council_of(act.stream)
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
