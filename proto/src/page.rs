//! Reading the store over the bus: what is asked, and the page that answers.
//!
//! ```text
//! "HAP1" ‖ u32 len ‖ header (JSON) ‖ frame*
//! ```

use serde::{Deserialize, Serialize};

use crate::decision::Read;
use crate::frame::{Frame, PAGE_MAX};
use crate::id::{CommandId, Context, Incarnation, Origin, Position};
use crate::reply::Outcome;
use crate::wire::{Malformed, Reader, put_block};

/// The first bytes of every page.
pub const MAGIC: [u8; 4] = *b"HAP1";

/// What is asked of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "read", rename_all = "snake_case", deny_unknown_fields)]
pub enum ReadRequest {
    /// The events after `after`, in the order of the log; also the way to ask for the head.
    Log {
        /// 0 for all.
        after: Position,
        /// At most this many; fewer when the page is full. 0 asks for the header alone.
        limit: u32,
    },
    /// The events of several streams, each after the version already known, stream by stream.
    Streams {
        /// Each with the last version known; 0 for all.
        streams: Vec<Read>,
        /// Also say what this command led to, if it was decided before.
        command: Option<CommandId>,
    },
    /// One recorded decision.
    Decision {
        /// By its command.
        command: CommandId,
    },
    /// Recorded decisions in order, for taking them again.
    Decisions {
        /// 0 for all.
        after: u64,
    },
}

/// How a page begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageHeader {
    /// Of which log: the leaves are bound to it.
    pub origin: Origin,
    /// Which life of the log: if it is not the reader's, the reader starts anew.
    pub incarnation: Incarnation,
    /// The last position of the log when the page was read.
    pub head: Position,
    /// More is there than fitted: ask again from where this page ends.
    pub more: bool,
    /// What the asked command led to, if it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decided>,
    /// The decisions asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decided>,
    /// The types of redacted frames in this page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redacted: Vec<(Position, String)>,
}

/// A recorded decision with its outcome.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decided {
    /// Its place among the decisions, from 1, gapless.
    pub seq: u64,
    /// Who decided.
    pub context: Context,
    /// What was decided on; none when it was erased, or where only the outcome was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<crate::decision::Decision>,
    /// What came of it.
    pub outcome: Outcome,
    /// The request's HMAC: another one under the same command id is a mistake of the client.
    pub request_mac: crate::Digest,
}

impl PartialEq for Decided {
    fn eq(&self, other: &Self) -> bool {
        self.seq == other.seq && self.context == other.context && self.outcome == other.outcome
    }
}

/// A page as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// How it begins.
    pub header: PageHeader,
    /// The events.
    pub frames: Vec<Frame>,
}

/// Why bytes are not a page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// Not the bytes of a page.
    #[error(transparent)]
    Bytes(#[from] Malformed),
    /// The header is not what its shape says.
    #[error("the page header is malformed")]
    Header(#[source] serde_json::Error),
}

impl Page {
    /// The bytes of the answer.
    ///
    /// # Errors
    /// Only when memory runs out inside the JSON writer.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PageError> {
        let mut to = MAGIC.to_vec();
        put_block(&mut to, &serde_json::to_vec(&self.header).map_err(PageError::Header)?);
        for frame in &self.frames {
            frame.put(&mut to);
        }
        Ok(to)
    }

    /// Reads a page.
    ///
    /// # Errors
    /// [`PageError`]: not from this version of the store; ask again, then alarm.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PageError> {
        let mut from = Reader::new(bytes);
        if from.array("page magic")? != MAGIC {
            return Err(Malformed::Field { field: "page magic" }.into());
        }
        let header = serde_json::from_slice(from.block(2 * PAGE_MAX, "page header")?)
            .map_err(PageError::Header)?;
        let rest = from.bytes(from.rest_len(), "frames")?;
        Ok(Self { header, frames: Frame::all_from(rest)? })
    }
}

/// What the relay says after each batch and every two seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Which life of the log.
    pub incarnation: Incarnation,
    /// Its last position.
    pub position: Position,
}
