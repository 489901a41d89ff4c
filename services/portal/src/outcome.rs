//! What came of a command, as an HTTP answer. The one place that picks its status.

use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use proto::reply::{CommandReply, First, Outcome, Refusal, Stored};
use serde_json::{Value, json};

use crate::compose::Composed;
use crate::freshness::POSITION;
use crate::problem::{Problem, pointer};

/// Seconds after which the same request may well succeed.
const RETRY_S: u32 = 2;

/// A command that was done, now or before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) events: Vec<Stored>,
    pub(crate) repeated: bool,
}

/// What `reply` says, as events or as a problem.
///
/// # Errors
/// The problem to be shown.
pub(crate) fn decided(reply: CommandReply) -> Result<Done, Problem> {
    match reply {
        CommandReply::Done { outcome: Outcome::Events(events), repeated } => {
            Ok(Done { events, repeated })
        }
        CommandReply::Done { outcome: Outcome::Refused(refusal), repeated } => {
            Err(refused(refusal, repeated))
        }
        CommandReply::Conflict { seen, now, changed } => {
            let problem = Problem::new(StatusCode::CONFLICT, "conflict");
            Err(problem.with("seen", seen.0).with("now", now.0).with("changed", changed))
        }
        CommandReply::KeyReused { first } => {
            let first = match first {
                First::Done => "done",
                First::Refused => "refused",
            };
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "key_reused").with("first", first))
        }
        CommandReply::Forbidden { rule } => {
            Err(Problem::new(StatusCode::FORBIDDEN, &format!("forbidden.{rule}")))
        }
        CommandReply::Malformed { field, why } => {
            let (status, field) = (StatusCode::UNPROCESSABLE_ENTITY, pointer("", &field));
            Err(Problem::field(status, "malformed", &field, &why))
        }
        CommandReply::Unavailable { why } => Err(Problem::unavailable(&why, RETRY_S)),
        CommandReply::Fault { correlation } => Err(Problem::fault(correlation)),
    }
}

/// A recorded refusal: the same request under the same key is refused again.
fn refused(refusal: Refusal, repeated: bool) -> Problem {
    let problem = Problem::new(StatusCode::CONFLICT, &refusal.code);
    problem.with("about", Value::Object(refusal.detail)).with("repeated", repeated)
}

/// The answer to a command that was done. `number` and `tracking_code` are those of a new petition.
pub(crate) fn answer(
    composed: &Composed,
    done: &Done,
    number: Option<String>,
    tracking_code: Option<&str>,
) -> Response {
    let position = done.events.last().map_or(0, |stored| stored.position.0);
    let of_stream = |stored: &&Stored| stored.stream == composed.stream;
    let version = done.events.iter().rfind(of_stream).map(|stored| stored.version);
    let mut body = json!({
        "outcome": "done",
        "repeated": done.repeated,
        "command_id": composed.command_id,
        "position": position,
        "stream": composed.stream,
        "version": version,
        "events": done.events,
    });
    for (member, value) in [
        ("number", number),
        ("tracking_code", tracking_code.map(str::to_owned)),
        ("officer", composed.new_officer().map(|id| id.to_string())),
        ("body", composed.new_body().map(|id| id.to_string())),
    ] {
        if let (Some(members), Some(value)) = (body.as_object_mut(), value) {
            members.insert(member.to_owned(), Value::String(value));
        }
    }
    let mut response = axum::Json(body).into_response();
    response.headers_mut().insert(POSITION, HeaderValue::from(position));
    if done.repeated {
        response.headers_mut().insert("hoiam-repeated", HeaderValue::from_static("true"));
    }
    response
}

#[cfg(test)]
mod tests {
    use proto::Version;
    use serde_json::Map;
    use uuid::Uuid;

    use super::*;
    use crate::language::Language;

    fn refusal(code: &str) -> CommandReply {
        let detail = Map::from_iter([("days_max".to_owned(), json!(60))]);
        let outcome = Outcome::Refused(Refusal { code: code.to_owned(), detail });
        CommandReply::Done { outcome, repeated: false }
    }

    #[test]
    fn every_reply_that_is_not_done_has_its_problem() {
        let (field, why) = ("roles[0].may".to_owned(), "is empty".to_owned());
        let changed = vec!["classification.classification_agreed".to_owned()];
        let replies = [
            refusal("intake.too_far_back"),
            refusal("monitoring.of_a_newer_program"),
            CommandReply::Conflict { seen: Version(2), now: Version(4), changed },
            CommandReply::KeyReused { first: First::Done },
            CommandReply::KeyReused { first: First::Refused },
            CommandReply::Forbidden { rule: "role_lacks".to_owned() },
            CommandReply::Forbidden { rule: "of_a_newer_program".to_owned() },
            CommandReply::Malformed { field, why },
            CommandReply::Unavailable { why: "the store is busy".to_owned() },
            CommandReply::Fault { correlation: Uuid::from_u128(9) },
        ];
        let shown: Vec<Value> = replies
            .into_iter()
            .flat_map(|reply| decided(reply).err())
            .flat_map(|problem| [Language::Vietnamese, Language::English].map(|l| problem.body(l)))
            .collect();
        assert_eq!(shown.len(), 20);
        insta::assert_json_snapshot!(shown);
    }

    #[test]
    fn a_reply_that_is_done_is_no_problem() {
        let reply = CommandReply::Done { outcome: Outcome::Events(Vec::new()), repeated: true };
        assert_eq!(decided(reply), Ok(Done { events: Vec::new(), repeated: true }));
    }
}
