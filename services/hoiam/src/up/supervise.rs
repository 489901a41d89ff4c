//! Starts the processes of a realm in their order, tells when all are ready, stops them in reverse.

use std::future::Future;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use runtime::wait::pause;
use tokio_util::sync::CancellationToken;

use super::plan::{Planned, Rank};
use super::process::{Lines, Process, State};

const READY_POLL: Duration = Duration::from_millis(100);
/// After this, what keeps a process from being ready is told.
const READY_TIMEOUT: Duration = Duration::from_secs(60);

/// Runs all of `plan` until `stop`; all have ended when this returns.
///
/// `ready` is called once, when every process has been seen ready.
pub(crate) async fn run(
    plan: Vec<Planned>,
    lines: Lines,
    stop: CancellationToken,
    ready: impl AsyncFnOnce(),
) {
    let processes: Vec<_> = plan.into_iter().map(Process::new).collect();
    let lives = join_all(processes.iter().map(|process| process.keep(lines)));
    let conducted = async {
        tokio::select! {
            () = stop.cancelled() => {}
            () = bring_up(&processes) => {
                ready().await;
                stop.cancelled().await;
            }
        }
        wind_down(&processes).await;
    };
    tokio::join!(lives, conducted);
}

/// The NATS server first: the others would only complain that it is missing.
async fn bring_up(processes: &[Process]) {
    let nats: Vec<_> = ranked(processes, Rank::Nats).collect();
    nats.iter().for_each(|process| process.begin.cancel());
    until_ready(&nats, Process::readiness).await;
    let all: Vec<_> = processes.iter().collect();
    all.iter().for_each(|process| process.begin.cancel());
    until_ready(&all, Process::readiness).await;
}

/// Nobody loses what it leans on before it has stopped itself.
async fn wind_down(processes: &[Process]) {
    for rank in Rank::ALL.into_iter().rev() {
        ranked(processes, rank).for_each(|process| process.stop.cancel());
        for process in ranked(processes, rank) {
            // Fails only when the sender is gone, and we hold it.
            let _ = process.state.subscribe().wait_for(|state| *state == State::Stopped).await;
            tracing::info!(service = %process.planned.name, "stopped");
        }
    }
}

fn ranked(processes: &[Process], rank: Rank) -> impl Iterator<Item = &Process> {
    processes.iter().filter(move |process| process.planned.rank == rank)
}

impl Process {
    /// Whether it runs and says that it is ready.
    ///
    /// # Errors
    /// Why not, in words for an operator.
    async fn readiness(&self) -> Result<(), String> {
        let state = self.state.borrow().clone();
        match state {
            State::Running => self.planned.probe.ask().await,
            State::Down { why } => Err(format!("ended ({why}), is started again")),
            State::Waiting | State::Stopped => Err("is not started yet".to_owned()),
        }
    }
}

