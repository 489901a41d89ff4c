//! Moving a due day.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::command::ExtendDeadline;
use proto::event::{DeadlineExtended, MonitoringEvent};
use proto::sealed::Sealed;

use super::acting::asked;
use super::case::{ANSWER, Case, DONE};
use super::refusal::Refusal;

/// Decides [`ExtendDeadline`].
#[derive(Debug)]
pub struct ExtendingDeadline;

impl Decider for ExtendingDeadline {
    decider::on_one!(Case, ExtendDeadline<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &ExtendDeadline<Sealed>,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let asked = asked(folded, ctx)?;
        asked.by_standing_committee()?;
        asked.open()?;
        let ExtendDeadline { body, due, until, reason } = command.clone();
        asked.part(body)?;
        if ![ANSWER, DONE].contains(&due.as_str()) {
            return Err(Refusal::DueUnknown);
        }
        let day = asked.case.due_day(body, due.as_str()).ok_or(Refusal::NothingDue)?;
        if until <= day {
            return Err(Refusal::NotLater { day });
        }
        Ok(vec![Emit::on(ctx.act.stream, DeadlineExtended { body, due, until, reason })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{DONE_BY, LATER, answered, forwarded_to, given};
    use directory::fixture::petition::PETITION;
    use directory::fixture::{DEPARTMENT, STANDING_COMMITTEE, circle, code, sealed};

    #[test]
    fn the_day_of_an_answer_or_of_promised_work_is_moved_to_a_later_one() {
        let body = DEPARTMENT;
        let mut history = forwarded_to(&[body]);
        for due in [ANSWER, DONE] {
            let (due, until, reason) = (code(due), LATER, sealed(3));
            let command = ExtendDeadline { body, due: due.clone(), until, reason: reason.clone() };
            given::<ExtendingDeadline>(STANDING_COMMITTEE, &history)
                .when(&command, &circle())
                .then(&[Emit::on(PETITION, DeadlineExtended { body, due, until, reason })]);
            history.push(answered(body, "in_progress", Some(DONE_BY)));
        }
    }
}
