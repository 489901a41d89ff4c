//! Publishing the days off of a year, without which no working day is counted in it.

use std::collections::BTreeSet;

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::command::PublishDaysOff;
use proto::event::{DaysOffPublished, DirectoryEvent};
use proto::{Day, StreamId};
use serde::Serialize;

use super::calendar::weekend;
use super::on_the_directory;
use crate::Pins;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// Every year has days off; an empty list would make working days of them all.
    NoDaysOff,
    /// A day is not of that year; publish it with its own.
    DayOutsideYear {
        /// Which.
        day: Day,
    },
    /// A day stands there twice; remove one.
    DayTwice {
        /// Which.
        day: Day,
    },
    /// Only a Saturday or Sunday can be worked in exchange; other days are worked anyway.
    NotAWeekend {
        /// Which.
        day: Day,
    },
}
impl Refuse for Refusal {}

/// Decides [`PublishDaysOff`].
#[derive(Debug)]
pub struct PublishingDaysOff;

impl Decider for PublishingDaysOff {
    on_the_directory!(PublishDaysOff, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &PublishDaysOff,
        _: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let PublishDaysOff { year, days, working, source } = command.clone();
        if days.is_empty() {
            return Err(Refusal::NoDaysOff);
        }
        let all = || days.iter().map(|off| off.day).chain(working.iter().copied());
        if let Some(day) = all().find(|day| day.year() != year) {
            return Err(Refusal::DayOutsideYear { day });
        }
        let mut seen = BTreeSet::new();
        if let Some(day) = all().find(|&day| !seen.insert(day)) {
            return Err(Refusal::DayTwice { day });
        }
        if let Some(&day) = working.iter().find(|&&day| !weekend(day)) {
            return Err(Refusal::NotAWeekend { day });
        }
        let event = DaysOffPublished { year, days, working, source };
        Ok(vec![Emit::on(StreamId::of_calendar(), event)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::acting;
    use crate::fixture::{AFTER_REFORM, circle, line};
    use proto::event::DayOff;

    fn day(month: i8, day: i8) -> Day {
        Day::constant(2026, month, day)
    }

    fn publish(off: &[Day], working: &[Day]) -> PublishDaysOff {
        let days = off.iter().map(|&day| DayOff { day, name: line("off") }).collect();
        let source = line("Thông báo 2026");
        PublishDaysOff { year: 2026, days, working: working.to_vec(), source }
    }

    fn refused(off: &[Day], working: &[Day], why: Refusal) {
        acting::<PublishingDaysOff>(AFTER_REFORM)
            .when(&publish(off, working), &circle())
            .then_refused(why);
    }

    #[test]
    fn days_off_stand_on_the_stream_of_the_calendar() {
        let command = publish(&[day(8, 31), day(1, 1)], &[day(8, 22)]);
        let PublishDaysOff { year, days, working, source } = command.clone();
        let event = DaysOffPublished { year, days, working, source };
        acting::<PublishingDaysOff>(AFTER_REFORM)
            .when(&command, &circle())
            .then(&[Emit::on(StreamId::of_calendar(), event)]);
    }

    #[test]
    fn no_year_is_without_days_off() {
        refused(&[], &[day(8, 22)], Refusal::NoDaysOff);
    }

    #[test]
    fn a_year_holds_its_own_days_only() {
        let (outside, off) = (Day::constant(2027, 1, 2), [day(1, 1)]);
        refused(&[outside], &[], Refusal::DayOutsideYear { day: outside });
        refused(&off, &[outside], Refusal::DayOutsideYear { day: outside });
    }

    #[test]
    fn a_day_is_off_or_worked_once() {
        refused(&[day(1, 1), day(1, 1)], &[], Refusal::DayTwice { day: day(1, 1) });
        refused(&[day(8, 22)], &[day(8, 22)], Refusal::DayTwice { day: day(8, 22) });
    }

    #[test]
    fn only_a_weekend_day_is_worked_in_exchange() {
        refused(&[day(1, 1)], &[day(8, 21)], Refusal::NotAWeekend { day: day(8, 21) });
    }
}
