//! The portal of one site: the JSON API, the stream of notices, and the pages for people.
//!
//! Responsible for who may call, for sealing at the edge, and for showing each reader what it may
//! see. Consumes the whole log into its own register; appends nothing. Never decides anything: a
//! command goes to its service, and the outcome comes back as it was decided. Never keeps a text in
//! the clear, but for books that officers are bringing in (`imports::drafts`) and the words by which
//! petitions are found (`search`), and never logs one.
//! Never parses a file from outside: another process does.
//!
//! Invariants:
//! - nothing leaves for the bus before the vault has sealed every text of it;
//! - the same `Idempotency-Key` of the same officer is the same command, whatever happens on the way;
//!   under the key of a row of a book what takes the row over is the same command of whoever may give it;
//! - every problem has one code, one status, and words in both languages;
//! - a read shows at least the position that it was asked for, or says that it cannot.
//!
//! The forms of the API are those of [`proto::command`]; the words for people are in `words`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use decider::Service;
use directory::Pins;
use proto::{Position, Site};
use register::Register;
use runtime::bus::{Bus, BusConfig, BusError};
use runtime::clock::Clock;
use runtime::consume::follow_wanted;
use runtime::health::{self, Health};
use runtime::sqlite::OpenError;
use runtime::store::Store;
use runtime::task;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use vault::VaultClient;

pub mod accounts;
mod answer_drafts;
mod app;
mod attachments;
mod caller;
mod commands;
mod compose;
mod freshness;
mod imports;
mod language;
#[cfg(feature = "made-portal")]
pub mod made;
mod openapi;
mod opened;
mod outcome;
mod pages;
mod params;
mod problem;
mod read;
mod request;
mod router;
mod search;
pub mod tokens;
mod view;
mod words;

use app::{App, STREAMS_MAX};

/// How often a register that is being made is looked at.
const CATCH_UP_POLL: Duration = Duration::from_millis(50);
/// The register's file in the portal's directory. It may be deleted at any time.
pub const REGISTER_FILE: &str = "register.sqlite";

/// How long requests under way are waited for when the portal stops.
const DRAIN: Duration = Duration::from_secs(5);

/// What a portal is started with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Whose portal this is.
    pub site: Site,
    /// The bus, as this site's user.
    pub bus: BusConfig,
    /// The vault's socket for this site.
    pub vault: PathBuf,
    /// A directory of its own, for the register and the tokens; made if missing.
    pub data: PathBuf,
    /// Where the API is served.
    pub http: SocketAddr,
    /// The Unix socket of its health.
    pub health: PathBuf,
    /// Tells the time.
    pub clock: Clock,
    /// The deciders of every context of this program, to take recorded decisions again.
    pub services: fn() -> Vec<Service<Pins>>,
}

