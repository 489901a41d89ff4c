//! Taking an unsettled petition into a session.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::command::CarryOver;
use proto::event::{MonitoringEvent, PetitionCarriedOver};

use super::acting::asked;
use super::case::Case;
use super::refusal::Refusal;

/// Decides [`CarryOver`].
#[derive(Debug)]
pub struct CarryingOver;

impl Decider for CarryingOver {
    decider::on_one!(Case, CarryOver, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &CarryOver,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let asked = asked(folded, ctx)?;
        asked.by_standing_committee()?;
        asked.open()?;
        let council = asked.case.council.ok_or(Refusal::NotReceived)?;
        if asked.directory.session(council, &command.into).is_none() {
            return Err(Refusal::SessionUnknown);
        }
        if asked.case.carried_into.as_ref() == Some(&command.into) {
            return Err(Refusal::AlreadyCarriedOver);
        }
        Ok(vec![Emit::on(ctx.act.stream, PetitionCarriedOver { into: command.into.clone() })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{carried, forwarded_to, given, with_sessions};
    use directory::fixture::petition::PETITION;
    use directory::fixture::{DEPARTMENT, STANDING_COMMITTEE, code};

    #[test]
    fn what_is_not_settled_goes_on_from_session_to_session() {
        let mut history = forwarded_to(&[DEPARTMENT]);
        for into in ["S15", "S16"] {
            given::<CarryingOver>(STANDING_COMMITTEE, &history)
                .when(&CarryOver { into: code(into) }, &with_sessions())
                .then(&[Emit::on(PETITION, PetitionCarriedOver { into: code(into) })]);
            history.push(carried(into));
        }
    }
}
