//! What is read, at which point in time, and how fresh it is.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use register::made_log::{COUNCIL, GROUP, POWER, STRANGER, day, petition};
use serde_json::{Value, json};

use super::{Portal, read, story};

#[tokio::test]
async fn a_list_is_shown_with_counts_and_pages() {
    let portal = Portal::on(&story()).await;
    let (status, list) = portal.get("/petitions?limit=1").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(list["petitions"][0]["number"], "LH26-2");
    assert_eq!(list["counts"].as_array().unwrap().len(), 2);
    let (_, next) = portal.get(&format!("/petitions?limit=1&cursor={}", list["next"])).await;
    assert_eq!(next["petitions"][0]["number"], "LH26-1");
    assert_eq!(next["next"], Value::Null);
    insta::assert_json_snapshot!(next);
}

#[tokio::test]
async fn parameters_that_are_wrong_are_named() {
    let portal = Portal::on(&story()).await;
    let mut said = Vec::new();
    for path in [
        "/petitions?colour=red",
        "/petitions?stage=received,lost",
        "/petitions?flag=lost",
        "/petitions?overdue=false",
        "/lists?colour=red",
        "/meetings?round=a.b",
        "/decisions/00000000-0000-0000-0000-000000000001?replay=x",
        "/petitions?body=x",
        "/petitions?due_by=2026-02-30",
        "/petitions?limit=0",
        "/petitions?limit=201",
        "/petitions?cursor=-1",
        "/petitions?q=a&q=b",
        "/petitions/LH26-1?at=x",
        "/rules",
        "/notices?after=x",
    ] {
        let (status, body) = portal.get(path).await;
        said.push(format!("{path}: {} {} {}", status.as_u16(), body["code"], body["detail"]));
    }
    insta::assert_snapshot!(said.join("\n"));
}

#[tokio::test]
async fn a_petition_is_shown_as_it_stood() {
    let log = story();
    let portal = Portal::on(&log).await;
    let stage = async |query: &str| {
        let (status, body) = portal.get(&format!("/petitions/LH26-1{query}")).await;
        let word = body["stage"]["code"].as_str().or(body["code"].as_str()).unwrap_or_default();
        format!("{} {word}", status.as_u16())
    };
    assert_eq!(stage("").await, "200 forwarded");
    assert_eq!(stage("?on=2026-11-10").await, "200 agreed");
    assert_eq!(stage("?on=2026-11-02").await, "404 not_yet");
    assert_eq!(stage(&format!("?at={}", log.frames.len() - 5)).await, "200 received");
    assert_eq!(stage("?at=1").await, "404 not_yet");
    let (status, by_id) = portal.get(&format!("/petitions/{}", petition(1))).await;
    assert_eq!((status, &by_id["number"]), (StatusCode::OK, &json!("LH26-1")));
    assert_eq!(portal.get("/petitions/LH26-9").await.0, StatusCode::NOT_FOUND);
    insta::assert_json_snapshot!(by_id);
}

#[tokio::test]
async fn the_record_is_for_the_circle_and_the_texts_are_for_those_with_a_hand_in_it() {
    let portal = Portal::on(&story()).await;
    let stranger = portal.token_of(STRANGER, None).await;
    let (status, theirs) = portal.get_as(&stranger, "/petitions/LH26-1").await;
    // The power company has the petition; the vault is away in this test.
    assert_eq!(status, StatusCode::OK);
    assert_eq!(theirs["texts"]["original"], json!({ "refused": "unavailable" }));
    let (status, others) = portal.get_as(&stranger, "/petitions/LH26-2").await;
    assert_eq!((status, &others["texts"]), (StatusCode::OK, &json!("forbidden")));
    let (_, history) = portal.get_as(&stranger, "/petitions/LH26-2/history").await;
    let original = &history["entries"][0]["data"]["original"];
    assert_eq!(*original, json!({ "sealed": "intake.petition.original" }));
    // Whoever has it now may read its past.
    let (_, past) = portal.get_as(&stranger, "/petitions/LH26-1?on=2026-11-03").await;
    assert_ne!(past["texts"], json!("forbidden"));
}

#[tokio::test]
async fn an_erased_event_is_shown_as_one() {
    let mut log = story();
    let proposed = log.frames.len() as u64 - 4;
    log.redact(proposed);
    let portal = Portal::on(&log).await;
    let (status, history) = portal.get("/petitions/LH26-1/history").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(history["entries"][1]["redacted"], json!(true));
    assert_eq!(history["version"], json!(4));
}

#[tokio::test]
async fn directory_rules_letters_and_me_are_shown() {
    let portal = Portal::on(&story()).await;
    let (_, directory) = portal.get("/directory?on=2026-10-01").await;
    assert_eq!(directory["bodies"].as_array().unwrap().len(), 6);
    assert_eq!(directory["bodies"][0]["stands"], json!(false));
    assert_eq!(directory["officers"].as_array().unwrap().len(), 2);
    let (_, rules) = portal.get(&format!("/rules?council={COUNCIL}&on=2026-11-05")).await;
    assert_eq!(rules["rules"]["fields"][0]["field"], "roads");
    assert_eq!(portal.get(&format!("/rules?council={GROUP}")).await.0, StatusCode::NOT_FOUND);
    let (_, letters) = portal.get(&format!("/letters?to={POWER}")).await;
    assert_eq!(letters["letters"][0]["petitions"][0]["number"], "LH26-1");
    assert_eq!(letters["letters"][0]["document"]["symbol"], "1/HĐND");
    let (_, me) = portal.get("/me").await;
    assert_eq!(me["bodies"][0]["name"], "Tổ đại biểu số 1");
    assert_eq!(me["roles"][0]["may"], json!(["*"]));
}

#[tokio::test]
async fn notices_are_paged_and_told_once() {
    let portal = Portal::on(&story()).await;
    let (_, all) = portal.get("/notices").await;
    assert_eq!(all["notices"].as_array().unwrap().len(), 5);
    assert_eq!(all["more"], json!(false));
    let (_, first) = portal.get("/notices?limit=3").await;
    assert_eq!(first["more"], json!(true));
    let (_, rest) = portal.get(&format!("/notices?after={}", first["next"])).await;
    assert_eq!(rest["notices"].as_array().unwrap().len(), 2);
    let (_, none) = portal.get(&format!("/notices?after={}", rest["next"])).await;
    assert_eq!((&none["notices"], &none["next"]), (&json!([]), &rest["next"]));
}

#[tokio::test]
async fn a_read_waits_for_the_position_that_it_names() {
    let mut log = story();
    let mut portal = Portal::on(&log).await;
    log.receive(3, day(16), "Chợ tạm");
    let head = log.frames.len();
    let request = |wanted: usize| {
        Request::get("/api/v1/petitions/LH26-3")
            .header("authorization", format!("Bearer {}", portal.token))
            .header("hoiam-min-position", wanted.to_string())
            .body(Body::empty())
            .unwrap()
    };
    let (asked, late) = (request(head), request(head + 1));
    let router = portal.router.clone();
    let answered = tower::ServiceExt::oneshot(router, asked);
    let (response, ()) = tokio::join!(answered, portal.follow(&log));
    let response = response.unwrap();
    assert_eq!(response.headers()["hoiam-position"], head.to_string());
    assert_eq!(read(response).await.0, StatusCode::OK);
    let response = portal.send(late).await;
    assert!(response.headers().contains_key("retry-after"));
    let (status, body) = read(response).await;
    assert_eq!((status, &body["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("behind")));
}
