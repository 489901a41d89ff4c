//! Answering petitions in one letter: one answer for all, or one for each; with templates by outcome
//! and files; looked at, and tried by the decider, before it goes to the Front, the raisers and the
//! followers. The only form of an answer on the pages.
//!
//! What is being written may be kept as a draft of the body ([`drafts`]). Never decides whether an
//! answer is right: that is asked of the decider.

pub(super) mod drafts;
pub(super) mod fields;
mod foresee;
mod review;

use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::act::Refused;
use portal_pages::letters::{ActOnMany, RowForm};
use proto::BodyId;
use serde_json::{Value, json};

use super::form::{self, Named};
use super::hands;
use super::shown::{self, Shown};
use crate::app::{App, Shared};
use crate::pages::act::fields::FILES;
use crate::pages::act::received::{self, KEPT, SCAN, Sent, To};
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At;
use crate::pages::shell::Page;
use crate::pages::{cookies, go, page};
use crate::problem::Problem;
use fields::{EACH_MAX, is_alike, suffix};

/// The hidden field with the id of the draft that is gone on with.
const DRAFT: &str = "ban-thao";

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let asked = axum::Form(asked);
    if one(&asked, DRAFT).is_empty() {
        return page(&view(&app, &at, &Sent::plain(asked), &[]).await?);
    }
    let Some(typed) = drafts::opened(&app, &at, one(&asked, DRAFT)).await? else {
        return Ok(go(drafts::DESK, [cookies::say("letters-draft-gone")]));
    };
    let mut sent = received::again(typed);
    review::without_gone(&app, &at, &mut sent).await;
    let petitions = Named::of(&sent.form.0).read(&app, &at).await?;
    let changed = foresee::changed(&sent.form, &petitions);
    page(&view(&app, &at, &sent, &changed).await?)
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    request: Request,
) -> Result<Response, Problem> {
    let mut sent = received::of(&app, &at, To::Named, request).await?;
    // What was taken until now goes on with the form, whichever page comes next.
    sent.form.0.retain(|(name, _)| name != KEPT);
    let kept = sent.taken.iter().filter_map(|taken| serde_json::to_string(taken).ok());
    sent.form.0.extend(kept.map(|taken| (KEPT.to_owned(), taken)));
    let step = one(&sent.form, "step").to_owned();
    match step.as_str() {
        "check" | "give" => issue(&app, &at, sent, step == "give").await,
        "save" | "save-new" => drafts::save(&app, &at, &sent, step == "save-new").await,
        _ => {
            let petitions = Named::of(&sent.form.0).read(&app, &at).await?;
            fields::turn(&at, &mut sent, &step, &petitions);
            page(&view(&app, &at, &sent, &[]).await?)
        }
    }
}

/// Looks at the letter as it is going to be, or issues it.
async fn issue(
    app: &Shared,
    at: &Page,
    mut sent: Sent,
    confirmed: bool,
) -> Result<Response, Problem> {
    const UNFIT: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
    let petitions = Named::of(&sent.form.0).read(app, at).await?;
    review::without_gone(app, at, &mut sent).await;
    review::without_copies(at, &mut sent, &petitions);
    let mut problems = review::unfinished(at, &sent.form, &petitions);
    problems.extend(drafts::moved(app, at, &sent.form).await?);
    let mut view = view(app, at, &sent, &problems).await?;
    let mut missing = form::mark_missing(at, &mut view.fields);
    missing |= form::mark_future(at, &mut view.fields);
    for row in &mut view.rows {
        missing |= form::mark_missing(at, &mut row.fields);
    }
    if missing || view.nothing || !sent.wrong.is_empty() || !problems.is_empty() {
        view.refused.get_or_insert_with(|| form::unfinished(at));
        return unfit(&view, UNFIT);
    }
    let body = review::body(at, &sent, &petitions);
    if !confirmed {
        let refused = foresee::refusals(app, at, &sent.form, &body, &petitions).await?;
        if !refused.is_empty() {
            return unfit(&self::view(app, at, &sent, &refused).await?, UNFIT);
        }
        view.confirm = Some(review::confirm(at, &view, &sent, &petitions));
        return page(&view);
    }
    match give(app, at, "forwarding", "AnswerPetitions", one(&sent.form, "key"), &body).await {
        Ok(_) => {
            drafts::issued(app, at, &sent.form).await;
            Ok(go(&view.back, [cookies::say("act-done")]))
        }
        Err(problem) => {
            let told = problem.body(at.visitor.language);
            unfit(&self::view(app, at, &sent, &[told]).await?, problem.status())
        }
    }
}

fn unfit(view: &ActOnMany, status: StatusCode) -> Result<Response, Problem> {
    let mut response = page(view)?;
    *response.status_mut() = status;
    Ok(response)
}

