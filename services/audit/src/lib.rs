//! Proving what was decided: every recorded decision can be taken again, to the same bytes.
//!
//! Consumes recorded decisions and the events that they were taken on; appends nothing. Never
//! changes data: a difference is a finding for people. What a replay shows is that the outcome
//! follows from the recorded inputs, not that the inputs were true.

#![warn(missing_docs)]

mod replay;
mod source;

pub use replay::{Auditor, Verdict};
pub use source::{Source, SourceError};
