//! Papers to print and sign, as files: the forwarding letter, the consolidated list with minutes of
//! agreement, the sheet for the notice board.
//!
//! They are made of what the reader's pages show, at the moment they are asked for; the crate
//! `papers` lays them out. In Vietnamese whatever the reader's language: they are official papers.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use papers::{Agreement, Answered, Contested, Forwarded, Heading, Letter, Listed, Notice, Side};
use proto::event::{BodyEstablished, RoundPhase, Side as Party};
use proto::id::Code;
use proto::stage::Stage;
use proto::{BodyId, Day, OfficerId, StreamId};
use register::{Filter, Held, LetterFilter, PetitionRow};
use serde::Deserialize;

use crate::app::{App, Shared};
use crate::pages::book::whole;
use crate::pages::json::{At as _, items};
use crate::pages::letters::officers;
use crate::pages::shell::Page;
use crate::params::{Named, Params, bad_query};
use crate::problem::Problem;
use crate::read;

/// The most petitions of one paper.
const ROWS_MAX: u32 = 200;
/// How far above a body an area is looked for.
const LEVELS_MAX: usize = 4;
/// In place of words that nobody approved for the public.
const UNWORDED: &str = "(chưa có lời được duyệt công khai)";

/// The voters' own words where none are public, by petition.
type Words = BTreeMap<StreamId, String>;

/// The addresses of papers.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/giay-to/cong-van", get(draft))
        .route("/giay-to/cong-van/{stream}", get(letter))
        .route("/giay-to/danh-sach/{name}", get(list))
        .route("/giay-to/niem-yet", get(notice))
}

/// The file, as one to be kept. `name` is plain: no letter of it needs escaping.
fn file(name: &str, made: Result<Vec<u8>, papers::PaperError>) -> Result<Response, Problem> {
    let bytes = made.map_err(|error| Problem::own_fault(&error))?;
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(papers::MEDIA_TYPE));
    let kept = HeaderValue::from_str(&format!("attachment; filename=\"{name}.docx\""));
    headers.insert(CONTENT_DISPOSITION, kept.map_err(|error| Problem::own_fault(&error))?);
    Ok(response)
}

/// A letter that was issued.
async fn letter(
    State(app): State<Shared>,
    at: Page,
    Named(stream): Named<StreamId>,
) -> Result<Response, Problem> {
    let filter = LetterFilter { stream: Some(stream), ..LetterFilter::default() };
    let found = app.register.letters(&filter, None, 1).await?.rows;
    let found = found.first().ok_or_else(Problem::not_found)?;
    let shown = read::letters::of(&at.reader, &app, stream).await?;
    let rows = app.register.rows_of(&found.issued.petitions).await?;
    let words = whole(&app, &at, &rows).await?;
    let document = found.envelope.document.as_ref();
    let from = found.envelope.body;
    let heading = Heading {
        symbol: document.map(|of| of.symbol.to_string()),
        day: document.map(|of| of.issued_on),
        ..issuer(&at, from)
    };
    let made = papers::letter(&Letter {
        heading,
        to: at.name(found.issued.to),
        answer_due: found.issued.answer_due,
        basis: found.issued.basis.to_string(),
        note: shown.text("/note/text").map(str::to_owned),
        petitions: rows.iter().map(|row| forwarded(&at, row, &words)).collect(),
        signer: signer(&app, &at, document.and_then(|of| of.signer)).await,
        copies: copies(&at, &rows),
    });
    file(&format!("cong-van-{}", &stream.to_string()[..8]), made)
}

/// A letter that is not issued yet: `?to=…&petition=…&petition=…`.
async fn draft(
    State(app): State<Shared>,
    at: Page,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let all = |name: &'static str| {
        asked.iter().filter(move |(of, _)| of == name).map(|(_, value)| value.as_str())
    };
    let to: BodyId = all("to")
        .next()
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| bad_query("to: the addressee's id"))?;
    let petitions: Result<Vec<StreamId>, _> =
        all("petition").take(ROWS_MAX as usize).map(str::parse).collect();
    let petitions = petitions.map_err(|_| bad_query("petition: a petition's id"))?;
    let rows = app.register.rows_of(&petitions).await?;
    let words = whole(&app, &at, &rows).await?;
    let made = papers::letter(&Letter {
        heading: issuer(&at, at.acting.first().copied()),
        to: at.name(to),
        petitions: rows.iter().map(|row| forwarded(&at, row, &words)).collect(),
        copies: copies(&at, &rows),
        ..Letter::default()
    });
    file("du-thao-cong-van", made)
}

