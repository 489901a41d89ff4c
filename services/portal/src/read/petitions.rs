//! Lists of petitions, one petition, its history.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use proto::id::Code;
use proto::stage::{Flag, Stage};
use proto::{BodyId, Day, Position, StreamId};
use register::{AsOf, Entry, Filter, Held, LetterFilter, Receipt};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::{App, Shared};
use crate::caller::Reader;
use crate::opened::{closed, opened};
use crate::params::{Named, Params, bad_query, limit};
use crate::problem::Problem;
use crate::search;
use crate::view;

/// The longest search, in bytes.
const TEXT_MAX: usize = 400;
/// The most letters of one petition of which receipts are shown.
const LETTERS_MAX: u32 = 200;

/// `?stage=received,agreed&body=…&q=…&cursor=…`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListParams {
    stage: Option<String>,
    flag: Option<String>,
    overdue: Option<bool>,
    body: Option<BodyId>,
    raised_with: Option<BodyId>,
    addressee: Option<BodyId>,
    assigned: Option<BodyId>,
    follower: Option<BodyId>,
    council: Option<BodyId>,
    field: Option<Code>,
    area: Option<Code>,
    round: Option<Code>,
    session: Option<Code>,
    list: Option<StreamId>,
    meeting: Option<StreamId>,
    merged_into: Option<StreamId>,
    part_of: Option<StreamId>,
    whose: Option<BodyId>,
    due: Option<DueState>,
    due_by: Option<Day>,
    raised_from: Option<Day>,
    raised_until: Option<Day>,
    via: Option<Code>,
    kind: Option<Kind>,
    competence: Option<Code>,
    needs_person: Option<bool>,
    q: Option<String>,
    pub(crate) cursor: Option<Position>,
    pub(crate) limit: Option<u32>,
}

/// When something is due.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DueState {
    /// The day has passed.
    Late,
    /// Within seven days from today.
    Week,
    /// Within thirty.
    Month,
    /// On some day.
    Set,
    /// Never.
    None,
}

/// What was put to the deputies, as far as it was told apart.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Petition,
    Opinion,
    NotAPetition,
}

impl Kind {
    fn is_of(self, stage: Stage) -> bool {
        let (opinion, none) = (stage == Stage::OpinionNoted, stage == Stage::NotAPetition);
        match self {
            Self::Petition => !opinion && !none,
            Self::Opinion => opinion,
            Self::NotAPetition => none,
        }
    }
}

/// Adds what `due` means today.
fn narrow_by_due(filter: &mut Filter, due: DueState, today: Day) -> Result<(), Problem> {
    let within = |days: i64| {
        let until = today.checked_add(jiff::Span::new().days(days));
        until.map_err(|error| Problem::own_fault(&error))
    };
    match due {
        DueState::Late => filter.flags.push(Flag::Overdue),
        DueState::Week => (filter.due_from, filter.due_by) = (Some(today), Some(within(7)?)),
        DueState::Month => (filter.due_from, filter.due_by) = (Some(today), Some(within(30)?)),
        DueState::Set => filter.has_due = Some(true),
        DueState::None => filter.has_due = Some(false),
    }
    Ok(())
}

impl ListParams {
    pub(crate) fn filter(self, today: Day) -> Result<Filter, Problem> {
        if self.q.as_ref().is_some_and(|text| text.len() > TEXT_MAX) {
            return Err(bad_query("q: too long"));
        }
        let word = |code: Option<Code>| code.map(|code| code.to_string());
        let mut flags = each(self.flag.as_deref(), "flag: no flag", Flag::named)?;
        match self.overdue {
            Some(true) => flags.push(Flag::Overdue),
            Some(false) => return Err(bad_query("overdue: only true; leave it out for all")),
            None => {}
        }
        let mut stages = each(self.stage.as_deref(), "stage: no stage", Stage::named)?;
        if let Some(kind) = self.kind {
            let all = if stages.is_empty() { Stage::ALL.to_vec() } else { stages };
            stages = all.into_iter().filter(|stage| kind.is_of(*stage)).collect();
            if stages.is_empty() {
                return Err(bad_query("kind: no stage asked for is of that kind"));
            }
        }
        let mut filter = Filter {
            stages,
            flags,
            today: Some(today),
            body: self.body,
            raised_with: self.raised_with,
            addressee: self.addressee,
            assigned: self.assigned,
            follower: self.follower,
            council: self.council,
            field: word(self.field),
            area: word(self.area),
            round: word(self.round),
            session: word(self.session),
            list: self.list,
            meeting: self.meeting,
            merged_into: self.merged_into,
            part_of: self.part_of,
            whose: self.whose,
            due_from: None,
            due_by: self.due_by,
            has_due: None,
            raised_from: self.raised_from,
            raised_until: self.raised_until,
            via: word(self.via),
            competence: word(self.competence),
            needs_person: self.needs_person,
            text: self.q,
            found: None,
        };
        if let Some(due) = self.due {
            narrow_by_due(&mut filter, due, today)?;
        }
        Ok(filter)
    }
}

/// The words of a list that is parted by commas, each by its name.
fn each<T>(
    text: Option<&str>,
    none: &str,
    named: fn(&str) -> Option<T>,
) -> Result<Vec<T>, Problem> {
    let words = text.map(|text| text.split(',')).into_iter().flatten();
    words
        .map(|word| named(word).ok_or_else(|| bad_query(&format!("{none} is called {word}"))))
        .collect()
}

