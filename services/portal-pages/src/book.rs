//! The book: filters, rows, pages.

use askama::Template;

use crate::shell::{Choice, Shell};

/// One filter of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Its name in the address.
    pub name: String,
    /// Its label.
    pub label: String,
    /// What there is to choose; empty for a day.
    pub choices: Vec<Choice>,
    /// What is chosen.
    pub value: String,
}

/// A condition that is set, and the address without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// The label of the filter.
    pub label: String,
    /// What is asked for.
    pub value: String,
    /// The same book without this condition.
    pub without: String,
    /// How many petitions there would be then, where there are none now.
    pub found: Option<u64>,
    /// More than were counted.
    pub more: bool,
}

/// A list that somebody named, or that comes with a body's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// What it is called.
    pub name: String,
    /// Its address.
    pub address: String,
    /// It is what is shown.
    pub here: bool,
}

/// One petition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its stream: what a ticked row sends.
    pub id: String,
    /// The beginning of the voter's words, for a reader who may read them, where there is no
    /// public wording.
    pub original: Option<String>,
    /// Field and area, by name.
    pub about: Vec<String>,
    /// Its number.
    pub number: String,
    /// Its public wording, if it has one.
    pub wording: Option<String>,
    /// The word of its stage.
    pub stage_code: String,
    /// The label of its stage.
    pub stage: String,
    /// The labels of its flags.
    pub flags: Vec<String>,
    /// Those it was sent to, or those who had it first.
    pub place: String,
    /// The next due day.
    pub due: Option<String>,
    /// What is due then, in words.
    pub due_what: String,
    /// That day has passed.
    pub late: bool,
    /// When it was raised.
    pub raised_on: String,
}

/// How many stand at a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The label of the stage.
    pub stage: String,
    /// The address of those.
    pub address: String,
    /// How many.
    pub count: u64,
    /// It is the one filtered by.
    pub chosen: bool,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "book.html")]
pub struct Book {
    /// Around it.
    pub shell: Shell,
    /// What was searched for.
    pub q: String,
    /// That the search did not reach everything, and why; none when it did.
    pub reach: Option<String>,
    /// How many conditions are set beside the search.
    pub filtered: usize,
    /// The filters that are asked for most.
    pub first: Vec<Filter>,
    /// The others.
    pub more: Vec<Filter>,
    /// One of the others is in use.
    pub more_open: bool,
    /// The orders.
    pub sorts: Vec<Choice>,
    /// Members of the address that have no field in the form.
    pub hidden: Vec<(String, String)>,
    /// The conditions that are set.
    pub chips: Vec<Chip>,
    /// Lists that come with the work of the bodies acted for.
    pub standard: Vec<View>,
    /// Lists that this account named.
    pub saved: Vec<View>,
    /// Lists can be named: somebody is signed in.
    pub can_save: bool,
    /// The address of this list, from its first page.
    pub address: String,
    /// How many at each stage.
    pub counts: Vec<Count>,
    /// How many are late, near, in need of a person.
    pub pressing: Vec<Count>,
    /// How many altogether; none behind the first page.
    pub total: Option<u64>,
    /// The rows.
    pub rows: Vec<Row>,
    /// The acts that may be given for several petitions.
    pub acts: Vec<Choice>,
    /// The most petitions of one act.
    pub acts_max: usize,
    /// The address of the next page.
    pub next: Option<String>,
    /// The address of the first page, when this is another one.
    pub first_page: Option<String>,
    /// The address of the same rows as a table file.
    pub csv: String,
    /// The address of the same rows as a workbook.
    pub xlsx: String,
}
