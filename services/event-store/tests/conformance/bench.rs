//! An engine under test, and a store on it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use std::collections::HashMap;

use event_store::engine::sqlite::{FILE, SqliteReader, SqliteWriter};
use event_store::engine::{Batch, EngineError, First, Head, Reader, Tip, Writer};
use event_store::reads::Reads;
use event_store::sequencer::{self, Limits, Sequencer, SequencerError, Work};
use event_store::verify::{Report, verify_log};
use proto::page::{Page, ReadRequest};
use proto::reply::{AppendReply, Outcome, Stored};
use proto::{CommandId, Context, Micros, Origin, Position, StreamId};
use runtime::clock::Clock;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::sample::Draft;

/// One fresh log of an engine.
pub(crate) trait Bench: Sized {
    type W: Writer;
    type R: Reader;
    async fn fresh() -> Self;
    /// Opens the log to write; the one before must have been dropped.
    async fn writer(&self) -> Self::W;
    async fn reader(&self) -> Self::R;
    /// Erases a body as a recorded procedure does.
    async fn erase_body(&self, position: Position);
    /// Erases the command of a decision likewise.
    async fn erase_command(&self, seq: u64);
    /// Counts another writer in, as if it had taken over.
    async fn depose(&self);
}

pub(crate) fn origin() -> Origin {
    Origin::new("test.origin").unwrap()
}

/// The log in a SQLite file.
pub(crate) struct SqliteBench {
    pub(crate) dir: TempDir,
}

impl SqliteBench {
    pub(crate) async fn sql(&self, sql: &str) -> Result<(), sqlx::Error> {
        let options = runtime::sqlite::options(&self.dir.path().join(FILE));
        let mut other =
            <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&options).await?;
        let done = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut other).await;
        sqlx::Connection::close(other).await?;
        done.map(|_| ())
    }
}

impl Bench for SqliteBench {
    type W = SqliteWriter;
    type R = SqliteReader;

    async fn fresh() -> Self {
        Self { dir: TempDir::new().unwrap() }
    }

    async fn writer(&self) -> SqliteWriter {
        SqliteWriter::open(self.dir.path(), Some(&origin())).await.unwrap()
    }

    async fn reader(&self) -> SqliteReader {
        SqliteReader::open(self.dir.path()).await.unwrap()
    }

    async fn erase_body(&self, position: Position) {
        self.sql(&format!(
            "INSERT INTO erasures (position, basis, event_id) VALUES ({position}, 'law', \
             zeroblob(16)); DELETE FROM bodies WHERE position = {position}"
        ))
        .await
        .unwrap();
    }

    async fn erase_command(&self, seq: u64) {
        self.sql(&format!(
            "INSERT INTO erasures (decision, basis, event_id) VALUES ({seq}, 'law', \
             zeroblob(16)); UPDATE decisions SET command = NULL, facts = NULL WHERE seq = {seq}"
        ))
        .await
        .unwrap();
    }

    async fn depose(&self) {
        self.sql("UPDATE head SET writer_term = writer_term + 1").await.unwrap();
    }
}

/// Where the engine fails next.
pub(crate) const WORKS: usize = 0;
pub(crate) const FAILS_TO_WRITE: usize = 1;
pub(crate) const FAILS_TO_COMMIT: usize = 2;
pub(crate) const COMMITS_AND_SAYS_IT_FAILED: usize = 3;

/// What a test sees of, and does to, the writer while it works.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strings {
    pub(crate) commits: Arc<AtomicUsize>,
    pub(crate) fails: Arc<AtomicUsize>,
}

/// A writer that counts, and fails when told to.
#[derive(Debug)]
pub(crate) struct Puppet<W> {
    writer: W,
    strings: Strings,
}

impl<W: Writer> Writer for Puppet<W> {
    async fn begin(&mut self) -> Result<Head, EngineError> {
        self.writer.begin().await
    }
    async fn decided(
        &mut self,
        commands: &[CommandId],
    ) -> Result<HashMap<CommandId, First>, EngineError> {
        self.writer.decided(commands).await
    }
    async fn tips(&mut self, streams: &[StreamId]) -> Result<HashMap<StreamId, Tip>, EngineError> {
        self.writer.tips(streams).await
    }
    async fn write(&mut self, batch: &Batch) -> Result<(), EngineError> {
        self.writer.write(batch).await?;
        match self.strings.fails.load(Ordering::SeqCst) {
            FAILS_TO_WRITE => Err(EngineError::Full),
            _ => Ok(()),
        }
    }
    async fn commit(&mut self) -> Result<(), EngineError> {
        if self.strings.fails.load(Ordering::SeqCst) == FAILS_TO_COMMIT {
            return Err(EngineError::Disk { code: 10 });
        }
        self.writer.commit().await?;
        self.strings.commits.fetch_add(1, Ordering::SeqCst);
        match self.strings.fails.load(Ordering::SeqCst) {
            COMMITS_AND_SAYS_IT_FAILED => Err(EngineError::Disk { code: 10 }),
            _ => Ok(()),
        }
    }
    async fn recover(&mut self) -> Result<Head, EngineError> {
        self.writer.recover().await
    }
}

