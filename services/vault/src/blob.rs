//! The bytes of a sealed file: a header, then pieces that are each sealed by themselves, so that
//! none of it is ever whole in memory. Pure but for the random salt.
//!
//! ```text
//! header  = "HAB1" ‖ stream ‖ seal_id ‖ commit ‖ u8 length ‖ media type
//! k_enc, k_com = HKDF-SHA256(DEK, salt = seal_id, info = "kn/blob/enc/v1" | "kn/blob/com/v1")
//! commit  = HMAC-SHA256(k_com, origin ‖ stream ‖ media type)
//! piece n = XChaCha20-Poly1305(k_enc, nonce = 0… ‖ n ‖ last, clear, AAD = origin ‖ header ‖ n ‖ last)
//! ```
//! Every piece but the last has [`PIECE_LEN`] bytes in the clear; the last has one at least. Each
//! part of AAD and commitment stands behind its u32 length; integers are big-endian.
//!
//! A key of its own for each file makes the counter a nonce that never comes twice. Pieces that are
//! left out, cut off, doubled or swapped have another number or another flag, and do not open. The
//! commitment binds the file to one key, as that of a text does ([`crate::seal`]).

use std::io::{self, Read};

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::Mac;
use proto::{MediaType, Origin, StreamId};
use zeroize::Zeroizing;

use crate::seal::Tampered;
use crate::secret::Secret;

/// How many bytes of a file are sealed at a time.
pub const PIECE_LEN: usize = 64 * 1024;

const MAGIC: &[u8; 4] = b"HAB1";
const SALT_LEN: usize = 16;
const COMMIT_LEN: usize = 32;
const TAG: usize = 16;
/// The bytes of a header before the media type.
const FIXED: usize = MAGIC.len() + 16 + SALT_LEN + COMMIT_LEN + 1;

/// What stands in front of the pieces, in the clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) stream: StreamId,
    pub(crate) media_type: MediaType,
    seal_id: [u8; SALT_LEN],
    commit: [u8; COMMIT_LEN],
}

impl Header {
    /// The header of a new file.
    pub(crate) fn new(
        dek: &Secret,
        origin: &Origin,
        stream: StreamId,
        media_type: MediaType,
    ) -> Self {
        let seal_id = runtime::random::bytes();
        let mut header = Self { stream, media_type, seal_id, commit: [0; COMMIT_LEN] };
        header.commit = header.commitment(dek, origin);
        header
    }

