//! Confirming that the addressee has a letter.

use std::collections::BTreeSet;

use decider::{DecideCtx, Decider, Emit, Folded, Refuse, Subject};
use directory::Pins;
use proto::command::ConfirmReceipt;
use proto::event::{ForwardingEvent, LetterIssued, LetterReceived};
use proto::{BodyId, Day, folds};
use serde::Serialize;

use super::actor;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such letter.
    LetterUnknown,
    /// Only the addressee, or who took over its work, confirms.
    NotTheAddressee {
        /// Who may.
        allowed: BTreeSet<BodyId>,
    },
    /// The receipt is confirmed already; nothing more is needed.
    AlreadyConfirmed,
    /// Nobody has a letter before it is written; correct the day.
    BeforeTheLetter {
        /// The letter's day.
        issued_on: Day,
    },
    /// Who acts, or the day, is not as the rules ask.
    #[serde(untagged)]
    Actor(actor::Refusal),
}
impl Refuse for Refusal {}

impl From<actor::Refusal> for Refusal {
    fn from(refusal: actor::Refusal) -> Self {
        Self::Actor(refusal)
    }
}

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
    /// To whom and on which day; none before it was issued.
    issued: Option<(BodyId, Day)>,
    council: Option<BodyId>,
    confirmed: bool,
}

impl Subject for Letter {
    type Event = LetterEvent;
    type Emits = ForwardingEvent;
    type Pins = Pins;

    fn council(&self) -> Option<BodyId> {
        self.council
    }

    fn after(self, event: &LetterEvent, day: Day) -> Self {
        match event {
            LetterEvent::LetterIssued(LetterIssued { to, council, .. }) => {
                Self { issued: Some((*to, day)), council: *council, ..self }
            }
            LetterEvent::LetterReceived(_) => Self { confirmed: true, ..self },
        }
    }
}

/// Decides [`ConfirmReceipt`].
#[derive(Debug)]
pub struct ConfirmingReceipt;

impl Decider for ConfirmingReceipt {
    decider::on_one!(Letter, ConfirmReceipt, Refusal);

    fn decide(
        folded: &Folded<Letter>,
        ConfirmReceipt {}: &ConfirmReceipt,
        ctx: &DecideCtx<'_, Pins>,
    ) -> Result<Vec<Emit<ForwardingEvent>>, Refusal> {
        let letter = folded.of(ctx.act.stream);
        let (to, issued_on) = letter.issued.ok_or(Refusal::LetterUnknown)?;
        let day = ctx.act.occurred_on;
        let by = match letter.council {
            Some(council) => Some(actor::acting(actor::rules(council, ctx)?, ctx)?),
            // A letter of version 1 does not know its council: nobody records for another body.
            None => ctx.act.body.filter(|&body| ctx.act.on_behalf.is_none_or(|of| of == body)),
        };
        let allowed = ctx.pins.directory.standing_heirs(to, day);
        let Some(by) = by.filter(|body| allowed.contains(body)) else {
            return Err(Refusal::NotTheAddressee { allowed });
        };
        if letter.confirmed {
            return Err(Refusal::AlreadyConfirmed);
        }
        if day < issued_on {
            return Err(Refusal::BeforeTheLetter { issued_on });
        }
        Ok(vec![Emit::on(ctx.act.stream, LetterReceived { by })])
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{issued, paper, with_rules};
    use super::*;
    use decider::Act;
    use decider::spec::{Spec, act};
    use directory::fixture::petition::LETTER;
    use directory::fixture::{
        AFTER_REFORM, BACK_DATING_DAYS, COMMUNE_NORTH, COMMUNE_SOUTH, DEPARTMENT, DISTRICT,
        STANDING_COMMITTEE, reformed, rules,
    };
    use proto::event::{Event, Rules};

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
    }

    #[test]
    fn the_standing_committee_records_the_receipt_of_a_body_that_confirms_on_paper() {
        let document = Some(paper(AFTER_REFORM));
        let on_paper = Act { on_behalf: Some(DEPARTMENT), document, ..by(STANDING_COMMITTEE) };
        let spec = given(on_paper, &[issued(DEPARTMENT)]);
        spec.when(&ConfirmReceipt {}, &with_rules(Rules { on_paper: vec![DEPARTMENT], ..rules() }))
            .then(&[Emit::on(LETTER, LetterReceived { by: DEPARTMENT })]);
        let not_theirs = actor::Refusal::NotRecordedOnBehalf { of: Some(DEPARTMENT) };
        spec.when(&ConfirmReceipt {}, &reformed()).then_refused(Refusal::Actor(not_theirs));
    }

    #[test]
    fn a_receipt_lies_no_further_back_than_the_rules_allow() {
        let late = AFTER_REFORM.checked_add(jiff::Span::new().days(31)).unwrap();
        let too_far = actor::Refusal::TooFarBack { days_max: BACK_DATING_DAYS };
        given(by(DEPARTMENT), &[issued(DEPARTMENT)])
            .today(late)
            .when(&ConfirmReceipt {}, &reformed())
            .then_refused(Refusal::Actor(too_far));
    }

    #[test]
    fn nobody_has_a_letter_before_it_is_written() {
        let issued_on = AFTER_REFORM.tomorrow().unwrap();
        Spec::<ConfirmingReceipt>::given_on_days(
            by(DEPARTMENT),
            [(LETTER, issued_on, issued(DEPARTMENT))],
        )
        .when(&ConfirmReceipt {}, &reformed())
        .then_refused(Refusal::BeforeTheLetter { issued_on });
    }

    #[test]
    fn a_letter_of_version_1_is_confirmed_by_its_addressee_alone() {
        let Event::Forwarding(ForwardingEvent::LetterIssued(issued)) = issued(DEPARTMENT) else {
            panic!("not a letter");
        };
        let old = ForwardingEvent::from(LetterIssued { council: None, ..issued }).into();
        let on_behalf = Act { on_behalf: Some(DEPARTMENT), ..by(STANDING_COMMITTEE) };
        let allowed = BTreeSet::from([DEPARTMENT]);
        given(on_behalf, std::slice::from_ref(&old))
            .when(&ConfirmReceipt {}, &reformed())
            .then_refused(Refusal::NotTheAddressee { allowed });
        let received = [Emit::on(LETTER, LetterReceived { by: DEPARTMENT })];
        given(by(DEPARTMENT), &[old]).when(&ConfirmReceipt {}, &reformed()).then(&received);
    }

    #[test]
    fn a_receipt_is_confirmed_once() {
        given(by(DEPARTMENT), &[issued(DEPARTMENT), confirmed()])
            .when(&ConfirmReceipt {}, &reformed())
            .then_refused(Refusal::AlreadyConfirmed);
    }
}
