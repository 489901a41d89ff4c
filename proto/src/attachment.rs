//! Attachments: files beside the log, each sealed by the vault under the key of the stream that it
//! belongs to. Events hold only what finds one and tells what it is; no file ever stands in the log.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::id::Digest;
use crate::text::TextError;

/// The most attachments of one act.
pub const ATTACHMENTS_MAX: usize = 10;
/// The most bytes of one attachment.
pub const ATTACHMENT_SIZE_MAX: u32 = 20 * 1024 * 1024;
/// The longest name of a media type, in bytes.
const MEDIA_TYPE_MAX: usize = 100;

/// One sealed file, as events and commands name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// SHA-256 of the sealed file: its address.
    pub digest: Digest,
    /// How long the file is in the clear, in bytes.
    pub size: u32,
    /// What it is, `image/jpeg`.
    pub media_type: MediaType,
}

/// A media type without parameters, in small letters: `application/pdf`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct MediaType(String);

impl MediaType {
    /// Checks `text`.
    ///
    /// # Errors
    /// [`TextError::Token`] says what is allowed.
    pub fn new(text: &str) -> Result<Self, TextError> {
        let word = |word: &str| {
            let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            let mut bytes = word.bytes();
            bytes.next().is_some_and(good) && bytes.all(|byte| good(byte) || b"+-.".contains(&byte))
        };
        let parts = text.split_once('/').filter(|_| text.len() <= MEDIA_TYPE_MAX);
        match parts {
            Some((kind, form)) if word(kind) && word(form) => Ok(Self(text.to_owned())),
            Some(_) | None => Err(TextError::Token { expected: "a media type, image/jpeg" }),
        }
    }

    /// As it is written in a header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for MediaType {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

/// The attachments of one act: [`ATTACHMENTS_MAX`] at most, none of them twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Attachments(Vec<Attachment>);

impl Attachments {
    /// Takes `list` over.
    ///
    /// # Errors
    /// In words, when there are too many, one stands twice, or one is longer than may be.
    pub fn new(list: Vec<Attachment>) -> Result<Self, &'static str> {
        if list.len() > ATTACHMENTS_MAX {
            return Err("too many attachments: at most 10");
        }
        let size = 1..=ATTACHMENT_SIZE_MAX;
        if list.iter().any(|one| !size.contains(&one.size)) {
            return Err("an attachment has 1 byte to 20 MiB");
        }
        let twice = |n: usize| list.iter().take(n).any(|one| one.digest == list[n].digest);
        if (0..list.len()).any(twice) {
            return Err("an attachment stands twice");
        }
        Ok(Self(list))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Attachment> {
        self.0.iter()
    }
}

impl<'de> Deserialize<'de> for Attachments {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(n: u8, size: u32) -> Attachment {
        let media_type = MediaType::new("image/jpeg").unwrap();
        Attachment { digest: Digest([n; 32]), size, media_type }
    }

    #[test]
    fn ten_different_attachments_go_with_an_act_and_no_more() {
        let photos = |count: u8| (0..count).map(|n| photo(n, 1)).collect::<Vec<_>>();
        let ten = Attachments::new(photos(10)).unwrap();
        assert_eq!(ten.iter().count(), 10);
        assert!(Attachments::new(photos(11)).is_err());
        assert!(Attachments::new(vec![photo(1, 1), photo(1, 2)]).is_err());
        for size in [0, ATTACHMENT_SIZE_MAX + 1] {
            assert!(Attachments::new(vec![photo(1, size)]).is_err(), "{size}");
        }
        let written = serde_json::to_string(&photos(11)).unwrap();
        assert!(serde_json::from_str::<Attachments>(&written).is_err());
    }

    #[test]
    fn a_media_type_is_two_words_in_small_letters() {
        let odt = "application/vnd.oasis.opendocument.text";
        for good in ["image/jpeg", "text/plain", odt] {
            assert_eq!(MediaType::new(good).unwrap().as_str(), good);
        }
        let long = format!("a/{}", "b".repeat(MEDIA_TYPE_MAX));
        for bad in ["", "image", "/", "a/", "a/b/c", "A/b", "a/b; c=d", "a/b\r\n", "á/b", &long] {
            assert!(MediaType::new(bad).is_err(), "{bad:?}");
        }
    }
}
