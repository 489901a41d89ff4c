//! The disk of the NATS server was full, and has room again: the log is carried on by itself.
//!
//! Measured with NATS 2.15.1, on a full file system as under the limit of file size used here: from
//! the first failed write on, publishes to the stream get no answer until the server starts again
//! or the stream is deleted. The relay makes it anew after twenty seconds at one place.

use std::time::Duration;

use system_tests::circle::Circle;
use system_tests::eventually;
use system_tests::life::{all_is_well, live};
use system_tests::realm::Realm;
use system_tests::steps::record;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_takes_nothing_since_its_disk_was_full_is_made_anew() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let first = live(&circle, "before").await.unwrap();
    let (nats, store) = (realm.pid("nats").unwrap(), realm.pid("store").unwrap());
    realm.let_write("nats", false).unwrap();
    // Commands need no stream.
    let late = record(&circle, "late").done_once(&circle).await.unwrap();
    assert_eq!(late["number"], "LH26-2");
    let behind = async || (counted(&realm, "relay_lag").await? > 0.0).then_some(());
    eventually("the relay to be held up", Duration::from_secs(10), behind).await.unwrap();
    realm.let_write("nats", true).unwrap();
    let carried = async || {
        let lag = counted(&realm, "relay_lag").await?;
        let remade = counted(&realm, "relay_streams_remade_total").await?;
        (lag == 0.0).then_some(remade)
    };
    let carried = eventually("the stream to hold the log", Duration::from_secs(30), carried).await;
    let remade = carried.unwrap_or_else(|error| panic!("{error:#}\n{}", realm.tail()));
    assert!((remade - 1.0).abs() < f64::EPSILON, "made anew {remade} times");
    assert_eq!((realm.pid("nats").unwrap(), realm.pid("store").unwrap()), (nats, store));
    let second = super::disk_does_not_write::onward(&circle, "LH26-2").await;
    let third = live(&circle, "after").await.unwrap();
    all_is_well(&mut realm, &circle, &[first, second, third]).await.unwrap();
}

/// What the store counts under this name.
async fn counted(realm: &Realm, name: &str) -> Option<f64> {
    let mut store = UnixStream::connect(realm.data().join("run/store.sock")).await.ok()?;
    store.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").await.ok()?;
    let mut text = String::new();
    store.read_to_string(&mut text).await.ok()?;
    let mut lines = text.lines().filter_map(|line| line.split_once(' '));
    lines.find(|(counter, _)| *counter == name)?.1.trim().parse().ok()
}
