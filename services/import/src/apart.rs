//! A file is read in a process of its own with bounds of memory and time: whatever a file does to
//! its reader, it does to that process.

use std::io::Read;

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

use crate::read::{self, Refusal, Sheet};

/// The address space of the process that reads, in bytes.
const MEMORY_MAX: u64 = 1024 * 1024 * 1024;
/// How long it may work, in seconds of its processor.
const WORK_MAX_S: u64 = 60;
/// The most bytes that it may tell.
pub const TOLD_MAX: u64 = 128 * 1024 * 1024;

/// What the process that reads says, as JSON on its standard output. Anything else, or a bad end,
/// means that it went beyond its bounds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The cells.
    Taken(Sheet),
    /// Why not.
    Refused(Refusal),
}

/// Binds this process to its bounds; for the process that reads, first of all.
///
/// # Errors
/// When the system sets no such bounds.
pub fn bound() -> std::io::Result<()> {
    for (resource, most) in [(Resource::As, MEMORY_MAX), (Resource::Cpu, WORK_MAX_S)] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    // A core of what a person wrote is left nowhere.
    Ok(setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?)
}

/// Reads `source` here; the process is [`bound`] already.
#[must_use]
pub fn read(source: Result<impl Read, Refusal>, sheet: Option<&str>) -> Told {
    match source.and_then(|source| read::from(source, sheet)) {
        Ok(sheet) => Told::Taken(sheet),
        Err(refusal) => Told::Refused(refusal),
    }
}
