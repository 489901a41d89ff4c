//! Following the log: every event once, in order, whatever the bus does.
//!
//! JetStream is only the quick way. A reader takes `last + 1` or fetches the missing range from the
//! store; a `head` ahead for five seconds, or no `head` for ten, sends it to the store as well. The
//! reader's effects and its position change together, in its own [`Sink::apply`].

use std::future::Future;
use std::time::Duration;

use async_nats::jetstream;
use async_nats::jetstream::consumer::pull::{Config as PullConfig, Stream as PullStream};
use futures_util::{FutureExt, StreamExt};
use proto::entry::Entry;
use proto::envelope::Envelope;
use proto::event::{Event, Undecodable};
use proto::frame::Frame;
use proto::page::{Head, PageHeader, ReadRequest};
use proto::subject::{INCARNATION_HEADER, LEDGER_API, STREAM};
use proto::{Digest, Incarnation, Position};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::bus::Bus;
use crate::store::{Store, StoreError};
use crate::wait::{Backoff, pause};

/// A `head` ahead of us for this long means that JetStream does not deliver.
const BEHIND_MAX: Duration = Duration::from_secs(5);
/// No `head` for this long means that the relay or the bus is away.
const SILENCE_MAX: Duration = Duration::from_secs(10);
/// How often those two are looked at, and a lost pull is opened again.
const TICK: Duration = Duration::from_millis(500);
/// Events applied in one transaction.
const BATCH_MAX: usize = 256;

/// Where a reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// In which life of the log.
    pub incarnation: Incarnation,
    /// After which event; 0 before the first.
    pub position: Position,
    /// That event's leaf: tells whether it is still the same log.
    pub leaf: Digest,
}

/// One event as it arrives at a reader, checked against its entry.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// What is never deleted.
    pub entry: Entry,
    /// Its leaf.
    pub leaf: Digest,
    /// None when the body was erased; the event is none when it is ignorable and not known.
    pub content: Option<(Envelope, Option<Event>)>,
}

/// A reader of the log.
pub trait Sink: Send {
    /// Why an event could not be applied; the process stops and starts again from its cursor.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Where it stands.
    fn cursor(&self) -> Option<Cursor>;

    /// Applies `batch` in order and moves to `cursor`, all in one transaction.
    fn apply(
        &mut self,
        batch: &[Arrived],
        cursor: Cursor,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Forgets everything: this is another log, or another life of it that differs.
    fn reset(&mut self) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Why following ended.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The reader could not apply an event.
    #[error("the reader failed at or after position {position}")]
    Sink {
        /// After which event.
        position: Position,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The log holds what this program must not pass over.
    #[error(transparent)]
    Log(StoreError),
}

/// Follows the log with `sink` until `stop`; `at` always shows the last position applied.
///
/// # Errors
/// [`FollowError`]; the process should stop loudly and be started again.
pub async fn follow<S: Sink>(
    bus: Bus,
    durable: &str,
    sink: S,
    at: watch::Sender<Position>,
    stop: CancellationToken,
) -> Result<(), FollowError> {
    let never = watch::Sender::default();
    follow_wanted(bus, durable, sink, at, never.subscribe(), stop).await
}

/// As [`follow`]; a position sent to `wanted` that is ahead is fetched from the store at once.
///
/// # Errors
/// [`FollowError`]; the process should stop loudly and be started again.
pub async fn follow_wanted<S: Sink>(
    bus: Bus,
    durable: &str,
    sink: S,
    at: watch::Sender<Position>,
    wanted: watch::Receiver<Position>,
    stop: CancellationToken,
) -> Result<(), FollowError> {
    let store = Store::new(bus.clone());
    let mut follower = Follower { bus, store, durable: durable.to_owned(), sink, at, wanted };
    let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(3));
    while !stop.is_cancelled() {
        let run = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            run = follower.run() => run,
        };
        match run {
            Ok(()) => backoff.reset(),
            Err(Stumble::Fatal(error)) => return Err(error),
            Err(Stumble::Away(error)) => {
                tracing::warn!(reader = durable, %error, "the log cannot be read now; trying again");
                tokio::select! {
                    () = stop.cancelled() => return Ok(()),
                    () = pause(backoff.delay()) => {}
                }
            }
        }
    }
    Ok(())
}

enum Stumble {
    Fatal(FollowError),
    Away(StoreError),
}