    fn commitment(&self, dek: &Secret, origin: &Origin) -> [u8; COMMIT_LEN] {
        let committing = dek.derive(&self.seal_id, b"kn/blob/com/v1");
        let mut mac = committing.hmac();
        for part in [origin.as_str().as_bytes(), self.stream.as_bytes(), self.media()] {
            mac.update(&length(part));
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    fn media(&self) -> &[u8] {
        self.media_type.as_str().as_bytes()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let media = self.media();
        // A media type has 100 bytes at most.
        let len = u8::try_from(media.len()).unwrap_or(u8::MAX);
        [&MAGIC[..], self.stream.as_bytes(), &self.seal_id, &self.commit, &[len], media].concat()
    }

    /// Reads the header at the beginning of `from`.
    ///
    /// # Errors
    /// `InvalidData` when there is none.
    pub(crate) fn read(from: &mut impl Read) -> io::Result<Self> {
        let invalid = || io::Error::from(io::ErrorKind::InvalidData);
        let mut fixed = [0; FIXED];
        from.read_exact(&mut fixed)?;
        let (magic, rest) = fixed.split_first_chunk::<4>().ok_or_else(invalid)?;
        let (stream, rest) = rest.split_first_chunk::<16>().ok_or_else(invalid)?;
        let (seal_id, rest) = rest.split_first_chunk::<SALT_LEN>().ok_or_else(invalid)?;
        let (commit, rest) = rest.split_first_chunk::<COMMIT_LEN>().ok_or_else(invalid)?;
        let mut media = vec![0; rest.first().copied().map_or(0, usize::from)];
        from.read_exact(&mut media)?;
        let media = std::str::from_utf8(&media).ok().and_then(|text| MediaType::new(text).ok());
        match media {
            Some(media_type) if magic == MAGIC => Ok(Self {
                stream: StreamId(uuid::Uuid::from_bytes(*stream)),
                media_type,
                seal_id: *seal_id,
                commit: *commit,
            }),
            Some(_) | None => Err(invalid()),
        }
    }

    /// How long the file is in the clear, when it is `sealed` bytes long with this header.
    pub(crate) fn clear_len(&self, sealed: u64) -> Option<u32> {
        let pieces = sealed.checked_sub((FIXED + self.media().len()) as u64)?;
        let count = pieces.div_ceil((PIECE_LEN + TAG) as u64);
        u32::try_from(pieces.checked_sub(count * TAG as u64)?).ok().filter(|&len| len > 0)
    }
}

/// Seals or opens the pieces of one file, in order.
pub(crate) struct Pieces {
    cipher: XChaCha20Poly1305,
    place: Vec<u8>,
    next: u64,
}

impl Pieces {
    /// Those of the file of `header`, under the key that it was made with.
    ///
    /// # Errors
    /// [`Tampered`] under another one.
    pub(crate) fn of(dek: &Secret, origin: &Origin, header: &Header) -> Result<Self, Tampered> {
        if header.commitment(dek, origin) != header.commit {
            return Err(Tampered);
        }
        let key = dek.derive(&header.seal_id, b"kn/blob/enc/v1");
        let (name, header) = (origin.as_str().as_bytes(), header.bytes());
        let place = [&length(name)[..], name, &length(&header), &header].concat();
        Ok(Self { cipher: XChaCha20Poly1305::new(key.as_bytes().into()), place, next: 0 })
    }

    fn turn(&mut self, last: bool) -> (XNonce, Vec<u8>) {
        let place = [&self.next.to_be_bytes()[..], &[u8::from(last)]].concat();
        self.next += 1;
        let mut nonce = [0; 24];
        nonce[15..].copy_from_slice(&place);
        (XNonce::from(nonce), [&self.place[..], &place].concat())
    }

    /// The next piece, sealed.
    ///
    /// # Errors
    /// [`Tampered`] for a piece of another length than its place allows.
    pub(crate) fn seal(&mut self, clear: &[u8], last: bool) -> Result<Vec<u8>, Tampered> {
        let fits =
            if last { (1..=PIECE_LEN).contains(&clear.len()) } else { clear.len() == PIECE_LEN };
        if !fits {
            return Err(Tampered);
        }
        // Room for the tag from the start: growing would leave a copy of the file behind.
        let mut buffer = Zeroizing::new(Vec::with_capacity(clear.len() + TAG));
        buffer.extend_from_slice(clear);
        let (nonce, aad) = self.turn(last);
        self.cipher.encrypt_in_place(&nonce, &aad, &mut *buffer).map_err(|_| Tampered)?;
        Ok(std::mem::take(&mut *buffer))
    }

    /// The next piece, opened.
    ///
    /// # Errors
    /// [`Tampered`].
    pub(crate) fn open(
        &mut self,
        sealed: Vec<u8>,
        last: bool,
    ) -> Result<Zeroizing<Vec<u8>>, Tampered> {
        let mut buffer = Zeroizing::new(sealed);
        let (nonce, aad) = self.turn(last);
        self.cipher.decrypt_in_place(&nonce, &aad, &mut *buffer).map_err(|_| Tampered)?;
        Ok(buffer)
    }
}

/// How many bytes a piece of `clear` bytes has when it is sealed.
pub(crate) fn sealed_len(clear: usize) -> usize {
    clear + TAG
}

fn length(bytes: &[u8]) -> [u8; 4] {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{origin, stream};

    fn header(dek: &Secret) -> Header {
        Header::new(dek, &origin(), stream(1), MediaType::new("image/jpeg").unwrap())
    }

    fn sealed(dek: &Secret, header: &Header, clear: &[u8]) -> Vec<Vec<u8>> {
        let mut pieces = Pieces::of(dek, &origin(), header).unwrap();
        let count = clear.len().div_ceil(PIECE_LEN);
        let each = clear.chunks(PIECE_LEN).enumerate();
        each.map(|(n, piece)| pieces.seal(piece, n + 1 == count).unwrap()).collect()
    }

    fn opened(dek: &Secret, header: &Header, sealed: Vec<Vec<u8>>) -> Result<Vec<u8>, Tampered> {
        let mut pieces = Pieces::of(dek, &origin(), header)?;
        let count = sealed.len();
        let mut clear = Vec::new();
        for (n, piece) in sealed.into_iter().enumerate() {
            clear.extend_from_slice(&pieces.open(piece, n + 1 == count)?);
        }
        Ok(clear)
    }

    #[test]
    fn a_file_of_any_length_opens_as_it_was_sealed() {
        let dek = Secret::random();
        let header = header(&dek);
        for len in [1, 5, PIECE_LEN - 1, PIECE_LEN, PIECE_LEN + 1, 3 * PIECE_LEN] {
            let clear: Vec<u8> = (0_u8..=250).cycle().take(len).collect();
            let pieces = sealed(&dek, &header, &clear);
            let long = header.bytes().len() + pieces.iter().map(Vec::len).sum::<usize>();
            assert_eq!(header.clear_len(long as u64), u32::try_from(len).ok());
            assert_eq!(opened(&dek, &header, pieces), Ok(clear));
        }
        assert_eq!(Header::read(&mut &header.bytes()[..]).unwrap(), header);
    }

    #[test]
    fn pieces_left_out_swapped_doubled_or_changed_do_not_open() {
        let dek = Secret::random();
        let header = header(&dek);
        let good = sealed(&dek, &header, &[7; 3 * PIECE_LEN]);
        let bad = |change: &dyn Fn(&mut Vec<Vec<u8>>)| {
            let mut pieces = good.clone();
            change(&mut pieces);
            assert_eq!(opened(&dek, &header, pieces), Err(Tampered));
        };
        bad(&|pieces| drop(pieces.pop()));
        bad(&|pieces| drop(pieces.remove(0)));
        bad(&|pieces| pieces.swap(0, 1));
        bad(&|pieces| pieces.insert(0, pieces[0].clone()));
        bad(&|pieces| pieces[1][100] ^= 1);
        bad(&|pieces| pieces[2].truncate(20));
    }

    #[test]
    fn a_file_opens_under_its_own_key_origin_and_header_only() {
        let dek = Secret::random();
        let header = header(&dek);
        let good = sealed(&dek, &header, b"x");
        assert_eq!(opened(&Secret::random(), &header, good.clone()), Err(Tampered));
        assert!(Pieces::of(&dek, &Origin::new("vault.other").unwrap(), &header).is_err());
        for other in [
            Header { stream: stream(2), ..header.clone() },
            Header { media_type: MediaType::new("text/plain").unwrap(), ..header.clone() },
            Header { commit: [0; COMMIT_LEN], ..header },
        ] {
            assert_eq!(opened(&dek, &other, good.clone()), Err(Tampered));
        }
    }

    #[test]
    fn bytes_that_are_no_file_of_a_vault_have_no_header() {
        for bad in [&b""[..], b"HAB1", &[0; 200], &[b"HAB2", &[0; 200][..]].concat()] {
            assert!(Header::read(&mut &*bad).is_err());
        }
    }
}
