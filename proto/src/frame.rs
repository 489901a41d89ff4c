//! One event as it travels: `entry ‖ salt ‖ u32 len ‖ body`.
//!
//! A *redacted* frame (its body was erased by a recorded decision) has length 0 and a zero salt.

use crate::entry::{ENTRY_LEN, Entry, SALT_LEN, body_digest};
use crate::wire::{Malformed, Reader, put_block};

/// The longest body of one event, in bytes.
pub const BODY_MAX: usize = 96 * 1024;
/// The most bytes of one append or of one page.
pub const PAGE_MAX: usize = 192 * 1024;

/// One event, with the bytes it was stored as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What is never deleted.
    pub entry: Entry,
    /// Hides the digest of a short body; zeros when redacted.
    pub salt: [u8; SALT_LEN],
    /// The whole envelope as stored; empty when redacted.
    pub body: Vec<u8>,
}

/// A frame whose body is not the one that its entry was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body at position {position} does not match its digest")]
pub struct Tampered {
    /// Where.
    pub position: crate::Position,
}

impl Frame {
    /// Whether the body was erased.
    #[must_use]
    pub fn redacted(&self) -> bool {
        self.body.is_empty()
    }

    /// The length of this frame's bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        ENTRY_LEN + SALT_LEN + 4 + self.body.len()
    }

    /// Never: a frame has at least its entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Appends this frame's bytes.
    pub fn put(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.entry.to_bytes());
        to.extend_from_slice(&self.salt);
        put_block(to, &self.body);
    }

    /// Reads the one frame that `bytes` hold.
    ///
    /// # Errors
    /// [`Malformed`] when they hold less, more or something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut from = Reader::new(bytes);
        let frame = Self::read(&mut from)?;
        from.end()?;
        Ok(frame)
    }

    /// Reads frames until the bytes end.
    ///
    /// # Errors
    /// [`Malformed`] when the last one is cut or any is not a frame.
    pub fn all_from(bytes: &[u8]) -> Result<Vec<Self>, Malformed> {
        let mut from = Reader::new(bytes);
        let mut frames = Vec::new();
        while !from.is_empty() {
            frames.push(Self::read(&mut from)?);
        }
        Ok(frames)
    }

    /// Checks the body against the entry. A redacted frame has nothing to check.
    ///
    /// # Errors
    /// [`Tampered`]: the body was changed on its way or at rest; take the store's copy, and alarm.
    pub fn verify(&self) -> Result<(), Tampered> {
        let intact =
            self.redacted() || body_digest(&self.salt, &self.body) == self.entry.body_digest;
        if intact { Ok(()) } else { Err(Tampered { position: self.entry.position }) }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let entry = Entry::from_bytes(&from.array("entry")?)?;
        let salt = from.array("salt")?;
        let body = from.block(BODY_MAX, "body")?.to_vec();
        if body.is_empty() && salt != [0; SALT_LEN] {
            return Err(Malformed::Field { field: "salt" });
        }
        Ok(Self { entry, salt, body })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Digest, Micros, Position, Version};
    use proptest::prelude::*;

    fn frame(body: &[u8]) -> Frame {
        let salt = if body.is_empty() { [0; SALT_LEN] } else { [7; SALT_LEN] };
        Frame {
            entry: Entry {
                position: Position(1),
                recorded_at: Micros(1),
                stream_tag: Digest([1; 32]),
                version: Version(1),
                prev_position: Position(0),
                prev_leaf: Digest::ZERO,
                body_digest: body_digest(&salt, body),
            },
            salt,
            body: body.to_vec(),
        }
    }

    #[test]
    fn frames_survive_their_bytes_one_after_another() {
        let mut bytes = Vec::new();
        frame(b"{}").put(&mut bytes);
        frame(b"").put(&mut bytes);
        assert_eq!(Frame::all_from(&bytes), Ok(vec![frame(b"{}"), frame(b"")]));
    }

    #[test]
    fn a_changed_body_is_noticed() {
        let mut changed = frame(b"{\"a\":1}");
        changed.body[5] = b'2';
        assert_eq!(changed.verify(), Err(Tampered { position: Position(1) }));
        assert_eq!(frame(b"{}").verify(), Ok(()));
    }

    proptest! {
        #[test]
        fn untrusted_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Frame::all_from(&bytes);
        }

        #[test]
        fn a_cut_frame_is_an_error(cut in 1..100usize) {
            let mut bytes = Vec::new();
            frame(b"{\"a\":1}").put(&mut bytes);
            bytes.truncate(bytes.len().saturating_sub(cut));
            prop_assert!(Frame::from_bytes(&bytes).is_err());
        }
    }
}
