//! A petition with its place in the log: the fold of one stream's entries.

use petition::Petition;
use proto::event::{Event, IntakeEvent};
use proto::{Day, Micros, Position, StreamId, Version};

use crate::entry::Entry;

/// One petition as folded from its stream, up to some entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// Its stream; none as long as every event seen was erased.
    pub stream: Option<StreamId>,
    /// What the events made of it.
    pub petition: Petition,
    /// Where and when it was received.
    pub received: Option<(Position, Micros)>,
    /// The business date of the last event.
    pub changed_on: Option<Day>,
    /// The last event of the stream, erased ones included.
    pub last_position: Position,
    /// The version of the stream, erased events included: what a command says that it saw.
    pub version: Version,
}

impl Held {
    /// The petition after `entries`, which are of one stream and in order.
    ///
    /// With `on` only what had happened by that day counts; the version is that of the stream.
    #[must_use]
    pub fn after(entries: &[Entry], on: Option<Day>) -> Self {
        let mut held = Self::default();
        for entry in entries {
            held.take(entry, on);
        }
        held
    }

    pub(crate) fn take(&mut self, entry: &Entry, on: Option<Day>) {
        (self.last_position, self.version) = (entry.position, entry.version);
        let Some((envelope, event)) = &entry.content else { return };
        self.stream = Some(envelope.stream);
        let later = on.is_some_and(|day| envelope.occurred_on > day);
        let Some(event) = event.as_ref().filter(|_| !later) else { return };
        self.petition.apply(event, envelope.occurred_on);
        self.changed_on = Some(envelope.occurred_on);
        if let Event::Intake(IntakeEvent::PetitionReceived(_)) = event {
            self.received = Some((entry.position, entry.recorded_at));
        }
    }
}
