//! Tables of answers, as departments send them back: which column is which, and what each row says.
//!
//! A row is matched to a petition by its number alone; whose petition that is, nobody here knows.
//! Nothing is guessed: an outcome whose words are not clear is none.

use std::collections::BTreeMap;

use proto::Day;

use crate::columns::HEADER_WITHIN;
use crate::read::Sheet;
use crate::verdict::outcome_of;
use crate::when;
use crate::words::{begins, plain, tidy};

/// The most rows of a table that are read.
pub const ROWS_MAX: usize = 1_000;

/// What a column of a table of answers holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The number of the petition.
    Number,
    /// What came of it.
    Outcome,
    /// The answer.
    Text,
    /// The road map.
    Roadmap,
    /// The day by which it is done.
    DoneBy,
    /// The wording for the public.
    Public,
    /// Number and symbol of the letter of answer; its date too where it has no column of its own.
    Symbol,
    /// The date of the letter of answer.
    IssuedOn,
}

/// Folded names; the longest that a cell begins with tells the column.
const NAMES: [(Column, &[&str]); 8] = [
    (
        Column::Number,
        &[
            "so kien nghi",
            "ma kien nghi",
            "so hieu kien nghi",
            "kien nghi so",
            "so kn",
            "ma kn",
            "ma so",
            "petition number",
            "petition no",
            "petition",
            "number",
        ],
    ),
    (
        Column::Outcome,
        &[
            "ket qua",
            "tinh trang",
            "trang thai",
            "muc do giai quyet",
            "outcome",
            "result",
            "status",
        ],
    ),
    (
        Column::Text,
        &[
            "noi dung tra loi",
            "tra loi",
            "noi dung giai quyet",
            "noi dung giai trinh",
            "y kien tra loi",
            "giai trinh",
            "answer",
            "reply",
            "response",
        ],
    ),
    (Column::Roadmap, &["lo trinh", "ke hoach thuc hien", "road map", "roadmap"]),
    (
        Column::DoneBy,
        &[
            "ngay hoan thanh",
            "ngay xong",
            "thoi han hoan thanh",
            "han hoan thanh",
            "thoi gian hoan thanh",
            "thoi han",
            "done by",
            "deadline",
        ],
    ),
    (
        Column::Public,
        &["tra loi cong khai", "cau tra loi cong khai", "noi dung cong khai", "public answer"],
    ),
    (
        Column::Symbol,
        &[
            "so van ban",
            "so ky hieu",
            "so hieu van ban",
            "so ngay van ban",
            "van ban tra loi",
            "ky hieu",
            "symbol",
            "letter",
        ],
    ),
    (Column::IssuedOn, &["ngay van ban", "ngay ban hanh", "ngay tra loi", "date of letter"]),
];

impl Column {
    /// The column that a header cell names.
    #[must_use]
    pub fn named(cell: &str) -> Option<Self> {
        let cell = plain(cell);
        let all = NAMES.iter().flat_map(|(of, names)| names.iter().map(|name| (*of, *name)));
        let fits = all.filter(|(_, name)| begins(&cell, name));
        fits.max_by_key(|(_, name)| name.len()).map(|(of, _)| of)
    }
}

/// Where the header ends and which column is where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The first row below the header, from 0.
    pub below: usize,
    /// Where each column is.
    pub places: BTreeMap<Column, usize>,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the sheet, from 1.
    pub row: usize,
    /// The number of the petition as numbers are written: `LH26-12`; blank where there is none.
    pub number: String,
    /// What came of it, where the words are clear.
    pub outcome: Option<&'static str>,
    /// What came of it, as it is written.
    pub outcome_written: String,
    /// The answer, its lines kept.
    pub text: String,
    /// The road map, its lines kept.
    pub roadmap: String,
    /// The day by which it is done.
    pub done_by: Option<Day>,
    /// The wording for the public.
    pub public: String,
    /// Number and symbol of the letter.
    pub symbol: String,
    /// Its date.
    pub issued_on: Option<Day>,
}

impl Table {
    /// The first row near the top that names the petition's number and something that is said of it.
    #[must_use]
    pub fn find(sheet: &Sheet) -> Option<Self> {
        let rows = 0..sheet.rows.len().min(HEADER_WITHIN);
        let tables = rows.map(|row| Self::at(sheet, row.saturating_add(1)));
        tables.into_iter().find(|table| {
            let has = |column| table.places.contains_key(&column);
            has(Column::Number) && (has(Column::Text) || has(Column::Outcome))
        })
    }

    /// What the names in the row above `below` say.
    #[must_use]
    pub fn at(sheet: &Sheet, below: usize) -> Self {
        let mut places = BTreeMap::new();
        if let Some(row) = below.checked_sub(1) {
            for column in 0..sheet.rows.get(row).map_or(0, Vec::len) {
                if let Some(named) = Column::named(sheet.cell(row, column)) {
                    places.entry(named).or_insert(column);
                }
            }
        }
        Self { below, places }
    }

