//! The form of a command, made from its schema.

use askama::Template;

use crate::petition::Fact;
use crate::shell::{Choice, Shell};

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Several lines.
    Text,
    /// One line.
    Line,
    /// A day.
    Day,
    /// A number.
    Number,
    /// One of several.
    One,
    /// Any number of several.
    Many,
    /// A tick: left alone, it says no.
    YesNo,
    /// Yes or no, and one of them has to be said: its choices are `true` and `false`.
    Either,
    /// Files; its choices are those that were taken before.
    Files,
}

impl Kind {
    /// Its word in templates.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Line => "line",
            Self::Day => "day",
            Self::Number => "number",
            Self::One | Self::Either => "one",
            Self::Many => "many",
            Self::YesNo => "yes-no",
            Self::Files => "files",
        }
    }
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in the form.
    pub name: String,
    /// Its label.
    pub label: String,
    /// What it is for, where the label does not say it.
    pub hint: Option<String>,
    /// How it is filled in.
    pub kind: Kind,
    /// It may not be left out.
    pub required: bool,
    /// What was typed.
    pub value: String,
    /// What there is to choose.
    pub choices: Vec<Choice>,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl Field {
    /// The ids of what describes it, for who cannot see that it stands beside it.
    #[must_use]
    pub fn described_by(&self) -> Option<String> {
        let hint = self.hint.is_some().then(|| format!("h-{}", self.name));
        let error = self.error.is_some().then(|| format!("e-{}", self.name));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// Why the command was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong.
    pub title: String,
    /// What to do.
    pub next: String,
    /// What changed meanwhile, in words.
    pub changed: Vec<String>,
    /// Finds it in the log of the operator.
    pub correlation: Option<String>,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "act.html")]
pub struct ActPage {
    /// Around it.
    pub shell: Shell,
    /// The petition's number.
    pub number: String,
    /// The petition's public wording, or what was said where the reader may read it.
    pub wording: Option<String>,
    /// The classification that one agrees to or not.
    pub about: Vec<Fact>,
    /// What the act is, in words.
    pub act: String,
    /// Where the form goes.
    pub address: String,
    /// What is sent unseen: the key, what was seen.
    pub hidden: Vec<(String, String)>,
    /// The fields of the command.
    pub fields: Vec<Field>,
    /// Those around it: for whom, when.
    pub around: Vec<Field>,
    /// Those of the paper.
    pub paper: Vec<Field>,
    /// One of the paper's is filled in, or wrong.
    pub paper_open: bool,
    /// A field of it takes files.
    pub has_files: bool,
    /// It has to be confirmed.
    pub is_final: bool,
    /// The confirmation is missing.
    pub unconfirmed: bool,
    /// Why it was not taken.
    pub refused: Option<Refused>,
}
