//! Consenting to what is proposed for many petitions, a whole list but for some exceptions.

use std::collections::BTreeSet;

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse, Seen, Subject};
use directory::Pins;
use proto::command::{GiveConsent, PETITIONS_MAX, SeenProposal};
use proto::event::{
    ClassificationAgreed, ClassificationEvent, ConsentGiven, Event, ListFixed, Picked,
};
use proto::{BodyId, Day, StreamId};
use serde::Serialize;

use super::case::{Case, CaseEvent};
use super::stance::{NotHeard, stance};

/// Why not. One petition that stands against it stops them all: leave it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No petition is named.
    NoPetitions,
    /// More petitions than one command may name: consent to them in parts.
    TooManyPetitions {
        /// The bound.
        max: usize,
    },
    /// A petition is named twice.
    PetitionTwice {
        /// Which.
        petition: StreamId,
    },
    /// No such list.
    ListUnknown,
    /// The list was fixed anew: look at its last revision.
    ListRevised {
        /// The last one.
        revision: u32,
    },
    /// A petition does not stand on the list.
    NotOnTheList {
        /// Which.
        petition: StreamId,
    },
    /// One officer never consents for both sides of a pair: a colleague has to.
    SameOfficerForBothSides {
        /// To which petition.
        petition: StreamId,
    },
    /// The party cannot consent to one of the petitions; stands before the officer.
    #[serde(untagged)]
    NotHeard {
        /// Which.
        petition: StreamId,
        /// Why.
        #[serde(flatten)]
        why: NotHeard,
    },
}
impl Refuse for Refusal {}

/// A petition's stream or a list's, as far as consent cares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    case: Case,
    /// The last revision, if the stream is that of a list.
    list: Option<(u32, Vec<StreamId>)>,
}

/// What a row is made of.
#[allow(clippy::large_enum_variant, reason = "short-lived; boxing would cost more")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowEvent {
    /// Of a petition.
    Case(CaseEvent),
    /// Of a list.
    List(ListFixed),
}

impl Picked for RowEvent {
    fn pick(event: Event) -> Option<Self> {
        match <ListFixed as proto::event::EventData>::from_event(event) {
            Ok(fixed) => Some(Self::List(fixed)),
            Err(event) => CaseEvent::pick(event).map(Self::Case),
        }
    }
}

impl Subject for Row {
    type Event = RowEvent;
    type Emits = ClassificationEvent;
    type Pins = Pins;

    fn council(&self) -> Option<BodyId> {
        self.case.council()
    }

    fn after(self, event: &RowEvent, day: Day) -> Self {
        match event {
            RowEvent::Case(event) => Self { case: self.case.after(event, day), ..self },
            RowEvent::List(fixed) => {
                Self { list: Some((fixed.revision, fixed.petitions.clone())), ..self }
            }
        }
    }
}

/// Decides [`GiveConsent`].
#[derive(Debug)]
pub struct Consenting;

impl Decider for Consenting {
    decider::folding!(Row, GiveConsent, Refusal);

    fn plan(command: &GiveConsent, _: &Act, _: &Pins) -> Plan {
        // What the person saw is the number of the proposal: another party's consent in between
        // changes nothing for this one. More than the bound is refused by name, unread.
        let named = command.petitions.iter().take(PETITIONS_MAX).map(|seen| seen.petition);
        let list = command.list.map(|seen| seen.list);
        let streams: BTreeSet<StreamId> = named.chain(list).collect();
        let seen = |stream| Seen { stream, version: None };
        Plan { streams: streams.into_iter().map(seen).collect(), counters: Vec::new() }
    }

    fn councils(command: &GiveConsent, _: &Act, folded: &Folded<Row>) -> Vec<BodyId> {
        let named = command.petitions.iter().take(PETITIONS_MAX);
        let councils = named.flat_map(|seen| folded.council_of(seen.petition));
        councils.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn decide(
        folded: &Folded<Row>,
        command: &GiveConsent,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ClassificationEvent>>, Refusal> {
        check_named(&command.petitions)?;
        check_list(folded, command)?;
        let mut emits = Vec::new();
        for &seen in &command.petitions {
            emits.extend(consent(&folded.of(seen.petition).case, seen, ctx)?);
        }
        Ok(emits)
    }
}

fn check_named(petitions: &[SeenProposal]) -> Result<(), Refusal> {
    if petitions.is_empty() {
        return Err(Refusal::NoPetitions);
    }
    if petitions.len() > PETITIONS_MAX {
        return Err(Refusal::TooManyPetitions { max: PETITIONS_MAX });
    }
    let mut named = BTreeSet::new();
    match petitions.iter().find(|seen| !named.insert(seen.petition)) {
        Some(&SeenProposal { petition, .. }) => Err(Refusal::PetitionTwice { petition }),
        None => Ok(()),
    }
}

fn check_list(folded: &Folded<Row>, command: &GiveConsent) -> Result<(), Refusal> {
    let Some(seen) = command.list else { return Ok(()) };
    let (revision, rows) = folded.of(seen.list).list.ok_or(Refusal::ListUnknown)?;
    if revision != seen.revision {
        return Err(Refusal::ListRevised { revision });
    }
    let rows: BTreeSet<StreamId> = rows.into_iter().collect();
    match command.petitions.iter().find(|seen| !rows.contains(&seen.petition)) {
        Some(&SeenProposal { petition, .. }) => Err(Refusal::NotOnTheList { petition }),
        None => Ok(()),
    }
}

fn consent(
    case: &Case,
    seen: SeenProposal,
    ctx: &DecideCtx<'_, Pins>,
) -> Result<Vec<Emit<ClassificationEvent>>, Refusal> {
    let SeenProposal { petition, proposal } = seen;
    let not_heard = |why| Refusal::NotHeard { petition, why };
    let stance = stance(case, proposal, ctx).map_err(not_heard)?;
    let turn = stance.turn(case).map_err(not_heard)?;
    let consent = stance.consent(&turn, ctx);
    let mut consents = stance.proposal.consents.clone();
    let of_pair = consents.iter().filter(|before| before.pair == consent.pair);
    let mut officers = of_pair.filter_map(|before| before.officer);
    if officers.any(|before| Some(before) == consent.officer) {
        return Err(Refusal::SameOfficerForBothSides { petition });
    }
    consents.push(consent);
    let running = stance.proposal.consent_due.is_some();
    let next = stance.parties.next(&consents, turn.pair, running);
    let given = ConsentGiven {
        proposal,
        pair: consent.pair,
        party: consent.party,
        officer: consent.officer,
        consent_due: next.consent_due,
    };
    let addressees = stance.proposal.addressees;
    let agreed = ClassificationAgreed { proposal, addressees };
    let agreed = next.agreed.then(|| Emit::on(petition, agreed));
    Ok(std::iter::once(Emit::on(petition, given)).chain(agreed).collect())
}

#[cfg(test)]
mod tests;
