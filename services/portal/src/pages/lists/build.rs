//! Making the list of a round, fixing it anew, and merging what is the same on the way.

use std::collections::BTreeSet;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::Choice;
use portal_pages::lists::{Build, BuildRow, LeftOut, Twins};
use proto::stage::Stage;
use proto::{BodyId, StreamId};
use register::ConsolidatedList;
use serde_json::{Value, json};

use crate::app::{App, Shared};
use crate::pages::act::{SAME_KEY, around, refused};
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At;
use crate::pages::lists::likeness::Compared;
use crate::pages::lists::outside;
use crate::pages::lists::propose::put;
use crate::pages::lists::sheet::{self, Line};
use crate::pages::lists::{Asked, ROWS_MAX, candidates, councils_of, fresh_key, value, values};
use crate::pages::shell::{Page, encoded};
use crate::pages::{again, book, cookies, go, page};
use crate::params::Named;
use crate::problem::Problem;

/// The most pairs that are suggested to be the same.
const TWINS_MAX: usize = 12;

/// What the list is to be made of, and what was typed.
struct Work<'a> {
    council: Option<BodyId>,
    round: String,
    area: String,
    /// The list that is fixed anew.
    list: Option<&'a ConsolidatedList>,
    lines: Vec<Line>,
    /// Those among them that were raised in no round's days.
    outside: BTreeSet<StreamId>,
    left_out: Option<LeftOut>,
    more: bool,
    typed: Option<&'a Pairs>,
    problem: Option<&'a Value>,
    unconfirmed: bool,
}

/// What is to be chosen first: a council's round, and an area.
async fn new_work<'a>(
    app: &App,
    at: &Page,
    pairs: &[(String, String)],
) -> Result<Work<'a>, Problem> {
    let councils = councils_of(at);
    let directory = &at.reader.known.pins.directory;
    let asked = value(pairs, "council").parse().ok().filter(|council| councils.contains(council));
    // Who keeps the lists of several councils means the one that opened the round.
    let opened = |council: &&BodyId| {
        directory.rounds(**council).any(|opened| opened.round.as_str() == value(pairs, "round"))
    };
    let council = asked.or_else(|| councils.iter().find(opened).copied());
    let (round, area) = (value(pairs, "round").to_owned(), value(pairs, "area").to_owned());
    let (lines, outside, more) = unlisted(app, at, council, &round, &area, ROWS_MAX).await?;
    let left_out = left_out(app, at, council.or(councils.first().copied()), &area).await?;
    Ok(Work {
        council,
        round,
        area,
        list: None,
        lines,
        outside,
        left_out,
        more,
        typed: None,
        problem: None,
        unconfirmed: false,
    })
}

/// What stands on no list and in no round's days, of `council` and `area`.
async fn left_out(
    app: &App,
    at: &Page,
    council: Option<BodyId>,
    area: &str,
) -> Result<Option<LeftOut>, Problem> {
    let Some(council) = council else { return Ok(None) };
    outside::told(app, at, council, Some(area.to_owned()).filter(|area| !area.is_empty())).await
}

/// The petitions on no list that may stand on one of this round: its own, and behind them those of no
/// round, each told apart; and whether there are more than `limit`.
async fn unlisted(
    app: &App,
    at: &Page,
    council: Option<BodyId>,
    round: &str,
    area: &str,
    limit: u32,
) -> Result<(Vec<Line>, BTreeSet<StreamId>, bool), Problem> {
    let directory = &at.reader.known.pins.directory;
    let opened = council.and_then(|council| {
        directory.rounds(council).find(|opened| opened.round.as_str() == round)
    });
    let Some(opened) = opened else {
        return Ok((Vec::new(), BTreeSet::new(), false));
    };
    let area = Some(area.to_owned()).filter(|area| !area.is_empty());
    let most = limit.saturating_add(1);
    let mut rows = app.register.unlisted(&candidates(opened, area.clone()), most).await?;
    let until = Some(opened.cut_off);
    let of_none = outside::rows(app, at, opened.council, area, until, most).await?;
    let outside = of_none.iter().map(|row| row.stream).collect();
    rows.extend(of_none);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let streams: Vec<StreamId> = rows.iter().map(|row| row.stream).take(limit).collect();
    Ok((sheet::lines(app, at, &streams).await?, outside, rows.len() > limit))
}

