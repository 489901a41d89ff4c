//! Who is let in, and what a client reads when it is not, or asks for what is not there.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use proto::{Micros, OfficerId};
use register::made_log::{CLERK, GROUP, STRANGER};
use uuid::Uuid;

use super::{Portal, read, story};
use crate::tokens::FOUNDER;

const READS: [&str; 15] = [
    "/me",
    "/petitions",
    "/petitions/LH26-1",
    "/petitions/LH26-1/history",
    "/letters",
    "/lists",
    "/lists/LH26-DS-1",
    "/meetings",
    "/meetings/00000000-0000-0000-0000-000000000001",
    "/directory",
    "/rules?council=00000000-0000-0000-0000-0000000000c0",
    "/notices",
    "/notices/stream",
    "/decisions/00000000-0000-0000-0000-000000000001",
    "/nowhere",
];

#[tokio::test]
async fn every_token_that_does_not_count_gets_the_same_answer_everywhere() {
    let portal = Portal::on(&story()).await;
    let expired = portal.token_of(CLERK, Some(Micros(1))).await;
    let revoked = portal.token_of(CLERK, None).await;
    let id = portal.app.tokens.list().await.unwrap().into_iter().map(|token| token.id);
    let known: Vec<String> = id.collect();
    let last = {
        let hash = crate::tokens::hash_of(&revoked).to_string();
        known.iter().find(|id| hash.starts_with(*id)).unwrap()
    };
    portal.app.tokens.revoke(last, Micros(2)).await.unwrap();
    let good = &portal.token;
    let headers = [
        None,
        Some(String::new()),
        Some("Bearer".to_owned()),
        Some("Bearer ".to_owned()),
        Some(good.clone()),
        Some(format!("Basic {good}")),
        Some(format!("Bearer {good}x")),
        Some(format!("Bearer {}", &good[..good.len() - 1])),
        Some(format!("Bearer {}", "x".repeat(9_000))),
        Some(format!("Bearer {expired}")),
        Some(format!("Bearer {revoked}")),
    ];
    let command = ("POST", "/commands/intake/RecordPetition");
    for (method, path) in READS[..14].iter().map(|path| ("GET", *path)).chain([command]) {
        for header in &headers {
            let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
            if let Some(header) = header {
                request = request.header("authorization", header);
            }
            let response = portal.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(response.headers()["www-authenticate"], "Bearer");
            let (status, body) = read(response).await;
            assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &"unauthorized".into()));
            assert_eq!(body.as_object().unwrap().len(), 5, "{body}");
        }
    }
}

#[tokio::test]
async fn an_officer_without_a_role_reads_who_it_is_and_nothing_else() {
    let portal = Portal::on(&story()).await;
    for officer in [FOUNDER, OfficerId(Uuid::from_u128(99))] {
        let token = portal.token_of(officer, None).await;
        assert_eq!(portal.get_as(&token, "/me").await.0, StatusCode::OK);
        for path in &READS[1..14] {
            let (status, body) = portal.get_as(&token, path).await;
            assert_eq!(
                (status, &body["code"]),
                (StatusCode::FORBIDDEN, &"no_role".into()),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn an_officer_acts_for_none_but_its_own_bodies() {
    let portal = Portal::on(&story()).await;
    let stranger = portal.token_of(STRANGER, None).await;
    for path in ["/notices", "/notices/stream", "/petitions/LH26-1", "/petitions/LH26-1/history"] {
        let (status, body) = portal.get_as(&stranger, &format!("{path}?body={GROUP}")).await;
        assert_eq!((status, &body["code"]), (StatusCode::FORBIDDEN, &"not_your_body".into()));
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_in_the_language_of_the_request() {
    let portal = Portal::on(&story()).await;
    let mut said = Vec::new();
    for (method, path, language) in [
        ("GET", "/nowhere", "vi"),
        ("GET", "/api/v1/nowhere", "en"),
        ("DELETE", "/api/v1/petitions", "en"),
        ("GET", "/api/v1/commands/intake/RecordPetition", "vi"),
        ("GET", "/api/v1/petitions/%FF", "en"),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("accept-language", language)
            .header("authorization", format!("Bearer {}", portal.token));
        let response = portal.send(request.body(Body::empty()).unwrap()).await;
        let headers = response.headers();
        assert_eq!(headers["content-type"], "application/problem+json");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["cache-control"], "no-store");
        assert!(headers.contains_key("content-security-policy"));
        let allow = headers.get("allow").map_or("", |value| value.to_str().unwrap()).to_owned();
        let (status, body) = read(response).await;
        said.push(format!(
            "{method} {path}: {status} {} [{allow}] {}",
            body["code"], body["title"]
        ));
    }
    insta::assert_snapshot!(said.join("\n"));
}

#[tokio::test]
async fn a_command_is_refused_at_the_door_for_what_its_head_lacks() {
    let portal = Portal::on(&story()).await;
    let (kind, key) = (Some("application/json"), Some("k"));
    let here = "/commands/directory/EndBody";
    let body = || {
        r#"{"body":"00000000-0000-0000-0000-0000000000c4","data":{"body":"00000000-0000-0000-0000-0000000000c4","until":"2026-12-01","basis":"x"}}"#.to_owned()
    };
    for (path, kind, key, body, expected) in [
        ("/commands/nowhere/EndBody", kind, key, body(), "404 unknown_command"),
        ("/commands/directory/Nothing", kind, key, body(), "404 unknown_command"),
        ("/commands/classification/NoteRefusedReaction", kind, key, body(), "404 unknown_command"),
        (
            "/commands/classification/SuggestClassification",
            kind,
            key,
            body(),
            "404 unknown_command",
        ),
        (here, kind, None, body(), "400 malformed_header"),
        (here, kind, Some("a b"), body(), "400 malformed_header"),
        (here, None, key, body(), "415 not_json"),
        (here, Some("text/plain"), key, body(), "415 not_json"),
        (here, kind, key, " ".repeat(256 * 1024 + 1), "413 too_large"),
        (here, kind, key, "{".to_owned(), "400 malformed_json"),
        (here, kind, key, "{}".to_owned(), "422 malformed"),
        // All is well but the vault, which is asked before the bus.
        (here, Some("application/json; charset=utf-8"), key, body(), "503 unavailable"),
    ] {
        let mut request = Request::post(format!("/api/v1{path}"))
            .header("authorization", format!("Bearer {}", portal.token));
        for (name, value) in [("content-type", kind), ("idempotency-key", key)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let response = portal.send(request.body(Body::from(body)).unwrap()).await;
        let later = response.headers().contains_key("retry-after");
        let (status, body) = read(response).await;
        let said = format!("{} {}", status.as_u16(), body["code"].as_str().unwrap_or_default());
        assert_eq!(said, expected, "{path}");
        assert_eq!(later, status == StatusCode::SERVICE_UNAVAILABLE);
    }
}
