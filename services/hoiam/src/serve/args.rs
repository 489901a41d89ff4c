//! The flags of each service. Each may come from the environment, for units and containers.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Subcommand};
use proto::permission;
use proto::{Context, Origin, Realm, Site};
use runtime::bus::BusConfig;
use runtime::clock::Clock;

#[derive(Debug, Subcommand)]
pub(crate) enum Service {
    /// The event store, and the relay that publishes its log
    Store(StoreArgs),
    /// Only the relay, beside a store that runs elsewhere
    Relay(RelayArgs),
    /// Keys of personal data: seals, opens, destroys
    Vault(VaultArgs),
    /// Bodies, officers, roles, sites, rules, calendar
    Directory(ContextArgs),
    /// Meetings and petitions as raised
    Intake(ContextArgs),
    /// Field, competence and addressees, and who agreed to them
    Classification(ContextArgs),
    /// Letters, receipts, answers
    Forwarding(ContextArgs),
    /// Followers, checks, deadlines, settling and closing
    Monitoring(ContextArgs),
    /// Pages and JSON API of one site
    Portal(PortalArgs),
    /// A NATS server that ends together with the process that started it
    #[command(hide = true)]
    Nats(NatsArgs),
}

/// The bus, as a service reaches it.
#[derive(Debug, Args)]
pub(crate) struct BusArgs {
    /// Where NATS is
    #[arg(long, env = "HOIAM_NATS", value_name = "URL")]
    pub(crate) nats: String,
    /// The realm's token in subjects
    #[arg(long, env = "HOIAM_REALM")]
    pub(crate) realm: Realm,
    /// The file with the nkey seed of this service
    #[arg(long, env = "HOIAM_SEED", value_name = "FILE")]
    pub(crate) seed: PathBuf,
}

impl BusArgs {
    /// The bus as the user called `user`.
    pub(crate) fn config(&self, user: &str) -> BusConfig {
        BusConfig {
            url: self.nats.clone(),
            realm: self.realm.clone(),
            user: user.to_owned(),
            seed: self.seed.clone(),
        }
    }
}

/// What every service has.
#[derive(Debug, Args)]
pub(crate) struct ProcessArgs {
    /// The directory that the service keeps its files in; it must exist
    #[arg(long, env = "HOIAM_DATA", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// The Unix socket that tells whether the service lives, is ready, and what it counts
    #[arg(long, env = "HOIAM_HEALTH", value_name = "SOCKET")]
    pub(crate) health: PathBuf,
    #[command(flatten)]
    pub(crate) clock: ClockArgs,
    #[command(flatten)]
    pub(crate) parent: ParentArgs,
}

/// Tests move the clock by a file; shipped builds have no such flag.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ClockArgs {
    /// A file with the microseconds to add to the machine's clock
    #[cfg(feature = "test-hooks")]
    #[arg(long, hide = true, env = "HOIAM_CLOCK", value_name = "FILE")]
    pub(crate) clock: Option<PathBuf>,
}

impl ClockArgs {
    /// The file, in builds that have the flag.
    pub(crate) fn file(&self) -> Option<&PathBuf> {
        #[cfg(feature = "test-hooks")]
        return self.clock.as_ref();
        #[cfg(not(feature = "test-hooks"))]
        return None;
    }

    /// The clock that the service tells the time by.
    pub(crate) fn clock(&self) -> Clock {
        Clock::with(self.file().cloned())
    }
}

/// Who started this process.
#[derive(Debug, Args)]
pub(crate) struct ParentArgs {
    /// End when the process with this id does, however it ends
    #[arg(long, hide = true, value_name = "PID")]
    pub(crate) parent_pid: Option<u32>,
}

/// What the relay makes for those who follow the log.
#[derive(Debug, Args)]
pub(crate) struct StreamArgs {
    /// A site whose portal follows the log; may be given again
    #[arg(long = "site", env = "HOIAM_SITE", value_delimiter = ',', required = true)]
    pub(crate) sites: Vec<Site>,
    /// How much of the log NATS keeps on disk, in bytes; below the limit of its account
    #[arg(long, env = "HOIAM_STREAM_MAX_BYTES", default_value_t = STREAM_MAX_BYTES)]
    pub(crate) stream_max_bytes: i64,
}

/// What the relay's stream may hold, below [`crate::up::ACCOUNT_MAX_FILE`]: old messages then go,
/// and publishing never stops.
pub(crate) const STREAM_MAX_BYTES: i64 = 768 * 1024 * 1024;

impl StreamArgs {
    /// The durable consumers that the relay has to make.
    pub(crate) fn durables(&self) -> Vec<String> {
        permission::durables(&self.sites)
    }
}

#[derive(Debug, Args)]
pub(crate) struct StoreArgs {
    #[command(flatten)]
    pub(crate) bus: BusArgs,
    #[command(flatten)]
    pub(crate) process: ProcessArgs,
    /// The file with the nkey seed of the relay
    #[arg(long, env = "HOIAM_RELAY_SEED", value_name = "FILE")]
    pub(crate) relay_seed: PathBuf,
    /// What a new log is bound to; an existing log knows its own and refuses another
    #[arg(long, env = "HOIAM_ORIGIN")]
    pub(crate) origin: Option<Origin>,
    #[command(flatten)]
    pub(crate) stream: StreamArgs,
    /// Start although the machine's clock is far ahead of the last event
    #[arg(long)]
    pub(crate) confirm_clock: bool,
}

