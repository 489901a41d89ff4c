//! One petition as a deputy tells of it: what was asked, what came of it, what is promised.

use std::collections::BTreeMap;

use directory::Pins;
use petition::{Addressee, DueKind};
use portal_pages::deputy::{Asked, Came, Promise};
use portal_pages::petition::Text;
use proto::event::{CheckResult, PetitionReceived};
use proto::stage::Stage;
use proto::{BodyId, Day};
use register::Course;

use crate::pages::course::last_of;
use crate::pages::shell::Page;
use crate::pages::texts::Wanted;

/// What was answered at the meeting, among the texts of a petition.
const SPOT: &str = "spot";

/// A petition with its place on the sheet.
pub(super) struct Item {
    /// The section.
    pub(super) group: &'static str,
    /// The first day on which something is due; the end of all days for none.
    pub(super) first_day: Day,
    pub(super) asked_on: Day,
    pub(super) asked: Asked,
}

/// The texts that the sheet shows where nothing is approved for the public, and what was promised.
pub(super) fn wanted(courses: &[Course]) -> Vec<Wanted<'_>> {
    let mut wanted = Vec::new();
    for course in courses {
        let (held, petition) = (&course.held, &course.held.petition);
        let Some(received) = &petition.received else { continue };
        if received.public_wording.is_none() {
            wanted.push(Wanted { key: key(received, "asked"), held, sealed: &received.original });
        }
        wanted.extend(petition.raised.spot.as_ref().map(|spot| Wanted {
            key: key(received, SPOT),
            held,
            sealed: &spot.event.answer,
        }));
        for to in petition.live() {
            let road = to.answer().and_then(|answer| answer.event.roadmap.as_ref());
            let key_of_road = road_of(received, to);
            wanted.extend(road.map(|sealed| Wanted { key: key_of_road, held, sealed }));
            let answer = to.answer().filter(|answer| answer.event.public_answer.is_none());
            wanted.extend(answer.map(|answer| Wanted {
                key: key(received, &to.body.to_string()),
                held,
                sealed: &answer.event.text,
            }));
        }
    }
    wanted
}

fn key(received: &PetitionReceived, of: &str) -> String {
    format!("{} {of}", received.number)
}

fn road_of(received: &PetitionReceived, to: &Addressee) -> String {
    key(received, &format!("{} road", to.body))
}

/// A text of `texts`, where the reader may read it: what may not be read is not told of on a sheet
/// for reading out.
fn read(texts: &BTreeMap<String, Text>, key: &str) -> Option<Text> {
    texts.get(key).filter(|text| matches!(text, Text::Read(_))).cloned()
}

pub(super) fn item(
    at: &Page,
    course: &Course,
    texts: &BTreeMap<String, Text>,
    last: Option<Day>,
) -> Item {
    let petition = &course.held.petition;
    let (today, never) = (at.reader.today, Day::MAX);
    let stage = petition.stage().unwrap_or(Stage::Received);
    let first = petition.due().filter(|due| due.what != DueKind::Consent).map(|due| due.day);
    let asked_on = petition.raised_on.unwrap_or(never);
    let number = petition.received.as_ref().map(|received| received.number.to_string());
    let number = number.unwrap_or_default();
    let words = petition.received.as_ref().and_then(|received| match &received.public_wording {
        Some(words) => Some(Text::Read(words.to_string())),
        None => texts.get(&key(received, "asked")).cloned(),
    });
    let answered = petition.addressees.iter().any(|to| to.answer().is_some());
    let hears = at.may("monitoring", "HearVoter") && (answered || petition.raised.spot.is_some());
    let hear = hears && !matches!(stage, Stage::Merged | Stage::Withdrawn) && may_hear(at, course);
    let voters = petition.watch.voter.last().map(|said| {
        let what =
            if said.event.satisfied { "deputy-voters-agree" } else { "deputy-voters-object" };
        (what, said.on.to_string())
    });
    let asked = Asked {
        words,
        on: asked_on.to_string(),
        last_time: last.is_some() && (course.met_on == last || Some(asked_on) == last),
        came: came(at, course, stage, texts),
        voters,
        hear: hear.then(|| format!("/kien-nghi/{number}/viec/monitoring/HearVoter")),
        number,
    };
    let group = group(stage, first, answered, today);
    Item { group, first_day: first.unwrap_or(never), asked_on, asked }
}

/// The raiser, the Front and the commune of the area hear voters; the others only look.
fn may_hear(at: &Page, course: &Course) -> bool {
    let pins: &Pins = &at.reader.known.pins;
    let Some(received) = &course.held.petition.received else { return false };
    let day = at.reader.today;
    let front = pins.rules(received.council, day).map(|rules| rules.front);
    let commune = received.area.as_ref().and_then(|area| pins.directory.commune_of(area, day));
    let heirs = pins.directory.standing_heirs(received.raised_with, day);
    let allowed = |body: &BodyId| {
        *body == received.raised_with
            || heirs.contains(body)
            || front == Some(*body)
            || commune == Some(*body)
    };
    at.acting.iter().any(allowed)
}

fn group(stage: Stage, first: Option<Day>, answered: bool, today: Day) -> &'static str {
    let over = matches!(
        stage,
        Stage::Settled
            | Stage::Closed
            | Stage::OpinionNoted
            | Stage::NotAPetition
            | Stage::Merged
            | Stage::Withdrawn
            | Stage::PassedOn
    );
    match first {
        _ if over => "done",
        Some(day) if day < today => "late",
        Some(_) if answered => "promised",
        None if stage == Stage::AnsweredOnTheSpot => "done",
        Some(_) if stage == Stage::AnsweredOnTheSpot => "promised",
        None if answered || stage == Stage::Answered => "answered",
        Some(_) | None => "waiting",
    }
}

