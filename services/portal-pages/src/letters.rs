//! The desks where letters lie: what came, what went out, what waits for a letter, who works on it;
//! one letter; and the forms by which one act is done to many petitions.

use askama::Template;

use crate::act::{Field, Refused};
use crate::book::Filter;
use crate::import::{Column, NotTaken, Row};
use crate::petition::{Fact, Remark, Text};
use crate::shell::{Choice, Shell};

/// How something stands, as a class of the style sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Its day has passed.
    Late,
    /// Its day is near.
    Soon,
    /// There is time, or nothing is due.
    Plain,
    /// It is done.
    Good,
}

impl Mood {
    /// Its class.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Soon => "soon",
            Self::Plain => "later",
            Self::Good => "done",
        }
    }
}

/// A day by which something is due, with what is left until then in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// When.
    pub day: String,
    /// `3 days late`, `5 days left`; nothing once it is done.
    pub left: String,
    /// How pressing.
    pub mood: Mood,
}

/// A tab of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// In words.
    pub label: String,
    /// Its address.
    pub address: String,
    /// How much lies there; none where nobody counted.
    pub count: Option<u64>,
    /// It is the one shown.
    pub chosen: bool,
}

/// One letter in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRow {
    /// Its address.
    pub address: String,
    /// Number and symbol; words where it has none.
    pub symbol: String,
    /// The day that it bears.
    pub on: String,
    /// Who issued it.
    pub from: String,
    /// To whom.
    pub to: String,
    /// The petitions in it, at most a few.
    pub petitions: Vec<String>,
    /// How many more.
    pub more: usize,
    /// That it arrived, or not yet, in words.
    pub receipt: String,
    /// Until when that is to be confirmed; none when it is, or no rule says so.
    pub receipt_due: Option<Clock>,
    /// How many of its petitions are answered, in words.
    pub answered: String,
    /// The next day on which an answer is due.
    pub answer_due: Option<Clock>,
}

/// One petition on a desk, as one addressee has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The petition's number.
    pub number: String,
    /// The version that is shown: what a form sends as seen.
    pub version: u64,
    /// What is asked for: the public wording, or the voter's words where they may be read.
    pub wording: Option<Text>,
    /// The word of its stage.
    pub stage_code: String,
    /// The label of its stage.
    pub stage: String,
    /// Who has it; nothing where that is clear from the page.
    pub holder: String,
    /// What it has made of it, in words.
    pub state: String,
    /// How that stands.
    pub mood: Mood,
    /// Until when the answer or the work is due.
    pub due: Option<Clock>,
    /// The agencies that work on it.
    pub lead: Option<String>,
    /// The co-ordinating ones.
    pub supporting: String,
    /// Until when the lead agency reports.
    pub inner_due: Option<Clock>,
    /// What was said of it, the last one last.
    pub said: Vec<Remark>,
    /// It can be ticked.
    pub open: bool,
    /// It is ticked.
    pub ticked: bool,
    /// Why it was not done with this one.
    pub error: Option<String>,
}

/// Petitions that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Names the group in ids of the page.
    pub id: String,
    /// To whom they go, or who works on them.
    pub title: String,
    /// How many are late, in words; nothing where none is.
    pub late: String,
    /// What is done with them together: words and address.
    pub act: Option<(String, String)>,
    /// They.
    pub parts: Vec<Part>,
}

/// An act on what is ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// In words.
    pub label: String,
    /// Where its form is.
    pub address: String,
}

/// An answer that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// Where it is gone on with.
    pub address: String,
    /// Where it is given up.
    pub give_up: String,
    /// The numbers of its petitions.
    pub petitions: Vec<String>,
    /// Whose answer it is going to be.
    pub body: String,
    /// Who began it.
    pub made_by: String,
    /// Who saved it last.
    pub saved_by: String,
    /// When.
    pub saved_at: String,
}

/// The page that asks once more before a draft is given up.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "letters_draft.html")]
pub struct DraftPage {
    /// Around it.
    pub shell: Shell,
    /// The draft.
    pub row: DraftRow,
    /// Where one comes back to.
    pub back: String,
}

/// The page on which a table of answers is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "letters_table.html")]
pub struct TableStart {
    /// Around it.
    pub shell: Shell,
    /// Why the last one was not taken.
    pub refused: Option<NotTaken>,
    /// What was pasted.
    pub text: String,
    /// The sheet that was named.
    pub sheet: String,
    /// The largest file, in megabytes.
    pub megabytes: usize,
    /// The largest file, in bytes.
    pub bytes: usize,
    /// The most rows.
    pub rows: usize,
}

