//! Recording that the voter does not accept the answer of the meeting: the petition goes on to be
//! classified as if it had not been answered.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::command::RefuseSpotAnswer;
use proto::event::{AnswerNotAccepted, IntakeEvent};
use proto::sealed::Sealed;
use serde::Serialize;

use super::barred::{Barred, open};
use super::case::{Case, SpotAnswer};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No answer of a meeting is recorded.
    NotAnsweredOnTheSpot,
    /// It is recorded already that the answer is not accepted.
    AlreadyNotAccepted,
    /// The record is not theirs to change, or not any more.
    #[serde(untagged)]
    Barred(Barred),
}
impl Refuse for Refusal {}

/// Decides [`RefuseSpotAnswer`].
#[derive(Debug)]
pub struct RefusingSpotAnswer;

impl Decider for RefusingSpotAnswer {
    decider::on_one!(Case, RefuseSpotAnswer<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        let case = folded.of(ctx.act.stream);
        open(&case, ctx).map_err(Refusal::Barred)?;
        match case.spot_answer {
            SpotAnswer::None => return Err(Refusal::NotAnsweredOnTheSpot),
            SpotAnswer::NotAccepted => return Err(Refusal::AlreadyNotAccepted),
            SpotAnswer::Given => {}
        }
        Ok(vec![Emit::on(ctx.act.stream, AnswerNotAccepted { reason: command.reason.clone() })])
    }
}

#[cfg(test)]
mod tests {
    use super::super::story::{answered_on_the_spot, east, not_accepted, refused};
    use super::*;
    use directory::fixture::petition::{PETITION, received};
    use directory::fixture::{circle, sealed};

    fn refuse() -> RefuseSpotAnswer<Sealed> {
        RefuseSpotAnswer { reason: Some(sealed(7)) }
    }

    #[test]
    fn a_voter_need_not_accept_the_answer_of_the_meeting() {
        let refused = AnswerNotAccepted { reason: Some(sealed(7)) };
        east::<RefusingSpotAnswer>(&[received(), answered_on_the_spot()])
            .when(&refuse(), &circle())
            .then(&[Emit::on(PETITION, refused)]);
    }

    #[test]
    fn only_an_answer_can_be_refused() {
        refused::<RefusingSpotAnswer>(&[received()], &refuse(), Refusal::NotAnsweredOnTheSpot);
    }

    #[test]
    fn an_answer_is_refused_once() {
        refused::<RefusingSpotAnswer>(
            &[received(), answered_on_the_spot(), not_accepted()],
            &refuse(),
            Refusal::AlreadyNotAccepted,
        );
    }
}
