//! Timer: keeping on the petition that a due day passed.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::command::NotePassedDeadline;
use proto::event::{DeadlinePassed, MonitoringEvent};

use super::case::Case;
use super::refusal::Refusal;

/// Decides [`NotePassedDeadline`].
#[derive(Debug)]
pub struct NotingPassedDeadline;

impl Decider for NotingPassedDeadline {
    decider::on_one!(Case, NotePassedDeadline, Refusal);

    /// Nothing if it is not owed any more, was noted already, or still has time.
    fn decide(
        folded: &Folded<Case>,
        command: &NotePassedDeadline,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let NotePassedDeadline { body, due, day } = command.clone();
        let mut owed = folded.of(ctx.act.stream).owed().into_iter();
        let still = owed.any(|owed| {
            owed.body == body && owed.due == due.as_str() && owed.day == day && day < ctx.today
        });
        let passed = still.then(|| Emit::on(ctx.act.stream, DeadlinePassed { body, due, day }));
        Ok(passed.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{
        ANSWER_DUE, DONE_BY, LATER, answered, extended, forwarded_to, given_reaction, passed,
        waiting,
    };
    use directory::fixture::petition::PETITION;
    use directory::fixture::{DEPARTMENT, circle, code};
    use proto::Day;
    use proto::event::Event;

    /// How many events come of it on the day after `day`.
    fn noted(history: &[Event], due: &str, day: Day) -> usize {
        let command = NotePassedDeadline { body: DEPARTMENT, due: code(due), day };
        let spec = given_reaction::<NotingPassedDeadline>(history).today(day.tomorrow().unwrap());
        spec.when(&command, &circle()).events().len()
    }

    #[test]
    fn a_due_day_passes_when_it_is_over_and_once() {
        let mut history = forwarded_to(&[DEPARTMENT]);
        let (body, due, day) = (DEPARTMENT, code("answer"), ANSWER_DUE);
        let command = NotePassedDeadline { body, due: due.clone(), day };
        let spec = given_reaction::<NotingPassedDeadline>(&history).today(ANSWER_DUE);
        spec.when(&command, &circle()).then(&[]);
        given_reaction::<NotingPassedDeadline>(&history)
            .today(ANSWER_DUE.tomorrow().unwrap())
            .when(&command, &circle())
            .then(&[Emit::on(PETITION, DeadlinePassed { body, due, day })]);
        history.push(passed(DEPARTMENT, "answer", ANSWER_DUE));
        assert_eq!(noted(&history, "answer", ANSWER_DUE), 0);
    }

    #[test]
    fn only_what_is_owed_on_that_very_day_passes() {
        let mut history = forwarded_to(&[DEPARTMENT]);
        history.push(extended(DEPARTMENT, "answer", LATER));
        assert_eq!(noted(&history, "answer", ANSWER_DUE), 0, "extended");
        assert_eq!(noted(&history, "answer", LATER), 1);
        history.push(answered(DEPARTMENT, "in_progress", Some(DONE_BY)));
        assert_eq!(noted(&history, "answer", LATER), 0, "answered");
        assert_eq!(noted(&history, "done", DONE_BY), 1);
        history.push(waiting(DEPARTMENT, LATER));
        assert_eq!(noted(&history, "review", LATER), 1);
        assert_eq!(noted(&history, "nonsense", LATER), 0);
    }
}
