//! What each row of a table of answers is, and the drafts that come of those that can be answered.

use std::collections::BTreeMap;

use import::answers::{Row, Table};
use petition::Addressee;
use portal_pages::import as view;
use proto::BodyId;

use crate::app::App;
use crate::imports::drafts::Draft;
use crate::pages::letters::answer::drafts::acting_for;
use crate::pages::letters::answer::fields::EACH_MAX;
use crate::pages::letters::hands;
use crate::pages::letters::shown::{self, Shown};
use crate::pages::shell::Page;
use crate::problem::Problem;

/// The most characters of a text that a form takes.
const TEXT_MAX: usize = 20_000;
/// The most bytes of texts in one draft: its form has to be sent.
const BYTES_MAX: usize = 120_000;

/// A row, and what it is.
pub(super) struct Judge {
    row: Row,
    /// Why it cannot be taken: the id of the words.
    pub(super) cannot: Option<&'static str>,
    /// What has to be filled in by hand: the ids of the words.
    pub(super) lacks: Vec<&'static str>,
    /// The version of the petition, and the body acted for that owes the answer.
    whose: Option<(u64, BodyId)>,
}

/// A table, row by row.
pub(super) struct Judged {
    pub(super) rows: Vec<Judge>,
}

/// A draft that is going to be kept.
pub(super) struct Written {
    pub(super) body: BodyId,
    pub(super) pairs: Vec<(String, String)>,
}

/// Looks at every row of the table.
///
/// # Errors
/// When the register cannot be read.
pub(super) async fn judged(app: &App, at: &Page, draft: &Draft) -> Result<Judged, Problem> {
    let places = draft.settings.answers.clone().unwrap_or_default();
    let rows = Table { below: draft.settings.below, places }.rows(&draft.sheet);
    let numbers: Vec<String> =
        rows.iter().map(|row| row.number.clone()).filter(|number| !number.is_empty()).collect();
    let streams = app.register.petitions_called(&numbers).await?;
    let held = shown::records(app, &streams).await?;
    let held: BTreeMap<String, Shown> =
        held.into_iter().map(|shown| (shown.number(), shown)).collect();
    let mine = hands(at);
    let mut known: Vec<String> = Vec::new();
    let judge = |row: Row| {
        let again = known.contains(&row.number);
        known.push(row.number.clone());
        judge(at, row, &held, &mine, again)
    };
    Ok(Judged { rows: rows.into_iter().map(judge).collect() })
}

fn judge(
    at: &Page,
    row: Row,
    held: &BTreeMap<String, Shown>,
    mine: &[BodyId],
    again: bool,
) -> Judge {
    let long = [&row.text, &row.roadmap, &row.public];
    let long = long.iter().any(|text| text.chars().count() > TEXT_MAX);
    let found = held.get(&row.number);
    let part = found.and_then(|shown| shown.part_of(mine));
    let cannot = match (found, part) {
        _ if row.number.is_empty() => Some("letters-row-no-number"),
        _ if again => Some("letters-row-twice"),
        (None, _) => Some("letters-row-unknown"),
        (Some(_), None) => Some("letters-row-not-yours"),
        (Some(_), Some(to)) if to.answer().is_some() || to.passed_on() => {
            Some("letters-row-answered")
        }
        (Some(_), Some(_)) if long => Some("letters-row-long"),
        (Some(_), Some(_)) => None,
    };
    let whose =
        |(shown, to): (&Shown, &Addressee)| Some((shown.version(), acting_for(at, to.body)?));
    let whose = found.zip(part).and_then(whose);
    let lacks = if cannot.is_some() { Vec::new() } else { lacks(&row) };
    Judge { row, cannot, lacks, whose }
}

fn lacks(row: &Row) -> Vec<&'static str> {
    let going_on = row.outcome == Some("in_progress");
    let with_day = going_on || row.outcome == Some("planned");
    [
        (row.outcome.is_none(), "letters-row-no-outcome"),
        (row.text.is_empty(), "letters-row-no-text"),
        (going_on && row.roadmap.is_empty(), "letters-row-no-roadmap"),
        (with_day && row.done_by.is_none(), "letters-row-no-day"),
    ]
    .into_iter()
    .filter_map(|(lacks, id)| lacks.then_some(id))
    .collect()
}

