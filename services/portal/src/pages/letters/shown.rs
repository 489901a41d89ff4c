//! Petitions as the desks show them: the part of one addressee, its clocks, its agencies, its answer.

use std::collections::BTreeMap;

use petition::{Addressee, Petition};
use portal_pages::letters::{Clock, Mood, Part};
use portal_pages::petition::{Remark, Text};
use proto::stage::Stage;
use proto::{BodyId, Day, StreamId};
use register::Held;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::opened::opened;
use crate::pages::petition::{parts, remark};
use crate::pages::shell::Page;
use crate::pages::today;
use crate::problem::Problem;

/// Days before a due day from which on it is near.
const SOON_DAYS: i32 = 7;

/// A petition with those of its texts that the reader may read.
pub(super) struct Shown {
    pub(super) stream: StreamId,
    pub(super) held: Held,
    texts: Value,
}

impl Shown {
    pub(super) fn petition(&self) -> &Petition {
        &self.held.petition
    }

    pub(super) fn number(&self) -> String {
        let received = self.petition().received.as_ref();
        received.map(|received| received.number.to_string()).unwrap_or_default()
    }

    pub(super) fn version(&self) -> u64 {
        self.held.version.0
    }

    pub(super) fn council(&self) -> Option<BodyId> {
        self.petition().received.as_ref().map(|received| received.council)
    }

    /// The live part that one of `bodies` has.
    pub(super) fn part_of(&self, bodies: &[BodyId]) -> Option<&Addressee> {
        let mut live = self.petition().live();
        live.find(|to| bodies.iter().any(|&body| to.is(body)))
    }

    /// Those who still owe an answer or work.
    pub(super) fn owing(&self) -> Vec<BodyId> {
        let owes = |to: &&Addressee| match to.answer() {
            None => !to.passed_on(),
            Some(_) => to.done_due.is_some(),
        };
        self.petition().live().filter(owes).map(|to| to.body).collect()
    }
}

/// Petitions in the order asked, by one query, and their texts by one call for each of the reader's
/// bodies that may read them.
pub(super) async fn petitions(
    app: &App,
    at: &Page,
    streams: &[StreamId],
) -> Result<Vec<Shown>, Problem> {
    let mut held = app.register.held_of(streams).await?;
    let mut sealed: BTreeMap<BodyId, Map<String, Value>> = BTreeMap::new();
    for (stream, one) in &held {
        if let Some(body) = at.reader.reads_texts_for(&at.reader.bodies, one) {
            let texts = texts(&one.petition);
            sealed.entry(body).or_default().insert(stream.to_string(), texts);
        }
    }
    let mut texts = Map::new();
    for (body, sealed) in sealed {
        let read = opened(&app.vault, at.reader.officer, body, Value::Object(sealed)).await;
        if let Value::Object(read) = read {
            texts.extend(read);
        }
    }
    let shown = streams.iter().filter_map(|&stream| {
        let held = held.remove(&stream)?;
        let texts = texts.remove(&stream.to_string()).unwrap_or_default();
        Some(Shown { stream, held, texts })
    });
    Ok(shown.collect())
}

/// Petitions by one query, with none of their texts: what a list of letters needs.
pub(super) async fn records(app: &App, streams: &[StreamId]) -> Result<Vec<Shown>, Problem> {
    let held = app.register.held_of(streams).await?.into_iter();
    Ok(held.map(|(stream, held)| Shown { stream, held, texts: Value::Null }).collect())
}

/// What is opened: the voter's words where no wording is public, and what was answered or returned.
fn texts(petition: &Petition) -> Value {
    let received = petition.received.as_ref();
    let original = received.filter(|received| received.public_wording.is_none());
    let said = petition.addressees.iter().map(|to| {
        let answers = to.answers.iter().map(|one| json!({ "on": one.on, "said": one.event }));
        json!({
            "answers": answers.collect::<Vec<_>>(),
            "returned": to.returned.as_ref().map(|one| json!({ "on": one.on, "said": one.event })),
        })
    });
    json!({
        "original": original.map(|received| &received.original),
        "said": said.collect::<Vec<_>>(),
    })
}

