use proptest::prelude::*;
use proto::CommandId;
use runtime::clock::Clock;
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::fixture::{body, key, log, officer, origin, site, stream, text, to_seal};
use crate::made_log::MadeLog;
use crate::protocol::{RowsRequest, TrackingRequest};

fn access() -> Access {
    Access::new(MadeLog::of(&log().frames), Clock::system())
}

async fn new() -> (TempDir, Vault) {
    let dir = tempfile::tempdir().unwrap();
    let (keys, root) = Keys::open(dir.path(), &origin(), &Clock::system()).await.unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    (dir, Vault::new(origin(), keys, &root, access(), blobs))
}

async fn sealed(vault: &Vault, request: SealRequest) -> SealAnswer {
    let response = vault.answer(&site("MAIN"), Request::Seal(request)).await;
    let Response::Sealed(answer) = response else { panic!("{response:?}") };
    answer
}

async fn opened(vault: &Vault, by: &str, items: Vec<Sealed>) -> Vec<Result<String, Refusal>> {
    let request = OpenRequest { officer: officer(), body: body(), items };
    let response = vault.answer(&site(by), Request::Open(request)).await;
    let Response::Opened(items) = response else { panic!("{response:?}") };
    let plain = |item| match item {
        Item::Text(text) => Ok(ClearText::as_str(&text).to_owned()),
        Item::Refused(refusal) => Err(refusal),
    };
    items.into_iter().map(plain).collect()
}

async fn destroyed(vault: &Vault, n: u32) -> Response {
    let request = DestroyRequest { key: key(n), legal_basis: "Điều 14".to_owned() };
    vault.answer(&site("MAIN"), Request::Destroy(request)).await
}

#[tokio::test]
async fn texts_open_in_the_order_in_which_they_were_sealed() {
    let (_dir, vault) = new().await;
    let answer = sealed(&vault, to_seal(1, &["một", "", "ba"])).await;
    let texts = opened(&vault, "MAIN", answer.sealed).await;
    assert_eq!(texts, [Ok("một".to_owned()), Ok(String::new()), Ok("ba".to_owned())]);
}

#[tokio::test]
async fn another_site_may_not_open_it() {
    let (_dir, vault) = new().await;
    let answer = sealed(&vault, to_seal(1, &["một"])).await;
    assert_eq!(opened(&vault, "OTHER", answer.sealed).await, [Err(Refusal::Forbidden)]);
}

#[tokio::test]
async fn each_text_is_refused_for_itself() {
    let (_dir, vault) = new().await;
    let good = sealed(&vault, to_seal(1, &["một"])).await.sealed.remove(0);
    let gone = sealed(&vault, to_seal(2, &["hai"])).await.sealed.remove(0);
    assert!(matches!(destroyed(&vault, 2).await, Response::Destroyed));
    let unknown = Sealed { key: key(3), ..good.clone() };
    let moved = Sealed { stream: stream(9), ..good.clone() };
    let texts = opened(&vault, "MAIN", vec![gone, good, unknown, moved]).await;
    let expected = [
        Err(Refusal::Destroyed),
        Ok("một".to_owned()),
        Err(Refusal::UnknownKey),
        Err(Refusal::Tampered),
    ];
    assert_eq!(texts, expected);
}

#[tokio::test]
async fn a_text_does_not_open_under_another_key() {
    let (_dir, vault) = new().await;
    let one = sealed(&vault, to_seal(1, &["một"])).await.sealed.remove(0);
    sealed(&vault, to_seal(2, &["hai"])).await;
    let changed = Sealed { key: key(2), ..one };
    assert_eq!(opened(&vault, "MAIN", vec![changed]).await, [Err(Refusal::Tampered)]);
}

#[tokio::test]
async fn nothing_is_sealed_under_a_destroyed_key() {
    let (_dir, vault) = new().await;
    sealed(&vault, to_seal(1, &["một"])).await;
    destroyed(&vault, 1).await;
    let again = vault.answer(&site("MAIN"), Request::Seal(to_seal(1, &["một"]))).await;
    assert!(matches!(again, Response::Refused { refusal: Refusal::Destroyed }));
}

#[tokio::test]
async fn a_retry_gets_the_first_mac_and_tracking_code_and_other_sealing_bytes() {
    let (_dir, vault) = new().await;
    let first = sealed(&vault, to_seal(1, &["một"])).await;
    let again = sealed(&vault, to_seal(1, &["một"])).await;
    assert_eq!(first.request_mac, again.request_mac);
    assert_eq!(first.tracking, again.tracking);
    assert_ne!(first.sealed, again.sealed);
}

