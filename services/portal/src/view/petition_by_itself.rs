//! One petition by itself, with everything that was said of it. Texts are still sealed here.

use std::collections::BTreeMap;

use directory::Pins;
use petition::{Addressee, Dated, Duty, Exit, InTheBook, Petition, Proposal, Watch};
use proto::sealed::Sealed;
use proto::{BodyId, Day, StreamId};
use register::{Held, Receipt};
use serde::Serialize;
use serde_json::{Value, json};

use super::{bodies, body, flags, maybe, stage};

/// Something said, with its business date.
fn dated<T: Serialize>(said: &Dated<T>) -> Value {
    json!({ "on": said.on, "said": said.event })
}

fn all<T: Serialize>(said: &[Dated<T>]) -> Value {
    said.iter().map(dated).collect()
}

/// What was said by or of one body, picked from what was said of all.
fn of<'a, T: Serialize + 'a>(said: impl Iterator<Item = &'a Dated<T>>) -> Value {
    said.map(dated).collect()
}

/// A petition by itself; none before it was received. `receipts` are those of its letters.
pub(crate) fn petition(
    held: &Held,
    receipts: &BTreeMap<StreamId, Receipt>,
    pins: &Pins,
    today: Day,
) -> Option<Value> {
    let (stream, (_, received_at)) = (held.stream?, held.received?);
    let state = &held.petition;
    let received = state.received.as_ref()?;
    let (proposal, watch, raised) = (state.proposal.as_ref(), &state.watch, &state.raised);
    let addressees = state.addressees.iter().map(|to| addressee(to, watch, receipts, pins));
    let mut shown = json!({
        "stream": stream,
        "number": received.number,
        "version": held.version,
        "position": held.last_position,
        "stage": stage(state.stage()?),
        "flags": flags(&state.flags(today)),
        "council": body(received.council, pins),
        "term": received.term,
        "via": received.via,
        "raised_with": body(received.raised_with, pins),
        "area": received.area,
        "field": proposal.map(|proposal| &proposal.field).or(received.field.as_ref()),
        "needs_person": state.needs_person(),
        "due": state.due().map(|due| due.day),
        "dues": dues(state, receipts, pins, today),
        "raised_on": state.raised_on,
        "changed_on": held.changed_on,
        "received_at": received_at.to_string(),
        "public_wording": received.public_wording,
        "attachments": received.attachments,
        "proposal": proposal.map(|proposal| shown_proposal(proposal, pins)),
        "addressees": addressees.collect::<Vec<_>>(),
        "follower": maybe(watch.follower, pins),
        "follower_proposed": maybe(watch.proposed, pins),
        "meeting": raised.meeting,
        "list": raised.listed,
    });
    if let (Some(shown), Value::Object(more)) = (shown.as_object_mut(), course(state)) {
        shown.extend(more);
    }
    Some(shown)
}

/// What befell it outside classification and forwarding.
fn course(state: &Petition) -> Value {
    let (watch, raised) = (&state.watch, &state.raised);
    let exit = raised.exit.as_ref().map(|exit| match exit {
        Exit::Opinion(noted) => json!({ "as": "opinion", "on": noted.on, "said": noted.event }),
        Exit::NotAPetition(not) => {
            json!({ "as": "not_a_petition", "on": not.on, "said": not.event })
        }
        Exit::AnsweredOnTheSpot => json!({ "as": "answered_on_the_spot" }),
        Exit::AnsweredByTheBook => json!({ "as": "answered_by_the_book" }),
    });
    let refused = state.refused.iter().map(|(context, refused)| {
        json!({ "context": context, "reaction": refused.reaction, "code": refused.code })
    });
    json!({
        "exit": exit,
        "answered_on_the_spot": raised.spot.as_ref().map(dated),
        "in_the_book": raised.in_the_book.iter().map(in_the_book).collect::<Vec<_>>(),
        "as_stated_in_the_book": raised.by_the_book.as_ref().map(dated),
        "answer_not_accepted": raised.spot_refused.as_ref().map(dated),
        "merged": raised.merged.as_ref().map(dated),
        "absorbed": raised.absorbed,
        "split_into": raised.split_into,
        "part_of": raised.part_of,
        "withdrawn": raised.withdrawn.as_ref().map(dated),
        "voter": all(&watch.voter),
        "settled_on": watch.settled_on,
        "closed": watch.closed.as_ref().map(dated),
        "reopened": all(&watch.reopened),
        "carried_over": all(&watch.carried),
        "handed_over": all(&watch.handed_over),
        "refused_reactions": refused.collect::<Vec<_>>(),
    })
}

/// What a row of a book says beside the petition, and what it means.
fn in_the_book(row: &InTheBook) -> Value {
    json!({
        "of": row.written.of,
        "written": row.written.text,
        "meant": row.meant,
        "unbound": row.unbound(),
    })
}

