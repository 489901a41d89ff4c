//! How the due days of a decision were counted: from which day, how many days of which kind, which
//! days off did not count, and by what.
//!
//! Counts with the directory's own functions on the calendar and the rules as they were pinned; a
//! day that does not come out the same is not explained at all.

use std::collections::BTreeSet;

use directory::{Calendar, Pins};
use proto::event::{DayKind, Deadline, Rules};
use proto::{BodyId, Day};
use serde_json::{Value, json};

/// A day that an event set: what is due, until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Set {
    pub(super) what: &'static str,
    pub(super) due: Day,
}

/// The days that an event of this data set.
pub(super) fn set_by(data: &Value) -> impl Iterator<Item = Set> {
    let all = [("answer_due", "answer"), ("consent_due", "consent")];
    all.into_iter().filter_map(|(member, what)| {
        let due = data.get(member)?.as_str()?.parse().ok()?;
        Some(Set { what, due })
    })
}

/// Each of `set` once, with how it was counted by the rules of one of `councils`, from one of the
/// days of `from`, the first that fits.
pub(super) fn counted(
    pins: &Pins,
    councils: &[BodyId],
    set: &BTreeSet<Set>,
    from: &[Day],
    on: Day,
) -> Value {
    let rules: Vec<&Rules> =
        councils.iter().filter_map(|&council| pins.rules(council, on)).collect();
    let one = |of: &Set| {
        let mut ways = from.iter().flat_map(|&from| {
            let deadlines = rules.iter().flat_map(|rules| deadlines(rules, of.what));
            deadlines.map(move |deadline| (from, deadline))
        });
        let fits = |&(from, deadline): &(Day, &Deadline)| {
            pins.calendar.due(from, deadline) == Some(of.due)
        };
        let (from, deadline) = ways.find(fits)?;
        Some(told(&pins.calendar, of, from, deadline))
    };
    set.iter().filter_map(one).collect()
}

fn deadlines<'a>(rules: &'a Rules, what: &str) -> Vec<&'a Deadline> {
    match what {
        "consent" => rules.pairs.iter().map(|pair| &pair.consent).collect(),
        _ => vec![&rules.answer],
    }
}

fn told(calendar: &Calendar, of: &Set, from: Day, deadline: &Deadline) -> Value {
    let skips = deadline.day_kind == DayKind::Working;
    let (mut named, mut weekend_days, mut day) = (Vec::new(), 0_u32, from);
    while let Some(next) = day.tomorrow().ok().filter(|next| skips && *next <= of.due) {
        day = next;
        if calendar.works(day) == Some(false) {
            match calendar.days_off(day.year()).find(|(off, _)| *off == day) {
                Some((off, name)) => named.push(json!({ "day": off, "name": name })),
                None => weekend_days = weekend_days.saturating_add(1),
            }
        }
    }
    json!({
        "what": of.what, "due": of.due, "from": from, "days": deadline.days,
        "day_kind": deadline.day_kind, "basis": deadline.basis,
        "days_off": named, "weekend_days": weekend_days,
    })
}

#[cfg(test)]
mod tests {
    use directory::fixture::{COUNCIL, circle};
    use jiff::civil::date;
    use proto::event::{DayOff, DaysOffPublished, DirectoryEvent, Event};
    use proto::text::Line;

    use super::*;

    fn line(text: &str) -> Line {
        Line::new(text).unwrap()
    }

    /// The circle, with one day off in the last week of July.
    fn pins() -> Pins {
        let mut pins = circle();
        let off = DayOff { day: date(2026, 7, 28), name: line("Ngày hội") };
        pins.apply(Event::Directory(DirectoryEvent::DaysOffPublished(DaysOffPublished {
            year: 2026,
            days: vec![off],
            working: Vec::new(),
            source: line("Thông báo 1"),
        })));
        pins
    }

    fn deadline(day_kind: DayKind) -> Deadline {
        Deadline { days: 3, day_kind, basis: line("Điều 44") }
    }

    #[test]
    fn of_working_days_the_days_off_and_weekends_between_are_told() {
        let of = Set { what: "answer", due: date(2026, 7, 29) };
        let (calendar, working) = (pins().calendar, deadline(DayKind::Working));
        // A Thursday; Friday, Monday, Wednesday count.
        let from = date(2026, 7, 23);
        assert_eq!(calendar.due(from, &working), Some(of.due));
        let told = told(&calendar, &of, from, &working);
        assert_eq!(told["weekend_days"], 2);
        assert_eq!(told["days_off"], json!([{ "day": "2026-07-28", "name": "Ngày hội" }]));
        assert_eq!((&told["from"], &told["days"]), (&json!("2026-07-23"), &json!(3)));
        assert_eq!(told["basis"], "Điều 44");
    }

    #[test]
    fn of_calendar_days_none_is_skipped() {
        let of = Set { what: "answer", due: date(2026, 7, 26) };
        let told = told(&pins().calendar, &of, date(2026, 7, 23), &deadline(DayKind::Calendar));
        assert_eq!((&told["weekend_days"], &told["days_off"]), (&json!(0), &json!([])));
    }

    #[test]
    fn a_day_that_does_not_come_out_the_same_is_not_explained() {
        let (pins, on) = (pins(), date(2026, 7, 23));
        let answer = &pins.rules(COUNCIL, on).unwrap().answer;
        let due = pins.calendar.due(on, answer).unwrap();
        let asked = |due, from: &[Day]| {
            counted(&pins, &[COUNCIL], &BTreeSet::from([Set { what: "answer", due }]), from, on)
        };
        assert_eq!(asked(due, &[on])[0]["from"], "2026-07-23");
        // Counted from the day of recording, where that is what comes out.
        assert_eq!(asked(due, &[date(2026, 7, 1), on])[0]["from"], "2026-07-23");
        assert_eq!(asked(due.tomorrow().unwrap(), &[on]), json!([]));
    }
}
