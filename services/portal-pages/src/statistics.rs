//! Statistics: figures that each open the list that they count, with bars drawn by the template.

use askama::Template;

use crate::book::{Filter, Row};
use crate::shell::Shell;

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// How many petitions.
    pub count: usize,
    /// The list of just those.
    pub address: String,
    /// How many there were in the session before, where one is compared with.
    pub before: Option<usize>,
}

/// A line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is counted.
    pub label: String,
    /// The figures, one for each head.
    pub cells: Vec<Cell>,
}

/// A bar of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// How many.
    pub count: usize,
    /// How many before.
    pub before: Option<usize>,
    /// Where its text stands.
    pub text_y: usize,
    /// Where it stands.
    pub y: usize,
    /// How long it is, of 300.
    pub width: usize,
    /// How long the one before is.
    pub width_before: usize,
}

/// Bars, with words for who does not see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// How high all of it is.
    pub height: usize,
    /// What the bars say, in words.
    pub description: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

impl Chart {
    /// Bars of the first figure of each line.
    #[must_use]
    pub fn of(lines: &[Line], description: String) -> Self {
        const ROW: usize = 42;
        let firsts = lines.iter().filter_map(|line| Some((line, line.cells.first()?)));
        let most = firsts.clone().map(|(_, cell)| cell.count.max(cell.before.unwrap_or(0)));
        let most = most.max().unwrap_or(0).max(1);
        let bars: Vec<Bar> = firsts
            .enumerate()
            .map(|(n, (line, cell))| Bar {
                label: line.label.clone(),
                count: cell.count,
                before: cell.before,
                text_y: n * ROW + 14,
                y: n * ROW + 20,
                width: cell.count * 300 / most,
                width_before: cell.before.unwrap_or(0) * 300 / most,
            })
            .collect();
        Self { height: bars.len() * ROW, description, bars }
    }
}

/// Figures that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its id; the words are `statistics-` and it, its note the same with `-note`.
    pub id: &'static str,
    /// Drawn, where that helps.
    pub chart: Option<Chart>,
    /// What the first column holds.
    pub of: String,
    /// The other columns.
    pub heads: Vec<String>,
    /// The figures.
    pub lines: Vec<Line>,
}

impl Section {
    /// The id of its heading.
    #[must_use]
    pub fn words(&self) -> String {
        format!("statistics-{}", self.id)
    }

    /// The id of what it counts, in words.
    #[must_use]
    pub fn note(&self) -> String {
        format!("statistics-{}-note", self.id)
    }
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "statistics.html")]
pub struct Statistics {
    /// Around it.
    pub shell: Shell,
    /// What is counted: council, session, by what.
    pub filters: Vec<Filter>,
    /// As it stood on that day; none for now.
    pub on: Option<String>,
    /// The day up to which it is counted.
    pub until: String,
    /// What is counted, in words.
    pub scope: String,
    /// The session that it is compared with.
    pub before: Option<String>,
    /// Nothing was received.
    pub nothing: bool,
    /// The figures.
    pub sections: Vec<Section>,
    /// The same as a table file.
    pub csv: String,
}

/// The petitions that one figure counts.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "statistics_list.html")]
pub struct Counted {
    /// Around it.
    pub shell: Shell,
    /// What is counted, in words.
    pub what: String,
    /// Of which petitions, in words.
    pub scope: String,
    /// As it stood on that day; none for now.
    pub on: Option<String>,
    /// How many.
    pub count: usize,
    /// Those of this page.
    pub rows: Vec<Row>,
    /// The next page.
    pub next: Option<String>,
    /// The statistics that the figure stands in.
    pub back: String,
}
