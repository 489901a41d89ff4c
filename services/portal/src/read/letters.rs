//! `GET /letters`: which were issued, with their tables.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use proto::{BodyId, Position, StreamId};
use register::LetterFilter;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::caller::Reader;
use crate::opened::{closed, opened};
use crate::params::{Params, limit};
use crate::problem::Problem;
use crate::view;

/// `?stream=…&to=…&from=…&petition=…&received=…&cursor=…`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LetterParams {
    stream: Option<StreamId>,
    to: Option<BodyId>,
    from: Option<BodyId>,
    petition: Option<StreamId>,
    received: Option<bool>,
    cursor: Option<Position>,
    limit: Option<u32>,
}

/// One letter, as the list shows it; null where there is none.
///
/// # Errors
/// As the list.
pub(crate) async fn of(reader: &Reader, app: &Shared, stream: StreamId) -> Result<Value, Problem> {
    let params = Params(LetterParams { stream: Some(stream), ..LetterParams::default() });
    let mut page = list(reader.clone(), State(app.clone()), params).await?.0;
    Ok(page.pointer_mut("/letters/0").map_or(Value::Null, Value::take))
}

/// Letters, newest first. A note is opened for those who wrote or got the letter.
pub(crate) async fn list(
    reader: Reader,
    State(app): State<Shared>,
    Params(params): Params<LetterParams>,
) -> Result<Json<Value>, Problem> {
    let LetterParams { stream, to, from, petition, received, cursor, limit: asked } = params;
    let from_one_of = from.into_iter().collect();
    let filter =
        LetterFilter { stream, to, petition, from_one_of, received, ..LetterFilter::default() };
    let page = app.register.letters(&filter, cursor, limit(asked)?).await?;
    let mut named: Vec<StreamId> =
        page.rows.iter().flat_map(|letter| letter.issued.petitions.clone()).collect();
    named.sort_unstable();
    named.dedup();
    let numbers: BTreeMap<StreamId, String> =
        app.register.numbers_of(&named).await?.into_iter().collect();
    let (pins, mut shown, mut theirs) = (&reader.known.pins, Vec::new(), BTreeMap::new());
    for (n, letter) in page.rows.iter().enumerate() {
        let value = view::letter(letter, pins, |id| numbers.get(&id).cloned());
        let (issued, by) = (&letter.issued, letter.envelope.body);
        let reads = |body| petition::may_read_note(body, issued, by, pins, reader.today);
        match reader.bodies.iter().copied().find(|&body| reads(body)) {
            Some(body) => {
                theirs.entry(body).or_insert_with(Vec::new).push((n, value));
                shown.push(Value::Null);
            }
            None => shown.push(closed(value)),
        }
    }
    // One call for each of the reader's bodies, not for each letter.
    for (body, letters) in theirs {
        let (places, values): (Vec<usize>, Vec<Value>) = letters.into_iter().unzip();
        let values = opened(&app.vault, reader.officer, body, Value::Array(values)).await;
        let values = values.as_array().cloned().unwrap_or_default();
        for (place, value) in places.into_iter().zip(values) {
            if let Some(at) = shown.get_mut(place) {
                *at = value;
            }
        }
    }
    Ok(Json(json!({ "letters": shown, "next": page.next })))
}
