//! Who may change the record of a petition, and when nobody may: the rules that all decisions about
//! a recorded petition share, in front of their own.

use decider::DecideCtx;
use directory::Pins;
use proto::event::{PetitionReceived, Rules};
use proto::{BodyId, StreamId};
use serde::Serialize;

use super::case::Case;

/// Why not, whatever is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Barred {
    /// No such petition.
    PetitionUnknown,
    /// The council had no co-ordination rules on that day; adopt them first.
    NoRules,
    /// Only the delegate group that took it, or the council's standing committee, keeps its record.
    NotYoursToRecord {
        /// Who may.
        allowed: [BodyId; 2],
    },
    /// The day lies further back than the rules allow.
    TooFarBack {
        /// How many days back it may lie.
        days_max: u32,
    },
    /// The voter withdrew it.
    Withdrawn,
    /// It was merged: go on with the other petition, or undo the merger first.
    Merged {
        /// In which its life goes on.
        into: StreamId,
    },
    /// It was split: go on with its parts.
    Split {
        /// Its parts.
        into: Vec<StreamId>,
    },
}

/// For whom the act counts: the body acting, or the one that answered on paper, where `rules` let
/// the acting body record its paper. None where they do not.
#[must_use]
pub fn acting_for(ctx: &DecideCtx<'_, Pins>, rules: &Rules) -> Option<BodyId> {
    directory::paper::acting(ctx.act, rules).ok().flatten()
}

/// Whether the act's day lies too far back, by `rules`.
///
/// # Errors
/// How many days back it may lie.
pub fn within_reach(ctx: &DecideCtx<'_, Pins>, rules: &Rules) -> Result<(), u32> {
    let days_back = ctx.today.since(ctx.act.occurred_on).map_or(0, |span| span.get_days());
    let too_far = u32::try_from(days_back).is_ok_and(|days| days > rules.back_dating_days);
    if too_far { Err(rules.back_dating_days) } else { Ok(()) }
}

/// The petition as received, and its council's rules, for one who may keep its record.
///
/// # Errors
/// [`Barred`], of the first four kinds.
pub fn kept<'a>(
    case: &'a Case,
    ctx: &'a DecideCtx<'_, Pins>,
) -> Result<(&'a PetitionReceived, &'a Rules), Barred> {
    let received = case.received.as_ref().ok_or(Barred::PetitionUnknown)?;
    let rules = ctx.pins.rules(received.council, ctx.act.occurred_on).ok_or(Barred::NoRules)?;
    let allowed = [received.raised_with, rules.standing_committee];
    if !acting_for(ctx, rules).is_some_and(|body| allowed.contains(&body)) {
        return Err(Barred::NotYoursToRecord { allowed });
    }
    within_reach(ctx, rules).map_err(|days_max| Barred::TooFarBack { days_max })?;
    Ok((received, rules))
}

/// Whether the petition still has a life of its own.
///
/// # Errors
/// [`Barred`], of the last three kinds.
pub fn alive(case: &Case) -> Result<(), Barred> {
    if case.withdrawn {
        return Err(Barred::Withdrawn);
    }
    if let Some(into) = case.merged_into {
        return Err(Barred::Merged { into });
    }
    if case.parts.is_empty() { Ok(()) } else { Err(Barred::Split { into: case.parts.clone() }) }
}

/// [`kept`] and [`alive`].
///
/// # Errors
/// [`Barred`].
pub fn open<'a>(
    case: &'a Case,
    ctx: &'a DecideCtx<'_, Pins>,
) -> Result<(&'a PetitionReceived, &'a Rules), Barred> {
    let found = kept(case, ctx)?;
    alive(case)?;
    Ok(found)
}

#[cfg(test)]
mod tests;
