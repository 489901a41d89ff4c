//! Which processes a realm has, with which flags, and in which order they start and stop.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use proto::permission::{self, portal_user};
use proto::{Context, Site};

use super::data_dir::DataDir;
use super::keys::seed_file;
use super::ready::Probe;
use super::realm_file::RealmFile;
use crate::cli::LogArgs;
use crate::serve::args::STREAM_MAX_BYTES;

/// What a process leans on comes before it: it is started later and stopped earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Nats,
    Store,
    Vault,
    Context,
    Portal,
}

impl Rank {
    /// All of them, in the order of starting.
    pub(crate) const ALL: [Self; 5] =
        [Self::Nats, Self::Store, Self::Vault, Self::Context, Self::Portal];
}

/// One process that is to run.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    /// For logs.
    pub(crate) name: String,
    /// When it starts and stops.
    pub(crate) rank: Rank,
    /// What is run.
    pub(crate) program: PathBuf,
    /// With which arguments.
    pub(crate) arguments: Vec<OsString>,
    /// How to ask whether it is ready.
    pub(crate) probe: Probe,
}

/// What the flags are made from.
#[derive(Debug)]
pub(crate) struct Parts<'a> {
    /// This program.
    pub(crate) program: &'a Path,
    /// The NATS server's program.
    pub(crate) nats_server: &'a Path,
    /// Its configuration.
    pub(crate) nats_conf: &'a Path,
    /// Where it listens.
    pub(crate) nats: SocketAddr,
    /// One address per site, in the order of the sites.
    pub(crate) http: &'a [SocketAddr],
    pub(crate) dir: &'a DataDir,
    pub(crate) realm: &'a RealmFile,
    pub(crate) log: &'a LogArgs,
    pub(crate) confirm_clock: bool,
    /// The file that moves the clock; test builds only.
    pub(crate) clock: Option<&'a PathBuf>,
}

/// The name of the vault's socket for `site`.
pub(crate) fn vault_socket(site: &Site) -> String {
    format!("vault-{site}")
}

impl Parts<'_> {
    /// Every process, in the order of starting. Makes their folders.
    ///
    /// # Errors
    /// When a folder cannot be made.
    pub(crate) fn plan(&self) -> anyhow::Result<Vec<Planned>> {
        let mut plan = vec![self.nats(), self.store()?, self.vault()?];
        for context in Context::ALL {
            plan.push(self.context(context)?);
        }
        for (site, &http) in self.realm.sites.iter().zip(self.http) {
            plan.push(self.portal(site, http)?);
        }
        Ok(plan)
    }

    fn nats(&self) -> Planned {
        let mut flags = Flags::serve("nats");
        flags.add("--server", self.nats_server);
        flags.add("--conf", self.nats_conf);
        self.planned("nats", Rank::Nats, flags, Probe::Nats(self.nats))
    }

    fn store(&self) -> anyhow::Result<Planned> {
        let mut flags = Flags::serve("store");
        self.bus(&mut flags, permission::STORE)?;
        flags.add("--relay-seed", seed_file(&self.dir.folder("keys")?, permission::RELAY));
        flags.add("--origin", self.realm.origin.as_str());
        for site in &self.realm.sites {
            flags.add("--site", site.as_str());
        }
        flags.add("--stream-max-bytes", STREAM_MAX_BYTES.to_string());
        if self.confirm_clock {
            flags.0.push("--confirm-clock".into());
        }
        self.service("store", Rank::Store, flags, "store")
    }

    fn vault(&self) -> anyhow::Result<Planned> {
        let mut flags = Flags::serve("vault");
        self.bus(&mut flags, permission::VAULT)?;
        flags.add("--origin", self.realm.origin.as_str());
        for site in &self.realm.sites {
            let mut socket = OsString::from(format!("{site}="));
            socket.push(self.dir.socket(&vault_socket(site)));
            flags.add("--socket", socket);
        }
        self.service("vault", Rank::Vault, flags, "vault")
    }

    fn context(&self, context: Context) -> anyhow::Result<Planned> {
        let name = context.as_str();
        let mut flags = Flags::serve(name);
        self.bus(&mut flags, name)?;
        self.service(name, Rank::Context, flags, &format!("services/{name}"))
    }

    fn portal(&self, site: &Site, http: SocketAddr) -> anyhow::Result<Planned> {
        let mut flags = Flags::serve("portal");
        self.bus(&mut flags, &portal_user(site))?;
        flags.add("--site", site.as_str());
        flags.add("--http", http.to_string());
        flags.add("--vault", self.dir.socket(&vault_socket(site)));
        let name = format!("portal-{site}");
        self.service(&name, Rank::Portal, flags, &name)
    }

    fn bus(&self, flags: &mut Flags, user: &str) -> anyhow::Result<()> {
        flags.add("--nats", format!("nats://{}", self.nats));
        flags.add("--realm", self.realm.realm.as_str());
        flags.add("--seed", seed_file(&self.dir.folder("keys")?, user));
        Ok(())
    }

    fn service(
        &self,
        name: &str,
        rank: Rank,
        mut flags: Flags,
        folder: &str,
    ) -> anyhow::Result<Planned> {
        let health = self.dir.socket(name);
        flags.add("--data", self.dir.folder(folder)?);
        flags.add("--health", &health);
        if let Some(clock) = self.clock {
            flags.add("--clock", clock);
        }
        Ok(self.planned(name, rank, flags, Probe::Health(health)))
    }

    fn planned(&self, name: &str, rank: Rank, mut flags: Flags, probe: Probe) -> Planned {
        flags.add("--parent-pid", std::process::id().to_string());
        flags.add("--log", &self.log.log);
        if self.log.log_json {
            flags.0.push("--log-json".into());
        }
        let program = self.program.to_owned();
        Planned { name: name.to_owned(), rank, program, arguments: flags.0, probe }
    }
}

