//! The page of one body: what it is, whose work it took over, who has its work now, who acts for it.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use directory::Body;
use portal_pages::directory::{BodyPage, Held, Line, Link};
use portal_pages::petition::Text;
use proto::{BodyId, Day};
use register::Filter;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{actor, acts, area, basis, day, link, row, tabs, word};
use crate::app::{App, Shared};
use crate::opened::opened;
use crate::pages::page;
use crate::pages::petition::opened_text;
use crate::pages::shell::{Page, encoded};
use crate::params::{Named, Params};
use crate::problem::Problem;

/// Names opened for one page; a body has a few.
const NAMES_MAX: usize = 300;

/// `?on=…`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    on: String,
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(id): Named<BodyId>,
    Params(Asked { on: typed }): Params<Asked>,
) -> Result<Response, Problem> {
    let (w, on) = (at.w(), day(&at, &typed)?);
    let directory = &at.reader.known.pins.directory;
    let body = directory.body(id).ok_or_else(Problem::not_found)?;
    let (officers, officers_before) = officers(&app, &at, id, on).await;
    let filter = Filter { body: Some(id), ..Filter::default() };
    let petitions = app.register.counts(&filter).await?;
    let under = |other: &&Body| other.established.under == Some(id) && other.stands(on);
    let mut below: Vec<Link> = directory
        .bodies()
        .filter(under)
        .map(|other| link(&at, other.established.body, &typed))
        .collect();
    below.sort_by_key(|link| proto::text::fold(&link.label));
    let heirs = directory.standing_heirs(id, on).into_iter().filter(|heir| *heir != id);
    let query = format!("?body={id}");
    let mut offered = acts(&at, &["GiveRole", "AppointOfficer"], &query);
    if body.ended.is_none() {
        offered.extend(acts(&at, &["EndBody"], &query));
    } else {
        offered.clear();
    }
    let past = on != at.reader.today;
    let mut shell = at.shell(body.established.name.to_string(), "directory");
    shell.address = format!("/danh-ba/{id}");
    page(&BodyPage {
        shell,
        tabs: tabs(&w, "/danh-ba"),
        name: body.established.name.to_string(),
        stands: body.stands(on),
        on: if past { on.to_string() } else { String::new() },
        past,
        facts: facts(&at, body),
        above: body.established.under.map(|above| link(&at, above, &typed)),
        below,
        before: predecessors(&at, id, &|body| row(&at, body, on, &typed)),
        after: successors(&at, id, &|body| row(&at, body, on, &typed)),
        now: heirs.map(|heir| link(&at, heir, &typed)).collect(),
        officers,
        officers_before,
        petitions: petitions.iter().map(|(_, count)| count).sum(),
        book: format!("/so?body={id}"),
        acts: offered,
    })
}

/// Those whose work came to it, through however many; each once.
fn predecessors<T>(at: &Page, id: BodyId, of: &dyn Fn(&Body) -> T) -> Vec<T> {
    let directory = &at.reader.known.pins.directory;
    let (mut seen, mut open, mut found) = (BTreeSet::from([id]), vec![id], Vec::new());
    while let Some(heir) = open.pop() {
        let gave = |body: &&Body| {
            body.ended.as_ref().is_some_and(|ended| ended.successors.contains(&heir))
        };
        for body in directory.bodies().filter(gave) {
            if seen.insert(body.established.body) {
                open.push(body.established.body);
                found.push(of(body));
            }
        }
    }
    found
}

/// Those to whom its work went, through however many; each once.
fn successors<T>(at: &Page, id: BodyId, of: &dyn Fn(&Body) -> T) -> Vec<T> {
    let directory = &at.reader.known.pins.directory;
    let (mut seen, mut open, mut found) = (BTreeSet::from([id]), vec![id], Vec::new());
    while let Some(before) = open.pop() {
        let ended = directory.body(before).and_then(|body| body.ended.as_ref());
        for &heir in ended.into_iter().flat_map(|ended| &ended.successors) {
            if seen.insert(heir) {
                open.push(heir);
                found.extend(directory.body(heir).map(of));
            }
        }
    }
    found
}

fn facts(at: &Page, body: &Body) -> Vec<Line> {
    let (w, established) = (at.w(), &body.established);
    let line = |id: &str, value: String, note: Option<String>| Line { label: w.t(id), value, note };
    let from = w.day(&established.from.to_string());
    let mut facts = vec![
        line("directory-kind", word(&w, "kind", established.kind.as_str()), None),
        line("directory-level", word(&w, "level", established.level.as_str()), None),
    ];
    facts.extend(established.area.as_ref().map(|code| line("area", area(at, code), None)));
    facts.push(line("directory-from", from, Some(basis(&w, established.basis.as_str()))));
    facts.extend(body.ended.as_ref().map(|ended| {
        let until = w.day(&ended.until.to_string());
        line("directory-ended-on", until, Some(basis(&w, ended.basis.as_str())))
    }));
    let sites = at.reader.known.pins.directory.sites();
    let sites = sites.filter(|(_, bodies)| bodies.contains(&established.body));
    let sites: Vec<String> = sites.map(|(site, _)| site.to_string()).collect();
    let served = if sites.is_empty() { w.t("directory-site-none") } else { sites.join(", ") };
    facts.push(line("directory-site", served, None));
    facts
}

/// Who acts for it on the day or will, and who did. Names are opened in one call.
async fn officers(app: &App, at: &Page, id: BodyId, on: Day) -> (Vec<Held>, Vec<Held>) {
    let w = at.w();
    let directory = &at.reader.known.pins.directory;
    let mut held: Vec<_> = directory.roles_at(id).take(NAMES_MAX).collect();
    held.sort_by_key(|&(_, _, from, _)| from);
    let sealed: Value =
        held.iter().map(|(officer, ..)| json!(directory.officer(*officer))).collect();
    let names = match at.acting.first() {
        Some(&acting) => opened(&app.vault, at.reader.officer, acting, sealed).await,
        None => Value::Null,
    };
    let ends = actor(at, "EndRole").is_some();
    // Nobody acts for a body that ended, whether or not the role was ended too.
    let ended = directory.body(id).and_then(|body| body.ended.as_ref());
    let gone = ended.is_some_and(|ended| ended.until < on);
    let (mut now, mut before) = (Vec::new(), Vec::new());
    for (n, (officer, role, from, until)) in held.into_iter().enumerate() {
        let is_over = gone || until.is_some_and(|until| until < on);
        let title = directory.role(role).map(|known| known.title.to_string());
        let name = opened_text(&w, names.get(n));
        let end = (ends && until.is_none() && !is_over).then(|| Link {
            label: w.t("directory-do-EndRole"),
            address: format!(
                "/danh-ba/viec/EndRole?body={id}&officer={officer}&role={}",
                encoded(role.as_str())
            ),
            chosen: false,
        });
        let shown = Held {
            name: name.unwrap_or_else(|| Text::Kept(w.t("text-away"))),
            role: title.unwrap_or_else(|| role.to_string()),
            from: from.to_string(),
            until: until.map(|until| until.to_string()),
            end,
        };
        if is_over { before.push(shown) } else { now.push(shown) }
    }
    (now, before)
}
