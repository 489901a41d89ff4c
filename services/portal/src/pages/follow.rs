//! The follow-up desk: what the bodies still owe on petitions that the reader follows, checks of
//! what is claimed, and reminders for many at once.
//!
//! Shows what is owed; whether a check or a reminder is right is decided where it is always decided.

mod check;
mod many;
mod owed;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{OriginalUri, Query, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use portal_pages::Choice;
use portal_pages::book::Filter;
use portal_pages::follow::{Desk, Owing, Section, Tab};
use proto::BodyId;
use proto::stage::Stage;
use register::{Course, Scope};

use crate::app::{App, Shared};
use crate::pages::shell::{Page, encoded};
use crate::pages::{book, page, texts};
use crate::params::bad_query;
use crate::problem::Problem;
use owed::{Owed, State as Of};

/// Tasks of one page: the others are a filter away, and the page stays light.
const TASKS_MAX: usize = 80;
/// The stages at which somebody may owe something to a follower.
const STAGES: [Stage; 7] = [
    Stage::Forwarded,
    Stage::PartlyAnswered,
    Stage::Answered,
    Stage::Followed,
    Stage::WaitingForResources,
    Stage::AnsweredOnTheSpot,
    Stage::Settled,
];
/// What the address may say.
const NAMES: [&str; 4] = ["state", "owes", "field", "area"];

/// Checks, whose forms take photographs.
pub(super) fn checks() -> Router<Shared> {
    Router::new().route("/theo-doi/{number}/kiem-tra/{body}", get(check::show).post(check::take))
}

/// The addresses of this screen.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/theo-doi", get(show))
        .route("/theo-doi/don-doc", get(many::show_reminders).post(many::remind))
        .route("/theo-doi/phan-cong", get(many::show_naming).post(many::name))
}

/// Whether following is a work of the bodies acted for.
pub(super) fn concerns(at: &Page) -> bool {
    at.may("monitoring", "SendReminder") && super::deputy::concerns(at)
}

/// What an address of the desk asks for.
struct Asked(BTreeMap<String, String>);

impl Asked {
    fn of(uri: &Uri) -> Result<Self, Problem> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|rejection| bad_query(&rejection.body_text()))?;
        let mut asked = BTreeMap::new();
        for (name, value) in pairs {
            if !NAMES.contains(&&*name) {
                return Err(bad_query(&format!("unknown field `{name}`")));
            }
            // A form sends its empty fields as well.
            if !value.is_empty() {
                asked.insert(name, value);
            }
        }
        let state = asked.get("state").is_none_or(|state| Of::named(state).is_some());
        if state { Ok(Self(asked)) } else { Err(bad_query("state: no state is called so")) }
    }

    fn value(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    fn with_state(&self, state: &str) -> String {
        let mut pairs = self.0.clone();
        pairs.insert("state".to_owned(), state.to_owned());
        let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
        let pairs = pairs.map(|(name, value)| format!("{name}={}", encoded(value)));
        let query = pairs.collect::<Vec<_>>().join("&");
        if query.is_empty() { "/theo-doi".to_owned() } else { format!("/theo-doi?{query}") }
    }
}

async fn show(
    State(app): State<Shared>,
    at: Page,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let asked = Asked::of(&uri)?;
    let courses = watched(&app, &at).await?;
    let every: Vec<Owed<'_>> = courses.iter().flat_map(|course| owed::of(&at, course)).collect();
    let fits = |owed: &&Owed<'_>| {
        let same = |name: &str, value: Option<String>| {
            asked.value(name).is_empty() || value.as_deref() == Some(asked.value(name))
        };
        same("owes", owed.body.map(|body| body.to_string()))
            && same("field", owed.field())
            && same("area", owed.area())
    };
    let fitting: Vec<&Owed<'_>> = every.iter().filter(fits).collect();
    let mut shown: Vec<&Owed<'_>> = fitting
        .iter()
        .copied()
        .filter(|owed| {
            asked.value("state").is_empty() || owed.state.as_str() == asked.value("state")
        })
        .collect();
    shown.sort_by_key(|owed| (owed.state, owed.due.is_none(), owed.due));
    let more = shown.len().saturating_sub(TASKS_MAX);
    shown.truncate(TASKS_MAX);
    let wanted = shown.iter().filter_map(|owed| owed.wanted()).collect();
    let texts = texts::open(&app, &at, wanted).await;
    let tasks = shown.iter().map(|owed| (owed.state, owed.owner(&at), owed.task(&at, &texts)));
    let mut shell = at.shell(at.w().t("follow-title"), "follow");
    "*".clone_into(&mut shell.about);
    page(&Desk {
        shell,
        tabs: tabs(&at, &asked, &fitting),
        filters: filters(&at, &asked, &every),
        filtered: asked.0.keys().any(|name| name != "state"),
        state: asked.value("state").to_owned(),
        sections: sections(tasks.collect()),
        reminds: at.may("monitoring", "SendReminder"),
        names: at.may("monitoring", "NameFollower") && !councils(&at).is_empty(),
        more,
        nothing: every.is_empty(),
    })
}

