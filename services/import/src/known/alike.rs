//! How alike two names are: to put candidates into an order, never to bind by it.

use std::collections::BTreeSet;

use crate::words::plain;

/// Short forms that offices write, and what they stand for.
const SHORT: [(&str, &str); 7] = [
    ("ubnd", "uy ban nhan dan"),
    ("hdnd", "hoi dong nhan dan"),
    ("mttq", "mat tran to quoc"),
    ("tt", "thi tran"),
    ("tp", "thanh pho"),
    ("p", "phuong"),
    ("x", "xa"),
];

/// From 0, nothing alike, to 100, the same words: how many of their words and of the letters in
/// them two names share, without marks and capitals.
#[must_use]
pub fn alike(one: &str, other: &str) -> u32 {
    let (one, other) = (spelled(one), spelled(other));
    if one.is_empty() || other.is_empty() {
        return 0;
    }
    if one == other {
        return 100;
    }
    let words = shared(&words(&one), &words(&other));
    let letters = shared(&letters(&one), &letters(&other));
    (words + letters) / 2
}

fn spelled(name: &str) -> String {
    let whole = |word: &str| {
        let short = SHORT.iter().find(|(short, _)| *short == word);
        short.map_or_else(|| word.to_owned(), |(_, whole)| (*whole).to_owned())
    };
    plain(name).split(' ').map(whole).collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn words(name: &str) -> BTreeSet<String> {
    name.split(' ').map(str::to_owned).collect()
}

fn letters(name: &str) -> BTreeSet<String> {
    let all: Vec<char> = name.chars().collect();
    all.windows(3).map(|three| three.iter().collect()).collect()
}

/// Twice what is shared by all there is, in hundredths.
fn shared(one: &BTreeSet<String>, other: &BTreeSet<String>) -> u32 {
    let all = one.len() + other.len();
    let share = one.intersection(other).count() * 200 / all.max(1);
    u32::try_from(share).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_name_is_the_one_that_was_meant() {
        let known = [
            "Ủy ban nhân dân xã Hòa Phú (giả định)",
            "Ủy ban nhân dân xã Suối Mơ (giả định)",
            "Hội đồng nhân dân xã Hòa Phú (giả định)",
            "Sở Y tế tỉnh Lam Hà (giả định)",
        ];
        for (written, meant) in [("UBND xã Hòa Phú", 0), ("ubnd suoi mo", 1), ("Sở Y tế", 3)]
        {
            let best = (0..known.len()).max_by_key(|n| alike(written, known[*n]));
            assert_eq!(best, Some(meant), "{written}");
        }
        assert_eq!((alike("", "Sở Y tế"), alike("so y te", "Sở Y tế")), (0, 100));
    }
}
