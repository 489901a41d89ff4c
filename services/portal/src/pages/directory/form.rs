//! The forms of the directory: what may be filled in, what is refused beside its field, what is done.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::act::Field;
use portal_pages::directory::{Form, Group, Link};
use proto::BodyId;
use proto::stage::Stage;
use register::Filter;
use serde_json::{Value, json};

use super::fields::{self, Asked, Officers, meant};
use super::{actor, rules, sent};
use crate::app::{App, Shared};
use crate::opened::opened;
use crate::pages::act::{SAME_KEY, refused};
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At;
use crate::pages::shell::{Page, encoded};
use crate::pages::{cookies, go, page};
use crate::params::{Named, Params};
use crate::problem::Problem;

/// What cannot be taken back by the same form.
const FINAL: [&str; 2] = ["EndBody", "EndRole"];
/// Names of officers opened in one call, and calls of one page.
const AT_ONCE: usize = 400;
const CALLS_MAX: usize = 5;
/// At these stages nobody owes anything any more.
const OVER: [Stage; 6] = [
    Stage::OpinionNoted,
    Stage::NotAPetition,
    Stage::Merged,
    Stage::Withdrawn,
    Stage::Settled,
    Stage::Closed,
];
/// Beside which field the refusal of a rule stands; the first that the form has.
const BESIDE: [(&str, &[&str]); 28] = [
    ("no_term_open", &["opens_on"]),
    ("closes_before_it_opens", &["closes_on"]),
    ("number_taken", &["number"]),
    ("session_unknown", &["session"]),
    ("round_taken", &["round"]),
    ("ends_before_it_begins", &["until"]),
    ("cut_off_too_early", &["cut_off"]),
    ("wrong_side_of_session", &["phase"]),
    ("no_area", &["areas"]),
    ("area_unknown", &["areas"]),
    ("joined_without_term", &["joined"]),
    ("superior_not_standing", &["under"]),
    ("name_taken", &["name"]),
    ("not_standing", &["until"]),
    ("successor_not_standing", &["successors"]),
    ("successor_circle", &["successors"]),
    ("officer_unknown", &["officer"]),
    ("role_unknown", &["role"]),
    ("body_not_standing", &["body", "from"]),
    ("already_held", &["role"]),
    ("not_held", &["until"]),
    ("area_taken", &["name"]),
    ("within_unknown", &["within"]),
    ("no_days_off", &["days"]),
    ("day_outside_year", &["days"]),
    ("day_twice", &["days"]),
    ("not_a_weekend", &["working"]),
    ("escalation_not_rising", &["rules/escalation"]),
];

/// What was typed, when it was not taken.
struct Typed<'a> {
    form: &'a Pairs,
    problem: Option<Value>,
    unconfirmed: bool,
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(command): Named,
    Params(asked): Params<Asked>,
) -> Result<Response, Problem> {
    page(&view(&app, &at, &command, &asked, None).await?)
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    Named(command): Named,
    Params(asked): Params<Asked>,
    sent: Pairs,
) -> Result<Response, Problem> {
    let again = |problem: Option<&Problem>| Typed {
        form: &sent,
        problem: problem.map(|problem| problem.body(at.visitor.language)),
        unconfirmed: problem.is_none(),
    };
    if FINAL.contains(&&*command) && one(&sent, "confirm") != "yes" {
        let view = view(&app, &at, &command, &asked, Some(&again(None))).await?;
        return with(StatusCode::UNPROCESSABLE_ENTITY, &view);
    }
    let groups = fields::of(&at, &command, &asked, &Vec::new())?;
    let done = match sent::data(&at, &command, &asked, &groups, &sent) {
        Ok(data) => give_all(&app, &at, &command, &asked, &sent, &data).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(to) => Ok(go(&to, [cookies::say("act-done")])),
        Err(problem) => {
            let view = view(&app, &at, &command, &asked, Some(&again(Some(&problem)))).await?;
            with(problem.status(), &view)
        }
    }
}

