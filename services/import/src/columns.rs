//! Which column is which: the header, found by its names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::read::Sheet;
use crate::words::{begins, plain};

/// Among how many rows from the top the header is looked for.
pub const HEADER_WITHIN: usize = 20;
/// The most rows of a header whose names stand one below the other.
const HEADER_DEEP: usize = 3;

/// What a column of a book holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The number of the row in the book.
    Ordinal,
    /// The session of the council.
    Session,
    /// Who raised it.
    Voter,
    /// The place.
    Area,
    /// The field.
    Field,
    /// The petition itself.
    Content,
    /// Who has to answer or settle it.
    Addressee,
    /// How it ended.
    Outcome,
    /// What was answered.
    Answer,
    /// The day on which it was raised.
    Date,
    /// The day on which it was answered.
    AnswerDate,
    /// The delegate group.
    Group,
}

/// Folded names; the longest that a header cell begins with tells the column. `None` names what is
/// known and not read, so that it is not taken for something else.
const NAMES: [(Option<Column>, &[&str]); 13] = [
    (Some(Column::Ordinal), &["stt", "so tt", "tt", "so thu tu", "no", "ordinal", "number"]),
    (Some(Column::Session), &["ky hop", "session"]),
    (
        Some(Column::Voter),
        &[
            "cu tri",
            "nguoi kien nghi",
            "ho ten",
            "ho va ten",
            "voter",
            "voters",
            "raised by",
            "petitioner",
        ],
    ),
    (
        Some(Column::Area),
        &[
            "dia ban",
            "dia phuong",
            "dia diem",
            "khu vuc",
            "xa phuong",
            "xa",
            "phuong",
            "noi kien nghi",
            "area",
            "place",
            "commune",
            "ward",
            "locality",
        ],
    ),
    (Some(Column::Field), &["linh vuc", "nhom linh vuc", "field", "sector", "topic"]),
    (
        Some(Column::Content),
        &[
            "noi dung",
            "y kien",
            "kien nghi",
            "cau hoi",
            "cu tri kien nghi",
            "content",
            "petition",
            "petitions",
            "opinion",
            "request",
            "text",
        ],
    ),
    (
        Some(Column::Addressee),
        &[
            "co quan",
            "don vi",
            "noi giai quyet",
            "tham quyen",
            "chuyen den",
            "noi nhan",
            "addressee",
            "addressees",
            "agency",
            "body",
            "responsible",
            "answered by",
        ],
    ),
    (
        Some(Column::Outcome),
        &["ket qua", "tinh trang", "trang thai", "outcome", "result", "status"],
    ),
    (
        Some(Column::Answer),
        &[
            "tra loi",
            "noi dung tra loi",
            "noi dung giai trinh",
            "giai trinh",
            "y kien tra loi",
            "ket qua tra loi",
            "noi dung giai quyet",
            "answer",
            "reply",
            "response",
        ],
    ),
    (Some(Column::Date), &["ngay", "thoi gian", "date", "day", "raised on"]),
    (Some(Column::Group), &["to dai bieu", "nhom dai bieu", "to", "group", "delegate group"]),
    (
        Some(Column::AnswerDate),
        &[
            "ngay tra loi",
            "ngay van ban",
            "thoi gian tra loi",
            "date of answer",
            "answer date",
            "answered on",
        ],
    ),
    (
        None,
        &[
            "thoi han",
            "han",
            "thoi gian giai quyet",
            "ngay giai quyet",
            "ghi chu",
            "dai bieu",
            "van ban tra loi",
            "so van ban",
            "so ky hieu",
        ],
    ),
];
/// A name this short is the whole name or none: `to`, `tt`, `no` begin other words.
const WHOLE_BELOW: usize = 4;

impl Column {
    /// A name that a header may have for it, in Vietnamese.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ordinal => "STT",
            Self::Session => "Kỳ họp",
            Self::Voter => "Cử tri",
            Self::Area => "Địa bàn",
            Self::Field => "Lĩnh vực",
            Self::Content => "Nội dung kiến nghị",
            Self::Addressee => "Cơ quan giải quyết",
            Self::Outcome => "Kết quả",
            Self::Answer => "Nội dung trả lời",
            Self::Date => "Ngày nêu",
            Self::AnswerDate => "Ngày trả lời",
            Self::Group => "Tổ đại biểu",
        }
    }

    /// The column that a header cell names.
    #[must_use]
    pub fn named(cell: &str) -> Option<Self> {
        let cell = plain(cell);
        let all =
            NAMES.iter().flat_map(|(column, names)| names.iter().map(|name| (*column, *name)));
        let fits = all.filter(|(_, name)| {
            cell == *name || (name.len() >= WHOLE_BELOW && begins(&cell, name))
        });
        fits.max_by_key(|(_, name)| name.len()).and_then(|(column, _)| column)
    }
}

/// Where the header stands and which column is where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its first row, from 0.
    pub row: usize,
    /// The first row below it.
    pub below: usize,
    /// Where each column is.
    pub places: BTreeMap<Column, usize>,
    /// Names of columns that are not read, as they are written.
    pub unread: Vec<String>,
}

