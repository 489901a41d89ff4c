//! The ladder: who is told, and when, that something is owed although its day passed.
//!
//! The rungs are those of the council's rules on the due day: so many calendar days overdue each.
//! Who is told on which of them is local choice; article 53 of NQLT 72/2025 only has everybody
//! follow a petition to the end. Never decides what is owed: that is the case.

use directory::Pins;
use proto::event::Rules;
use proto::{BodyId, Day};

use super::case::{Case, DueDay};

/// A rung that is due, and was not reached yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// What is overdue.
    pub owed: DueDay,
    /// From 1.
    pub rung: u32,
    /// From how many days overdue on.
    pub days: u32,
    /// Who is told.
    pub to: Vec<BodyId>,
}

/// The rungs that are due on `today`, the lowest of each due day first.
#[must_use]
pub fn due_rungs(case: &Case, pins: &Pins, today: Day) -> Vec<Rung> {
    let Some(council) = case.council else { return Vec::new() };
    let of = |owed: DueDay| {
        let rules = pins.rules(council, owed.day)?;
        let overdue = days_overdue(owed.day, today)?;
        let due = (1..).zip(&rules.escalation).filter(move |(_, days)| **days <= overdue);
        let open = due.filter(move |(rung, _)| !case.reached(&owed, *rung));
        Some(open.map(move |(rung, &days)| Rung {
            owed,
            rung,
            days,
            to: told(rung, owed.body, rules, pins, today),
        }))
    };
    case.pressing().filter_map(of).flatten().collect()
}

/// How many days ago `day` was; none if it is not over.
fn days_overdue(day: Day, today: Day) -> Option<u32> {
    let days = u32::try_from(today.since(day).ok()?.get_days()).ok()?;
    Some(days).filter(|days| *days > 0)
}

