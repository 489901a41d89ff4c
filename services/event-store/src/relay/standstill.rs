//! Tells when the stream answers, and yet takes nothing any more, so that it has to be made anew.
//!
//! After one failed write to its disk, JetStream refuses every further one to that stream until
//! the server starts again or the stream is deleted, however much room there is by then. Measured
//! with NATS 2.15.1 on a full file system and under a limit of file size: such a publish gets *no
//! answer at all*, while STREAM.INFO goes on giving the same last sequence, room or not; a stream
//! that is deleted and created takes publishes at once. With the disk still full the deletion
//! succeeds, and makes some room itself; where that is too little, the creation is refused until
//! there is more.
//!
//! This is no state of the relay: a fresh one forgets nothing but how long it has waited. It never
//! takes a lost connection or a silent server for a standstill, nor another relay's success.

use std::time::Duration;

use proto::Position;
use tokio::time::Instant;

/// How long publishes have to fail at one place the first time.
const PATIENCE: Duration = Duration::from_secs(20);
/// At most so long where making it anew did not help: the disk may still be full, and filling a
/// stream again costs the server the whole of it.
const PATIENCE_MAX: Duration = Duration::from_mins(5);
/// At least so many publishes fail meanwhile; a process that was frozen did not try.
const TRIES: u32 = 5;

/// Where publishes fail, and since when.
#[derive(Debug)]
pub(super) struct Standstill {
    failing: Option<Failing>,
    patience: Duration,
    /// Where the stream stood when it was last made anew. Only beyond it has that helped.
    remade_at: Position,
}

#[derive(Debug)]
struct Failing {
    last: Position,
    since: Instant,
    tries: u32,
}

impl Default for Standstill {
    fn default() -> Self {
        Self { failing: None, patience: PATIENCE, remade_at: Position(0) }
    }
}

impl Standstill {
    /// A publish after `last`, the stream's own word for where it stands, was not taken.
    pub(super) fn failed(&mut self, last: Position, now: Instant) {
        match &mut self.failing {
            Some(failing) if failing.last == last => failing.tries += 1,
            failing => *failing = Some(Failing { last, since: now, tries: 1 }),
        }
    }

    /// Something else went wrong: whether the stream would take a publish is not known.
    pub(super) fn interrupted(&mut self) {
        self.failing = None;
    }

    /// The stream holds everything up to `last`.
    pub(super) fn reached(&mut self, last: Position) {
        self.failing.take_if(|failing| failing.last != last);
        if last > self.remade_at {
            self.patience = PATIENCE;
        }
    }

    /// Whether a stream that now says that it stands at `last` has to be made anew.
    pub(super) fn is_over(&self, last: Position, now: Instant) -> bool {
        self.failing.as_ref().is_some_and(|failing| {
            failing.last == last
                && failing.tries >= TRIES
                && now.saturating_duration_since(failing.since) >= self.patience
        })
    }

    /// It is made anew; it gets longer for the same way.
    pub(super) fn remade(&mut self, last: Position) {
        self.failing = None;
        self.patience = (self.patience * 2).min(PATIENCE_MAX);
        self.remade_at = self.remade_at.max(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Position = Position(7);

    /// Publishes fail at `last`, one a second, for `seconds`; gives when.
    fn fails(standstill: &mut Standstill, last: Position, from: Instant, seconds: u64) -> Instant {
        let times = (0..=seconds).map(|second| from + Duration::from_secs(second));
        times.inspect(|now| standstill.failed(last, *now)).last().unwrap()
    }

    #[test]
    fn only_a_stream_that_takes_nothing_for_long_is_made_anew() {
        let (mut standstill, began) = (Standstill::default(), Instant::now());
        let now = fails(&mut standstill, HERE, began, 19);
        assert!(!standstill.is_over(HERE, now));
        let now = fails(&mut standstill, HERE, now, 1);
        assert!(standstill.is_over(HERE, now));
        // What it says of itself by now counts: another relay may have got on.
        assert!(!standstill.is_over(HERE.next(), now));
    }

    #[test]
    fn a_stream_that_gets_on_is_left_alone_however_slow() {
        let (mut standstill, mut now) = (Standstill::default(), Instant::now());
        for position in 1..20 {
            now = fails(&mut standstill, Position(position), now, 10);
            standstill.reached(Position(position));
            assert!(!standstill.is_over(Position(position), now));
            standstill.reached(Position(position + 1));
        }
    }

    #[test]
    fn a_server_that_is_away_is_no_standstill() {
        let (mut standstill, began) = (Standstill::default(), Instant::now());
        let now = fails(&mut standstill, HERE, began, 15);
        standstill.interrupted();
        let now = fails(&mut standstill, HERE, now, 15);
        assert!(!standstill.is_over(HERE, now));
    }

    #[test]
    fn a_process_that_was_frozen_tries_again_first() {
        let (mut standstill, began) = (Standstill::default(), Instant::now());
        standstill.failed(HERE, began);
        assert!(!standstill.is_over(HERE, began + PATIENCE_MAX));
    }

    #[test]
    fn a_stream_that_stops_at_the_same_place_is_made_anew_ever_more_rarely() {
        let (mut standstill, mut now) = (Standstill::default(), Instant::now());
        for seconds in [20, 40, 80, 160, 300, 300] {
            now = fails(&mut standstill, HERE, now, seconds - 1);
            assert!(!standstill.is_over(HERE, now), "before {seconds} s");
            now = fails(&mut standstill, HERE, now, 1);
            assert!(standstill.is_over(HERE, now), "after {seconds} s");
            standstill.remade(HERE);
            // It is filled again as far as it was, which proves nothing.
            standstill.reached(HERE);
        }
        standstill.reached(HERE.next());
        now = fails(&mut standstill, HERE.next(), now, 20);
        assert!(standstill.is_over(HERE.next(), now));
    }
}
