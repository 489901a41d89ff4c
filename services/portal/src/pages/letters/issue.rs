//! Issuing one letter for many agreed petitions: chosen, written, looked at, issued once.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::act::{Field, Kind};
use portal_pages::letters::{ActOnMany, Confirm};
use portal_pages::petition::Fact;
use proto::stage::Stage;
use proto::{BodyId, StreamId};
use register::Filter;
use serde_json::{Value, json};

use super::form::{self, Named};
use super::shown::{self, Shown};
use super::{PETITIONS_MAX, councils, officers};
use crate::app::{App, Shared};
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At;
use crate::pages::shell::{Page, encoded};
use crate::pages::{cookies, go, page};
use crate::problem::Problem;

/// Petitions that may wait for a letter and are looked at.
const WAITING_MAX: u32 = 200;

/// The agreed petitions of the councils for which one of the bodies acted for forwards, with
/// everybody who has no letter yet.
pub(super) async fn waiting(app: &App, at: &Page) -> Result<Vec<(Shown, Vec<BodyId>)>, Problem> {
    let mut streams: Vec<StreamId> = Vec::new();
    for council in councils(at) {
        let stages = vec![Stage::Agreed];
        let filter = Filter { stages, council: Some(council), ..Filter::default() };
        let rows = app.register.petitions(&filter, None, WAITING_MAX).await?.rows;
        streams.extend(rows.iter().map(|row| row.stream));
    }
    let all = shown::petitions(app, at, &streams).await?;
    let waiting = all.into_iter().map(|shown| {
        let unsent = unsent(&shown);
        (shown, unsent)
    });
    Ok(waiting.filter(|(_, unsent)| !unsent.is_empty()).collect())
}

/// The agreed addressees that have no letter.
fn unsent(shown: &Shown) -> Vec<BodyId> {
    let petition = shown.petition();
    let agreed = petition.proposal.iter().filter(|proposal| proposal.agreed);
    let agreed = agreed.flat_map(|proposal| proposal.addressees.iter().copied());
    agreed.filter(|&body| !petition.live().any(|to| to.is(body))).collect()
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    page(&view(&app, &at, &axum::Form(asked), None).await?)
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    typed: Pairs,
) -> Result<Response, Problem> {
    let mut view = view(&app, &at, &typed, None).await?;
    let step = one(&typed, "step");
    if step == "edit" {
        return page(&view);
    }
    let missing = form::mark_missing(&at, &mut view.fields);
    view.none_ticked = !view.parts.iter().any(|part| part.ticked);
    if missing || view.none_ticked {
        return unfit(&view, StatusCode::UNPROCESSABLE_ENTITY);
    }
    if step != "give" {
        let petitions = Named::of(&typed.0).read(&app, &at).await?;
        view.confirm = Some(confirm(&at, &view, &typed, &petitions));
        return page(&view);
    }
    let body = body(&app, &at, &typed).await?;
    match give(&app, &at, "forwarding", "IssueLetter", one(&typed, "key"), &body).await {
        Ok(done) => {
            let letter = done.words("/stream");
            Ok(go(&format!("/cong-van/{letter}"), [cookies::say("act-done")]))
        }
        Err(problem) => {
            let told = problem.body(at.visitor.language);
            unfit(&self::view(&app, &at, &typed, Some(&told)).await?, problem.status())
        }
    }
}

fn unfit(view: &ActOnMany, status: StatusCode) -> Result<Response, Problem> {
    let mut response = page(view)?;
    *response.status_mut() = status;
    Ok(response)
}

