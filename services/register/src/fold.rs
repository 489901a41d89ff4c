//! From entries to rows. Pure: what was there before comes in, the rows to be written go out.

use std::collections::BTreeMap;
use std::sync::Arc;

use directory::Pins;
use petition::{audience, petitions_of};
use proto::envelope::Envelope;
use proto::event::{Event, ForwardingEvent, IntakeEvent, LetterIssued, ListFixed, MeetingHeld};
use proto::stage::Stage;
use proto::text::Line;
use proto::time::OutOfRange;
use proto::{BodyId, Day, Digest, EventId, Position, StreamId};

use crate::entry::Entry;
use crate::held::Held;

/// The rows that a batch of entries makes.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// The petitions touched, each as it stands after the batch, by the tag of its stream.
    pub(crate) held: BTreeMap<Digest, Held>,
    pub(crate) letters: Vec<LetterRow>,
    pub(crate) receipts: Vec<ReceiptRow>,
    pub(crate) meetings: Vec<MeetingRow>,
    /// Each revision; a later one replaces the one before.
    pub(crate) lists: Vec<ListRow>,
    pub(crate) notices: Vec<NoticeRow>,
    pub(crate) pins: Arc<Pins>,
}

#[derive(Debug)]
pub(crate) struct LetterRow {
    pub(crate) stream: StreamId,
    pub(crate) position: Position,
    pub(crate) issued: LetterIssued,
}

/// That a letter arrived.
#[derive(Debug)]
pub(crate) struct ReceiptRow {
    pub(crate) letter: StreamId,
    pub(crate) position: Position,
    pub(crate) by: BodyId,
    pub(crate) on: Day,
}

#[derive(Debug)]
pub(crate) struct MeetingRow {
    pub(crate) stream: StreamId,
    pub(crate) position: Position,
    pub(crate) on: Day,
    pub(crate) held: MeetingHeld,
}

#[derive(Debug)]
pub(crate) struct ListRow {
    pub(crate) stream: StreamId,
    pub(crate) position: Position,
    pub(crate) fixed: ListFixed,
}

#[derive(Debug)]
pub(crate) struct NoticeRow {
    pub(crate) body: BodyId,
    pub(crate) position: Position,
    pub(crate) petition: StreamId,
    pub(crate) number: Line,
    pub(crate) stage: Stage,
    pub(crate) event_type: &'static str,
    pub(crate) event_id: EventId,
    pub(crate) occurred_on: Day,
}

impl Folded {
    /// Folds `entries` onto what is known: `held` has every petition that they touch.
    ///
    /// # Errors
    /// [`OutOfRange`] for an event recorded at a time that no calendar holds.
    pub(crate) fn of(
        held: BTreeMap<Digest, Held>,
        pins: Arc<Pins>,
        entries: &[Entry],
    ) -> Result<Self, OutOfRange> {
        let mut folded = Self { held, pins, ..Self::default() };
        for entry in entries {
            folded.take(entry)?;
        }
        Ok(folded)
    }

    fn take(&mut self, entry: &Entry) -> Result<(), OutOfRange> {
        if is_of_petition(entry) {
            self.held.entry(entry.stream_tag).or_default().take(entry, None);
        } else if let Some(held) = self.held.get_mut(&entry.stream_tag) {
            // Erased, or of a newer program: it moves the version and nothing else.
            held.take(entry, None);
        }
        let Some((envelope, event)) = entry.known() else { return Ok(()) };
        if let Event::Directory(_) = event {
            Arc::make_mut(&mut self.pins).apply(event.clone());
        }
        self.take_paper(entry.position, envelope, event);
        self.tell(entry, event)
    }

    /// What stands on streams of its own: letters, meetings, lists.
    fn take_paper(&mut self, position: Position, envelope: &Envelope, event: &Event) {
        let (stream, on) = (envelope.stream, envelope.occurred_on);
        if let Event::Forwarding(ForwardingEvent::LetterIssued(issued)) = event {
            self.letters.push(LetterRow { stream, position, issued: issued.clone() });
        }
        if let Event::Forwarding(ForwardingEvent::LetterReceived(received)) = event {
            self.receipts.push(ReceiptRow { letter: stream, position, by: received.by, on });
        }
        if let Event::Intake(IntakeEvent::MeetingHeld(held)) = event {
            self.meetings.push(MeetingRow { stream, position, on, held: held.clone() });
        }
        if let Event::Intake(IntakeEvent::ListFixed(fixed)) = event {
            self.lists.push(ListRow { stream, position, fixed: fixed.clone() });
        }
    }

    /// Notes who hears of the event: as the directory stood when it was recorded, on that day,
    /// so that what is entered late reaches those who do the work now.
    fn tell(&mut self, entry: &Entry, event: &Event) -> Result<(), OutOfRange> {
        let Some((envelope, _)) = entry.known() else { return Ok(()) };
        let Some(held) = self.held.get(&entry.stream_tag) else { return Ok(()) };
        let (Some(received), Some(stage)) = (&held.petition.received, held.petition.stage()) else {
            return Ok(());
        };
        let day = entry.recorded_at.day()?;
        for body in audience(event, &held.petition, &self.pins, day) {
            self.notices.push(NoticeRow {
                body,
                position: entry.position,
                petition: envelope.stream,
                number: received.number.clone(),
                stage,
                event_type: event.event_type(),
                event_id: envelope.event_id,
                occurred_on: envelope.occurred_on,
            });
        }
        Ok(())
    }
}

/// Whether the entry's stream is a petition's, as far as the entry itself tells.
pub(crate) fn is_of_petition(entry: &Entry) -> bool {
    let of = |stream, event| petitions_of(stream, event) == [stream];
    entry.known().is_some_and(|(envelope, event)| of(envelope.stream, event))
}

/// Whether the entry belongs to the streams that decisions pin.
pub(crate) fn is_pinned(entry: &Entry) -> bool {
    matches!(entry.known(), Some((_, Event::Directory(_))))
}
