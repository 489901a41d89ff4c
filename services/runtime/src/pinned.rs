//! Directory and rules as a service pins them: folded once, brought up to date from the store.

use std::collections::BTreeMap;
use std::sync::Arc;

use directory::Pins;
use proto::decision::Read;
use proto::reply::Moved;
use proto::{StreamId, Version};
use tokio::sync::Mutex;

use crate::store::{Store, StoreError};

/// The pins at known versions.
#[derive(Debug, Clone, Default)]
pub struct Pinned {
    /// The folds.
    pub pins: Arc<Pins>,
    versions: BTreeMap<StreamId, Version>,
}

impl Pinned {
    /// The version at which `stream` is pinned.
    #[must_use]
    pub fn read(&self, stream: StreamId) -> Read {
        Read(stream, self.versions.get(&stream).copied().unwrap_or_default())
    }
}

/// Pins shared by the commands of a process. A little old is fine: the append checks the versions.
#[derive(Debug)]
pub struct PinCache {
    store: Store,
    known: Mutex<Pinned>,
}

impl PinCache {
    /// Knows nothing yet.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, known: Mutex::default() }
    }

    /// Pins that hold `streams`, each at some version; reads only those never read before.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read, or holds what this program does not know.
    pub async fn at_least(&self, streams: &[StreamId]) -> Result<Pinned, StoreError> {
        let mut known = self.known.lock().await;
        let missing = streams.iter().filter(|id| !known.versions.contains_key(id));
        let missing: Vec<StreamId> = missing.copied().collect();
        self.read(&mut known, &missing).await?;
        Ok(known.clone())
    }

    /// Pins that hold `streams` as they are now.
    ///
    /// # Errors
    /// As [`at_least`](Self::at_least).
    pub async fn refreshed(&self, streams: &[StreamId]) -> Result<Pinned, StoreError> {
        let mut known = self.known.lock().await;
        self.read(&mut known, streams).await?;
        Ok(known.clone())
    }

    /// Brings those of the moved streams that are pinned up to date.
    ///
    /// # Errors
    /// As [`at_least`](Self::at_least).
    pub async fn refresh_moved(&self, moved: &[Moved]) -> Result<(), StoreError> {
        let mut known = self.known.lock().await;
        let pinned = moved.iter().filter(|moved| known.versions.contains_key(&moved.stream));
        let pinned: Vec<&Moved> = pinned.collect();
        // A stream that went back means that the store was restored: nothing known holds any more.
        if pinned.iter().any(|moved| moved.actual < known.read(moved.stream).1) {
            *known = Pinned::default();
            return Ok(());
        }
        let streams: Vec<StreamId> = pinned.iter().map(|moved| moved.stream).collect();
        self.read(&mut known, &streams).await
    }

    async fn read(&self, known: &mut Pinned, streams: &[StreamId]) -> Result<(), StoreError> {
        if streams.is_empty() {
            return Ok(());
        }
        let reads: Vec<Read> = streams.iter().map(|&id| known.read(id)).collect();
        let loaded = self.store.load(&reads, None).await?;
        for Read(stream, version) in reads {
            known.versions.insert(stream, loaded.version(stream, version));
        }
        let events = loaded.events.into_values().flatten();
        for event in events.filter_map(|recorded| recorded.event) {
            Arc::make_mut(&mut known.pins).apply(event);
        }
        Ok(())
    }
}
