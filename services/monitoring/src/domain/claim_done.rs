//! Claiming that announced work is done. A claim: only a check settles.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::BodyId;
use proto::command::ClaimDone;
use proto::event::{DoneClaimed, MonitoringEvent};
use proto::sealed::Sealed;

use super::acting::{Asked, asked};
use super::case::Case;
use super::refusal::Refusal;

/// Decides [`ClaimDone`].
#[derive(Debug)]
pub struct ClaimingDone;

impl Decider for ClaimingDone {
    decider::on_one!(Case, ClaimDone<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &ClaimDone<Sealed>,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let asked = asked(folded, ctx)?;
        let by = held_by(&asked)?;
        asked.open()?;
        let part = asked.part(by)?;
        let answer = part.answer.as_ref().ok_or(Refusal::NotAnswered)?;
        if !answer.goes_on() {
            return Err(Refusal::NothingGoesOn { outcome: answer.outcome.clone() });
        }
        if part.claimed {
            return Err(Refusal::AlreadyClaimed);
        }
        asked.not_before(part)?;
        let ClaimDone { text, evidence, attachments } = command.clone();
        let claimed = DoneClaimed { by, text, evidence, attachments };
        Ok(vec![Emit::on(ctx.act.stream, claimed)])
    }
}

/// The addressee for which the acting body speaks: itself, or one whose work it took over.
fn held_by(asked: &Asked<'_>) -> Result<BodyId, Refusal> {
    let parts = &asked.case.parts;
    if parts.contains_key(&asked.by) {
        return Ok(asked.by);
    }
    let taken_over = parts.keys().copied().find(|&body| asked.is_own_work(body));
    let holders = || parts.keys().copied().collect();
    taken_over.ok_or_else(|| Refusal::NotAnAddressee { holders: holders() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{answered, checked, claimed, forwarded_to, given, promised};
    use directory::fixture::petition::{PETITION, received};
    use directory::fixture::{
        COMMUNE_NORTH, DEPARTMENT, DISTRICT, FRONT, photos, reformed, sealed,
    };
    use proto::Digest;
    use proto::event::{CheckResult, Event};

    fn claim() -> ClaimDone<Sealed> {
        ClaimDone { text: sealed(3), evidence: vec![Digest::ZERO], attachments: photos() }
    }

    fn claims(by: BodyId, history: &[Event], of: BodyId) {
        let done = DoneClaimed {
            by: of,
            text: sealed(3),
            evidence: vec![Digest::ZERO],
            attachments: photos(),
        };
        given::<ClaimingDone>(by, history)
            .when(&claim(), &reformed())
            .then(&[Emit::on(PETITION, done)]);
    }

    #[test]
    fn an_addressee_claims_what_it_announced() {
        for outcome in ["in_progress", "planned"] {
            let mut history = forwarded_to(&[DEPARTMENT]);
            history.push(answered(DEPARTMENT, outcome, None));
            claims(DEPARTMENT, &history, DEPARTMENT);
        }
        claims(DEPARTMENT, &[received(), promised(DEPARTMENT)], DEPARTMENT);
    }

    #[test]
    fn what_a_check_refused_is_claimed_again() {
        let mut history = forwarded_to(&[DEPARTMENT]);
        history.extend([answered(DEPARTMENT, "in_progress", None), claimed(DEPARTMENT)]);
        history.push(checked(FRONT, DEPARTMENT, CheckResult::Refused));
        claims(DEPARTMENT, &history, DEPARTMENT);
    }

    #[test]
    fn whoever_took_the_work_over_claims_for_the_addressee() {
        let mut history = forwarded_to(&[DISTRICT]);
        history.push(answered(DISTRICT, "in_progress", None));
        claims(COMMUNE_NORTH, &history, DISTRICT);
    }
}
