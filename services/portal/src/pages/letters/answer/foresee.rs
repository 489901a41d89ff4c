//! What the decider would say to a letter of answer that is not sent: asked for each petition by
//! itself, so that one look shows everything that stands against it.
//!
//! Never sends, seals or records anything; rules stay in the decider.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use decider::{Act, AnyDecider, DecideCtx, Events};
use directory::Pins;
use proto::command::Message;
use proto::{CommandId, Context, Digest};
use serde_json::value::to_raw_value;
use serde_json::{Value, json};

use crate::app::App;
use crate::pages::form::Pairs;
use crate::pages::letters::form::Named;
use crate::pages::letters::shown::Shown;
use crate::pages::petition::{dated, never_opened};
use crate::pages::shell::Page;
use crate::problem::Problem;
use crate::request::{self, ApiForm};

const COMMAND: &str = "forwarding.AnswerPetitions";

/// The petitions that changed since they were seen; each as a problem.
pub(super) fn changed(typed: &Pairs, petitions: &[Shown]) -> Vec<Value> {
    let named = Named::of(&typed.0);
    let moved = petitions.iter().filter(|shown| named.seen(shown) != shown.held.version);
    let told = |shown: &Shown| json!({ "code": "conflict", "about": { "petition": shown.stream } });
    moved.map(told).collect()
}

/// Why `body`, the command of the form, would not be taken; nothing where it would.
///
/// # Errors
/// When the register cannot be read.
pub(super) async fn refusals(
    app: &App,
    at: &Page,
    typed: &Pairs,
    body: &Value,
    petitions: &[Shown],
) -> Result<Vec<Value>, Problem> {
    let language = at.visitor.language;
    let spec = crate::commands::spec_of("forwarding", "AnswerPetitions")?;
    let form = match request::read(spec, body.to_string().as_bytes()) {
        Ok(form) => form,
        Err(problem) => return Ok(vec![problem.body(language)]),
    };
    let (pins, today, officer) = (&*at.reader.known.pins, at.reader.today, at.reader.officer);
    let may = |body| pins.directory.may_act(&app.site, body, officer, COMMAND, today).is_ok();
    if !form.body.is_some_and(may) {
        let lacks = Problem::new(StatusCode::FORBIDDEN, "forbidden.role_lacks");
        return Ok(vec![lacks.body(language)]);
    }
    let changed = changed(typed, petitions);
    if !changed.is_empty() {
        return Ok(changed);
    }
    let services = (app.services)();
    let service = services.iter().find(|service| service.context == Context::Forwarding);
    let Some(decider) = service.and_then(|service| service.decider("AnswerPetition")) else {
        // Without the deciders nothing is known against it.
        return Ok(Vec::new());
    };
    let rows = form.data.get("answers").and_then(Value::as_array);
    let mut problems = Vec::new();
    for (shown, row) in petitions.iter().zip(rows.into_iter().flatten()) {
        let entries = app.register.history(shown.stream, None).await?;
        let events = BTreeMap::from([(shown.stream, dated(&entries))]);
        let Some(message) = message(at, &form, shown, row) else { continue };
        let Some(code) = refusal(app, at, decider, &message, &events) else { continue };
        let mut problem = Problem::new(StatusCode::CONFLICT, &code).body(language);
        problem["about"] = json!({ "petition": shown.stream });
        problems.push(problem);
    }
    Ok(problems)
}

fn refusal(
    app: &App,
    at: &Page,
    decider: &dyn AnyDecider<Pins>,
    message: &Message,
    events: &Events,
) -> Option<String> {
    let act = Act::of(message, &app.site);
    let counters = BTreeMap::new();
    let (pins, today) = (&*at.reader.known.pins, at.reader.today);
    let ctx = DecideCtx { now: app.clock.now(), today, act: &act, pins, counters: &counters };
    let decided = decider.decide(message, events, &ctx);
    let decided = decided.map_err(|bad| tracing::warn!(why = bad.why, "an answer cannot be tried"));
    Some(decided.ok()?.err()?.code)
}

/// The answer to one petition, with texts that nobody opens in place of what was typed.
fn message(at: &Page, form: &ApiForm, shown: &Shown, row: &Value) -> Option<Message> {
    let spec = crate::commands::spec_of("forwarding", "AnswerPetition").ok()?;
    let mut data = row.clone();
    let members = data.as_object_mut()?;
    members.remove("petition");
    members.remove("seen_version");
    for text in ["text", "roadmap"] {
        if members.get(text).is_some_and(|said| !said.is_null()) {
            members.insert(text.to_owned(), never_opened(shown.stream));
        }
    }
    let command_id = CommandId(runtime::random::uuid());
    Some(Message {
        command_id,
        request_mac: Digest::ZERO,
        version: spec.version,
        stream: shown.stream,
        seen_version: Some(shown.held.version),
        body: form.body,
        officer: Some(at.reader.officer),
        on_behalf: form.on_behalf,
        document: form.document.clone(),
        occurred_on: form.occurred_on.unwrap_or(at.reader.today),
        correlation: command_id.0,
        causation: None,
        tracking_mac: None,
        data: to_raw_value(&data).ok()?,
    })
}
