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
    /// The council has had a term of this word; both would count in one series.
    TermTaken,
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
        if directory.terms().iter().any(|other| other.council == council && other.term == term) {
            return Err(Refusal::TermTaken);
        }
        if directory.terms().iter().any(|other| other.prefix == prefix) {
            return Err(Refusal::PrefixTaken);
        }
        Ok(vec![Emit::on(here(), TermOpened { council, term, from, until, prefix })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::acting;
    use crate::fixture::{
        AFTER_REFORM, BEFORE_REFORM, COUNCIL, DISTRICT, FIRST_DAY, LAST_DAY_OF_TERM, TERM, circle,
        code, reformed,
    };
    use proto::Day;

    /// The council's next term.
    fn next() -> OpenTerm {
        OpenTerm {
            council: COUNCIL,
            term: code("2026-2031"),
            from: LAST_DAY_OF_TERM.tomorrow().unwrap(),
            until: Day::constant(2031, 3, 31),
            prefix: code("LH26"),
        }
    }

    fn refused(command: &OpenTerm, why: Refusal) {
        acting::<OpeningTerm>(AFTER_REFORM).when(command, &circle()).then_refused(why);
    }

    #[test]
    fn a_term_follows_the_one_before() {
        let OpenTerm { council, term, from, until, prefix } = next();
        acting::<OpeningTerm>(AFTER_REFORM)
            .when(&next(), &circle())
            .then(&[Emit::on(here(), TermOpened { council, term, from, until, prefix })]);
    }

    #[test]
    fn an_abolished_body_begins_no_term() {
        acting::<OpeningTerm>(AFTER_REFORM)
            .when(&OpenTerm { council: DISTRICT, ..next() }, &reformed())
            .then_refused(Refusal::CouncilNotStanding);
    }

    #[test]
    fn a_term_does_not_end_before_it_begins() {
        refused(&OpenTerm { until: LAST_DAY_OF_TERM, ..next() }, Refusal::EndsBeforeItBegins);
    }

    #[test]
    fn two_terms_of_a_council_never_overlap() {
        let overlaps = || Refusal::Overlaps { term: code(TERM) };
        // On the last day, and around the whole.
        refused(&OpenTerm { from: LAST_DAY_OF_TERM, ..next() }, overlaps());
        refused(&OpenTerm { from: FIRST_DAY, ..next() }, overlaps());
        refused(&OpenTerm { from: BEFORE_REFORM, until: AFTER_REFORM, ..next() }, overlaps());
    }

    #[test]
    fn a_council_has_one_term_of_a_word() {
        refused(&OpenTerm { term: code(TERM), ..next() }, Refusal::TermTaken);
    }

    #[test]
    fn no_two_terms_share_a_prefix() {
        refused(&OpenTerm { prefix: code("XB21"), ..next() }, Refusal::PrefixTaken);
    }
}
