//! "Vì sao?": a recorded decision, taken again.

use askama::Template;

use crate::petition::Fact;
use crate::shell::Shell;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "decision.html")]
pub struct Decision {
    /// Around it.
    pub shell: Shell,
    /// What was done, in words.
    pub command: String,
    /// When, by whom, by which decider.
    pub facts: Vec<Fact>,
    /// The numbers of the petitions that it was about.
    pub petitions: Vec<String>,
    /// Taken again, the outcome is the same; none when it could not be taken again.
    pub same: Option<bool>,
    /// What was seen, each with its version.
    pub seen: Vec<Fact>,
    /// Directory, calendar and rules with their basis.
    pub pinned: Vec<Fact>,
    /// What came of it.
    pub happened: Vec<Fact>,
    /// How each day that it set was counted: what is due, and the steps of the counting.
    pub counted: Vec<(String, Vec<Fact>)>,
    /// Why it was refused, if it was.
    pub refused: Option<Fact>,
    /// As recorded.
    pub raw: String,
}
