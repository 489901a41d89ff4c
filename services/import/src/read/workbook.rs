//! Workbooks: measured before they are opened, then read cell by cell.
//!
//! The reader of workbooks believes what a file says about itself (it reserves as many strings as
//! announced, and a dense grid for one far cell), so nothing reaches it that was not measured here.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx};

use super::{Refusal, Sheet, UNPACKED_MAX};
use crate::columns::Header;

/// The most parts of a package.
const PARTS_MAX: usize = 2_000;
/// The most bytes of the table of shared texts: each entry costs more than its bytes.
const SHARED_MAX: u64 = 64 * 1024 * 1024;
/// The most texts that a workbook may announce: more than a sheet within the bounds can show.
const ANNOUNCED_MAX: u64 = 2_000_000;
/// The most cells, blank ones included, that are looked at.
const CELLS_MAX: usize = super::ROWS_MAX * super::COLUMNS_MAX;
/// The most merged cells that are kept.
const MERGED_MAX: usize = 20_000;
/// The most sheets in which a header is looked for.
const SHEETS_MAX: usize = 50;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads one sheet of a workbook.
///
/// # Errors
/// As [`super::bytes`].
pub(super) fn read(content: &[u8], sheet: Option<&str>) -> Result<Sheet, Refusal> {
    measure(content)?;
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(content)).map_err(damaged)?;
    let names = workbook.sheet_names();
    if let Some(wanted) = sheet {
        return match names.iter().any(|name| name == wanted) {
            true => cells(&mut workbook, wanted),
            false => Err(Refusal::NoSuchSheet { there: names.join(", ") }),
        };
    }
    let mut first = None;
    for name in names.iter().take(SHEETS_MAX) {
        // A chart has a name among the sheets and no cells; what has a header is the book.
        match cells(&mut workbook, name) {
            Ok(found) if Header::find(&found).is_some() => return Ok(found),
            other => first = first.or(Some(other)),
        }
    }
    first.unwrap_or(Err(Refusal::NotASpreadsheet))
}

/// Unpacks every part into nothing, counting: what the directory claims is not believed.
fn measure(content: &[u8]) -> Result<(), Refusal> {
    let mut package = zip::ZipArchive::new(Cursor::new(content)).map_err(damaged)?;
    if package.len() > PARTS_MAX {
        return Err(Refusal::Bomb { max: UNPACKED_MAX });
    }
    let names: Vec<String> = package
        .file_names()
        .map(|name| name.map(|n| n.to_ascii_lowercase()))
        .collect::<Result<_, _>>()
        .map_err(damaged)?;
    if names.iter().any(|name| name.ends_with("workbook.bin")) {
        return Err(Refusal::Binary);
    }
    if !names.iter().any(|name| name == "[content_types].xml")
        || !names.iter().any(|name| name.contains("workbook"))
    {
        return Err(Refusal::NotASpreadsheet);
    }
    // The claims are added up first: an honest directory saves the unpacking.
    let mut claimed = 0u64;
    for at in 0..package.len() {
        claimed = claimed.saturating_add(package.by_index_raw(at).map_err(damaged)?.size());
    }
    if claimed > UNPACKED_MAX {
        return Err(Refusal::Bomb { max: UNPACKED_MAX });
    }
    let mut left = UNPACKED_MAX;
    for (at, name) in names.iter().enumerate() {
        let part = package.by_index(at).map_err(damaged)?;
        let shared = name.replace('\\', "/").ends_with("sharedstrings.xml");
        let most = if shared { left.min(SHARED_MAX) } else { left };
        left -= unpacked(part, most, shared)?;
    }
    Ok(())
}

/// How many bytes a part unpacks to, at most `most`.
fn unpacked(part: impl std::io::Read, most: u64, shared: bool) -> Result<u64, Refusal> {
    let mut part = part.take(most + 1);
    let (mut total, mut buffer) = (0u64, vec![0u8; 64 * 1024]);
    let mut texts = Vec::new();
    loop {
        let read = part.read(&mut buffer).map_err(damaged)?;
        let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else { break };
        total += chunk.len() as u64;
        if shared {
            texts.extend_from_slice(chunk);
        }
    }
    if total > most || announced(&texts).is_some_and(|count| count > ANNOUNCED_MAX) {
        return Err(Refusal::Bomb { max: UNPACKED_MAX });
    }
    Ok(total)
}

/// The largest number of texts that a table of texts announces, wherever it does so.
fn announced(texts: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(texts);
    let counts = text.split("uniqueCount").skip(1).map(|rest| {
        let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "='\"+".contains(c));
        let digits: String = rest.chars().take_while(char::is_ascii_digit).take(20).collect();
        digits.parse().unwrap_or(if digits.is_empty() { 0 } else { u64::MAX })
    });
    counts.max()
}

fn cells(workbook: &mut Workbook<'_>, name: &str) -> Result<Sheet, Refusal> {
    let mut sheet = Sheet::default();
    let mut reader = workbook.worksheet_cells_reader(name).map_err(damaged)?;
    for seen in 0.. {
        let Some(cell) = reader.next_cell().map_err(damaged)? else { break };
        let (row, column) = cell.get_position();
        if seen >= CELLS_MAX {
            return Err(Refusal::TooManyRows { max: super::ROWS_MAX });
        }
        sheet.put(row as usize, column as usize, shown(cell.get_value()))?;
    }
    drop(reader);
    let merged = workbook.merge_cells_by_sheet_name(name).map_err(damaged)?;
    for found in merged.iter().take(MERGED_MAX) {
        let at = |(row, column): (u32, u32)| (row as usize, column as usize);
        sheet.merge(at(found.start), at(found.end));
    }
    Ok(sheet)
}

/// A value as the book shows it: of a formula, what it came to when the book was saved.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        // Outside of these a number is no day, whatever its format says.
        DataRef::DateTime(moment) if !(1.0..2_958_466.0).contains(&moment.as_f64()) => {
            moment.as_f64().to_string()
        }
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// What a library says about damage can quote the file; only its first line is kept, and not all.
fn damaged(error: impl std::fmt::Display) -> Refusal {
    let why = error.to_string();
    let line: String = why.lines().next().unwrap_or_default().chars().take(120).collect();
    Refusal::Damaged { why: line }
}
