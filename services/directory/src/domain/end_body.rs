//! Recording that a body ended, and who took its work over.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::BodyId;
use proto::command::EndBody;
use proto::event::{BodyEnded, DirectoryEvent};
use serde::Serialize;

use super::{here, on_the_directory};
use crate::Pins;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such body, or not on that day.
    NotStanding,
    /// It has ended already.
    AlreadyEnded,
    /// A successor does not exist on the day after.
    SuccessorNotStanding {
        /// Which.
        successor: BodyId,
    },
    /// The work would go round in a circle: it went from a successor to this body. Name who does it
    /// in the end.
    SuccessorCircle {
        /// Which.
        successor: BodyId,
    },
}
impl Refuse for Refusal {}

/// Decides [`EndBody`].
#[derive(Debug)]
pub struct EndingBody;

impl Decider for EndingBody {
    on_the_directory!(EndBody, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &EndBody,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let directory = &ctx.pins.directory;
        let EndBody { body, until, successors, basis } = command.clone();
        let Some(standing) = directory.body(body).filter(|found| found.established.from <= until)
        else {
            return Err(Refusal::NotStanding);
        };
        if standing.ended.is_some() {
            return Err(Refusal::AlreadyEnded);
        }
        let day_after = until.tomorrow().unwrap_or(until);
        let absent = |&&id: &&BodyId| id == body || !directory.stands(id, day_after);
        if let Some(&successor) = successors.iter().find(absent) {
            return Err(Refusal::SuccessorNotStanding { successor });
        }
        let circle = |&&id: &&BodyId| directory.passes_work_to(id, body);
        if let Some(&successor) = successors.iter().find(circle) {
            return Err(Refusal::SuccessorCircle { successor });
        }
        Ok(vec![Emit::on(here(), BodyEnded { body, until, successors, basis })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::acting;
    use crate::fixture::{
        AFTER_REFORM, BEFORE_REFORM, COMMUNE_NORTH, COMMUNE_SOUTH, DEPARTMENT, DISTRICT, FIRST_DAY,
        NOBODY, before_reform, circle, line, pins, reformed,
    };
    use proto::Day;

    fn end(body: BodyId, until: Day, successors: &[BodyId]) -> EndBody {
        EndBody { body, until, successors: successors.to_vec(), basis: line("local choice") }
    }

    #[test]
    fn a_body_ends_and_several_take_its_work_over() {
        let successors = vec![COMMUNE_NORTH, COMMUNE_SOUTH];
        let (body, until, basis) = (DISTRICT, BEFORE_REFORM, line("local choice"));
        acting::<EndingBody>(BEFORE_REFORM)
            .when(&end(DISTRICT, BEFORE_REFORM, &successors), &circle())
            .then(&[Emit::on(here(), BodyEnded { body, until, successors, basis })]);
    }

    #[test]
    fn a_body_does_not_end_before_its_first_day() {
        acting::<EndingBody>(BEFORE_REFORM)
            .when(&end(DISTRICT, FIRST_DAY.yesterday().unwrap(), &[]), &circle())
            .then_refused(Refusal::NotStanding);
    }

    #[test]
    fn a_body_ends_once() {
        acting::<EndingBody>(AFTER_REFORM)
            .when(&end(DISTRICT, AFTER_REFORM, &[COMMUNE_NORTH]), &reformed())
            .then_refused(Refusal::AlreadyEnded);
    }

    #[test]
    fn no_work_goes_to_a_body_that_does_not_stand() {
        for successor in [DISTRICT, NOBODY, DEPARTMENT] {
            acting::<EndingBody>(AFTER_REFORM)
                .when(&end(DEPARTMENT, AFTER_REFORM, &[COMMUNE_NORTH, successor]), &reformed())
                .then_refused(Refusal::SuccessorNotStanding { successor });
        }
    }

    #[test]
    fn work_never_goes_round_in_a_circle() {
        // The northern commune's work goes to the southern one, through the department, from a day
        // on which the southern one still stands.
        let later = AFTER_REFORM.tomorrow().unwrap();
        let ended = |body, until, successor| {
            let (successors, basis) = (vec![successor], line("local choice"));
            BodyEnded { body, until, successors, basis }.into()
        };
        let history = before_reform().into_iter().chain([
            ended(COMMUNE_NORTH, later.tomorrow().unwrap(), DEPARTMENT),
            ended(DEPARTMENT, later.tomorrow().unwrap(), COMMUNE_SOUTH),
        ]);
        acting::<EndingBody>(AFTER_REFORM)
            .when(&end(COMMUNE_SOUTH, AFTER_REFORM, &[COMMUNE_NORTH]), &pins(history))
            .then_refused(Refusal::SuccessorCircle { successor: COMMUNE_NORTH });
    }
}
