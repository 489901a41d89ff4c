//! Taking down what is said: a page made for speed, and the one address to which entries are sent,
//! by the form or by the page's script from what was kept on the device.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{ACCEPT, CONTENT_SECURITY_POLICY};
use axum::response::{IntoResponse, Response};
use portal_pages::Template;
use portal_pages::act::{Field, Kind};
use portal_pages::meeting::{Raised, Take};
use proto::StreamId;
use register::{Filter, Meeting};
use serde_json::{Value, json};

use super::entry::{NotTaken, Said};
use super::{
    Typed, field, hinted, key, offline, recorder, refused, required, script_words, shown, standing,
    takes,
};
use crate::app::Shared;
use crate::pages::form::{Pairs, one};
use crate::pages::json::At;
use crate::pages::shell::Page;
use crate::pages::{POLICY, book, cookies, go, page};
use crate::params::Named;
use crate::problem::Problem;
use crate::read::meetings;

/// Of so many petitions about the same area is looked whether they say the same.
const NEAR_MAX: u32 = 100;
/// What can be answered at a meeting.
const OUTCOMES: [&str; 3] = ["resolved", "explained", "promised"];

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(stream): Named<StreamId>,
) -> Result<Response, Problem> {
    let meeting = meetings::found(&app, stream).await?;
    if !takes(&at, &meeting.held, meeting.envelope.occurred_on) {
        // The meeting's page says who does.
        return Ok(go(&format!("/buoi-tiep-xuc/{stream}"), []));
    }
    let view = desk(&app, &at, &meeting, &Typed::NOTHING).await?;
    page_with_worker(&view)
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    Named(stream): Named<StreamId>,
    sent: Pairs,
) -> Result<Response, Problem> {
    let meeting = meetings::found(&app, stream).await?;
    let accepts = at.visitor.headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    let script = accepts.is_some_and(|accepts| accepts.contains("application/json"));
    let said = Said { app: &app, at: &at, meeting: Some(&meeting) };
    let not_taken = match said.take(&sent).await {
        Ok(recorded) if script => {
            let body = json!({ "done": true, "number": recorded.number });
            return Ok(axum::Json(body).into_response());
        }
        Ok(_) => {
            let to = format!("/buoi-tiep-xuc/{stream}/ghi");
            return Ok(go(&to, [cookies::say("act-done")]));
        }
        Err(not_taken) => not_taken,
    };
    // Not decided: the script tries again, and says nothing to the clerk.
    if script && not_taken.problem.status().is_server_error() {
        return Err(not_taken.problem);
    }
    let (told, status) = (told(&at, &not_taken), not_taken.problem.status());
    let number = not_taken.recorded.map(|recorded| recorded.number);
    let typed = Typed { sent: Some(&sent), problem: Some(&told), wrong: not_taken.field };
    if script {
        let fields = all(&at, &meeting, &typed);
        let why = refused(&told, &fields);
        let body = json!({
            "done": false,
            "code": told.text("/code"),
            "title": why.title,
            "next": why.next,
            "field": not_taken.field,
            "wrong": fields.iter().find_map(|field| field.error.as_ref()),
            "number": number,
        });
        return Ok((status, axum::Json(body)).into_response());
    }
    let mut view = desk(&app, &at, &meeting, &typed).await?;
    if number.is_some() {
        // The petition is in the book under its key; what follows it is sent under another one.
        view.hidden.retain(|(name, _)| name != "key");
        view.hidden.push(("key".to_owned(), one(&sent, "key").to_owned()));
    }
    view.recorded = number;
    let mut response = page_with_worker(&view)?;
    *response.status_mut() = status;
    Ok(response)
}

/// The problem's body in the reader's words.
fn told(at: &Page, not_taken: &NotTaken) -> Value {
    let mut told = not_taken.problem.body(at.visitor.language);
    if told.text("/code") == Some("other_officer") {
        told["title"] = json!(at.w().t("meeting-other-officer"));
        told["next_step"] = json!(at.w().t("meeting-other-officer-next"));
    }
    told
}

