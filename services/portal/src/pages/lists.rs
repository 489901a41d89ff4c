//! Consolidated lists: every one with how it stands, and where each is built, classified, agreed.

mod build;
mod consent;
mod contest;
mod likeness;
pub(super) mod outside;
mod propose;
pub(super) mod sheet;
mod show;
mod suggest;
mod tally;
pub(super) mod turn;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use portal_pages::Choice;
use portal_pages::act::Field;
use portal_pages::lists::{Entry, Lists, Open};
use proto::event::RoundOpened;
use proto::{BodyId, Day, Position, StreamId};
use register::{Candidates, ConsolidatedList, ListFilter};

use crate::app::{App, Shared};
use crate::pages::shell::{Page, encoded};
use crate::pages::{book, page};
use crate::problem::Problem;

pub(super) use propose::{put, why};
pub(super) use show::place_of;

/// Lists of a page.
const LISTS: u32 = 30;
/// The most rows that are looked at to say whose turn it is.
const ASKED_MAX: u32 = 400;
/// The most petitions that may stand on a list, as the command has it.
const ROWS_MAX: u32 = 100;
/// The most rounds that are offered for a new list.
const OPEN_MAX: usize = 4;

/// The addresses of this screen.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/danh-sach", get(all))
        .route("/danh-sach/lap", get(build::show_new).post(build::take_new))
        .route("/danh-sach/gop", post(build::merge))
        .route("/danh-sach/{number}", get(show::show))
        .route("/danh-sach/{number}/sua", get(build::show_revision).post(build::take_revision))
        .route("/danh-sach/{number}/phan-loai", get(propose::show).post(propose::take))
        .route("/danh-sach/{number}/dong-y", get(consent::show).post(consent::take))
        .route("/danh-sach/{number}/khac/{petition}", get(contest::show).post(contest::take))
}

/// Whom lists concern: who fixes them, proposes, or agrees.
pub(super) fn concerns(at: &Page) -> bool {
    [
        ("intake", "FixList"),
        ("classification", "GiveConsent"),
        ("classification", "ProposeClassification"),
    ]
    .iter()
    .any(|(context, command)| at.may(context, command))
}

/// The councils of which a body acted for is the standing committee: it fixes their lists.
pub(super) fn councils_of(at: &Page) -> Vec<BodyId> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let councils = pins.directory.bodies().map(|body| body.established.body);
    let mine = |council: &BodyId| {
        let rules = pins.rules(*council, today);
        rules.is_some_and(|rules| at.acting.contains(&rules.standing_committee))
    };
    councils.filter(mine).collect()
}

/// What the address asks for: pairs of which the last of a name counts, but for ticks.
pub(super) type Asked = Query<Vec<(String, String)>>;

/// The value of a name in an address; nothing of it where it is not there.
pub(super) fn value<'a>(asked: &'a [(String, String)], name: &str) -> &'a str {
    asked.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
}

/// All values of a name.
pub(super) fn values<'a>(asked: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    asked.iter().filter(|(of, _)| of == name).map(|(_, value)| value.as_str()).collect()
}

/// A key under which a form that is sent twice is done once.
pub(super) fn fresh_key() -> String {
    format!("page-{}", runtime::random::uuid())
}

/// The fields of a form: [`Field`] has many members, and most are empty.
pub(super) fn field(name: &str, label: String, kind: portal_pages::act::Kind) -> Field {
    Field {
        name: name.to_owned(),
        label,
        hint: None,
        kind,
        required: false,
        value: String::new(),
        choices: Vec::new(),
        error: None,
    }
}

async fn all(
    State(app): State<Shared>,
    at: Page,
    Query(asked): Asked,
) -> Result<Response, Problem> {
    let word = |name: &str| Some(value(&asked, name)).filter(|value| !value.is_empty());
    let filter = ListFilter {
        round: word("round").map(str::to_owned),
        area: word("area").map(str::to_owned),
        ..ListFilter::default()
    };
    let after = word("after").and_then(|after| after.parse().ok()).map(Position);
    let found = app.register.lists(&filter, after, LISTS).await?;
    let lists = entries(&app, &at, &found.rows).await?;
    let mut shell = at.shell(at.w().t("lists"), "lists");
    "*".clone_into(&mut shell.about);
    let mut open = Vec::new();
    for council in councils_of(&at).iter().filter(|_| at.may("intake", "FixList")) {
        open.extend(open_rounds(&app, &at, *council).await?);
    }
    let chosen = |choices: Vec<(String, String)>, name: &str| {
        let now = value(&asked, name);
        let choice =
            |(value, label): (String, String)| Choice { chosen: value == now, value, label };
        choices.into_iter().map(choice).collect::<Vec<_>>()
    };
    let next = found.next.map(|next| {
        let kept = ["round", "area"].map(|name| format!("{name}={}", encoded(value(&asked, name))));
        format!("/danh-sach?{}&after={next}", kept.join("&"))
    });
    page(&Lists {
        shell,
        may_fix: !councils_of(&at).is_empty() && at.may("intake", "FixList"),
        open,
        rounds: chosen(rounds(&at), "round"),
        areas: chosen(book::areas(&at), "area"),
        lists,
        next,
    })
}

