//! Messages in, answers out. The context of an append is the subject's last token and nothing else.
//!
//! An append without an inbox to answer to is ignored: its sender could not know what became of it,
//! and no answer of ours is ever published where an append would be read.

use std::sync::Arc;

use async_nats::{Message, Subject, Subscriber};
use bytes::Bytes;
use futures_util::StreamExt as _;
use proto::reply::AppendReply;
use runtime::bus::{Bus, BusError};
use runtime::task;
use tokio::sync::Semaphore;

use crate::engine::Reader;
use crate::reads::Reads;
use crate::sequencer::Sequencer;

/// Appends being parsed or waiting in the sequencer's queue; more are answered `Busy`.
const APPENDS_AT_ONCE: usize = 2_048;
/// Pages being made; more wait in the subscription.
const READS_AT_ONCE: usize = 64;

/// The subscription is gone, and with it the reason to run.
fn silent(subject: String) -> BusError {
    BusError::NoResponder { subject }
}

/// Answers appends until the subscription ends.
///
/// # Errors
/// That it ended, which it does not do by itself.
pub(super) async fn appends(
    bus: Bus,
    mut messages: Subscriber,
    sequencer: Sequencer,
) -> Result<(), BusError> {
    let places = Arc::new(Semaphore::new(APPENDS_AT_ONCE));
    while let Some(message) = messages.next().await {
        let Some(to) = inbox_of(&message) else { continue };
        let (bus, sequencer) = (bus.clone(), sequencer.clone());
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            task::detach(async move { answer_append(&bus, &to, &AppendReply::Busy).await });
            continue;
        };
        task::detach(async move {
            let reply = match bus.subjects.appending_context(&message.subject) {
                Some(context) => sequencer.append(context, &message.payload).await,
                None => AppendReply::Malformed { why: "no such context".to_owned() },
            };
            answer_append(&bus, &to, &reply).await;
            drop(place);
        });
    }
    Err(silent(bus.subjects.append_any()))
}

/// Answers read requests until the subscription ends.
///
/// # Errors
/// That it ended, which it does not do by itself.
pub(super) async fn reads<R: Reader>(
    bus: Bus,
    mut messages: Subscriber,
    reads: Reads<R>,
) -> Result<(), BusError> {
    let places = Arc::new(Semaphore::new(READS_AT_ONCE));
    while let Some(message) = messages.next().await {
        let Some(to) = inbox_of(&message) else { continue };
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        let (bus, reads) = (bus.clone(), reads.clone());
        task::detach(async move {
            let page = reads.answer(&message.payload).await;
            answer(&bus, &to, page).await;
            drop(place);
        });
    }
    Err(silent(bus.subjects.read()))
}

/// Where to answer, if it is an inbox: of a user, or the server's own for a request from another
/// account. Anywhere else a caller could have us publish in our name.
fn inbox_of(message: &Message) -> Option<Subject> {
    let reply = message.reply.as_ref()?;
    is_inbox(reply).then(|| reply.clone())
}

fn is_inbox(reply: &str) -> bool {
    reply.starts_with("_INBOX.") || reply.starts_with("_R_.")
}

async fn answer_append(bus: &Bus, to: &Subject, reply: &AppendReply) {
    match serde_json::to_vec(reply) {
        Ok(json) => answer(bus, to, json).await,
        Err(error) => tracing::error!(%error, "an answer could not be written"),
    }
}

async fn answer(bus: &Bus, to: &Subject, payload: Vec<u8>) {
    if let Err(error) = bus.answer(to, Bytes::from(payload)).await {
        tracing::warn!(%error, "an answer was not sent; its asker will ask again");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_answered_to_a_subject_that_is_not_an_inbox() {
        assert!(is_inbox("_INBOX.intake.abc"));
        assert!(is_inbox("_R_.abc.def"));
        for not in ["hoiam.r1.store.append.intake", "$JS.API.STREAM.DELETE.EVENTS", "INBOX.a", ""] {
            assert!(!is_inbox(not), "{not}");
        }
    }
}
