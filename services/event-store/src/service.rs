//! The store as a process: opens the log, listens on the bus, relays, says how it is.
//!
//! It ends when it is told to, or when one of its tasks cannot go on; it never restarts a task by
//! itself, since a supervisor that starts a clean process does it better.

use std::path::PathBuf;
use std::time::Duration;

use proto::Origin;
use runtime::bus::{Bus, BusConfig, BusError};
use runtime::clock::Clock;
use runtime::health::Health;
use runtime::task;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::engine::Reader;
use crate::engine::sqlite::{OpenError, SqliteReader, SqliteWriter};
use crate::reads::Reads;
use crate::relay::{Relay, StreamShape};
use crate::sequencer::{self, Limits, SequencerError};

mod requests;

/// Stores that share the work would each answer: there is one, and the group says so.
const QUEUE_GROUP: &str = "store";
/// How long the transaction at hand may take when we are told to stop.
const LAST_TRANSACTION: Duration = Duration::from_secs(10);
/// How long the last answers may take.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// What the store needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// As the user [`proto::permission::STORE`].
    pub bus: BusConfig,
    /// As the user [`proto::permission::RELAY`].
    pub relay: BusConfig,
    /// The directory of the log; nobody else's.
    pub data: PathBuf,
    /// Which log it is. Needed the first time; later it only has to be the same.
    pub origin: Option<Origin>,
    /// Where health is asked: a Unix socket.
    pub health: PathBuf,
    /// The time.
    pub clock: Clock,
    /// Beyond it the stream's oldest messages go. Below the account's limit.
    pub stream_max_bytes: i64,
    /// The durable consumers that the relay makes: [`proto::permission::durables`].
    pub durables: Vec<String>,
    /// Start although the clock is far from the last event.
    pub confirm_clock: bool,
}

/// What a relay that runs alone needs to know.
#[derive(Debug, Clone)]
pub struct RelayConfig {
    /// As the user [`proto::permission::RELAY`].
    pub bus: BusConfig,
    /// The directory of a log that a store keeps; only read.
    pub data: PathBuf,
    /// Where health is asked: a Unix socket.
    pub health: PathBuf,
    /// As in [`Config`].
    pub stream_max_bytes: i64,
    /// As in [`Config`].
    pub durables: Vec<String>,
}

/// Why the process ends. Each is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The log cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The sequencer does not start.
    #[error(transparent)]
    Sequencer(#[from] SequencerError),
    /// The bus cannot be used at all.
    #[error(transparent)]
    Bus(#[from] BusError),
    /// One of the store's tasks ended by itself; the log says which and why.
    #[error("the store cannot go on; the log above says why")]
    Ended,
}

/// Runs the store until `stop`.
///
/// # Errors
/// [`RunError`]; the process should end with it.
pub async fn run(config: Config, stop: CancellationToken) -> Result<(), RunError> {
    let writer = SqliteWriter::open(&config.data, config.origin.as_ref()).await?;
    let reader = writer.readers().await?;
    let (sequencer, work) =
        sequencer::prepare(writer, config.clock, config.confirm_clock, Limits::default()).await?;
    let bus = Bus::connect(&config.bus).await?;
    let relay_bus = Bus::connect(&config.relay).await?;
    let appends = bus.subscribe(bus.subjects.append_any(), Some(QUEUE_GROUP)).await?;
    let asked = bus.subscribe(bus.subjects.read(), Some(QUEUE_GROUP)).await?;
    let shape = StreamShape { max_bytes: config.stream_max_bytes, durables: config.durables };
    let relay = Relay::new(relay_bus.clone(), reader.clone(), shape, Some(sequencer.head()));
    let (alarm, ready) = (relay.alarm(), bus.clone());
    let health = Health::default()
        .and(move || ready.ready())
        .and(move || relay_bus.ready())
        .and(move || alarm.ready());

    let mut tasks = Tasks::default();
    tasks.sequencer(work.run(stop.clone()));
    tasks.health(config.health, health, stop.clone());
    tasks.relay(relay, stop.clone());
    tasks.spawn("append listener", requests::appends(bus.clone(), appends, sequencer));
    tasks.spawn("read listener", requests::reads(bus.clone(), asked, Reads::new(reader)));
    let ended = tasks.until(&stop).await;
    // The last answers are on their way; without them their askers would only wait in vain.
    let _ = tokio::time::timeout(LAST_ANSWERS, bus.client().flush()).await;
    ended
}

/// Runs a relay alone, beside a store on the same machine, until `stop`.
///
/// # Errors
/// [`RunError`]; the process should end with it.
pub async fn run_relay(config: RelayConfig, stop: CancellationToken) -> Result<(), RunError> {
    let reader = SqliteReader::open(&config.data).await?;
    let bus = Bus::connect(&config.bus).await?;
    let shape = StreamShape { max_bytes: config.stream_max_bytes, durables: config.durables };
    let relay = Relay::new(bus.clone(), reader, shape, None);
    let alarm = relay.alarm();
    let health = Health::default().and(move || bus.ready()).and(move || alarm.ready());

    let mut tasks = Tasks::default();
    tasks.health(config.health, health, stop.clone());
    tasks.relay(relay, stop.clone());
    tasks.until(&stop).await
}

/// The tasks of the process. The sequencer is told to stop and finishes its transaction; the others
/// may be dropped wherever they are.
#[derive(Default)]
struct Tasks {
    drop_all: CancellationToken,
    running: Vec<(&'static str, JoinHandle<()>)>,
}

const SEQUENCER: &str = "sequencer";

impl Tasks {
    fn spawn<F, E>(&mut self, name: &'static str, work: F)
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: std::fmt::Display + Send + 'static,
    {
        self.running.push((name, task::spawn(name, &self.drop_all, work)));
    }

    fn sequencer(
        &mut self,
        work: impl Future<Output = Result<(), SequencerError>> + Send + 'static,
    ) {
        self.spawn(SEQUENCER, work);
    }

    fn health(&mut self, socket: PathBuf, health: Health, stop: CancellationToken) {
        self.spawn(
            "health socket",
            async move { runtime::health::serve(&socket, health, stop).await },
        );
    }

    fn relay<R: Reader>(&mut self, relay: Relay<R>, stop: CancellationToken) {
        self.spawn("relay", async move {
            relay.run(stop).await;
            Ok::<(), RunError>(())
        });
    }

    /// Waits for `stop` or for the first task that ends by itself, then ends all.
    async fn until(mut self, stop: &CancellationToken) -> Result<(), RunError> {
        let handles = self.running.iter_mut().map(|(_, handle)| handle);
        let first = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            (_, index, _) = futures_util::future::select_all(handles) => Some(index),
        };
        let unfinished = self.running.into_iter().enumerate();
        let unfinished =
            unfinished.filter(|(index, _)| Some(*index) != first).map(|(_, running)| running);
        let (sequencer, others): (Vec<_>, Vec<_>) =
            unfinished.partition(|(name, _)| *name == SEQUENCER);
        if first.is_none() {
            for (_, handle) in sequencer {
                let _ = tokio::time::timeout(LAST_TRANSACTION, handle).await;
            }
        }
        self.drop_all.cancel();
        for (_, handle) in others {
            let _ = tokio::time::timeout(LAST_TRANSACTION, handle).await;
        }
        if first.is_some() && !stop.is_cancelled() { Err(RunError::Ended) } else { Ok(()) }
    }
}
