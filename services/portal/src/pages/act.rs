//! The page of an act: the form of its command, posted by the function that takes commands.

mod fields;
mod sent;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::Choice;
use portal_pages::act::{ActPage, Field, Kind, Refused};
use proto::command::CommandSpec;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::commands;
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::{At, items};
use crate::pages::petition::{is_final, read};
use crate::pages::shell::Page;
use crate::pages::{book, cookies, go, page};
use crate::params::Named;
use crate::problem::Problem;
use crate::read::petitions::OneParams;

/// The petition, the context, the command.
type Address = Named<(String, String, String)>;

/// Refusals that are not recorded: the same key may be sent again.
pub(super) const SAME_KEY: [&str; 4] = ["unavailable", "timed_out", "fault", "behind"];

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named((number, context, command)): Address,
) -> Result<Response, Problem> {
    let spec = commands::spec_of(&context, &command)?;
    let shown = read(&app, &at, &number, OneParams::default()).await?;
    page(&form(&at, spec, &shown, None))
}

/// What was typed, when it was refused.
struct Typed<'a> {
    form: &'a Pairs,
    problem: Option<&'a Value>,
    unconfirmed: bool,
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    Named((number, context, command)): Address,
    sent: Pairs,
) -> Result<Response, Problem> {
    let spec = commands::spec_of(&context, &command)?;
    let shown = read(&app, &at, &number, OneParams::default()).await?;
    if is_final(spec.name) && one(&sent, "confirm") != "yes" {
        let typed = Typed { form: &sent, problem: None, unconfirmed: true };
        return again(&form(&at, spec, &shown, Some(&typed)), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let body = sent::body(spec, &shown, &sent);
    match give(&app, &at, &context, &command, one(&sent, "key"), &body).await {
        Ok(_) => Ok(go(&format!("/kien-nghi/{number}"), [cookies::say("act-done")])),
        Err(problem) => {
            let told = problem.body(at.visitor.language);
            let shown = read(&app, &at, &number, OneParams::default()).await.unwrap_or(shown);
            let typed = Typed { form: &sent, problem: Some(&told), unconfirmed: false };
            again(&form(&at, spec, &shown, Some(&typed)), problem.status())
        }
    }
}

fn again(view: &ActPage, status: StatusCode) -> Result<Response, Problem> {
    let mut response = page(view)?;
    *response.status_mut() = status;
    Ok(response)
}

fn form(
    at: &Page,
    spec: &'static CommandSpec,
    shown: &Value,
    typed: Option<&Typed<'_>>,
) -> ActPage {
    let w = at.w();
    let number = shown.words("/number");
    let act = w.command(&spec.context.to_string(), spec.name);
    let problem = typed.and_then(|typed| typed.problem);
    let wrong = problem.and_then(|problem| problem.text("/field")).unwrap_or_default();
    let value = |name: &str| typed.map_or("", |typed| one(typed.form, name)).to_owned();
    let mut all = fields::of(at, spec, shown, typed.map(|typed| typed.form));
    for field in &mut all {
        let here = wrong == format!("/data/{}", field.name)
            || wrong.starts_with(&format!("/data/{}/", field.name));
        let empty = field.value.is_empty() && field.choices.iter().all(|choice| !choice.chosen);
        field.error = here.then(|| w.t(if empty { "act-missing" } else { "act-malformed" }));
    }
    let (around, paper) = (around(at, wrong, &value), paper(at, wrong, &value));
    let paper_open = paper.iter().any(|field| !field.value.is_empty() || field.error.is_some());
    let code = problem.and_then(|problem| problem.text("/code")).unwrap_or_default();
    // What was refused is recorded under its key; what was never decided is sent under the same.
    let same = typed.is_some() && (problem.is_none() || SAME_KEY.contains(&code));
    let fresh = || format!("page-{}", runtime::random::uuid());
    let key = if same { value("key") } else { fresh() };
    let mut shell = at.shell(format!("{act} · {number}"), "book");
    shell.address = format!("/kien-nghi/{number}/viec/{}/{}", spec.context, spec.name);
    ActPage {
        address: shell.address.clone(),
        wording: shown.text("/public_wording").map(str::to_owned),
        hidden: vec![
            ("key".to_owned(), key),
            ("seen".to_owned(), shown.number("/version").to_string()),
            ("proposal".to_owned(), shown.number("/proposal/number").to_string()),
        ],
        fields: all,
        around,
        paper,
        paper_open,
        is_final: is_final(spec.name),
        unconfirmed: typed.is_some_and(|typed| typed.unconfirmed),
        refused: problem.map(|problem| refused(at, problem, code)),
        act,
        number,
        shell,
    }
}

/// What was refused, in words.
pub(super) fn refused(at: &Page, problem: &Value, code: &str) -> Refused {
    let w = at.w();
    let changed = items(problem, "/changed").iter().filter_map(Value::as_str);
    let conflict = code == "conflict";
    let words = |id: &str, member: &str| if conflict { w.t(id) } else { problem.words(member) };
    Refused {
        title: words("act-conflict", "/title"),
        next: words("act-conflict-next", "/next_step"),
        changed: changed.map(|event| w.event(event)).collect(),
        correlation: problem.text("/correlation").map(str::to_owned),
    }
}

/// For whom and when.
pub(super) fn around(at: &Page, wrong: &str, value: &dyn Fn(&str) -> String) -> Vec<Field> {
    let w = at.w();
    let chosen = value("body");
    let bodies = at.acting.iter().map(|&body| Choice {
        chosen: chosen == body.to_string() || (chosen.is_empty() && at.acting.len() == 1),
        value: body.to_string(),
        label: at.name(body),
    });
    let error = |at: &str| (wrong == at).then(|| w.t("act-malformed"));
    let today = at.reader.today.to_string();
    let day = Some(value("occurred_on")).filter(|day| !day.is_empty());
    vec![
        Field {
            name: "body".to_owned(),
            label: w.t("act-as"),
            hint: None,
            kind: Kind::One,
            required: true,
            value: chosen.clone(),
            choices: bodies.collect(),
            error: error("/body"),
        },
        Field {
            name: "occurred_on".to_owned(),
            label: w.t("act-on"),
            hint: None,
            kind: Kind::Day,
            required: true,
            value: day.unwrap_or(today),
            choices: Vec::new(),
            error: error("/occurred_on"),
        },
    ]
}

/// The letter, and on whose behalf it was recorded.
pub(super) fn paper(at: &Page, wrong: &str, value: &dyn Fn(&str) -> String) -> Vec<Field> {
    let w = at.w();
    let error = |place: &str| wrong.starts_with(place).then(|| w.t("act-malformed"));
    let field = |name: &str, id: &str, kind, place: &str| Field {
        name: name.to_owned(),
        label: w.t(id),
        hint: None,
        kind,
        required: false,
        value: value(name),
        choices: Vec::new(),
        error: error(place),
    };
    let others = book::bodies(at).into_iter().map(|(id, label)| Choice {
        chosen: value("on_behalf") == id,
        value: id,
        label,
    });
    vec![
        field("symbol", "act-symbol", Kind::Line, "/document/symbol"),
        field("issued_on", "act-issued", Kind::Day, "/document/issued_on"),
        Field {
            choices: others.collect(),
            ..field("on_behalf", "act-on-behalf", Kind::One, "/on_behalf")
        },
    ]
}

/// What a command needs of the petition that it is about, beside what is typed.
fn of_petition(
    spec: &CommandSpec,
    shown: &Value,
    seen: u64,
    proposal: u64,
) -> Vec<(&'static str, Value)> {
    let stream = shown.words("/stream");
    match spec.name {
        "GiveConsent" => {
            vec![("petitions", json!([{ "petition": stream, "proposal": proposal }]))]
        }
        "IssueLetter" => {
            vec![("petitions", json!([{ "petition": stream, "seen_version": seen }]))]
        }
        "ContestClassification" | "RecordDissent" => vec![("proposal", json!(proposal))],
        _ => Vec::new(),
    }
}
