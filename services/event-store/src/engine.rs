//! What the store needs of a database, and nothing about which one it is.
//!
//! A [`Writer`] is the one connection that appends; a [`Reader`] gives [`Snapshot`]s, each a view of
//! the log at one moment. Engines store and find rows; every rule (versions, digests, order) is
//! checked before they are asked, and their constraints are the second line.

use std::collections::HashMap;
use std::future::Future;

use proto::decision::Read;
use proto::entry::Entry;
use proto::frame::Frame;
use proto::reply::Outcome;
use proto::{
    CommandId, Context, Digest, EventId, Incarnation, Micros, Origin, Position, Site, StreamId,
    Version,
};

pub mod sqlite;

/// Why the database did not do it. Nothing of the transaction at hand is stored.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// No room is left.
    #[error("the disk is full")]
    Full,
    /// Another process holds the database for longer than we wait.
    #[error("the database is held by another process")]
    Held,
    /// The disk does not read or write.
    #[error("the disk does not read or write (code {code})")]
    Disk {
        /// The engine's own number for it.
        code: i32,
    },
    /// The file may not be written, or not be opened.
    #[error("the database cannot be opened or written (code {code})")]
    Denied {
        /// The engine's own number for it.
        code: i32,
    },
    /// A constraint or trigger refused: a fault of this program, or of who else writes here.
    #[error("the database refused a row (code {code})")]
    Refused {
        /// The engine's own number for it.
        code: i32,
    },
    /// The database is damaged.
    #[error("the database is damaged (code {code})")]
    Damaged {
        /// The engine's own number for it.
        code: i32,
    },
    /// A stored value that this program cannot read.
    #[error("{column} holds a value that this program cannot read")]
    Unreadable {
        /// `table.column`.
        column: &'static str,
    },
    /// The log was never begun.
    #[error("the database holds no log")]
    NoLog,
    /// Anything else.
    #[error("the database failed")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Which log it is and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// What the leaves are bound to.
    pub origin: Origin,
    /// This life of the log.
    pub incarnation: Incarnation,
    /// The last position, 0 for none.
    pub position: Position,
    /// When it was recorded; none in an empty log.
    pub recorded_at: Option<Micros>,
    /// The seq of the last decision, 0 for none.
    pub decision: u64,
    /// The rolling digest over all decisions; zeros before the first.
    pub roll: Digest,
    /// Counts the writers that opened the log.
    pub writer_term: u64,
}

/// The last event of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tip {
    /// Its place in the stream.
    pub version: Version,
    /// Its place in the log.
    pub position: Position,
    /// Its leaf.
    pub leaf: Digest,
}

/// One stored event: its frame, and the columns beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Entry, salt and body; the body is empty when it was erased.
    pub frame: Frame,
    /// The leaf as stored.
    pub leaf: Digest,
    /// The stream that the entry names by its tag.
    pub stream: StreamId,
    /// Copy of the envelope's.
    pub event_id: EventId,
    /// Copy of the envelope's.
    pub event_type: String,
    /// Copy of the envelope's.
    pub schema_version: u32,
    /// Copy of the envelope's, as in JSON.
    pub occurred_on: String,
    /// Copy of the envelope's.
    pub command_id: CommandId,
    /// The seq of the decision that made it.
    pub decision: u64,
}

impl EventRow {
    /// The entry.
    #[must_use]
    pub fn entry(&self) -> &Entry {
        &self.frame.entry
    }
}

/// One stored decision. The command and the facts are none when they were erased.
#[derive(Debug, Clone)]
pub struct DecisionRow {
    /// Its place among the decisions, from 1, gapless.
    pub seq: u64,
    /// Done once.
    pub command_id: CommandId,
    /// Who decided.
    pub context: Context,
    /// The command's literal.
    pub command_type: String,
    /// The shape of the command.
    pub command_version: u32,
    /// Which decider decided.
    pub decider: u32,
    /// The only clock that the decider saw.
    pub now: Micros,
    /// Where the command came from.
    pub site: Site,
    /// Tells an honest retry from another request under the same id.
    pub request_mac: Digest,
    /// The command's own bytes and the facts', both JSON.
    pub command_and_facts: Option<(String, String)>,
    /// As folded.
    pub reads: Vec<Read>,
    /// As pinned.
    pub pins: Vec<Read>,
    /// Over all that went in.
    pub digest: Digest,
    /// What came of it, in the bytes that the roll is over.
    pub outcome: String,
    /// The rolling digest after this decision.
    pub roll: Digest,
}

