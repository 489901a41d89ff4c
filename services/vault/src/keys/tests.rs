use tempfile::TempDir;

use super::*;
use crate::fixture::{found_in_files, key, left_by_a_kill, origin, site};

async fn opened(data: &Path) -> Result<Keys, RunError> {
    Keys::open(data, &origin(), &Clock::system()).await.map(|(keys, _)| keys)
}

async fn new() -> (TempDir, Keys) {
    let dir = tempfile::tempdir().unwrap();
    let keys = opened(dir.path()).await.unwrap();
    (dir, keys)
}

fn set(numbers: impl IntoIterator<Item = u32>) -> BTreeSet<KeyId> {
    numbers.into_iter().map(key).collect()
}

async fn made(keys: &Keys, n: u32) -> Arc<HeldKey> {
    let made = keys.find_or_make(&set([n]), &site("MAIN")).await.unwrap();
    Arc::clone(&made[&key(n)])
}

async fn wrapped_bytes(keys: &Keys, n: u32) -> Vec<u8> {
    sqlx::query_scalar("SELECT wrapped FROM keys WHERE kid = ?")
        .bind(key(n).to_string())
        .fetch_one(&keys.readers)
        .await
        .unwrap()
}

async fn count(keys: &Keys) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM keys").fetch_one(&keys.readers).await.unwrap()
}

#[tokio::test]
async fn a_key_is_on_disk_before_it_is_given() {
    let (dir, keys) = new().await;
    let given = made(&keys, 1).await;
    let left = left_by_a_kill(dir.path());
    drop(keys);

    let after = opened(left.path()).await.unwrap();
    match &after.find(&set([1])).await.unwrap()[&key(1)] {
        Found::Live(held) => assert_eq!(held.dek.as_bytes(), given.dek.as_bytes()),
        Found::Destroyed => panic!("nobody destroyed it"),
    }
}

#[tokio::test]
async fn parallel_makers_of_one_key_get_the_same() {
    let (_dir, keys) = new().await;
    let made = futures_util::future::join_all((0..16).map(|_| made(&keys, 1))).await;
    assert!(made.iter().all(|held| held.dek.as_bytes() == made[0].dek.as_bytes()));
    assert_eq!(count(&keys).await, 1);
}

#[tokio::test]
async fn a_second_site_seals_under_the_key_of_the_first() {
    let (_dir, keys) = new().await;
    let first = made(&keys, 1).await;
    let again = keys.find_or_make(&set([1]), &site("OTHER")).await.unwrap();
    assert_eq!(again[&key(1)].dek.as_bytes(), first.dek.as_bytes());
}

#[tokio::test]
async fn a_destroyed_key_never_comes_back() {
    let (dir, keys) = new().await;
    made(&keys, 1).await;
    keys.destroy(key(1), &site("MAIN"), "Điều 14").await.unwrap();
    for keys in [keys, opened(dir.path()).await.unwrap()] {
        let found = keys.find(&set([1])).await.unwrap();
        assert!(matches!(found[&key(1)], Found::Destroyed));
        let made = keys.find_or_make(&set([1, 2]), &site("MAIN")).await;
        assert!(matches!(made, Err(KeyError::Refused(Refusal::Destroyed))));
        assert_eq!(count(&keys).await, 0, "no other key is made for a refused request");
    }
}

#[tokio::test]
async fn a_destroyed_key_is_found_in_no_file() {
    let (dir, keys) = new().await;
    for n in 0..150 {
        // Out of order, so that pages are split and rebuilt.
        let some = set((0..10).map(|m| (n * 7919 + m * 104_729) % 1_000_003));
        keys.find_or_make(&some, &site("MAIN")).await.unwrap();
    }
    let doomed: Vec<u32> = (0..150).step_by(5).map(|n| n * 7919 % 1_000_003).collect();
    let mut bytes = Vec::new();
    for &n in &doomed {
        bytes.push(wrapped_bytes(&keys, n).await);
    }
    assert!(bytes.iter().all(|wrapped| found_in_files(dir.path(), wrapped)));
    for &n in &doomed {
        keys.destroy(key(n), &site("MAIN"), "Điều 14").await.unwrap();
    }
    assert!(!bytes.iter().any(|wrapped| found_in_files(dir.path(), wrapped)));
    keys.close().await;
    assert!(!bytes.iter().any(|wrapped| found_in_files(dir.path(), wrapped)));
}

