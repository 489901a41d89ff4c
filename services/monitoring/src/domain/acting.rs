//! Who asks, under which rules: what every decision that a person asks for looks at first.

use std::collections::BTreeSet;

use decider::{DecideCtx, Folded};
use directory::paper::{self, Unrecorded};
use directory::{Directory, Pins};
use proto::event::Rules;
use proto::{BodyId, Day};

use super::case::{Case, Part};
use super::refusal::Refusal;

/// A petition, and the body that wants something of it.
#[derive(Debug)]
pub struct Asked<'a> {
    /// As it stands.
    pub case: Case,
    /// Of its council, on the day of the act.
    pub rules: &'a Rules,
    /// Who exists.
    pub directory: &'a Directory,
    /// The body that acts, be it on paper.
    pub by: BodyId,
    /// The day of the act.
    pub day: Day,
}

/// The supervised petition of `ctx`, and who acts.
///
/// # Errors
/// The petition, its rules, or the right to record for another body is missing.
pub fn asked<'a>(folded: &Folded<Case>, ctx: &DecideCtx<'a, Pins>) -> Result<Asked<'a>, Refusal> {
    let (case, day) = (folded.of(ctx.act.stream), ctx.act.occurred_on);
    let council = case.council.ok_or(Refusal::NotReceived)?;
    if case.only_tracked() {
        return Err(Refusal::NotSupervised);
    }
    let rules = ctx.pins.rules(council, day).ok_or(Refusal::NoRules)?;
    let by = acting(rules, ctx)?;
    Ok(Asked { case, rules, directory: &ctx.pins.directory, by, day })
}

/// The body that acts: the officer's own, or one that answered on paper.
fn acting(rules: &Rules, ctx: &DecideCtx<'_, Pins>) -> Result<BodyId, Refusal> {
    let not_on_paper = || Refusal::NotOnPaper { allowed: rules.on_paper.clone() };
    let acting = paper::acting(ctx.act, rules).map_err(|why| match why {
        Unrecorded::NotOnPaper | Unrecorded::NotTheStandingCommittee => not_on_paper(),
        Unrecorded::NoPaper => Refusal::NoDocument,
        Unrecorded::NoScan => Refusal::NoScan,
    })?;
    acting.ok_or_else(not_on_paper)
}

impl Asked<'_> {
    /// Only the standing committee goes on.
    pub(super) fn by_standing_committee(&self) -> Result<(), Refusal> {
        let allowed = self.rules.standing_committee;
        if self.by == allowed { Ok(()) } else { Err(Refusal::NotTheStandingCommittee { allowed }) }
    }

    /// Only one of `allowed` goes on.
    pub(super) fn by_one_of(
        &self,
        allowed: impl IntoIterator<Item = BodyId>,
    ) -> Result<(), Refusal> {
        let allowed: BTreeSet<BodyId> = allowed.into_iter().collect();
        if allowed.contains(&self.by) { Ok(()) } else { Err(Refusal::NotYours { allowed }) }
    }

    /// The delegate group that took it, or those who took over its work.
    pub(super) fn raisers(&self) -> BTreeSet<BodyId> {
        let groups = self.case.raised_with.into_iter();
        groups.flat_map(|group| self.directory.standing_heirs(group, self.day)).collect()
    }

    /// It is not closed.
    pub(super) fn not_closed(&self) -> Result<(), Refusal> {
        if self.case.closed { Err(Refusal::AlreadyClosed) } else { Ok(()) }
    }

    /// It is neither closed nor settled.
    pub(super) fn open(&self) -> Result<(), Refusal> {
        self.not_closed()?;
        if self.case.settled { Err(Refusal::AlreadySettled) } else { Ok(()) }
    }

    /// What `body` owes.
    pub(super) fn part(&self, body: BodyId) -> Result<&Part, Refusal> {
        let holders = || self.case.parts.keys().copied().collect();
        let part = self.case.parts.get(&body);
        part.ok_or_else(|| Refusal::NotHeldBy { body, holders: holders() })
    }

    /// The day of the act is not before that of what `part` answered or claimed last.
    pub(super) fn not_before(&self, part: &Part) -> Result<(), Refusal> {
        match part.said_on {
            Some(said_on) if self.day < said_on => Err(Refusal::BeforeItWasSaid { said_on }),
            Some(_) | None => Ok(()),
        }
    }

    /// What the acting body holds itself and gave to its agency `to`.
    pub(super) fn given_to(&self, to: BodyId) -> Option<&Part> {
        let mut parts = self.case.parts.iter();
        let given =
            parts.find(|(body, part)| part.agencies.contains(&to) && self.is_own_work(**body));
        given.map(|(_, part)| part)
    }

    /// Whether what `body` did is the acting body's own: its, or taken over from it.
    pub(super) fn is_own_work(&self, body: BodyId) -> bool {
        self.by == body || self.directory.standing_heirs(body, self.day).contains(&self.by)
    }
}
