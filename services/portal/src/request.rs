//! The body of a command as a client sends it: read strictly, every mistake named by its place.

use axum::http::StatusCode;
use proto::command::{BadCommand, CommandSpec, Target};
use proto::envelope::DocumentRef;
use proto::{BodyId, Context, Day, OfficerId, StreamId, Version};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::problem::{Problem, pointer};

/// The most bytes of a command.
pub(crate) const BODY_MAX: usize = 256 * 1024;
/// How the key of a row of a book begins; see [`crate::imports`]. Such a row is the same one
/// whichever officer sends it.
pub(crate) const KEY_OF_ROW: &str = "import-";
/// The longest `Idempotency-Key`, in characters.
const KEY_MAX: usize = 200;

/// What a client sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    body: Option<BodyId>,
    on_behalf: Option<BodyId>,
    document: Option<DocumentRef>,
    occurred_on: Option<Day>,
    stream: Option<StreamId>,
    seen_version: Option<Version>,
    data: Box<RawValue>,
}

/// A command in its API form: checked, texts normalised. Its JSON is what the MAC is made over, so
/// that an honest retry has the same one: a day that was left open stays open in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ApiForm {
    pub(crate) command: String,
    pub(crate) version: u32,
    pub(crate) body: Option<BodyId>,
    pub(crate) on_behalf: Option<BodyId>,
    pub(crate) document: Option<DocumentRef>,
    pub(crate) occurred_on: Option<Day>,
    pub(crate) stream: Option<StreamId>,
    pub(crate) seen_version: Option<Version>,
    pub(crate) data: Value,
}

/// The command that founds a realm: nobody is in office yet, so it is nobody's act.
pub(crate) fn founds(spec: &CommandSpec) -> bool {
    spec.name == "FoundRealm"
}

/// Reads `body` as the command of `spec`.
///
/// # Errors
/// 400 when it is no JSON, 422 with the JSON pointer of the field that is wrong.
pub(crate) fn read(spec: &CommandSpec, body: &[u8]) -> Result<ApiForm, Problem> {
    let not_json =
        |why: &str| Problem::new(StatusCode::BAD_REQUEST, "malformed_json").with("detail", why);
    let text = std::str::from_utf8(body).map_err(|_| not_json("not UTF-8"))?;
    // Says where the JSON breaks before anything is said about its meaning.
    serde_json::from_str::<serde::de::IgnoredAny>(text)
        .map_err(|error| not_json(&format!("line {}, column {}", error.line(), error.column())))?;
    let sent: Sent = proto::command::read(text).map_err(|bad| misfit("", &bad))?;
    placed(spec, &sent)?;
    let data = (spec.check)(sent.data.get());
    let data = data.map_err(|bad| misfit("/data", &bad))?;
    Ok(ApiForm {
        command: format!("{}.{}", spec.context, spec.name),
        version: spec.version,
        body: sent.body,
        on_behalf: sent.on_behalf,
        document: sent.document,
        occurred_on: sent.occurred_on,
        stream: sent.stream,
        seen_version: sent.seen_version,
        data,
    })
}

/// Which of the members beside the data this command has.
fn placed(spec: &CommandSpec, sent: &Sent) -> Result<(), Problem> {
    let existing = spec.target == Target::Existing;
    let acting = !founds(spec);
    for (pointer, given, needed) in [
        ("/body", sent.body.is_some(), acting),
        ("/stream", sent.stream.is_some(), existing),
        ("/seen_version", sent.seen_version.is_some(), existing),
    ] {
        match (given, needed) {
            (false, true) => return Err(malformed(pointer, "is required for this command")),
            (true, false) => return Err(malformed(pointer, "is not for this command")),
            (true, true) | (false, false) => {}
        }
    }
    Ok(())
}

/// A missing or doubled field is told of the object that it belongs in: the place is its own.
fn misfit(root: &str, bad: &BadCommand) -> Problem {
    let place = pointer(root, &bad.field);
    let named = ["missing field `", "duplicate field `"].into_iter().find_map(|what| {
        let (name, rest) = bad.why.strip_prefix(what)?.split_once('`')?;
        rest.is_empty().then_some(name)
    });
    match named {
        Some(name) => malformed(&pointer(&place, name), &bad.why),
        None => malformed(&place, &bad.why),
    }
}

pub(crate) fn malformed(pointer: &str, why: &str) -> Problem {
    Problem::field(StatusCode::UNPROCESSABLE_ENTITY, "malformed", pointer, why)
}

