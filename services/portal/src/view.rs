//! The forms in which things stand in answers. Sealed texts are still sealed here.

use directory::Pins;
use proto::event::{ClassificationEvent, Event};
use proto::stage::Stage;
use proto::{BodyId, OfficerId};
use register::{Entry, Held, Letter, Notice, PetitionRow};
use serde_json::{Value, json};

/// A stage, with its label in both languages.
pub(crate) fn stage(stage: Stage) -> Value {
    json!({ "code": stage.as_str(), "vi": stage.label_vi(), "en": stage.label_en() })
}

/// A body with its name, as far as the directory knows it.
pub(crate) fn body(body: BodyId, pins: &Pins) -> Value {
    let name = pins.directory.body(body).map(|known| known.established.name.as_str());
    json!({ "body": body, "name": name })
}

fn bodies<'a>(list: impl IntoIterator<Item = &'a BodyId>, pins: &Pins) -> Value {
    list.into_iter().map(|&id| body(id, pins)).collect()
}

/// A petition in a list. The voter's words are not in lists.
pub(crate) fn row(row: &PetitionRow, pins: &Pins) -> Value {
    json!({
        "stream": row.stream,
        "number": row.number,
        "version": row.version,
        "stage": stage(row.stage),
        "council": body(row.council, pins),
        "term": row.term,
        "raised_with": body(row.raised_with, pins),
        "area": row.area,
        "field": row.field,
        "needs_person": row.needs_person,
        "due": row.due,
        "raised_on": row.raised_on,
        "changed_on": row.changed_on,
        "received_at": row.received_at.to_string(),
        "addressees": bodies(&row.addressees, pins),
        "public_wording": row.public_wording,
        "position": row.last_position,
    })
}

/// What the public sees of a petition: nothing personal, no ids.
pub(crate) fn public(row: &PetitionRow, pins: &Pins) -> Value {
    let name = |&id: &BodyId| {
        pins.directory.body(id).map(|known| known.established.name.as_str().to_owned())
    };
    json!({
        "number": row.number,
        "stage": stage(row.stage),
        "raised_on": row.raised_on,
        "changed_on": row.changed_on,
        "due": row.due,
        "addressees": row.addressees.iter().filter_map(name).collect::<Vec<_>>(),
        "public_wording": row.public_wording,
    })
}

/// A petition by itself, without its texts; none before it was received.
pub(crate) fn petition(held: &Held, pins: &Pins) -> Option<Value> {
    let (stream, (_, received_at)) = (held.stream?, held.received?);
    let state = &held.petition;
    let received = state.received.as_ref()?;
    let proposal = state.proposal.as_ref();
    let sent = state.addressees.iter().map(|to| {
        let name = pins.directory.body(to.body).map(|known| known.established.name.as_str());
        json!({ "body": to.body, "name": name, "letter": to.letter, "answer_due": to.answer_due })
    });
    Some(json!({
        "stream": stream,
        "number": received.number,
        "version": held.version,
        "position": held.last_position,
        "stage": stage(state.stage()?),
        "council": body(received.council, pins),
        "term": received.term,
        "via": received.via,
        "raised_with": body(received.raised_with, pins),
        "area": received.area,
        "field": proposal.map(|proposal| &proposal.field).or(received.field.as_ref()),
        "needs_person": state.needs_person,
        "due": state.due(),
        "raised_on": state.raised_on,
        "changed_on": held.changed_on,
        "received_at": received_at.to_string(),
        "public_wording": received.public_wording,
        "proposal": proposal.map(|proposal| json!({
            "number": proposal.number,
            "field": proposal.field,
            "competence": proposal.competence,
            "addressees": bodies(&proposal.addressees, pins),
            "agreed": proposal.agreed,
        })),
        "addressees": sent.collect::<Vec<_>>(),
    }))
}

/// The sealed texts of a petition: the voter's words, who the voter is, why it was classified so.
pub(crate) fn texts(held: &Held, entries: &[Entry]) -> Value {
    let mut texts = serde_json::Map::new();
    let mut put = |name: &str, sealed: Option<Value>| {
        texts.extend(sealed.map(|sealed| (name.to_owned(), sealed)));
    };
    if let Some(received) = &held.petition.received {
        put("original", Some(json!(received.original)));
        put("raised_by", received.raised_by.as_ref().map(|sealed| json!(sealed)));
    }
    let proposed =
        entries.iter().rev().filter_map(Entry::known).find_map(|(_, event)| match event {
            Event::Classification(ClassificationEvent::ClassificationProposed(proposed)) => {
                Some(proposed)
            }
            Event::Classification(
                ClassificationEvent::ClassificationAgreed(_)
                | ClassificationEvent::ClassificationReactionRefused(_),
            )
            | Event::Directory(_)
            | Event::Intake(_)
            | Event::Forwarding(_) => None,
        });
    put("reason", proposed.and_then(|proposed| proposed.reason.as_ref()).map(|text| json!(text)));
    Value::Object(texts)
}

/// One entry of a history.
pub(crate) fn entry(entry: &Entry) -> Value {
    let Some((envelope, _)) = &entry.content else {
        return json!({
            "position": entry.position,
            "version": entry.version,
            "recorded_at": entry.recorded_at.to_string(),
            "redacted": true,
        });
    };
    json!({
        "position": entry.position,
        "version": entry.version,
        "recorded_at": entry.recorded_at.to_string(),
        "redacted": false,
        "event_id": envelope.event_id,
        "type": envelope.event_type,
        "schema_version": envelope.schema_version,
        "site": envelope.site,
        "body": envelope.body,
        "officer": envelope.officer,
        "on_behalf": envelope.on_behalf,
        "document": envelope.document,
        "occurred_on": envelope.occurred_on,
        "command_id": envelope.command_id,
        "causation": envelope.causation,
        "data": envelope.data,
    })
}

/// One letter; `number_of` names the petitions in it.
pub(crate) fn letter(
    letter: &Letter,
    pins: &Pins,
    number_of: impl Fn(proto::StreamId) -> Option<String>,
) -> Value {
    let petitions =
        letter.issued.petitions.iter().map(|&id| json!({ "stream": id, "number": number_of(id) }));
    json!({
        "stream": letter.envelope.stream,
        "position": letter.position,
        "recorded_at": letter.recorded_at.to_string(),
        "from": letter.envelope.body.map(|from| body(from, pins)),
        "officer": letter.envelope.officer,
        "to": body(letter.issued.to, pins),
        "document": letter.envelope.document,
        "occurred_on": letter.envelope.occurred_on,
        "answer_due": letter.issued.answer_due,
        "basis": letter.issued.basis,
        "petitions": petitions.collect::<Vec<_>>(),
        "note": letter.issued.note,
    })
}

/// One notice.
pub(crate) fn notice(notice: &Notice) -> Value {
    json!({
        "position": notice.position,
        "petition": notice.petition,
        "number": notice.number,
        "stage": stage(notice.stage),
        "event_type": notice.event_type,
        "event_id": notice.event_id,
        "occurred_on": notice.occurred_on,
        "bodies": notice.bodies,
    })
}

/// The roles of an officer on a day, each with its body.
pub(crate) fn roles(officer: OfficerId, pins: &Pins, day: proto::Day) -> Value {
    let held = pins.directory.roles_of(officer, day);
    held.map(|(body, role)| json!({ "body": body, "role": role })).collect()
}
