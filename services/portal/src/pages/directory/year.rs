//! The sessions and rounds of a council in a year, and its days off.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use portal_pages::directory::{Link, Off, Round, Session, Year};
use proto::event::{DaysOffPublished, DirectoryEvent, Event, RoundPhase};
use proto::{BodyId, StreamId};
use serde::Deserialize;

use super::{actor, acts, area, basis, councils, tabs, word};
use crate::app::Shared;
use crate::pages::page;
use crate::pages::shell::{Page, encoded};
use crate::params::{Params, bad_query};
use crate::problem::Problem;

/// `?council=…&year=…`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    council: String,
    #[serde(default)]
    year: String,
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Params(Asked { council, year }): Params<Asked>,
) -> Result<Response, Problem> {
    let w = at.w();
    let (councils, council) = councils(&at, &council)?;
    let year = match year.as_str() {
        "" => at.reader.today.year(),
        typed => typed.parse().map_err(|_| bad_query("year: no year is written so"))?,
    };
    let calendar = app.register.history(StreamId::of_calendar(), None).await?;
    let published = calendar.iter().rev().filter_map(|entry| {
        let (_, event) = entry.known()?;
        let Event::Directory(DirectoryEvent::DaysOffPublished(published)) = event else {
            return None;
        };
        Some(published)
    });
    let published: Vec<&DaysOffPublished> = published.collect();
    let this = published.iter().find(|published| published.year == year);
    let mut years: BTreeSet<i16> = published.iter().map(|published| published.year).collect();
    years.extend([at.reader.today.year(), at.reader.today.year() + 1, year]);
    let (mut off, mut working) = (Vec::new(), Vec::new());
    if let Some(published) = this {
        let day = |off: &proto::event::DayOff| (off.day, off.name.to_string());
        off.extend(published.days.iter().map(day));
        working.extend(published.working.iter().copied());
    }
    off.sort();
    working.sort();
    let of = council.map_or(String::new(), |id| format!("council={id}&"));
    if let Some(council) = council {
        let sessions = at.reader.known.pins.directory.sessions(council);
        years.extend(sessions.map(|session| session.opens_on.year()));
    }
    let mut shell = at.shell(w.t("directory-year-title"), "directory");
    shell.address = format!("/lich?{of}year={year}");
    let query = council.map_or(String::new(), |id| format!("?council={id}"));
    page(&Year {
        shell,
        tabs: tabs(&w, "/lich"),
        councils,
        council: council.map(|id| at.name(id)).unwrap_or_default(),
        years: years
            .into_iter()
            .map(|each| Link {
                label: each.to_string(),
                address: format!("/lich?{of}year={each}"),
                chosen: each == year,
            })
            .collect(),
        year,
        sessions: council.map_or(Vec::new(), |id| sessions(&at, id, year)),
        off: off.into_iter().map(|(day, name)| Off { day: day.to_string(), name }).collect(),
        working: working.into_iter().map(|day| day.to_string()).collect(),
        source: this.map(|published| basis(&w, published.source.as_str())),
        acts: acts(&at, &["PlanSession", "OpenRound"], &query),
        days_acts: acts(&at, &["PublishDaysOff"], &format!("?year={year}")),
    })
}

/// What people call a session.
pub(super) fn name(at: &Page, session: &directory::Session) -> String {
    let w = at.w();
    let kind = word(&w, "session", session.kind.as_str());
    format!("{kind} {}", w.count("directory-ordinal", session.number))
}

/// The sessions of a year, in their order; a round stands with its session.
fn sessions(at: &Page, council: BodyId, year: i16) -> Vec<Session> {
    let directory = &at.reader.known.pins.directory;
    let here = |session: &&directory::Session| {
        session.opens_on.year() == year || session.closes_on.year() == year
    };
    let mut all: Vec<_> = directory.sessions(council).filter(here).collect();
    all.sort_by_key(|session| session.opens_on);
    let moves = actor(at, "PlanSession").is_some();
    let shown = all.into_iter().map(|session| Session {
        name: name(at, session),
        word: session.session.to_string(),
        opens: session.opens_on.to_string(),
        closes: session.closes_on.to_string(),
        ahead: session.opens_on > at.reader.today,
        rounds: rounds(at, session),
        moved: (moves && session.closes_on >= at.reader.today).then(|| {
            let word = encoded(session.session.as_str());
            format!("/danh-ba/viec/PlanSession?council={council}&session={word}")
        }),
    });
    shown.collect()
}

fn rounds(at: &Page, session: &directory::Session) -> Vec<Round> {
    let w = at.w();
    let directory = &at.reader.known.pins.directory;
    let of = directory.rounds(session.council).filter(|round| round.session == session.session);
    let mut rounds: Vec<_> = of.collect();
    rounds.sort_by_key(|round| round.from);
    let shown = rounds.into_iter().map(|round| {
        let joined: Vec<String> = round.joined.iter().map(|council| at.name(*council)).collect();
        let areas: Vec<String> = round.areas.iter().map(|code| area(at, code)).collect();
        let phase = match round.phase {
            RoundPhase::Before => "before",
            RoundPhase::After => "after",
            RoundPhase::Other => "other",
        };
        let word_of = encoded(round.round.as_str());
        Round {
            meetings: format!("/buoi-tiep-xuc?body=&round={word_of}"),
            phase: word(&w, "phase", phase),
            word: round.round.to_string(),
            from: round.from.to_string(),
            until: round.until.to_string(),
            cut_off: round.cut_off.to_string(),
            areas: areas.join("; "),
            joined: (!joined.is_empty()).then(|| joined.join("; ")),
            book: format!("/so?round={word_of}&council={}", session.council),
        }
    });
    shown.collect()
}
