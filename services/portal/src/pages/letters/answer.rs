//! Answering many petitions in one letter: one answer for all, or one for each; with templates by
//! outcome; looked at before it goes to the Front, the raisers and the followers.
//!
//! What is being written stays in the browser's form: no draft is kept on this machine.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use petition::Addressee;
use portal_pages::act::Kind;
use portal_pages::letters::{ActOnMany, Confirm, RowForm};
use portal_pages::petition::Fact;
use serde_json::{Map, Value, json};

use super::form::{self, Named};
use super::hands;
use super::shown::{self, Shown};
use crate::app::{App, Shared};
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At;
use crate::pages::shell::Page;
use crate::pages::{cookies, go, page};
use crate::problem::Problem;

const OUTCOMES: [&str; 5] = ["resolved", "in_progress", "explained", "planned", "not_yet_possible"];
/// More petitions than these are answered alike: a page with all their fields would be too heavy.
const EACH_MAX: usize = 25;

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
    let mut typed = typed;
    match one(&typed, "step") {
        "template" => fill(&at, &mut typed),
        "alike" => set(&mut typed, "alike", "yes"),
        "each" => set(&mut typed, "alike", ""),
        _ => {}
    }
    let mut view = view(&app, &at, &typed, None).await?;
    let step = one(&typed, "step");
    if !["check", "give"].contains(&step) {
        return page(&view);
    }
    let mut missing = form::mark_missing(&at, &mut view.fields);
    for row in &mut view.rows {
        missing |= form::mark_missing(&at, &mut row.fields);
    }
    if missing {
        return unfit(&view, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let petitions = Named::of(&typed.0).read(&app, &at).await?;
    if step == "check" {
        view.confirm = Some(confirm(&at, &view, &typed, &petitions));
        return page(&view);
    }
    let body = body(&at, &typed, &petitions);
    match give(&app, &at, "forwarding", "AnswerPetitions", one(&typed, "key"), &body).await {
        Ok(_) => Ok(go(&view.back, [cookies::say("act-done")])),
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

fn set(typed: &mut Pairs, name: &str, value: &str) {
    typed.0.retain(|(of, _)| of != name);
    typed.0.push((name.to_owned(), value.to_owned()));
}

fn is_alike(typed: &Pairs, petitions: usize) -> bool {
    one(typed, "alike") == "yes" || petitions > EACH_MAX
}

/// What stands behind the names of the fields of one petition; nothing where all are answered alike.
fn suffix(typed: &Pairs, petitions: usize, number: &str) -> String {
    if is_alike(typed, petitions) { String::new() } else { format!("-{number}") }
}

/// Puts the words that an outcome usually needs where nothing was written yet.
fn fill(at: &Page, typed: &mut Pairs) {
    let chosen: Vec<(String, String)> = typed
        .0
        .iter()
        .filter(|(name, value)| name.starts_with("outcome") && OUTCOMES.contains(&value.as_str()))
        .cloned()
        .collect();
    for (name, outcome) in chosen {
        let suffix = name.trim_start_matches("outcome");
        let mut words = vec![("text", format!("letters-template-{outcome}"))];
        if outcome == "in_progress" {
            words.push(("roadmap", "letters-template-roadmap".to_owned()));
        }
        for (field, id) in words {
            let field = format!("{field}{suffix}");
            if form::said(typed, &field).is_none() {
                let words = at.w().t(&id).replace(" | ", "\n");
                set(typed, &field, &words);
            }
        }
    }
}

async fn view(
    app: &App,
    at: &Page,
    typed: &Pairs,
    problem: Option<&Value>,
) -> Result<ActOnMany, Problem> {
    let named = Named::of(&typed.0);
    let (w, mut view) = (at.w(), form::page_of(at, "tra-loi", typed));
    let petitions = named.read(app, at).await?;
    let alike = is_alike(typed, petitions.len());
    view.nothing = petitions.is_empty();
    view.hidden = vec![
        ("key".to_owned(), form::key(typed, problem)),
        ("ve".to_owned(), view.back.clone()),
        ("alike".to_owned(), if alike { "yes".to_owned() } else { String::new() }),
    ];
    view.fields = form::acting(at, typed).into_iter().collect();
    view.fields.extend(form::document_fields(at, typed));
    let wrong = problem.and_then(|problem| wrong_one(problem, &petitions));
    let mine = hands(at);
    for shown in &petitions {
        let mut part = shown::part(at, shown, shown.part_of(&mine));
        (part.open, part.ticked) = (alike, true);
        if wrong.as_ref() == Some(&part.number) {
            part.error = problem.map(|problem| problem.words("/title"));
        }
        if problem.is_some() && named.seen(shown) != shown.held.version {
            part.error = Some(w.t("letters-changed"));
        }
        if alike {
            view.parts.push(part);
            continue;
        }
        // The version shown is the one seen from now on.
        view.hidden.push(("kn".to_owned(), format!("{}:{}", part.number, part.version)));
        let suffix = suffix(typed, petitions.len(), &part.number);
        let here = problem.filter(|_| part.error.is_some());
        view.rows.push(row(at, typed, part, &suffix, here));
    }
    if alike {
        let RowForm { fields, more, .. } = row_fields(at, typed, "");
        view.fields.extend(fields.into_iter().chain(more));
    }
    view.steps.push(("template".to_owned(), w.t("letters-template")));
    match (alike, petitions.len()) {
        (true, 2..=EACH_MAX) => view.steps.push(("each".to_owned(), w.t("letters-each"))),
        (false, 2..) => view.steps.push(("alike".to_owned(), w.t("letters-alike"))),
        _ => {}
    }
    if let Some(problem) = problem {
        form::place(problem, "", &mut view.fields);
        view.refused = Some(form::refused(at, problem, wrong.as_deref()));
    }
    Ok(view)
}

/// The number of the petition that a refusal is about.
fn wrong_one(problem: &Value, petitions: &[Shown]) -> Option<String> {
    let named = problem.text("/about/petition");
    let row = problem.text("/field").and_then(|place| place.strip_prefix("/data/answers/"));
    let row = row.and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
    let at = named.and_then(|id| petitions.iter().find(|shown| shown.stream.to_string() == id));
    at.or_else(|| petitions.get(row?)).map(Shown::number)
}

fn row(
    at: &Page,
    typed: &Pairs,
    part: portal_pages::letters::Part,
    suffix: &str,
    problem: Option<&Value>,
) -> RowForm {
    let mut row = RowForm { part, ..row_fields(at, typed, suffix) };
    if let Some(problem) = problem {
        form::place(problem, suffix, &mut row.fields);
        form::place(problem, suffix, &mut row.more);
    }
    row.more_open = row.more.iter().any(|field| !field.value.is_empty() || field.error.is_some());
    row
}

fn row_fields(at: &Page, typed: &Pairs, suffix: &str) -> RowForm {
    let w = at.w();
    let name = |name: &str| format!("{name}{suffix}");
    let outcomes = OUTCOMES.map(|code| (code.to_owned(), w.value(code))).to_vec();
    let of = (Kind::One, true);
    let mut outcome = form::choice(&name("outcome"), w.field("outcome"), of, outcomes, typed);
    outcome.hint = Some(w.t("letters-hint-outcome"));
    let field = |of: &str, kind, required, label: String| {
        form::field(&name(of), label, kind, required, typed)
    };
    let when = |of: &str, id: &str| format!("{} – {}", w.field(of), w.t(id));
    let outcome_is = |codes: &[&str]| codes.contains(&one(typed, &name("outcome")));
    let going_on = outcome_is(&["in_progress"]);
    let with_day = outcome_is(&["in_progress", "planned"]);
    let mut text = field("text", Kind::Text, true, w.t("letters-answer-text"));
    text.hint = Some(w.t("letters-hint-text"));
    let mut public = field("public_answer", Kind::Text, false, w.field("public_answer"));
    public.hint = Some(w.t("letters-hint-public"));
    RowForm {
        part: shown::nothing(),
        fields: vec![
            outcome,
            text,
            field("roadmap", Kind::Text, going_on, when("roadmap", "letters-when-roadmap")),
            field("done_by", Kind::Day, with_day, when("done_by", "letters-when-done-by")),
        ],
        more: vec![public],
        more_open: false,
    }
}

/// What goes out, and to whom.
fn confirm(at: &Page, view: &ActOnMany, typed: &Pairs, petitions: &[Shown]) -> Confirm {
    let w = at.w();
    let fact = |label: String, value: String| Fact { label, value };
    let facts = vec![
        fact(w.t("act-symbol"), one(typed, "symbol").trim().to_owned()),
        fact(w.t("act-issued"), w.day(one(typed, "issued_on"))),
        fact(w.t("letters-petitions"), petitions.len().to_string()),
    ];
    let mine = hands(at);
    let rows = petitions.iter().map(|shown| {
        let to = shown.part_of(&mine);
        let part = shown::part(at, shown, to);
        let suffix = suffix(typed, petitions.len(), &part.number);
        let said = |name: &str| form::said(typed, &format!("{name}{suffix}"));
        let mut facts = Vec::new();
        facts.extend(said("outcome").map(|code| fact(w.field("outcome"), w.value(&code))));
        facts.extend(said("text").map(|text| fact(w.t("letters-answer-text"), text)));
        facts.extend(said("roadmap").map(|text| fact(w.field("roadmap"), text)));
        facts.extend(said("done_by").map(|day| fact(w.field("done_by"), w.day(&day))));
        facts.push(fact(w.t("letters-goes-to"), readers(at, shown)));
        let public = said("public_answer").unwrap_or_else(|| w.t("letters-not-public"));
        facts.push(fact(w.field("public_answer"), public));
        let earlier = to.and_then(Addressee::answer);
        facts.extend(earlier.map(|answer| {
            let on = w.day(&answer.on.to_string());
            fact(
                w.t("letters-replaces"),
                format!("{on}: {}", w.value(answer.event.outcome.as_str())),
            )
        }));
        (part, facts)
    });
    let mut hidden = form::sent_again(typed);
    hidden.retain(|(name, _)| name != "ve");
    hidden.push(("ve".to_owned(), view.back.clone()));
    Confirm { facts, rows: rows.collect(), hidden, draft: None }
}

/// Who has the answer from the moment on in which it is issued.
fn readers(at: &Page, shown: &Shown) -> String {
    let petition = shown.petition();
    let rules = shown.council().and_then(|id| at.reader.known.pins.rules(id, at.reader.today));
    let raised = petition.received.as_ref().map(|received| received.raised_with);
    let all = rules.map(|rules| rules.front).into_iter().chain(raised);
    let all = all.chain(petition.watch.follower.or(petition.watch.proposed));
    let all = all.chain(rules.map(|rules| rules.standing_committee));
    let mut names: Vec<String> = Vec::new();
    for name in all.map(|body| at.name(body)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join("; ")
}

fn body(at: &Page, typed: &Pairs, petitions: &[Shown]) -> Value {
    let named = Named::of(&typed.0);
    let answers = petitions.iter().map(|shown| {
        let suffix = suffix(typed, petitions.len(), &shown.number());
        let mut answer = Map::new();
        answer.insert("petition".to_owned(), json!(shown.stream));
        answer.insert("seen_version".to_owned(), json!(named.seen(shown)));
        for name in ["outcome", "text", "roadmap", "done_by", "public_answer"] {
            if let Some(said) = form::said(typed, &format!("{name}{suffix}")) {
                answer.insert(name.to_owned(), json!(said));
            }
        }
        Value::Object(answer)
    });
    form::lettered(at, typed, &json!({ "answers": answers.collect::<Vec<_>>() }))
}
