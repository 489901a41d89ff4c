//! The list of meetings, and the areas of a round that wait for theirs.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Response;
use portal_pages::book::Filter;
use portal_pages::meeting::{Meetings, Planned, Round as RoundView, Row};
use portal_pages::{Choice, Words};
use proto::event::RoundPhase;
use proto::{BodyId, Code, Day, Position, StreamId};
use register::{Meeting, MeetingFilter};

use super::{COMMITTEE, GROUP, area, council_of, kind, opens, recorder, takes};
use crate::app::Shared;
use crate::pages::shell::{Page, encoded};
use crate::pages::{book, page};
use crate::problem::Problem;

const ROWS: u32 = 30;
/// Of so many meetings, last recorded first, is looked which areas of a round had theirs.
const LAST_MAX: u32 = 200;
/// A round is shown until so many days after its last meeting.
const OVER_DAYS: i32 = 30;

type Asked = HashMap<String, String>;

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Query(mut asked): Query<Asked>,
) -> Result<Response, Problem> {
    // Nothing said is one's own; "all" is said by an empty word.
    let mine = mine(&at).map(|body| body.to_string()).unwrap_or_default();
    asked.entry("body".to_owned()).or_insert(mine);
    let word = |name: &str| asked.get(name).filter(|word| !word.is_empty());
    let filter = MeetingFilter {
        stream: None,
        body: word("body").and_then(|id| id.parse().ok()),
        round: word("round").cloned(),
        area: word("area").cloned(),
    };
    let after = word("after").and_then(|at| at.parse().ok()).map(Position);
    let found = app.register.meetings(&filter, after, ROWS).await?;
    let streams: Vec<StreamId> = found.rows.iter().map(|row| row.envelope.stream).collect();
    let raised = app.register.raised_at(&streams).await?;
    let last = app.register.meetings(&MeetingFilter::default(), None, LAST_MAX).await?.rows;
    let count = |row: &Meeting| raised.get(&row.envelope.stream).copied().unwrap_or_default();
    let view = Meetings {
        shell: at.shell(at.w().t("meetings"), "meetings"),
        filters: filters(&at, &asked),
        rounds: rounds(&at, &last),
        rows: found.rows.iter().map(|of| row(&at, of, count(of))).collect(),
        next: found.next.map(|Position(next)| next_page(&asked, next)),
        may_open: opens(&at),
    };
    page(&view)
}

/// The body whose meetings are one's own; none for who looks at all.
fn mine(at: &Page) -> Option<BodyId> {
    let [body] = at.acting.as_slice() else { return None };
    match kind(at, *body)? {
        GROUP => Some(*body),
        COMMITTEE | "council_committee" => council_of(at, *body),
        _ => None,
    }
}

fn next_page(asked: &Asked, next: u64) -> String {
    let kept = ["body", "round", "area"].into_iter().filter_map(|name| {
        let value = asked.get(name)?;
        Some(format!("{name}={}&", encoded(value)))
    });
    format!("/buoi-tiep-xuc?{}after={next}", kept.collect::<String>())
}

fn row(at: &Page, meeting: &Meeting, raised: u64) -> Row {
    let (held, on) = (&meeting.held, meeting.envelope.occurred_on);
    let address = format!("/buoi-tiep-xuc/{}", meeting.envelope.stream);
    let groups: Vec<String> = held.groups.iter().map(|&group| at.name(group)).collect();
    Row {
        on: on.to_string(),
        place: held.place.to_string(),
        area: area(at, &held.area),
        round: held.round.as_ref().map(|round| round_name(at, &held.councils, round)),
        groups: groups.join("; "),
        joint: held.councils.len() > 1,
        raised,
        take: takes(at, held, on).then(|| format!("{address}/ghi")),
        address,
    }
}

/// A round in words, as its first council has planned it.
pub(super) fn round_name(at: &Page, councils: &[BodyId], round: &Code) -> String {
    let directory = &at.reader.known.pins.directory;
    let found = councils.iter().find_map(|&council| directory.round(council, round));
    found.map_or_else(|| round.to_string(), |found| in_words(at, found))
}

fn in_words(at: &Page, round: &directory::Round) -> String {
    let phase = match round.phase {
        RoundPhase::Before => "meeting-round-before",
        RoundPhase::After => "meeting-round-after",
        RoundPhase::Other => "meeting-round-other",
    };
    let session = at.reader.known.pins.directory.session(round.council, &round.session);
    let session = session.map_or_else(
        || round.session.to_string(),
        |session| format!("{} ({})", session.number, month(&at.w(), session.opens_on)),
    );
    format!("{} {session}", at.w().t(phase))
}

