//! The columns of a table file, in the order in which offices keep their books.

use std::collections::BTreeMap;

use proto::{Day, StreamId};
use register::PetitionRow;

use crate::pages::book::{Asked, Names, conditions, flags, place, short_of};
use crate::pages::json::At;
use crate::pages::lists::sheet;
use crate::pages::shell::Page;
use crate::pages::statistics::session_called;
use crate::pages::today;
use crate::search::Reach;

/// The ids of the words at the heads of the columns.
const HEADS: [&str; 17] = [
    "export-row",
    "export-number",
    "col-wording",
    "col-stage",
    "export-flags",
    "export-field",
    "export-area",
    "export-raised_with",
    "col-where",
    "export-follower",
    "col-due",
    "export-due-what",
    "col-raised",
    "export-round",
    "export-session",
    "filter-competence",
    "export-changed",
];

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    Number(u64),
    Day(Day),
    Empty,
}

impl Cell {
    fn day(day: Option<Day>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    fn text_of(text: Option<String>) -> Self {
        text.filter(|text| !text.is_empty()).map_or(Self::Empty, Self::Text)
    }

    /// As it is written where there are only texts; a day as officials write it.
    pub(super) fn text(&self, at: &Page) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => at.w().day(&day.to_string()),
            Self::Empty => String::new(),
        }
    }
}

/// What every row needs, looked up once.
pub(super) struct Table {
    names: Names,
}

impl Table {
    pub(super) fn of(at: &Page) -> Self {
        Self { names: Names::of(at) }
    }

    pub(super) fn heads(&self, at: &Page) -> impl Iterator<Item = String> + use<> {
        let w = at.w();
        HEADS.into_iter().map(move |id| w.t(id))
    }

    /// The cells of row `n`, from 1.
    ///
    /// `rounds` are those of the meetings: what stands on no list yet has the round of its meeting.
    pub(super) fn cells(
        &self,
        at: &Page,
        row: &PetitionRow,
        rounds: &BTreeMap<StreamId, String>,
        n: u64,
    ) -> Vec<Cell> {
        let w = at.w();
        let of_meeting = || rounds.get(&row.meeting?);
        let round = row.round.as_ref().or_else(of_meeting);
        let round = round.map(|round| sheet::round(at, row.council, round));
        let session = row.session.as_deref();
        let session = session.map(|word| session_called(at, Some(row.council), word));
        let what = row.due_what.as_deref().map(|what| w.value(what));
        vec![
            Cell::Number(n),
            Cell::Text(row.number.clone()),
            Cell::text_of(row.public_wording.clone()),
            Cell::Text(today::label(at, row.stage)),
            Cell::text_of(Some(flags(at, row).join("; "))),
            Cell::text_of(self.names.field(row)),
            Cell::text_of(self.names.area(row)),
            Cell::Text(at.name(row.raised_with)),
            Cell::Text(place(at, row)),
            Cell::text_of(row.follower.map(|body| at.name(body))),
            Cell::day(row.due),
            Cell::text_of(what),
            Cell::Day(row.raised_on),
            Cell::text_of(round),
            Cell::text_of(session),
            Cell::text_of(row.competence.as_deref().map(|level| w.value(level))),
            Cell::Day(row.changed_on),
        ]
    }
}

/// What the file holds, in words: realm, filters, order, day, position, rows.
pub(super) fn about(
    at: &Page,
    asked: &Asked,
    reach: Option<Reach>,
    rows: u64,
) -> Vec<(String, String)> {
    let w = at.w();
    let mut about = vec![(w.t("export-about-title"), String::new())];
    let realm = at.me.words("/realm/name");
    about.push((w.t("export-about-realm"), realm));
    let conditions = conditions(at, asked);
    if conditions.is_empty() {
        about.push((w.t("export-about-filter"), w.t("export-about-all")));
    }
    about.extend(conditions);
    if let Some(short) = reach.and_then(|reach| short_of(at, reach)) {
        about.push((w.t("search"), short));
    }
    let order = w.t(&format!("sort-{}", asked.order.as_str()));
    about.push((w.t("export-about-order"), order));
    about.push((w.t("export-about-day"), w.day(&at.reader.today.to_string())));
    about.push((w.t("export-about-position"), at.reader.known.position().to_string()));
    about.push((w.t("export-about-rows"), rows.to_string()));
    about.push((w.t("export-about-note"), String::new()));
    about
}
