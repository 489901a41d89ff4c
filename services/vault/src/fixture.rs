//! What the tests of this crate share: a vault that runs in a directory of its own.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proto::event::SiteAdmitted;
use proto::sealed::KeyId;
use proto::{BodyId, CommandId, OfficerId, Origin, Realm, Site, StreamId};
use register::made_log::{self, MadeLog as Story, day};
use runtime::bus::BusConfig;
use runtime::clock::Clock;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::made_log::MadeLog;
use crate::{ClearText, Config, RunError, SealRequest, TextToSeal, VaultClient};

/// The petitions of the made log: 1 to this.
const PETITIONS: u32 = 16;

/// A log with petitions that a delegate group took; MAIN acts for the group, OTHER for the company.
pub(crate) fn log() -> Story {
    let mut log = Story::founded();
    let admitted = SiteAdmitted { site: site("OTHER"), bodies: vec![made_log::POWER] };
    log.push(StreamId::of_directory(), day(1), made_log::directory(admitted));
    for n in 1..=PETITIONS {
        log.receive(n, day(3), "");
    }
    log
}

pub(crate) fn site(name: &str) -> Site {
    Site::new(name).unwrap()
}

pub(crate) fn origin() -> Origin {
    Origin::new("vault.test").unwrap()
}

pub(crate) fn stream(n: u32) -> StreamId {
    made_log::petition(n)
}

pub(crate) fn key(n: u32) -> KeyId {
    KeyId::Stream(stream(n))
}

pub(crate) fn officer() -> OfficerId {
    made_log::CLERK
}

pub(crate) fn body() -> BodyId {
    made_log::GROUP
}

pub(crate) fn text(text: &str) -> ClearText {
    ClearText::new(text.to_owned())
}

/// A request to seal `texts`, each under the key of stream `n`.
pub(crate) fn to_seal(n: u32, texts: &[&str]) -> SealRequest {
    let one = |words: &&str| TextToSeal {
        key: key(n),
        path: "petition.text".to_owned(),
        text: text(words),
    };
    SealRequest {
        command_id: CommandId(Uuid::from_u128(n.into())),
        stream: stream(n),
        api_form: text("{}"),
        texts: texts.iter().map(one).collect(),
        tracked: true,
    }
}

/// Whether `needle` stands in any file of `directory`.
pub(crate) fn found_in_files(directory: &Path, needle: &[u8]) -> bool {
    let files = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).any(|path| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

/// The files of `directory` as they are now: what a killed process would leave.
pub(crate) fn left_by_a_kill(directory: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(directory).unwrap() {
        let from = entry.unwrap().path();
        std::fs::copy(&from, copy.path().join(from.file_name().unwrap())).unwrap();
    }
    copy
}

/// A vault with the sites MAIN and OTHER.
pub(crate) struct Running {
    pub(crate) dir: TempDir,
    stop: CancellationToken,
    ended: Option<JoinHandle<Result<(), RunError>>>,
}

impl Running {
    pub(crate) async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut running = Self { dir, stop: CancellationToken::new(), ended: None };
        running.start_again().await;
        running
    }

    pub(crate) fn config(&self) -> Config {
        Config {
            data: self.dir.path().join("data"),
            origin: origin(),
            sockets: vec![
                (site("MAIN"), self.socket("MAIN")),
                (site("OTHER"), self.socket("OTHER")),
            ],
            health: self.dir.path().join("health.sock"),
            bus: BusConfig {
                url: String::new(),
                realm: Realm::new("none").unwrap(),
                user: String::new(),
                seed: PathBuf::new(),
            },
            clock: Clock::system(),
        }
    }

    pub(crate) fn socket(&self, site: &str) -> PathBuf {
        self.dir.path().join("sockets").join(format!("{site}.sock"))
    }

    pub(crate) fn client(&self, site: &str) -> VaultClient {
        VaultClient::new(self.socket(site))
    }

    pub(crate) async fn start_again(&mut self) {
        self.stop = CancellationToken::new();
        let log = MadeLog::of(&log().frames);
        let run = crate::made_log::run(self.config(), log, self.stop.clone());
        #[allow(clippy::disallowed_methods, reason = "the test itself waits for its end")]
        let ended = tokio::spawn(run);
        self.ended = Some(ended);
        let client = self.client("OTHER");
        let since = Instant::now();
        while client.ping().await.is_err() {
            assert!(since.elapsed() < Duration::from_secs(20), "the vault did not start");
            tokio::task::yield_now().await;
        }
    }

    pub(crate) async fn stop(&mut self) {
        self.stop.cancel();
        self.ended.take().unwrap().await.unwrap().unwrap();
    }
}
