//! Keeping a party's dissent beside what it cannot prevent.

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse};
use directory::Pins;
use proto::BodyId;
use proto::command::RecordDissent;
use proto::event::{ClassificationEvent, DissentRecorded};
use proto::sealed::Sealed;
use serde::Serialize;

use super::case::Case;
use super::stance::{NotHeard, stance};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// A letter went out.
    AlreadyForwarded,
    /// The party's dissent from this proposal is kept already.
    AlreadyDissented,
    /// Only a party dissents; stands first.
    #[serde(untagged)]
    NotHeard(NotHeard),
}
impl Refuse for Refusal {}

/// Decides [`RecordDissent`].
#[derive(Debug)]
pub struct Dissenting;

impl Decider for Dissenting {
    decider::folding!(Case, RecordDissent<Sealed>, Refusal);

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
    ) -> Result<Vec<Emit<ClassificationEvent>>, Refusal> {
        let case = folded.of(ctx.act.stream);
        let RecordDissent { proposal, reason } = command.clone();
        let stance = stance(&case, proposal, ctx).map_err(Refusal::NotHeard)?;
        stance.for_one_side().map_err(Refusal::NotHeard)?;
        if stance.proposal.agreed && !case.holders().is_empty() {
            return Err(Refusal::AlreadyForwarded);
        }
        if stance.proposal.dissents.contains(&stance.party) {
            return Err(Refusal::AlreadyDissented);
        }
        let dissent = DissentRecorded { proposal, party: stance.party, reason };
        Ok(vec![Emit::on(ctx.act.stream, dissent)])
    }
}

#[cfg(test)]
mod tests;