/// A page that may start its worker, beside what every page may.
pub(super) fn page_with_worker(view: &impl Template) -> Result<Response, Problem> {
    let mut response = page(view)?;
    let policy = format!("{POLICY}; worker-src 'self'");
    let policy = HeaderValue::from_str(&policy).map_err(|error| Problem::own_fault(&error))?;
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

async fn desk(
    app: &Shared,
    at: &Page,
    meeting: &Meeting,
    typed: &Typed<'_>,
) -> Result<Take, Problem> {
    let w = at.w();
    let (held, on) = (&meeting.held, meeting.envelope.occurred_on);
    let stream = meeting.envelope.stream;
    let rows = meetings::raised(app, stream).await?.rows;
    let raised: Vec<Raised> = shown(app, at, meeting, &rows).await;
    let address = format!("/buoi-tiep-xuc/{stream}/ghi");
    let (fields, around) = (words_of(at, typed), around(at, meeting, typed));
    let answer = answer(at, typed, &held.invited);
    let every = fields.iter().chain(&around).chain(&answer);
    let refused = typed.problem.map(|problem| refused(problem, every));
    let filled = |field: &Field| field.error.is_some() || !field.value.is_empty();
    let mut shell = at.shell(format!("{} · {}", w.t("meeting-take"), held.place), "meetings");
    shell.address.clone_from(&address);
    let data = json!({
        "stream": stream,
        "officer": at.reader.officer,
        "place": held.place,
        "on": w.day(&on.to_string()),
        "choices": choices(around.iter().chain(&answer)),
        "near": near(app, meeting).await?,
    });
    Ok(Take {
        shell,
        offline: false,
        meeting: format!("/buoi-tiep-xuc/{stream}"),
        place: held.place.to_string(),
        on: on.to_string(),
        hidden: vec![
            ("key".to_owned(), key(typed)),
            ("answer_key".to_owned(), runtime::random::uuid().to_string()),
            ("officer".to_owned(), at.reader.officer.to_string()),
        ],
        fields,
        answer_open: answer.iter().any(filled),
        around,
        answer,
        refused,
        recorded: None,
        raised,
        data: data.to_string(),
        words: script_words(&w),
        worker: offline::worker_address(at.visitor.language),
        address,
    })
}

/// Every field of the desk.
fn all(at: &Page, meeting: &Meeting, typed: &Typed<'_>) -> Vec<Field> {
    let mut all = words_of(at, typed);
    all.extend(around(at, meeting, typed));
    all.extend(answer(at, typed, &meeting.held.invited));
    all
}

/// Who speaks, and what is asked.
fn words_of(at: &Page, typed: &Typed<'_>) -> Vec<Field> {
    let line = |name, id| field(at, typed, (name, id, Kind::Line), "", Vec::new());
    let original = field(at, typed, ("original", "meeting-words", Kind::Text), "", Vec::new());
    vec![
        hinted(at, "meeting-who-hint", line("who", "meeting-who")),
        line("where", "meeting-where"),
        required(hinted(at, "meeting-words-hint", original)),
        field(at, typed, ("opinion", "meeting-opinion", Kind::YesNo), "", Vec::new()),
    ]
}

/// For whom, about which area, in which field.
fn around(at: &Page, meeting: &Meeting, typed: &Typed<'_>) -> Vec<Field> {
    let (held, on) = (&meeting.held, meeting.envelope.occurred_on);
    let groups = held.groups.iter().filter(|&&group| recorder(at, group, on).is_some());
    let groups: Vec<(String, String)> =
        groups.map(|&group| (group.to_string(), at.name(group))).collect();
    // One's own group, or the first that one may record for.
    let own = held.groups.iter().find(|group| at.acting.contains(group));
    let own = own.map(ToString::to_string).or(groups.first().map(|(id, _)| id.clone()));
    let area = held.area.to_string();
    let one = |name, id, at_first: &str, choices| {
        field(at, typed, (name, id, Kind::One), at_first, choices)
    };
    vec![
        required(one("raised_with", "meeting-for", &own.unwrap_or_default(), groups)),
        one("area", "meeting-area", &area, book::areas(at)),
        one("field", "meeting-field", "", book::fields(at)),
    ]
}

/// What was answered on the spot, if anything was: what is required then is required of it alone, so
/// that the form leaves looking to those who take it.
fn answer(at: &Page, typed: &Typed<'_>, invited: &[proto::BodyId]) -> Vec<Field> {
    let w = at.w();
    let plain = |name, id, kind| field(at, typed, (name, id, kind), "", Vec::new());
    let one = |name, id, choices| field(at, typed, (name, id, Kind::One), "", choices);
    let outcomes = OUTCOMES.iter().map(|code| ((*code).to_owned(), w.value(code))).collect();
    let promised = plain("promised_by", "meeting-answer-promised", Kind::Day);
    vec![
        required(one("by", "meeting-answer-by", standing(at, invited))),
        plain("speaker", "meeting-answer-speaker", Kind::Line),
        required(one("outcome", "meeting-answer-outcome", outcomes)),
        required(plain("answer", "meeting-answer-text", Kind::Text)),
        hinted(at, "meeting-answer-promised-hint", promised),
        plain("not_accepted", "meeting-answer-not-accepted", Kind::YesNo),
    ]
}

/// What there is to choose from, for the page without a network.
fn choices<'a>(fields: impl Iterator<Item = &'a Field>) -> Value {
    let of = |field: &Field| -> Value {
        let choices = field.choices.iter();
        choices.map(|choice| json!([choice.value, choice.label, choice.chosen])).collect()
    };
    let with = fields.filter(|field| field.kind == Kind::One);
    Value::Object(with.map(|field| (field.name.clone(), of(field))).collect())
}

