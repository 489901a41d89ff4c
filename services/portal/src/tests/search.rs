//! Words of petitions that the public does not read, through a real vault.

use axum::http::StatusCode;
use proto::event::PetitionCorrected;
use proto::sealed::{KeyId, Sealed};
use proto::{CommandId, Digest, StreamId};
use register::made_log::{MadeLog, STRANGER, day, intake, petition};
use tokio_util::sync::CancellationToken;
use vault::{ClearText, SealRequest, TextToSeal, VaultClient};

use super::texts::vault_in;
use super::*;
use crate::search::file::FILE;

/// A portal with its vault. What the vault reads of the log is whose petition it is.
struct Office {
    portal: Portal,
    vault: VaultClient,
    log: MadeLog,
    _dir: tempfile::TempDir,
    stop: CancellationToken,
}

impl Drop for Office {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Office {
    /// The delegate group took these petitions; none has a public wording that tells of its words.
    async fn with(originals: &[&str]) -> Self {
        let (dir, stop) = (tempfile::tempdir().unwrap(), CancellationToken::new());
        let mut holders = MadeLog::founded();
        for (n, _) in (1_u32..).zip(originals) {
            holders.receive(n, day(3), "");
        }
        let vault = vault_in(dir.path(), &holders, &stop).await;
        let mut log = MadeLog::founded();
        for (n, original) in (1_u32..).zip(originals) {
            let sealed = seal(&vault, petition(n), original).await;
            log.receive_sealed(n, day(3), "Nội dung chung", sealed, mac(n));
        }
        let portal = Portal::with(&log, |_| vault.clone(), 1).await;
        Self { portal, vault, log, _dir: dir, stop }
    }

    /// The numbers that the API finds, with how many it counts, and how far it looked.
    async fn found(&self, token: &str, words: &str) -> (Vec<String>, u64, String) {
        let (status, list) = self.portal.get_as(token, &format!("/petitions?q={words}")).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        let rows = list["petitions"].as_array().unwrap().iter();
        let numbers = rows.map(|row| row["number"].as_str().unwrap().to_owned()).collect();
        let counts = list["counts"].as_array().unwrap().iter();
        let total = counts.map(|count| count["count"].as_u64().unwrap()).sum();
        (numbers, total, list["search"].as_str().unwrap_or_default().to_owned())
    }

