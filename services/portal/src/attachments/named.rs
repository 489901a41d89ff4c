//! The attachments that a command names: looked up in the vault before anything goes on, so that no
//! event ever names a file that is not there.
//!
//! | named in | belongs to |
//! |---|---|
//! | `data.attachments`, `data.evidence` | the command's stream |
//! | `data.answers[].attachments` | the petition of that row |
//! | `document.scan` | the command's stream; of a letter that answers many, one of its petitions |

use axum::http::StatusCode;
use proto::{Attachment, Digest, StreamId};
use serde_json::Value;
use vault::{ITEMS_MAX, VaultError};

use super::away;
use crate::app::App;
use crate::compose::Composed;
use crate::problem::Problem;
use crate::request::malformed;

/// An attachment as a command names it.
#[derive(Debug, PartialEq)]
struct Named {
    /// Where, as a JSON pointer into the request.
    place: String,
    /// To which of these streams it may belong.
    streams: Vec<StreamId>,
    digest: Digest,
    /// What else is said of it; evidence by digest alone says nothing.
    said: Option<Attachment>,
}

/// Whether the vault holds every attachment that the command names, just as it is named.
///
/// # Errors
/// 422 naming the first that it does not hold.
pub(crate) async fn check(app: &App, composed: &Composed) -> Result<(), Problem> {
    let named = named(composed);
    let asked: Vec<(StreamId, Digest)> = named
        .iter()
        .flat_map(|one| one.streams.iter().map(|&stream| (stream, one.digest)))
        .collect();
    if asked.is_empty() {
        return Ok(());
    }
    let mut held = Vec::with_capacity(asked.len());
    for asked in asked.chunks(ITEMS_MAX) {
        held.extend(app.vault.held(asked.to_vec()).await.map_err(|error| match error {
            VaultError::Unavailable { .. } => away(),
            VaultError::Refused { .. } | VaultError::Malformed { .. } => Problem::own_fault(&error),
        })?);
    }
    let mut held = held.into_iter();
    for one in &named {
        // All of them are taken out: those behind belong to what is named next.
        let among: Vec<Option<Attachment>> = held.by_ref().take(one.streams.len()).collect();
        let found = among.into_iter().flatten().next();
        match (found, &one.said) {
            (None, _) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                let why = match one.streams.len() {
                    1 => "no such attachment of this petition, meeting or letter",
                    _ => "no such attachment of any of these petitions; attach it to one of them",
                };
                return Err(Problem::field(status, "attachment_unknown", &one.place, why));
            }
            (Some(found), Some(said)) if found != *said => {
                return Err(malformed(&one.place, "size or media_type is not that of the file"));
            }
            (Some(_), _) => {}
        }
    }
    Ok(())
}

fn named(composed: &Composed) -> Vec<Named> {
    let (data, own) = (&composed.form.data, composed.stream);
    let mut named = Vec::new();
    let mut list = |place: String, stream: StreamId, list: Option<&Value>| {
        let items = list.and_then(Value::as_array).into_iter().flatten().enumerate();
        named.extend(items.filter_map(|(n, item)| {
            let said: Option<Attachment> = serde_json::from_value(item.clone()).ok();
            let alone = || item.as_str().and_then(|text| text.parse().ok());
            let digest = said.as_ref().map(|said| said.digest).or_else(alone)?;
            Some(Named { place: format!("{place}/{n}"), streams: vec![stream], digest, said })
        }));
    };
    for member in ["attachments", "evidence"] {
        list(format!("/data/{member}"), own, data.get(member));
    }
    let rows = data.get("answers").and_then(Value::as_array);
    let rows = rows.into_iter().flatten().enumerate();
    let mut petitions = Vec::new();
    for (n, row) in rows {
        let petition = row.get("petition").and_then(Value::as_str);
        let Some(petition) = petition.and_then(|text| text.parse().ok()) else { continue };
        petitions.push(petition);
        list(format!("/data/answers/{n}/attachments"), petition, row.get("attachments"));
    }
    if let Some(scan) = composed.form.document.as_ref().and_then(|document| document.scan.clone()) {
        let streams = if petitions.is_empty() { vec![own] } else { petitions };
        let place = "/document/scan".to_owned();
        named.push(Named { place, streams, digest: scan.digest, said: Some(scan) });
    }
    named
}

#[cfg(test)]
mod tests {
    use proto::{CommandId, Context, Site};
    use register::made_log::{CLERK, GROUP, petition};

    use super::*;
    use crate::request;

    fn places(command: &str, rest: &str) -> Vec<(String, Vec<StreamId>)> {
        let context =
            if command == "RecordCheck" { Context::Monitoring } else { Context::Forwarding };
        let spec = proto::command::spec(context, command).unwrap();
        let form = request::read(spec, format!("{{\"body\":\"{GROUP}\",{rest}}}").as_bytes());
        let id = CommandId::of_request(&Site::hub(), CLERK, context, "k");
        let composed = Composed::of(spec, id, CLERK, form.unwrap()).unwrap();
        named(&composed).into_iter().map(|one| (one.place, one.streams)).collect()
    }

    fn photo(n: u8) -> String {
        let digest = Digest([n; 32]);
        format!(r#"{{"digest":"{digest}","size":9,"media_type":"image/png"}}"#)
    }

    #[test]
    fn every_attachment_of_a_check_is_looked_for_in_its_petition() {
        let (one, two, old, scan) = (photo(1), photo(2), Digest([3; 32]), photo(4));
        let stream = petition(1);
        let found = places(
            "RecordCheck",
            &format!(
                r#""stream":"{stream}","seen_version":1,
            "document":{{"symbol":"1/B","issued_on":"2026-11-01","scan":{scan}}},
            "data":{{"of":"{GROUP}","result":"accepted","text":"x","attachments":[{one},{two}],
            "evidence":["{old}"]}}"#
            ),
        );
        let expected =
            ["/data/attachments/0", "/data/attachments/1", "/data/evidence/0", "/document/scan"];
        assert_eq!(found, expected.map(|place| (place.to_owned(), vec![stream])));
    }

    #[test]
    fn a_letter_that_answers_many_has_the_attachments_of_each_and_one_scan() {
        let (one, scan) = (photo(1), photo(4));
        let row = |n, more: &str| {
            format!(
                r#"{{"petition":"{}","seen_version":1,"outcome":"explained","text":"x"{more}}}"#,
                petition(n)
            )
        };
        let found = places(
            "AnswerPetitions",
            &format!(
                r#""document":{{"symbol":"1/B","issued_on":"2026-11-01","scan":{scan}}},
            "data":{{"answers":[{},{}]}}"#,
                row(1, ""),
                row(2, &format!(r#","attachments":[{one}]"#))
            ),
        );
        let expected = [
            ("/data/answers/1/attachments/0".to_owned(), vec![petition(2)]),
            ("/document/scan".to_owned(), vec![petition(1), petition(2)]),
        ];
        assert_eq!(found, expected);
    }
}
