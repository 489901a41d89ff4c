//! The home page: what waits for the bodies acted for, and what changed.

use axum::extract::State;
use axum::response::Response;
use portal_pages::today::{Change, Group, Today, Urgency, Waiting};
use proto::stage::{Flag, Stage};
use proto::{BodyId, Day};
use register::{Filter, PetitionRow};

use crate::app::Shared;
use crate::pages::page;
use crate::pages::shell::{Page, UNREAD_MAX};
use crate::problem::Problem;

/// The most that is shown of what waits.
const WAITS_MAX: u32 = 200;
/// The most changes that are shown.
const CHANGES_MAX: usize = 30;
/// Days before a due day from which on it is near.
const SOON_DAYS: i64 = 7;

pub(super) async fn show(State(app): State<Shared>, at: Page) -> Result<Response, Problem> {
    let mut rows = app.register.waiting_for(&at.acting, WAITS_MAX).await?;
    for council in standing_committee_of(&at) {
        // It is the standing committee's turn, though no day is set for it.
        let stages = vec![Stage::Agreed, Stage::Returned, Stage::Settled];
        let filter = Filter { stages, council: Some(council), ..Filter::default() };
        let more = app.register.petitions(&filter, None, WAITS_MAX).await?.rows;
        let known = |row: &PetitionRow| rows.iter().any(|old| old.stream == row.stream);
        let new: Vec<PetitionRow> = more.into_iter().filter(|row| !known(row)).collect();
        rows.extend(new);
    }
    let count = rows.len();
    let groups = grouped(&at, &rows);
    let mut changes = changes(&at);
    let counted_all = u32::try_from(at.unread.len()).is_ok_and(|n| n < UNREAD_MAX);
    let more_changes = !counted_all || changes.len() > CHANGES_MAX;
    changes.truncate(CHANGES_MAX);
    let mut shell = at.shell(at.w().t("today"), "today");
    "*".clone_into(&mut shell.about);
    let position = at.reader.known.position().0;
    let book = match at.acting.as_slice() {
        [body] => format!("/so?body={body}&sort=due"),
        _ => "/so?sort=due".to_owned(),
    };
    page(&Today { shell, groups, count, changes, more_changes, position, book })
}

/// What changed, newest first: each petition once, with its last change.
fn changes(at: &Page) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for notice in &at.unread {
        match changes.iter_mut().find(|change| change.number == notice.number) {
            Some(change) => change.others += 1,
            None => changes.push(super::news::change(at, notice)),
        }
    }
    changes
}

/// The councils whose rules name one of the bodies acted for as their standing committee.
fn standing_committee_of(at: &Page) -> Vec<BodyId> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let councils = pins.directory.bodies().map(|body| body.established.body);
    let mine = |council: &BodyId| {
        let rules = pins.rules(*council, today);
        rules.is_some_and(|rules| at.acting.contains(&rules.standing_committee))
    };
    councils.filter(mine).collect()
}

fn grouped(at: &Page, rows: &[PetitionRow]) -> Vec<Group> {
    let today = at.reader.today;
    let mut all: Vec<(Urgency, Waiting)> =
        rows.iter().map(|row| (urgency(row, today), waiting(at, row))).collect();
    // Stable: within one urgency by due day, as they came.
    all.sort_by_key(|(urgency, _)| *urgency);
    let mut groups: Vec<Group> = Vec::new();
    for (urgency, item) in all {
        match groups.last_mut().filter(|group| group.urgency == urgency) {
            Some(group) => group.items.push(item),
            None => groups.push(Group { urgency, items: vec![item] }),
        }
    }
    groups
}

fn urgency(row: &PetitionRow, today: Day) -> Urgency {
    if row.flags.contains(&Flag::NeedsPerson) {
        return Urgency::Person;
    }
    match row.due.map(|due| days_until(due, today)) {
        Some(days) if days < 0 => Urgency::Late,
        Some(days) if days <= SOON_DAYS => Urgency::Soon,
        Some(_) | None => Urgency::Later,
    }
}

fn waiting(at: &Page, row: &PetitionRow) -> Waiting {
    let w = at.w();
    let what = match &row.due_what {
        Some(what) => w.value(what),
        None if row.flags.contains(&Flag::NeedsPerson) => w.t("waits-person"),
        None if row.stage == Stage::Settled => w.command("monitoring", "ClosePetition"),
        None if row.stage == Stage::Returned => {
            w.command("classification", "ProposeClassification")
        }
        None => w.command("forwarding", "IssueLetter"),
    };
    let several = at.acting.len() > 1;
    Waiting {
        number: row.number.clone(),
        wording: row.public_wording.clone(),
        stage: label(at, row.stage),
        what,
        due: row.due.map(|due| due.to_string()),
        days: row.due.map_or(0, |due| days_until(due, at.reader.today)),
        whose: row.due_whose.filter(|_| several).map(|whose| at.name(whose)),
    }
}

/// The label of a stage in the reader's language.
pub(super) fn label(at: &Page, stage: Stage) -> String {
    at.visitor.language.pick(stage.label_vi(), stage.label_en()).to_owned()
}

/// Days from `today` to `day`; below 0 when it has passed.
fn days_until(day: Day, today: Day) -> i64 {
    today.until(day).map_or(0, |span| i64::from(span.get_days()))
}
