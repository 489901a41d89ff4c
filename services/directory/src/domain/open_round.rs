//! Opening a round of voter contact around a session.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::BodyId;
use proto::command::OpenRound;
use proto::event::{DirectoryEvent, RoundOpened, RoundPhase};
use proto::id::Code;
use serde::Serialize;

use super::{here, on_the_directory};
use crate::{Pins, Session};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// The council has no such session; plan it first.
    SessionUnknown,
    /// The council has had a round of this word; choose another.
    RoundTaken,
    /// The last day is before the first.
    EndsBeforeItBegins,
    /// Petitions would be taken in no more while voters are still met; choose a later day.
    CutOffTooEarly,
    /// A round before a session ends by its first day, one after it begins no sooner than its last.
    WrongSideOfSession,
    /// A round takes place somewhere; name its areas.
    NoArea,
    /// An area has no name yet; name it first.
    AreaUnknown {
        /// Which.
        area: Code,
    },
    /// A council that would join has no term on the first day.
    JoinedWithoutTerm {
        /// Which.
        council: BodyId,
    },
}
impl Refuse for Refusal {}

/// Decides [`OpenRound`].
#[derive(Debug)]
pub struct OpeningRound;

impl Decider for OpeningRound {
    on_the_directory!(OpenRound, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &OpenRound,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let directory = &ctx.pins.directory;
        let Some(session) = directory.session(command.council, &command.session) else {
            return Err(Refusal::SessionUnknown);
        };
        if directory.round(command.council, &command.round).is_some() {
            return Err(Refusal::RoundTaken);
        }
        if command.until < command.from {
            return Err(Refusal::EndsBeforeItBegins);
        }
        if command.cut_off < command.until {
            return Err(Refusal::CutOffTooEarly);
        }
        if !on_its_side(command, session) {
            return Err(Refusal::WrongSideOfSession);
        }
        if command.areas.is_empty() {
            return Err(Refusal::NoArea);
        }
        if let Some(area) = command.areas.iter().find(|area| directory.area(area).is_none()) {
            return Err(Refusal::AreaUnknown { area: area.clone() });
        }
        let without = |&&council: &&BodyId| directory.term(council, command.from).is_none();
        if let Some(&council) = command.joined.iter().find(without) {
            return Err(Refusal::JoinedWithoutTerm { council });
        }
        Ok(vec![Emit::on(here(), opened(command.clone()))])
    }
}

fn on_its_side(command: &OpenRound, session: &Session) -> bool {
    match command.phase {
        RoundPhase::Before => command.until <= session.opens_on,
        RoundPhase::After => session.closes_on <= command.from,
        RoundPhase::Other => true,
    }
}

fn opened(command: OpenRound) -> RoundOpened {
    let OpenRound { council, round, session, phase, joined, areas, from, until, cut_off } = command;
    RoundOpened { council, round, session, phase, joined, areas, from, until, cut_off }
}

#[cfg(test)]
mod tests;
