//! What each row of a book is, in words that a clerk understands.

mod say;

use std::collections::BTreeMap;

use proto::event::WrittenOf;
use proto::text::{FREE_TEXT_MAX, FreeText, TextError};
use proto::{Day, Digest};
use serde::Serialize;

pub use say::Lang;

use crate::columns::{Column, Header};
use crate::key::Keys;
use crate::known::{Known, Named, bind, several};
use crate::read::Sheet;
use crate::when;
use crate::words::{begins, plain, tidy};

/// A petition of the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Petition {
    /// The digest of its words; see [`crate::key`].
    pub key: Digest,
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
    /// The day on which it was answered.
    #[serde(serialize_with = "as_text")]
    pub answered_on: Option<Day>,
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
    /// The answer is longer than one may be, in bytes.
    AnswerTooLong,
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
        Some(Self::under(sheet, Header::find(sheet)?, known, scope))
    }

    /// As [`of`](Self::of), below a header that a person chose.
    #[must_use]
    pub fn under(sheet: &Sheet, header: Header, known: &Known, scope: &str) -> Self {
        // Where the columns were mended, the header printed again still names the old ones.
        let printed = Header::at(sheet, header.row).map(|printed| printed.places);
        let mut rows: Vec<Row> = Vec::new();
        for row in header.below..sheet.rows.len() {
            let mut verdict = judged(sheet, (&header, printed.as_ref()), known, row);
            if verdict == Verdict::GoesOn {
                let on = when::day(header.spread(sheet, row, Column::Date)).or(known.today);
                let more = several(&known.bodies, header.cell(sheet, row, Column::Addressee), on);
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
        Self { header, rows }
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

fn judged(
    sheet: &Sheet,
    (header, printed): (&Header, Option<&BTreeMap<Column, usize>>),
    known: &Known,
    row: usize,
) -> Verdict {
    let width = sheet.rows.get(row).map_or(0, Vec::len);
    let filled: Vec<usize> =
        (0..width).filter(|&column| !plain(sheet.cell(row, column)).is_empty()).collect();
    let content_at = header.places.get(&Column::Content).copied();
    let content = header.cell(sheet, row, Column::Content);
    let cells = || filled.iter().map(|&column| sheet.cell(row, column));
    if filled.is_empty() {
        return Verdict::Empty;
    }
    if printed.is_some() && Header::at(sheet, row).map(|again| again.places).as_ref() == printed {
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
    let date = spread(Column::Date);
    // Nothing that is in a book is still to come: such a day is a slip of the pen.
    let past = |day: &Day| known.today.is_none_or(|today| *day <= today);
    let on = when::day(date).filter(past);
    let then = on.or(known.today);
    let named = |names, text: &str| (!plain(text).is_empty()).then(|| bind(names, text, then));
    let formula = |column: &usize| sheet.cell(row, *column).starts_with('=');
    let petition = Petition {
        key: Digest::ZERO,
        ordinal: tidy(cell(Column::Ordinal)),
        session: tidy(spread(Column::Session)),
        voter: tidy(spread(Column::Voter)),
        content,
        area: named(&known.areas, spread(Column::Area)),
        field: named(&known.fields, spread(Column::Field)),
        group: named(&known.bodies, spread(Column::Group)),
        addressees: several(&known.bodies, spread(Column::Addressee), then),
        outcome: tidy(cell(Column::Outcome)),
        answer: cell(Column::Answer).trim().to_owned(),
        answered_on: when::day(cell(Column::AnswerDate)).filter(past),
        no_day: (on.is_none() && !date.is_empty()).then(|| tidy(date)),
        on,
        has_formula: sheet.is_text && header.places.values().any(formula),
    };
    match petition.answer.len() > FREE_TEXT_MAX {
        true => Verdict::Unreadable { why: Why::AnswerTooLong },
        false => Verdict::Petition(Box::new(petition)),
    }
}

/// What a book can say of how a petition was answered, in its own words or in ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Who answered, where the book names one body, and it is known.
    pub by: Option<String>,
    /// Who answered, as it is written, where that is not so.
    pub by_written: Option<String>,
    /// What came of it, where the words are clear.
    pub outcome: Option<&'static str>,
    /// What came of it, as it is written.
    pub outcome_written: Option<String>,
    /// The answer.
    pub text: Option<String>,
}

/// Words of books, folded, and what they say came of a petition. Only the whole cell counts: "đã
/// giải quyết một phần" begins like another outcome.
const OUTCOMES: [(&str, &[&str]); 5] = [
    (
        "resolved",
        &[
            "da giai quyet",
            "da giai quyet xong",
            "giai quyet xong",
            "da xong",
            "xong",
            "hoan thanh",
            "da hoan thanh",
            "resolved",
            "done",
        ],
    ),
    ("in_progress", &["dang giai quyet", "dang thuc hien", "dang xu ly", "in progress"]),
    (
        "explained",
        &["giai trinh", "da giai trinh", "da giai thich", "cung cap thong tin", "explained"],
    ),
    ("planned", &["co ke hoach", "da co ke hoach", "se giai quyet", "planned"]),
    ("not_yet_possible", &["chua the giai quyet", "chua co kha nang", "not yet possible"]),
];
/// How words begin that say that there is no answer yet.
const OPEN: [&str; 6] = ["chua", "dang xem xet", "moi tiep nhan", "cho", "open", "pending"];

/// The outcome that a cell names, where its words are clear.
pub(crate) fn outcome_of(cell: &str) -> Option<&'static str> {
    let words = plain(cell);
    let mut known = OUTCOMES.iter().filter(|(_, all)| all.contains(&words.as_str()));
    known.next().map(|(outcome, _)| *outcome)
}

impl Petition {
    /// What the book says of an answer; none where it says nothing, or that there is none yet.
    #[must_use]
    pub fn stated(&self) -> Option<Stated> {
        let (words, outcome) = (plain(&self.outcome), outcome_of(&self.outcome));
        let open = outcome.is_none() && OPEN.iter().any(|open| begins(&words, open));
        if plain(&self.answer).is_empty() && (words.is_empty() || open) {
            return None;
        }
        let by = match self.addressees.as_slice() {
            [one] => one.id.clone(),
            _ => None,
        };
        let names = || self.addressees.iter().map(|named| named.written.as_str());
        let written = names().collect::<Vec<_>>().join("; ");
        let filled = |text: &str| (!plain(text).is_empty()).then(|| text.to_owned());
        Some(Stated {
            by_written: if by.is_none() { filled(&written) } else { None },
            by,
            outcome,
            outcome_written: filled(&self.outcome),
            text: filled(&self.answer),
        })
    }

    /// What the row says beside the petition and the binding of which is kept with it: names that
    /// are not bound, every addressee with the body that it names, the session, what is no day.
    #[must_use]
    pub fn beside(&self) -> Vec<(WrittenOf, &str, Option<&str>)> {
        let mut beside: Vec<(WrittenOf, &str, Option<&str>)> = Vec::new();
        for (of, named) in [
            (WrittenOf::Area, &self.area),
            (WrittenOf::Field, &self.field),
            (WrittenOf::Group, &self.group),
        ] {
            let named = named.as_ref().filter(|named| named.id.is_none());
            beside.extend(named.map(|named| (of, named.written.as_str(), None)));
        }
        let addressees = self.addressees.iter().take(ADDRESSEES_MAX);
        beside.extend(
            addressees.map(|to| (WrittenOf::Addressee, to.written.as_str(), to.id.as_deref())),
        );
        if !self.session.is_empty() {
            beside.push((WrittenOf::Session, &self.session, None));
        }
        beside.extend(self.no_day.as_deref().map(|text| (WrittenOf::Day, text, None)));
        beside
    }
}

/// The most addressees of a row that are kept; a cell with more is no list of addressees.
const ADDRESSEES_MAX: usize = 40;