impl From<StoreError> for Stumble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Bus(_) | StoreError::Page(_) | StoreError::Answer(_) => Self::Away(error),
            StoreError::Tampered(_)
            | StoreError::Append(_)
            | StoreError::Unknown(_)
            | StoreError::Envelope { .. }
            | StoreError::Erased { .. } => Self::Fatal(FollowError::Log(error)),
        }
    }
}

struct Follower<S> {
    bus: Bus,
    store: Store,
    durable: String,
    sink: S,
    at: watch::Sender<Position>,
    /// The position that somebody waits for.
    wanted: watch::Receiver<Position>,
}

impl<S: Sink> Follower<S> {
    /// One connection's worth of following; ends when the log changed its life.
    async fn run(&mut self) -> Result<(), Stumble> {
        let header = self.recognise().await?;
        let mut heads =
            self.bus.subscribe(self.bus.subjects.head(), None).await.map_err(StoreError::Bus)?;
        self.catch_up(&header).await?;
        let mut pull = self.open_pull().await;
        let mut tick = tokio::time::interval(TICK);
        let (mut heard, mut behind_since) = (Instant::now(), None::<Instant>);
        let mut head = header.head;
        loop {
            tokio::select! {
                message = next(&mut pull) => match message {
                    Some(first) => {
                        if !self.take(first, &mut pull, &header).await? {
                            return Ok(());
                        }
                    }
                    None => pull = None,
                },
                Some(message) = heads.next() => {
                    let Ok(said) = serde_json::from_slice::<Head>(&message.payload) else { continue };
                    if said.incarnation != header.incarnation {
                        return Ok(());
                    }
                    (head, heard) = (said.position, Instant::now());
                }
                wanted = next_wanted(&mut self.wanted) => if wanted > self.position() {
                    let now = self.store.header().await?;
                    if now.incarnation != header.incarnation {
                        return Ok(());
                    }
                    self.catch_up(&now).await?;
                    (head, heard) = (now.head, Instant::now());
                },
                _ = tick.tick() => {
                    if pull.is_none() {
                        pull = self.open_pull().await;
                    }
                    let behind = head > self.position();
                    behind_since = behind.then(|| behind_since.unwrap_or_else(Instant::now));
                    let long = behind_since.is_some_and(|since| since.elapsed() > BEHIND_MAX);
                    let silent = heard.elapsed() > SILENCE_MAX;
                    if (behind && pull.is_none()) || long || silent {
                        let now = self.store.header().await?;
                        if now.incarnation != header.incarnation {
                            return Ok(());
                        }
                        self.catch_up(&now).await?;
                        (head, heard, behind_since) = (now.head, Instant::now(), None);
                        // A pull that is open and yet silent was lost with its server's files.
                        if long {
                            pull = None;
                        }
                    }
                }
            }
        }
    }

    fn position(&self) -> Position {
        self.sink.cursor().map_or(Position(0), |cursor| cursor.position)
    }

    /// Compares the cursor with the log; forgets everything if it is not the same log any more.
    async fn recognise(&mut self) -> Result<PageHeader, Stumble> {
        let header = self.store.header().await?;
        let Some(cursor) = self.sink.cursor() else { return Ok(header) };
        let mut same = cursor.position <= header.head;
        if same && cursor.position > Position(0) {
            let after = Position(cursor.position.0 - 1);
            let page = self.store.page(&ReadRequest::Log { after, limit: 1 }).await?;
            same = page.frames.first().is_some_and(|frame| frame.entry.leaf() == cursor.leaf);
        }
        if !same {
            tracing::error!(
                reader = %self.durable,
                store.position = cursor.position.0,
                store.head = header.head.0,
                "this is not the log that was read before (restored from a backup?); reading anew"
            );
            self.sink.reset().await.map_err(|error| self.failed(error))?;
            self.at.send_replace(Position(0));
        } else if cursor.incarnation != header.incarnation {
            let cursor = Cursor { incarnation: header.incarnation, ..cursor };
            self.sink.apply(&[], cursor).await.map_err(|error| self.failed(error))?;
        }
        Ok(header)
    }

    /// Reads from the store until the head that `header` told.
    async fn catch_up(&mut self, header: &PageHeader) -> Result<(), Stumble> {
        while self.position() < header.head {
            let request = ReadRequest::Log { after: self.position(), limit: u32::MAX };
            let page = self.store.page(&request).await?;
            if page.frames.is_empty() || page.header.incarnation != header.incarnation {
                return Ok(());
            }
            self.apply(page.frames, header.incarnation).await?;
        }
        Ok(())
    }

