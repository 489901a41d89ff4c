//! Putting the co-ordination rules of a council into force.

use std::collections::BTreeSet;

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::command::AdoptRules;
use proto::event::{DayKind, DirectoryEvent, RulesAdopted};
use proto::id::Code;
use proto::{BodyId, StreamId};
use serde::Serialize;

use super::on_the_directory;
use crate::Pins;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// A body that the rules name does not exist on their first day.
    BodyNotStanding {
        /// Which.
        body: BodyId,
    },
    /// A field stands in the rules twice.
    FieldTwice {
        /// Which.
        field: Code,
    },
    /// Deadlines in working days need a calendar of days off, which this realm does not have yet.
    NoCalendar,
}
impl Refuse for Refusal {}

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
        let parties = [council, rules.standing_committee, rules.front, rules.peoples_committee];
        let named = rules.fields.iter().filter_map(|field| field.addressee);
        let absent = |&body: &BodyId| !ctx.pins.directory.stands(body, from);
        if let Some(body) = parties.into_iter().chain(named).find(absent) {
            return Err(Refusal::BodyNotStanding { body });
        }
        let mut fields = BTreeSet::new();
        if let Some(twice) = rules.fields.iter().find(|rule| !fields.insert(&rule.field)) {
            return Err(Refusal::FieldTwice { field: twice.field.clone() });
        }
        if rules.answer.day_kind == DayKind::Working {
            return Err(Refusal::NoCalendar);
        }
        let stream = StreamId::of_rules(council);
        Ok(vec![Emit::on(stream, RulesAdopted { council, from, rules })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::acting;
    use crate::fixture::{
        AFTER_REFORM, BEFORE_REFORM, COUNCIL, DISTRICT, before_rules, code, pins, reform, rules,
    };
    use proto::Day;
    use proto::event::{Deadline, Rules};

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

    #[test]
    fn working_days_are_not_counted_without_a_calendar() {
        let answer = Deadline { day_kind: DayKind::Working, ..rules().answer };
        acting::<AdoptingRules>(BEFORE_REFORM)
            .when(&adopt(BEFORE_REFORM, Rules { answer, ..rules() }), &pins(before_rules()))
            .then_refused(Refusal::NoCalendar);
    }
}
