//! Names of places, fields and bodies that the realm knows, and how those of a book are bound to
//! them: by equality, never by likeness.

use serde::Serialize;

use crate::words::{begins, plain, tidy};

/// What the realm knows, each with its name and its code or id.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The areas.
    pub areas: Vec<Name>,
    /// The fields of the council's rules.
    pub fields: Vec<Name>,
    /// The bodies that stand.
    pub bodies: Vec<Name>,
}

/// A name and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    text: String,
    plain: String,
    id: String,
}

impl Name {
    /// The name `text` of `id`.
    #[must_use]
    pub fn new(text: &str, id: &str) -> Self {
        Self { text: tidy(text), plain: plain(text), id: id.to_owned() }
    }
}

/// A name of the book: as it is written, and what it is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// As it is written.
    pub written: String,
    /// The code or id; none where nobody, or more than one, has this name.
    pub id: Option<String>,
    /// A known name that is longer or shorter, where there is exactly one.
    pub closest: Option<String>,
}

/// Binds `written` to one of `names`.
#[must_use]
pub fn bind(names: &[Name], written: &str) -> Named {
    let (as_written, folded) = (tidy(written), plain(written));
    let exact = only(names, |name| name.text == as_written || name.id == as_written);
    let bound = exact.or_else(|| only(names, |name| name.plain == folded));
    let near = |name: &Name| {
        let (long, short) = match name.plain.len() > folded.len() {
            true => (&name.plain, &folded),
            false => (&folded, &name.plain),
        };
        !short.is_empty() && long.starts_with(short.as_str())
    };
    let closest = if bound.is_none() { only(names, near) } else { None };
    Named {
        written: as_written,
        id: bound.map(|name| name.id.clone()),
        closest: closest.map(|name| name.text.clone()),
    }
}

fn only(names: &[Name], fits: impl Fn(&Name) -> bool) -> Option<&Name> {
    let mut found = names.iter().filter(|name| fits(name));
    let first = found.next()?;
    found.all(|other| other.id == first.id).then_some(first)
}

/// Words with which the name of a body begins.
const BODY_WORDS: [&str; 35] = [
    "so",
    "ubnd",
    "uy ban",
    "hdnd",
    "hoi dong",
    "thuong truc",
    "cong ty",
    "tong cong ty",
    "tap doan",
    "phong",
    "ban",
    "chi cuc",
    "cuc",
    "tong cuc",
    "dien luc",
    "cong an",
    "toa an",
    "vien",
    "trung tam",
    "bo",
    "doan",
    "to dai bieu",
    "chi nhanh",
    "kho bac",
    "thue",
    "bao hiem",
    "ngan hang",
    "van phong",
    "thanh tra",
    "benh vien",
    "truong",
    "xa",
    "phuong",
    "mttq",
    "mat tran",
];

/// The names in a cell. `;` and line breaks always part two; a comma and "và" only where the name
/// of a body begins behind them, for they stand inside names too ("Sở Nông nghiệp và Môi trường").
#[must_use]
pub fn several(bodies: &[Name], cell: &str) -> Vec<Named> {
    let cell = cell.replace("\r\n", "\n");
    let parts = cell.split([';', '\n']).map(|part| tidy(unlisted(part)));
    let parts = parts.filter(|part| !plain(part).is_empty());
    let mut found: Vec<Named> = Vec::new();
    for part in parts {
        let whole = bind(bodies, &part);
        let pieces = if whole.id.is_some() { vec![part] } else { pieces(bodies, &part) };
        for named in pieces.iter().map(|piece| bind(bodies, piece)) {
            if !found.contains(&named) {
                found.push(named);
            }
        }
    }
    found
}

/// Without what marks it as one of a list: "- Sở …", "1. Sở …".
fn unlisted(part: &str) -> &str {
    let part = part.trim_start().trim_start_matches(['-', '+', '*', '•', '–']).trim_start();
    let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(['.', ')']) {
        Some(rest) if rest.starts_with(' ') => rest,
        Some(_) | None => part,
    }
}

