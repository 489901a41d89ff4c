//! Names of places, fields and bodies that the realm knows, and how those of a book are bound to
//! them: by equality, never by likeness.

mod alike;
mod told;

pub use alike::alike;
use proto::Day;
use serde::Serialize;

use crate::words::{begins, plain, tidy};

/// What the realm knows, each with its name and its code or id.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The areas.
    pub areas: Vec<Name>,
    /// The fields of the council's rules.
    pub fields: Vec<Name>,
    /// The bodies, those that ended as well.
    pub bodies: Vec<Name>,
    /// Today: for rows without a day, and to tell a day that is still to come.
    pub today: Option<Day>,
}

/// A name and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    text: String,
    plain: String,
    id: String,
    /// Somebody said what it means: it goes before a name that is only equal.
    said: bool,
    from: Option<Day>,
    until: Option<Day>,
    heirs: Vec<String>,
}

impl Name {
    /// The name `text` of `id`.
    #[must_use]
    pub fn new(text: &str, id: &str) -> Self {
        let (text, plain, id) = (tidy(text), plain(text), id.to_owned());
        Self { text, plain, id, said: false, from: None, until: None, heirs: Vec::new() }
    }

    /// The name of something that was there from a day until another, and the ids of those that
    /// took its work over.
    #[must_use]
    pub fn over(self, from: Option<Day>, until: Option<Day>, heirs: Vec<String>) -> Self {
        Self { from, until, heirs, ..self }
    }

    /// Somebody said that books mean this by it.
    #[must_use]
    pub fn said(self) -> Self {
        Self { said: true, ..self }
    }

    fn stands(&self, on: Option<Day>) -> bool {
        let from = self.from.is_none_or(|from| on.is_none_or(|on| from <= on));
        from && !self.ended(on)
    }

    fn ended(&self, on: Option<Day>) -> bool {
        self.until.is_some_and(|until| on.is_none_or(|on| until < on))
    }
}

/// A name of the book: as it is written, and what it is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Named {
    /// As it is written.
    pub written: String,
    /// The code or id; none where nobody, or more than one, has this name.
    pub id: Option<String>,
    /// A known name that is longer or shorter, where there is exactly one.
    pub closest: Option<String>,
    /// Who took the work over of what is written and ended before: bound to it where there is one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub heirs: Vec<String>,
}

/// Binds `written` to one of `names`: what somebody said it means, or else what stood on the day
/// `on` under exactly this name, or under it without marks; or else who took its work over.
#[must_use]
pub fn bind(names: &[Name], written: &str, on: Option<Day>) -> Named {
    let (as_written, folded) = (tidy(written), plain(written));
    let said = |name: &Name| name.said && name.plain == folded;
    let exact = |name: &Name| name.text == as_written || name.id == as_written;
    let alike = |name: &Name| name.plain == folded;
    let then = |fits: &dyn Fn(&Name) -> bool| {
        only(names, |name| fits(name) && name.stands(on)).or_else(|| only(names, fits))
    };
    let found = only(names, said).or_else(|| then(&exact)).or_else(|| then(&alike));
    let Some(name) = found else {
        let near = |name: &Name| {
            let (long, short) = match name.plain.len() > folded.len() {
                true => (&name.plain, &folded),
                false => (&folded, &name.plain),
            };
            !short.is_empty() && long.starts_with(short.as_str()) && name.stands(on)
        };
        let closest = only(names, near).map(|name| name.text.clone());
        return Named { written: as_written, closest, ..Named::default() };
    };
    if !name.ended(on) {
        return Named { written: as_written, id: Some(name.id.clone()), ..Named::default() };
    }
    let heirs = heirs(names, name, on);
    let id = match heirs.as_slice() {
        // Nobody took it over, as far as known: what is written is all that there is.
        [] => Some(name.id.clone()),
        [heir] => Some(heir.id.clone()),
        [_, _, ..] => None,
    };
    let heirs = heirs.into_iter().map(|heir| heir.text.clone()).collect();
    Named { written: as_written, id, closest: None, heirs }
}

/// How many bodies are looked at for who took over the work of one, through several reforms.
const HEIRS_MAX: usize = 100;

