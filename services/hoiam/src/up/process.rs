//! The life of one process: started, its lines passed on, started again when it ends, ended.
//!
//! Everything here runs on the main thread, since the kernel ties a child to the *thread* that
//! started it (see `serve::parent`).

use std::io::Write as _;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use runtime::wait::{Backoff, pause};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::plan::{Planned, Rank};

/// How long a process may take to stop before it is killed.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the kernel may take to end a killed process.
const KILL_TIMEOUT: Duration = Duration::from_secs(5);
/// How long what it said at last may take to reach us.
const LAST_LINES: Duration = Duration::from_millis(500);
const RESTART_DELAY: Duration = Duration::from_millis(200);
const RESTART_DELAY_MAX: Duration = Duration::from_secs(30);
/// A process that lived this long had started well.
const STEADY_LIFE: Duration = Duration::from_secs(60);
/// A longer line of a process is passed on in pieces.
const LINE_MAX: u64 = 16 * 1024;

/// Where a process is in its life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// Not started yet.
    Waiting,
    /// It runs.
    Running,
    /// It ended by itself, and starts again soon.
    Down {
        /// How it ended.
        why: String,
    },
    /// It was stopped, and stays so.
    Stopped,
}

/// One process, and the two tokens that its supervisor holds.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) planned: Planned,
    pub(crate) state: watch::Sender<State>,
    /// Cancelled when it may start.
    pub(crate) begin: CancellationToken,
    /// Cancelled when it has to stop.
    pub(crate) stop: CancellationToken,
    /// How long it may take to stop before it is killed.
    pub(crate) patience: Duration,
}

/// How the lines of a process reach our standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    /// With its name before each.
    Named,
    /// As they are, for a machine that reads them.
    AsTheyAre,
}

impl Process {
    /// A process that waits for its tokens.
    pub(crate) fn new(planned: Planned) -> Self {
        let (begin, stop) = (CancellationToken::new(), CancellationToken::new());
        let state = watch::Sender::new(State::Waiting);
        Self { planned, state, begin, stop, patience: STOP_TIMEOUT }
    }

    /// Keeps it running from `begin` to `stop`.
    pub(crate) async fn keep(&self, lines: Lines) {
        tokio::select! {
            () = self.begin.cancelled() => {}
            () = self.stop.cancelled() => {}
        }
        let mut restarts = Restarts::new();
        while !self.stop.is_cancelled() {
            let began = Instant::now();
            let why = match start(&self.planned, lines) {
                Ok(child) => {
                    self.state.send_replace(State::Running);
                    match self.live(child).await {
                        Ok(status) => status.to_string(),
                        Err(error) => error.to_string(),
                    }
                }
                Err(error) => format!("cannot be started: {error}"),
            };
            if self.stop.is_cancelled() {
                break;
            }
            let delay = restarts.delay_after(began.elapsed());
            tracing::warn!(
                service = %self.planned.name,
                status = %why,
                again_in_ms = delay.as_millis(),
                "a service ended; it is started again"
            );
            self.state.send_replace(State::Down { why });
            tokio::select! {
                () = pause(delay) => {}
                () = self.stop.cancelled() => {}
            }
        }
        self.state.send_replace(State::Stopped);
    }

    /// Waits for its end, which `stop` brings about.
    async fn live(&self, mut child: Child) -> std::io::Result<ExitStatus> {
        let said = child.stderr.take();
        let over = CancellationToken::new();
        let ended = async {
            let status = tokio::select! {
                status = child.wait() => status,
                () = self.stop.cancelled() => self.end(&mut child).await,
            };
            over.cancel();
            status
        };
        let passed_on = async {
            let Some(said) = said else { return };
            let too_late = async {
                over.cancelled().await;
                pause(LAST_LINES).await;
            };
            tokio::select! {
                () = pass_on(&self.planned, said) => {}
                () = too_late => {}
            }
        };
        tokio::join!(ended, passed_on).0
    }

