//! Approving a wording for the public: the only clear text about a petition.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::command::ApprovePublicWording;
use proto::event::{IntakeEvent, PublicWordingApproved};
use serde::Serialize;

use super::barred::{Barred, kept};
use super::case::Case;

/// Why not. A wording may be approved at any time: the public also reads how a petition ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// The record is not theirs to change.
    #[serde(untagged)]
    Barred(Barred),
}
impl Refuse for Refusal {}

/// Decides [`ApprovePublicWording`].
#[derive(Debug)]
pub struct ApprovingPublicWording;

impl Decider for ApprovingPublicWording {
    decider::on_one!(Case, ApprovePublicWording, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        kept(&folded.of(ctx.act.stream), ctx).map_err(Refusal::Barred)?;
        let wording = command.wording.clone();
        Ok(vec![Emit::on(ctx.act.stream, PublicWordingApproved { wording })])
    }
}

#[cfg(test)]
mod tests {
    use super::super::story::{east, withdrawn};
    use super::*;
    use directory::fixture::circle;
    use directory::fixture::petition::{PETITION, received};
    use proto::text::FreeText;

    fn approve() -> ApprovePublicWording {
        ApprovePublicWording { wording: FreeText::new("Sửa đường liên xã").unwrap() }
    }

    #[test]
    fn a_wording_is_approved_even_of_what_was_withdrawn() {
        let approved = PublicWordingApproved { wording: approve().wording };
        east::<ApprovingPublicWording>(&[received(), withdrawn()])
            .when(&approve(), &circle())
            .then(&[Emit::on(PETITION, approved)]);
    }
}