/// Arguments of `hoiam serve`, one after the other.
#[derive(Debug)]
struct Flags(Vec<OsString>);

impl Flags {
    fn serve(service: &str) -> Self {
        Self(vec!["serve".into(), service.into()])
    }

    fn add(&mut self, flag: &str, value: impl Into<OsString>) {
        self.0.extend([flag.into(), value.into()]);
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::super::realm_file;
    use super::*;
    use crate::cli::Cli;

    fn planned(place: &Path) -> Vec<Planned> {
        let dir = DataDir::open(place, None).unwrap();
        let wanted = realm_file::Wanted { demo: true, ..Default::default() };
        let realm = realm_file::load_or_found(&dir.root, wanted).unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], 4250));
        let parts = Parts {
            program: Path::new("hoiam"),
            nats_server: Path::new("nats-server"),
            nats_conf: Path::new("nats.conf"),
            nats: address,
            http: &[address, address],
            dir: &dir,
            realm: &realm,
            log: &LogArgs { log: "debug".to_owned(), log_json: true },
            confirm_clock: true,
            clock: None,
        };
        parts.plan().unwrap()
    }

    #[test]
    fn every_process_is_started_with_flags_that_it_understands() {
        let place = tempfile::tempdir().unwrap();
        for planned in planned(place.path()) {
            let line = std::iter::once("hoiam".into()).chain(planned.arguments);
            if let Err(error) = Cli::try_parse_from(line) {
                panic!("{}: {error}", planned.name);
            }
        }
    }

    #[test]
    fn what_others_lean_on_starts_first() {
        let place = tempfile::tempdir().unwrap();
        let plan = planned(place.path());
        let names: Vec<_> = plan.iter().map(|planned| planned.name.as_str()).collect();
        assert_eq!(names[..3], ["nats", "store", "vault"]);
        assert_eq!(names[names.len() - 2..], ["portal-MAIN", "portal-AGENCY"]);
        assert!(plan.is_sorted_by_key(|planned| planned.rank));
    }

    #[test]
    fn no_two_processes_share_a_folder_or_a_socket() {
        let place = tempfile::tempdir().unwrap();
        for flag in ["--data", "--health"] {
            let mut seen = std::collections::BTreeSet::new();
            for planned in planned(place.path()) {
                let at = planned.arguments.iter().position(|argument| argument == flag);
                let value = at.and_then(|at| planned.arguments.get(at + 1));
                assert!(value.is_none_or(|value| seen.insert(value.clone())), "{}", planned.name);
            }
        }
    }
}
