use std::os::unix::fs::PermissionsExt;
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::fixture::{Running, site};
use crate::made_log::MadeLog;
use crate::protocol::{FRAME_MAX, Request};

type Frames = Framed<UnixStream, LengthDelimitedCodec>;

async fn connected(running: &Running) -> Frames {
    Framed::new(UnixStream::connect(running.socket("MAIN")).await.unwrap(), frames())
}

async fn next(frames: &mut Frames) -> Option<BytesMut> {
    let next = timeout(Duration::from_secs(10), frames.next()).await;
    next.expect("an answer in time").map(|frame| frame.unwrap())
}

async fn answered(frames: &mut Frames) -> Response {
    decode(&next(frames).await.expect("an answer")).unwrap()
}

async fn answers_ping(frames: &mut Frames) -> bool {
    frames.send(encode(&Request::Ping).unwrap()).await.unwrap();
    matches!(answered(frames).await, Response::Pong)
}

#[tokio::test]
async fn malformed_frames_are_answered_and_harm_nothing() {
    let running = Running::start().await;
    let mut frames = connected(&running).await;
    for bad in [&b""[..], b"{", b"null", b"\xff\xfe", b"{\"seal\":{}}", b"\"pong\""] {
        frames.send(Bytes::from_static(bad)).await.unwrap();
        assert!(matches!(answered(&mut frames).await, Response::Malformed { .. }), "{bad:?}");
    }
    assert!(answers_ping(&mut frames).await);
}

#[tokio::test]
async fn a_deeply_nested_frame_is_malformed() {
    let running = Running::start().await;
    let mut frames = connected(&running).await;
    frames.send(Bytes::from(vec![b'['; 1_000_000])).await.unwrap();
    assert!(matches!(answered(&mut frames).await, Response::Malformed { .. }));
    assert!(answers_ping(&mut frames).await);
}

#[tokio::test]
async fn an_oversized_frame_is_refused_and_ends_the_connection() {
    let running = Running::start().await;
    let mut stream = UnixStream::connect(running.socket("MAIN")).await.unwrap();
    let length = u32::try_from(FRAME_MAX + 1).unwrap();
    stream.write_all(&length.to_be_bytes()).await.unwrap();
    let mut frames = Framed::new(stream, frames());
    assert!(matches!(answered(&mut frames).await, Response::Malformed { .. }));
    assert!(next(&mut frames).await.is_none());
    assert!(answers_ping(&mut connected(&running).await).await);
}

#[tokio::test]
async fn a_frame_that_is_cut_off_ends_only_its_connection() {
    let running = Running::start().await;
    let mut stream = UnixStream::connect(running.socket("MAIN")).await.unwrap();
    stream.write_all(&[0, 0, 1, 0, b'{']).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut rest = Vec::new();
    let read = timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
    assert!(read.is_ok(), "the vault hung up");
    assert!(answers_ping(&mut connected(&running).await).await);
}

#[tokio::test]
async fn requests_of_one_connection_are_answered_in_order() {
    let running = Running::start().await;
    let mut frames = connected(&running).await;
    for _ in 0..20 {
        frames.feed(encode(&Request::Ping).unwrap()).await.unwrap();
        frames.feed(Bytes::from_static(b"?")).await.unwrap();
    }
    SinkExt::<Bytes>::flush(&mut frames).await.unwrap();
    for _ in 0..20 {
        assert!(matches!(answered(&mut frames).await, Response::Pong));
        assert!(matches!(answered(&mut frames).await, Response::Malformed { .. }));
    }
}

#[tokio::test]
async fn a_site_that_takes_all_its_connections_does_not_keep_others_out() {
    let running = Running::start().await;
    let mut held = Vec::new();
    for _ in 0..CONNECTIONS_MAX + 8 {
        held.push(UnixStream::connect(running.socket("MAIN")).await.unwrap());
    }
    running.client("OTHER").ping().await.unwrap();
    held.truncate(8);
    drop(held);
    running.client("MAIN").ping().await.unwrap();
}

#[tokio::test]
async fn a_stop_does_not_wait_for_idle_connections() {
    let mut running = Running::start().await;
    let mut frames = connected(&running).await;
    assert!(answers_ping(&mut frames).await);
    let since = Instant::now();
    running.stop().await;
    assert!(since.elapsed() < CLOSE_WITHIN);
    assert!(next(&mut frames).await.is_none());
    assert!(!running.socket("MAIN").exists());
}

#[tokio::test]
async fn only_the_owner_reaches_the_sockets_and_files() {
    let running = Running::start().await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let socket = running.socket("MAIN");
    assert_eq!(mode(&socket), 0o600);
    assert_eq!(mode(socket.parent().unwrap()), 0o700);
    let data = running.config().data;
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("kek")), 0o600);
}

#[tokio::test]
async fn what_is_no_socket_is_not_removed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sockets/letters.txt");
    place::private_directory(path.parent().unwrap()).unwrap();
    fs::write(&path, "kept").unwrap();
    let refused = Door::open(site("MAIN"), path.clone());
    assert!(matches!(refused, Err(RunError::NotASocket { .. })));
    assert_eq!(fs::read_to_string(&path).unwrap(), "kept");
}

#[tokio::test]
async fn a_socket_in_use_is_left_alone_and_a_stale_one_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sockets/vault.sock");
    let first = Door::open(site("MAIN"), path.clone()).unwrap();
    let second = Door::open(site("MAIN"), path.clone());
    assert!(matches!(second, Err(RunError::SocketInUse { .. })));
    drop(first);
    assert!(path.exists());
    Door::open(site("MAIN"), path).unwrap();
}

#[tokio::test]
async fn a_second_vault_in_the_same_directory_does_not_start() {
    let running = Running::start().await;
    let second =
        crate::made_log::run(running.config(), MadeLog::default(), CancellationToken::new()).await;
    assert!(matches!(second, Err(RunError::Locked { .. })));
    running.client("MAIN").ping().await.unwrap();
}