async fn revision<'a>(
    app: &App,
    at: &Page,
    found: &'a ConsolidatedList,
) -> Result<Work<'a>, Problem> {
    let fixed = &found.fixed;
    let mut lines = sheet::lines(app, at, &fixed.petitions).await?;
    let left = ROWS_MAX.saturating_sub(u32::try_from(lines.len()).unwrap_or(ROWS_MAX));
    let (round, council) = (fixed.round.to_string(), Some(fixed.council));
    let area = fixed.area.as_ref().map(ToString::to_string).unwrap_or_default();
    let (new, outside, more) = unlisted(app, at, council, &round, &area, left).await?;
    let left_out = left_out(app, at, council, &area).await?;
    lines.extend(new);
    Ok(Work {
        council,
        round,
        area,
        list: Some(found),
        lines,
        outside,
        left_out,
        more,
        typed: None,
        problem: None,
        unconfirmed: false,
    })
}

pub(super) async fn show_new(
    State(app): State<Shared>,
    at: Page,
    Query(asked): Asked,
) -> Result<Response, Problem> {
    page(&view(&at, &new_work(&app, &at, &asked).await?))
}

pub(super) async fn show_revision(
    State(app): State<Shared>,
    at: Page,
    Named(number): Named,
) -> Result<Response, Problem> {
    let found = sheet::list(&app, &number).await?;
    page(&view(&at, &revision(&app, &at, &found).await?))
}

fn view(at: &Page, work: &Work<'_>) -> Build {
    let w = at.w();
    let told = |name: &str| work.typed.map_or("", |form| one(form, name)).to_owned();
    let code = work.problem.and_then(|problem| problem.text("/code")).unwrap_or_default();
    let wrong = work.problem.and_then(|problem| problem.text("/field")).unwrap_or_default();
    let same = work.typed.is_some() && (work.problem.is_none() || SAME_KEY.contains(&code));
    let number = work.list.map(|list| list.fixed.number.to_string());
    let address = match &number {
        Some(number) => format!("/danh-sach/{}/sua", encoded(number)),
        None => "/danh-sach/lap".to_owned(),
    };
    let title = number
        .as_ref()
        .map_or_else(|| w.t("list-new"), |number| format!("{} {number}", w.t("list-revise")));
    let mut shell = at.shell(title, "lists");
    shell.address.clone_from(&at.visitor.address);
    let directory = &at.reader.known.pins.directory;
    let council = work.council;
    let opened = council.and_then(|council| {
        directory.rounds(council).find(|opened| opened.round.as_str() == work.round)
    });
    let mut hidden = vec![
        ("key".to_owned(), if same { told("key") } else { fresh_key() }),
        ("round".to_owned(), work.round.clone()),
        ("area".to_owned(), work.area.clone()),
    ];
    hidden.extend(council.map(|council| ("council".to_owned(), council.to_string())));
    let areas = book::areas(at).into_iter();
    Build {
        rounds: rounds(at, &work.round),
        areas: areas
            .map(|(value, label)| Choice { chosen: value == work.area, value, label })
            .collect(),
        chosen: opened.is_some() || work.list.is_some(),
        cut_off: opened.map(|opened| opened.cut_off.to_string()),
        early: opened.is_some_and(|opened| opened.cut_off >= at.reader.today),
        more: work.more,
        left_out: work.left_out.clone(),
        rows: rows(at, work),
        twins: twins(at, work),
        around: around(at, wrong, &told),
        unconfirmed: work.unconfirmed,
        refused: work.problem.map(|problem| refused(at, problem, code, &[])),
        hidden,
        number,
        address,
        shell,
    }
}

/// The rounds of the councils whose lists the reader fixes, those that began, the last first.
fn rounds(at: &Page, chosen: &str) -> Vec<Choice> {
    let (directory, today) = (&at.reader.known.pins.directory, at.reader.today);
    let councils = councils_of(at);
    let mut all: Vec<_> = councils.iter().flat_map(|council| directory.rounds(*council)).collect();
    all.retain(|round| round.from <= today);
    all.sort_by_key(|round| std::cmp::Reverse(round.from));
    let choice = |round: &&proto::event::RoundOpened| Choice {
        value: round.round.to_string(),
        label: sheet::round(at, round.council, round.round.as_str()),
        chosen: round.round.as_str() == chosen,
    };
    all.iter().map(choice).collect()
}

