//! Timer: the day of a pair passed, and the rules say what its silence means.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::command::CountSilence;
use proto::event::{ClassificationAgreed, ClassificationEvent, SilenceCounted};
use serde::Serialize;

use super::case::{Case, Consent, Proposal};
use super::parties::{Parties, Turn};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such petition.
    NotReceived,
}
impl Refuse for Refusal {}

/// Decides [`CountSilence`]: nothing follows unless the rules of today say that it is consent.
#[derive(Debug)]
pub struct CountingSilence;

impl Decider for CountingSilence {
    decider::on_one!(Case, CountSilence, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &CountSilence,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ClassificationEvent>>, Refusal> {
        let case = folded.of(ctx.act.stream);
        let received = case.received.as_ref().ok_or(Refusal::NotReceived)?;
        let Some(silent_on) = awaiting(&case, command.proposal, ctx) else { return Ok(Vec::new()) };
        let rules = ctx.pins.rules(received.council, ctx.today);
        let parties = rules.and_then(|r| Parties::of(received, r, ctx.pins, ctx.today).ok());
        let silent =
            parties.and_then(|parties| Some((parties.turn(&silent_on.consents)?, parties)));
        Ok(match silent.filter(|(turn, _)| turn.silence_is_consent) {
            Some((turn, parties)) => counted(ctx, silent_on, &turn, &parties),
            None => Vec::new(),
        })
    }
}

/// The proposal, if consent to it is awaited and the day has passed.
fn awaiting<'a>(case: &'a Case, number: u32, ctx: &DecideCtx<'_, Pins>) -> Option<&'a Proposal> {
    let open = case.proposal.as_ref().filter(|last| last.number == number && !last.agreed)?;
    let passed = open.consent_due.is_some_and(|due| due < ctx.today);
    let contested = case.contested.contains(&number);
    (passed && !contested && case.closed().is_none()).then_some(open)
}

fn counted(
    ctx: &DecideCtx<'_, Pins>,
    silent_on: &Proposal,
    turn: &Turn,
    parties: &Parties<'_>,
) -> Vec<Emit<ClassificationEvent>> {
    let (stream, proposal, pair) = (ctx.act.stream, silent_on.number, turn.pair);
    let mut consents = silent_on.consents.clone();
    let mut emits = Vec::new();
    for &party in &turn.awaited {
        consents.push(Consent { pair, party, officer: None });
        let consent_due = parties.next(&consents, pair, true).consent_due;
        emits.push(Emit::on(stream, SilenceCounted { proposal, pair, party, consent_due }));
    }
    if parties.turn(&consents).is_none() {
        let addressees = silent_on.addressees.clone();
        emits.push(Emit::on(stream, ClassificationAgreed { proposal, addressees }));
    }
    emits
}

#[cfg(test)]
mod tests;
