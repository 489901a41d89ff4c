//! The forms in which things stand in answers. Sealed texts are still sealed here.

use directory::Pins;
use petition::Petition;
use proto::stage::{Flag, Stage};
use proto::{BodyId, Day, OfficerId};
use register::{ConsolidatedList, Entry, Letter, Meeting, Notice, PetitionRow};
use serde_json::{Value, json};

mod petition_by_itself;

pub(crate) use petition_by_itself::{petition, texts};

/// A stage, with its label in both languages.
pub(crate) fn stage(stage: Stage) -> Value {
    json!({ "code": stage.as_str(), "vi": stage.label_vi(), "en": stage.label_en() })
}

/// Flags, each with its label in both languages.
pub(crate) fn flags(flags: &[Flag]) -> Value {
    let shown = flags
        .iter()
        .map(|flag| json!({ "code": flag.as_str(), "vi": flag.label_vi(), "en": flag.label_en() }));
    shown.collect()
}

/// A body with its name, as far as the directory knows it.
pub(crate) fn body(body: BodyId, pins: &Pins) -> Value {
    let name = pins.directory.body(body).map(|known| known.established.name.as_str());
    json!({ "body": body, "name": name })
}

/// A body that there may not be.
fn maybe(id: Option<BodyId>, pins: &Pins) -> Option<Value> {
    id.map(|id| body(id, pins))
}

pub(crate) fn bodies<'a>(list: impl IntoIterator<Item = &'a BodyId>, pins: &Pins) -> Value {
    list.into_iter().map(|&id| body(id, pins)).collect()
}

/// A petition in a list. The voter's words are not in lists.
pub(crate) fn row(row: &PetitionRow, pins: &Pins, today: Day) -> Value {
    let due = row.due.map(
        |day| json!({ "day": day, "what": row.due_what, "whose": maybe(row.due_whose, pins) }),
    );
    json!({
        "stream": row.stream,
        "number": row.number,
        "version": row.version,
        "stage": stage(row.stage),
        "flags": flags(&row.flags_on(today)),
        "council": body(row.council, pins),
        "term": row.term,
        "raised_with": body(row.raised_with, pins),
        "area": row.area,
        "field": row.field,
        "competence": row.competence,
        "needs_person": row.flags.contains(&Flag::NeedsPerson),
        "due": row.due,
        "due_first": due,
        "follower": maybe(row.follower, pins),
        "meeting": row.meeting,
        "list": row.list.map(|(list, at)| json!({ "stream": list, "row": at })),
        "round": row.round,
        "session": row.session,
        "merged_into": row.merged_into,
        "raised_on": row.raised_on,
        "changed_on": row.changed_on,
        "received_at": row.received_at.to_string(),
        "addressees": bodies(&row.addressees, pins),
        "public_wording": row.public_wording,
        "position": row.last_position,
    })
}

/// What the public sees of a petition: nothing personal, no ids, and of the answers what the
/// addressees approved for the public.
pub(crate) fn public(row: &PetitionRow, state: &Petition, pins: &Pins) -> Value {
    let name = |id: BodyId| {
        pins.directory.body(id).map(|known| known.established.name.as_str().to_owned())
    };
    let answers = state.addressees.iter().filter_map(|to| {
        let answer = to.answer()?;
        Some(json!({
            "by": name(to.body),
            "on": answer.on,
            "outcome": answer.event.outcome,
            "answer": answer.event.public_answer.as_ref()?,
        }))
    });
    json!({
        "number": row.number,
        "stage": stage(row.stage),
        "raised_on": row.raised_on,
        "changed_on": row.changed_on,
        "due": row.due,
        "addressees": row.addressees.iter().filter_map(|&id| name(id)).collect::<Vec<_>>(),
        "public_wording": row.public_wording,
        "answers": answers.collect::<Vec<_>>(),
    })
}

/// A contact meeting; its minutes are sealed.
pub(crate) fn meeting(meeting: &Meeting, pins: &Pins) -> Value {
    let held = &meeting.held;
    json!({
        "stream": meeting.envelope.stream,
        "position": meeting.position,
        "recorded_at": meeting.recorded_at.to_string(),
        "held_on": meeting.envelope.occurred_on,
        "recorded_by": maybe(meeting.envelope.body, pins),
        "councils": bodies(&held.councils, pins),
        "groups": bodies(&held.groups, pins),
        "invited": bodies(&held.invited, pins),
        "round": held.round,
        "area": held.area,
        "place": held.place,
        "voters": held.voters,
        "minutes": held.minutes,
        "attachments": held.attachments,
    })
}

/// A consolidated list, without its rows.
pub(crate) fn list(list: &ConsolidatedList, pins: &Pins) -> Value {
    let fixed = &list.fixed;
    json!({
        "stream": list.envelope.stream,
        "number": fixed.number,
        "version": list.version,
        "revision": fixed.revision,
        "position": list.position,
        "recorded_at": list.recorded_at.to_string(),
        "fixed_on": list.envelope.occurred_on,
        "fixed_by": maybe(list.envelope.body, pins),
        "council": body(fixed.council, pins),
        "round": fixed.round,
        "area": fixed.area,
        "petition_count": fixed.petitions.len(),
    })
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
        // A letter is issued, and arrives; nothing else befalls it.
        "version": 1 + u8::from(letter.receipt.is_some()),
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
        "receipt": letter.receipt.map(|receipt| {
            json!({ "by": body(receipt.by, pins), "on": receipt.on, "position": receipt.position })
        }),
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
pub(crate) fn roles(officer: OfficerId, pins: &Pins, day: Day) -> Value {
    let held = pins.directory.roles_of(officer, day);
    held.map(|(body, role)| json!({ "body": body, "role": role })).collect()
}
