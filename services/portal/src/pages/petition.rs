//! One petition: wording, where it lies, what is due, who answered, who did what.

mod acts;
pub(super) mod addressees;
pub(super) mod files;
pub(super) mod kin;
pub(super) mod parts;
pub(super) mod possible;
mod said;
mod talks;
mod tries;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use jiff::Timestamp;
use portal_pages::petition::Petition;
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
pub(super) use addressees::remark;
pub(super) use parts::{field_name, text as opened_text};
pub(super) use possible::dated;
pub(super) use tries::sealed as never_opened;

/// The addresses of one petition's page and its files.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/kien-nghi/{number}", get(show))
        .route("/kien-nghi/{number}/tep/{digest}", get(files::give))
}

async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(name): Named,
    Params(params): Params<OneParams>,
) -> Result<Response, Problem> {
    let asked = petitions::ask(&app, &at.reader, &name, &params).await?;
    let shown = petitions::by_itself(&app, &at.reader, &asked, &params).await?;
    let history = petitions::history_of(&app, &at.reader, &asked).await;
    let officers = names_of(&app, &at, &history).await;
    let (kin, numbers) = kin::of(&app, &at, &shown, &history).await?;
    let (w, number) = (at.w(), shown.words("/number"));
    let past = params.at.is_some() || params.on.is_some();
    let mut shell = at.shell(format!("{} {number}", w.t("petition")), "book");
    let (acts, twins) = if past {
        Default::default()
    } else {
        shell.about = shown.words("/stream");
        let acts = acts::of(&app, &at, &shown, &asked).await?;
        let twins = kin::twins(&app, &at, &shown, acts.may_merge).await?;
        (acts, twins)
    };
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
        list: lists::place_of(&app, &shown).await,
        kin,
        twins,
        files: files::all(&at, &shown, &history),
        dues: parts::dues(&at, &shown),
        agreement: talks::of(&at, &shown, &history),
        addressees: addressees::of(&at, &shown, &history),
        voter: addressees::voter(&at, &shown),
        entries: entries.map(|of| said::entry(&at, &shown, of, &officers, &numbers)).collect(),
        acts: acts.usual,
        other_acts: acts.other,
        hindered: acts.hindered,
        others: acts.others,
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

/// The names of the officers in a history, opened in one call.
pub(super) async fn names_of(app: &App, at: &Page, history: &Value) -> BTreeMap<String, String> {
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

/// A moment of the log in Viet Nam's time, to the minute.
pub(super) fn moment(text: &str) -> String {
    let zoned = text.parse::<Timestamp>().ok().and_then(|at| at.in_tz("Asia/Ho_Chi_Minh").ok());
    zoned.map_or_else(|| text.to_owned(), |at| at.strftime("%d/%m/%Y %H:%M").to_string())
}
