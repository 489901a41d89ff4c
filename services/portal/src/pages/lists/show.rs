//! One list: its rows as officials know them, with what is proposed and who agreed.

use axum::extract::{Query, State};
use axum::response::Response;
use petition::Proposal;
use portal_pages::lists::{
    Against, OnPaper, One, Pair as ShownPair, PairRule, Revision, Row, Side as Shown, Stuck, Tally,
};
use proto::event::{Event, IntakeEvent};
use proto::stage::Stage;
use proto::{BodyId, StreamId};
use register::{ConsolidatedList, Entry};
use serde_json::Value;

use crate::app::{App, Shared};
use crate::pages::json::At as _;
use crate::pages::lists::sheet::{self, InWords, Line, Sheet};
use crate::pages::lists::turn::{self, Pair, Said};
use crate::pages::lists::{Asked, councils_of, entry, tally, value};
use crate::pages::shell::{Page, encoded};
use crate::pages::{page, today};
use crate::params::Named;
use crate::problem::Problem;

/// Rows of a page.
const ROWS: usize = 40;
/// Revisions that are shown.
const REVISIONS: usize = 10;

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(number): Named,
    Query(asked): Asked,
) -> Result<Response, Problem> {
    let Sheet { found, lines } = sheet::sheet(&app, &at, &number).await?;
    let number = found.fixed.number.to_string();
    let address = format!("/danh-sach/{}", encoded(&number));
    let revisions = revisions(&app, &at, found.envelope.stream).await?;
    let merged: Vec<StreamId> = lines.iter().filter_map(|line| line.row.merged_into).collect();
    let merged = app.register.numbers_of(&merged).await?;
    let from = value(&asked, "tu").parse::<usize>().unwrap_or(1).max(1) - 1;
    let from = if from < lines.len() { from } else { 0 };
    let mut counted = Tally::default();
    lines.iter().for_each(|line| tally::count(&mut counted, line.row.stage, 1));
    let asked_of = lines.iter().filter(|line| line.row.stage == Stage::BeingAgreed);
    let due = asked_of.filter_map(|line| line.proposal()?.consent_due).min();
    let mine = lines.iter().filter(|line| line.awaits(&at.acting)).count();
    let mut shell = at.shell(format!("{} {number}", at.w().t("list")), "lists");
    "*".clone_into(&mut shell.about);
    let place = |first: usize| format!("{address}?tu={}", first + 1);
    let fixes = councils_of(&at).contains(&found.fixed.council) && at.may("intake", "ReviseList");
    let shown = lines.iter().skip(from).take(ROWS);
    let fresh = newest(&revisions);
    let view = One {
        rows: shown.map(|line| row(&at, line, &merged, fresh)).collect(),
        before: (from > 0).then(|| place(from.saturating_sub(ROWS))),
        after: (from + ROWS < lines.len()).then(|| place(from + ROWS)),
        rules: rules(&at, &found),
        may_propose: at.may("classification", "ProposeClassification"),
        may_consent: at.may("classification", "GiveConsent"),
        consent_all: format!("{address}/dong-y"),
        revise: fixes.then(|| format!("{address}/sua")),
        stuck: lines.iter().filter_map(|line| stuck(&at, &address, line)).collect(),
        on_paper: on_paper(&at, &address, &found, &lines),
        list: entry(&at, &found, counted, due, mine),
        revisions,
        address,
        shell,
    };
    page(&view)
}

fn row(at: &Page, line: &Line, merged: &[(StreamId, String)], fresh: Option<&Revision>) -> Row {
    let (wording, original) = line.wording();
    let words = InWords::proposed(at, line);
    let words = words.unwrap_or_else(|| guessed(at, line));
    let mine = line.awaits(&at.acting);
    let party =
        turn::awaited(&line.pairs).chain(spoken(line)).any(|body| at.acting.contains(&body));
    let proposal = line.proposal();
    let due = proposal.filter(|_| line.row.stage == Stage::BeingAgreed).and_then(|p| p.consent_due);
    let number = line.row.number.clone();
    let changed =
        fresh.is_some_and(|last| last.added.contains(&number) || last.moved.contains(&number));
    Row {
        at: line.at,
        wording,
        original,
        area: line.row.area.as_deref().map_or_else(String::new, |area| at.area(area)),
        stage_code: line.row.stage.as_str().to_owned(),
        stage: today::label(at, line.row.stage),
        proposal: line.number_of_proposal(),
        suggested: proposal.is_some_and(|proposal| proposal.suggested),
        field: words.field,
        competence: words.competence,
        addressees: words.addressees,
        reason: line.text(at, "/reason"),
        against: proposal.map(|proposal| against(at, line, proposal)).unwrap_or_default(),
        pairs: line.pairs.iter().map(|pair| sides(at, pair)).collect(),
        due: due.map(|due| due.to_string()),
        late: due.is_some_and(|due| due < at.reader.today),
        tick: line.is_open().then(|| format!("{number}~{}", line.number_of_proposal())),
        mine,
        merged_into: line.row.merged_into.and_then(|into| {
            merged.iter().find(|(of, _)| *of == into).map(|(_, number)| number.clone())
        }),
        may_contest: mine && at.may("classification", "ContestClassification"),
        may_dissent: (line.is_open() || line.row.stage == Stage::Agreed)
            && party
            && !mine
            && at.may("classification", "RecordDissent")
            && proposal.is_some(),
        fresh: changed,
        number,
    }
}

