//! Forwarding petitions to one addressee in one letter.

use std::collections::BTreeSet;

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse, Seen};
use directory::Pins;
use jiff::Span;
use proto::command::{IssueLetter, PETITIONS_MAX, SeenPetition};
use proto::event::{ForwardingEvent, LetterIssued, PetitionForwarded, Rules};
use proto::sealed::Sealed;
use proto::{BodyId, Day, StreamId, folds};
use serde::Serialize;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No petition is named.
    NoPetitions,
    /// More petitions than one letter may hold; write two.
    TooManyPetitions {
        /// The bound.
        max: usize,
    },
    /// A petition is named twice.
    PetitionTwice {
        /// Which.
        petition: StreamId,
    },
    /// No such petition.
    PetitionUnknown {
        /// Which.
        petition: StreamId,
    },
    /// The petitions were put to different councils; write a letter for each.
    SeveralCouncils,
    /// The council has no co-ordination rules on the letter's date.
    NoRules,
    /// Only the council's standing committee forwards.
    NotTheStandingCommittee {
        /// Who may.
        allowed: BodyId,
    },
    /// A letter has a symbol and a date.
    NoDocument,
    /// The letter's date is not the day that it says it was issued on, or lies in the future.
    LetterDate,
    /// The classification is not agreed.
    NotAgreedYet {
        /// Of which petition.
        petition: StreamId,
    },
    /// The addressee is not one of those agreed.
    NotAnAgreedAddressee {
        /// For which petition.
        petition: StreamId,
        /// Those agreed.
        agreed: Vec<BodyId>,
    },
    /// This addressee has it already.
    AlreadyForwarded {
        /// Which petition.
        petition: StreamId,
    },
    /// The addressee does not exist on the letter's date; its successors may.
    BodyNotStanding {
        /// Who took over its work.
        successors: BTreeSet<BodyId>,
    },
}
impl Refuse for Refusal {}

folds! {
    /// What this fold is made of.
    pub enum CaseEvent {
        PetitionReceived,
        ClassificationProposed,
        ClassificationAgreed,
        PetitionForwarded,
    }
}

/// One petition, as far as forwarding cares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// None before it was received.
    council: Option<BodyId>,
    /// The agreed addressees; none while nothing is agreed.
    agreed: Option<Vec<BodyId>>,
    forwarded: Vec<BodyId>,
}

/// Decides [`IssueLetter`].
#[derive(Debug)]
pub struct IssuingLetter;

impl Decider for IssuingLetter {
    type Command = IssueLetter<Sealed>;
    type State = Case;
    type Event = CaseEvent;
    type Emits = ForwardingEvent;
    type Refusal = Refusal;
    type Pins = Pins;
    const NUMBER: u32 = 1;

    fn plan(command: &Self::Command, _: &Act, _: &Pins) -> Plan {
        // More than the bound is refused by name; no need to read them all for that.
        let named = command.petitions.iter().take(PETITIONS_MAX);
        let seen =
            |seen: &SeenPetition| Seen { stream: seen.petition, version: Some(seen.seen_version) };
        Plan { streams: named.map(seen).collect(), counters: Vec::new() }
    }

    fn councils(command: &Self::Command, _: &Act, folded: &Folded<Case>) -> Vec<BodyId> {
        let first = command.petitions.first();
        first.and_then(|seen| folded.of(seen.petition).council).into_iter().collect()
    }

    fn evolve(case: Case, event: &CaseEvent) -> Case {
        match event {
            CaseEvent::PetitionReceived(received) => {
                Case { council: Some(received.council), ..case }
            }
            // A new proposal voids what was agreed before.
            CaseEvent::ClassificationProposed(_) => Case { agreed: None, ..case },
            CaseEvent::ClassificationAgreed(agreed) => {
                Case { agreed: Some(agreed.addressees.clone()), ..case }
            }
            CaseEvent::PetitionForwarded(forwarded) => {
                let mut case = case;
                case.forwarded.push(forwarded.to);
                case
            }
        }
    }

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ForwardingEvent>>, Refusal> {
        let council = one_council(folded, &command.petitions)?;
        let date = ctx.act.occurred_on;
        let rules = ctx.pins.rules(council, date).ok_or(Refusal::NoRules)?;
        let allowed = rules.standing_committee;
        if ctx.act.body != Some(allowed) {
            return Err(Refusal::NotTheStandingCommittee { allowed });
        }
        let document = ctx.act.document.as_ref().ok_or(Refusal::NoDocument)?;
        if document.issued_on != date {
            return Err(Refusal::LetterDate);
        }
        let to = command.to;
        for seen in &command.petitions {
            check_addressee(seen.petition, &folded.of(seen.petition), to)?;
        }
        if !ctx.pins.directory.stands(to, date) {
            let successors = ctx.pins.directory.standing_heirs(to, date);
            return Err(Refusal::BodyNotStanding { successors });
        }
        let answer_due = answer_due(rules, date).ok_or(Refusal::LetterDate)?;
        let letter = ctx.act.stream;
        let petitions: Vec<StreamId> = command.petitions.iter().map(|seen| seen.petition).collect();
        let each = petitions
            .iter()
            .map(|&petition| Emit::on(petition, PetitionForwarded { letter, to, answer_due }));
        let issued = LetterIssued {
            to,
            petitions: petitions.clone(),
            answer_due,
            basis: rules.answer.basis.clone(),
            note: command.note.clone(),
        };
        Ok(std::iter::once(Emit::on(letter, issued)).chain(each).collect())
    }
}

/// The one council to which all petitions of a letter were put.
fn one_council(folded: &Folded<Case>, petitions: &[SeenPetition]) -> Result<BodyId, Refusal> {
    if petitions.len() > PETITIONS_MAX {
        return Err(Refusal::TooManyPetitions { max: PETITIONS_MAX });
    }
    let (mut named, mut councils) = (BTreeSet::new(), BTreeSet::new());
    for &SeenPetition { petition, .. } in petitions {
        if !named.insert(petition) {
            return Err(Refusal::PetitionTwice { petition });
        }
        let council = folded.of(petition).council;
        councils.insert(council.ok_or(Refusal::PetitionUnknown { petition })?);
    }
    let first = councils.pop_first().ok_or(Refusal::NoPetitions)?;
    if councils.is_empty() { Ok(first) } else { Err(Refusal::SeveralCouncils) }
}

fn check_addressee(petition: StreamId, case: &Case, to: BodyId) -> Result<(), Refusal> {
    let agreed = case.agreed.as_ref().ok_or(Refusal::NotAgreedYet { petition })?;
    if !agreed.contains(&to) {
        return Err(Refusal::NotAnAgreedAddressee { petition, agreed: agreed.clone() });
    }
    if case.forwarded.contains(&to) {
        return Err(Refusal::AlreadyForwarded { petition });
    }
    Ok(())
}

/// The day by which the answer is due; none beyond the calendar.
fn answer_due(rules: &Rules, date: Day) -> Option<Day> {
    let days = Span::new().try_days(rules.answer.days).ok()?;
    date.checked_add(days).ok()
}

#[cfg(test)]
mod tests;
