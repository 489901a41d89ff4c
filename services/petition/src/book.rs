//! A petition as a reader's book holds it: the fold of one petition's stream.
//!
//! Each part of the book keeps what one context said; where the petition stands is worked out from
//! all parts together, in `standing`.

use proto::event::{Event, ForwardingEvent, IntakeEvent, PetitionReceived, RefusedReaction};
use proto::{BodyId, Context, Day, StreamId};

mod agreement;
mod raised;
mod sent;
mod standing;
mod watched;

pub use agreement::{Consent, Proposal};
pub use raised::{Exit, InTheBook, Raised};
pub use sent::Addressee;
pub use standing::{Due, DueKind};
pub use watched::Watch;

/// Something that was said, with its business date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// When it happened.
    pub on: Day,
    /// What was said.
    pub event: T,
}

impl<T: Clone> Dated<T> {
    pub(super) fn of(on: Day, event: &T) -> Self {
        Self { on, event: event.clone() }
    }
}

/// One petition. Built by [`Petition::apply`] from any of its events, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Petition {
    /// As received, with what was corrected since; none before that.
    pub received: Option<PetitionReceived>,
    /// The day on which it was put to the deputies.
    pub raised_on: Option<Day>,
    /// What else intake knows of it.
    pub raised: Raised,
    /// The last proposal.
    pub proposal: Option<Proposal>,
    /// Everybody who ever consented, contested or was silent, in the order of the first time.
    pub consenting: Vec<BodyId>,
    /// Words of parties that were asked for by a day: that day, and when the word came. Who let its
    /// day pass has spoken on the day after at the earliest, whatever the rules make of silence.
    pub spoken: Vec<(Day, Day)>,
    /// Those it was sent to, in order; never removed, also where one sent it back.
    pub addressees: Vec<Addressee>,
    /// What followed.
    pub watch: Watch,
    /// Reactions that were refused and that no person has looked at, each with its context.
    pub refused: Vec<(Context, RefusedReaction)>,
}

impl Petition {
    /// The petition after one more event of its stream, which happened on `day`.
    pub fn apply(&mut self, event: &Event, day: Day) {
        match event {
            Event::Intake(event) => self.apply_intake(event, day),
            Event::Classification(event) => self.apply_classification(event, day),
            Event::Forwarding(event) => self.apply_forwarding(event, day),
            Event::Monitoring(event) => self.apply_monitoring(event, day),
            // Of other streams.
            Event::Directory(_) => {}
        }
    }

    /// A person has to look: a reaction was refused.
    #[must_use]
    pub fn needs_person(&self) -> bool {
        !self.refused.is_empty()
    }

    fn note_refused(&mut self, context: Context, refused: &RefusedReaction) {
        self.refused.push((context, refused.clone()));
    }

    /// A person acted in `context`: what was refused there has been looked at.
    fn looked_at(&mut self, context: Context) {
        self.refused.retain(|(of, _)| *of != context);
    }

    /// The addressee that `body` is, or was before it handed the petition over; the live one first.
    fn addressee_mut(&mut self, body: BodyId) -> Option<&mut Addressee> {
        let is = |addressee: &Addressee| addressee.is(body);
        let live = self.addressees.iter().rposition(|addressee| is(addressee) && addressee.live());
        let any = live.or_else(|| self.addressees.iter().rposition(is));
        any.and_then(|at| self.addressees.get_mut(at))
    }

    /// The bodies that have had a hand in it, or have one now; some may come more than once.
    pub fn parties(&self) -> impl Iterator<Item = BodyId> {
        let raised = self.received.iter().map(|received| received.raised_with);
        let spot = self.raised.spot.iter().map(|spot| spot.event.by);
        let addressees = self.addressees.iter().flat_map(Addressee::hands);
        raised
            .chain(spot)
            .chain(self.consenting.iter().copied())
            .chain(addressees)
            .chain(self.watch.follower)
    }
}

/// The petitions that an event is about: its own stream, or those that a letter or list holds.
#[must_use]
pub fn petitions_of(stream: StreamId, event: &Event) -> Vec<StreamId> {
    match event {
        Event::Intake(IntakeEvent::ListFixed(list)) => list.petitions.clone(),
        Event::Forwarding(ForwardingEvent::LetterIssued(letter)) => letter.petitions.clone(),
        Event::Intake(IntakeEvent::NumberTaken(_) | IntakeEvent::MeetingHeld(_))
        | Event::Forwarding(ForwardingEvent::LetterReceived(_))
        | Event::Directory(_) => Vec::new(),
        Event::Intake(_)
        | Event::Classification(_)
        | Event::Forwarding(_)
        | Event::Monitoring(_) => {
            vec![stream]
        }
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::life;