/// Polls until all are ready at once, telling who is waited for, and after a while why.
async fn until_ready<'a, F>(processes: &[&'a Process], ask: impl Fn(&'a Process) -> F)
where
    F: Future<Output = Result<(), String>>,
{
    let began = Instant::now();
    let (mut told, mut explained) = (String::new(), false);
    loop {
        let answers = join_all(processes.iter().map(|process| ask(process))).await;
        let waiting: Vec<_> = processes
            .iter()
            .zip(answers)
            .filter_map(|(process, answer)| Some((process.planned.name.as_str(), answer.err()?)))
            .collect();
        if waiting.is_empty() {
            return;
        }
        let names = waiting.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        if names != told {
            tracing::info!("waiting for {names}");
            told = names;
        }
        if !explained && began.elapsed() >= READY_TIMEOUT {
            for (service, why) in &waiting {
                tracing::warn!(service, why, "not ready after 60 s; still waiting");
            }
            explained = true;
        }
        pause(READY_POLL).await;
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::super::eventually;
    use super::super::ready::Probe;
    use super::*;

    /// A process that says when it has started, and when it was asked to stop.
    fn shell(name: &str, rank: Rank, diary: &Path, script: &str) -> Planned {
        let script = format!(
            "trap 'echo {name} stops >> \"$0\"; exit 0' TERM; echo {name} starts >> \"$0\"; {script}"
        );
        Planned {
            name: name.to_owned(),
            rank,
            program: "/bin/sh".into(),
            arguments: vec!["-c".into(), script.into(), diary.into()],
            probe: Probe::Health("/nowhere".into()),
        }
    }

    const LIVE: &str = "while :; do sleep 0.02; done";

    fn lines(diary: &Path) -> Vec<String> {
        let text = std::fs::read_to_string(diary).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    #[tokio::test]
    async fn processes_stop_in_the_order_that_lets_each_finish() {
        let place = tempfile::tempdir().unwrap();
        let diary = place.path().join("diary");
        let plan: Vec<_> = [
            ("nats", Rank::Nats),
            ("store", Rank::Store),
            ("vault", Rank::Vault),
            ("intake", Rank::Context),
            ("portal", Rank::Portal),
        ]
        .map(|(name, rank)| shell(name, rank, &diary, LIVE))
        .into();
        let processes: Vec<_> = plan.into_iter().map(Process::new).collect();
        let lives = join_all(processes.iter().map(|process| process.keep(Lines::Named)));
        let conducted = async {
            processes.iter().for_each(|process| process.begin.cancel());
            eventually(|| async { (lines(&diary).len() == 5).then_some(()) }).await;
            wind_down(&processes).await;
        };
        tokio::join!(lives, conducted);
        let stops = ["portal stops", "intake stops", "vault stops", "store stops", "nats stops"];
        assert_eq!(lines(&diary)[5..], stops);
    }

    #[tokio::test]
    async fn a_process_that_ends_is_started_again_until_it_is_stopped() {
        let place = tempfile::tempdir().unwrap();
        let diary = place.path().join("diary");
        let process = Process::new(shell("intake", Rank::Context, &diary, "exit 3"));
        process.begin.cancel();
        let observed = async {
            eventually(|| async { (lines(&diary).len() >= 2).then_some(()) }).await;
            let down = |state: &State| matches!(state, State::Down { why } if why.contains('3'));
            let state = process.state.subscribe().wait_for(down).await.unwrap().clone();
            process.stop.cancel();
            state
        };
        let (state, ()) = tokio::join!(observed, process.keep(Lines::Named));
        assert_eq!(state, State::Down { why: "exit status: 3".to_owned() });
        assert_eq!(*process.state.borrow(), State::Stopped);
    }

    #[tokio::test]
    async fn a_process_that_does_not_stop_when_asked_is_killed() {
        let place = tempfile::tempdir().unwrap();
        let diary = place.path().join("diary");
        let script = format!("trap '' TERM; echo deaf >> \"$0\"; {LIVE}");
        let mut process = Process::new(shell("store", Rank::Store, &diary, &script));
        process.patience = Duration::from_millis(50);
        process.begin.cancel();
        let stopped = async {
            eventually(|| async { (lines(&diary).len() == 2).then_some(()) }).await;
            process.stop.cancel();
        };
        tokio::join!(stopped, process.keep(Lines::Named));
        assert_eq!(*process.state.borrow(), State::Stopped);
        assert_eq!(lines(&diary), ["store starts", "deaf"]);
    }

    #[tokio::test]
    async fn a_process_that_was_never_begun_is_stopped_without_being_started() {
        let place = tempfile::tempdir().unwrap();
        let diary = place.path().join("diary");
        let stop = CancellationToken::new();
        stop.cancel();
        let called = AtomicBool::new(false);
        let plan = vec![shell("store", Rank::Store, &diary, LIVE)];
        run(plan, Lines::Named, stop, async || called.store(true, Ordering::SeqCst)).await;
        assert!(lines(&diary).is_empty() && !called.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn readiness_waits_until_all_are_ready_at_once() {
        let process = Process::new(shell("store", Rank::Store, Path::new("/dev/null"), LIVE));
        let asked = std::cell::Cell::new(0);
        until_ready(&[&process], |_| {
            asked.set(asked.get() + 1);
            let answer = if asked.get() < 3 { Err("no".to_owned()) } else { Ok(()) };
            std::future::ready(answer)
        })
        .await;
        assert_eq!(asked.get(), 3);
    }
}
