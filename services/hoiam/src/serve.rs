//! `hoiam serve`: one service in this process. The only place that knows every service's crate.

pub(crate) mod args;
pub(crate) mod parent;

use anyhow::Context as _;
use tokio_util::sync::CancellationToken;

use args::{ContextArgs, ParentArgs, PortalArgs, RelayArgs, Service, StoreArgs, VaultArgs};

/// How many threads a service's work is spread over. Most wait for one thing at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Threads {
    One,
    Two,
}

/// Runs it until Ctrl-C or SIGTERM.
///
/// # Errors
/// Why it ended by itself; whoever started it should start it again.
pub(crate) fn run(service: &Service) -> anyhow::Result<()> {
    if let Service::Nats(nats) = service {
        return parent::become_nats(nats);
    }
    parent::tie(parent_of(service))?;
    let mut builder = match threads(service) {
        Threads::One => tokio::runtime::Builder::new_current_thread(),
        Threads::Two => tokio::runtime::Builder::new_multi_thread(),
    };
    if threads(service) == Threads::Two {
        builder.worker_threads(2);
    }
    let threads = builder.enable_all().build().context("cannot start threads")?;
    let done = threads.block_on(async {
        let stop = runtime::task::stop_on_signal().context("cannot listen for signals")?;
        serve(service, stop).await
    });
    // Whatever still blocks a thread has had its time to stop.
    threads.shutdown_timeout(std::time::Duration::from_secs(2));
    done
}

fn threads(service: &Service) -> Threads {
    match service {
        Service::Store(_) | Service::Portal(_) => Threads::Two,
        Service::Relay(_)
        | Service::Vault(_)
        | Service::Directory(_)
        | Service::Intake(_)
        | Service::Classification(_)
        | Service::Forwarding(_)
        | Service::Monitoring(_)
        | Service::Nats(_) => Threads::One,
    }
}

fn parent_of(service: &Service) -> &ParentArgs {
    match service {
        Service::Store(args) => &args.process.parent,
        Service::Relay(args) => &args.process.parent,
        Service::Vault(args) => &args.process.parent,
        Service::Directory(args)
        | Service::Intake(args)
        | Service::Classification(args)
        | Service::Forwarding(args)
        | Service::Monitoring(args) => &args.process.parent,
        Service::Portal(args) => &args.process.parent,
        Service::Nats(args) => &args.parent,
    }
}

/// Hands the flags to the service's own `run`.
async fn serve(service: &Service, stop: CancellationToken) -> anyhow::Result<()> {
    match service {
        Service::Store(args) => event_store::run(store(args), stop).await?,
        Service::Relay(args) => event_store::run_relay(relay(args), stop).await?,
        Service::Vault(args) => vault::run(vault(args), stop).await?,
        Service::Directory(args) => context(directory::service(), args, stop).await?,
        Service::Intake(args) => context(intake::service(), args, stop).await?,
        Service::Classification(args) => context(classification::service(), args, stop).await?,
        Service::Forwarding(args) => context(forwarding::service(), args, stop).await?,
        Service::Monitoring(args) => context(monitoring::service(), args, stop).await?,
        Service::Portal(args) => {
            raise_open_files();
            portal::run(portal(args), stop).await?;
        }
        Service::Nats(args) => parent::become_nats(args)?,
    }
    Ok(())
}

fn store(args: &StoreArgs) -> event_store::Config {
    event_store::Config {
        bus: args.bus(),
        relay: args.relay_bus(),
        data: args.process.data.clone(),
        origin: args.origin.clone(),
        health: args.process.health.clone(),
        clock: args.process.clock.clock(),
        stream_max_bytes: args.stream.stream_max_bytes,
        durables: args.stream.durables(),
        confirm_clock: args.confirm_clock,
    }
}

fn relay(args: &RelayArgs) -> event_store::RelayConfig {
    event_store::RelayConfig {
        bus: args.bus(),
        data: args.process.data.clone(),
        health: args.process.health.clone(),
        stream_max_bytes: args.stream.stream_max_bytes,
        durables: args.stream.durables(),
    }
}

fn vault(args: &VaultArgs) -> vault::Config {
    let sockets = args.sockets.iter().map(|given| (given.site.clone(), given.socket.clone()));
    vault::Config {
        bus: args.bus(),
        data: args.process.data.clone(),
        origin: args.origin.clone(),
        sockets: sockets.collect(),
        health: args.process.health.clone(),
        clock: args.process.clock.clock(),
    }
}

async fn context(
    service: decider::Service<directory::Pins>,
    args: &ContextArgs,
    stop: CancellationToken,
) -> Result<(), runtime::service::RunError> {
    let config = runtime::service::Config {
        bus: args.bus(service.context),
        data: args.process.data.clone(),
        health: args.process.health.clone(),
        clock: args.process.clock.clock(),
    };
    runtime::service::run(service, config, stop).await
}

/// As many connections as the machine allows: the usual soft limit is for programs with few files.
/// Where it cannot be raised, the portal serves within the limit that there is.
fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

fn portal(args: &PortalArgs) -> portal::Config {
    portal::Config {
        site: args.site.clone(),
        bus: args.bus(),
        vault: args.vault.clone(),
        data: args.process.data.clone(),
        http: args.http,
        health: args.process.health.clone(),
        clock: args.process.clock.clock(),
        services: crate::contexts::services,
    }
}
