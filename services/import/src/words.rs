//! Words of a book, compared without marks, capitals and punctuation.

pub(crate) use proto::text::plain;
use unicode_normalization::UnicodeNormalization as _;

/// `text` in NFC, one blank between its words.
pub(crate) fn tidy(text: &str) -> String {
    let composed: String = text.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `text` is `start`, or goes on after it with another word.
pub(crate) fn begins(text: &str, start: &str) -> bool {
    text.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}
