//! The words of the pages, looked up by their ids in Fluent files.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Display;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid};

fluent_templates::static_loader! {
    static WORDS = {
        locales: "./locales",
        fallback_language: "vi",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Unless another one is preferred.
    #[default]
    Vietnamese,
    /// The other one.
    English,
}

impl Language {
    /// Its tag, as in the attribute `lang`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }

    /// The language to which the switch changes.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Vietnamese => Self::English,
            Self::English => Self::Vietnamese,
        }
    }
}

static VIETNAMESE: LanguageIdentifier = langid!("vi");
static ENGLISH: LanguageIdentifier = langid!("en");

/// The words in one language, as templates use them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words {
    /// In which language.
    pub language: Language,
}

impl Words {
    /// The words in `language`.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// The words called `id`; the id itself where there are none.
    #[must_use]
    pub fn t(&self, id: &str) -> String {
        self.known(id).unwrap_or_else(|| id.to_owned())
    }

    /// As [`t`](Self::t), with a number in it.
    #[must_use]
    pub fn count(&self, id: &str, count: impl Display) -> String {
        let count: i64 = count.to_string().parse().unwrap_or(i64::MAX);
        self.with(id, "count", FluentValue::from(count))
    }

    /// As [`t`](Self::t), with the position of an entry in it.
    #[must_use]
    pub fn at(&self, id: &str, at: impl Display) -> String {
        self.with(id, "at", FluentValue::from(at.to_string()))
    }

    /// What happened, by the type of its event.
    #[must_use]
    pub fn event(&self, event_type: &str) -> String {
        self.coded("event", event_type)
    }

    /// What a command does, by its context and name.
    #[must_use]
    pub fn command(&self, context: &str, name: &str) -> String {
        self.known(&format!("command-{context}-{name}")).unwrap_or_else(|| name.to_owned())
    }

    /// An entry of the navigation, by its id.
    #[must_use]
    pub fn nav(&self, id: &str) -> String {
        self.coded("nav", id)
    }

    /// The label of a field of a form.
    #[must_use]
    pub fn field(&self, name: &str) -> String {
        self.coded("field", name)
    }

    /// A code that stands as a value; itself where it has no words.
    #[must_use]
    pub fn value(&self, code: &str) -> String {
        self.coded("value", code)
    }

    /// A day, `2026-11-22`, as officials write it.
    #[must_use]
    pub fn day(&self, day: &str) -> String {
        let mut parts = day.splitn(3, '-');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(year), Some(month), Some(day)) => format!("{day}/{month}/{year}"),
            _ => day.to_owned(),
        }
    }

    fn coded(&self, kind: &str, code: &str) -> String {
        let id = format!("{kind}-{}", code.replace('.', "-"));
        self.known(&id).unwrap_or_else(|| code.to_owned())
    }

    fn tag(&self) -> &'static LanguageIdentifier {
        match self.language {
            Language::Vietnamese => &VIETNAMESE,
            Language::English => &ENGLISH,
        }
    }

    /// The words called `id`, if there are any.
    #[must_use]
    pub fn known(&self, id: &str) -> Option<String> {
        WORDS.try_lookup(self.tag(), id)
    }

    fn with(&self, id: &str, name: &'static str, value: FluentValue<'static>) -> String {
        let arguments = HashMap::from([(Cow::Borrowed(name), value)]);
        let found = WORDS.try_lookup_with_args(self.tag(), id, &arguments);
        found.unwrap_or_else(|| id.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use super::*;

    /// Ids with the arguments that each uses.
    fn defined(tag: &str) -> BTreeMap<String, BTreeSet<String>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(tag);
        let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let mut id = String::new();
            for line in text.lines() {
                if let Some((name, _)) = line.split_once(" = ")
                    && line.starts_with(|c: char| c.is_ascii_alphabetic())
                {
                    name.clone_into(&mut id);
                    assert!(ids.insert(id.clone(), BTreeSet::new()).is_none(), "{id} stands twice");
                }
                for part in line.split("{ $").skip(1) {
                    let name: String = part.chars().take_while(|c| c.is_alphanumeric()).collect();
                    ids.entry(id.clone()).or_default().insert(name);
                }
            }
        }
        ids
    }

    #[test]
    fn both_languages_define_the_same_words_with_the_same_arguments() {
        let (vietnamese, english) = (defined("vi"), defined("en"));
        assert!(vietnamese.len() > 200);
        assert_eq!(vietnamese, english);
    }

    #[test]
    fn every_word_that_a_template_asks_for_is_defined() {
        let known = defined("vi");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for call in ["w.t(\"", "w.count(\"", "w.at(\""] {
                for part in text.split(call).skip(1) {
                    let id = part.split('"').next().unwrap();
                    assert!(known.contains_key(id), "{id} is asked for, and not defined");
                }
            }
        }
    }

    #[test]
    fn numbers_stand_in_words_without_marks_around_them() {
        let words = Words::new(Language::English);
        assert_eq!(words.count("waits-count", 1), "1 item");
        assert_eq!(words.count("waits-count", 2), "2 items");
        assert_eq!(Words::default().count("waits-count", 2), "2 việc");
    }

    #[test]
    fn a_code_of_a_newer_program_stands_for_itself() {
        assert_eq!(Words::default().event("intake.not_invented"), "intake.not_invented");
        assert_eq!(Words::default().event("forwarding.petition_answered"), "Trả lời");
        assert_eq!(Words::default().day("2026-11-02"), "02/11/2026");
        assert_eq!(Words::default().day("soon"), "soon");
    }
}
