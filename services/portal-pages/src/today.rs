//! The home page: what waits, and what changed.

use askama::Template;

use crate::shell::Shell;

/// How urgent something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Something could not be done by itself.
    Person,
    /// Its day has passed.
    Late,
    /// Its day is near.
    Soon,
    /// Its day is far, or it has none.
    Later,
}

impl Urgency {
    /// Its class in the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Person | Self::Late => "late",
            Self::Soon => "soon",
            Self::Later => "later",
        }
    }

    /// The id of its words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Person => "waits-person",
            Self::Late => "waits-late",
            Self::Soon => "waits-soon",
            Self::Later => "waits-later",
        }
    }
}

/// Something that is one's turn, at one petition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// How urgent it is.
    pub urgency: Urgency,
    /// The petition's number.
    pub number: String,
    /// Its public wording, if it has one.
    pub wording: Option<String>,
    /// Where it stands.
    pub stage: String,
    /// What is due, in words.
    pub what: String,
    /// Where it is done, for who may.
    pub act: Option<String>,
    /// When.
    pub due: Option<String>,
    /// Days left; below 0 days late.
    pub days: i64,
    /// Whose turn it is, when that is not clear from the page.
    pub whose: Option<String>,
}

impl Waiting {
    /// How many days ago its day was.
    #[must_use]
    pub fn late_by(&self) -> i64 {
        0_i64.saturating_sub(self.days)
    }
}

/// Those of one urgency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Which.
    pub urgency: Urgency,
    /// The most pressing first.
    pub items: Vec<Waiting>,
}

/// Something that happened to a petition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The petition's number.
    pub number: String,
    /// What happened, in words.
    pub what: String,
    /// Where the petition stood after it.
    pub stage: String,
    /// How much else happened to it.
    pub others: usize,
    /// The business date.
    pub on: String,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "today.html")]
pub struct Today {
    /// Around it.
    pub shell: Shell,
    /// What waits, by urgency.
    pub groups: Vec<Group>,
    /// How much waits.
    pub count: usize,
    /// There is more, which is due later.
    pub more_waits: bool,
    /// What changed, newest first.
    pub changes: Vec<Change>,
    /// There are more changes than shown.
    pub more_changes: bool,
    /// Up to which position the page shows changes.
    pub position: u64,
    /// The address of the book with all of this.
    pub book: String,
    /// The reader's roles keep the directory and hold no part of a petition's life.
    pub keeps: bool,
}
