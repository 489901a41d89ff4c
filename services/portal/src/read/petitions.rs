//! Lists of petitions, one petition, its history.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use proto::id::Code;
use proto::stage::Stage;
use proto::{BodyId, Day, Position, StreamId};
use register::{AsOf, Entry, Filter, Held};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::{App, Shared};
use crate::caller::Reader;
use crate::opened::{closed, opened};
use crate::params::{Named, Params, bad_query, limit};
use crate::problem::Problem;
use crate::view;

/// The longest search, in bytes.
const TEXT_MAX: usize = 400;

/// `?stage=received,agreed&body=…&q=…&cursor=…`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListParams {
    stage: Option<String>,
    body: Option<BodyId>,
    council: Option<BodyId>,
    field: Option<Code>,
    area: Option<Code>,
    due_by: Option<Day>,
    needs_person: Option<bool>,
    q: Option<String>,
    cursor: Option<Position>,
    limit: Option<u32>,
}

impl ListParams {
    fn filter(self) -> Result<Filter, Problem> {
        let named = |word| {
            Stage::named(word)
                .ok_or_else(|| bad_query(&format!("stage: no stage is called {word}")))
        };
        let words = self.stage.as_deref().map(|text| text.split(',')).into_iter().flatten();
        if self.q.as_ref().is_some_and(|text| text.len() > TEXT_MAX) {
            return Err(bad_query("q: too long"));
        }
        Ok(Filter {
            stages: words.map(named).collect::<Result<_, _>>()?,
            body: self.body,
            council: self.council,
            field: self.field.map(|code| code.to_string()),
            area: self.area.map(|code| code.to_string()),
            due_by: self.due_by,
            needs_person: self.needs_person,
            text: self.q,
        })
    }
}

/// `GET /petitions`.
pub(crate) async fn list(
    reader: Reader,
    State(app): State<Shared>,
    Params(params): Params<ListParams>,
) -> Result<Json<Value>, Problem> {
    let (cursor, limit) = (params.cursor, limit(params.limit)?);
    let filter = params.filter()?;
    let page = app.register.petitions(&filter, cursor, limit).await?;
    // The first page also says how many there are of each.
    let counts = match cursor {
        None => Some(app.register.counts(&filter).await?),
        Some(_) => None,
    };
    let counts = counts.map(|counts| {
        let counted = counts.into_iter();
        counted.map(|(stage, n)| json!({ "stage": view::stage(stage), "count": n })).collect()
    });
    Ok(Json(json!({
        "petitions": page.rows.iter().map(|row| view::row(row, &reader.known.pins)).collect::<Value>(),
        "next": page.next,
        "counts": counts.unwrap_or(Value::Null),
    })))
}

/// `?at=`, `?on=`, `?body=`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneParams {
    at: Option<Position>,
    on: Option<Day>,
    body: Option<BodyId>,
}

/// A petition as asked for, and for which body its texts may be read.
struct Asked {
    held: Held,
    entries: Vec<Entry>,
    texts_for: Option<BodyId>,
}

async fn ask(app: &App, reader: &Reader, name: &str, params: &OneParams) -> Result<Asked, Problem> {
    let bodies = reader.bodies_or(params.body)?;
    let stream = app.register.petition_called(name).await?.ok_or_else(Problem::not_found)?;
    let as_of = AsOf { at: params.at, on: params.on };
    let (held, entries) = app.register.petition(stream, as_of).await?;
    // Who may read is asked of the petition as it is now: whoever has it needs its past as well.
    let texts_for = if as_of == AsOf::default() {
        reader.reads_texts_for(&bodies, &held)
    } else {
        let (now, _) = app.register.petition(stream, AsOf::default()).await?;
        reader.reads_texts_for(&bodies, &now)
    };
    Ok(Asked { held, entries, texts_for })
}

/// `GET /petitions/{number or stream}`.
pub(crate) async fn one(
    reader: Reader,
    State(app): State<Shared>,
    Named(name): Named,
    Params(params): Params<OneParams>,
) -> Result<Json<Value>, Problem> {
    let Asked { held, entries, texts_for } = ask(&app, &reader, &name, &params).await?;
    let shown = view::petition(&held, &reader.known.pins);
    let mut shown = shown.ok_or(Problem::new(StatusCode::NOT_FOUND, "not_yet"))?;
    let texts = match texts_for {
        None => json!("forbidden"),
        Some(body) => opened(&app.vault, reader.officer, body, view::texts(&held, &entries)).await,
    };
    if let Some(members) = shown.as_object_mut() {
        members.insert("texts".to_owned(), texts);
        members.insert("as_of".to_owned(), json!({ "at": params.at, "on": params.on }));
    }
    Ok(Json(shown))
}

/// `GET /petitions/{number or stream}/history`.
pub(crate) async fn history(
    reader: Reader,
    State(app): State<Shared>,
    Named(name): Named,
    Params(params): Params<OneParams>,
) -> Result<Json<Value>, Problem> {
    let Asked { held, entries, texts_for } = ask(&app, &reader, &name, &params).await?;
    let shown: Value = entries.iter().map(view::entry).collect();
    let shown = match texts_for {
        None => closed(shown),
        Some(body) => opened(&app.vault, reader.officer, body, shown).await,
    };
    let stream: Option<StreamId> = held.stream;
    Ok(Json(json!({ "stream": stream, "version": held.version, "entries": shown })))
}
