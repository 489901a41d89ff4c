//! Recording a petition as it was raised.

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse};
use directory::Pins;
use proto::command::RecordPetition;
use proto::event::{IntakeEvent, NumberTaken, PetitionReceived};
use proto::id::Code;
use proto::sealed::Sealed;
use proto::text::Line;
use proto::{BodyId, StreamId};
use serde::Serialize;

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
    /// The field is none of the council's.
    FieldUnknown {
        /// Those that the rules know.
        known: Vec<Code>,
    },
    /// The vault gave no tracking code; record it again.
    NoTrackingCode,
}
impl Refuse for Refusal {}

/// Nothing: a petition's stream begins here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoEvent {}

impl proto::event::Picked for NoEvent {
    fn pick(_: proto::event::Event) -> Option<Self> {
        None
    }
}

/// Decides [`RecordPetition`].
#[derive(Debug)]
pub struct RecordingPetition;

/// The counter of the term that the council has on the act's day.
fn counter(command: &RecordPetition<Sealed>, act: &Act, pins: &Pins) -> Option<StreamId> {
    let term = pins.directory.term(command.council, act.occurred_on)?;
    Some(StreamId::of_counter(command.council, term.term.as_str(), "petition"))
}

impl Decider for RecordingPetition {
    type Command = RecordPetition<Sealed>;
    type State = ();
    type Event = NoEvent;
    type Emits = IntakeEvent;
    type Refusal = Refusal;
    type Pins = Pins;
    const NUMBER: u32 = 1;

    fn plan(command: &Self::Command, act: &Act, pins: &Pins) -> Plan {
        Plan { streams: Vec::new(), counters: counter(command, act, pins).into_iter().collect() }
    }

    fn councils(command: &Self::Command, _: &Act, _: &Folded<()>) -> Vec<BodyId> {
        vec![command.council]
    }

    fn evolve((): (), event: &NoEvent) {
        match *event {}
    }

    fn decide(
        _: &Folded<()>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        let (directory, day) = (&ctx.pins.directory, ctx.act.occurred_on);
        if !directory.stands(command.council, day) {
            return Err(Refusal::CouncilNotStanding);
        }
        let term = directory.term(command.council, day).ok_or(Refusal::NoTermOpen)?;
        let rules = ctx.pins.rules(command.council, day).ok_or(Refusal::NoRules)?;
        let group = directory.body(command.raised_with).filter(|group| group.stands(day));
        if group.is_none_or(|group| group.established.under != Some(command.council)) {
            return Err(Refusal::NotADelegateGroupOfThisCouncil);
        }
        let allowed = [command.raised_with, rules.standing_committee];
        if !ctx.act.body.is_some_and(|body| allowed.contains(&body)) {
            return Err(Refusal::NotYoursToRecord { allowed });
        }
        let days_back = ctx.today.since(day).map_or(0, |span| span.get_days());
        if u32::try_from(days_back).is_ok_and(|days| days > rules.back_dating_days) {
            return Err(Refusal::TooFarBack { days_max: rules.back_dating_days });
        }
        let known = |field: &Code| rules.fields.iter().any(|rule| rule.field == *field);
        if command.field.as_ref().is_some_and(|field| !known(field)) {
            let known = rules.fields.iter().map(|rule| rule.field.clone()).collect();
            return Err(Refusal::FieldUnknown { known });
        }
        let tracking_mac = ctx.act.tracking_mac.ok_or(Refusal::NoTrackingCode)?;
        let counter = StreamId::of_counter(command.council, term.term.as_str(), "petition");
        let taken = ctx.next_number(counter);
        let number = Line::new(&format!("{}-{taken}", term.prefix));
        let number = number.map_err(|_| Refusal::NoTermOpen)?;
        let RecordPetition { council, via, raised_with, area, field, .. } = command.clone();
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
        };
        Ok(vec![
            Emit::on(counter, NumberTaken { number: taken }),
            Emit::on(ctx.act.stream, received),
        ])
    }
}

#[cfg(test)]
mod tests;
