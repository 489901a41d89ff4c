//! In which language a reader is answered.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

/// A language that the portal speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Language {
    /// Unless another one is preferred.
    #[default]
    Vietnamese,
    /// For those who write programs.
    English,
}

impl Language {
    /// The language that the request's `Accept-Language` likes best.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let text = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let mut best = (0_u32, Self::default());
        for part in text.unwrap_or_default().split(',').take(20) {
            let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
            let language = match tag.trim().split('-').next().unwrap_or_default() {
                "vi" => Self::Vietnamese,
                "en" => Self::English,
                _ => continue,
            };
            let weight = permille(weight);
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }

    /// Picks from words in both languages.
    pub(crate) fn pick<T>(self, vietnamese: T, english: T) -> T {
        match self {
            Self::Vietnamese => vietnamese,
            Self::English => english,
        }
    }

    /// Its tag in `Content-Language`.
    pub(crate) fn tag(self) -> &'static str {
        self.pick("vi", "en")
    }
}

/// `q=0.8` as 800; what cannot be read counts nothing.
fn permille(weight: &str) -> u32 {
    let Some(number) = weight.trim().strip_prefix("q=") else { return 0 };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = format!("{fraction:0<3}");
    let digits = format!("{whole}{}", fraction.get(..3).unwrap_or("000"));
    digits.parse().unwrap_or(0).min(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_is_spoken_unless_english_is_liked_better() {
        for (accepted, language) in [
            ("", Language::Vietnamese),
            ("fr, *", Language::Vietnamese),
            ("en", Language::English),
            ("en-GB,vi;q=0.9", Language::English),
            ("vi-VN,vi;q=0.9,en;q=0.8", Language::Vietnamese),
            ("en;q=0.1, vi;q=0.05", Language::English),
            ("en;q=x", Language::Vietnamese),
            ("en;q=9999999999999999999999", Language::Vietnamese),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, accepted.parse().unwrap())]);
            assert_eq!(Language::of(&headers), language, "{accepted}");
        }
    }
}
