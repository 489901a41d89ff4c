//! Consenting to a list in one act, but for the rows that are not ticked.
//!
//! What the person saw goes with the command: the revision of the list and the number of each
//! proposal. What changed since is named row by row, and the rest can be sent again at once.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::lists::{Changed, Consent, ConsentRow};
use proto::BodyId;
use proto::stage::Stage;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::pages::act::{SAME_KEY, around, paper, refused};
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At;
use crate::pages::lists::propose::put;
use crate::pages::lists::sheet::{self, InWords, Line, Sheet};
use crate::pages::lists::turn;
use crate::pages::lists::{Asked, fresh_key, value, values};
use crate::pages::shell::{Page, encoded};
use crate::pages::{again, cookies, go, page, today};
use crate::params::Named;
use crate::problem::Problem;

/// What the form says, sent or in the address.
struct Said<'a> {
    pairs: &'a [(String, String)],
    sent: bool,
    nothing: bool,
    problem: Option<&'a Value>,
}

impl Said<'_> {
    fn value(&self, name: &str) -> String {
        value(self.pairs, name).to_owned()
    }

    /// The ticks: the petition's number with the number of the proposal that was seen.
    fn ticks(&self) -> Vec<(&str, u32)> {
        let ticks = values(self.pairs, "k").into_iter();
        ticks
            .filter_map(|tick| tick.split_once('~'))
            .filter_map(|(n, p)| Some((n, p.parse().ok()?)))
            .collect()
    }
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(number): Named,
    Query(asked): Asked,
) -> Result<Response, Problem> {
    let sheet = sheet::sheet(&app, &at, &number).await?;
    let said = Said { pairs: &asked, sent: false, nothing: false, problem: None };
    page(&view(&at, &sheet, &said))
}

/// For whom is consented: who answered on paper, or the body acted for that is asked.
fn party(at: &Page, sheet: &Sheet, said: &Said<'_>) -> Option<BodyId> {
    let absent: Option<BodyId> = said.value("on_behalf").parse().ok();
    let named = said.value("body").parse().ok().filter(|body| at.acting.contains(body));
    let asked = |body: &&BodyId| sheet.lines.iter().any(|line| line.awaits(&[**body]));
    absent
        .or(named)
        .or_else(|| at.acting.iter().find(asked).copied())
        .or_else(|| at.acting.first().copied())
}

fn view(at: &Page, sheet: &Sheet, said: &Said<'_>) -> Consent {
    let w = at.w();
    let (fixed, list) = (&sheet.found.fixed, sheet.found.fixed.number.to_string());
    let party = party(at, sheet, said);
    let (absent, ticks) = (said.value("on_behalf"), said.ticks());
    let asked: Vec<&Line> = sheet
        .lines
        .iter()
        .filter(|line| party.is_some_and(|party| line.awaits(&[party])))
        .collect();
    let changed = changed(at, sheet, &asked, &ticks);
    let rows = asked.iter().map(|line| row(at, line, &ticks, said.sent));
    let code = said.problem.and_then(|problem| problem.text("/code")).unwrap_or_default();
    let wrong = said.problem.and_then(|problem| problem.text("/field")).unwrap_or_default();
    let same = said.sent && (said.problem.is_none() || SAME_KEY.contains(&code));
    let told = |name: &str| said.value(name);
    let seen = said.value("revision").parse::<u32>().ok();
    let mut paper = paper(at, wrong, &told);
    // On whose behalf is not typed here: the page is about one body.
    paper.retain(|field| field.name != "on_behalf");
    let filled = paper.iter().any(|field| !field.value.is_empty() || field.error.is_some());
    let mut hidden = vec![
        ("key".to_owned(), if same { told("key") } else { fresh_key() }),
        ("revision".to_owned(), fixed.revision.to_string()),
    ];
    if !absent.is_empty() {
        hidden.push(("on_behalf".to_owned(), absent.clone()));
    }
    let due = asked.iter().filter_map(|line| line.proposal()?.consent_due).min();
    let address = format!("/danh-sach/{}/dong-y", encoded(&list));
    let mut shell = at.shell(format!("{} · {list}", w.t("list-consent")), "lists");
    shell.address.clone_from(&at.visitor.address);
    let body = |name: &str| match (name, party) {
        ("body", Some(party)) if told("body").is_empty() && absent.is_empty() => party.to_string(),
        _ => told(name),
    };
    Consent {
        revision: fixed.revision,
        revised: seen.is_some_and(|seen| seen != fixed.revision),
        party: party.map_or_else(String::new, |party| at.name(party)),
        paper_open: filled || !absent.is_empty(),
        on_paper: !absent.is_empty(),
        rows: rows.collect(),
        changed,
        silence: asked.first().is_some_and(|line| turn::silence_counts(&line.pairs)),
        due: due.map(|due| due.to_string()),
        last: asked.iter().all(|line| last(line)),
        hidden,
        around: around(at, wrong, &body),
        paper,
        nothing: said.nothing,
        refused: said.problem.map(|problem| refused(at, problem, code, &[])),
        list,
        address,
        shell,
    }
}

