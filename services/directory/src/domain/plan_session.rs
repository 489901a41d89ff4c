//! Planning a session of a council, and moving the days of a planned one.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::command::PlanSession;
use proto::event::{DirectoryEvent, SessionPlanned};
use proto::id::Code;
use serde::Serialize;

use super::{here, on_the_directory};
use crate::Pins;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// The council has no term on the first day; open the term first.
    NoTermOpen,
    /// The last day is before the first.
    ClosesBeforeItOpens,
    /// Another session of this kind has that number in the term; take the next one.
    NumberTaken {
        /// Which session.
        by: Code,
    },
}
impl Refuse for Refusal {}

/// Decides [`PlanSession`].
#[derive(Debug)]
pub struct PlanningSession;

impl Decider for PlanningSession {
    on_the_directory!(PlanSession, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &PlanSession,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let directory = &ctx.pins.directory;
        let PlanSession { council, session, kind, number, opens_on, closes_on } = command.clone();
        let Some(term) = directory.term(council, opens_on) else {
            return Err(Refusal::NoTermOpen);
        };
        if closes_on < opens_on {
            return Err(Refusal::ClosesBeforeItOpens);
        }
        let namesake = directory.sessions(council).find(|other| {
            other.session != session
                && other.kind == kind
                && other.number == number
                && directory.term(council, other.opens_on) == Some(term)
        });
        if let Some(other) = namesake {
            return Err(Refusal::NumberTaken { by: other.session.clone() });
        }
        let event = SessionPlanned { council, session, kind, number, opens_on, closes_on };
        Ok(vec![Emit::on(here(), event)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::acting;
    use crate::fixture::{
        AFTER_REFORM, COUNCIL, FRONT, LAST_DAY_OF_TERM, before_reform, circle, code, pins,
    };
    use proto::Day;

    fn plan(word: &str) -> PlanSession {
        PlanSession {
            council: COUNCIL,
            session: code(word),
            kind: code("regular"),
            number: 12,
            opens_on: Day::constant(2025, 12, 8),
            closes_on: Day::constant(2025, 12, 10),
        }
    }

    fn planned(command: PlanSession) -> SessionPlanned {
        let PlanSession { council, session, kind, number, opens_on, closes_on } = command;
        SessionPlanned { council, session, kind, number, opens_on, closes_on }
    }

    /// The circle with a planned session.
    fn with_session() -> Pins {
        pins(before_reform().into_iter().chain([planned(plan("ky-12")).into()]))
    }

    #[test]
    fn a_planned_session_is_known_by_its_word() {
        acting::<PlanningSession>(AFTER_REFORM)
            .when(&plan("ky-12"), &circle())
            .then(&[Emit::on(here(), planned(plan("ky-12")))]);
        let directory = with_session().directory;
        assert_eq!(directory.session(COUNCIL, &code("ky-12")), Some(&planned(plan("ky-12"))));
        assert_eq!(directory.session(FRONT, &code("ky-12")), None);
    }

    #[test]
    fn the_days_of_a_session_move() {
        let later = PlanSession { closes_on: Day::constant(2025, 12, 12), ..plan("ky-12") };
        acting::<PlanningSession>(AFTER_REFORM)
            .when(&later, &with_session())
            .then(&[Emit::on(here(), planned(later.clone()))]);
        let both = [planned(plan("ky-12")).into(), planned(later.clone()).into()];
        let directory = pins(before_reform().into_iter().chain(both)).directory;
        assert_eq!(directory.sessions(COUNCIL).collect::<Vec<_>>(), [&planned(later)]);
    }

    #[test]
    fn a_session_opens_within_a_term_of_its_council() {
        let opens_on = LAST_DAY_OF_TERM.tomorrow().unwrap();
        let late = PlanSession { opens_on, closes_on: opens_on, ..plan("ky-12") };
        for command in [late, PlanSession { council: FRONT, ..plan("ky-12") }] {
            acting::<PlanningSession>(AFTER_REFORM)
                .when(&command, &circle())
                .then_refused(Refusal::NoTermOpen);
        }
    }

    #[test]
    fn a_session_does_not_close_before_it_opens() {
        let command = PlanSession { closes_on: Day::constant(2025, 12, 7), ..plan("ky-12") };
        acting::<PlanningSession>(AFTER_REFORM)
            .when(&command, &circle())
            .then_refused(Refusal::ClosesBeforeItOpens);
    }

    #[test]
    fn two_sessions_of_a_kind_have_different_numbers() {
        acting::<PlanningSession>(AFTER_REFORM)
            .when(&plan("ky-13"), &with_session())
            .then_refused(Refusal::NumberTaken { by: code("ky-12") });
        let thematic = PlanSession { kind: code("thematic"), ..plan("ky-13") };
        assert!(
            acting::<PlanningSession>(AFTER_REFORM)
                .when(&thematic, &with_session())
                .outcome()
                .is_ok()
        );
    }
}
