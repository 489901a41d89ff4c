//! Texts through a real vault: sealed at the edge, opened for whoever may.

use std::time::Duration;

use axum::http::StatusCode;
use proto::event::{PetitionReceived, RaisedVia};
use proto::id::Code;
use proto::sealed::KeyId;
use proto::text::Line;
use proto::{CommandId, Digest, Origin, Realm, Site};
use register::made_log::{COUNCIL, GROUP, MadeLog, POWER, STRANGER, day, intake, petition, sealed};
use runtime::bus::BusConfig;
use runtime::clock::Clock;
use runtime::{task, wait};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vault::{ClearText, SealRequest, TextToSeal, VaultClient};

use super::Portal;

/// A vault that reads who may open what in `log`; its keys outlive it.
pub(super) async fn vault_in(
    dir: &std::path::Path,
    log: &MadeLog,
    stop: &CancellationToken,
) -> VaultClient {
    let socket = dir.join("sockets").join("main.sock");
    let config = vault::Config {
        bus: BusConfig {
            url: String::new(),
            realm: Realm::new("none").unwrap(),
            user: String::new(),
            seed: std::path::PathBuf::new(),
        },
        data: dir.join("vault"),
        origin: Origin::new("made.log").unwrap(),
        sockets: vec![(Site::new("MAIN").unwrap(), socket.clone())],
        health: dir.join("vault-health.sock"),
        clock: Clock::system(),
    };
    let stopped = stop.clone();
    let log = vault::made_log::MadeLog::of(&log.frames);
    task::spawn("vault", stop, async move { vault::made_log::run(config, log, stopped).await });
    let client = VaultClient::new(socket);
    for _ in 0..500 {
        if client.ping().await.is_ok() {
            break;
        }
        wait::pause(Duration::from_millis(10)).await;
    }
    client
}

#[tokio::test]
async fn texts_are_opened_for_those_with_a_hand_in_it_and_a_voter_finds_the_petition_by_code() {
    let (dir, stop) = (tempfile::tempdir().unwrap(), CancellationToken::new());
    // What the vault reads of the log is whose petition it is.
    let mut holders = MadeLog::founded();
    holders.receive(1, day(3), "");
    let client = vault_in(dir.path(), &holders, &stop).await;
    let text = "Ngõ 5 ngập mỗi khi mưa".to_owned();
    let sealing = SealRequest {
        command_id: CommandId(Uuid::from_u128(1)),
        stream: petition(1),
        api_form: ClearText::new("{}".to_owned()),
        texts: vec![TextToSeal {
            key: KeyId::Stream(petition(1)),
            path: "intake.petition.original".to_owned(),
            text: ClearText::new(text.clone()),
        }],
        tracked: true,
    };
    let sealed = client.seal(sealing).await.unwrap();
    let tracking = sealed.tracking.unwrap();
    let mut log = MadeLog::founded();
    log.receive_sealed(1, day(3), "Ngõ 5 ngập", sealed.sealed[0].clone(), tracking.mac);
    let portal = Portal::with(&log, |_| client.clone(), 1).await;
    let (_, own) = portal.get("/petitions/LH26-1").await;
    assert_eq!(own["texts"]["original"], json!({ "text": text }));
    let stranger = portal.token_of(STRANGER, None).await;
    let (_, other) = portal.get_as(&stranger, "/petitions/LH26-1/history").await;
    assert!(!other.to_string().contains("mỗi khi mưa"));

    let code = tracking.code.as_str();
    let (status, public) = portal.get_as("", &format!("/public/petitions/{code}")).await;
    assert_eq!((status, &public["number"]), (StatusCode::OK, &json!("LH26-1")));
    let shown = public.to_string();
    for hidden in [POWER.to_string(), petition(1).to_string(), "mỗi khi mưa".to_owned()] {
        assert!(!shown.contains(&hidden), "{shown}");
    }
    for wrong in ["x", "AAAA-AAAA-AAAA-AAAA", &"A".repeat(200)] {
        let (status, _) = portal.get_as("", &format!("/public/petitions/{wrong}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{wrong}");
    }
    stop.cancel();
}

#[tokio::test]
async fn words_for_the_public_that_name_the_voter_are_not_sent() {
    let (dir, stop) = (tempfile::tempdir().unwrap(), CancellationToken::new());
    let mut log = MadeLog::founded();
    log.receive(1, day(3), "Dây điện võng");
    let client = vault_in(dir.path(), &log, &stop).await;
    let sealing = SealRequest {
        command_id: CommandId(Uuid::from_u128(1)),
        stream: petition(1),
        api_form: ClearText::new("{}".to_owned()),
        texts: vec![TextToSeal {
            key: KeyId::Stream(petition(1)),
            path: "intake.petition.raised_by".to_owned(),
            text: ClearText::new("Bà Nguyễn Thị Mẫu, ngõ 5".to_owned()),
        }],
        tracked: false,
    };
    let raised_by = client.seal(sealing).await.unwrap().sealed[0].clone();
    let mut log = MadeLog::founded();
    let received = PetitionReceived {
        number: Line::new("LH26-1").unwrap(),
        council: COUNCIL,
        term: Code::new("2026-2031").unwrap(),
        via: RaisedVia::Meeting,
        raised_with: GROUP,
        area: None,
        field: None,
        original: sealed(KeyId::Stream(petition(1)), petition(1), "intake.petition.original"),
        raised_by: Some(raised_by),
        public_wording: None,
        tracking_mac: Digest([0; 32]),
        attachments: Default::default(),
    };
    log.push(petition(1), day(3), intake(received));
    let portal = Portal::with(&log, |_| client.clone(), 1).await;
    let send = async |wording: &str| {
        let path = "/kien-nghi/LH26-1/viec/intake/ApprovePublicWording";
        let token = format!("Bearer {}", portal.token);
        let request = axum::http::Request::post(path).header("authorization", token);
        portal.asked(request, &format!("key=k&seen=1&body={GROUP}&wording={wording}")).await
    };
    let named = send("Nhà+bà+nguyen+thi+mau+ngập").await;
    assert_eq!(named.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", named.body);
    let field = named.body.split("id=\"e-wording\"").nth(1).unwrap_or_default();
    assert!(field.starts_with(">Có tên cử tri: bỏ tên trước khi công khai."), "{}", named.body);
    assert!(named.body.contains("Nhà bà nguyen thi mau ngập</textarea>"), "{}", named.body);
    // It goes on to the bus, which is away.
    assert_eq!(send("Nhà+ở+ngõ+5+ngập").await.status, StatusCode::SERVICE_UNAVAILABLE);
    stop.cancel();
}
