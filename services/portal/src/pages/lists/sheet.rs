//! Petitions as a list shows them: folded, with the texts that the reader may read, in as few
//! questions as there can be.

use std::collections::BTreeMap;

use petition::Proposal;
use portal_pages::petition::Text;
use proto::stage::Stage;
use proto::{BodyId, StreamId};
use register::{ConsolidatedList, Held, ListFilter, PetitionRow};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::opened::opened;
use crate::pages::lists::turn::{self, Pair};
use crate::pages::petition::parts;
use crate::pages::shell::Page;
use crate::problem::Problem;

/// Characters of a voter's words that a row shows.
const WORDING_MAX: usize = 260;

/// One petition of a list, or of a desk.
#[derive(Debug)]
pub(in crate::pages) struct Line {
    /// Its place, from 1.
    pub(in crate::pages) at: u32,
    pub(in crate::pages) row: PetitionRow,
    pub(in crate::pages) held: Held,
    pub(in crate::pages) pairs: Vec<Pair>,
    /// How many proposals were contested since something was agreed last.
    pub(in crate::pages) rounds: usize,
    /// The texts that the reader may read, opened.
    texts: Value,
}

/// A list with its rows.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) found: ConsolidatedList,
    pub(super) lines: Vec<Line>,
}

/// The list called `name` with its rows.
pub(super) async fn sheet(app: &App, at: &Page, name: &str) -> Result<Sheet, Problem> {
    let found = list(app, name).await?;
    let lines = lines(app, at, &found.fixed.petitions).await?;
    Ok(Sheet { found, lines })
}

/// The list called `name`.
pub(super) async fn list(app: &App, name: &str) -> Result<ConsolidatedList, Problem> {
    let filter = ListFilter { name: Some(name.to_owned()), ..ListFilter::default() };
    let found = app.register.lists(&filter, None, 1).await?.rows;
    found.into_iter().next().ok_or_else(Problem::not_found)
}

/// `petitions` in their order: two questions to the register, and one to the vault for each body
/// by which the reader reads.
pub(in crate::pages) async fn lines(
    app: &App,
    at: &Page,
    petitions: &[StreamId],
) -> Result<Vec<Line>, Problem> {
    let rows = app.register.rows_of(petitions).await?;
    let held = app.register.histories_of(petitions).await?;
    let mut held: BTreeMap<StreamId, _> = held
        .into_iter()
        .filter_map(|(held, entries)| Some((held.stream?, (held, entries))))
        .collect();
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let mut lines: Vec<Line> = Vec::new();
    for row in rows {
        let Some((held, entries)) = held.remove(&row.stream) else { continue };
        let place = petitions.iter().position(|stream| *stream == row.stream).unwrap_or_default();
        lines.push(Line {
            at: u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1),
            pairs: turn::pairs(&held.petition, pins, today),
            rounds: turn::rounds(&entries),
            texts: Value::Null,
            held,
            row,
        });
    }
    open(app, at, &mut lines).await;
    Ok(lines)
}

/// Opens what the reader may read of every line.
async fn open(app: &App, at: &Page, lines: &mut [Line]) {
    let mut by_body: BTreeMap<BodyId, Map<String, Value>> = BTreeMap::new();
    for line in lines.iter() {
        let body = at.reader.reads_texts_for(&at.reader.bodies, &line.held);
        if let Some(body) = body {
            let sealed = sealed(line);
            by_body.entry(body).or_default().insert(line.row.stream.to_string(), sealed);
        }
    }
    let mut texts = Map::new();
    for (body, sealed) in by_body {
        let shown = opened(&app.vault, at.reader.officer, body, Value::Object(sealed)).await;
        texts.extend(shown.as_object().cloned().unwrap_or_default());
    }
    for line in lines {
        line.texts = texts.remove(&line.row.stream.to_string()).unwrap_or_default();
    }
}

/// The sealed texts of a line: the voter's words where the public has none, and reasons.
fn sealed(line: &Line) -> Value {
    let state = &line.held.petition;
    let original = state.received.as_ref().filter(|_| line.row.public_wording.is_none());
    let proposal = state.proposal.as_ref();
    let heard = state.watch.voter.iter().map(|heard| json!(heard.event.text));
    json!({
        "original": original.map(|received| &received.original),
        "reason": proposal.and_then(|proposal| proposal.reason.as_ref()),
        "contests": proposal.map(|p| p.contests.iter().map(|c| json!(c.event.reason)).collect::<Value>()),
        "dissents": proposal.map(|p| p.dissents.iter().map(|d| json!(d.event.reason)).collect::<Value>()),
        "deadlock": proposal.and_then(|p| p.deadlock.as_ref()).map(|d| &d.event.reason),
        "heard": heard.collect::<Value>(),
    })
}

