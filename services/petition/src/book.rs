//! A petition as a reader's book holds it: the fold of one petition's stream.

use proto::event::{ClassificationEvent, Event, ForwardingEvent, IntakeEvent, PetitionReceived};
use proto::stage::Stage;
use proto::{BodyId, Day, StreamId};

/// The classification that was last proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Counts the proposals, from 1.
    pub number: u32,
    /// Which field.
    pub field: proto::id::Code,
    /// Which level is competent.
    pub competence: proto::id::Code,
    /// Who should answer.
    pub addressees: Vec<BodyId>,
    /// Everybody whom the rules name has agreed.
    pub agreed: bool,
}

/// A body that was sent the petition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Who.
    pub body: BodyId,
    /// By which letter.
    pub letter: StreamId,
    /// The day by which its answer is due.
    pub answer_due: Day,
}

/// One petition. Built by [`Petition::apply`] from any of its events, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Petition {
    /// As received; none before that.
    pub received: Option<PetitionReceived>,
    /// The day on which it was put to the deputies.
    pub raised_on: Option<Day>,
    /// The last proposal.
    pub proposal: Option<Proposal>,
    /// Those it was sent to.
    pub addressees: Vec<Addressee>,
    /// A reaction was refused: a person has to look.
    pub needs_person: bool,
}

impl Petition {
    /// The petition after one more event of its stream, which happened on `day`.
    pub fn apply(&mut self, event: &Event, day: Day) {
        match event {
            Event::Intake(IntakeEvent::PetitionReceived(received)) => {
                self.received = Some(received.clone());
                self.raised_on = Some(day);
            }
            Event::Classification(ClassificationEvent::ClassificationProposed(proposed)) => {
                self.needs_person = false;
                self.proposal = Some(Proposal {
                    number: proposed.proposal,
                    field: proposed.field.clone(),
                    competence: proposed.competence.clone(),
                    addressees: proposed.addressees.clone(),
                    agreed: false,
                });
            }
            Event::Classification(ClassificationEvent::ClassificationAgreed(agreed)) => {
                if let Some(proposal) = &mut self.proposal {
                    proposal.agreed = proposal.number == agreed.proposal;
                }
            }
            Event::Classification(ClassificationEvent::ClassificationReactionRefused(_)) => {
                self.needs_person = true;
            }
            Event::Forwarding(ForwardingEvent::PetitionForwarded(forwarded)) => {
                self.addressees.push(Addressee {
                    body: forwarded.to,
                    letter: forwarded.letter,
                    answer_due: forwarded.answer_due,
                });
            }
            // Of other streams.
            Event::Intake(IntakeEvent::NumberTaken(_))
            | Event::Forwarding(ForwardingEvent::LetterIssued(_))
            | Event::Directory(_) => {}
        }
    }

    /// Where it stands; none before it was received.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        self.received.as_ref()?;
        let Some(proposal) = &self.proposal else { return Some(Stage::Received) };
        let sent = |body: &BodyId| self.addressees.iter().any(|addressee| addressee.body == *body);
        Some(match (proposal.agreed, proposal.addressees.iter().all(sent)) {
            (false, _) => Stage::BeingAgreed,
            (true, false) => Stage::Agreed,
            (true, true) => Stage::Forwarded,
        })
    }

    /// The next day on which something is due.
    #[must_use]
    pub fn due(&self) -> Option<Day> {
        self.addressees.iter().map(|addressee| addressee.answer_due).min()
    }

    /// The bodies that have had a hand in it, or have one now.
    pub fn parties(&self) -> impl Iterator<Item = BodyId> {
        let raised = self.received.iter().map(|received| received.raised_with);
        raised.chain(self.addressees.iter().map(|addressee| addressee.body))
    }
}

/// The petitions that an event is about: its own stream, or those that a letter holds.
#[must_use]
pub fn petitions_of(stream: StreamId, event: &Event) -> Vec<StreamId> {
    match event {
        Event::Intake(IntakeEvent::PetitionReceived(_))
        | Event::Classification(_)
        | Event::Forwarding(ForwardingEvent::PetitionForwarded(_)) => vec![stream],
        Event::Forwarding(ForwardingEvent::LetterIssued(letter)) => letter.petitions.clone(),
        Event::Intake(IntakeEvent::NumberTaken(_)) | Event::Directory(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::life;
