//! The one writer: puts waiting appends in an order, and into one transaction after the other.
//!
//! Appends that wait together are committed together; each is answered after the commit, and one
//! that fails does not fail its neighbours, because everything is checked in memory first, against
//! what is stored and what this transaction already holds. It never queues without bound: a full
//! queue answers [`AppendReply::Busy`] at once.
//!
//! Invariants:
//! - whatever is answered, the transaction of the batch is closed before the next one begins;
//! - `Done` is answered only after the commit; every other answer means that nothing was stored.

use std::time::Duration;

use proto::append::Append;
use proto::reply::AppendReply;
use proto::{Context, Position};
use runtime::clock::Clock;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use crate::engine::{EngineError, Head, Writer};

mod batch;
mod check;
mod guard;

use batch::Deciding;
pub(crate) use batch::roll;
use check::Checked;
use guard::Guard;
pub use guard::Implausible;

/// How much may wait, and how much goes into one transaction.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Appends that wait; the next one is answered `Busy`.
    pub waiting: usize,
    /// Appends of one transaction.
    pub appends: usize,
    /// Events of one transaction; the append that reaches it still goes in whole.
    pub events: usize,
    /// Bytes of one transaction, likewise.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { waiting: 1024, appends: 512, events: 2_000, bytes: 4 << 20 }
    }
}

/// Where appends go. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Sequencer {
    queue: mpsc::Sender<Waiting>,
    head: watch::Receiver<Position>,
}

/// Why the sequencer does not start, or ended.
#[derive(Debug, thiserror::Error)]
pub enum SequencerError {
    /// The clock does not fit the log.
    #[error(transparent)]
    Implausible(#[from] Implausible),
    /// The database failed before anything was appended.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Another writer has opened the log since: this one must not go on.
    #[error("another store has taken over the log; this one ends")]
    Deposed,
}

struct Waiting {
    checked: Checked,
    answer: oneshot::Sender<AppendReply>,
}

/// The writing half; does nothing until it is run.
#[derive(Debug)]
pub struct Work<W> {
    writer: W,
    clock: Clock,
    guard: Guard,
    /// The term that this writer began with.
    term: u64,
    limits: Limits,
    queue: mpsc::Receiver<Waiting>,
    head: watch::Sender<Position>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Waiting({} events)", self.checked.events.len())
    }
}

/// Prepares to write: checks the clock against the log.
///
/// `confirm_clock` lets it start although the clock is far from the last event.
///
/// # Errors
/// [`SequencerError`]; an operator must look before it is started again.
pub async fn prepare<W: Writer>(
    mut writer: W,
    clock: Clock,
    confirm_clock: bool,
    limits: Limits,
) -> Result<(Sequencer, Work<W>), SequencerError> {
    let begun = writer.begin().await?;
    // Nothing was written; this only closes the transaction.
    writer.recover().await?;
    if !confirm_clock {
        guard::plausible(clock.now(), begun.recorded_at)?;
    }
    let (to, queue) = mpsc::channel(limits.waiting);
    let (head, follow) = watch::channel(begun.position);
    let guard = Guard::new(&clock);
    let work = Work { writer, clock, guard, term: begun.writer_term, limits, queue, head };
    Ok((Sequencer { queue: to, head: follow }, work))
}

impl Sequencer {
    /// Appends what `payload` holds, as `context`. Waits until it is stored, or known not to be.
    pub async fn append(&self, context: Context, payload: &[u8]) -> AppendReply {
        let reply = self.asked(context, payload).await;
        metrics::counter!("store_appends_total", "result" => label(&reply)).increment(1);
        reply
    }

    async fn asked(&self, context: Context, payload: &[u8]) -> AppendReply {
        let append = match Append::from_bytes(payload) {
            Ok(append) => append,
            Err(error) => return AppendReply::Malformed { why: error.to_string() },
        };
        let checked = match Checked::new(context, append) {
            Ok(checked) => checked,
            Err(why) => return AppendReply::Malformed { why },
        };
        let (answer, answered) = oneshot::channel();
        match self.queue.try_send(Waiting { checked, answer }) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(_)) => return AppendReply::Busy,
            Err(mpsc::error::TrySendError::Closed(_)) => return stopping(),
        }
        answered.await.unwrap_or_else(|_| stopping())
    }

    /// The last position that was committed; changes after every commit with events.
    #[must_use]
    pub fn head(&self) -> watch::Receiver<Position> {
        self.head.clone()
    }
}

impl<W: Writer> Work<W> {
    /// Appends until `stop`, or until every [`Sequencer`] is dropped.
    ///
    /// # Errors
    /// [`SequencerError::Deposed`]; whatever the database does is answered, and it goes on.
    pub async fn run(mut self, stop: CancellationToken) -> Result<(), SequencerError> {
        loop {
            let first = tokio::select! {
                () = stop.cancelled() => return Ok(()),
                first = self.queue.recv() => first,
            };
            let Some(first) = first else { return Ok(()) };
            let (appends, answers) = self.collect(first);
            match self.append_all(appends).await {
                Ok(replies) => {
                    runtime::crash::point("store.before_answer");
                    for (answer, reply) in answers.into_iter().zip(replies) {
                        // Who asked may have gone; the outcome is stored all the same.
                        let _ = answer.send(reply);
                    }
                }
                Err(failed) => {
                    for answer in answers {
                        let _ = answer.send(AppendReply::Unavailable { why: failed.to_string() });
                    }
                    if matches!(failed, Failed::Deposed) {
                        return Err(SequencerError::Deposed);
                    }
                }
            }
        }
    }

