//! How far a long work has come, on standard error: a bar on a terminal, elsewhere a line every few
//! seconds. Nothing of it ever goes to standard output.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use runtime::wait::pause;

/// How often a line is written where there is no terminal.
const EVERY: Duration = Duration::from_secs(5);

/// The progress of one work.
#[derive(Debug)]
pub(crate) struct Progress {
    what: &'static str,
    bar: Option<ProgressBar>,
    told: Instant,
}

impl Progress {
    /// Begins; `what` names the work in the language that is spoken.
    pub(crate) fn of(what: &'static str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            match ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}") {
                Ok(style) => bar.with_style(style).with_message(what),
                Err(_) => bar,
            }
        });
        Self { what, bar, told: Instant::now() }
    }

    /// `done` of `all` are done.
    pub(crate) fn at(&mut self, done: u64, all: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(all);
            bar.set_position(done);
        } else if self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            let _ = writeln!(std::io::stderr(), "{}: {done}/{all}", self.what);
        }
    }

    /// Waits for `work` that does not tell how far it is.
    pub(crate) async fn during<T>(what: &'static str, work: impl Future<Output = T>) -> T {
        let progress = Self::of(what);
        let spinner = progress.bar.as_ref().map(|bar| {
            bar.set_style(ProgressStyle::default_spinner());
            bar.enable_steady_tick(Duration::from_millis(200));
        });
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                () = pause(EVERY) => {
                    if spinner.is_none() {
                        let _ = writeln!(std::io::stderr(), "{what} …");
                    }
                }
            }
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