/// What the public may read of petitions about the same area, each with its number.
async fn near(app: &Shared, meeting: &Meeting) -> Result<Value, Problem> {
    let filter = Filter { area: Some(meeting.held.area.to_string()), ..Filter::default() };
    let rows = app.register.petitions(&filter, None, NEAR_MAX).await?.rows;
    let near =
        rows.iter().filter_map(|row| Some(json!([row.number, row.public_wording.as_ref()?])));
    Ok(near.collect())
}

/// The page for when there is no network: words and empty fields, nothing of anybody's.
pub(super) fn empty(visitor: &crate::pages::shell::Visitor) -> Take {
    let w = visitor.words();
    let field = |name: &str, id: &str, kind, required| Field {
        name: name.to_owned(),
        label: w.t(id),
        hint: None,
        kind,
        required,
        value: String::new(),
        choices: Vec::new(),
        error: None,
    };
    Take {
        shell: visitor.shell("meeting-take", ""),
        offline: true,
        address: String::new(),
        meeting: String::new(),
        place: String::new(),
        on: String::new(),
        hidden: Vec::new(),
        fields: vec![
            field("who", "meeting-who", Kind::Line, false),
            field("where", "meeting-where", Kind::Line, false),
            field("original", "meeting-words", Kind::Text, true),
            field("opinion", "meeting-opinion", Kind::YesNo, false),
        ],
        around: vec![
            field("raised_with", "meeting-for", Kind::One, true),
            field("area", "meeting-area", Kind::One, false),
            field("field", "meeting-field", Kind::One, false),
        ],
        answer: vec![
            field("by", "meeting-answer-by", Kind::One, true),
            field("speaker", "meeting-answer-speaker", Kind::Line, false),
            field("outcome", "meeting-answer-outcome", Kind::One, true),
            field("answer", "meeting-answer-text", Kind::Text, true),
            field("promised_by", "meeting-answer-promised", Kind::Day, false),
            field("not_accepted", "meeting-answer-not-accepted", Kind::YesNo, false),
        ],
        answer_open: false,
        refused: None,
        recorded: None,
        raised: Vec::new(),
        data: String::new(),
        words: script_words(&w),
        worker: String::new(),
    }
}
