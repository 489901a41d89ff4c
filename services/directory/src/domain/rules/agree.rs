//! Agreeing to proposed co-ordination rules; the last party puts them into force.

use decider::{DecideCtx, Decider, Emit, Folded};
use proto::command::AgreeRules;
use proto::event::{DirectoryEvent, RulesAdopted, RulesAgreed};
use proto::{BodyId, StreamId};

use super::{Fate, Refusal};
use crate::Pins;
use crate::domain::{on_the_directory, rules};

/// Decides [`AgreeRules`].
#[derive(Debug)]
pub struct AgreeingRules;

impl Decider for AgreeingRules {
    on_the_directory!(AgreeRules, Refusal);

    fn councils(command: &AgreeRules, _: &decider::Act, _: &Folded<()>) -> Vec<BodyId> {
        vec![command.council]
    }

    fn decide(
        _: &Folded<()>,
        command: &AgreeRules,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let &AgreeRules { council, proposal } = command;
        let (pins, day) = (ctx.pins, ctx.act.occurred_on);
        let by = rules::speaker(ctx, council)?;
        let mut known = pins.proposals(council).iter();
        let Some(known) = known.find(|known| known.proposed.proposal == proposal) else {
            return Err(Refusal::ProposalUnknown);
        };
        if known.fate != Fate::Open {
            return Err(Refusal::ProposalClosed);
        }
        let proposed = &known.proposed.rules;
        let parties = rules::parties_to(pins, council, proposed, day);
        if !parties.iter().any(|&party| rules::speaks_for(pins, by, party, day)) {
            return Err(Refusal::NotAParty { parties: parties.to_vec() });
        }
        // For each party, whether one of these bodies said its word.
        let spoken = |party: BodyId, bodies: &[BodyId]| {
            bodies.iter().any(|&body| rules::speaks_for(pins, body, party, day))
        };
        let agreed_before = |party: BodyId| spoken(party, &known.agreed);
        let own = parties.into_iter().filter(|&party| spoken(party, &[by]));
        if own.into_iter().all(agreed_before) {
            return Err(Refusal::AgreedAlready);
        }
        // Nothing is in force before the last party agreed to it.
        let from = known.proposed.from.max(day);
        rules::fit(proposed, council, from, pins)?;
        let stream = StreamId::of_rules(council);
        let mut events = vec![Emit::on(stream, RulesAgreed { council, proposal, by })];
        if parties.into_iter().all(|party| agreed_before(party) || spoken(party, &[by])) {
            let rules = proposed.clone();
            events.push(Emit::on(stream, RulesAdopted { council, from, rules }));
        }
        Ok(events)
    }
}

#[cfg(test)]
mod tests;
