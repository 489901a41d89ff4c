//! Closing a settled petition.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::command::ClosePetition;
use proto::event::{MonitoringEvent, PetitionClosed};
use proto::sealed::Sealed;

use super::acting::asked;
use super::case::Case;
use super::refusal::Refusal;

/// Decides [`ClosePetition`].
#[derive(Debug)]
pub struct Closing;

impl Decider for Closing {
    decider::on_one!(Case, ClosePetition<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &ClosePetition<Sealed>,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let asked = asked(folded, ctx)?;
        asked.by_standing_committee()?;
        asked.not_closed()?;
        if !asked.case.settled {
            return Err(Refusal::NotSettled);
        }
        // What it answered once counts no more when another body took it over and answered.
        if asked.case.parts.keys().any(|&body| asked.is_own_work(body)) {
            return Err(Refusal::CannotCloseOwnAnswer);
        }
        Ok(vec![Emit::on(ctx.act.stream, PetitionClosed { note: command.note.clone() })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{given, settled_by};
    use directory::fixture::petition::PETITION;
    use directory::fixture::{DEPARTMENT, STANDING_COMMITTEE, circle, sealed};

    #[test]
    fn the_standing_committee_closes_what_is_settled() {
        let note = Some(sealed(3));
        given::<Closing>(STANDING_COMMITTEE, &settled_by(DEPARTMENT))
            .when(&ClosePetition { note: note.clone() }, &circle())
            .then(&[Emit::on(PETITION, PetitionClosed { note })]);
    }
}
