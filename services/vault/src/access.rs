//! Who may open what: the one place where the vault decides it.
//!
//! Nothing that a portal says is believed but who asks: its socket is its site, and the officer and
//! body that it names must be ones that this site may act for. What a text belongs to is read from
//! the log at every request, so that an answer is never older than the question, and whoever lost a
//! role or handed a petition over opens nothing from then on.
//!
//! | a text under | opens for |
//! |---|---|
//! | `p:<petition>` | whom [`may_see`] gives its texts |
//! | `p:<meeting>`, `p:<letter>` | whom [`may_read_minutes`] and [`may_read_note`] name |
//! | `s:<person>` | who may read the stream that it was sealed in; an officer's name: every officer |
//! | `b:<body>` | that body, or who does its work since it ended |

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use directory::Pins;
use futures_util::future::BoxFuture;
use petition::{Petition, Sight, may_read_minutes, may_read_note, may_see};
use proto::decision::Read;
use proto::event::{Event, ForwardingEvent, IntakeEvent, LetterIssued, MeetingHeld};
use proto::sealed::{KeyId, Sealed};
use proto::{BodyId, Day, OfficerId, Site, StreamId, Version};
use runtime::clock::Clock;
use runtime::pinned::PinCache;
use runtime::store::{Recorded, Store, StoreError};

use crate::protocol::Refusal;

/// The log, as far as it says who may read what.
pub(crate) trait Log: Send + Sync {
    /// The directory as it is now, with the rules of these councils.
    fn pins<'a>(&'a self, councils: &'a [BodyId]) -> BoxFuture<'a, Result<Arc<Pins>, StoreError>>;

    /// The events of these streams, each stream in order.
    fn events<'a>(
        &'a self,
        streams: &'a BTreeSet<StreamId>,
    ) -> BoxFuture<'a, Result<BTreeMap<StreamId, Vec<Recorded>>, StoreError>>;
}

/// The log on the bus.
pub(crate) struct OnTheBus {
    store: Store,
    pins: PinCache,
}

impl OnTheBus {
    pub(crate) fn new(store: Store) -> Self {
        Self { pins: PinCache::new(store.clone()), store }
    }
}

impl Log for OnTheBus {
    fn pins<'a>(&'a self, councils: &'a [BodyId]) -> BoxFuture<'a, Result<Arc<Pins>, StoreError>> {
        Box::pin(async move { Ok(self.pins.refreshed(&Pins::streams(councils)).await?.pins) })
    }

    fn events<'a>(
        &'a self,
        streams: &'a BTreeSet<StreamId>,
    ) -> BoxFuture<'a, Result<BTreeMap<StreamId, Vec<Recorded>>, StoreError>> {
        Box::pin(async move {
            let reads: Vec<Read> = streams.iter().map(|&id| Read(id, Version(0))).collect();
            Ok(self.store.load(&reads, None).await?.events)
        })
    }
}

/// Decides who may open what.
pub(crate) struct Access {
    log: Box<dyn Log>,
    clock: Clock,
}

impl Access {
    pub(crate) fn new(log: impl Log + 'static, clock: Clock) -> Self {
        Self { log: Box::new(log), clock }
    }

    /// What `officer`, acting for `body`, may open of `items` through `site`'s socket.
    ///
    /// # Errors
    /// [`StoreError`] when the log cannot be read: then nobody may open anything.
    pub(crate) async fn of(
        &self,
        site: &Site,
        officer: OfficerId,
        body: BodyId,
        items: &[Sealed],
    ) -> Result<May, StoreError> {
        let streams: BTreeSet<StreamId> = items.iter().filter_map(holding).collect();
        let notes: BTreeSet<KeyId> = items.iter().map(|item| item.key).collect();
        self.among(site, officer, body, &streams, &notes).await
    }

    /// What `officer`, acting for `body`, may do with the files of `stream` through `site`'s socket.
    ///
    /// # Errors
    /// [`StoreError`] when the log cannot be read: then nobody may do anything.
    pub(crate) async fn of_files(
        &self,
        site: &Site,
        officer: OfficerId,
        body: BodyId,
        stream: StreamId,
    ) -> Result<Files, StoreError> {
        let streams = BTreeSet::from([stream]);
        let may = self.among(site, officer, body, &streams, &BTreeSet::new()).await?;
        Ok(match (may.serves, may.streams.contains(&stream), may.unwritten.contains(&stream)) {
            (true, true, _) => Files::Read,
            (true, false, true) => Files::Unwritten,
            (false, _, _) | (true, false, false) => Files::Nothing,
        })
    }

    /// Those of `streams` that nobody wrote yet.
    ///
    /// # Errors
    /// [`StoreError`] when the log cannot be read.
    pub(crate) async fn unwritten(
        &self,
        streams: &BTreeSet<StreamId>,
    ) -> Result<BTreeSet<StreamId>, StoreError> {
        if streams.is_empty() {
            return Ok(BTreeSet::new());
        }
        let events = self.log.events(streams).await?;
        let unwritten = |id: &&StreamId| events.get(id).is_none_or(Vec::is_empty);
        Ok(streams.iter().filter(unwritten).copied().collect())
    }

