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
use portal_pages::front::{Front, Unknown};
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
use crate::pages::{again, book, cookies, go, page};
use crate::problem::Problem;

/// The kind of the bodies whose desk it is.
const FRONT: &str = "front_committee";
/// Petitions of each kind that the desk looks at.
const LOOKED_AT: u32 = 150;
/// Answers that are made known at once.
const AT_ONCE: usize = 100;
/// How often a further way is tried on the version that the petition has by then.
const TRIES: u32 = 3;
/// How answers are usually made known; a place may say more.
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
    /// Ticks that are to be sent again as they are: nobody decided on all of their ways.
    pub(in crate::pages::front) unsent: Vec<String>,
    /// What was made known by some of the ways only: the petition's stream, and which, in words.
    partly: Vec<(String, String)>,
    /// It was not said that answers without public words count as made known.
    unconfirmed: bool,
    done: usize,
    wrong: Option<&'static str>,
    field: Option<String>,
    same_key: bool,
}

impl Sent<'_> {
    /// For certain nothing was recorded: of what may be sent again as it is nobody knows.
    fn nothing(&self) -> bool {
        self.done == 0 && self.partly.is_empty() && self.unsent.is_empty()
    }
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
        refused: sent.is_some(),
        nothing: sent.is_some_and(Sent::nothing),
        nobodys: desk::councils(at).is_empty().then(|| desk::fronts(at).join("; ")),
        asked_area: desk::asked_area(at),
        partly: sent.map_or_else(Vec::new, |sent| partly(&lines, sent)),
        unworded: match sent {
            Some(sent) if sent.unconfirmed => unworded(&unknown),
            Some(_) | None => Vec::new(),
        },
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

/// What was made known by some of the ways only: the petition's number, and which.
fn partly(lines: &[Line], sent: &Sent<'_>) -> Vec<(String, String)> {
    let number = |stream: &str| {
        let line = lines.iter().find(|line| line.row.stream.to_string() == stream)?;
        Some(line.row.number.clone())
    };
    let known = sent.partly.iter();
    known.filter_map(|(stream, what)| Some((number(stream)?, what.clone()))).collect()
}

/// The numbers of what is ticked and has no words for the public.
fn unworded(unknown: &[Unknown]) -> Vec<String> {
    let all = unknown.iter().filter(|item| item.ticked && item.unworded());
    all.map(|item| item.number.clone()).collect()
}

/// How, where, until when.
fn fields(at: &Page, sent: Option<&Sent<'_>>) -> Vec<Field> {
    let w = at.w();
    let told = |name: &str| sent.map_or("", |sent| one(sent.form, name)).to_owned();
    let wrong = sent.and_then(|sent| sent.field.as_deref()).unwrap_or_default();
    let channels = CHANNELS.iter().map(|channel| Choice {
        value: (*channel).to_owned(),
        label: w.value(channel),
        chosen: sent.is_some_and(|sent| channels_of(sent.form).contains(channel)),
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
        Field { choices: channels.collect(), ..made("channel", Kind::Many, true) },
        Field { hint: Some(w.t("known-place-hint")), ..made("place", Kind::Line, true) },
        made("until", Kind::Day, false),
    ]
}

/// The ways that the form names.
fn channels_of(form: &Pairs) -> Vec<&str> {
    let mut named: Vec<&str> = Vec::new();
    for (_, channel) in form.0.iter().filter(|(name, value)| name == "channel" && !value.is_empty())
    {
        if named.len() < CHANNELS.len() && !named.contains(&channel.as_str()) {
            named.push(channel);
        }
    }
    named
}

async fn take(State(app): State<Shared>, at: Page, form: Pairs) -> Result<Response, Problem> {
    let ticks = form.0.iter().filter(|(name, _)| name == "k").map(|(_, value)| value.clone());
    let ticks: Vec<String> = ticks.take(AT_ONCE).collect();
    let missing = ["channel", "place"].into_iter().find(|name| one(&form, name).trim().is_empty());
    let mut sent = Sent {
        form: &form,
        errors: BTreeMap::new(),
        unsent: Vec::new(),
        partly: Vec::new(),
        unconfirmed: one(&form, "confirm") != "yes",
        done: 0,
        wrong: ticks.is_empty().then_some("known-nothing"),
        field: missing.map(|name| format!("/data/{name}")),
        same_key: true,
    };
    if sent.wrong.is_some() || sent.field.is_some() {
        sent.unconfirmed = false;
        return again(&view(&app, &at, Some(&sent)).await?, StatusCode::UNPROCESSABLE_ENTITY);
    }
    if sent.unconfirmed {
        let asked = view(&app, &at, Some(&sent)).await?;
        if !asked.unworded.is_empty() {
            return again(&asked, StatusCode::UNPROCESSABLE_ENTITY);
        }
        sent.unconfirmed = false;
    }
    sent.same_key = false;
    let mut status = StatusCode::CONFLICT;
    for tick in &ticks {
        let Some(asked) = Tick::of(tick) else { continue };
        match make_known(&app, &at, &form, &asked).await {
            Ok(()) => sent.done += 1,
            Err((problem, known)) => {
                status = problem.status();
                note(&at, &mut sent, tick, &problem, &known);
            }
        }
    }
    if sent.errors.is_empty() && sent.partly.is_empty() {
        return Ok(go("/mat-tran", [cookies::say("act-done")]));
    }
    sent.wrong = Some("known-refused");
    again(&view(&app, &at, Some(&sent)).await?, status)
}

/// Keeps why a tick was not made known, or not by every way.
fn note(at: &Page, sent: &mut Sent<'_>, tick: &str, problem: &Problem, known: &[&str]) {
    let told = problem.body(at.visitor.language);
    let why = crate::pages::lists::why(at, &told);
    let same_key = SAME_KEY.contains(&told.text("/code").unwrap_or_default());
    sent.same_key |= same_key;
    sent.field = sent.field.take().or_else(|| told.text("/field").map(str::to_owned));
    if known.is_empty() || same_key {
        sent.unsent.push(tick.to_owned());
        sent.errors.insert(tick.to_owned(), why);
        return;
    }
    // Sent again, the ways that were recorded would be recorded twice.
    let w = at.w();
    let names = |of: Vec<&str>| of.into_iter().map(|way| w.value(way)).collect::<Vec<_>>();
    let left: Vec<&str> =
        channels_of(sent.form).into_iter().filter(|way| !known.contains(way)).collect();
    let (done, left) = (names(known.to_vec()).join(", "), names(left).join(", "));
    let (is, is_not) = (w.t("known-partly"), w.t("known-not"));
    let next = w.t("known-one-by-one");
    let what = format!("{is} {done}; {is_not} {left}: {why} ({next})");
    let stream = tick.split('~').next().unwrap_or_default();
    sent.partly.push((stream.to_owned(), what));
}

/// What a box says: the petition's stream, the version seen, whose answer.
struct Tick<'a> {
    stream: &'a str,
    seen: u64,
    of: &'a str,
}

