//! Fixing a consolidated list of a contact round, for the first time or anew.
//!
//! A list never loses a row: what was merged, answered on the spot or taken for no petition stands
//! on it beside the rest, where everybody who has to agree sees it. A petition stands on one list
//! of a round at most.

use std::collections::BTreeSet;

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse, Seen, Subject};
use directory::Pins;
use proto::command::{FixList, PETITIONS_MAX, ReviseList, SeenPetition};
use proto::event::{Event, EventData, IntakeEvent, ListFixed, NumberTaken, PetitionListed, Picked};
use proto::id::Code;
use proto::{BodyId, Day, StreamId};
use serde::Serialize;

use super::barred::{acting_for, within_reach};
use super::case::{Case, CaseEvent};
use super::record_petition::{counter_of, numbered};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such list; fix it for the first time.
    ListUnknown,
    /// No petition is named.
    NoPetitions,
    /// More petitions than one list may hold; make a list for each area.
    TooManyPetitions {
        /// The bound.
        max: usize,
    },
    /// A petition is named twice.
    PetitionTwice {
        /// Which.
        petition: StreamId,
    },
    /// The council had no co-ordination rules on that day; adopt them first.
    NoRules,
    /// Only the council's standing committee fixes lists.
    NotTheStandingCommittee {
        /// Who may.
        allowed: BodyId,
    },
    /// The day lies further back than the rules allow.
    TooFarBack {
        /// How many days back it may lie.
        days_max: u32,
    },
    /// The council opened rounds of voter contact, and none of this word.
    RoundUnknown {
        /// Those that it opened.
        known: Vec<Code>,
    },
    /// A row of the revision before is missing: no row ever leaves a list.
    RowsDropped {
        /// The petitions of these rows.
        petitions: Vec<StreamId>,
    },
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
    /// A petition was raised after the day until which this round takes petitions in; it is for
    /// the next round.
    RaisedAfterCutOff {
        /// Which.
        petition: StreamId,
        /// The last day.
        cut_off: Day,
    },
    /// A petition stands on another list of this round.
    ListedElsewhere {
        /// Which.
        petition: StreamId,
        /// On which list.
        list: StreamId,
    },
    /// A new row is a petition that the voter withdrew or that was split; list its parts.
    AlreadyEnded {
        /// Which.
        petition: StreamId,
    },
    /// The council had no term on that day; open one first.
    NoTermOpen,
}
impl Refuse for Refusal {}

/// A stream that a list is made from: a petition, or the list itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// As a petition.
    case: Case,
    /// As a list: the last revision.
    list: Option<ListFixed>,
}

/// What this fold is made of.
#[allow(clippy::large_enum_variant, reason = "short-lived; boxing would cost more")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetEvent {
    /// Something happened to a petition.
    Petition(CaseEvent),
    /// The list was fixed.
    List(ListFixed),
}

impl Picked for SheetEvent {
    fn pick(event: Event) -> Option<Self> {
        match ListFixed::from_event(event) {
            Ok(fixed) => Some(Self::List(fixed)),
            Err(event) => CaseEvent::pick(event).map(Self::Petition),
        }
    }
}

impl Subject for Sheet {
    type Event = SheetEvent;
    type Emits = IntakeEvent;
    type Pins = Pins;

    fn council(&self) -> Option<BodyId> {
        self.list.as_ref().map(|list| list.council)
    }

    fn after(self, event: &SheetEvent, day: Day) -> Self {
        match event {
            SheetEvent::Petition(event) => Self { case: self.case.after(event, day), ..self },
            SheetEvent::List(fixed) => Self { list: Some(fixed.clone()), ..self },
        }
    }
}

/// Decides [`FixList`].
#[derive(Debug)]
pub struct FixingList;

impl Decider for FixingList {
    decider::folding!(Sheet, FixList, Refusal);

    fn plan(command: &Self::Command, act: &Act, pins: &Pins) -> Plan {
        let counter = counter_of(command.council, act, pins, "list");
        Plan { streams: rows(&command.petitions), counters: counter.into_iter().collect() }
    }

    fn councils(command: &Self::Command, _: &Act, _: &Folded<Sheet>) -> Vec<BodyId> {
        vec![command.council]
    }

    fn decide(
        folded: &Folded<Sheet>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        let FixList { council, round, area, petitions } = command.clone();
        named_once(&petitions)?;
        check_who(council, ctx)?;
        check_round(council, &round, ctx.pins)?;
        let term = ctx.pins.directory.term(council, ctx.act.occurred_on);
        let term = term.ok_or(Refusal::NoTermOpen)?;
        let counter = StreamId::of_counter(council, term.term.as_str(), "list");
        let taken = ctx.next_number(counter);
        let number = numbered(&term.prefix, "DS-", taken).ok_or(Refusal::NoTermOpen)?;
        let petitions = petitions.iter().map(|seen| seen.petition).collect();
        let fixed = ListFixed { number, council, round, area, revision: 1, petitions };
        let mut emits = vec![Emit::on(counter, NumberTaken { number: taken })];
        emits.extend(fix(folded, fixed, &[], ctx)?);
        Ok(emits)
    }
}

/// Decides [`ReviseList`].
#[derive(Debug)]
pub struct RevisingList;

