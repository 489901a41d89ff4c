//! `GET /decisions/{command id}`: what was decided, on what, by which decider; with `?replay=true`
//! the decision is taken again from the same inputs, and the answer says whether it is the same.

mod counted;
mod told;

use audit::Auditor;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use proto::CommandId;
use proto::page::{Decided, ReadRequest};
use proto::reply::Outcome;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::caller::Reader;
use crate::language::Language;
use crate::opened::closed;
use crate::params::{Named, Params};
use crate::problem::Problem;
use crate::words;

/// `?replay=true`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionParams {
    #[serde(default)]
    pub(crate) replay: bool,
}

/// One recorded decision. Common knowledge of the circle: its texts stay sealed.
pub(crate) async fn one(
    reader: Reader,
    State(app): State<Shared>,
    Named(name): Named,
    Params(params): Params<DecisionParams>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let command: CommandId = name.parse().map_err(|_| Problem::not_found())?;
    let page = app.store.page(&ReadRequest::Decision { command }).await;
    let header = page.map_err(|error| Problem::unavailable(&error.to_string(), 2))?.header;
    let decided = header.decisions.first().or(header.decided.as_ref());
    let decided = decided.ok_or_else(Problem::not_found)?;
    let mut answer = closed(shown(command, decided));
    if let (Outcome::Refused(refusal), Some(result)) =
        (&decided.outcome, answer["result"].as_object_mut())
    {
        let (language, words) = (Language::of(&headers), words::of(&refusal.code));
        result.insert("title".to_owned(), language.pick(words.title_vi, words.title_en).into());
        result.insert("next_step".to_owned(), language.pick(words.next_vi, words.next_en).into());
    }
    let told = told::told(&app.store, &app.register, &reader.known.pins, decided).await;
    if let Some(members) = answer.as_object_mut() {
        members.extend(told);
    }
    if params.replay {
        let verdict = Auditor::new((app.services)(), app.store.clone()).replay(decided).await;
        let verdict = verdict.map_err(|error| Problem::unavailable(&error.to_string(), 2))?;
        if let Some(members) = answer.as_object_mut() {
            members.insert("replay".to_owned(), json!(verdict));
        }
    }
    Ok(Json(answer))
}

fn shown(command: CommandId, decided: &Decided) -> Value {
    let outcome = match &decided.outcome {
        Outcome::Events(events) => json!({ "outcome": "done", "events": events }),
        Outcome::Refused(refusal) => {
            json!({ "outcome": "refused", "code": refusal.code, "about": refusal.detail })
        }
    };
    let decision = decided.decision.as_ref().map(|decision| {
        json!({
            "command": decision.command_type,
            "command_version": decision.command_version,
            "decider": decision.decider,
            "now": decision.now.to_string(),
            "site": decision.site,
            "message": decision.command,
            "reads": decision.reads,
            "pins": decision.pins,
            "facts": decision.facts,
            "digest": decision.digest(decided.context),
        })
    });
    json!({
        "command_id": command,
        "seq": decided.seq,
        "context": decided.context,
        "result": outcome,
        "decision": decision,
    })
}
