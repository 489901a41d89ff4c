//! Reminding a body of what it owes: an addressee or the follower by those who watch, an agency by
//! the addressee that gave it the work.

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
        let (to, follower) = (command.to, asked.case.follower);
        let given = asked.given_to(to);
        if given.is_none() {
            asked.by_one_of(follower.into_iter().chain([asked.rules.standing_committee]))?;
        }
        asked.open()?;
        // A follower owes its check, addressees what they announced, agencies what is still owed of
        // the work that they were given.
        let owes = match given {
            Some(part) => part.owes(),
            None if follower == Some(to) => asked.case.awaits_check(),
            None => asked.part(to)?.owes(),
        };
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
        COMMUNE_NORTH, DEPARTMENT, FRONT, PEOPLES_COMMITTEE, STANDING_COMMITTEE, circle, sealed,
    };
    use proto::BodyId;
    use proto::event::{ForwardingEvent, WorkAssigned};
    use std::collections::BTreeSet;

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
    fn an_addressee_reminds_the_agencies_to_which_it_gave_the_work() {
        let by = PEOPLES_COMMITTEE;
        let mut history = forwarded_to(&[by]);
        let spec = given::<SendingReminder>(by, &history);
        let allowed = BTreeSet::from([STANDING_COMMITTEE]);
        spec.when(&remind(DEPARTMENT), &circle()).then_refused(Refusal::NotYours { allowed });
        let (lead, supporting) = (DEPARTMENT, vec![COMMUNE_NORTH]);
        let work = WorkAssigned { by, lead, supporting, inner_due: None };
        history.push(ForwardingEvent::from(work).into());
        history.push(answered(by, "in_progress", None));
        for to in [DEPARTMENT, COMMUNE_NORTH] {
            let sent = ReminderSent { to, rung: 1, text: Some(sealed(3)) };
            given::<SendingReminder>(by, &history)
                .when(&remind(to), &circle())
                .then(&[Emit::on(PETITION, sent)]);
        }
        history.push(answered(by, "resolved", None));
        given::<SendingReminder>(by, &history)
            .when(&remind(DEPARTMENT), &circle())
            .then_refused(Refusal::NothingOwed);
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
