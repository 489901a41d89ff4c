//! Opening a settled or closed petition again.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::command::ReopenPetition;
use proto::event::{MonitoringEvent, PetitionReopened};
use proto::sealed::Sealed;

use super::acting::asked;
use super::case::Case;
use super::refusal::Refusal;

/// Decides [`ReopenPetition`].
#[derive(Debug)]
pub struct Reopening;

impl Decider for Reopening {
    decider::on_one!(Case, ReopenPetition<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &ReopenPetition<Sealed>,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let asked = asked(folded, ctx)?;
        let mut allowed = asked.raisers();
        allowed.extend(asked.case.follower);
        allowed.extend([asked.rules.standing_committee, asked.rules.front]);
        asked.by_one_of(allowed)?;
        if !(asked.case.settled || asked.case.closed) {
            return Err(Refusal::NotSettled);
        }
        let reason = command.reason.clone();
        Ok(vec![Emit::on(ctx.act.stream, PetitionReopened { reason })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{checked, closed, given, reopened, settled_by};
    use crate::domain::record_check::RecordingCheck;
    use directory::fixture::petition::PETITION;
    use directory::fixture::{DEPARTMENT, FRONT, GROUP_EAST, STANDING_COMMITTEE, circle, sealed};
    use proto::event::CheckResult;

    #[test]
    fn whoever_raised_follows_watches_or_closed_it_opens_it_again() {
        let mut history = settled_by(DEPARTMENT);
        for by in [GROUP_EAST, FRONT, STANDING_COMMITTEE] {
            let reason = sealed(3);
            given::<Reopening>(by, &history)
                .when(&ReopenPetition { reason: reason.clone() }, &circle())
                .then(&[Emit::on(PETITION, PetitionReopened { reason })]);
            history.push(closed());
        }
    }

    #[test]
    fn what_was_reopened_is_checked_anew() {
        let mut history = settled_by(DEPARTMENT);
        history.push(reopened());
        let case = given::<RecordingCheck>(FRONT, &history).folded().of(PETITION);
        assert!(!case.settled && !case.settles() && case.parts[&DEPARTMENT].owes());
        history.push(checked(FRONT, DEPARTMENT, CheckResult::Accepted));
        assert!(given::<RecordingCheck>(FRONT, &history).folded().of(PETITION).settles());
    }
}
