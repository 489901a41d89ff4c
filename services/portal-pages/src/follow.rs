//! The follow-up desk: what is owed, by state and by the body that owes it; checks, and what is
//! done for many at once.

use askama::Template;

use crate::act::{Field, Refused};
use crate::book::Filter;
use crate::petition::{Fact, Remark, Text};
use crate::shell::Shell;

/// A state to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// In words.
    pub label: String,
    /// Where only those are.
    pub address: String,
    /// How many.
    pub count: usize,
    /// It is the one shown.
    pub chosen: bool,
}

/// What an addressee says is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// When it was said.
    pub on: String,
    /// In which words.
    pub words: Option<Text>,
    /// How many photographs and papers show it.
    pub files: usize,
    /// It is an answer: nobody claimed yet that something is done.
    pub answer: bool,
}

/// What one body owes on one petition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What a tick sends; none where nothing can be done for many.
    pub tick: Option<String>,
    /// The petition.
    pub number: String,
    /// Its public wording.
    pub wording: Option<String>,
    /// What is owed, in words.
    pub what: String,
    /// By when.
    pub due: Option<String>,
    /// Days until then; below 0 when it has passed.
    pub days: i64,
    /// How far up it went, in words.
    pub rung: Option<String>,
    /// How it stands, in words: the outcome, the roadmap's day, the last check.
    pub progress: Vec<Fact>,
    /// What is said to be done.
    pub claim: Option<Claim>,
    /// The one act that is next: its words, and where its form is.
    pub act: Option<(String, String)>,
    /// Who follows it, where that is not the reader.
    pub follower: Option<String>,
}

impl Task {
    /// Days since the day passed.
    #[must_use]
    pub fn late_by(&self) -> i64 {
        -self.days
    }

    /// Its class in the style sheet.
    #[must_use]
    pub fn class(&self) -> &'static str {
        match (&self.due, self.days) {
            (Some(_), ..0) => "late",
            (Some(_), 0..=7) => "soon",
            (Some(_), _) | (None, _) => "later",
        }
    }
}

/// What one body owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owing {
    /// The body.
    pub body: String,
    /// What.
    pub tasks: Vec<Task>,
}

/// Everything in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// `check`, `overdue`, `week` …: its words are `follow-` and it.
    pub id: &'static str,
    /// By body, the one that owes most first.
    pub bodies: Vec<Owing>,
    /// How many.
    pub count: usize,
}

impl Section {
    /// The id of its heading.
    #[must_use]
    pub fn words(&self) -> String {
        format!("follow-{}", self.id)
    }
}

/// The desk.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "follow.html")]
pub struct Desk {
    /// Around it.
    pub shell: Shell,
    /// The states.
    pub tabs: Vec<Tab>,
    /// What else is filtered by.
    pub filters: Vec<Filter>,
    /// A filter is in use.
    pub filtered: bool,
    /// The state that is chosen, for the form of the filters.
    pub state: String,
    /// What is owed.
    pub sections: Vec<Section>,
    /// Reminders can be sent.
    pub reminds: bool,
    /// Followers can be named.
    pub names: bool,
    /// How many more there are than are shown.
    pub more: usize,
    /// Nothing is followed at all, whatever the filters.
    pub nothing: bool,
}

/// A file that shows something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it is.
    pub address: String,
    /// It is a picture, small enough in number to be shown at once.
    pub picture: bool,
    /// What it is.
    pub media_type: String,
    /// Its size in kilobytes.
    pub kilobytes: u64,
}

/// Checking what one addressee answered or claimed.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "follow_check.html")]
pub struct Check {
    /// Around it.
    pub shell: Shell,
    /// The petition.
    pub number: String,
    /// Its public wording.
    pub wording: Option<String>,
    /// What was asked, where the reader may read it.
    pub original: Option<Text>,
    /// Who says that it is done.
    pub body: String,
    /// What was answered and claimed, the last first.
    pub said: Vec<Remark>,
    /// What shows it.
    pub files: Vec<File>,
    /// Earlier checks.
    pub checks: Vec<Remark>,
    /// Where the form goes; none where the reader does not follow the petition.
    pub address: Option<String>,
    /// Who follows it.
    pub follower: Option<String>,
    /// What is sent unseen.
    pub hidden: Vec<(String, String)>,
    /// What was seen.
    pub text: String,
    /// What is wrong with it.
    pub text_error: Option<String>,
    /// When it was seen.
    pub day: Field,
    /// What shows it.
    pub photos: Field,
    /// Why it was not taken.
    pub refused: Option<Refused>,
}

/// One that an act for many is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// What is sent for it.
    pub value: String,
    /// The petition.
    pub number: String,
    /// Its public wording.
    pub wording: Option<String>,
    /// What is owed, or who is proposed, in words.
    pub what: String,
    /// Why it was not done, where it was tried.
    pub error: Option<String>,
}

/// The ones of one body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    /// Who is reminded, or who follows.
    pub body: String,
    /// Of what.
    pub items: Vec<Meant>,
}

/// Confirming an act for many.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "follow_many.html")]
pub struct Many {
    /// Around it.
    pub shell: Shell,
    /// `remind` or `name`.
    pub act: &'static str,
    /// Where the form goes.
    pub address: String,
    /// Its key.
    pub key: String,
    /// Whom it is about.
    pub groups: Vec<Addressed>,
    /// How many.
    pub count: usize,
    /// The fields.
    pub fields: Vec<Field>,
    /// How many were done before others were refused.
    pub done: usize,
    /// Some were not done.
    pub refused: bool,
}