fn with(status: StatusCode, view: &Form) -> Result<Response, Problem> {
    let mut response = page(view)?;
    *response.status_mut() = status;
    Ok(response)
}

/// Gives the command and says where to go on. Who is appointed gets the first role at once.
async fn give_all(
    app: &Shared,
    at: &Page,
    command: &str,
    asked: &Asked,
    sent: &Pairs,
    data: &Value,
) -> Result<String, Problem> {
    let speaks = match command {
        "ProposeRules" => {
            let council = fields::council(at, asked)?;
            rules::speakers(at, council, command).first().copied()
        }
        _ => None,
    };
    let body = speaks.or_else(|| actor(at, command));
    let key = one(sent, "key");
    let asking = |data: &Value| json!({ "body": body, "data": data });
    if command == "AppointOfficer" {
        let done = give(app, at, "directory", command, key, &asking(&data["person"])).await?;
        let mut role = data["role"].clone();
        role["officer"] = done["officer"].clone();
        let second = format!("{key}-role");
        let given = give(app, at, "directory", "GiveRole", &second, &asking(&role)).await;
        let place = data.words("/role/body");
        // The person is in office now; only the role is still to be given.
        return Ok(match given {
            Ok(_) => format!("/danh-ba/{place}"),
            Err(_) => format!(
                "/danh-ba/viec/GiveRole?body={place}&officer={}",
                encoded(&done.words("/officer"))
            ),
        });
    }
    let done = give(app, at, "directory", command, key, &asking(data)).await?;
    Ok(match command {
        "PlanSession" | "OpenRound" => {
            let council = fields::council(at, asked)?;
            let from = data.text("/opens_on").or(data.text("/from")).unwrap_or_default();
            format!("/lich?council={council}&year={}", from.get(..4).unwrap_or_default())
        }
        "EstablishBody" => format!("/danh-ba/{}", done.words("/body")),
        "PublishDaysOff" => format!("/lich?year={}", data.number("/year")),
        "ProposeRules" => format!("/quy-che?council={}", data.words("/council")),
        _ => data.text("/body").map_or("/danh-ba".to_owned(), |body| format!("/danh-ba/{body}")),
    })
}

async fn view(
    app: &App,
    at: &Page,
    command: &str,
    asked: &Asked,
    typed: Option<&Typed<'_>>,
) -> Result<Form, Problem> {
    let w = at.w();
    let officers = if command == "GiveRole" { officers(app, at).await } else { Vec::new() };
    let mut groups = fields::of(at, command, asked, &officers)?;
    if actor(at, command).is_none() {
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden.role_lacks"));
    }
    let problem = typed.and_then(|typed| typed.problem.as_ref());
    let code = problem.and_then(|problem| problem.text("/code")).unwrap_or_default();
    for field in groups.iter_mut().flat_map(|group| &mut group.fields) {
        match typed {
            Some(typed) => keep(field, typed.form),
            None => begin(field, asked),
        }
    }
    if let Some(problem) = problem {
        tell(at, &mut groups, problem, code);
    }
    let same = problem.is_none() || SAME_KEY.contains(&code);
    let key = typed.filter(|_| same).map(|typed| one(typed.form, "key").to_owned());
    let title = match (command, asked.get("session")) {
        ("PlanSession", Some(_)) => w.t("directory-move"),
        _ => w.t(&format!("directory-do-{command}")),
    };
    let query: Vec<String> =
        asked.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let mut shell = at.shell(title.clone(), "directory");
    shell.address = format!("/danh-ba/viec/{command}?{}", query.join("&"));
    let touches =
        if command == "EndBody" { holds(app, at, meant(asked, "body")?).await? } else { None };
    Ok(Form {
        address: shell.address.clone(),
        lead: fields::about(at, command, asked)?,
        back: back(command, asked),
        key: key.unwrap_or_else(|| format!("page-{}", runtime::random::uuid())),
        groups,
        confirm: FINAL.contains(&command).then(|| w.t(&format!("directory-final-{command}"))),
        touches,
        unconfirmed: typed.is_some_and(|typed| typed.unconfirmed),
        refused: problem.map(|problem| refused(at, problem, code, &[])),
        title,
        shell,
    })
}

