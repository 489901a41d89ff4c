//! Merging petitions that ask for the same into one of them.
//!
//! Only before the classification of those merged is agreed, so that nobody can bury what the
//! parties took up; the merged ones keep their rows on the lists and can be unmerged for ever.

use std::collections::BTreeSet;

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse, Seen};
use directory::Pins;
use proto::command::{MergePetitions, PETITIONS_MAX, SeenPetition};
use proto::event::{IntakeEvent, PetitionAbsorbed, PetitionMerged};
use proto::sealed::Sealed;
use proto::{BodyId, StreamId};
use serde::Serialize;

use super::barred::{Barred, acting_for, alive, open};
use super::case::Case;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No petition is named.
    NoPetitions,
    /// More petitions than one command may name; merge in two steps.
    TooManyPetitions {
        /// The bound.
        max: usize,
    },
    /// A petition is named twice.
    PetitionTwice {
        /// Which.
        petition: StreamId,
    },
    /// A petition cannot be merged into itself.
    IntoItself,
    /// A petition that is named was never received.
    NoSuchPetition {
        /// Which.
        petition: StreamId,
    },
    /// A petition was put to another council.
    OfAnotherCouncil {
        /// Which.
        petition: StreamId,
    },
    /// A petition was taken by another group: the standing committee may merge them.
    OfAnotherGroup {
        /// Which.
        petition: StreamId,
        /// Who may.
        allowed: BodyId,
    },
    /// A petition that is named is withdrawn, merged or split already.
    AlreadyEnded {
        /// Which.
        petition: StreamId,
    },
    /// The classification of a petition that is named is agreed: only those who agreed change that.
    MergedIsAgreed {
        /// Which.
        petition: StreamId,
    },
    /// The record of the surviving petition is not theirs to change, or not any more.
    #[serde(untagged)]
    Barred(Barred),
}
impl Refuse for Refusal {}

/// Decides [`MergePetitions`].
#[derive(Debug)]
pub struct MergingPetitions;

impl Decider for MergingPetitions {
    decider::folding!(Case, MergePetitions<Sealed>, Refusal);

    fn plan(command: &Self::Command, act: &Act, _: &Pins) -> Plan {
        let mut plan = Plan::as_seen(act);
        // More than the bound is refused by name; no need to read them all for that. A petition
        // that is merged into itself is read once.
        let named = command.petitions.iter().take(PETITIONS_MAX);
        let named = named.filter(|seen| seen.petition != act.stream);
        plan.streams.extend(
            named.map(|seen| Seen { stream: seen.petition, version: Some(seen.seen_version) }),
        );
        plan
    }

    fn councils(_: &Self::Command, act: &Act, folded: &Folded<Case>) -> Vec<BodyId> {
        folded.council_of(act.stream)
    }

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        let into = ctx.act.stream;
        named_once(into, &command.petitions)?;
        let survivor = folded.of(into);
        let (received, rules) = open(&survivor, ctx).map_err(Refusal::Barred)?;
        let by = acting_for(ctx, rules);
        for &SeenPetition { petition, .. } in &command.petitions {
            let case = folded.of(petition);
            let merged = case.received.as_ref().ok_or(Refusal::NoSuchPetition { petition })?;
            if merged.council != received.council {
                return Err(Refusal::OfAnotherCouncil { petition });
            }
            let allowed = rules.standing_committee;
            if by != Some(allowed) && by != Some(merged.raised_with) {
                return Err(Refusal::OfAnotherGroup { petition, allowed });
            }
            alive(&case).map_err(|_| Refusal::AlreadyEnded { petition })?;
            if case.decided() {
                return Err(Refusal::MergedIsAgreed { petition });
            }
        }
        let merged = |seen: &SeenPetition| {
            let reason = command.reason.clone();
            Emit::on(seen.petition, PetitionMerged { into, reason })
        };
        let absorbed =
            |seen: &SeenPetition| Emit::on(into, PetitionAbsorbed { petition: seen.petition });
        let emits = command.petitions.iter().map(merged);
        Ok(emits.chain(command.petitions.iter().map(absorbed)).collect())
    }
}

fn named_once(into: StreamId, petitions: &[SeenPetition]) -> Result<(), Refusal> {
    if petitions.is_empty() {
        return Err(Refusal::NoPetitions);
    }
    if petitions.len() > PETITIONS_MAX {
        return Err(Refusal::TooManyPetitions { max: PETITIONS_MAX });
    }
    let mut named = BTreeSet::new();
    for &SeenPetition { petition, .. } in petitions {
        if petition == into {
            return Err(Refusal::IntoItself);
        }
        if !named.insert(petition) {
            return Err(Refusal::PetitionTwice { petition });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
