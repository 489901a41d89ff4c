//! A file to rows of text cells, within bounds.

mod text;
mod workbook;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The largest file, in bytes.
pub const FILE_MAX: usize = 20 * 1024 * 1024;
/// The most bytes that a workbook may unpack to.
pub const UNPACKED_MAX: u64 = 200 * 1024 * 1024;
/// The most rows of a sheet.
pub const ROWS_MAX: usize = 20_000;
/// The most columns of a sheet.
pub const COLUMNS_MAX: usize = 64;
/// The most characters of a cell, as the program that offices use has it.
pub const CELL_MAX: usize = 32_767;

/// Why a file was not taken: one line that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// It cannot be opened.
    #[error("the file cannot be read: {why}")]
    Unreadable {
        /// What the system said.
        why: String,
    },
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Larger than a book can be.
    #[error("the file has more than {max} bytes; split the book")]
    TooLarge {
        /// The bound.
        max: usize,
    },
    /// A binary workbook of before 2007, or one with a password.
    #[error("an old .xls or a workbook with a password; save it as .xlsx without a password")]
    OldOrEncrypted,
    /// A binary workbook of today.
    #[error("a binary workbook (.xlsb); save it as .xlsx")]
    Binary,
    /// Neither a workbook nor text.
    #[error("not a spreadsheet; save the book as .xlsx, or as .csv in UTF-8")]
    NotASpreadsheet,
    /// Text in another encoding.
    #[error("the text is not UTF-8; save it as \"CSV UTF-8\"")]
    NotUtf8,
    /// Small packed, huge unpacked.
    #[error("the workbook unpacks to more than {max} bytes; such a file is not opened")]
    Bomb {
        /// The bound.
        max: u64,
    },
    /// Too many rows.
    #[error("more than {max} rows; split the book")]
    TooManyRows {
        /// The bound.
        max: usize,
    },
    /// Something stands far to the right.
    #[error("row {row} has a cell beyond column {max}; delete what stands there")]
    TooManyColumns {
        /// Its row, from 1.
        row: usize,
        /// The bound.
        max: usize,
    },
    /// One cell is longer than a cell can be.
    #[error("row {row} has a cell with more than {max} characters")]
    CellTooLong {
        /// Its row, from 1.
        row: usize,
        /// The bound.
        max: usize,
    },
    /// The workbook has no sheet of that name.
    #[error("no such sheet; the workbook has: {there}")]
    NoSuchSheet {
        /// The names of its sheets.
        there: String,
    },
    /// A workbook that is damaged inside.
    #[error("the file is damaged: {why}")]
    Damaged {
        /// What was met.
        why: String,
    },
}

/// Where a merged cell ends, and the column in which its text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Merged {
    last_row: usize,
    first_column: usize,
    wide: bool,
}

/// The cells of one sheet. A row ends with its last cell that is not blank.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sheet {
    /// The rows from the top, blank ones included.
    pub rows: Vec<Vec<String>>,
    /// By column and first row.
    #[serde(with = "as_list")]
    merged: BTreeMap<(usize, usize), Merged>,
    /// Whether it is text, where a formula would stand as it was typed.
    pub is_text: bool,
}

/// Names in JSON are texts, so a map by numbers is a list there.
mod as_list {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Merged;

    type Places = BTreeMap<(usize, usize), Merged>;

    pub(super) fn serialize<S: Serializer>(places: &Places, to: S) -> Result<S::Ok, S::Error> {
        places.iter().collect::<Vec<_>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Places, D::Error> {
        Ok(Vec::<((usize, usize), Merged)>::deserialize(from)?.into_iter().collect())
    }
}

impl Sheet {
    /// A sheet of these rows, nothing merged.
    #[must_use]
    pub fn of(rows: Vec<Vec<String>>) -> Self {
        Self { rows, ..Self::default() }
    }

    /// The most cells that stand in one row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or_default()
    }