/// A day with what is left until then; `done` stops the clock.
pub(super) fn clock(at: &Page, day: Day, done: bool) -> Clock {
    let (w, today) = (at.w(), at.reader.today);
    let left = today.until(day).map_or(0, |span| span.get_days());
    let (left, mood) = match left {
        _ if done => (String::new(), Mood::Plain),
        days if days < 0 => (w.count("days-late", days.saturating_abs()), Mood::Late),
        days if days <= SOON_DAYS => (w.count("days-left", days), Mood::Soon),
        days => (w.count("days-left", days), Mood::Plain),
    };
    Clock { day: day.to_string(), left, mood }
}

/// The petition as `to` has it; without it as it waits for a letter.
pub(super) fn part(at: &Page, shown: &Shown, to: Option<&Addressee>) -> Part {
    let w = at.w();
    let stage = shown.petition().stage().unwrap_or(Stage::Received);
    let (state, mood) = state(at, stage, to);
    let names =
        |bodies: &[BodyId]| bodies.iter().map(|&body| at.name(body)).collect::<Vec<_>>().join("; ");
    let assigned = to.and_then(|to| to.assigned.as_ref()).map(|assigned| &assigned.event);
    let answered = to.is_some_and(|to| to.answer().is_some() || !to.live());
    let due = to.and_then(|to| match to.answer() {
        None => to.answer_due.filter(|_| to.live()).map(|day| clock(at, day, false)),
        Some(_) => to.done_by.map(|day| clock(at, day, to.done_due.is_none())),
    });
    let public = shown.petition().received.as_ref().and_then(|of| of.public_wording.as_ref());
    let wording = match public {
        Some(words) => Some(Text::Read(words.to_string())),
        None => parts::text(&w, shown.texts.pointer("/original"))
            .or_else(|| Some(Text::Kept(w.t("not-yours"))).filter(|_| shown.texts.is_null())),
    };
    Part {
        number: shown.number(),
        version: shown.held.version.0,
        wording,
        stage_code: stage.as_str().to_owned(),
        stage: today::label(at, stage),
        holder: String::new(),
        state,
        mood,
        due,
        lead: assigned.map(|work| at.name(work.lead)),
        supporting: assigned.map(|work| names(&work.supporting)).unwrap_or_default(),
        inner_due: assigned.and_then(|work| work.inner_due).map(|day| clock(at, day, answered)),
        said: said(at, shown, to),
        open: true,
        ticked: false,
        error: None,
    }
}

fn state(at: &Page, stage: Stage, to: Option<&Addressee>) -> (String, Mood) {
    let (w, today) = (at.w(), at.reader.today);
    let Some(to) = to else { return (today::label(at, stage), Mood::Plain) };
    if !to.live() {
        return (w.t("letters-state-returned"), Mood::Good);
    }
    if let Some(answer) = to.answer() {
        let late = to.done_due.is_some_and(|day| day < today);
        let mood = if late { Mood::Late } else { Mood::Good };
        return (w.value(answer.event.outcome.as_str()), mood);
    }
    if to.passed_on() {
        return (w.t("letters-state-passed-on"), Mood::Plain);
    }
    let mood = to.answer_due.map_or(Mood::Plain, |day| clock(at, day, false).mood);
    (w.t("answers-none"), mood)
}

/// What the addressee said: that it sent the petition back, or its last answer.
fn said(at: &Page, shown: &Shown, to: Option<&Addressee>) -> Vec<Remark> {
    let w = at.w();
    let mut all = shown.petition().addressees.iter();
    let Some(place) = to.and_then(|to| all.position(|one| std::ptr::eq(one, to))) else {
        return Vec::new();
    };
    let at_place = |member: &str| shown.texts.pointer(&format!("/said/{place}/{member}"));
    let returned = at_place("returned").filter(|said| said.is_object());
    let answers = at_place("answers").and_then(Value::as_array);
    let last = answers.and_then(|answers| answers.last());
    let returned = returned.map(|said| remark(&w, "returned", said));
    returned.into_iter().chain(last.map(|said| remark(&w, "answers", said))).collect()
}

/// A part of no petition: what stands in a form that is for all of them.
pub(super) fn nothing() -> Part {
    Part {
        number: String::new(),
        version: 0,
        wording: None,
        stage_code: String::new(),
        stage: String::new(),
        holder: String::new(),
        state: String::new(),
        mood: Mood::Plain,
        due: None,
        lead: None,
        supporting: String::new(),
        inner_due: None,
        said: Vec::new(),
        open: false,
        ticked: false,
        error: None,
    }
}
