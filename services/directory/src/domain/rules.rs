//! The co-ordination rules of a council: what is in force, what is proposed, who is a party, and
//! what any rules have to keep.
//!
//! Rules belong to three parties: the council's standing committee, its Front committee and its
//! People's Committee (quy chế phối hợp). The first rules are set up with the realm; whatever comes
//! later needs all three. A party is replaced only by who took its work over.

use std::collections::BTreeSet;

use decider::{DecideCtx, Refuse};
use proto::event::{DayKind, Deadline, Rules, RulesAdopted, RulesAgreed, RulesProposed, Side};
use proto::id::Code;
use proto::{BodyId, Day};
use serde::Serialize;

use crate::Pins;

pub mod adopt;
pub mod agree;
pub mod propose;

/// Why not, of all three commands about rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// The council has rules already; propose a change to the other parties instead.
    RulesExist,
    /// What a body said on paper may be recorded only by the standing committee, and only where the
    /// rules in force say so; let the body act itself.
    MayNotRecordFor {
        /// Which body.
        body: BodyId,
    },
    /// What a body said on paper needs the paper's number and date; name the document.
    DocumentMissing,
    /// There is no such proposal; look at the proposals of this council again.
    ProposalUnknown,
    /// The proposal was adopted, or other rules were adopted since; propose again.
    ProposalClosed,
    /// Only the three parties propose and agree; ask one of them.
    NotAParty {
        /// Who they are.
        parties: Vec<BodyId>,
    },
    /// This party has agreed already; nothing more is needed from it.
    AgreedAlready,
    /// A party would be replaced by a body that did not take its work over; record that first.
    PartyReplaced {
        /// Which party.
        party: BodyId,
    },
    /// A body that the rules name does not exist on their first day; name another.
    BodyNotStanding {
        /// Which.
        body: BodyId,
    },
    /// A field stands in the rules twice; remove one.
    FieldTwice {
        /// Which.
        field: Code,
    },
    /// An area has two followers; remove one.
    AreaTwice {
        /// Which.
        area: Code,
    },
    /// Both sides of a pair are the same; nobody agrees with itself.
    PairOfOne {
        /// Which pair, from 1.
        pair: u8,
    },
    /// The rungs of the ladder do not rise; put them in order.
    EscalationNotRising,
    /// Working days cannot be counted: the days off of that year are not published yet.
    NoCalendar {
        /// Which year.
        year: i16,
    },
}
impl Refuse for Refusal {}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It waits for parties.
    Open,
    /// It is in force, or was.
    Adopted,
    /// Other rules were adopted while it waited.
    Void,
}

/// Proposed rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// As proposed.
    pub proposed: RulesProposed,
    /// Who agreed, in order; the proposer first.
    pub agreed: Vec<BodyId>,
    /// What became of it.
    pub fate: Fate,
}

/// The rules of one council over time: the fold of its stream of rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RuleBook {
    /// In the order of adoption.
    pub(crate) adopted: Vec<RulesAdopted>,
    /// By number, from 1, gapless.
    pub(crate) proposals: Vec<Proposal>,
}

impl RuleBook {
    pub(crate) fn adopt(&mut self, adopted: RulesAdopted) {
        for proposal in self.proposals.iter_mut().filter(|known| known.fate == Fate::Open) {
            let same = proposal.proposed.rules == adopted.rules;
            proposal.fate = if same { Fate::Adopted } else { Fate::Void };
        }
        self.adopted.push(adopted);
    }

    pub(crate) fn propose(&mut self, proposed: RulesProposed) {
        let agreed = vec![proposed.by];
        self.proposals.push(Proposal { proposed, agreed, fate: Fate::Open });
    }

    pub(crate) fn agree(&mut self, agreed: &RulesAgreed) {
        let mut known = self.proposals.iter_mut();
        let known = known.find(|known| known.proposed.proposal == agreed.proposal);
        if let Some(proposal) = known {
            proposal.agreed.push(agreed.by);
        }
    }

    /// The last adopted of those in force on `day`.
    pub(crate) fn on(&self, day: Day) -> Option<&Rules> {
        let in_force = self.adopted.iter().filter(|adopted| adopted.from <= day);
        in_force.max_by_key(|adopted| adopted.from).map(|adopted| &adopted.rules)
    }
}

/// The three parties to `rules`.
pub(crate) fn parties(rules: &Rules) -> [BodyId; 3] {
    [rules.standing_committee, rules.front, rules.peoples_committee]
}

