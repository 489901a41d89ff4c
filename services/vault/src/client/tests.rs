use std::time::Instant;

use futures_util::future::join_all;

use super::*;
use crate::fixture::{Running, body, key, officer, to_seal};
use crate::protocol::FRAME_MAX;
use crate::seal::TEXT_MAX;

/// Beyond the bound of a call, for a slow machine.
const SLACK: Duration = Duration::from_secs(2);

#[tokio::test]
async fn a_sealed_text_opens_for_its_site_and_not_once_its_key_is_destroyed() {
    let running = Running::start().await;
    let (client, other) = (running.client("MAIN"), running.client("OTHER"));
    let answer = client.seal(to_seal(1, &["Ngõ 5 ngập"])).await.unwrap();
    let open = |client: VaultClient| {
        let items = answer.sealed.clone();
        async move { client.open(officer(), body(), items).await.unwrap().remove(0) }
    };
    assert_eq!(open(client.clone()).await.unwrap().as_str(), "Ngõ 5 ngập");
    assert_eq!(open(other.clone()).await, Err(Refusal::Forbidden));
    let refusal = Refusal::Forbidden;
    assert_eq!(other.destroy(key(1), "x").await, Err(VaultError::Refused { refusal }));

    client.destroy(key(1), "Luật 91/2025/QH15, Điều 14").await.unwrap();
    client.destroy(key(1), "again").await.unwrap();
    assert_eq!(open(client.clone()).await, Err(Refusal::Destroyed));
    let refusal = Refusal::Destroyed;
    let sealed = client.seal(to_seal(1, &["x"])).await;
    assert_eq!(sealed, Err(VaultError::Refused { refusal }));
}

#[tokio::test]
async fn a_tracking_code_has_its_mac_and_other_words_have_none() {
    let running = Running::start().await;
    let client = running.client("MAIN");
    let tracking = client.seal(to_seal(1, &[])).await.unwrap().tracking.unwrap();
    assert_eq!(client.tracking(tracking.code.as_str()).await, Ok(Some(tracking.mac)));
    assert_eq!(client.tracking("không phải mã").await, Ok(None));
}

#[tokio::test]
async fn more_texts_than_fit_into_a_frame_are_opened_in_portions() {
    let running = Running::start().await;
    let client = running.client("MAIN");
    // A control character becomes six bytes of JSON.
    let long = "\u{1}".repeat(TEXT_MAX);
    let sealed = client.seal(to_seal(1, &[&long])).await.unwrap().sealed.remove(0);
    assert!(12 * sealed.ct.len() < FRAME_MAX && 12 * 6 * TEXT_MAX > FRAME_MAX);
    let opened = client.open(officer(), body(), vec![sealed; 12]).await.unwrap();
    assert_eq!(opened.len(), 12);
    assert!(opened.iter().all(|one| one.as_ref().is_ok_and(|text| text.as_str() == long)));

    let small = client.seal(to_seal(1, &["x"])).await.unwrap().sealed.remove(0);
    let opened = client.open(officer(), body(), vec![small; ITEMS_MAX + 1]).await.unwrap();
    assert_eq!(opened.len(), ITEMS_MAX + 1);
    assert_eq!(client.open(officer(), body(), Vec::new()).await, Ok(Vec::new()));
}

#[tokio::test]
async fn parallel_callers_share_a_client() {
    let running = Running::start().await;
    let client = running.client("MAIN");
    let one = |n: u32| {
        let client = client.clone();
        async move {
            let words = format!("văn bản {n}");
            let sealed = client.seal(to_seal(1 + n % 5, &[&words])).await.unwrap().sealed;
            let opened = client.open(officer(), body(), sealed).await.unwrap();
            assert_eq!(opened[0].as_ref().unwrap().as_str(), words);
        }
    };
    join_all((0..40).map(one)).await;
    assert!(client.idle().len() <= CONNECTIONS_MAX);
}

#[tokio::test]
async fn a_client_outlives_a_restart_of_its_vault() {
    let mut running = Running::start().await;
    let client = running.client("MAIN");
    let sealed = client.seal(to_seal(1, &["một"])).await.unwrap().sealed;
    running.stop().await;
    assert!(matches!(client.ping().await, Err(VaultError::Unavailable { .. })));
    running.start_again().await;
    let opened = client.open(officer(), body(), sealed).await.unwrap();
    assert_eq!(opened[0].as_ref().unwrap().as_str(), "một");
}

#[tokio::test]
async fn a_kept_connection_that_broke_is_replaced_unseen() {
    let mut running = Running::start().await;
    let client = running.client("MAIN");
    client.ping().await.unwrap();
    running.stop().await;
    running.start_again().await;
    assert_eq!(client.idle().len(), 1);
    client.ping().await.unwrap();
}

#[tokio::test]
async fn without_a_vault_a_call_is_unavailable_within_its_bound() {
    let dir = tempfile::tempdir().unwrap();
    let client = VaultClient::new(dir.path().join("none.sock"));
    let since = Instant::now();
    assert!(matches!(client.ping().await, Err(VaultError::Unavailable { .. })));
    assert!(since.elapsed() < CALL_WITHIN);
}

#[tokio::test]
async fn a_vault_that_does_not_answer_is_unavailable_within_the_bound() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mute.sock");
    let _mute = tokio::net::UnixListener::bind(&path).unwrap();
    let client = VaultClient::new(&path);
    let since = Instant::now();
    // More than there are connections: whoever waits for one is bounded too.
    let calls = join_all((0..CONNECTIONS_MAX + 2).map(|_| client.ping())).await;
    assert!(calls.iter().all(|call| matches!(call, Err(VaultError::Unavailable { .. }))));
    assert!(since.elapsed() < CALL_WITHIN + SLACK);
}

#[tokio::test]
async fn a_request_too_long_for_a_frame_is_not_sent() {
    let dir = tempfile::tempdir().unwrap();
    let client = VaultClient::new(dir.path().join("none.sock"));
    let mut request = to_seal(1, &[]);
    request.api_form = ClearText::new("x".repeat(FRAME_MAX));
    assert!(matches!(client.seal(request).await, Err(VaultError::Malformed { .. })));
}
