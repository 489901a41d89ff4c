//! Statistics: what was received, agreed, forwarded, answered and settled, in time or not, by field,
//! area, body or session; each figure with the list of what it counts.
//!
//! A figure and its list are one selection of the same petitions, so that they cannot differ. First
//! answer and settlement are never added up, and no share is worked out of small numbers.

mod asked;
mod figures;
mod shown;

pub(super) use asked::{session_called, session_name};

use axum::Router;
use axum::extract::{OriginalUri, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use portal_pages::statistics::{Counted as ListPage, Statistics};
use proto::StreamId;
use register::{Course, Scope};

use crate::app::{App, Shared};
use crate::pages::shell::Page;
use crate::pages::{book, export, page};
use crate::params::bad_query;
use crate::problem::Problem;
use asked::Asked;
use figures::Counted;

/// Rows of one page of a list.
const ROWS: usize = 100;

/// The addresses of this screen.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/thong-ke", get(show))
        .route("/thong-ke.csv", get(csv))
        .route("/thong-ke/danh-sach", get(list))
}

/// The petitions asked for, and those of the session before.
struct Both {
    now: Vec<Counted>,
    before: Option<Vec<Counted>>,
}

async fn counted(app: &App, at: &Page, asked: &Asked) -> Result<Both, Problem> {
    let scope = |session| Scope { council: asked.council, raised: session, ..Scope::default() };
    let of = |courses: Vec<Course>| {
        let past = courses.into_iter().filter_map(|course| match asked.on {
            Some(on) => course.on(on),
            None => Some(course),
        });
        past.map(|course| figures::of(at, &course, asked)).collect::<Vec<_>>()
    };
    let now = of(app.register.courses(&scope(asked.raised(at))).await?);
    // A list is of this session only.
    let before = match asked.raised_before(at).filter(|_| asked.figure.is_none()) {
        Some(session) => Some(of(app.register.courses(&scope(Some(session))).await?)),
        None => None,
    };
    Ok(Both { now, before })
}

async fn show(
    State(app): State<Shared>,
    at: Page,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let asked = Asked::of(&at, &uri)?;
    let both = counted(&app, &at, &asked).await?;
    let mut shell = at.shell(at.w().t("statistics-title"), "statistics");
    "*".clone_into(&mut shell.about);
    page(&Statistics {
        shell,
        filters: asked.filters(&at),
        on: asked.on.map(|day| day.to_string()),
        until: asked.day(&at).to_string(),
        scope: asked.scope(&at),
        before: asked.before(&at).map(|session| session_name(&at, &session)),
        nothing: both.now.is_empty() && both.before.as_ref().is_none_or(Vec::is_empty),
        sections: shown::sections(&at, &asked, &both),
        csv: asked.address("/thong-ke.csv", &[]),
    })
}

async fn csv(
    State(app): State<Shared>,
    at: Page,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let asked = Asked::of(&at, &uri)?;
    let both = counted(&app, &at, &asked).await?;
    // With a mark in front, by which spreadsheets know the encoding.
    let mut file = String::from("\u{feff}");
    let w = at.w();
    export::line(&mut file, &[asked.scope(&at), w.day(&asked.day(&at).to_string())]);
    for section in shown::sections(&at, &asked, &both) {
        export::line(&mut file, &[w.t(&section.words())]);
        let heads = std::iter::once(section.of.clone()).chain(section.heads.iter().cloned());
        export::line(&mut file, heads.collect::<Vec<_>>());
        for line in section.lines {
            let cells = line.cells.iter().map(|cell| cell.count.to_string());
            let cells = std::iter::once(line.label.clone()).chain(cells);
            export::line(&mut file, cells.collect::<Vec<_>>());
        }
    }
    let mut response = file.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let named = HeaderValue::from_static("attachment; filename=\"thong-ke.csv\"");
    headers.insert(CONTENT_DISPOSITION, named);
    Ok(response)
}

/// The petitions that one figure counts, the newest first.
async fn list(
    State(app): State<Shared>,
    at: Page,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let asked = Asked::of(&at, &uri)?;
    let figure = asked.figure.clone().ok_or_else(|| bad_query("figure: which one?"))?;
    let both = counted(&app, &at, &asked).await?;
    let group = asked.group.as_deref();
    let fits = |one: &&Counted| one.counts(&figure, asked.by, group);
    let streams: Vec<StreamId> = both.now.iter().filter(fits).map(|one| one.stream).collect();
    let shown: Vec<StreamId> = streams.iter().copied().skip(asked.skip).take(ROWS).collect();
    let rows = app.register.rows_of(&shown).await?;
    let end = asked.skip.saturating_add(ROWS);
    let member = |name: &'static str, value: &str| (name, value.to_owned());
    let mut members = vec![member("figure", &figure)];
    members.extend(group.map(|group| member("group", group)));
    let mut further = members.clone();
    further.push(("skip", end.to_string()));
    let what = shown::figure_words(&at, &figure);
    let what = match group {
        None => what,
        Some(group) => format!("{what} – {}", shown::group_name(&at, &asked, group)),
    };
    let mut shell = at.shell(what.clone(), "statistics");
    shell.address = asked.address("/thong-ke/danh-sach", &members);
    let names = book::Names::of(&at);
    page(&ListPage {
        shell,
        what,
        scope: asked.scope(&at),
        on: asked.on.map(|day| day.to_string()),
        count: streams.len(),
        rows: rows.iter().map(|row| book::shown_row(&at, row, &names, None)).collect(),
        next: (end < streams.len()).then(|| asked.address("/thong-ke/danh-sach", &further)),
        back: asked.address("/thong-ke", &[]),
    })
}
