//! Deciding, after a joint meeting, what the parties could not agree on.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::BodyId;
use proto::command::DecideDeadlock;
use proto::event::{
    ClassificationAgreed, ClassificationEvent, ClassificationProposed, DeadlockDecided, Rules,
};
use proto::sealed::Sealed;
use serde::Serialize;

use super::acting::{Paper, acting};
use super::case::{Case, Closed, Received};
use super::content::{self, Unfit};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such petition.
    NotReceived,
    /// The council has no co-ordination rules today.
    NoRules,
    /// The rules name nobody who decides: the talks go on.
    NobodyDecides,
    /// Only whoever the rules name decides.
    NotYoursToDecide {
        /// Who may.
        allowed: BodyId,
    },
    /// The last proposal is agreed: there is nothing to decide.
    AlreadyAgreed,
    /// Too few proposals were contested: the parties talk on.
    DeadlockNotReached {
        /// How many were.
        rounds: usize,
        /// How many it takes.
        rounds_max: u32,
    },
    /// It is not to be classified; stands before the council's rules.
    #[serde(untagged)]
    Closed(Closed),
    /// Nobody may act so for a body that answered on paper; stands after the council's rules.
    #[serde(untagged)]
    Paper(Paper),
    /// It may not be decided so; stands last.
    #[serde(untagged)]
    Unfit(Unfit),
}
impl Refuse for Refusal {}

/// Decides [`DecideDeadlock`].
#[derive(Debug)]
pub struct DecidingDeadlock;

impl Decider for DecidingDeadlock {
    decider::on_one!(Case, DecideDeadlock<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ClassificationEvent>>, Refusal> {
        let case = folded.of(ctx.act.stream);
        let received = case.received.as_ref().ok_or(Refusal::NotReceived)?;
        if let Some(closed) = case.closed() {
            return Err(Refusal::Closed(closed));
        }
        let rules = ctx.pins.rules(received.council, ctx.today).ok_or(Refusal::NoRules)?;
        let by = judge(&case, received, rules, ctx)?;
        content::check((&command.field, &command.addressees), &case, rules, ctx)
            .map_err(Refusal::Unfit)?;
        let proposal = case.proposals().saturating_add(1);
        let DecideDeadlock { field, competence, addressees, reason } = command.clone();
        let agreed = ClassificationAgreed { proposal, addressees: addressees.clone() };
        let proposed = ClassificationProposed {
            proposal,
            field,
            competence,
            addressees,
            suggested: false,
            reason: None,
            counters: None,
            consent_due: None,
        };
        let decided = DeadlockDecided { proposal, by, reason };
        let stream = ctx.act.stream;
        Ok(vec![Emit::on(stream, proposed), Emit::on(stream, decided), Emit::on(stream, agreed)])
    }
}

/// Who decides, if it is for them to decide now.
fn judge(
    case: &Case,
    received: &Received,
    rules: &Rules,
    ctx: &DecideCtx<'_, Pins>,
) -> Result<BodyId, Refusal> {
    let by = acting(ctx.act, rules).map_err(Refusal::Paper)?;
    let deadlock = rules.deadlock.as_ref().ok_or(Refusal::NobodyDecides)?;
    let &Received { council, raised_with, ref area, .. } = received;
    let allowed = ctx
        .pins
        .party(council, &deadlock.decided_by, raised_with, area.as_ref(), ctx.today)
        .ok_or(Refusal::NobodyDecides)?;
    if by != Some(allowed) {
        return Err(Refusal::NotYoursToDecide { allowed });
    }
    if case.proposal.as_ref().is_some_and(|last| last.agreed) {
        return Err(Refusal::AlreadyAgreed);
    }
    let (rounds, rounds_max) = (case.contested.len(), deadlock.rounds_max);
    if u32::try_from(rounds).is_ok_and(|rounds| rounds < rounds_max) || rounds == 0 {
        return Err(Refusal::DeadlockNotReached { rounds, rounds_max });
    }
    Ok(allowed)
}

#[cfg(test)]
mod tests;
