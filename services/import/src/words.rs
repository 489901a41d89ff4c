//! Words of a book, compared without marks, capitals and punctuation.

use proto::text::fold;
use unicode_normalization::UnicodeNormalization as _;

/// `text` folded, one blank between its words.
pub(crate) fn plain(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// `text` in NFC, one blank between its words.
pub(crate) fn tidy(text: &str) -> String {
    let composed: String = text.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `text` is `start`, or goes on after it with another word.
pub(crate) fn begins(text: &str, start: &str) -> bool {
    text.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}
