//! Confirming that the addressee has a letter.

use std::collections::BTreeSet;

use decider::{Act, DecideCtx, Decider, Emit, Folded, Plan, Refuse, Seen};
use directory::Pins;
use proto::command::ConfirmReceipt;
use proto::event::{ForwardingEvent, LetterIssued, LetterReceived};
use proto::{BodyId, folds};
use serde::Serialize;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such letter.
    LetterUnknown,
    /// Only the addressee, or who took over its work, confirms, and nobody on its behalf.
    NotTheAddressee {
        /// Who may.
        allowed: BTreeSet<BodyId>,
    },
    /// The receipt is confirmed already; nothing more is needed.
    AlreadyConfirmed,
}
impl Refuse for Refusal {}

folds! {
    /// What this fold is made of.
    pub enum LetterEvent {
        LetterIssued,
        LetterReceived,
    }
}

/// A letter, as far as its receipt goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Letter {
    /// None before it was issued.
    to: Option<BodyId>,
    confirmed: bool,
}

/// Decides [`ConfirmReceipt`].
#[derive(Debug)]
pub struct ConfirmingReceipt;

impl Decider for ConfirmingReceipt {
    type Command = ConfirmReceipt;
    type State = Letter;
    type Event = LetterEvent;
    type Emits = ForwardingEvent;
    type Refusal = Refusal;
    type Pins = Pins;
    const NUMBER: u32 = 1;

    fn plan(_: &ConfirmReceipt, act: &Act, _: &Pins) -> Plan {
        let letter = Seen { stream: act.stream, version: act.seen_version };
        Plan { streams: vec![letter], counters: Vec::new() }
    }

    fn evolve(letter: Letter, event: &LetterEvent) -> Letter {
        match event {
            LetterEvent::LetterIssued(LetterIssued { to, .. }) => {
                Letter { to: Some(*to), ..letter }
            }
            LetterEvent::LetterReceived(_) => Letter { confirmed: true, ..letter },
        }
    }

    fn decide(
        folded: &Folded<Letter>,
        _: &ConfirmReceipt,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ForwardingEvent>>, Refusal> {
        let letter = folded.of(ctx.act.stream);
        let to = letter.to.ok_or(Refusal::LetterUnknown)?;
        let allowed = ctx.pins.directory.standing_heirs(to, ctx.act.occurred_on);
        // A letter does not know its council, so no rules can let another body record this.
        let sender = ctx.act.body.filter(|&body| ctx.act.on_behalf.is_none_or(|of| of == body));
        let Some(by) = sender.filter(|body| allowed.contains(body)) else {
            return Err(Refusal::NotTheAddressee { allowed });
        };
        if letter.confirmed {
            return Err(Refusal::AlreadyConfirmed);
        }
        Ok(vec![Emit::on(ctx.act.stream, LetterReceived { by })])
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::issued;
    use super::*;
    use decider::spec::{Spec, act};
    use directory::fixture::petition::LETTER;
    use directory::fixture::{
        AFTER_REFORM, COMMUNE_NORTH, COMMUNE_SOUTH, DEPARTMENT, DISTRICT, STANDING_COMMITTEE,
        reformed,
    };
    use proto::event::Event;

    fn confirmed() -> Event {
        ForwardingEvent::from(LetterReceived { by: DEPARTMENT }).into()
    }

    fn given(act: Act, events: &[Event]) -> Spec<ConfirmingReceipt> {
        Spec::given(act, events.iter().map(|event| (LETTER, event.clone())))
    }

    fn by(body: BodyId) -> Act {
        act(LETTER, body, AFTER_REFORM)
    }

    #[test]
    fn the_addressee_confirms_that_it_has_the_letter() {
        given(by(DEPARTMENT), &[issued(DEPARTMENT)])
            .when(&ConfirmReceipt {}, &reformed())
            .then(&[Emit::on(LETTER, LetterReceived { by: DEPARTMENT })]);
    }

    #[test]
    fn an_heir_confirms_for_an_addressee_that_ended() {
        given(by(COMMUNE_SOUTH), &[issued(DISTRICT)])
            .when(&ConfirmReceipt {}, &reformed())
            .then(&[Emit::on(LETTER, LetterReceived { by: COMMUNE_SOUTH })]);
    }

    #[test]
    fn a_letter_that_nobody_wrote_is_not_confirmed() {
        given(by(DEPARTMENT), &[])
            .when(&ConfirmReceipt {}, &reformed())
            .then_refused(Refusal::LetterUnknown);
    }

    #[test]
    fn only_the_addressee_or_its_heirs_confirm() {
        let allowed = BTreeSet::from([COMMUNE_NORTH, COMMUNE_SOUTH]);
        for body in [DEPARTMENT, DISTRICT, STANDING_COMMITTEE] {
            given(by(body), &[issued(DISTRICT)])
                .when(&ConfirmReceipt {}, &reformed())
                .then_refused(Refusal::NotTheAddressee { allowed: allowed.clone() });
        }
        let on_behalf = Act { on_behalf: Some(DISTRICT), ..by(COMMUNE_NORTH) };
        given(on_behalf, &[issued(DISTRICT)])
            .when(&ConfirmReceipt {}, &reformed())
            .then_refused(Refusal::NotTheAddressee { allowed });
    }

    #[test]
    fn a_receipt_is_confirmed_once() {
        given(by(DEPARTMENT), &[issued(DEPARTMENT), confirmed()])
            .when(&ConfirmReceipt {}, &reformed())
            .then_refused(Refusal::AlreadyConfirmed);
    }
}