fn back(command: &str, asked: &Asked) -> String {
    let of = |name: &str| asked.get(name).map_or("", String::as_str);
    match command {
        "PlanSession" | "OpenRound" => format!("/lich?council={}", encoded(of("council"))),
        "PublishDaysOff" => format!("/lich?year={}", encoded(of("year"))),
        "ProposeRules" => format!("/quy-che?council={}", encoded(of("council"))),
        _ if of("body").is_empty() => "/danh-ba".to_owned(),
        _ => format!("/danh-ba/{}", encoded(of("body"))),
    }
}

/// What was typed stays.
fn keep(field: &mut Field, form: &Pairs) {
    one(form, &field.name).clone_into(&mut field.value);
    for choice in &mut field.choices {
        let mut sent = form.0.iter();
        choice.chosen = sent.any(|(name, value)| *name == field.name && *value == choice.value);
    }
}

/// What the address says of a field is chosen in it.
fn begin(field: &mut Field, asked: &Asked) {
    if let Some(value) = asked.get(&field.name)
        && field.choices.iter().any(|choice| choice.value == *value)
    {
        value.clone_into(&mut field.value);
        for choice in &mut field.choices {
            choice.chosen = choice.value == *value;
        }
    }
}

/// Puts what is wrong beside the field that it is about.
fn tell(at: &Page, groups: &mut [Group], problem: &Value, code: &str) {
    let w = at.w();
    let place = problem.text("/field").and_then(|place| place.strip_prefix("/data/"));
    let rule = code.strip_prefix("directory.").unwrap_or_default();
    let beside =
        BESIDE.iter().find(|(known, _)| *known == rule).map_or(&[][..], |(_, names)| names);
    let mut fields: Vec<&mut Field> =
        groups.iter_mut().flat_map(|group| &mut group.fields).collect();
    let known = |name: &&&str| fields.iter().any(|field| field.name == **name);
    let beside = beside.iter().find(known).copied();
    for field in &mut fields {
        let here = place.is_some_and(|place| {
            place == field.name || place.starts_with(&format!("{}/", field.name))
        });
        let empty = field.value.trim().is_empty() && field.choices.iter().all(|one| !one.chosen);
        if here {
            field.error = Some(w.t(if empty { "act-missing" } else { "act-malformed" }));
        } else if beside == Some(field.name.as_str()) {
            field.error = problem.text("/title").map(str::to_owned);
        }
    }
}

/// The petitions on which a body still has something to do.
async fn holds(app: &App, at: &Page, body: BodyId) -> Result<Option<Link>, Problem> {
    let filter = Filter { body: Some(body), ..Filter::default() };
    let counts = app.register.counts(&filter).await?;
    let open = counts.iter().filter(|(stage, _)| !OVER.contains(stage));
    let open: u64 = open.map(|(_, count)| count).sum();
    Ok(Some(Link {
        label: at.w().count("directory-holds", open),
        address: format!("/so?body={body}"),
        chosen: false,
    }))
}

/// Every officer by name, as far as the names are opened.
async fn officers(app: &App, at: &Page) -> Officers {
    let Some(&acting) = at.acting.first() else { return Vec::new() };
    let directory = &at.reader.known.pins.directory;
    let all: Vec<_> = directory.officers().collect();
    let mut named = Vec::new();
    for some in all.chunks(AT_ONCE).take(CALLS_MAX) {
        let sealed: Value = some.iter().map(|(_, name)| json!(name)).collect();
        let names = opened(&app.vault, at.reader.officer, acting, sealed).await;
        let label = |n: usize, id: String| {
            names.text(&format!("/{n}/text")).map_or_else(|| id, str::to_owned)
        };
        let some = some.iter().enumerate();
        named.extend(some.map(|(n, (id, _))| (id.to_string(), label(n, id.to_string()))));
    }
    named.sort_by_key(|(_, name)| proto::text::fold(name));
    named
}
