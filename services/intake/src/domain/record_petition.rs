//! Recording a petition as it was raised.

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse, Seen};
use directory::Pins;
use proto::command::{RecordPetition, WRITTEN_MAX};
use proto::event::{
    IntakeEvent, MeetingHeld, NumberTaken, PetitionReceived, RaisedAtMeeting, RaisedVia, Rules,
    WrittenInTheBook,
};
use proto::id::Code;
use proto::sealed::Sealed;
use proto::text::Line;
use proto::{BodyId, Day, StreamId, Version, folds};
use serde::Serialize;

use super::barred::{acting_for, within_reach};
use super::hold_meeting::is_group_of;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// The council did not exist on that day.
    CouncilNotStanding,
    /// The council had no term on that day; open one first.
    NoTermOpen,
    /// The council had no co-ordination rules on that day.
    NoRules,
    /// The delegate group did not exist on that day, or is not of this council.
    NotADelegateGroupOfThisCouncil,
    /// Only the delegate group that took it, or the council's standing committee, records it.
    NotYoursToRecord {
        /// Who may.
        allowed: [BodyId; 2],
    },
    /// The day lies further back than the rules allow.
    TooFarBack {
        /// How many days back it may lie.
        days_max: u32,
    },
    /// No such meeting; record it first.
    MeetingUnknown,
    /// The delegate group did not take part in the meeting.
    GroupNotAtMeeting {
        /// Those that did.
        took_part: Vec<BodyId>,
    },
    /// The field is none of the council's.
    FieldUnknown {
        /// Those that the rules know.
        known: Vec<Code>,
    },
    /// The vault gave no tracking code; record it again.
    NoTrackingCode,
    /// Only a petition that is taken over from a book has a row in one.
    NotFromABook,
    /// The row says more than a row can.
    TooMuchWritten {
        /// The bound.
        max: usize,
    },
}
impl Refuse for Refusal {}

folds! {
    /// What this fold is made of: the petition's own stream begins here.
    pub enum AtMeeting {
        MeetingHeld,
    }
}

/// Decides [`RecordPetition`].
#[derive(Debug)]
pub struct RecordingPetition;

/// The counter of a series in the term that the council has on the act's day.
#[must_use]
pub fn counter_of(council: BodyId, act: &Act, pins: &Pins, series: &str) -> Option<StreamId> {
    let term = pins.directory.term(council, act.occurred_on)?;
    Some(StreamId::of_counter(council, term.term.as_str(), series))
}

/// The number as people read it: `LH26-17`, or `LH26-DS-3` with `series` `DS-`.
#[must_use]
pub fn numbered(prefix: &Code, series: &str, taken: Version) -> Option<Line> {
    Line::new(&format!("{prefix}-{series}{taken}")).ok()
}

impl Decider for RecordingPetition {
    type Command = RecordPetition<Sealed>;
    type State = Option<MeetingHeld>;
    type Event = AtMeeting;
    type Emits = IntakeEvent;
    type Refusal = Refusal;
    type Pins = Pins;
    const NUMBER: u32 = 1;

    fn plan(command: &Self::Command, act: &Act, pins: &Pins) -> Plan {
        let meeting = command.meeting.map(|stream| Seen { stream, version: None });
        let counter = counter_of(command.council, act, pins, "petition");
        Plan { streams: meeting.into_iter().collect(), counters: counter.into_iter().collect() }
    }

    fn councils(command: &Self::Command, _: &Act, _: &Folded<Self::State>) -> Vec<BodyId> {
        vec![command.council]
    }

    fn evolve(_: Self::State, AtMeeting::MeetingHeld(held): &AtMeeting, _: Day) -> Self::State {
        Some(held.clone())
    }

    fn decide(
        folded: &Folded<Self::State>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        let (directory, day) = (&ctx.pins.directory, ctx.act.occurred_on);
        if !directory.stands(command.council, day) {
            return Err(Refusal::CouncilNotStanding);
        }
        let term = directory.term(command.council, day).ok_or(Refusal::NoTermOpen)?;
        let rules = ctx.pins.rules(command.council, day).ok_or(Refusal::NoRules)?;
        check_raiser(command, rules, ctx)?;
        check_meeting(folded, command)?;
        let known = |field: &Code| rules.fields.iter().any(|rule| rule.field == *field);
        if command.field.as_ref().is_some_and(|field| !known(field)) {
            let known = rules.fields.iter().map(|rule| rule.field.clone()).collect();
            return Err(Refusal::FieldUnknown { known });
        }
        check_written(command)?;
        let tracking_mac = ctx.act.tracking_mac.ok_or(Refusal::NoTrackingCode)?;
        let counter = StreamId::of_counter(command.council, term.term.as_str(), "petition");
        let taken = ctx.next_number(counter);
        let number = numbered(&term.prefix, "", taken).ok_or(Refusal::NoTermOpen)?;
        let RecordPetition { council, via, meeting, raised_with, area, field, .. } =
            command.clone();
        let received = PetitionReceived {
            number,
            council,
            term: term.term.clone(),
            via,
            raised_with,
            area,
            field,
            original: command.original.clone(),
            raised_by: command.raised_by.clone(),
            public_wording: command.public_wording.clone(),
            tracking_mac,
            attachments: command.attachments.clone(),
        };
        let mut emits = vec![
            Emit::on(counter, NumberTaken { number: taken }),
            Emit::on(ctx.act.stream, received),
        ];
        emits.extend(meeting.map(|meeting| Emit::on(ctx.act.stream, RaisedAtMeeting { meeting })));
        if !command.written.is_empty() {
            let written = command.written.clone();
            emits.push(Emit::on(ctx.act.stream, WrittenInTheBook { written }));
        }
        Ok(emits)
    }
}

fn check_raiser(
    command: &RecordPetition<Sealed>,
    rules: &Rules,
    ctx: &DecideCtx<'_, Pins>,
) -> Result<(), Refusal> {
    let group = command.raised_with;
    if !is_group_of(ctx.pins, group, command.council, ctx.act.occurred_on) {
        return Err(Refusal::NotADelegateGroupOfThisCouncil);
    }
    let allowed = [group, rules.standing_committee];
    if !acting_for(ctx, rules).is_some_and(|body| allowed.contains(&body)) {
        return Err(Refusal::NotYoursToRecord { allowed });
    }
    within_reach(ctx, rules).map_err(|days_max| Refusal::TooFarBack { days_max })
}

fn check_written(command: &RecordPetition<Sealed>) -> Result<(), Refusal> {
    if !command.written.is_empty() && command.via != RaisedVia::Import {
        return Err(Refusal::NotFromABook);
    }
    if command.written.len() > WRITTEN_MAX {
        return Err(Refusal::TooMuchWritten { max: WRITTEN_MAX });
    }
    Ok(())
}

fn check_meeting(
    folded: &Folded<Option<MeetingHeld>>,
    command: &RecordPetition<Sealed>,
) -> Result<(), Refusal> {
    let Some(meeting) = command.meeting else { return Ok(()) };
    let held = folded.of(meeting).ok_or(Refusal::MeetingUnknown)?;
    if held.groups.contains(&command.raised_with) {
        return Ok(());
    }
    Err(Refusal::GroupNotAtMeeting { took_part: held.groups })
}

#[cfg(test)]
mod tests;
