//! Reaction to a received petition: proposing what the council's rules say for its field.

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse, Seen};
use directory::Pins;
use proto::BodyId;
use proto::command::SuggestClassification;
use proto::event::{ClassificationEvent, ClassificationProposed};
use serde::Serialize;

use super::case::{Case, CaseEvent};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such petition.
    NotReceived,
    /// The council has no rules, or its rules no longer know the field.
    FieldUnknown,
    /// The body that answers for the field does not exist any more: the rules are out of date.
    AddresseeNotStanding {
        /// Which.
        body: BodyId,
    },
}
impl Refuse for Refusal {}

/// Decides [`SuggestClassification`].
#[derive(Debug)]
pub struct Suggesting;

impl Decider for Suggesting {
    type Command = SuggestClassification;
    type State = Case;
    type Event = CaseEvent;
    type Emits = ClassificationEvent;
    type Refusal = Refusal;
    type Pins = Pins;
    const NUMBER: u32 = 1;

    fn plan(_: &Self::Command, act: &Act, _: &Pins) -> Plan {
        Plan { streams: vec![Seen { stream: act.stream, version: None }], counters: Vec::new() }
    }

    fn councils(_: &Self::Command, act: &Act, folded: &Folded<Case>) -> Vec<BodyId> {
        folded.of(act.stream).received.map(|(council, _)| council).into_iter().collect()
    }

    fn evolve(case: Case, event: &CaseEvent) -> Case {
        case.after(event)
    }

    fn decide(
        folded: &Folded<Case>,
        command: &SuggestClassification,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ClassificationEvent>>, Refusal> {
        let case = folded.of(ctx.act.stream);
        let (council, _) = case.received.ok_or(Refusal::NotReceived)?;
        if case.proposals > 0 {
            // A person was quicker.
            return Ok(Vec::new());
        }
        let rules = ctx.pins.rules(council, ctx.today).ok_or(Refusal::FieldUnknown)?;
        let rule = rules.fields.iter().find(|rule| rule.field == command.field);
        let rule = rule.ok_or(Refusal::FieldUnknown)?;
        let Some(body) = rule.addressee else { return Ok(Vec::new()) };
        if !ctx.pins.directory.stands(body, ctx.today) {
            return Err(Refusal::AddresseeNotStanding { body });
        }
        let proposed = ClassificationProposed {
            proposal: 1,
            field: command.field.clone(),
            competence: rule.competence.clone(),
            addressees: vec![body],
            suggested: true,
            reason: None,
        };
        Ok(vec![Emit::on(ctx.act.stream, proposed)])
    }
}
