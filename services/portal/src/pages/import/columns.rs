//! Which column of a book is which, and with whom its petitions were raised.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use import::columns::HEADER_WITHIN;
use import::{Column, Header};
use portal_pages::Choice;
use portal_pages::act::{Field, Kind};
use portal_pages::import as view;
use proto::BodyId;
use register::MeetingFilter;

use super::{COLUMNS, HERE, address, draft_of, letter, name, not_taken, short, with_status};
use crate::app::Shared;
use crate::imports::drafts::{Draft, Settings};
use crate::imports::judge::{judge, whose};
use crate::pages::form::{Pairs, one};
use crate::pages::shell::Page;
use crate::pages::{book, go, page};
use crate::params::Named;
use crate::problem::Problem;

/// How many rows are shown of each column.
const SAMPLES: usize = 2;
/// How many rows are looked at for them.
const SAMPLED: usize = 60;
const SAMPLE_MAX: usize = 90;
/// The most meetings to choose from.
const MEETINGS_MAX: u32 = 60;

/// What is wrong with what was chosen.
#[derive(Default)]
struct Wrong {
    columns: BTreeMap<usize, &'static str>,
    /// What was chosen for a column though another one holds it: it is still shown.
    doubled: BTreeMap<usize, Column>,
    fields: Vec<&'static str>,
    /// Nobody acted for may record petitions.
    forbidden: bool,
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(id): Named,
) -> Result<Response, Problem> {
    let draft = match draft_of(&app, &at, &id) {
        Ok(draft) => draft,
        Err(said) => return Ok(*said),
    };
    if draft.job.is_some() {
        return Ok(go(&format!("{}/tien-do", address(&draft)), []));
    }
    let wrong = Wrong { forbidden: groups(&at).is_empty(), ..Wrong::default() };
    page(&shown(&app, &at, &draft, &wrong).await?)
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    Named(id): Named,
    sent: Pairs,
) -> Result<Response, Problem> {
    let mut draft = match draft_of(&app, &at, &id) {
        Ok(draft) => draft,
        Err(said) => return Ok(*said),
    };
    if draft.job.is_some() {
        return Ok(go(&format!("{}/tien-do", address(&draft)), []));
    }
    let (settings, mut wrong) = read(&at, &draft, &sent);
    draft.settings = settings.clone();
    let (owner, now) = (at.caller().into(), app.clock.now());
    if one(&sent, "again") == "yes" {
        draft.settings.places = Header::guessed(&draft.sheet, settings.below).places;
        let settings = draft.settings.clone();
        app.drafts.change(owner, &id, now, |draft| {
            (draft.settings, draft.judged) = (settings, None);
        });
        return Ok(go(&format!("{}/cot", address(&draft)), []));
    }
    let whose = whose(&app, &at.reader, &at.acting, &settings);
    if settings.group.is_none() {
        wrong.fields.push("group");
    } else if whose.is_none() {
        wrong.forbidden = true;
    }
    let fine = wrong.columns.is_empty() && wrong.fields.is_empty();
    let Some(whose) = whose.filter(|_| fine) else {
        let view = shown(&app, &at, &draft, &wrong).await?;
        return Ok(with_status(&view, StatusCode::UNPROCESSABLE_ENTITY));
    };
    let judged = judge(&app, &at.reader, &draft, whose).await?;
    app.drafts.change(owner, &id, now, |draft| {
        (draft.settings, draft.judged) = (settings, Some(judged.into()));
    });
    Ok(go(&format!("{}/kiem-tra", address(&draft)), []))
}

fn read(at: &Page, draft: &Draft, sent: &Pairs) -> (Settings, Wrong) {
    let mut wrong = Wrong::default();
    let mut places = BTreeMap::new();
    for column in 0..draft.sheet.width() {
        let word = one(sent, &format!("c-{column}"));
        let Some((of, _)) = COLUMNS.iter().find(|(_, known)| *known == word) else { continue };
        if places.contains_key(of) {
            wrong.columns.insert(column, "import-column-twice");
            wrong.doubled.insert(column, *of);
        } else {
            places.insert(*of, column);
        }
    }
    if !places.contains_key(&Column::Content) && wrong.columns.is_empty() {
        let likely = draft.settings.places.get(&Column::Content).copied().unwrap_or_default();
        wrong.columns.insert(likely, "import-column-missing");
    }
    let below = one(sent, "below").parse::<usize>().unwrap_or_default();
    let some = |name: &str| Some(one(sent, name)).filter(|value| !value.is_empty());
    let group = some("group").and_then(|id| id.parse().ok());
    let known = |all: Vec<(String, String)>, word: Option<&str>| {
        word.filter(|word| all.iter().any(|(code, _)| code == word)).map(str::to_owned)
    };
    let on = some("on").map(|day| day.parse::<proto::Day>());
    if on.as_ref().is_some_and(|day| day.as_ref().map_or(true, |day| *day > at.reader.today)) {
        wrong.fields.push("on");
    }
    let settings = Settings {
        below: below.min(draft.sheet.rows.len()),
        places,
        group: group.filter(|group| groups(at).iter().any(|(known, _)| known == group)),
        meeting: some("meeting").and_then(|stream| stream.parse().ok()),
        area: known(book::areas(at), some("area")),
        field: known(book::fields(at), some("field")),
        on: on.and_then(Result::ok),
        said: draft.settings.said.clone(),
        answers: None,
    };
    (settings, wrong)
}

