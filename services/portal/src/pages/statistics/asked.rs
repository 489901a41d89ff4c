//! What an address of the statistics asks for: council, session, by what, as of when.

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::http::Uri;
use portal_pages::Choice;
use portal_pages::book::Filter;
use proto::event::SessionPlanned;
use proto::id::Code;
use proto::{BodyId, Day};

use crate::pages::shell::{Page, encoded};
use crate::params::bad_query;
use crate::problem::Problem;

/// Into what the figures are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Field,
    Area,
    Body,
    Session,
}

impl By {
    const ALL: [Self; 4] = [Self::Field, Self::Area, Self::Body, Self::Session];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Area => "area",
            Self::Body => "body",
            Self::Session => "session",
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) council: Option<BodyId>,
    /// None for all of them.
    pub(super) session: Option<Code>,
    pub(super) by: By,
    pub(super) on: Option<Day>,
    pub(super) figure: Option<String>,
    pub(super) group: Option<String>,
    pub(super) skip: usize,
}

const NAMES: [&str; 7] = ["council", "session", "by", "on", "figure", "group", "skip"];
/// The word for every session.
const ALL: &str = "all";

impl Asked {
    pub(super) fn of(at: &Page, uri: &Uri) -> Result<Self, Problem> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|rejection| bad_query(&rejection.body_text()))?;
        let mut said: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in pairs {
            if !NAMES.contains(&&*name) {
                return Err(bad_query(&format!("unknown field `{name}`")));
            }
            if !value.is_empty() {
                said.insert(name, value);
            }
        }
        let bad = |name: &str| bad_query(&format!("{name}: no such"));
        let council = match said.get("council") {
            Some(id) => Some(id.parse::<BodyId>().map_err(|_| bad("council"))?),
            None => councils(at).first().copied(),
        };
        let session = match said.get("session").map(String::as_str) {
            Some(ALL) => None,
            Some(word) => {
                let word = Code::new(word).map_err(|_| bad("session"))?;
                Some(session(at, council, &word).ok_or_else(|| bad("session"))?.session.clone())
            }
            None => current(at, council),
        };
        let by = match said.get("by") {
            None => By::Field,
            Some(word) => {
                By::ALL.into_iter().find(|by| by.as_str() == word).ok_or_else(|| bad("by"))?
            }
        };
        let on = said.get("on").map(|day| day.parse().map_err(|_| bad("on"))).transpose()?;
        let skip = said.get("skip").map(|n| n.parse().map_err(|_| bad("skip"))).transpose()?;
        let (figure, group) = (said.get("figure").cloned(), said.get("group").cloned());
        Ok(Self { council, session, by, on, figure, group, skip: skip.unwrap_or(0) })
    }

    /// The day up to which it is counted.
    pub(super) fn day(&self, at: &Page) -> Day {
        self.on.unwrap_or(at.reader.today)
    }

    /// Everything that is asked for, with `more`, as an address.
    pub(super) fn address(&self, path: &str, more: &[(&'static str, String)]) -> String {
        let session = self.session.as_ref().map_or(ALL.to_owned(), ToString::to_string);
        let mut pairs = vec![("session", session), ("by", self.by.as_str().to_owned())];
        pairs.extend(self.council.map(|council| ("council", council.to_string())));
        pairs.extend(self.on.map(|on| ("on", on.to_string())));
        pairs.extend(more.iter().cloned());
        let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
        format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
    }

    /// Which petitions belong to the session.
    pub(super) fn raised(&self, at: &Page) -> Option<(Vec<String>, Day, Day)> {
        raised(at, self.council, self.session.as_ref()?)
    }

    /// The session before the one asked for.
    pub(super) fn before(&self, at: &Page) -> Option<SessionPlanned> {
        let this = session(at, self.council, self.session.as_ref()?)?;
        sessions(at, self.council).into_iter().rfind(|other| other.opens_on < this.opens_on)
    }

    pub(super) fn raised_before(&self, at: &Page) -> Option<(Vec<String>, Day, Day)> {
        raised(at, self.council, &self.before(at)?.session)
    }

    /// What is counted, in words.
    pub(super) fn scope(&self, at: &Page) -> String {
        let council = self.council.map_or_else(String::new, |council| at.name(council));
        let session = self.session.as_ref().and_then(|word| session(at, self.council, word));
        match session {
            Some(session) => format!("{council}, {}", session_name(at, &session)),
            None => format!("{council}, {}", at.w().t("statistics-all-sessions")),
        }
    }

    pub(super) fn filters(&self, at: &Page) -> Vec<Filter> {
        let w = at.w();
        let choice = |value: String, label: String, chosen: bool| Choice { value, label, chosen };
        let council = self.council.map(|id| id.to_string()).unwrap_or_default();
        let councils = councils(at).into_iter();
        let councils =
            councils.map(|id| choice(id.to_string(), at.name(id), Some(id) == self.council));
        let all = choice(ALL.to_owned(), w.t("statistics-all-sessions"), self.session.is_none());
        let each = sessions(at, self.council).into_iter().rev().map(|session| {
            let chosen = self.session.as_ref() == Some(&session.session);
            choice(session.session.to_string(), session_name(at, &session), chosen)
        });
        let by = By::ALL.into_iter().map(|by| {
            let label = w.t(&format!("statistics-by-{}", by.as_str()));
            choice(by.as_str().to_owned(), label, by == self.by)
        });
        let filter = |name: &str, choices: Vec<Choice>, value: String| Filter {
            name: name.to_owned(),
            label: w.t(&format!("statistics-filter-{name}")),
            choices,
            value,
        };
        vec![
            filter("council", councils.collect(), council),
            filter("session", std::iter::once(all).chain(each).collect(), String::new()),
            filter("by", by.collect(), self.by.as_str().to_owned()),
            filter("on", Vec::new(), self.on.map(|day| day.to_string()).unwrap_or_default()),
        ]
    }
}

/// The councils that have sessions: those that stand first, and of them the reader's own.
fn councils(at: &Page) -> Vec<BodyId> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let sits = pins.directory.bodies().map(|body| body.established.body).filter(|&council| {
        pins.rules(council, today).is_some() && pins.directory.sessions(council).next().is_some()
    });
    let own = |council: BodyId| {
        at.acting.iter().any(|&body| {
            let under = pins.directory.body(body).and_then(|body| body.established.under);
            let rules = pins.rules(council, today);
            under == Some(council)
                || rules.is_some_and(|rules| [rules.front, rules.peoples_committee].contains(&body))
        })
    };
    let mut all: Vec<BodyId> = sits.collect();
    let stands = |council| pins.directory.stands(council, today);
    all.sort_by_key(|&council| (!stands(council), !own(council), at.name(council)));
    all
}

