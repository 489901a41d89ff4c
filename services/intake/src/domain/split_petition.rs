//! Splitting a petition that asks for several things: each part becomes a petition of its own.

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse};
use directory::Pins;
use proto::command::{PARTS_MAX, Part, SplitPetition};
use proto::event::{IntakeEvent, NumberTaken, PartOf, PetitionReceived, PetitionSplit};
use proto::id::Code;
use proto::sealed::Sealed;
use proto::{Attachments, BodyId, Digest, StreamId, Version};
use serde::Serialize;

use super::barred::{Barred, open};
use super::case::Case;
use super::record_petition::{counter_of, numbered};

/// The fewest parts.
pub const PARTS_MIN: usize = 2;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// Too few or too many parts.
    NumberOfParts {
        /// The fewest.
        min: usize,
        /// The most.
        max: usize,
    },
    /// The petition was put to another council than the one named.
    OfAnotherCouncil,
    /// Its classification is agreed: only those who agreed can change that.
    AlreadyAgreed,
    /// The field of a part is none of the council's.
    FieldUnknown {
        /// Those that the rules know.
        known: Vec<Code>,
    },
    /// The council had no term on that day; open one first.
    NoTermOpen,
    /// The record is not theirs to change, or not any more.
    #[serde(untagged)]
    Barred(Barred),
}
impl Refuse for Refusal {}

/// Decides [`SplitPetition`].
#[derive(Debug)]
pub struct SplittingPetition;

impl Decider for SplittingPetition {
    decider::folding!(Case, SplitPetition<Sealed>, Refusal);

    fn plan(command: &Self::Command, act: &Act, pins: &Pins) -> Plan {
        let counter = counter_of(command.council, act, pins, "petition");
        Plan { counters: counter.into_iter().collect(), ..Plan::as_seen(act) }
    }

    fn councils(_: &Self::Command, act: &Act, folded: &Folded<Case>) -> Vec<BodyId> {
        folded.council_of(act.stream)
    }

    fn decide(
        folded: &Folded<Case>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<IntakeEvent>>, Refusal> {
        if !(PARTS_MIN..=PARTS_MAX).contains(&command.parts.len()) {
            return Err(Refusal::NumberOfParts { min: PARTS_MIN, max: PARTS_MAX });
        }
        let case = folded.of(ctx.act.stream);
        let (received, rules) = open(&case, ctx).map_err(Refusal::Barred)?;
        if received.council != command.council {
            return Err(Refusal::OfAnotherCouncil);
        }
        if case.decided() {
            return Err(Refusal::AlreadyAgreed);
        }
        let known = |field: &Code| rules.fields.iter().any(|rule| rule.field == *field);
        let mut fields = command.parts.iter().filter_map(|part| part.field.as_ref());
        if fields.any(|field| !known(field)) {
            let known = rules.fields.iter().map(|rule| rule.field.clone()).collect();
            return Err(Refusal::FieldUnknown { known });
        }
        let term = ctx.pins.directory.term(command.council, ctx.act.occurred_on);
        let term = term.ok_or(Refusal::NoTermOpen)?;
        let counter = StreamId::of_counter(command.council, term.term.as_str(), "petition");
        let whole = PetitionReceived { term: term.term.clone(), ..received.clone() };
        let mut taken = ctx.next_number(counter);
        let (mut emits, mut into) = (Vec::new(), Vec::new());
        for (n, part) in (0..).zip(&command.parts) {
            let stream = ctx.act.command_id.stream(n);
            let number = numbered(&term.prefix, "", taken).ok_or(Refusal::NoTermOpen)?;
            let of = received_part(&whole, part, n);
            emits.extend([
                Emit::on(counter, NumberTaken { number: taken }),
                Emit::on(stream, PetitionReceived { number, ..of }),
                Emit::on(stream, PartOf { petition: ctx.act.stream, raised_on: case.raised_on }),
            ]);
            into.push(stream);
            taken = Version::next(taken);
        }
        emits.push(Emit::on(ctx.act.stream, PetitionSplit { into }));
        Ok(emits)
    }
}

/// The `n`-th part, but for its number.
///
/// The voter holds the code of the whole, which leads to its parts; a part has none of its own, and
/// what stands in its place is only unlike any other.
fn received_part(whole: &PetitionReceived, part: &Part<Sealed>, n: u32) -> PetitionReceived {
    let Part { original, area, field } = part.clone();
    PetitionReceived {
        area: area.or_else(|| whole.area.clone()),
        field,
        original,
        public_wording: None,
        tracking_mac: Digest::of(&[b"kn/part/v1\n", &whole.tracking_mac.0, &n.to_be_bytes()]),
        // They open under the key of the whole, and stay with it.
        attachments: Attachments::default(),
        ..whole.clone()
    }
}

#[cfg(test)]
mod tests;