/// The delegate groups whose petitions the bodies acted for record: their own, and those of the
/// council whose standing committee they are.
fn groups(at: &Page) -> Vec<(BodyId, String)> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let mine = |body: &&directory::Body| {
        let of = &body.established;
        let committee = of.under.and_then(|council| pins.rules(council, today));
        let committee = committee.map(|rules| rules.standing_committee);
        of.kind.as_str() == "delegate_group"
            && body.stands(today)
            && (at.acting.contains(&of.body)
                || committee.is_some_and(|body| at.acting.contains(&body)))
    };
    let groups = pins.directory.bodies().filter(mine);
    let mut groups: Vec<(BodyId, String)> =
        groups.map(|body| (body.established.body, body.established.name.to_string())).collect();
    groups.sort_by_key(|(_, name)| proto::text::fold(name));
    groups
}

async fn shown(
    app: &Shared,
    at: &Page,
    draft: &Draft,
    wrong: &Wrong,
) -> Result<view::Columns, Problem> {
    let w = at.w();
    let refused = match wrong {
        Wrong { forbidden: true, .. } => Some(not_taken(w, "forbidden", "")),
        Wrong { columns, fields, .. } if columns.is_empty() && fields.is_empty() => None,
        Wrong { .. } => Some(not_taken(w, "columns", "")),
    };
    let mut shell = at.shell(w.t("import-columns"), HERE);
    shell.address = format!("{}/cot", address(draft));
    let defaults = defaults(at, draft, wrong);
    Ok(view::Columns {
        shell,
        address: address(draft),
        name: name(at, draft),
        rows: draft.sheet.rows.len(),
        refused,
        headers: headers(at, draft),
        columns: (0..draft.sheet.width()).map(|n| column(at, draft, wrong, n)).collect(),
        about: about(app, at, draft, wrong).await?,
        defaults_open: defaults
            .iter()
            .any(|field| !field.value.is_empty() || field.error.is_some()),
        defaults,
    })
}

/// The rows that may be the header.
pub(in crate::pages) fn headers(at: &Page, draft: &Draft) -> Vec<Choice> {
    let none = Choice {
        value: "0".to_owned(),
        label: at.w().t("import-header-none"),
        chosen: draft.settings.below == 0,
    };
    let rows = draft.sheet.rows.iter().take(HEADER_WITHIN.max(draft.settings.below)).enumerate();
    let filled = rows.filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
    let choice = filled.map(|(n, row)| {
        let cells = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let cells: Vec<String> = cells.take(4).map(|cell| short(cell, 18)).collect();
        Choice {
            value: (n + 1).to_string(),
            label: format!("{} {}: {}", at.w().t("import-row"), n + 1, cells.join(" · ")),
            chosen: draft.settings.below == n + 1,
        }
    });
    std::iter::once(none).chain(choice).collect()
}

fn column(at: &Page, draft: &Draft, wrong: &Wrong, n: usize) -> view::Column {
    let places = &draft.settings.places;
    let chosen = places.iter().find(|(_, place)| **place == n).map(|(column, _)| *column);
    let chosen = chosen.or_else(|| wrong.doubled.get(&n).copied());
    let choices = COLUMNS.iter().map(|(column, word)| Choice {
        value: (*word).to_owned(),
        label: at.w().t(&format!("import-column-{word}")),
        chosen: chosen == Some(*column),
    });
    let error = wrong.columns.get(&n).map(|id| at.w().t(id));
    view::Column { error, ..looked_at(draft, n, choices.collect()) }
}