/// A running store on a bench, with a clock that the test moves.
pub(crate) struct Rig<B: Bench> {
    pub(crate) bench: B,
    pub(crate) sequencer: Sequencer,
    pub(crate) reads: Reads<B::R>,
    pub(crate) strings: Strings,
    pub(crate) clock: Clock,
    offset: PathBuf,
    stop: CancellationToken,
    pub(crate) work: Option<Work<Puppet<B::W>>>,
    running: Option<tokio::task::JoinHandle<()>>,
    _clock_dir: TempDir,
}

impl<B: Bench> Rig<B> {
    pub(crate) async fn new() -> Self {
        let mut rig = Self::not_running(B::fresh().await, Limits::default()).await;
        rig.start();
        rig
    }

    /// Everything but the sequencer's task: appends queue up until [`start`](Self::start).
    pub(crate) async fn not_running(bench: B, limits: Limits) -> Self {
        let clock_dir = TempDir::new().unwrap();
        let offset = clock_dir.path().join("offset");
        let clock = Clock::with(Some(offset.clone()));
        let strings = Strings::default();
        let writer = Puppet { writer: bench.writer().await, strings: strings.clone() };
        let (sequencer, work) =
            sequencer::prepare(writer, clock.clone(), false, limits).await.unwrap();
        let reads = Reads::new(bench.reader().await);
        Self {
            bench,
            sequencer,
            reads,
            strings,
            clock,
            offset,
            stop: CancellationToken::new(),
            work: Some(work),
            running: None,
            _clock_dir: clock_dir,
        }
    }

    pub(crate) fn start(&mut self) {
        let work = self.work.take().unwrap();
        let run = work.run(self.stop.clone());
        let outer = CancellationToken::new();
        self.running = Some(runtime::task::spawn("sequencer", &outer, run));
    }

    /// Ends the store, and waits until its writer is gone.
    pub(crate) async fn ended(self) -> B {
        self.stop.cancel();
        if let Some(running) = self.running {
            running.await.unwrap();
        }
        self.bench
    }

    pub(crate) fn move_clock(&self, seconds: i64) {
        std::fs::write(&self.offset, (seconds * 1_000_000).to_string()).unwrap();
    }

    pub(crate) fn draft(&self, n: u128) -> Draft {
        Draft::new(n, self.clock.now())
    }

    pub(crate) async fn append(&self, draft: &Draft) -> AppendReply {
        self.sequencer.append(draft.context, &draft.bytes()).await
    }

    /// All of them wait before the sequencer gets to look: they share one transaction.
    pub(crate) async fn append_together(&self, drafts: &[Draft]) -> Vec<AppendReply> {
        let appends = drafts.iter().map(|draft| self.append(draft));
        futures_util::future::join_all(appends).await
    }

    /// What was stored; anything else is a failed test.
    pub(crate) async fn stores(&self, draft: &Draft) -> Vec<Stored> {
        stored(self.append(draft).await)
    }

    pub(crate) async fn page(&self, request: &ReadRequest) -> Page {
        let answer = self.reads.answer(&serde_json::to_vec(request).unwrap()).await;
        assert!(answer.len() <= proto::frame::PAGE_MAX, "a page of {} bytes", answer.len());
        Page::from_bytes(&answer).unwrap()
    }

    pub(crate) async fn whole_log(&self) -> Vec<proto::frame::Frame> {
        let mut frames = Vec::new();
        loop {
            let after = Position(u64::try_from(frames.len()).unwrap());
            let page = self.page(&ReadRequest::Log { after, limit: 100 }).await;
            frames.extend(page.frames);
            if !page.header.more {
                return frames;
            }
        }
    }

    pub(crate) async fn verified(&self) -> Report {
        verify_log(&self.bench.reader().await, &mut |_, _| {}).await.unwrap()
    }

    pub(crate) fn commits(&self) -> usize {
        self.strings.commits.load(Ordering::SeqCst)
    }

    pub(crate) fn engine(&self, fails: usize) {
        self.strings.fails.store(fails, Ordering::SeqCst);
    }
}

pub(crate) async fn prepared_at<B: Bench>(
    bench: &B,
    seconds: i64,
    confirm: bool,
) -> Result<(), SequencerError> {
    let dir = TempDir::new().unwrap();
    let offset = dir.path().join("offset");
    std::fs::write(&offset, (seconds * 1_000_000).to_string()).unwrap();
    let clock = Clock::with(Some(offset));
    let prepared = sequencer::prepare(bench.writer().await, clock, confirm, Limits::default());
    prepared.await.map(|_| ())
}

pub(crate) fn stored(reply: AppendReply) -> Vec<Stored> {
    let AppendReply::Done { outcome: Outcome::Events(stored), repeated: false } = reply else {
        panic!("not stored: {reply:?}")
    };
    stored
}

pub(crate) fn now() -> Micros {
    Clock::system().now()
}

pub(crate) const OTHER: Context = Context::Forwarding;