impl StoreArgs {
    /// The bus as the store reaches it.
    pub(crate) fn bus(&self) -> BusConfig {
        self.bus.config(permission::STORE)
    }

    /// The bus as the relay reaches it.
    pub(crate) fn relay_bus(&self) -> BusConfig {
        BusConfig { seed: self.relay_seed.clone(), ..self.bus.config(permission::RELAY) }
    }
}

/// `--data` is the directory of a store on the same machine; `--seed` the relay's.
#[derive(Debug, Args)]
pub(crate) struct RelayArgs {
    #[command(flatten)]
    pub(crate) bus: BusArgs,
    #[command(flatten)]
    pub(crate) process: ProcessArgs,
    #[command(flatten)]
    pub(crate) stream: StreamArgs,
}

impl RelayArgs {
    /// The bus as the relay reaches it.
    pub(crate) fn bus(&self) -> BusConfig {
        self.bus.config(permission::RELAY)
    }
}

#[derive(Debug, Args)]
pub(crate) struct VaultArgs {
    #[command(flatten)]
    pub(crate) bus: BusArgs,
    #[command(flatten)]
    pub(crate) process: ProcessArgs,
    /// What sealed texts are bound to: the origin of the log
    #[arg(long, env = "HOIAM_ORIGIN")]
    pub(crate) origin: Origin,
    /// A site, and the socket that only its portal can reach; may be given again
    #[arg(long = "socket", value_name = "SITE=SOCKET", required = true)]
    pub(crate) sockets: Vec<SiteSocket>,
}

impl VaultArgs {
    /// The bus as the vault reaches it.
    pub(crate) fn bus(&self) -> BusConfig {
        self.bus.config(permission::VAULT)
    }
}

/// One `SITE=SOCKET`.
#[derive(Debug, Clone)]
pub(crate) struct SiteSocket {
    pub(crate) site: Site,
    pub(crate) socket: PathBuf,
}

impl FromStr for SiteSocket {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (site, socket) = text.split_once('=').ok_or("expected SITE=SOCKET")?;
        let site = Site::new(site).map_err(|error| error.to_string())?;
        Ok(Self { site, socket: PathBuf::from(socket) })
    }
}

#[derive(Debug, Args)]
pub(crate) struct ContextArgs {
    #[command(flatten)]
    pub(crate) bus: BusArgs,
    #[command(flatten)]
    pub(crate) process: ProcessArgs,
}

impl ContextArgs {
    /// The bus as the service of `context` reaches it.
    pub(crate) fn bus(&self, context: Context) -> BusConfig {
        self.bus.config(context.as_str())
    }
}

#[derive(Debug, Args)]
pub(crate) struct PortalArgs {
    #[command(flatten)]
    pub(crate) bus: BusArgs,
    #[command(flatten)]
    pub(crate) process: ProcessArgs,
    /// The site whose portal this is
    #[arg(long, env = "HOIAM_SITE")]
    pub(crate) site: Site,
    /// Where pages and API are served
    #[arg(long, env = "HOIAM_HTTP", value_name = "HOST:PORT", value_parser = listen_address)]
    pub(crate) http: SocketAddr,
    /// The vault's socket for this site
    #[arg(long, env = "HOIAM_VAULT", value_name = "SOCKET")]
    pub(crate) vault: PathBuf,
}

impl PortalArgs {
    /// The bus as this portal reaches it.
    pub(crate) fn bus(&self) -> BusConfig {
        self.bus.config(&permission::portal_user(&self.site))
    }
}

#[derive(Debug, Args)]
pub(crate) struct NatsArgs {
    /// The NATS server's program
    #[arg(long)]
    pub(crate) server: PathBuf,
    /// Its configuration
    #[arg(long)]
    pub(crate) conf: PathBuf,
    #[command(flatten)]
    pub(crate) parent: ParentArgs,
}

/// The first address that `HOST:PORT` stands for; names are looked up.
///
/// # Errors
/// What is wrong with it, in words for the one who typed it.
pub(crate) fn listen_address(text: &str) -> Result<SocketAddr, String> {
    use std::net::ToSocketAddrs as _;
    let mut found = text.to_socket_addrs().map_err(|_| "expected HOST:PORT".to_owned())?;
    found.next().ok_or_else(|| "this host has no address".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_is_given_for_a_site() {
        let taken: Result<SiteSocket, _> = "MAIN=/run/v.sock".parse();
        assert_eq!(taken.map(|taken| taken.socket), Ok(PathBuf::from("/run/v.sock")));
        assert!("/run/v.sock".parse::<SiteSocket>().is_err());
        assert!("main=/run/v.sock".parse::<SiteSocket>().is_err());
    }

    #[test]
    fn a_listen_address_has_a_host_and_a_port() {
        assert!(listen_address("127.0.0.1:0").is_ok());
        assert!(listen_address("8080").is_err());
    }

    #[test]
    fn the_stream_stays_below_the_limit_of_its_account() {
        assert!(u64::try_from(STREAM_MAX_BYTES).is_ok_and(|max| max < crate::up::ACCOUNT_MAX_FILE));
    }
}
