//! What each row of a book is, in words that a clerk understands.

mod say;

use proto::Day;
use proto::text::{FREE_TEXT_MAX, FreeText, TextError};
use serde::Serialize;

pub use say::Lang;

use crate::columns::{Column, Header};
use crate::key::Keys;
use crate::known::{Known, Named, bind, several};
use crate::read::Sheet;
use crate::when;
use crate::words::{begins, plain, tidy};

/// A petition of the book.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Petition {
    /// Under which it is sent; see [`crate::key`].
    pub key: String,
    /// Its number in the book.
    pub ordinal: String,
    /// The session, as it is written.
    pub session: String,
    /// Who raised it, as it is written.
    pub voter: String,
    /// The petition itself, its lines kept.
    pub content: String,
    /// The place.
    pub area: Option<Named>,
    /// The field.
    pub field: Option<Named>,
    /// The delegate group.
    pub group: Option<Named>,
    /// Who has to answer.
    pub addressees: Vec<Named>,
    /// How it ended, as it is written.
    pub outcome: String,
    /// What was answered, as it is written.
    pub answer: String,
    /// The day on which it was raised.
    #[serde(serialize_with = "as_text")]
    pub on: Option<Day>,
    /// What stands where the day should, where it is no day.
    pub no_day: Option<String>,
    /// Whether a cell begins as a formula does and is kept as text.
    pub has_formula: bool,
}

fn as_text<S: serde::Serializer>(day: &Option<Day>, to: S) -> Result<S::Ok, S::Error> {
    match day {
        Some(day) => to.serialize_some(&day.to_string()),
        None => to.serialize_none(),
    }
}

/// Why a row cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Other cells are filled, the petition is not.
    NoContent,
    /// Longer than a petition may be, in bytes.
    TooLong,
    /// A character that hides or turns text.
    Character {
        /// Its code point.
        code: u32,
    },
}

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// A petition.
    Petition(Box<Petition>),
    /// More addressees of the petition above, which is merged over this row.
    GoesOn,
    /// A heading between rows.
    Section {
        /// Its words.
        title: String,
    },
    /// The header, printed again.
    HeaderAgain,
    /// A sum.
    Total,
    /// Nothing.
    Empty,
    /// A row that cannot be taken.
    Unreadable {
        /// Why.
        why: Why,
    },
}

/// A row and its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its number in the sheet, from 1.
    pub row: usize,
    /// What it is.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// A book that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// Where its header stands.
    pub header: Header,
    /// The rows below it.
    pub rows: Vec<Row>,
}

impl Book {
    /// Judges every row below the header; `None` where no header is found.
    ///
    /// `scope` names where the petitions go (council and delegate group): the same book in another
    /// scope is another one.
    #[must_use]
    pub fn of(sheet: &Sheet, known: &Known, scope: &str) -> Option<Self> {
        let header = Header::find(sheet)?;
        let mut rows: Vec<Row> = Vec::new();
        for row in header.below..sheet.rows.len() {
            let mut verdict = judged(sheet, &header, known, row);
            if verdict == Verdict::GoesOn {
                let more = several(&known.bodies, header.cell(sheet, row, Column::Addressee));
                if !extend(&mut rows, more) {
                    verdict = Verdict::Unreadable { why: Why::NoContent };
                }
            }
            rows.push(Row { row: row + 1, verdict });
        }
        let mut keys = Keys::default();
        for petition in rows.iter_mut().filter_map(Row::petition_mut) {
            petition.key = keys.next(scope, petition);
        }
        Some(Self { header, rows })
    }

    /// The petitions with their row numbers.
    pub fn petitions(&self) -> impl Iterator<Item = (usize, &Petition)> {
        self.rows.iter().filter_map(|row| match &row.verdict {
            Verdict::Petition(petition) => Some((row.row, petition.as_ref())),
            Verdict::GoesOn
            | Verdict::Section { .. }
            | Verdict::HeaderAgain
            | Verdict::Total
            | Verdict::Empty
            | Verdict::Unreadable { .. } => None,
        })
    }
}

impl Row {
    /// Whether it should be taken and cannot.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        matches!(self.verdict, Verdict::Unreadable { .. })
    }

    fn petition_mut(&mut self) -> Option<&mut Petition> {
        if let Verdict::Petition(petition) = &mut self.verdict { Some(petition) } else { None }
    }
}

/// Adds addressees to the petition that the rows above end with.
fn extend(rows: &mut [Row], more: Vec<Named>) -> bool {
    let above = rows.iter_mut().rev().find(|row| row.verdict != Verdict::GoesOn);
    let Some(petition) = above.and_then(Row::petition_mut) else { return false };
    for named in more {
        if !petition.addressees.contains(&named) {
            petition.addressees.push(named);
        }
    }
    true
}

fn judged(sheet: &Sheet, header: &Header, known: &Known, row: usize) -> Verdict {
    let width = sheet.rows.get(row).map_or(0, Vec::len);
    let filled: Vec<usize> =
        (0..width).filter(|&column| !plain(sheet.cell(row, column)).is_empty()).collect();
    let content_at = header.places.get(&Column::Content).copied();
    let content = header.cell(sheet, row, Column::Content);
    let cells = || filled.iter().map(|&column| sheet.cell(row, column));
    if filled.is_empty() {
        return Verdict::Empty;
    }
    if Header::at(sheet, row).is_some_and(|again| again.places == header.places) {
        return Verdict::HeaderAgain;
    }
    if is_total(cells()) {
        return Verdict::Total;
    }
    if content.is_empty() && content_at.is_some_and(|at| sheet.goes_on(row, at)) {
        return Verdict::GoesOn;
    }
    if let Some(title) = section(sheet, &filled, content_at, row) {
        return Verdict::Section { title };
    }
    if plain(content).is_empty() {
        return Verdict::Unreadable { why: Why::NoContent };
    }
    petition(sheet, header, known, row)
}

