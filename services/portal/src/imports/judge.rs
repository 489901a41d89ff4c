//! What each row of a book is, before anything of it is stored: a petition to be recorded, one that
//! was recorded before, no petition, or a row that cannot be taken, and why.
//!
//! Nothing is decided here. Each command is read as the API reads it, so that what the API would not
//! take is told with the cell that is wrong; whether the row was recorded before, its key tells.

use std::collections::BTreeMap;

use import::take::{Defaults, Whose, form, nth};
use import::verdict::Why;
use import::{Book, Column, Header, Known, Petition, Verdict};
use proto::command::CommandSpec;
use proto::event::WrittenOf;
use proto::{BodyId, CommandId, Context, Digest, OfficerId, StreamId};
use serde_json::{Value, json};

use super::drafts::{Draft, Said, Settings};
use super::{ROWS_MAX, made};
use crate::app::App;
use crate::caller::Reader;
use crate::language::Language;
use crate::problem::Problem;
use crate::request;

/// So many keys of a row are looked at: those after the first are of rows that were refused before.
const KEYS_LOOKED_AT: u32 = 3;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It is going to be recorded.
    New,
    /// It was recorded before.
    There,
    /// It is no petition: a heading, a sum, a blank.
    Note,
    /// It cannot be taken.
    Cannot,
}

/// Why a row cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// As the reader of books found.
    Row(Why),
    /// The command would be malformed; which column says it.
    Cell(Option<Column>),
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judge {
    /// Its place in the book's rows.
    pub(crate) at: usize,
    pub(crate) kind: Kind,
    pub(crate) wrong: Option<Wrong>,
    /// The number under which it was recorded before.
    pub(crate) there: Option<String>,
    /// The key under which it is sent.
    pub(crate) key: Option<String>,
}

/// A judged book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) book: Book,
    pub(crate) rows: Vec<Judge>,
    pub(crate) whose: Whose,
    /// Rows that say what one above says; see [`Book::repeated`].
    pub(crate) repeated: BTreeMap<usize, usize>,
}

impl Judged {
    pub(crate) fn count(&self, kind: Kind) -> usize {
        self.rows.iter().filter(|row| row.kind == kind).count()
    }

    /// The number in the sheet of the row above that says the same, of a row to be recorded.
    pub(crate) fn repeats(&self, judge: &Judge) -> Option<usize> {
        self.repeated.get(&judge.at).copied().filter(|_| judge.kind == Kind::New)
    }

    /// The petition of a row.
    pub(crate) fn petition(&self, judge: &Judge) -> Option<&Petition> {
        match &self.book.rows.get(judge.at)?.verdict {
            Verdict::Petition(petition) => Some(petition),
            Verdict::GoesOn
            | Verdict::Section { .. }
            | Verdict::HeaderAgain
            | Verdict::Total
            | Verdict::Empty
            | Verdict::Unreadable { .. } => None,
        }
    }

    /// The rows that are sent: new ones, and those there before whose answer the book states.
    pub(crate) fn to_send(&self) -> impl Iterator<Item = (&Judge, &Petition)> {
        self.rows.iter().filter_map(|judge| {
            let petition = self.petition(judge)?;
            let sent = match judge.kind {
                Kind::New => true,
                Kind::There => petition.stated().is_some(),
                Kind::Note | Kind::Cannot => false,
            };
            sent.then_some((judge, petition))
        })
    }
}

/// Whose book it is: the group, its council, and whichever of the two may record and is acted for.
pub(crate) fn whose(
    app: &App,
    reader: &Reader,
    acting: &[BodyId],
    settings: &Settings,
) -> Option<Whose> {
    let group = settings.group?;
    let pins = &reader.known.pins;
    let council = pins.directory.body(group)?.established.under?;
    let committee = pins.rules(council, reader.today)?.standing_committee;
    let mut candidates = [group, committee].into_iter();
    let body =
        candidates.find(|body| acting.contains(body) && super::may_record(app, reader, *body))?;
    let defaults = Defaults {
        area: settings.area.clone(),
        field: settings.field.clone(),
        meeting: settings.meeting.map(|meeting| meeting.to_string()),
        on: settings.on,
    };
    let (body, council, group) = (body.to_string(), council.to_string(), group.to_string());
    Some(Whose { body, council, group, defaults })
}

/// What the realm knows, as this portal's register has it, and what was `said` of names.
pub(crate) fn known(reader: &Reader, council: Option<BodyId>, said: &[Said]) -> Known {
    let (pins, day) = (&reader.known.pins, reader.today);
    let directory = &pins.directory;
    let bodies = directory.bodies().map(|body| {
        let (of, ended) = (&body.established, body.ended.as_ref());
        json!({ "body": of.body, "name": of.name, "area": of.area, "from": of.from,
                "until": ended.map(|ended| ended.until),
                "successors": ended.map(|ended| &ended.successors) })
    });
    let said = said
        .iter()
        .map(|said| json!({ "written": said.written, "to": { (said.kind.as_str()): said.to } }));
    let told = json!({
        "on": day,
        "bodies": bodies.collect::<Value>(),
        "areas": directory.areas().map(|area| json!(area)).collect::<Value>(),
        "names": directory.names().map(|name| json!(name)).chain(said).collect::<Value>(),
    });
    let rules = council.and_then(|council| pins.rules(council, day));
    Known::told(&told, &rules.map_or(Value::Null, |rules| json!(rules)))
}

