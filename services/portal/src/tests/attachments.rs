//! Files through a real vault: taken in pieces, given to whoever may read the texts beside them.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use proto::Digest;
use proto::attachment::ATTACHMENT_SIZE_MAX;
use proto::sealed::KeyId;
use register::made_log::{CLERK, GROUP, MadeLog, STRANGER, day, petition};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use vault::{FetchRequest, Fetching, VaultClient};

use super::texts::vault_in;
use super::{Portal, read};
use crate::attachments::flow::pumped;

struct Office {
    portal: Portal,
    vault: VaultClient,
    dir: tempfile::TempDir,
    stop: CancellationToken,
}

impl Office {
    /// The delegate group took one petition.
    async fn open() -> Self {
        let (dir, stop) = (tempfile::tempdir().unwrap(), CancellationToken::new());
        let mut log = MadeLog::founded();
        log.receive(1, day(3), "Ngõ 5 ngập");
        let vault = vault_in(dir.path(), &log, &stop).await;
        let portal = Portal::with(&log, |_| vault.clone(), 1).await;
        Self { portal, vault, dir, stop }
    }

    async fn post(&self, query: &str, headers: &[(&str, &str)], body: Body) -> (StatusCode, Value) {
        let mut request = Request::post(format!("/api/v1/attachments{query}"))
            .header("authorization", format!("Bearer {}", self.portal.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(self.portal.send(request.body(body).unwrap()).await).await
    }

    async fn attach(&self, bytes: &[u8]) -> (StatusCode, Value) {
        self.post("?stream=LH26-1", &[], Body::from(bytes.to_vec())).await
    }

    async fn fetch(&self, token: &str, digest: &Value) -> Response<Body> {
        let digest = digest.as_str().unwrap();
        let request = Request::get(format!("/api/v1/attachments/{digest}?stream=LH26-1"))
            .header("authorization", format!("Bearer {token}"));
        self.portal.send(request.body(Body::empty()).unwrap()).await
    }

    /// The vault's side of the first petition's file `digest`.
    async fn line(&self, digest: &Value) -> Result<Fetching, vault::VaultError> {
        let digest = digest.as_str().unwrap().parse().unwrap();
        let stream = petition(1);
        self.vault.fetch(FetchRequest { officer: CLERK, body: GROUP, stream, digest }).await
    }

    /// Waits until no file is on its way through the portal.
    async fn until_free(&self) {
        for _ in 0..1_000 {
            if self.portal.app.transfers.are_free() {
                return;
            }
            runtime::wait::pause(std::time::Duration::from_millis(5)).await;
        }
        panic!("a place was not given back");
    }

    /// How many files the vault keeps, drafts counted.
    fn kept(&self) -> usize {
        fn below(path: &Path) -> usize {
            let entries = std::fs::read_dir(path).unwrap();
            let paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
            paths.iter().map(|path| if path.is_dir() { below(path) } else { 1 }).sum()
        }
        below(&self.dir.path().join("vault").join("blobs"))
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn png(len: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1A\n".to_vec();
    bytes.resize(len, 7);
    bytes
}

#[tokio::test]
async fn a_file_is_given_to_those_who_may_read_the_petition_and_only_to_be_saved() {
    let office = Office::open().await;
    let photo = png(200_000);
    let (status, file) = office.attach(&photo).await;
    assert_eq!(status, StatusCode::CREATED, "{file}");
    assert_eq!((&file["size"], &file["media_type"]), (&json!(200_000), &json!("image/png")));

    let given = office.fetch(&office.portal.token, &file["digest"]).await;
    let headers = given.headers().clone();
    let digest = file["digest"].as_str().unwrap();
    for (name, value) in [
        ("content-type", "image/png"),
        ("content-length", "200000"),
        ("content-disposition", &*format!("attachment; filename=\"{}.png\"", &digest[..16])),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    let chunks: Vec<Bytes> =
        given.into_body().into_data_stream().map(Result::unwrap).collect().await;
    assert_eq!(chunks.concat(), photo);

    let stranger = office.portal.token_of(STRANGER, None).await;
    let (status, body) = read(office.fetch(&stranger, &file["digest"]).await).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{body}");
    let unknown = json!(Digest([9; 32]));
    let (status, _) = read(office.fetch(&office.portal.token, &unknown).await).await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    office.vault.destroy(KeyId::Stream(petition(1)), "Điều 14").await.unwrap();
    let (status, body) = read(office.fetch(&office.portal.token, &file["digest"]).await).await;
    assert_eq!((status, &body["code"]), (StatusCode::GONE, &json!("erased")));
}

#[tokio::test]
async fn what_is_too_large_empty_or_of_another_type_is_not_taken() {
    let office = Office::open().await;
    let longest = ATTACHMENT_SIZE_MAX as usize;
    let said = |(status, body): (StatusCode, Value)| (status, body["code"].clone());
    let large = (StatusCode::PAYLOAD_TOO_LARGE, json!("attachment_too_large"));
    let other = (StatusCode::UNSUPPORTED_MEDIA_TYPE, json!("attachment_type"));
    assert_eq!(said(office.attach(&png(longest + 1)).await), large);
    let length = (longest + 1).to_string();
    let announced = [("content-length", &*length)];
    assert_eq!(said(office.post("?stream=LH26-1", &announced, Body::empty()).await), large);
    for bad in [&b""[..], b"MZ\x90\0", b"GIF89a\x01\0", b"<html>\0", "Đ".as_bytes().split_at(1).0]
    {
        assert_eq!(said(office.attach(bad).await), other, "{bad:?}");
    }
    // A text that is none any more further on.
    let late = [&vec![b'a'; 200_000][..], b"\0"].concat();
    assert_eq!(said(office.attach(&late).await), other);
    let declared = [("content-type", "application/pdf")];
    let body = Body::from(png(99));
    assert_eq!(said(office.post("?stream=LH26-1", &declared, body).await), other);
    for bad in ["", "?stream=LH26-1&for=intake/HoldMeeting", "?for=intake/NoteOpinion"] {
        let (status, _) = office.post(bad, &[], Body::from(png(99))).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{bad}");
    }
    let (status, _) = office.post("?stream=LH26-9", &[], Body::from(png(99))).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(office.kept(), 0);
    let (status, _) = office.attach(&png(longest)).await;
    assert_eq!((status, office.kept()), (StatusCode::CREATED, 1));
}

#[tokio::test]
async fn an_upload_that_is_cut_off_leaves_nothing() {
    let office = Office::open().await;
    let chunks = [Ok(Bytes::from(png(300_000))), Err(std::io::Error::other("cut"))];
    let body = Body::from_stream(stream::iter(chunks));
    let (status, body) = office.post("?stream=LH26-1", &[], body).await;
    assert_eq!((status, &body["code"]), (StatusCode::BAD_REQUEST, &json!("cut_off")));
    for _ in 0..1_000 {
        if office.kept() == 0 {
            break;
        }
        runtime::wait::pause(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(office.kept(), 0);
}

#[tokio::test]
async fn a_command_names_only_attachments_that_are_there_just_as_they_are() {
    let office = Office::open().await;
    let (_, good) = office.attach(&png(99)).await;
    let (_, second) = office.attach(&png(100)).await;
    let both = async |key: &str, files: [&Value; 2]| {
        let files: Vec<&Value> = files.into_iter().filter(|file| !file.is_null()).collect();
        let data = json!({ "of": GROUP, "result": "accepted", "text": "x", "attachments": files });
        let form = json!({ "body": GROUP, "stream": petition(1), "seen_version": 1, "data": data });
        let request = Request::post("/api/v1/commands/monitoring/RecordCheck")
            .header("authorization", format!("Bearer {}", office.portal.token))
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .body(Body::from(form.to_string()));
        let (status, body) = read(office.portal.send(request.unwrap()).await).await;
        (status, body["code"].clone(), body["field"].clone())
    };
    let send = async |key: &str, file: &Value| both(key, [file, &Value::Null]).await;
    let mut unknown = good.clone();
    unknown["digest"] = json!(Digest([9; 32]));
    let mut longer = good.clone();
    longer["size"] = json!(100);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let place = json!("/data/attachments/0");
    assert_eq!(send("k1", &unknown).await, (status, json!("attachment_unknown"), place.clone()));
    assert_eq!(send("k2", &longer).await, (status, json!("malformed"), place));
    // The bus is away in these tests: what is good comes that far.
    assert_eq!(send("k3", &good).await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(both("k4", [&good, &second]).await.0, StatusCode::SERVICE_UNAVAILABLE);
    let place = json!("/data/attachments/1");
    assert_eq!(both("k5", [&good, &unknown]).await, (status, json!("attachment_unknown"), place));
}

#[tokio::test]
async fn a_file_waits_for_the_command_that_opens_its_stream() {
    let office = Office::open().await;
    let key = [("idempotency-key", "meeting-1")];
    let (status, file) =
        office.post("?for=intake/HoldMeeting", &key, Body::from("Biên bản".to_owned())).await;
    assert_eq!((status, &file["media_type"]), (StatusCode::CREATED, &json!("text/plain")));
    let (status, _) = office.post("?for=intake/HoldMeeting", &[], Body::from("x")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "without the key nobody knows the stream");
}

#[tokio::test]
async fn an_invented_stream_takes_no_file() {
    let office = Office::open().await;
    for invented in [petition(9).to_string(), petition(77).to_string()] {
        let (status, body) =
            office.post(&format!("?stream={invented}"), &[], Body::from(png(99))).await;
        assert_eq!((status, &body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    }
    assert_eq!(office.kept(), 0);
}

#[tokio::test]
async fn a_file_waits_only_for_a_command_that_opens_a_stream_of_its_own() {
    let office = Office::open().await;
    let key = [("idempotency-key", "letter-1")];
    let post = async |command: &str| {
        office.post(&format!("?for={command}"), &key, Body::from(png(99))).await
    };
    let (status, body) = post("forwarding/AnswerPetitions").await;
    assert_eq!((status, &body["code"]), (StatusCode::BAD_REQUEST, &json!("malformed_query")));
    let said = body["detail"].as_str().unwrap();
    assert!(said.contains("document.scan") && said.contains("to one of them"), "{said}");
    assert_eq!(office.kept(), 0);
    // Of the others that open something each writes its own.
    let all = proto::command::COMMANDS.iter().copied().flatten();
    for spec in all.filter(|spec| spec.target == proto::command::Target::New) {
        let waits = post(&format!("{}/{}", spec.context, spec.name)).await.0;
        assert_eq!(waits == StatusCode::CREATED, spec.name != "AnswerPetitions", "{}", spec.name);
    }
}

#[tokio::test]
async fn a_reader_who_takes_nothing_loses_the_place_and_gets_an_answer_that_is_cut_off() {
    let office = Office::open().await;
    let (_, file) = office.attach(&png(300_000)).await;
    let digest = &file["digest"];
    let mut lines = Vec::new();
    while let Ok(line) = office.line(digest).await {
        lines.push(line);
        assert!(lines.len() <= 16);
    }
    assert_eq!(office.fetch(&office.portal.token, digest).await.status(), 503, "no place is left");
    let soon = std::time::Duration::from_millis(50);
    let stalled: Vec<_> = lines.into_iter().map(|line| Box::pin(pumped(line, (), soon))).collect();
    let mut given = None;
    for _ in 0..1_000 {
        let answer = office.fetch(&office.portal.token, digest).await;
        if answer.status() == StatusCode::OK {
            given = Some(answer);
            break;
        }
        runtime::wait::pause(std::time::Duration::from_millis(10)).await;
    }
    let pieces: Vec<_> = given.unwrap().into_body().into_data_stream().collect().await;
    assert_eq!(pieces.into_iter().map(|piece| piece.unwrap().len()).sum::<usize>(), 300_000);
    for pumped in stalled {
        let pieces: Vec<_> = pumped.collect().await;
        assert!(pieces.last().unwrap().is_err() && pieces.len() < 5, "{}", pieces.len());
    }
}

#[tokio::test]
async fn files_go_over_at_once_each_whole_and_one_officer_has_four_on_their_way() {
    let office = Office::open().await;
    let bytes: Vec<Vec<u8>> = (0..4).map(|n| png(300_000 + n)).collect();
    let attached = futures_util::future::join_all(bytes.iter().map(|bytes| office.attach(bytes)));
    let mut under_way = Vec::new();
    for (status, file) in attached.await {
        assert_eq!(status, StatusCode::CREATED, "{file}");
        under_way.push((file.clone(), office.fetch(&office.portal.token, &file["digest"]).await));
    }
    let fifth = &under_way[0].0["digest"].clone();
    for (status, body) in [
        read(office.fetch(&office.portal.token, fifth).await).await,
        office.attach(&bytes[0]).await,
    ] {
        let code = &body["code"];
        assert_eq!((status, code), (StatusCode::TOO_MANY_REQUESTS, &json!("attachments_at_once")));
    }
    for ((_, answer), bytes) in under_way.into_iter().zip(&bytes) {
        let pieces: Vec<Bytes> =
            answer.into_body().into_data_stream().map(Result::unwrap).collect().await;
        assert!(pieces.concat() == *bytes);
    }
    office.until_free().await;
    assert_eq!(office.attach(&bytes[0]).await.0, StatusCode::CREATED);
    // Who goes away gives the place back, too.
    assert_eq!(office.fetch(&office.portal.token, fifth).await.status(), StatusCode::OK);
    office.until_free().await;
}
