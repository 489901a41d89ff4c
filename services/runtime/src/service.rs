//! One context as a process: its commands come in as requests, its reactions follow the log.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use decider::Service;
use directory::Pins;
use futures_util::StreamExt;
use proto::reply::CommandReply;
use proto::{Position, Site};
use serde_json::value::RawValue;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use crate::bus::{Bus, BusConfig, BusError};
use crate::clock::Clock;
use crate::consume::{FollowError, follow};
use crate::execute::Executor;
use crate::health::{self, Health};
use crate::react::Reactor;
use crate::sqlite::OpenError;
use crate::store::Store;
use crate::task;
use crate::timers::Timekeeper;

/// Commands decided at the same time; more wait in the bus.
const CONCURRENT_MAX: usize = 64;

/// Where a service's things are.
#[derive(Debug, Clone)]
pub struct Config {
    /// The bus, as the user of this context.
    pub bus: BusConfig,
    /// A directory of its own, for the cursor of its reactions.
    pub data: PathBuf,
    /// The Unix socket of its health.
    pub health: PathBuf,
    /// The clock.
    pub clock: Clock,
}

/// Why a service ended.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The bus cannot be used.
    #[error(transparent)]
    Bus(#[from] BusError),
    /// The cursor's file cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The log cannot be followed.
    #[error(transparent)]
    Follow(#[from] FollowError),
    /// The health socket, or the data directory, cannot be made.
    #[error("cannot use {path}")]
    Io {
        /// Which.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The bus ended the subscription.
    #[error("the bus does not deliver commands any more")]
    Unsubscribed,
}

/// Runs `service` until `stop`.
///
/// # Errors
/// [`RunError`]; the supervisor starts a clean process.
pub async fn run(
    service: Service<Pins>,
    config: Config,
    stop: CancellationToken,
) -> Result<(), RunError> {
    let io = |path: &PathBuf| {
        let path = path.display().to_string();
        move |source| RunError::Io { path, source }
    };
    std::fs::create_dir_all(&config.data).map_err(io(&config.data))?;
    let bus = Bus::connect(&config.bus).await?;
    let store = Store::new(bus.clone());
    let executor = Arc::new(Executor::new(service, store, config.clock.clone()));
    let (listening, is_listening) = watch::channel(false);
    let ready = bus.clone();
    let health = Health::default().and(move || ready.ready()).and(move || {
        if *is_listening.borrow() { Ok(()) } else { Err("not listening yet".to_owned()) }
    });
    let (socket, stopped) = (config.health.clone(), stop.clone());
    task::spawn("health", &stop, async move { health::serve(&socket, health, stopped).await });
    if !executor.reactions().is_empty() {
        let reactor = Reactor::open(&config.data, Arc::clone(&executor)).await?;
        let (bus, stopped) = (bus.clone(), stop.clone());
        let durable = executor.context().as_str();
        let (at, _) = watch::channel(Position(0));
        task::spawn(
            "reactions",
            &stop,
            async move { follow(bus, durable, reactor, at, stopped).await },
        );
    }
    if let Some(begin) = executor.timed() {
        let store = Store::new(bus.clone());
        let keeper = Timekeeper::new(Arc::clone(&executor), store, config.clock.clone(), begin);
        task::spawn("timers", &stop, keeper.run(stop.clone()));
    }
    listen(bus, executor, listening, stop).await
}

async fn listen(
    bus: Bus,
    executor: Arc<Executor>,
    listening: watch::Sender<bool>,
    stop: CancellationToken,
) -> Result<(), RunError> {
    let context = executor.context();
    let mut requests =
        bus.subscribe(bus.subjects.command_to(context), Some(context.as_str())).await?;
    listening.send_replace(true);
    tracing::info!(%context, "listening");
    let permits = Arc::new(Semaphore::new(CONCURRENT_MAX));
    loop {
        let request = tokio::select! {
            () = stop.cancelled() => break,
            request = requests.next() => request.ok_or(RunError::Unsubscribed)?,
        };
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { break };
        let (bus, executor) = (bus.clone(), Arc::clone(&executor));
        task::detach(async move {
            answer(&bus, &executor, request).await;
            drop(permit);
        });
    }
    // Let what was begun come to its answer; the bound is the supervisor's patience.
    let all = u32::try_from(CONCURRENT_MAX).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(crate::bus::REQUEST_TIMEOUT, permits.acquire_many(all)).await;
    Ok(())
}

async fn answer(bus: &Bus, executor: &Executor, request: async_nats::Message) {
    let Some(reply_to) = request.reply else { return };
    let reply = match bus.subjects.commanded(request.subject.as_str()) {
        Some((command, site)) => execute(executor, command, &site, &request.payload).await,
        None => malformed("the subject names no command and site"),
    };
    count(executor, &reply);
    let payload = serde_json::to_vec(&reply).unwrap_or_default();
    if let Err(error) = bus.answer(&reply_to, Bytes::from(payload)).await {
        tracing::warn!(%error, "an answer could not be sent; the asker will ask again");
    }
}

async fn execute(executor: &Executor, command: &str, site: &Site, payload: &[u8]) -> CommandReply {
    // The hub's token belongs to reactions, which never come over the bus.
    if *site == Site::hub() {
        return CommandReply::Forbidden { rule: "site_not_admitted".to_owned() };
    }
    match serde_json::from_slice::<&RawValue>(payload) {
        Ok(raw) => executor.execute(command, site, raw).await,
        Err(_) => malformed("the request is not JSON"),
    }
}

fn malformed(why: &str) -> CommandReply {
    CommandReply::Malformed { field: String::new(), why: why.to_owned() }
}

fn count(executor: &Executor, reply: &CommandReply) {
    let word = match reply {
        CommandReply::Done { outcome: proto::reply::Outcome::Events(_), .. } => "done",
        CommandReply::Done { outcome: proto::reply::Outcome::Refused(_), .. } => "refused",
        CommandReply::Conflict { .. } => "conflict",
        CommandReply::KeyReused { .. } => "key_reused",
        CommandReply::Forbidden { .. } => "forbidden",
        CommandReply::Malformed { .. } => "malformed",
        CommandReply::Unavailable { .. } => "unavailable",
        CommandReply::Fault { .. } => "fault",
    };
    let context = executor.context().as_str();
    metrics::counter!("hoiam_commands_total", "context" => context, "reply" => word).increment(1);
}
