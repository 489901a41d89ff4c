//! The part of intake: how a petition was raised, and how it may leave before it is classified.

use proto::event::{
    AnswerNotAccepted, AnswerTakenOver, AnsweredOnTheSpot, IntakeEvent, Meant, NameBound,
    NotAPetition, OpinionNoted, PetitionCorrected, PetitionListed, PetitionMerged,
    PetitionWithdrawn, Written,
};
use proto::sealed::Sealed;
use proto::{Day, StreamId};

use super::{Dated, Petition};

/// How a petition left the way to an answer. A person who proposes a classification brings it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exit {
    /// It is an opinion.
    Opinion(Dated<OpinionNoted>),
    /// It is no petition in the sense of the law.
    NotAPetition(Dated<NotAPetition>),
    /// It was answered on the spot; see [`Raised::spot`].
    AnsweredOnTheSpot,
    /// It was answered, as stated in a book; see [`Raised::by_the_book`]. Whoever lists it, agrees
    /// on it or forwards it brings it back, too.
    AnsweredByTheBook,
}

/// What is written beside the petition in its row of a book, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTheBook {
    /// As it is written.
    pub written: Written<Sealed>,
    /// What it was bound to, when it was taken over or later.
    pub meant: Option<Meant>,
}

impl InTheBook {
    /// A name of which nobody has said yet what it means.
    #[must_use]
    pub fn unbound(&self) -> bool {
        self.written.of.names() && self.meant.is_none()
    }
}

/// What intake knows of a petition beside how it was received.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Raised {
    /// The meeting at which it was raised.
    pub meeting: Option<StreamId>,
    /// What its row in a book says beside it.
    pub in_the_book: Vec<InTheBook>,
    /// How it was answered, as stated in a book.
    pub by_the_book: Option<Dated<AnswerTakenOver>>,
    /// Where on which list it stands.
    pub listed: Option<PetitionListed>,
    /// How it left the way to an answer, if it did.
    pub exit: Option<Exit>,
    /// What was answered at the meeting.
    pub spot: Option<Dated<AnsweredOnTheSpot>>,
    /// That the voter did not accept that answer.
    pub spot_refused: Option<Dated<AnswerNotAccepted>>,
    /// The petition that it goes on in.
    pub merged: Option<Dated<PetitionMerged>>,
    /// The petitions that were merged into it, and do not stand by themselves again.
    pub absorbed: Vec<StreamId>,
    /// Its parts, where it was split.
    pub split_into: Vec<StreamId>,
    /// The petition that it is a part of.
    pub part_of: Option<StreamId>,
    /// That the voter withdrew it.
    pub withdrawn: Option<Dated<PetitionWithdrawn>>,
}

impl Raised {
    /// It may have been merged before, and nobody said yet that it stood by itself since.
    fn absorb(&mut self, petition: StreamId) {
        if !self.absorbed.contains(&petition) {
            self.absorbed.push(petition);
        }
    }
}

impl Petition {
    pub(super) fn apply_intake(&mut self, event: &IntakeEvent, day: Day) {
        let raised = &mut self.raised;
        match event {
            IntakeEvent::PetitionReceived(received) => {
                self.received = Some(received.clone());
                self.raised_on = Some(day);
            }
            IntakeEvent::RaisedAtMeeting(at) => raised.meeting = Some(at.meeting),
            IntakeEvent::WrittenInTheBook(row) => {
                raised.in_the_book = row.written.iter().map(in_the_book).collect();
            }
            IntakeEvent::NameBound(NameBound { at, to }) => {
                let name = usize::try_from(*at).ok().and_then(|at| raised.in_the_book.get_mut(at));
                name.into_iter().for_each(|name| name.meant = Some(to.clone()));
            }
            IntakeEvent::OpinionNoted(noted) => {
                raised.exit = Some(Exit::Opinion(Dated::of(day, noted)));
            }
            IntakeEvent::AnsweredOnTheSpot(answered) => {
                raised.spot = Some(Dated::of(day, answered));
                raised.exit = Some(Exit::AnsweredOnTheSpot);
            }
            IntakeEvent::AnswerNotAccepted(refused) => {
                raised.spot_refused = Some(Dated::of(day, refused));
                raised.exit = raised.exit.take().filter(|exit| *exit != Exit::AnsweredOnTheSpot);
                self.watch.voter_objects = true;
            }
            IntakeEvent::NotAPetition(not) => {
                raised.exit = Some(Exit::NotAPetition(Dated::of(day, not)));
            }
            IntakeEvent::PublicWordingApproved(approved) => {
                if let Some(received) = &mut self.received {
                    received.public_wording = Some(approved.wording.clone());
                }
            }
            IntakeEvent::PetitionCorrected(corrected) => self.correct(corrected),
            IntakeEvent::PetitionMerged(merged) => raised.merged = Some(Dated::of(day, merged)),
            IntakeEvent::PetitionAbsorbed(absorbed) => raised.absorb(absorbed.petition),
            IntakeEvent::PetitionReleased(released) => {
                raised.absorbed.retain(|absorbed| *absorbed != released.petition);
            }
            IntakeEvent::PetitionUnmerged(_) => raised.merged = None,
            IntakeEvent::PetitionSplit(split) => raised.split_into.clone_from(&split.into),
            IntakeEvent::PartOf(part) => {
                raised.part_of = Some(part.petition);
                // It was put to the deputies with the whole, whenever that was split.
                self.raised_on = part.raised_on.or(self.raised_on);
            }
            IntakeEvent::PetitionWithdrawn(withdrawn) => {
                raised.withdrawn = Some(Dated::of(day, withdrawn));
            }
            IntakeEvent::PetitionListed(listed) => {
                raised.listed = Some(listed.clone());
                self.taken_up();
            }
            // Of other streams.
            IntakeEvent::NumberTaken(_)
            | IntakeEvent::MeetingHeld(_)
            | IntakeEvent::ListFixed(_) => {}
        }
    }

    /// Somebody goes on with it, whatever a book says of an answer.
    pub(super) fn taken_up(&mut self) {
        let exit = self.raised.exit.take();
        self.raised.exit = exit.filter(|exit| *exit != Exit::AnsweredByTheBook);
    }

    fn correct(&mut self, corrected: &PetitionCorrected) {
        let Some(received) = &mut self.received else { return };
        let PetitionCorrected { area, field, original, raised_by, .. } = corrected.clone();
        received.area = area.or(received.area.take());
        received.field = field.or(received.field.take());
        received.raised_by = raised_by.or(received.raised_by.take());
        if let Some(original) = original {
            received.original = original;
        }
    }
}

fn in_the_book(written: &Written<Sealed>) -> InTheBook {
    InTheBook { written: written.clone(), meant: written.body.map(Meant::Body) }
}