impl Judge {
    /// As the page shows it.
    pub(super) fn shown(&self, at: &Page) -> view::Row {
        let w = at.w();
        let (kind, label) = match (self.cannot, self.lacks.is_empty()) {
            (Some(_), _) => ("cannot", "letters-row-cannot"),
            (None, true) => ("new", "letters-row-fits"),
            (None, false) => ("note", "letters-row-lacks"),
        };
        let row = &self.row;
        let outcome = row.outcome.map_or_else(|| row.outcome_written.clone(), |code| w.value(code));
        let day = row.done_by.map(|day| w.day(&day.to_string()));
        let facts = [Some(outcome), day, Some(row.symbol.clone())].into_iter().flatten();
        view::Row {
            row: row.row,
            kind,
            label: w.t(label),
            why: self.cannot.map(|id| w.t(id)),
            content: row.text.chars().take(300).collect(),
            facts: facts.filter(|fact| !fact.is_empty()).collect(),
            notes: self.lacks.iter().map(|id| w.t(id)).collect(),
            number: (!row.number.is_empty()).then(|| row.number.clone()),
        }
    }

    /// What the form of answers holds of this row.
    fn pairs(&self, version: u64) -> Vec<(String, String)> {
        let row = &self.row;
        let day = row.done_by.map(|day| day.to_string()).unwrap_or_default();
        let said = [
            ("outcome", row.outcome.unwrap_or_default()),
            ("text", &row.text),
            ("roadmap", &row.roadmap),
            ("done_by", &day),
            ("public_answer", &row.public),
        ];
        let said = said.into_iter().filter(|(_, text)| !text.is_empty());
        let said = said.map(|(name, text)| (format!("{name}-{}", row.number), text.to_owned()));
        let named = ("kn".to_owned(), format!("{}:{version}", row.number));
        std::iter::once(named).chain(said).collect()
    }
}

impl Judged {
    /// The rows that can be answered.
    pub(super) fn fits(&self) -> impl Iterator<Item = &Judge> {
        self.rows.iter().filter(|row| row.cannot.is_none())
    }

    /// The drafts that come of them: each of one letter and one body, and small enough for its form.
    pub(super) fn drafts(&self, at: &Page) -> Vec<Written> {
        let mut letters: BTreeMap<(BodyId, &str, Option<String>), Vec<&Judge>> = BTreeMap::new();
        for judge in self.fits() {
            let Some((_, body)) = judge.whose else { continue };
            let day = judge.row.issued_on.map(|day| day.to_string());
            letters.entry((body, &judge.row.symbol, day)).or_default().push(judge);
        }
        let mut drafts = Vec::new();
        for ((body, symbol, day), rows) in letters {
            let today = at.reader.today.to_string();
            let letter = || {
                let pairs = [
                    ("alike", ""),
                    ("ve", "/cong-van"),
                    ("symbol", symbol),
                    ("issued_on", day.as_deref().unwrap_or(&today)),
                ];
                let own = (at.acting.len() > 1).then(|| ("body".to_owned(), body.to_string()));
                let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
                pairs.into_iter().chain(own).collect::<Vec<_>>()
            };
            let (mut pairs, mut count, mut bytes) = (letter(), 0_usize, 0_usize);
            for judge in rows {
                let said = judge.pairs(judge.whose.map_or(0, |(version, _)| version));
                let more: usize = said.iter().map(|(_, text)| text.len()).sum();
                if count > 0 && (count == EACH_MAX || bytes.saturating_add(more) > BYTES_MAX) {
                    let pairs = std::mem::replace(&mut pairs, letter());
                    drafts.push(Written { body, pairs });
                    (count, bytes) = (0, 0);
                }
                pairs.extend(said);
                (count, bytes) = (count.saturating_add(1), bytes.saturating_add(more));
            }
            drafts.push(Written { body, pairs });
        }
        drafts
    }
}
