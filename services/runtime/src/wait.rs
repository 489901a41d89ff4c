//! The one home of waiting.

use std::time::Duration;

/// Waits for `duration`.
pub async fn pause(duration: Duration) {
    #[allow(clippy::disallowed_methods, reason = "this is the one home of waiting")]
    tokio::time::sleep(duration).await;
}

/// Delays between tries: doubling from `first`, at most `max`, each varied by up to a half so that
/// many who failed together do not come back together.
#[derive(Debug, Clone)]
pub struct Backoff {
    next: Duration,
    first: Duration,
    max: Duration,
}

impl Backoff {
    /// Starts with `first`.
    #[must_use]
    pub fn new(first: Duration, max: Duration) -> Self {
        Self { next: first, first, max }
    }

    /// The delay before the next try.
    pub fn delay(&mut self) -> Duration {
        let base = self.next;
        self.next = (base * 2).min(self.max);
        let [random] = crate::random::bytes::<1>();
        base / 2 + base * u32::from(random) / 512
    }

    /// A try succeeded: begin again with the first delay.
    pub fn reset(&mut self) {
        self.next = self.first;
    }
}
