//! How many streams are open, all in all and for one officer.
//!
//! A program that opens streams and forgets them takes none away from anybody else.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use proto::OfficerId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Open streams of one officer: windows, telephones, programs.
const OF_ONE_MAX: usize = 100;

/// The streams of a portal.
#[derive(Debug, Clone)]
pub(crate) struct Seats {
    all: Arc<Semaphore>,
    of: Arc<Mutex<BTreeMap<OfficerId, usize>>>,
}

/// One open stream, until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    of: Arc<Mutex<BTreeMap<OfficerId, usize>>>,
    officer: OfficerId,
    _permit: OwnedSemaphorePermit,
}

impl Seats {
    /// As many as `max`.
    pub(crate) fn new(max: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(max)), of: Arc::default() }
    }

    /// One for `officer`; none when there are too many.
    pub(super) fn take(&self, officer: OfficerId) -> Option<Seat> {
        let permit = self.all.clone().try_acquire_owned().ok()?;
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        let count = of.entry(officer).or_default();
        if *count >= OF_ONE_MAX {
            return None;
        }
        *count += 1;
        Some(Seat { of: Arc::clone(&self.of), officer, _permit: permit })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = of.get_mut(&self.officer) {
            *count -= 1;
            if *count == 0 {
                of.remove(&self.officer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_officer_cannot_take_the_streams_of_all() {
        let seats = Seats::new(OF_ONE_MAX + 10);
        let [one, other] = [1, 2].map(|n| OfficerId(Uuid::from_u128(n)));
        let mut taken: Vec<Seat> = std::iter::from_fn(|| seats.take(one)).collect();
        assert_eq!(taken.len(), OF_ONE_MAX);
        assert!(seats.take(other).is_some(), "nobody else is kept out");
        taken.pop();
        assert!(seats.take(one).is_some(), "a stream that ended makes room");
        drop(taken);
        assert!(seats.of.lock().unwrap().is_empty(), "nothing is kept of who has left");
    }

    #[test]
    fn all_together_have_a_bound() {
        let seats = Seats::new(1);
        let first = seats.take(OfficerId(Uuid::from_u128(1)));
        assert!(first.is_some() && seats.take(OfficerId(Uuid::from_u128(2))).is_none());
    }
}
