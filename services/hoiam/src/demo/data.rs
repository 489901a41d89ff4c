//! What the demo tells, as data: the files of `deploy/demo`, built into the program.
//!
//! A text that begins with `@` names a body by its key, one that begins with `#` a petition as it
//! was last seen. Every name in these files is made up, and says so.

use anyhow::Context as _;
use import::Sheet;
use proto::Day;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

const PROVINCE: &str = include_str!("../../../../deploy/demo/province.json");
const TOWN: &str = include_str!("../../../../deploy/demo/town.json");
const STORY: &str = include_str!("../../../../deploy/demo/petitions.json");
/// The town's book of petitions, as its office kept it.
pub(crate) const BOOK: &str = include_str!("../../../../deploy/demo/so-kien-nghi-thi-xa.csv");

/// A body, with the officer who acts for it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) level: String,
    pub(crate) under: Option<String>,
    pub(crate) area: Option<String>,
    /// Nobody acts where there is none.
    pub(crate) officer: Option<String>,
    /// Which site may act for it, if not the first.
    pub(crate) site: Option<String>,
    /// Who took its work over, where it ended.
    #[serde(default)]
    pub(crate) heirs: Vec<String>,
}

/// The living province.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Province {
    pub(crate) realm: String,
    pub(crate) from: Day,
    pub(crate) basis: String,
    pub(crate) office: Value,
    pub(crate) admin: String,
    pub(crate) roles: Value,
    pub(crate) areas: Vec<Value>,
    pub(crate) bodies: Vec<Body>,
    pub(crate) deputy: Deputy,
    pub(crate) terms: Vec<Value>,
    pub(crate) sessions: Vec<Value>,
    pub(crate) rounds: Vec<Value>,
    pub(crate) fields: Vec<Value>,
    pub(crate) rules: Map<String, Value>,
    pub(crate) rules_paper: Paper,
    /// A commune's council that meets voters together with the province's.
    pub(crate) commune_rules: Map<String, Value>,
    pub(crate) commune_rules_paper: Paper,
    /// The years whose days off are published.
    pub(crate) calendars: Vec<i16>,
}

/// A deputy, who listens at a delegate group.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deputy {
    pub(crate) key: String,
    pub(crate) body: String,
    pub(crate) name: String,
}

/// The town that was abolished.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Town {
    #[serde(rename = "about")]
    _about: String,
    pub(crate) council: String,
    pub(crate) committee: String,
    pub(crate) front: String,
    pub(crate) peoples_committee: String,
    pub(crate) follower: String,
    pub(crate) group: String,
    pub(crate) from: Day,
    pub(crate) until: Day,
    pub(crate) basis: String,
    pub(crate) term: Map<String, Value>,
    pub(crate) answer: Value,
    pub(crate) rules_paper: Paper,
    /// By what those who took its work over go on.
    pub(crate) rules_after_paper: Paper,
    /// By what it ended.
    pub(crate) end_paper: Paper,
    pub(crate) book: String,
    pub(crate) areas: Vec<Value>,
    pub(crate) bodies: Vec<Body>,
    pub(crate) sessions: Vec<Value>,
    /// The letter with which the standing committee put together what was still open.
    pub(crate) inventory: Paper,
    pub(crate) handed_over: Vec<HandedOver>,
}

/// A paper by which something was done, on its day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Paper {
    pub(crate) on: Day,
    pub(crate) symbol: String,
}

impl Paper {
    /// An act of that day, by that paper.
    pub(crate) fn act(&self) -> Value {
        let Self { on, symbol } = self;
        json!({ "occurred_on": on, "document": { "symbol": symbol, "issued_on": on } })
    }
}

/// What became of a row of the book that was still open when the town ended.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandedOver {
    /// Its number in the book.
    pub(crate) row: usize,
    /// Who holds it now.
    pub(crate) to: String,
    pub(crate) steps: Vec<Step>,
}

/// One act of one body.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) on: Day,
    pub(crate) by: String,
    /// The command, with its context.
    #[serde(rename = "do")]
    pub(crate) command: String,
    /// The petition that it is about, if not the one that it stands with.
    pub(crate) about: Option<String>,
    /// Who answered on paper.
    pub(crate) on_behalf: Option<String>,
    /// Of the letter.
    pub(crate) symbol: Option<String>,
    pub(crate) data: Value,
}

/// A contact meeting.
#[derive(Debug, Deserialize)]
pub(crate) struct Meeting {
    pub(crate) key: String,
    pub(crate) on: Day,
    /// The delegate group that records it.
    pub(crate) by: String,
    pub(crate) area: String,
    /// Everything else of the command.
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}