impl Decider for RevisingList {
    decider::folding!(Sheet, ReviseList, Refusal);

    fn plan(command: &Self::Command, act: &Act, _: &Pins) -> Plan {
        let mut plan = Plan::as_seen(act);
        plan.streams.extend(rows(&command.petitions));
        plan
    }

    fn councils(_: &Self::Command, act: &Act, folded: &Folded<Sheet>) -> Vec<BodyId> {
        folded.council_of(act.stream)
    }

    fn decide(
        folded: &Folded<Sheet>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        let before = folded.of(ctx.act.stream).list.ok_or(Refusal::ListUnknown)?;
        named_once(&command.petitions)?;
        check_who(before.council, ctx)?;
        let petitions: Vec<StreamId> = command.petitions.iter().map(|seen| seen.petition).collect();
        let dropped = before.petitions.iter().copied().filter(|row| !petitions.contains(row));
        let dropped: Vec<StreamId> = dropped.collect();
        if !dropped.is_empty() {
            return Err(Refusal::RowsDropped { petitions: dropped });
        }
        let revision = before.revision.saturating_add(1);
        let rows_before = before.petitions.clone();
        let fixed = ListFixed { revision, petitions, ..before };
        fix(folded, fixed, &rows_before, ctx)
    }
}

/// The petitions of a list, as the person saw them. More than the bound is refused by name; no need
/// to read them all for that.
fn rows(petitions: &[SeenPetition]) -> Vec<Seen> {
    let named = petitions.iter().take(PETITIONS_MAX);
    named.map(|seen| Seen { stream: seen.petition, version: Some(seen.seen_version) }).collect()
}

fn named_once(petitions: &[SeenPetition]) -> Result<(), Refusal> {
    if petitions.is_empty() {
        return Err(Refusal::NoPetitions);
    }
    if petitions.len() > PETITIONS_MAX {
        return Err(Refusal::TooManyPetitions { max: PETITIONS_MAX });
    }
    let mut named = BTreeSet::new();
    let twice = petitions.iter().find(|seen| !named.insert(seen.petition));
    match twice {
        Some(&SeenPetition { petition, .. }) => Err(Refusal::PetitionTwice { petition }),
        None => Ok(()),
    }
}

fn check_who(council: BodyId, ctx: &DecideCtx<'_, Pins>) -> Result<(), Refusal> {
    let rules = ctx.pins.rules(council, ctx.act.occurred_on).ok_or(Refusal::NoRules)?;
    let allowed = rules.standing_committee;
    if acting_for(ctx, rules) != Some(allowed) {
        return Err(Refusal::NotTheStandingCommittee { allowed });
    }
    within_reach(ctx, rules).map_err(|days_max| Refusal::TooFarBack { days_max })
}

/// A council that keeps its rounds in the directory lists by those; another one by any word.
fn check_round(council: BodyId, round: &Code, pins: &Pins) -> Result<(), Refusal> {
    let known: Vec<Code> =
        pins.directory.rounds(council).map(|opened| opened.round.clone()).collect();
    if known.is_empty() || known.contains(round) {
        return Ok(());
    }
    Err(Refusal::RoundUnknown { known })
}

/// The revision on the list, and on each petition whose row is new or moved.
fn fix(
    folded: &Folded<Sheet>,
    fixed: ListFixed,
    rows_before: &[StreamId],
    ctx: &DecideCtx<'_, Pins>,
) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
    let list = ctx.act.stream;
    let mut rounds = ctx.pins.directory.rounds(fixed.council);
    let cut_off = rounds.find(|opened| opened.round == fixed.round).map(|opened| opened.cut_off);
    let mut listed = Vec::new();
    for (n, &petition) in fixed.petitions.iter().enumerate() {
        let case = folded.of(petition).case;
        check_row(&case, petition, list, &fixed)?;
        if !rows_before.contains(&petition) {
            check_new_row(&case, petition, cut_off)?;
        }
        let row = u32::try_from(n + 1).unwrap_or(u32::MAX);
        if rows_before.get(n) != Some(&petition) {
            let (round, revision) = (fixed.round.clone(), fixed.revision);
            listed.push(Emit::on(petition, PetitionListed { list, round, revision, row }));
        }
    }
    Ok(std::iter::once(Emit::on(list, fixed)).chain(listed).collect())
}

fn check_row(
    case: &Case,
    petition: StreamId,
    list: StreamId,
    fixed: &ListFixed,
) -> Result<(), Refusal> {
    let council = case.council().ok_or(Refusal::NoSuchPetition { petition })?;
    if council != fixed.council {
        return Err(Refusal::OfAnotherCouncil { petition });
    }
    if let Some(list) = case.list_of(&fixed.round).filter(|&on| on != list) {
        return Err(Refusal::ListedElsewhere { petition, list });
    }
    Ok(())
}

/// A row that stood on the list before stays, whatever became of its petition.
fn check_new_row(case: &Case, petition: StreamId, cut_off: Option<Day>) -> Result<(), Refusal> {
    if case.withdrawn || !case.parts.is_empty() {
        return Err(Refusal::AlreadyEnded { petition });
    }
    match cut_off.filter(|&last| case.raised_on.is_some_and(|raised| raised > last)) {
        Some(cut_off) => Err(Refusal::RaisedAfterCutOff { petition, cut_off }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
