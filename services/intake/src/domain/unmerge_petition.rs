//! Undoing a merger: the petition stands by itself again.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::command::UnmergePetition;
use proto::event::{IntakeEvent, PetitionUnmerged};
use serde::Serialize;

use super::barred::{Barred, kept};
use super::case::Case;

/// Why not. A merger can be undone whatever became of the other petition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// It is not merged.
    NotMerged,
    /// The record is not theirs to change.
    #[serde(untagged)]
    Barred(Barred),
}
impl Refuse for Refusal {}

/// Decides [`UnmergePetition`].
#[derive(Debug)]
pub struct UnmergingPetition;

impl Decider for UnmergingPetition {
    decider::on_one!(Case, UnmergePetition, Refusal);

    fn decide(
        folded: &Folded<Case>,
        UnmergePetition {}: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        let case = folded.of(ctx.act.stream);
        kept(&case, ctx).map_err(Refusal::Barred)?;
        let from = case.merged_into.ok_or(Refusal::NotMerged)?;
        Ok(vec![Emit::on(ctx.act.stream, PetitionUnmerged { from })])
    }
}

#[cfg(test)]
mod tests {
    use super::super::story::{east, merged_into, refused, unmerged_from};
    use super::*;
    use directory::fixture::circle;
    use directory::fixture::petition::{OTHER, PETITION, received};

    #[test]
    fn a_merged_petition_can_stand_by_itself_again() {
        east::<UnmergingPetition>(&[received(), merged_into(OTHER)])
            .when(&UnmergePetition {}, &circle())
            .then(&[Emit::on(PETITION, PetitionUnmerged { from: OTHER })]);
    }

    #[test]
    fn a_merger_is_undone_once() {
        refused::<UnmergingPetition>(
            &[received(), merged_into(OTHER), unmerged_from(OTHER)],
            &UnmergePetition {},
            Refusal::NotMerged,
        );
    }
}