/// A petition and its life.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Petition {
    pub(crate) key: String,
    pub(crate) meeting: String,
    pub(crate) field: Option<String>,
    pub(crate) by: String,
    pub(crate) original: String,
    pub(crate) public: Option<String>,
    /// Where it stands in the end.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests compare it with what came of it"))]
    pub(crate) stage: String,
    /// And its flags, those of the day aside.
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "tests compare it with what came of it"))]
    pub(crate) flags: Vec<String>,
    /// Right after the meeting.
    #[serde(default)]
    pub(crate) early: Vec<Step>,
    /// What the parties said of its classification.
    #[serde(default)]
    pub(crate) talks: Vec<Step>,
    /// Which sides consented with its list.
    #[serde(default)]
    pub(crate) agree: Vec<String>,
    /// To which proposal.
    #[serde(default = "first")]
    pub(crate) proposal: u32,
    /// Since its letters.
    #[serde(default)]
    pub(crate) after: Vec<Step>,
}

fn first() -> u32 {
    1
}

/// A consolidated list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    pub(crate) key: String,
    pub(crate) on: Day,
    pub(crate) round: String,
    pub(crate) area: String,
    pub(crate) petitions: Vec<String>,
}

/// A letter to an addressee.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Letter {
    pub(crate) key: String,
    pub(crate) on: Day,
    pub(crate) to: String,
    pub(crate) symbol: String,
    pub(crate) petitions: Vec<String>,
    /// To a body that owes nobody here an answer.
    #[serde(default)]
    pub(crate) passed_on: bool,
    /// When its receipt was confirmed, if it was.
    pub(crate) received: Option<Day>,
}

/// What happens in the province.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Story {
    pub(crate) meetings: Vec<Meeting>,
    pub(crate) petitions: Vec<Petition>,
    pub(crate) lists: Vec<List>,
    pub(crate) letters: Vec<Letter>,
}

/// Everything.
#[derive(Debug)]
pub(crate) struct Data {
    pub(crate) province: Province,
    pub(crate) town: Town,
    pub(crate) story: Story,
    pub(crate) book: Vec<BookRow>,
}

/// How a row of the town's book ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Resolved,
    Explained,
    /// It was still open when the town ended.
    Open,
}

/// A row of the town's book, as far as the petition itself does not tell it.
#[derive(Debug)]
pub(crate) struct BookRow {
    pub(crate) ended: Ended,
    pub(crate) answered_on: Day,
}

impl Data {
    /// Reads the files that the program was built with.
    ///
    /// # Errors
    /// Never, in a program whose tests passed.
    pub(crate) fn load() -> anyhow::Result<Self> {
        let sheet = import::read::bytes(BOOK.as_bytes(), None).context("the book")?;
        Ok(Self {
            province: read(PROVINCE).context("province.json")?,
            town: read(TOWN).context("town.json")?,
            story: read(STORY).context("petitions.json")?,
            book: book(&sheet)?,
        })
    }
}

fn read<T: DeserializeOwned>(text: &str) -> anyhow::Result<T> {
    Ok(serde_json::from_str(text)?)
}

fn book(sheet: &Sheet) -> anyhow::Result<Vec<BookRow>> {
    let header = sheet.rows.first().context("the book is empty")?;
    let column = |name: &str| {
        let found = header.iter().position(|cell| cell == name);
        found.with_context(|| format!("the book has no column {name}"))
    };
    let (ended, day) = (column("Kết quả giải quyết")?, column("Ngày trả lời")?);
    let row = |row: usize| {
        Ok(BookRow {
            ended: ending(sheet.cell(row, ended))?,
            answered_on: written_day(sheet.cell(row, day))?,
        })
    };
    (1..sheet.rows.len()).map(row).collect()
}

fn ending(cell: &str) -> anyhow::Result<Ended> {
    match cell {
        "Đã giải quyết xong" => Ok(Ended::Resolved),
        "Đã giải trình" => Ok(Ended::Explained),
        "Đang giải quyết" => Ok(Ended::Open),
        other => anyhow::bail!("the book has an outcome {other:?}"),
    }
}

/// `dd/mm/yyyy`.
fn written_day(cell: &str) -> anyhow::Result<Day> {
    let mut parts = cell.splitn(3, '/');
    let (day, month, year) = (parts.next(), parts.next(), parts.next());
    let iso = [year, month, day].map(Option::unwrap_or_default).join("-");
    iso.parse().with_context(|| format!("the book has a day {cell:?}"))
}

#[cfg(test)]
mod tests;