fn heirs<'a>(names: &'a [Name], ended: &'a Name, on: Option<Day>) -> Vec<&'a Name> {
    let (mut open, mut seen, mut found) = (vec![ended], vec![ended.id.as_str()], Vec::new());
    while let Some(name) = open.pop().filter(|_| seen.len() < HEIRS_MAX) {
        for heir in &name.heirs {
            let known = names.iter().find(|other| other.id == *heir && !other.said);
            let Some(heir) = known.filter(|heir| !seen.contains(&heir.id.as_str())) else {
                continue;
            };
            seen.push(&heir.id);
            if heir.ended(on) { open.push(heir) } else { found.push(heir) }
        }
    }
    found.sort_by(|one, other| one.text.cmp(&other.text));
    found
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
pub fn several(bodies: &[Name], cell: &str, on: Option<Day>) -> Vec<Named> {
    let cell = cell.replace("\r\n", "\n");
    let parts = cell.split([';', '\n']).map(|part| tidy(unlisted(part)));
    let parts = parts.filter(|part| !plain(part).is_empty());
    let mut found: Vec<Named> = Vec::new();
    for part in parts {
        let whole = bind(bodies, &part, on);
        let pieces = if whole.id.is_some() || !whole.heirs.is_empty() {
            vec![part]
        } else {
            pieces(bodies, &part)
        };
        for named in pieces.iter().map(|piece| bind(bodies, piece, on)) {
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
            let found = several(&bodies(), cell, None);
            let written: Vec<_> = found.iter().map(|named| named.written.as_str()).collect();
            assert_eq!(written, expected, "{cell}");
        }
    }

    #[test]
    fn a_name_is_bound_without_marks_and_never_by_likeness() {
        assert_eq!(bind(&bodies(), "so xay dung", None).id.as_deref(), Some("b1"));
        let like = bind(&bodies(), "Sở Xây dựng tỉnh", None);
        assert_eq!((like.id, like.closest.as_deref()), (None, Some("Sở Xây dựng")));
        assert_eq!(bind(&bodies(), "Sở Y tế", None).closest, None);
    }

    #[test]
    fn a_name_that_two_have_is_bound_to_neither() {
        let names = [Name::new("Tân Lập", "a"), Name::new("Tấn Lập", "b")];
        assert_eq!(bind(&names, "tan lap", None).id, None);
        assert_eq!(bind(&names, "Tấn Lập", None).id.as_deref(), Some("b"));
    }

    #[test]
    fn a_body_that_ended_is_meant_by_its_day_and_after_that_who_took_over() {
        let day = |year| Some(Day::constant(year, 7, 1));
        let ids = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
        let names = [
            Name::new("UBND thị trấn Cũ", "old").over(None, day(2025), ids(&["new"])),
            Name::new("UBND xã Mới", "new").over(day(2025), None, Vec::new()),
            Name::new("UBND huyện Đông", "d").over(None, day(2025), ids(&["old", "b"])),
            Name::new("UBND xã Bắc", "b"),
        ];
        let bound = |name, year| bind(&names, name, day(year));
        assert_eq!(bound("UBND thị trấn Cũ", 2024).id.as_deref(), Some("old"));
        let later = bound("UBND thi tran cu", 2026);
        assert_eq!((later.id.as_deref(), later.heirs), (Some("new"), ids(&["UBND xã Mới"])));
        // Several took it over: a person says which.
        let split = bound("UBND huyện Đông", 2026);
        assert_eq!((split.id, split.heirs), (None, ids(&["UBND xã Bắc", "UBND xã Mới"])));
        // Where two ended in a circle, nobody is found, and nothing hangs.
        let circle = [
            Name::new("A", "a").over(None, day(2025), ids(&["b"])),
            Name::new("B", "b").over(None, day(2025), ids(&["a"])),
        ];
        assert_eq!(bind(&circle, "A", day(2026)).id.as_deref(), Some("a"));
    }

    #[test]
    fn what_somebody_said_a_name_means_goes_before_what_is_only_equal() {
        let names = [Name::new("Tân Lập", "a"), Name::new("tan lap", "b").said()];
        assert_eq!(bind(&names, "Tân Lập", None).id.as_deref(), Some("b"));
    }
}
