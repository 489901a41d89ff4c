//! Recording that the voter withdrew a petition.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::command::WithdrawPetition;
use proto::event::{IntakeEvent, PetitionWithdrawn};
use proto::sealed::Sealed;
use serde::Serialize;

use super::barred::{Barred, open};
use super::case::Case;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// An addressee has answered: what it said is followed to the end.
    AlreadyAnswered,
    /// The record is not theirs to change, or not any more.
    #[serde(untagged)]
    Barred(Barred),
}
impl Refuse for Refusal {}

/// Decides [`WithdrawPetition`].
#[derive(Debug)]
pub struct WithdrawingPetition;

impl Decider for WithdrawingPetition {
    decider::on_one!(Case, WithdrawPetition<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        let case = folded.of(ctx.act.stream);
        open(&case, ctx).map_err(Refusal::Barred)?;
        if case.answered {
            return Err(Refusal::AlreadyAnswered);
        }
        Ok(vec![Emit::on(ctx.act.stream, PetitionWithdrawn { reason: command.reason.clone() })])
    }
}

#[cfg(test)]
mod tests {
    use super::super::story::{answered_life, east, forwarded_life, refused};
    use super::*;
    use directory::fixture::petition::PETITION;
    use directory::fixture::{circle, sealed};

    fn withdraw() -> WithdrawPetition<Sealed> {
        WithdrawPetition { reason: Some(sealed(7)) }
    }

    #[test]
    fn a_voter_may_withdraw_even_what_was_forwarded() {
        let withdrawn = PetitionWithdrawn { reason: Some(sealed(7)) };
        east::<WithdrawingPetition>(&forwarded_life())
            .when(&withdraw(), &circle())
            .then(&[Emit::on(PETITION, withdrawn)]);
    }

    #[test]
    fn what_was_answered_is_followed_to_the_end() {
        refused::<WithdrawingPetition>(&answered_life(), &withdraw(), Refusal::AlreadyAnswered);
    }
}