impl Line {
    /// What it is about: for the public, or in the voter's words, cut where they are long; and
    /// whether they are the voter's.
    pub(in crate::pages) fn wording(&self) -> (Option<String>, bool) {
        if let Some(public) = &self.row.public_wording {
            return (Some(public.clone()), false);
        }
        let original = self.texts.pointer("/original/text").and_then(Value::as_str);
        (original.map(cut), original.is_some())
    }

    pub(in crate::pages) fn proposal(&self) -> Option<&Proposal> {
        self.held.petition.proposal.as_ref()
    }

    /// The number of the last proposal; 0 for none.
    pub(in crate::pages) fn number_of_proposal(&self) -> u32 {
        self.proposal().map_or(0, |proposal| proposal.number)
    }

    /// A text of this line, or why it is not shown.
    pub(in crate::pages) fn text(&self, at: &Page, pointer: &str) -> Option<Text> {
        if self.texts.is_null() {
            return None;
        }
        parts::text(&at.w(), self.texts.pointer(pointer))
    }

    /// Whether a party may still be asked about it.
    pub(in crate::pages) fn is_open(&self) -> bool {
        matches!(self.row.stage, Stage::Received | Stage::BeingAgreed | Stage::Contested)
    }

    /// Whether one of `bodies` is asked now.
    pub(in crate::pages) fn awaits(&self, bodies: &[BodyId]) -> bool {
        self.row.stage == Stage::BeingAgreed
            && turn::awaited(&self.pairs).any(|body| bodies.contains(&body))
    }

    /// The version of its stream that was seen.
    pub(in crate::pages) fn version(&self) -> u64 {
        self.held.version.0
    }
}

/// The beginning of a long text.
fn cut(text: &str) -> String {
    let mut chars = text.char_indices();
    match chars.nth(WORDING_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// Field, competence and addressees in words.
pub(in crate::pages) struct InWords {
    pub(in crate::pages) field: String,
    pub(in crate::pages) competence: String,
    pub(in crate::pages) addressees: String,
}

impl InWords {
    pub(in crate::pages) fn of(
        at: &Page,
        council: BodyId,
        field: &str,
        competence: &str,
        addressees: &[BodyId],
    ) -> Self {
        let rules = at.reader.known.pins.rules(council, at.reader.today);
        let rule =
            rules.and_then(|rules| rules.fields.iter().find(|rule| rule.field.as_str() == field));
        Self {
            field: rule.map_or_else(|| field.to_owned(), |rule| rule.name.to_string()),
            competence: at.w().value(competence),
            addressees: addressees.iter().map(|&to| at.name(to)).collect::<Vec<_>>().join("; "),
        }
    }

    /// What is proposed for a line; none where nothing is.
    pub(in crate::pages) fn proposed(at: &Page, line: &Line) -> Option<Self> {
        let proposal = line.proposal()?;
        let (field, level) = (proposal.field.as_str(), proposal.competence.as_str());
        Some(Self::of(at, line.row.council, field, level, &proposal.addressees))
    }

    pub(in crate::pages) fn whole(&self) -> String {
        format!("{} · {} · {}", self.field, self.competence, self.addressees)
    }
}

/// A round in words: of which session, before or after it, and when.
pub(in crate::pages) fn round(at: &Page, council: BodyId, code: &str) -> String {
    let (w, directory) = (at.w(), &at.reader.known.pins.directory);
    let mut rounds = directory.rounds(council);
    let Some(round) = rounds.find(|round| round.round.as_str() == code) else {
        return code.to_owned();
    };
    let phase = match round.phase {
        proto::event::RoundPhase::Before => "list-round-before",
        proto::event::RoundPhase::After => "list-round-after",
        proto::event::RoundPhase::Other => "list-round-other",
    };
    let session = directory.session(council, &round.session);
    let session = session.map_or_else(
        || round.session.to_string(),
        |session| {
            let kind = w.t(match session.kind.as_str() {
                "regular" => "list-session-regular",
                "thematic" => "list-session-thematic",
                _ => "list-session",
            });
            format!("{kind} {} ({})", session.number, w.day(&session.opens_on.to_string()))
        },
    );
    format!("{} {session}", w.t(phase))
}