/// What is owed and by when, earliest first; for whom all are named at once, none is.
fn dues(
    state: &Petition,
    receipts: &BTreeMap<StreamId, Receipt>,
    pins: &Pins,
    today: Day,
) -> Value {
    let receipt_of = |letter| receipts.get(&letter).map(|receipt: &Receipt| receipt.on);
    let open = petition::duties(state, receipt_of, pins, today).into_iter();
    let shown = |duty: Duty| {
        let whose = match duty.whose.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        json!({
            "day": duty.due,
            "what": duty.kind.as_str(),
            "whose": maybe(whose, pins),
            "of": maybe(duty.of, pins),
            "rung": duty.rung,
        })
    };
    open.filter(|duty| duty.done.is_none() && duty.due.is_some()).map(shown).collect()
}

fn shown_proposal(proposal: &Proposal, pins: &Pins) -> Value {
    let consents = proposal.consents.iter().map(|consent| {
        json!({
            "pair": consent.pair,
            "party": body(consent.party, pins),
            "silent": consent.silent,
            "on": consent.on,
        })
    });
    let contests = proposal.contests.iter().map(|contest| {
        let said = &contest.event;
        json!({
            "pair": said.pair,
            "party": body(said.party, pins),
            "on": contest.on,
            "reason": said.reason,
        })
    });
    let dissents = proposal.dissents.iter().map(|dissent| {
        let said = &dissent.event;
        json!({ "party": body(said.party, pins), "on": dissent.on, "reason": said.reason })
    });
    let deadlock = proposal.deadlock.as_ref().map(|decided| {
        let said = &decided.event;
        json!({ "by": body(said.by, pins), "on": decided.on, "reason": said.reason })
    });
    json!({
        "number": proposal.number,
        "field": proposal.field,
        "competence": proposal.competence,
        "addressees": bodies(&proposal.addressees, pins),
        "suggested": proposal.suggested,
        "on": proposal.on,
        "consent_due": proposal.consent_due,
        "consents": consents.collect::<Vec<_>>(),
        "contests": contests.collect::<Vec<_>>(),
        "dissents": dissents.collect::<Vec<_>>(),
        "deadlock": deadlock,
        "agreed": proposal.agreed,
    })
}

fn addressee(
    to: &Addressee,
    watch: &Watch,
    receipts: &BTreeMap<StreamId, Receipt>,
    pins: &Pins,
) -> Value {
    let name = pins.directory.body(to.body).map(|known| known.established.name.as_str());
    // Of several heirs each has its own: what one of them confirmed says nothing of another's.
    let its = |got: &&Receipt| {
        to.is(got.by) || pins.directory.standing_heirs(to.body, got.on).contains(&got.by)
    };
    let receipt = to.letter.and_then(|letter| receipts.get(&letter)).filter(its);
    let mine = |whom: BodyId| to.is(whom);
    json!({
        "body": to.body,
        "name": name,
        "was": bodies(&to.was, pins),
        "letter": to.letter,
        "sent_on": to.sent_on,
        "receipt": receipt.map(|got| json!({ "by": body(got.by, pins), "on": got.on })),
        "answer_due": to.answer_due,
        "done_by": to.done_by,
        "untold": to.untold().is_some(),
        "assigned": to.assigned.as_ref().map(|assigned| json!({
            "on": assigned.on,
            "lead": body(assigned.event.lead, pins),
            "supporting": bodies(&assigned.event.supporting, pins),
            "inner_due": assigned.event.inner_due,
        })),
        "returned": to.returned.as_ref().map(dated),
        "answers": all(&to.answers),
        "made_known": all(&to.made_known),
        "claims": of(watch.claims.iter().filter(|claim| mine(claim.event.by))),
        "checks": of(watch.checks.iter().filter(|check| mine(check.event.of))),
        "deadlines_passed": of(watch.passed.iter().filter(|passed| mine(passed.event.body))),
        "extensions": of(watch.extended.iter().filter(|extended| mine(extended.event.body))),
        "reminders": of(watch.reminders.iter().filter(|reminder| mine(reminder.event.to))),
        "waiting": of(watch.waiting.iter().filter(|waiting| mine(waiting.event.body))),
    })
}

/// The sealed texts of how it was raised: the voter's words, who the voter is, why it was
/// classified so.
pub(crate) fn texts(state: &Petition) -> Value {
    let received = state.received.as_ref();
    let raised_by = received.and_then(|received| received.raised_by.as_ref());
    let reason = state.proposal.as_ref().and_then(|proposal| proposal.reason.as_ref());
    let texts: [(&str, Option<&Sealed>); 3] = [
        ("original", received.map(|received| &received.original)),
        ("raised_by", raised_by),
        ("reason", reason),
    ];
    let known = texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), json!(text?))));
    Value::Object(known.collect())
}
