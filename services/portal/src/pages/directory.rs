//! The directory: bodies over time with their successors and officers, the rules of each council,
//! its sessions and rounds, and the forms by which those who may change them.
//!
//! Shows the folds of the directory as they stand on a day; whether a change is right is decided
//! where it is always decided.

mod body;
mod fields;
mod form;
mod proposal;
mod rules;
mod said;
mod sent;
mod year;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use directory::Body;
use portal_pages::directory::{Directory, FieldFound, Kind, Level, Link, Row};
use portal_pages::{Choice, Words};
use proto::event::FieldRule;
use proto::{BodyId, Day};
use serde::Deserialize;

use crate::app::Shared;
use crate::pages::json::{At, items};
use crate::pages::page;
use crate::pages::shell::Page;
use crate::params::{Params, bad_query};
use crate::problem::Problem;

/// The order in which levels are read; others come after them.
const LEVELS: [&str; 4] = ["national", "province", "commune", "district"];
/// The order in which kinds are read; others come after them.
const KINDS: [&str; 13] = [
    "council",
    "standing_committee",
    "council_committee",
    "delegate_group",
    "na_delegation",
    "office",
    "front_committee",
    "front_member",
    "peoples_committee",
    "agency",
    "inspection",
    "company",
    "court",
];

/// The addresses of this screen.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/danh-ba", get(show))
        .route("/danh-ba/{body}", get(body::show))
        .route("/danh-ba/viec/{command}", get(form::show).post(form::take))
        .route("/quy-che", get(rules::show))
        .route("/quy-che/{council}/dong-y/{proposal}", post(rules::agree))
        .route("/lich", get(year::show))
}

/// `?q=…&on=…`, as a form sends them: what is empty was not asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    on: String,
}

/// The day of an address: today unless it says another.
fn day(at: &Page, typed: &str) -> Result<Day, Problem> {
    if typed.is_empty() {
        return Ok(at.reader.today);
    }
    typed.parse().map_err(|_| bad_query("on: no day is written so"))
}

async fn show(
    State(_): State<Shared>,
    at: Page,
    asked: Params<Asked>,
) -> Result<Response, Problem> {
    let Params(Asked { q, on: typed }) = asked;
    let (w, on) = (at.w(), day(&at, &typed)?);
    let past = on != at.reader.today;
    let directory = &at.reader.known.pins.directory;
    let wanted = proto::text::plain(&q);
    let fits = |body: &&Body| {
        let name = proto::text::plain(body.established.name.as_str());
        wanted.split(' ').all(|word| name.contains(word))
    };
    let mut standing = Vec::new();
    let mut ended = Vec::new();
    for body in directory.bodies().filter(fits) {
        let is_over = body.ended.as_ref().is_some_and(|ended| ended.until < on);
        // What is still to come is shown to who looks at today.
        if body.stands(on) || (!is_over && on >= at.reader.today) {
            standing.push(body);
        } else if is_over {
            ended.push(body);
        }
    }
    ended.sort_by_key(|body| proto::text::fold(body.established.name.as_str()));
    page(&Directory {
        shell: at.shell(w.t("directory-title"), "directory"),
        tabs: tabs(&w, "/danh-ba"),
        count: standing.iter().filter(|body| body.stands(on)).count(),
        levels: levels(&at, &standing, on, &typed),
        ended_open: !wanted.is_empty(),
        ended: ended.iter().map(|body| row(&at, body, on, &typed)).collect(),
        fields: if wanted.is_empty() { Vec::new() } else { found_fields(&at, &wanted, on, &typed) },
        acts: acts(&at, &["EstablishBody", "AppointOfficer", "NameArea"], ""),
        on: if past { typed } else { String::new() },
        past,
        q,
    })
}

/// The fields in the rules of every council on that day whose name or word has all the words.
fn found_fields(at: &Page, wanted: &str, on: Day, typed: &str) -> Vec<FieldFound> {
    let pins = &at.reader.known.pins;
    let fits = |rule: &&FieldRule| {
        let name = proto::text::plain(&format!("{} {}", rule.name, rule.field));
        wanted.split(' ').all(|word| name.contains(word))
    };
    let councils = pins.directory.bodies().map(|body| body.established.body);
    let of_council = |council: BodyId| {
        let rules = pins.rules(council, on).into_iter();
        rules.flat_map(|rules| &rules.fields).filter(fits).map(move |rule| (council, rule))
    };
    let mut found: Vec<FieldFound> = councils
        .flat_map(of_council)
        .map(|(council, rule)| FieldFound {
            link: Link {
                label: rule.name.to_string(),
                address: format!("/quy-che?council={council}"),
                chosen: false,
            },
            council: at.name(council),
            competence: at.w().value(rule.competence.as_str()),
            addressee: rule.addressee.map(|body| link(at, body, typed)),
        })
        .collect();
    found.sort_by_key(|field| (proto::text::fold(&field.link.label), field.council.clone()));
    found
}

/// By level and kind, each in the order in which people read them, and then by name.
fn levels(at: &Page, bodies: &[&Body], on: Day, typed: &str) -> Vec<Level> {
    let w = at.w();
    let place = |order: &[&str], word: &str| {
        let found = order.iter().position(|known| *known == word);
        (found.unwrap_or(order.len()), word.to_owned())
    };
    let mut sorted: BTreeMap<_, BTreeMap<_, Vec<&Body>>> = BTreeMap::new();
    for body in bodies {
        let level = place(&LEVELS, body.established.level.as_str());
        let kind = place(&KINDS, body.established.kind.as_str());
        sorted.entry(level).or_default().entry(kind).or_default().push(body);
    }
    let shown = sorted.into_iter().map(|((_, level), kinds)| Level {
        label: word(&w, "level", &level),
        count: kinds.values().map(Vec::len).sum(),
        kinds: kinds
            .into_iter()
            .map(|((_, kind), mut bodies)| {
                bodies.sort_by_key(|body| proto::text::fold(body.established.name.as_str()));
                let rows = bodies.into_iter().map(|body| row(at, body, on, typed)).collect();
                Kind { label: word(&w, "kind", &kind), rows }
            })
            .collect(),
        id: level,
    });
    shown.collect()
}

