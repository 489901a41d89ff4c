//! A book being sent, row by row, by this portal itself, with the officer's own credential.
//!
//! It goes on while the officer looks at other pages, and stops when it is told to, when the session
//! ends, when the portal stops, or when the services stay away. Whatever was sent stays; going on
//! sends the rest, and a row that was on its way is the same row again.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use import::take::{self, Desk, Said, Taken};
use proto::Position;
use runtime::task;
use runtime::wait::{Backoff, pause};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::judge::Judged;
use crate::app::Shared;
use crate::caller::{Caller, Reader};
use crate::freshness::{WAIT, reach};
use crate::language::Language;
use crate::pages::give::given;
use crate::params::{Named, Params};
use crate::problem::Problem;
use crate::read::petitions;

/// How often a row is tried again while the services are busy or away: about two minutes.
const TRIES_MAX: u32 = 16;

/// How often, and how many times, it is looked whether a job has ended.
const LOOK_EVERY: Duration = Duration::from_millis(50);
const LOOKS: u32 = 100;

/// How sending ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ended {
    /// Every row has been sent.
    All,
    /// The officer, or the end of the portal, stopped it.
    Stopped,
    /// The session has ended.
    SignedOut,
    /// The services stay away; the problem says which.
    Away(Value),
}

/// What was sent, and what came of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    /// In the order of [`Judged::to_send`].
    pub(crate) rows: Vec<Taken>,
    pub(crate) ended: Option<Ended>,
}

/// A book being sent.
#[derive(Debug)]
pub(crate) struct Job {
    sent: Mutex<Sent>,
    stop: CancellationToken,
}

impl Job {
    /// Sends the rows of `judged`, behind those that `before` sent already.
    pub(crate) fn start(
        app: &Shared,
        reader: &Reader,
        language: Language,
        judged: Arc<Judged>,
        before: Option<&Self>,
    ) -> Arc<Self> {
        let rows = before.map(|before| before.sent().rows).unwrap_or_default();
        let sent = Mutex::new(Sent { rows, ended: None });
        let job = Arc::new(Self { sent, stop: app.stop.child_token() });
        let desk = Own { app: Arc::clone(app), reader: reader.clone(), language };
        let ends = Ends(Arc::clone(&job));
        task::detach(async move {
            let ended = tokio::select! {
                ended = send(&desk, &judged, &ends.0) => ended,
                () = ends.0.stop.cancelled() => Ended::Stopped,
            };
            ends.0.lock().ended = Some(ended);
        });
        job
    }

    /// What was sent until now.
    pub(crate) fn sent(&self) -> Sent {
        self.lock().clone()
    }

    /// How many rows were sent until now.
    pub(crate) fn count(&self) -> usize {
        self.lock().rows.len()
    }

    pub(crate) fn is_running(&self) -> bool {
        self.lock().ended.is_none()
    }

    /// Ends it: the row that it is at is sent again when it goes on.
    pub(crate) fn stop(&self) {
        self.stop.cancel();
    }

    /// Waits, for a moment, until it has ended.
    pub(crate) async fn ended(&self) {
        for _ in 0..LOOKS {
            if !self.is_running() {
                return;
            }
            pause(LOOK_EVERY).await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sees to it that a job never seems to run when it does not.
struct Ends(Arc<Job>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.lock().ended.get_or_insert(Ended::Stopped);
    }
}

async fn send(desk: &Own, judged: &Judged, job: &Job) -> Ended {
    for (judge, petition) in judged.to_send().skip(job.count()) {
        let Some(key) = &judge.key else { continue };
        match take::row(desk, &judged.whose, petition, key).await {
            Ok(taken) => job.lock().rows.push(taken),
            Err(ended) => return ended,
        }
    }
    let position = job.lock().rows.iter().filter_map(|row| row.place.as_ref()?.position).max();
    // The next page shows what was done; if the register is late, that page says so itself.
    let _ = reach(&desk.app, Position(position.unwrap_or_default()), WAIT).await;
    Ended::All
}

/// This portal, by the functions that its own addresses call.
struct Own {
    app: Shared,
    reader: Reader,
    language: Language,
}

impl Own {
    fn caller(&self) -> Caller {
        Caller { officer: self.reader.officer, credential: self.reader.credential }
    }

    fn said(&self, answer: Result<Value, Problem>) -> Said {
        match answer {
            // Whether it was done now or before stands in the body.
            Ok(body) => Said { status: StatusCode::OK.as_u16(), body },
            Err(problem) => {
                let status = problem.status().as_u16();
                Said { status, body: problem.body(self.language) }
            }
        }
    }

    /// Asks again while the services are busy or away.
    async fn patiently<F>(&self, ask: impl Fn() -> F) -> Result<Said, Ended>
    where
        F: Future<Output = Result<Value, Problem>>,
    {
        let mut backoff = Backoff::new(Duration::from_millis(250), Duration::from_secs(10));
        let mut last = Value::Null;
        for _ in 0..TRIES_MAX {
            if !self.reader.credential.counts(&self.app).await {
                return Err(Ended::SignedOut);
            }
            let said = self.said(ask().await);
            if ![503, 429].contains(&said.status) {
                return Ok(said);
            }
            last = said.body;
            pause(backoff.delay()).await;
        }
        Err(Ended::Away(last))
    }
}

impl Desk for Own {
    type Error = Ended;

    async fn give(&self, command: &'static str, key: &str, form: &Value) -> Result<Said, Ended> {
        let place = command.split_once('/').unwrap_or_default();
        self.patiently(|| given(&self.app, self.caller(), place, key, form)).await
    }

    async fn look(&self, stream: &str, position: Option<u64>) -> Result<Said, Ended> {
        self.patiently(|| async {
            reach(&self.app, Position(position.unwrap_or_default()), WAIT).await?;
            let (name, asked) = (Named(stream.to_owned()), Params(petitions::OneParams::default()));
            let shown = petitions::one(self.reader.clone(), State(self.app.clone()), name, asked);
            Ok(shown.await?.0)
        })
        .await
    }
}
