//! The kernel that several contexts and every reader need: what a petition is, at which stage it
//! stands, who may see what of it, and who hears of what happens to it. Pure.
//!
//! Consumes events of all contexts, appends nothing. Never decides whether a command is allowed:
//! that is each context's own rule.
//!
//! Invariants: the folds are total on any subsequence of a stream's events, so that a petition can
//! be shown as it stood on any day; there is one stage for one petition.

mod audience;
mod awaited;
mod book;
mod duties;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
mod hands;
mod papers;
mod sight;

pub use audience::audience;
pub use awaited::awaited;
pub use book::{
    Addressee, Consent, Dated, Due, DueKind, Exit, InTheBook, Petition, Proposal, Raised, Watch,
    petitions_of,
};
pub use duties::{Duty, DutyKind, Timely, duties};
pub use papers::{may_read_minutes, may_read_note};
pub use sight::{Sight, may_see};
