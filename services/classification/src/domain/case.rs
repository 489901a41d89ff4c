//! A petition as far as classification cares.

use std::collections::BTreeSet;

use decider::Subject;
use directory::Pins;
use proto::event::{
    AnsweredOnTheSpot, ClassificationAgreed, ClassificationContested, ClassificationEvent,
    ClassificationProposed, ConsentGiven, DissentRecorded, NotAPetition, PetitionCorrected,
    PetitionForwarded, PetitionMerged, PetitionReceived, PetitionReturned, PetitionUnmerged,
    SilenceCounted,
};
use proto::id::Code;
use proto::{BodyId, Day, OfficerId, StreamId, folds};
use serde::Serialize;

folds! {
    /// What this fold is made of.
    pub enum CaseEvent {
        PetitionReceived,
        PetitionCorrected,
        OpinionNoted,
        AnsweredOnTheSpot,
        AnswerNotAccepted,
        NotAPetition,
        PetitionMerged,
        PetitionUnmerged,
        PetitionSplit,
        PetitionWithdrawn,
        ClassificationProposed,
        ConsentGiven,
        ClassificationContested,
        SilenceCounted,
        DissentRecorded,
        ClassificationAgreed,
        PetitionForwarded,
        PetitionReturned,
        PetitionClosed,
        PetitionReopened,
    }
}

/// Why nobody classifies it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Closed {
    /// It was noted to be an opinion: nobody owes an answer, until somebody proposes what to do.
    IsAnOpinion,
    /// It was noted to be no petition in the sense of the law, until somebody proposes what to do.
    NotAPetition,
    /// It was answered at the meeting; it goes on once the voter does not accept that.
    AnsweredOnTheSpot,
    /// Its life goes on in another petition: classify that one.
    WasMerged {
        /// In which.
        into: StreamId,
    },
    /// Its life goes on in its parts: classify those.
    WasSplit {
        /// In which.
        into: Vec<StreamId>,
    },
    /// The voter withdrew it.
    WasWithdrawn,
    /// The standing committee closed it; it would have to be opened again first.
    WasClosed,
}

impl Closed {
    /// Whether it is one clerk's word, which everybody who may propose contests by a proposal.
    fn is_contestable(&self) -> bool {
        matches!(self, Self::IsAnOpinion | Self::NotAPetition)
    }
}

/// Where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The council to whose deputies it was put.
    pub council: BodyId,
    /// The delegate group that took it.
    pub raised_with: BodyId,
    /// The area that it is about.
    pub area: Option<Code>,
    /// The field, as far as the clerk could tell.
    pub field: Option<Code>,
}

/// A party's consent to the last proposal, silence by rule included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consent {
    /// In which pair, from 1.
    pub pair: u8,
    /// Whose.
    pub party: BodyId,
    /// Who gave it; none for silence.
    pub officer: Option<OfficerId>,
}

/// The last proposal, and what was said to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Counts the proposals, from 1.
    pub number: u32,
    /// Who should answer.
    pub addressees: Vec<BodyId>,
    /// Nobody has chosen it yet.
    pub suggested: bool,
    /// In the order in which they were given.
    pub consents: Vec<Consent>,
    /// The last day of those whose consent is awaited.
    pub consent_due: Option<Day>,
    /// Whose dissent is kept.
    pub dissents: BTreeSet<BodyId>,
    /// Everybody whom the rules name agreed to it.
    pub agreed: bool,
}

/// Where the agreement stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// None before it was received.
    pub received: Option<Received>,
    /// Why nobody classifies it, a merger aside.
    ended: Option<Closed>,
    /// The petition in which its life goes on.
    merged: Option<StreamId>,
    /// The last proposal.
    pub proposal: Option<Proposal>,
    /// The proposals contested since something was agreed last.
    pub contested: BTreeSet<u32>,
    /// Who was sent a letter and did not return it.
    sent: BTreeSet<BodyId>,
}

impl Subject for Case {
    type Event = CaseEvent;
    type Emits = ClassificationEvent;
    type Pins = Pins;

    fn council(&self) -> Option<BodyId> {
        self.received.as_ref().map(|received| received.council)
    }

