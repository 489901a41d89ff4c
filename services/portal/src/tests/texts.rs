//! Texts through a real vault: sealed at the edge, opened for whoever may.

use std::time::Duration;

use axum::http::StatusCode;
use proto::sealed::KeyId;
use proto::{CommandId, Origin, Realm, Site};
use register::made_log::{MadeLog, POWER, STRANGER, day, petition};
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
