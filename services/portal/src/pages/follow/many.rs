//! Reminders and followers for many petitions at once: first looked at, then given one by one, so
//! that each petition has its own and one that changed meanwhile keeps none of the others back.

use std::collections::BTreeMap;

use axum::extract::{OriginalUri, Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use portal_pages::Choice;
use portal_pages::act::{Field, Kind};
use portal_pages::follow::{Addressed, Many, Meant};
use proto::BodyId;
use register::{Course, Scope};
use serde_json::{Value, json};

use crate::app::Shared;
use crate::pages::follow::check::day;
use crate::pages::follow::owed::{self, Owed};
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At;
use crate::pages::shell::Page;
use crate::pages::{cookies, go, page};
use crate::params::bad_query;
use crate::problem::Problem;

/// Petitions of one act for many.
const MANY_MAX: usize = 100;

/// Which act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Remind,
    Name,
}

impl Act {
    fn word(self) -> &'static str {
        if self == Self::Remind { "remind" } else { "name" }
    }

    fn address(self) -> &'static str {
        if self == Self::Remind { "/theo-doi/don-doc" } else { "/theo-doi/phan-cong" }
    }

    fn command(self) -> &'static str {
        if self == Self::Remind { "SendReminder" } else { "NameFollower" }
    }
}

/// One that was ticked: `number~version~body`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tick {
    value: String,
    number: String,
    seen: u64,
    /// Whom one reminds.
    body: Option<BodyId>,
}

impl Tick {
    fn of(value: &str) -> Option<Self> {
        let mut parts = value.splitn(3, '~');
        let (number, seen, body) = (parts.next()?, parts.next()?, parts.next()?);
        let body = if body.is_empty() { None } else { Some(body.parse().ok()?) };
        Some(Self {
            value: value.to_owned(),
            number: number.to_owned(),
            seen: seen.parse().ok()?,
            body,
        })
    }
}

/// What was ticked, as far as it fits the act; each once.
fn ticks(act: Act, pairs: &[(String, String)]) -> Result<Vec<Tick>, Problem> {
    let mut ticks: Vec<Tick> = Vec::new();
    for (_, value) in pairs.iter().filter(|(name, _)| name == "t") {
        let tick = Tick::of(value).ok_or_else(|| bad_query("t: nothing can be ticked so"))?;
        let fits = (act == Act::Remind) == tick.body.is_some();
        let known = ticks.iter().any(|old| (&old.number, old.body) == (&tick.number, tick.body));
        if fits && !known {
            ticks.push(tick);
        }
    }
    if ticks.len() > MANY_MAX {
        return Err(bad_query("t: at most 100 at once"));
    }
    Ok(ticks)
}

pub(super) async fn show_reminders(
    state: State<Shared>,
    at: Page,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    show(Act::Remind, state, &at, &uri).await
}

pub(super) async fn show_naming(
    state: State<Shared>,
    at: Page,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    show(Act::Name, state, &at, &uri).await
}

pub(super) async fn remind(
    state: State<Shared>,
    at: Page,
    sent: Pairs,
) -> Result<Response, Problem> {
    take(Act::Remind, state, &at, &sent).await
}

pub(super) async fn name(state: State<Shared>, at: Page, sent: Pairs) -> Result<Response, Problem> {
    take(Act::Name, state, &at, &sent).await
}

async fn show(
    act: Act,
    State(app): State<Shared>,
    at: &Page,
    uri: &Uri,
) -> Result<Response, Problem> {
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
        .map_err(|rejection| bad_query(&rejection.body_text()))?;
    let ticks = ticks(act, &pairs)?;
    let courses = courses(&app, &ticks).await?;
    page(&view(at, act, &courses, &ticks, &Tried::default()))
}

async fn courses(app: &Shared, ticks: &[Tick]) -> Result<Vec<Course>, Problem> {
    if ticks.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = ticks.iter().map(|tick| tick.number.clone()).collect();
    Ok(app.register.courses(&Scope { numbers, ..Scope::default() }).await?)
}

/// What came of sending it.
#[derive(Debug, Default)]
struct Tried {
    done: usize,
    errors: BTreeMap<String, String>,
    text: String,
    follower: String,
    day: String,
    wrong: String,
}