async fn view(
    app: &App,
    at: &Page,
    typed: &Pairs,
    problem: Option<&Value>,
) -> Result<ActOnMany, Problem> {
    let to: Option<BodyId> = one(typed, "den").parse().ok();
    let named = Named::of(&typed.0);
    let (w, mut view) = (at.w(), form::page_of(at, "chuyen", typed));
    let waiting = waiting(app, at).await?;
    let here = waiting.iter().filter(|(_, unsent)| to.is_some_and(|to| unsent.contains(&to)));
    let conflict = problem.is_some_and(|problem| problem.text("/code") == Some("conflict"));
    let about = problem.and_then(|problem| problem.text("/about/petition"));
    let mut which = None;
    for (shown, _) in here.take(PETITIONS_MAX) {
        let mut part = shown::part(at, shown, None);
        part.ticked = named.has(shown) || (named.is_empty() && one(typed, "key").is_empty());
        if conflict && named.has(shown) && named.seen(shown) != shown.held.version {
            part.error = Some(w.t("letters-changed"));
            which = Some(shown.number());
        }
        if about.is_some_and(|id| id == shown.stream.to_string()) {
            part.error = problem.map(|problem| problem.words("/title"));
            // What cannot go is left out; the rest stays as it was ticked.
            part.ticked = false;
            which = Some(shown.number());
        }
        view.parts.push(part);
    }
    view.nothing = view.parts.is_empty();
    view.lead = to.map_or_else(String::new, |to| format!("{} {}", w.t("letters-to"), at.name(to)));
    view.hidden = vec![
        ("key".to_owned(), form::key(typed, problem)),
        ("den".to_owned(), to.map(|to| to.to_string()).unwrap_or_default()),
    ];
    view.back = "/cong-van?muc=cho".to_owned();
    view.fields = fields(at, typed, signers(app, at).await);
    if let Some(problem) = problem {
        form::place(problem, "", &mut view.fields);
        let mut refused = form::refused(at, problem, which.as_deref());
        // Those that wait no more are not on the list: they are named with where they stand.
        let gone = named.read(app, at).await?;
        let gone =
            gone.iter().filter(|shown| view.parts.iter().all(|p| p.number != shown.number()));
        refused.changed.extend(
            gone.map(|shown| format!("{}: {}", shown.number(), shown::part(at, shown, None).state)),
        );
        view.refused = Some(refused);
    }
    Ok(view)
}

fn fields(at: &Page, typed: &Pairs, signers: Vec<(String, String)>) -> Vec<Field> {
    let w = at.w();
    let mut fields: Vec<_> = form::acting(at, typed).into_iter().collect();
    fields.extend(form::document_fields(at, typed));
    let of = (Kind::One, false);
    fields.push(form::choice("signer", w.t("letters-signer"), of, signers, typed));
    fields.push(form::field("note", w.t("letters-note"), Kind::Text, false, typed));
    fields.push(form::field("passed_on", w.field("passed_on"), Kind::YesNo, false, typed));
    fields
}

/// The officers of the bodies acted for, as far as their names may be opened.
async fn signers(app: &App, at: &Page) -> Vec<(String, String)> {
    let (directory, today) = (&at.reader.known.pins.directory, at.reader.today);
    let serves =
        |officer| directory.roles_of(officer, today).any(|(body, _)| at.acting.contains(&body));
    let all = officers(app, at, &serves).await.into_iter();
    all.map(|(officer, name)| (officer.to_string(), name)).collect()
}

/// What is going to be issued, as it will stand in the log.
fn confirm(at: &Page, view: &ActOnMany, typed: &Pairs, petitions: &[Shown]) -> Confirm {
    let w = at.w();
    let named = |id: &str, value: String| Fact { label: w.t(id), value };
    let mut facts = vec![
        named("letters-to-whom", view.lead.clone()),
        named("act-symbol", one(typed, "symbol").trim().to_owned()),
        named("act-issued", w.day(one(typed, "issued_on"))),
    ];
    facts.extend(form::said(typed, "note").map(|note| named("letters-note", note)));
    if one(typed, "passed_on") == "true" {
        facts.push(Fact { label: w.field("passed_on"), value: w.t("yes") });
    }
    facts.push(named("letters-goes-to", w.t("letters-goes-issued")));
    let ticked = view.parts.iter().filter(|part| part.ticked).cloned();
    let rows = ticked.map(|part| (part, Vec::new())).collect();
    let to = encoded(one(typed, "den"));
    let named = petitions.iter().map(|shown| format!("&petition={}", shown.stream));
    let draft = format!("/giay-to/cong-van?to={to}{}", named.collect::<String>());
    Confirm { facts, rows, hidden: form::sent_again(typed), draft: Some(draft) }
}

async fn body(app: &App, at: &Page, typed: &Pairs) -> Result<Value, Problem> {
    let named = Named::of(&typed.0);
    let petitions = named.read(app, at).await?;
    let petitions = petitions
        .iter()
        .map(|shown| json!({ "petition": shown.stream, "seen_version": named.seen(shown) }));
    let mut data = json!({ "to": one(typed, "den"), "petitions": petitions.collect::<Vec<_>>() });
    if let Some(note) = form::said(typed, "note") {
        data["note"] = json!(note);
    }
    if one(typed, "passed_on") == "true" {
        data["passed_on"] = json!(true);
    }
    let mut body = form::lettered(at, typed, &data);
    if let (Some(signer), Some(document)) = (form::said(typed, "signer"), body.get_mut("document"))
    {
        document["signer"] = json!(signer);
    }
    Ok(body)
}
