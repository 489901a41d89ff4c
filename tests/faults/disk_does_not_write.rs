//! A disk that takes no more: who needs it says so, nothing answered is lost, and it goes on by
//! itself when there is room.

use std::time::Duration;

use system_tests::circle::Circle;
use system_tests::eventually;
use system_tests::life::{all_is_well, live};
use system_tests::realm::Realm;
use system_tests::steps::{Petition, classify, record};

#[tokio::test(flavor = "multi_thread")]
async fn while_the_log_cannot_be_written_nothing_is_answered_as_done() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let first = live(&circle, "before").await.unwrap();
    let store = realm.pid("store").unwrap();
    realm.let_write("store", false).unwrap();
    let late = record(&circle, "late");
    for _ in 0..3 {
        let answer = late.give(&circle).await.unwrap();
        assert!(answer.come_again(), "{} {}", answer.status, answer.body);
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(detail.contains("disk"), "{detail}");
    }
    // The log is read as before.
    let path = format!("/petitions/{first}/history");
    circle.officer("group1").get(&path).await.unwrap().ok().unwrap();
    realm.let_write("store", true).unwrap();
    let number = late.done_once(&circle).await.unwrap()["number"].clone();
    assert_eq!(number, "LH26-2");
    assert_eq!(realm.pid("store").unwrap(), store, "it had to be started again");
    let second = onward(&circle, "LH26-2").await;
    all_is_well(&mut realm, &circle, &[first, second]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_vault_cannot_write_no_text_is_taken() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let first = live(&circle, "before").await.unwrap();
    realm.let_write("vault", false).unwrap();
    let late = record(&circle, "late");
    late.not_now(&circle).await.unwrap();
    // What was sealed before is still opened.
    let shown = circle.officer("group1").get(&format!("/petitions/{first}")).await.unwrap();
    assert_eq!(shown.ok().unwrap()["texts"]["original"]["text"], "Kiến nghị before");
    realm.let_write("vault", true).unwrap();
    assert_eq!(late.done_once(&circle).await.unwrap()["number"], "LH26-2");
    let second = onward(&circle, "LH26-2").await;
    all_is_well(&mut realm, &circle, &[first, second]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_portal_cannot_write_it_shows_no_old_truth_and_commands_are_done() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let first = live(&circle, "before").await.unwrap();
    realm.let_write("portal", false).unwrap();
    // Its register cannot take the event: the portal ends, and the next one takes it.
    let late = record(&circle, "late");
    let done = late.done_once(&circle).await.unwrap();
    let clerk = circle.officer("group1");
    let seen = eventually("the own write", Duration::from_secs(30), async || {
        let request = clerk.request(reqwest::Method::GET, "/api/v1/petitions/LH26-2");
        let request = request.header("Hoiam-Min-Position", done["position"].to_string());
        let answer = clerk.send(request).await.ok()?;
        assert!(answer.status == 200 || answer.status == 503, "an old truth: {}", answer.body);
        answer.ok().ok()
    });
    assert_eq!(seen.await.unwrap()["number"], "LH26-2");
    let second = onward(&circle, "LH26-2").await;
    all_is_well(&mut realm, &circle, &[first, second]).await.unwrap();
}

/// A recorded petition goes on to its addressee; gives its number.
pub(crate) async fn onward(circle: &Circle, number: &str) -> String {
    let petition = Petition::named(circle, number);
    let seen = petition.at("being_agreed").await.unwrap();
    let stream = seen["stream"].as_str().unwrap();
    let agreed = classify(circle, stream, &seen["version"]).done_once(circle).await.unwrap();
    let letter = system_tests::steps::letter(circle, stream, &agreed["version"], "2026-11-20");
    letter.done_once(circle).await.unwrap();
    petition.at("forwarded").await.unwrap();
    number.to_owned()
}
