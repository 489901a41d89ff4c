//! A petition as far as forwarding cares: what was agreed, who has it, and what they answered.
//!
//! Never asks who acts. Invariants: a body has a petition once; who returned it or handed it over
//! has it no more; answers of an addressee count up from 1.

use std::collections::{BTreeMap, BTreeSet};

use decider::{Refuse, Subject};
use directory::{Directory, Pins};
use proto::event::{
    ClassificationProposed, ForwardingEvent, PetitionAnswered, PetitionForwarded,
    PetitionHandedOver, PetitionMerged, PetitionReceived,
};
use proto::id::Code;
use proto::{BodyId, Day, StreamId, folds};
use serde::Serialize;

/// Why nothing can be done with a petition, whoever asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// No such petition.
    PetitionUnknown {
        /// Which.
        petition: StreamId,
    },
    /// It was merged; act on the petition that it went into.
    Merged {
        /// Which.
        petition: StreamId,
        /// Where its life goes on.
        into: StreamId,
    },
    /// It was split; act on its parts.
    WasSplit {
        /// Which.
        petition: StreamId,
        /// The parts.
        into: Vec<StreamId>,
    },
    /// The voter withdrew it.
    Withdrawn {
        /// Which.
        petition: StreamId,
    },
    /// It is an opinion: nobody owes an answer; a proposal how to classify it contests that.
    AnOpinion {
        /// Which.
        petition: StreamId,
    },
    /// It is not a petition in the sense of the law; a proposal how to classify it contests that.
    NotAPetition {
        /// Which.
        petition: StreamId,
    },
    /// It was answered at the meeting; record first that the answer is not accepted.
    AnsweredOnTheSpot {
        /// Which.
        petition: StreamId,
    },
    /// It is closed; it has to be reopened first.
    IsClosed {
        /// Which.
        petition: StreamId,
    },
    /// The body did not have the petition yet on that day: no answer is older than its letter.
    BeforeItsLetter {
        /// Which.
        petition: StreamId,
        /// Since when it has it.
        since: Day,
    },
    /// The body sent it back; what it wants to do is for the next addressee.
    ReturnedIt {
        /// Which.
        petition: StreamId,
    },
    /// The body does not have the petition: only who does, or took over their work, may do this.
    DoesNotHaveIt {
        /// Which.
        petition: StreamId,
        /// Who has it.
        holders: Vec<BodyId>,
    },
}
impl Refuse for Refusal {}

folds! {
    /// What this fold is made of.
    pub enum CaseEvent {
        PetitionReceived,
        PetitionCorrected,
        OpinionNoted,
        NotAPetition,
        AnsweredOnTheSpot,
        AnswerNotAccepted,
        PetitionMerged,
        PetitionUnmerged,
        PetitionSplit,
        PetitionWithdrawn,
        ClassificationProposed,
        ClassificationAgreed,
        PetitionForwarded,
        PetitionReturned,
        PetitionAnswered,
        DeadlineExtended,
        PetitionHandedOver,
        PetitionClosed,
        PetitionReopened,
    }
}

/// How the petition came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The council to whose deputies it was put.
    pub council: BodyId,
    /// The delegate group that took it.
    pub raised_with: BodyId,
    /// The area that it is about, as last corrected.
    pub area: Option<Code>,
}

/// Why the petition does not go the way of petitions.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Aside {
    Split(Vec<StreamId>),
    Withdrawn,
    Opinion,
    NotAPetition,
    OnTheSpot,
}

/// Somebody who has the petition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// An agreed addressee, or who it was handed over to.
    pub body: BodyId,
    /// The day of the letter, or of the hand-over.
    pub since: Day,
    /// The day by which its answer is due; once it answered, the day by which it said to be done.
    /// None where the petition was only passed on.
    pub due: Option<Day>,
}

