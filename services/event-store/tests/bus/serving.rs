//! The whole service, as its clients see it.

use std::time::Duration;

use bytes::Bytes;
use event_store::{Config, RunError};
use proto::page::{Page, ReadRequest};
use proto::reply::{AppendReply, Outcome};
use proto::{Context, Origin, Position, permission};
use runtime::bus::Bus;
use runtime::clock::Clock;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::log::holds_the_log;
use super::server::{Nats, eventually, subjects};
use crate::sample::Draft;

const WITHIN: Duration = Duration::from_secs(5);

fn config(nats: &Nats, data: &TempDir) -> Config {
    Config {
        bus: nats.config_of(permission::STORE),
        relay: nats.config_of(permission::RELAY),
        data: data.path().join("log"),
        origin: Some(Origin::new("test.origin").unwrap()),
        health: data.path().join("health.sock"),
        clock: Clock::system(),
        stream_max_bytes: Nats::shape().max_bytes,
        durables: Nats::shape().durables,
        confirm_clock: false,
    }
}

/// Runs `test` beside a store that serves, then stops the store.
async fn beside_a_store(nats: &Nats, data: &TempDir, test: impl AsyncFnOnce(Bus)) {
    let stop = CancellationToken::new();
    let serving = event_store::run(config(nats, data), stop.clone());
    let testing = async {
        let intake = nats.bus("intake").await;
        eventually("the store to answer", || async { header(&intake).await.is_some() }).await;
        test(intake).await;
        stop.cancel();
    };
    let (served, ()) = tokio::join!(serving, testing);
    served.unwrap();
}

async fn page(bus: &Bus, request: &ReadRequest) -> Option<Page> {
    let payload = Bytes::from(serde_json::to_vec(request).unwrap());
    let answer = bus.request(subjects().read(), payload, WITHIN).await.ok()?;
    Page::from_bytes(&answer).ok()
}

async fn header(bus: &Bus) -> Option<Page> {
    page(bus, &ReadRequest::Log { after: Position(0), limit: 0 }).await
}

async fn append(bus: &Bus, context: Context, payload: Vec<u8>) -> AppendReply {
    let subject = subjects().append(context);
    let answer = bus.request(subject, Bytes::from(payload), WITHIN).await.unwrap();
    serde_json::from_slice(&answer).unwrap()
}

fn draft(n: u128) -> Draft {
    Draft::new(n, Clock::system().now()).writes(n, 0)
}

#[tokio::test]
async fn an_append_is_answered_stored_and_relayed() {
    let (nats, data) = (Nats::start().await, TempDir::new().unwrap());
    beside_a_store(&nats, &data, async |intake| {
        let reply = append(&intake, Context::Intake, draft(1).bytes()).await;
        let AppendReply::Done { outcome: Outcome::Events(stored), .. } = reply else {
            panic!("{reply:?}")
        };
        assert_eq!(stored[0].position, Position(1));
        let read = page(&intake, &ReadRequest::Log { after: Position(0), limit: 9 }).await.unwrap();
        assert_eq!(read.header.head, Position(1));
        let watcher = nats.watcher().await;
        watcher.reaches(1).await;
        assert_eq!(holds_the_log(&watcher, 1).await, read.frames);
        intake.ready().unwrap();
    })
    .await;
    // The next start needs no origin, and finds the log as it was.
    beside_a_store(&nats, &data, async |intake| {
        assert_eq!(header(&intake).await.unwrap().header.head, Position(1));
    })
    .await;
}

#[tokio::test]
async fn what_is_not_an_append_of_the_subjects_context_is_malformed() {
    let (nats, data) = (Nats::start().await, TempDir::new().unwrap());
    beside_a_store(&nats, &data, async |intake| {
        let mut foreign = draft(1);
        foreign.context = Context::Forwarding;
        for payload in [foreign.bytes(), b"HAP1".to_vec(), vec![]] {
            let reply = append(&intake, Context::Intake, payload).await;
            assert!(matches!(reply, AppendReply::Malformed { .. }), "{reply:?}");
        }
        assert_eq!(header(&intake).await.unwrap().header.head, Position(0));
    })
    .await;
}

#[tokio::test]
async fn an_append_without_an_inbox_is_ignored() {
    let (nats, data) = (Nats::start().await, TempDir::new().unwrap());
    beside_a_store(&nats, &data, async |intake| {
        let subject = subjects().append(Context::Intake);
        intake.publish(subject.clone(), Bytes::from(draft(1).bytes())).await.unwrap();
        // An answer on an append subject would be read as an append.
        let sent = intake.client().publish_with_reply(
            subject.clone(),
            subject,
            Bytes::from(draft(2).bytes()),
        );
        sent.await.unwrap();
        // One connection keeps its order: when this is answered, both were looked at.
        let reply = append(&intake, Context::Intake, draft(3).bytes()).await;
        let AppendReply::Done { outcome, .. } = reply else { panic!("{reply:?}") };
        assert_eq!(outcome.position(), Position(1));
    })
    .await;
}

#[tokio::test]
async fn a_store_of_another_origin_ends_with_one_line() {
    let (nats, data) = (Nats::start().await, TempDir::new().unwrap());
    beside_a_store(&nats, &data, async |_| {}).await;
    let other = Config { origin: Some(Origin::new("other").unwrap()), ..config(&nats, &data) };
    let error = event_store::run(other, CancellationToken::new()).await.expect_err("other origin");
    assert!(matches!(error, RunError::Open(_)), "{error:?}");
    assert!(!error.to_string().contains('\n'));
}
