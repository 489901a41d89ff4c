//! Reaction to a forwarded petition: proposing the follower that the council's rules name.

use decider::{DecideCtx, Decider, Emit, Folded};
use directory::Pins;
use proto::BodyId;
use proto::command::ProposeFollower;
use proto::event::{FollowerProposed, MonitoringEvent, Rules};

use super::case::Case;
use super::refusal::Refusal;

/// Decides [`ProposeFollower`].
#[derive(Debug)]
pub struct ProposingFollower;

impl Decider for ProposingFollower {
    decider::on_one!(Case, ProposeFollower, Refusal);

    fn decide(
        folded: &Folded<Case>,
        _: &ProposeFollower,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<MonitoringEvent>>, Refusal> {
        let case = folded.of(ctx.act.stream);
        let council = case.council.ok_or(Refusal::NotReceived)?;
        let rules = ctx.pins.rules(council, ctx.act.occurred_on);
        let follower = rules.and_then(|rules| follower_by_rule(rules, &case));
        let Some(body) =
            follower.filter(|_| !case.proposed && case.follower.is_none() && !case.only_tracked())
        else {
            return Ok(Vec::new());
        };
        if !ctx.pins.directory.stands(body, ctx.today) {
            let successors = ctx.pins.directory.standing_heirs(body, ctx.today);
            return Err(Refusal::FollowerNotStanding { body, successors });
        }
        if case.parts.contains_key(&body) {
            return Err(Refusal::FollowerAnswers { body });
        }
        Ok(vec![Emit::on(ctx.act.stream, FollowerProposed { follower: body })])
    }
}

/// Whoever the rules name for the field; else for the area.
fn follower_by_rule(rules: &Rules, case: &Case) -> Option<BodyId> {
    let mut fields = rules.fields.iter();
    let by_field = fields.find(|rule| case.field.as_ref() == Some(&rule.field));
    let mut areas = rules.followers_by_area.iter();
    let by_area = areas.find(|rule| case.area.as_ref() == Some(&rule.area));
    by_field.and_then(|rule| rule.follower).or(by_area.map(|rule| rule.follower))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{
        LE_LOI, forwarded_to, given_reaction, named, proposed_follower, received_in, with_rules,
    };
    use directory::fixture::petition::{PETITION, forwarded, received};
    use directory::fixture::{
        COMMUNE_NORTH, DEPARTMENT, DISTRICT, FRONT, GROUP_EAST, GROUP_WEST, circle, code, reformed,
        rules,
    };
    use proto::event::AreaFollower;

    fn followed(by_field: Option<BodyId>, by_area: Option<BodyId>) -> Pins {
        let mut rules = rules();
        rules.fields[0].follower = by_field;
        let area = code(LE_LOI);
        let by_area = by_area.map(|follower| AreaFollower { area, follower });
        rules.followers_by_area.extend(by_area);
        with_rules(rules)
    }

    #[test]
    fn the_rules_for_the_field_come_before_those_for_the_area() {
        let history = [received_in(LE_LOI), forwarded(DEPARTMENT)];
        for (field, area, follower) in [
            (Some(GROUP_WEST), Some(FRONT), GROUP_WEST),
            (None, Some(FRONT), FRONT),
            (Some(GROUP_WEST), None, GROUP_WEST),
        ] {
            given_reaction::<ProposingFollower>(&history)
                .when(&ProposeFollower {}, &followed(field, area))
                .then(&[Emit::on(PETITION, FollowerProposed { follower })]);
        }
    }

    #[test]
    fn nobody_is_proposed_where_the_rules_name_nobody_or_somebody_is_there() {
        let propose = ProposeFollower {};
        let history = forwarded_to(&[DEPARTMENT]);
        given_reaction::<ProposingFollower>(&history).when(&propose, &circle()).then(&[]);
        for event in [named(FRONT), proposed_follower(FRONT)] {
            let history = [received(), event];
            let spec = given_reaction::<ProposingFollower>(&history);
            spec.when(&propose, &followed(Some(GROUP_EAST), None)).then(&[]);
        }
    }

    #[test]
    fn rules_that_name_an_abolished_body_need_a_person() {
        let mut rules = rules();
        rules.fields[0].follower = Some(DISTRICT);
        let mut pins = with_rules(rules);
        pins.apply(directory::fixture::reform().into());
        let successors =
            reformed().directory.standing_heirs(DISTRICT, directory::fixture::AFTER_REFORM);
        given_reaction::<ProposingFollower>(&forwarded_to(&[DEPARTMENT]))
            .when(&ProposeFollower {}, &pins)
            .then_refused(Refusal::FollowerNotStanding { body: DISTRICT, successors });
    }

    #[test]
    fn rules_that_name_whoever_answers_need_a_person() {
        let history = forwarded_to(&[COMMUNE_NORTH]);
        given_reaction::<ProposingFollower>(&history)
            .when(&ProposeFollower {}, &followed(Some(COMMUNE_NORTH), None))
            .then_refused(Refusal::FollowerAnswers { body: COMMUNE_NORTH });
    }
}
