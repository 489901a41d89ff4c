//! The relay by itself.

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt as _;
use proto::page::Head;
use proto::subject::STREAM;
use tokio_util::sync::CancellationToken;

use super::log::{Log, holds_the_log};
use super::server::{Nats, eventually, subjects};

#[tokio::test]
async fn events_are_relayed_in_order_at_the_sequence_of_their_position() {
    let (nats, log) = (Nats::start().await, Log::new().await);
    log.grow(0, 700).await;
    let bus = nats.relay_bus().await;
    log.relay(bus.clone());
    let watcher = nats.watcher().await;
    watcher.reaches(700).await;
    log.grow(700, 703).await;
    watcher.reaches(703).await;
    holds_the_log(&watcher, 703).await;
    bus.ready().expect("the server refused nothing");
}

#[tokio::test]
async fn the_stream_has_its_shape_and_its_durables() {
    let (nats, log) = (Nats::start().await, Log::new().await);
    log.relay(nats.relay_bus().await);
    let watcher = nats.watcher().await;
    let consumers = Nats::shape().durables.len();
    eventually("the durables", || async {
        let stream = watcher.jetstream().get_stream(STREAM).await;
        stream.is_ok_and(|stream| stream.cached_info().state.consumer_count == consumers)
    })
    .await;
    let stream = watcher.jetstream().get_stream(STREAM).await.unwrap();
    let config = &stream.cached_info().config;
    assert_eq!(config.subjects, [subjects().event_any()]);
    assert!(config.deny_delete && config.deny_purge && !config.allow_direct);
    assert_eq!(config.max_bytes, Nats::shape().max_bytes);
    for durable in Nats::shape().durables {
        let info = watcher
            .jetstream()
            .get_consumer_from_stream::<async_nats::jetstream::consumer::pull::Config, _, _>(
                &durable, STREAM,
            )
            .await;
        let config = info.unwrap().cached_info().config.clone();
        assert_eq!(config.ack_policy, async_nats::jetstream::consumer::AckPolicy::None);
        assert!(config.inactive_threshold.is_zero() && config.filter_subject.is_empty());
    }
}

#[tokio::test]
async fn a_lost_durable_is_made_again() {
    let (nats, log) = (Nats::start().await, Log::new().await);
    log.relay(nats.relay_bus().await);
    let watcher = nats.watcher().await;
    watcher.reaches(0).await;
    let durable = Nats::shape().durables[0].clone();
    let found = || async {
        let stream = watcher.jetstream().get_stream(STREAM).await.unwrap();
        stream.consumer_info(&durable).await.is_ok()
    };
    eventually("the durable", found).await;
    let stream = watcher.jetstream().get_stream(STREAM).await.unwrap();
    stream.delete_consumer(&durable).await.unwrap();
    eventually("the durable again", found).await;
}

#[tokio::test]
async fn two_relays_that_race_leave_each_event_once() {
    let (nats, log) = (Nats::start().await, Log::new().await);
    for _ in 0..2 {
        log.relay(nats.relay_bus().await);
    }
    for batch in 0..20 {
        log.grow(batch * 50, (batch + 1) * 50).await;
    }
    let watcher = nats.watcher().await;
    watcher.reaches(1_000).await;
    holds_the_log(&watcher, 1_000).await;
}

#[tokio::test]
async fn a_wiped_jetstream_heals_while_appends_flow() {
    let (mut nats, log) = (Nats::start().await, Log::new().await);
    log.relay(nats.relay_bus().await);
    log.relay(nats.relay_bus().await);
    let watcher = nats.watcher().await;
    let wiped = AtomicBool::new(false);
    let growing = async {
        let (mut last, mut after) = (0, 0);
        while after < 20 {
            log.grow(last, last + 10).await;
            last += 10;
            after += u32::from(wiped.load(Ordering::SeqCst));
        }
        last
    };
    let wiping = async {
        eventually("some events", || async { watcher.last().await > Some(20) }).await;
        nats.wipe();
        wiped.store(true, Ordering::SeqCst);
    };
    let (last, ()) = tokio::join!(growing, wiping);
    watcher.reaches(last).await;
    holds_the_log(&watcher, last).await;
    // Nothing needs to be appended for a wiped stream to be filled again.
    nats.wipe();
    watcher.reaches(last).await;
    holds_the_log(&watcher, last).await;
    log.grow(last, last + 1).await;
    watcher.reaches(last + 1).await;
}

