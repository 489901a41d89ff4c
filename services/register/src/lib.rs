//! The read models of one portal: the whole log folded into one SQLite file.
//!
//! Responsible for history, work lists, search, letters, meetings, consolidated lists, notices and the
//! directory, as rows that
//! hold sealed forms only. Consumes every event, appends nothing. Never decides anything, never
//! opens a text, and is never the truth: delete the file and the rebuilt one is equal, row by row.
//!
//! Invariants:
//! - the rows and the cursor change in one transaction, so that every event counts exactly once;
//! - the rows are a function of the log alone: no clock, no randomness, no arrival order;
//! - a redacted event keeps its place in the history and changes nothing else.
//!
//! The folds are those of the crates `petition` and `directory`; here they only become rows.

mod courses;
mod digest;
mod due;
mod entry;
mod fold;
mod held;
mod letters;
mod list;
mod lists;
#[cfg(any(test, feature = "made-log"))]
pub mod made_log;
mod many;
mod meetings;
mod notices;
mod order;
mod petitions;
mod published;
mod read;
mod rebuild;
pub mod search;
mod tally;
mod together;
mod write;

pub use courses::{COURSES_MAX, Course, Scope, areas_within};
pub use due::Waits;
pub use entry::Entry;
pub use held::Held;
pub use letters::{Letter, LetterFilter, Receipt};
pub use list::{Filter, Page, PetitionRow};
pub use lists::{ConsolidatedList, ListFilter};
pub use meetings::{Meeting, MeetingFilter};
pub use notices::Notice;
pub use order::{Order, Place};
pub use petitions::AsOf;
pub use published::{Published, PublishedArea};
pub use read::{Known, ReadError, Register};
pub use rebuild::{RebuildError, rebuild_from};
pub use tally::{SOME_MAX, Tally};
pub use together::{Candidates, ListStanding, Outside};
pub use write::{ApplyError, Writer};

#[cfg(test)]
mod tests;
