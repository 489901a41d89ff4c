//! The rows of the book as a table file: what the address shows, in its order, all pages.
//!
//! Holds public wordings only: a file leaves the portal, where a destroyed key no longer reaches.
//! Wordings come from the public, so that no cell of a file is ever a formula: in CSV it begins with
//! an apostrophe, in a workbook it is stored as a string. A file that would be cut short is refused.

mod table;
mod workbook;

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use proto::StreamId;
use register::{PetitionRow, Place, ReadError};

use crate::app::{App, Shared};
use crate::pages::book::{Asked, tally};
use crate::pages::shell::Page;
use crate::problem::Problem;
use table::{Cell, Table};

/// Rows read at once.
const PAGE: u32 = 1_000;
/// The most rows of a CSV file; it is sent as it is read.
const CSV_MAX: u64 = 200_000;
/// The most rows of a workbook; it is made in memory.
const XLSX_MAX: u64 = 20_000;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn counted(app: &App, at: &Page, asked: &Asked, most: u64) -> Result<(), Problem> {
    let total = tally(app, at, asked).await?.total();
    if total <= most {
        return Ok(());
    }
    let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "too_many_rows");
    Err(problem.with("rows", total).with("rows_max", most))
}

fn file(body: Body, media_type: &'static str, named: &'static str) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static(named));
    response
}

/// Where reading goes on: at the beginning, behind a row, or nowhere.
enum Next {
    First,
    Behind(Place),
    Nothing,
}

impl Next {
    async fn read(&self, app: &App, asked: &Asked) -> Result<(Vec<PetitionRow>, Self), ReadError> {
        let place = match self {
            Self::First => None,
            Self::Behind(place) => Some(place),
            Self::Nothing => return Ok((Vec::new(), Self::Nothing)),
        };
        let read = app.register.petitions_in(asked.order, &asked.filter, place, PAGE).await?;
        Ok((read.0, read.1.map_or(Self::Nothing, Self::Behind)))
    }
}

/// The contact rounds of the meetings at which `rows` were raised.
async fn rounds_of(
    app: &App,
    rows: &[PetitionRow],
) -> Result<BTreeMap<StreamId, String>, ReadError> {
    let meetings: Vec<StreamId> = rows.iter().filter_map(|row| row.meeting).collect();
    app.register.rounds_of(&meetings).await
}

/// `GET /so.csv`.
pub(super) async fn csv(
    State(app): State<Shared>,
    at: Page,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let mut asked = Asked::of(&uri, at.reader.today)?;
    asked.widened(&app, &at).await;
    counted(&app, &at, &asked, CSV_MAX).await?;
    let table = Table::of(&at);
    // With a mark in front, by which spreadsheets know the encoding.
    let mut head = String::from("\u{feff}");
    line(&mut head, table.heads(&at));
    let begin = (app, at, asked, table, Next::First, 0_u64, Some(head));
    let parts =
        stream::try_unfold(begin, |(app, at, asked, table, next, count, head)| async move {
            if let Some(head) = head {
                return Ok(Some((head, (app, at, asked, table, next, count, None))));
            }
            if matches!(next, Next::Nothing) {
                return Ok::<_, ReadError>(None);
            }
            let (rows, next) = next.read(&app, &asked).await?;
            let (mut text, mut count) = (String::new(), count);
            let rounds = rounds_of(&app, &rows).await?;
            for row in &rows {
                count += 1;
                let cells = table.cells(&at, row, &rounds, count);
                line(&mut text, cells.iter().map(|cell| cell.text(&at)));
            }
            Ok(Some((text, (app, at, asked, table, next, count, None))))
        });
    let named = "attachment; filename=\"so-kien-nghi.csv\"";
    Ok(file(Body::from_stream(parts), "text/csv; charset=utf-8", named))
}

/// `GET /so.xlsx`.
pub(super) async fn xlsx(
    State(app): State<Shared>,
    at: Page,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let mut asked = Asked::of(&uri, at.reader.today)?;
    let reach = asked.widened(&app, &at).await;
    counted(&app, &at, &asked, XLSX_MAX).await?;
    let table = Table::of(&at);
    let (mut rows, mut next, mut count): (Vec<Vec<Cell>>, _, _) = (Vec::new(), Next::First, 0);
    while !matches!(next, Next::Nothing) {
        let (page, behind) = next.read(&app, &asked).await?;
        let rounds = rounds_of(&app, &page).await?;
        for row in &page {
            count += 1;
            rows.push(table.cells(&at, row, &rounds, count));
        }
        next = behind;
    }
    let about = table::about(&at, &asked, reach, count);
    let heads = table.heads(&at).collect();
    let names = (at.w().t("export-sheet"), at.w().t("export-about"));
    let made = tokio::task::spawn_blocking(move || workbook::made(names, heads, &rows, &about));
    let made = made.await.map_err(|error| Problem::own_fault(&error))?;
    let bytes = made.map_err(|error| Problem::own_fault(&error))?;
    Ok(file(bytes.into(), XLSX, "attachment; filename=\"so-kien-nghi.xlsx\""))
}

/// Puts a line of cells; none of them is a formula.
pub(super) fn line(file: &mut String, cells: impl IntoIterator<Item = impl AsRef<str>>) {
    let cells: Vec<String> = cells.into_iter().map(|cell| safe(cell.as_ref())).collect();
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
            ("+84", "\"'+84\""),
            ("\r=1", "\"'\r=1\""),
            ("\t=1", "\"'\t=1\""),
        ] {
            assert_eq!(safe(cell), expected);
        }
    }
}
