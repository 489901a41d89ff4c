//! Sealing and opening one text. Pure but for the random salt and nonce.
//!
//! ```text
//! k_enc, k_com = HKDF-SHA256(DEK, salt = seal_id, info = "kn/enc/v1" | "kn/com/v1" ‖ "\n" ‖ path)
//! padded       = u32 length ‖ text ‖ zeros up to a multiple of 256
//! ct           = XChaCha20-Poly1305(k_enc, nonce, padded, AAD = origin ‖ stream ‖ path ‖ seal_id)
//! commit       = HMAC-SHA256(k_com, padded)
//! ```
//! Each part of the AAD stands behind its u32 length; integers are big-endian.
//!
//! The commitment is there because a ciphertext of Poly1305 can be made to open under two keys: with
//! it a text is bound to one. It hides the text for as long as the key is secret, and once the key
//! is gone.
//!
//! Invariant: what opens is, bit for bit and place for place, what was sealed. The forms of hex and
//! base64 are checked to be the ones that sealing writes, so that equal texts cannot be dressed up
//! as different ones.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::Mac;
use proto::sealed::{KeyId, Sealed};
use proto::{Digest, Origin, StreamId};
use zeroize::Zeroizing;

use crate::secret::{ClearText, Secret};

/// The longest text that can be sealed, in bytes: padded it is 64 KiB.
pub const TEXT_MAX: usize = PADDED_MAX - PREFIX;
/// Texts of up to this many bytes look alike, and so on in steps of it.
pub const PADDING: usize = 256;

const PADDED_MAX: usize = 64 * 1024;
const PREFIX: usize = 4;
const TAG: usize = 16;
const SALT_LEN: usize = 16;
const NONCE_LEN: usize = 24;

/// Not what was sealed: another key, another place, or changed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tampered;

/// Where a text belongs; it opens nowhere else.
struct Place<'a> {
    origin: &'a Origin,
    stream: StreamId,
    path: &'a str,
    seal_id: &'a [u8; SALT_LEN],
}

impl Place<'_> {
    fn aad(&self) -> Vec<u8> {
        let parts: [&[u8]; 4] = [
            self.origin.as_str().as_bytes(),
            self.stream.as_bytes(),
            self.path.as_bytes(),
            self.seal_id,
        ];
        let mut aad = Vec::with_capacity(256);
        for part in parts {
            aad.extend_from_slice(&length(part));
            aad.extend_from_slice(part);
        }
        aad
    }

    fn keys(&self, dek: &Secret) -> (XChaCha20Poly1305, Secret) {
        let key =
            |label: &str| dek.derive(self.seal_id, format!("{label}\n{}", self.path).as_bytes());
        (XChaCha20Poly1305::new(key("kn/enc/v1").as_bytes().into()), key("kn/com/v1"))
    }
}

/// Seals `text`, of at most [`TEXT_MAX`] bytes, under `dek`, which is the key called `key`.
///
/// `path` names the kind of text, `stream` where it is first sealed.
///
/// # Errors
/// [`TooLong`] for a longer text; it cannot be sealed in one piece.
pub(crate) fn seal(
    dek: &Secret,
    key: KeyId,
    origin: &Origin,
    stream: StreamId,
    path: &str,
    text: &ClearText,
) -> Result<Sealed, TooLong> {
    let seal_id = runtime::random::bytes();
    let nonce: [u8; NONCE_LEN] = runtime::random::bytes();
    let place = Place { origin, stream, path, seal_id: &seal_id };
    let (cipher, committing) = place.keys(dek);
    let mut buffer = padded(text)?;
    let commit = committing.hmac().chain_update(&*buffer).finalize().into_bytes().into();
    cipher
        .encrypt_in_place(&XNonce::from(nonce), &place.aad(), &mut *buffer)
        .map_err(|_| TooLong)?;
    Ok(Sealed {
        key,
        path: path.to_owned(),
        stream,
        seal_id: hex::encode(seal_id),
        nonce: hex::encode(nonce),
        ct: STANDARD.encode(&*buffer),
        commit: Digest(commit),
    })
}

/// A text of more than [`TEXT_MAX`] bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong;

