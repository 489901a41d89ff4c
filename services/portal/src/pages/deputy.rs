//! "Lần trước bà con hỏi gì?": one page for an area, made for a telephone and for paper.
//!
//! Everybody who is signed in may look: what a text says is shown to those who may read it, and
//! what is for the public to all.

mod told;

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use directory::Pins;
use portal_pages::deputy::{Area, Asked, Deputy, Group, Met, News, Sheet};
use proto::Day;
use proto::id::Code;
use register::{Course, MeetingFilter, Scope, areas_within};
use serde::Deserialize;

use crate::app::{App, Shared};
use crate::pages::page;
use crate::pages::shell::{Page, encoded};
use crate::pages::texts;
use crate::params::Params;
use crate::problem::Problem;

/// Meetings that are looked at; the last of them is told of.
const MEETINGS: u32 = 20;
/// Petitions that are done and still shown.
const DONE_MAX: usize = 12;
/// Changes that are shown.
const NEWS_MAX: usize = 8;
/// The sections, in the order of what is pressing.
const GROUPS: [&str; 5] = ["late", "promised", "waiting", "answered", "done"];

/// The addresses of this screen.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/ba-con", get(show))
}

/// `?area=`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Of {
    area: Option<Code>,
}

async fn show(
    State(app): State<Shared>,
    at: Page,
    Params(of): Params<Of>,
) -> Result<Response, Problem> {
    let own = own_areas(&at);
    // Whoever has one area of their own begins there; the address says it all the same.
    let only = own.iter().next().filter(|_| own.len() == 1).cloned();
    let chosen = of.area.map(|area| area.to_string()).or(only);
    let pins = &at.reader.known.pins;
    let known = pins.directory.areas().find(|area| Some(area.area.as_str()) == chosen.as_deref());
    let areas = areas(&app, &at, &own).await?;
    let (sheet, title) = match known {
        None => (None, at.w().t("deputy-title")),
        Some(area) => {
            let name = area.name.to_string();
            (Some(sheet(&app, &at, area.area.as_str(), name.clone()).await?), name)
        }
    };
    let mut shell = at.shell(title, "deputy");
    "*".clone_into(&mut shell.about);
    page(&Deputy { shell, areas, sheet })
}

/// Where the bodies acted for work.
fn own_areas(at: &Page) -> BTreeSet<String> {
    let directory = &at.reader.known.pins.directory;
    let areas = at.acting.iter().filter_map(|&body| directory.body(body)?.established.area.clone());
    areas.map(|area| area.to_string()).collect()
}

/// Every area, the reader's own first.
async fn areas(app: &App, at: &Page, own: &BTreeSet<String>) -> Result<Vec<Area>, Problem> {
    let pins = &at.reader.known.pins;
    let counts = app.register.area_counts().await?;
    let count = |area: &str| {
        let within = areas_within(pins, area);
        let counted = counts.iter().filter(|(of, _)| within.contains(of));
        counted.map(|(_, count)| count).sum()
    };
    let mut areas: Vec<(bool, String, Area)> = pins
        .directory
        .areas()
        .map(|area| {
            let code = area.area.as_str();
            let own = own.contains(code);
            let shown = Area {
                name: area.name.to_string(),
                address: format!("/ba-con?area={}", encoded(code)),
                count: count(code),
                own,
            };
            (!own, proto::text::fold(area.name.as_str()), shown)
        })
        .collect();
    areas.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    Ok(areas.into_iter().map(|(_, _, area)| area).collect())
}

