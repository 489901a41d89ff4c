//! The vault: keys of personal data. It seals, opens, and destroys.
//!
//! Responsible for every free text and name in the log: they are sealed here before they reach the
//! bus, and opened here for who may read them. It is asked by the portals and importers of a realm,
//! each through a Unix socket of its own; the socket tells which site asks.
//!
//! On the bus it only reads the log, to know who may read what ([`access`]); it never sends a text or
//! a key there, never stores or logs a text, never gives a key away.
//!
//! Invariants:
//! - a key is committed before anything sealed under it leaves ([`client::VaultClient::seal`]);
//! - a destroyed key is never made again, and its bytes are in none of the vault's files;
//! - a text opens only as it was sealed: same key, origin, stream, kind of text, bytes;
//! - the database alone opens nothing: the key-encrypting key is a file of its own;
//! - a file is named only when it is whole and on disk, and gone with the key of its stream;
//! - what nobody's command names within a day is gone, and bounded until then.
//!
//! Key ids and the form of a sealed text are those of [`proto::sealed`]; how they are made is in
//! [`seal`]. Attachments are sealed piece by piece ([`blob`]).
//! The files: `vault.db` (wrapped keys, tombstones), `kek`, `lock`, `blobs/` (sealed attachments).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use proto::{Origin, Site};
use runtime::bus::{Bus, BusConfig, BusError};
use runtime::clock::Clock;
use runtime::health::{self, Health};
use runtime::store::Store;
use runtime::wait;
use tokio_util::sync::CancellationToken;

mod access;
mod answer;
pub mod backup;
mod blob;
mod blobs;
mod cache;
pub mod client;
#[cfg(test)]
mod fixture;
mod kek;
mod keys;
mod macs;
#[cfg(any(test, feature = "made-log"))]
pub mod made_log;
mod place;
mod protocol;
pub mod seal;
mod secret;
mod server;
mod transfer;

pub use blob::PIECE_LEN;
pub use client::{Attaching, Fetching, VaultClient, VaultError};
pub use protocol::{
    AttachRequest, FRAME_MAX, FetchRequest, ITEMS_MAX, LEGAL_BASIS_MAX, PATH_MAX, Refusal,
    SEALED_AT_ONCE_MAX, SealAnswer, SealRequest, TextToSeal, Tracking,
};
pub use secret::{ClearBytes, ClearText};

use access::{Access, OnTheBus};
use answer::Vault;
use blobs::Blobs;
use keys::Keys;
use server::Door;

/// How often a starting vault looks whether the bus is there, and how long it waits between.
const FIRST_LOOKS: u32 = 100;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);
/// Between two looks at which keys stayed in memory long enough.
const SWEEP_EVERY: Duration = Duration::from_secs(30);
/// Between two looks for files whose command did not come within a day.
const FORGET_EVERY: Duration = Duration::from_secs(600);

/// What a vault is started with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Its own directory, closed to other users; made if missing.
    pub data: PathBuf,
    /// Of the realm; set by the first start and the same ever after.
    pub origin: Origin,
    /// The bus, as the vault's own user reaches it.
    pub bus: BusConfig,
    /// The socket of each site, in directories closed to other users; made if missing.
    pub sockets: Vec<(Site, PathBuf)>,
    /// The socket of health and metrics.
    pub health: PathBuf,
    /// Tells the time.
    pub clock: Clock,
}