#[tokio::test]
async fn a_restarted_server_goes_on() {
    let (mut nats, log) = (Nats::start().await, Log::new().await);
    log.relay(nats.relay_bus().await);
    let watcher = nats.watcher().await;
    log.grow(0, 5).await;
    watcher.reaches(5).await;
    nats.kill();
    log.grow(5, 9).await;
    nats.spawn();
    watcher.reaches(9).await;
    holds_the_log(&watcher, 9).await;
}

#[tokio::test]
async fn a_stream_of_another_life_of_the_log_is_made_anew() {
    let nats = Nats::start().await;
    let watcher = nats.watcher().await;
    let old = Log::new().await;
    let (_, stop) = old.relay(nats.relay_bus().await);
    old.grow(0, 30).await;
    watcher.reaches(30).await;
    stop.cancel();
    let new = Log::new().await;
    new.grow(0, 7).await;
    let (alarm, _) = new.relay(nats.relay_bus().await);
    watcher.reaches(7).await;
    let relayed = holds_the_log(&watcher, 7).await;
    assert!(alarm.ready().is_ok());
    new.grow(7, 8).await;
    watcher.reaches(8).await;
    assert_eq!(holds_the_log(&watcher, 8).await[..7], relayed);
}

#[tokio::test]
async fn a_stream_ahead_of_its_log_raises_an_alarm_until_it_is_deleted() {
    let nats = Nats::start().await;
    let (watcher, log) = (nats.watcher().await, Log::new().await);
    let bus = nats.relay_bus().await;
    let (alarm, _) = log.relay(bus.clone());
    log.grow(0, 3).await;
    watcher.reaches(3).await;
    // Somebody else's event, at the position that our next one gets, and one more.
    for _ in 0..2 {
        let foreign = watcher.jetstream().publish(subjects().event("intake.foreign"), "x".into());
        foreign.await.unwrap().await.unwrap();
    }
    eventually("the alarm", || async { alarm.ready().is_err() }).await;
    // That the log grows past it does not make the foreign events ours.
    log.grow(3, 9).await;
    let mut heads = watcher.jetstream().client().subscribe(subjects().head()).await.unwrap();
    for _ in 0..2 {
        let head: Head = serde_json::from_slice(&heads.next().await.unwrap().payload).unwrap();
        assert_eq!(head.position.0, 9);
    }
    assert_eq!(watcher.last().await, Some(5));
    assert!(alarm.ready().is_err());
    watcher.jetstream().delete_stream(STREAM).await.unwrap();
    watcher.reaches(9).await;
    holds_the_log(&watcher, 9).await;
    assert!(alarm.ready().is_ok());
}

#[tokio::test]
async fn the_head_is_said_after_each_batch_and_every_two_seconds() {
    let (nats, log) = (Nats::start().await, Log::new().await);
    let watcher = nats.watcher().await;
    let mut heads = watcher.jetstream().client().subscribe(subjects().head()).await.unwrap();
    watcher.jetstream().client().flush().await.unwrap();
    log.relay(nats.relay_bus().await);
    log.grow(0, 4).await;
    let heads_of_4 = async {
        let mut seen = 0;
        while seen < 3 {
            let head: Head = serde_json::from_slice(&heads.next().await.unwrap().payload).unwrap();
            seen += u32::from(head.position.0 == 4);
        }
    };
    let within = std::time::Duration::from_secs(10);
    tokio::time::timeout(within, heads_of_4).await.expect("three heads in ten seconds");
}

#[tokio::test]
async fn a_relay_alone_follows_a_log_that_another_process_writes() {
    let (nats, log) = (Nats::start().await, Log::new().await);
    let config = event_store::service::RelayConfig {
        bus: nats.config_of(proto::permission::RELAY),
        data: log.dir.path().to_owned(),
        health: nats.path().join("relay.sock"),
        stream_max_bytes: Nats::shape().max_bytes,
        durables: Nats::shape().durables,
    };
    let stop = CancellationToken::new();
    let running = tokio::join!(event_store::run_relay(config, stop.clone()), async {
        log.grow(0, 3).await;
        let watcher = nats.watcher().await;
        watcher.reaches(3).await;
        log.grow(3, 6).await;
        watcher.reaches(6).await;
        holds_the_log(&watcher, 6).await;
        stop.cancel();
    });
    running.0.unwrap();
}
