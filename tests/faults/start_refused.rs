//! A realm that cannot be started says so in one line that tells what to do, and leaves everything
//! as it was.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use system_tests::circle::Circle;
use system_tests::life::{all_is_well, live};
use system_tests::realm::Realm;

/// A realm with one petition, at rest.
async fn at_rest() -> (Realm, Circle, String) {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let number = live(&circle, "kept").await.unwrap();
    realm.end().await.unwrap();
    (realm, circle, number)
}

/// Every file below the data directory, but the lock, which notes who asked last, and SQLite's
/// index of a write-ahead log, which whoever looks into a database makes anew.
fn files(realm: &Realm) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut open, mut found) = (vec![realm.data()], BTreeMap::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.is_file() && !is_passing(&path) {
                let content = std::fs::read(&path).unwrap();
                found.insert(path, content);
            }
        }
    }
    found
}

fn is_passing(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy();
    name == "lock" || name.ends_with("-shm")
}

/// Whether a process works on the data directory.
fn is_somebody_there(data: &Path) -> bool {
    let data = data.as_os_str().as_encoded_bytes();
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter(|entry| entry.file_name().to_string_lossy().parse::<u32>().is_ok())
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok())
        .any(|line| line.windows(data.len()).any(|part| part == data))
}

/// It is refused, in a line that holds `expected`; nothing has changed and nobody is left.
async fn refused(realm: &Realm, wrapped: &[&str], more: &[&str], expected: &[&str]) {
    let before = files(realm);
    let said = realm.refused(wrapped, more).await.unwrap();
    for words in expected {
        assert!(said.contains(words), "{said}\n  does not say {words}");
    }
    let after = files(realm);
    let changed: Vec<_> =
        before.iter().filter(|(path, old)| after.get(*path) != Some(*old)).collect();
    let new: Vec<_> = after.keys().filter(|path| !before.contains_key(*path)).collect();
    let names: Vec<_> = changed.iter().map(|(path, _)| path).chain(&new).collect();
    assert!(names.is_empty(), "{said}\n  but it touched {names:?}");
    assert!(!is_somebody_there(&realm.data()), "{said}\n  but something is left running");
}

/// Started again as if nothing had been.
async fn all_is_there(mut realm: Realm, mut circle: Circle, number: String) {
    realm.begin().await.unwrap();
    circle.moved(&realm);
    all_is_well(&mut realm, &circle, &[number]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_the_directory_is_refused_without_a_trace() {
    let (realm, circle, number) = at_rest().await;
    refused(&realm, &[], &["--origin", "another"], &["origin test.hoiam", "--data"]).await;
    refused(&realm, &[], &["--realm", "r2"], &["the realm r1, not r2", "--data"]).await;
    refused(&realm, &[], &["--demo"], &["not a demo", "--demo"]).await;

    let about = realm.data().join("realm.json");
    let kept = std::fs::read(&about).unwrap();
    std::fs::write(&about, r#"{"format": 99, "something": "else"}"#).unwrap();
    refused(&realm, &[], &[], &["newer program (format 99", "--data"]).await;
    std::fs::write(&about, "{").unwrap();
    refused(&realm, &[], &[], &["realm.json"]).await;
    std::fs::write(&about, kept).unwrap();

    let old = realm.data().parent().unwrap().join("nats-server");
    std::fs::write(&old, "#!/bin/sh\necho 'nats-server: v2.9.10'\n").unwrap();
    std::fs::set_permissions(&old, std::fs::Permissions::from_mode(0o755)).unwrap();
    let old = old.display().to_string();
    refused(&realm, &[], &["--nats", &old], &["NATS 2.9.10", "2.14.3", "--nats"]).await;
    all_is_there(realm, circle, number).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_or_vault_that_is_damaged_or_gone_is_told_before_anything_starts() {
    let (realm, circle, number) = at_rest().await;
    let aside = realm.data().parent().unwrap().join("aside");
    for (file, expected) in [
        ("vault", ["the log holds events", "hoiam store restore"]),
        ("vault/vault.db", ["the log holds events", "hoiam store restore"]),
        ("vault/kek", ["vault/kek is missing", "put back the copy"]),
        ("store", ["store.sqlite is missing", "hoiam store restore"]),
    ] {
        let path = realm.data().join(file);
        std::fs::rename(&path, &aside).unwrap();
        refused(&realm, &[], &[], &expected).await;
        std::fs::rename(&aside, &path).unwrap();
    }
    for file in ["store/store.sqlite", "vault/vault.db"] {
        let path = realm.data().join(file);
        std::fs::rename(&path, &aside).unwrap();
        std::fs::write(&path, "garbage, not a database").unwrap();
        refused(&realm, &[], &[], &[file, "is damaged", "hoiam store restore"]).await;
        std::fs::rename(&aside, &path).unwrap();
    }
    all_is_there(realm, circle, number).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_takes_nothing_is_told_before_anything_starts() {
    let (realm, circle, number) = at_rest().await;
    // The kernel refuses every write, as on a full disk.
    let full = ["env", "--ignore-signal=XFSZ", "prlimit", "--fsize=0"];
    refused(&realm, &full, &[], &["cannot write", "make room on the disk"]).await;
    all_is_there(realm, circle, number).await;
}
