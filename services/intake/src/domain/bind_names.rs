//! Saying whom or what names in books mean, for every petition in whose row they stand.
//!
//! A petition gets the area or field that its book names, where it has none; why is the name as it
//! is written. What an addressee has already stays as the addressee knows it, and nothing is
//! corrected of what has no life of its own any more: what was merged, split or withdrawn.

use std::collections::BTreeSet;

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse, Seen, Subject};
use directory::Pins;
use directory::domain::resolve_name::is_area;
use proto::command::{BindNames, PETITIONS_MAX, WrittenName};
use proto::event::{
    IntakeEvent, Meant, NameBound, PetitionCorrected, PetitionReceived, Rules, WrittenOf,
};
use proto::id::Code;
use proto::sealed::Sealed;
use proto::{BodyId, Day, StreamId, folds};
use serde::Serialize;

use super::barred::{acting_for, within_reach};
use super::hold_meeting::is_group_of;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No name is named.
    NoNames,
    /// More names than one command may bind; bind the rest with another one.
    TooManyNames {
        /// The bound.
        max: usize,
    },
    /// A name is named twice.
    NameTwice {
        /// Of which petition.
        petition: StreamId,
    },
    /// A petition that is named was never received.
    NoSuchPetition {
        /// Which.
        petition: StreamId,
    },
    /// The council had no co-ordination rules on that day; adopt them first.
    NoRules,
    /// Only the delegate group that took it, or the council's standing committee, keeps its record.
    NotYoursToBind {
        /// Which.
        petition: StreamId,
        /// Who may.
        allowed: [BodyId; 2],
    },
    /// The day lies further back than the rules allow.
    TooFarBack {
        /// How many days back it may lie.
        days_max: u32,
    },
    /// Nothing that could be bound is written there.
    NoNameThere {
        /// Of which petition.
        petition: StreamId,
    },
    /// What is meant is not what the column holds: a body is no area.
    MeansSomethingElse {
        /// Of which petition.
        petition: StreamId,
    },
    /// The name is bound to something else already.
    BoundOtherwise {
        /// Of which petition.
        petition: StreamId,
    },
    /// No area has this word, nor is any body responsible for it.
    AreaMeantUnknown,
    /// The field is none of the council's.
    FieldMeantUnknown {
        /// Those that the rules know.
        known: Vec<Code>,
    },
    /// There never was such a body.
    BodyMeantUnknown,
    /// The body is no delegate group of the council.
    GroupMeantUnknown,
}
impl Refuse for Refusal {}

folds! {
    /// What this fold is made of.
    pub enum RowEvent {
        PetitionReceived,
        PetitionCorrected,
        WrittenInTheBook,
        NameBound,
        PetitionMerged,
        PetitionUnmerged,
        PetitionSplit,
        PetitionWithdrawn,
        PetitionForwarded,
    }
}

/// A name of the row, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    of: WrittenOf,
    text: Sealed,
    meant: Option<Meant>,
}

/// A petition and its row in a book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// As received, area and field as last corrected.
    received: Option<PetitionReceived>,
    names: Vec<Name>,
    forwarded: bool,
    merged: bool,
    /// It was split or withdrawn.
    ended: bool,
}

impl Subject for Row {
    type Event = RowEvent;
    type Emits = IntakeEvent;
    type Pins = Pins;

    fn after(mut self, event: &RowEvent, _: Day) -> Self {
        match event {
            RowEvent::PetitionReceived(received) => self.received = Some(received.clone()),
            RowEvent::PetitionCorrected(corrected) => {
                if let Some(received) = &mut self.received {
                    received.area = corrected.area.clone().or(received.area.take());
                    received.field = corrected.field.clone().or(received.field.take());
                }
            }
            RowEvent::WrittenInTheBook(row) => {
                let names = row.written.iter().cloned();
                let name = |written: proto::event::Written<Sealed>| Name {
                    of: written.of,
                    text: written.text,
                    meant: written.body.map(Meant::Body),
                };
                self.names = names.map(name).collect();
            }
            RowEvent::NameBound(bound) => {
                if let Some(name) = self.name_mut(bound.at) {
                    name.meant = Some(bound.to.clone());
                }
            }
            RowEvent::PetitionMerged(_) => self.merged = true,
            RowEvent::PetitionUnmerged(_) => self.merged = false,
            RowEvent::PetitionSplit(_) | RowEvent::PetitionWithdrawn(_) => self.ended = true,
            RowEvent::PetitionForwarded(_) => self.forwarded = true,
        }
        self
    }

    fn council(&self) -> Option<BodyId> {
        self.received.as_ref().map(|received| received.council)
    }
}

impl Row {
    fn name_mut(&mut self, at: u32) -> Option<&mut Name> {
        usize::try_from(at).ok().and_then(|at| self.names.get_mut(at))
    }

    /// What of the petition changes with a name that is bound to `to`, if anything does.
    fn corrected(&self, name: &Name, to: &Meant) -> Option<PetitionCorrected> {
        let settled = self.forwarded || self.merged || self.ended;
        let received = self.received.as_ref().filter(|_| !settled)?;
        let (area, field) = match to {
            Meant::Area(area) => (received.area.is_none().then(|| area.clone())?, None),
            Meant::Field(field) => {
                let field = received.field.is_none().then(|| field.clone())?;
                return Some(correction(None, Some(field), name));
            }
            Meant::Body(_) => return None,
        };
        Some(correction(Some(area), field, name))
    }
}

