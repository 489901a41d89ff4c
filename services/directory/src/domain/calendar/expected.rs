//! Which days off a year will probably have: what a clerk's draft starts from. A proposal, never
//! more: only published days count, since Tết's five days, the second day of the National Day and
//! swaps are decided anew for every year.

use std::collections::BTreeSet;

use jiff::Span;
use jiff::civil::Weekday;
use proto::Day;

use super::moon::first_of_month;
use super::weekend;

/// A day off to be expected, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expected {
    /// Which day.
    pub day: Day,
    /// What the draft calls it.
    pub name: &'static str,
}

/// The days off that `year` will probably have, in order (Labour Code Art. 111 and 112): a draft
/// for a person, who compares it with the year's own decision before publishing.
///
/// Empty outside the years 1900 to 2199.
#[must_use]
pub fn expected_days_off(year: i16) -> Vec<Expected> {
    let Some(mut expected) = holidays(year) else { return Vec::new() };
    expected.sort_unstable();
    let mut off: BTreeSet<Day> = expected.iter().map(|expected| expected.day).collect();
    let on_weekends = expected.iter().filter(|expected| weekend(expected.day)).copied();
    let mut instead = Vec::new();
    for Expected { day, .. } in on_weekends {
        let mut free = day;
        // Off already: a weekend, another holiday, or given for one. A few days at most.
        while weekend(free) || off.contains(&free) {
            let Ok(next) = free.tomorrow() else { return Vec::new() };
            free = next;
        }
        off.insert(free);
        instead.push(Expected { day: free, name: "Nghỉ bù" });
    }
    expected.extend(instead);
    expected.sort_unstable();
    expected
}

/// The holidays themselves, in no order.
fn holidays(year: i16) -> Option<Vec<Expected>> {
    let on = |month, day| Day::new(year, month, day).ok();
    let after = |day: Day, days: i32| day.checked_add(Span::new().days(days)).ok();
    let tet = first_of_month(year, 1)?;
    let kings = after(first_of_month(year, 3)?, 9)?;
    let national = on(9, 2)?;
    let mut days = vec![
        (on(1, 1)?, "Tết Dương lịch"),
        (kings, "Giỗ Tổ Hùng Vương"),
        (on(4, 30)?, "Ngày Chiến thắng"),
        (on(5, 1)?, "Quốc tế Lao động"),
        (national, "Quốc khánh"),
        (beside(national)?, "Quốc khánh"),
    ];
    for n in -1..4 {
        days.push((after(tet, n)?, "Tết Âm lịch"));
    }
    if year >= 2026 {
        days.push((on(11, 24)?, "Ngày Văn hóa Việt Nam"));
    }
    Some(days.into_iter().map(|(day, name)| Expected { day, name }).collect())
}

/// The second day of the National Day: the neighbour that makes the longer rest.
fn beside(national: Day) -> Option<Day> {
    match national.weekday() {
        Weekday::Monday | Weekday::Thursday | Weekday::Sunday => national.tomorrow().ok(),
        Weekday::Tuesday | Weekday::Wednesday | Weekday::Friday | Weekday::Saturday => {
            national.yesterday().ok()
        }
    }
}
