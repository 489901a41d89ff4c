//! From the API form of a command to its bus form: ids, what to seal, and the message. Pure.
//!
//! Clear texts leave this module only inside the request to the vault.

use proto::command::{CommandSpec, KeyOf, Message, PlacedText, Target, texts_of};
use proto::sealed::KeyId;
use proto::{BodyId, CommandId, Day, OfficerId, StreamId};
use serde_json::Value;
use vault::{ClearText, SealAnswer, SealRequest, TextToSeal};

use crate::problem::Problem;
use crate::request::{ApiForm, founds, malformed};

/// A command on its way: who sends it, and which ids it has.
#[derive(Debug)]
pub(crate) struct Composed {
    pub(crate) spec: &'static CommandSpec,
    pub(crate) command_id: CommandId,
    pub(crate) officer: OfficerId,
    pub(crate) stream: StreamId,
    pub(crate) form: ApiForm,
}

impl Composed {
    /// Finds the stream that the command is about.
    ///
    /// # Errors
    /// 422 where the data names no council for a command about rules.
    pub(crate) fn of(
        spec: &'static CommandSpec,
        command_id: CommandId,
        officer: OfficerId,
        form: ApiForm,
    ) -> Result<Self, Problem> {
        let stream =
            match spec.target {
                Target::New => command_id.stream(0),
                Target::Directory => StreamId::of_directory(),
                Target::Existing => form
                    .stream
                    .ok_or_else(|| malformed("/stream", "is required for this command"))?,
                Target::Rules => {
                    let council = form.data.get("council").and_then(Value::as_str);
                    let council = council.and_then(|text| text.parse::<BodyId>().ok());
                    StreamId::of_rules(council.ok_or_else(|| {
                        malformed("/data/council", "is required for this command")
                    })?)
                }
            };
        Ok(Self { spec, command_id, officer, stream, form })
    }

    /// The one request to the vault.
    ///
    /// # Errors
    /// Only when memory runs out inside the JSON writer.
    pub(crate) fn to_seal(&self) -> Result<SealRequest, serde_json::Error> {
        let placed = texts_of(self.spec, &self.form.data);
        let texts = placed.iter().filter_map(|placed| {
            let clear = self.form.data.pointer(&placed.pointer)?.as_str()?;
            Some(TextToSeal {
                key: self.key(placed),
                path: placed.text.path.to_owned(),
                text: ClearText::new(clear.to_owned()),
            })
        });
        Ok(SealRequest {
            command_id: self.command_id,
            stream: self.stream,
            api_form: ClearText::new(serde_json::to_string(&self.form)?),
            texts: texts.collect(),
            tracked: self.spec.tracked,
        })
    }

    fn key(&self, placed: &PlacedText) -> KeyId {
        match placed.text.key {
            KeyOf::PartStream => KeyId::Stream(self.command_id.stream(placed.row)),
            // The form's check has seen that every row names one.
            KeyOf::RowPetition => {
                KeyId::Stream(placed.petition_of_row(&self.form.data).unwrap_or(self.stream))
            }
            KeyOf::Stream => KeyId::Stream(self.stream),
            KeyOf::NewSubject => KeyId::Subject(self.command_id.subject(0)),
            KeyOf::NewOfficer => KeyId::of_officer(self.command_id.officer(0)),
        }
    }

    /// The message for the bus: every text replaced by what the vault made of it.
    ///
    /// # Errors
    /// Only when memory runs out inside the JSON writer.
    pub(crate) fn message(
        &self,
        answer: &SealAnswer,
        today: Day,
    ) -> Result<Message, serde_json::Error> {
        let mut data = self.form.data.clone();
        let clear = |placed: &PlacedText| {
            self.form.data.pointer(&placed.pointer).is_some_and(Value::is_string)
        };
        let placed = texts_of(self.spec, &self.form.data).into_iter().filter(clear);
        for (placed, sealed) in placed.zip(&answer.sealed) {
            if let Some(text) = data.pointer_mut(&placed.pointer) {
                *text = serde_json::to_value(sealed)?;
            }
        }
        let acting = !founds(self.spec);
        Ok(Message {
            command_id: self.command_id,
            request_mac: answer.request_mac,
            version: self.spec.version,
            stream: self.stream,
            seen_version: self.form.seen_version,
            body: self.form.body,
            officer: acting.then_some(self.officer),
            on_behalf: self.form.on_behalf,
            document: self.form.document.clone(),
            occurred_on: self.form.occurred_on.unwrap_or(today),
            // What follows from one request is found by the request's own id.
            correlation: self.command_id.0,
            causation: None,
            tracking_mac: answer.tracking.as_ref().map(|tracking| tracking.mac),
            data: serde_json::value::to_raw_value(&data)?,
        })
    }

