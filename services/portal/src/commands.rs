//! `POST /api/v1/commands/{context}/{Command}`: seal, send, answer.

use std::time::Duration;

use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use proto::command::CommandSpec;
use proto::decision::Read;
use proto::event::{Event, IntakeEvent};
use proto::reply::CommandReply;
use proto::{CommandId, Context, StreamId, Version};
use runtime::crash;
use vault::{Refusal, SealAnswer, VaultError};

use crate::app::{App, Shared};
use crate::attachments;
use crate::caller::Caller;
use crate::compose::Composed;
use crate::outcome::{Done, answer, decided};
use crate::params::Named;
use crate::problem::Problem;
use crate::request;

/// How long a decision may take before the client is told to ask again.
const WITHIN: Duration = Duration::from_secs(10);
const RETRY_S: u32 = 2;

/// Takes a command.
pub(crate) async fn post(
    caller: Caller,
    State(app): State<Shared>,
    Named((context, command)): Named<(String, String)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let spec = spec_of(&context, &command)?;
    let key = request::key(&headers)?;
    check_type(&headers)?;
    let body = body.map_err(|rejection| bad_body(&rejection))?;
    let form = request::read(spec, &body)?;
    let author = request::author(spec, &form, key, caller.officer);
    let id = CommandId::of_request(&app.site, author, spec.context, key);
    let composed = Composed::of(spec, id, caller.officer, form)?;
    attachments::named::check(&app, &composed).await?;
    let sealed = seal(&app, &composed).await?;
    // Of a key that was used for another request the client may want to know what came of that.
    let done = decided(send(&app, &composed, &sealed).await?)
        .map_err(|problem| problem.with("stream", composed.stream.to_string()))?;
    let number = if spec.tracked { number_of(&app, &composed, &done).await } else { None };
    let code = sealed.tracking.as_ref().map(|tracking| tracking.code.as_str());
    Ok(answer(&composed, &done, number, code))
}

pub(crate) fn spec_of(context: &str, command: &str) -> Result<&'static CommandSpec, Problem> {
    let spec = Context::named(context).and_then(|context| proto::command::spec(context, command));
    spec.filter(|spec| !spec.by_reaction).ok_or_else(|| {
        let all = proto::command::COMMANDS.iter().copied().flatten();
        let people = all.filter(|spec| !spec.by_reaction);
        // Of the context that was meant, or else of all.
        let meant = Context::named(context);
        let fitting = people.filter(|spec| meant.is_none_or(|meant| meant == spec.context));
        let known: Vec<String> =
            fitting.map(|spec| format!("{}/{}", spec.context, spec.name)).collect();
        Problem::new(StatusCode::NOT_FOUND, "unknown_command").with("known", known)
    })
}

/// Another type could be sent by a form on a foreign page.
fn check_type(headers: &HeaderMap) -> Result<(), Problem> {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.and_then(|text| text.split(';').next()).map(str::trim);
    match essence {
        Some(essence) if essence.eq_ignore_ascii_case("application/json") => Ok(()),
        Some(_) | None => Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json")),
    }
}

fn bad_body(rejection: &BytesRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        _ => Problem::new(StatusCode::BAD_REQUEST, "malformed_json"),
    }
}

async fn seal(app: &App, composed: &Composed) -> Result<SealAnswer, Problem> {
    let request = composed.to_seal().map_err(|error| Problem::own_fault(&error))?;
    app.vault.seal(request).await.map_err(|error| match error {
        VaultError::Unavailable { .. } => Problem::unavailable("the vault is away", RETRY_S),
        VaultError::Refused { refusal: Refusal::Destroyed } => {
            Problem::new(StatusCode::CONFLICT, "erased")
        }
        VaultError::Refused { .. } | VaultError::Malformed { .. } => Problem::own_fault(&error),
    })
}

async fn send(
    app: &App,
    composed: &Composed,
    sealed: &SealAnswer,
) -> Result<CommandReply, Problem> {
    let message = composed.message(sealed, app.today()?);
    let message = message.and_then(|message| serde_json::to_vec(&message));
    let payload = Bytes::from(message.map_err(|error| Problem::own_fault(&error))?);
    let subject = app.bus.subjects.command(composed.spec.context, composed.spec.name);
    crash::point("portal.before_request");
    let reply = app.bus.request(subject, payload, WITHIN).await;
    crash::point("portal.after_request");
    let reply = reply.map_err(|error| Problem::unavailable(&error.to_string(), RETRY_S))?;
    serde_json::from_slice(&reply).map_err(|error| Problem::own_fault(&error))
}

/// The number that a new petition got; none when the store cannot be asked: it shows in the list.
async fn number_of(app: &App, composed: &Composed, done: &Done) -> Option<String> {
    let here = |stream: StreamId| stream == composed.stream;
    done.events.iter().find(|stored| here(stored.stream))?;
    let loaded = app.store.load(&[Read(composed.stream, Version(0))], None).await.ok()?;
    let events = loaded.events.into_values().flatten().filter_map(|recorded| recorded.event);
    let mut numbers = events.filter_map(|event| match event {
        Event::Intake(IntakeEvent::PetitionReceived(received)) => Some(received.number.to_string()),
        Event::Intake(_)
        | Event::Directory(_)
        | Event::Classification(_)
        | Event::Forwarding(_)
        | Event::Monitoring(_) => None,
    });
    numbers.next()
}
