//! What a proposal may say: a field of the council's, and addressees that can answer.

use std::collections::BTreeSet;

use decider::DecideCtx;
use directory::Pins;
use proto::BodyId;
use proto::event::Rules;
use proto::id::Code;
use serde::Serialize;

use super::case::Case;

/// Why it may not say so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Unfit {
    /// The field is none of the council's.
    FieldUnknown {
        /// Those that the rules know.
        known: Vec<Code>,
    },
    /// Nobody is named who should answer.
    NoAddressee,
    /// A body is named twice.
    AddresseeTwice {
        /// Which.
        body: BodyId,
    },
    /// A body has the letter already and still owes its answer: it has to stay.
    KeepsNot {
        /// Which.
        body: BodyId,
    },
    /// A body does not exist today; its successors may.
    AddresseeNotStanding {
        /// Which.
        body: BodyId,
        /// Who took over its work.
        successors: BTreeSet<BodyId>,
    },
}

/// Checks field and addressees of a new proposal.
///
/// # Errors
/// The first rule that is broken.
pub fn check(
    (field, addressees): (&Code, &[BodyId]),
    case: &Case,
    rules: &Rules,
    ctx: &DecideCtx<'_, Pins>,
) -> Result<(), Unfit> {
    if !rules.fields.iter().any(|rule| rule.field == *field) {
        let known = rules.fields.iter().map(|rule| rule.field.clone()).collect();
        return Err(Unfit::FieldUnknown { known });
    }
    if addressees.is_empty() {
        return Err(Unfit::NoAddressee);
    }
    let mut named = BTreeSet::new();
    if let Some(&body) = addressees.iter().find(|body| !named.insert(**body)) {
        return Err(Unfit::AddresseeTwice { body });
    }
    let holders = case.holders();
    if let Some(&body) = holders.iter().find(|body| !named.contains(body)) {
        return Err(Unfit::KeepsNot { body });
    }
    // Who has the letter keeps it, standing or not: its work has passed on with everything else.
    let stands = |body| holders.contains(&body) || ctx.pins.directory.stands(body, ctx.today);
    match addressees.iter().find(|body| !stands(**body)) {
        Some(&body) => {
            let successors = ctx.pins.directory.standing_heirs(body, ctx.today);
            Err(Unfit::AddresseeNotStanding { body, successors })
        }
        None => Ok(()),
    }
}