fn rows(at: &Page, work: &Work<'_>) -> Vec<BuildRow> {
    let about = work.problem.and_then(|problem| problem.text("/about/petition"));
    let listed = work.list.map(|list| list.fixed.petitions.as_slice()).unwrap_or_default();
    let shown = work.lines.iter().enumerate().map(|(n, line)| {
        let stream = line.row.stream.to_string();
        let locked = listed.contains(&line.row.stream);
        let outside = work.outside.contains(&line.row.stream);
        let ticked = work.typed.map_or(!outside, |form| {
            form.0.iter().any(|(name, value)| name == "t" && *value == stream)
        });
        let typed = work.typed.map(|form| one(form, &format!("o-{stream}")).to_owned());
        let order = typed.unwrap_or_else(|| (n + 1).to_string());
        let misread = order.trim().parse::<u32>().is_err() && (ticked || locked);
        let error = if misread { Some(at.w().t("order-malformed")) } else { None };
        let told = || work.problem.map(|problem| super::propose::why(at, problem));
        BuildRow {
            version: line.version(),
            number: line.row.number.clone(),
            wording: line.wording().0,
            area: line.row.area.as_deref().map_or_else(String::new, |area| at.area(area)),
            stage: crate::pages::today::label(at, line.row.stage),
            ticked: ticked || locked,
            locked,
            outside,
            aside: !locked && is_aside(line.row.stage),
            order,
            error: error.or_else(|| told().filter(|_| about == Some(stream.as_str()))),
            stream,
        }
    });
    shown.collect()
}

/// Nobody is asked to classify it, and yet it belongs on a list: where no list showed what was merged
/// or set aside, one clerk alone could bury it.
fn is_aside(stage: Stage) -> bool {
    matches!(
        stage,
        Stage::Merged | Stage::OpinionNoted | Stage::AnsweredOnTheSpot | Stage::NotAPetition
    )
}

/// Petitions of one area in similar words; of two, the one with the lower number stays.
fn twins(at: &Page, work: &Work<'_>) -> Vec<Twins> {
    if !at.may("intake", "MergePetitions") {
        return Vec::new();
    }
    let alone: Vec<(&Line, Compared)> = work
        .lines
        .iter()
        .filter(|line| line.is_open())
        .filter_map(|line| Some((line, Compared::of(&line.wording().0?))))
        .collect();
    let mut found = Vec::new();
    for (n, (stays, words)) in alone.iter().enumerate() {
        for (goes, others) in alone.iter().skip(n + 1) {
            let same_area = stays.row.area.is_some() && stays.row.area == goes.row.area;
            if let Some((percent, shared)) = words.shared(others).filter(|_| same_area) {
                found.push((percent, shared, *stays, *goes));
            }
        }
    }
    found.sort_by_key(|(percent, ..)| std::cmp::Reverse(*percent));
    found.truncate(TWINS_MAX);
    found
        .into_iter()
        .map(|(percent, shared, stays, goes)| twin(at, work, percent, &shared, [stays, goes]))
        .collect()
}

