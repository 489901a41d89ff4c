//! The fixed 136-byte entry of an event, its leaf, and the digest that binds the body to it.
//!
//! The entry holds no personal data and is never deleted. The body (and its salt) may be: every
//! proof over entries still holds afterwards. Integers are big-endian.
//!
//! ```text
//!  0  4  "PLE1"                    24 32  stream_tag      64  8  prev_position (0 for version 1)
//!  4  1  kind = 1 (event)          56  8  version         72 32  prev_leaf (zeros for version 1)
//!  5  3  zero                                            104 32  body_digest
//!  8  8  position
//! 16  8  recorded_at, µs
//! ```
//! leaf = SHA-256(0x00 ‖ entry), as RFC 6962 section 2.1.

use crate::id::{Digest, Origin, Position, StreamId, Version};
use crate::time::Micros;
use crate::wire::{Malformed, Reader, len_u32};

/// The length of an entry.
pub const ENTRY_LEN: usize = 136;
/// The length of the random salt that hides a body's digest.
pub const SALT_LEN: usize = 32;

const MAGIC: [u8; 4] = *b"PLE1";
const KIND_EVENT: u8 = 1;

/// What the log says for ever about one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Place in the log, from 1, gapless.
    pub position: Position,
    /// When the sequencer recorded it; never before its predecessor.
    pub recorded_at: Micros,
    /// Names the stream without giving its id away: see [`stream_tag`].
    pub stream_tag: Digest,
    /// Place in its stream, from 1, gapless.
    pub version: Version,
    /// The position of the version before; 0 for version 1.
    pub prev_position: Position,
    /// The leaf of the version before; zeros for version 1.
    pub prev_leaf: Digest,
    /// See [`body_digest`].
    pub body_digest: Digest,
}

impl Entry {
    /// The bytes that stand in the log.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; ENTRY_LEN] {
        let mut to = [0; ENTRY_LEN];
        to[..4].copy_from_slice(&MAGIC);
        to[4] = KIND_EVENT;
        to[8..16].copy_from_slice(&self.position.0.to_be_bytes());
        to[16..24].copy_from_slice(&self.recorded_at.0.to_be_bytes());
        to[24..56].copy_from_slice(&self.stream_tag.0);
        to[56..64].copy_from_slice(&self.version.0.to_be_bytes());
        to[64..72].copy_from_slice(&self.prev_position.0.to_be_bytes());
        to[72..104].copy_from_slice(&self.prev_leaf.0);
        to[104..].copy_from_slice(&self.body_digest.0);
        to
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// [`Malformed`] for another magic, kind, or reserved byte: bytes of a newer or foreign log.
    pub fn from_bytes(bytes: &[u8; ENTRY_LEN]) -> Result<Self, Malformed> {
        let mut from = Reader::new(bytes);
        if from.array("entry magic")? != MAGIC {
            return Err(Malformed::Field { field: "entry magic" });
        }
        if from.array("entry kind")? != [KIND_EVENT, 0, 0, 0] {
            return Err(Malformed::Field { field: "entry kind" });
        }
        Ok(Self {
            position: Position(from.u64("position")?),
            recorded_at: Micros(i64::from_be_bytes(from.array("recorded_at")?)),
            stream_tag: Digest(from.array("stream_tag")?),
            version: Version(from.u64("version")?),
            prev_position: Position(from.u64("prev_position")?),
            prev_leaf: Digest(from.array("prev_leaf")?),
            body_digest: Digest(from.array("body_digest")?),
        })
    }

    /// The leaf hash of this entry.
    #[must_use]
    pub fn leaf(&self) -> Digest {
        Digest::of(&[&[0], &self.to_bytes()])
    }
}

/// The tag of `stream` in the log of `origin`.
#[must_use]
pub fn stream_tag(origin: &Origin, stream: StreamId) -> Digest {
    Digest::of(&[b"kn/stream/v1\n", origin.as_str().as_bytes(), b"\n", stream.as_bytes()])
}

/// The salted digest of an envelope. The two zero bytes say "no signatures".
#[must_use]
pub fn body_digest(salt: &[u8; SALT_LEN], envelope: &[u8]) -> Digest {
    Digest::of(&[b"kn/body/v1\n", salt, &len_u32(envelope), envelope, &[0, 0]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample() -> Entry {
        Entry {
            position: Position(9),
            recorded_at: Micros(-5),
            stream_tag: Digest([1; 32]),
            version: Version(2),
            prev_position: Position(4),
            prev_leaf: Digest([2; 32]),
            body_digest: Digest([3; 32]),
        }
    }

    #[test]
    fn an_entry_survives_its_bytes() {
        assert_eq!(Entry::from_bytes(&sample().to_bytes()), Ok(sample()));
    }

    #[test]
    fn a_foreign_magic_kind_or_reserved_byte_is_refused() {
        for at in [0, 4, 5, 7] {
            let mut bytes = sample().to_bytes();
            bytes[at] ^= 1;
            assert!(Entry::from_bytes(&bytes).is_err(), "byte {at}");
        }
    }

    proptest! {
        #[test]
        fn any_flipped_bit_changes_the_leaf(byte in 8..ENTRY_LEN, bit in 0..8u8) {
            let mut bytes = sample().to_bytes();
            bytes[byte] ^= 1 << bit;
            let flipped = Entry::from_bytes(&bytes);
            prop_assert_ne!(flipped.map(|e| e.leaf()), Ok(sample().leaf()));
        }
    }
}