async fn sheet(app: &App, at: &Page, area: &str, name: String) -> Result<Sheet, Problem> {
    let pins = &at.reader.known.pins;
    let scope = Scope { areas: areas_within(pins, area), ..Scope::default() };
    let courses = app.register.courses(&scope).await?;
    let met = met(app, area).await?;
    let last = met.first().and_then(|met| met.on.parse::<Day>().ok());
    let texts = texts::open(app, at, told::wanted(&courses)).await;
    let mut groups: Vec<Group> =
        GROUPS.into_iter().map(|id| Group { id, items: Vec::new() }).collect();
    let mut items: Vec<told::Item> =
        courses.iter().map(|course| told::item(at, course, &texts, last)).collect();
    items.sort_by_key(|item| (item.first_day, std::cmp::Reverse(item.asked_on)));
    for item in items {
        if let Some(group) = groups.iter_mut().find(|group| group.id == item.group) {
            group.items.push(item.asked);
        }
    }
    let more_done = shorten_done(&mut groups);
    groups.retain(|group| !group.items.is_empty());
    Ok(Sheet {
        area: name,
        code: area.to_owned(),
        count: courses.len(),
        news: news(at, &courses, last),
        since: last.map(|day| day.to_string()),
        met,
        groups,
        book: format!("/so?area={}", encoded(area)),
        more_done,
        today: at.reader.today.to_string(),
    })
}

/// What was done long ago makes room for what was done last.
fn shorten_done(groups: &mut [Group]) -> usize {
    let Some(done) = groups.iter_mut().find(|group| group.id == "done") else { return 0 };
    done.items.sort_by(|one: &Asked, other| other.on.cmp(&one.on));
    let more = done.items.len().saturating_sub(DONE_MAX);
    done.items.truncate(DONE_MAX);
    more
}

async fn met(app: &App, area: &str) -> Result<Vec<Met>, Problem> {
    let filter = MeetingFilter { area: Some(area.to_owned()), ..MeetingFilter::default() };
    let mut meetings = app.register.meetings(&filter, None, MEETINGS).await?.rows;
    meetings.sort_by_key(|meeting| std::cmp::Reverse(meeting.envelope.occurred_on));
    let shown = meetings.into_iter().map(|meeting| Met {
        on: meeting.envelope.occurred_on.to_string(),
        place: meeting.held.place.to_string(),
        voters: meeting.held.voters,
    });
    Ok(shown.collect())
}

/// What happened since the last meeting, the newest first: each petition once, with what a voter
/// would ask about.
fn news(at: &Page, courses: &[Course], since: Option<Day>) -> Vec<News> {
    const TOLD: [&str; 9] = [
        "forwarding.petition_answered",
        "forwarding.petition_forwarded",
        "monitoring.done_claimed",
        "monitoring.check_recorded",
        "monitoring.waiting_for_resources",
        "monitoring.petition_settled",
        "monitoring.petition_closed",
        "monitoring.petition_reopened",
        "monitoring.deadline_extended",
    ];
    let Some(since) = since else { return Vec::new() };
    let last = |course: &Course| {
        let of = |entry: &register::Entry| {
            let (envelope, _) = entry.known()?;
            let told = TOLD.contains(&&*envelope.event_type) && envelope.occurred_on > since;
            told.then(|| (envelope.occurred_on, entry.position, envelope.event_type.clone()))
        };
        course.entries.iter().rev().find_map(of)
    };
    let mut found: Vec<_> =
        courses.iter().filter_map(|course| Some((last(course)?, course))).collect();
    found.sort_by_key(|((day, position, _), _)| std::cmp::Reverse((*day, *position)));
    let shown = found.into_iter().take(NEWS_MAX).filter_map(|((day, _, what), course)| {
        let received = course.held.petition.received.as_ref()?;
        Some(News {
            number: received.number.to_string(),
            what: at.w().event(&what),
            on: day.to_string(),
            wording: received.public_wording.as_ref().map(ToString::to_string),
        })
    });
    shown.collect()
}

/// Whether the sheet is a reader's daily work: who hears voters at a body of the people's deputies.
pub(super) fn concerns(at: &Page) -> bool {
    let pins: &Pins = &at.reader.known.pins;
    let hears = ["delegate_group", "standing_committee", "council_committee", "front_committee"];
    at.acting.iter().any(|&body| {
        let kind = pins.directory.body(body).map(|body| body.established.kind.as_str());
        kind.is_some_and(|kind| hears.contains(&kind))
    })
}
