//! Answers what is asked of the log, a page at a time.
//!
//! A page is one moment of the log: its head, its events and its decisions fit together. It holds at
//! most [`PAGE_MAX`] bytes, and at least one row if any is left, so that asking again from where a
//! page ends always comes further. It never waits for the writer. What cannot be answered gets
//! `{"error": …}`, which is not a page.

use std::collections::BTreeSet;

use proto::decision::{Decision, Read};
use proto::frame::PAGE_MAX;
use proto::page::{Decided, MAGIC, Page, PageHeader, ReadRequest};
use proto::reply::Outcome;
use proto::{CommandId, Position, StreamId};
use serde_json::value::RawValue;

use crate::engine::{DecisionRow, EngineError, EventRow, Head, Reader, Room, Snapshot};

pub use crate::engine::sqlite::SqliteReader;

/// The most streams of one request.
pub const STREAMS_MAX: usize = 1_000;
/// The most events of one page, whatever is asked.
const ROWS_MAX: usize = 2_000;
/// The most decisions of one page.
const DECISIONS_MAX: usize = 200;
/// What the length fields, the `more` flag and the list of redacted types add to a page.
const SLACK: usize = 64;

/// Answers read requests from views of the log.
#[derive(Debug, Clone)]
pub struct Reads<R> {
    reader: R,
}

