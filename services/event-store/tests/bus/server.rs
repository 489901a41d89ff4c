//! A private NATS server on a free port, configured from the realm's own table of permissions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use async_nats::jetstream;
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use event_store::relay::StreamShape;
use futures_util::StreamExt as _;
use proto::frame::Frame;
use proto::permission::{self, LEDGER, Server, durables, nats_conf, users};
use proto::subject::{STREAM, Subjects};
use proto::{Realm, Site};
use runtime::bus::{Bus, BusConfig};
use tempfile::TempDir;
use tokio::time::Instant;

/// What a predicate may take to become true.
const WITHIN: Duration = Duration::from_secs(30);
const ANSWER_WITHIN: Duration = Duration::from_millis(500);
const STEP: Duration = Duration::from_millis(20);
const MAX_FILE: u64 = 64 << 20;
/// A user of the LEDGER account who may do all: the eyes of the test.
const WATCHER: &str = "watcher";

/// Polls `predicate` until it holds; `what` says what was waited for.
pub(crate) async fn eventually<F: Future<Output = bool>>(
    what: &str,
    mut predicate: impl FnMut() -> F,
) {
    let begun = Instant::now();
    while !predicate().await {
        assert!(begun.elapsed() < WITHIN, "in vain: {what}");
        runtime::wait::pause(STEP).await;
    }
}

pub(crate) fn realm() -> Realm {
    Realm::new("t1").unwrap()
}

pub(crate) fn subjects() -> Subjects {
    Subjects::of(&realm())
}

/// The server, and the keys of its users.
pub(crate) struct Nats {
    dir: TempDir,
    port: u16,
    child: Option<Child>,
}

fn binary() -> PathBuf {
    #[allow(clippy::disallowed_methods, reason = "how the test runner names the server")]
    let path = std::env::var("HOIAM_NATS_SERVER");
    PathBuf::from(path.unwrap_or_else(|_| panic!("HOIAM_NATS_SERVER is not set; see tests/run")))
}

impl Nats {
    pub(crate) async fn start() -> Self {
        let mut nats = Self { dir: TempDir::new().unwrap(), port: 0, child: None };
        nats.configure(-1);
        nats.spawn();
        let ports = nats
            .dir
            .path()
            .join(format!("nats-server_{}.ports", nats.child.as_ref().unwrap().id()));
        eventually("the server's ports file", || async { port_in(&ports).is_some() }).await;
        nats.port = port_in(&ports).unwrap();
        // From now on the same port, so that clients find it again.
        nats.configure(i32::from(nats.port));
        nats
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    fn seed(&self, user: &str) -> PathBuf {
        self.dir.path().join(format!("{user}.nk"))
    }

    fn key(&self, user: &str) -> String {
        let path = self.seed(user);
        if !path.exists() {
            std::fs::write(&path, nkeys::KeyPair::new_user().seed().unwrap()).unwrap();
        }
        let seed = std::fs::read_to_string(&path).unwrap();
        nkeys::KeyPair::from_seed(&seed).unwrap().public_key()
    }

    fn configure(&self, port: i32) {
        let dir = self.dir.path().display();
        let sites = [Site::new("MAIN").unwrap()];
        let keys: BTreeMap<String, String> = users(&realm(), &sites)
            .iter()
            .map(|user| (user.name.clone(), self.key(&user.name)))
            .collect();
        let server = Server {
            listen: format!("127.0.0.1:{port}"),
            store_dir: format!("{dir}/js"),
            ports_dir: dir.to_string(),
            max_file: MAX_FILE,
        };
        let conf = nats_conf(&realm(), &sites, &server, &keys).unwrap();
        let account = format!("  {LEDGER} {{\n    users: [\n");
        assert!(conf.contains(&account), "the configuration's shape has changed");
        let watcher = format!("{account}      {{ nkey: {} }}\n", self.key(WATCHER));
        std::fs::write(self.dir.path().join("nats.conf"), conf.replace(&account, &watcher))
            .unwrap();
    }

    pub(crate) fn spawn(&mut self) {
        let child = Command::new(binary())
            .arg("-c")
            .arg(self.dir.path().join("nats.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the NATS server does not start");
        self.child = Some(child);
    }

    /// Kills the server at once.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Kills it, removes everything that JetStream keeps, and starts it again.
    pub(crate) fn wipe(&mut self) {
        self.kill();
        std::fs::remove_dir_all(self.dir.path().join("js")).unwrap();
        self.spawn();
    }

    pub(crate) fn config_of(&self, user: &str) -> BusConfig {
        BusConfig {
            url: format!("nats://127.0.0.1:{}", self.port),
            realm: realm(),
            user: user.to_owned(),
            seed: self.seed(user),
        }
    }

    pub(crate) async fn bus(&self, user: &str) -> Bus {
        let bus = Bus::connect(&self.config_of(user)).await.unwrap();
        eventually("the bus to be connected", || async { bus.ready().is_ok() }).await;
        bus
    }

    pub(crate) async fn relay_bus(&self) -> Bus {
        self.bus(permission::RELAY).await
    }

    pub(crate) fn shape() -> StreamShape {
        let max_bytes = i64::try_from(MAX_FILE / 2).unwrap();
        StreamShape { max_bytes, durables: durables(&[Site::new("MAIN").unwrap()]) }
    }

    pub(crate) async fn watcher(&self) -> Watcher {
        Watcher { jetstream: jetstream::new(self.bus(WATCHER).await.client().clone()) }
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.kill();
    }
}

fn port_in(ports: &Path) -> Option<u16> {
    let text = std::fs::read_to_string(ports).ok()?;
    let json: serde_json::Value = serde_json::from_str(&text).ok()?;
    json["nats"][0].as_str()?.rsplit_once(':')?.1.parse().ok()
}

/// Sees the stream with nobody's permissions.
pub(crate) struct Watcher {
    jetstream: jetstream::Context,
}

impl Watcher {
    pub(crate) fn jetstream(&self) -> &jetstream::Context {
        &self.jetstream
    }

    pub(crate) async fn last(&self) -> Option<u64> {
        // A question that a killed server swallowed is asked again soon.
        let asked = tokio::time::timeout(ANSWER_WITHIN, self.jetstream.get_stream(STREAM)).await;
        Some(asked.ok()?.ok()?.cached_info().state.last_sequence)
    }

    pub(crate) async fn reaches(&self, last: u64) {
        let what = format!("the stream to reach {last}");
        eventually(&what, || async { self.last().await == Some(last) }).await;
    }

    /// Every message: its sequence, subject and frame.
    pub(crate) async fn messages(&self) -> Vec<(u64, String, Frame)> {
        let stream = self.jetstream.get_stream(STREAM).await.unwrap();
        let count = usize::try_from(stream.cached_info().state.messages).unwrap();
        let config = pull::Config {
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::None,
            ..pull::Config::default()
        };
        let consumer = stream.create_consumer(config).await.unwrap();
        let messages = consumer.messages().await.unwrap().take(count);
        let messages: Vec<_> = messages
            .map(|message| {
                let message = message.unwrap();
                let sequence = message.info().unwrap().stream_sequence;
                let frame = Frame::from_bytes(&message.payload).unwrap();
                (sequence, message.subject.to_string(), frame)
            })
            .collect()
            .await;
        messages
    }
}
