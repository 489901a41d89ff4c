//! The flags of `hoiam up`.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use proto::{Origin, Realm, Site};

use crate::serve::args::{ClockArgs, listen_address};

const EXAMPLES: &str = "Examples:
  hoiam up --demo
  hoiam up --origin council.example --data /srv/hoiam
  hoiam up --data /srv/hoiam --http 0.0.0.0:8080 --nats-port 0
  hoiam up --data /srv/hoiam --site TRANSPORT
  deploy/up --demo         (also builds, and gets the NATS server)";

#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct UpArgs {
    /// A realm to play with, in a directory of its own
    #[arg(long, conflicts_with = "origin")]
    pub(crate) demo: bool,
    /// Where everything is kept [default: ~/.local/share/hoiam; with --demo: …/hoiam-demo]
    #[arg(long, env = "HOIAM_UP_DATA", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// What the log of a new realm is bound to, for ever; needed at the first start
    #[arg(long, value_name = "NAME")]
    pub(crate) origin: Option<Origin>,
    /// A new realm's token in subjects, never the name of a place [default: r1; with --demo: demo]
    #[arg(long, value_name = "TOKEN")]
    pub(crate) realm: Option<Realm>,
    /// A site more, with a portal, credentials and data of its own; once added it stays. May be
    /// given again. The first, MAIN, is always there; a demo also has AGENCY
    #[arg(long = "site", value_name = "SITE", value_delimiter = ',')]
    pub(crate) sites: Vec<Site>,
    /// Where pages and API are served; port 0 takes a free one. Each further site has the next port
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "HOST:PORT",
          value_parser = listen_address)]
    pub(crate) http: SocketAddr,
    /// The port of the NATS server on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 4250, value_name = "PORT")]
    pub(crate) nats_port: u16,
    /// The NATS server's program, 2.14.3 or newer
    #[arg(long, env = "HOIAM_NATS_SERVER", default_value = "nats-server", value_name = "PATH")]
    pub(crate) nats: PathBuf,
    /// Start although the machine's clock is far ahead of the last event
    #[arg(long)]
    pub(crate) confirm_clock: bool,
    #[command(flatten)]
    pub(crate) clock: ClockArgs,
    /// Where a user's data lies, by the custom of the desktop
    #[arg(long, hide = true, env = "XDG_DATA_HOME", value_name = "DIR")]
    pub(crate) xdg_data_home: Option<PathBuf>,
    /// Where a user's sockets lie, by the custom of the desktop
    #[arg(long, hide = true, env = "XDG_RUNTIME_DIR", value_name = "DIR")]
    pub(crate) xdg_runtime_dir: Option<PathBuf>,
}

impl UpArgs {
    /// The data directory. A demo never shares one with a real realm unless told to.
    ///
    /// # Errors
    /// When neither `--data` nor a home directory is known.
    pub(crate) fn data_dir(&self) -> anyhow::Result<PathBuf> {
        if let Some(data) = &self.data {
            return Ok(data.clone());
        }
        let set = self.xdg_data_home.clone().filter(|dir| dir.is_absolute());
        let share = set.or_else(|| std::env::home_dir().map(|home| home.join(".local/share")));
        let share =
            share.context("there is no home directory: name a directory with --data DIR")?;
        Ok(share.join(if self.demo { "hoiam-demo" } else { "hoiam" }))
    }
}
