//! A photo goes with a check: the follower puts it at the council's office, and the power company
//! reads it at its own site once it has the petition, and not before. Minutes wait for the meeting
//! that they belong to.

use std::time::Duration;

use proto::Digest;
use reqwest::Method;
use serde_json::{Value, json};
use system_tests::circle::{Circle, token};
use system_tests::client::Client;
use system_tests::eventually;
use system_tests::life::about;
use system_tests::realm::Realm;

const WITHIN: Duration = Duration::from_secs(20);

/// Something that would be found anywhere it stood in the clear.
fn photo() -> Vec<u8> {
    [&b"\xFF\xD8\xFF\xE0"[..], &"KHÔNG-AI-ĐƯỢC-THẤY ".repeat(20_000).into_bytes()].concat()
}

async fn attach(client: &Client, query: &str, key: &str, bytes: Vec<u8>) -> Value {
    let path = format!("/api/v1/attachments?{query}");
    let request = client.request(Method::POST, &path).header("Idempotency-Key", key).body(bytes);
    let answer = client.send(request).await.unwrap();
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.body
}

/// Status and bytes.
async fn fetch(client: &Client, stream: &str, file: &Value) -> (u16, Vec<u8>) {
    let digest = file["digest"].as_str().unwrap();
    let path = format!("/api/v1/attachments/{digest}?stream={stream}");
    let answer = client.request(Method::GET, &path).timeout(WITHIN).send().await.unwrap();
    (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
}

/// A petition that the commune and the power company have to answer; its stream.
async fn agreed_for_both(circle: &Circle) -> String {
    let clerk = circle.officer("group1");
    let mut data = circle.petition("Cột điện đổ ra đường.");
    data["field"] = json!("electricity");
    let act = circle.acting("group1");
    let done = clerk.command("intake.RecordPetition", "attachments", act, data).await.unwrap();
    let stream = done["stream"].as_str().unwrap().to_owned();
    at(circle, &stream, "being_agreed").await;
    let data = json!({ "field": "electricity", "competence": "province",
                       "addressees": [circle.id("commune"), circle.id("power")] });
    let command = "classification.ProposeClassification";
    about(circle, "committee", command, &stream, json!({}), data).await.unwrap();
    at(circle, &stream, "agreed").await;
    stream
}

async fn at(circle: &Circle, stream: &str, stage: &str) -> Value {
    let found = eventually(stage, WITHIN, async || {
        let path = format!("/petitions/{stream}");
        let petition = circle.officer("group1").get(&path).await.ok()?.ok().ok()?;
        (petition["stage"]["code"] == stage).then_some(petition)
    });
    found.await.unwrap()
}

async fn forward(circle: &Circle, stream: &str, to: &str) {
    let path = format!("/petitions/{stream}");
    let mut act = circle.acting("committee");
    act["occurred_on"] = json!("2026-11-19");
    act["document"] = json!({ "symbol": format!("15/{to}"), "issued_on": "2026-11-19" });
    let committee = circle.officer("committee");
    let sent = eventually("a letter", WITHIN, async || {
        let version = committee.get(&path).await.ok()?.ok().ok()?["version"].clone();
        let data = json!({ "to": circle.id(to),
                           "petitions": [{ "petition": stream, "seen_version": version }] });
        let key = format!("letter-{to}-{version}");
        let answer =
            committee.try_command("forwarding.IssueLetter", &key, &act, &data).await.ok()?;
        (answer.status != 503 && answer.code() != "conflict").then_some(answer)
    });
    sent.await.unwrap().ok().unwrap();
}

async fn answered_by_the_commune(circle: &Circle, stream: &str) {
    let act = json!({ "occurred_on": "2026-11-20",
                      "document": { "symbol": "8/UBND", "issued_on": "2026-11-20" } });
    let data = json!({ "outcome": "resolved", "text": "Đã dựng lại cột." });
    about(circle, "commune", "forwarding.AnswerPetition", stream, act, data).await.unwrap();
    let data = json!({ "follower": circle.id("front") });
    about(circle, "committee", "monitoring.NameFollower", stream, json!({}), data).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_of_a_check_is_read_by_the_company_once_it_has_the_petition_and_not_before() {
    let mut realm = Realm::start_with(&["AGENCY"]).await.unwrap();
    let circle = Circle::found_at(&realm, &[("power", "AGENCY")]).await.unwrap();
    let stream = agreed_for_both(&circle).await;
    forward(&circle, &stream, "commune").await;
    answered_by_the_commune(&circle, &stream).await;

    // A check names only what is there; the follower reads the petition, so it may attach.
    let (front, company) = (circle.officer("front"), circle.officer("power"));
    let file = attach(front, &format!("stream={stream}"), "none", photo()).await;
    let check = |file: &Value| {
        json!({ "of": circle.id("commune"), "result": "partly",
                                       "text": "Cột vẫn nghiêng.", "attachments": [file] })
    };
    let mut unknown = file.clone();
    unknown["digest"] = json!(Digest([9; 32]));
    let refused =
        about(&circle, "front", "monitoring.RecordCheck", &stream, json!({}), check(&unknown));
    assert!(refused.await.unwrap_err().root_cause().to_string().contains("attachment_unknown"));
    let done = about(&circle, "front", "monitoring.RecordCheck", &stream, json!({}), check(&file));
    done.await.unwrap();

    // The company sees the record, which names the photo, and not the photo.
    let history = format!("/petitions/{stream}/history");
    let named = eventually("the record", WITHIN, async || {
        let history = company.get(&history).await.ok()?.ok().ok()?;
        history.to_string().contains(file["digest"].as_str()?).then_some(())
    });
    named.await.unwrap();
    assert_eq!(fetch(company, &stream, &file).await.0, 403);
    forward(&circle, &stream, "power").await;
    let given = eventually("the photo", WITHIN, async || {
        let (status, bytes) = fetch(company, &stream, &file).await;
        (status == 200).then_some(bytes)
    });
    assert!(given.await.unwrap() == photo());

    minutes_wait_for_their_meeting(&circle).await;
    the_command_line_attaches_and_fetches(&realm, &circle, &stream).await;
    nowhere_in_the_clear(&realm);
    realm.end().await.unwrap();
    system_tests::life::intact(&realm).await.unwrap();
}

async fn minutes_wait_for_their_meeting(circle: &Circle) {
    let clerk = circle.officer("group1");
    let minutes = "Biên bản tiếp xúc cử tri".as_bytes().to_vec();
    let file = attach(clerk, "for=intake/HoldMeeting", "held-1", minutes.clone()).await;
    let data = json!({ "councils": [circle.id("council")], "groups": [circle.id("group1")],
                       "area": "hoa-phu", "place": "Nhà văn hóa", "invited": [],
                       "attachments": [file] });
    let act = circle.acting("group1");
    let done = clerk.command("intake.HoldMeeting", "held-1", act, data).await.unwrap();
    let meeting = done["stream"].as_str().unwrap();
    assert_eq!(fetch(clerk, meeting, &file).await, (200, minutes));
    assert_eq!(fetch(circle.officer("power"), meeting, &file).await.0, 403);
}

async fn the_command_line_attaches_and_fetches(realm: &Realm, circle: &Circle, stream: &str) {
    let me = circle.officer("group1").get("/me").await.unwrap().ok().unwrap();
    let token = token(realm, &["--officer", me["officer"].as_str().unwrap()]).await.unwrap();
    let from = realm.data().join("photo.jpg");
    std::fs::write(&from, photo()).unwrap();
    let (from, to) = (from.to_str().unwrap(), realm.data().join("again.jpg"));
    let portal = ["--url", &realm.url, "--token", &token, "--json"];
    let attached = realm.hoiam(&[&["attach", stream, from][..], &portal].concat()).await.unwrap();
    let file: Value = serde_json::from_str(&attached).unwrap();
    assert_eq!(file["media_type"], "image/jpeg");
    let fetch =
        ["attachment", stream, file["digest"].as_str().unwrap(), "-o", to.to_str().unwrap()];
    realm.hoiam(&[&fetch[..], &portal].concat()).await.unwrap();
    assert!(std::fs::read(&to).unwrap() == photo());
    std::fs::remove_file(from).unwrap();
    std::fs::remove_file(to).unwrap();
}

/// No file of the realm, the vault's and NATS's among them, holds anything of the photo.
fn nowhere_in_the_clear(realm: &Realm) {
    let needle = "KHÔNG-AI-ĐƯỢC-THẤY".as_bytes();
    let mut rooms = vec![realm.data()];
    let mut looked_at = 0;
    while let Some(room) = rooms.pop() {
        for entry in std::fs::read_dir(room).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rooms.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                let found = bytes.windows(needle.len()).any(|window| window == needle);
                assert!(!found, "{}", path.display());
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 10);
}
