//! Handing what one body holds over to another: the first ended, or lost this work.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::command::HandOver;
use proto::event::{MonitoringEvent, PetitionHandedOver};

use super::acting::asked;
use super::case::Case;
use super::refusal::Refusal;

/// Decides [`HandOver`].
#[derive(Debug)]
pub struct HandingOver;

impl Decider for HandingOver {
    decider::on_one!(Case, HandOver, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &HandOver,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let asked = asked(folded, ctx)?;
        asked.by_standing_committee()?;
        asked.open()?;
        let HandOver { from, to, basis } = command.clone();
        asked.part(from)?;
        if asked.case.parts.contains_key(&to) {
            return Err(Refusal::AlreadyHeldBy { body: to });
        }
        if asked.case.follower == Some(to) {
            return Err(Refusal::FollowerAnswers { body: to });
        }
        if !asked.directory.stands(to, asked.day) {
            let successors = asked.directory.standing_heirs(to, asked.day);
            return Err(Refusal::ReceiverNotStanding { body: to, successors });
        }
        let due = ctx.pins.calendar.due(asked.day, &asked.rules.answer);
        let answer_due = due.ok_or(Refusal::NoDueDay)?;
        let handed = PetitionHandedOver { from, to, answer_due, basis };
        Ok(vec![Emit::on(ctx.act.stream, handed)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{ANSWER_DUE, forwarded_to, given};
    use directory::fixture::petition::PETITION;
    use directory::fixture::{COMMUNE_NORTH, DISTRICT, STANDING_COMMITTEE, line, reformed};

    #[test]
    fn what_an_abolished_body_held_goes_to_a_standing_one_with_a_new_due_day() {
        let (from, to, basis) = (DISTRICT, COMMUNE_NORTH, line("NQ 203/2025/QH15"));
        let command = HandOver { from, to, basis: basis.clone() };
        let handed = PetitionHandedOver { from, to, answer_due: ANSWER_DUE, basis };
        let spec = given::<HandingOver>(STANDING_COMMITTEE, &forwarded_to(&[DISTRICT]));
        spec.when(&command, &reformed()).then(&[Emit::on(PETITION, handed)]);
    }
}
