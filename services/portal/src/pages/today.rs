//! The home page: what waits for the bodies acted for, and what changed.

mod owed;

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::response::Response;
use portal_pages::today::{Change, Group, Today, Urgency, Waiting};
use proto::event::Rules;
use proto::stage::Stage;
use proto::{BodyId, Day};
use register::{Course, PetitionRow, Waits};

use crate::app::{App, Shared};
use crate::pages::shell::{Page, UNREAD_MAX};
use crate::pages::{book, page};
use crate::problem::Problem;

/// The most petitions that are looked at: what waits beyond them is due later.
const LOOKED_AT_MAX: u32 = 400;
/// The most petitions of which the voter's own words are opened.
const WORDED_MAX: usize = 120;
/// The most changes that are shown.
const CHANGES_MAX: usize = 30;
/// Days before a due day from which on it is near.
const SOON_DAYS: i64 = 7;

pub(super) async fn show(State(app): State<Shared>, at: Page) -> Result<Response, Problem> {
    let councils = councils_where(&at, |rules| rules.standing_committee);
    let fronts = councils_where(&at, |rules| rules.front);
    let whom = Waits { bodies: &at.acting, councils: &councils, fronts: &fronts };
    let candidates = app.register.may_wait_for(whom, LOOKED_AT_MAX).await?;
    let more_waits = u32::try_from(candidates.len()).is_ok_and(|n| n >= LOOKED_AT_MAX);
    let of = |(row, course): &(PetitionRow, Course)| owed::of(&at, &councils, row, course);
    let mut owed: Vec<Waiting> = candidates.iter().flat_map(of).collect();
    word(&app, &at, &candidates, &mut owed).await?;
    let count = owed.len();
    let groups = grouped(owed);
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
    let keeps = only_keeps(&at);
    page(&Today { shell, groups, count, changes, more_changes, more_waits, position, book, keeps })
}

/// The voters' own words where none are public, for a reader who may read them.
async fn word(
    app: &App,
    at: &Page,
    candidates: &[(PetitionRow, Course)],
    owed: &mut [Waiting],
) -> Result<(), Problem> {
    let unworded = owed.iter().filter(|item| item.wording.is_none());
    let unworded: BTreeSet<String> =
        unworded.map(|item| item.number.clone()).take(WORDED_MAX).collect();
    let rows = candidates.iter().map(|(row, _)| row);
    let rows: Vec<PetitionRow> =
        rows.filter(|row| unworded.contains(&row.number)).cloned().collect();
    let words = book::wordings(app, at, &rows).await?;
    let of = |row: &PetitionRow| Some((row.number.clone(), words.get(&row.stream)?.clone()));
    let words: BTreeMap<String, String> = rows.iter().filter_map(of).collect();
    for item in owed.iter_mut().filter(|item| item.wording.is_none()) {
        item.wording = words.get(&item.number).cloned();
    }
    Ok(())
}

/// Whether the roles of the reader hold no part of a petition's life.
fn only_keeps(at: &Page) -> bool {
    let acts = [
        ("intake", "RecordPetition"),
        ("classification", "GiveConsent"),
        ("forwarding", "ConfirmReceipt"),
        ("monitoring", "HearVoter"),
    ];
    at.may("directory", "EstablishBody") && acts.iter().all(|(of, act)| !at.may(of, act))
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

/// The councils whose rules name one of the bodies acted for as `part`.
fn councils_where(at: &Page, part: fn(&Rules) -> BodyId) -> Vec<BodyId> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let councils = pins.directory.bodies().map(|body| body.established.body);
    let mine = |council: &BodyId| {
        pins.rules(*council, today).is_some_and(|rules| at.acting.contains(&part(rules)))
    };
    councils.filter(mine).collect()
}

/// By urgency, and by day within one: the oldest first, what has no day last.
fn grouped(mut all: Vec<Waiting>) -> Vec<Group> {
    all.sort_by_key(|item| (item.urgency, item.due.is_none(), item.days));
    let mut groups: Vec<Group> = Vec::new();
    for item in all {
        match groups.last_mut().filter(|group| group.urgency == item.urgency) {
            Some(group) => group.items.push(item),
            None => groups.push(Group { urgency: item.urgency, items: vec![item] }),
        }
    }
    groups
}

fn urgency(days: Option<i64>) -> Urgency {
    match days {
        Some(days) if days < 0 => Urgency::Late,
        Some(days) if days <= SOON_DAYS => Urgency::Soon,
        Some(_) | None => Urgency::Later,
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