async fn take(
    act: Act,
    State(app): State<Shared>,
    at: &Page,
    sent: &Pairs,
) -> Result<Response, Problem> {
    let ticks = ticks(act, &sent.0)?;
    let courses = courses(&app, &ticks).await?;
    let typed = |name: &str| one(sent, name).replace("\r\n", "\n").trim().to_owned();
    let mut tried = Tried {
        text: typed("text"),
        follower: typed("follower"),
        day: typed("occurred_on"),
        ..Tried::default()
    };
    let key = one(sent, "key");
    for tick in &ticks {
        let course = courses.iter().find(|course| number(course) == tick.number);
        let body = course.and_then(|course| command(at, act, course, tick, &tried));
        let Some(body) = body else {
            tried.errors.insert(tick.value.clone(), at.w().t("follow-nobody-proposed"));
            continue;
        };
        // The same form sent twice is the same commands.
        let key = format!("{key}-{}-{}", tick.number, tick.seen);
        let key = tick.body.map_or(key.clone(), |body| format!("{key}-{body}"));
        match give(&app, at, "monitoring", act.command(), &key, &body).await {
            Ok(_) => tried.done += 1,
            Err(problem) => {
                let told = problem.body(at.visitor.language);
                tried.wrong = told.text("/field").unwrap_or(&tried.wrong).to_owned();
                tried.errors.insert(tick.value.clone(), why(&told));
            }
        }
    }
    if tried.errors.is_empty() {
        return Ok(go("/theo-doi", [cookies::say("act-done")]));
    }
    let left: Vec<Tick> =
        ticks.into_iter().filter(|tick| tried.errors.contains_key(&tick.value)).collect();
    let courses = self::courses(&app, &left).await?;
    let mut response = page(&view(at, act, &courses, &left, &tried))?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}

fn why(told: &Value) -> String {
    format!("{} {}", told.words("/title"), told.words("/next_step"))
}

/// The command as a client of the API would send it; none where nobody is to be named.
fn command(at: &Page, act: Act, course: &Course, tick: &Tick, tried: &Tried) -> Option<Value> {
    let petition = &course.held.petition;
    let council = petition.received.as_ref()?.council;
    let committee = at.reader.known.pins.rules(council, at.reader.today)?.standing_committee;
    let may = [Some(committee), petition.watch.follower];
    let body = may.into_iter().flatten().find(|body| at.acting.contains(body));
    let data = match act {
        Act::Remind => {
            let mut data = json!({ "to": tick.body });
            if !tried.text.is_empty() {
                data["text"] = json!(tried.text);
            }
            data
        }
        Act::Name if tried.follower.is_empty() => json!({ "follower": petition.watch.proposed? }),
        Act::Name => json!({ "follower": tried.follower }),
    };
    Some(json!({
        "body": body.or_else(|| at.acting.first().copied()),
        "occurred_on": tried.day,
        "stream": course.held.stream,
        "seen_version": tick.seen,
        "data": data,
    }))
}

fn number(course: &Course) -> String {
    let received = course.held.petition.received.as_ref();
    received.map_or_else(String::new, |received| received.number.to_string())
}

fn view(at: &Page, act: Act, courses: &[Course], ticks: &[Tick], tried: &Tried) -> Many {
    let w = at.w();
    let id = if act == Act::Remind { "follow-remind-title" } else { "follow-name-title" };
    let mut groups: Vec<Addressed> = Vec::new();
    let mut count = 0;
    for tick in ticks {
        let Some(course) = courses.iter().find(|course| number(course) == tick.number) else {
            continue;
        };
        let proposed = course.held.petition.watch.proposed;
        let body = match (act, tick.body.or(proposed)) {
            (_, Some(body)) => at.name(body),
            (_, None) => w.t("follow-nobody-proposed"),
        };
        let item = meant(at, course, tick, tried);
        count += 1;
        match groups.iter_mut().find(|group| group.body == body) {
            Some(group) => group.items.push(item),
            None => groups.push(Addressed { body, items: vec![item] }),
        }
    }
    let mut shell = at.shell(w.t(id), "follow");
    "/theo-doi".clone_into(&mut shell.address);
    Many {
        shell,
        act: act.word(),
        address: act.address().to_owned(),
        key: format!("page-{}", runtime::random::uuid()),
        groups,
        count,
        fields: fields(at, act, courses, tried),
        done: tried.done,
        refused: !tried.errors.is_empty(),
    }
}