/// A consolidated list in its last revision, with minutes to be signed.
async fn list(
    State(app): State<Shared>,
    at: Page,
    Named(name): Named,
) -> Result<Response, Problem> {
    let shown = read::lists::one(at.reader.clone(), State(app.clone()), Named(name)).await?.0;
    let streams: Vec<StreamId> =
        items(&shown, "/rows").iter().filter_map(|row| row.text("/stream")?.parse().ok()).collect();
    let rows = app.register.rows_of(&streams).await?;
    let council: Option<BodyId> = shown.text("/council/body").and_then(|id| id.parse().ok());
    let by = shown.text("/fixed_by/body").and_then(|id| id.parse().ok());
    let number = shown.words("/number");
    let held = app.register.held_of(&streams).await?;
    let words = whole(&app, &at, &rows).await?;
    let contested = rows.iter().filter(|row| row.stage == Stage::Contested);
    let waiting = |row: &&PetitionRow| matches!(row.stage, Stage::Received | Stage::BeingAgreed);
    let made = papers::list(&Agreement {
        heading: issuer(&at, by),
        number: number.clone(),
        revision: u32::try_from(shown.number("/revision")).unwrap_or_default(),
        round: council.map_or_else(String::new, |id| round(&at, id, &shown.words("/round"))),
        area: shown.text("/area").map(|code| at.area(code)),
        fixed_on: shown.text("/fixed_on").and_then(|day| day.parse().ok()),
        sides: council.map_or_else(Vec::new, |id| sides(&at, id, &rows)),
        petitions: rows.iter().map(|row| listed(&at, row, held.get(&row.stream), &words)).collect(),
        contested: contested.map(|row| contests(&at, row, held.get(&row.stream))).collect(),
        waiting: rows.iter().filter(waiting).map(|row| row.number.clone()).collect(),
    });
    file(&format!("danh-sach-{number}"), made)
}

/// `?area=…&session=…`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Board {
    area: Code,
    #[serde(default)]
    session: Option<Code>,
}

/// The sheet for an area's notice board. Public words only: what has none is left out, and what
/// nobody has answered yet.
async fn notice(
    State(app): State<Shared>,
    at: Page,
    Params(asked): Params<Board>,
) -> Result<Response, Problem> {
    let filter = Filter {
        area: Some(asked.area.to_string()),
        session: asked.session.as_ref().map(ToString::to_string),
        ..Filter::default()
    };
    let mut rows = app.register.petitions(&filter, None, ROWS_MAX).await?.rows;
    rows.retain(|row| row.public_wording.is_some() && row.merged_into.is_none());
    let streams: Vec<StreamId> = rows.iter().map(|row| row.stream).collect();
    let held = app.register.held_of(&streams).await?;
    rows.retain(|row| {
        let petition = held.get(&row.stream).map(|held| &held.petition);
        petition.is_some_and(|petition| {
            let answered = petition.addressees.iter().any(|to| to.answer().is_some());
            answered || petition.raised.spot.is_some()
        })
    });
    let council = rows.first().map(|row| row.council);
    let rules = council.and_then(|id| at.reader.known.pins.rules(id, at.reader.today));
    let basis = rules.and_then(|rules| rules.making_known.as_ref());
    let petitions = rows.iter().map(|row| {
        let empty = Vec::new();
        let hands = held.get(&row.stream).map_or(&empty, |held| &held.petition.addressees);
        let answers = hands.iter().filter_map(|to| Some((to.body, to.answer()?)));
        let written = answers.map(|(body, answer)| {
            let words = answer.event.public_answer.as_ref().map(ToString::to_string);
            let unworded = || format!("(đã trả lời bằng văn bản; xem tại {})", at.name(body));
            let by = format!("{}, {}", at.name(body), day(answer.on));
            (by, words.unwrap_or_else(unworded))
        });
        let spot = held.get(&row.stream).and_then(|held| held.petition.raised.spot.as_ref());
        let spot = spot.map(|spot| {
            let by = format!("{}, {}", at.name(spot.event.by), day(spot.on));
            (by, "(đã trả lời tại buổi tiếp xúc cử tri)".to_owned())
        });
        let (by, answers): (Vec<String>, Vec<String>) = spot.into_iter().chain(written).unzip();
        Answered {
            number: row.number.clone(),
            wording: row.public_wording.clone().unwrap_or_default(),
            by: by.join("\n"),
            answer: answers.join("\n"),
            state: row.stage.label_vi().to_owned(),
        }
    });
    let made = papers::notice(&Notice {
        heading: issuer(&at, at.acting.first().copied()),
        area: at.area(asked.area.as_str()),
        which: asked.session.map_or_else(
            || "các kiến nghị đã tiếp nhận".to_owned(),
            |code| match council {
                Some(council) => session(&at, council, &code),
                None => format!("kỳ họp {code}"),
            },
        ),
        hangs: None,
        basis: basis.map_or_else(String::new, |rule| rule.basis.to_string()),
        petitions: petitions.collect(),
    });
    file(&format!("niem-yet-{}", asked.area), made)
}

