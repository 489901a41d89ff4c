//! The published language of Hồi Âm: what the services store and say to each other.
//!
//! Responsible for ids, the bytes of the log (entry, frame, append request), the envelope, events,
//! commands, and the one table of subjects and permissions. It never does I/O, reads no clock, and
//! takes no decision: a program that knows this crate can read and check every byte that a realm
//! ever wrote, and nothing else.
//!
//! Invariants:
//! - a stored name is a literal with a number beside it, never a Rust path;
//! - what was written once decodes for ever: golden samples in `proto/golden` are never edited;
//! - untrusted bytes give an error that names the place, never a panic.
//!
//! Sources: the design of the log is RFC 6962 leaf hashing over a fixed entry; JSON as RFC 8259.

#![warn(missing_docs)]

pub mod append;
pub mod attachment;
pub mod command;
pub mod decision;
pub mod document;
pub mod entry;
pub mod envelope;
pub mod event;
pub mod frame;
pub mod id;
pub mod page;
pub mod permission;
pub mod reply;
pub mod sealed;
pub mod stage;
pub mod subject;
pub mod text;
pub mod time;
mod wire;

pub use attachment::{Attachment, Attachments, MediaType};
pub use id::{
    BodyId, Code, CommandId, Context, Digest, EventId, Incarnation, OfficerId, Origin, Position,
    Realm, Site, StreamId, Version,
};
pub use time::{Day, Micros};
