//! The desk of the Front: answers to make known, what waits for its word, what it follows.

mod desk;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use portal_pages::Choice;
use portal_pages::act::{Field, Kind};
use portal_pages::front::Front;
use proto::stage::Stage;
use register::{Filter, PetitionRow};
use serde_json::{Value, json};

use crate::app::{App, Shared};
use crate::pages::act::{SAME_KEY, around};
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At;
use crate::pages::lists::sheet::{self, Line};
use crate::pages::lists::{field, fresh_key};
use crate::pages::shell::Page;
use crate::pages::{book, cookies, go, page};
use crate::problem::Problem;

/// The kind of the bodies whose desk it is.
const FRONT: &str = "front_committee";
/// Petitions of each kind that the desk looks at.
const LOOKED_AT: u32 = 150;
/// Answers that are made known at once.
const AT_ONCE: usize = 100;
/// Where answers are usually made known; a place may say more.
const CHANNELS: [&str; 4] = ["notice_board", "loudspeaker", "meeting", "website"];

/// The address of this screen.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/mat-tran", get(show).post(take))
}

/// Whom the desk concerns: a committee of the Front.
pub(super) fn concerns(at: &Page) -> bool {
    let directory = &at.reader.known.pins.directory;
    let mut bodies = at.acting.iter().filter_map(|&body| directory.body(body));
    bodies.any(|body| body.established.kind.as_str() == FRONT)
}

/// What was typed, when something was refused.
pub(in crate::pages::front) struct Sent<'a> {
    pub(in crate::pages::front) form: &'a Pairs,
    pub(in crate::pages::front) errors: BTreeMap<String, String>,
    done: usize,
    wrong: Option<&'static str>,
    field: Option<String>,
    same_key: bool,
}

async fn show(State(app): State<Shared>, at: Page) -> Result<Response, Problem> {
    page(&view(&app, &at, None).await?)
}

/// The petitions of the desk: two questions to the register for those that are answered and those
/// that are being agreed, and two for all of them together.
async fn work(app: &App, at: &Page) -> Result<(Vec<Line>, bool), Problem> {
    let councils = desk::councils(at);
    let mut streams = Vec::new();
    let mut more = false;
    for council in councils {
        for stages in [desk::ANSWERED.as_slice(), desk::ENDED.as_slice(), desk::TALKS.as_slice()] {
            let filter =
                Filter { stages: stages.to_vec(), council: Some(council), ..Filter::default() };
            let found = app.register.petitions(&filter, None, LOOKED_AT).await?;
            more |= found.next.is_some();
            streams.extend(found.rows.iter().map(|row: &PetitionRow| row.stream));
        }
    }
    Ok((sheet::lines(app, at, &streams).await?, more))
}

async fn view(app: &App, at: &Page, sent: Option<&Sent<'_>>) -> Result<Front, Problem> {
    let w = at.w();
    let (lines, more) = work(app, at).await?;
    let unknown = desk::unknown(at, &lines, sent);
    let waiting = desk::waiting(app, at, &lines).await?;
    let waits = |line: &&Line| line.awaits(&at.acting);
    let told = |name: &str| sent.map_or("", |sent| one(sent.form, name)).to_owned();
    let kept = sent.filter(|sent| sent.same_key).map(|_| told("key"));
    let mut shell = at.shell(w.t("front"), "front");
    "*".clone_into(&mut shell.about);
    shell.address = "/mat-tran".to_owned();
    Ok(Front {
        late: unknown.iter().filter(|item| item.urgency == "late").count(),
        more,
        may: at.may("forwarding", "MakeKnown"),
        fields: fields(at, sent),
        around: around(at, "", &told),
        key: kept.unwrap_or_else(fresh_key),
        done: sent.map_or(0, |sent| sent.done),
        wrong: sent.and_then(|sent| sent.wrong).map(|id| w.t(id)),
        waiting_count: lines.iter().filter(waits).count(),
        waiting,
        contested: desk::contested(app, at, &lines).await?,
        followed: desk::followed(at, &lines),
        known: desk::known(at, &lines),
        heard: desk::heard(at, &lines),
        areas: book::areas(at),
        unknown,
        shell,
    })
}

