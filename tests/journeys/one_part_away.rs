//! With the vault, a portal, the store or the bus away, what can go on goes on; everything else
//! answers 503, and is done once when it is back.

use system_tests::circle::Circle;
use system_tests::life::{intact, live};
use system_tests::realm::Realm;
use system_tests::steps::{Petition, classify, letter, record};

async fn end(mut realm: Realm) {
    realm.end().await.unwrap();
    intact(&realm).await.unwrap();
}

/// A realm with one petition at its addressee, and another one being agreed.
async fn found() -> (Realm, Circle) {
    let realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    assert_eq!(live(&circle, "first").await.unwrap(), "LH26-1");
    record(&circle, "second").done_once(&circle).await.unwrap();
    Petition::named(&circle, "LH26-2").at("being_agreed").await.unwrap();
    (realm, circle)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_vault_the_record_is_shown_without_its_texts() {
    let (realm, circle) = found().await;
    let clerk = circle.officer("group1");
    realm.freeze("vault", true).unwrap();
    let third = record(&circle, "third");
    third.not_now(&circle).await.unwrap();
    let shown = clerk.get("/petitions/LH26-2").await.unwrap().ok().unwrap();
    assert_eq!(shown["stage"]["code"], "being_agreed");
    assert_eq!(shown["texts"]["original"]["refused"], "unavailable", "{}", shown["texts"]);
    let book = clerk.get("/petitions").await.unwrap().ok().unwrap();
    assert_eq!(book["petitions"].as_array().unwrap().len(), 2);
    realm.kill("vault").unwrap();
    assert_eq!(third.done_once(&circle).await.unwrap()["number"], "LH26-3");
    let shown = Petition::named(&circle, "LH26-3").at("being_agreed").await.unwrap();
    assert_eq!(shown["texts"]["original"]["text"], "Kiến nghị third");
    end(realm).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_one_portal_another_site_goes_on_and_the_first_one_misses_nothing() {
    let realm = Realm::start_with(&["AGENCY"]).await.unwrap();
    let away = [("committee", "AGENCY"), ("commune", "AGENCY")];
    let circle = Circle::found_at(&realm, &away).await.unwrap();
    let first = record(&circle, "first").done_once(&circle).await.unwrap();
    let stream = first["stream"].as_str().unwrap();
    let petition = Petition::named(&circle, stream);
    let seen = petition.at("being_agreed").await.unwrap()["version"].clone();

    realm.freeze("portal", true).unwrap();
    let agreed = classify(&circle, stream, &seen).done_once(&circle).await.unwrap();
    let letter = letter(&circle, stream, &agreed["version"], "2026-11-20");
    let sent = letter.done_once(&circle).await.unwrap();
    let request = circle.officer("commune").request(reqwest::Method::GET, "/api/v1/letters");
    let request = request.header("Hoiam-Min-Position", sent["position"].to_string());
    let letters = circle.officer("commune").send(request).await.unwrap().ok().unwrap();
    assert_eq!(letters["letters"].as_array().unwrap().len(), 1, "{letters}");
    realm.kill("portal").unwrap();

    petition.at("forwarded").await.unwrap();
    petition.happened("forwarding.petition_forwarded", 1).await.unwrap();
    assert_eq!(record(&circle, "next").done_once(&circle).await.unwrap()["number"], "LH26-2");
    end(realm).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_store_the_book_is_read_and_nothing_is_recorded_until_it_is_back() {
    nothing_is_recorded_without("store").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_bus_the_book_is_read_and_nothing_is_recorded_until_it_is_back() {
    nothing_is_recorded_without("nats").await;
}

/// The book is the portal's own; every decision needs the log, and everybody reaches it by the bus.
async fn nothing_is_recorded_without(service: &str) {
    let (realm, circle) = found().await;
    let clerk = circle.officer("group1");
    let before = clerk.get("/petitions/LH26-2").await.unwrap();
    let position: u64 = before.headers["hoiam-position"].to_str().unwrap().parse().unwrap();
    let before = before.ok().unwrap();
    realm.freeze(service, true).unwrap();
    let (third, decide) = (
        record(&circle, "third"),
        classify(&circle, before["stream"].as_str().unwrap(), &before["version"]),
    );
    let (not_recorded, not_decided, shown, ahead) = tokio::join!(
        third.not_now(&circle),
        decide.not_now(&circle),
        clerk.get("/petitions/LH26-2"),
        async {
            // What cannot be known is not made up.
            let ask = clerk.request(reqwest::Method::GET, "/api/v1/petitions/LH26-2");
            let ask = ask.header("Hoiam-Min-Position", (position + 1).to_string());
            clerk.send(ask).await
        }
    );
    not_recorded.unwrap();
    not_decided.unwrap();
    // The record; not its texts, since the vault cannot look who may read them now.
    let shown = shown.unwrap().ok().unwrap();
    assert_eq!(shown["stage"]["code"], "being_agreed");
    assert_eq!(shown["texts"]["original"]["refused"], "unavailable", "{}", shown["texts"]);
    let ahead = ahead.unwrap();
    assert!(ahead.come_again() && ahead.code() == "behind", "{}", ahead.body);
    realm.kill(service).unwrap();

    assert_eq!(third.done_once(&circle).await.unwrap()["number"], "LH26-3");
    decide.done_once(&circle).await.unwrap();
    Petition::named(&circle, "LH26-2").at("agreed").await.unwrap();
    Petition::named(&circle, "LH26-3").at("being_agreed").await.unwrap();
    end(realm).await;
}
