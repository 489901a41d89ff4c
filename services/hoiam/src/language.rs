//! The language that the program speaks with people: chosen once, when it starts, and the same for
//! everything that it prints. Help texts and logs stay English.

use std::ffi::OsString;
use std::sync::OnceLock;

use clap::{Args, ValueEnum};

/// A language that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Spoken {
    /// Tiếng Việt
    #[default]
    Vi,
    /// English
    En,
}

static SPOKEN: OnceLock<Spoken> = OnceLock::new();

impl Spoken {
    /// Picks from words in both languages.
    pub(crate) fn pick<T>(self, vietnamese: T, english: T) -> T {
        match self {
            Self::Vi => vietnamese,
            Self::En => english,
        }
    }

    /// Its tag in `Accept-Language`, and the name of labels in answers.
    pub(crate) fn tag(self) -> &'static str {
        self.pick("vi", "en")
    }
}

impl From<Spoken> for import::Lang {
    fn from(spoken: Spoken) -> Self {
        spoken.pick(Self::Vi, Self::En)
    }
}

/// Which language is spoken.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct LanguageArgs {
    /// The language of what is printed [default: that of the machine, or Vietnamese]
    #[arg(long, global = true, env = "HOIAM_LANG", value_name = "LANGUAGE")]
    lang: Option<Spoken>,
    /// The machine's language, by the custom of POSIX: the first of these that says something
    #[arg(long, hide = true, global = true, env = "LC_ALL", hide_env = true)]
    locale_all: Option<OsString>,
    #[arg(long, hide = true, global = true, env = "LC_MESSAGES", hide_env = true)]
    locale_messages: Option<OsString>,
    #[arg(long, hide = true, global = true, env = "LANG", hide_env = true)]
    locale: Option<OsString>,
}

impl LanguageArgs {
    /// The language that these ask for.
    pub(crate) fn wanted(&self) -> Spoken {
        let locales = [&self.locale_all, &self.locale_messages, &self.locale];
        let locale = locales.into_iter().flatten().find(|locale| !locale.is_empty());
        let english = locale.is_some_and(|locale| locale.to_string_lossy().starts_with("en"));
        self.lang.unwrap_or(if english { Spoken::En } else { Spoken::Vi })
    }
}

/// Chooses the language, once for this process.
pub(crate) fn speak(language: Spoken) {
    let _ = SPOKEN.set(language);
}

/// The language that was chosen; Vietnamese before one was.
pub(crate) fn spoken() -> Spoken {
    SPOKEN.get().copied().unwrap_or_default()
}

/// The words of the language that is spoken.
pub(crate) fn say<T>(vietnamese: T, english: T) -> T {
    spoken().pick(vietnamese, english)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_is_spoken_unless_english_is_asked_for() {
        let of = |lang, all: &str, locale: &str| {
            let some = |text: &str| (!text.is_empty()).then(|| OsString::from(text));
            let (locale_all, locale) = (some(all), some(locale));
            LanguageArgs { lang, locale_all, locale_messages: None, locale }.wanted()
        };
        assert_eq!(of(None, "", ""), Spoken::Vi);
        assert_eq!(of(None, "", "C.UTF-8"), Spoken::Vi);
        assert_eq!(of(None, "", "en_GB.UTF-8"), Spoken::En);
        assert_eq!(of(None, "vi_VN.UTF-8", "en_GB.UTF-8"), Spoken::Vi);
        assert_eq!(of(Some(Spoken::Vi), "", "en_US"), Spoken::Vi);
        assert_eq!(of(Some(Spoken::En), "", "vi_VN"), Spoken::En);
    }
}