fn came(at: &Page, course: &Course, stage: Stage, texts: &BTreeMap<String, Text>) -> Vec<Came> {
    let petition = &course.held.petition;
    let mut came: Vec<Came> = Vec::new();
    if let Some(spot) = &petition.raised.spot {
        let promise = spot.event.promised_by.map(|day| promise(at, "deputy-by-done", day));
        let what = if promise.is_some() { "deputy-spot-promised" } else { "deputy-spot" };
        let received = petition.received.as_ref();
        came.push(Came {
            body: Some(at.name(spot.event.by)),
            what: at.w().t(what),
            on: Some(spot.on.to_string()),
            words: received.and_then(|received| read(texts, &key(received, SPOT))),
            road: None,
            promise: promise.filter(|_| petition.watch.last_check(spot.event.by).is_none()),
            since: Vec::new(),
        });
    }
    came.extend(petition.live().map(|to| of_addressee(at, course, to, texts)));
    if let Some(words) = standing(stage) {
        let ended = matches!(stage, Stage::Settled | Stage::Closed);
        let day = if ended { course.held.changed_on } else { None };
        let closed = petition.watch.closed.as_ref().map(|closed| closed.on);
        let on = closed.or(petition.watch.settled_on).or(day).filter(|_| ended);
        came.push(Came {
            body: None,
            what: at.w().t(words),
            on: on.map(|day| day.to_string()),
            words: None,
            road: None,
            promise: None,
            since: Vec::new(),
        });
    }
    came
}

/// What there is to say of the whole, where the addressees do not say it all.
fn standing(stage: Stage) -> Option<&'static str> {
    Some(match stage {
        Stage::Received => "deputy-not-sent",
        Stage::BeingAgreed => "deputy-being-agreed",
        Stage::Contested => "deputy-contested",
        Stage::Agreed => "deputy-to-send",
        Stage::Returned => "deputy-returned",
        Stage::PassedOn => "deputy-passed-on",
        Stage::OpinionNoted => "deputy-opinion",
        Stage::NotAPetition => "deputy-not-petition",
        Stage::Merged => "deputy-merged",
        Stage::Withdrawn => "deputy-withdrawn",
        Stage::Settled => "deputy-settled",
        Stage::Closed => "deputy-closed",
        Stage::AnsweredOnTheSpot
        | Stage::Forwarded
        | Stage::PartlyAnswered
        | Stage::Answered
        | Stage::Followed
        | Stage::WaitingForResources => return None,
    })
}

fn of_addressee(
    at: &Page,
    course: &Course,
    to: &Addressee,
    texts: &BTreeMap<String, Text>,
) -> Came {
    let (w, petition) = (at.w(), &course.held.petition);
    let answer = to.answer();
    let what = match answer {
        None if to.passed_on() => w.t("deputy-passed-on"),
        None => w.t("deputy-no-answer"),
        Some(answer) => answer_words(at, answer.event.outcome.as_str()),
    };
    let received = petition.received.as_ref();
    let words = answer.and_then(|answer| match &answer.event.public_answer {
        Some(words) => Some(Text::Read(words.to_string())),
        None => read(texts, &key(received?, &to.body.to_string())),
    });
    let open = petition.dues().into_iter().find(|due| due.whose == Some(to.body));
    let promise = open.map(|due| {
        let what = match due.what {
            DueKind::Done => "deputy-by-done",
            DueKind::Review => "deputy-by-review",
            DueKind::Answer | DueKind::Consent => "deputy-by-answer",
        };
        promise(at, what, due.day)
    });
    Came {
        body: Some(at.name(to.body)),
        what,
        on: answer.map(|answer| answer.on.to_string()),
        words,
        road: received.and_then(|received| read(texts, &road_of(received, to))),
        promise,
        since: since(at, course, to),
    }
}

fn answer_words(at: &Page, outcome: &str) -> String {
    let (w, id) = (at.w(), format!("deputy-answer-{outcome}"));
    let words = w.t(&id);
    if words == id { w.value(outcome) } else { words }
}

/// The last claim and the last check, in the order of their days.
fn since(at: &Page, course: &Course, to: &Addressee) -> Vec<(String, String)> {
    let (w, watch) = (at.w(), &course.held.petition.watch);
    let claim = last_of(&watch.claims, |claim| claim.by, to);
    let check = last_of(&watch.checks, |check| check.of, to);
    let claim = claim.map(|claim| (claim.on, w.t("deputy-claimed")));
    let check = check.map(|check| {
        let id = match check.event.result {
            CheckResult::Accepted => "deputy-checked-accepted",
            CheckResult::Partly => "deputy-checked-partly",
            CheckResult::Refused => "deputy-checked-refused",
        };
        (check.on, w.t(id))
    });
    // A claim that was looked at is told by what was seen.
    let waits = watch.awaits.contains_key(&to.body);
    let claim = claim.filter(|_| waits);
    let reopened = watch.reopened.last().map(|again| (again.on, w.t("deputy-reopened")));
    let mut said: Vec<(Day, String)> = check.into_iter().chain(claim).chain(reopened).collect();
    said.sort_by_key(|(day, _)| *day);
    said.into_iter().map(|(day, what)| (what, day.to_string())).collect()
}

fn promise(at: &Page, what: &'static str, day: Day) -> Promise {
    let days = at.reader.today.until(day).map_or(0, |span| i64::from(span.get_days()));
    Promise { what, day: day.to_string(), days }
}