/// The page that says of every row of a table of answers what it is.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "letters_table_rows.html")]
pub struct TableRows {
    /// Around it.
    pub shell: Shell,
    /// The address of the table.
    pub address: String,
    /// Its name.
    pub name: String,
    /// Why it cannot go on.
    pub refused: Option<NotTaken>,
    /// The rows that may be the header.
    pub headers: Vec<Choice>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The columns have to be looked at.
    pub columns_open: bool,
    /// Its rows.
    pub rows: Vec<Row>,
    /// How many can be answered.
    pub fits: usize,
    /// How many of those lack something that is filled in by hand.
    pub lack: usize,
    /// How many cannot be taken.
    pub cannot: usize,
    /// In how many drafts they come.
    pub drafts: usize,
    /// Rows beyond the bound are not read.
    pub more: bool,
}

/// The desk.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "letters.html")]
pub struct Desk {
    /// Around it.
    pub shell: Shell,
    /// The tabs.
    pub tabs: Vec<Tab>,
    /// What the chosen tab holds, in one sentence.
    pub about: String,
    /// The word of the chosen tab in addresses.
    pub tab: String,
    /// Filters of the chosen tab.
    pub filters: Vec<Filter>,
    /// Letters, newest first.
    pub letters: Vec<LetterRow>,
    /// Petitions, by whom they concern.
    pub groups: Vec<Group>,
    /// Answers that are being written.
    pub drafts: Vec<DraftRow>,
    /// Other ways to begin.
    pub links: Vec<Action>,
    /// What can be done with what is ticked.
    pub actions: Vec<Action>,
    /// What stands where there is nothing, and what to do then.
    pub empty: Option<(String, String)>,
    /// The address of the next page.
    pub next: Option<String>,
    /// The address of the first page, when this is another one.
    pub first_page: Option<String>,
}

/// The form by which a receipt is confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiving {
    /// Where it goes.
    pub address: String,
    /// The key.
    pub key: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// One letter.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "letter.html")]
pub struct LetterPage {
    /// Around it.
    pub shell: Shell,
    /// Number and symbol.
    pub symbol: String,
    /// From, to, dates.
    pub facts: Vec<Fact>,
    /// The receipt that is awaited.
    pub receipt_due: Option<Clock>,
    /// The next day on which an answer is due.
    pub answer_due: Option<Clock>,
    /// The letter's own words.
    pub note: Option<Text>,
    /// Where it is had as a file.
    pub paper: String,
    /// The form of the receipt, for who may confirm it.
    pub receiving: Option<Receiving>,
    /// Why the receipt cannot be confirmed now, and what to do.
    pub not_receiving: Option<Fact>,
    /// Why it was not confirmed.
    pub refused: Option<Refused>,
    /// How many petitions, and how many of them are answered, in words.
    pub answered: String,
    /// The table.
    pub parts: Vec<Part>,
    /// What can be done with what is ticked.
    pub actions: Vec<Action>,
}

/// What is said to one petition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowForm {
    /// The petition.
    pub part: Part,
    /// The fields.
    pub fields: Vec<Field>,
    /// Fewer people need these.
    pub more: Vec<Field>,
    /// One of those is filled in.
    pub more_open: bool,
}

/// What is going to be done, before it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    /// The letter, who gets what.
    pub facts: Vec<Fact>,
    /// What is said to each petition.
    pub rows: Vec<(Part, Vec<Fact>)>,
    /// Whatever the form sent, sent again.
    pub hidden: Vec<(String, String)>,
    /// Where it is had as a file before it is issued; none for what is no letter of one's own.
    pub draft: Option<String>,
}

/// How what is being written is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Who saved it when, in words.
    pub words: String,
    /// Where it is as somebody else saved it meanwhile.
    pub address: Option<String>,
}

/// The form of one act on many petitions.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "letters_act.html")]
pub struct ActOnMany {
    /// Around it.
    pub shell: Shell,
    /// What the act is.
    pub act: String,
    /// What it does, in a sentence.
    pub lead: String,
    /// Where the form goes.
    pub address: String,
    /// Where one comes back to.
    pub back: String,
    /// How many were done before one was not, in words.
    pub done: Option<String>,
    /// Why it was not taken.
    pub refused: Option<Refused>,
    /// What is sent unseen.
    pub hidden: Vec<(String, String)>,
    /// The petitions, each to be ticked.
    pub parts: Vec<Part>,
    /// The petitions are to be ticked, and none is.
    pub none_ticked: bool,
    /// The fields of the letter, or of the act.
    pub fields: Vec<Field>,
    /// What is said to each petition.
    pub rows: Vec<RowForm>,
    /// Other ways to fill in the form: the value of `step`, and its words.
    pub steps: Vec<(String, String)>,
    /// What the main button says.
    pub go: String,
    /// What is going to be done; none while it is written.
    pub confirm: Option<Confirm>,
    /// What stands where no petition is left to act on.
    pub nothing: bool,
    /// A field of it takes files.
    pub has_files: bool,
    /// The draft that is gone on with.
    pub kept: Option<Kept>,
}