/// Nobody is asked after the pair that is asked now.
fn last(line: &Line) -> bool {
    let later =
        line.pairs.iter().flat_map(|pair| pair.sides).any(|side| side.said == turn::Said::Later);
    !later && turn::awaited(&line.pairs).count() == 1
}

fn row(at: &Page, line: &Line, ticks: &[(&str, u32)], sent: bool) -> ConsentRow {
    let (number, proposal) = (line.row.number.clone(), line.number_of_proposal());
    let seen = ticks.contains(&(number.as_str(), proposal));
    ConsentRow {
        at: line.at,
        wording: line.wording().0,
        what: InWords::proposed(at, line).map_or_else(String::new, |words| words.whole()),
        suggested: line.proposal().is_some_and(|proposal| proposal.suggested),
        value: format!("{number}~{proposal}"),
        // Who comes with no choice means the whole list.
        ticked: seen || ticks.is_empty() && !sent,
        number,
    }
}

/// What was ticked, and is not any more as it was seen.
fn changed(at: &Page, sheet: &Sheet, asked: &[&Line], ticks: &[(&str, u32)]) -> Vec<Changed> {
    let w = at.w();
    let told = |&(number, seen): &(&str, u32)| {
        let line = sheet.lines.iter().find(|line| line.row.number == number)?;
        let now = line.number_of_proposal();
        let still = asked.iter().any(|other| other.row.number == number);
        if still && now == seen {
            return None;
        }
        let stage = line.row.stage;
        let what = if now != seen {
            let words = InWords::proposed(at, line).map_or_else(String::new, |words| words.whole());
            format!("{}: {words}", w.count("changed-proposal", now))
        } else if stage == Stage::Contested {
            w.t("changed-contested")
        } else if stage == Stage::BeingAgreed {
            w.t("changed-not-asked")
        } else {
            format!("{}: {}", w.t("changed-stage"), today::label(at, stage))
        };
        Some(Changed { number: number.to_owned(), what })
    };
    ticks.iter().filter_map(told).collect()
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    Named(number): Named,
    form: Pairs,
) -> Result<Response, Problem> {
    let sheet = sheet::sheet(&app, &at, &number).await?;
    let mut said = Said { pairs: &form.0, sent: true, nothing: false, problem: None };
    let ticks = said.ticks();
    let petitions: Vec<Value> = ticks
        .iter()
        .filter_map(|(number, proposal)| {
            let line = sheet.lines.iter().find(|line| line.row.number == *number)?;
            Some(json!({ "petition": line.row.stream, "proposal": proposal }))
        })
        .collect();
    if petitions.is_empty() {
        said.nothing = true;
        return again(&view(&at, &sheet, &said), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let list = sheet.found.envelope.stream;
    let revision = one(&form, "revision").parse::<u32>().unwrap_or_default();
    let mut body = json!({
        "stream": list,
        "seen_version": sheet.found.version,
        "data": { "list": { "list": list, "revision": revision }, "petitions": petitions },
    });
    put(&mut body, &form, &["body", "occurred_on", "on_behalf"]);
    let (symbol, issued_on) = (one(&form, "symbol").trim(), one(&form, "issued_on"));
    if !symbol.is_empty() || !issued_on.is_empty() {
        body["document"] = json!({ "symbol": symbol, "issued_on": issued_on });
    }
    match give(&app, &at, "classification", "GiveConsent", one(&form, "key"), &body).await {
        Ok(_) => Ok(go(&format!("/danh-sach/{}", encoded(&number)), [cookies::say("act-done")])),
        Err(problem) => {
            let told = problem.body(at.visitor.language);
            let sheet = sheet::sheet(&app, &at, &number).await?;
            said.problem = Some(&told);
            again(&view(&at, &sheet, &said), problem.status())
        }
    }
}
