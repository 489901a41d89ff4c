//! A party facing a proposal: what it needs to say anything to it at all.

use decider::{DecideCtx, Refuse};
use directory::Pins;
use proto::BodyId;
use serde::Serialize;

use super::acting::{Paper, acting, acts_for_both};
use super::case::{Case, Closed, Consent, Proposal};
use super::parties::{Parties, Turn};

/// Why nothing can be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum NotHeard {
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
    /// Nothing is proposed yet.
    NothingProposed,
    /// Another proposal replaced the one that was seen: look at that one.
    ProposalReplaced {
        /// The number of the last one.
        proposal: u32,
    },
    /// By the rules the body acted for does not have to agree.
    NotAParty,
    /// A letter went out: what was agreed stands.
    AlreadyForwarded,
    /// Everybody agreed to it: propose anew to change it.
    AlreadyAgreed,
    /// It is contested and cannot be agreed as it stands: propose anew.
    IsContested,
    /// The party consented already.
    AlreadyConsented,
    /// Others come first.
    NotYourTurn {
        /// Whose consent is awaited.
        awaited: Vec<BodyId>,
    },
    /// On paper nobody acts for both parties of a pair.
    NeverForBothParties,
    /// It is not to be classified.
    #[serde(untagged)]
    Closed(Closed),
    /// Nobody may act so for a body that answered on paper.
    #[serde(untagged)]
    Paper(Paper),
}
impl Refuse for NotHeard {}

/// A party of the rules, and the proposal that it saw.
#[derive(Debug, Clone)]
pub struct Stance<'a> {
    /// The body acted for.
    pub party: BodyId,
    /// Everybody who has to agree.
    pub parties: Parties<'a>,
    /// What it saw.
    pub proposal: Proposal,
    facing_itself: bool,
}

/// Who stands where to the proposal numbered `seen`.
///
/// # Errors
/// [`NotHeard`], as far as it concerns everybody.
pub fn stance<'a>(
    case: &Case,
    seen: u32,
    ctx: &DecideCtx<'a, Pins>,
) -> Result<Stance<'a>, NotHeard> {
    let received = case.received.as_ref().ok_or(NotHeard::NotReceived)?;
    if let Some(closed) = case.closed() {
        return Err(NotHeard::Closed(closed));
    }
    let rules = ctx.pins.rules(received.council, ctx.today).ok_or(NotHeard::NoRules)?;
    let party = acting(ctx.act, rules).map_err(NotHeard::Paper)?;
    let parties = Parties::of(received, rules, ctx.pins, ctx.today)
        .map_err(|pair| NotHeard::SideVacant { pair })?;
    let party = party.filter(|party| parties.all().any(|other| other == *party));
    let party = party.ok_or(NotHeard::NotAParty)?;
    let proposal = case.proposal.clone().ok_or(NotHeard::NothingProposed)?;
    if proposal.number != seen {
        return Err(NotHeard::ProposalReplaced { proposal: proposal.number });
    }
    let facing_itself = acts_for_both(ctx, party, parties.others(party));
    Ok(Stance { party, parties, proposal, facing_itself })
}

impl Stance<'_> {
    /// Refuses who would speak for the other side as well.
    ///
    /// # Errors
    /// [`NotHeard::NeverForBothParties`].
    pub fn for_one_side(&self) -> Result<(), NotHeard> {
        if self.facing_itself { Err(NotHeard::NeverForBothParties) } else { Ok(()) }
    }

    /// The turn of the party, if its consent is awaited now.
    ///
    /// # Errors
    /// [`NotHeard`]: what stands against it.
    pub fn turn(&self, case: &Case) -> Result<Turn, NotHeard> {
        let proposal = &self.proposal;
        if proposal.agreed {
            let sent = !case.holders().is_empty();
            return Err(if sent { NotHeard::AlreadyForwarded } else { NotHeard::AlreadyAgreed });
        }
        if case.contested.contains(&proposal.number) {
            return Err(NotHeard::IsContested);
        }
        let turn = self.parties.turn(&proposal.consents);
        match turn.filter(|turn| turn.awaited.contains(&self.party)) {
            Some(turn) => self.for_one_side().map(|()| turn),
            None if self.has_consented() => Err(NotHeard::AlreadyConsented),
            None => Err(NotHeard::NotYourTurn { awaited: self.awaited() }),
        }
    }

    fn has_consented(&self) -> bool {
        self.proposal.consents.iter().any(|consent| consent.party == self.party)
    }

    fn awaited(&self) -> Vec<BodyId> {
        self.parties.turn(&self.proposal.consents).map(|turn| turn.awaited).unwrap_or_default()
    }

    /// The consent of the party in `turn`, given by the officer who acts.
    #[must_use]
    pub fn consent(&self, turn: &Turn, ctx: &DecideCtx<'_, Pins>) -> Consent {
        Consent { pair: turn.pair, party: self.party, officer: ctx.act.officer }
    }
}