fn meant(at: &Page, course: &Course, tick: &Tick, tried: &Tried) -> Meant {
    let owed = owed::of(at, course);
    let of = |owed: &&Owed<'_>| owed.tick(at).is_some_and(|now| same(&now, tick));
    let error = tried.errors.get(&tick.value).cloned();
    // After a refusal the petition is sent as it is now: what changed has been told.
    let seen = if error.is_some() { course.held.version.0 } else { tick.seen };
    let body = tick.body.map(|body| body.to_string()).unwrap_or_default();
    let received = course.held.petition.received.as_ref();
    Meant {
        value: format!("{}~{seen}~{body}", tick.number),
        number: tick.number.clone(),
        wording: received.and_then(|of| of.public_wording.as_ref()).map(ToString::to_string),
        what: owed.iter().find(of).map(|owed| owed.what(at)).unwrap_or_default(),
        error,
    }
}

fn same(now: &str, tick: &Tick) -> bool {
    Tick::of(now).is_some_and(|now| (&now.number, now.body) == (&tick.number, tick.body))
}

fn fields(at: &Page, act: Act, courses: &[Course], tried: &Tried) -> Vec<Field> {
    let w = at.w();
    let first = match act {
        Act::Remind => Field {
            name: "text".to_owned(),
            label: w.t("follow-text"),
            hint: Some(w.t("follow-text-hint")),
            kind: Kind::Text,
            required: false,
            value: tried.text.clone(),
            choices: Vec::new(),
            error: (tried.wrong == "/data/text").then(|| w.t("act-malformed")),
        },
        Act::Name => Field {
            name: "follower".to_owned(),
            label: w.t("follow-who"),
            hint: Some(w.t("follow-as-proposed")),
            kind: Kind::One,
            required: false,
            value: tried.follower.clone(),
            choices: followers(at, courses, &tried.follower),
            error: None,
        },
    };
    vec![first, day(at, tried.day.clone(), tried.wrong == "/occurred_on")]
}

/// The Front, and the committees and delegate groups of the councils.
fn followers(at: &Page, courses: &[Course], chosen: &str) -> Vec<Choice> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let received = courses.iter().filter_map(|course| course.held.petition.received.as_ref());
    let councils: Vec<BodyId> = received.map(|received| received.council).collect();
    let rules: Vec<_> = councils.iter().filter_map(|&council| pins.rules(council, today)).collect();
    let may = pins.directory.bodies().filter(|body| {
        let (id, under) = (body.established.body, body.established.under);
        let own = under.is_some_and(|under| councils.contains(&under));
        let closes = rules.iter().any(|rules| rules.standing_committee == id);
        body.stands(today) && !closes && (own || rules.iter().any(|rules| rules.front == id))
    });
    let mut all: Vec<Choice> = may
        .map(|body| {
            let value = body.established.body.to_string();
            let label = body.established.name.to_string();
            Choice { chosen: value == chosen, value, label }
        })
        .collect();
    all.sort_by_key(|choice| proto::text::fold(&choice.label));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(values: &[&str]) -> Vec<(String, String)> {
        values.iter().map(|value| ("t".to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_is_ticked_twice_is_done_once_and_what_does_not_fit_is_left() {
        let body = "00000000-0000-0000-0000-0000000000c4";
        let both = [&*format!("LH26-1~7~{body}"), &*format!("LH26-1~8~{body}"), "LH26-2~3~"];
        let remind = ticks(Act::Remind, &pairs(&both)).unwrap();
        assert_eq!(remind.iter().map(|tick| tick.seen).collect::<Vec<_>>(), [7]);
        let name = ticks(Act::Name, &pairs(&both)).unwrap();
        assert_eq!(name.iter().map(|tick| &*tick.number).collect::<Vec<_>>(), ["LH26-2"]);
    }

    #[test]
    fn what_cannot_be_a_tick_is_a_bad_address() {
        for bad in ["", "LH26-1", "LH26-1~x~", "LH26-1~1~nobody"] {
            assert!(ticks(Act::Remind, &pairs(&[bad])).is_err(), "{bad}");
        }
        let many: Vec<String> = (0..=MANY_MAX).map(|n| format!("LH26-{n}~1~")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(ticks(Act::Name, &pairs(&many)).is_err());
    }
}