/// The words of a kind, a level, a phase; the code itself where it has none.
fn word(w: &Words, of: &str, code: &str) -> String {
    let id = format!("directory-{of}-{code}");
    let words = w.t(&id);
    if words == id { code.to_owned() } else { words }
}

/// The name of an area; its word where it has none.
fn area(at: &Page, area: &proto::id::Code) -> String {
    let known = at.reader.known.pins.directory.area(area);
    known.map_or_else(|| area.to_string(), |area| area.name.to_string())
}

/// A body in a list; `typed` is the day that its page is asked for, if any.
fn row(at: &Page, body: &Body, on: Day, typed: &str) -> Row {
    let w = at.w();
    let established = &body.established;
    let mut of: Vec<String> = established.under.map(|under| at.name(under)).into_iter().collect();
    of.extend(established.area.as_ref().map(|code| area(at, code)));
    if established.from > on {
        of.push(w.t("directory-not-yet"));
    }
    let ended = body.ended.as_ref();
    Row {
        link: link(at, established.body, typed),
        of,
        from: established.from.to_string(),
        until: ended.map(|ended| ended.until.to_string()),
        basis: ended.map(|ended| basis(&w, ended.basis.as_str())),
        heirs: ended
            .into_iter()
            .flat_map(|ended| &ended.successors)
            .map(|&heir| link(at, heir, typed))
            .collect(),
    }
}

/// A body's page.
fn link(at: &Page, body: BodyId, typed: &str) -> Link {
    let on = if typed.is_empty() { String::new() } else { format!("?on={typed}") };
    Link { label: at.name(body), address: format!("/danh-ba/{body}{on}"), chosen: false }
}

/// By what, in words where it is nobody's law.
fn basis(w: &Words, basis: &str) -> String {
    if basis == "local choice" { w.t("directory-local-choice") } else { basis.to_owned() }
}

/// The three parts of the screen.
fn tabs(w: &Words, here: &str) -> Vec<Link> {
    let tab = |id: &str, address: &str| Link {
        label: w.t(id),
        address: address.to_owned(),
        chosen: address == here,
    };
    vec![
        tab("directory-tab-bodies", "/danh-ba"),
        tab("directory-tab-rules", "/quy-che"),
        tab("directory-tab-year", "/lich"),
    ]
}

/// The forms of those commands that the reader may give; `query` is what they begin with.
fn acts(at: &Page, commands: &[&str], query: &str) -> Vec<Link> {
    let mine = commands.iter().filter(|command| actor(at, command).is_some());
    let act = |command: &&str| Link {
        label: at.w().t(&format!("directory-do-{command}")),
        address: format!("/danh-ba/viec/{command}{query}"),
        chosen: false,
    };
    mine.map(act).collect()
}

/// The bodies acted for whose role allows a command.
fn actors(at: &Page, command: &str) -> Vec<BodyId> {
    let whole = format!("directory.{command}");
    let roles = items(&at.me, "/roles").iter().filter(|role| {
        let mut may = items(role, "/may").iter().filter_map(|may| may.as_str());
        may.any(|may| may == "*" || may == "directory.*" || may == whole)
    });
    let bodies = roles.filter_map(|role| role.text("/body/body")?.parse().ok());
    bodies.filter(|body| at.acting.contains(body)).collect()
}

/// The first of them.
fn actor(at: &Page, command: &str) -> Option<BodyId> {
    actors(at, command).first().copied()
}

/// The councils, those that stand first, and which one is meant: the one asked for, or that of the
/// bodies acted for.
fn councils(at: &Page, asked: &str) -> Result<(Vec<Choice>, Option<BodyId>), Problem> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let all = pins.directory.bodies().filter(|body| {
        body.established.kind.as_str() == "council"
            || pins.first_rules(body.established.body).is_some()
    });
    let mut all: Vec<&Body> = all.collect();
    let level =
        |body: &Body| LEVELS.iter().position(|level| *level == body.established.level.as_str());
    all.sort_by_key(|body| (!body.stands(today), level(body), body.established.name.to_string()));
    let known = |id: BodyId| all.iter().any(|body| body.established.body == id);
    let chosen = if asked.is_empty() {
        let of = |id: &BodyId| pins.directory.body(*id).and_then(|body| body.established.under);
        let party = |body: &&&Body| {
            let rules = pins.rules(body.established.body, today);
            rules.is_some_and(|rules| {
                let parties = [rules.standing_committee, rules.front, rules.peoples_committee];
                at.acting.iter().any(|acting| parties.contains(acting))
            })
        };
        let party = all.iter().find(party).map(|body| body.established.body);
        let above = at.acting.iter().filter_map(of).find(|id| known(*id));
        party.or(above).or(all.first().map(|body| body.established.body))
    } else {
        let asked = asked.parse().ok().filter(|id| known(*id));
        Some(asked.ok_or_else(|| bad_query("council: no council is called so"))?)
    };
    let choices = all.iter().map(|body| Choice {
        value: body.established.body.to_string(),
        label: body.established.name.to_string(),
        chosen: Some(body.established.body) == chosen,
    });
    Ok((choices.collect(), chosen))
}
