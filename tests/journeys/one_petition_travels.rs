//! One petition goes through all services to a notice on another officer's stream, and the log
//! that it leaves can be rebuilt and replayed.

use std::time::Duration;

use serde_json::json;
use system_tests::circle::Circle;
use system_tests::realm::Realm;
use system_tests::sse;

#[tokio::test(flavor = "multi_thread")]
async fn a_petition_reaches_its_addressee_and_everybody_who_should_hears_of_it() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let clerk = circle.officer("group1");

    // Recorded by the delegate group; the rules suggest an addressee by themselves.
    let data = circle.petition("Đề nghị lắp đèn đường ngõ 5.");
    let done =
        clerk.command("intake.RecordPetition", "p1", circle.acting("group1"), data).await.unwrap();
    assert_eq!(done["number"], "LH26-1");
    let stream = done["stream"].as_str().unwrap();
    let suggested = system_tests::eventually("a suggestion", Duration::from_secs(10), async || {
        let petition = clerk.get(&format!("/petitions/{stream}")).await.ok()?.ok().ok()?;
        (petition["stage"]["code"] == "being_agreed").then_some(petition)
    });
    let petition = suggested.await.unwrap();
    assert_eq!(petition["proposal"]["addressees"][0]["body"], circle.id("commune"));

    // A person decides; these rules have no consent pairs, so it is agreed at once.
    let committee = circle.officer("committee");
    let mut act = circle.acting("committee");
    act["stream"] = json!(stream);
    act["seen_version"] = petition["version"].clone();
    let data = json!({ "field": "lighting", "competence": "commune",
                       "addressees": [circle.id("commune")], "reason": "Thuộc xã." });
    let agreed =
        committee.command("classification.ProposeClassification", "c1", act, data).await.unwrap();

    // Forwarded by letter.
    let mut act = circle.acting("committee");
    act["occurred_on"] = json!("2026-11-20");
    act["document"] = json!({ "symbol": "12/HĐND-VP", "issued_on": "2026-11-20" });
    let data = json!({ "to": circle.id("commune"),
                       "petitions": [{ "petition": stream, "seen_version": agreed["version"] }] });
    let sent = committee.command("forwarding.IssueLetter", "l1", act, data).await.unwrap();
    assert!(sent["position"].as_u64() > agreed["position"].as_u64());

    // The addressee hears of its letter, and of nothing else.
    let commune = circle.officer("commune");
    let heard = sse::listen(commune, None, Duration::from_secs(10), |heard| !heard.is_empty());
    let heard = heard.await.unwrap();
    assert_eq!(heard[0].data["event_type"], "forwarding.petition_forwarded");
    assert_eq!(heard[0].data["number"], "LH26-1");
    // The delegate group hears of everything, in order, once.
    let heard = sse::listen(clerk, None, Duration::from_secs(10), |heard| heard.len() >= 4);
    let types: Vec<_> = heard.await.unwrap().iter().map(|m| m.data["event_type"].clone()).collect();
    assert_eq!(
        types,
        [
            "intake.petition_received",
            "classification.classification_proposed",
            "classification.classification_proposed",
            "classification.classification_agreed",
            "forwarding.petition_forwarded",
        ][..types.len()]
    );

    // The other delegate group may know of it, but not read the voter's words.
    let other = circle.officer("group2");
    let seen = other.get("/petitions/LH26-1").await.unwrap().ok().unwrap();
    assert_eq!(seen["texts"], "forbidden");
    let seen = commune.get("/petitions/LH26-1").await.unwrap().ok().unwrap();
    assert_eq!(seen["texts"]["original"]["text"], "Đề nghị lắp đèn đường ngõ 5.");

    // Nothing of the voter is in the log, in clear.
    let data = realm.data();
    realm.end().await.unwrap();
    for secret in ["Nguyễn Thị Mẫu", "đèn đường ngõ 5"] {
        assert!(!holds(&data, secret), "{secret} stands in the clear");
    }
    let data = data.to_str().unwrap();
    let verified = realm.hoiam(&["store", "verify", "--data", data, "--json"]).await.unwrap();
    let verified: serde_json::Value = serde_json::from_str(&verified).unwrap();
    assert_eq!(verified["findings"], json!([]));
    assert_eq!(verified["replayed"]["same"], verified["replayed"]["decisions"]);
}

/// Whether any file below `folder` holds `text`.
fn holds(folder: &std::path::Path, text: &str) -> bool {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let kind = std::fs::symlink_metadata(&path).unwrap().file_type();
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() {
                let bytes = std::fs::read(&path).unwrap();
                if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                    return true;
                }
            }
        }
    }
    false
}
