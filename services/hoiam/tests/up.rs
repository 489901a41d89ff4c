//! `hoiam up` as a person runs it: real processes, a real NATS server, a directory of its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed step is a failed test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

const WITHIN: Duration = Duration::from_secs(60);

/// Polls until `ask` gives something.
async fn eventually<T>(what: &str, ask: impl Fn() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(began.elapsed() < WITHIN, "waited too long for: {what}");
        runtime::wait::pause(Duration::from_millis(20)).await;
    }
}

/// The NATS server that the tests were given, or the one that the project gets.
fn nats_server() -> PathBuf {
    if let Some(given) = std::env::var_os("HOIAM_NATS_SERVER") {
        return given.into();
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/nats-server");
    let output = std::process::Command::new(script).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().into()
}

/// `hoiam up` on `data`, with free ports unless `more` says otherwise.
fn command(data: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hoiam"));
    command.arg("up").arg("--data").arg(data).arg("--nats").arg(nats_server());
    for (flag, value) in [("--http", "127.0.0.1:0"), ("--nats-port", "0")] {
        if !more.contains(&flag) {
            command.args([flag, value]);
        }
    }
    command.args(more).stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// A start that has to fail: one line on standard error, nothing on standard output.
async fn refused(mut command: Command) -> String {
    let output: Output = tokio::time::timeout(WITHIN, command.output()).await.unwrap().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && output.stdout.is_empty(), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

struct Up {
    child: Child,
    log: PathBuf,
}

impl Up {
    /// Started, and everything is ready.
    async fn ready(data: &Path) -> Self {
        let log = data.with_extension("log");
        let into_log = std::fs::File::create(&log).unwrap();
        let mut command = command(data, &["--origin", "up.hoiam"]);
        let mut child = command.stdout(Stdio::piped()).stderr(into_log).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = tokio::time::timeout(WITHIN, lines.next_line()).await;
        let up = Self { child, log };
        let line = line.unwrap_or_else(|_| panic!("not ready:\n{}", up.said())).unwrap();
        let line = line.unwrap_or_else(|| panic!("it ended:\n{}", up.said()));
        assert!(line.starts_with("ready http://127.0.0.1:"), "{line}");
        up
    }

    fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    fn pid(&self) -> i32 {
        i32::try_from(self.child.id().unwrap()).unwrap()
    }

    /// The processes that it started, by id, with their command lines.
    fn children(&self) -> BTreeMap<i32, String> {
        let parent = self.pid();
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let ours = ids.filter(|&id| stat(id).is_some_and(|about| about.parent == parent));
        ours.map(|id| {
            let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            (id, String::from_utf8_lossy(&line).replace('\0', " "))
        })
        .collect()
    }

    /// The id of the process that runs `service`.
    fn child(&self, service: &str) -> Option<i32> {
        let serve = format!(" serve {service} ");
        let mut children = self.children().into_iter();
        children.find(|(_, line)| line.contains(&serve)).map(|(id, _)| id)
    }

    async fn ended(&mut self) -> std::process::ExitStatus {
        tokio::time::timeout(WITHIN, self.child.wait()).await.unwrap().unwrap()
    }
}

/// A process that still exists.
struct Stat {
    state: char,
    parent: i32,
    group: i32,
}

fn stat(id: i32) -> Option<Stat> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(") ")?;
    let mut fields = rest.split(' ');
    let state = fields.next()?.chars().next()?;
    let mut number = || fields.next()?.parse().ok();
    Some(Stat { state, parent: number()?, group: number()? })
}

/// One that nobody has waited for yet has ended all the same.
fn lives(id: i32) -> bool {
    stat(id).is_some_and(|about| !matches!(about.state, 'Z' | 'X'))
}

fn signal(id: i32, signal: Signal) {
    kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
}

#[tokio::test]
async fn ctrl_c_stops_every_process_in_order_and_ends_well() {
    let place = tempfile::tempdir().unwrap();
    let mut up = Up::ready(&place.path().join("data")).await;
    let children = up.children();
    assert_eq!(children.len(), 9, "{children:#?}");
    // A terminal's Ctrl-C goes to a whole group; none of them may hear it before its turn.
    let group = |id| stat(id).map(|about| about.group);
    assert!(children.keys().all(|id| group(*id) != group(up.pid())));
    signal(up.pid(), Signal::INT);
    assert!(up.ended().await.success(), "{}", up.said());
    assert!(children.keys().all(|id| !lives(*id)));
    let said = up.said();
    let stopped: Vec<_> = said.lines().filter(|line| line.contains(" stopped ")).collect();
    let at = |service: &str| {
        let name = format!("service={service}");
        stopped.iter().position(|line| line.ends_with(&name)).unwrap_or_else(|| panic!("{said}"))
    };
    assert!(at("portal-MAIN") < at("intake") && at("intake") < at("vault"), "{said}");
    assert!(at("vault") < at("store") && at("store") < at("nats"), "{said}");
    assert!(!said.contains("killed"), "{said}");
}

#[tokio::test]
async fn a_killed_up_leaves_nobody_behind_and_the_next_one_starts() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let mut up = Up::ready(&data).await;
    let children = up.children();
    signal(up.pid(), Signal::KILL);
    up.ended().await;
    eventually("the end of all processes", || children.keys().all(|id| !lives(*id)).then_some(()))
        .await;
    Up::ready(&data).await;
}

#[tokio::test]
async fn a_service_that_dies_is_started_again_and_said_once() {
    let place = tempfile::tempdir().unwrap();
    let up = Up::ready(&place.path().join("data")).await;
    for service in ["intake", "store"] {
        let first = up.child(service).unwrap();
        signal(first, Signal::KILL);
        eventually("another process", || up.child(service).filter(|id| *id != first)).await;
    }
    let said = up.said();
    let restarts = said.lines().filter(|line| line.contains("is started again")).count();
    assert_eq!(restarts, 2, "{said}");
}

#[tokio::test]
async fn a_second_up_on_one_directory_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let up = Up::ready(&data).await;
    let said = refused(command(&data, &["--demo"])).await;
    assert!(said.contains(&format!("process {}", up.pid())), "{said}");
}

#[tokio::test]
async fn a_taken_port_is_told_before_anything_is_started() {
    let place = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (flag, value) in [("--http", format!("127.0.0.1:{port}")), ("--nats-port", port.clone())] {
        let said = refused(command(place.path(), &["--demo", flag, &value])).await;
        assert!(said.contains(&format!("port {port}")) && said.contains(flag), "{said}");
    }
    assert!(!place.path().join("nats").exists());
}

#[tokio::test]
async fn a_new_realm_needs_an_origin() {
    let place = tempfile::tempdir().unwrap();
    let said = refused(command(place.path(), &[])).await;
    assert!(said.contains("--origin NAME"), "{said}");
}

#[tokio::test]
async fn a_service_without_its_supervisor_does_not_start() {
    let place = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hoiam"));
    command.args(["serve", "vault", "--origin", "o", "--socket", "MAIN=v.sock", "--realm", "r1"]);
    command.args(["--nats", "nats://127.0.0.1:1", "--seed", "none.nk", "--data"]);
    command.arg(place.path()).arg("--health").arg(place.path().join("h.sock"));
    let said = refused({
        command.args(["--parent-pid", "1999999999"]).kill_on_drop(true);
        command
    })
    .await;
    assert!(said.contains("has ended"), "{said}");
}
