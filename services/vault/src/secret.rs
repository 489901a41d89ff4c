//! Secret bytes and clear text: overwritten when dropped, never shown by `Debug`.

use std::fmt;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// How many bytes a secret has.
pub(crate) const SECRET_LEN: usize = 32;

/// 32 secret bytes: a key, or what keys are derived from.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Secret([u8; SECRET_LEN]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    pub(crate) fn random() -> Self {
        Self(runtime::random::bytes())
    }

    /// `None` unless `bytes` are 32.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut secret = Self([0; SECRET_LEN]);
        if bytes.len() != SECRET_LEN {
            return None;
        }
        secret.0.copy_from_slice(bytes);
        Some(secret)
    }

    pub(crate) fn as_bytes(&self) -> &[u8; SECRET_LEN] {
        &self.0
    }

    /// HKDF-SHA256 with this secret as input: one secret for each (`salt`, `info`).
    pub(crate) fn derive(&self, salt: &[u8], info: &[u8]) -> Self {
        let mut derived = Self([0; SECRET_LEN]);
        let expanded = Hkdf::<Sha256>::new(Some(salt), &self.0).expand(info, &mut derived.0);
        if expanded.is_err() {
            unreachable!("32 bytes are within the 255 blocks of HKDF");
        }
        derived
    }

    /// HMAC-SHA256 over `parts`, each behind its length, so that no two lists look alike.
    pub(crate) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.hmac();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// HMAC-SHA256 begun with this secret as key.
    pub(crate) fn hmac(&self) -> Hmac<Sha256> {
        match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac,
            Err(_) => unreachable!("HMAC takes keys of any length"),
        }
    }
}

/// A text in the clear: what a person wrote, or a tracking code.
///
/// It has no `Display` and no `Serialize`, so that it reaches an answer or a log only where somebody
/// writes [`ClearText::as_str`]. Dropping it overwrites it.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct ClearText(String);

impl ClearText {
    /// Takes `text` over.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself. Do not log it, do not store it unsealed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClearText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClearText(…)")
    }
}

/// A piece of a file in the clear. Dropping it overwrites it.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct ClearBytes(Vec<u8>);

impl ClearBytes {
    /// Takes `bytes` over.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

/// The bytes themselves. Do not log them, do not store them unsealed.
impl AsRef<[u8]> for ClearBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for ClearBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClearBytes(…)")
    }
}

/// How a clear text stands in the frames between vault and client, and nowhere else.
pub(crate) mod on_the_wire {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::ClearText;

    pub(crate) fn serialize<S: Serializer>(text: &ClearText, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(text.as_str())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<ClearText, D::Error> {
        String::deserialize(from).map(ClearText::new)
    }

    /// The same for a piece of a file, as base64.
    pub(crate) mod bytes {
        use base64::Engine as _;
        use base64::engine::general_purpose::STANDARD;
        use serde::{Deserialize, Deserializer, Serializer};
        use zeroize::Zeroizing;

        use crate::secret::ClearBytes;

        pub(crate) fn serialize<S: Serializer>(
            piece: &ClearBytes,
            to: S,
        ) -> Result<S::Ok, S::Error> {
            to.serialize_str(&Zeroizing::new(STANDARD.encode(piece)))
        }

        pub(crate) fn deserialize<'de, D>(from: D) -> Result<ClearBytes, D::Error>
        where
            D: Deserializer<'de>,
        {
            let text = Zeroizing::new(String::deserialize(from)?);
            let bytes = STANDARD.decode(&*text);
            bytes.map(ClearBytes::new).map_err(|_| serde::de::Error::custom("not base64"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        let secret = Secret::from_bytes(&[0xAB; 32]).unwrap();
        assert!(!format!("{secret:?}").to_lowercase().contains("ab"));
        let text = ClearText::new("Nguyễn Văn A".to_owned());
        assert_eq!(format!("{text:?}"), "ClearText(…)");
    }

    #[test]
    fn lists_of_parts_that_join_alike_have_different_macs() {
        let secret = Secret::random();
        assert_ne!(secret.mac(&[b"ab", b"c"]), secret.mac(&[b"a", b"bc"]));
    }

    #[test]
    fn secrets_derived_for_different_uses_differ() {
        let secret = Secret::random();
        let one = secret.derive(b"salt", b"one");
        assert_ne!(one.as_bytes(), secret.derive(b"salt", b"two").as_bytes());
        assert_ne!(one.as_bytes(), secret.derive(b"other", b"one").as_bytes());
        assert_eq!(one.as_bytes(), secret.derive(b"salt", b"one").as_bytes());
    }
}
