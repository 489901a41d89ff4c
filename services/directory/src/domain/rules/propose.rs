//! Proposing other co-ordination rules to the parties of a council.

use decider::{DecideCtx, Decider, Emit, Folded};
use proto::command::ProposeRules;
use proto::event::{DirectoryEvent, RulesProposed};
use proto::{BodyId, StreamId};

use super::Refusal;
use crate::Pins;
use crate::domain::{on_the_directory, rules};

/// Decides [`ProposeRules`].
#[derive(Debug)]
pub struct ProposingRules;

impl Decider for ProposingRules {
    on_the_directory!(ProposeRules, Refusal);

    fn councils(command: &ProposeRules, _: &decider::Act, _: &Folded<()>) -> Vec<BodyId> {
        vec![command.council]
    }

    fn decide(
        _: &Folded<()>,
        command: &ProposeRules,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let ProposeRules { council, from, rules } = command.clone();
        let (pins, day) = (ctx.pins, ctx.act.occurred_on);
        let by = rules::speaker(ctx, council)?;
        let parties = rules::parties_to(pins, council, &rules, day);
        if !parties.iter().any(|&party| rules::speaks_for(pins, by, party, day)) {
            return Err(Refusal::NotAParty { parties: parties.to_vec() });
        }
        let mut seats = parties.into_iter().zip(rules::parties(&rules));
        let replaced = seats.find(|&(party, next)| !rules::speaks_for(pins, next, party, from));
        if let Some((party, _)) = replaced {
            return Err(Refusal::PartyReplaced { party });
        }
        rules::fit(&rules, council, from, pins)?;
        let proposal = pins.proposals(council).last().map_or(1, |last| last.proposed.proposal + 1);
        let event = RulesProposed { council, proposal, by, from, rules };
        Ok(vec![Emit::on(StreamId::of_rules(council), event)])
    }
}

#[cfg(test)]
mod tests;
