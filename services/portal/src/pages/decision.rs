//! "Vì sao?": a decision as the API replays it.

use axum::extract::{OriginalUri, State};
use axum::response::Response;
use portal_pages::Words;
use portal_pages::decision::Decision;
use portal_pages::petition::Fact;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::pages::json::{At, items};
use crate::pages::page;
use crate::pages::petition::{moment, names_of};
use crate::pages::shell::Page;
use crate::params::{Named, Params};
use crate::problem::Problem;
use crate::read::decisions;

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    name: Named,
    OriginalUri(_): OriginalUri,
) -> Result<Response, Problem> {
    let params = Params(decisions::DecisionParams { replay: true });
    let (reader, headers) = (at.reader.clone(), at.visitor.headers.clone());
    let told = decisions::one(reader, State(app.clone()), name, params, headers).await?.0;
    let officer = json!({ "entries": [{ "officer": told.text("/decision/message/officer") }] });
    let officer = names_of(&app, &at, &officer).await.into_values().next();
    let w = at.w();
    let command = w.command(
        told.text("/context").unwrap_or_default(),
        told.text("/decision/command").unwrap_or_default(),
    );
    let refused = told
        .text("/result/title")
        .map(|title| Fact { label: title.to_owned(), value: told.words("/result/next_step") });
    let view = Decision {
        shell: at.shell(format!("{} {command}", w.t("why")), ""),
        facts: facts(&at, &told, &command, officer),
        petitions: petitions(&told),
        same: told.text("/replay/verdict").map(|verdict| verdict == "same"),
        seen: items(&told, "/seen").iter().map(|seen| fact(&w, seen, "/number")).collect(),
        pinned: items(&told, "/pinned").iter().flat_map(|pin| pinned(&w, pin)).collect(),
        counted: items(&told, "/counted").iter().map(|of| counted(&w, of)).collect(),
        happened: items(&told, "/happened")
            .iter()
            .map(|event| Fact {
                label: event.text("/number").map_or_else(|| w.t("decision-other"), str::to_owned),
                value: w.event(event.text("/type").unwrap_or_default()),
            })
            .collect(),
        refused,
        raw: serde_json::to_string_pretty(&told).unwrap_or_default(),
        command,
    };
    page(&view)
}

/// The petitions that were looked at, to go back to them.
fn petitions(told: &Value) -> Vec<String> {
    let seen = items(told, "/seen").iter().chain(items(told, "/happened"));
    let mut numbers: Vec<String> =
        seen.filter_map(|seen| seen.text("/number")).map(str::to_owned).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn facts(at: &Page, told: &Value, command: &str, officer: Option<String>) -> Vec<Fact> {
    let w = at.w();
    let mut facts = Vec::new();
    let mut put = |id: &str, value: Option<String>| {
        facts.extend(value.map(|value| Fact { label: w.t(id), value }));
    };
    let named =
        |pointer: &str| told.text(pointer).and_then(|id| id.parse().ok()).map(|body| at.name(body));
    let body = named("/decision/message/body");
    put("decision-command", Some(command.to_owned()));
    put("decision-officer", officer);
    put("act-as", body.or_else(|| Some(w.t("by-system"))));
    put("on-behalf", named("/decision/message/on_behalf"));
    put("act-on", told.text("/decision/message/occurred_on").map(|day| w.day(day)));
    put("recorded-at", told.text("/decision/now").map(moment));
    put("act-symbol", told.text("/decision/message/document/symbol").map(str::to_owned));
    let number = told.number("/decision/decider");
    put("decision-rule", (number > 0).then(|| w.count("decision-rule-number", number)));
    facts
}

fn fact(w: &Words, seen: &Value, label: &str) -> Fact {
    let other = || w.t("decision-other");
    let label = seen.text(label).map_or_else(other, str::to_owned);
    Fact { label, value: w.count("decision-version", seen.number("/version")) }
}

/// What was pinned; of rules also their legal basis.
fn pinned(w: &Words, pin: &Value) -> Vec<Fact> {
    let what = pin.text("/what").unwrap_or_default();
    let mut label = match what {
        "directory" => w.t("decision-directory"),
        "calendar" => w.t("decision-calendar"),
        "rules" => w.t("decision-rules-of"),
        _ => pin.words("/stream"),
    };
    if let Some(council) = pin.text("/council/name") {
        label = format!("{label}: {council}");
    }
    let version = w.count("decision-version", pin.number("/version"));
    let mut facts = vec![Fact { label, value: version }];
    for (member, value) in [
        ("answer", "answer"),
        ("receipt", "receipt"),
        ("check", "check"),
        ("making_known", "making_known"),
    ] {
        let rule = pin.pointer(&format!("/rules/{member}"));
        facts.extend(rule.and_then(|rule| deadline(w, w.value(value), rule)));
    }
    for (number, pair) in (1_u64..).zip(items(pin, "/rules/pairs")) {
        let consent = pair.get("consent");
        facts.extend(consent.and_then(|rule| deadline(w, w.count("pair", number), rule)));
    }
    facts
}

/// One day that was set, and how it was counted.
fn counted(w: &Words, of: &Value) -> (String, Vec<Fact>) {
    let fact = |id: &str, value: String| Fact { label: w.t(id), value };
    let day = |pointer: &str| w.day(of.text(pointer).unwrap_or_default());
    let due = match of.text("/what") {
        Some("consent") => "decision-due-consent",
        Some(_) | None => "decision-due-answer",
    };
    let working = of.text("/day_kind") == Some("working");
    let days = if working { "decision-days-working" } else { "decision-days-calendar" };
    let mut steps = vec![
        fact("decision-counted-from", day("/from")),
        fact("decision-counted-days", w.count(days, of.number("/days"))),
    ];
    if working {
        let weekend = of.number("/weekend_days");
        let weekend = (weekend > 0).then(|| w.count("decision-weekend-days", weekend));
        let named = items(of, "/days_off").iter().map(|off| {
            let on = w.day(off.text("/day").unwrap_or_default());
            format!("{on} ({})", off.words("/name"))
        });
        let off: Vec<String> = weekend.into_iter().chain(named).collect();
        let off = if off.is_empty() { w.t("none") } else { off.join("; ") };
        steps.push(fact("decision-days-off", off));
    }
    steps.push(fact("basis", of.words("/basis")));
    (format!("{}: {}", w.t(due), day("/due")), steps)
}

/// A number of days with its legal basis.
fn deadline(w: &Words, label: String, rule: &Value) -> Option<Fact> {
    let basis = rule.text("/basis")?;
    let days = w.count("decision-days", rule.number("/days"));
    Some(Fact { label, value: format!("{days}. {}: {basis}", w.t("basis")) })
}