/// The number of the list on which a petition stands, and the address of its row there.
pub(in crate::pages) async fn place_of(app: &App, petition: &Value) -> Option<(String, String)> {
    let list = sheet::list(app, petition.text("/list/list")?).await.ok()?;
    let row = usize::try_from(petition.number("/list/row")).ok()?;
    let number = list.fixed.number.to_string();
    let first = row.saturating_sub(1) / ROWS * ROWS + 1;
    let page = if first > 1 { format!("?tu={first}") } else { String::new() };
    let address = format!("/danh-sach/{}{page}#d{row}", encoded(&number));
    Some((number, address))
}

/// The bodies that spoke to the proposal.
fn spoken(line: &Line) -> impl Iterator<Item = BodyId> {
    let sides = line.pairs.iter().flat_map(|pair| pair.sides);
    let spoke = |side: &turn::Side| !matches!(side.said, Said::Later);
    sides.filter(spoke).filter_map(|side| side.body)
}

/// Before anything is proposed, the field that the clerk guessed is all there is.
fn guessed(at: &Page, line: &Line) -> InWords {
    let field = line.row.field.as_deref();
    let none = at.w().t("none");
    let field = field.map(|field| InWords::of(at, line.row.council, field, "", &[]).field);
    InWords { field: field.unwrap_or(none.clone()), competence: none.clone(), addressees: none }
}

/// The sides of a pair, in words.
fn sides(at: &Page, pair: &Pair) -> ShownPair {
    let side = |side: &turn::Side| {
        let (said, on) = match side.said {
            Said::Consented(on) => ("consented", Some(on)),
            Said::Silent(on) => ("consented-silent", Some(on)),
            Said::Contested(on) => ("contested", Some(on)),
            Said::Awaited => ("awaited", None),
            Said::Later => ("later", None),
            Said::Idle => ("idle", None),
        };
        Shown {
            party: side.body.map_or_else(|| at.w().t("side-vacant"), |body| at.name(body)),
            said,
            on: on.map(|on| on.to_string()),
            mine: side.body.is_some_and(|body| at.acting.contains(&body)),
        }
    };
    let sides: Vec<Shown> = pair.sides.iter().map(side).collect();
    ShownPair { asked: sides.iter().any(|side| side.said == "awaited"), sides }
}

fn against(at: &Page, line: &Line, proposal: &Proposal) -> Vec<Against> {
    let contests = proposal.contests.iter().enumerate().map(|(n, said)| Against {
        party: at.name(said.event.party),
        what: "contested",
        on: said.on.to_string(),
        reason: line.text(at, &format!("/contests/{n}")),
    });
    let dissents = proposal.dissents.iter().enumerate().map(|(n, said)| Against {
        party: at.name(said.event.party),
        what: "list-dissented",
        on: said.on.to_string(),
        reason: line.text(at, &format!("/dissents/{n}")),
    });
    let decided = proposal.deadlock.iter().map(|said| Against {
        party: at.name(said.event.by),
        what: "deadlock",
        on: said.on.to_string(),
        reason: line.text(at, "/deadlock"),
    });
    contests.chain(dissents).chain(decided).collect()
}

fn rules(at: &Page, found: &ConsolidatedList) -> Vec<PairRule> {
    let rules = at.reader.known.pins.rules(found.fixed.council, at.reader.today);
    let pairs = rules.map(|rules| rules.pairs.as_slice()).unwrap_or_default();
    let shown = (1_u8..).zip(pairs).map(|(number, rule)| PairRule {
        number,
        days: rule.consent.days,
        working: rule.consent.day_kind == proto::event::DayKind::Working,
        silence: rule.silence_is_consent,
    });
    shown.collect()
}

