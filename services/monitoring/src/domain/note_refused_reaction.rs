//! Keeping on the petition that a reaction was refused, so that a person looks.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::command::{NoteRefusedMonitoring, NoteRefusedReaction};
use proto::event::{MonitoringEvent, MonitoringReactionRefused, RefusedReaction};

use super::case::Case;
use super::refusal::Refusal;

/// Decides [`NoteRefusedMonitoring`].
#[derive(Debug)]
pub struct NotingRefusedReaction;

impl Decider for NotingRefusedReaction {
    decider::on_one!(Case, NoteRefusedMonitoring, Refusal);

    /// Nothing stands against it.
    fn decide(
        _: &Folded<Case>,
        command: &NoteRefusedMonitoring,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let NoteRefusedReaction { reaction, cause, code } = command.0.clone();
        let noted = MonitoringReactionRefused(RefusedReaction { reaction, cause, code });
        Ok(vec![Emit::on(ctx.act.stream, noted)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::given_reaction;
    use directory::fixture::circle;
    use directory::fixture::petition::{PETITION, received};
    use proto::EventId;
    use proto::command::CommandData;

    #[test]
    fn a_refused_reaction_is_kept_on_the_petition() {
        let (reaction, code) = ("propose_follower".to_owned(), "monitoring.x".to_owned());
        let cause = EventId(uuid::Uuid::from_u128(7));
        let noted = NoteRefusedReaction { reaction, cause, code };
        let NoteRefusedReaction { reaction, cause, code } = noted.clone();
        let kept = MonitoringReactionRefused(RefusedReaction { reaction, cause, code });
        given_reaction::<NotingRefusedReaction>(&[received()])
            .when(&NoteRefusedMonitoring(noted), &circle())
            .then(&[Emit::on(PETITION, kept)]);
    }

    #[test]
    fn reactions_find_it_under_the_name_that_all_contexts_share() {
        assert_eq!(NoteRefusedMonitoring::SPEC.name, NoteRefusedReaction::SPEC.name);
        assert!(crate::service().decider(NoteRefusedReaction::SPEC.name).is_some());
    }
}
