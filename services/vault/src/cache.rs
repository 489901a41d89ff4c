//! Unwrapped keys, kept in memory for a short while: bounded in time and number.
//!
//! Invariant: a key that was forgotten is not put back by somebody who read it before. That is what
//! [`Ticket`] is for: it is drawn before the database is read and void once anything is forgotten.

use std::collections::HashMap;
use std::sync::Arc;

use proto::sealed::KeyId;

use crate::keys::HeldKey;

/// How long a key stays, in microseconds. With the sweep's interval it is less than five minutes.
const STAY_MICROS: i64 = 4 * 60 * 1_000_000;
/// How many keys stay at most.
const KEYS_MAX: usize = 4096;

/// The keys in memory. Times are those of a monotonic clock, in microseconds.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    held: HashMap<KeyId, Entry>,
    forgotten: u64,
}

#[derive(Debug)]
struct Entry {
    key: Arc<HeldKey>,
    until: i64,
}

/// The right to put in what is read from now on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket(u64);

impl Cache {
    pub(crate) fn ticket(&self) -> Ticket {
        Ticket(self.forgotten)
    }

    pub(crate) fn held(&self, key: KeyId, now: i64) -> Option<Arc<HeldKey>> {
        let entry = self.held.get(&key)?;
        (now < entry.until).then(|| Arc::clone(&entry.key))
    }

    /// Keeps `held`, read under `ticket`. A void ticket keeps nothing; it will be read again.
    pub(crate) fn keep(&mut self, ticket: Ticket, key: KeyId, held: &Arc<HeldKey>, now: i64) {
        if ticket.0 != self.forgotten {
            return;
        }
        if self.held.len() >= KEYS_MAX && !self.held.contains_key(&key) {
            self.make_room(now);
        }
        let entry = Entry { key: Arc::clone(held), until: now.saturating_add(STAY_MICROS) };
        self.held.insert(key, entry);
    }

    /// Forgets one key at once.
    pub(crate) fn forget(&mut self, key: KeyId) {
        self.forgotten += 1;
        self.held.remove(&key);
    }

    /// Forgets what stayed long enough.
    pub(crate) fn sweep(&mut self, now: i64) {
        self.held.retain(|_, entry| now < entry.until);
    }

    fn make_room(&mut self, now: i64) {
        self.sweep(now);
        if self.held.len() >= KEYS_MAX {
            // Half at once, the oldest, so that a run over many keys does not look for room each time.
            let mut times: Vec<i64> = self.held.values().map(|entry| entry.until).collect();
            times.sort_unstable();
            let middle = times[times.len() / 2];
            self.held.retain(|_, entry| entry.until > middle);
        }
    }
}

#[cfg(test)]
mod tests {
    use proto::StreamId;
    use uuid::Uuid;

    use super::*;
    use crate::secret::Secret;

    fn key(n: u128) -> KeyId {
        KeyId::Stream(StreamId(Uuid::from_u128(n)))
    }

    fn held() -> Arc<HeldKey> {
        Arc::new(HeldKey { dek: Secret::random() })
    }

    #[test]
    fn a_key_stays_less_than_five_minutes() {
        let mut cache = Cache::default();
        cache.keep(cache.ticket(), key(1), &held(), 0);
        assert!(cache.held(key(1), STAY_MICROS - 1).is_some());
        assert!(cache.held(key(1), STAY_MICROS).is_none());
        cache.sweep(STAY_MICROS);
        assert!(cache.held.is_empty());
    }

    #[test]
    fn a_forgotten_key_is_not_put_back_by_an_earlier_reader() {
        let mut cache = Cache::default();
        let ticket = cache.ticket();
        cache.forget(key(1));
        cache.keep(ticket, key(1), &held(), 0);
        assert!(cache.held(key(1), 0).is_none());
    }

    #[test]
    fn the_number_of_keys_in_memory_is_bounded() {
        let mut cache = Cache::default();
        let one = held();
        for n in 0..3 * KEYS_MAX as u128 {
            cache.keep(cache.ticket(), key(n), &one, i64::try_from(n).unwrap());
            assert!(cache.held.len() <= KEYS_MAX);
            assert!(cache.held(key(n), 0).is_some(), "the newest stays");
        }
    }
}
