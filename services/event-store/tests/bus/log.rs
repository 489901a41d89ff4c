//! A log that grows beside the bus.

use event_store::engine::sqlite::{SqliteReader, SqliteWriter};
use event_store::relay::{Alarm, Relay};
use event_store::sequencer::{self, Limits, Sequencer};
use proto::Origin;
use proto::frame::Frame;
use proto::reply::AppendReply;
use runtime::bus::Bus;
use runtime::clock::Clock;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::server::{Nats, Watcher, subjects};
use crate::sample::Draft;

pub(crate) struct Log {
    pub(crate) dir: TempDir,
    sequencer: Sequencer,
    reader: SqliteReader,
    clock: Clock,
    pub(crate) stop: CancellationToken,
}

impl Log {
    pub(crate) async fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let origin = Origin::new("test.origin").unwrap();
        let writer = SqliteWriter::open(dir.path(), Some(&origin)).await.unwrap();
        let reader = writer.readers().await.unwrap();
        let clock = Clock::system();
        let (sequencer, work) =
            sequencer::prepare(writer, clock.clone(), false, Limits::default()).await.unwrap();
        let stop = CancellationToken::new();
        runtime::task::spawn("sequencer", &stop, work.run(stop.clone()));
        Self { dir, sequencer, reader, clock, stop }
    }

    /// Appends events `from..to` of one stream, each by a command of its own.
    pub(crate) async fn grow(&self, from: u64, to: u64) {
        let drafts: Vec<Draft> =
            (from..to).map(|n| Draft::new(u128::from(n), self.clock.now()).writes(1, n)).collect();
        let payloads: Vec<Vec<u8>> = drafts.iter().map(Draft::bytes).collect();
        let appends = payloads.iter().map(|bytes| self.sequencer.append(drafts[0].context, bytes));
        for reply in futures_util::future::join_all(appends).await {
            assert!(matches!(reply, AppendReply::Done { .. }), "{reply:?}");
        }
    }

    /// Starts a relay of this log, that a commit wakes.
    pub(crate) fn relay(&self, bus: Bus) -> (Alarm, CancellationToken) {
        let wake = Some(self.sequencer.head());
        let relay = Relay::new(bus, self.reader.clone(), Nats::shape(), wake);
        let (alarm, stop) = (relay.alarm(), self.stop.child_token());
        runtime::task::detach(relay.run(stop.clone()));
        (alarm, stop)
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The stream holds events 1 to `last`, once each, in order, unchanged, where they belong.
pub(crate) async fn holds_the_log(watcher: &Watcher, last: u64) -> Vec<Frame> {
    let messages = watcher.messages().await;
    let subject = subjects().event("intake.petition_recorded");
    let sequences: Vec<u64> = messages.iter().map(|(sequence, ..)| *sequence).collect();
    assert_eq!(sequences, (1..=last).collect::<Vec<_>>());
    for (sequence, on, frame) in &messages {
        assert_eq!(*sequence, frame.entry.position.0);
        assert_eq!(*on, subject);
        frame.verify().unwrap();
    }
    messages.into_iter().map(|(.., frame)| frame).collect()
}