/// Why the vault could not start, or ended.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Another vault runs there.
    #[error("another vault is running in {data}")]
    Locked {
        /// Its directory.
        data: PathBuf,
    },
    /// Others than the owner may read or enter it.
    #[error("{path} is open to other users: take their permissions away (chmod go-rwx)")]
    OpenToOthers {
        /// What.
        path: PathBuf,
    },
    /// The database is there, but not the file that opens its keys.
    #[error("{path} is missing: restore it from its own backup; without it no text can be opened")]
    KekMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The file of the key-encrypting key does not hold one.
    #[error("{path} is damaged: restore it from its own backup")]
    KekUnreadable {
        /// Which.
        path: PathBuf,
    },
    /// The key-encrypting key does not open this database.
    #[error("the key file in {data} belongs to another vault, or to another epoch of this one")]
    KekOfAnother {
        /// The vault's directory.
        data: PathBuf,
    },
    /// The vault belongs to another realm.
    #[error("this vault belongs to the origin {stored}, not to {given}")]
    Origin {
        /// Of the first start.
        stored: String,
        /// Of this one.
        given: Origin,
    },
    /// Something that is no socket stands where one should be.
    #[error("{path} exists and is not a socket")]
    NotASocket {
        /// What.
        path: PathBuf,
    },
    /// Another program answers there.
    #[error("another program is listening on {path}")]
    SocketInUse {
        /// Where.
        path: PathBuf,
    },
    /// What destroyed keys left in the write-ahead log could not be removed.
    #[error(
        "the log of {file} could not be emptied of destroyed keys; is another program reading it?"
    )]
    LogNotEmptied {
        /// The database.
        file: PathBuf,
    },
    /// A file or directory could not be used.
    #[error("cannot use {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The bus could not be spoken to at all.
    #[error(transparent)]
    Bus(#[from] BusError),
    /// The database could not be opened.
    #[error(transparent)]
    Open(#[from] runtime::sqlite::OpenError),
    /// The database failed at the start.
    #[error("the vault's database failed")]
    Database(#[from] sqlx::Error),
}

impl RunError {
    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File { path: path.to_owned(), source }
    }
}

/// Runs a vault until `stop`; answers under way are still given.
///
/// # Errors
/// [`RunError`], mostly at the start; each says in one line what to do.
pub async fn run(config: Config, stop: CancellationToken) -> Result<(), RunError> {
    let bus = Bus::connect(&config.bus).await?;
    // Doors open once the log can be read, or else nobody's text opens; sealing need not wait long.
    for _ in 0..FIRST_LOOKS {
        if bus.ready().is_ok() {
            break;
        }
        wait::pause(BETWEEN_LOOKS).await;
    }
    let access = Access::new(OnTheBus::new(Store::new(bus.clone())), config.clock.clone());
    serve(config, access, Health::default().and(move || bus.ready()), stop).await
}

async fn serve(
    config: Config,
    access: Access,
    health: Health,
    stop: CancellationToken,
) -> Result<(), RunError> {
    place::private_directory(&config.data)?;
    let lock = place::lock(&config.data)?;
    let (keys, root) = Keys::open(&config.data, &config.origin, &config.clock).await?;
    let blobs = Blobs::open(&config.data)?;
    let vault = Arc::new(Vault::new(config.origin, keys, &root, access, blobs));
    drop(root);
    vault.finish_forgetting().await?;
    let open = |(site, path)| Door::open(site, path);
    let doors: Vec<Door> = config.sockets.into_iter().map(open).collect::<Result<_, _>>()?;
    tracing::info!(vault.sites = doors.len(), "the vault is open");

    // If one part ends, all do; then what is under way is waited for.
    let stop = stop.child_token();
    let part = |door: Door| door.serve(Arc::clone(&vault), stop.clone());
    let doors = join_all(doors.into_iter().map(part));
    let health = async {
        let ended = health::serve(&config.health, with_keys(health, &vault), stop.clone()).await;
        stop.cancel();
        ended.map_err(|source| RunError::file(&config.health, source))
    };
    let (_, ended, ()) = tokio::join!(doors, health, sweep(&vault, &stop));
    if let Some(vault) = Arc::into_inner(vault) {
        vault.close().await;
    }
    drop(lock);
    ended
}

fn with_keys(health: Health, vault: &Arc<Vault>) -> Health {
    let vault = Arc::downgrade(vault);
    health.and(move || match vault.upgrade() {
        Some(vault) if vault.keys().works() => Ok(()),
        Some(_) => Err("the vault's database failed at the last try".to_owned()),
        None => Err("the vault is closing".to_owned()),
    })
}

async fn sweep(vault: &Vault, stop: &CancellationToken) {
    let keys = async {
        loop {
            wait::pause(SWEEP_EVERY).await;
            vault.keys().sweep();
        }
    };
    let unwritten = async {
        loop {
            if let Err(not) = vault.forget_unwritten().await {
                // Logged once, by what is told of it; the next look does the rest.
                not.told();
            }
            wait::pause(FORGET_EVERY).await;
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        ((), ()) = async { tokio::join!(keys, unwritten) } => {}
    }
}