    fn after(mut self, event: &CaseEvent, _: Day) -> Self {
        match event {
            CaseEvent::PetitionReceived(received) => self.received = Some(received.into()),
            CaseEvent::PetitionCorrected(corrected) => self.correct(corrected),
            CaseEvent::OpinionNoted(_) => self.ended = Some(Closed::IsAnOpinion),
            CaseEvent::NotAPetition(NotAPetition { .. }) => self.ended = Some(Closed::NotAPetition),
            CaseEvent::AnsweredOnTheSpot(AnsweredOnTheSpot { .. }) => {
                self.ended = Some(Closed::AnsweredOnTheSpot);
            }
            CaseEvent::AnswerNotAccepted(_) => self.no_longer(&Closed::AnsweredOnTheSpot),
            CaseEvent::PetitionMerged(PetitionMerged { into, .. }) => self.merged = Some(*into),
            CaseEvent::PetitionUnmerged(PetitionUnmerged { .. }) => self.merged = None,
            CaseEvent::PetitionSplit(split) => {
                self.ended = Some(Closed::WasSplit { into: split.into.clone() });
            }
            CaseEvent::PetitionWithdrawn(_) => self.ended = Some(Closed::WasWithdrawn),
            CaseEvent::PetitionClosed(_) => self.ended = Some(Closed::WasClosed),
            CaseEvent::PetitionReopened(_) => self.no_longer(&Closed::WasClosed),
            CaseEvent::ClassificationProposed(proposed) => self.propose(proposed),
            CaseEvent::ClassificationContested(ClassificationContested { proposal, .. }) => {
                self.contested.insert(*proposal);
            }
            CaseEvent::ConsentGiven(given) => {
                let &ConsentGiven { proposal, pair, party, officer, consent_due } = given;
                self.consent(proposal, Consent { pair, party, officer }, consent_due);
            }
            CaseEvent::SilenceCounted(silence) => {
                let &SilenceCounted { proposal, pair, party, consent_due } = silence;
                self.consent(proposal, Consent { pair, party, officer: None }, consent_due);
            }
            CaseEvent::DissentRecorded(DissentRecorded { proposal, party, .. }) => {
                if let Some(meant) = self.numbered(*proposal) {
                    meant.dissents.insert(*party);
                }
            }
            CaseEvent::ClassificationAgreed(ClassificationAgreed { proposal, .. }) => {
                self.agree(*proposal);
            }
            CaseEvent::PetitionForwarded(PetitionForwarded { to, .. }) => {
                self.sent.insert(*to);
            }
            CaseEvent::PetitionReturned(PetitionReturned { by, .. }) => {
                self.sent.remove(by);
            }
        }
        self
    }
}

impl Case {
    fn correct(&mut self, corrected: &PetitionCorrected) {
        let Some(received) = &mut self.received else { return };
        received.area = corrected.area.clone().or(received.area.take());
        received.field = corrected.field.clone().or(received.field.take());
    }

    fn no_longer(&mut self, closed: &Closed) {
        if self.ended.as_ref() == Some(closed) {
            self.ended = None;
        }
    }

    /// A new proposal voids the one before, with every consent to it; a person's also voids what a
    /// clerk noted: it is a petition after all.
    fn propose(&mut self, proposed: &ClassificationProposed) {
        self.contested.extend(proposed.counters);
        self.ended =
            self.ended.take().filter(|ended| proposed.suggested || !ended.is_contestable());
        self.proposal = Some(Proposal {
            number: proposed.proposal,
            addressees: proposed.addressees.clone(),
            suggested: proposed.suggested,
            consents: Vec::new(),
            consent_due: proposed.consent_due,
            dissents: BTreeSet::new(),
            agreed: false,
        });
    }

    fn numbered(&mut self, number: u32) -> Option<&mut Proposal> {
        self.proposal.as_mut().filter(|proposal| proposal.number == number)
    }

    fn consent(&mut self, number: u32, consent: Consent, due: Option<Day>) {
        if let Some(meant) = self.numbered(number) {
            meant.consents.push(consent);
            meant.consent_due = due.or(meant.consent_due);
        }
    }

    fn agree(&mut self, number: u32) {
        if let Some(meant) = self.numbered(number) {
            meant.agreed = true;
            self.contested.clear();
        }
    }

    /// Why nobody classifies it, if so.
    #[must_use]
    pub fn closed(&self) -> Option<Closed> {
        let merged = self.merged.map(|into| Closed::WasMerged { into });
        self.ended.clone().or(merged)
    }

    /// Why nobody proposes anything, if so: a proposal is how a clerk's note that it is no petition
    /// is contested.
    #[must_use]
    pub fn closed_to_proposals(&self) -> Option<Closed> {
        let noted = self.ended.as_ref().is_some_and(Closed::is_contestable);
        let merged = self.merged.map(|into| Closed::WasMerged { into });
        if noted { merged } else { self.closed() }
    }

    /// The number of the last proposal; 0 before the first.
    #[must_use]
    pub fn proposals(&self) -> u32 {
        self.proposal.as_ref().map_or(0, |proposal| proposal.number)
    }

    /// Who has the letter: was sent it and did not return it.
    #[must_use]
    pub fn holders(&self) -> &BTreeSet<BodyId> {
        &self.sent
    }

    /// Whether every agreed addressee has its letter: what was agreed has been carried out.
    #[must_use]
    pub fn carried_out(&self) -> bool {
        let agreed = self.proposal.as_ref().filter(|proposal| proposal.agreed);
        agreed.is_some_and(|agreed| agreed.addressees.iter().all(|to| self.sent.contains(to)))
    }
}

impl From<&PetitionReceived> for Received {
    fn from(received: &PetitionReceived) -> Self {
        let PetitionReceived { council, raised_with, area, field, .. } = received.clone();
        Self { council, raised_with, area, field }
    }
}

#[cfg(test)]
mod tests;