/// Who issues: the body, the one above it, the place of its area.
fn issuer(at: &Page, body: Option<BodyId>) -> Heading {
    let known = body.and_then(|id| at.reader.known.pins.directory.body(id));
    let Some(established) = known.map(|body| &body.established) else {
        return Heading::default();
    };
    Heading {
        superior: established.under.map(|above| at.name(above)),
        issuer: established.name.to_string(),
        place: place(at, established),
        ..Heading::default()
    }
}

/// The place beside the day: the area of the body, or of the nearest above it that has one; else the
/// one area of the realm that is part of no other.
fn place(at: &Page, of: &BodyEstablished) -> Option<String> {
    let directory = &at.reader.known.pins.directory;
    let mut above = Some(of);
    // Bodies stand under each other a few deep; a ring of them ends here too.
    for _ in 0..LEVELS_MAX {
        let Some(body) = above else { break };
        if let Some(code) = &body.area {
            return Some(at.area(code.as_str()));
        }
        above = body.under.and_then(|id| directory.body(id)).map(|body| &body.established);
    }
    let mut whole = directory.areas().filter(|area| area.within.is_none());
    match (whole.next(), whole.next()) {
        (Some(only), None) => Some(only.name.to_string()),
        _ => None,
    }
}

/// The name of the officer who signed, as far as the reader may read it.
async fn signer(app: &App, at: &Page, signer: Option<OfficerId>) -> Option<String> {
    let signer = signer?;
    let names = officers(app, at, &|officer| officer == signer).await;
    names.into_iter().next().map(|(_, name)| name)
}

/// Who contests what is proposed for a row.
fn contests(at: &Page, row: &PetitionRow, held: Option<&Held>) -> Contested {
    let proposal = held.and_then(|held| held.petition.proposal.as_ref());
    let contests = proposal.map(|proposal| proposal.contests.as_slice()).unwrap_or_default();
    let by: BTreeSet<BodyId> = contests.iter().map(|contest| contest.event.party).collect();
    Contested { number: row.number.clone(), by: by.iter().map(|&body| at.name(body)).collect() }
}

fn forwarded(at: &Page, row: &PetitionRow, words: &Words) -> Forwarded {
    Forwarded {
        number: row.number.clone(),
        wording: wording(row, words),
        area: row.area.as_deref().map_or_else(String::new, |code| at.area(code)),
        raised_with: at.name(row.raised_with),
        raised_on: Some(row.raised_on),
        field: field(at, row),
    }
}

/// A row as it is agreed, or as it is proposed to be: those who sign see on what.
fn listed(at: &Page, row: &PetitionRow, held: Option<&Held>, words: &Words) -> Listed {
    let w = portal_pages::Words::new(portal_pages::Language::Vietnamese);
    let mut to: Vec<String> = row.addressees.iter().map(|&body| at.name(body)).collect();
    let proposal = held.and_then(|held| held.petition.proposal.as_ref());
    let mut competence = row.competence.clone();
    if let Some(proposal) = proposal.filter(|_| to.is_empty()) {
        let only = if proposal.agreed { "" } else { " (đề xuất)" };
        let names = proposal.addressees.iter().map(|&body| at.name(body));
        to = names.map(|name| format!("{name}{only}")).collect();
        competence = competence.or_else(|| Some(proposal.competence.to_string()));
    }
    Listed {
        number: row.number.clone(),
        wording: wording(row, words),
        area: row.area.as_deref().map_or_else(String::new, |code| at.area(code)),
        field: field(at, row),
        competence: competence.as_deref().map_or_else(String::new, |code| w.value(code)),
        addressees: to.join("\n"),
        state: row.stage.label_vi().to_owned(),
    }
}

