//! What waits for its day: consents that silence may count for.
//!
//! Only what the council's rules of today count silence for falls due; the decider looks again.

use std::collections::BTreeMap;

use decider::{Due, ReactionCommand, Timed};
use directory::Pins;
use proto::command::CountSilence;
use proto::envelope::Envelope;
use proto::event::{ClassificationEvent, Event, IntakeEvent};
use proto::{BodyId, Day, StreamId};

/// A pair whose consent is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Awaited {
    proposal: u32,
    /// From 1.
    pair: u8,
    due: Day,
}

/// Every petition whose consent is awaited until a day.
#[derive(Debug, Default)]
pub struct Waiting {
    pins: Pins,
    councils: BTreeMap<StreamId, BodyId>,
    awaited: BTreeMap<StreamId, Awaited>,
}

impl Waiting {
    fn classification(&mut self, stream: StreamId, event: &ClassificationEvent) {
        match event {
            ClassificationEvent::ClassificationProposed(proposed) => {
                let proposal = proposed.proposal;
                self.begin(stream, proposed.consent_due, |due| Awaited { proposal, pair: 1, due });
            }
            ClassificationEvent::ConsentGiven(given) => {
                self.goes_on(stream, given.proposal, given.pair, given.consent_due);
            }
            ClassificationEvent::SilenceCounted(silence) => {
                self.goes_on(stream, silence.proposal, silence.pair, silence.consent_due);
            }
            // Where agreed nobody is awaited; what is contested is never agreed as it stands.
            ClassificationEvent::ClassificationAgreed(_)
            | ClassificationEvent::ClassificationContested(_) => {
                self.awaited.remove(&stream);
            }
            ClassificationEvent::DissentRecorded(_)
            | ClassificationEvent::DeadlockDecided(_)
            | ClassificationEvent::ClassificationReactionRefused(_) => {}
        }
    }

    fn begin(&mut self, stream: StreamId, due: Option<Day>, awaited: impl FnOnce(Day) -> Awaited) {
        match due {
            Some(due) => self.awaited.insert(stream, awaited(due)),
            None => self.awaited.remove(&stream),
        };
    }

    /// A consent with a day of its own begins the next pair's turn, or the turn of its own pair
    /// where no days were counted before: nobody had chosen what was proposed.
    fn goes_on(&mut self, stream: StreamId, proposal: u32, pair: u8, due: Option<Day>) {
        let Some(due) = due else { return };
        let running = self.awaited.get(&stream).is_some_and(|before| before.pair == pair);
        let pair = if running { pair.saturating_add(1) } else { pair };
        self.awaited.insert(stream, Awaited { proposal, pair, due });
    }

    fn counts_silence(&self, stream: StreamId, pair: u8, today: Day) -> bool {
        let council = self.councils.get(&stream);
        let rules = council.and_then(|council| self.pins.rules(*council, today));
        let rule = rules.and_then(|rules| rules.pairs.get(usize::from(pair).checked_sub(1)?));
        rule.is_some_and(|rule| rule.silence_is_consent)
    }
}

impl Timed for Waiting {
    fn apply(&mut self, envelope: &Envelope, event: &Event) {
        match event {
            Event::Classification(event) => self.classification(envelope.stream, event),
            Event::Intake(IntakeEvent::PetitionReceived(received)) => {
                self.councils.insert(envelope.stream, received.council);
            }
            // Nobody is awaited where there is nothing to classify any more; should it come back,
            // the parties say what they think of it themselves.
            Event::Intake(
                IntakeEvent::OpinionNoted(_)
                | IntakeEvent::AnsweredOnTheSpot(_)
                | IntakeEvent::NotAPetition(_)
                | IntakeEvent::PetitionMerged(_)
                | IntakeEvent::PetitionSplit(_)
                | IntakeEvent::PetitionWithdrawn(_),
            ) => {
                self.awaited.remove(&envelope.stream);
            }
            Event::Directory(_) => self.pins.apply(event.clone()),
            Event::Intake(_) | Event::Forwarding(_) | Event::Monitoring(_) => {}
        }
    }

    fn passed(&self, today: Day) -> Vec<Due> {
        let passed = self.awaited.iter().filter(|(_, awaited)| awaited.due < today);
        let counted = passed.filter(|(stream, a)| self.counts_silence(**stream, a.pair, today));
        let due = counted.filter_map(|(&stream, &Awaited { proposal, due, .. })| {
            let command = ReactionCommand::new(stream, &CountSilence { proposal }).ok()?;
            Some(Due { key: format!("silence/{proposal}/{due}"), command })
        });
        due.collect()
    }
}

#[cfg(test)]
mod tests;
