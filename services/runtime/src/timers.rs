//! What falls due by itself: the log folded into due days, and a command when a day has passed.
//!
//! Reads the store every two seconds, from the beginning after a start: due days are few, and the
//! fold needs no file of its own. A command's id is derived from what is due and its day, so that
//! it is taken once, however often the process starts.

use std::sync::Arc;
use std::time::Duration;

use decider::{Due, Timed};
use proto::page::ReadRequest;
use proto::{Incarnation, Position};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::consume::{FollowError, arrive};
use crate::execute::Executor;
use crate::react::take_due;
use crate::store::{Store, StoreError};
use crate::wait::pause;

const TICK: Duration = Duration::from_secs(2);

/// Keeps the due days of one context.
pub struct Timekeeper {
    executor: Arc<Executor>,
    store: Store,
    clock: Clock,
    begin: fn() -> Box<dyn Timed>,
    timed: Box<dyn Timed>,
    read: (Option<Incarnation>, Position),
}

impl std::fmt::Debug for Timekeeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Timekeeper(at {})", self.read.1)
    }
}

impl Timekeeper {
    /// Knows nothing yet.
    #[must_use]
    pub fn new(
        executor: Arc<Executor>,
        store: Store,
        clock: Clock,
        begin: fn() -> Box<dyn Timed>,
    ) -> Self {
        let read = (None, Position(0));
        Self { executor, store, clock, timed: begin(), begin, read }
    }

    /// Takes what falls due until `stop`.
    ///
    /// # Errors
    /// [`FollowError`] when the log holds what this program must not pass over.
    pub async fn run(mut self, stop: CancellationToken) -> Result<(), FollowError> {
        while !stop.is_cancelled() {
            match self.catch_up().await {
                Ok(()) => self.take_passed().await,
                Err(StoreError::Bus(_) | StoreError::Page(_) | StoreError::Answer(_)) => {}
                Err(error) => return Err(FollowError::Log(error)),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = pause(TICK) => {}
            }
        }
        Ok(())
    }

    async fn catch_up(&mut self) -> Result<(), StoreError> {
        loop {
            let request = ReadRequest::Log { after: self.read.1, limit: u32::MAX };
            let page = self.store.page(&request).await?;
            if self.read.0.is_some_and(|known| known != page.header.incarnation) {
                // Another life of the log: what was folded may not be in it.
                (self.timed, self.read) = ((self.begin)(), (None, Position(0)));
                continue;
            }
            self.read.0 = Some(page.header.incarnation);
            for frame in &page.frames {
                let arrived = arrive(frame)?;
                if let Some((envelope, Some(event))) = &arrived.content {
                    self.timed.apply(envelope, event);
                }
                self.read.1 = arrived.entry.position;
            }
            if page.frames.is_empty() || self.read.1 >= page.header.head {
                return Ok(());
            }
        }
    }

    async fn take_passed(&self) {
        let Ok(today) = self.clock.now().day() else { return };
        for Due { key, command } in self.timed.passed(today) {
            if let Err(error) = take_due(&self.executor, &key, &command, today).await {
                // It stays due: the next tick tries again.
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "nothing came of a due day"
                );
            }
        }
    }
}
