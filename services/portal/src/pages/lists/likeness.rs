//! Which petitions are alike, and in which words: what a suggestion gives as its reason.
//!
//! Pure and plain on purpose: a person has to see at a glance why something is suggested. Words are
//! compared without diacritics; words that every petition has do not count.

use std::collections::BTreeSet;

use proto::text::fold;

/// Words of a text that are looked at; longer texts are compared by their beginning.
const WORDS_MAX: usize = 80;
/// Of all different words of both texts, how many in a hundred must be in both.
const ALIKE_PERCENT: usize = 40;
/// And at least so many.
const ALIKE_MIN: usize = 3;

/// Words that stand in nearly every petition, folded.
const EVERYWHERE: [&str; 40] = [
    "cu", "tri", "de", "nghi", "kien", "cac", "cua", "va", "cho", "tai", "la", "co", "duoc",
    "khong", "nhan", "dan", "quan", "tam", "som", "tinh", "xa", "phuong", "thon", "voi", "trong",
    "de", "nham", "khi", "den", "tu", "theo", "da", "bi", "nhung", "mot", "nhieu", "hien", "nay",
    "ve", "viec",
];

/// The words of `text` that count, as they are written, each with its folded form.
fn words(text: &str) -> Vec<(String, String)> {
    let each = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let each = each.map(|word| (fold(word), word.to_lowercase()));
    let counts = |(folded, _): &(String, String)| {
        folded.chars().count() > 1 && !EVERYWHERE.contains(&folded.as_str())
    };
    each.filter(counts).take(WORDS_MAX).collect()
}

/// A text, ready to be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Compared {
    words: Vec<(String, String)>,
    set: BTreeSet<String>,
}

impl Compared {
    pub(super) fn of(text: &str) -> Self {
        let words = words(text);
        let set = words.iter().map(|(folded, _)| folded.clone()).collect();
        Self { words, set }
    }

    /// The words that both have, as this one writes them, if they are alike enough; with how alike.
    pub(super) fn shared(&self, other: &Self) -> Option<(usize, Vec<String>)> {
        let both = self.set.intersection(&other.set).count();
        let all = self.set.union(&other.set).count();
        let percent = both.saturating_mul(100).checked_div(all)?;
        if both < ALIKE_MIN || percent < ALIKE_PERCENT {
            return None;
        }
        let mut seen = BTreeSet::new();
        let shared = self.words.iter().filter(|(folded, _)| other.set.contains(folded));
        let shared = shared.filter(|(folded, _)| seen.insert(folded.clone()));
        Some((percent, shared.map(|(_, word)| word.clone()).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(one: &str, other: &str) -> Option<Vec<String>> {
        Compared::of(one).shared(&Compared::of(other)).map(|(_, words)| words)
    }

    #[test]
    fn petitions_in_similar_words_are_alike_and_the_words_are_named() {
        let words = shared(
            "Đề nghị sửa đường liên thôn Bản Pom bị ngập",
            "Cử tri kiến nghị sửa chữa đường liên thôn bản Pom bi ngap khi mưa",
        );
        let words = words.unwrap();
        assert_eq!(words, ["sửa", "đường", "liên", "bản", "pom", "ngập"]);
    }

    #[test]
    fn words_that_every_petition_has_make_nothing_alike() {
        assert_eq!(shared("Cử tri đề nghị tỉnh quan tâm", "Cử tri đề nghị tỉnh quan tâm"), None);
        assert_eq!(shared("Đề nghị sửa đường", "Đề nghị cấp điện cho thôn"), None);
        assert_eq!(shared("", ""), None);
    }
}
