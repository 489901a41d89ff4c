//! Reaction to a petition that is to be classified: proposing what the council's rules say for its
//! field. Nothing is proposed for what is closed to classification, an opinion for example.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use directory::Pins;
use proto::BodyId;
use proto::command::{SuggestAnew, SuggestClassification};
use proto::event::{ClassificationEvent, ClassificationProposed};
use proto::id::Code;
use serde::Serialize;

use super::case::Case;

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
    decider::on_one!(Case, SuggestClassification, Refusal);

    fn decide(
        folded: &Folded<Case>,
        command: &SuggestClassification,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ClassificationEvent>>, Refusal> {
        suggested(&folded.of(ctx.act.stream), Some(&command.field), ctx)
    }
}

/// Decides [`SuggestAnew`].
#[derive(Debug)]
pub struct SuggestingAnew;

impl Decider for SuggestingAnew {
    decider::on_one!(Case, SuggestAnew, Refusal);

    fn decide(
        folded: &Folded<Case>,
        _: &SuggestAnew,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ClassificationEvent>>, Refusal> {
        suggested(&folded.of(ctx.act.stream), None, ctx)
    }
}

/// What the rules say for `named`, or else for the field that the petition was recorded with.
fn suggested(
    case: &Case,
    named: Option<&Code>,
    ctx: &DecideCtx<'_, Pins>,
) -> Result<Vec<Emit<ClassificationEvent>>, Refusal> {
    let received = case.received.as_ref().ok_or(Refusal::NotReceived)?;
    // A person was quicker, or there is nothing to classify.
    let settled = case.proposal.is_some() || case.closed().is_some();
    let field = named.or(received.field.as_ref());
    let Some(field) = field.filter(|_| !settled) else { return Ok(Vec::new()) };
    let rules = ctx.pins.rules(received.council, ctx.today).ok_or(Refusal::FieldUnknown)?;
    let rule = rules.fields.iter().find(|rule| rule.field == *field);
    let rule = rule.ok_or(Refusal::FieldUnknown)?;
    let Some(body) = rule.addressee else { return Ok(Vec::new()) };
    if !ctx.pins.directory.stands(body, ctx.today) {
        return Err(Refusal::AddresseeNotStanding { body });
    }
    let proposed = ClassificationProposed {
        proposal: 1,
        field: field.clone(),
        competence: rule.competence.clone(),
        addressees: vec![body],
        suggested: true,
        reason: None,
        counters: None,
        // It waits for a person: nobody's silence counts for what nobody chose.
        consent_due: None,
    };
    Ok(vec![Emit::on(ctx.act.stream, proposed)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::talks::{answered_on_the_spot, endings, not_accepted};
    use decider::spec::{Spec, reaction};
    use directory::fixture::petition::{PETITION, proposal, proposed, received};
    use directory::fixture::{
        AFTER_REFORM, COUNCIL, DEPARTMENT, DISTRICT, FRONT, GROUP_WEST, circle, code, pins,
        reformed, rules,
    };
    use proto::event::{Event, RulesAdopted};

    fn given(history: &[Event]) -> Spec<Suggesting> {
        let history = history.iter().map(|event| (PETITION, event.clone()));
        Spec::given(reaction(PETITION, AFTER_REFORM), history)
    }

    fn suggest(field: &str) -> SuggestClassification {
        SuggestClassification { field: code(field) }
    }

    #[test]
    fn whoever_answers_for_the_field_is_suggested_and_nothing_agreed() {
        let suggestion = ClassificationProposed { suggested: true, ..proposal(1, &[DEPARTMENT]) };
        given(&[received()])
            .when(&suggest("roads"), &circle())
            .then(&[Emit::on(PETITION, suggestion)]);
    }

    #[test]
    fn nothing_is_suggested_where_a_person_was_quicker_or_nobody_answers_as_a_rule() {
        let quicker = given(&[received(), proposed(1, &[GROUP_WEST])]);
        quicker.when(&suggest("roads"), &circle()).then(&[]);
        given(&[received()]).when(&suggest("other"), &circle()).then(&[]);
    }

    #[test]
    fn nothing_is_suggested_for_what_is_closed_to_classification() {
        for (ending, _) in endings(DEPARTMENT) {
            given(&[received(), ending]).when(&suggest("roads"), &circle()).then(&[]);
        }
    }

    #[test]
    fn an_answer_that_is_not_accepted_is_followed_by_a_suggestion_for_the_recorded_field() {
        let suggestion = ClassificationProposed { suggested: true, ..proposal(1, &[DEPARTMENT]) };
        let history = [received(), answered_on_the_spot(FRONT), not_accepted()];
        let history = history.map(|event| (PETITION, event));
        Spec::<SuggestingAnew>::given(reaction(PETITION, AFTER_REFORM), history)
            .when(&SuggestAnew {}, &circle())
            .then(&[Emit::on(PETITION, suggestion)]);
    }

    #[test]
    fn nothing_is_suggested_for_what_was_not_received() {
        given(&[]).when(&suggest("roads"), &circle()).then_refused(Refusal::NotReceived);
    }

    #[test]
    fn new_rules_may_no_longer_know_the_field() {
        let mut changed = rules();
        changed.fields.retain(|rule| rule.field != code("roads"));
        let adopted = RulesAdopted { council: COUNCIL, from: AFTER_REFORM, rules: changed };
        let changed = pins(directory::fixture::before_reform().into_iter().chain([adopted.into()]));
        given(&[received()]).when(&suggest("roads"), &changed).then_refused(Refusal::FieldUnknown);
    }

    #[test]
    fn rules_that_name_an_abolished_body_suggest_nothing() {
        given(&[received()])
            .when(&suggest("markets"), &reformed())
            .then_refused(Refusal::AddresseeNotStanding { body: DISTRICT });
    }
}
