//! Reminding a body of what it owes.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::command::SendReminder;
use proto::event::{MonitoringEvent, ReminderSent};
use proto::sealed::Sealed;

use super::acting::asked;
use super::case::Case;
use super::refusal::Refusal;

/// Decides [`SendReminder`].
#[derive(Debug)]
pub struct SendingReminder;

impl Decider for SendingReminder {
    decider::on_one!(Case, SendReminder<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &SendReminder<Sealed>,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let asked = asked(folded, ctx)?;
        let follower = asked.case.follower;
        asked.by_one_of(follower.into_iter().chain([asked.rules.standing_committee]))?;
        asked.open()?;
        let to = command.to;
        // A follower owes its check, addressees what they announced.
        let owes =
            if follower == Some(to) { asked.case.awaits_check() } else { asked.part(to)?.owes() };
        if !owes {
            return Err(Refusal::NothingOwed);
        }
        let rung = asked.case.reminders.get(&to).map_or(1, |rung| rung.saturating_add(1));
        let text = command.text.clone();
        Ok(vec![Emit::on(ctx.act.stream, ReminderSent { to, rung, text })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{answered, forwarded_to, given, named, reminded};
    use directory::fixture::petition::PETITION;
    use directory::fixture::{
        COMMUNE_NORTH, DEPARTMENT, FRONT, STANDING_COMMITTEE, circle, sealed,
    };
    use proto::BodyId;

    fn remind(to: BodyId) -> SendReminder<Sealed> {
        SendReminder { to, text: Some(sealed(3)) }
    }

    #[test]
    fn each_body_has_a_ladder_of_its_own() {
        let mut history = forwarded_to(&[DEPARTMENT, COMMUNE_NORTH]);
        history.extend([named(FRONT), reminded(DEPARTMENT, 1), reminded(DEPARTMENT, 2)]);
        for (by, to, rung) in [(STANDING_COMMITTEE, DEPARTMENT, 3), (FRONT, COMMUNE_NORTH, 1)] {
            let sent = ReminderSent { to, rung, text: Some(sealed(3)) };
            given::<SendingReminder>(by, &history)
                .when(&remind(to), &circle())
                .then(&[Emit::on(PETITION, sent)]);
        }
    }

    #[test]
    fn the_follower_is_reminded_of_a_check_that_is_open() {
        let mut history = forwarded_to(&[DEPARTMENT]);
        history.push(named(FRONT));
        let spec = given::<SendingReminder>(STANDING_COMMITTEE, &history);
        spec.when(&remind(FRONT), &circle()).then_refused(Refusal::NothingOwed);
        history.push(answered(DEPARTMENT, "resolved", None));
        let spec = given::<SendingReminder>(STANDING_COMMITTEE, &history);
        let sent = ReminderSent { to: FRONT, rung: 1, text: Some(sealed(3)) };
        spec.when(&remind(FRONT), &circle()).then(&[Emit::on(PETITION, sent)]);
    }
}
