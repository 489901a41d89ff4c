//! Text as it is searched: without marks, đ included, in lower case. The register searches what
//! everybody may read; a portal searches the texts of its own readers by the same words.

use proto::text::fold;

/// The most words of a query that count.
pub const WORDS_MAX: usize = 12;

/// The folded words of `text`. Hyphens and strokes belong to numbers of petitions and papers.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '/')));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The column that is searched: a blank before each word, so that words match from their start.
#[must_use]
pub fn column(parts: &[&str]) -> String {
    let words = parts.iter().flat_map(|part| words(part));
    words.fold(String::new(), |column, word| column + " " + &word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_do_not_matter_and_neither_does_the_stroke_of_d() {
        for (typed, written) in [
            ("duong", "Đường"),
            ("de nghi", "Đề nghị"),
            ("o nhiem", "Ô nhiễm"),
            ("tieng", "Tie\u{302}\u{301}ng"),
        ] {
            assert_eq!(fold(typed), fold(written));
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["ẮẰẲẴẶ ƯỨỪỬỮỰ Đđ", "İstanbul", "ﬁ ẞ"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }

    #[test]
    fn a_column_has_words_that_begin_with_a_blank() {
        assert_eq!(column(&["LH26-17", "Đường ngập, hỏng"]), " lh26-17 duong ngap hong");
    }
}