/// Those whose parts are answered: the body that answers on paper, or else the reader's own.
fn whose(at: &Page, typed: &Pairs) -> Vec<BodyId> {
    let on_paper = one(typed, "on_behalf").parse().ok();
    on_paper.map_or_else(|| hands(at), |body| vec![body])
}

async fn view(app: &App, at: &Page, sent: &Sent, problems: &[Value]) -> Result<ActOnMany, Problem> {
    let typed = &sent.form;
    let named = Named::of(&typed.0);
    let (w, mut view) = (at.w(), form::page_of(at, "tra-loi", typed));
    let petitions = named.read(app, at).await?;
    let alike = is_alike(typed, petitions.len());
    view.nothing = petitions.is_empty();
    view.hidden = vec![
        ("key".to_owned(), form::key(typed, problems.first())),
        ("ve".to_owned(), view.back.clone()),
        ("alike".to_owned(), if alike { "yes".to_owned() } else { String::new() }),
    ];
    view.has_files = true;
    view.fields = fields::of_letter(at, sent);
    let mine = whose(at, typed);
    for shown in &petitions {
        let mut part = shown::part(at, shown, shown.part_of(&mine));
        (part.open, part.ticked) = (alike, true);
        let own: Vec<&Value> =
            problems.iter().filter(|of| is_about(of, shown, &petitions)).collect();
        part.error = told(at, &own, named.seen(shown) != shown.held.version);
        if alike {
            view.parts.push(part);
            continue;
        }
        // The version shown is the one seen from now on.
        view.hidden.push(("kn".to_owned(), format!("{}:{}", part.number, part.version)));
        let suffix = suffix(typed, petitions.len(), &part.number);
        view.rows.push(row(at, sent, part, &suffix, &own));
    }
    if alike {
        let RowForm { fields, more, .. } = fields::of_row(at, sent, "");
        view.fields.extend(fields.into_iter().chain(more));
    }
    view.steps.push(("template".to_owned(), w.t("letters-template")));
    match (alike, petitions.len()) {
        (true, 2..=EACH_MAX) => view.steps.push(("each".to_owned(), w.t("letters-each"))),
        (false, 2..) => view.steps.push(("alike".to_owned(), w.t("letters-alike"))),
        _ => {}
    }
    for problem in problems {
        form::place(problem, "", &mut view.fields);
    }
    view.refused = refused(at, problems, &petitions);
    drafts::mark(app, at, typed, problems, &mut view).await;
    fields::carry(sent, &mut view);
    Ok(view)
}

/// Whether a problem is about one of the petitions.
fn is_about(problem: &Value, shown: &Shown, petitions: &[Shown]) -> bool {
    if problem.text("/about/petition") == Some(&shown.stream.to_string()) {
        return true;
    }
    let row = problem.text("/field").and_then(|place| place.strip_prefix("/data/answers/"));
    let row = row.and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
    row.and_then(|row| petitions.get(row)).is_some_and(|of| of.stream == shown.stream)
}

/// What is wrong with one petition's answer.
fn told(at: &Page, problems: &[&Value], changed: bool) -> Option<String> {
    let words = |problem: &&Value| match problem.text("/code") {
        Some("conflict") => at.w().t("letters-changed"),
        _ => problem.words("/title"),
    };
    let mut all: Vec<String> = problems.iter().map(words).collect();
    all.dedup();
    if all.is_empty() && changed && !problems.is_empty() {
        all.push(at.w().t("letters-changed"));
    }
    (!all.is_empty()).then(|| all.join(" "))
}

/// Why it was not taken: the first reason, and which petitions have others.
fn refused(at: &Page, problems: &[Value], petitions: &[Shown]) -> Option<Refused> {
    let number = |problem: &Value| {
        petitions.iter().find(|shown| is_about(problem, shown, petitions)).map(Shown::number)
    };
    let (first, others) = problems.split_first()?;
    let mut refused = form::refused(at, first, number(first).as_deref());
    let other = |problem: &Value| form::refused(at, problem, number(problem).as_deref()).title;
    refused.changed.extend(others.iter().map(other));
    Some(refused)
}

fn row(
    at: &Page,
    sent: &Sent,
    part: portal_pages::letters::Part,
    suffix: &str,
    problems: &[&Value],
) -> RowForm {
    let mut row = RowForm { part, ..fields::of_row(at, sent, suffix) };
    for problem in problems {
        form::place(problem, suffix, &mut row.fields);
        form::place(problem, suffix, &mut row.more);
    }
    row.more_open = row.more.iter().any(|field| !field.value.is_empty() || field.error.is_some());
    row
}

/// A problem of this page, in the form of those of the API.
fn own_problem(code: &str, title: &str, next: &str) -> Value {
    json!({ "code": code, "title": title, "next_step": next })
}