fn correction(area: Option<Code>, field: Option<Code>, name: &Name) -> PetitionCorrected {
    let reason = name.text.clone();
    PetitionCorrected { area, field, original: None, raised_by: None, reason }
}

/// Decides [`BindNames`].
#[derive(Debug)]
pub struct BindingNames;

impl Decider for BindingNames {
    decider::folding!(Row, BindNames, Refusal);

    fn plan(command: &BindNames, _: &Act, _: &Pins) -> Plan {
        let mut streams: Vec<Seen> = Vec::new();
        // More than the bound is refused by name; no need to read them all for that.
        for name in command.names.iter().take(PETITIONS_MAX) {
            if streams.iter().all(|seen| seen.stream != name.petition) {
                let version = Some(name.seen_version);
                streams.push(Seen { stream: name.petition, version });
            }
        }
        Plan { streams, counters: Vec::new() }
    }

    fn councils(command: &BindNames, _: &Act, folded: &Folded<Row>) -> Vec<BodyId> {
        let named = command.names.iter().take(PETITIONS_MAX);
        let councils: BTreeSet<BodyId> =
            named.filter_map(|name| folded.of(name.petition).council()).collect();
        councils.into_iter().collect()
    }

    fn decide(
        folded: &Folded<Row>,
        command: &BindNames,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        named_once(&command.names)?;
        let mut emits = Vec::new();
        for name in &command.names {
            emits.extend(bound(&folded.of(name.petition), name, &command.to, ctx)?);
        }
        Ok(emits)
    }
}

fn named_once(names: &[WrittenName]) -> Result<(), Refusal> {
    if names.is_empty() {
        return Err(Refusal::NoNames);
    }
    if names.len() > PETITIONS_MAX {
        return Err(Refusal::TooManyNames { max: PETITIONS_MAX });
    }
    let mut seen = BTreeSet::new();
    let twice = names.iter().find(|name| !seen.insert((name.petition, name.at)));
    twice.map_or(Ok(()), |name| Err(Refusal::NameTwice { petition: name.petition }))
}

/// What binding one name comes to: nothing, where it is bound to the same already.
fn bound(
    row: &Row,
    &WrittenName { petition, at, .. }: &WrittenName,
    to: &Meant,
    ctx: &DecideCtx<'_, Pins>,
) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
    let received = row.received.as_ref().ok_or(Refusal::NoSuchPetition { petition })?;
    let rules = ctx.pins.rules(received.council, ctx.act.occurred_on).ok_or(Refusal::NoRules)?;
    let allowed = [received.raised_with, rules.standing_committee];
    if !acting_for(ctx, rules).is_some_and(|body| allowed.contains(&body)) {
        return Err(Refusal::NotYoursToBind { petition, allowed });
    }
    within_reach(ctx, rules).map_err(|days_max| Refusal::TooFarBack { days_max })?;
    let name = usize::try_from(at).ok().and_then(|at| row.names.get(at));
    let name = name.filter(|name| name.of.names()).ok_or(Refusal::NoNameThere { petition })?;
    check_meant(name.of, to, received, rules, ctx)
        .map_err(|why| why.unwrap_or(Refusal::MeansSomethingElse { petition }))?;
    match &name.meant {
        Some(meant) if meant == to => return Ok(Vec::new()),
        Some(_) => return Err(Refusal::BoundOtherwise { petition }),
        None => {}
    }
    let mut emits = vec![Emit::on(petition, NameBound { at, to: to.clone() })];
    emits.extend(row.corrected(name, to).map(|corrected| Emit::on(petition, corrected)));
    Ok(emits)
}

/// That a name in the column `of` can mean `to`; no refusal inside the error where it is of another
/// kind.
fn check_meant(
    of: WrittenOf,
    to: &Meant,
    received: &PetitionReceived,
    rules: &Rules,
    ctx: &DecideCtx<'_, Pins>,
) -> Result<(), Option<Refusal>> {
    let directory = &ctx.pins.directory;
    let (fits, why) = match (of, to) {
        (WrittenOf::Area, Meant::Area(area)) => {
            (is_area(directory, area), Refusal::AreaMeantUnknown)
        }
        (WrittenOf::Field, Meant::Field(field)) => {
            let known: Vec<Code> = rules.fields.iter().map(|rule| rule.field.clone()).collect();
            (known.contains(field), Refusal::FieldMeantUnknown { known })
        }
        (WrittenOf::Addressee, Meant::Body(body)) => {
            (directory.body(*body).is_some(), Refusal::BodyMeantUnknown)
        }
        (WrittenOf::Group, Meant::Body(body)) => {
            let day = ctx.act.occurred_on;
            (is_group_of(ctx.pins, *body, received.council, day), Refusal::GroupMeantUnknown)
        }
        (
            WrittenOf::Area
            | WrittenOf::Field
            | WrittenOf::Group
            | WrittenOf::Addressee
            | WrittenOf::Session
            | WrittenOf::Day,
            Meant::Area(_) | Meant::Field(_) | Meant::Body(_),
        ) => return Err(None),
    };
    if fits { Ok(()) } else { Err(Some(why)) }
}

#[cfg(test)]
mod tests;