    /// Everything that waits now, up to the limits.
    fn collect(&mut self, first: Waiting) -> (Vec<Checked>, Vec<oneshot::Sender<AppendReply>>) {
        let (mut events, mut bytes) = (0, 0);
        let (mut appends, mut answers) = (Vec::new(), Vec::new());
        let mut next = Some(first);
        while let Some(waiting) = next {
            events += waiting.checked.events.len();
            bytes += waiting.checked.bytes;
            appends.push(waiting.checked);
            answers.push(waiting.answer);
            let full = appends.len() >= self.limits.appends
                || events >= self.limits.events
                || bytes >= self.limits.bytes;
            next = if full { None } else { self.queue.try_recv().ok() };
        }
        #[allow(clippy::cast_precision_loss, reason = "a few thousand at most")]
        {
            metrics::gauge!("store_queue").set(self.queue.len() as f64);
            metrics::histogram!("store_batch_appends").record(appends.len() as f64);
        }
        (appends, answers)
    }

    async fn append_all(&mut self, appends: Vec<Checked>) -> Result<Vec<AppendReply>, Failed> {
        if let Some(ahead) = self.guard.ahead(&self.clock) {
            tracing::error!(clock.ahead_s = ahead.as_secs(), "the wall clock jumped ahead");
            return Err(Failed::ClockAhead(ahead));
        }
        let known = *self.head.borrow();
        match self.transact(appends).await {
            Ok((position, replies)) => {
                if position > known {
                    self.head.send_replace(position);
                }
                Ok(replies)
            }
            Err(Stuck { failed, decided }) => self.settle(failed, decided).await,
        }
    }

    /// One transaction for all of `appends`: their replies, and the position of the log after it.
    async fn transact(
        &mut self,
        appends: Vec<Checked>,
    ) -> Result<(Position, Vec<AppendReply>), Stuck> {
        let before = self.writer.begin().await?;
        if before.writer_term != self.term {
            return Err(Failed::Deposed.into());
        }
        let commands: Vec<_> = appends.iter().map(|append| append.decision.command_id).collect();
        let decided = self.writer.decided(&commands).await?;
        let mut streams: Vec<_> =
            appends.iter().flat_map(|append| append.expected.iter().map(|read| read.0)).collect();
        streams.sort_unstable();
        streams.dedup();
        let tips = self.writer.tips(&streams).await?;
        let mut deciding = Deciding::new(before, decided, tips, self.clock.now());
        let mut replies = Vec::with_capacity(appends.len());
        for append in appends {
            let reply = deciding.take(append).map_err(|error| EngineError::Other(error.into()))?;
            replies.push(reply);
        }
        let batch = deciding.batch();
        let after = batch.head.clone();
        if batch.decisions.is_empty() {
            // Nothing to store; the transaction is only closed.
            self.writer.recover().await?;
            return Ok((after.position, replies));
        }
        self.writer.write(&batch).await?;
        runtime::crash::point("store.before_commit");
        let decided = Some((after.clone(), replies));
        if let Err(error) = self.writer.commit().await {
            return Err(Stuck { failed: Failed::Engine(error), decided });
        }
        runtime::crash::point("store.after_commit");
        let replies = decided.map(|(_, replies)| replies).unwrap_or_default();
        Ok((after.position, replies))
    }

    /// After a failure: leaves no transaction open. A commit that failed on its way back but is
    /// stored all the same counts as done.
    async fn settle(
        &mut self,
        failed: Failed,
        decided: Option<(Head, Vec<AppendReply>)>,
    ) -> Result<Vec<AppendReply>, Failed> {
        tracing::error!(error = &failed as &dyn std::error::Error, "a transaction failed");
        let now = self.writer.recover().await;
        match (now, decided) {
            (Ok(now), Some((after, replies)))
                if now.decision == after.decision && now.roll == after.roll =>
            {
                tracing::warn!("the failed commit is stored after all");
                self.head.send_replace(now.position);
                Ok(replies)
            }
            (Ok(_), _) => Err(failed),
            (Err(error), _) => {
                tracing::error!(%error, "the database cannot be reached after a failure");
                Err(failed)
            }
        }
    }
}

/// Why a whole batch was not stored.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("the store's clock jumped {} s ahead; it writes again when the clock is right", .0.as_secs())]
    ClockAhead(Duration),
    #[error("another store has taken over the log")]
    Deposed,
}

/// A failure, and what would have been answered had it come after the commit.
struct Stuck {
    failed: Failed,
    decided: Option<(Head, Vec<AppendReply>)>,
}

impl<E: Into<Failed>> From<E> for Stuck {
    fn from(failed: E) -> Self {
        Self { failed: failed.into(), decided: None }
    }
}

fn stopping() -> AppendReply {
    AppendReply::Unavailable { why: "the store is stopping".to_owned() }
}

fn label(reply: &AppendReply) -> &'static str {
    match reply {
        AppendReply::Done { repeated: true, .. } => "repeated",
        AppendReply::Done { repeated: false, .. } => "done",
        AppendReply::Conflict { .. } => "conflict",
        AppendReply::KeyReused => "key_reused",
        AppendReply::Busy => "busy",
        AppendReply::ClockSkewed { .. } => "clock_skewed",
        AppendReply::Malformed { .. } => "malformed",
        AppendReply::Unavailable { .. } => "unavailable",
    }
}
