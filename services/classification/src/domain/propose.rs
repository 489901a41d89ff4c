//! Proposing field, competence and addressees.

use std::collections::BTreeSet;

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse, Seen};
use directory::Pins;
use proto::BodyId;
use proto::command::ProposeClassification;
use proto::event::{ClassificationAgreed, ClassificationEvent, ClassificationProposed};
use proto::id::Code;
use proto::sealed::Sealed;
use serde::Serialize;

use super::case::{Case, CaseEvent};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such petition.
    NotReceived,
    /// The council has no co-ordination rules today.
    NoRules,
    /// Only the delegate group that took it, or the council's standing committee, proposes.
    NotYoursToPropose {
        /// Who may.
        allowed: [BodyId; 2],
    },
    /// A letter went out: what was agreed cannot be replaced any more.
    AlreadyForwarded,
    /// The field is none of the council's.
    FieldUnknown {
        /// Those that the rules know.
        known: Vec<Code>,
    },
    /// Nobody is named who should answer.
    NoAddressee,
    /// A body is named twice.
    AddresseeTwice {
        /// Which.
        body: BodyId,
    },
    /// A body does not exist today; its successors may.
    AddresseeNotStanding {
        /// Which.
        body: BodyId,
        /// Who took over its work.
        successors: BTreeSet<BodyId>,
    },
}
impl Refuse for Refusal {}

/// Decides [`ProposeClassification`]. Rules without consent pairs agree at once.
#[derive(Debug)]
pub struct Proposing;

impl Decider for Proposing {
    type Command = ProposeClassification<Sealed>;
    type State = Case;
    type Event = CaseEvent;
    type Emits = ClassificationEvent;
    type Refusal = Refusal;
    type Pins = Pins;
    const NUMBER: u32 = 1;

    fn plan(_: &Self::Command, act: &Act, _: &Pins) -> Plan {
        Plan {
            streams: vec![Seen { stream: act.stream, version: act.seen_version }],
            counters: Vec::new(),
        }
    }

    fn councils(_: &Self::Command, act: &Act, folded: &Folded<Case>) -> Vec<BodyId> {
        folded.of(act.stream).received.map(|(council, _)| council).into_iter().collect()
    }

    fn evolve(case: Case, event: &CaseEvent) -> Case {
        case.after(event)
    }

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ClassificationEvent>>, Refusal> {
        let case = folded.of(ctx.act.stream);
        let (council, raised_with) = case.received.ok_or(Refusal::NotReceived)?;
        let rules = ctx.pins.rules(council, ctx.today).ok_or(Refusal::NoRules)?;
        let allowed = [raised_with, rules.standing_committee];
        if !ctx.act.body.is_some_and(|body| allowed.contains(&body)) {
            return Err(Refusal::NotYoursToPropose { allowed });
        }
        if case.forwarded {
            return Err(Refusal::AlreadyForwarded);
        }
        if !rules.fields.iter().any(|rule| rule.field == command.field) {
            let known = rules.fields.iter().map(|rule| rule.field.clone()).collect();
            return Err(Refusal::FieldUnknown { known });
        }
        check_addressees(&command.addressees, ctx)?;
        let proposal = case.proposals.saturating_add(1);
        let ProposeClassification { field, competence, addressees, reason } = command.clone();
        let agreed = ClassificationAgreed { proposal, addressees: addressees.clone() };
        let suggested = false;
        let proposed =
            ClassificationProposed { proposal, field, competence, addressees, suggested, reason };
        Ok(vec![Emit::on(ctx.act.stream, proposed), Emit::on(ctx.act.stream, agreed)])
    }
}

