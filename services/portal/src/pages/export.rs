//! The rows of the book as a table file. A cell that a spreadsheet would take for a formula begins
//! with an apostrophe: wordings come from the public.

use axum::extract::{OriginalUri, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::app::Shared;
use crate::pages::book::{Asked, rows, shown};
use crate::pages::shell::Page;
use crate::problem::Problem;

const PAGE: u32 = 200;
/// The most rows of one file.
const ROWS_MAX: usize = 20_000;

pub(super) async fn csv(
    State(app): State<Shared>,
    at: Page,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let asked = Asked::of(&uri, at.reader.today)?;
    let w = at.w();
    let heads = ["number", "wording", "stage", "where", "due", "raised"];
    // With a mark in front, by which spreadsheets know the encoding.
    let mut file = String::from("\u{feff}");
    line(&mut file, &heads.map(|head| w.t(&format!("col-{head}"))));
    let (mut after, mut count) = (None, 0_usize);
    while count < ROWS_MAX {
        let (page, next) = rows(&app, &asked, after.as_deref(), PAGE).await?;
        for row in page.iter().map(|row| shown(&at, row)) {
            let wording = row.wording.unwrap_or_default();
            let due = row.due.unwrap_or_default();
            line(&mut file, &[row.number, wording, row.stage, row.place, due, row.raised_on]);
            count += 1;
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    let mut response = file.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let named = HeaderValue::from_static("attachment; filename=\"so-kien-nghi.csv\"");
    headers.insert(CONTENT_DISPOSITION, named);
    Ok(response)
}

/// Puts a line of cells; none of them is a formula.
pub(super) fn line(file: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| safe(cell)).collect();
    file.push_str(&cells.join(","));
    file.push_str("\r\n");
}

fn safe(cell: &str) -> String {
    let formula = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let mark = if formula || cell.starts_with(['\t', '\r', '\n']) { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        for (cell, expected) in [
            ("đèn", "\"đèn\""),
            ("=1+1", "\"'=1+1\""),
            (" @SUM(A1)", "\"' @SUM(A1)\""),
            ("-2\"x", "\"'-2\"\"x\""),
            ("\t=1", "\"'\t=1\""),
        ] {
            assert_eq!(safe(cell), expected);
        }
    }
}
