//! Checking what an addressee answered or claimed; the last accepted check settles the petition.

use decider::{DecideCtx, Decider, Emit, Folded, Subject};
use directory::Pins;
use proto::command::RecordCheck;
use proto::event::{CheckRecorded, MonitoringEvent, PetitionSettled};
use proto::sealed::Sealed;

use super::acting::asked;
use super::case::{Case, CaseEvent};
use super::refusal::Refusal;

/// Decides [`RecordCheck`].
#[derive(Debug)]
pub struct RecordingCheck;

impl Decider for RecordingCheck {
    decider::on_one!(Case, RecordCheck<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &RecordCheck<Sealed>,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let asked = asked(folded, ctx)?;
        let follower = asked.case.follower;
        if follower != Some(asked.by) {
            return Err(Refusal::NotTheFollower { follower });
        }
        asked.not_closed()?;
        let RecordCheck { of, result, text, evidence, attachments } = command.clone();
        let part = asked.part(of)?;
        if part.answer.is_none() {
            return Err(Refusal::NotAnswered);
        }
        asked.not_before(part)?;
        if asked.is_own_work(of) {
            return Err(Refusal::NeverOwnWork);
        }
        let checked = CheckRecorded { by: asked.by, of, result, text, evidence, attachments };
        let settled = asked.case.settled;
        let after = asked.case.after(&CaseEvent::CheckRecorded(checked.clone()), asked.day);
        let mut events = vec![Emit::on(ctx.act.stream, checked)];
        if !settled && after.settles() {
            events.push(Emit::on(ctx.act.stream, PetitionSettled {}));
        }
        Ok(events)
    }
}

#[cfg(test)]
mod tests;
