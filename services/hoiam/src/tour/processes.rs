//! The processes of a running demo, found by their parent and their arguments.

use std::path::Path;

use anyhow::{Context as _, ensure};
use rustix::process::{Pid, Signal, kill_process};

/// A process that the demo's `up` started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Process {
    pub(super) pid: i32,
    /// `nats`, `store`, `forwarding`, …
    pub(super) name: String,
}

impl Process {
    /// Kills it at once, as `kill -9` does.
    ///
    /// # Errors
    /// When it is gone already.
    pub(super) fn kill(&self) -> anyhow::Result<()> {
        let pid = Pid::from_raw(self.pid).context("no process")?;
        kill_process(pid, Signal::KILL).with_context(|| format!("{} is gone", self.name))
    }
}

/// The processes that the `up` of `data` started.
///
/// # Errors
/// When no `up` works on `data`.
pub(super) fn of(data: &Path) -> anyhow::Result<Vec<Process>> {
    let lock = std::fs::read_to_string(data.join("lock")).context("the demo is not running")?;
    let up: i32 = lock.trim().parse().context("the demo is not running")?;
    // The number may have gone to another process since: it has to be an `up`.
    ensure!(arguments(up).iter().any(|argument| argument == "up"), "the demo is not running");
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let pid = entry.file_name().to_string_lossy().parse::<i32>();
        let Some(pid) = pid.ok().filter(|&pid| parent(pid) == Some(up)) else { continue };
        found.extend(name_of(&arguments(pid)).map(|name| Process { pid, name }));
    }
    Ok(found)
}

/// The one called `name`.
///
/// # Errors
/// When it does not run at this moment.
pub(super) fn named(data: &Path, name: &str) -> anyhow::Result<Process> {
    let found = of(data)?.into_iter().find(|process| process.name == name);
    found.with_context(|| format!("{name} does not run"))
}

/// What a process serves. The NATS server is another program: it takes the place of `serve nats`.
fn name_of(arguments: &[String]) -> Option<String> {
    match arguments {
        [_, serve, name, ..] if serve == "serve" => Some(name.clone()),
        [program, ..] => {
            let program = Path::new(program).file_name()?.to_string_lossy();
            program.starts_with("nats-server").then(|| "nats".to_owned())
        }
        [] => None,
    }
}

fn arguments(pid: i32) -> Vec<String> {
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let parts = line.split(|byte| *byte == 0).filter(|part| !part.is_empty());
    parts.map(|part| String::from_utf8_lossy(part).into_owned()).collect()
}

/// The fourth field of `/proc/PID/stat`; the second, in parentheses, may hold anything.
fn parent(pid: i32) -> Option<i32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, after) = stat.rsplit_once(')')?;
    after.split_whitespace().nth(1)?.parse().ok()
}
