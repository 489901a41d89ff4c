//! The part of classification: the last proposal, and who agreed to it.

use proto::event::{
    ClassificationContested, ClassificationEvent, ClassificationProposed, DeadlockDecided,
    DissentRecorded,
};
use proto::id::Code;
use proto::sealed::Sealed;
use proto::{BodyId, Context, Day};

use super::{Dated, Petition};

/// A party agreed, or was silent where silence counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// In which pair of the rules, from 1.
    pub pair: u8,
    /// Who.
    pub party: BodyId,
    /// It let its day pass.
    pub silent: bool,
    /// When.
    pub on: Day,
}

/// The classification that was last proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Counts the proposals, from 1.
    pub number: u32,
    /// Which field.
    pub field: Code,
    /// Which level is competent.
    pub competence: Code,
    /// Who should answer; a body that handed the petition over is replaced by the one after it.
    pub addressees: Vec<BodyId>,
    /// It was worked out from the rules.
    pub suggested: bool,
    /// Why it was classified so.
    pub reason: Option<Sealed>,
    /// When it was proposed.
    pub on: Day,
    /// The last day of whoever is awaited now; none where no clock runs.
    pub consent_due: Option<Day>,
    /// Who agreed to it.
    pub consents: Vec<Consent>,
    /// Who contested it.
    pub contests: Vec<Dated<ClassificationContested>>,
    /// Whose dissent is kept.
    pub dissents: Vec<Dated<DissentRecorded>>,
    /// How the deadlock about it was decided.
    pub deadlock: Option<Dated<DeadlockDecided>>,
    /// Everybody whom the rules name has agreed, or it was decided.
    pub agreed: bool,
}

impl Proposal {
    fn of(proposed: &ClassificationProposed, on: Day) -> Self {
        let ClassificationProposed { field, competence, addressees, reason, .. } = proposed.clone();
        Self {
            number: proposed.proposal,
            field,
            competence,
            addressees,
            suggested: proposed.suggested,
            reason,
            on,
            consent_due: proposed.consent_due,
            consents: Vec::new(),
            contests: Vec::new(),
            dissents: Vec::new(),
            deadlock: None,
            agreed: false,
        }
    }
}

impl Petition {
    pub(super) fn apply_classification(&mut self, event: &ClassificationEvent, day: Day) {
        match event {
            ClassificationEvent::ClassificationProposed(proposed) => {
                self.looked_at(Context::Classification);
                self.proposal = Some(Proposal::of(proposed, day));
                if !proposed.suggested {
                    self.raised.exit = None;
                }
            }
            ClassificationEvent::ConsentGiven(given) => {
                let (pair, party) = (given.pair, given.party);
                let consent = Consent { pair, party, silent: false, on: day };
                self.spoke(day);
                self.consent(given.proposal, consent, given.consent_due);
            }
            ClassificationEvent::SilenceCounted(counted) => {
                let (pair, party) = (counted.pair, counted.party);
                let consent = Consent { pair, party, silent: true, on: day };
                self.was_silent(day);
                self.consent(counted.proposal, consent, counted.consent_due);
            }
            ClassificationEvent::ClassificationContested(contested) => {
                self.heard_of(contested.party);
                self.spoke(day);
                if let Some(proposal) = self.proposed(contested.proposal) {
                    proposal.contests.push(Dated::of(day, contested));
                }
            }
            ClassificationEvent::DissentRecorded(dissent) => {
                self.heard_of(dissent.party);
                if let Some(proposal) = self.proposed(dissent.proposal) {
                    proposal.dissents.push(Dated::of(day, dissent));
                }
            }
            ClassificationEvent::DeadlockDecided(decided) => {
                if let Some(proposal) = self.proposed(decided.proposal) {
                    proposal.deadlock = Some(Dated::of(day, decided));
                }
            }
            ClassificationEvent::ClassificationAgreed(agreed) => {
                self.taken_up();
                // Whatever was settled before, those who were agreed on here have to answer.
                self.watch.settled_on = None;
                if let Some(proposal) = &mut self.proposal {
                    proposal.agreed = proposal.number == agreed.proposal;
                }
            }
            ClassificationEvent::ClassificationReactionRefused(refused) => {
                self.note_refused(Context::Classification, &refused.0);
            }
        }
    }

    /// The last proposal, if it is the one numbered so: what was said of another is void.
    fn proposed(&mut self, number: u32) -> Option<&mut Proposal> {
        self.proposal.as_mut().filter(|proposal| proposal.number == number)
    }

    fn spoke(&mut self, on: Day) {
        let asked = self.due_of_consent();
        self.spoken.extend(asked.map(|asked| (asked.day, on)));
    }

    fn was_silent(&mut self, on: Day) {
        let after = |day: Day| day.tomorrow().unwrap_or(day);
        let asked = self.due_of_consent();
        self.spoken.extend(asked.map(|asked| (asked.day, on.max(after(asked.day)))));
    }

    /// `next_due` is the day of whoever is awaited next, where it begins to run now.
    fn consent(&mut self, number: u32, consent: Consent, next_due: Option<Day>) {
        self.heard_of(consent.party);
        if let Some(proposal) = self.proposed(number) {
            proposal.consents.push(consent);
            proposal.consent_due = next_due.or(proposal.consent_due);
        }
    }

    fn heard_of(&mut self, party: BodyId) {
        self.taken_up();
        if !self.consenting.contains(&party) {
            self.consenting.push(party);
        }
    }
}