/// `GET /petitions`.
pub(crate) async fn list(
    reader: Reader,
    State(app): State<Shared>,
    Params(params): Params<ListParams>,
) -> Result<Json<Value>, Problem> {
    let (cursor, limit) = (params.cursor, limit(params.limit)?);
    let mut filter = params.filter(reader.today)?;
    let reach = search::widen(&app, &reader, &mut filter).await;
    let page = app.register.petitions(&filter, cursor, limit).await?;
    // The first page also says how many there are of each.
    let counts = match cursor {
        None => Some(app.register.counts(&filter).await?),
        Some(_) => None,
    };
    let counts = counts.map(|counts| {
        let counted = counts.into_iter();
        counted.map(|(stage, n)| json!({ "stage": view::stage(stage), "count": n })).collect()
    });
    let mut list = json!({
        "petitions": page.rows.iter().map(|row| view::row(row, &reader.known.pins, reader.today)).collect::<Value>(),
        "next": page.next,
        "counts": counts.unwrap_or(Value::Null),
    });
    if let (Some(reach), Some(members)) = (reach, list.as_object_mut()) {
        members.insert("search".to_owned(), json!(reach.as_str()));
    }
    Ok(Json(list))
}

/// `?at=`, `?on=`, `?body=`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneParams {
    pub(crate) at: Option<Position>,
    pub(crate) on: Option<Day>,
    body: Option<BodyId>,
}

/// A petition as asked for, and for which body its texts may be read.
pub(crate) struct Asked {
    pub(crate) held: Held,
    pub(crate) entries: Vec<Entry>,
    pub(crate) texts_for: Option<BodyId>,
}

/// What the register has of the petition called `name`.
///
/// # Errors
/// 404 for a name that no petition has; 403 for a body that is not the reader's.
pub(crate) async fn ask(
    app: &App,
    reader: &Reader,
    name: &str,
    params: &OneParams,
) -> Result<Asked, Problem> {
    let bodies = reader.bodies_or(params.body)?;
    let stream = app.register.petition_called(name).await?.ok_or_else(Problem::not_found)?;
    let as_of = AsOf { at: params.at, on: params.on };
    let (held, entries) = app.register.petition(stream, as_of).await?;
    // Who may read is asked of the petition as it is now: whoever has it needs its past as well.
    let texts_for = if as_of == AsOf::default() {
        reader.reads_texts_for(&bodies, &held)
    } else {
        let (now, _) = app.register.petition(stream, AsOf::default()).await?;
        reader.reads_texts_for(&bodies, &now)
    };
    Ok(Asked { held, entries, texts_for })
}

/// `GET /petitions/{number or stream}`.
pub(crate) async fn one(
    reader: Reader,
    State(app): State<Shared>,
    Named(name): Named,
    Params(params): Params<OneParams>,
) -> Result<Json<Value>, Problem> {
    let asked = ask(&app, &reader, &name, &params).await?;
    Ok(Json(by_itself(&app, &reader, &asked, &params).await?))
}

/// The petition as one answer, with the texts that the reader may read.
///
/// # Errors
/// 404 for a time before it was received.
pub(crate) async fn by_itself(
    app: &App,
    reader: &Reader,
    asked: &Asked,
    params: &OneParams,
) -> Result<Value, Problem> {
    let &Asked { ref held, texts_for, .. } = asked;
    let receipts = receipts_of(app, held, params).await?;
    // Flags are those of the day that was asked for: what was not late then is not shown as late.
    let day = params.on.unwrap_or(reader.today);
    let shown = view::petition(held, &receipts, &reader.known.pins, day);
    let mut shown = shown.ok_or(Problem::new(StatusCode::NOT_FOUND, "not_yet"))?;
    let texts = match texts_for {
        None => json!("forbidden"),
        Some(_) => view::texts(&held.petition),
    };
    if let Some(members) = shown.as_object_mut() {
        members.insert("texts".to_owned(), texts);
        members.insert("as_of".to_owned(), json!({ "at": params.at, "on": params.on }));
    }
    // All texts of the answer in one call: the voter's words, reasons, answers, checks.
    Ok(match texts_for {
        None => closed(shown),
        Some(body) => opened(&app.vault, reader.officer, body, shown).await,
    })
}

/// The receipts of the letters that the petition went out in, as far as known at the time asked for.
async fn receipts_of(
    app: &App,
    held: &Held,
    params: &OneParams,
) -> Result<BTreeMap<StreamId, Receipt>, Problem> {
    let mut receipts = BTreeMap::new();
    let (Some(stream), false) = (held.stream, held.petition.addressees.is_empty()) else {
        return Ok(receipts);
    };
    let filter = LetterFilter { petition: Some(stream), ..LetterFilter::default() };
    let letters = app.register.letters(&filter, None, LETTERS_MAX).await?.rows;
    for letter in letters {
        let known = letter.receipt.filter(|receipt| {
            params.at.is_none_or(|at| receipt.position <= at)
                && params.on.is_none_or(|on| receipt.on <= on)
        });
        receipts.extend(known.map(|receipt| (letter.envelope.stream, receipt)));
    }
    Ok(receipts)
}

/// `GET /petitions/{number or stream}/history`.
pub(crate) async fn history(
    reader: Reader,
    State(app): State<Shared>,
    Named(name): Named,
    Params(params): Params<OneParams>,
) -> Result<Json<Value>, Problem> {
    let asked = ask(&app, &reader, &name, &params).await?;
    Ok(Json(history_of(&app, &reader, &asked).await))
}

/// Every entry of what was asked for, with the texts that the reader may read.
pub(crate) async fn history_of(app: &App, reader: &Reader, asked: &Asked) -> Value {
    let &Asked { ref held, ref entries, texts_for } = asked;
    let shown: Value = entries.iter().map(view::entry).collect();
    let shown = match texts_for {
        None => closed(shown),
        Some(body) => opened(&app.vault, reader.officer, body, shown).await,
    };
    let stream: Option<StreamId> = held.stream;
    json!({ "stream": stream, "version": held.version, "entries": shown })
}
