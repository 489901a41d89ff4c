//! Whoever wrote something sees it, or is told to come again: never the old truth, whatever
//! JetStream does.

use std::time::Duration;

use bytes::Bytes;
use proto::subject::STREAM;
use runtime::bus::{Bus, BusConfig};
use serde_json::Value;
use system_tests::circle::Circle;
use system_tests::client::Client;
use system_tests::eventually;
use system_tests::life::{intact, live};
use system_tests::realm::Realm;
use system_tests::steps::record;

/// How long an own write may be "behind". Longer than the portal waits, shorter than readers look
/// for a log that moved on without a word.
const SEEN_WITHIN: Duration = Duration::from_secs(20);

/// Reads the petition with its own write's position until it is shown; an answer that does not hold
/// the write is a failure at once.
async fn seen(client: &Client, done: &Value) {
    let path = format!("/api/v1/petitions/{}", done["stream"].as_str().unwrap());
    let position = done["position"].as_u64().unwrap();
    let shown = eventually("an own write", SEEN_WITHIN, async || {
        let request = client.request(reqwest::Method::GET, &path);
        let request = request.header("Hoiam-Min-Position", position.to_string());
        // While the portal itself is being reached nothing is shown either.
        let answer = client.send(request).await.ok()?;
        if answer.come_again() {
            return None;
        }
        let at: u64 = answer.headers["hoiam-position"].to_str().unwrap().parse().unwrap();
        assert!(answer.status == 200 && at >= position, "the old truth: {}", answer.body);
        Some(())
    });
    shown.await.unwrap();
}

/// The bus as its relay, who alone may touch the stream.
async fn as_relay(realm: &Realm) -> Bus {
    let conf = std::fs::read_to_string(realm.data().join("nats/nats.conf")).unwrap();
    let listen = conf.lines().find_map(|line| line.strip_prefix("listen: ")).unwrap();
    let config = BusConfig {
        url: format!("nats://{}", listen.trim_matches('"')),
        realm: proto::Realm::new("r1").unwrap(),
        user: proto::permission::RELAY.to_owned(),
        seed: realm.data().join("keys/relay.nk"),
    };
    let bus = Bus::connect(&config).await.unwrap();
    let ready = async || bus.ready().ok();
    eventually("the bus", Duration::from_secs(10), ready).await.unwrap();
    bus
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_write_is_seen_although_jetstream_delivers_nothing() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let clerk = circle.officer("group1");
    let bus = as_relay(&realm).await;
    // Messages of nobody put the stream far ahead of the log: the relay stops, with an alarm.
    for _ in 0..100 {
        let subject = bus.subjects.event("nobody.nothing");
        bus.request(subject, Bytes::from_static(b"?"), Duration::from_secs(5)).await.unwrap();
    }
    for round in 0..5 {
        let done = record(&circle, &format!("own-{round}")).done_once(&circle).await.unwrap();
        seen(clerk, &done).await;
    }
    // What the alarm asks an operator to do.
    let delete = format!("$JS.API.STREAM.DELETE.{STREAM}");
    bus.request(delete, Bytes::new(), Duration::from_secs(5)).await.unwrap();
    assert_eq!(live(&circle, "after").await.unwrap(), "LH26-6");
    realm.end().await.unwrap();
    intact(&realm).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_write_is_seen_or_awaited_while_the_server_loses_its_files() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let clerk = circle.officer("group1");
    let mut numbers = Vec::new();
    for round in 0..3 {
        realm.kill("nats").unwrap();
        std::fs::remove_dir_all(realm.data().join("nats/js")).unwrap();
        let done = record(&circle, &format!("wiped-{round}")).done_once(&circle).await.unwrap();
        seen(clerk, &done).await;
        numbers.push(live(&circle, &format!("between-{round}")).await.unwrap());
    }
    assert_eq!(numbers, ["LH26-2", "LH26-4", "LH26-6"]);
    realm.end().await.unwrap();
    intact(&realm).await.unwrap();
}
