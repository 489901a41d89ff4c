//! Putting the first co-ordination rules of a council into force.

use decider::{DecideCtx, Decider, Emit, Folded};
use proto::command::AdoptRules;
use proto::event::{DirectoryEvent, RulesAdopted};
use proto::{BodyId, StreamId};

use super::Refusal;
use crate::Pins;
use crate::domain::{on_the_directory, rules};

/// Decides [`AdoptRules`].
#[derive(Debug)]
pub struct AdoptingRules;

impl Decider for AdoptingRules {
    on_the_directory!(AdoptRules, Refusal);

    fn councils(command: &AdoptRules, _: &decider::Act, _: &Folded<()>) -> Vec<BodyId> {
        vec![command.council]
    }

    fn decide(
        _: &Folded<()>,
        command: &AdoptRules,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let AdoptRules { council, from, rules } = command.clone();
        if ctx.pins.first_rules(council).is_some() {
            return Err(Refusal::RulesExist);
        }
        rules::fit(&rules, council, from, ctx.pins)?;
        let stream = StreamId::of_rules(council);
        Ok(vec![Emit::on(stream, RulesAdopted { council, from, rules })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::acting;
    use crate::fixture::{
        AFTER_REFORM, BEFORE_REFORM, COUNCIL, DISTRICT, NOBODY, before_rules, circle, code, line,
        paired_rules, pins, reform, rules,
    };
    use proto::Day;
    use proto::event::{DayKind, DaysOffPublished, Deadline, Rules, Side};

    fn adopt(from: Day, rules: Rules) -> AdoptRules {
        AdoptRules { council: COUNCIL, from, rules }
    }

    #[test]
    fn adopted_rules_stand_on_the_stream_of_their_council() {
        let event = RulesAdopted { council: COUNCIL, from: BEFORE_REFORM, rules: rules() };
        acting::<AdoptingRules>(BEFORE_REFORM)
            .when(&adopt(BEFORE_REFORM, rules()), &pins(before_rules()))
            .then(&[Emit::on(StreamId::of_rules(COUNCIL), event)]);
    }

    #[test]
    fn rules_name_no_body_that_is_abolished_on_their_first_day() {
        let reformed = pins(before_rules().into_iter().chain([reform()]));
        acting::<AdoptingRules>(AFTER_REFORM)
            .when(&adopt(AFTER_REFORM, rules()), &reformed)
            .then_refused(Refusal::BodyNotStanding { body: DISTRICT });
    }

    #[test]
    fn a_field_stands_in_the_rules_once() {
        let mut twice = rules();
        twice.fields.push(twice.fields[0].clone());
        acting::<AdoptingRules>(BEFORE_REFORM)
            .when(&adopt(BEFORE_REFORM, twice), &pins(before_rules()))
            .then_refused(Refusal::FieldTwice { field: code("roads") });
    }

    /// The rules, changed by `change`, are refused before the reform.
    fn refused(change: impl FnOnce(&mut Rules), why: Refusal) {
        let mut changed = paired_rules();
        change(&mut changed);
        acting::<AdoptingRules>(BEFORE_REFORM)
            .when(&adopt(BEFORE_REFORM, changed), &pins(before_rules()))
            .then_refused(why);
    }

    #[test]
    fn only_the_first_rules_of_a_council_are_adopted_without_its_parties() {
        acting::<AdoptingRules>(BEFORE_REFORM)
            .when(&adopt(BEFORE_REFORM, rules()), &circle())
            .then_refused(Refusal::RulesExist);
    }

    #[test]
    fn no_rule_names_a_body_that_does_not_stand() {
        let why = || Refusal::BodyNotStanding { body: NOBODY };
        refused(|rules| rules.front = NOBODY, why());
        refused(|rules| rules.fields[2].follower = Some(NOBODY), why());
        refused(|rules| rules.followers_by_area[0].follower = NOBODY, why());
        refused(|rules| rules.on_paper.push(NOBODY), why());
        refused(|rules| rules.pairs[1].sides[0] = Side::Body(NOBODY), why());
        let deadlock = |rules: &mut Rules| {
            rules.deadlock.as_mut().unwrap().decided_by = Side::Body(NOBODY);
        };
        refused(deadlock, why());
    }

    #[test]
    fn an_area_has_one_follower() {
        let twice = |rules: &mut Rules| {
            rules.followers_by_area.push(rules.followers_by_area[0].clone());
        };
        refused(twice, Refusal::AreaTwice { area: code("north") });
    }

    #[test]
    fn nobody_is_both_sides_of_a_pair() {
        let alone = |rules: &mut Rules| rules.pairs[1].sides = [Side::Front, Side::Front];
        refused(alone, Refusal::PairOfOne { pair: 2 });
    }

    #[test]
    fn the_rungs_of_the_ladder_rise() {
        refused(|rules| rules.escalation = vec![1, 7, 7], Refusal::EscalationNotRising);
    }

    #[test]
    fn working_days_are_not_counted_without_a_calendar() {
        let working = DayKind::Working;
        let why = || Refusal::NoCalendar { year: 2025 };
        refused(|rules| rules.answer.day_kind = working, why());
        refused(|rules| rules.check.as_mut().unwrap().day_kind = working, why());
        refused(|rules| rules.pairs[0].consent.day_kind = working, why());
        // With the calendar of the year before, and with the right one.
        let decided = |year| {
            let rules =
                Rules { answer: Deadline { day_kind: working, ..rules().answer }, ..rules() };
            let calendar =
                DaysOffPublished { year, days: vec![], working: vec![], source: line("notice") };
            let pins = pins(before_rules().into_iter().chain([calendar.into()]));
            acting::<AdoptingRules>(BEFORE_REFORM)
                .when(&adopt(BEFORE_REFORM, rules), &pins)
                .outcome()
        };
        assert_eq!(decided(2024), Err(why()));
        assert!(decided(2025).is_ok());
    }
}
