//! Noting that a petition is an opinion: it is kept and reported, and nobody owes an answer.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::command::NoteOpinion;
use proto::event::{IntakeEvent, OpinionNoted};
use proto::sealed::Sealed;
use serde::Serialize;

use super::barred::{Barred, open};
use super::case::{Case, Kind};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// Its classification is agreed: only those who agreed can change that.
    AlreadyAgreed,
    /// It was noted so before, and a proposal took it back: what it is, the parties agree on now.
    TakenBack,
    /// It is noted as an opinion already.
    AlreadyAnOpinion,
    /// It is noted as no petition at all.
    AlreadyNotAPetition,
    /// The record is not theirs to change, or not any more.
    #[serde(untagged)]
    Barred(Barred),
}
impl Refuse for Refusal {}

/// Decides [`NoteOpinion`].
#[derive(Debug)]
pub struct NotingOpinion;

impl Decider for NotingOpinion {
    decider::on_one!(Case, NoteOpinion<Sealed>, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        let case = folded.of(ctx.act.stream);
        open(&case, ctx).map_err(Refusal::Barred)?;
        if case.decided() {
            return Err(Refusal::AlreadyAgreed);
        }
        if case.taken_back {
            return Err(Refusal::TakenBack);
        }
        match case.kind {
            Kind::Petition => {}
            Kind::Opinion => return Err(Refusal::AlreadyAnOpinion),
            Kind::NotAPetition => return Err(Refusal::AlreadyNotAPetition),
        }
        Ok(vec![Emit::on(ctx.act.stream, OpinionNoted { reason: command.reason.clone() })])
    }
}

#[cfg(test)]
mod tests {
    use super::super::story::{agreed_life, east, not_a_petition, opinion, refused};
    use super::*;
    use directory::fixture::petition::{PETITION, proposed, received};
    use directory::fixture::{DEPARTMENT, circle, sealed};

    fn note() -> NoteOpinion<Sealed> {
        NoteOpinion { reason: Some(sealed(7)) }
    }

    #[test]
    fn what_a_proposal_took_back_is_for_the_parties_to_agree_on() {
        for noted in [opinion(), not_a_petition()] {
            let history = [received(), noted, proposed(1, &[DEPARTMENT])];
            refused::<NotingOpinion>(&history, &note(), Refusal::TakenBack);
        }
    }

    #[test]
    fn an_opinion_is_noted_with_its_reason() {
        let noted = OpinionNoted { reason: Some(sealed(7)) };
        east::<NotingOpinion>(&[received()])
            .when(&note(), &circle())
            .then(&[Emit::on(PETITION, noted)]);
    }

    #[test]
    fn what_is_agreed_to_be_a_petition_is_no_opinion() {
        refused::<NotingOpinion>(&agreed_life(), &note(), Refusal::AlreadyAgreed);
    }

    #[test]
    fn an_opinion_is_noted_once() {
        refused::<NotingOpinion>(&[received(), opinion()], &note(), Refusal::AlreadyAnOpinion);
    }

    #[test]
    fn what_is_no_petition_is_no_opinion_either() {
        refused::<NotingOpinion>(
            &[received(), not_a_petition()],
            &note(),
            Refusal::AlreadyNotAPetition,
        );
    }
}