/// In the order in which they open.
fn sessions(at: &Page, council: Option<BodyId>) -> Vec<SessionPlanned> {
    let directory = &at.reader.known.pins.directory;
    let of = council.into_iter().flat_map(|council| directory.sessions(council));
    let mut all: Vec<SessionPlanned> = of.cloned().collect();
    all.sort_by_key(|session| session.opens_on);
    all
}

fn session(at: &Page, council: Option<BodyId>, word: &Code) -> Option<SessionPlanned> {
    at.reader.known.pins.directory.session(council?, word).cloned()
}

/// The session of which petitions are being gathered, or the last one: of those with a round.
fn current(at: &Page, council: Option<BodyId>) -> Option<Code> {
    let (directory, today) = (&at.reader.known.pins.directory, at.reader.today);
    let begun = directory.rounds(council?).filter(|round| round.from <= today);
    let last = begun.max_by_key(|round| round.from);
    let last = last.map(|round| round.session.clone());
    last.or_else(|| sessions(at, council).last().map(|session| session.session.clone()))
}

/// The rounds of a session, and for what has no round the days since the session before it.
fn raised(at: &Page, council: Option<BodyId>, word: &Code) -> Option<(Vec<String>, Day, Day)> {
    let this = session(at, council, word)?;
    let directory = &at.reader.known.pins.directory;
    let rounds = directory.rounds(council?).filter(|round| round.session == *word);
    let rounds = rounds.map(|round| round.round.to_string()).collect();
    let all = sessions(at, council);
    let before = all.iter().rfind(|other| other.opens_on < this.opens_on);
    let after = before.map_or(Day::MIN, |before| before.closes_on);
    // What was raised since the last session of all belongs to it, though it is over.
    let last = all.last().is_some_and(|last| last.session == this.session);
    Some((rounds, after, if last { Day::MAX } else { this.closes_on }))
}

/// The session to which a petition of this round and day belongs.
pub(super) fn session_of(
    at: &Page,
    council: BodyId,
    round: Option<&str>,
    raised_on: Day,
) -> Option<String> {
    let directory = &at.reader.known.pins.directory;
    if let Some(round) = round {
        let round = directory.rounds(council).find(|known| known.round.as_str() == round)?;
        return Some(round.session.to_string());
    }
    let all = sessions(at, Some(council));
    let next = all.iter().find(|session| raised_on <= session.closes_on).or(all.last());
    next.map(|session| session.session.to_string())
}

/// A session in words.
pub(in crate::pages) fn session_name(at: &Page, session: &SessionPlanned) -> String {
    let w = at.w();
    let kind = format!("statistics-session-{}", session.kind);
    let known = w.count(&kind, session.number);
    let kind =
        if known == kind { w.count("statistics-session-regular", session.number) } else { known };
    format!("{kind} ({})", w.day(&session.opens_on.to_string()))
}

/// The name of a session by its word.
pub(in crate::pages) fn session_called(at: &Page, council: Option<BodyId>, word: &str) -> String {
    let found = Code::new(word).ok().and_then(|word| session(at, council, &word));
    found.map_or_else(|| word.to_owned(), |session| session_name(at, &session))
}
