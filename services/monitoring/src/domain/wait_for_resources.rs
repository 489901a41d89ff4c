//! Letting an addressee's work wait for resources, with a day on which it is looked at again.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::command::WaitForResources;
use proto::event::{MonitoringEvent, WaitingForResources};
use proto::sealed::Sealed;

use super::acting::asked;
use super::case::Case;
use super::refusal::Refusal;

/// Decides [`WaitForResources`].
#[derive(Debug)]
pub struct Waiting;

impl Decider for Waiting {
    decider::on_one!(Case, WaitForResources<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &WaitForResources<Sealed>,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let asked = asked(folded, ctx)?;
        let follower = asked.case.follower;
        asked.by_one_of(follower.into_iter().chain([asked.rules.standing_committee]))?;
        asked.open()?;
        let WaitForResources { body, review_on, reason } = command.clone();
        let part = asked.part(body)?;
        let answer = part.answer.as_ref().ok_or(Refusal::NotAnswered)?;
        if part.claimed || !answer.may_wait() {
            return Err(Refusal::CannotWait { outcome: answer.outcome.clone() });
        }
        if review_on <= ctx.today {
            return Err(Refusal::ReviewNotInTheFuture);
        }
        Ok(vec![Emit::on(ctx.act.stream, WaitingForResources { body, review_on, reason })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{LATER, answered, forwarded_to, given, named};
    use directory::fixture::petition::PETITION;
    use directory::fixture::{DEPARTMENT, FRONT, STANDING_COMMITTEE, circle, sealed};

    #[test]
    fn work_that_is_not_done_may_wait_for_resources() {
        for outcome in ["in_progress", "planned", "not_yet_possible"] {
            let mut history = forwarded_to(&[DEPARTMENT]);
            history.extend([named(FRONT), answered(DEPARTMENT, outcome, None)]);
            let (body, review_on, reason) = (DEPARTMENT, LATER, sealed(3));
            for by in [STANDING_COMMITTEE, FRONT] {
                let reason = reason.clone();
                let command = WaitForResources { body, review_on, reason: reason.clone() };
                given::<Waiting>(by, &history)
                    .when(&command, &circle())
                    .then(&[Emit::on(PETITION, WaitingForResources { body, review_on, reason })]);
            }
        }
    }
}
