//! For whom somebody acts: a body by itself, or one that answered on paper.

use directory::Pins;
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
    let Some(absent) = act.on_behalf.filter(|absent| Some(*absent) != act.body) else {
        return Ok(act.body);
    };
    if !rules.on_paper.contains(&absent) {
        return Err(Paper::NotOnPaper);
    }
    let allowed = rules.standing_committee;
    if act.body != Some(allowed) {
        return Err(Paper::NotYoursToRecord { allowed });
    }
    let document = act.document.as_ref().ok_or(Paper::NoPaper)?;
    if rules.misses_scan(document) {
        return Err(Paper::NoScan);
    }
    Ok(Some(absent))
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
