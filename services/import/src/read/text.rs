//! Books in text: `,` or `;` or tab between the cells.

use super::{Refusal, Sheet};

/// How many lines tell the delimiter.
const LINES_LOOKED_AT: usize = 20;
/// The most records that are looked at: blank rows count too.
const RECORDS_MAX: usize = super::ROWS_MAX * 2;

/// Reads text with or without a byte order mark.
///
/// # Errors
/// Text that is not UTF-8, that holds what no text holds, or that is beyond the bounds.
pub(super) fn read(content: &[u8]) -> Result<Sheet, Refusal> {
    if content.starts_with(&[0xFF, 0xFE]) || content.starts_with(&[0xFE, 0xFF]) {
        return Err(Refusal::NotUtf8);
    }
    if content.contains(&0) || content.starts_with(b"%PDF") {
        return Err(Refusal::NotASpreadsheet);
    }
    let text = std::str::from_utf8(content).map_err(|_| Refusal::NotUtf8)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.trim_start().starts_with('<') || text.starts_with("{\\rtf") {
        return Err(Refusal::NotASpreadsheet);
    }
    let (text, delimiter) = match told(text) {
        Some((delimiter, rest)) => (rest, delimiter),
        None => (text, delimiter(text)),
    };
    let mut records = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut sheet = Sheet { is_text: true, ..Sheet::default() };
    for (row, record) in records.records().enumerate() {
        if row >= RECORDS_MAX {
            return Err(Refusal::TooManyRows { max: super::ROWS_MAX });
        }
        let record = record.map_err(|_| Refusal::NotUtf8)?;
        for (column, cell) in record.iter().enumerate() {
            sheet.put(row, column, unmarked(cell).to_owned())?;
        }
    }
    match sheet.rows.is_empty() {
        true => Err(Refusal::Empty),
        false => Ok(sheet),
    }
}

/// Without the apostrophe by which a table file says that what follows is no formula: so that a file
/// that was given out comes back with the same words.
fn unmarked(cell: &str) -> &str {
    let bare = cell.strip_prefix('\'');
    bare.filter(|bare| bare.starts_with(['=', '+', '-', '@', '\t'])).unwrap_or(cell)
}

/// The delimiter that the first line tells, `sep=;`, as spreadsheets write it; that line is no row.
fn told(text: &str) -> Option<(u8, &str)> {
    let (first, rest) = text.split_once('\n')?;
    let told = first.strip_prefix("sep=")?.trim_end_matches('\r');
    let known = [b',', b';', b'\t'].into_iter().find(|known| told.as_bytes() == [*known])?;
    Some((known, rest))
}

/// The one of the three that splits the first lines into the most cells, quoted ones left alone.
fn delimiter(text: &str) -> u8 {
    let widest = |candidate: &u8| {
        let mut records = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(*candidate)
            .from_reader(text.as_bytes());
        let widths = records.records().take(LINES_LOOKED_AT).flatten();
        // Commas stand in sentences too: only cells that are short, as names of columns are, count.
        let short = |cell: &&str| {
            let long = cell.trim().chars().count();
            (1..=40).contains(&long) && !cell.starts_with(' ')
        };
        widths.map(|record| record.iter().filter(short).count()).max().unwrap_or(0)
    };
    // On a tie the first named stands: a tab is never part of a sentence, a semicolon seldom.
    [b',', b';', b'\t'].into_iter().max_by_key(widest).unwrap_or(b',')
}
