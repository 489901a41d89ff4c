//! The page of an act: the form of its command, posted by the function that takes commands.

mod anonymous;
pub(super) mod fields;
pub(super) mod received;
pub(super) mod sent;

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use portal_pages::Choice;
use portal_pages::act::{ActPage, Field, Kind, Refused};
use portal_pages::petition::Fact;
use proto::command::{CommandSpec, Target};
use proto::{Day, Version};
use serde_json::{Value, json};

use crate::app::Shared;
use crate::commands;
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::{At, items};
use crate::pages::petition::{field_name, files, is_final, kin, moment, read};
use crate::pages::shell::Page;
use crate::pages::{again, book, cookies, follow, go, letters, page};
use crate::params::Named;
use crate::problem::Problem;
use crate::read::petitions::{self, OneParams};
use fields::MERGED;
use received::{SCAN, Sent, Taken, To};

/// The petition, the context, the command.
type Address = Named<(String, String, String)>;

/// Refusals that are not recorded: the same key may be sent again.
pub(super) const SAME_KEY: [&str; 5] =
    ["unavailable", "timed_out", "fault", "behind", "draft_kept"];

/// Acts on a proposal: it stands above their form.
const TALKS: [&str; 4] =
    ["GiveConsent", "ContestClassification", "RecordDissent", "DecideDeadlock"];
/// The act whose words everybody reads.
const PUBLISHED: &str = "ApprovePublicWording";
/// How long a form with files may take to come in.
const WITHIN: Duration = Duration::from_secs(600);
/// What a link to a form may fill in.
const ASKED: [&str; 3] = ["petitions", "on_behalf", "body"];
/// The most petitions that are merged by one form.
const MERGED_MAX: usize = 20;
/// The most lines of what changed meanwhile.
const CHANGED_MAX: usize = 12;

/// The addresses of forms that take files, which may take longer than any other page.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/kien-nghi/{number}/viec/{context}/{command}", get(show).post(take))
        .merge(follow::checks())
        .merge(letters::answers())
        .layer(DefaultBodyLimit::max(received::WHOLE_MAX))
        .layer(middleware::from_fn(in_time))
}

async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::later("timed_out", 5).into_response(),
    }
}

async fn show(
    State(app): State<Shared>,
    at: Page,
    Named((number, context, command)): Address,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let spec = commands::spec_of(&context, &command)?;
    if let Some(form) = letters::form_of(spec.name, &number, one(&Form(asked.clone()), "on_behalf"))
    {
        return Ok(go(&form, []));
    }
    let shown = read(&app, &at, &number, OneParams::default()).await?;
    let asked = asked.into_iter().filter(|(name, _)| ASKED.contains(&name.as_str())).collect();
    page(&form(&at, spec, &shown, &Filled::Asked(Form(asked))))
}

/// What a form begins with.
enum Filled<'a> {
    /// What the link to it says.
    Asked(Pairs),
    /// What was typed, when it was refused.
    Typed(Typed<'a>),
}

struct Typed<'a> {
    sent: &'a Sent,
    problem: Option<&'a Value>,
    /// What changed meanwhile, in words.
    changed: Vec<String>,
    unconfirmed: bool,
}

