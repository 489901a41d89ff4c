//! Correcting what was recorded of a petition. What was there before stays in the log.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::command::CorrectPetition;
use proto::event::{IntakeEvent, PetitionCorrected};
use proto::id::Code;
use proto::sealed::Sealed;
use serde::Serialize;

use super::barred::{Barred, open};
use super::case::Case;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// Nothing is named that should change.
    NothingToCorrect,
    /// It was sent to an addressee: area and field stay as the addressee knows them.
    AlreadyForwarded,
    /// The field is none of the council's.
    FieldUnknown {
        /// Those that the rules know.
        known: Vec<Code>,
    },
    /// The record is not theirs to change, or not any more.
    #[serde(untagged)]
    Barred(Barred),
}
impl Refuse for Refusal {}

/// Decides [`CorrectPetition`].
#[derive(Debug)]
pub struct CorrectingPetition;

impl Decider for CorrectingPetition {
    decider::on_one!(Case, CorrectPetition<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        let case = folded.of(ctx.act.stream);
        let (_, rules) = open(&case, ctx).map_err(Refusal::Barred)?;
        let CorrectPetition { area, field, original, raised_by, reason } = command.clone();
        let moves = area.is_some() || field.is_some();
        if !moves && original.is_none() && raised_by.is_none() {
            return Err(Refusal::NothingToCorrect);
        }
        if moves && case.forwarded {
            return Err(Refusal::AlreadyForwarded);
        }
        let known = |field: &Code| rules.fields.iter().any(|rule| rule.field == *field);
        if field.as_ref().is_some_and(|field| !known(field)) {
            let known = rules.fields.iter().map(|rule| rule.field.clone()).collect();
            return Err(Refusal::FieldUnknown { known });
        }
        let corrected = PetitionCorrected { area, field, original, raised_by, reason };
        Ok(vec![Emit::on(ctx.act.stream, corrected)])
    }
}

#[cfg(test)]
mod tests {
    use super::super::story::{east, forwarded_life, refused};
    use super::*;
    use directory::fixture::petition::{PETITION, received};
    use directory::fixture::{circle, code, sealed};

    fn correct() -> CorrectPetition<Sealed> {
        CorrectPetition {
            area: Some(code("west")),
            field: Some(code("markets")),
            original: Some(sealed(7)),
            raised_by: Some(sealed(8)),
            reason: sealed(9),
        }
    }

    fn words_only() -> CorrectPetition<Sealed> {
        CorrectPetition { area: None, field: None, ..correct() }
    }

    #[test]
    fn what_is_named_is_corrected_and_the_reason_kept() {
        let CorrectPetition { area, field, original, raised_by, reason } = correct();
        let corrected = PetitionCorrected { area, field, original, raised_by, reason };
        east::<CorrectingPetition>(&[received()])
            .when(&correct(), &circle())
            .then(&[Emit::on(PETITION, corrected)]);
    }

    #[test]
    fn a_correction_corrects_something() {
        let nothing = CorrectPetition { original: None, raised_by: None, ..words_only() };
        refused::<CorrectingPetition>(&[received()], &nothing, Refusal::NothingToCorrect);
    }

    #[test]
    fn what_an_addressee_has_keeps_its_area_and_field() {
        refused::<CorrectingPetition>(&forwarded_life(), &correct(), Refusal::AlreadyForwarded);
        let words = east::<CorrectingPetition>(&forwarded_life()).when(&words_only(), &circle());
        assert_eq!(words.events().len(), 1);
    }

    #[test]
    fn a_corrected_field_is_one_of_the_councils() {
        let known = ["roads", "markets", "other"].map(code).to_vec();
        refused::<CorrectingPetition>(
            &[received()],
            &CorrectPetition { field: Some(code("space")), ..correct() },
            Refusal::FieldUnknown { known },
        );
    }
}
