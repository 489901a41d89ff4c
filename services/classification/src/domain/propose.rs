//! Proposing field, competence and addressees, also in answer to another proposal, and in answer to
//! a clerk who noted that it is an opinion or no petition at all.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::BodyId;
use proto::command::ProposeClassification;
use proto::event::{
    ClassificationAgreed, ClassificationEvent, ClassificationProposed, ConsentGiven, Rules,
};
use proto::sealed::Sealed;
use serde::Serialize;

use super::acting::{Paper, acting, acts_for_both};
use super::case::{Case, Closed, Consent, Received};
use super::content::{self, Unfit};
use super::parties::Parties;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such petition.
    NotReceived,
    /// The council has no co-ordination rules today.
    NoRules,
    /// A side of a pair is nobody, or could be several bodies: correct the petition's area, or the
    /// rules.
    SideVacant {
        /// Of which pair, from 1.
        pair: u8,
    },
    /// Only the delegate group that took it, the council's standing committee, and the parties
    /// that have to agree propose.
    NotYoursToPropose {
        /// Who may.
        allowed: Vec<BodyId>,
    },
    /// Every agreed addressee has its letter: what was agreed cannot be replaced, unless one of
    /// them returns it.
    AlreadyForwarded,
    /// On paper nobody acts for both parties of a pair.
    NeverForBothParties,
    /// It is not to be classified; stands before the council's rules.
    #[serde(untagged)]
    Closed(Closed),
    /// Nobody may act so for a body that answered on paper; stands after the council's rules.
    #[serde(untagged)]
    Paper(Paper),
    /// It may not say so; stands last.
    #[serde(untagged)]
    Unfit(Unfit),
}
impl Refuse for Refusal {}

/// Decides [`ProposeClassification`]. Rules without consent pairs agree at once.
#[derive(Debug)]
pub struct Proposing;

impl Decider for Proposing {
    decider::on_one!(Case, ProposeClassification<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ClassificationEvent>>, Refusal> {
        let case = folded.of(ctx.act.stream);
        let received = case.received.as_ref().ok_or(Refusal::NotReceived)?;
        if let Some(closed) = case.closed_to_proposals() {
            return Err(Refusal::Closed(closed));
        }
        let rules = ctx.pins.rules(received.council, ctx.today).ok_or(Refusal::NoRules)?;
        let by = acting(ctx.act, rules).map_err(Refusal::Paper)?;
        let parties = Parties::of(received, rules, ctx.pins, ctx.today)
            .map_err(|pair| Refusal::SideVacant { pair })?;
        let by = proposer(by, received, rules, &parties)?;
        if case.carried_out() {
            return Err(Refusal::AlreadyForwarded);
        }
        if acts_for_both(ctx, by, parties.others(by)) {
            return Err(Refusal::NeverForBothParties);
        }
        content::check((&command.field, &command.addressees), &case, rules, ctx)
            .map_err(Refusal::Unfit)?;
        Ok(proposed(command, &case, by, &parties, ctx))
    }
}

/// Who proposes, if that body may.
fn proposer(
    by: Option<BodyId>,
    received: &Received,
    rules: &Rules,
    parties: &Parties<'_>,
) -> Result<BodyId, Refusal> {
    let mut allowed = vec![received.raised_with, rules.standing_committee];
    for party in parties.all() {
        if !allowed.contains(&party) {
            allowed.push(party);
        }
    }
    by.filter(|by| allowed.contains(by)).ok_or(Refusal::NotYoursToPropose { allowed })
}

fn proposed(
    command: &ProposeClassification<Sealed>,
    case: &Case,
    by: BodyId,
    parties: &Parties<'_>,
    ctx: &DecideCtx<'_, Pins>,
) -> Vec<Emit<ClassificationEvent>> {
    let proposal = case.proposals().saturating_add(1);
    let ProposeClassification { field, competence, addressees, reason } = command.clone();
    let agreed = ClassificationAgreed { proposal, addressees: addressees.clone() };
    let proposed = ClassificationProposed {
        proposal,
        field,
        competence,
        addressees,
        suggested: false,
        reason,
        counters: countered(case, by, parties),
        consent_due: parties.due(1),
    };
    let stream = ctx.act.stream;
    let mut emits = vec![Emit::on(stream, proposed)];
    match parties.turn(&[]) {
        None => emits.push(Emit::on(stream, agreed)),
        // Whoever proposes agrees; but the pairs before its own have to come first.
        Some(turn) if turn.awaited.contains(&by) => {
            let (pair, officer) = (turn.pair, ctx.act.officer);
            let next = parties.next(&[Consent { pair, party: by, officer }], pair, true);
            let consent_due = next.consent_due;
            let given = ConsentGiven { proposal, pair, party: by, officer, consent_due };
            emits.push(Emit::on(stream, given));
            emits.extend(next.agreed.then(|| Emit::on(stream, agreed)));
        }
        Some(_) => {}
    }
    emits
}

/// The proposal that is answered: somebody's choice, on which the consent of `by` was awaited.
fn countered(case: &Case, by: BodyId, parties: &Parties<'_>) -> Option<u32> {
    let open = case.proposal.as_ref().filter(|last| !last.agreed && !last.suggested)?;
    let turn = parties.turn(&open.consents)?;
    let fresh = !case.contested.contains(&open.number);
    (fresh && turn.awaited.contains(&by)).then_some(open.number)
}

#[cfg(test)]
mod tests;
