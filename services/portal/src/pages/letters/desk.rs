//! The desk: letters that came and went, petitions that wait for a letter, who works on which.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use petition::Addressee;
use portal_pages::Choice;
use portal_pages::book::Filter as Shown;
use portal_pages::letters::{Action, Desk, Group, LetterRow, Mood, Part, Tab};
use proto::stage::Stage;
use proto::{BodyId, Position, StreamId};
use register::{Filter, Letter, LetterFilter};

use super::answer::drafts;
use super::shown::{self, Shown as Petition};
use super::{answered, below, councils, hands, issue, letter, table};
use crate::app::{App, Shared};
use crate::pages::page;
use crate::pages::shell::{Page, encoded};
use crate::params::bad_query;
use crate::problem::Problem;

/// Letters of a page; each may hold a hundred petitions.
const LETTERS_MAX: u32 = 20;
/// Petitions of a page.
const ROWS_MAX: u32 = 100;
/// Petitions of a letter that are named in its row.
const NAMED_MAX: usize = 4;
/// The stages at which somebody works on a petition.
const AT_WORK: [Stage; 6] = [
    Stage::Agreed,
    Stage::Forwarded,
    Stage::PartlyAnswered,
    Stage::Answered,
    Stage::Followed,
    Stage::WaitingForResources,
];

/// What an address of the desk asks for.
struct Asked {
    tab: String,
    pairs: Vec<(String, String)>,
    after: Option<Position>,
}

impl Asked {
    fn of(pairs: Vec<(String, String)>, tabs: &[&'static str]) -> Result<Self, Problem> {
        let mut pairs = pairs;
        pairs.truncate(20);
        pairs.retain(|(_, value)| !value.trim().is_empty());
        let taken = |pairs: &mut Vec<(String, String)>, name: &str| {
            let at = pairs.iter().position(|(of, _)| of == name)?;
            Some(pairs.remove(at).1)
        };
        let tab = taken(&mut pairs, "muc").filter(|tab| tabs.contains(&tab.as_str()));
        let tab = tab.or_else(|| tabs.first().map(|tab| (*tab).to_owned())).unwrap_or_default();
        let after = taken(&mut pairs, "sau");
        let after = after.map(|text| text.parse().map(Position)).transpose();
        Ok(Self { tab, pairs, after: after.map_err(|_| bad_query("sau: no place on the desk"))? })
    }

    fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
    }

    fn address(&self, after: Option<Position>) -> String {
        let mut address = format!("/cong-van?muc={}", self.tab);
        for (name, value) in &self.pairs {
            address.push_str(&format!("&{}={}", encoded(name), encoded(value)));
        }
        if let Some(after) = after {
            address.push_str(&format!("&sau={after}"));
        }
        address
    }
}

/// The tabs of a reader, the one that is shown first before the others.
fn tabs(at: &Page, drafts: bool) -> Vec<&'static str> {
    let directory = &at.reader.known.pins.directory;
    let agency = |body: &BodyId| !directory.peoples_committees_above(*body).is_empty();
    let (oversees, assigned) = (!councils(at).is_empty(), at.acting.iter().any(agency));
    let mut tabs = Vec::new();
    if oversees {
        tabs.push("cho");
    }
    tabs.push("nhan");
    if assigned {
        tabs.push("duoc-giao");
    }
    if drafts || (!oversees && at.may("forwarding", "AnswerPetitions")) {
        tabs.push("ban-thao");
    }
    if !oversees {
        tabs.push("da-tra-loi");
    }
    tabs.push("gui");
    if oversees || !below(at).is_empty() {
        tabs.push("dang-lam");
    }
    tabs
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let drafts = drafts::all(&app, &at).await?;
    let tabs = tabs(&at, !drafts.is_empty());
    let asked = Asked::of(asked, &tabs)?;
    let w = at.w();
    let mut shell = at.shell(w.t("letters"), "letters");
    "*".clone_into(&mut shell.about);
    let mut desk = Desk {
        about: w.t(&format!("letters-about-{}", asked.tab)),
        tab: asked.tab.clone(),
        tabs: Vec::new(),
        filters: Vec::new(),
        letters: Vec::new(),
        groups: Vec::new(),
        drafts: Vec::new(),
        links: Vec::new(),
        actions: Vec::new(),
        empty: None,
        next: None,
        first_page: asked.after.map(|_| asked.address(None)),
        shell,
    };
    let waiting = issue::waiting(&app, &at).await?;
    for tab in &tabs {
        let count = match *tab {
            "cho" => u64::try_from(waiting.len()).ok(),
            "ban-thao" => u64::try_from(drafts.len()).ok(),
            "nhan" | "gui" => Some(app.register.letter_count(&letters_of(&at, tab)).await?),
            _ => None,
        };
        let (label, address) = (w.t(&format!("letters-tab-{tab}")), format!("/cong-van?muc={tab}"));
        desk.tabs.push(Tab { label, address, count, chosen: *tab == asked.tab });
    }
    match asked.tab.as_str() {
        "cho" => to_send(&at, &mut desk, &waiting),
        "ban-thao" => desk.drafts = drafts::rows(&app, &at, &drafts).await,
        "da-tra-loi" => {
            let (groups, next) = answered::groups(&app, &at, asked.after).await?;
            (desk.groups, desk.next) = (groups, next.map(|next| asked.address(Some(next))));
        }
        "nhan" | "gui" => letters(&app, &at, &asked, &mut desk).await?,
        _ => at_work(&app, &at, &asked, &mut desk).await?,
    }
    if ["nhan", "ban-thao"].contains(&asked.tab.as_str()) && tabs.contains(&"ban-thao") {
        let (label, address) = (w.t("letters-table"), table::START.to_owned());
        desk.links.push(Action { label, address });
    }
    if desk.letters.is_empty() && desk.groups.is_empty() && desk.drafts.is_empty() {
        let id = format!("letters-empty-{}", asked.tab);
        desk.empty = Some((w.t(&id), w.t(&format!("{id}-next"))));
    }
    page(&desk)
}