/// One petition, as far as forwarding cares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    received: Option<Received>,
    aside: Option<Aside>,
    /// Where its life goes on, as long as it does not stand by itself again.
    merged: Option<StreamId>,
    closed: bool,
    /// The competence that was proposed last.
    pub competence: Option<Code>,
    /// The agreed addressees; none while nothing is agreed.
    pub agreed: Option<Vec<BodyId>>,
    /// Who has it, in the order in which they got it.
    pub holders: Vec<Holder>,
    /// Who sent it back, and was not written to again.
    pub returned: BTreeSet<BodyId>,
    /// How many answers each addressee gave.
    pub answers: BTreeMap<BodyId, u32>,
}

impl Subject for Case {
    type Event = CaseEvent;
    type Emits = ForwardingEvent;
    type Pins = Pins;

    fn council(&self) -> Option<BodyId> {
        self.received.as_ref().map(|received| received.council)
    }

    fn after(self, event: &CaseEvent, day: Day) -> Self {
        match event {
            CaseEvent::PetitionReceived(received) => self.receive(received),
            CaseEvent::PetitionCorrected(corrected) => self.correct(corrected.area.as_ref()),
            CaseEvent::OpinionNoted(_) => self.set_aside(Aside::Opinion),
            CaseEvent::NotAPetition(_) => self.set_aside(Aside::NotAPetition),
            CaseEvent::AnsweredOnTheSpot(_) => self.set_aside(Aside::OnTheSpot),
            CaseEvent::AnswerNotAccepted(_) => self.take_up(&Aside::OnTheSpot),
            CaseEvent::PetitionMerged(PetitionMerged { into, .. }) => {
                Self { merged: Some(*into), ..self }
            }
            CaseEvent::PetitionUnmerged(_) => Self { merged: None, ..self },
            CaseEvent::PetitionSplit(split) => self.set_aside(Aside::Split(split.into.clone())),
            CaseEvent::PetitionWithdrawn(_) => self.set_aside(Aside::Withdrawn),
            CaseEvent::ClassificationProposed(proposed) => self.propose(proposed),
            CaseEvent::ClassificationAgreed(agreed) => {
                Self { agreed: Some(agreed.addressees.clone()), ..self }
            }
            CaseEvent::PetitionForwarded(PetitionForwarded { to, answer_due, .. }) => {
                self.hold(Holder { body: *to, since: day, due: *answer_due })
            }
            CaseEvent::PetitionReturned(returned) => self.send_back(returned.by),
            CaseEvent::PetitionAnswered(answered) => self.answer(answered),
            CaseEvent::DeadlineExtended(extended) => self.due(extended.body, extended.until),
            CaseEvent::PetitionHandedOver(handed_over) => self.hand_over(handed_over, day),
            CaseEvent::PetitionClosed(_) => Self { closed: true, ..self },
            CaseEvent::PetitionReopened(_) => Self { closed: false, ..self },
        }
    }
}

impl Case {
    fn receive(self, received: &PetitionReceived) -> Self {
        let PetitionReceived { council, raised_with, area, .. } = received.clone();
        Self { received: Some(Received { council, raised_with, area }), ..self }
    }

    fn correct(mut self, area: Option<&Code>) -> Self {
        if let (Some(received), Some(area)) = (&mut self.received, area) {
            received.area = Some(area.clone());
        }
        self
    }

    fn set_aside(self, aside: Aside) -> Self {
        Self { aside: Some(aside), ..self }
    }

    fn take_up(self, undone: &Aside) -> Self {
        Self { aside: self.aside.filter(|aside| aside != undone), ..self }
    }

    /// A new proposal voids what was agreed before; a person's also what a clerk noted: it is a
    /// petition after all.
    fn propose(self, proposed: &ClassificationProposed) -> Self {
        let competence = Some(proposed.competence.clone());
        let this = Self { agreed: None, competence, ..self };
        if proposed.suggested {
            return this;
        }
        this.take_up(&Aside::Opinion).take_up(&Aside::NotAPetition)
    }

    fn hold(mut self, new: Holder) -> Self {
        self.returned.remove(&new.body);
        match self.holders.iter_mut().find(|holder| holder.body == new.body) {
            Some(holder) => holder.due = new.due,
            None => self.holders.push(new),
        }
        self
    }