    /// Takes a delivered message and what is ready behind it. False: the log changed its life.
    async fn take(
        &mut self,
        first: jetstream::Message,
        pull: &mut Option<Box<PullStream>>,
        header: &PageHeader,
    ) -> Result<bool, Stumble> {
        let mut frames = Vec::new();
        let mut message = Some(first);
        while let Some(current) = message {
            let said = current.headers.as_ref().and_then(|headers| headers.get(INCARNATION_HEADER));
            if said.is_none_or(|said| said.as_str() != header.incarnation.to_string()) {
                return Ok(false);
            }
            match Frame::from_bytes(&current.payload) {
                Ok(frame) => frames.push(frame),
                Err(error) => tracing::error!(%error, "a relayed message is not an event"),
            }
            let room = frames.len() < BATCH_MAX;
            message = if room { next(pull).now_or_never().flatten() } else { None };
        }
        let expected = self.position().next();
        frames.retain(|frame| frame.entry.position >= expected);
        let dense = frames.iter().zip(expected.0..).all(|(f, at)| f.entry.position.0 == at);
        if dense {
            self.apply(frames, header.incarnation).await?;
        } else {
            let now = self.store.header().await?;
            self.catch_up(&now).await?;
        }
        Ok(true)
    }

    async fn apply(&mut self, frames: Vec<Frame>, incarnation: Incarnation) -> Result<(), Stumble> {
        let arrived: Vec<Arrived> = frames.iter().map(arrive).collect::<Result<_, _>>()?;
        let Some(last) = arrived.last() else { return Ok(()) };
        let cursor = Cursor { incarnation, position: last.entry.position, leaf: last.leaf };
        self.sink.apply(&arrived, cursor).await.map_err(|error| self.failed(error))?;
        self.at.send_replace(cursor.position);
        Ok(())
    }

    fn failed(&self, error: S::Error) -> Stumble {
        let (position, source) = (self.position(), Box::new(error));
        Stumble::Fatal(FollowError::Sink { position, source })
    }

    /// The pull on our durable; none where the relay has not made it yet.
    async fn open_pull(&self) -> Option<Box<PullStream>> {
        let open = async {
            let mut context = jetstream::with_prefix(self.bus.client().clone(), LEDGER_API);
            context.set_timeout(Duration::from_secs(2));
            let consumer: jetstream::consumer::Consumer<PullConfig> =
                context.get_consumer_from_stream(&self.durable, STREAM).await.ok()?;
            let stream = consumer.stream().max_messages_per_batch(BATCH_MAX);
            let stream = stream.expires(Duration::from_secs(30)).heartbeat(Duration::from_secs(5));
            stream.messages().await.ok()
        };
        let opened = tokio::time::timeout(Duration::from_secs(3), open).await.ok().flatten();
        opened.map(Box::new)
    }
}

/// The next position that somebody waits for. Waits for ever where nobody can ask.
async fn next_wanted(wanted: &mut watch::Receiver<Position>) -> Position {
    match wanted.changed().await {
        Ok(()) => *wanted.borrow_and_update(),
        Err(_) => std::future::pending().await,
    }
}

/// The next delivered message; none when the pull has ended or is ailing. Waits for ever while
/// there is no pull: the tick opens another.
async fn next(pull: &mut Option<Box<PullStream>>) -> Option<jetstream::Message> {
    let Some(stream) = pull else { return std::future::pending().await };
    match stream.next().await {
        Some(Ok(message)) => Some(message),
        Some(Err(error)) => {
            tracing::debug!(%error, "the pull ails; opening another");
            None
        }
        None => None,
    }
}

/// Checks and decodes a frame for a reader.
///
/// # Errors
/// [`StoreError`]: `Tampered`, `Envelope` or `Unknown`; the reader must not pass over it.
pub fn arrive(frame: &Frame) -> Result<Arrived, StoreError> {
    frame.verify()?;
    let (entry, leaf) = (frame.entry, frame.entry.leaf());
    if frame.redacted() {
        return Ok(Arrived { entry, leaf, content: None });
    }
    let envelope = Envelope::from_bytes(&frame.body)
        .map_err(|source| StoreError::Envelope { position: entry.position, source })?;
    let event = match Event::decode(&envelope) {
        Ok(event) => Some(event),
        Err(Undecodable::Unknown { .. }) if envelope.ignorable => None,
        Err(error) => return Err(error.into()),
    };
    Ok(Arrived { entry, leaf, content: Some((envelope, event)) })
}