/// A row for a joint meeting: it was contested, and is not agreed.
fn stuck(at: &Page, address: &str, line: &Line) -> Option<Stuck> {
    if line.rounds == 0 || !line.is_open() {
        return None;
    }
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let rules = pins.rules(line.row.council, today)?;
    let received = line.held.petition.received.as_ref()?;
    let deadlock = rules.deadlock.as_ref();
    let judge = deadlock.and_then(|rule| {
        let (with, area) = (received.raised_with, received.area.as_ref());
        pins.party(received.council, &rule.decided_by, with, area, today)
    });
    let rounds_max = deadlock.map(|rule| rule.rounds_max);
    let reached =
        rounds_max.is_some_and(|max| usize::try_from(max).is_ok_and(|max| line.rounds >= max));
    let mine = judge.is_some_and(|judge| at.acting.contains(&judge));
    let number = line.row.number.clone();
    let decide = format!("/kien-nghi/{number}/viec/classification/DecideDeadlock");
    Some(Stuck {
        wording: line.wording().0,
        rounds: line.rounds,
        rounds_max,
        decides: judge.map_or_else(String::new, |judge| at.name(judge)),
        decide: (reached && mine && at.may("classification", "DecideDeadlock")).then_some(decide),
        propose: format!(
            "{address}/phan-loai?k={}~{}",
            encoded(&number),
            line.number_of_proposal()
        ),
        number,
    })
}

/// The bodies that answer on paper and are asked, where the reader records for them.
fn on_paper(at: &Page, address: &str, found: &ConsolidatedList, lines: &[Line]) -> Vec<OnPaper> {
    let council = found.fixed.council;
    let rules = at.reader.known.pins.rules(council, at.reader.today);
    let Some(rules) = rules.filter(|rules| at.acting.contains(&rules.standing_committee)) else {
        return Vec::new();
    };
    let asked = |body: &&BodyId| lines.iter().any(|line| line.awaits(&[**body]));
    let shown = rules.on_paper.iter().filter(asked).map(|&body| OnPaper {
        name: at.name(body),
        address: format!("{address}/dong-y?on_behalf={body}"),
    });
    shown.collect()
}

/// How the list came to be, last revision first.
async fn revisions(app: &App, at: &Page, list: StreamId) -> Result<Vec<Revision>, Problem> {
    let entries = app.register.history(list, None).await?;
    let fixed: Vec<_> = entries.iter().filter_map(of_list).collect();
    let mut changes = Vec::new();
    let mut before: &[StreamId] = &[];
    for (envelope, list) in fixed {
        let (old, new) = (before, &list.petitions);
        let added: Vec<StreamId> = new.iter().copied().filter(|row| !old.contains(row)).collect();
        let kept =
            new.iter().enumerate().filter(|(n, row)| old.contains(row) && old.get(*n) != Some(row));
        let moved: Vec<StreamId> = kept.map(|(_, row)| *row).collect();
        changes.push((envelope, list.revision, added, moved));
        before = new;
    }
    // Of the first revision every row is new: that is not worth a line.
    let named: Vec<StreamId> = changes
        .iter()
        .skip(1)
        .flat_map(|(_, _, added, moved)| added.iter().chain(moved))
        .copied()
        .collect();
    let numbers = app.register.numbers_of(&named).await?;
    let numbered = |rows: &[StreamId]| {
        let number =
            |row: &StreamId| numbers.iter().find(|(of, _)| of == row).map(|(_, n)| n.clone());
        rows.iter().filter_map(number).collect::<Vec<_>>()
    };
    let shown =
        changes.iter().rev().take(REVISIONS).map(|(envelope, revision, added, moved)| Revision {
            number: *revision,
            on: envelope.occurred_on.to_string(),
            by: envelope.body.map_or_else(|| at.w().t("by-system"), |by| at.name(by)),
            added: if *revision > 1 { numbered(added) } else { Vec::new() },
            moved: numbered(moved),
        });
    Ok(shown.collect())
}

fn of_list(entry: &Entry) -> Option<(&proto::envelope::Envelope, &proto::event::ListFixed)> {
    match entry.known()? {
        (envelope, Event::Intake(IntakeEvent::ListFixed(fixed))) => Some((envelope, fixed)),
        _ => None,
    }
}

/// The last revision, if it changed an earlier one.
fn newest(revisions: &[Revision]) -> Option<&Revision> {
    revisions.first().filter(|last| last.number > 1)
}
