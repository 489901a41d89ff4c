//! The book: filters in the address, two orders, pages, counts by stage.

use axum::extract::{OriginalUri, Query, State};
use axum::http::Uri;
use axum::response::Response;
use portal_pages::Choice;
use portal_pages::book::{Book, Count, Filter as Shown, Row};
use proto::stage::{Flag, Stage};
use proto::{Day, Position};
use register::{Filter, PetitionRow};

use crate::app::{App, Shared};
use crate::pages::shell::{Page, encoded};
use crate::pages::{page, today};
use crate::params::bad_query;
use crate::problem::Problem;
use crate::read::petitions::ListParams;

/// Rows of a page.
const ROWS: u32 = 50;
/// Members of an address that are looked at.
const PAIRS_MAX: usize = 60;

/// What an address of the book asks for.
pub(super) struct Asked {
    /// The filters as they stand in the address, without what is empty.
    pairs: Vec<(String, String)>,
    pub(super) filter: Filter,
    pub(super) by_due: bool,
    after: Option<String>,
}

impl Asked {
    /// Reads an address: its filters are those of `GET /api/v1/petitions`, by the same reader.
    pub(super) fn of(uri: &Uri, today: Day) -> Result<Self, Problem> {
        let Query(all) = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|rejection| bad_query(&rejection.body_text()))?;
        let mut pairs: Vec<(String, String)> = all.into_iter().take(PAIRS_MAX).collect();
        // A form sends its empty fields as well.
        pairs.retain(|(_, value)| !value.trim().is_empty());
        let mut taken = |name: &str| {
            let at = pairs.iter().position(|(of, _)| of == name)?;
            Some(pairs.remove(at).1)
        };
        let by_due = taken("sort").as_deref() == Some("due");
        let after = taken("after");
        let uri: Uri = address("/so", &pairs).parse().map_err(|_| bad_query("the address"))?;
        let Query(params) = Query::<ListParams>::try_from_uri(&uri).map_err(|rejection| {
            let why = rejection.body_text();
            bad_query(why.rsplit_once("query string: ").map_or(&*why, |(_, why)| why))
        })?;
        Ok(Self { pairs, filter: params.filter(today)?, by_due, after })
    }

    fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
    }

    /// This address with another value of `name`; none takes it out.
    pub(super) fn with(&self, path: &str, name: &str, value: Option<&str>) -> String {
        let mut pairs: Vec<(String, String)> = self.pairs.clone();
        if self.by_due {
            pairs.push(("sort".to_owned(), "due".to_owned()));
        }
        pairs.retain(|(of, _)| of != name);
        pairs.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        address(path, &pairs)
    }
}

