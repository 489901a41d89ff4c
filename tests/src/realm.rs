//! A whole realm: `hoiam up` in a temporary directory, its processes killed and started at will.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::client::Client;
use crate::eventually;

/// How long a realm may take to become ready on a busy machine.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// A running realm. Dropping it ends every process that it started.
#[derive(Debug)]
pub struct Realm {
    dir: tempfile::TempDir,
    up: Option<Child>,
    /// `http://127.0.0.1:PORT` of the portal of MAIN.
    pub url: String,
    /// The same of the portal of each further site.
    pub further: BTreeMap<String, String>,
}

impl Realm {
    /// Starts a realm in a fresh directory.
    ///
    /// # Errors
    /// When the program or the NATS server is not there, or it does not become ready.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(&[]).await
    }

    /// As [`start`](Self::start), with sites besides MAIN.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_with(sites: &[&str]) -> anyhow::Result<Self> {
        let further = sites.iter().map(|site| ((*site).to_owned(), String::new())).collect();
        let mut realm = Self { dir: tempfile::tempdir()?, up: None, url: String::new(), further };
        realm.begin().await?;
        Ok(realm)
    }

    /// Starts `hoiam up` on the same directory again.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn begin(&mut self) -> anyhow::Result<()> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.log())?;
        // Beyond a limit of `let_write` the kernel answers with an error, not with a signal. The
        // NATS server sets a handler of its own, so that for it the signal is blocked as well.
        let mut command = Command::new("env");
        command.args(["--ignore-signal=XFSZ", "--block-signal=XFSZ"]).arg(program()?);
        command.args(["up", "--origin", "test.hoiam", "--realm", "r1", "--nats-port", "0"]);
        command.args(["--http", "127.0.0.1:0", "--data"]).arg(self.data());
        command.arg("--clock").arg(self.path("clock"));
        command.args(self.further.keys().flat_map(|site| ["--site", site]));
        command.env("HOIAM_CRASH_FILE", self.path("crash"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).kill_on_drop(true);
        let mut up = command.spawn().context("cannot start hoiam up")?;
        let out = up.stdout.take().context("no standard output")?;
        let ready = async {
            let mut lines = BufReader::new(out).lines();
            while let Some(line) = lines.next_line().await? {
                if let Some((site, url)) =
                    line.strip_prefix("site ").and_then(|l| l.split_once(' '))
                {
                    self.further.insert(site.to_owned(), url.to_owned());
                }
                if let Some(url) = line.strip_prefix("ready ") {
                    return Ok(url.to_owned());
                }
            }
            anyhow::bail!("hoiam up ended before it was ready")
        };
        let url = tokio::time::timeout(READY_WITHIN, ready).await.context("not ready in time");
        match url.and_then(|url| url) {
            Ok(url) => {
                self.url = url;
                self.up = Some(up);
                Ok(())
            }
            Err(error) => Err(error.context(self.tail())),
        }
    }

    /// Ctrl-C for everything, as its operator would; waits for the end.
    ///
    /// # Errors
    /// When it does not end, or not cleanly.
    pub async fn end(&mut self) -> anyhow::Result<()> {
        let Some(mut up) = self.up.take() else { return Ok(()) };
        if let Some(pid) = up.id() {
            signal(pid, Signal::TERM)?;
        }
        let ended = tokio::time::timeout(Duration::from_secs(30), up.wait()).await;
        let status = ended.with_context(|| format!("hoiam up did not end\n{}", self.tail()))??;
        anyhow::ensure!(status.success(), "hoiam up ended with {status}\n{}", self.tail());
        Ok(())
    }

    /// Kills `hoiam up` itself with SIGKILL; its children must end by themselves.
    ///
    /// # Errors
    /// When a child is still there after ten seconds.
    pub async fn kill_up(&mut self) -> anyhow::Result<()> {
        let Some(mut up) = self.up.take() else { return Ok(()) };
        let children = up.id().map(children).unwrap_or_default();
        up.kill().await?;
        eventually("the children to end", Duration::from_secs(10), async || {
            let alive = children.iter().any(|(pid, _)| {
                std::fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
            });
            (!alive).then_some(())
        })
        .await
    }

    /// Kills `hoiam up` and every process that it started at one moment, as a power cut would;
    /// [`kill_up`](Self::kill_up) then waits for the end of all.
    ///
    /// # Errors
    /// When the realm is not running.
    pub fn kill_all(&self) -> anyhow::Result<()> {
        let up = self.up.as_ref().and_then(Child::id).context("the realm is not running")?;
        // First whoever would start the others again.
        signal(up, Signal::STOP)?;
        for (pid, _) in children(up) {
            signal(pid, Signal::KILL)?;
        }
        signal(up, Signal::KILL)
    }

    /// From now on this process can write to no file (or again, to all): what a failing or full
    /// disk does to it.
    ///
    /// # Errors
    /// When there is no such process.
    pub fn let_write(&self, service: &str, may: bool) -> anyhow::Result<()> {
        let pid = i32::try_from(self.pid(service)?).ok().and_then(Pid::from_raw);
        let current = if may { None } else { Some(0) };
        prlimit(pid, Resource::Fsize, Rlimit { current, maximum: None })?;
        Ok(())
    }

    /// Kills one process with SIGKILL (`store`, `vault`, `intake`, `portal` of MAIN, `portal-SITE`,
    /// `nats`, …). The supervisor starts another.
    ///
    /// # Errors
    /// When there is no such process.
    pub fn kill(&self, service: &str) -> anyhow::Result<()> {
        signal(self.pid(service)?, Signal::KILL)
    }

    /// Stops (SIGSTOP) or continues one process.
    ///
    /// # Errors
    /// When there is no such process.
    pub fn freeze(&self, service: &str, frozen: bool) -> anyhow::Result<()> {
        signal(self.pid(service)?, if frozen { Signal::STOP } else { Signal::CONT })
    }

    /// The process id of a service.
    ///
    /// # Errors
    /// When it is not running at this moment.
    pub fn pid(&self, service: &str) -> anyhow::Result<u32> {
        let up = self.up.as_ref().and_then(Child::id).context("the realm is not running")?;
        let found = children(up).into_iter().find(|(_, name)| name == service);
        found.map(|(pid, _)| pid).with_context(|| format!("{service} is not running"))
    }

    /// The next process to pass this crash point dies there.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn crash_at(&self, point: &str) -> anyhow::Result<()> {
        Ok(std::fs::write(self.path("crash"), point)?)
    }

    /// Whether a crash that was asked for is still to come.
    #[must_use]
    pub fn crash_pending(&self) -> bool {
        self.path("crash").exists()
    }

    /// Moves every process's clock by `micros` from the machine's.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn move_clock(&self, micros: i64) -> anyhow::Result<()> {
        let staged = self.path("clock.new");
        std::fs::write(&staged, micros.to_string())?;
        Ok(std::fs::rename(staged, self.path("clock"))?)
    }

    /// The data directory of `hoiam up`.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// A client without a token.
    #[must_use]
    pub fn stranger(&self) -> Client {
        Client::new(&self.url, None)
    }

    /// Runs the command line with `arguments` and gives its standard output.
    ///
    /// # Errors
    /// When it exits with anything but 0; holds its standard error.
    pub async fn hoiam(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let mut command = Command::new(program()?);
        command.args(arguments).stdin(Stdio::null()).kill_on_drop(true);
        let output = tokio::time::timeout(Duration::from_secs(120), command.output()).await??;
        let errors = String::from_utf8_lossy(&output.stderr);
        anyhow::ensure!(output.status.success(), "hoiam {arguments:?}: {errors}");
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Runs the command line as somebody with these variables and no others of ours; gives whatever
    /// came of it.
    ///
    /// # Errors
    /// When it cannot be run, or does not end.
    pub async fn run_hoiam(
        &self,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> anyhow::Result<Output> {
        let mut command = Command::new(program()?);
        for variable in ["LANG", "LC_ALL", "LC_MESSAGES", "HOIAM_LANG", "HOIAM_URL", "HOIAM_TOKEN"]
        {
            command.env_remove(variable);
        }
        command.args(arguments).envs(variables.iter().copied());
        command.stdin(Stdio::null()).kill_on_drop(true);
        Ok(tokio::time::timeout(Duration::from_secs(120), command.output()).await??)
    }

    /// Runs `hoiam up` with `more`, under `wrapped` (a program and its flags, or nothing), where it
    /// has to be refused: one line on standard error, nothing on standard output, not 0.
    ///
    /// # Errors
    /// When it was not refused in that way.
    pub async fn refused(&self, wrapped: &[&str], more: &[&str]) -> anyhow::Result<String> {
        let program = program()?;
        let words = wrapped.iter().map(AsRef::as_ref).chain([program.as_os_str()]);
        let words: Vec<&std::ffi::OsStr> = words.collect();
        let (first, rest) = words.split_first().context("no program")?;
        let mut command = Command::new(first);
        command.args(rest).args(["up", "--nats-port", "0", "--http", "127.0.0.1:0", "--data"]);
        command.arg(self.data()).args(more).stdin(Stdio::null()).kill_on_drop(true);
        let output = tokio::time::timeout(READY_WITHIN, command.output()).await;
        let output = output.context("it was not refused")??;
        let said = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
        let one_line = said.lines().count() == 1 && output.stdout.is_empty();
        anyhow::ensure!(one_line && output.status.code() == Some(1), "{}: {said}", output.status);
        Ok(said)
    }

    /// The end of what all processes logged, for a failing test.
    #[must_use]
    pub fn tail(&self) -> String {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(60)..].join("\n")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn log(&self) -> PathBuf {
        self.path("log")
    }
}

/// Starts the command line with `arguments`, without waiting for it.
///
/// # Errors
/// When the program is not there.
pub fn start_hoiam(arguments: &[&str]) -> anyhow::Result<Child> {
    start_hoiam_reading(arguments, Stdio::null())
}

/// As [`start_hoiam`], with `input` as its standard input.
///
/// # Errors
/// As [`start_hoiam`].
pub fn start_hoiam_reading(arguments: &[&str], input: Stdio) -> anyhow::Result<Child> {
    let mut command = Command::new(program()?);
    command.args(arguments).stdin(input).kill_on_drop(true);
    Ok(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?)
}

/// The program under test: beside the test's own directory of the build.
fn program() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    // Tests lie in `deps`, benchmarks beside the program itself.
    let folders = own.ancestors().skip(1).take(2);
    let built = folders.map(|folder| folder.join("hoiam")).find(|path| path.exists());
    built.context("hoiam is not built: start the tests by tests/run")
}

fn signal(pid: u32, signal: Signal) -> anyhow::Result<()> {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw).context("not a process id")?;
    Ok(kill_process(pid, signal)?)
}

/// The running children of a process, each with the service that it serves.
fn children(parent: u32) -> Vec<(u32, String)> {
    let tasks = format!("/proc/{parent}/task/{parent}/children");
    let listed = std::fs::read_to_string(tasks).unwrap_or_default();
    let pids = listed.split_whitespace().filter_map(|pid| pid.parse().ok());
    pids.filter_map(|pid: u32| Some((pid, served(pid)?))).collect()
}

fn served(pid: u32) -> Option<String> {
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let words: Vec<String> =
        line.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into()).collect();
    match words.iter().position(|word| word == "serve") {
        Some(at) => {
            let name = words.get(at + 1)?;
            let site = words.iter().position(|word| word == "--site").map(|at| &words[at + 1]);
            match site.filter(|site| name == "portal" && *site != "MAIN") {
                Some(site) => Some(format!("portal-{site}")),
                None => Some(name.clone()),
            }
        }
        None => {
            let name = Path::new(words.first()?).file_name()?.to_string_lossy().into_owned();
            name.starts_with("nats-server").then(|| "nats".to_owned())
        }
    }
}
