//! Keeps the log from a clock that is wrong: record time never decreases, so one append with a
//! clock of next year would give every later event next year's time, for ever.

use std::time::Duration;

use proto::Micros;
use runtime::clock::Clock;

/// How far the wall clock may run ahead of even time while we run.
const AHEAD_MAX: i64 = 10 * 60 * SECOND;
/// How far before the last event the clock may be at the start.
const BEFORE_MAX: i64 = Micros::SKEW_MAX;
/// How far after the last event the clock may be at the start.
const AFTER_MAX: i64 = 400 * 24 * 60 * 60 * SECOND;
const SECOND: i64 = 1_000_000;

/// The clock does not fit the last event of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the clock says {now}, but the log's last event is of {last}: set the clock, or confirm it \
     with --confirm-clock"
)]
pub struct Implausible {
    /// The clock.
    pub now: Micros,
    /// The last event.
    pub last: Micros,
}

/// Whether a log whose last event is of `last` may be gone on with at `now`.
pub(super) fn plausible(now: Micros, last: Option<Micros>) -> Result<(), Implausible> {
    let Some(last) = last else { return Ok(()) };
    let ahead = now.0.saturating_sub(last.0);
    if (-BEFORE_MAX..=AFTER_MAX).contains(&ahead) { Ok(()) } else { Err(Implausible { now, last }) }
}

/// Compares the wall clock with even time since the start.
#[derive(Debug)]
pub(super) struct Guard {
    wall: Micros,
    even: i64,
}

impl Guard {
    pub(super) fn new(clock: &Clock) -> Self {
        Self { wall: clock.now(), even: clock.monotonic() }
    }

    /// How far the wall clock is ahead, if that is too far. It may come back by itself.
    pub(super) fn ahead(&self, clock: &Clock) -> Option<Duration> {
        let wall = clock.now().0.saturating_sub(self.wall.0);
        let even = clock.monotonic().saturating_sub(self.even);
        let ahead = wall.saturating_sub(even);
        if ahead <= AHEAD_MAX {
            return None;
        }
        u64::try_from(ahead).ok().map(Duration::from_micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: Micros = Micros(1_800_000_000_000_000);

    fn after(seconds: i64) -> Result<(), Implausible> {
        plausible(Micros(LAST.0 + seconds * SECOND), Some(LAST))
    }

    #[test]
    fn a_clock_more_than_two_minutes_before_the_last_event_is_implausible() {
        assert_eq!(after(-120), Ok(()));
        assert!(after(-121).is_err());
    }

    #[test]
    fn a_clock_more_than_400_days_after_the_last_event_is_implausible() {
        assert_eq!(after(400 * 86_400), Ok(()));
        assert!(after(400 * 86_400 + 1).is_err());
    }

    #[test]
    fn an_empty_log_takes_any_clock() {
        assert_eq!(plausible(Micros(0), None), Ok(()));
    }
}