    async fn among(
        &self,
        site: &Site,
        officer: OfficerId,
        body: BodyId,
        streams: &BTreeSet<StreamId>,
        notes: &BTreeSet<KeyId>,
    ) -> Result<May, StoreError> {
        let mut held = BTreeMap::new();
        let mut unwritten = streams.clone();
        if !streams.is_empty() {
            let events = self.log.events(streams).await?;
            unwritten.retain(|id| events.get(id).is_none_or(Vec::is_empty));
            held.extend(events.into_iter().map(|(id, events)| (id, Holder::of(&events))));
        }
        let mut councils: Vec<BodyId> = held.values().flat_map(Holder::councils).collect();
        councils.sort_unstable();
        councils.dedup();
        let pins = self.log.pins(&councils).await?;
        let today = self.clock.now().day().ok();
        let serves = |day: &Day| pins.directory.serves(site, body, officer, *day).is_ok();
        let Some(day) = today.filter(serves) else { return Ok(May::default()) };
        let readable = held.iter().filter(|(_, holder)| holder.shows(body, &pins, day));
        let own = |key: &KeyId| match key {
            KeyId::Body(of) => pins.directory.standing_heirs(*of, day).contains(&body),
            KeyId::Subject(_) | KeyId::Stream(_) => false,
        };
        Ok(May {
            serves: true,
            streams: readable.map(|(id, _)| *id).collect(),
            unwritten,
            notes: notes.iter().copied().filter(own).collect(),
        })
    }
}

/// What somebody may do with the files of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Files {
    /// Neither add nor read.
    Nothing,
    /// Add: a command is going to write the stream. There is nothing to read yet.
    Unwritten,
    /// Add and read: the stream's texts are theirs to read.
    Read,
}

/// What somebody may open.
#[derive(Debug, Default)]
pub(crate) struct May {
    /// The site, body and officer belong together today.
    serves: bool,
    /// The streams whose texts they may read.
    streams: BTreeSet<StreamId>,
    /// The streams that nobody wrote yet.
    unwritten: BTreeSet<StreamId>,
    /// The keys of internal notes that they may read.
    notes: BTreeSet<KeyId>,
}

impl May {
    /// Whether `item` may be opened.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`].
    pub(crate) fn open(&self, item: &Sealed) -> Result<(), Refusal> {
        let may = match (item.key, holding(item)) {
            (KeyId::Body(_), _) => self.notes.contains(&item.key),
            (KeyId::Subject(_) | KeyId::Stream(_), Some(stream)) => self.streams.contains(&stream),
            (KeyId::Subject(_) | KeyId::Stream(_), None) => self.serves,
        };
        if may { Ok(()) } else { Err(Refusal::Forbidden) }
    }
}

/// The stream whose readers may open `item`; none where that is not asked.
///
/// A person's name opens where it was sealed and nowhere else, so the stream that `item` claims is
/// either the true one, or nothing opens.
fn holding(item: &Sealed) -> Option<StreamId> {
    match item.key {
        KeyId::Stream(stream) => Some(stream),
        KeyId::Subject(_) => Some(item.stream).filter(|id| *id != StreamId::of_directory()),
        KeyId::Body(_) => None,
    }
}

/// What a stream holds.
enum Holder {
    Petition(Box<Petition>),
    Meeting { held: MeetingHeld, by: Option<BodyId> },
    Letter { issued: LetterIssued, by: Option<BodyId> },
}

impl Holder {
    fn of(events: &[Recorded]) -> Self {
        let mut petition = Box::<Petition>::default();
        for Recorded { envelope, event, .. } in events {
            match event {
                Some(Event::Intake(IntakeEvent::MeetingHeld(held))) => {
                    return Self::Meeting { held: held.clone(), by: envelope.body };
                }
                Some(Event::Forwarding(ForwardingEvent::LetterIssued(issued))) => {
                    return Self::Letter { issued: issued.clone(), by: envelope.body };
                }
                Some(event) => petition.apply(event, envelope.occurred_on),
                None => {}
            }
        }
        Self::Petition(petition)
    }

    fn councils(&self) -> Vec<BodyId> {
        match self {
            Self::Petition(petition) => petition.received.iter().map(|by| by.council).collect(),
            Self::Meeting { held, .. } => held.councils.clone(),
            Self::Letter { .. } => Vec::new(),
        }
    }

    fn shows(&self, body: BodyId, pins: &Pins, day: Day) -> bool {
        match self {
            Self::Petition(petition) => may_see(body, petition, pins, day) == Sight::Texts,
            Self::Meeting { held, by } => may_read_minutes(body, held, *by, pins, day),
            Self::Letter { issued, by } => may_read_note(body, issued, *by, pins, day),
        }
    }
}

/// Whether a key that `first_used_by` made may be destroyed through `site`'s socket.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub(crate) fn may_destroy(site: &Site, first_used_by: &Site) -> Result<(), Refusal> {
    if first_used_by == site { Ok(()) } else { Err(Refusal::Forbidden) }
}

#[cfg(test)]
mod tests;