async fn take(
    State(app): State<Shared>,
    at: Page,
    Named((number, context, command)): Address,
    request: Request,
) -> Result<Response, Problem> {
    let spec = commands::spec_of(&context, &command)?;
    let shown = read(&app, &at, &number, OneParams::default()).await?;
    let stream = shown.text("/stream").and_then(|id| id.parse().ok());
    let to = stream.filter(|_| takes_files(spec)).map_or(To::Nothing, To::Stream);
    let mut received = received::of(&app, &at, to, request).await?;
    received.wrong.extend(named(&at, spec, &shown, &received.form));
    let sent = &received.form;
    let unconfirmed = is_final(spec.name) && one(sent, "confirm") != "yes";
    if unconfirmed || !received.wrong.is_empty() {
        let typed = Typed { sent: &received, problem: None, changed: Vec::new(), unconfirmed };
        let view = form(&at, spec, &shown, &Filled::Typed(typed));
        return again(&view, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let merged = merged(&app, spec, sent).await?;
    let body = sent::body(spec, &shown, &received, merged);
    match give(&app, &at, &context, &command, one(sent, "key"), &body).await {
        Ok(_) => Ok(go(&format!("/kien-nghi/{number}"), [cookies::say("act-done")])),
        Err(problem) => {
            let told = problem.body(at.visitor.language);
            let now = read(&app, &at, &number, OneParams::default()).await.unwrap_or(shown);
            let seen = one(sent, "seen").parse().unwrap_or_default();
            let changed = match told.text("/code") {
                Some("conflict") => changed(&app, &at, &number, Version(seen)).await,
                _ => Vec::new(),
            };
            let typed =
                Typed { sent: &received, problem: Some(&told), changed, unconfirmed: false };
            again(&form(&at, spec, &now, &Filled::Typed(typed)), problem.status())
        }
    }
}

/// The field whose words for the public name the voter, and what to do.
fn named(at: &Page, spec: &CommandSpec, shown: &Value, form: &Pairs) -> Option<(String, String)> {
    let voter = shown.text("/texts/raised_by/text").filter(|_| spec.name == PUBLISHED)?;
    let named = anonymous::names(one(form, "wording"), voter);
    named.then(|| ("wording".to_owned(), at.w().t("act-names-voter")))
}

/// Files belong to the petition; a receipt is of a letter.
fn takes_files(spec: &CommandSpec) -> bool {
    spec.target == Target::Existing && spec.name != "ConfirmReceipt"
}

/// The petitions named by number that go on in this one; a number of none stays as it was typed, so
/// that it is told of as any other field.
async fn merged(app: &Shared, spec: &CommandSpec, sent: &Pairs) -> Result<Option<Value>, Problem> {
    if spec.name != "MergePetitions" {
        return Ok(None);
    }
    let typed = one(sent, MERGED).split([',', ';', ' ']).map(str::trim);
    let typed = typed.filter(|number| !number.is_empty()).take(MERGED_MAX);
    let numbers: Vec<String> = typed.map(str::to_uppercase).collect();
    let rows = kin::called(app, &numbers).await?;
    let seen = numbers.iter().zip(rows).map(|(number, row)| match row {
        Some(row) => json!({ "petition": row.stream, "seen_version": row.version }),
        None => json!({ "petition": number, "seen_version": 1 }),
    });
    Ok(Some(seen.collect()))
}

/// What happened after the version that was seen, each with who and when.
async fn changed(app: &Shared, at: &Page, number: &str, seen: Version) -> Vec<String> {
    let Ok(asked) = petitions::ask(app, &at.reader, number, &OneParams::default()).await else {
        return Vec::new();
    };
    let w = at.w();
    let later = asked.entries.iter().filter(|entry| entry.version > seen);
    let told = later.filter_map(|entry| {
        let (envelope, _) = entry.content.as_ref()?;
        let who = envelope.body.map_or_else(|| w.t("by-system"), |body| at.name(body));
        let when = moment(&entry.recorded_at.to_string());
        Some(format!("{} – {who}, {when}", w.event(&envelope.event_type)))
    });
    told.take(CHANGED_MAX).collect()
}

fn form(at: &Page, spec: &'static CommandSpec, shown: &Value, filled: &Filled<'_>) -> ActPage {
    let w = at.w();
    let typed = match filled {
        Filled::Typed(typed) => Some(typed),
        Filled::Asked(_) => None,
    };
    let nothing = Form(Vec::new());
    let asked = match filled {
        Filled::Asked(asked) => asked,
        Filled::Typed(_) => &nothing,
    };
    let number = shown.words("/number");
    let act = w.command(&spec.context.to_string(), spec.name);
    let problem = typed.and_then(|typed| typed.problem);
    let wrong = problem.and_then(|problem| problem.text("/field")).unwrap_or_default();
    let value = |name: &str| {
        typed.map_or_else(|| one(asked, name), |typed| one(&typed.sent.form, name)).to_owned()
    };
    let mut all = fields::of(at, spec, shown, typed.map(|typed| &typed.sent.form), asked);
    for field in &mut all {
        // The parts of a petition are one list.
        let name = if field.name.starts_with(fields::PART) { "parts" } else { &field.name };
        let here = wrong == format!("/data/{name}") || wrong.starts_with(&format!("/data/{name}/"));
        let empty = field.value.is_empty() && field.choices.iter().all(|choice| !choice.chosen);
        field.error = here.then(|| w.t(if empty { "act-missing" } else { "act-malformed" }));
        let told = typed.and_then(|typed| told_of(typed.sent, &field.name));
        field.error = field.error.take().or(told.filter(|_| field.kind != Kind::Files));
    }
    let (around, mut paper) = (around(at, wrong, &value), paper(at, wrong, &value));
    if takes_files(spec) {
        let error = wrong.starts_with("/document/scan").then(|| at.w().t("act-malformed"));
        paper.push(Field { error, ..files_field(at, SCAN, at.w().t("scan"), None) });
    }
    for field in all.iter_mut().chain(&mut paper).filter(|field| field.kind == Kind::Files) {
        with_files(at, field, typed.map(|typed| typed.sent));
    }
    let paper_open = paper.iter().any(|field| {
        !field.value.is_empty() || field.error.is_some() || field.choices.iter().any(|of| of.chosen)
    });
    let code = problem.and_then(|problem| problem.text("/code")).unwrap_or_default();
    // What was refused is recorded under its key; what was never decided is sent under the same.
    let same = typed.is_some() && (problem.is_none() || SAME_KEY.contains(&code));
    let fresh = || format!("page-{}", runtime::random::uuid());
    let key = if same { value("key") } else { fresh() };
    // What changed while nobody was signed in was not seen either.
    let seen = |name: &str, now: u64| if at.unsent { value(name) } else { now.to_string() };
    let mut shell = at.shell(format!("{act} · {number}"), "book");
    shell.address = format!("/kien-nghi/{number}/viec/{}/{}", spec.context, spec.name);
    ActPage {
        address: shell.address.clone(),
        wording: words(shown),
        about: about(at, spec.name, shown),
        hidden: vec![
            ("key".to_owned(), key),
            ("seen".to_owned(), seen("seen", shown.number("/version"))),
            ("proposal".to_owned(), seen("proposal", shown.number("/proposal/number"))),
        ],
        has_files: all.iter().chain(&paper).any(|field| field.kind == Kind::Files),
        fields: all,
        around,
        paper,
        paper_open,
        is_final: is_final(spec.name),
        unconfirmed: typed.is_some_and(|typed| typed.unconfirmed),
        refused: problem.map(|problem| {
            refused(at, problem, code, typed.map_or(&[][..], |typed| &typed.changed))
        }),
        act,
        number,
        shell,
    }
}

/// What whoever acts should know of the petition beside its words.
fn about(at: &Page, command: &str, shown: &Value) -> Vec<Fact> {
    match command {
        "ClosePetition" => untold(at, shown),
        name if TALKS.contains(&name) => proposed(at, shown),
        _ => Vec::new(),
    }
}

/// What is wrong with a field, as found before anything was decided.
fn told_of(sent: &Sent, name: &str) -> Option<String> {
    sent.wrong.iter().find(|(field, _)| field == name).map(|(_, why)| why.clone())
}

/// What the petition says, for whoever acts on it.
fn words(shown: &Value) -> Option<String> {
    let said = shown.text("/public_wording").or(shown.text("/texts/original/text"));
    said.map(str::to_owned)
}

/// The last proposal: field, competence, addressees.
fn proposed(at: &Page, shown: &Value) -> Vec<Fact> {
    let w = at.w();
    let Some(proposal) = shown.get("proposal").filter(|proposal| !proposal.is_null()) else {
        return Vec::new();
    };
    let to: Vec<String> =
        items(proposal, "/addressees").iter().map(|to| to.words("/name")).collect();
    let field = field_name(at, shown, "/proposal/field").unwrap_or_default();
    vec![
        Fact { label: w.field("field"), value: field },
        Fact { label: w.field("competence"), value: w.value(&proposal.words("/competence")) },
        Fact { label: w.field("addressees"), value: to.join("; ") },
    ]
}

/// Whose answers the voters were not told of: nobody looks for it once the petition is closed.
fn untold(at: &Page, shown: &Value) -> Vec<Fact> {
    let silent = items(shown, "/addressees").iter();
    let silent = silent.filter(|to| to.get("untold").and_then(Value::as_bool) == Some(true));
    let names: Vec<String> = silent.map(|to| to.words("/name")).collect();
    let fact = Fact { label: at.w().t("act-untold"), value: names.join("; ") };
    if names.is_empty() { Vec::new() } else { vec![fact] }
}

/// A field for files, with what came in it before.
pub(in crate::pages) fn files_field(
    at: &Page,
    name: &str,
    label: String,
    sent: Option<&Sent>,
) -> Field {
    let mut field = Field {
        name: name.to_owned(),
        label,
        hint: Some(at.w().t("files-hint")),
        kind: Kind::Files,
        required: false,
        value: String::new(),
        choices: Vec::new(),
        error: None,
    };
    with_files(at, &mut field, sent);
    field
}

/// What was taken before, ticked to be sent again, and what is wrong with what came.
fn with_files(at: &Page, field: &mut Field, sent: Option<&Sent>) {
    let Some(sent) = sent else { return };
    let of = sent.taken.iter().filter(|taken| taken.field == field.name);
    let choice = |taken: &Taken| {
        let Taken { file, .. } = taken;
        let kind = files::kind(at, file.media_type.as_str());
        Some(Choice {
            value: serde_json::to_string(taken).ok()?,
            label: format!("{kind}, {}", files::size(at, u64::from(file.size))),
            chosen: true,
        })
    };
    field.choices = of.filter_map(choice).collect();
    let wrong = sent.wrong.iter().filter(|(name, _)| *name == field.name);
    let wrong: Vec<&str> = wrong.map(|(_, why)| why.as_str()).collect();
    if !wrong.is_empty() {
        field.error = Some(wrong.join(" "));
    }
}

/// What was refused, in words.
pub(super) fn refused(at: &Page, problem: &Value, code: &str, told: &[String]) -> Refused {
    let w = at.w();
    let events = items(problem, "/changed").iter().filter_map(Value::as_str);
    let changed =
        if told.is_empty() { events.map(|event| w.event(event)).collect() } else { told.to_vec() };
    let conflict = code == "conflict";
    let words = |id: &str, member: &str| if conflict { w.t(id) } else { problem.words(member) };
    Refused {
        title: words("act-conflict", "/title"),
        next: words("act-conflict-next", "/next_step"),
        changed,
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
            error: error("/occurred_on").map(|_| wrong_day(at, day.as_deref().unwrap_or_default())),
            value: day.unwrap_or(today),
            choices: Vec::new(),
        },
    ]
}

/// What is wrong with the day of something that happened.
pub(super) fn wrong_day(at: &Page, typed: &str) -> String {
    let later = typed.parse::<Day>().is_ok_and(|day| day > at.reader.today);
    at.w().t(if later { "act-not-yet" } else { "act-malformed" })
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
