//! Timer: telling the next one up that something is still owed.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::command::EscalateDeadline;
use proto::event::{DeadlineEscalated, MonitoringEvent};

use super::case::Case;
use super::ladder::due_rungs;
use super::refusal::Refusal;

/// Decides [`EscalateDeadline`].
#[derive(Debug)]
pub struct EscalatingDeadline;

impl Decider for EscalatingDeadline {
    decider::on_one!(Case, EscalateDeadline, Refusal);

    /// Nothing if it is not owed any more, the rung was reached already, or still has time.
    fn decide(
        folded: &Folded<Case>,
        command: &EscalateDeadline,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let EscalateDeadline { body, due, day, rung } = command.clone();
        let case = folded.of(ctx.act.stream);
        let mut rungs = due_rungs(&case, ctx.pins, ctx.today).into_iter();
        let meant = rungs.find(|one| {
            let owed = one.owed;
            (owed.body, owed.due, owed.day, one.rung) == (body, due.as_str(), day, rung)
        });
        let escalated = meant.map(|one| {
            let (days, to) = (one.days, one.to);
            Emit::on(ctx.act.stream, DeadlineEscalated { body, due, day, rung, days, to })
        });
        Ok(escalated.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{
        ANSWER_DUE, LATER, answered, climbing, escalated, forwarded_to, given_reaction,
    };
    use directory::fixture::petition::PETITION;
    use directory::fixture::{DEPARTMENT, PEOPLES_COMMITTEE, circle, code};

    fn first() -> EscalateDeadline {
        EscalateDeadline { body: DEPARTMENT, due: code("answer"), day: ANSWER_DUE, rung: 1 }
    }

    #[test]
    fn a_rung_is_reached_on_its_day_and_once() {
        let mut history = forwarded_to(&[DEPARTMENT]);
        let spec = given_reaction::<EscalatingDeadline>(&history).today(ANSWER_DUE);
        spec.when(&first(), &climbing()).then(&[]);
        let EscalateDeadline { body, due, day, rung } = first();
        let reached =
            DeadlineEscalated { body, due, day, rung, days: 1, to: vec![PEOPLES_COMMITTEE] };
        given_reaction::<EscalatingDeadline>(&history)
            .today(ANSWER_DUE.tomorrow().unwrap())
            .when(&first(), &climbing())
            .then(&[Emit::on(PETITION, reached)]);
        history.push(escalated(body, "answer", day, 1));
        let spec = given_reaction::<EscalatingDeadline>(&history).today(LATER);
        spec.when(&first(), &climbing()).then(&[]);
    }

    #[test]
    fn nothing_is_told_of_what_is_not_owed_or_has_no_such_rung() {
        let mut history = forwarded_to(&[DEPARTMENT]);
        let told = |history: &[_], command: &EscalateDeadline, pins: &Pins| {
            let spec = given_reaction::<EscalatingDeadline>(history).today(LATER);
            spec.when(command, pins).events().len()
        };
        assert_eq!(told(&history, &first(), &climbing()), 1);
        assert_eq!(told(&history, &EscalateDeadline { rung: 4, ..first() }, &climbing()), 0);
        assert_eq!(told(&history, &EscalateDeadline { rung: 0, ..first() }, &climbing()), 0);
        assert_eq!(
            told(&history, &EscalateDeadline { due: code("done"), ..first() }, &climbing()),
            0
        );
        assert_eq!(told(&history, &EscalateDeadline { day: LATER, ..first() }, &climbing()), 0);
        assert_eq!(told(&history, &first(), &circle()), 0, "rules without a ladder");
        history.push(answered(DEPARTMENT, "resolved", None));
        assert_eq!(told(&history, &first(), &climbing()), 0, "answered");
    }
}
