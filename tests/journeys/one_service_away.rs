//! With any one service away the others go on; what is its own answers 503 and is done once it is
//! back, and what it missed happens once.

use std::time::Duration;

use serde_json::json;
use system_tests::circle::Circle;
use system_tests::eventually;
use system_tests::life::live;
use system_tests::realm::Realm;

#[tokio::test(flavor = "multi_thread")]
async fn without_classification_petitions_are_recorded_and_suggested_once_later() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let clerk = circle.officer("group1");
    realm.freeze("classification", true).unwrap();
    let data = circle.petition("Khi dịch vụ phân loại vắng mặt");
    let act = circle.acting("group1");
    let done = clerk.command("intake.RecordPetition", "away", act, data).await.unwrap();
    let mut act = circle.acting("group1");
    act["stream"] = done["stream"].clone();
    act["seen_version"] = json!(1);
    let data = json!({ "field": "lighting", "competence": "commune",
                       "addressees": [circle.id("commune")] });
    let propose = "classification.ProposeClassification";
    let answer = clerk.try_command(propose, "early", &act, &data).await.unwrap();
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.headers.contains_key("retry-after"));
    realm.freeze("classification", false).unwrap();
    let path = format!("/petitions/{}/history", done["stream"].as_str().unwrap());
    let happened = eventually("the suggestion", Duration::from_secs(20), async || {
        let history = clerk.get(&path).await.ok()?.ok().ok()?;
        let types: Vec<String> = history["entries"]
            .as_array()?
            .iter()
            .filter_map(|entry| entry["type"].as_str().map(ToOwned::to_owned))
            .collect();
        (types.len() > 1).then_some(types)
    });
    let suggested = "classification.classification_proposed";
    let types = happened.await.unwrap();
    assert!(types[1..].iter().all(|kind| kind.starts_with("classification.")), "{types:?}");
    assert!(types.iter().filter(|kind| *kind == suggested).count() <= 2, "{types:?}");
    realm.end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_intake_or_forwarding_or_directory_the_others_go_on() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let clerk = circle.officer("group1");
    realm.freeze("directory", true).unwrap();
    live(&circle, "without-directory").await.unwrap();
    realm.freeze("directory", false).unwrap();
    realm.freeze("intake", true).unwrap();
    let (act, data) = (circle.acting("group1"), circle.petition("Khi tiếp nhận vắng mặt"));
    let answer = clerk.try_command("intake.RecordPetition", "r", &act, &data).await.unwrap();
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert_eq!(clerk.get("/petitions").await.unwrap().status, 200);
    realm.freeze("intake", false).unwrap();
    // The same key: whatever became of the first try, it is one petition.
    let done = clerk.command("intake.RecordPetition", "r", act, data).await.unwrap();
    assert_eq!(done["number"], "LH26-2");
    realm.freeze("forwarding", true).unwrap();
    let data = circle.petition("Khi chuyển đơn vắng mặt");
    let act = circle.acting("group1");
    let done = clerk.command("intake.RecordPetition", "s", act, data).await.unwrap();
    assert_eq!(done["number"], "LH26-3");
    realm.freeze("forwarding", false).unwrap();
    realm.end().await.unwrap();
}
