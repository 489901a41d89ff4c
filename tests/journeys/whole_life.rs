//! A petition's whole life: contested, counter-proposed, agreed by two pairs, forwarded, answered,
//! made known, "done" refused by the follower and then accepted, settled, closed. And one that a
//! clerk takes for none, which the commune contests. By the API alone.

use serde_json::{Value, json};
use system_tests::circle::Circle;
use system_tests::eventually;
use system_tests::life::{about, intact};
use system_tests::realm::Realm;

/// The two pairs of the source text.
fn pairs() -> Value {
    let consent = json!({ "days": 5, "day_kind": "calendar", "basis": "local choice" });
    json!([
        { "sides": ["raised_with", "commune_of_area"], "consent": consent,
          "silence_is_consent": false },
        { "sides": ["standing_committee", "front"], "consent": consent,
          "silence_is_consent": false },
    ])
}

async fn stage(circle: &Circle, stream: &str, wanted: &str) {
    let clerk = circle.officer("group1");
    let seen = eventually(wanted, std::time::Duration::from_secs(20), async || {
        let petition = clerk.get(&format!("/petitions/{stream}")).await.ok()?.ok().ok()?;
        (petition["stage"]["code"] == wanted).then_some(())
    });
    if seen.await.is_err() {
        let petition = clerk.get(&format!("/petitions/{stream}")).await.unwrap();
        panic!("not {wanted}: {}", petition.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contested_petition_is_agreed_answered_checked_and_closed() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found_with(&realm, pairs()).await.unwrap();
    let data = circle.petition("Đèn đường ngõ 5 tắt từ Tết, đề nghị sửa.");
    let act = circle.acting("group1");
    let clerk = circle.officer("group1");
    let done = clerk.command("intake.RecordPetition", "life", act, data).await.unwrap();
    let stream = done["stream"].as_str().unwrap().to_owned();
    let give = async |body: &str, command: &str, act: Value, data: Value| {
        about(&circle, body, command, &stream, act, data).await.unwrap()
    };
    stage(&circle, &stream, "being_agreed").await;

    // Pair 1: the group agrees with the suggestion, the commune does not, and proposes another.
    let consent =
        |proposal: u32| json!({ "petitions": [{ "petition": stream, "proposal": proposal }] });
    give("group1", "classification.GiveConsent", json!({}), consent(1)).await;
    let data = json!({ "proposal": 1, "reason": "Cột đèn là của Điện lực." });
    give("commune", "classification.ContestClassification", json!({}), data).await;
    stage(&circle, &stream, "contested").await;
    let data = json!({ "field": "electricity", "competence": "province",
                       "addressees": [circle.id("power")], "reason": "Cột đèn là của Điện lực." });
    give("commune", "classification.ProposeClassification", json!({}), data).await;
    give("group1", "classification.GiveConsent", json!({}), consent(2)).await;
    // Pair 2.
    give("committee", "classification.GiveConsent", json!({}), consent(2)).await;
    stage(&circle, &stream, "being_agreed").await;
    give("front", "classification.GiveConsent", json!({}), consent(2)).await;
    stage(&circle, &stream, "agreed").await;

    // The letter, its receipt, the answer; the Front makes it known.
    let committee = circle.officer("committee");
    let seen = clerk.get(&format!("/petitions/{stream}")).await.unwrap().ok().unwrap();
    let mut act = circle.acting("committee");
    act["occurred_on"] = json!("2026-11-19");
    act["document"] = json!({ "symbol": "15/HĐND-VP", "issued_on": "2026-11-19" });
    let data = json!({ "to": circle.id("power"),
                       "petitions": [{ "petition": stream, "seen_version": seen["version"] }] });
    let letter = committee.command("forwarding.IssueLetter", "letter", act, data).await.unwrap();
    let mut act = circle.acting("power");
    act["stream"] = letter["stream"].clone();
    act["seen_version"] = json!(1);
    let power = circle.officer("power");
    power.command("forwarding.ConfirmReceipt", "receipt", act, json!({})).await.unwrap();
    stage(&circle, &stream, "forwarded").await;
    let act = json!({ "occurred_on": "2026-11-20",
                      "document": { "symbol": "88/ĐL-KT", "issued_on": "2026-11-20" } });
    let data = json!({ "outcome": "in_progress", "text": "Điện lực đang thay đèn.",
                       "roadmap": "Thay xong trong tháng 12.", "done_by": "2026-12-31" });
    give("power", "forwarding.AnswerPetition", act, data).await;
    let data = json!({ "answer_of": circle.id("power"), "channel": "notice_board",
                       "place": "Nhà văn hóa thôn Đoài" });
    give("front", "forwarding.MakeKnown", json!({}), data).await;

    // Followed to the end: a claim is not a fact.
    let follower = json!({ "follower": circle.id("group2") });
    give("committee", "monitoring.NameFollower", json!({}), follower).await;
    let claim = json!({ "text": "Đã thay xong." });
    give("power", "monitoring.ClaimDone", json!({}), claim.clone()).await;
    let check = |result: &str| {
        json!({ "of": circle.id("power"), "result": result,
                                       "text": "Đến tận nơi xem." })
    };
    give("group2", "monitoring.RecordCheck", json!({}), check("refused")).await;
    give("power", "monitoring.ClaimDone", json!({}), claim).await;
    give("group2", "monitoring.RecordCheck", json!({}), check("accepted")).await;
    stage(&circle, &stream, "settled").await;
    give("committee", "monitoring.ClosePetition", json!({}), json!({})).await;
    stage(&circle, &stream, "closed").await;

    realm.end().await.unwrap();
    intact(&realm).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_clerk_takes_for_no_petition_the_commune_brings_back_into_classification() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found_with(&realm, pairs()).await.unwrap();
    let data = circle.petition("Đèn đường ngõ 7 tắt từ Tết, đề nghị sửa.");
    let clerk = circle.officer("group1");
    let act = circle.acting("group1");
    let done = clerk.command("intake.RecordPetition", "noted", act, data).await.unwrap();
    let stream = done["stream"].as_str().unwrap().to_owned();
    let give = async |body: &str, command: &str, data: Value| {
        about(&circle, body, command, &stream, json!({}), data).await
    };
    stage(&circle, &stream, "being_agreed").await;
    let note = json!({ "kind": "complaint", "reason": "Đơn khiếu nại, không phải kiến nghị." });
    give("group1", "intake.NoteNotAPetition", note.clone()).await.unwrap();
    stage(&circle, &stream, "not_a_petition").await;

    let data = json!({ "field": "lighting", "competence": "commune",
                       "addressees": [circle.id("commune")], "reason": "Đèn tắt là kiến nghị." });
    give("commune", "classification.ProposeClassification", data).await.unwrap();
    stage(&circle, &stream, "being_agreed").await;
    let again = give("group1", "intake.NoteNotAPetition", note).await;
    let why = format!("{:#}", again.unwrap_err());
    assert!(why.contains("intake.taken_back"), "{why}");

    let proposal = json!({ "petitions": [{ "petition": stream, "proposal": 2 }] });
    for party in ["group1", "committee", "front"] {
        give(party, "classification.GiveConsent", proposal.clone()).await.unwrap();
    }
    stage(&circle, &stream, "agreed").await;
    realm.end().await.unwrap();
    intact(&realm).await.unwrap();
}