impl Header {
    /// The first row near the top that names the content and at least one column more.
    #[must_use]
    pub fn find(sheet: &Sheet) -> Option<Self> {
        (0..sheet.rows.len().min(HEADER_WITHIN)).find_map(|row| Self::at(sheet, row))
    }

    /// A header as a person has it: names end above the row `below`, from 0, and each column is where
    /// `places` says. Columns with a name in the last row above and no place are not read.
    #[must_use]
    pub fn chosen(sheet: &Sheet, below: usize, places: BTreeMap<Column, usize>) -> Self {
        let row = below.saturating_sub(1);
        let width = sheet.rows.get(row).filter(|_| below > 0).map_or(0, Vec::len);
        let names = (0..width).filter(|column| !places.values().any(|at| at == column));
        let names = names.map(|column| sheet.cell(row, column)).filter(|name| !name.is_empty());
        let unread = names.map(str::to_owned).collect();
        Self { row, below, places, unread }
    }

    /// What the names in the row above `below` say, whether or not they make a header.
    #[must_use]
    pub fn guessed(sheet: &Sheet, below: usize) -> Self {
        let found = (0..below.min(sheet.rows.len())).rev().take(HEADER_DEEP);
        let found = found.filter_map(|row| Self::at(sheet, row)).find(|found| found.below == below);
        found.unwrap_or_else(|| {
            let mut places = BTreeMap::new();
            let width =
                below.checked_sub(1).and_then(|row| sheet.rows.get(row)).map_or(0, Vec::len);
            for column in 0..width {
                if let Some(named) = Column::named(sheet.cell(below - 1, column)) {
                    places.entry(named).or_insert(column);
                }
            }
            Self::chosen(sheet, below, places)
        })
    }

    /// The header that begins in `row`, if one does.
    pub(crate) fn at(sheet: &Sheet, row: usize) -> Option<Self> {
        let width = sheet.rows.get(row)?.len();
        let deepest = (0..width).map(|column| sheet.last_row_of(row, column)).max()?;
        let last = deepest.min(row + HEADER_DEEP - 1);
        let width = (row..=last).filter_map(|row| sheet.rows.get(row)).map(Vec::len).max()?;
        let (mut places, mut unread) = (BTreeMap::new(), Vec::new());
        for column in 0..width {
            // The lowest name is the narrowest: "Trả lời" above, "Cơ quan" and "Kết quả" below.
            let name =
                (row..=last).rev().map(|row| sheet.cell(row, column)).find(|c| !c.is_empty());
            let Some(name) = name else { continue };
            match Column::named(name) {
                Some(found) if !places.contains_key(&found) => {
                    places.insert(found, column);
                }
                Some(_) | None => unread.push(name.to_owned()),
            }
        }
        let header = places.contains_key(&Column::Content) && places.len() >= 2;
        // A title that is merged over the whole table is one cell, not a header.
        let own = (0..width).filter(|&column| !sheet.cell(row, column).is_empty()).count();
        (header && own >= 2).then_some(Self { row, below: last + 1, places, unread })
    }

    /// The cell of `column` in `row` as it stands; blank where the book has no such column.
    pub(crate) fn cell<'a>(&self, sheet: &'a Sheet, row: usize, column: Column) -> &'a str {
        self.places.get(&column).map_or("", |&at| sheet.cell(row, at))
    }

    /// As [`cell`](Self::cell), a merged cell standing in each of its rows.
    pub(crate) fn spread<'a>(&self, sheet: &'a Sheet, row: usize, column: Column) -> &'a str {
        self.places.get(&column).map_or("", |&at| sheet.spread(row, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_vietnamese_and_english_names_with_and_without_marks() {
        for (cell, column) in [
            ("STT", Some(Column::Ordinal)),
            ("Kỳ họp", Some(Column::Session)),
            ("Cử tri", Some(Column::Voter)),
            ("Cử tri kiến nghị", Some(Column::Content)),
            ("ĐỊA BÀN", Some(Column::Area)),
            ("Di\u{323}a ba\u{300}n", Some(Column::Area)),
            ("linh vuc", Some(Column::Field)),
            ("Nội dung ý kiến, kiến nghị", Some(Column::Content)),
            ("Nội dung trả lời", Some(Column::Answer)),
            ("Cơ quan giải quyết", Some(Column::Addressee)),
            ("Cơ quan\ntrả lời", Some(Column::Addressee)),
            ("Kết quả giải quyết", Some(Column::Outcome)),
            ("Ngày tiếp xúc", Some(Column::Date)),
            ("Ngày trả lời", Some(Column::AnswerDate)),
            ("Tổ đại biểu số", Some(Column::Group)),
            ("Tổng số", None),
            ("Petition", Some(Column::Content)),
            ("Answered by", Some(Column::Addressee)),
            ("Answered on", Some(Column::AnswerDate)),
            ("Notes", None),
        ] {
            assert_eq!(Column::named(cell), column, "{cell}");
        }
    }
}