    fn send_back(mut self, by: BodyId) -> Self {
        self.holders.retain(|holder| holder.body != by);
        // Only a new agreement can lead back to it.
        self.agreed.iter_mut().for_each(|agreed| agreed.retain(|body| *body != by));
        self.returned.insert(by);
        self
    }

    fn answer(mut self, answered: &PetitionAnswered) -> Self {
        self.answers.insert(answered.by, answered.answer);
        match answered.done_by {
            Some(day) => self.due(answered.by, day),
            None => self,
        }
    }

    fn due(mut self, body: BodyId, day: Day) -> Self {
        let holder = self.holders.iter_mut().find(|holder| holder.body == body);
        holder.into_iter().for_each(|holder| holder.due = Some(day));
        self
    }

    fn hand_over(mut self, handed_over: &PetitionHandedOver, day: Day) -> Self {
        let &PetitionHandedOver { from, to, answer_due, .. } = handed_over;
        self.holders.retain(|holder| holder.body != from);
        let agreed = self.agreed.iter_mut().flatten();
        agreed.filter(|body| **body == from).for_each(|body| *body = to);
        self.hold(Holder { body: to, since: day, due: Some(answer_due) })
    }

    /// How `petition` was received.
    ///
    /// # Errors
    /// [`Refusal::PetitionUnknown`].
    pub fn known(&self, petition: StreamId) -> Result<&Received, Refusal> {
        self.received.as_ref().ok_or(Refusal::PetitionUnknown { petition })
    }

    /// That `petition` goes the way of petitions: letters, answers.
    ///
    /// # Errors
    /// [`Refusal`]: it is not received, was set aside, or is closed.
    pub fn check_open(&self, petition: StreamId) -> Result<(), Refusal> {
        self.known(petition)?;
        if let Some(into) = self.merged {
            return Err(Refusal::Merged { petition, into });
        }
        match self.aside.clone() {
            Some(Aside::Split(into)) => Err(Refusal::WasSplit { petition, into }),
            Some(Aside::Withdrawn) => Err(Refusal::Withdrawn { petition }),
            Some(Aside::Opinion) => Err(Refusal::AnOpinion { petition }),
            Some(Aside::NotAPetition) => Err(Refusal::NotAPetition { petition }),
            Some(Aside::OnTheSpot) => Err(Refusal::AnsweredOnTheSpot { petition }),
            None if self.closed => Err(Refusal::IsClosed { petition }),
            None => Ok(()),
        }
    }

    /// Whether `body` has the petition.
    #[must_use]
    pub fn held(&self, body: BodyId) -> bool {
        self.holders.iter().any(|holder| holder.body == body)
    }

    /// The part in `petition` that `acting` has on `day`: its own, or that of a body that ended and
    /// whose work it took over; of several such parts the first that is not answered, its own
    /// before the others.
    ///
    /// # Errors
    /// [`Refusal::ReturnedIt`], [`Refusal::DoesNotHaveIt`], [`Refusal::BeforeItsLetter`].
    pub fn part_of(
        &self,
        acting: BodyId,
        petition: StreamId,
        directory: &Directory,
        day: Day,
    ) -> Result<Holder, Refusal> {
        let stands_in = |body: BodyId| directory.standing_heirs(body, day).contains(&acting);
        let parts = self.holders.iter().filter(|holder| stands_in(holder.body));
        let part = parts
            .min_by_key(|holder| (self.answers.contains_key(&holder.body), holder.body != acting));
        let part = part.copied().ok_or_else(|| {
            if self.returned.iter().any(|&body| stands_in(body)) {
                return Refusal::ReturnedIt { petition };
            }
            let holders = self.holders.iter().map(|holder| holder.body).collect();
            Refusal::DoesNotHaveIt { petition, holders }
        })?;
        if day < part.since {
            return Err(Refusal::BeforeItsLetter { petition, since: part.since });
        }
        Ok(part)
    }
}

#[cfg(test)]
mod tests;