/// The superior of `body`, then the standing committee, then the Front as well; for whoever ended,
/// those who took over its work. Above a body without a superior there is the standing committee.
fn told(rung: u32, body: BodyId, rules: &Rules, pins: &Pins, today: Day) -> Vec<BodyId> {
    let committee = rules.standing_committee;
    let named = match rung {
        1 => {
            let above = pins.directory.peoples_committees_above(body);
            vec![above.first().copied().unwrap_or(committee)]
        }
        2 => vec![committee],
        _ => vec![committee, rules.front],
    };
    let heirs = named.iter().flat_map(|&body| {
        let heirs = pins.directory.standing_heirs(body, today);
        if heirs.is_empty() { vec![body] } else { heirs.into_iter().collect() }
    });
    heirs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::life::{
        ANSWER_DUE, DONE_BY, LATER, answered, checked, claimed, climbing, closed, escalated,
        extended, forwarded_to, handed, named, returned, settled, settled_by, waiting,
    };
    use decider::Subject;
    use directory::fixture::{
        COMMUNE_NORTH, DEPARTMENT, FIRST_DAY, FRONT, PEOPLES_COMMITTEE, STANDING_COMMITTEE,
    };
    use jiff::ToSpan;
    use proto::event::{CheckResult, Event, Picked, RulesAdopted};

    use crate::domain::case::CaseEvent;

    fn rungs(history: &[Event], today: Day) -> Vec<Rung> {
        let events = history.iter().cloned().filter_map(CaseEvent::pick);
        let case = events.fold(Case::default(), |case, event| case.after(&event, FIRST_DAY));
        due_rungs(&case, &climbing(), today)
    }

    fn numbers(history: &[Event], day: Day, after: i64) -> Vec<u32> {
        let rungs = rungs(history, day + after.days());
        rungs.iter().map(|rung| rung.rung).collect()
    }

    #[test]
    fn a_rung_is_due_when_so_many_days_have_passed_since_the_due_day() {
        let mut history = forwarded_to(&[DEPARTMENT]);
        let on = |history: &[Event], after| numbers(history, ANSWER_DUE, after);
        assert!(on(&history, -1).is_empty());
        assert!(on(&history, 0).is_empty());
        assert_eq!(on(&history, 1), [1]);
        assert_eq!(on(&history, 6), [1]);
        history.push(escalated(DEPARTMENT, "answer", ANSWER_DUE, 1));
        assert!(on(&history, 6).is_empty());
        assert_eq!(on(&history, 7), [2]);
        assert_eq!(on(&history, 365), [2, 3]);
    }

    #[test]
    fn the_superior_is_told_first_then_the_standing_committee_then_the_front_as_well() {
        let history = forwarded_to(&[DEPARTMENT]);
        let told = |history: &[Event]| -> Vec<_> {
            rungs(history, LATER).into_iter().map(|rung| (rung.days, rung.to)).collect()
        };
        let committee = STANDING_COMMITTEE;
        let late = [(7, vec![committee]), (15, vec![committee, FRONT])];
        let first = [(1, vec![PEOPLES_COMMITTEE])];
        assert_eq!(told(&history), [&first[..], &late].concat());
        let nobody_above = forwarded_to(&[PEOPLES_COMMITTEE]);
        let first = [(1, vec![committee])];
        assert_eq!(told(&nobody_above), [&first[..], &late].concat());
    }

    #[test]
    fn the_rules_of_the_due_day_count_and_without_any_there_is_no_ladder() {
        let history = forwarded_to(&[DEPARTMENT]);
        let case = history.iter().cloned().filter_map(CaseEvent::pick);
        let case = case.fold(Case::default(), |case, event| case.after(&event, FIRST_DAY));
        let mut pins = climbing();
        let rules = directory::fixture::rules();
        let council = directory::fixture::COUNCIL;
        let mut adopt = |from| {
            let adopted = RulesAdopted { council, from, rules: rules.clone() };
            pins.apply(proto::event::DirectoryEvent::from(adopted).into());
            due_rungs(&case, &pins, LATER).len()
        };
        assert_eq!(adopt(ANSWER_DUE.tomorrow().unwrap()), 3);
        assert_eq!(adopt(ANSWER_DUE), 0);
        assert_eq!(due_rungs(&case, &Pins::default(), LATER), []);
    }

    #[test]
    fn nothing_climbs_once_it_is_not_owed_any_more() {
        let forwarded = || forwarded_to(&[DEPARTMENT]);
        let then = |events: &[Event]| [&forwarded()[..], events].concat();
        let goes_on = || answered(DEPARTMENT, "in_progress", Some(DONE_BY));
        let accepted = checked(FRONT, DEPARTMENT, CheckResult::Accepted);
        for (what, history) in [
            ("answered", then(&[answered(DEPARTMENT, "resolved", None)])),
            ("extended", then(&[extended(DEPARTMENT, "answer", LATER)])),
            ("returned", then(&[returned(DEPARTMENT)])),
            ("settled", settled_by(DEPARTMENT)),
            ("closed", then(&[settled(), closed()])),
            ("claimed", then(&[goes_on(), claimed(DEPARTMENT)])),
            ("checked", then(&[named(FRONT), goes_on(), accepted])),
        ] {
            assert!(numbers(&history, ANSWER_DUE, 90).is_empty(), "{what}");
        }
        let over = then(&[handed(DEPARTMENT, COMMUNE_NORTH)]);
        let rungs = rungs(&over, ANSWER_DUE + 90.days());
        assert!(rungs.iter().all(|rung| rung.owed.body == COMMUNE_NORTH), "handed over");
    }

    #[test]
    fn promised_work_climbs_unless_it_waits_and_then_its_review_does() {
        let mut history = forwarded_to(&[DEPARTMENT]);
        history.push(answered(DEPARTMENT, "planned", Some(DONE_BY)));
        let what = |history: &[Event], today| -> Vec<_> {
            rungs(history, today).into_iter().map(|rung| (rung.owed.due, rung.rung)).collect()
        };
        let first = DONE_BY + 1.day();
        assert_eq!(what(&history, first), [("done", 1)]);
        history.push(waiting(DEPARTMENT, LATER));
        assert_eq!(what(&history, first), []);
        assert_eq!(what(&history, LATER + 1.day()), [("review", 1)]);
        history.push(checked(FRONT, DEPARTMENT, CheckResult::Accepted));
        assert_eq!(what(&history, LATER + 1.day()), []);
    }
}
