use super::*;
use crate::fixture::line;
use proptest::prelude::*;
use proto::event::DayOff;

const fn day(year: i16, month: i8, day: i8) -> Day {
    Day::constant(year, month, day)
}

/// `count` working days.
fn working(count: u32) -> Deadline {
    Deadline { days: count, day_kind: DayKind::Working, basis: line("NQLT 72/2025") }
}

fn published(year: i16, off: &[Day], working: &[Day]) -> DaysOffPublished {
    let days = off.iter().map(|&day| DayOff { day, name: line("off") }).collect();
    DaysOffPublished { year, days, working: working.to_vec(), source: line("notice") }
}

/// 2026 as it was decided: Tết from Monday to Friday, 31 August swapped with Saturday 22.
fn calendar() -> Calendar {
    let tet = (16..=20).map(|of_february| day(2026, 2, of_february));
    let mut off: Vec<Day> = tet.collect();
    off.extend([day(2026, 1, 1), day(2026, 4, 27), day(2026, 4, 30), day(2026, 5, 1)]);
    off.extend([day(2026, 8, 31), day(2026, 9, 1), day(2026, 9, 2), day(2026, 11, 24)]);
    let mut calendar = Calendar::default();
    calendar.apply(published(2026, &off, &[day(2026, 8, 22)]));
    calendar
}

#[test]
fn calendar_days_are_counted_without_a_calendar() {
    let deadline = |days| Deadline { day_kind: DayKind::Calendar, ..working(days) };
    let due = |from, days| Calendar::default().due(from, &deadline(days));
    assert_eq!(due(day(2026, 2, 13), 0), Some(day(2026, 2, 13)));
    assert_eq!(due(day(2026, 12, 25), 60), Some(day(2027, 2, 23)));
    assert_eq!(due(Day::MAX, 1), None);
    assert_eq!(due(day(2026, 1, 1), u32::MAX), None);
}

#[test]
fn working_days_leave_out_weekends_and_days_off() {
    let due = |from, days| calendar().due(from, &working(days));
    // From Friday before Tết: the next working day is the Monday after.
    assert_eq!(due(day(2026, 2, 13), 1), Some(day(2026, 2, 23)));
    assert_eq!(due(day(2026, 2, 12), 2), Some(day(2026, 2, 23)));
    assert_eq!(due(day(2026, 4, 29), 1), Some(day(2026, 5, 4)));
    // Nothing to wait for: the same day, whatever it is.
    assert_eq!(due(day(2026, 2, 17), 0), Some(day(2026, 2, 17)));
}

#[test]
fn a_weekend_day_worked_in_exchange_counts() {
    let due = |from, days| calendar().due(from, &working(days));
    assert_eq!(due(day(2026, 8, 21), 1), Some(day(2026, 8, 22)));
    assert_eq!(due(day(2026, 8, 28), 1), Some(day(2026, 9, 3)));
}

#[test]
fn working_days_never_run_into_a_year_that_is_not_published() {
    let due = |from, days| calendar().due(from, &working(days));
    assert_eq!(due(day(2026, 12, 30), 1), Some(day(2026, 12, 31)));
    assert_eq!(due(day(2026, 12, 30), 2), None);
    assert_eq!(due(day(2025, 12, 31), 1), Some(day(2026, 1, 2)));
    assert_eq!(due(day(2027, 1, 4), 1), None);
    assert_eq!(due(day(2026, 1, 1), u32::MAX), None);
    assert_eq!(Calendar::default().works(day(2026, 1, 2)), None);
}

#[test]
fn the_last_publication_of_a_year_counts() {
    let mut calendar = calendar();
    calendar.apply(published(2026, &[day(2026, 1, 2)], &[]));
    assert_eq!(calendar.works(day(2026, 1, 1)), Some(true));
    assert_eq!(calendar.works(day(2026, 8, 22)), Some(false));
    let days: Vec<Day> = calendar.days_off(2026).map(|(day, _)| day).collect();
    assert_eq!(days, [day(2026, 1, 2)]);
}

#[test]
fn the_lunar_year_begins_by_the_moon_of_ha_noi() {
    // A month, or a day, before the Chinese one: 1985, 2007, 2030, 2053.
    let known = [
        day(1985, 1, 21),
        day(2000, 2, 5),
        day(2007, 2, 17),
        day(2024, 2, 10),
        day(2025, 1, 29),
        day(2026, 2, 17),
        day(2027, 2, 6),
        day(2028, 1, 26),
        day(2030, 2, 2),
        day(2053, 2, 18),
    ];
    for tet in known {
        assert_eq!(lunar_new_year(tet.year()), Some(tet));
    }
}

#[test]
fn lunar_years_last_twelve_or_thirteen_months() {
    let years: Vec<Day> = (1985..=2053).filter_map(lunar_new_year).collect();
    assert_eq!(years.len(), 69);
    for two in years.windows(2) {
        let days = two[0].until(two[1]).unwrap().get_days();
        assert!((353..=355).contains(&days) || (383..=385).contains(&days), "{two:?}");
    }
    let season = |tet: &Day| (1..=2).contains(&tet.month());
    assert!(years.iter().all(season));
    assert_eq!((lunar_new_year(1899), lunar_new_year(i16::MAX)), (None, None));
}

#[test]
fn a_draft_for_a_year_holds_the_holidays_and_the_days_given_for_weekends() {
    let draft = |year: i16| expected_days_off(year).into_iter().map(|e| e.day).collect::<Vec<_>>();
    let tet = (16..=20).map(|of_february| day(2026, 2, of_february));
    let mut expected = vec![day(2026, 1, 1)];
    expected.extend(tet);
    expected.extend([day(2026, 4, 26), day(2026, 4, 27), day(2026, 4, 30), day(2026, 5, 1)]);
    expected.extend([day(2026, 9, 1), day(2026, 9, 2), day(2026, 11, 24)]);
    assert_eq!(draft(2026), expected);
    assert!(draft(2027).contains(&day(2027, 4, 16)), "Giỗ Tổ");
    // Two days of Tết on a weekend give the Monday and Tuesday after; no 24 November yet.
    let of_2027 = draft(2027);
    assert!((5..=10).all(|of_february| of_2027.contains(&day(2027, 2, of_february))));
    assert!(!draft(2025).contains(&day(2025, 11, 24)));
    assert!(draft(1600).is_empty() && draft(i16::MIN).is_empty());
}

#[test]
fn nothing_is_expected_of_a_year_until_it_is_published() {
    assert!(!expected_days_off(2027).is_empty());
    assert!(!Calendar::default().published(2027));
    assert_eq!(Calendar::default().due(day(2027, 1, 1), &working(1)), None);
}

proptest! {
    #[test]
    fn as_many_working_days_lie_up_to_the_due_day_as_the_deadline_says(
        after in 0..365_i32,
        days in 1..300_u32,
    ) {
        let (calendar, first) = (calendar(), day(2026, 1, 1));
        let from = first.checked_add(Span::new().days(after)).unwrap();
        let works = |day: &Day| calendar.works(*day) == Some(true);
        let mut next = from.series(Span::new().days(1)).skip(1).take_while(|day| day.year() == 2026);
        if let Some(due) = calendar.due(from, &working(days)) {
            prop_assert!(works(&due) && due.year() == 2026);
            let counted = next.take_while(|day| *day <= due).filter(works).count();
            prop_assert_eq!(counted, usize::try_from(days).unwrap());
        } else {
            // The year ends before so many working days are over.
            let left = next.by_ref().filter(works).count();
            prop_assert!(left < usize::try_from(days).unwrap());
        }
    }
}