/// A row that begins with a word for "sum" and goes on with nothing but numbers and units.
fn is_total<'a>(mut cells: impl Iterator<Item = &'a str>) -> bool {
    const SUMS: [&str; 7] = ["tong cong", "tong so", "tong", "cong", "total", "grand total", "sum"];
    const UNITS: [&str; 10] =
        ["kien", "nghi", "y", "so", "petitions", "petition", "toan", "bo", "luot", "cong"];
    let only_numbers = |text: &str| {
        let mut words = text.split(' ').filter(|word| !word.is_empty());
        words.all(|word| word.bytes().all(|b| b.is_ascii_digit()) || UNITS.contains(&word))
    };
    let first = cells.next().map(plain).unwrap_or_default();
    let sum = SUMS.iter().filter(|sum| begins(&first, sum)).max_by_key(|sum| sum.len());
    let rest = sum.and_then(|sum| first.strip_prefix(*sum));
    rest.is_some_and(only_numbers) && cells.all(|cell| only_numbers(&plain(cell)))
}

/// The title, where the row is a heading: one text, alone or beside a roman number or a letter.
fn section(
    sheet: &Sheet,
    filled: &[usize],
    content_at: Option<usize>,
    row: usize,
) -> Option<String> {
    let text = |column: usize| tidy(sheet.cell(row, column));
    match *filled {
        [only] if Some(only) != content_at || sheet.is_wide(row, only) => {
            // A number alone is a row that somebody meant to fill.
            let title = text(only);
            let number = title.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            (!number).then_some(title)
        }
        [mark, title] if is_mark(&text(mark)) => Some(format!("{} {}", text(mark), text(title))),
        _ => None,
    }
}

/// I, II, IV. or A, B): how headings are counted, and petitions are not.
fn is_mark(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ')', '/']);
    let roman = text.bytes().all(|byte| b"IVXLC".contains(&byte));
    let letter = text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    !text.is_empty() && text.len() <= 6 && (roman || letter)
}

fn petition(sheet: &Sheet, header: &Header, known: &Known, row: usize) -> Verdict {
    let cell = |column| header.cell(sheet, row, column);
    let spread = |column| header.spread(sheet, row, column);
    let content = match FreeText::new(cell(Column::Content)) {
        Ok(text) => text.as_str().to_owned(),
        Err(TextError::TooLong { .. }) => {
            return Verdict::Unreadable { why: Why::TooLong };
        }
        Err(TextError::Character { code }) => {
            return Verdict::Unreadable { why: Why::Character { code } };
        }
        Err(TextError::Empty | TextError::Token { .. }) => {
            return Verdict::Unreadable { why: Why::NoContent };
        }
    };
    let named = |names, text: &str| (!plain(text).is_empty()).then(|| bind(names, text));
    let date = spread(Column::Date);
    let on = when::day(date);
    let formula = |column: &usize| sheet.cell(row, *column).starts_with('=');
    let petition = Petition {
        key: String::new(),
        ordinal: tidy(cell(Column::Ordinal)),
        session: tidy(spread(Column::Session)),
        voter: tidy(spread(Column::Voter)),
        content,
        area: named(&known.areas, spread(Column::Area)),
        field: named(&known.fields, spread(Column::Field)),
        group: named(&known.bodies, spread(Column::Group)),
        addressees: several(&known.bodies, spread(Column::Addressee)),
        outcome: tidy(cell(Column::Outcome)),
        answer: tidy(cell(Column::Answer)),
        no_day: (on.is_none() && !date.is_empty()).then(|| tidy(date)),
        on,
        has_formula: sheet.is_text && header.places.values().any(formula),
    };
    match petition.original().len() > FREE_TEXT_MAX {
        true => Verdict::Unreadable { why: Why::TooLong },
        false => Verdict::Petition(Box::new(petition)),
    }
}

impl Petition {
    /// The words to be recorded: the petition, and below it, set off, what the book says beside it
    /// and no command carries. Nothing that is written is lost because a name is not known yet.
    #[must_use]
    pub fn original(&self) -> String {
        let unbound = |named: &Option<Named>| match named {
            Some(named) if named.id.is_none() => named.written.clone(),
            Some(_) | None => String::new(),
        };
        let addressees: Vec<&str> =
            self.addressees.iter().map(|named| named.written.as_str()).collect();
        let beside = [
            ("Kỳ họp", self.session.clone()),
            ("Địa bàn", unbound(&self.area)),
            ("Lĩnh vực", unbound(&self.field)),
            ("Tổ đại biểu", unbound(&self.group)),
            ("Cơ quan", addressees.join("; ")),
            ("Ngày", self.no_day.clone().unwrap_or_default()),
        ];
        let beside: Vec<String> = beside
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| format!("{name}: {text}"))
            .collect();
        match beside.is_empty() {
            true => self.content.clone(),
            false => format!("{}\n\n[Theo sổ — {}]", self.content, beside.join(" · ")),
        }
    }
}