impl<'a> Tick<'a> {
    fn of(tick: &'a str) -> Option<Self> {
        let mut parts = tick.split('~');
        let (stream, seen, of) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        Some(Self { stream, seen, of })
    }
}

/// Makes an answer known by every way that the form names, one command for each. The key of each is
/// made of the form's, the answer and the way, so that whatever is sent twice is recorded once.
///
/// # Errors
/// The first problem, with the ways that were recorded before it.
async fn make_known<'a>(
    app: &Shared,
    at: &Page,
    form: &'a Pairs,
    tick: &Tick<'_>,
) -> Result<(), (Problem, Vec<&'a str>)> {
    let (mut seen, mut known) = (tick.seen, Vec::new());
    for channel in channels_of(form) {
        let key = format!("{}-{}-{}-{channel}", one(form, "key"), tick.stream, tick.of);
        let key: String =
            key.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(200).collect();
        let mut tries = TRIES;
        loop {
            let body = command(form, tick, seen, channel);
            let problem = match give(app, at, "forwarding", "MakeKnown", &key, &body).await {
                Ok(done) => {
                    // The next one saw this one.
                    seen = done.number("/version");
                    break;
                }
                Err(problem) => problem,
            };
            let told = problem.body(at.visitor.language);
            match told.text("/code") {
                // It was recorded before, by a form that had seen another version.
                Some("key_reused") if told.text("/first") == Some("done") => break,
                // What came between two of one's own acts is nothing that a person could have seen.
                Some("conflict") if !known.is_empty() && tries > 0 => {
                    seen = told.number("/now");
                    tries -= 1;
                }
                Some(_) | None => return Err((problem, known)),
            }
        }
        known.push(channel);
    }
    Ok(())
}

/// The command of one answer by one way.
fn command(form: &Pairs, tick: &Tick<'_>, seen: u64, channel: &str) -> Value {
    let mut data = json!({
        "answer_of": tick.of,
        "channel": channel,
        "place": one(form, "place").trim(),
    });
    let until = one(form, "until");
    if !until.is_empty() {
        data["until"] = json!(until);
    }
    let mut body = json!({ "stream": tick.stream, "seen_version": seen, "data": data });
    crate::pages::lists::put(&mut body, form, &["body", "occurred_on"]);
    body
}

/// Whether the talks about a line go on.
pub(in crate::pages::front) fn contested(line: &Line) -> bool {
    line.row.stage == Stage::Contested || (line.rounds > 0 && line.row.stage == Stage::BeingAgreed)
}
