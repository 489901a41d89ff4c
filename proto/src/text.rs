//! Text that people type: what is let in, and in which form.
//!
//! Every string of a command is one of the two types here, so that none reaches the log in another
//! normal form, with control characters, or with characters that turn the reading direction.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Why a text was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but blanks.
    #[error("must not be empty")]
    Empty,
    /// More than the bound, in characters (a line) or bytes (a free text).
    #[error("is too long: at most {max}")]
    TooLong {
        /// The bound.
        max: usize,
    },
    /// A control character, or one that turns the reading direction (Unicode TR 36).
    #[error("contains the character U+{code:04X}, which is not allowed")]
    Character {
        /// Its code point.
        code: u32,
    },
    /// Not a word of the expected alphabet.
    #[error("must be {expected}")]
    Token {
        /// What is allowed.
        expected: &'static str,
    },
}

/// Whether a character may stand in any text. Line breaks and tabs are for the caller to judge.
fn allowed(c: char) -> bool {
    let turns = matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}');
    let invisible = matches!(c, '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}');
    !(c.is_control() || turns || invisible)
}

fn checked(text: &str, multi_line: bool) -> Result<String, TextError> {
    let text: String = text.replace("\r\n", "\n").trim().nfc().collect();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    let bad = text.chars().find(|&c| !(allowed(c) || (multi_line && matches!(c, '\n' | '\t'))));
    match bad {
        Some(c) => Err(TextError::Character { code: u32::from(c) }),
        None => Ok(text),
    }
}

/// The JSON Schema of a type that is a string in JSON.
macro_rules! text_schema {
    ($name:ident, $what:expr, $($key:literal: $value:expr),* $(,)?) => {
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string", "description": $what, $($key: $value),*
                })
            }
        }
    };
}
pub(crate) use text_schema;

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $what:literal, $multi:literal, $max:expr, $len:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Trims, normalises to NFC and checks `text`.
            ///
            /// # Errors
            /// [`TextError`] says which rule was broken; show it beside the field.
            pub fn new(text: &str) -> Result<Self, TextError> {
                let text = checked(text, $multi)?;
                let len: fn(&str) -> usize = $len;
                if len(&text) > $max {
                    return Err(TextError::TooLong { max: $max });
                }
                Ok(Self(text))
            }

            /// The text itself, in NFC.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl std::str::FromStr for $name {
            type Err = TextError;
            fn from_str(text: &str) -> Result<Self, TextError> {
                Self::new(text)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Self::new(&String::deserialize(from)?).map_err(serde::de::Error::custom)
            }
        }
        text_schema!($name, $what, "minLength": 1, "maxLength": $max);
    };
}

/// The longest free text, in bytes of UTF-8. Sealed and armoured it stays within an event.
pub const FREE_TEXT_MAX: usize = 60_000;
/// The longest line, in characters.
pub const LINE_MAX: usize = 300;

text_type! {
    /// A free text as a person wrote it. It exists only at the edge: it is sealed before it travels.
    FreeText, "free text in NFC, sealed before it travels", true, FREE_TEXT_MAX, str::len
}
text_type! {
    /// One line that is public by nature: the name of a body, a document's symbol.
    Line, "one line of text in NFC", false, LINE_MAX, |text| text.chars().count()
}

/// `text` without diacritics, đ included, and in lower case: what a Vietnamese types in a hurry.
#[must_use]
pub fn fold(text: &str) -> String {
    let plain = text.nfd().filter(|&c| !is_combining_mark(c)).map(|c| match c {
        'đ' | 'Đ' => 'd',
        other => other,
    });
    plain.flat_map(char::to_lowercase).collect()
}

/// `text` folded, without punctuation, one blank between its words: how names in books are compared.
#[must_use]
pub fn plain(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_vietnamese_is_composed() -> Result<(), TextError> {
        assert_eq!(Line::new("Tie\u{302}\u{301}ng")?.as_str(), "Tiếng");
        Ok(())
    }

    #[test]
    fn characters_that_hide_or_turn_text_are_refused() {
        for bad in ["a\u{0}b", "a\u{202E}b", "a\u{2066}b", "a\u{1B}[31m", "a\u{FEFF}b"] {
            assert!(matches!(FreeText::new(bad), Err(TextError::Character { .. })), "{bad:?}");
        }
    }

    #[test]
    fn a_line_has_no_line_break_and_a_free_text_may() {
        assert!(Line::new("một\nhai").is_err());
        assert!(FreeText::new("một\r\nhai").is_ok_and(|text| text.as_str() == "một\nhai"));
    }

    #[test]
    fn blank_and_overlong_texts_are_refused() {
        assert_eq!(Line::new(" \u{a0} "), Err(TextError::Empty));
        assert_eq!(Line::new(&"ạ".repeat(301)), Err(TextError::TooLong { max: 300 }));
        assert!(Line::new(&"ạ".repeat(300)).is_ok());
    }

    #[test]
    fn folded_text_has_neither_marks_nor_capitals_nor_a_stroke() {
        for (typed, written) in
            [("duong", "ĐƯỜNG"), ("de nghi", "Đề nghị"), ("tieng", "Tie\u{302}\u{301}ng")]
        {
            assert_eq!(fold(written), typed);
        }
    }

    #[test]
    fn a_plain_name_has_no_punctuation_and_one_blank_between_its_words() {
        assert_eq!(plain("UBND Thị trấn  Cũ."), "ubnd thi tran cu");
        assert_eq!(plain(" ... "), "");
    }
}
