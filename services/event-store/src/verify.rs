//! Checks every stored byte that can be checked without deciding anything again.
//!
//! Positions, versions, seqs dense; entries chained per stream; leaves, body digests, decision
//! digests and the rolling digest recomputed; columns compared with envelopes; outcomes compared
//! with events; what is missing compared with the recorded erasures. It opens the file read-only,
//! beside a running store, and reads one moment of the log. It repairs nothing.
//!
//! Whether the recorded decisions would be decided alike again is for a caller that knows the
//! deciders: [`crate::reads::SqliteReader`] and [`crate::reads::decided`] give it what it needs.

use std::path::Path;

use crate::engine::sqlite::{OpenError, SqliteReader};
use crate::engine::{EngineError, Head, Reader};

mod walk;

use walk::Walk;

/// How many findings are kept; more are only counted.
pub const FINDINGS_MAX: usize = 100;

/// Where something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the event at this position.
    Event(u64),
    /// In the decision with this seq.
    Decision(u64),
    /// In the head row.
    Head,
}

/// One thing that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What, in words for an operator.
    pub what: &'static str,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.place {
            Place::Event(position) => write!(f, "event {position}: {}", self.what),
            Place::Decision(seq) => write!(f, "decision {seq}: {}", self.what),
            Place::Head => write!(f, "head: {}", self.what),
        }
    }
}

/// What was checked and found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which log, and how far it had come.
    pub head: Head,
    /// Events read.
    pub events: u64,
    /// Decisions read.
    pub decisions: u64,
    /// Events among them whose body was erased.
    pub erased: u64,
    /// What is wrong, in the order of the log; at most [`FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more_findings: u64,
}

impl Report {
    /// Whether the log is as it was written.
    #[must_use]
    pub fn intact(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Why the log could not be checked to its end.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The file cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The file cannot be read: it is damaged below the rows.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Checks the log in `data`, and tells `progress` now and then how many of how many events are done.
///
/// # Errors
/// [`VerifyError`] when it cannot be read at all; whatever is wrong in it is in the report.
pub async fn verify(
    data: &Path,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Report, VerifyError> {
    let reader = SqliteReader::open(data).await?;
    Ok(verify_log(&reader, progress).await?)
}

/// Checks the log that `reader` reads; as [`verify`].
///
/// # Errors
/// [`EngineError`].
pub async fn verify_log(
    reader: &impl Reader,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Report, EngineError> {
    Walk::new(reader.snapshot().await?).await?.run(progress).await
}
