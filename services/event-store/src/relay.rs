//! Carries the log onto the bus, in order, each event at the JetStream sequence of its position.
//!
//! Keeps no state and no cursor: what the stream's last sequence is, is where the relay stands.
//! Every publish is fenced by the sequence that must be the last one before it, so that several
//! relays may run, messages may be published twice, and an answer may be lost, without a gap or a
//! copy. After any error the stream is asked again. It never decides what is true: a stream of
//! another life of the log is made anew, and so is one that answers but takes nothing any more (see
//! `standstill`); a missing one is filled again; one that is ahead of its own log is left alone,
//! with an alarm, for an operator.
//!
//! Source: NATS ADR-8 and the header `Nats-Expected-Last-Sequence`.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_nats::jetstream::context::PublishErrorKind;
use bytes::Bytes;
use proto::page::Head as Announced;
use proto::{Incarnation, Position};
use runtime::bus::{Bus, BusError};
use runtime::wait::{Backoff, pause};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::engine::{EngineError, EventRow, Head, Reader, Room, Snapshot};

mod standstill;
mod stream;

use standstill::Standstill;
use stream::{EventStream, StreamError, StreamState};

/// How long the stream's word for its last sequence is believed; also how often `head` is said.
const ASK_EVERY: Duration = Duration::from_secs(2);
/// Looks into the log this often even if nobody wakes it.
const POLL_EVERY: Duration = Duration::from_secs(1);
/// How long the answer to a publish may take. Then the stream is asked; it knows.
const ACK_WITHIN: Duration = Duration::from_secs(2);
/// Publishes in flight at once. Frames are at most 96 KiB, so the bytes are bounded as well.
const IN_FLIGHT: Room = Room { rows: 256, bytes: 4 << 20 };

/// How the stream is made.
#[derive(Debug, Clone)]
pub struct StreamShape {
    /// Beyond it the oldest messages go. Below the account's own limit, so that publishing never
    /// stops.
    pub max_bytes: i64,
    /// The durable consumers that readers pull from.
    pub durables: Vec<String>,
}

/// Whether the relay may go on; shared with the health checks.
#[derive(Debug, Clone, Default)]
pub struct Alarm(Arc<Mutex<Option<String>>>);

impl Alarm {
    /// Whether there is none.
    ///
    /// # Errors
    /// What an operator must look at.
    pub fn ready(&self) -> Result<(), String> {
        let alarm = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        alarm.clone().map_or(Ok(()), Err)
    }

    fn raise(&self, why: String) {
        let mut alarm = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if alarm.is_none() {
            tracing::error!(why, "the relay stops");
        }
        alarm.get_or_insert(why);
    }

