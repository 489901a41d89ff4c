//! One act for several petitions: what will happen, and what came of it.

use askama::Template;

use crate::act::{Field, Refused};
use crate::shell::Shell;

/// A petition that was ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticked {
    /// What the form sends of it: the stream and what was seen of it.
    pub seen: String,
    /// Its number.
    pub number: String,
    /// Its public wording, if it has one.
    pub wording: Option<String>,
    /// The word of its stage.
    pub stage_code: String,
    /// The label of its stage.
    pub stage: String,
}

/// Confirming the act.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "bulk.html")]
pub struct BulkPage {
    /// Around it.
    pub shell: Shell,
    /// The act, in words.
    pub act: String,
    /// What will happen, in words.
    pub what: String,
    /// The petitions.
    pub ticked: Vec<Ticked>,
    /// How many more were asked for than one act takes.
    pub left_out: u64,
    /// The list that they were ticked in.
    pub book: String,
    /// What the form sends without being typed.
    pub hidden: Vec<(String, String)>,
    /// The fields of the act.
    pub fields: Vec<Field>,
    /// For whom and when.
    pub around: Vec<Field>,
    /// The letter, on whose behalf.
    pub paper: Vec<Field>,
    /// One of those is filled in or wrong.
    pub paper_open: bool,
    /// It cannot be taken back.
    pub is_final: bool,
    /// It was sent without the confirmation.
    pub unconfirmed: bool,
    /// Why nothing was done.
    pub refused: Option<Refused>,
}

/// What came of it for one petition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Its number.
    pub number: String,
    /// How it is told: `done`, `refused`, `unsent`.
    pub code: &'static str,
    /// Why not, where it was refused.
    pub title: Option<String>,
    /// What to do about it.
    pub next: Option<String>,
}

impl Outcome {
    /// It was done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.code == "done"
    }

    /// It was not sent, or nobody knows.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        self.code == "unsent"
    }
}

/// What came of the act.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "bulk_done.html")]
pub struct BulkDone {
    /// Around it.
    pub shell: Shell,
    /// The act, in words.
    pub act: String,
    /// For each petition.
    pub outcomes: Vec<Outcome>,
    /// How many were done.
    pub done: usize,
    /// How many were refused.
    pub refused: usize,
    /// How many were not sent.
    pub unsent: usize,
    /// Sends the same again, for those that were not sent: under the same key nothing is done twice.
    pub again: Vec<(String, String)>,
    /// The list that they were ticked in.
    pub book: String,
}
