//! "Vì sao?": a decision as the API replays it.

use axum::extract::{OriginalUri, State};
use axum::response::Response;
use portal_pages::Words;
use portal_pages::decision::Decision;
use portal_pages::petition::Fact;
use serde_json::Value;

use crate::app::Shared;
use crate::pages::json::{At, items};
use crate::pages::page;
use crate::pages::petition::moment;
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
    let told = decisions::one(reader, State(app), name, params, headers).await?.0;
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
        facts: facts(&at, &told),
        same: told.text("/replay/verdict").map(|verdict| verdict == "same"),
        seen: items(&told, "/seen").iter().map(|seen| fact(&w, seen, "/number")).collect(),
        pinned: items(&told, "/pinned").iter().flat_map(|pin| pinned(&w, pin)).collect(),
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

fn facts(at: &Page, told: &Value) -> Vec<Fact> {
    let w = at.w();
    let mut facts = Vec::new();
    let mut put = |id: &str, value: Option<String>| {
        facts.extend(value.map(|value| Fact { label: w.t(id), value }));
    };
    let body = told.text("/decision/message/body").and_then(|id| id.parse().ok());
    put("act-as", body.map(|body| at.name(body)));
    put("act-on", told.text("/decision/message/occurred_on").map(|day| w.day(day)));
    put("recorded-at", told.text("/decision/now").map(moment));
    put("act-symbol", told.text("/decision/message/document/symbol").map(str::to_owned));
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
    let basis = pin.text("/rules/answer/basis");
    facts.extend(basis.map(|basis| Fact { label: w.t("basis"), value: basis.to_owned() }));
    facts
}
