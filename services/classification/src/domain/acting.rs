//! For whom somebody acts: a body by itself, or one that answered on paper.

use directory::Pins;
use directory::paper::{self, Unrecorded};
use proto::BodyId;
use proto::event::Rules;
use serde::Serialize;

/// Why nobody may act so for a body that answered on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Paper {
    /// By the rules this body does not answer on paper: it has to act itself.
    NotOnPaper,
    /// Only the council's standing committee records what was answered on paper.
    NotYoursToRecord {
        /// Who may.
        allowed: BodyId,
    },
    /// What was answered on paper has a document: name its symbol and date.
    NoPaper,
    /// The rules want the paper scanned; attach the scan to the document.
    NoScan,
}

/// The body acted for, paper included; none where nobody's officer acts.
///
/// # Errors
/// [`Paper`].
pub fn acting(act: &decider::Act, rules: &Rules) -> Result<Option<BodyId>, Paper> {
    paper::acting(act, rules).map_err(|why| match why {
        Unrecorded::NotOnPaper => Paper::NotOnPaper,
        Unrecorded::NotTheStandingCommittee => {
            Paper::NotYoursToRecord { allowed: rules.standing_committee }
        }
        Unrecorded::NoPaper => Paper::NoPaper,
        Unrecorded::NoScan => Paper::NoScan,
    })
}

/// Whether somebody who answers for `other` acts for `party`: on paper nobody acts for both
/// parties of a pair, neither the body that records nor its officer.
#[must_use]
pub fn acts_for_both(
    ctx: &decider::DecideCtx<'_, Pins>,
    party: BodyId,
    mut others: impl Iterator<Item = BodyId>,
) -> bool {
    let act = ctx.act;
    if act.body == Some(party) {
        return false;
    }
    others.any(|other| {
        let roles = act.officer.into_iter().flat_map(|officer| {
            ctx.pins.directory.roles_of(officer, ctx.today).map(|(body, _)| body)
        });
        act.body.into_iter().chain(roles).any(|body| body == other)
    })
}