/// What a command id was used for before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct First {
    /// Which decision.
    pub seq: u64,
    /// Who decided.
    pub context: Context,
    /// Of the request.
    pub request_mac: Digest,
    /// What came of it.
    pub outcome: Outcome,
}

/// What one transaction writes.
#[derive(Debug, Clone)]
pub struct Batch {
    /// In the order of their positions.
    pub events: Vec<EventRow>,
    /// In the order of their seqs.
    pub decisions: Vec<DecisionRow>,
    /// How the head is afterwards.
    pub head: Head,
}

/// The one connection that appends.
///
/// Between `begin` and `commit` or `recover` nobody else writes. A writer that is dropped in between
/// leaves nothing behind.
pub trait Writer: Send + 'static {
    /// Begins a transaction and tells where the log is.
    fn begin(&mut self) -> impl Future<Output = Result<Head, EngineError>> + Send;

    /// What those of `commands` that were decided before led to.
    fn decided(
        &mut self,
        commands: &[CommandId],
    ) -> impl Future<Output = Result<HashMap<CommandId, First>, EngineError>> + Send;

    /// The last events of those of `streams` that have any.
    fn tips(
        &mut self,
        streams: &[StreamId],
    ) -> impl Future<Output = Result<HashMap<StreamId, Tip>, EngineError>> + Send;

    /// Inserts the rows and moves the head.
    fn write(&mut self, batch: &Batch) -> impl Future<Output = Result<(), EngineError>> + Send;

    /// Makes them last: they survive a power cut when this returns.
    fn commit(&mut self) -> impl Future<Output = Result<(), EngineError>> + Send;

    /// Leaves no transaction open, whatever happened before, and tells where the log is now.
    fn recover(&mut self) -> impl Future<Output = Result<Head, EngineError>> + Send;
}

/// Gives views of the log. Cheap to clone.
pub trait Reader: Clone + Send + Sync + 'static {
    /// Its views.
    type Snapshot: Snapshot;

    /// The log as it is now; what is appended later does not show in it.
    fn snapshot(&self) -> impl Future<Output = Result<Self::Snapshot, EngineError>> + Send;
}

/// How much one read may give.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// At most this many rows.
    pub rows: usize,
    /// At most this many bytes, as [`EventRow::cost`] counts them.
    pub bytes: usize,
}

/// Rows as far as there was room.
#[derive(Debug)]
pub struct Rows<T> {
    /// In order.
    pub rows: Vec<T>,
    /// The next row did not fit.
    pub more: bool,
}

impl EventRow {
    /// What the event takes in a page: its frame, and for an erased one its type in the header.
    #[must_use]
    pub fn cost(&self) -> usize {
        let named = if self.frame.redacted() { self.event_type.len() + 32 } else { 0 };
        self.frame.len() + named
    }
}

/// The log at one moment.
pub trait Snapshot: Send {
    /// Which log, and how far it had come.
    fn head(&mut self) -> impl Future<Output = Result<Head, EngineError>> + Send;

    /// The events after `after`, in the order of the log.
    fn log(
        &mut self,
        after: Position,
        room: Room,
    ) -> impl Future<Output = Result<Rows<EventRow>, EngineError>> + Send;

    /// The events of `stream` after `after`, in order.
    fn stream(
        &mut self,
        stream: StreamId,
        after: Version,
        room: Room,
    ) -> impl Future<Output = Result<Rows<EventRow>, EngineError>> + Send;

    /// What `command` led to, if it was decided.
    fn decision(
        &mut self,
        command: CommandId,
    ) -> impl Future<Output = Result<Option<DecisionRow>, EngineError>> + Send;

    /// At most `rows` decisions after `after`, in order.
    fn decisions(
        &mut self,
        after: u64,
        rows: usize,
    ) -> impl Future<Output = Result<Vec<DecisionRow>, EngineError>> + Send;

    /// Whether the erasure of the body at `position` was recorded.
    fn body_erased(
        &mut self,
        position: Position,
    ) -> impl Future<Output = Result<bool, EngineError>> + Send;

    /// Whether the erasure of the command of decision `seq` was recorded.
    fn command_erased(
        &mut self,
        seq: u64,
    ) -> impl Future<Output = Result<bool, EngineError>> + Send;
}