/// `12/2026`.
fn month(w: &Words, day: Day) -> String {
    let day = w.day(&day.to_string());
    day.split_once('/').map_or(day.clone(), |(_, month)| month.to_owned())
}

/// The rounds of the councils that the reader has to do with, or of all.
pub(super) fn known_rounds(at: &Page) -> Vec<directory::Round> {
    let directory = &at.reader.known.pins.directory;
    let mine: Vec<BodyId> = at.acting.iter().filter_map(|&body| council_of(at, body)).collect();
    let councils = directory.bodies().map(|body| body.established.body);
    let all: Vec<directory::Round> =
        councils.flat_map(|council| directory.rounds(council)).cloned().collect();
    let of_mine: Vec<directory::Round> = all
        .iter()
        .filter(|round| {
            mine.contains(&round.council) || round.joined.iter().any(|joined| mine.contains(joined))
        })
        .cloned()
        .collect();
    let mut rounds = if of_mine.is_empty() { all } else { of_mine };
    rounds.sort_by_key(|round| std::cmp::Reverse(round.from));
    rounds
}

/// Rounds as there are to choose from.
pub(super) fn round_choices(at: &Page) -> Vec<(String, String)> {
    let mut choices: Vec<(String, String)> = known_rounds(at)
        .iter()
        .map(|round| (round.round.to_string(), in_words(at, round)))
        .collect();
    choices.dedup_by(|one, other| one.0 == other.0);
    choices
}

fn filters(at: &Page, asked: &Asked) -> Vec<Filter> {
    let directory = &at.reader.known.pins.directory;
    let meets = |id: &String| {
        let body = id.parse().ok().and_then(|id| directory.body(id));
        body.is_some_and(|body| matches!(body.established.kind.as_str(), "council" | GROUP))
    };
    let bodies = book::bodies(at).into_iter().filter(|(id, _)| meets(id)).collect();
    let filter = |name: &str, choices: Vec<(String, String)>| {
        let value = asked.get(name).cloned().unwrap_or_default();
        let choices =
            choices.into_iter().map(|(id, label)| Choice { chosen: id == value, value: id, label });
        let choices = choices.collect();
        let label = at.w().t(&format!("filter-{name}"));
        Filter { name: name.to_owned(), label, choices, value }
    };
    vec![
        filter("body", bodies),
        filter("round", round_choices(at)),
        filter("area", book::areas(at)),
    ]
}

/// Rounds that go on, come, or have just ended, each with the areas that wait for their meeting.
fn rounds(at: &Page, last: &[Meeting]) -> Vec<RoundView> {
    let today = at.reader.today;
    let over = |round: &directory::Round| {
        today.since(round.until).is_ok_and(|span| span.get_days() > OVER_DAYS)
    };
    let current = known_rounds(at).into_iter().filter(|round| !over(round));
    let shown = current.map(|round| {
        let held = |area: &Code| {
            let of_round = last.iter().filter(|row| row.held.round.as_ref() == Some(&round.round));
            of_round.into_iter().any(|row| row.held.area == *area)
        };
        let (had, open): (Vec<&Code>, Vec<&Code>) = round.areas.iter().partition(|area| held(area));
        RoundView {
            name: in_words(at, &round),
            from: round.from.to_string(),
            until: round.until.to_string(),
            cut_off: round.cut_off.to_string(),
            later: round.from > today,
            open: open.into_iter().map(|area| planned(at, &round, area)).collect(),
            held: had.len(),
        }
    });
    shown.collect()
}

fn planned(at: &Page, round: &directory::Round, of: &Code) -> Planned {
    let bodies =
        at.reader.known.pins.directory.bodies().filter(|body| body.stands(at.reader.today));
    let of_round = |council: Option<BodyId>| {
        council.is_some_and(|id| id == round.council || round.joined.contains(&id))
    };
    let groups: Vec<_> = bodies
        .map(|body| &body.established)
        .filter(|body| body.kind.as_str() == GROUP && body.area.as_ref() == Some(of))
        .filter(|body| of_round(body.under))
        .collect();
    let names: Vec<String> = groups.iter().map(|group| group.name.to_string()).collect();
    let mine = groups.iter().any(|group| recorder(at, group.body, at.reader.today).is_some());
    let with = groups.iter().map(|group| format!("&group={}", group.body)).collect::<String>();
    let (word, place) = (encoded(round.round.as_str()), encoded(of.as_str()));
    Planned {
        area: area(at, of),
        groups: names.join("; "),
        address: (mine && opens(at) && round.from <= at.reader.today)
            .then(|| format!("/buoi-tiep-xuc/mo?round={word}&area={place}{with}")),
    }
}