/// Opens what [`seal`] made under the same `dek` and `origin`.
///
/// # Errors
/// [`Tampered`], whatever it is that does not fit.
pub(crate) fn open(dek: &Secret, origin: &Origin, sealed: &Sealed) -> Result<ClearText, Tampered> {
    let seal_id = from_hex::<SALT_LEN>(&sealed.seal_id)?;
    let nonce = from_hex::<NONCE_LEN>(&sealed.nonce)?;
    if sealed.ct.len() > (PADDED_MAX + TAG).div_ceil(3) * 4 {
        return Err(Tampered);
    }
    let mut buffer = Zeroizing::new(STANDARD.decode(&sealed.ct).map_err(|_| Tampered)?);
    let place = Place { origin, stream: sealed.stream, path: &sealed.path, seal_id: &seal_id };
    let (cipher, committing) = place.keys(dek);
    cipher
        .decrypt_in_place(&XNonce::from(nonce), &place.aad(), &mut *buffer)
        .map_err(|_| Tampered)?;
    let commit = committing.hmac().chain_update(&*buffer);
    commit.verify_slice(&sealed.commit.0).map_err(|_| Tampered)?;
    unpadded(&buffer)
}

fn length(bytes: &[u8]) -> [u8; PREFIX] {
    // Every part is bounded far below 4 GiB: a path by the protocol, a text by `TEXT_MAX`.
    u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes()
}

fn padded(text: &ClearText) -> Result<Zeroizing<Vec<u8>>, TooLong> {
    let text = text.as_str().as_bytes();
    if text.len() > TEXT_MAX {
        return Err(TooLong);
    }
    let len = (PREFIX + text.len()).next_multiple_of(PADDING);
    // Room for the tag from the start: growing would leave a copy of the text behind.
    let mut padded = Zeroizing::new(Vec::with_capacity(len + TAG));
    padded.extend_from_slice(&length(text));
    padded.extend_from_slice(text);
    padded.resize(len, 0);
    Ok(padded)
}

fn unpadded(padded: &[u8]) -> Result<ClearText, Tampered> {
    let (prefix, rest) = padded.split_first_chunk::<PREFIX>().ok_or(Tampered)?;
    let len = usize::try_from(u32::from_be_bytes(*prefix)).map_err(|_| Tampered)?;
    let (text, zeros) = rest.split_at_checked(len).ok_or(Tampered)?;
    let shortest = (PREFIX + len).next_multiple_of(PADDING) == padded.len();
    if !shortest || zeros.iter().any(|&byte| byte != 0) {
        return Err(Tampered);
    }
    let text = std::str::from_utf8(text).map_err(|_| Tampered)?;
    Ok(ClearText::new(text.to_owned()))
}

