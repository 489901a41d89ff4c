//! A vault over a log made by hand, for tests. Never part of a shipped build.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use directory::Pins;
use futures_util::future::BoxFuture;
use proto::frame::Frame;
use proto::{BodyId, StreamId};
use runtime::health::Health;
use runtime::store::{Recorded, StoreError};
use tokio_util::sync::CancellationToken;

use crate::access::{Access, Log};
use crate::{Config, RunError};

/// What the log holds. Empty: a log that cannot be read.
#[derive(Debug, Clone, Default)]
pub struct MadeLog(Vec<Frame>);

impl MadeLog {
    /// A log of these frames.
    #[must_use]
    pub fn of(frames: &[Frame]) -> Self {
        Self(frames.to_vec())
    }

    fn recorded(&self) -> Result<Vec<Recorded>, StoreError> {
        if self.0.is_empty() {
            return Err(runtime::bus::BusError::Disconnected.into());
        }
        self.0.iter().cloned().map(Recorded::from_frame).collect()
    }

    pub(crate) fn access(&self, config: &Config) -> Access {
        Access::new(self.clone(), config.clock.clone())
    }
}

impl Log for MadeLog {
    fn pins<'a>(&'a self, _: &'a [BodyId]) -> BoxFuture<'a, Result<Arc<Pins>, StoreError>> {
        Box::pin(async {
            let mut pins = Pins::default();
            self.recorded()?.into_iter().filter_map(|r| r.event).for_each(|e| pins.apply(e));
            Ok(Arc::new(pins))
        })
    }

    fn events<'a>(
        &'a self,
        streams: &'a BTreeSet<StreamId>,
    ) -> BoxFuture<'a, Result<BTreeMap<StreamId, Vec<Recorded>>, StoreError>> {
        Box::pin(async {
            let mut held: BTreeMap<StreamId, Vec<Recorded>> = BTreeMap::new();
            for recorded in self.recorded()? {
                let stream = recorded.envelope.stream;
                if streams.contains(&stream) {
                    held.entry(stream).or_default().push(recorded);
                }
            }
            Ok(held)
        })
    }
}

/// As [`run`](crate::run), reading `log` instead of the bus of `config`.
///
/// # Errors
/// As [`run`](crate::run).
pub async fn run(config: Config, log: MadeLog, stop: CancellationToken) -> Result<(), RunError> {
    let access = log.access(&config);
    crate::serve(config, access, Health::default(), stop).await
}