/// The public words; where there are none yet the voter's own, which bodies with a hand in the
/// petition may read: the letter goes to such a body, the list is signed by such.
fn wording(row: &PetitionRow, words: &Words) -> String {
    let own = || words.get(&row.stream).cloned();
    row.public_wording.clone().or_else(own).unwrap_or_else(|| UNWORDED.to_owned())
}

/// With whom the petitions were raised, and the Front: by rule they hear of every letter.
fn copies(at: &Page, rows: &[PetitionRow]) -> Vec<String> {
    let raised: BTreeSet<BodyId> = rows.iter().map(|row| row.raised_with).collect();
    let pins = &at.reader.known.pins;
    let fronts: BTreeSet<BodyId> = rows
        .iter()
        .filter_map(|row| pins.rules(row.council, at.reader.today)?.front.into())
        .collect();
    raised.union(&fronts).map(|&body| at.name(body)).collect()
}

fn field(at: &Page, row: &PetitionRow) -> String {
    let Some(code) = row.field.as_deref() else { return String::new() };
    let rules = at.reader.known.pins.rules(row.council, at.reader.today);
    let rule = rules.and_then(|rules| rules.fields.iter().find(|rule| rule.field.as_str() == code));
    rule.map_or_else(|| code.to_owned(), |rule| rule.name.to_string())
}

/// A contact round in words: before or after which session.
fn round(at: &Page, council: BodyId, code: &str) -> String {
    let directory = &at.reader.known.pins.directory;
    let found = code.parse().ok().and_then(|code: Code| directory.round(council, &code));
    let Some(found) = found else { return format!("Đợt tiếp xúc cử tri {code}") };
    let when = match found.phase {
        RoundPhase::Before => "trước",
        RoundPhase::After => "sau",
        RoundPhase::Other => "ngoài",
    };
    let of = session(at, council, &found.session);
    format!("Đợt tiếp xúc cử tri {when} {of} của {}", at.name(council))
}

/// A session in words.
fn session(at: &Page, council: BodyId, code: &Code) -> String {
    let Some(found) = at.reader.known.pins.directory.session(council, code) else {
        return format!("kỳ họp {code}");
    };
    let number = found.number;
    match found.kind.as_str() {
        "thematic" => format!("kỳ họp chuyên đề thứ {number}"),
        "extraordinary" => format!("kỳ họp bất thường thứ {number}"),
        _ => format!("kỳ họp thường lệ thứ {number}"),
    }
}

/// Who has to agree, by the rules of the council: the one body, or what it is where it differs from
/// petition to petition.
fn sides(at: &Page, council: BodyId, rows: &[PetitionRow]) -> Vec<Side> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let Some(rules) = pins.rules(council, today) else { return Vec::new() };
    let of = |pair: u8, side: &Party| {
        let meant = rows.iter().map(|row| {
            let area = row.area.as_deref().and_then(|code| code.parse::<Code>().ok());
            pins.party(council, side, row.raised_with, area.as_ref(), today)
        });
        let meant: BTreeSet<Option<BodyId>> = meant.collect();
        let mut meant = meant.into_iter().flatten();
        let name = match (meant.next(), meant.next(), side) {
            (Some(one), None, _) => at.name(one),
            (_, _, Party::RaisedWith) => "các Tổ đại biểu".to_owned(),
            (_, _, Party::CommuneOfArea) => "Ủy ban nhân dân các xã, phường".to_owned(),
            (_, _, Party::StandingCommittee) => "Thường trực Hội đồng nhân dân".to_owned(),
            (_, _, Party::Front) => "Ủy ban Mặt trận Tổ quốc Việt Nam".to_owned(),
            (_, _, Party::Body(body)) => at.name(*body),
        };
        Side { pair, name }
    };
    let pairs = (1_u8..).zip(&rules.pairs);
    pairs
        .flat_map(|(n, pair)| pair.sides.iter().map(move |side| (n, side)))
        .map(|(n, side)| of(n, side))
        .collect()
}

fn day(day: Day) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}
