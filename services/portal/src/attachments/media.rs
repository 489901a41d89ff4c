//! What a file is, told by its own bytes and never by its name: only what officers exchange is taken,
//! and nothing that a browser would run.
//!
//! | type | begins with |
//! |---|---|
//! | PDF | `%PDF-` |
//! | JPEG, PNG, WebP | their signatures |
//! | DOCX, XLSX | a ZIP with `[Content_Types].xml` and a part below `word/` or `xl/` |
//! | ODT | a ZIP whose first entry is a stored `mimetype` that says so |
//! | plain text | anything else that is UTF-8 without control characters, all of it |

use std::ops::Range;

pub(super) const PDF: &str = "application/pdf";
pub(super) const JPEG: &str = "image/jpeg";
pub(super) const PNG: &str = "image/png";
pub(super) const WEBP: &str = "image/webp";
pub(super) const DOCX: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
pub(super) const ODT: &str = "application/vnd.oasis.opendocument.text";
pub(super) const TEXT: &str = "text/plain";

/// Every type that is taken.
pub(super) const TAKEN: [&str; 8] = [PDF, JPEG, PNG, WEBP, DOCX, XLSX, ODT, TEXT];

/// The type of the file that begins with `head`; none for a type that is not taken.
pub(super) fn of(head: &[u8]) -> Option<&'static str> {
    let starts = |signature: &[u8]| head.starts_with(signature);
    match head {
        _ if starts(b"%PDF-") => Some(PDF),
        _ if starts(b"\xFF\xD8\xFF") => Some(JPEG),
        _ if starts(b"\x89PNG\r\n\x1A\n") => Some(PNG),
        _ if starts(b"RIFF") && head.get(8..12) == Some(b"WEBP") => Some(WEBP),
        _ if starts(ENTRY) => of_zip(head),
        _ => Text::default().goes_on(head).then_some(TEXT),
    }
}

/// The header of an entry of a ZIP file; its name begins at [`NAME`].
const ENTRY: &[u8] = b"PK\x03\x04";
const NAME_LEN: Range<usize> = 26..28;
const NAME: usize = 30;
/// Entries looked at: the parts of a document stand first, before its pictures.
const ENTRIES_MAX: usize = 1_000;

fn of_zip(head: &[u8]) -> Option<&'static str> {
    let odt = [b"mimetype", ODT.as_bytes()].concat();
    if head.get(NAME..).is_some_and(|rest| rest.starts_with(&odt)) {
        return Some(ODT);
    }
    let at = |&n: &usize| head.get(n..).is_some_and(|rest| rest.starts_with(ENTRY));
    let names = (0..head.len()).filter(at).take(ENTRIES_MAX).filter_map(|n| {
        let entry = head.get(n..)?;
        let len = entry.get(NAME_LEN)?.try_into().ok().map(u16::from_le_bytes)?;
        entry.get(NAME..NAME + usize::from(len))
    });
    let names: Vec<&[u8]> = names.collect();
    let has = |start: &[u8]| names.iter().any(|name| name.starts_with(start));
    if !has(b"[Content_Types].xml") {
        return None;
    }
    if has(b"word/") { Some(DOCX) } else { has(b"xl/").then_some(XLSX) }
}

/// Looks through a text, piece by piece: a character may stand across two pieces.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The bytes of a character that was cut off, three at most.
    cut: Vec<u8>,
}

