//! The stream of notices: nothing missed, nothing twice, whatever the client comes back with.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode};
use futures_util::StreamExt;
use register::made_log::{INCARNATION, day};
use runtime::consume::Sink;

use super::{Portal, read, story};
use vault::VaultClient;

struct Listener {
    body: BodyDataStream,
    text: String,
}

impl Listener {
    /// The next event as (name, id); none when the stream has ended.
    async fn next(&mut self) -> Option<(String, String)> {
        while !self.text.contains("\n\n") {
            let chunk = tokio::time::timeout(Duration::from_secs(10), self.body.next());
            let chunk = chunk.await.expect("the stream neither speaks nor ends")?;
            self.text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        }
        let (event, rest) = self.text.split_once("\n\n").unwrap();
        let field = |name: &str| {
            let line = event.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_default().trim().to_owned()
        };
        let next = (field("event:"), field("id:"));
        self.text = rest.to_owned();
        Some(next)
    }

    /// The positions of the next notices, up to and without the next heartbeat.
    async fn notices(&mut self) -> Vec<u64> {
        let mut positions = Vec::new();
        while let Some((name, id)) = self.next().await {
            if name == "heartbeat" {
                break;
            }
            assert_eq!(name, "notice");
            positions.push(id.rsplit_once('-').unwrap().1.parse().unwrap());
        }
        positions
    }
}

impl Portal {
    async fn listen(&self, last: Option<&str>) -> Listener {
        let mut request = Request::get("/api/v1/notices/stream")
            .header("authorization", format!("Bearer {}", self.token));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = self.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Listener { body: response.into_body().into_data_stream(), text: String::new() }
    }
}

#[tokio::test]
async fn a_stream_without_an_id_begins_now_with_an_id() {
    let mut log = story();
    let mut portal = Portal::on(&log).await;
    let head = log.frames.len() as u64;
    let mut listener = portal.listen(None).await;
    let beat = ("heartbeat".to_owned(), format!("{INCARNATION}-{head}"));
    assert_eq!(listener.next().await, Some(beat));
    log.receive(3, day(16), "Chợ tạm");
    portal.follow(&log).await;
    let notice = ("notice".to_owned(), format!("{INCARNATION}-{}", head + 1));
    assert_eq!(listener.next().await, Some(notice));
}

#[tokio::test]
async fn a_stream_goes_on_behind_every_id_without_gap_or_repetition() {
    let log = story();
    let portal = Portal::on(&log).await;
    let head = log.frames.len() as u64;
    let all = portal.listen(Some(&format!("{INCARNATION}-0"))).await.notices().await;
    assert_eq!(all, [head - 5, head - 4, head - 3, head - 1, head]);
    for last in 0..=head {
        let rest = portal.listen(Some(&format!("{INCARNATION}-{last}"))).await.notices().await;
        let expected: Vec<u64> = all.iter().copied().filter(|&position| position > last).collect();
        assert_eq!(rest, expected, "after {last}");
    }
}

#[tokio::test]
async fn more_notices_than_a_page_all_arrive() {
    let mut log = story();
    let before = log.frames.len() as u64;
    for n in 3..255 {
        log.receive(n, day(16), "Một");
    }
    let portal = Portal::on(&log).await;
    let heard = portal.listen(Some(&format!("{INCARNATION}-{before}"))).await.notices().await;
    assert_eq!(heard, (before + 1..=before + 252).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_id_of_another_life_gets_a_reset_and_goes_on_from_now() {
    let log = story();
    let portal = Portal::on(&log).await;
    let mut listener = portal.listen(Some("00000000-0000-0000-0000-00000000dead-3")).await;
    let here = format!("{INCARNATION}-{}", log.frames.len());
    assert_eq!(listener.next().await, Some(("reset".to_owned(), here.clone())));
    assert_eq!(listener.next().await, Some(("heartbeat".to_owned(), here)));
}

#[tokio::test]
async fn a_register_made_anew_repeats_nothing_to_an_open_stream() {
    let mut log = story();
    let mut portal = Portal::on(&log).await;
    let head = log.frames.len() as u64;
    let mut listener = portal.listen(None).await;
    listener.next().await.unwrap();
    portal.writer.reset().await.unwrap();
    portal.follow(&log).await;
    log.receive(3, day(16), "Chợ tạm");
    portal.follow(&log).await;
    let notice = ("notice".to_owned(), format!("{INCARNATION}-{}", head + 1));
    assert_eq!(listener.next().await, Some(notice));
}

#[tokio::test]
async fn streams_end_when_the_portal_stops() {
    let portal = Portal::on(&story()).await;
    let mut listener = portal.listen(None).await;
    listener.next().await.unwrap();
    portal.app.stop.cancel();
    assert_eq!(listener.next().await, None);
}

#[tokio::test]
async fn one_stream_too_many_is_sent_away_and_a_closed_one_makes_room() {
    let away = |dir: &std::path::Path| VaultClient::new(dir.join("vault.sock"));
    let portal = Portal::with(&story(), away, 1).await;
    let listener = portal.listen(None).await;
    let (status, body) = portal.get("/notices/stream").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(body["code"], "too_many_streams");
    drop(listener);
    portal.listen(None).await;
}

#[tokio::test]
async fn a_stream_on_an_empty_register_is_asked_to_come_back() {
    let portal = Portal::on(&story()).await;
    let mut portal = portal;
    portal.writer.reset().await.unwrap();
    // Nobody has a role in a register that is being made anew.
    let request = Request::get("/api/v1/notices/stream")
        .header("authorization", format!("Bearer {}", portal.token))
        .body(Body::empty());
    assert_eq!(read(portal.send(request.unwrap()).await).await.0, StatusCode::FORBIDDEN);
}
