//! What a client can get wrong, and what it is told. Nothing of it is stored.

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::circle::{Circle, token};
use system_tests::client::{Answer, Client};
use system_tests::realm::Realm;

const RECORD: &str = "/api/v1/commands/intake/RecordPetition";

/// Posts these very bytes as a command.
async fn post(client: &Client, path: &str, body: impl Into<Vec<u8>>) -> Answer {
    let request = client.request(Method::POST, path).header("Content-Type", "application/json");
    let request = request.header("Idempotency-Key", "bad-1").body(body.into());
    client.send(request).await.unwrap()
}

async fn head(client: &Client) -> Value {
    client.get("/notices?limit=1").await.unwrap().headers["hoiam-position"].to_str().unwrap().into()
}

/// What is wrong, the body sent, and the status, code and field that it gets.
type Mistake = (&'static str, Vec<u8>, u16, &'static str, &'static str);

/// `good` with one thing wrong at a time; `other` is a body that the clerk does not act for.
fn mistakes(good: &Value, other: &str) -> Vec<Mistake> {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut form = good.clone();
        change(&mut form);
        form.to_string().into_bytes()
    };
    let text = good.to_string();
    let deep = format!("{{\"body\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000));
    let doubled = text.replacen("\"body\"", &format!("\"body\":\"{other}\",\"body\""), 1);
    let mut mistakes: Vec<Mistake> = vec![
        ("not JSON", b"{".to_vec(), 400, "malformed_json", ""),
        ("not UTF-8", b"{\"body\":\"\xff\"}".to_vec(), 400, "malformed_json", ""),
        ("too deep", deep.into_bytes(), 422, "malformed", "/body"),
        ("too large", vec![b' '; 300 * 1024], 413, "too_large", ""),
        ("a list", b"[]".to_vec(), 422, "malformed", ""),
        ("a key twice", doubled.into_bytes(), 422, "malformed", "/body"),
        ("an unknown member", with(&|f| f["colour"] = json!(1)), 422, "malformed", "/colour"),
        ("a missing body", with(&|f| f["body"] = Value::Null), 422, "malformed", "/body"),
    ];
    let day = with(&|f| f["occurred_on"] = json!("2999-01-01"));
    mistakes.push(("a day to come", day, 422, "malformed", "/occurred_on"));
    let body = with(&|f| f["body"] = json!(other));
    mistakes.push(("another body", body, 403, "forbidden.not_an_officer", ""));
    let unknown = with(&|f| f["data"]["colour"] = json!(1));
    mistakes.push(("an unknown field", unknown, 422, "malformed", "/data/colour"));
    for (what, original) in [
        ("a number for a text", json!(9_007_199_254_740_993_u64)),
        ("a control character", json!("a\u{7}b")),
        ("text that turns round", json!("a\u{202e}b")),
        ("a blank text", json!(" \n ")),
    ] {
        let form = with(&|f| f["data"]["original"] = original.clone());
        mistakes.push((what, form, 422, "malformed", "/data/original"));
    }
    mistakes
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_wrong_is_named_and_nothing_is_stored() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let clerk = circle.officer("group1");
    let before = head(clerk).await;
    let good = json!({ "body": circle.id("group1"), "data": circle.petition("Lời cử tri") });
    for (what, body, status, code, field) in mistakes(&good, circle.id("pc")) {
        let answer = post(clerk, RECORD, body).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{what}: {}", answer.body);
        assert_eq!(answer.body["field"].as_str().unwrap_or_default(), field, "{what}");
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{what}");
        assert!(!answer.body["title"].as_str().unwrap_or_default().is_empty(), "{what}");
    }
    let reaction = "/api/v1/commands/classification/SuggestClassification";
    for path in ["/api/v1/commands/intake/Vanish", "/api/v1/commands/x/RecordPetition", reaction] {
        assert_eq!(post(clerk, path, good.to_string()).await.status, 404, "{path}");
    }
    assert_eq!(clerk.get("/petitions/LH26-404").await.unwrap().status, 404);
    assert_eq!(clerk.get("/petitions?stage=gone").await.unwrap().code(), "malformed_query");
    assert_eq!(head(clerk).await, before, "something was stored");
    realm.end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_does_not_count_opens_nothing() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let me = circle.officer("group1").get("/me").await.unwrap().ok().unwrap();
    let officer = me["officer"].as_str().unwrap();
    let fresh = token(&realm, &["--officer", officer]).await.unwrap();
    let client = Client::new(&realm.url, Some(&fresh));
    assert_eq!(client.get("/me").await.unwrap().status, 200);
    let data = realm.data().display().to_string();
    let listed = realm.hoiam(&["token", "list", "--data", &data, "--json"]).await.unwrap();
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let last = listed.as_array().unwrap().last().unwrap();
    let id = last["id"].as_str().unwrap();
    assert!(!listed.to_string().contains(&fresh), "the token itself is kept");
    realm.hoiam(&["token", "revoke", "--data", &data, id]).await.unwrap();
    for bad in [Some(fresh.as_str()), Some("hoiam_nonsense"), Some(""), None] {
        let answer = Client::new(&realm.url, bad).get("/petitions").await.unwrap();
        assert_eq!((answer.status, answer.code()), (401, "unauthorized"), "{bad:?}");
    }
    realm.end().await.unwrap();
}
