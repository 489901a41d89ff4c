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