/// The parties that have to agree to `proposed`: those of the rules that it changes, or its own
/// where the council never had any.
pub(super) fn parties_to(pins: &Pins, council: BodyId, proposed: &Rules, day: Day) -> [BodyId; 3] {
    let in_force = pins.rules(council, day);
    parties(in_force.or_else(|| pins.first_rules(council)).unwrap_or(proposed))
}

/// Whether `body` speaks for `party` on `day`: it is it, or took its work over.
pub(super) fn speaks_for(pins: &Pins, body: BodyId, party: BodyId, day: Day) -> bool {
    body == party || pins.directory.standing_heirs(party, day).contains(&body)
}

/// Whose word this is: the acting body's own, or that of a body that answered on paper.
///
/// # Errors
/// [`Refusal::MayNotRecordFor`], [`Refusal::DocumentMissing`], and [`Refusal::NotAParty`] for an
/// act of nobody.
pub(super) fn speaker(ctx: &DecideCtx<'_, Pins>, council: BodyId) -> Result<BodyId, Refusal> {
    let acting = ctx.act.body.ok_or(Refusal::NotAParty { parties: Vec::new() })?;
    let Some(body) = ctx.act.on_behalf.filter(|&body| body != acting) else { return Ok(acting) };
    let day = ctx.act.occurred_on;
    let allowed = ctx.pins.rules(council, day).is_some_and(|rules| {
        rules.on_paper.contains(&body)
            && speaks_for(ctx.pins, acting, rules.standing_committee, day)
    });
    if !allowed {
        return Err(Refusal::MayNotRecordFor { body });
    }
    if ctx.act.document.is_none() {
        return Err(Refusal::DocumentMissing);
    }
    Ok(body)
}

/// Whether `rules` can be those of `council` from `from` on.
///
/// # Errors
/// The first rule that they break, from [`Refusal::BodyNotStanding`] on.
pub(super) fn fit(rules: &Rules, council: BodyId, from: Day, pins: &Pins) -> Result<(), Refusal> {
    let absent = |body: &BodyId| !pins.directory.stands(*body, from);
    if let Some(body) = std::iter::once(council).chain(named(rules)).find(absent) {
        return Err(Refusal::BodyNotStanding { body });
    }
    let mut fields = BTreeSet::new();
    if let Some(twice) = rules.fields.iter().find(|rule| !fields.insert(&rule.field)) {
        return Err(Refusal::FieldTwice { field: twice.field.clone() });
    }
    let mut areas = BTreeSet::new();
    if let Some(twice) = rules.followers_by_area.iter().find(|rule| !areas.insert(&rule.area)) {
        return Err(Refusal::AreaTwice { area: twice.area.clone() });
    }
    let mut pairs = (1..).zip(&rules.pairs);
    if let Some((pair, _)) = pairs.find(|(_, pair)| pair.sides[0] == pair.sides[1]) {
        return Err(Refusal::PairOfOne { pair });
    }
    if !rules.escalation.is_sorted_by(|one, next| one < next) {
        return Err(Refusal::EscalationNotRising);
    }
    let working = deadlines(rules).any(|deadline| deadline.day_kind == DayKind::Working);
    if working && !pins.calendar.published(from.year()) {
        return Err(Refusal::NoCalendar { year: from.year() });
    }
    Ok(())
}

/// Every body that the rules name.
fn named(rules: &Rules) -> impl Iterator<Item = BodyId> {
    let by_field = rules.fields.iter().flat_map(|field| [field.addressee, field.follower]);
    let by_area = rules.followers_by_area.iter().map(|rule| rule.follower);
    let sides = rules.pairs.iter().flat_map(|pair| &pair.sides);
    let sides = sides.chain(rules.deadlock.iter().map(|deadlock| &deadlock.decided_by));
    let sides = sides.filter_map(|side| match side {
        Side::Body(body) => Some(*body),
        Side::RaisedWith | Side::CommuneOfArea | Side::StandingCommittee | Side::Front => None,
    });
    let on_paper = rules.on_paper.iter().copied();
    parties(rules).into_iter().chain(by_field.flatten()).chain(by_area).chain(sides).chain(on_paper)
}

/// Every deadline that the rules set.
fn deadlines(rules: &Rules) -> impl Iterator<Item = &Deadline> {
    let optional = [&rules.receipt, &rules.check, &rules.making_known];
    let consent = rules.pairs.iter().map(|pair| &pair.consent);
    std::iter::once(&rules.answer).chain(optional.into_iter().flatten()).chain(consent)
}
