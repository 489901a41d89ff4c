//! The book: filters in the address, five orders, pages, counts, named lists, acts for many.

mod asked;
pub(super) mod bulk;
mod filters;
pub(super) mod views;
mod wordings;

use std::collections::BTreeMap;

use axum::extract::{OriginalUri, State};
use axum::response::Response;
use portal_pages::Choice;
use portal_pages::book::{Book, Chip, Count, Row};
use proto::stage::Flag;
use proto::{Day, StreamId};
use register::{Order, PetitionRow, SOME_MAX, Tally};

use crate::app::{App, Shared};
use crate::pages::shell::Page;
use crate::pages::{page, today};
use crate::problem::Problem;
use crate::search::Reach;

pub(super) use asked::Asked;
pub(super) use filters::{areas, bodies, fields};
pub(super) use wordings::{of as wordings, whole};

/// Rows of a page.
const ROWS: u32 = 50;
/// Days before a due day from which on it is near.
const SOON_DAYS: i64 = 7;
/// Conditions that are tried without when nothing is found.
const LOOSENED_MAX: usize = 8;

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let mut asked = Asked::of(&uri, at.reader.today)?;
    let reach = asked.widened(&app, &at).await;
    let place = asked.after.as_ref();
    let (rows, next) = app.register.petitions_in(asked.order, &asked.filter, place, ROWS).await?;
    let tally = match place {
        None => Some(tally(&app, &at, &asked).await?),
        Some(_) => None,
    };
    let originals = wordings::of(&app, &at, &rows).await?;
    let names = Names::of(&at);
    let (first, more) = filters::all(&at, &asked);
    let shown: Vec<_> = first.iter().chain(&more).cloned().collect();
    let mut chips = filters::chips(&at, &asked, &shown);
    if rows.is_empty() {
        loosen(&app, &at, &asked, &mut chips).await?;
    }
    let has_field = |name: &str| name == "q" || shown.iter().any(|filter| filter.name == name);
    let row = |row: &PetitionRow| shown_row(&at, row, &names, originals.get(&row.stream));
    let view = Book {
        shell: at.shell(at.w().t("book"), "book"),
        q: asked.value("q").to_owned(),
        reach: reach.and_then(|reach| short_of(&at, reach)),
        filtered: asked.pairs.iter().filter(|(name, _)| name != "q").count(),
        more_open: more.iter().any(|filter| !filter.value.is_empty()),
        sorts: sorts(&at, asked.order),
        hidden: asked.pairs.iter().filter(|(name, _)| !has_field(name)).cloned().collect(),
        chips,
        standard: views::standard(&at, &asked),
        saved: views::saved(&app, &at, &asked).await?,
        can_save: at.session.is_some(),
        address: asked.with("/so", "after", None),
        total: tally.as_ref().map(Tally::total),
        counts: tally.as_ref().map_or_else(Vec::new, |tally| by_stage(&at, &asked, tally)),
        pressing: tally.as_ref().map_or_else(Vec::new, |tally| pressing(&at, &asked, tally)),
        rows: rows.iter().map(row).collect(),
        acts: bulk::choices(&at),
        acts_max: bulk::PETITIONS_MAX,
        next: next.map(|next| asked.with("/so", "after", Some(&next.to_string()))),
        first_page: place.map(|_| asked.with("/so", "after", None)),
        csv: asked.with("/so.csv", "after", None),
        xlsx: asked.with("/so.xlsx", "after", None),
        first,
        more,
    };
    page(&view)
}

/// In words, what a search did not reach; none when it reached everything.
pub(super) fn short_of(at: &Page, reach: Reach) -> Option<String> {
    match reach {
        Reach::Whole => None,
        Reach::Filling(waiting) => Some(at.w().count("search-filling", waiting)),
        Reach::Public => Some(at.w().t("search-public")),
    }
}

/// How many the filter finds, in one query.
pub(super) async fn tally(app: &App, at: &Page, asked: &Asked) -> Result<Tally, Problem> {
    let today = at.reader.today;
    let soon = today.checked_add(jiff::Span::new().days(SOON_DAYS)).unwrap_or(Day::MAX);
    Ok(app.register.tally(&asked.filter, today, soon).await?)
}

fn sorts(at: &Page, order: Order) -> Vec<Choice> {
    let choice = |of: Order| Choice {
        value: if of == Order::default() { String::new() } else { of.as_str().to_owned() },
        label: at.w().t(&format!("sort-{}", of.as_str())),
        chosen: of == order,
    };
    Order::ALL.map(choice).into()
}