fn from_hex<const N: usize>(text: &str) -> Result<[u8; N], Tampered> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| Tampered)?;
    if hex::encode(bytes) == text { Ok(bytes) } else { Err(Tampered) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::TestCaseError;
    use uuid::Uuid;

    use super::*;

    fn origin() -> Origin {
        Origin::new("vault.test").unwrap()
    }

    fn stream() -> StreamId {
        StreamId(Uuid::from_u128(0xABCD))
    }

    fn sealed(dek: &Secret, text: &str) -> Sealed {
        let text = ClearText::new(text.to_owned());
        seal(dek, KeyId::Stream(stream()), &origin(), stream(), "petition.text", &text).unwrap()
    }

    /// The text with one bit of one of its characters flipped, still ASCII.
    fn flipped(text: &str, at: usize, bit: u8) -> String {
        let mut bytes = text.as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] ^= 1 << (bit % 7);
        String::from_utf8(bytes).unwrap()
    }

    /// The hex or base64 text whose *decoded* bytes differ in one bit.
    fn flipped_within(bytes: Vec<u8>, at: usize, bit: u8) -> Vec<u8> {
        let mut bytes = bytes;
        let at = at % bytes.len();
        bytes[at] ^= 1 << (bit % 8);
        bytes
    }

    fn refused(dek: &Secret, changed: &Sealed) -> Result<(), TestCaseError> {
        prop_assert_eq!(open(dek, &origin(), changed), Err(Tampered));
        Ok(())
    }

    proptest! {
        #[test]
        fn any_text_opens_as_it_was_sealed(text in "(?s).{0,2000}") {
            let dek = Secret::random();
            let opened = open(&dek, &origin(), &sealed(&dek, &text));
            prop_assert_eq!(opened, Ok(ClearText::new(text)));
        }

        #[test]
        fn a_flipped_bit_anywhere_is_refused(at in any::<usize>(), bit in any::<u8>()) {
            let dek = Secret::random();
            let good = sealed(&dek, "Ngõ 5 ngập mỗi khi mưa");
            refused(&dek, &Sealed { ct: flipped(&good.ct, at, bit), ..good.clone() })?;
            refused(&dek, &Sealed { nonce: flipped(&good.nonce, at, bit), ..good.clone() })?;
            refused(&dek, &Sealed { seal_id: flipped(&good.seal_id, at, bit), ..good.clone() })?;
            refused(&dek, &Sealed { path: flipped(&good.path, at, bit), ..good.clone() })?;

            let ct = flipped_within(STANDARD.decode(&good.ct).unwrap(), at, bit);
            refused(&dek, &Sealed { ct: STANDARD.encode(ct), ..good.clone() })?;
            let nonce = flipped_within(hex::decode(&good.nonce).unwrap(), at, bit);
            refused(&dek, &Sealed { nonce: hex::encode(nonce), ..good.clone() })?;
            let seal_id = flipped_within(hex::decode(&good.seal_id).unwrap(), at, bit);
            refused(&dek, &Sealed { seal_id: hex::encode(seal_id), ..good.clone() })?;
            let commit = flipped_within(good.commit.0.to_vec(), at, bit);
            let commit = Digest(commit.try_into().unwrap());
            refused(&dek, &Sealed { commit, ..good.clone() })?;
            let other = flipped_within(good.stream.as_bytes().to_vec(), at, bit);
            let other = StreamId(Uuid::from_slice(&other).unwrap());
            refused(&dek, &Sealed { stream: other, ..good })?;
        }

        #[test]
        fn bytes_that_were_never_sealed_are_refused(
            seal_id in ".{0,40}", nonce in ".{0,60}", ct in ".{0,600}",
        ) {
            let dek = Secret::random();
            let good = sealed(&dek, "x");
            refused(&dek, &Sealed { seal_id, nonce, ct, ..good })?;
        }
    }

    #[test]
    fn a_text_opens_under_its_own_key_and_origin_only() {
        let dek = Secret::random();
        let good = sealed(&dek, "x");
        assert_eq!(open(&Secret::random(), &origin(), &good), Err(Tampered));
        let other = Origin::new("vault.other").unwrap();
        assert_eq!(open(&dek, &other, &good), Err(Tampered));
    }

    #[test]
    fn lengths_within_one_step_of_padding_look_alike() {
        let dek = Secret::random();
        let len = |n: usize| STANDARD.decode(sealed(&dek, &"x".repeat(n)).ct).unwrap().len();
        assert_eq!(len(0), PADDING + TAG);
        assert_eq!(len(252), PADDING + TAG);
        assert_eq!(len(253), 2 * PADDING + TAG);
        assert_eq!(len(508), 2 * PADDING + TAG);
    }

    #[test]
    fn the_longest_text_is_sealed_and_a_longer_one_is_not() {
        let dek = Secret::random();
        let longest = "x".repeat(TEXT_MAX);
        let opened = open(&dek, &origin(), &sealed(&dek, &longest)).unwrap();
        assert_eq!(opened.as_str(), longest);
        let longer = ClearText::new("x".repeat(TEXT_MAX + 1));
        let key = KeyId::Stream(stream());
        assert_eq!(seal(&dek, key, &origin(), stream(), "p", &longer), Err(TooLong));
    }

    #[test]
    fn upper_case_hex_is_not_what_was_sealed() {
        let dek = Secret::random();
        let mut good = sealed(&dek, "x");
        good.seal_id = "ab".repeat(16);
        assert!(from_hex::<SALT_LEN>(&good.seal_id).is_ok());
        assert_eq!(from_hex::<SALT_LEN>(&good.seal_id.to_uppercase()), Err(Tampered));
    }

    #[test]
    fn padding_has_one_form() {
        let good = padded(&ClearText::new("abc".to_owned())).unwrap().to_vec();
        assert!(unpadded(&good).is_ok());
        let mut longer = good.clone();
        longer.resize(2 * PADDING, 0);
        let mut dirty = good.clone();
        dirty[PADDING - 1] = 1;
        let mut beyond = good.clone();
        beyond[..PREFIX].copy_from_slice(&253_u32.to_be_bytes());
        for bad in [&longer, &dirty, &beyond, &good[..3].to_vec(), &Vec::new()] {
            assert_eq!(unpadded(bad), Err(Tampered));
        }
    }

    #[test]
    fn a_commitment_to_another_text_is_refused() {
        let dek = Secret::random();
        let good = sealed(&dek, "one");
        let other = sealed(&dek, "two");
        let changed = Sealed { commit: other.commit, ..good };
        assert_eq!(open(&dek, &origin(), &changed), Err(Tampered));
    }
}
