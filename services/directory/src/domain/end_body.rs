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
        Ok(vec![Emit::on(here(), BodyEnded { body, until, successors, basis })])
    }
}