/// Why the portal could not start, or ended.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Another program has the port, or it may not be used.
    #[error("cannot serve http://{http}")]
    Port {
        /// Where.
        http: SocketAddr,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The bus cannot be used.
    #[error(transparent)]
    Bus(#[from] BusError),
    /// The register or the tokens cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A directory or socket cannot be made.
    #[error("cannot use {path}")]
    Io {
        /// Which.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// Runs a portal until `stop`: open streams end, requests under way are waited for.
///
/// # Errors
/// [`RunError`], mostly at the start; the supervisor starts a clean process.
pub async fn run(config: Config, stop: CancellationToken) -> Result<(), RunError> {
    let io =
        |path: &std::path::Path, source| RunError::Io { path: path.display().to_string(), source };
    std::fs::create_dir_all(&config.data).map_err(|error| io(&config.data, error))?;
    // First of all, so that a taken port is told before anything is made.
    let listener = TcpListener::bind(config.http).await;
    let listener = listener.map_err(|source| RunError::Port { http: config.http, source })?;
    let bus = Bus::connect(&config.bus).await?;
    let (register, writer) = Register::open(&config.data.join(REGISTER_FILE)).await?;
    let app = Arc::new(App {
        site: config.site.clone(),
        clock: config.clock,
        store: Store::new(bus.clone()),
        bus: bus.clone(),
        vault: VaultClient::new(&config.vault),
        register,
        tokens: tokens::Tokens::open(&config.data).await?,
        accounts: accounts::Accounts::open(&config.data).await?,
        services: config.services,
        wanted: watch::Sender::default(),
        streams: read::stream::seats::Seats::new(STREAMS_MAX),
        transfers: attachments::flow::Places::default(),
        search: search::Search::new(search::file::SearchFile::open(&config.data).await?),
        drafts: imports::drafts::Drafts::default(),
        answer_drafts: answer_drafts::AnswerDrafts::open(&config.data).await?,
        stop: stop.clone(),
    });
    let (told, caught_up) = watch::channel(false);
    let (store, register) = (app.store.clone(), app.register.clone());
    task::spawn("catching up", &stop, async move { catch_up(&store, &register, &told).await });
    let erased = search::forget(Arc::clone(&app), caught_up.clone());
    task::spawn("emptying the search file", &stop, erased);
    let forgetting = imports::drafts::forget(Arc::clone(&app));
    task::spawn("forgetting drafts", &stop, forgetting);
    let ready = readiness(&bus, &config.vault, caught_up);
    let health = health::routes(ready, health::metrics());
    let (durable, stopped) = (proto::subject::portal_durable(&config.site), stop.clone());
    let (at, _) = watch::channel(Position(0));
    let wanted = app.wanted.subscribe();
    let following = async move { follow_wanted(bus, &durable, writer, at, wanted, stopped).await };
    task::spawn("register", &stop, following);
    let (socket, routes, stopped) = (config.health.clone(), health.clone(), stop.clone());
    task::spawn("health", &stop, async move {
        let served = health::serve_routes(&socket, routes, stopped).await;
        served.map_err(|source| io(&socket, source))
    });
    tracing::info!(http = %config.http, site = %config.site, "serving");
    serve(listener, router::router(app, health), &stop)
        .await
        .map_err(|source| RunError::Port { http: config.http, source })
}

/// Tells when the register has come as far as the log had when this portal began: before that it
/// would show, and allow, what was true some time ago.
async fn catch_up(
    store: &Store,
    register: &Register,
    told: &watch::Sender<bool>,
) -> Result<(), std::convert::Infallible> {
    loop {
        if let Ok(header) = store.header().await {
            let known = register.known();
            let same_log = known.incarnation() == Some(header.incarnation);
            if header.head == Position(0) || (same_log && known.position() >= header.head) {
                told.send_replace(true);
                return Ok(());
            }
        }
        runtime::wait::pause(CATCH_UP_POLL).await;
    }
}

fn readiness(bus: &Bus, vault: &std::path::Path, caught_up: watch::Receiver<bool>) -> Health {
    let (bus, vault) = (bus.clone(), vault.to_owned());
    let caught_up = move || match *caught_up.borrow() {
        true => Ok(()),
        false => Err("the register is still being made from the log".to_owned()),
    };
    Health::default().and(move || bus.ready()).and(caught_up).and(move || match vault.exists() {
        true => Ok(()),
        false => Err(format!("the vault's socket {} is not there", vault.display())),
    })
}

/// Serves until `stop`, then for as long as requests are under way, but not for ever.
async fn serve(
    listener: TcpListener,
    router: axum::Router,
    stop: &CancellationToken,
) -> std::io::Result<()> {
    // With the address of the other side: wrong passwords are counted by it.
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let served =
        axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    let late = async {
        stop.cancelled().await;
        runtime::wait::pause(DRAIN).await;
    };
    tokio::select! {
        served = served.into_future() => served,
        () = late => Ok(()),
    }
}

#[cfg(test)]
mod tests;
