//! Forwarding petitions to one addressee in one letter.

use std::collections::BTreeSet;

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse, Seen};
use directory::Pins;
use proto::command::{IssueLetter, PETITIONS_MAX, SeenPetition};
use proto::event::{FieldRule, ForwardingEvent, LetterIssued, PetitionForwarded, Rules};
use proto::sealed::Sealed;
use proto::{BodyId, Day, StreamId};
use serde::Serialize;

use super::case::Case;
use super::{actor, case};

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
    /// The petitions were put to different councils; write a letter for each.
    SeveralCouncils,
    /// Only the council's standing committee forwards.
    NotTheStandingCommittee {
        /// Who may.
        allowed: BodyId,
    },
    /// A letter has a symbol and a date.
    NoDocument,
    /// The letter's date is not the day that it says it was issued on; correct one of them.
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
    /// The petition is not passed on: its competence is one that the rules know, so that its
    /// addressee owes an answer.
    AnswerIsOwed {
        /// Which.
        petition: StreamId,
    },
    /// The day by which the answer is due lies beyond the calendar: publish the days off of its
    /// year, or correct the rules.
    DeadlineBeyondCalendar,
    /// A petition goes its own way, or was sent back by this addressee and not agreed anew.
    #[serde(untagged)]
    Case(case::Refusal),
    /// Who acts, or the day, is not as the rules ask.
    #[serde(untagged)]
    Actor(actor::Refusal),
}
impl Refuse for Refusal {}
super::refused!(Refusal);

/// Decides [`IssueLetter`].
#[derive(Debug)]
pub struct IssuingLetter;

impl Decider for IssuingLetter {
    decider::folding!(Case, IssueLetter<Sealed>, Refusal);

    fn plan(command: &Self::Command, _: &Act, _: &Pins) -> Plan {
        // More than the bound is refused by name; no need to read them all for that.
        let named = command.petitions.iter().take(PETITIONS_MAX);
        let seen =
            |seen: &SeenPetition| Seen { stream: seen.petition, version: Some(seen.seen_version) };
        Plan { streams: named.map(seen).collect(), counters: Vec::new() }
    }

    fn councils(command: &Self::Command, _: &Act, folded: &Folded<Case>) -> Vec<BodyId> {
        let first = command.petitions.first();
        first.map(|seen| folded.council_of(seen.petition)).unwrap_or_default()
    }

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ForwardingEvent>>, Refusal> {
        let council = one_council(folded, &command.petitions)?;
        let date = ctx.act.occurred_on;
        let rules = actor::rules(council, ctx)?;
        let allowed = rules.standing_committee;
        if actor::acting(rules, ctx)? != allowed {
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
        let answer_due = answer_due(folded, command, rules, ctx)?;
        let letter = ctx.act.stream;
        let petitions: Vec<StreamId> = command.petitions.iter().map(|seen| seen.petition).collect();
        let each = petitions
            .iter()
            .map(|&petition| Emit::on(petition, PetitionForwarded { letter, to, answer_due }));
        let issued = LetterIssued {
            to,
            petitions: petitions.clone(),
            council: Some(council),
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
        councils.insert(folded.of(petition).known(petition)?.council);
    }
    let first = councils.pop_first().ok_or(Refusal::NoPetitions)?;
    if councils.is_empty() { Ok(first) } else { Err(Refusal::SeveralCouncils) }
}

/// The day by which the addressee owes its answers; none where the petitions are only passed on.
fn answer_due(
    folded: &Folded<Case>,
    command: &IssueLetter<Sealed>,
    rules: &Rules,
    ctx: &DecideCtx<'_, Pins>,
) -> Result<Option<Day>, Refusal> {
    if !command.passed_on {
        let due = ctx.pins.calendar.due(ctx.act.occurred_on, &rules.answer);
        return due.map(Some).ok_or(Refusal::DeadlineBeyondCalendar);
    }
    for &SeenPetition { petition, .. } in &command.petitions {
        let competence = folded.of(petition).competence;
        let known = |field: &FieldRule| Some(&field.competence) == competence.as_ref();
        if rules.fields.iter().any(known) {
            return Err(Refusal::AnswerIsOwed { petition });
        }
    }
    Ok(None)
}

fn check_addressee(petition: StreamId, case: &Case, to: BodyId) -> Result<(), Refusal> {
    case.check_open(petition)?;
    let agreed = case.agreed.as_ref().ok_or(Refusal::NotAgreedYet { petition })?;
    if !agreed.contains(&to) {
        if case.returned.contains(&to) {
            return Err(case::Refusal::ReturnedIt { petition }.into());
        }
        return Err(Refusal::NotAnAgreedAddressee { petition, agreed: agreed.clone() });
    }
    if case.held(to) {
        return Err(Refusal::AlreadyForwarded { petition });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
