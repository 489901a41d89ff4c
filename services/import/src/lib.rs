//! Books of petitions as offices keep them, and tables of answers: a file in, rows out.
//!
//! Responsible for reading `.xlsx` and `.csv` within bounds, finding the header, and telling
//! petitions from headings, totals and blanks; and for which commands take a row over, in which order,
//! and what their outcomes mean. It never reaches a portal itself ([`take::Desk`] does), reads no
//! clock, and never changes what the book says: a name that nobody knows is kept as it is written.
//!
//! Invariants:
//! - what a file claims about its own size is never believed: sizes are measured first;
//! - each row of the sheet below the header has exactly one verdict;
//! - a row's key depends on its words and on how often they stood above it, never on its place, its
//!   number in the book, or the answer beside it.
//!
//! Source of the columns: the tables that councils publish.

pub mod answers;
pub mod apart;
pub mod columns;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
pub mod key;
pub mod known;
pub mod read;
mod repeated;
pub mod take;
#[cfg(test)]
mod tests;
pub mod verdict;
mod when;
mod words;

pub use columns::{Column, Header};
pub use known::Known;
pub use read::{Refusal, Sheet};
pub use verdict::{Book, Lang, Petition, Row, Verdict};
