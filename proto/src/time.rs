//! Instants and days. Instants are integers; days are those of Viet Nam.

use serde::{Deserialize, Serialize};

/// Microseconds since 1970-01-01T00:00:00Z. Record time; never orders anything.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Micros(pub i64);

/// A day of the civil calendar in Asia/Ho_Chi_Minh, `2026-11-22` in JSON.
pub type Day = jiff::civil::Date;

/// The zone in which a day begins and ends.
pub const ZONE: &str = "Asia/Ho_Chi_Minh";

impl Micros {
    /// Two minutes: how far a command's clock may be from the sequencer's.
    pub const SKEW_MAX: i64 = 120_000_000;

    /// The day that it is in Viet Nam at this instant.
    ///
    /// # Errors
    /// [`OutOfRange`] for an instant that no calendar holds, or where the zone is not known.
    pub fn day(self) -> Result<Day, OutOfRange> {
        let instant = jiff::Timestamp::from_microsecond(self.0).map_err(|_| OutOfRange)?;
        let zone = jiff::tz::TimeZone::get(ZONE).map_err(|_| OutOfRange)?;
        Ok(instant.to_zoned(zone).date())
    }

    /// How far apart two instants are, in microseconds, whichever is first.
    #[must_use]
    pub fn apart(self, other: Self) -> u64 {
        self.0.abs_diff(other.0)
    }
}

impl std::fmt::Display for Micros {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(instant) => instant.fmt(f),
            Err(_) => write!(f, "{} µs", self.0),
        }
    }
}

/// An instant that no calendar holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the time is outside the calendar")]
pub struct OutOfRange;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_viet_nam() {
        let before = Micros(1_767_200_399_000_000); // 2025-12-31T16:59:59Z
        let after = Micros(1_767_200_400_000_000); // 2025-12-31T17:00:00Z
        assert_eq!(before.day().map(|d| d.to_string()), Ok("2025-12-31".to_owned()));
        assert_eq!(after.day().map(|d| d.to_string()), Ok("2026-01-01".to_owned()));
    }

    #[test]
    fn an_instant_beyond_the_calendar_is_an_error() {
        assert_eq!(Micros(i64::MAX).day(), Err(OutOfRange));
    }
}
