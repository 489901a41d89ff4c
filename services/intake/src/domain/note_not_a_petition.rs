//! Noting that it is not a petition in the sense of the law (NQLT 72/2025, articles 2.8 and 37.4).

use std::collections::BTreeSet;

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::BodyId;
use proto::command::NoteNotAPetition;
use proto::event::{IntakeEvent, NotAPetition};
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
    /// It is noted as no petition already.
    AlreadyNotAPetition,
    /// The body that it was sent to does not exist on that day; its successors may.
    BodyNotStanding {
        /// Who took over its work.
        successors: BTreeSet<BodyId>,
    },
    /// The record is not theirs to change, or not any more.
    #[serde(untagged)]
    Barred(Barred),
}
impl Refuse for Refusal {}

/// Decides [`NoteNotAPetition`].
#[derive(Debug)]
pub struct NotingNotAPetition;

impl Decider for NotingNotAPetition {
    decider::on_one!(Case, NoteNotAPetition<Sealed>, Refusal);

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
        if case.kind == Kind::NotAPetition {
            return Err(Refusal::AlreadyNotAPetition);
        }
        let (directory, day) = (&ctx.pins.directory, ctx.act.occurred_on);
        if let Some(to) = command.sent_to.filter(|&to| !directory.stands(to, day)) {
            let successors = directory.standing_heirs(to, day);
            return Err(Refusal::BodyNotStanding { successors });
        }
        let NoteNotAPetition { kind, reason, sent_to } = command.clone();
        Ok(vec![Emit::on(ctx.act.stream, NotAPetition { kind, reason, sent_to })])
    }
}

#[cfg(test)]
mod tests {
    use super::super::story::{agreed_life, east, not_a_petition, opinion, refused};
    use super::*;
    use directory::fixture::petition::{PETITION, proposed, received};
    use directory::fixture::{
        COMMUNE_NORTH, COMMUNE_SOUTH, DEPARTMENT, DISTRICT, PEOPLES_COMMITTEE, circle, code,
        reformed, sealed,
    };

    fn note() -> NoteNotAPetition<Sealed> {
        let sent_to = Some(PEOPLES_COMMITTEE);
        NoteNotAPetition { kind: code("complaint"), reason: sealed(7), sent_to }
    }

    #[test]
    fn what_a_proposal_took_back_is_for_the_parties_to_agree_on() {
        for noted in [opinion(), not_a_petition()] {
            let history = [received(), noted, proposed(1, &[DEPARTMENT])];
            refused::<NotingNotAPetition>(&history, &note(), Refusal::TakenBack);
        }
    }

    #[test]
    fn a_complaint_is_noted_with_its_reason_and_where_it_went() {
        let NoteNotAPetition { kind, reason, sent_to } = note();
        // A proposal that is not agreed yet stands in nobody's way.
        east::<NotingNotAPetition>(&[received(), proposed(1, &[DEPARTMENT])])
            .when(&note(), &circle())
            .then(&[Emit::on(PETITION, NotAPetition { kind, reason, sent_to })]);
    }

    #[test]
    fn what_is_agreed_to_be_a_petition_stays_one() {
        refused::<NotingNotAPetition>(&agreed_life(), &note(), Refusal::AlreadyAgreed);
    }

    #[test]
    fn it_is_noted_once() {
        refused::<NotingNotAPetition>(
            &[received(), not_a_petition()],
            &note(),
            Refusal::AlreadyNotAPetition,
        );
    }

    #[test]
    fn nothing_is_sent_to_an_abolished_body() {
        let successors = BTreeSet::from([COMMUNE_NORTH, COMMUNE_SOUTH]);
        east::<NotingNotAPetition>(&[received()])
            .when(&NoteNotAPetition { sent_to: Some(DISTRICT), ..note() }, &reformed())
            .then_refused(Refusal::BodyNotStanding { successors });
    }
}