#[tokio::test]
async fn a_tracking_code_is_found_again_and_only_tracked_commands_have_one() {
    let (_dir, vault) = new().await;
    let tracking = sealed(&vault, to_seal(1, &[])).await.tracking.unwrap();
    let code = text(&tracking.code.as_str().to_lowercase().replace('-', " "));
    let request = Request::Tracking(TrackingRequest { code });
    let response = vault.answer(&site("OTHER"), request).await;
    assert!(matches!(response, Response::Tracking { mac } if mac == tracking.mac));
    let untracked = SealRequest { tracked: false, ..to_seal(2, &[]) };
    assert_eq!(sealed(&vault, untracked).await.tracking, None);
}

#[tokio::test]
async fn tracking_codes_survive_a_restart() {
    let (dir, vault) = new().await;
    let first = sealed(&vault, to_seal(1, &[])).await;
    vault.close().await;
    let (keys, root) = Keys::open(dir.path(), &origin(), &Clock::system()).await.unwrap();
    let vault = Vault::new(origin(), keys, &root, access(), Blobs::open(dir.path()).unwrap());
    assert_eq!(sealed(&vault, to_seal(1, &[])).await, first);
}

#[tokio::test]
async fn a_request_beyond_the_bounds_makes_no_key() {
    let (_dir, vault) = new().await;
    let long = "x".repeat(TEXT_MAX + 1);
    let full = "x".repeat(TEXT_MAX);
    let mut nameless = to_seal(1, &["x"]);
    nameless.texts[0].path = String::new();
    let beyond = [
        to_seal(1, &[&long]),
        to_seal(1, &[full.as_str(); 17]),
        to_seal(1, &["x"; ITEMS_MAX + 1]),
        nameless,
    ];
    for request in beyond {
        let response = vault.answer(&site("MAIN"), Request::Seal(request)).await;
        assert!(matches!(response, Response::Malformed { .. }));
    }
    assert!(vault.keys.find(&BTreeSet::from([key(1)])).await.unwrap().is_empty());
}

#[tokio::test]
async fn too_many_texts_are_not_opened_at_once() {
    let (_dir, vault) = new().await;
    let one = sealed(&vault, to_seal(1, &["một"])).await.sealed.remove(0);
    let items = vec![one; ITEMS_MAX + 1];
    let request = OpenRequest { officer: officer(), body: body(), items };
    let response = vault.answer(&site("MAIN"), Request::Open(request)).await;
    assert!(matches!(response, Response::Malformed { .. }));
}

#[tokio::test]
async fn a_key_is_not_destroyed_without_a_legal_basis() {
    let (_dir, vault) = new().await;
    let answer = sealed(&vault, to_seal(1, &["một"])).await;
    for basis in [" ".to_owned(), "x".repeat(LEGAL_BASIS_MAX + 1)] {
        let request = DestroyRequest { key: key(1), legal_basis: basis };
        let response = vault.answer(&site("MAIN"), Request::Destroy(request)).await;
        assert!(matches!(response, Response::Malformed { .. }));
    }
    assert!(opened(&vault, "MAIN", answer.sealed).await[0].is_ok());
}

#[test]
fn any_texts_under_any_keys_come_back() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (_dir, vault) = runtime.block_on(new());
    let texts = proptest::collection::vec((any::<u32>(), "(?s).{0,200}"), 0..12);
    let config = ProptestConfig::with_cases(40);
    proptest!(config, |(texts in texts, command in any::<u128>())| {
        let words: Vec<&str> = texts.iter().map(|(_, words)| words.as_str()).collect();
        let mut request = to_seal(1, &words);
        request.command_id = CommandId(Uuid::from_u128(command));
        for (to, (n, _)) in request.texts.iter_mut().zip(&texts) {
            to.key = key(1 + n % 8);
        }
        let opened = runtime.block_on(async {
            opened(&vault, "MAIN", sealed(&vault, request).await.sealed).await
        });
        let expected: Vec<_> = texts.into_iter().map(|(_, words)| Ok(words)).collect();
        prop_assert_eq!(opened, expected);
    });
}

#[tokio::test]
async fn rows_of_a_book_are_named_in_order_and_no_more_than_the_bound_at_once() {
    let (_dir, vault) = new().await;
    let named = async |rows: Vec<Digest>| {
        vault.answer(&site("MAIN"), Request::Rows(RowsRequest { rows })).await
    };
    let (one, two) = (Digest([1; 32]), Digest([2; 32]));
    let Response::Rows(names) = named(vec![one, two, one]).await else { panic!("no names") };
    assert!(names[0] == names[2] && names[0] != names[1] && names[0] != one);
    let too_many = named(vec![one; ITEMS_MAX + 1]).await;
    assert!(matches!(too_many, Response::Malformed { .. }), "{too_many:?}");
}
