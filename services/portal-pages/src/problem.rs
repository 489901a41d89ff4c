//! What a reader is shown when something cannot be had.

use askama::Template;

use crate::shell::Shell;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    /// Around it.
    pub shell: Shell,
    /// What is wrong.
    pub title: String,
    /// What to do.
    pub next: String,
    /// Finds it in the log of the operator.
    pub correlation: Option<String>,
    /// Where to try again, when that is worth it.
    pub again: Option<String>,
    /// A way back.
    pub back: String,
    /// What is there.
    pub back_words: String,
}