/// The councils whose rules name one of the bodies acted for as their standing committee.
fn councils(at: &Page) -> Vec<BodyId> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let all = pins.directory.bodies().map(|body| body.established.body);
    let mine = |council: &BodyId| {
        let rules = pins.rules(*council, today);
        rules.is_some_and(|rules| at.acting.contains(&rules.standing_committee))
    };
    all.filter(mine).collect()
}

async fn watched(app: &App, at: &Page) -> Result<Vec<Course>, Problem> {
    let scope = Scope {
        stages: STAGES.to_vec(),
        watched: Some((at.acting.clone(), councils(at))),
        ..Scope::default()
    };
    Ok(app.register.courses(&scope).await?)
}

fn tabs(at: &Page, asked: &Asked, fitting: &[&Owed<'_>]) -> Vec<Tab> {
    let all = Tab {
        label: at.w().t("follow-all"),
        address: asked.with_state(""),
        count: fitting.len(),
        chosen: asked.value("state").is_empty(),
    };
    let each = Of::ALL.into_iter().map(|state| Tab {
        label: at.w().t(&format!("follow-{}", state.as_str())),
        address: asked.with_state(state.as_str()),
        count: fitting.iter().filter(|owed| owed.state == state).count(),
        chosen: asked.value("state") == state.as_str(),
    });
    let each = each.filter(|tab| tab.count > 0 || tab.chosen);
    std::iter::once(all).chain(each).collect()
}

/// By body, the one that owes most first, in each state.
fn sections(tasks: Vec<(Of, String, portal_pages::follow::Task)>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for (state, body, task) in tasks {
        let id = state.as_str();
        let known = sections.iter().position(|section| section.id == id).unwrap_or_else(|| {
            sections.push(Section { id, bodies: Vec::new(), count: 0 });
            sections.len() - 1
        });
        let Some(section) = sections.get_mut(known) else { continue };
        section.count += 1;
        match section.bodies.iter_mut().find(|owing| owing.body == body) {
            Some(owing) => owing.tasks.push(task),
            None => section.bodies.push(Owing { body, tasks: vec![task] }),
        }
    }
    for section in &mut sections {
        section.bodies.sort_by_key(|owing| std::cmp::Reverse(owing.tasks.len()));
    }
    sections
}

/// Only what is there can be chosen.
fn filters(at: &Page, asked: &Asked, every: &[Owed<'_>]) -> Vec<Filter> {
    let named = |all: Vec<(String, String)>, used: &dyn Fn(&str) -> bool| {
        all.into_iter().filter(|(code, _)| used(code)).collect::<Vec<_>>()
    };
    let owes = |code: &str| every.iter().any(|o| o.body.is_some_and(|b| b.to_string() == code));
    let field = |code: &str| every.iter().any(|owed| owed.field().as_deref() == Some(code));
    let area = |code: &str| every.iter().any(|owed| owed.area().as_deref() == Some(code));
    [
        ("owes", named(book::bodies(at), &owes)),
        ("field", named(book::fields(at), &field)),
        ("area", named(book::areas(at), &area)),
    ]
    .into_iter()
    .map(|(name, choices)| {
        let value = asked.value(name).to_owned();
        let mut choices: Vec<Choice> = choices
            .into_iter()
            .map(|(code, label)| Choice { chosen: code == value, value: code, label })
            .collect();
        // What only the address can say stays chosen; without a choice it would become a day.
        if choices.iter().all(|choice| !choice.chosen) && (!value.is_empty() || choices.is_empty())
        {
            let label = if value.is_empty() { at.w().t("any") } else { value.clone() };
            choices.push(Choice { chosen: !value.is_empty(), value: value.clone(), label });
        }
        Filter { name: name.to_owned(), label: at.w().t(&format!("filter-{name}")), choices, value }
    })
    .collect()
}
