//! Reading lengths and fields off untrusted bytes, without a panic.

/// Bytes that do not hold what their format says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The bytes end inside `field`.
    #[error("the bytes end inside {field}")]
    Short {
        /// The field that is cut.
        field: &'static str,
    },
    /// `field` holds a value that the format does not know.
    #[error("{field} is not what the format allows")]
    Field {
        /// The field that is wrong.
        field: &'static str,
    },
    /// Bytes are left after the last field.
    #[error("bytes are left over after the end")]
    Trailing,
}

/// A cursor over untrusted bytes.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn rest_len(&self) -> usize {
        self.rest.len()
    }

    pub(crate) fn bytes(&mut self, n: usize, field: &'static str) -> Result<&'a [u8], Malformed> {
        let (head, rest) = self.rest.split_at_checked(n).ok_or(Malformed::Short { field })?;
        self.rest = rest;
        Ok(head)
    }

    pub(crate) fn array<const N: usize>(
        &mut self,
        field: &'static str,
    ) -> Result<[u8; N], Malformed> {
        let (head, rest) = self.rest.split_first_chunk().ok_or(Malformed::Short { field })?;
        self.rest = rest;
        Ok(*head)
    }

    pub(crate) fn u16(&mut self, field: &'static str) -> Result<u16, Malformed> {
        self.array(field).map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self, field: &'static str) -> Result<u32, Malformed> {
        self.array(field).map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self, field: &'static str) -> Result<u64, Malformed> {
        self.array(field).map(u64::from_be_bytes)
    }

    /// A block of bytes behind its own u32 length, of at most `max` bytes.
    pub(crate) fn block(&mut self, max: usize, field: &'static str) -> Result<&'a [u8], Malformed> {
        let len = usize::try_from(self.u32(field)?).map_err(|_| Malformed::Field { field })?;
        if len > max {
            return Err(Malformed::Field { field });
        }
        self.bytes(len, field)
    }

    pub(crate) fn end(&self) -> Result<(), Malformed> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed::Trailing) }
    }
}

/// The length of `bytes` as the u32 that stands before a block.
///
/// Blocks are bounded far below 4 GiB by whoever builds them; a longer one would be cut off by the
/// reader's bound and refused there.
pub(crate) fn len_u32(bytes: &[u8]) -> [u8; 4] {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes()
}

/// Appends `bytes` behind their u32 length.
pub(crate) fn put_block(to: &mut Vec<u8>, bytes: &[u8]) {
    to.extend_from_slice(&len_u32(bytes));
    to.extend_from_slice(bytes);
}