    /// Asks it to end, and kills it if it does not.
    async fn end(&self, child: &mut Child) -> std::io::Result<ExitStatus> {
        // Not waited for yet, so the id cannot have gone to another process.
        let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        if let Some(pid) = pid {
            kill_process(pid, Signal::TERM)?;
        }
        if let Ok(status) = tokio::time::timeout(self.patience, child.wait()).await {
            return status;
        }
        tracing::warn!(service = %self.planned.name, "a service did not stop in time; it is killed");
        child.start_kill()?;
        match tokio::time::timeout(KILL_TIMEOUT, child.wait()).await {
            Ok(status) => status,
            Err(_) => Err(std::io::Error::other("it does not end even when killed")),
        }
    }
}

/// The delays before a process is started again.
#[derive(Debug)]
struct Restarts(Backoff);

impl Restarts {
    fn new() -> Self {
        Self(Backoff::new(RESTART_DELAY, RESTART_DELAY_MAX))
    }

    /// How long to wait after a life of `lived`.
    fn delay_after(&mut self, lived: Duration) -> Duration {
        if lived >= STEADY_LIFE {
            self.0.reset();
        }
        self.0.delay()
    }
}

fn start(planned: &Planned, lines: Lines) -> std::io::Result<Child> {
    let stderr = match lines {
        Lines::Named => Stdio::piped(),
        Lines::AsTheyAre => Stdio::inherit(),
    };
    Command::new(&planned.program)
        .args(&planned.arguments)
        // Ctrl-C reaches the whole foreground group of a terminal; these stop in our order.
        .process_group(0)
        // An idle realm has to be small: few heaps per process, and early collection in NATS.
        .env("MALLOC_ARENA_MAX", "2")
        .env("GOMEMLIMIT", "64MiB")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(stderr)
        .kill_on_drop(true)
        .spawn()
}

/// Copies what it says, line by line, with its name before each.
async fn pass_on(planned: &Planned, said: impl AsyncRead + Unpin) {
    let mut said = BufReader::with_capacity(4 * 1024, said);
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut said).take(LINE_MAX).read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) if is_chatter(planned.rank, &line) => {}
            Ok(_) => {
                // Where standard error is closed there is nobody left to tell.
                let _ = std::io::stderr().lock().write_all(&named(&planned.name, &line));
            }
        }
    }
}

/// The NATS server greets with twenty lines; only its warnings and errors matter here.
fn is_chatter(rank: Rank, line: &[u8]) -> bool {
    rank == Rank::Nats && line.windows(7).any(|part| part == b" [INF] ")
}

fn named(name: &str, line: &[u8]) -> Vec<u8> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    [b"[", name.as_bytes(), b"] ", line, b"\n"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_ends_at_once_is_started_ever_more_rarely() {
        let mut restarts = Restarts::new();
        let first = restarts.delay_after(Duration::ZERO);
        assert!(first <= RESTART_DELAY, "{first:?}");
        let later: Vec<_> = (0..12).map(|_| restarts.delay_after(Duration::ZERO)).collect();
        assert!(later.iter().all(|delay| *delay <= RESTART_DELAY_MAX), "{later:?}");
        assert!(later.last().is_some_and(|delay| *delay >= RESTART_DELAY_MAX / 2), "{later:?}");
    }

    #[test]
    fn a_service_that_lived_well_is_started_again_soon() {
        let mut restarts = Restarts::new();
        for _ in 0..12 {
            restarts.delay_after(Duration::from_secs(1));
        }
        assert!(restarts.delay_after(STEADY_LIFE) <= RESTART_DELAY);
    }

    #[test]
    fn a_line_shows_who_said_it() {
        assert_eq!(named("intake", b"ready\n"), b"[intake] ready\n");
        assert_eq!(named("intake", b"cut"), b"[intake] cut\n");
    }

    #[test]
    fn what_the_nats_server_complains_of_is_passed_on_and_its_greeting_is_not() {
        assert!(is_chatter(Rank::Nats, b"[7] 2026/01/02 03:04:05 [INF] Server is ready\n"));
        assert!(!is_chatter(Rank::Nats, b"[7] 2026/01/02 03:04:05 [ERR] Publish Violation\n"));
        assert!(!is_chatter(Rank::Store, b"a line [INF] of another\n"));
    }
}