/// Judges every row of `draft`.
///
/// # Errors
/// That the vault or the register is away.
pub(crate) async fn judge(
    app: &App,
    reader: &Reader,
    draft: &Draft,
    whose: Whose,
) -> Result<Judged, Problem> {
    let known = known(reader, whose.council.parse().ok(), &draft.settings.said);
    let (sheet, settings) = (std::sync::Arc::clone(&draft.sheet), draft.settings.clone());
    let scope = format!("{}/{}", whose.council, whose.group);
    // Ten thousand rows take a moment that belongs to nobody else.
    let judged = tokio::task::spawn_blocking(move || {
        let header = Header::chosen(&sheet, settings.below, settings.places);
        let book = Book::under(&sheet, header, &known, &scope);
        let rows = (0..).zip(&book.rows).map(|(at, row)| first(at, &row.verdict, &whose));
        let rows = rows.collect();
        Judged { repeated: book.repeated(), book, rows, whose }
    });
    let mut judged = judged.await.map_err(|error| Problem::own_fault(&error))?;
    there_before(app, &mut judged).await?;
    Ok(judged)
}

fn first(at: usize, verdict: &Verdict, whose: &Whose) -> Judge {
    let judge = |kind, wrong| Judge { at, kind, wrong, there: None, key: None };
    match verdict {
        Verdict::Petition(petition) => match wrong_cell(petition, whose) {
            Some(wrong) => judge(Kind::Cannot, Some(wrong)),
            None => judge(Kind::New, None),
        },
        Verdict::Unreadable { why } => judge(Kind::Cannot, Some(Wrong::Row(why.clone()))),
        Verdict::GoesOn
        | Verdict::Section { .. }
        | Verdict::HeaderAgain
        | Verdict::Total
        | Verdict::Empty => judge(Kind::Note, None),
    }
}

/// The first cell that the API would not take.
fn wrong_cell(petition: &Petition, whose: &Whose) -> Option<Wrong> {
    let spec = |context, name| proto::command::spec(context, name);
    let record = form::record(whose, petition);
    if let Some(field) = refused(spec(Context::Intake, "RecordPetition")?, &record) {
        return Some(Wrong::Cell(column_of(petition, &field)));
    }
    let stated = petition.stated()?;
    let anywhere = StreamId::of_directory().to_string();
    let form = form::take_over(&whose.body, petition.answered_on, &stated, &anywhere, 1);
    let field = refused(spec(Context::Forwarding, "TakeOverAnswer")?, &form)?;
    let column = match field.as_str() {
        "/data/outcome_written" => Column::Outcome,
        "/data/by_written" => Column::Addressee,
        _ => Column::Answer,
    };
    Some(Wrong::Cell(Some(column)))
}

/// Which field of a command its reader does not take.
fn refused(spec: &'static CommandSpec, form: &Value) -> Option<String> {
    let problem = request::read(spec, form.to_string().as_bytes()).err()?;
    let body = problem.body(Language::English);
    Some(body["field"].as_str().unwrap_or_default().to_owned())
}

fn column_of(petition: &Petition, field: &str) -> Option<Column> {
    let written = field.strip_prefix("/data/written/").map(|rest| {
        let at = rest.split('/').next().and_then(|at| at.parse::<usize>().ok());
        let beside = petition.beside();
        at.and_then(|at| beside.get(at).map(|(of, ..)| *of))
    });
    match (written, field) {
        (Some(of), _) => Some(match of? {
            WrittenOf::Area => Column::Area,
            WrittenOf::Field => Column::Field,
            WrittenOf::Group => Column::Group,
            WrittenOf::Addressee => Column::Addressee,
            WrittenOf::Session => Column::Session,
            WrittenOf::Day => Column::Date,
        }),
        (None, "/data/original") => Some(Column::Content),
        (None, "/data/raised_by") => Some(Column::Voter),
        (None, "/occurred_on") => Some(Column::Date),
        (None, _) => None,
    }
}

/// Gives each row its key, and finds those that were recorded under theirs.
async fn there_before(app: &App, judged: &mut Judged) -> Result<(), Problem> {
    let digests: Vec<(usize, Digest)> = judged
        .rows
        .iter()
        .enumerate()
        .filter(|(_, judge)| judge.kind == Kind::New)
        .filter_map(|(n, judge)| Some((n, judged.petition(judge)?.key)))
        .collect();
    for chunk in digests.chunks(ROWS_MAX) {
        let keys = made(app, chunk.iter().map(|(_, digest)| *digest).collect()).await?;
        let streams: Vec<Vec<StreamId>> = keys.iter().map(|key| streams(app, key)).collect();
        let all: Vec<StreamId> = streams.iter().flatten().copied().collect();
        let there = app.register.numbers_of(&all).await?;
        let there: std::collections::HashMap<StreamId, String> = there.into_iter().collect();
        for (((n, _), key), streams) in chunk.iter().zip(keys).zip(streams) {
            let Some(judge) = judged.rows.get_mut(*n) else { continue };
            judge.key = Some(key);
            judge.there = streams.iter().find_map(|stream| there.get(stream).cloned());
            if judge.there.is_some() {
                judge.kind = Kind::There;
            }
        }
    }
    Ok(())
}

/// The streams that the commands under the first keys of a row open.
fn streams(app: &App, key: &str) -> Vec<StreamId> {
    let nobody = OfficerId(uuid::Uuid::nil());
    let of = |key: String| CommandId::of_request(&app.site, nobody, Context::Intake, &key);
    (0..KEYS_LOOKED_AT).map(|before| of(nth(key, before)).stream(0)).collect()
}
