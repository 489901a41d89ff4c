//! `hoiam up`: everything on this machine, in one directory, kept running until Ctrl-C.
//!
//! Responsible for the data directory, the keys and configuration of the bus, and the life of the
//! processes. It never opens a log, a vault or a read model: each process owns its files.
//!
//! Invariants:
//! - whatever cannot work (a taken port, a foreign directory, an old NATS server) is told in one
//!   line before anything is started;
//! - no process outlives this one, however it ends; while it lives, one that ends is started again.

pub(crate) mod args;
mod data_dir;
mod keys;
pub(crate) mod nats;
mod plan;
mod port;
mod preflight;
mod process;
pub(crate) mod ready;
mod realm_file;
mod supervise;

pub(crate) use data_dir::write_private;

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context as _, anyhow};
use portal::accounts::Accounts;
use proto::{Site, permission};

use crate::cli::LogArgs;
use crate::demo;
use crate::language::say;
use args::UpArgs;
use data_dir::DataDir;
use process::Lines;

/// How much disk the relay's stream and all around it may take in NATS, in bytes.
pub(crate) const ACCOUNT_MAX_FILE: u64 = 1024 * 1024 * 1024;

/// Runs everything until Ctrl-C or SIGTERM.
///
/// # Errors
/// Why it cannot start; nothing runs then.
pub(crate) fn run(args: &UpArgs, log: &LogArgs) -> anyhow::Result<()> {
    // One thread: the kernel ties every child to the thread that started it.
    let threads = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    threads.block_on(up(args, log))
}

async fn up(args: &UpArgs, log: &LogArgs) -> anyhow::Result<()> {
    let stop = runtime::task::stop_on_signal().context("cannot listen for signals")?;
    nats::check_version(&args.nats).await?;
    let dir = DataDir::open(&args.data_dir()?, args.xdg_runtime_dir.as_deref())?;
    let realm = realm_file::load_or_found(
        &dir.root,
        realm_file::Wanted {
            demo: args.demo,
            origin: args.origin.as_ref(),
            realm: args.realm.as_ref(),
            sites: &args.sites,
        },
    )?;
    preflight::check(&dir.root).await?;

    let nats_wanted = SocketAddr::from(([127, 0, 0, 1], args.nats_port));
    let nats_port = port::hold(nats_wanted, "--nats-port PORT").await?;
    let mut http_ports = Vec::new();
    for index in 0..realm.sites.len() {
        http_ports.push(port::hold(nth(args.http, index)?, "--http HOST:PORT").await?);
    }
    let http: Vec<_> = http_ports.iter().map(|held| held.address).collect();

    let users = permission::users(&realm.realm, &realm.sites);
    let public_keys = keys::load_or_make(&dir.folder("keys")?, &users)?;
    let nats_conf =
        nats::configure(&args.nats, &dir, &realm, nats_port.address, &public_keys).await?;
    let parts = plan::Parts {
        program: &std::env::current_exe().context("cannot find this program's own file")?,
        nats_server: &args.nats,
        nats_conf: &nats_conf,
        nats: nats_port.address,
        http: &http,
        dir: &dir,
        realm: &realm,
        log,
        confirm_clock: args.confirm_clock,
        clock: args.clock.file(),
    };
    let plan = parts.plan()?;
    tracing::info!(data = %dir.root.display(), origin = %realm.origin, "starting");
    // Only now: the processes take them over.
    drop((nats_port, http_ports));
    let lines = if log.log_json { Lines::AsTheyAre } else { Lines::Named };
    let tell = args.demo.then_some(dir.root.as_path());
    let url = |http: &SocketAddr| format!("http://{http}");
    let portals: Vec<(Site, String)> =
        realm.sites.iter().cloned().zip(http.iter().map(url)).collect();
    supervise::run(plan, lines, stop, async || announce(&portals, tell, &dir.root).await).await;
    Ok(())
}

/// The address of the portal of the `index`-th site: one port after the other.
fn nth(first: SocketAddr, index: usize) -> anyhow::Result<SocketAddr> {
    if first.port() == 0 {
        return Ok(first);
    }
    let port = u16::try_from(index).ok().and_then(|index| first.port().checked_add(index));
    let port = port.ok_or_else(|| anyhow!("no port is left after {}", first.port()))?;
    Ok(SocketAddr::new(first.ip(), port))
}

/// The line on standard output that tools wait for; before it the portals of further sites, and for
/// a demo who can sign in.
async fn announce(portals: &[(Site, String)], demo: Option<&Path>, root: &Path) {
    let Some((_, url)) = portals.first() else { return };
    let table = match demo {
        Some(data) => demo::tell(data, portals).await.unwrap_or_else(|error| {
            tracing::error!(error = format!("{error:#}"), "the demo could not be told to its end");
            String::new()
        }),
        None => String::new(),
    };
    let mut out = std::io::stdout().lock();
    // A closed standard output means that nobody waits for the line.
    let table = if table.is_empty() { table } else { table + "\n" };
    let further = portals.iter().skip(1).map(|(site, url)| format!("site {site} {url}\n"));
    let further: String = further.collect();
    // Whoever waits for this program reads the line `ready`; what only people need comes after it.
    let (before, after) = match demo {
        Some(_) => (table, String::new()),
        None => (String::new(), first_steps(root).await),
    };
    let _ = write!(out, "{before}{further}ready {url}\n{after}").and_then(|()| out.flush());
    tracing::info!("everything is ready; Ctrl-C stops it");
}

/// What to do while nobody can sign in on the pages yet; nothing where somebody can.
async fn first_steps(root: &Path) -> String {
    let accounts = Accounts::open(&root.join("portal-MAIN")).await.ok();
    let none = match &accounts {
        Some(accounts) => accounts.are_none().await.unwrap_or(false),
        None => false,
    };
    if !none {
        return String::new();
    }
    let at = root.display();
    let (lead, tail) = say(
        ("chưa ai có tài khoản; lần đầu:", "rồi mở liên kết được in ra"),
        ("nobody has an account yet; the first time:", "then open the link that is printed"),
    );
    format!(
        "{lead}
  hoiam token new --data {at} --founder            > HOIAM_TOKEN
  hoiam do directory FoundRealm --help             > ID
  hoiam account new --data {at} --officer ID --login NAME
{tail}
"
    )
}

/// Polls until `ask` gives something; a test that waits longer than ten seconds has failed.
#[cfg(test)]
async fn eventually<T, F: Future<Output = Option<T>>>(ask: impl Fn() -> F) -> T {
    let began = std::time::Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(began.elapsed() < std::time::Duration::from_secs(10), "it never came");
        runtime::wait::pause(std::time::Duration::from_millis(10)).await;
    }
}