fn letters_of(at: &Page, tab: &str) -> LetterFilter {
    let mine = hands(at);
    match tab {
        "gui" => LetterFilter { from_one_of: mine, ..LetterFilter::default() },
        _ => LetterFilter { to_one_of: mine, ..LetterFilter::default() },
    }
}

/// Letters that came or went, with what became of the petitions in them.
async fn letters(app: &App, at: &Page, asked: &Asked, desk: &mut Desk) -> Result<(), Problem> {
    let mut filter = letters_of(at, &asked.tab);
    filter.received = match asked.value("nhan") {
        "chua" => Some(false),
        "roi" => Some(true),
        _ => None,
    };
    if asked.tab == "gui" {
        filter.to = asked.value("den").parse().ok();
    }
    desk.filters = letter_filters(at, asked);
    let found = app.register.letters(&filter, asked.after, LETTERS_MAX).await?;
    let mut named: Vec<StreamId> =
        found.rows.iter().flat_map(|letter| letter.issued.petitions.iter().copied()).collect();
    named.sort_unstable();
    named.dedup();
    let all = shown::records(app, &named).await?;
    for letter in &found.rows {
        let held = |id: &StreamId| all.iter().find(|shown| shown.stream == *id);
        let petitions: Vec<&Petition> = letter.issued.petitions.iter().filter_map(held).collect();
        desk.letters.push(row(at, letter, &petitions));
    }
    desk.next = found.next.map(|next| asked.address(Some(next)));
    Ok(())
}

fn row(at: &Page, of: &Letter, petitions: &[&Petition]) -> LetterRow {
    let numbers = petitions.iter().take(NAMED_MAX).map(|shown| shown.number());
    LetterRow {
        address: format!("/cong-van/{}", of.envelope.stream),
        symbol: letter::symbol(at, of),
        on: letter::on(of).to_string(),
        from: of.envelope.body.map(|body| at.name(body)).unwrap_or_default(),
        to: at.name(of.issued.to),
        petitions: numbers.collect(),
        more: petitions.len().saturating_sub(NAMED_MAX),
        receipt: letter::receipt(at, of),
        receipt_due: letter::receipt_due(at, of),
        answered: letter::answered(at, petitions, of),
        answer_due: letter::answer_due(at, petitions, of),
    }
}

fn letter_filters(at: &Page, asked: &Asked) -> Vec<Shown> {
    let w = at.w();
    let states = ["chua", "roi"].map(|of| (of.to_owned(), w.t(&format!("letters-received-{of}"))));
    let mut filters = vec![filter(asked, "nhan", w.t("letters-receipt"), states.to_vec())];
    if asked.tab == "gui" {
        let bodies = crate::pages::book::bodies(at);
        filters.push(filter(asked, "den", w.t("letters-to-whom"), bodies));
    }
    filters
}

fn filter(asked: &Asked, name: &str, label: String, choices: Vec<(String, String)>) -> Shown {
    let value = asked.value(name).to_owned();
    let choices = choices.into_iter().map(|(code, label)| Choice {
        chosen: code == value,
        value: code,
        label,
    });
    Shown { name: name.to_owned(), label, choices: choices.collect(), value }
}

/// Agreed petitions without a letter, by addressee.
fn to_send(at: &Page, desk: &mut Desk, waiting: &[(Petition, Vec<BodyId>)]) {
    let mut by_addressee: BTreeMap<BodyId, Vec<Part>> = BTreeMap::new();
    for (shown, unsent) in waiting {
        for &to in unsent {
            let part = Part { open: false, ..shown::part(at, shown, None) };
            by_addressee.entry(to).or_default().push(part);
        }
    }
    let may = at.may("forwarding", "IssueLetter");
    let groups = by_addressee.into_iter().map(|(to, parts)| {
        let address = format!("/cong-van/viec/chuyen?den={to}");
        let act = may.then(|| (at.w().t("letters-act-chuyen"), address));
        Group { id: to.to_string(), title: at.name(to), late: String::new(), act, parts }
    });
    desk.groups = groups.collect();
    desk.groups.sort_by_key(|group| proto::text::fold(&group.title));
}