    /// What the rows say, [`ROWS_MAX`] at most; rows that say nothing are left out.
    #[must_use]
    pub fn rows(&self, sheet: &Sheet) -> Vec<Row> {
        let rows = (self.below..sheet.rows.len()).map(|row| self.row(sheet, row));
        let says = |row: &Row| !(row.number.is_empty() && row.text.is_empty());
        rows.filter(says).take(ROWS_MAX).collect()
    }

    fn row(&self, sheet: &Sheet, row: usize) -> Row {
        let cell = |of: Column| self.places.get(&of).map_or("", |&at| sheet.cell(row, at));
        // A letter that answers several petitions is often merged over their rows.
        let spread = |of: Column| self.places.get(&of).map_or("", |&at| sheet.spread(row, at));
        let lines = |of: Column| cell(of).replace("\r\n", "\n").trim().to_owned();
        let (symbol, dated) = parted(spread(Column::Symbol));
        let outcome_written = tidy(cell(Column::Outcome));
        Row {
            row: row.saturating_add(1),
            number: number(cell(Column::Number)),
            outcome: outcome_of(&outcome_written),
            outcome_written,
            text: lines(Column::Text),
            roadmap: lines(Column::Roadmap),
            done_by: when::day(cell(Column::DoneBy)),
            public: lines(Column::Public),
            symbol,
            issued_on: when::day(spread(Column::IssuedOn)).or(dated),
        }
    }
}

/// A number as it is written in the realm, however a department wrote it: `lh26 – 12` is `LH26-12`.
fn number(cell: &str) -> String {
    let dash = |c: char| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { c };
    let text: String = cell.chars().map(dash).collect::<String>().to_uppercase();
    text.split_whitespace().collect()
}

/// `455/UBND-VX ngày 12/11/2026` as the symbol and the day.
fn parted(cell: &str) -> (String, Option<Day>) {
    let cell = tidy(cell);
    let found = [" ngày ", " Ngày ", ", ngày ", " ngay ", ";", ","].iter().find_map(|between| {
        let (symbol, day) = cell.split_once(between)?;
        Some((symbol.trim_end_matches([',', ';', ' ']).to_owned(), when::day(day)?))
    });
    match found {
        Some((symbol, day)) => (symbol, Some(day)),
        None => (cell, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        Sheet::of(
            rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect(),
        )
    }

    #[test]
    fn columns_are_known_by_the_names_that_departments_use() {
        for (cell, column) in [
            ("Số kiến nghị", Some(Column::Number)),
            ("Mã KN", Some(Column::Number)),
            ("Nội dung trả lời", Some(Column::Text)),
            ("Trả lời công khai", Some(Column::Public)),
            ("Kết quả giải quyết", Some(Column::Outcome)),
            ("Lộ trình thực hiện", Some(Column::Roadmap)),
            ("Thời hạn hoàn thành", Some(Column::DoneBy)),
            ("Số, ngày văn bản", Some(Column::Symbol)),
            ("Ngày văn bản", Some(Column::IssuedOn)),
            ("Nội dung kiến nghị", None),
            ("STT", None),
            ("Số điện thoại", None),
        ] {
            assert_eq!(Column::named(cell), column, "{cell}");
        }
    }

    #[test]
    fn a_row_says_what_stands_in_it_and_nothing_more() {
        let sheet = sheet(&[
            &["BẢNG TRẢ LỜI KIẾN NGHỊ"],
            &["STT", "Số kiến nghị", "Kết quả", "Nội dung trả lời", "Hạn hoàn thành", "Số văn bản"],
            &[
                "1",
                "lh26 – 12",
                "Đang giải quyết",
                "Đã lập dự toán.",
                "31/3/2027",
                "455/UBND ngày 12/11/2026",
            ],
            &["2", "LH26-13", "Cơ bản ổn", "", "quý I", ""],
            &["", "", "", "", "", ""],
        ]);
        let table = Table::find(&sheet).unwrap();
        assert_eq!(table.below, 2);
        let rows = table.rows(&sheet);
        assert_eq!(rows.len(), 2);
        let first = &rows[0];
        assert_eq!((first.row, first.number.as_str()), (3, "LH26-12"));
        assert_eq!(first.outcome, Some("in_progress"));
        assert_eq!(first.done_by, Some(Day::constant(2027, 3, 31)));
        assert_eq!(first.symbol, "455/UBND");
        assert_eq!(first.issued_on, Some(Day::constant(2026, 11, 12)));
        let second = &rows[1];
        assert_eq!((second.outcome, second.outcome_written.as_str()), (None, "Cơ bản ổn"));
        assert_eq!((second.done_by, second.text.as_str()), (None, ""));
    }

    #[test]
    fn rows_beyond_the_bound_are_not_read() {
        let mut rows: Vec<Vec<String>> =
            vec![vec!["Số kiến nghị".to_owned(), "Trả lời".to_owned()]];
        rows.extend((0..ROWS_MAX + 5).map(|n| vec![format!("A-{n}"), "x".to_owned()]));
        let sheet = Sheet::of(rows);
        assert_eq!(Table::find(&sheet).unwrap().rows(&sheet).len(), ROWS_MAX);
    }

    #[test]
    fn a_table_without_numbers_is_none() {
        assert_eq!(Table::find(&sheet(&[&["Nội dung kiến nghị", "Trả lời"], &["a", "b"]])), None);
    }
}