/// Every round that a council opened, the last first, in words.
fn rounds(at: &Page) -> Vec<(String, String)> {
    let directory = &at.reader.known.pins.directory;
    let councils = directory.bodies().map(|body| body.established.body);
    let mut all: Vec<&RoundOpened> =
        councils.flat_map(|council| directory.rounds(council)).collect();
    all.sort_by_key(|round| std::cmp::Reverse(round.from));
    let word = |round: &&RoundOpened| {
        (round.round.to_string(), sheet::round(at, round.council, round.round.as_str()))
    };
    all.iter().map(word).collect()
}

/// The last rounds that began, with petitions that stand on no list.
async fn open_rounds(app: &App, at: &Page, council: BodyId) -> Result<Vec<Open>, Problem> {
    let (directory, today) = (&at.reader.known.pins.directory, at.reader.today);
    let mut rounds: Vec<&RoundOpened> =
        directory.rounds(council).filter(|round| round.from <= today).collect();
    rounds.sort_by_key(|round| std::cmp::Reverse(round.from));
    rounds.truncate(OPEN_MAX);
    let mut open = Vec::new();
    for round in rounds {
        let rows = app.register.unlisted(&candidates(round, None), ROWS_MAX + 1).await?;
        let more = u32::try_from(rows.len()).is_ok_and(|rows| rows > ROWS_MAX);
        let (code, cut_off) = (round.round.as_str(), round.cut_off);
        open.extend((!rows.is_empty()).then(|| Open {
            round: sheet::round(at, council, code),
            count: rows.len().min(100),
            more,
            cut_off: cut_off.to_string(),
            ready: cut_off < today,
            address: format!("/danh-sach/lap?council={council}&round={}", encoded(code)),
        }));
    }
    Ok(open)
}

fn candidates(round: &RoundOpened, area: Option<String>) -> Candidates {
    Candidates {
        council: round.council,
        round: round.round.to_string(),
        area,
        from: round.from,
        until: round.cut_off,
    }
}

/// Lists with how their rows stand: three questions, however many lists.
async fn entries(app: &App, at: &Page, found: &[ConsolidatedList]) -> Result<Vec<Entry>, Problem> {
    let ids: Vec<StreamId> = found.iter().map(|list| list.envelope.stream).collect();
    let standing = app.register.standing_of_lists(&ids).await?;
    let asked = app.register.asked_on_lists(&ids, ASKED_MAX).await?;
    let streams: Vec<StreamId> = asked.iter().map(|(_, petition)| *petition).collect();
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let mut mine: BTreeMap<StreamId, usize> = BTreeMap::new();
    for held in app.register.held_of(&streams).await?.into_values() {
        let pairs = turn::pairs(&held.petition, pins, today);
        if turn::awaited(&pairs).any(|body| at.acting.contains(&body)) {
            let on = asked.iter().filter(|(_, petition)| Some(*petition) == held.stream);
            on.for_each(|(list, _)| *mine.entry(*list).or_default() += 1);
        }
    }
    let entry = |list: &ConsolidatedList| {
        let id = list.envelope.stream;
        let standing = standing.iter().filter(|standing| standing.list == id);
        let (tally, due) = tally::of(standing);
        entry(at, list, tally, due, mine.get(&id).copied().unwrap_or_default())
    };
    Ok(found.iter().map(entry).collect())
}

/// A list in words.
fn entry(
    at: &Page,
    list: &ConsolidatedList,
    tally: portal_pages::lists::Tally,
    due: Option<Day>,
    mine: usize,
) -> Entry {
    let fixed = &list.fixed;
    Entry {
        number: fixed.number.to_string(),
        round: sheet::round(at, fixed.council, fixed.round.as_str()),
        area: fixed.area.as_ref().map(|area| at.area(area.as_str())),
        council: at.name(fixed.council),
        revision: fixed.revision,
        fixed_on: list.envelope.occurred_on.to_string(),
        tally,
        due: due.map(|due| due.to_string()),
        late: due.is_some_and(|due| due < at.reader.today),
        mine,
    }
}