impl Text {
    /// Whether it is still a text with `piece` behind it.
    pub(super) fn goes_on(&mut self, piece: &[u8]) -> bool {
        let bytes = [&self.cut, piece].concat();
        let (good, cut) = match std::str::from_utf8(&bytes) {
            Ok(text) => (text, &[][..]),
            Err(error) if error.error_len().is_none() => {
                let (good, cut) = bytes.split_at(error.valid_up_to());
                (std::str::from_utf8(good).unwrap_or_default(), cut)
            }
            Err(_) => return false,
        };
        self.cut = cut.to_vec();
        good.chars().all(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{c}'))
    }

    /// Whether it may end here.
    pub(super) fn ends(&self) -> bool {
        self.cut.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(name: &str, stored: &str) -> Vec<u8> {
        let len = u16::try_from(name.len()).unwrap().to_le_bytes();
        [ENTRY, &[0; 22], &len, &[0; 2], name.as_bytes(), stored.as_bytes()].concat()
    }

    #[test]
    fn what_a_file_is_is_told_by_its_bytes() {
        let types = entry("[Content_Types].xml", "<Types/>");
        for (head, expected) in [
            (b"%PDF-1.7\n".to_vec(), Some(PDF)),
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF".to_vec(), Some(JPEG)),
            (b"\x89PNG\r\n\x1A\n\0\0".to_vec(), Some(PNG)),
            (b"RIFF\x10\0\0\0WEBPVP8 ".to_vec(), Some(WEBP)),
            ([types.clone(), entry("word/document.xml", "<x/>")].concat(), Some(DOCX)),
            ([types.clone(), entry("xl/workbook.xml", "<x/>")].concat(), Some(XLSX)),
            (entry("mimetype", ODT), Some(ODT)),
            ("Biên bản họp".as_bytes().to_vec(), Some(TEXT)),
            (types, None),
            (entry("evil.exe", "MZ"), None),
            (entry("mimetype", "application/epub+zip"), None),
            (b"RIFF\x10\0\0\0WAVE".to_vec(), None),
            (b"MZ\x90\0".to_vec(), None),
            (b"\x7FELF".to_vec(), None),
            (b"GIF89a\x01\0\x01\0".to_vec(), None),
            (b"PK".to_vec(), Some(TEXT)),
        ] {
            assert_eq!(of(&head), expected, "{}", String::from_utf8_lossy(&head));
        }
    }

    #[test]
    fn a_text_may_be_cut_within_a_character_and_not_end_there() {
        let bytes = "Đường".as_bytes();
        for at in 0..bytes.len() {
            let mut text = Text::default();
            assert!(text.goes_on(&bytes[..at]) && text.goes_on(&bytes[at..]) && text.ends());
        }
        let mut text = Text::default();
        assert!(text.goes_on(&bytes[..1]) && !text.ends());
        assert!(!text.goes_on(b"x"));
        assert!(!Text::default().goes_on(b"a\0b"));
    }

    /// What must stand in a file of this type, said in another way than [`of`] looks for it.
    fn signed(found: &str, head: &[u8]) -> bool {
        let has = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
        let zip =
            |part: &[u8]| head[..4] == *b"PK\x03\x04" && has(b"[Content_Types].xml") && has(part);
        match found {
            PDF => head[..5] == *b"%PDF-",
            JPEG => head[..3] == [0xFF, 0xD8, 0xFF],
            PNG => head[..8] == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
            WEBP => head[..4] == *b"RIFF" && head[8..12] == *b"WEBP",
            DOCX => zip(b"word/"),
            XLSX => zip(b"xl/"),
            ODT => {
                head[..4] == *b"PK\x03\x04"
                    && head[30..][..8] == *b"mimetype"
                    && has(ODT.as_bytes())
            }
            TEXT => {
                let text = String::from_utf8_lossy(head);
                // Only a character that is cut off at the end is no text yet.
                let whole = text.strip_suffix('\u{FFFD}').unwrap_or(&text);
                let control = |c: char| c.is_control() && !"\t\n\r\u{c}".contains(c);
                !whole.chars().any(control)
            }
            other => panic!("{other} is not taken"),
        }
    }

    /// Parts of files of every type, whole and broken, and anything between them.
    fn part() -> impl Strategy<Value = Vec<u8>> {
        let known = [
            &b"%PDF-"[..],
            b"\xFF\xD8\xFF",
            b"\x89PNG\r\n\x1A\n",
            b"RIFF",
            b"WEBP",
            b"\0\0\0\0",
            b"PK",
            ENTRY,
            "Đường".as_bytes(),
        ];
        let name = prop::sample::select(vec![
            "[Content_Types].xml",
            "word/document.xml",
            "xl/workbook.xml",
            "mimetype",
            "META-INF/",
            "",
        ]);
        let stored = prop::sample::select(vec!["", ODT, "application/epub+zip"]);
        prop_oneof![
            prop::sample::select(known.map(<[u8]>::to_vec).to_vec()),
            (name, stored).prop_map(|(name, stored)| entry(name, stored)),
            prop::collection::vec(any::<u8>(), 0..20),
            "\\PC{0,20}".prop_map(String::into_bytes),
        ]
    }

    proptest! {
        #[test]
        fn whatever_bytes_come_the_type_that_is_found_has_its_signature(
            parts in prop::collection::vec(part(), 0..6),
            cut in any::<prop::sample::Index>(),
        ) {
            let whole = parts.concat();
            for head in [&whole[..], &whole[..cut.index(whole.len() + 1)]] {
                if let Some(found) = of(head) {
                    prop_assert!(TAKEN.contains(&found) && signed(found, head), "{} {:?}", found, head);
                }
            }
        }
    }
}