    /// The officer whom the command puts into office, if it is one that does.
    pub(crate) fn new_officer(&self) -> Option<OfficerId> {
        let appoints = self.spec.texts.iter().any(|text| text.key == KeyOf::NewOfficer);
        appoints.then(|| self.command_id.officer(0))
    }

    /// The body that the command brings into being, if it is one that does.
    pub(crate) fn new_body(&self) -> Option<BodyId> {
        let establishes = founds(self.spec) || self.spec.name == "EstablishBody";
        establishes.then(|| self.command_id.body(0))
    }
}

#[cfg(test)]
mod tests {
    use proto::sealed::Sealed;
    use proto::{Context, Digest, Site};
    use register::made_log::{CLERK, GROUP, day, sealed};

    use super::*;
    use crate::request;

    fn composed(more: &str) -> Composed {
        let spec = proto::command::spec(Context::Intake, "RecordPetition").unwrap();
        let body = format!(
            r#"{{"body":"{GROUP}","data":{{"council":"{GROUP}","via":"meeting",
            "raised_with":"{GROUP}","original":"Ngõ 5 ngập"{more}}}}}"#
        );
        let form = request::read(spec, body.as_bytes()).unwrap();
        let id = CommandId::of_request(&Site::hub(), CLERK, Context::Intake, "k");
        Composed::of(spec, id, CLERK, form).unwrap()
    }

    fn answered(composed: &Composed) -> SealAnswer {
        let texts = composed.to_seal().unwrap().texts;
        let sealed = texts.iter().map(|text| sealed(text.key, composed.stream, &text.path));
        SealAnswer { request_mac: Digest::ZERO, sealed: sealed.collect(), tracking: None }
    }

    #[test]
    fn each_text_is_sealed_under_the_key_that_the_table_names() {
        let composed = composed(r#","raised_by":"Bà A""#);
        let texts = composed.to_seal().unwrap().texts;
        let keys: Vec<KeyId> = texts.iter().map(|text| text.key).collect();
        let voter = KeyId::Subject(composed.command_id.subject(0));
        assert_eq!(keys, [KeyId::Stream(composed.command_id.stream(0)), voter]);
    }

    #[test]
    fn each_part_is_sealed_under_the_key_of_its_own_stream() {
        let spec = proto::command::spec(Context::Intake, "SplitPetition").unwrap();
        let id = CommandId::of_request(&Site::hub(), CLERK, Context::Intake, "k");
        let body = format!(
            r#"{{"body":"{GROUP}","stream":"{}","seen_version":1,"data":{{"council":"{GROUP}",
            "parts":[{{"original":"Ngõ 5 ngập"}},{{"original":"Ngõ 6 tối"}}]}}}}"#,
            StreamId::of_directory()
        );
        let form = request::read(spec, body.as_bytes()).unwrap();
        let composed = Composed::of(spec, id, CLERK, form).unwrap();
        let texts = composed.to_seal().unwrap().texts;
        let keys: Vec<KeyId> = texts.iter().map(|text| text.key).collect();
        assert_eq!(keys, [0, 1].map(|n| KeyId::Stream(id.stream(n))));
        let message = composed.message(&answered(&composed), day(22)).unwrap();
        let data: Value = serde_json::from_str(message.data.get()).unwrap();
        for (n, key) in keys.into_iter().enumerate() {
            let original = data["parts"][n]["original"].clone();
            assert_eq!(serde_json::from_value::<Sealed>(original).unwrap().key, key);
        }
    }

    #[test]
    fn no_clear_text_is_left_in_the_message() {
        for more in ["", r#","raised_by":"Bà A""#] {
            let composed = composed(more);
            let message = composed.message(&answered(&composed), day(22)).unwrap();
            let bytes = serde_json::to_string(&message).unwrap();
            assert!(!bytes.contains("Ngõ") && !bytes.contains("Bà"), "{bytes}");
            let data: Value = serde_json::from_str(message.data.get()).unwrap();
            assert!(serde_json::from_value::<Sealed>(data["original"].clone()).is_ok());
        }
    }

    #[test]
    fn a_day_left_open_is_today_in_the_message_and_open_in_the_api_form() {
        let composed = composed("");
        let message = composed.message(&answered(&composed), day(22)).unwrap();
        assert_eq!(message.occurred_on, day(22));
        let form = composed.to_seal().unwrap().api_form;
        assert!(form.as_str().contains(r#""occurred_on":null"#), "{}", form.as_str());
    }
}
