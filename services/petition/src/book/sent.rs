//! The part of forwarding: to whom a petition was sent, and what each made of it.

use proto::event::{
    AnswerMadeKnown, ForwardingEvent, PetitionAnswered, PetitionForwarded, PetitionReturned,
    WorkAssigned,
};
use proto::{BodyId, Day, StreamId};

use super::{Dated, Exit, Petition};

/// A body that was sent the petition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Who holds it now.
    pub body: BodyId,
    /// Who held it before, in order.
    pub was: Vec<BodyId>,
    /// By which letter; none where only the answer is known.
    pub letter: Option<StreamId>,
    /// When it was forwarded; none where only the answer is known.
    pub sent_on: Option<Day>,
    /// The day by which its answer is due, as extended.
    pub answer_due: Option<Day>,
    /// How it assigned the work.
    pub assigned: Option<Dated<WorkAssigned>>,
    /// That it sent the petition back.
    pub returned: Option<Dated<PetitionReturned>>,
    /// The proposal that stood then; 0 for none.
    pub returned_under: u32,
    /// Its answers, in order; the last one counts.
    pub answers: Vec<Dated<PetitionAnswered>>,
    /// The day by which work that goes on is to be done, as extended; none when it is claimed done.
    pub done_due: Option<Day>,
    /// The day by which it was to be done, also when it is claimed done.
    pub done_by: Option<Day>,
    /// How its answers were made known.
    pub made_known: Vec<Dated<AnswerMadeKnown>>,
    /// How many of its answers had come when the last one was made known.
    pub told: usize,
}

impl Addressee {
    fn of(body: BodyId) -> Self {
        Self {
            body,
            was: Vec::new(),
            letter: None,
            sent_on: None,
            answer_due: None,
            assigned: None,
            returned: None,
            returned_under: 0,
            answers: Vec::new(),
            done_due: None,
            done_by: None,
            made_known: Vec::new(),
            told: 0,
        }
    }

    /// Whether it is this body, or was before it handed the petition over.
    #[must_use]
    pub fn is(&self, body: BodyId) -> bool {
        self.body == body || self.was.contains(&body)
    }

    /// It still has the petition: it did not send it back.
    #[must_use]
    pub fn live(&self) -> bool {
        self.returned.is_none()
    }

    /// It was only passed on: it owes nobody here an answer, and gave none.
    #[must_use]
    pub fn passed_on(&self) -> bool {
        self.letter.is_some() && self.answer_due.is_none() && self.answers.is_empty()
    }

    /// The answer that counts.
    #[must_use]
    pub fn answer(&self) -> Option<&Dated<PetitionAnswered>> {
        self.answers.last()
    }

    /// The answer that counts, where it was not made known since it came.
    #[must_use]
    pub fn untold(&self) -> Option<&Dated<PetitionAnswered>> {
        self.answer().filter(|_| self.told < self.answers.len())
    }

    /// The agencies to which it gave the work, the lead first.
    pub fn agencies(&self) -> impl Iterator<Item = BodyId> {
        let assigned = self.assigned.iter().map(|assigned| &assigned.event);
        assigned.flat_map(|work| std::iter::once(work.lead).chain(work.supporting.iter().copied()))
    }

    /// Itself, who held it before, and its agencies.
    pub(super) fn hands(&self) -> impl Iterator<Item = BodyId> {
        std::iter::once(self.body).chain(self.was.iter().copied()).chain(self.agencies())
    }
}

impl Petition {
    pub(super) fn apply_forwarding(&mut self, event: &ForwardingEvent, day: Day) {
        match event {
            ForwardingEvent::AnswerTakenOver(taken) => {
                self.raised.by_the_book = Some(Dated::of(day, taken));
                if self.nobody_works_on_it() {
                    self.raised.exit = Some(Exit::AnsweredByTheBook);
                }
            }
            ForwardingEvent::PetitionForwarded(forwarded) => self.send(forwarded, day),
            ForwardingEvent::PetitionReturned(returned) => {
                let under = self.proposal.as_ref().map_or(0, |proposal| proposal.number);
                if let Some(addressee) = self.addressee_mut(returned.by) {
                    addressee.returned = Some(Dated::of(day, returned));
                    addressee.returned_under = under;
                }
            }
            ForwardingEvent::WorkAssigned(work) => {
                if let Some(addressee) = self.addressee_mut(work.by) {
                    addressee.assigned = Some(Dated::of(day, work));
                }
            }
            ForwardingEvent::PetitionAnswered(answered) => self.answer(answered, day),
            ForwardingEvent::AnswerMadeKnown(known) => {
                if let Some(addressee) = self.addressee_mut(known.answer_of) {
                    // What was told before the last answer was given told another one.
                    if addressee.answer().is_none_or(|answer| answer.on <= day) {
                        addressee.told = addressee.answers.len();
                    }
                    addressee.made_known.push(Dated::of(day, known));
                }
            }
            // Of the letter's stream.
            ForwardingEvent::LetterIssued(_) | ForwardingEvent::LetterReceived(_) => {}
        }
    }

    /// It was received and has a suggestion at most.
    fn nobody_works_on_it(&self) -> bool {
        let untouched = self.proposal.as_ref().is_none_or(|proposal| {
            proposal.suggested
                && !proposal.agreed
                && proposal.consents.is_empty()
                && proposal.contests.is_empty()
        });
        let raised = &self.raised;
        let here = raised.exit.is_none() && raised.listed.is_none();
        untouched && here && self.addressees.is_empty()
    }

    fn send(&mut self, forwarded: &PetitionForwarded, day: Day) {
        self.taken_up();
        self.addressees.push(Addressee {
            letter: Some(forwarded.letter),
            sent_on: Some(day),
            answer_due: forwarded.answer_due,
            ..Addressee::of(forwarded.to)
        });
    }

    /// An answer counts also where the letter is not known: it was taken over, or is later.
    fn answer(&mut self, answered: &PetitionAnswered, day: Day) {
        if self.addressee_mut(answered.by).is_none() {
            self.addressees.push(Addressee::of(answered.by));
        }
        let Some(addressee) = self.addressee_mut(answered.by) else { return };
        addressee.answers.push(Dated::of(day, answered));
        (addressee.done_by, addressee.done_due) = (answered.done_by, answered.done_by);
        let body = addressee.body;
        self.watch.waits_no_more(body);
        self.watch.awaits.remove(&answered.by);
        if matches!(answered.outcome.as_str(), "resolved" | "explained") {
            self.watch.awaits.insert(answered.by, day);
        }
    }
}
