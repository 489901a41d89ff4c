//! With any one context away the others go on; what is its own answers 503 and is done once when it
//! is back, and what it missed happens once. The vault, the portal, the store and the bus:
//! `one_part_away`.

use serde_json::{Value, json};
use system_tests::circle::Circle;
use system_tests::life::{intact, live};
use system_tests::realm::Realm;
use system_tests::steps::{Form, Petition, classify, letter, record};

const SUGGESTED: &str = "classification.classification_proposed";

async fn found() -> (Realm, Circle) {
    let realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    (realm, circle)
}

/// Recorded, and the service that suggests a classification has done so.
async fn suggested(circle: &Circle, key: &str) -> String {
    let stream = record(circle, key).done_once(circle).await.unwrap();
    let stream = stream["stream"].as_str().unwrap().to_owned();
    Petition::named(circle, &stream).happened(SUGGESTED, 1).await.unwrap();
    stream
}

async fn version(circle: &Circle, stream: &str, stage: &str) -> Value {
    Petition::named(circle, stream).at(stage).await.unwrap()["version"].clone()
}

async fn end(mut realm: Realm) {
    realm.end().await.unwrap();
    intact(&realm).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_directory_a_petition_still_travels() {
    let (realm, circle) = found().await;
    realm.freeze("directory", true).unwrap();
    live(&circle, "without-directory").await.unwrap();
    let appoint = Form::new(&circle, "office", "directory.AppointOfficer", "late");
    let appoint = appoint.with(json!({ "name": "Cán bộ mới" }));
    appoint.not_now(&circle).await.unwrap();
    realm.kill("directory").unwrap();
    appoint.done_once(&circle).await.unwrap();
    end(realm).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_intake_recorded_petitions_go_on_and_new_ones_are_recorded_once_later() {
    let (realm, circle) = found().await;
    let first = suggested(&circle, "first").await;
    realm.freeze("intake", true).unwrap();
    let late = record(&circle, "late");
    let (refused, ()) = tokio::join!(late.not_now(&circle), async {
        let seen = version(&circle, &first, "being_agreed").await;
        classify(&circle, &first, &seen).done_once(&circle).await.unwrap();
        let seen = version(&circle, &first, "agreed").await;
        letter(&circle, &first, &seen, "2026-11-20").done_once(&circle).await.unwrap();
        Petition::named(&circle, &first).at("forwarded").await.unwrap();
    });
    refused.unwrap();
    realm.kill("intake").unwrap();
    assert_eq!(late.done_once(&circle).await.unwrap()["number"], "LH26-2");
    end(realm).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_intake_owes_after_a_merger_was_undone_happens_once_although_it_died() {
    let (realm, circle) = found().await;
    let (kept, merged) = (suggested(&circle, "kept").await, suggested(&circle, "merged").await);
    let (seen, other) = (version(&circle, &kept, "being_agreed").await, json!(2));
    let data = json!({ "petitions": [{ "petition": merged, "seen_version": other }] });
    let merge = Form::new(&circle, "group1", "intake.MergePetitions", "merge");
    merge.about(&kept, &seen).with(data).done_once(&circle).await.unwrap();
    let seen = version(&circle, &merged, "merged").await;
    let unmerge = Form::new(&circle, "group1", "intake.UnmergePetition", "unmerge");
    let unmerge = unmerge.about(&merged, &seen);
    // It dies when the event is stored, and before it could answer or react.
    realm.crash_at("execute.after_append").unwrap();
    unmerge.not_now(&circle).await.unwrap();
    assert!(!realm.crash_pending());
    unmerge.done_once(&circle).await.unwrap();
    let released = "intake.petition_released";
    Petition::named(&circle, &kept).happened(released, 1).await.unwrap();
    // A second time would have come before what follows.
    let seen = version(&circle, &merged, "being_agreed").await;
    let again = Form::new(&circle, "group1", "intake.WithdrawPetition", "withdraw");
    again.about(&merged, &seen).with(json!({ "reason": "x" })).done_once(&circle).await.unwrap();
    Petition::named(&circle, &kept).happened(released, 1).await.unwrap();
    end(realm).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_classification_petitions_are_recorded_and_suggested_once_later() {
    let (realm, circle) = found().await;
    // Answered at the meeting before anybody could suggest something: there is nothing to classify.
    realm.freeze("classification", true).unwrap();
    let answered = record(&circle, "answered").done_once(&circle).await.unwrap();
    let answered = answered["stream"].as_str().unwrap();
    let answer = Form::new(&circle, "group1", "intake.AnswerOnTheSpot", "spot");
    let said = json!({ "by": circle.id("commune"), "outcome": "explained", "answer": "Sẽ xem." });
    answer.about(answered, &json!(1)).with(said).done_once(&circle).await.unwrap();
    realm.kill("classification").unwrap();
    // Reactions are taken in order: when this one has its own, the others have all of theirs.
    let waiting = suggested(&circle, "waiting").await;
    let seen = version(&circle, answered, "answered_on_the_spot").await;
    Petition::named(&circle, answered).happened(SUGGESTED, 0).await.unwrap();

    realm.freeze("classification", true).unwrap();
    let recorded = record(&circle, "meanwhile").done_once(&circle).await.unwrap();
    let refuse = Form::new(&circle, "group1", "intake.RefuseSpotAnswer", "refuse");
    refuse.about(answered, &seen).done_once(&circle).await.unwrap();
    let decide = classify(&circle, &waiting, &version(&circle, &waiting, "being_agreed").await);
    decide.not_now(&circle).await.unwrap();
    realm.kill("classification").unwrap();

    decide.done_once(&circle).await.unwrap();
    Petition::named(&circle, &waiting).at("agreed").await.unwrap();
    // The refused answer opens the petition again, the recorded one gets its first suggestion.
    let recorded = recorded["stream"].as_str().unwrap();
    suggested(&circle, "after").await;
    Petition::named(&circle, answered).happened(SUGGESTED, 1).await.unwrap();
    Petition::named(&circle, recorded).happened(SUGGESTED, 1).await.unwrap();
    end(realm).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_forwarding_petitions_are_agreed_and_a_letter_goes_out_once_later() {
    let (realm, circle) = found().await;
    let stream = suggested(&circle, "first").await;
    realm.freeze("forwarding", true).unwrap();
    let seen = version(&circle, &stream, "being_agreed").await;
    classify(&circle, &stream, &seen).done_once(&circle).await.unwrap();
    let letter = letter(&circle, &stream, &version(&circle, &stream, "agreed").await, "2026-11-20");
    let (refused, next) = tokio::join!(letter.not_now(&circle), suggested(&circle, "second"));
    refused.unwrap();
    Petition::named(&circle, &next).at("being_agreed").await.unwrap();
    // It only stood still: what it was asked before is done now, and the same key finds that.
    realm.freeze("forwarding", false).unwrap();
    letter.done_once(&circle).await.unwrap();
    Petition::named(&circle, &stream).at("forwarded").await.unwrap();
    Petition::named(&circle, &stream).happened("forwarding.petition_forwarded", 1).await.unwrap();
    end(realm).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_monitoring_letters_go_out_and_followers_and_due_days_come_once_later() {
    let realm = Realm::start().await.unwrap();
    let circle = Circle::found_followed(&realm, "group2").await.unwrap();
    realm.freeze("monitoring", true).unwrap();
    let stream = suggested(&circle, "first").await;
    let seen = version(&circle, &stream, "being_agreed").await;
    classify(&circle, &stream, &seen).done_once(&circle).await.unwrap();
    // Of a day so long ago that the answer to it is overdue by now.
    let seen = version(&circle, &stream, "agreed").await;
    letter(&circle, &stream, &seen, "2026-09-01").done_once(&circle).await.unwrap();
    let seen = version(&circle, &stream, "forwarded").await;
    let name = Form::new(&circle, "committee", "monitoring.NameFollower", "name");
    let name = name.about(&stream, &seen).with(json!({ "follower": circle.id("group1") }));
    name.not_now(&circle).await.unwrap();
    realm.kill("monitoring").unwrap();

    let petition = Petition::named(&circle, &stream);
    petition.happened("monitoring.follower_proposed", 1).await.unwrap();
    petition.happened("monitoring.deadline_passed", 1).await.unwrap();
    // Started once more it finds nothing left to do.
    realm.kill("monitoring").unwrap();
    let named = name.about(&stream, &petition.at("forwarded").await.unwrap()["version"]);
    named.done_once(&circle).await.unwrap();
    petition.happened("monitoring.follower_proposed", 1).await.unwrap();
    petition.happened("monitoring.deadline_passed", 1).await.unwrap();
    end(realm).await;
}
