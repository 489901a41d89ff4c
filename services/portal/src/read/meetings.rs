//! `GET /meetings`, `GET /meetings/{stream}`: contact meetings, and what was raised at one.

use axum::Json;
use axum::extract::State;
use proto::id::Code;
use proto::{BodyId, Position, StreamId};
use register::{Filter, Meeting, MeetingFilter, Page, PetitionRow};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::{App, Shared};
use crate::caller::Reader;
use crate::opened::{closed, opened};
use crate::params::{Named, Params, limit};
use crate::problem::Problem;
use crate::view;

/// The most petitions of one meeting that are shown with it; more are found by `?meeting=`.
const PETITIONS_MAX: u32 = 200;

/// `?body=…&round=…&area=…&cursor=…`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeetingParams {
    body: Option<BodyId>,
    round: Option<Code>,
    area: Option<Code>,
    cursor: Option<Position>,
    limit: Option<u32>,
}

/// Meetings, last recorded first. Their minutes are opened one meeting at a time.
pub(crate) async fn all(
    reader: Reader,
    State(app): State<Shared>,
    Params(params): Params<MeetingParams>,
) -> Result<Json<Value>, Problem> {
    let filter = MeetingFilter {
        stream: None,
        body: params.body,
        round: params.round.map(|code| code.to_string()),
        area: params.area.map(|code| code.to_string()),
    };
    let page = app.register.meetings(&filter, params.cursor, limit(params.limit)?).await?;
    let streams: Vec<StreamId> = page.rows.iter().map(|row| row.envelope.stream).collect();
    let raised = app.register.raised_at(&streams).await?;
    let shown = page.rows.iter().map(|row| {
        let mut shown = view::meeting(row, &reader.known.pins);
        let count = raised.get(&row.envelope.stream).copied().unwrap_or_default();
        shown["petition_count"] = json!(count);
        shown
    });
    Ok(Json(json!({ "meetings": closed(shown.collect()), "next": page.next })))
}

/// One meeting with the petitions that were raised at it.
pub(crate) async fn one(
    reader: Reader,
    State(app): State<Shared>,
    Named(stream): Named<StreamId>,
) -> Result<Json<Value>, Problem> {
    let found = found(&app, stream).await?;
    let raised = raised(&app, stream).await?;
    let shown = view::meeting(&found, &reader.known.pins);
    let mut shown = match reads_minutes(&reader, &found) {
        None => closed(shown),
        Some(body) => opened(&app.vault, reader.officer, body, shown).await,
    };
    let rows = raised.rows.iter();
    let rows: Value = rows.map(|row| view::row(row, &reader.known.pins, reader.today)).collect();
    if let Some(members) = shown.as_object_mut() {
        members.insert("petitions".to_owned(), rows);
        members.insert("more_petitions".to_owned(), json!(raised.next.is_some()));
    }
    Ok(Json(shown))
}

/// The meeting of a stream.
pub(crate) async fn found(app: &App, stream: StreamId) -> Result<Meeting, Problem> {
    let filter = MeetingFilter { stream: Some(stream), ..MeetingFilter::default() };
    let found = app.register.meetings(&filter, None, 1).await?.rows;
    found.into_iter().next().ok_or_else(Problem::not_found)
}

/// What was raised at a meeting, newest first.
pub(crate) async fn raised(app: &App, stream: StreamId) -> Result<Page<PetitionRow>, Problem> {
    let filter = Filter { meeting: Some(stream), ..Filter::default() };
    Ok(app.register.petitions(&filter, None, PETITIONS_MAX).await?)
}

/// The voters' words of petitions that were raised at `meeting`, in their order and in one call; the
/// vault says of each whether it may be opened.
pub(crate) async fn words_of(
    app: &App,
    reader: &Reader,
    meeting: &Meeting,
    rows: &[PetitionRow],
) -> Value {
    let sealed = rows.iter().map(|row| serde_json::from_str(&row.original).unwrap_or(Value::Null));
    let sealed: Value = sealed.collect();
    match reads_minutes(reader, meeting) {
        None => closed(sealed),
        Some(body) => opened(&app.vault, reader.officer, body, sealed).await,
    }
}

/// The minutes of a meeting, opened for who may read them; null where there are none.
pub(crate) async fn minutes_of(app: &App, reader: &Reader, meeting: &Meeting) -> Value {
    let minutes = json!(meeting.held.minutes);
    match reads_minutes(reader, meeting) {
        None => closed(minutes),
        Some(body) => opened(&app.vault, reader.officer, body, minutes).await,
    }
}

/// The first of the reader's bodies that may read the minutes.
fn reads_minutes(reader: &Reader, meeting: &Meeting) -> Option<BodyId> {
    let (held, by) = (&meeting.held, meeting.envelope.body);
    let reads = |body| petition::may_read_minutes(body, held, by, &reader.known.pins, reader.today);
    reader.bodies.iter().copied().find(|&body| reads(body))
}