/// The `Idempotency-Key` of a request: 1 to 200 visible ASCII characters.
///
/// # Errors
/// 400 when it is missing or something else.
pub(crate) fn key(headers: &axum::http::HeaderMap) -> Result<&str, Problem> {
    let value = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let visible = |key: &&str| {
        (1..=KEY_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    };
    value.filter(visible).ok_or_else(|| {
        let problem = Problem::new(StatusCode::BAD_REQUEST, "malformed_header");
        problem
            .with("header", "Idempotency-Key")
            .with("detail", "expected 1 to 200 visible ASCII characters")
    })
}

/// Whose command a key makes it: the officer's who sends it, but for a row of a book. That is the
/// same row whoever sends it, so a book that two officers import is in once. Only what takes a row
/// over can be one: nothing else is anybody's command but its sender's.
pub(crate) fn author(
    spec: &CommandSpec,
    form: &ApiForm,
    key: &str,
    officer: OfficerId,
) -> OfficerId {
    let named = key.strip_prefix(KEY_OF_ROW).and_then(|rest| rest.get(..64));
    let of_a_row = named.is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let imports = spec.context != Context::Intake || form.data["via"] == "import";
    match of_a_row && spec.takes_rows_over() && imports {
        true => OfficerId(uuid::Uuid::nil()),
        false => officer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn says(command: &str, body: &str) -> String {
        let context =
            if command == "RecordPetition" { Context::Intake } else { Context::Directory };
        let context =
            if command == "ProposeClassification" { Context::Classification } else { context };
        let spec = proto::command::spec(context, command).unwrap();
        match read(spec, body.as_bytes()) {
            Ok(form) => serde_json::to_string(&form).unwrap(),
            Err(problem) => {
                let body = problem.body(Language::English);
                format!("{} {} {}", problem.status(), body["field"], body["detail"])
            }
        }
    }

    #[test]
    fn every_mistake_in_a_body_is_named_by_its_place() {
        let body = "00000000-0000-0000-0000-0000000000c4";
        let end = |more: &str, data: &str| {
            says("EndBody", &format!(r#"{{"body":"{body}"{more},"data":{data}}}"#))
        };
        let good = format!(r#"{{"body":"{body}","until":"2026-12-01","basis":"x"}}"#);
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let said = [
            says("EndBody", ""),
            says("EndBody", "{"),
            says("EndBody", "[]"),
            says("EndBody", "{}"),
            says("EndBody", "null"),
            says("EndBody", r#"{"body":"x","data":{}}"#),
            end("", "{}"),
            end("", "[]"),
            end("", &deep),
            end(r#","body":"00000000-0000-0000-0000-000000000001""#, &good),
            end(r#","data":{}"#, &good),
            end(r#","colour":1"#, &good),
            end(r#","stream":"00000000-0000-0000-0000-000000000001""#, &good),
            end(r#","occurred_on":"2026-02-30""#, &good),
            end(r#","document":{"symbol":"12/UB","issued_on":"2026-02-03","pages":3}"#, &good),
            end("", r#"{"body":1,"until":"2026-12-01","basis":"x"}"#),
            end("", r#"{"until":"2026-12-01","until":"2026-12-01","basis":"x"}"#),
            end("", r#"{"until":"2026-12-01","basis":"x","more":[]}"#),
            end("", r#"{"basis":"a\u0000b"}"#),
            end("", &good),
            says("ProposeClassification", &format!(r#"{{"body":"{body}","data":{{}}}}"#)),
            says("FoundRealm", &format!(r#"{{"body":"{body}","data":{{}}}}"#)),
        ];
        insta::assert_snapshot!(said.join("\n"));
    }

    #[test]
    fn the_order_and_spacing_of_members_do_not_change_the_api_form() {
        let body = "00000000-0000-0000-0000-0000000000c4";
        let one = format!(
            r#"{{"body":"{body}","data":{{"body":"{body}","until":"2026-12-01","basis":"x"}}}}"#
        );
        let other = format!(
            r#" {{ "data":{{"basis":" x","until":"2026-12-01", "body":"{body}"}},"body":"{body}"}}"#
        );
        assert_eq!(says("EndBody", &one), says("EndBody", &other));
        assert!(says("EndBody", &one).starts_with('{'));
    }

    #[test]
    fn a_key_is_visible_ascii_of_bounded_length() {
        let keyed = |text: &[u8]| {
            let value = axum::http::HeaderValue::from_bytes(text).unwrap();
            let name = axum::http::HeaderName::from_static("idempotency-key");
            let headers = axum::http::HeaderMap::from_iter([(name, value)]);
            key(&headers).is_ok()
        };
        assert!(keyed(b"k-1") && keyed(&[b'k'; 200]));
        for bad in [&b""[..], b"a b", "khóa".as_bytes(), &[b'k'; 201]] {
            assert!(!keyed(bad), "{bad:?}");
        }
        assert!(key(&axum::http::HeaderMap::new()).is_err());
    }

    fn author_of(command: &str, key: &str, n: u128) -> OfficerId {
        let (name, data, more) = match command {
            "import" | "meeting" => (
                "RecordPetition",
                format!(
                    r#"{{"council":"{BODY}","via":"{command}","raised_with":"{BODY}","original":"x"}}"#
                ),
                String::new(),
            ),
            other => (
                other,
                match other {
                    "TakeOverAnswer" => r#"{"text":"x"}"#,
                    _ => r#"{"wording":"x"}"#,
                }
                .to_owned(),
                format!(r#""stream":"{BODY}","seen_version":1,"#),
            ),
        };
        let context = if name == "TakeOverAnswer" { Context::Forwarding } else { Context::Intake };
        let spec = proto::command::spec(context, name).unwrap();
        let body = format!(r#"{{"body":"{BODY}",{more}"data":{data}}}"#);
        let form = read(spec, body.as_bytes()).unwrap();
        author(spec, &form, key, OfficerId(uuid::Uuid::from_u128(n)))
    }

    const BODY: &str = "00000000-0000-0000-0000-0000000000c4";

    #[test]
    fn a_row_of_a_book_is_the_same_one_whoever_sends_it() {
        let row = format!("{KEY_OF_ROW}{}-answer", "0f".repeat(32));
        for command in ["import", "TakeOverAnswer"] {
            assert_eq!(author_of(command, &row, 1), author_of(command, &row, 2), "{command}");
        }
        for own in ["import-1", "k", &row["import-".len()..]] {
            assert_eq!(author_of("import", own, 1), OfficerId(uuid::Uuid::from_u128(1)), "{own}");
        }
    }

    #[test]
    fn what_takes_no_row_over_is_its_senders_under_any_key() {
        let row = format!("{KEY_OF_ROW}{}", "0f".repeat(32));
        for command in ["meeting", "ApprovePublicWording"] {
            assert_eq!(author_of(command, &row, 1), OfficerId(uuid::Uuid::from_u128(1)));
        }
    }
}