/// How many words of what follows tell whether the name of a body begins there.
const WORDS_AHEAD: usize = 12;

fn pieces(bodies: &[Name], part: &str) -> Vec<String> {
    let words: Vec<&str> = part.split(' ').collect();
    let (mut pieces, mut piece): (Vec<String>, Vec<&str>) = (Vec::new(), Vec::new());
    for (at, word) in words.iter().enumerate() {
        let is_and = matches!(plain(word).as_str(), "va" | "and") || *word == "&";
        let parts = is_and || word.ends_with(',');
        let ahead = words.iter().skip(at + 1).take(WORDS_AHEAD).copied().collect::<Vec<_>>();
        if !parts || piece.is_empty() || !is_start(bodies, &plain(&ahead.join(" "))) {
            piece.push(word);
            continue;
        }
        if !is_and {
            piece.push(word.trim_end_matches(','));
        }
        pieces.push(piece.join(" "));
        piece.clear();
    }
    pieces.push(piece.join(" "));
    pieces.iter().map(|piece| piece.trim_end_matches([',', '.']).to_owned()).collect()
}

/// Whether the folded words begin as the name of a body does.
fn is_start(bodies: &[Name], ahead: &str) -> bool {
    BODY_WORDS.iter().any(|start| begins(ahead, start))
        || bodies.iter().any(|name| begins(ahead, &name.plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies() -> Vec<Name> {
        vec![
            Name::new("Sở Xây dựng", "b1"),
            Name::new("Sở Nông nghiệp và Môi trường", "b2"),
            Name::new("Ủy ban nhân dân phường Bắc", "b3"),
        ]
    }

    #[test]
    fn several_addressees_are_parted_and_names_with_and_stay_whole() {
        for (cell, expected) in [
            ("Sở Xây dựng; Sở Y tế", vec!["Sở Xây dựng", "Sở Y tế"]),
            ("Sở Xây dựng\nSở Y tế", vec!["Sở Xây dựng", "Sở Y tế"]),
            ("1. Sở Xây dựng\n2. Sở Y tế", vec!["Sở Xây dựng", "Sở Y tế"]),
            ("- Sở Xây dựng\n- Sở Y tế", vec!["Sở Xây dựng", "Sở Y tế"]),
            ("Sở Xây dựng, UBND xã A và Sở Y tế", vec!["Sở Xây dựng", "UBND xã A", "Sở Y tế"]),
            ("Sở Nông nghiệp và Môi trường", vec!["Sở Nông nghiệp và Môi trường"]),
            ("Sở Văn hóa, Thể thao và Du lịch", vec!["Sở Văn hóa, Thể thao và Du lịch"]),
            ("", vec![]),
            (" ; - ;", vec![]),
        ] {
            let found = several(&bodies(), cell);
            let written: Vec<_> = found.iter().map(|named| named.written.as_str()).collect();
            assert_eq!(written, expected, "{cell}");
        }
    }

    #[test]
    fn a_name_is_bound_without_marks_and_never_by_likeness() {
        assert_eq!(bind(&bodies(), "so xay dung").id.as_deref(), Some("b1"));
        let like = bind(&bodies(), "Sở Xây dựng tỉnh");
        assert_eq!((like.id, like.closest.as_deref()), (None, Some("Sở Xây dựng")));
        assert_eq!(bind(&bodies(), "Sở Y tế").closest, None);
    }

    #[test]
    fn a_name_that_two_have_is_bound_to_neither() {
        let names = [Name::new("Tân Lập", "a"), Name::new("Tấn Lập", "b")];
        assert_eq!(bind(&names, "tan lap").id, None);
        assert_eq!(bind(&names, "Tấn Lập").id.as_deref(), Some("b"));
    }
}