/// Tells of each condition how many there would be without it.
async fn loosen(app: &App, at: &Page, asked: &Asked, chips: &mut [Chip]) -> Result<(), Problem> {
    let without = asked.pairs.iter().take(LOOSENED_MAX);
    let filters = without.map(|(name, _)| asked.filter_without(name, at.reader.today));
    let filters = filters.collect::<Result<Vec<_>, _>>()?;
    let found = app.register.some_of_each(&filters).await?;
    for (chip, found) in chips.iter_mut().zip(found) {
        (chip.found, chip.more) = (Some(found), found >= SOME_MAX);
    }
    Ok(())
}

fn by_stage(at: &Page, asked: &Asked, tally: &Tally) -> Vec<Count> {
    let shown = tally.stages.iter().map(|&(stage, count)| {
        let chosen = asked.value("stage") == stage.as_str();
        Count {
            stage: today::label(at, stage),
            address: asked.with("/so", "stage", Some(stage.as_str()).filter(|_| !chosen)),
            count,
            chosen,
        }
    });
    shown.collect()
}

/// What presses; nothing where there is none of it.
fn pressing(at: &Page, asked: &Asked, tally: &Tally) -> Vec<Count> {
    let all = [
        ("count-late", "due", "late", tally.late),
        ("count-soon", "due", "week", tally.soon),
        ("count-person", "flag", "needs_person", tally.needs_person),
    ];
    let all = all.into_iter().filter(|(.., count)| *count > 0);
    let shown = all.map(|(id, name, value, count)| {
        let chosen = asked.value(name) == value;
        let address = asked.with("/so", name, Some(value).filter(|_| !chosen));
        Count { stage: at.w().t(id), address, count, chosen }
    });
    shown.collect()
}

/// The conditions that are set, each with its label, in words.
pub(super) fn conditions(at: &Page, asked: &Asked) -> Vec<(String, String)> {
    let (first, more) = filters::all(at, asked);
    let shown: Vec<_> = first.into_iter().chain(more).collect();
    let chips = filters::chips(at, asked, &shown);
    chips.into_iter().map(|chip| (chip.label, chip.value)).collect()
}

/// The names of fields and areas, looked up once for all rows.
pub(super) struct Names {
    fields: BTreeMap<String, String>,
    areas: BTreeMap<String, String>,
}

impl Names {
    pub(super) fn of(at: &Page) -> Self {
        let (fields, areas) = (fields(at), areas(at));
        Self { fields: fields.into_iter().collect(), areas: areas.into_iter().collect() }
    }

    pub(super) fn field(&self, row: &PetitionRow) -> Option<String> {
        let code = row.field.as_ref()?;
        Some(self.fields.get(code).unwrap_or(code).clone())
    }

    pub(super) fn area(&self, row: &PetitionRow) -> Option<String> {
        let code = row.area.as_ref()?;
        Some(self.areas.get(code).unwrap_or(code).clone())
    }
}

/// The labels of a row's flags today.
pub(super) fn flags(at: &Page, row: &PetitionRow) -> Vec<String> {
    let flag = |flag: &Flag| at.visitor.language.pick(flag.label_vi(), flag.label_en()).to_owned();
    row.flags_on(at.reader.today).iter().map(flag).collect()
}

/// Those it was sent to; nothing as long as it was sent to nobody.
pub(super) fn place(at: &Page, row: &PetitionRow) -> String {
    row.addressees.iter().map(|&body| at.name(body)).collect::<Vec<_>>().join("; ")
}

/// A row in words; `original` where the reader may read it and there is no public wording.
pub(super) fn shown_row(
    at: &Page,
    row: &PetitionRow,
    names: &Names,
    original: Option<&String>,
) -> Row {
    Row {
        id: id(row.stream),
        number: row.number.clone(),
        wording: row.public_wording.clone(),
        original: original.cloned(),
        about: names.field(row).into_iter().chain(names.area(row)).collect(),
        stage_code: row.stage.as_str().to_owned(),
        stage: today::label(at, row.stage),
        flags: flags(at, row),
        place: place(at, row),
        due: row.due.map(|due| due.to_string()),
        due_what: row.due_what.as_deref().map(|what| at.w().value(what)).unwrap_or_default(),
        late: row.due.is_some_and(|due| due < at.reader.today),
        raised_on: row.raised_on.to_string(),
    }
}

fn id(stream: StreamId) -> String {
    stream.0.simple().to_string()
}