/// The first rows of which most columns say something; the first ones where there are none.
fn sampled(draft: &Draft) -> Vec<usize> {
    let (sheet, below) = (&draft.sheet, draft.settings.below);
    let rows = below..sheet.rows.len().min(below.saturating_add(SAMPLED));
    let width = sheet.rows.iter().map(Vec::len).max().unwrap_or_default();
    let filled = |row: &usize| {
        let cells = (0..width).filter(|&n| !sheet.cell(*row, n).is_empty()).count();
        cells.saturating_mul(2) >= width
    };
    let full: Vec<usize> = rows.clone().filter(filled).take(SAMPLES).collect();
    if full.is_empty() { rows.take(SAMPLES).collect() } else { full }
}

/// Column `n` with its name and some of its cells.
pub(in crate::pages) fn looked_at(draft: &Draft, n: usize, choices: Vec<Choice>) -> view::Column {
    let (sheet, settings) = (&draft.sheet, &draft.settings);
    // Of the same rows in every column, so that they are read across.
    let cells = sampled(draft).into_iter().map(|row| sheet.cell(row, n));
    // The lowest name of a header of several rows is the narrowest.
    let above = (0..settings.below).rev().take(3).map(|row| sheet.cell(row, n));
    view::Column {
        at: n,
        letter: letter(n),
        name: short(above.clone().find(|cell| !cell.is_empty()).unwrap_or_default(), 60),
        samples: cells.map(|cell| short(cell, SAMPLE_MAX)).collect(),
        unread: choices.iter().all(|choice| !choice.chosen),
        choices,
        error: None,
    }
}

async fn about(
    app: &Shared,
    at: &Page,
    draft: &Draft,
    wrong: &Wrong,
) -> Result<Vec<Field>, Problem> {
    let groups = groups(at);
    let chosen = draft.settings.group;
    let one = groups.len() == 1;
    let choices = groups.into_iter().map(|(id, label)| Choice {
        value: id.to_string(),
        label,
        chosen: chosen == Some(id) || one,
    });
    let group = field(at, wrong, "group", ("import-group", true), Kind::One, choices.collect());
    let held = app.register.meetings(&MeetingFilter::default(), None, MEETINGS_MAX).await?.rows;
    let mine = held.into_iter().filter(|meeting| {
        at.acting.iter().any(|body| meeting.held.groups.contains(body))
            || meeting.envelope.body.is_some_and(|body| at.acting.contains(&body))
    });
    let choices = mine.map(|meeting| {
        let stream = meeting.envelope.stream;
        let day = at.w().day(&meeting.envelope.occurred_on.to_string());
        Choice {
            chosen: draft.settings.meeting == Some(stream),
            value: stream.to_string(),
            label: format!("{day} · {}", meeting.held.place),
        }
    });
    let meeting =
        field(at, wrong, "meeting", ("import-meeting", false), Kind::One, choices.collect());
    Ok(vec![group, meeting])
}

fn defaults(at: &Page, draft: &Draft, wrong: &Wrong) -> Vec<Field> {
    let settings = &draft.settings;
    let choices = |all: Vec<(String, String)>, chosen: &Option<String>| -> Vec<Choice> {
        let choice = |(value, label): (String, String)| Choice {
            chosen: chosen.as_ref() == Some(&value),
            value,
            label,
        };
        all.into_iter().map(choice).collect()
    };
    let areas = choices(book::areas(at), &settings.area);
    let fields = choices(book::fields(at), &settings.field);
    let day = settings.on.map(|day| day.to_string()).unwrap_or_default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let label = |id| (id, false);
    vec![
        Field {
            value: text(&settings.area),
            ..field(at, wrong, "area", label("import-default-area"), Kind::One, areas)
        },
        Field {
            value: text(&settings.field),
            ..field(at, wrong, "field", label("import-default-field"), Kind::One, fields)
        },
        Field {
            value: day,
            ..field(at, wrong, "on", label("import-default-on"), Kind::Day, Vec::new())
        },
    ]
}

fn field(
    at: &Page,
    wrong: &Wrong,
    name: &str,
    (label, required): (&str, bool),
    kind: Kind,
    choices: Vec<Choice>,
) -> Field {
    let w = at.w();
    let error = wrong.fields.contains(&name);
    Field {
        name: name.to_owned(),
        label: w.t(label),
        hint: None,
        required,
        error: error.then(|| w.t(if kind == Kind::Day { "act-malformed" } else { "act-missing" })),
        kind,
        value: String::new(),
        choices,
    }
}