#[tokio::test]
async fn a_destruction_cut_short_is_finished_by_the_next_start() {
    let (dir, keys) = new().await;
    made(&keys, 1).await;
    let wrapped = wrapped_bytes(&keys, 1).await;
    keys.bury(&mut *keys.writer.lock().await, key(1), &site("MAIN"), "Điều 14").await.unwrap();
    let left = left_by_a_kill(dir.path());
    assert!(found_in_files(left.path(), &wrapped), "the log still holds it");

    let _after = opened(left.path()).await.unwrap();
    assert!(!found_in_files(left.path(), &wrapped));
}

#[tokio::test]
async fn destroying_again_keeps_the_first_reason() {
    let (_dir, keys) = new().await;
    made(&keys, 1).await;
    keys.destroy(key(1), &site("MAIN"), "first").await.unwrap();
    keys.destroy(key(1), &site("MAIN"), "second").await.unwrap();
    let basis: Vec<String> = sqlx::query_scalar("SELECT legal_basis FROM destroyed")
        .fetch_all(&keys.readers)
        .await
        .unwrap();
    assert_eq!(basis, ["first"]);
}

#[tokio::test]
async fn only_the_site_that_used_a_key_first_destroys_it() {
    let (_dir, keys) = new().await;
    made(&keys, 1).await;
    let other = keys.destroy(key(1), &site("OTHER"), "x").await;
    assert!(matches!(other, Err(KeyError::Refused(Refusal::Forbidden))));
    let unknown = keys.destroy(key(2), &site("MAIN"), "x").await;
    assert!(matches!(unknown, Err(KeyError::Refused(Refusal::UnknownKey))));
    assert!(matches!(keys.find(&set([1])).await.unwrap()[&key(1)], Found::Live(_)));
    assert!(keys.works(), "a refusal is no failure of the database");
}

#[tokio::test]
async fn the_database_itself_refuses_to_undo_a_destruction() {
    let (_dir, keys) = new().await;
    made(&keys, 1).await;
    keys.destroy(key(1), &site("MAIN"), "x").await.unwrap();
    let mut writer = keys.writer.lock().await;
    for undo in [
        "UPDATE destroyed SET legal_basis = 'y'",
        "DELETE FROM destroyed",
        "INSERT INTO keys SELECT kid, 1, zeroblob(72), site, created_at FROM destroyed",
    ] {
        assert!(sqlx::query(undo).execute(&mut *writer).await.is_err(), "{undo}");
    }
}

#[tokio::test]
async fn the_key_file_of_another_vault_is_refused() {
    let (dir, keys) = new().await;
    let (other, other_keys) = new().await;
    keys.close().await;
    other_keys.close().await;
    std::fs::copy(other.path().join("kek"), dir.path().join("kek")).unwrap();
    let refused = opened(dir.path()).await.unwrap_err();
    assert!(matches!(refused, RunError::KekOfAnother { .. }));
    assert_eq!(refused.to_string().lines().count(), 1);
}

#[tokio::test]
async fn a_lost_key_file_is_not_replaced() {
    let (dir, keys) = new().await;
    keys.close().await;
    std::fs::remove_file(dir.path().join("kek")).unwrap();
    assert!(matches!(opened(dir.path()).await, Err(RunError::KekMissing { .. })));
    assert!(!dir.path().join("kek").exists());
}

#[tokio::test]
async fn a_vault_serves_one_origin_for_ever() {
    let (dir, keys) = new().await;
    keys.close().await;
    let other = Origin::new("vault.other").unwrap();
    let refused = Keys::open(dir.path(), &other, &Clock::system()).await.unwrap_err();
    let said = "this vault belongs to the origin vault.test, not to vault.other";
    assert_eq!(refused.to_string(), said);
}

#[tokio::test]
async fn a_row_that_was_changed_opens_nothing() {
    let (dir, keys) = new().await;
    made(&keys, 1).await;
    made(&keys, 2).await;
    let swap = "UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE kid = ?) WHERE kid = ?";
    sqlx::query(swap)
        .bind(key(1).to_string())
        .bind(key(2).to_string())
        .execute(&mut *keys.writer.lock().await)
        .await
        .unwrap();
    let fresh = opened(dir.path()).await.unwrap();
    assert!(matches!(fresh.find(&set([2])).await, Err(KeyError::Row(_))));
    assert!(!fresh.works());
    assert!(fresh.find(&set([1])).await.is_ok());
    assert!(fresh.works());
}
