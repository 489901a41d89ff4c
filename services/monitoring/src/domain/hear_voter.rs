//! Recording what the voter thinks of the answer or the work.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::command::HearVoter;
use proto::event::{MonitoringEvent, VoterHeard};
use proto::sealed::Sealed;

use super::acting::asked;
use super::case::Case;
use super::refusal::Refusal;

/// Decides [`HearVoter`].
#[derive(Debug)]
pub struct HearingVoter;

impl Decider for HearingVoter {
    decider::on_one!(Case, HearVoter<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &HearVoter<Sealed>,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let asked = asked(folded, ctx)?;
        let mut allowed = asked.raisers();
        allowed.insert(asked.rules.front);
        let area = asked.case.area.as_ref();
        allowed.extend(area.and_then(|area| asked.directory.commune_of(area, asked.day)));
        asked.by_one_of(allowed)?;
        if asked.case.answered_by.is_empty() {
            return Err(Refusal::NotAnswered);
        }
        let HearVoter { satisfied, text } = command.clone();
        Ok(vec![Emit::on(ctx.act.stream, VoterHeard { satisfied, text })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{LE_LOI, answered, given, received_in, with_commune_of};
    use directory::fixture::petition::{PETITION, forwarded};
    use directory::fixture::{DEPARTMENT, FRONT, GROUP_EAST, NOBODY, sealed};

    #[test]
    fn the_raiser_the_front_and_the_commune_hear_the_voter() {
        let history =
            [received_in(LE_LOI), forwarded(DEPARTMENT), answered(DEPARTMENT, "resolved", None)];
        for by in [GROUP_EAST, FRONT, NOBODY] {
            let (satisfied, text) = (false, Some(sealed(3)));
            given::<HearingVoter>(by, &history)
                .when(&HearVoter { satisfied, text: text.clone() }, &with_commune_of(NOBODY))
                .then(&[Emit::on(PETITION, VoterHeard { satisfied, text })]);
        }
    }
}