    fn lower(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// One relay. Does nothing until it is run.
#[derive(Debug)]
pub struct Relay<R> {
    bus: Bus,
    reader: R,
    stream: EventStream,
    /// Changes when something was committed; none where another process writes.
    wake: Option<watch::Receiver<Position>>,
    alarm: Alarm,
    /// The stream's last sequence and when it was learnt; none when it must be asked.
    at: Option<(Position, Instant)>,
    announced: Option<Instant>,
    standstill: Standstill,
    /// What went wrong last, so that an outage is logged once and not every second.
    trouble: Option<String>,
}

/// Why a round ended early. In every case the stream is asked again.
#[derive(Debug, thiserror::Error)]
enum RoundError {
    #[error("the log cannot be read")]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Bus(#[from] BusError),
    #[error(transparent)]
    Stream(#[from] StreamError),
    #[error("a publish was not taken: {0:?}")]
    Publish(PublishErrorKind),
    #[error("the event of position {position} was stored at sequence {sequence}")]
    Misplaced { position: Position, sequence: u64 },
}

/// What a round came to.
#[derive(Debug, PartialEq, Eq)]
enum Round {
    /// There is more to publish.
    More,
    /// The stream holds the whole log, or there is an alarm.
    Idle,
}

impl<R: Reader> Relay<R> {
    /// Relays what `reader` gives onto `bus`, whose user may make and fill the stream.
    #[must_use]
    pub fn new(
        bus: Bus,
        reader: R,
        shape: StreamShape,
        wake: Option<watch::Receiver<Position>>,
    ) -> Self {
        let stream = EventStream::new(&bus, shape);
        Self {
            bus,
            reader,
            stream,
            wake,
            alarm: Alarm::default(),
            at: None,
            announced: None,
            standstill: Standstill::default(),
            trouble: None,
        }
    }

    /// Tells whether it goes on.
    #[must_use]
    pub fn alarm(&self) -> Alarm {
        self.alarm.clone()
    }

    /// Relays until `stop`.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut backoff = Backoff::new(Duration::from_millis(20), POLL_EVERY);
        while !stop.is_cancelled() {
            let wait = match self.round().await {
                Ok(Round::More) => continue,
                Ok(Round::Idle) => {
                    backoff.reset();
                    if self.trouble.take().is_some() {
                        tracing::info!("the relay goes on");
                    }
                    POLL_EVERY
                }
                Err(error) => {
                    self.note(&error);
                    match (&error, self.at.take()) {
                        (RoundError::Publish(_), Some((last, _))) => {
                            self.standstill.failed(last, Instant::now());
                        }
                        _ => self.standstill.interrupted(),
                    }
                    backoff.delay()
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = woken(&mut self.wake) => {}
                () = pause(wait) => {}
            }
        }
    }

    fn note(&mut self, error: &RoundError) {
        // Another relay was first: daily business.
        if matches!(error, RoundError::Publish(PublishErrorKind::WrongLastSequence)) {
            return;
        }
        let trouble = error.to_string();
        if self.trouble.as_ref() != Some(&trouble) {
            let error = error as &dyn std::error::Error;
            tracing::warn!(error, "the relay is held up and asks the stream again");
            self.trouble = Some(trouble);
        }
    }

    async fn round(&mut self) -> Result<Round, RoundError> {
        let head = self.reader.snapshot().await?.head().await?;
        self.stream.connected()?;
        if self.announced.is_none_or(|at| at.elapsed() >= ASK_EVERY) {
            self.announce(head.incarnation, head.position).await?;
        }
        if self.at.is_none_or(|(_, learnt)| learnt.elapsed() >= ASK_EVERY) {
            self.at = self.ask().await?.map(|last| (last, Instant::now()));
        }
        let Some((last, learnt)) = self.at else { return Ok(Round::Idle) };
        let mut view = self.reader.snapshot().await?;
        let head = view.head().await?;
        let read = view.log(last, IN_FLIGHT).await?;
        drop(view);
        let Some(newest) = read.rows.last().map(|row| row.entry().position) else {
            return Ok(Round::Idle);
        };
        if !dense(last, &read.rows) {
            self.alarm.raise(format!("the log has a hole after position {last}"));
            return Ok(Round::Idle);
        }
        self.publish(&head, &read.rows).await?;
        self.at = Some((newest, learnt));
        self.standstill.reached(newest);
        self.announce(head.incarnation, head.position).await?;
        metrics::gauge!("relay_lag").set(lag(head.position, newest));
        Ok(if read.more { Round::More } else { Round::Idle })
    }

    /// Where the stream stands, after making it if need be; none while there is an alarm.
    async fn ask(&mut self) -> Result<Option<Position>, RoundError> {
        let found = self.stream.state().await?;
        // The head is read after the stream's answer: another relay may be further than we were.
        let Head { incarnation, position, .. } = self.reader.snapshot().await?.head().await?;
        let state = match found {
            Some(state) if state.incarnation == Some(incarnation) && !self.stands_still(&state) => {
                state
            }
            found => {
                if let Some(state) = found {
                    self.discard(&state, incarnation).await?;
                }
                self.stream.create(incarnation).await?;
                self.alarm.lower();
                return Ok(Some(Position(0)));
            }
        };
        metrics::gauge!("relay_lag").set(lag(position, state.last));
        if state.last > position {
            self.alarm.raise(format!(
                "the stream is at {}, ahead of the log at {position}: was the store set back? \
                 Delete the stream to have it made anew",
                state.last
            ));
        }
        // Once ahead, always foreign: the log growing past it does not make its events ours.
        if self.alarm.ready().is_err() {
            return Ok(None);
        }
        self.stream.make_durables(state.consumers).await?;
        self.standstill.reached(state.last);
        Ok(Some(state.last))
    }

    fn stands_still(&self, state: &StreamState) -> bool {
        self.standstill.is_over(state.last, Instant::now())
    }

    /// Deletes a stream that is none of ours, or that takes nothing any more.
    async fn discard(
        &mut self,
        state: &StreamState,
        incarnation: Incarnation,
    ) -> Result<(), StreamError> {
        if state.incarnation != Some(incarnation) {
            tracing::warn!("the stream is of another life of the log; it is made anew");
            return self.stream.delete().await;
        }
        tracing::error!(
            stream.last = state.last.0,
            "the stream answers but takes no event: is the disk of NATS full, or was it? \
             It is made anew"
        );
        self.stream.delete().await?;
        self.standstill.remade(state.last);
        metrics::counter!("relay_streams_remade_total").increment(1);
        Ok(())
    }

    async fn publish(&self, head: &Head, rows: &[EventRow]) -> Result<(), RoundError> {
        runtime::crash::point("relay.before_publish");
        let mut sent = Vec::with_capacity(rows.len());
        for row in rows {
            let subject = self.bus.subjects.event(&row.event_type);
            let ack = self.stream.send(subject, head.incarnation, &row.frame).await?;
            sent.push(ack.into_future());
        }
        for (row, ack) in rows.iter().zip(sent) {
            let ack = tokio::time::timeout(ACK_WITHIN, ack)
                .await
                .map_err(|_| RoundError::Publish(PublishErrorKind::TimedOut))?
                .map_err(|error| RoundError::Publish(error.kind()))?;
            let position = row.entry().position;
            if ack.sequence != position.0 {
                return Err(RoundError::Misplaced { position, sequence: ack.sequence });
            }
        }
        runtime::crash::point("relay.after_publish");
        Ok(())
    }

    async fn announce(
        &mut self,
        incarnation: Incarnation,
        position: Position,
    ) -> Result<(), RoundError> {
        let head = serde_json::json!(Announced { incarnation, position }).to_string();
        self.bus.publish(self.bus.subjects.head(), Bytes::from(head)).await?;
        self.announced = Some(Instant::now());
        Ok(())
    }
}

async fn woken(wake: &mut Option<watch::Receiver<Position>>) {
    if let Some(receiver) = wake {
        if receiver.changed().await.is_ok() {
            return;
        }
        *wake = None;
    }
    std::future::pending::<()>().await;
}

fn dense(last: Position, rows: &[EventRow]) -> bool {
    let mut expected = last;
    rows.iter().all(|row| {
        expected = expected.next();
        row.entry().position == expected
    })
}

#[allow(clippy::cast_precision_loss, reason = "a gauge is a float; the log is far below 2^53")]
fn lag(head: Position, last: Position) -> f64 {
    head.0.saturating_sub(last.0) as f64
}
