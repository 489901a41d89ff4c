//! The rules of a council over time, what is proposed, and agreeing to it.

use axum::extract::State;
use axum::response::Response;
use directory::{Fate, Proposal};
use portal_pages::directory::{Proposed, RulesPage, Version, Voice};
use proto::event::{DirectoryEvent, Event, Rules, RulesAdopted};
use proto::{BodyId, Day, StreamId};
use register::Entry;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{actors, acts, councils, said, tabs};
use crate::app::{App, Shared};
use crate::pages::act::{SAME_KEY, refused};
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At;
use crate::pages::shell::Page;
use crate::pages::{cookies, go, page};
use crate::params::{Named, Params};
use crate::problem::Problem;

/// `?council=…`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    council: String,
}

/// What happened to the rules of a council, and when.
struct Happened<'a> {
    on: Day,
    body: Option<BodyId>,
    event: &'a DirectoryEvent,
}

/// An agreement that was refused.
struct Refusal<'a> {
    proposal: u32,
    key: &'a str,
    told: Value,
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Params(Asked { council }): Params<Asked>,
) -> Result<Response, Problem> {
    page(&view(&app, &at, &council, None).await?)
}

/// Agrees for the party that is acted for.
pub(super) async fn agree(
    State(app): State<Shared>,
    at: Page,
    Named((council, proposal)): Named<(BodyId, u32)>,
    sent: Pairs,
) -> Result<Response, Problem> {
    let asked = json!({
        "body": speaker(&at, council, proposal),
        "data": { "council": council, "proposal": proposal },
    });
    let key = one(&sent, "key");
    match give(&app, &at, "directory", "AgreeRules", key, &asked).await {
        Ok(_) => Ok(go(&format!("/quy-che?council={council}"), [cookies::say("act-done")])),
        Err(problem) => {
            let told = problem.body(at.visitor.language);
            let refusal = Refusal { proposal, key, told };
            let view = view(&app, &at, &council.to_string(), Some(&refusal)).await?;
            // A proposal that is not open has no place of its own any more.
            if view.proposed.iter().all(|shown| shown.number != proposal) {
                return Err(problem);
            }
            let mut response = page(&view)?;
            *response.status_mut() = problem.status();
            Ok(response)
        }
    }
}

async fn view(
    app: &App,
    at: &Page,
    asked: &str,
    refusal: Option<&Refusal<'_>>,
) -> Result<RulesPage, Problem> {
    let w = at.w();
    let (councils, council) = councils(at, asked)?;
    let entries = match council {
        Some(council) => app.register.history(StreamId::of_rules(council), None).await?,
        None => Vec::new(),
    };
    let happened: Vec<Happened<'_>> = entries.iter().filter_map(happened).collect();
    let mut shell = at.shell(w.t("directory-rules-title"), "directory");
    shell.address = council.map_or("/quy-che".to_owned(), |id| format!("/quy-che?council={id}"));
    let query = council.map_or(String::new(), |id| format!("?council={id}"));
    let has_rules = council.and_then(|id| at.reader.known.pins.first_rules(id)).is_some();
    let party = council.is_some_and(|id| !speakers(at, id, "ProposeRules").is_empty());
    let offered = if has_rules && party { acts(at, &["ProposeRules"], &query) } else { Vec::new() };
    Ok(RulesPage {
        shell,
        tabs: tabs(&w, "/quy-che"),
        councils,
        council: council.map(|id| at.name(id)).unwrap_or_default(),
        proposed: council.map_or(Vec::new(), |id| open(at, id, &happened, refusal)),
        versions: versions(at, &happened),
        acts: offered,
    })
}

fn happened(entry: &Entry) -> Option<Happened<'_>> {
    let (envelope, event) = entry.known()?;
    let Event::Directory(event) = event else { return None };
    let body = envelope.on_behalf.or(envelope.body);
    Some(Happened { on: envelope.occurred_on, body, event })
}

/// The parties to the rules that a proposal would change.
fn parties(rules: &Rules) -> [BodyId; 3] {
    [rules.standing_committee, rules.front, rules.peoples_committee]
}

/// The bodies acted for that may give a command and are a party to a council's rules.
pub(super) fn speakers(at: &Page, council: BodyId, command: &str) -> Vec<BodyId> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let rules = pins.rules(council, today).or_else(|| pins.first_rules(council));
    let Some(rules) = rules else { return Vec::new() };
    let seats = parties(rules);
    let speaks =
        |body: &BodyId| seats.iter().any(|seat| seat == body || heirs(at, *seat).contains(body));
    actors(at, command).into_iter().filter(speaks).collect()
}

fn heirs(at: &Page, seat: BodyId) -> std::collections::BTreeSet<BodyId> {
    at.reader.known.pins.directory.standing_heirs(seat, at.reader.today)
}

/// The body that still has to agree, of those acted for.
fn speaker(at: &Page, council: BodyId, number: u32) -> Option<BodyId> {
    let all = at.reader.known.pins.proposals(council);
    let known = all.iter().find(|known| known.proposed.proposal == number)?;
    let bodies = speakers(at, council, "AgreeRules");
    let open = bodies.iter().find(|body| !known.agreed.contains(body));
    open.or(bodies.first()).copied()
}

