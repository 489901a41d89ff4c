//! Whether words for the public name the voter who raised the petition.
//!
//! Compares with the recorded name only: it finds no other name, address or number.

use proto::text::plain;

/// What stands before a name and is no part of it.
const TITLES: [&str; 14] =
    ["ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ", "em", "ong", "ba", "đại", "diện", "hộ"];
/// Beginnings of what is recorded in place of a name, folded.
const NOBODY: [&str; 12] = [
    "cu tri",
    "nhieu cu",
    "nhieu ho",
    "nhieu nguoi",
    "tap the",
    "cac",
    "mot so",
    "nhan dan",
    "ba con",
    "ho dan",
    "to dan pho",
    "khong ro",
];

/// Whether `wording` holds a name that `raised_by` records: its words in a row, whole, with or
/// without diacritics.
pub(super) fn names(wording: &str, raised_by: &str) -> bool {
    let wording = format!(" {} ", plain(wording));
    recorded(raised_by).iter().any(|name| wording.contains(&format!(" {name} ")))
}

/// The names in what was recorded, folded: what follows them, such as where they live, is none.
fn recorded(raised_by: &str) -> Vec<String> {
    let ends = |c: char| matches!(c, ',' | ';' | '(' | '/' | '\n') || c.is_ascii_digit();
    let head = raised_by.split(ends).find(|part| part.split_whitespace().count() > 1);
    let people = head.unwrap_or_default().split(" và ");
    people.filter_map(name).collect()
}

/// One name, folded; none where it is less than two words, or nobody's.
fn name(person: &str) -> Option<String> {
    let nobody = |said: &str| NOBODY.iter().any(|nobody| said.starts_with(nobody));
    let title =
        |word: &&str| TITLES.contains(&word.trim_end_matches([':', '.']).to_lowercase().as_str());
    let words = person.split_whitespace().skip_while(title);
    let name = plain(&words.collect::<Vec<_>>().join(" "));
    (name.contains(' ') && !nobody(&name) && !nobody(&plain(person))).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_whole_however_it_is_written() {
        let voter = "Bà Nguyễn Thị Mẫu, thôn Hòa Mạc, 0912 345 678";
        for wording in
            ["Nhà bà Nguyễn Thị Mẫu bị ngập", "nha NGUYEN  THI\nMAU.", "(Nguyễn Thị Mẫu)"]
        {
            assert!(names(wording, voter), "{wording}");
        }
        for wording in ["Thôn Hòa Mạc ngập", "Nguyễn Thị Mẫuu", "Bà Mẫu", "Nguyễn Văn Thị Mẫu"]
        {
            assert!(!names(wording, voter), "{wording}");
        }
        for voters in ["Ông Trần Ba và bà Lê Văn Hai", "Đại diện hộ: Lê Văn Hai", "lê văn hai"]
        {
            assert!(names("ngõ nhà Lê Văn Hai", voters), "{voters}");
        }
    }

    #[test]
    fn what_is_no_name_is_not_looked_for() {
        for nobody in ["Cử tri thôn 3", "Mẫu", "Bà Mẫu", "-", "", "Nhiều cử tri", "bà con thôn"]
        {
            assert!(!names("Nhiều cử tri, bà con thôn 3 và bà Mẫu - đề nghị", nobody), "{nobody}");
        }
    }
}