/// What somebody works on: given to the reader's agency, or owed by those whom the reader oversees.
async fn at_work(app: &App, at: &Page, asked: &Asked, desk: &mut Desk) -> Result<(), Problem> {
    let (mine, given) = (hands(at), asked.tab == "duoc-giao");
    let overseen = councils(at);
    let found = match overseen.first() {
        Some(&council) if !given => {
            let stages = AT_WORK.to_vec();
            let filter = Filter { stages, council: Some(council), ..Filter::default() };
            app.register.petitions(&filter, asked.after, ROWS_MAX).await?
        }
        _ => {
            let hand = if given { "assigned" } else { "addressee" };
            let mut bodies = mine.clone();
            if !given {
                bodies.extend(below(at));
            }
            app.register.in_hands_of(&bodies, &[hand], &AT_WORK, asked.after, ROWS_MAX).await?
        }
    };
    let streams: Vec<StreamId> = found.rows.iter().map(|row| row.stream).collect();
    let all = shown::petitions(app, at, &streams).await?;
    let scope = Scope { mine: &mine, below: &below(at), given, all: !overseen.is_empty() };
    let mut by_worker: BTreeMap<BodyId, Vec<Part>> = BTreeMap::new();
    for shown in &all {
        for to in shown.petition().live().filter(|to| scope.concerns(to)) {
            let mut part = shown::part(at, shown, Some(to));
            part.holder = at.name(to.body);
            by_worker.entry(scope.worker(to)).or_default().push(part);
        }
    }
    desk.filters = work_filters(at, asked, by_worker.keys().copied());
    let only: Option<BodyId> = asked.value("don-vi").parse().ok();
    for (worker, mut parts) in by_worker {
        parts.retain(|part| asked.value("tre") != "co" || is_late(part));
        if parts.is_empty() || only.is_some_and(|only| only != worker) {
            continue;
        }
        parts.sort_by_key(|part| {
            part.inner_due.as_ref().or(part.due.as_ref()).map(|at| at.day.clone())
        });
        desk.groups.push(group(at, worker, parts));
    }
    desk.groups.sort_by_key(|group| (group.late.is_empty(), proto::text::fold(&group.title)));
    desk.actions = work_actions(at, &scope);
    if desk.actions.is_empty() {
        let parts = desk.groups.iter_mut().flat_map(|group| &mut group.parts);
        parts.for_each(|part| part.open = false);
    }
    desk.next = found.next.map(|next| asked.address(Some(next)));
    Ok(())
}

/// Whose work is shown.
struct Scope<'a> {
    mine: &'a [BodyId],
    below: &'a [BodyId],
    given: bool,
    all: bool,
}

impl Scope<'_> {
    fn concerns(&self, to: &&Addressee) -> bool {
        if self.given {
            return to.agencies().any(|agency| self.mine.contains(&agency));
        }
        self.all || self.mine.contains(&to.body) || self.below.contains(&to.body)
    }

    /// Who works on it: the reader's own agency, or the lead agency, or the addressee itself.
    fn worker(&self, to: &Addressee) -> BodyId {
        let own = to.agencies().find(|agency| self.given && self.mine.contains(agency));
        own.or_else(|| to.agencies().next()).unwrap_or(to.body)
    }
}

fn is_late(part: &Part) -> bool {
    let late = |clock: &portal_pages::letters::Clock| clock.mood == Mood::Late;
    part.mood == Mood::Late || part.inner_due.as_ref().is_some_and(late)
}

fn group(at: &Page, worker: BodyId, parts: Vec<Part>) -> Group {
    let late = parts.iter().filter(|part| is_late(part)).count();
    Group {
        id: worker.to_string(),
        title: at.name(worker),
        late: if late > 0 { at.w().count("letters-late", late) } else { String::new() },
        act: None,
        parts,
    }
}

fn work_filters(at: &Page, asked: &Asked, workers: impl Iterator<Item = BodyId>) -> Vec<Shown> {
    let w = at.w();
    let late = vec![("co".to_owned(), w.t("letters-only-late"))];
    let mut names: Vec<(String, String)> =
        workers.map(|body| (body.to_string(), at.name(body))).collect();
    names.sort_by_key(|(_, name)| proto::text::fold(name));
    vec![
        filter(asked, "tre", w.t("letters-due"), late),
        filter(asked, "don-vi", w.t("letters-worker"), names),
    ]
}

fn work_actions(at: &Page, scope: &Scope<'_>) -> Vec<Action> {
    let mut actions = Vec::new();
    if scope.given {
        return actions;
    }
    if scope.all && at.may("monitoring", "SendReminder") {
        actions.push(letter::action(at, "don-doc"));
        actions.push(letter::action(at, "gia-han"));
    }
    if !scope.all && at.may("forwarding", "AssignWork") {
        actions.push(letter::action(at, "giao"));
        actions.push(letter::action(at, "tra-loi"));
    }
    actions
}