fn twin(
    at: &Page,
    work: &Work<'_>,
    percent: usize,
    shared: &[String],
    [stays, goes]: [&Line; 2],
) -> Twins {
    let area = stays.row.area.as_deref().map_or_else(String::new, |area| at.area(area));
    let words = shared.join(", ");
    let reason = format!("{}: {area}; {}: {words}", at.w().t("area"), at.w().t("twins-words"));
    let told = |line: &Line| (line.row.number.clone(), line.wording().0.unwrap_or_default());
    let list = work.list.map(|list| list.fixed.number.to_string()).unwrap_or_default();
    let council = work.council.map(|council| council.to_string()).unwrap_or_default();
    let hidden = [
        ("key", fresh_key()),
        ("stays", stays.row.stream.to_string()),
        ("stays_version", stays.version().to_string()),
        ("goes", goes.row.stream.to_string()),
        ("goes_version", goes.version().to_string()),
        ("reason", reason),
        ("list", list),
        ("council", council),
        ("round", work.round.clone()),
        ("area", work.area.clone()),
    ];
    Twins {
        stays: told(stays),
        goes: told(goes),
        words,
        percent,
        area,
        hidden: hidden.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

/// The ticked petitions in the order of their numbers; none where a number is none.
fn ordered(work: &Work<'_>, form: &Pairs) -> Option<Vec<Value>> {
    let ticked = values(&form.0, "t");
    let listed = work.list.map(|list| list.fixed.petitions.as_slice()).unwrap_or_default();
    let mut chosen = Vec::new();
    for (n, line) in work.lines.iter().enumerate() {
        let stream = line.row.stream.to_string();
        if !listed.contains(&line.row.stream) && !ticked.contains(&stream.as_str()) {
            continue;
        }
        let order: u32 = one(form, &format!("o-{stream}")).trim().parse().ok()?;
        let seen: u64 = one(form, &format!("v-{stream}")).parse().unwrap_or_default();
        chosen.push((order, n, json!({ "petition": stream, "seen_version": seen })));
    }
    chosen.sort_by_key(|(order, n, _)| (*order, *n));
    Some(chosen.into_iter().map(|(_, _, petition)| petition).collect())
}

pub(super) async fn take_new(
    State(app): State<Shared>,
    at: Page,
    form: Pairs,
) -> Result<Response, Problem> {
    let work = new_work(&app, &at, &form.0).await?;
    let mut data = json!({ "council": work.council, "round": work.round });
    if !work.area.is_empty() {
        data["area"] = json!(work.area);
    }
    fix(&app, &at, work, &form, ("FixList", json!({ "data": data }))).await
}

pub(super) async fn take_revision(
    State(app): State<Shared>,
    at: Page,
    Named(number): Named,
    form: Pairs,
) -> Result<Response, Problem> {
    let found = sheet::list(&app, &number).await?;
    let work = revision(&app, &at, &found).await?;
    let body = json!({
        "stream": found.envelope.stream, "seen_version": found.version, "data": {},
    });
    fix(&app, &at, work, &form, ("ReviseList", body)).await
}

/// Fixes a list by `command`; what is refused stays as it was typed.
async fn fix(
    app: &Shared,
    at: &Page,
    mut work: Work<'_>,
    form: &Pairs,
    (command, mut body): (&str, Value),
) -> Result<Response, Problem> {
    let petitions = ordered(&work, form);
    work.unconfirmed = one(form, "confirm") != "yes";
    let Some(petitions) = petitions.filter(|_| !work.unconfirmed) else {
        work.typed = Some(form);
        return again(&view(at, &work), StatusCode::UNPROCESSABLE_ENTITY);
    };
    body["data"]["petitions"] = json!(petitions);
    put(&mut body, form, &["body", "occurred_on"]);
    match give(app, at, "intake", command, one(form, "key"), &body).await {
        Ok(done) => {
            let stream = done.words("/stream");
            let number = sheet::list(app, &stream).await.map(|list| list.fixed.number.to_string());
            let to = format!("/danh-sach/{}", encoded(&number.unwrap_or(stream)));
            Ok(go(&to, [cookies::say("act-done")]))
        }
        Err(problem) => {
            let told = problem.body(at.visitor.language);
            // As it stands now; ticks and order stay as they were typed.
            let streams: Vec<StreamId> = work.lines.iter().map(|line| line.row.stream).collect();
            let lines = sheet::lines(app, at, &streams).await?;
            let work = Work { lines, typed: Some(form), problem: Some(&told), ..work };
            again(&view(at, &work), problem.status())
        }
    }
}

/// Merges one petition into another; the reason is what the suggestion gave as its own.
pub(super) async fn merge(
    State(app): State<Shared>,
    at: Page,
    form: Pairs,
) -> Result<Response, Problem> {
    let list = one(&form, "list");
    let number = |name: &str| one(&form, name).parse::<u64>().unwrap_or_default();
    let petition =
        json!({ "petition": one(&form, "goes"), "seen_version": number("goes_version") });
    let mut body = json!({
        "stream": one(&form, "stays"),
        "seen_version": number("stays_version"),
        "data": { "petitions": [petition], "reason": one(&form, "reason") },
    });
    put(&mut body, &form, &["body"]);
    if body.get("body").is_none() {
        let mine = at.acting.first();
        body["body"] = json!(mine);
    }
    match give(&app, &at, "intake", "MergePetitions", one(&form, "key"), &body).await {
        Ok(_) if !list.is_empty() => {
            Ok(go(&format!("/danh-sach/{}/sua", encoded(list)), [cookies::say("act-done")]))
        }
        Ok(_) => {
            let kept = ["council", "round", "area"]
                .map(|name| format!("{name}={}", encoded(one(&form, name))));
            Ok(go(&format!("/danh-sach/lap?{}", kept.join("&")), [cookies::say("act-done")]))
        }
        Err(problem) => {
            let told = problem.body(at.visitor.language);
            let found = if list.is_empty() { None } else { Some(sheet::list(&app, list).await?) };
            let mut work = match &found {
                Some(found) => revision(&app, &at, found).await?,
                None => new_work(&app, &at, &form.0).await?,
            };
            work.problem = Some(&told);
            again(&view(&at, &work), problem.status())
        }
    }
}
