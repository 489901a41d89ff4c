//! Checking what one addressee answered or claimed: the words, the photographs, and the verdict.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::act::{Field, Kind};
use portal_pages::follow::{Check, File};
use portal_pages::petition::Remark;
use proto::BodyId;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::pages::act::fields::FILES;
use crate::pages::act::received::{self, Sent, To};
use crate::pages::act::{SAME_KEY, files_field, refused, wrong_day};
use crate::pages::form::one;
use crate::pages::give::give;
use crate::pages::json::{At, items};
use crate::pages::petition::{opened_text, read, remark};
use crate::pages::shell::Page;
use crate::pages::{again, cookies, go, page};
use crate::params::Named;
use crate::problem::Problem;
use crate::read::petitions::OneParams;

/// Pictures that are shown at once: an officer has four files on their way at a time.
const PICTURES_MAX: usize = 3;

type Address = Named<(String, BodyId)>;

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named((number, body)): Address,
) -> Result<Response, Problem> {
    let shown = read(&app, &at, &number, OneParams::default()).await?;
    page(&view(&at, &shown, body, None)?)
}

/// What was typed, when it was not taken.
struct Typed<'a> {
    sent: &'a Sent,
    problem: Option<&'a Value>,
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    Named((number, body)): Address,
    request: Request,
) -> Result<Response, Problem> {
    let shown = read(&app, &at, &number, OneParams::default()).await?;
    let stream = shown.text("/stream").and_then(|id| id.parse().ok());
    let to = stream.map_or(To::Nothing, To::Stream);
    let received = received::of(&app, &at, to, request).await?;
    if !received.wrong.is_empty() {
        let typed = Typed { sent: &received, problem: None };
        return again(&view(&at, &shown, body, Some(&typed))?, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let sent = &received.form;
    let text = one(sent, "text").replace("\r\n", "\n");
    let mut data = json!({ "of": body, "result": one(sent, "result"), "text": text.trim() });
    let files = received.files(FILES);
    if !files.is_empty() {
        data[FILES] = json!(files);
    }
    let asked = json!({
        "body": follower(&at, &shown),
        "occurred_on": one(sent, "occurred_on"),
        "stream": shown.words("/stream"),
        "seen_version": one(sent, "seen").parse::<u64>().unwrap_or_default(),
        "data": data,
    });
    match give(&app, &at, "monitoring", "RecordCheck", one(sent, "key"), &asked).await {
        Ok(_) => Ok(go("/theo-doi", [cookies::say("act-done")])),
        Err(problem) => {
            let told = problem.body(at.visitor.language);
            let shown = read(&app, &at, &number, OneParams::default()).await.unwrap_or(shown);
            let typed = Typed { sent: &received, problem: Some(&told) };
            again(&view(&at, &shown, body, Some(&typed))?, problem.status())
        }
    }
}

/// The follower, if the reader acts for it.
fn follower(at: &Page, shown: &Value) -> Option<BodyId> {
    let follower: BodyId = shown.text("/follower/body")?.parse().ok()?;
    at.acting.contains(&follower).then_some(follower)
}

fn view(
    at: &Page,
    shown: &Value,
    body: BodyId,
    typed: Option<&Typed<'_>>,
) -> Result<Check, Problem> {
    let (w, number) = (at.w(), shown.words("/number"));
    let id = body.to_string();
    let mut found = items(shown, "/addressees").iter();
    let to = found.rfind(|to| to.text("/body") == Some(&*id));
    let to = to.ok_or(Problem::new(StatusCode::NOT_FOUND, "not_found"))?;
    let problem = typed.and_then(|typed| typed.problem);
    let value = |name: &str| typed.map_or("", |typed| one(&typed.sent.form, name)).to_owned();
    let wrong = problem.and_then(|problem| problem.text("/field")).unwrap_or_default();
    let code = problem.and_then(|problem| problem.text("/code")).unwrap_or_default();
    // What was never decided is sent under the same key.
    let undecided = typed.is_some() && (problem.is_none() || SAME_KEY.contains(&code));
    let key = match undecided {
        true => value("key"),
        false => format!("page-{}", runtime::random::uuid()),
    };
    let address = format!("/theo-doi/{number}/kiem-tra/{body}");
    let mut shell = at.shell(format!("{} · {number}", w.t("follow-check-title")), "follow");
    shell.address.clone_from(&address);
    let mine = follower(at, shown).is_some() && at.may("monitoring", "RecordCheck");
    Ok(Check {
        shell,
        wording: shown.text("/public_wording").map(str::to_owned),
        original: opened_text(&w, shown.pointer("/texts/original")),
        body: to.words("/name"),
        said: said(at, to),
        files: files(shown, to),
        checks: remarks(at, to, "/checks", "checks"),
        address: mine.then_some(address),
        follower: shown.text("/follower/name").map(str::to_owned),
        hidden: vec![
            ("key".to_owned(), key),
            ("seen".to_owned(), shown.number("/version").to_string()),
        ],
        text: value("text"),
        text_error: (wrong == "/data/text").then(|| {
            w.t(if value("text").trim().is_empty() { "act-missing" } else { "act-malformed" })
        }),
        day: day(at, value("occurred_on"), wrong == "/occurred_on"),
        photos: files_field(at, FILES, w.t("follow-photos"), typed.map(|typed| typed.sent)),
        refused: problem.map(|problem| refused(at, problem, code, &[])),
        number,
    })
}

pub(super) fn day(at: &Page, typed: String, wrong: bool) -> Field {
    let today = at.reader.today.to_string();
    Field {
        name: "occurred_on".to_owned(),
        label: at.w().t("act-on"),
        hint: None,
        kind: Kind::Day,
        required: true,
        error: wrong.then(|| wrong_day(at, &typed)),
        value: if typed.is_empty() { today } else { typed },
        choices: Vec::new(),
    }
}

fn remarks(at: &Page, to: &Value, pointer: &str, id: &str) -> Vec<Remark> {
    items(to, pointer).iter().rev().map(|said| remark(&at.w(), id, said)).collect()
}

/// Claims and answers, the last first.
fn said(at: &Page, to: &Value) -> Vec<Remark> {
    let mut said = remarks(at, to, "/claims", "claims");
    said.extend(remarks(at, to, "/answers", "answers"));
    said
}

/// What goes with claims and answers, the last first.
fn files(shown: &Value, to: &Value) -> Vec<File> {
    let stream = shown.words("/stream");
    let said = items(to, "/claims").iter().rev().chain(items(to, "/answers").iter().rev());
    let mut pictures = 0;
    said.flat_map(|said| items(said, "/said/attachments"))
        .map(|file| {
            let media_type = file.words("/media_type");
            let picture = media_type.starts_with("image/") && pictures < PICTURES_MAX;
            pictures += usize::from(picture);
            File {
                address: format!("/api/v1/attachments/{}?stream={stream}", file.words("/digest")),
                picture,
                media_type,
                kilobytes: file.number("/size").div_ceil(1024),
            }
        })
        .collect()
}
