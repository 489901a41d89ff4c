//! The log of a realm: one writer that gives every event its position, readers, and the relay.
//!
//! Responsible for storing appends all or nothing, for answering what was stored, for carrying it
//! onto the bus in order, and for checking every stored byte again (`verify`). It never decides
//! anything, never looks into an event's data, and never trusts what is in a message about who sent
//! it: the context of an append is the last token of its subject.
//!
//! Invariants:
//! - positions are 1, 2, 3 … without gaps, in commit order; so are the versions of each stream, and
//!   the numbers of the decisions;
//! - an answered append survives a power cut; one that was not answered `Done` can be sent again;
//! - one append fails alone: its neighbours in the same transaction are stored;
//! - a command id is decided once, refusals included;
//! - nothing stored changes or goes, except bodies and commands named by a recorded erasure;
//! - the relay keeps no state: where it stands is what the JetStream stream says.
//!
//! Sources: RFC 6962 section 2.1 for leaves; NATS ADR-8 and ADR-15 for JetStream's fences.

#![warn(missing_docs)]

pub mod backup;
pub mod engine;
pub mod reads;
pub mod relay;
pub mod sequencer;
pub mod service;
pub mod verify;

pub use service::{Config, RelayConfig, RunError, run, run_relay};
pub use verify::{Report, VerifyError, verify};
