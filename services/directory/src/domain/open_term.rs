//! Beginning a term of a council.

use decider::{DecideCtx, Decider, Emit, Folded, Refuse};
use proto::command::OpenTerm;
use proto::event::{DirectoryEvent, TermOpened};
use proto::id::Code;
use serde::Serialize;

use super::{here, on_the_directory};
use crate::Pins;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// The council does not exist on the first day.
    CouncilNotStanding,
    /// The last day is before the first.
    EndsBeforeItBegins,
    /// Another term of this council has days in common.
    Overlaps {
        /// Which.
        term: Code,
    },
    /// Numbers with this prefix exist already; two petitions would have the same.
    PrefixTaken,
}
impl Refuse for Refusal {}

/// Decides [`OpenTerm`].
#[derive(Debug)]
pub struct OpeningTerm;

impl Decider for OpeningTerm {
    on_the_directory!(OpenTerm, Refusal);

    fn decide(
        _: &Folded<()>,
        command: &OpenTerm,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<DirectoryEvent>>, Refusal> {
        let directory = &ctx.pins.directory;
        let OpenTerm { council, term, from, until, prefix } = command.clone();
        if !directory.stands(council, from) {
            return Err(Refusal::CouncilNotStanding);
        }
        if until < from {
            return Err(Refusal::EndsBeforeItBegins);
        }
        let overlapping = directory
            .terms()
            .iter()
            .find(|other| other.council == council && other.from <= until && from <= other.until);
        if let Some(other) = overlapping {
            return Err(Refusal::Overlaps { term: other.term.clone() });
        }
        if directory.terms().iter().any(|other| other.prefix == prefix) {
            return Err(Refusal::PrefixTaken);
        }
        Ok(vec![Emit::on(here(), TermOpened { council, term, from, until, prefix })])
    }
}