fn open(
    at: &Page,
    council: BodyId,
    happened: &[Happened<'_>],
    refusal: Option<&Refusal<'_>>,
) -> Vec<Proposed> {
    let (pins, today, w) = (&at.reader.known.pins, at.reader.today, at.w());
    let in_force = pins.rules(council, today).or_else(|| pins.first_rules(council));
    let before = in_force.map(|rules| said::parts(at, rules)).unwrap_or_default();
    let open = pins.proposals(council).iter().filter(|known| known.fate == Fate::Open);
    let show = |known: &Proposal| {
        let number = known.proposed.proposal;
        let mut voices = voices(at, number, happened);
        let seats = parties(in_force.unwrap_or(&known.proposed.rules));
        let spoke = |seat: &BodyId| {
            known.agreed.iter().any(|body| body == seat || heirs(at, *seat).contains(body))
        };
        let silent = seats.iter().filter(|seat| !spoke(seat));
        voices.extend(silent.map(|seat| Voice {
            name: at.name(*seat),
            what: w.t("directory-voice-waits"),
            on: None,
        }));
        let speaker = speaker(at, council, number).filter(|body| !known.agreed.contains(body));
        let refused_here = refusal.filter(|refusal| refusal.proposal == number);
        let told = refused_here.map(|refusal| &refusal.told);
        let code = told.and_then(|told| told.text("/code")).unwrap_or_default().to_owned();
        let same = refused_here.filter(|_| SAME_KEY.contains(&&*code));
        Proposed {
            number,
            from: known.proposed.from.to_string(),
            voices,
            changes: said::changes(&before, &said::parts(at, &known.proposed.rules)),
            agree: speaker.map(|_| format!("/quy-che/{council}/dong-y/{number}")),
            key: same.map_or_else(
                || format!("page-{}", runtime::random::uuid()),
                |refusal| refusal.key.to_owned(),
            ),
            refused: told.map(|told| refused(at, told, &code, &[])),
        }
    };
    open.rev().map(show).collect()
}

/// Who proposed and agreed to a proposal, and when.
fn voices(at: &Page, number: u32, happened: &[Happened<'_>]) -> Vec<Voice> {
    let w = at.w();
    let voice = |by: BodyId, id: &str, on: Day| Voice {
        name: at.name(by),
        what: w.t(id),
        on: Some(on.to_string()),
    };
    let spoken = happened.iter().filter_map(|one| {
        if let DirectoryEvent::RulesProposed(said) = one.event
            && said.proposal == number
        {
            return Some(voice(said.by, "directory-voice-proposed", one.on));
        }
        if let DirectoryEvent::RulesAgreed(said) = one.event
            && said.proposal == number
        {
            return Some(voice(said.by, "directory-voice-agreed", one.on));
        }
        None
    });
    spoken.collect()
}

/// Those adopted, the last first, each with what differs from the one before.
fn versions(at: &Page, happened: &[Happened<'_>]) -> Vec<Version> {
    let (w, today) = (at.w(), at.reader.today);
    let mut adopted: Vec<(&RulesAdopted, &Happened<'_>, Option<u32>)> = Vec::new();
    let mut last_agreed = None;
    for one in happened {
        if let DirectoryEvent::RulesAgreed(said) = one.event {
            last_agreed = Some(said.proposal);
        }
        // The last agreement and what it adopts stand side by side.
        if let DirectoryEvent::RulesAdopted(rules) = one.event {
            adopted.push((rules, one, last_agreed.take()));
        }
    }
    // Of those from the same day the last one counts.
    adopted.sort_by_key(|(rules, ..)| rules.from);
    let current = adopted.iter().rposition(|(rules, ..)| rules.from <= today);
    let mut shown = Vec::new();
    let mut before = None;
    for (n, (rules, one, proposal)) in adopted.iter().enumerate() {
        let parts = said::parts(at, &rules.rules);
        let next = adopted.get(n + 1).and_then(|(next, ..)| next.from.yesterday().ok());
        let state = match current {
            Some(current) if n == current => "now",
            Some(current) if n < current => "before",
            Some(_) | None => "ahead",
        };
        let first = |by: BodyId| Voice {
            name: at.name(by),
            what: w.t("directory-voice-first"),
            on: Some(one.on.to_string()),
        };
        shown.push(Version {
            id: format!("ban-{}", n + 1),
            state: w.t(&format!("directory-rules-{state}")),
            in_force: state == "now",
            from: rules.from.to_string(),
            until: next.map(|day| day.to_string()),
            voices: match proposal {
                Some(number) => voices(at, *number, happened),
                None => one.body.map(first).into_iter().collect(),
            },
            changes: before.as_ref().map(|before: &Vec<_>| said::changes(before, &parts)),
            parts: parts.clone(),
        });
        before = Some(parts);
    }
    shown.reverse();
    shown
}
