//! Bringing a book in: the file, its columns, what each row is, and what came of it.

use askama::Template;

use crate::act::Field;
use crate::shell::{Choice, Shell};

/// Why something is not taken, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotTaken {
    /// Why.
    pub title: String,
    /// What to do next.
    pub next: String,
}

/// A book on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its address.
    pub address: String,
    /// The file's name, or words for what was pasted.
    pub name: String,
    /// How many rows it has.
    pub rows: usize,
    /// How far it is, in words.
    pub state: String,
}

/// The page on which a file is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "import.html")]
pub struct Start {
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
    /// Books on their way in.
    pub drafts: Vec<Draft>,
}

/// One column of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its place, from 0.
    pub at: usize,
    /// As the spreadsheet calls it: `C`.
    pub letter: String,
    /// Its name in the header.
    pub name: String,
    /// Cells below it.
    pub samples: Vec<String>,
    /// What it may hold.
    pub choices: Vec<Choice>,
    /// It is not read.
    pub unread: bool,
    /// What is wrong with the choice.
    pub error: Option<String>,
}

/// The page on which columns are mended.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "import_columns.html")]
pub struct Columns {
    /// Around it.
    pub shell: Shell,
    /// The address of the book.
    pub address: String,
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub rows: usize,
    /// Why it cannot go on.
    pub refused: Option<NotTaken>,
    /// The rows that may be the header.
    pub headers: Vec<Choice>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// With whom and when petitions were raised.
    pub about: Vec<Field>,
    /// For rows that say nothing.
    pub defaults: Vec<Field>,
    /// One of those is in use.
    pub defaults_open: bool,
}

/// A filter of the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// Its words.
    pub label: String,
    /// How many.
    pub count: usize,
    /// Their address.
    pub address: String,
    /// It is the one shown.
    pub chosen: bool,
}

/// A row and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the sheet.
    pub row: usize,
    /// What it is, for its style: `new`, `there`, `note`, `cannot`.
    pub kind: &'static str,
    /// What it is, in words.
    pub label: String,
    /// Where it cannot be taken, why.
    pub why: Option<String>,
    /// Its words.
    pub content: String,
    /// Who, where, when.
    pub facts: Vec<String>,
    /// What to look at.
    pub notes: Vec<String>,
    /// The number under which it was recorded before.
    pub number: Option<String>,
}

/// The page that says of every row what it is.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "import_check.html")]
pub struct Check {
    /// Around it.
    pub shell: Shell,
    /// The address of the book.
    pub address: String,
    /// Its name.
    pub name: String,
    /// For whom and with whom.
    pub facts: Vec<(String, String)>,
    /// The filters.
    pub tabs: Vec<Tab>,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// The address of the page before.
    pub before: Option<String>,
    /// The address of the next page.
    pub next: Option<String>,
    /// How many are going to be recorded.
    pub new: usize,
    /// How many were recorded before and have an answer in the book.
    pub answered: usize,
    /// How many cannot be taken.
    pub cannot: usize,
    /// The rows that are going to be recorded and say what a row above says.
    pub repeated: Vec<usize>,
    /// Names that nobody knows.
    pub unbound: Vec<Unknown>,
    /// Columns that are not read.
    pub unread: String,
    /// It was sent without being confirmed.
    pub unconfirmed: bool,
}

/// A name that nobody knows, in a book that is not recorded yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The word of its column.
    pub of: String,
    /// As it is written.
    pub written: String,
    /// The beginning of it.
    pub label: String,
    /// What its column is called.
    pub column: String,
    /// In how many rows it stands.
    pub count: usize,
    /// What it likely means.
    pub likely: Vec<Choice>,
    /// What else there is.
    pub others: Vec<Choice>,
}

/// What came of it: a number and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub count: usize,
    /// Of what.
    pub label: String,
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Its number in the sheet.
    pub row: usize,
    /// Its words.
    pub content: String,
    /// Why.
    pub why: NotTaken,
}

/// The page of a book that is being sent, or was.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "import_run.html")]
pub struct Run {
    /// Around it.
    pub shell: Shell,
    /// The address of the book.
    pub address: String,
    /// Its name.
    pub name: String,
    /// How many rows are to be sent.
    pub all: usize,
    /// How many were sent.
    pub done: usize,
    /// It goes on right now.
    pub running: bool,
    /// It was sent to its end.
    pub complete: bool,
    /// Why it stopped before the end.
    pub stopped: Option<NotTaken>,
    /// What came of the rows.
    pub counts: Vec<Count>,
    /// The rows that were refused; the first of them.
    pub left: Vec<Left>,
    /// How many there are.
    pub left_all: usize,
    /// Names that wait to be bound.
    pub unbound: bool,
    /// New petitions with their numbers are there to be saved.
    pub numbers: bool,
}

/// A body, area or field that a name may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbound {
    /// What it is the name of, in words.
    pub of: String,
    /// The word for it: `addressee`.
    pub kind: String,
    /// As it is written.
    pub written: String,
    /// In how many petitions.
    pub count: usize,
    /// The numbers of the first of them.
    pub numbers: Vec<String>,
    /// What it may mean, the likeliest first.
    pub likely: Vec<Choice>,
    /// What else it may mean.
    pub others: Vec<Choice>,
}

/// The page on which names are bound.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "import_names.html")]
pub struct Names {
    /// Around it.
    pub shell: Shell,
    /// Why the last one was not bound.
    pub refused: Option<NotTaken>,
    /// The names.
    pub names: Vec<Unbound>,
    /// Names that the reader may not read.
    pub closed: usize,
    /// There may be more than are shown.
    pub more: bool,
    /// How many petitions the last one was bound in.
    pub bound: Option<usize>,
    /// The reader may say what a name means for books to come.
    pub may_remember: bool,
}
