//! Recording a contact meeting; levels may join, so that it is a meeting of several councils.

use std::collections::BTreeSet;

use decider::{Act, DecideCtx, Decider, Emit, Folded, NoEvent, Plan, Refuse};
use directory::Pins;
use proto::command::HoldMeeting;
use proto::event::{IntakeEvent, MeetingHeld, Rules};
use proto::sealed::Sealed;
use proto::{BodyId, Day};
use serde::Serialize;

use super::barred::{acting_for, within_reach};

/// The most councils, groups or invited bodies that a meeting may name.
pub const BODIES_MAX: usize = 100;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// Too many councils, groups or invited bodies for one meeting.
    TooManyBodies {
        /// The bound for each of the three.
        max: usize,
    },
    /// No council is named.
    NoCouncil,
    /// No delegate group is named: voters meet the deputies of a group.
    NoGroup,
    /// A body is named twice as the same.
    BodyTwice {
        /// Which.
        body: BodyId,
    },
    /// A council did not exist on that day.
    CouncilNotStanding {
        /// Which.
        council: BodyId,
    },
    /// A council had no co-ordination rules on that day; adopt them first.
    NoRulesOf {
        /// Which.
        council: BodyId,
    },
    /// A group did not exist on that day, or is a delegate group of none of these councils.
    NotAGroupOfTheseCouncils {
        /// Which.
        group: BodyId,
    },
    /// Only a group that took part, or the standing committee of one of the councils, records it.
    NotYourMeeting {
        /// Who may.
        allowed: Vec<BodyId>,
    },
    /// The day lies further back than the strictest of the councils' rules allow.
    TooFarBack {
        /// How many days back it may lie.
        days_max: u32,
    },
    /// An invited body did not exist on that day; its successors may have come.
    InvitedNotStanding {
        /// Which.
        body: BodyId,
        /// Who took over its work.
        successors: BTreeSet<BodyId>,
    },
}
impl Refuse for Refusal {}

/// Decides [`HoldMeeting`].
#[derive(Debug)]
pub struct HoldingMeeting;

impl Decider for HoldingMeeting {
    type Command = HoldMeeting<Sealed>;
    type State = ();
    type Event = NoEvent;
    type Emits = IntakeEvent;
    type Refusal = Refusal;
    type Pins = Pins;
    const NUMBER: u32 = 1;

    fn plan(_: &Self::Command, _: &Act, _: &Pins) -> Plan {
        Plan::default()
    }

    fn councils(command: &Self::Command, _: &Act, _: &Folded<()>) -> Vec<BodyId> {
        // More than the bound is refused by name; no need to read all their rules for that.
        let councils: BTreeSet<BodyId> =
            command.councils.iter().copied().take(BODIES_MAX).collect();
        councils.into_iter().collect()
    }

    fn evolve((): (), event: &NoEvent, _: Day) {
        match *event {}
    }

    fn decide(
        _: &Folded<()>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        check_lists(command)?;
        let day = ctx.act.occurred_on;
        let rules = rules_of(&command.councils, ctx.pins, day)?;
        for &group in &command.groups {
            let mut councils = command.councils.iter();
            if !councils.any(|&council| is_group_of(ctx.pins, group, council, day)) {
                return Err(Refusal::NotAGroupOfTheseCouncils { group });
            }
        }
        let committees = rules.iter().map(|rules| rules.standing_committee);
        let allowed: Vec<BodyId> = command.groups.iter().copied().chain(committees).collect();
        let acting = |rules: &&Rules| acting_for(ctx, rules);
        if !rules.iter().filter_map(acting).any(|body| allowed.contains(&body)) {
            return Err(Refusal::NotYourMeeting { allowed });
        }
        for rules in rules {
            within_reach(ctx, rules).map_err(|days_max| Refusal::TooFarBack { days_max })?;
        }
        let directory = &ctx.pins.directory;
        if let Some(&body) = command.invited.iter().find(|&&body| !directory.stands(body, day)) {
            let successors = directory.standing_heirs(body, day);
            return Err(Refusal::InvitedNotStanding { body, successors });
        }
        let HoldMeeting { councils, groups, round, area, place, voters, invited, minutes, .. } =
            command.clone();
        let attachments = command.attachments.clone();
        let held = MeetingHeld {
            councils,
            groups,
            round,
            area,
            place,
            voters,
            invited,
            minutes,
            attachments,
        };
        Ok(vec![Emit::on(ctx.act.stream, held)])
    }
}

/// Whether `group` is a delegate group of `council` that stands on `day`.
#[must_use]
pub fn is_group_of(pins: &Pins, group: BodyId, council: BodyId, day: Day) -> bool {
    pins.directory.body(group).is_some_and(|body| {
        let established = &body.established;
        body.stands(day)
            && established.under == Some(council)
            && established.kind.as_str() == "delegate_group"
    })
}

fn check_lists(command: &HoldMeeting<Sealed>) -> Result<(), Refusal> {
    let lists = [&command.councils, &command.groups, &command.invited];
    if lists.iter().any(|list| list.len() > BODIES_MAX) {
        return Err(Refusal::TooManyBodies { max: BODIES_MAX });
    }
    if command.councils.is_empty() {
        return Err(Refusal::NoCouncil);
    }
    if command.groups.is_empty() {
        return Err(Refusal::NoGroup);
    }
    for list in lists {
        let mut named = BTreeSet::new();
        if let Some(&body) = list.iter().find(|&&body| !named.insert(body)) {
            return Err(Refusal::BodyTwice { body });
        }
    }
    Ok(())
}

fn rules_of<'a>(councils: &[BodyId], pins: &'a Pins, day: Day) -> Result<Vec<&'a Rules>, Refusal> {
    let mut all = Vec::with_capacity(councils.len());
    for &council in councils {
        if !pins.directory.stands(council, day) {
            return Err(Refusal::CouncilNotStanding { council });
        }
        all.push(pins.rules(council, day).ok_or(Refusal::NoRulesOf { council })?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests;
