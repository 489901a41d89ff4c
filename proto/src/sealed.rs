//! A free text or a name, sealed at the edge. Everybody may carry it; only the vault opens it.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{BodyId, Digest, OfficerId, StreamId};

/// Which key seals a text: destroying the key erases every text under it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum KeyId {
    /// `s:<id>`: the identity of one person, a voter or an officer.
    Subject(Uuid),
    /// `p:<stream>`: the restricted texts of one stream (petition, meeting, list, letter).
    Stream(StreamId),
    /// `b:<body>`: the internal notes of one body.
    Body(BodyId),
}

impl KeyId {
    /// The key of an officer's display name.
    #[must_use]
    pub fn of_officer(officer: OfficerId) -> Self {
        Self::Subject(officer.0)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject(id) => write!(f, "s:{id}"),
            Self::Stream(id) => write!(f, "p:{id}"),
            Self::Body(id) => write!(f, "b:{id}"),
        }
    }
}

/// A key id that is not `s:`, `p:` or `b:` and a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key id")]
pub struct NotAKeyId;

impl FromStr for KeyId {
    type Err = NotAKeyId;
    fn from_str(text: &str) -> Result<Self, NotAKeyId> {
        let (kind, id) = text.split_once(':').ok_or(NotAKeyId)?;
        let id = Uuid::parse_str(id).map_err(|_| NotAKeyId)?;
        match kind {
            "s" => Ok(Self::Subject(id)),
            "p" => Ok(Self::Stream(StreamId(id))),
            "b" => Ok(Self::Body(BodyId(id))),
            _ => Err(NotAKeyId),
        }
    }
}

crate::text::text_schema!(KeyId, "`s:`, `p:` or `b:` and a UUID", "pattern": "^[spb]:[0-9a-f-]{36}$");

impl Serialize for KeyId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A sealed text (XChaCha20-Poly1305). AAD = origin ‖ stream ‖ path ‖ seal_id.
///
/// Deciders and stores copy it untouched; equality is equality of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// Which key opens it.
    pub key: KeyId,
    /// What kind of text it is: a literal of `command::TextField::path`.
    pub path: String,
    /// The stream in which it was first sealed.
    pub stream: StreamId,
    /// 16 random bytes in hex: the salt under which this text's own keys are derived.
    pub seal_id: String,
    /// 24 random bytes in hex.
    pub nonce: String,
    /// The ciphertext in base64, padded so that its length tells little.
    pub ct: String,
    /// HMAC of the padded text under a key derived from the same secret: binds the text to one key.
    pub commit: Digest,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_ids_survive_their_text() {
        let id = Uuid::from_u128(5);
        for key in [KeyId::Subject(id), KeyId::Stream(StreamId(id)), KeyId::Body(BodyId(id))] {
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        assert_eq!("x:1".parse::<KeyId>(), Err(NotAKeyId));
    }
}
