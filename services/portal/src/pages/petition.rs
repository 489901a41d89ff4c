//! One petition: wording, where it lies, what is due, who answered, who did what.

mod acts;
pub(super) mod parts;

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use portal_pages::petition::{Entry, Petition};
use proto::OfficerId;
use serde_json::{Map, Value, json};

use crate::app::{App, Shared};
use crate::opened::opened;
use crate::pages::json::{At, items};
use crate::pages::shell::Page;
use crate::pages::{lists, page};
use crate::params::{Named, Params};
use crate::problem::Problem;
use crate::read::petitions::{self, OneParams};

pub(super) use acts::is_final;
pub(super) use parts::{remark, text as opened_text};

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(name): Named,
    Params(params): Params<OneParams>,
) -> Result<Response, Problem> {
    let shown = read(&app, &at, &name, params.clone()).await?;
    let (reader, state) = (at.reader.clone(), State(app.clone()));
    let (name, asked) = (Named(name), Params(params.clone()));
    let history = petitions::history(reader, state, name, asked).await?.0;
    let officers = names_of(&app, &at, &history).await;
    let (w, number) = (at.w(), shown.words("/number"));
    let past = params.at.is_some() || params.on.is_some();
    let (usual, other) = if past { Default::default() } else { acts::of(&at, &shown) };
    let mut shell = at.shell(format!("{} {number}", w.t("petition")), "book");
    if !past {
        shell.about = shown.words("/stream");
    }
    let texts = shown.pointer("/texts");
    let text = |name: &str| texts.and_then(|texts| parts::text(&w, texts.get(name)));
    let entries = items(&history, "/entries").iter().rev();
    let view = Petition {
        stage_code: shown.words("/stage/code"),
        stage: parts::label(&at, &shown, "/stage"),
        flags: items(&shown, "/flags").iter().map(|flag| parts::label(&at, flag, "")).collect(),
        as_of: as_of(&at, &params),
        on: params.on.unwrap_or(at.reader.today).to_string(),
        public_wording: shown.text("/public_wording").map(str::to_owned),
        original: text("original"),
        raised_by: text("raised_by"),
        facts: parts::facts(&at, &shown),
        merged_into: merged_into(&app, &shown).await,
        list: lists::place_of(&app, &shown).await,
        dues: parts::dues(&at, &shown),
        agreement: parts::agreement(&at, &shown),
        addressees: parts::addressees(&at, &shown),
        voter: parts::voter(&at, &shown),
        entries: entries.map(|of| entry(&at, of, &officers)).collect(),
        acts: usual,
        other_acts: other,
        number,
        shell,
    };
    page(&view)
}

/// As `GET /petitions/{name}` gives it.
pub(super) async fn read(
    app: &Shared,
    at: &Page,
    name: &str,
    params: OneParams,
) -> Result<Value, Problem> {
    let (reader, name) = (at.reader.clone(), Named(name.to_owned()));
    Ok(petitions::one(reader, State(app.clone()), name, Params(params)).await?.0)
}

fn as_of(at: &Page, params: &OneParams) -> Option<String> {
    let day = params.on.map(|on| {
        format!("{} {}", at.w().t("as-of-day").to_lowercase(), at.w().day(&on.to_string()))
    });
    let entry = params.at.map(|position| at.w().at("as-of-entry", position).to_lowercase());
    let parts: Vec<String> = day.into_iter().chain(entry).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

async fn merged_into(app: &App, shown: &Value) -> Option<String> {
    let into = shown.text("/merged/said/into")?.parse().ok()?;
    let numbers = app.register.numbers_of(&[into]).await.ok()?;
    numbers.into_iter().next().map(|(_, number)| number)
}

/// The names of the officers in a history, opened in one call.
async fn names_of(app: &App, at: &Page, history: &Value) -> BTreeMap<String, String> {
    let directory = &at.reader.known.pins.directory;
    let ids = items(history, "/entries").iter().filter_map(|entry| entry.text("/officer"));
    let sealed: Map<String, Value> = ids
        .filter_map(|id| {
            let officer: OfficerId = id.parse().ok()?;
            Some((id.to_owned(), json!(directory.officer(officer)?)))
        })
        .collect();
    let Some(&body) = at.reader.bodies.first() else { return BTreeMap::new() };
    let names = opened(&app.vault, at.reader.officer, body, Value::Object(sealed)).await;
    let names = names.as_object().into_iter().flatten();
    names.filter_map(|(id, name)| Some((id.clone(), name.text("/text")?.to_owned()))).collect()
}

fn entry(at: &Page, entry: &Value, officers: &BTreeMap<String, String>) -> Entry {
    let body = |pointer| entry.text(pointer).and_then(|id| id.parse().ok()).map(|id| at.name(id));
    let who = entry.text("/officer").and_then(|id| officers.get(id)).cloned();
    let paper = entry.text("/document/symbol").map(|symbol| {
        format!("{symbol}, {}", at.w().day(entry.text("/document/issued_on").unwrap_or_default()))
    });
    Entry {
        version: entry.number("/version"),
        position: entry.number("/position"),
        what: at.w().event(entry.text("/type").unwrap_or_default()),
        who: who.unwrap_or_default(),
        body: body("/body").unwrap_or_else(|| at.w().t("by-system")),
        on_behalf: body("/on_behalf"),
        on: entry.words("/occurred_on"),
        recorded: moment(entry.text("/recorded_at").unwrap_or_default()),
        paper,
        command: entry.words("/command_id"),
        redacted: entry.is("/redacted"),
    }
}

/// A moment of the log in Viet Nam's time, to the minute.
pub(super) fn moment(text: &str) -> String {
    let zoned = text.parse::<Timestamp>().ok().and_then(|at| at.in_tz("Asia/Ho_Chi_Minh").ok());
    zoned.map_or_else(|| text.to_owned(), |at| at.strftime("%d/%m/%Y %H:%M").to_string())
}