/// Why a request gets no page. `Display` is what the asker is told.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Not a read request.
    #[error("not a read request")]
    Malformed(#[source] serde_json::Error),
    /// Too many streams at once; ask for fewer.
    #[error("a read names at most {STREAMS_MAX} streams")]
    TooManyStreams,
    /// The database failed; ask again.
    #[error("the store cannot read now")]
    Engine(#[from] EngineError),
    /// A stored decision cannot be read; `store verify` says more.
    #[error("decision {seq} cannot be read")]
    Decision {
        /// Which.
        seq: u64,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The page could not be written.
    #[error("the page cannot be written")]
    Page(#[from] proto::page::PageError),
}

impl<R: Reader> Reads<R> {
    /// Answers from `reader`.
    #[must_use]
    pub fn new(reader: R) -> Self {
        Self { reader }
    }

    /// The bytes of the answer to `payload`: a page, or `{"error": …}`.
    pub async fn answer(&self, payload: &[u8]) -> Vec<u8> {
        let answered = match self.page_of(payload).await {
            Ok(page) => page.to_bytes().map_err(ReadError::Page),
            Err(error) => Err(error),
        };
        let result = if answered.is_ok() { "page" } else { "error" };
        metrics::counter!("store_reads_total", "result" => result).increment(1);
        answered.unwrap_or_else(|error| {
            if !matches!(error, ReadError::Malformed(_) | ReadError::TooManyStreams) {
                tracing::error!(error = &error as &dyn std::error::Error, "a read failed");
            }
            serde_json::json!({ "error": error.to_string() }).to_string().into_bytes()
        })
    }

    async fn page_of(&self, payload: &[u8]) -> Result<Page, ReadError> {
        self.page(serde_json::from_slice(payload).map_err(ReadError::Malformed)?).await
    }

    /// The page that answers `request`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn page(&self, request: ReadRequest) -> Result<Page, ReadError> {
        if let ReadRequest::Streams { streams, .. } = &request
            && streams.len() > STREAMS_MAX
        {
            return Err(ReadError::TooManyStreams);
        }
        let mut view = self.reader.snapshot().await?;
        let mut page = Filling::new(&view.head().await?);
        match request {
            ReadRequest::Log { after, limit } => page.log(&mut view, after, limit).await?,
            ReadRequest::Streams { streams, command } => {
                page.streams(&mut view, &streams, command).await?;
            }
            ReadRequest::Decision { command } => {
                let found = view.decision(command).await?;
                page.header.decided = found.map(decided).transpose()?;
            }
            ReadRequest::Decisions { after } => page.decisions(&mut view, after).await?,
        }
        Ok(page.finished())
    }
}

/// A page while it is filled.
struct Filling {
    header: PageHeader,
    rows: Vec<EventRow>,
}

impl Filling {
    fn new(head: &Head) -> Self {
        let header = PageHeader {
            origin: head.origin.clone(),
            incarnation: head.incarnation,
            head: head.position,
            more: false,
            decided: None,
            decisions: Vec::new(),
            redacted: Vec::new(),
        };
        Self { header, rows: Vec::new() }
    }

    fn header_len(&self) -> Result<usize, ReadError> {
        let json = serde_json::to_vec(&self.header);
        let json = json.map_err(proto::page::PageError::Header)?;
        Ok(MAGIC.len() + json.len() + SLACK)
    }

    async fn log(
        &mut self,
        view: &mut impl Snapshot,
        after: Position,
        limit: u32,
    ) -> Result<(), ReadError> {
        let limit = usize::try_from(limit).unwrap_or(ROWS_MAX).min(ROWS_MAX);
        if limit == 0 {
            self.header.more = after < self.header.head;
            return Ok(());
        }
        let bytes = PAGE_MAX.saturating_sub(self.header_len()?);
        let read = view.log(after, Room { rows: limit, bytes }).await?;
        self.header.more = read.more;
        self.rows = read.rows;
        Ok(())
    }

    async fn streams(
        &mut self,
        view: &mut impl Snapshot,
        streams: &[Read],
        command: Option<CommandId>,
    ) -> Result<(), ReadError> {
        if let Some(command) = command
            && let Some(row) = view.decision(command).await?
        {
            // Only the outcome was asked for; without the command there is room for events.
            let mut outcome = decided(row)?;
            outcome.decision = None;
            self.header.decided = Some(outcome);
        }
        let mut room = Room { rows: ROWS_MAX, bytes: PAGE_MAX.saturating_sub(self.header_len()?) };
        let mut seen: BTreeSet<StreamId> = BTreeSet::new();
        for &Read(stream, known) in streams {
            if !seen.insert(stream) {
                continue;
            }
            let read = view.stream(stream, known, room).await?;
            room.rows -= read.rows.len();
            room.bytes -= read.rows.iter().map(EventRow::cost).sum::<usize>();
            self.rows.extend(read.rows);
            if read.more {
                self.header.more = true;
                break;
            }
        }
        Ok(())
    }

    async fn decisions(&mut self, view: &mut impl Snapshot, after: u64) -> Result<(), ReadError> {
        let mut left = PAGE_MAX.saturating_sub(self.header_len()?);
        let found = view.decisions(after, DECISIONS_MAX + 1).await?;
        for row in found {
            let next = decided(row)?;
            let len = serde_json::to_vec(&next).map_err(proto::page::PageError::Header)?.len() + 1;
            if len > left || self.header.decisions.len() == DECISIONS_MAX {
                self.header.more = true;
                break;
            }
            left -= len;
            self.header.decisions.push(next);
        }
        Ok(())
    }

    fn finished(mut self) -> Page {
        let redacted = self.rows.iter().filter(|row| row.frame.redacted());
        self.header.redacted =
            redacted.map(|row| (row.entry().position, row.event_type.clone())).collect();
        let frames = self.rows.into_iter().map(|row| row.frame).collect();
        Page { header: self.header, frames }
    }
}

/// The decision as it was sent, with what came of it. `decision` is none when it was erased.
///
/// # Errors
/// [`ReadError::Decision`]: the stored bytes are not what was written.
pub fn decided(row: DecisionRow) -> Result<Decided, ReadError> {
    let seq = row.seq;
    let unreadable = |source| ReadError::Decision { seq, source };
    let outcome: Outcome = serde_json::from_str(&row.outcome).map_err(unreadable)?;
    let refusal = match &outcome {
        Outcome::Refused(refusal) => Some(refusal.clone()),
        Outcome::Events(_) => None,
    };
    let decision = match row.command_and_facts {
        None => None,
        Some((command, facts)) => Some(Decision {
            command_id: row.command_id,
            request_mac: row.request_mac,
            command_type: row.command_type,
            command_version: row.command_version,
            decider: row.decider,
            now: row.now,
            site: row.site,
            command: RawValue::from_string(command).map_err(unreadable)?,
            reads: row.reads,
            pins: row.pins,
            facts: RawValue::from_string(facts).map_err(unreadable)?,
            refusal,
        }),
    };
    Ok(Decided { seq, context: row.context, decision, outcome, request_mac: row.request_mac })
}