fn address(path: &str, pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    let query = pairs.collect::<Vec<_>>().join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// A page of rows in the order asked for, and where the next one begins.
pub(super) async fn rows(
    app: &App,
    asked: &Asked,
    after: Option<&str>,
    limit: u32,
) -> Result<(Vec<PetitionRow>, Option<String>), Problem> {
    let bad = || bad_query("after: no place in the book");
    if !asked.by_due {
        let after = after.map(|text| text.parse().map(Position).map_err(|_| bad())).transpose()?;
        let page = app.register.petitions(&asked.filter, after, limit).await?;
        return Ok((page.rows, page.next.map(|position| position.to_string())));
    }
    let after = after.map(|text| {
        let (day, position) = text.split_once('_').ok_or_else(bad)?;
        let position: u64 = position.parse().map_err(|_| bad())?;
        Ok::<_, Problem>((day.parse::<Day>().map_err(|_| bad())?, Position(position)))
    });
    let after = after.transpose()?;
    let mut rows =
        app.register.petitions_by_due(&asked.filter, after, limit.saturating_add(1)).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    let next = last.and_then(|row| Some(format!("{}_{}", row.due?, row.received_position)));
    Ok((rows, next))
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let asked = Asked::of(&uri, at.reader.today)?;
    let (rows, next) = rows(&app, &asked, asked.after.as_deref(), ROWS).await?;
    let counts = match asked.after {
        None => Some(app.register.counts(&asked.filter).await?),
        Some(_) => None,
    };
    let shell = at.shell(at.w().t("book"), "book");
    let (first, more) = (first(&at, &asked), more(&at, &asked));
    let fields = first.iter().chain(&more).map(|filter| filter.name.clone());
    let fields: Vec<String> = fields.chain(["q".to_owned()]).collect();
    let sort = |value: &str, id: &str, chosen| Choice {
        value: value.to_owned(),
        label: at.w().t(id),
        chosen,
    };
    let view = Book {
        shell,
        q: asked.value("q").to_owned(),
        more_open: more.iter().any(|filter| !filter.value.is_empty()),
        sorts: vec![sort("", "sort-newest", !asked.by_due), sort("due", "sort-due", asked.by_due)],
        hidden: asked.pairs.iter().filter(|(name, _)| !fields.contains(name)).cloned().collect(),
        total: counts.as_ref().map(|counts| counts.iter().map(|(_, count)| count).sum()),
        counts: counts.map_or_else(Vec::new, |counts| shown_counts(&at, &asked, &counts)),
        rows: rows.iter().map(|row| shown(&at, row)).collect(),
        next: next.map(|next| asked.with("/so", "after", Some(&next))),
        first_page: asked.after.as_ref().map(|_| asked.with("/so", "after", None)),
        csv: asked.with("/so.csv", "after", None),
        first,
        more,
    };
    page(&view)
}

fn shown_counts(at: &Page, asked: &Asked, counts: &[(Stage, u64)]) -> Vec<Count> {
    let chosen = asked.filter.stages.len() == 1;
    let shown = counts.iter().map(|&(stage, count)| Count {
        stage: today::label(at, stage),
        address: asked.with("/so", "stage", Some(stage.as_str()).filter(|_| !chosen)),
        count,
        chosen,
    });
    shown.collect()
}

/// A row in words.
pub(super) fn shown(at: &Page, row: &PetitionRow) -> Row {
    let today = at.reader.today;
    let flag = |flag: &Flag| at.visitor.language.pick(flag.label_vi(), flag.label_en()).to_owned();
    let place = match row.addressees.as_slice() {
        [] => at.name(row.raised_with),
        bodies => bodies.iter().map(|&body| at.name(body)).collect::<Vec<_>>().join("; "),
    };
    Row {
        number: row.number.clone(),
        wording: row.public_wording.clone(),
        stage_code: row.stage.as_str().to_owned(),
        stage: today::label(at, row.stage),
        flags: row.flags_on(today).iter().map(flag).collect(),
        place,
        due: row.due.map(|due| due.to_string()),
        due_what: row.due_what.as_deref().map(|what| at.w().value(what)).unwrap_or_default(),
        late: row.due.is_some_and(|due| due < today),
        raised_on: row.raised_on.to_string(),
    }
}

fn filter(at: &Page, asked: &Asked, name: &str, choices: Vec<(String, String)>) -> Shown {
    let value = asked.value(name).to_owned();
    let mut choices: Vec<Choice> = choices
        .into_iter()
        .map(|(code, label)| Choice { chosen: code == value, value: code, label })
        .collect();
    // What only the address can say stays chosen: several stages, a body of long ago.
    if !value.is_empty() && !choices.is_empty() && !choices.iter().any(|choice| choice.chosen) {
        choices.push(Choice { value: value.clone(), label: value.clone(), chosen: true });
    }
    Shown { name: name.to_owned(), label: at.w().t(&format!("filter-{name}")), choices, value }
}

fn first(at: &Page, asked: &Asked) -> Vec<Shown> {
    let pick = |vi: &str, en: &str| at.visitor.language.pick(vi, en).to_owned();
    let stages = Stage::ALL.iter();
    let stages = stages.map(|s| (s.as_str().to_owned(), pick(s.label_vi(), s.label_en())));
    let flags = Flag::ALL.iter();
    let flags = flags.map(|f| (f.as_str().to_owned(), pick(f.label_vi(), f.label_en())));
    vec![
        filter(at, asked, "stage", stages.collect()),
        filter(at, asked, "flag", flags.collect()),
        filter(at, asked, "field", fields(at)),
        filter(at, asked, "area", areas(at)),
    ]
}

fn more(at: &Page, asked: &Asked) -> Vec<Shown> {
    let bodies = bodies(at);
    let mut all: Vec<Shown> =
        ["body", "raised_with", "addressee", "assigned", "follower", "council"]
            .into_iter()
            .map(|name| filter(at, asked, name, bodies.clone()))
            .collect();
    all.push(filter(at, asked, "due_by", Vec::new()));
    all
}

/// Every body that the directory knows, by name.
pub(super) fn bodies(at: &Page) -> Vec<(String, String)> {
    let known = at.reader.known.pins.directory.bodies().map(|body| &body.established);
    let mut all: Vec<(String, String)> =
        known.map(|body| (body.body.to_string(), body.name.to_string())).collect();
    all.sort_by_key(|(_, name)| proto::text::fold(name));
    all
}

/// Every area, by name.
pub(super) fn areas(at: &Page) -> Vec<(String, String)> {
    let areas = at.reader.known.pins.directory.areas();
    let mut all: Vec<(String, String)> =
        areas.map(|area| (area.area.to_string(), area.name.to_string())).collect();
    all.sort_by_key(|(_, name)| proto::text::fold(name));
    all
}

/// The fields that the rules of any council name today.
pub(super) fn fields(at: &Page) -> Vec<(String, String)> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let councils = pins.directory.bodies().map(|body| body.established.body);
    let rules = councils.filter_map(|council| pins.rules(council, today));
    let fields = rules.flat_map(|rules| rules.fields.iter());
    let mut all: Vec<(String, String)> =
        fields.map(|rule| (rule.field.to_string(), rule.name.to_string())).collect();
    all.sort_by_key(|(code, name)| (proto::text::fold(name), code.clone()));
    all.dedup_by(|one, other| one.0 == other.0);
    all
}