/// How, where, until when.
fn fields(at: &Page, sent: Option<&Sent<'_>>) -> Vec<Field> {
    let w = at.w();
    let told = |name: &str| sent.map_or("", |sent| one(sent.form, name)).to_owned();
    let wrong = sent.and_then(|sent| sent.field.as_deref()).unwrap_or_default();
    let channels = CHANNELS.iter().map(|channel| Choice {
        value: (*channel).to_owned(),
        label: w.value(channel),
        chosen: told("channel") == *channel,
    });
    let made = |name: &str, kind, required| Field {
        required,
        value: told(name),
        error: (wrong == format!("/data/{name}")).then(|| {
            w.t(if told(name).trim().is_empty() { "act-missing" } else { "act-malformed" })
        }),
        ..field(name, w.field(name), kind)
    };
    vec![
        Field { choices: channels.collect(), ..made("channel", Kind::One, true) },
        Field { hint: Some(w.t("known-place-hint")), ..made("place", Kind::Line, true) },
        made("until", Kind::Day, false),
    ]
}

async fn take(State(app): State<Shared>, at: Page, form: Pairs) -> Result<Response, Problem> {
    let ticks = form.0.iter().filter(|(name, _)| name == "k").map(|(_, value)| value.clone());
    let ticks: Vec<String> = ticks.take(AT_ONCE).collect();
    let missing = ["channel", "place"].into_iter().find(|name| one(&form, name).trim().is_empty());
    let mut sent = Sent {
        form: &form,
        errors: BTreeMap::new(),
        done: 0,
        wrong: ticks.is_empty().then_some("known-nothing"),
        field: missing.map(|name| format!("/data/{name}")),
        same_key: true,
    };
    if sent.wrong.is_some() || sent.field.is_some() {
        return again(&view(&app, &at, Some(&sent)).await?, StatusCode::UNPROCESSABLE_ENTITY);
    }
    sent.same_key = false;
    let mut status = StatusCode::CONFLICT;
    for tick in &ticks {
        let Some(body) = command(&form, tick) else { continue };
        let key = format!("{}-{tick}", one(&form, "key"));
        let key: String =
            key.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(200).collect();
        match give(&app, &at, "forwarding", "MakeKnown", &key, &body).await {
            Ok(_) => sent.done += 1,
            Err(problem) => {
                status = problem.status();
                let told = problem.body(at.visitor.language);
                sent.same_key |= SAME_KEY.contains(&told.text("/code").unwrap_or_default());
                sent.field = sent.field.or_else(|| told.text("/field").map(str::to_owned));
                sent.errors.insert(tick.clone(), crate::pages::lists::why(&at, &told));
            }
        }
    }
    if sent.errors.is_empty() {
        return Ok(go("/mat-tran", [cookies::say("act-done")]));
    }
    sent.wrong = Some("known-refused");
    again(&view(&app, &at, Some(&sent)).await?, status)
}

/// The command of a tick: the petition's stream, the version seen, whose answer.
fn command(form: &Pairs, tick: &str) -> Option<Value> {
    let mut parts = tick.split('~');
    let (stream, seen, of) = (parts.next()?, parts.next()?.parse::<u64>().ok()?, parts.next()?);
    let mut data = json!({
        "answer_of": of,
        "channel": one(form, "channel"),
        "place": one(form, "place").trim(),
    });
    let until = one(form, "until");
    if !until.is_empty() {
        data["until"] = json!(until);
    }
    let mut body = json!({ "stream": stream, "seen_version": seen, "data": data });
    crate::pages::lists::put(&mut body, form, &["body", "occurred_on"]);
    Some(body)
}

fn again(view: &Front, status: StatusCode) -> Result<Response, Problem> {
    let mut response = page(view)?;
    *response.status_mut() = status;
    Ok(response)
}

/// Whether the talks about a line go on.
pub(in crate::pages::front) fn contested(line: &Line) -> bool {
    line.row.stage == Stage::Contested || (line.rounds > 0 && line.row.stage == Stage::BeingAgreed)
}