fn check_addressees(addressees: &[BodyId], ctx: &DecideCtx<'_, Pins>) -> Result<(), Refusal> {
    if addressees.is_empty() {
        return Err(Refusal::NoAddressee);
    }
    let mut named = BTreeSet::new();
    for &body in addressees {
        if !named.insert(body) {
            return Err(Refusal::AddresseeTwice { body });
        }
        if !ctx.pins.directory.stands(body, ctx.today) {
            let successors = ctx.pins.directory.standing_heirs(body, ctx.today);
            return Err(Refusal::AddresseeNotStanding { body, successors });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use decider::spec::{Spec, act};
    use directory::fixture::petition::{
        PETITION, agreed, forwarded, proposed, received, suggested,
    };
    use directory::fixture::{
        AFTER_REFORM, BEFORE_REFORM, COMMUNE_NORTH, COMMUNE_SOUTH, DEPARTMENT, DISTRICT,
        GROUP_EAST, GROUP_WEST, STANDING_COMMITTEE, before_rules, circle, code, pins, reformed,
        sealed,
    };
    use proto::event::Event;

    /// The eastern group acts on its petition after the reform.
    fn given(history: &[Event]) -> Spec<Proposing> {
        given_to(GROUP_EAST, history)
    }

    fn given_to(body: BodyId, history: &[Event]) -> Spec<Proposing> {
        let history = history.iter().map(|event| (PETITION, event.clone()));
        Spec::given(act(PETITION, body, AFTER_REFORM), history)
    }

    fn propose(addressees: &[BodyId]) -> ProposeClassification<Sealed> {
        ProposeClassification {
            field: code("markets"),
            competence: code("commune"),
            addressees: addressees.to_vec(),
            reason: Some(sealed(3)),
        }
    }

    #[test]
    fn a_proposal_is_agreed_at_once_where_the_rules_have_no_pairs() {
        let history = [received(), suggested()];
        let command = propose(&[COMMUNE_NORTH, DEPARTMENT]);
        let ProposeClassification { field, competence, addressees, reason } = command.clone();
        let agreed = ClassificationAgreed { proposal: 2, addressees: addressees.clone() };
        let (proposal, suggested) = (2, false);
        let proposed =
            ClassificationProposed { proposal, field, competence, addressees, suggested, reason };
        given(&history)
            .when(&command, &reformed())
            .then(&[Emit::on(PETITION, proposed), Emit::on(PETITION, agreed)]);
    }

    #[test]
    fn what_was_not_received_is_not_classified() {
        given(&[]).when(&propose(&[DEPARTMENT]), &circle()).then_refused(Refusal::NotReceived);
    }

    #[test]
    fn a_council_without_rules_agrees_on_nothing() {
        // Intake asks for rules as well, so that only lost rules lead here.
        given(&[received()])
            .when(&propose(&[DEPARTMENT]), &pins(before_rules()))
            .then_refused(Refusal::NoRules);
    }

    #[test]
    fn only_its_own_group_or_the_standing_committee_proposes() {
        let allowed = [GROUP_EAST, STANDING_COMMITTEE];
        given_to(GROUP_WEST, &[received()])
            .when(&propose(&[DEPARTMENT]), &circle())
            .then_refused(Refusal::NotYoursToPropose { allowed });
    }

    #[test]
    fn what_was_sent_is_not_proposed_anew() {
        let history = [
            received(),
            proposed(1, &[DEPARTMENT, COMMUNE_NORTH]),
            agreed(1, &[DEPARTMENT, COMMUNE_NORTH]),
            forwarded(DEPARTMENT),
        ];
        given(&history)
            .when(&propose(&[COMMUNE_SOUTH]), &circle())
            .then_refused(Refusal::AlreadyForwarded);
    }

    #[test]
    fn a_field_is_one_of_the_councils() {
        let known = ["roads", "markets", "other"].map(code).to_vec();
        given(&[received()])
            .when(
                &ProposeClassification { field: code("space"), ..propose(&[DEPARTMENT]) },
                &circle(),
            )
            .then_refused(Refusal::FieldUnknown { known });
    }

    #[test]
    fn somebody_has_to_answer() {
        given(&[received()]).when(&propose(&[]), &circle()).then_refused(Refusal::NoAddressee);
    }

    #[test]
    fn nobody_answers_twice() {
        given(&[received()])
            .when(&propose(&[DEPARTMENT, COMMUNE_NORTH, DEPARTMENT]), &circle())
            .then_refused(Refusal::AddresseeTwice { body: DEPARTMENT });
    }

    #[test]
    fn an_abolished_body_is_not_proposed_but_its_successors_are_named() {
        let successors = BTreeSet::from([COMMUNE_NORTH, COMMUNE_SOUTH]);
        given(&[received()])
            .when(&propose(&[DISTRICT]), &reformed())
            .then_refused(Refusal::AddresseeNotStanding { body: DISTRICT, successors });
        // The day that counts is today's, not that of the letter or meeting.
        let received = [(PETITION, received())];
        let successors = BTreeSet::from([COMMUNE_NORTH, COMMUNE_SOUTH]);
        Spec::<Proposing>::given(act(PETITION, GROUP_EAST, BEFORE_REFORM), received)
            .today(AFTER_REFORM)
            .when(&propose(&[DISTRICT]), &reformed())
            .then_refused(Refusal::AddresseeNotStanding { body: DISTRICT, successors });
    }
}
