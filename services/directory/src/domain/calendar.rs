//! On which days people work: the fold of the calendar's stream, and the days on which something
//! falls due.
//!
//! Never guesses: a year whose days off are not published has no working days that could be
//! counted. Sources: Labour Code Art. 111 and 112, and each year's own decision on swapped days.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use jiff::civil::Weekday;
use proto::Day;
use proto::event::{DayKind, DaysOffPublished, Deadline};
use proto::text::Line;

mod expected;
mod moon;

pub use expected::{Expected, expected_days_off};
pub use moon::lunar_new_year;

/// The days off of the years that were published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i16, Year>,
}

/// One year as last published.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Year {
    off: BTreeMap<Day, Line>,
    working: BTreeSet<Day>,
}

impl Calendar {
    /// The calendar after one more publication; it stands for its whole year.
    pub fn apply(&mut self, published: DaysOffPublished) {
        let off = published.days.into_iter().map(|off| (off.day, off.name)).collect();
        let working = published.working.into_iter().collect();
        self.years.insert(published.year, Year { off, working });
    }

    /// Whether the days off of `year` are known.
    #[must_use]
    pub fn published(&self, year: i16) -> bool {
        self.years.contains_key(&year)
    }

    /// The official days off of `year`, in order; none where they are not published.
    pub fn days_off(&self, year: i16) -> impl Iterator<Item = (Day, &Line)> {
        let year = self.years.get(&year).into_iter();
        year.flat_map(|year| &year.off).map(|(day, name)| (*day, name))
    }

    /// Whether people work on `day`; none where its year is not published.
    #[must_use]
    pub fn works(&self, day: Day) -> Option<bool> {
        let year = self.years.get(&day.year())?;
        Some(year.working.contains(&day) || !(weekend(day) || year.off.contains_key(&day)))
    }

    /// The last day for what has `deadline`, counted from the day after `from`: the day on which
    /// it is due, still in time.
    ///
    /// None where working days would run into a year whose days off are not published, and beyond
    /// the end of all calendars.
    #[must_use]
    pub fn due(&self, from: Day, deadline: &Deadline) -> Option<Day> {
        match deadline.day_kind {
            DayKind::Calendar => from.checked_add(Span::new().try_days(deadline.days).ok()?).ok(),
            DayKind::Working => self.working_day_after(from, deadline.days),
        }
    }

    /// The `count`-th working day after `from`. The years that are published bound the walk.
    fn working_day_after(&self, from: Day, count: u32) -> Option<Day> {
        let (mut day, mut left) = (from, count);
        while left > 0 {
            day = day.tomorrow().ok()?;
            if self.works(day)? {
                left -= 1;
            }
        }
        Some(day)
    }
}

/// Whether `day` is a Saturday or a Sunday.
pub(crate) fn weekend(day: Day) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests;