    /// The text of a cell, trimmed; blank where nothing stands.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let cell = self.rows.get(row).and_then(|cells| cells.get(column));
        cell.map_or("", |text| text.trim())
    }

    /// As [`cell`](Self::cell), the text of a merged cell standing in each of its rows.
    #[must_use]
    pub fn spread(&self, row: usize, column: usize) -> &str {
        let own = self.cell(row, column);
        if !own.is_empty() {
            return own;
        }
        let covering = self.covering(row, column);
        covering.map_or("", |(first_row, merged)| self.cell(first_row, merged.first_column))
    }

    /// The last row of the merged cell that covers this one; the row itself where none does.
    #[must_use]
    pub fn last_row_of(&self, row: usize, column: usize) -> usize {
        self.covering(row, column).map_or(row, |(_, merged)| merged.last_row)
    }

    /// Whether a merged cell that began in a row above covers this one.
    #[must_use]
    pub fn goes_on(&self, row: usize, column: usize) -> bool {
        self.covering(row, column).is_some_and(|(first_row, _)| first_row < row)
    }

    /// Whether this cell is merged with its neighbours to the side.
    #[must_use]
    pub fn is_wide(&self, row: usize, column: usize) -> bool {
        self.covering(row, column).is_some_and(|(_, merged)| merged.wide)
    }

    fn covering(&self, row: usize, column: usize) -> Option<(usize, Merged)> {
        let before = self.merged.range((column, 0)..=(column, row)).next_back();
        let (&(_, first_row), &merged) = before?;
        (merged.last_row >= row).then_some((first_row, merged))
    }

    /// Merges the cells between two corners, as far as they lie within the bounds.
    fn merge(&mut self, from: (usize, usize), to: (usize, usize)) {
        let merged = Merged { last_row: to.0, first_column: from.1, wide: to.1 > from.1 };
        for column in from.1..=to.1.min(COLUMNS_MAX) {
            self.merged.insert((column, from.0), merged);
        }
    }

    /// Puts a cell.
    fn put(&mut self, row: usize, column: usize, text: String) -> Result<(), Refusal> {
        if text.trim().is_empty() {
            return Ok(());
        }
        if row >= ROWS_MAX {
            return Err(Refusal::TooManyRows { max: ROWS_MAX });
        }
        if column >= COLUMNS_MAX {
            return Err(Refusal::TooManyColumns { row: row + 1, max: COLUMNS_MAX });
        }
        if text.chars().count() > CELL_MAX {
            return Err(Refusal::CellTooLong { row: row + 1, max: CELL_MAX });
        }
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        if let Some(cells) = self.rows.get_mut(row) {
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            if let Some(cell) = cells.get_mut(column) {
                *cell = text;
            }
        }
        Ok(())
    }
}

/// Reads the file at `path`; see [`bytes`].
///
/// # Errors
/// Why the file is not taken; show it as it is.
pub fn file(path: &Path, sheet: Option<&str>) -> Result<Sheet, Refusal> {
    from(opened(path)?, sheet)
}

/// The file at `path`, to read from.
///
/// # Errors
/// [`Refusal::Unreadable`].
pub fn opened(path: &Path) -> Result<std::fs::File, Refusal> {
    std::fs::File::open(path).map_err(unreadable)
}

#[allow(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
fn unreadable(error: std::io::Error) -> Refusal {
    Refusal::Unreadable { why: error.kind().to_string() }
}

/// Reads what `source` gives; see [`bytes`].
///
/// # Errors
/// Why it is not taken; show it as it is.
pub fn from(source: impl std::io::Read, sheet: Option<&str>) -> Result<Sheet, Refusal> {
    use std::io::Read as _;
    let mut content = Vec::new();
    // One byte more than allowed tells a file that is too large, whatever its length claims.
    let most = FILE_MAX as u64 + 1;
    source.take(most).read_to_end(&mut content).map_err(unreadable)?;
    bytes(&content, sheet)
}

/// Reads a book: what it is, its first bytes tell, not its name.
///
/// `sheet` is the sheet of a workbook; none takes the first that has a header, or else the first.
///
/// # Errors
/// Why the file is not taken; show it as it is.
pub fn bytes(content: &[u8], sheet: Option<&str>) -> Result<Sheet, Refusal> {
    const OLE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    if content.len() > FILE_MAX {
        return Err(Refusal::TooLarge { max: FILE_MAX });
    }
    match content {
        [] => Err(Refusal::Empty),
        _ if content.starts_with(&OLE) => Err(Refusal::OldOrEncrypted),
        _ if content.starts_with(b"PK\x03\x04") => workbook::read(content, sheet),
        _ => text::read(content),
    }
}