    async fn own(&self, words: &str) -> (Vec<String>, u64, String) {
        self.found(&self.portal.token, words).await
    }
}

async fn seal(vault: &VaultClient, stream: StreamId, text: &str) -> Sealed {
    let sealing = SealRequest {
        command_id: CommandId(runtime::random::uuid()),
        stream,
        api_form: ClearText::new("{}".to_owned()),
        texts: vec![TextToSeal {
            key: KeyId::Stream(stream),
            path: "intake.petition.original".to_owned(),
            text: ClearText::new(text.to_owned()),
        }],
        tracked: false,
    };
    vault.seal(sealing).await.unwrap().sealed.remove(0)
}

fn one(number: &str) -> (Vec<String>, u64, String) {
    (vec![number.to_owned()], 1, "whole".to_owned())
}

fn none(reach: &str) -> (Vec<String>, u64, String) {
    (Vec::new(), 0, reach.to_owned())
}

fn mac(n: u32) -> Digest {
    Digest([u8::try_from(n).unwrap(); 32])
}

const WORDS: [&str; 2] = ["Ngõ 5 ngập mỗi khi mưa", "Đèn trước chợ hỏng đã lâu"];

#[tokio::test]
async fn a_clerk_finds_her_petition_by_its_words_and_nobody_else_even_counts_it() {
    let office = Office::with(&WORDS).await;
    assert_eq!(office.own("ngap%20moi").await, one("LH26-1"));
    assert_eq!(
        office.own("LH26-2%20chung%20den").await,
        one("LH26-2"),
        "number and words together"
    );
    let stranger = office.portal.token_of(STRANGER, None).await;
    assert_eq!(office.found(&stranger, "ngap%20moi").await, none("whole"));
    assert_eq!(office.found(&stranger, "noi%20dung").await.1, 2, "the wording is everybody's");
    for (words, shown) in [("dung", true), ("ngap", false)] {
        let public = Request::get(format!("/cong-khai?q={words}"));
        let page = office.portal.asked(public, "").await.body;
        assert_eq!(page.contains("LH26-1"), shown, "{words}");
    }
}

#[tokio::test]
async fn the_page_its_counts_and_its_files_find_the_same() {
    let office = Office::with(&WORDS).await;
    let cookie = office.portal.signed_in().await;
    let get = async |path: &str| {
        office.portal.asked(Request::get(path).header("cookie", &cookie), "").await.body
    };
    let page = get("/so?q=den%20hong").await;
    assert!(
        page.contains("/kien-nghi/LH26-2\"") && !page.contains("/kien-nghi/LH26-1\""),
        "{page}"
    );
    assert!(get("/so.csv?q=den%20hong").await.contains("LH26-2"));
    // Nothing is lost where another condition is taken out.
    let loosened = get("/so?q=den%20hong&stage=closed").await;
    assert!(loosened.contains("href=\"/so?q=den%20hong\"") && loosened.contains("1 kiến nghị"));
}

#[tokio::test]
async fn a_corrected_text_takes_the_place_of_the_one_before() {
    let mut office = Office::with(&WORDS).await;
    assert_eq!(office.own("ngap").await, one("LH26-1"));
    let sealed = seal(&office.vault, petition(1), "Ngõ 7 lụt").await;
    let reason = sealed.clone();
    let corrected = PetitionCorrected {
        area: None,
        field: None,
        original: Some(sealed),
        raised_by: None,
        reason,
    };
    office.log.push(petition(1), day(4), intake(corrected));
    office.portal.follow(&office.log).await;
    assert_eq!(office.own("lut").await, one("LH26-1"));
    assert_eq!(office.own("ngap").await, none("whole"));
}

#[tokio::test]
async fn what_is_erased_is_not_found_and_leaves_the_file_also_when_the_portal_was_off() {
    let office = Office::with(&WORDS).await;
    assert_eq!(office.own("ngap").await, one("LH26-1"));
    office.vault.destroy(KeyId::Stream(petition(1)), "Điều 14").await.unwrap();
    assert_eq!(office.own("ngap").await, none("whole"));
    let dir = office.portal._dir.path().to_owned();
    assert!(!on_disk(&dir, "ngap"), "nothing of it is left on the disk");
    assert_eq!(office.own("den").await, one("LH26-2"));

    office.vault.destroy(KeyId::Stream(petition(2)), "Điều 14").await.unwrap();
    assert!(on_disk(&dir, "hong"));
    // As a portal that starts again does by itself: it remembers nothing of before.
    let (told, caught_up) = tokio::sync::watch::channel(true);
    let forgotten = async {
        for _ in 0..500 {
            if !on_disk(&dir, "hong") {
                break;
            }
            runtime::wait::pause(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::select! {
        _ = crate::search::forget(Arc::clone(&office.portal.app), caught_up) => {}
        () = forgotten => {}
    }
    assert!(!on_disk(&dir, "hong"));
    drop(told);
}

#[tokio::test]
async fn a_lost_file_is_filled_again_and_without_a_vault_only_public_words_are_found() {
    let office = Office::with(&WORDS).await;
    assert_eq!(office.own("ngap").await, one("LH26-1"));
    let lost = tempfile::tempdir().unwrap();
    let again = Portal::with(&office.log, |_| office.vault.clone(), 1).await;
    assert!(!on_disk(again._dir.path(), "ngap"));
    let (_, list) = again.get("/petitions?q=ngap").await;
    assert_eq!(list["petitions"][0]["number"], "LH26-1");
    let away = VaultClient::new(lost.path().join("none.sock"));
    let alone = Portal::with(&office.log, |_| away, 1).await;
    let (_, list) = alone.get("/petitions?q=ngap").await;
    assert_eq!(
        (list["petitions"].as_array().unwrap().len(), &list["search"]),
        (0, &"public".into())
    );
    let (_, list) = alone.get("/petitions?q=dung").await;
    assert_eq!(list["petitions"].as_array().unwrap().len(), 2);
}

fn on_disk(dir: &std::path::Path, word: &str) -> bool {
    let files = std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    let of_search = files.filter(|path| path.to_string_lossy().contains(FILE));
    let mut bytes = of_search.map(|path| std::fs::read(path).unwrap());
    bytes.any(|bytes| bytes.windows(word.len()).any(|part| part == word.as_bytes()))
}
