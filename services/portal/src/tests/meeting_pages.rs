//! The desk of a contact meeting, as its page and its script ask for it; bus and vault are away.

use axum::http::header::{CONTENT_SECURITY_POLICY, LOCATION};
use proto::StreamId;
use proto::event::MeetingHeld;
use proto::id::Code;
use register::made_log::{COUNCIL, GROUP, STRANGER, intake};
use uuid::Uuid;

use super::*;

const MEETING: StreamId = StreamId(Uuid::from_u128(0x3EE7));

fn held() -> MadeLog {
    let mut log = story();
    let held = MeetingHeld {
        councils: vec![COUNCIL],
        groups: vec![GROUP],
        round: None,
        area: Code::new("LamHa").unwrap(),
        place: Line::new("Nhà văn hóa <thôn>").unwrap(),
        voters: None,
        invited: vec![POWER],
        minutes: None,
        attachments: Default::default(),
    };
    log.push(MEETING, day(3), intake(held));
    log
}

struct Page {
    status: StatusCode,
    policy: String,
    to: String,
    text: String,
}

async fn page(portal: &Portal, request: axum::http::request::Builder, form: &str) -> Page {
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let response = portal.send(request.body(Body::from(form.to_owned())).unwrap()).await;
    let header = |name| {
        let value = response.headers().get(name);
        value.map_or("", |value| value.to_str().unwrap()).to_owned()
    };
    let (status, policy, to) =
        (response.status(), header(CONTENT_SECURITY_POLICY), header(LOCATION));
    let chunks: Vec<_> = response.into_body().into_data_stream().collect().await;
    let bytes: Vec<u8> = chunks.into_iter().flat_map(|chunk| chunk.unwrap()).collect();
    Page { status, policy, to, text: String::from_utf8(bytes).unwrap() }
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

#[tokio::test]
async fn what_a_browser_keeps_of_the_desk_is_nobodys_and_may_start_only_its_own_worker() {
    let portal = Portal::on(&held()).await;
    let kept = page(&portal, Request::get("/buoi-tiep-xuc/khung"), "").await;
    assert_eq!(kept.status, StatusCode::OK);
    assert!(
        kept.policy.contains("worker-src 'self'") && kept.policy.contains("default-src 'none'")
    );
    for theirs in ["Nhà văn hóa", &MEETING.to_string(), &CLERK.to_string(), &GROUP.to_string()] {
        assert!(!kept.text.contains(theirs), "{theirs}");
    }
    let worker = page(&portal, Request::get("/buoi-tiep-xuc/sw.js?v=1"), "").await;
    assert_eq!(worker.policy, "default-src 'none'; connect-src 'self'");
    assert!(worker.text.contains("/buoi-tiep-xuc/khung"));
}

#[tokio::test]
async fn who_does_not_take_down_at_a_meeting_is_sent_to_what_was_said_there() {
    let portal = Portal::on(&held()).await;
    let address = format!("/buoi-tiep-xuc/{MEETING}/ghi");
    let own = Request::get(&address).header("authorization", bearer(&portal.token));
    let own = page(&portal, own, "").await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.text);
    assert!(own.text.contains("Nhà văn hóa &#60;thôn&#62;"), "{}", own.text);
    let stranger = portal.token_of(STRANGER, None).await;
    let theirs = Request::get(&address).header("authorization", bearer(&stranger));
    let theirs = page(&portal, theirs, "").await;
    assert_eq!(theirs.status, StatusCode::SEE_OTHER);
    assert_eq!(theirs.to, format!("/buoi-tiep-xuc/{MEETING}"));
}

#[tokio::test]
async fn an_entry_counts_for_the_officer_who_made_it_and_is_kept_while_the_portal_is_cut_off() {
    let portal = Portal::on(&held()).await;
    let sent = |officer: OfficerId, more: &str| {
        let form = format!("key=k1&officer={officer}&original=x&raised_with={GROUP}{more}");
        let request = Request::post(format!("/buoi-tiep-xuc/{MEETING}/ghi"))
            .header("authorization", bearer(&portal.token))
            .header("accept", "application/json");
        let portal = &portal;
        async move { page(portal, request, &form).await }
    };
    let other = sent(STRANGER, "").await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert!(other.text.contains("other_officer"), "{}", other.text);
    // Nothing was decided: the script asks again.
    assert_eq!(sent(CLERK, "").await.status, StatusCode::SERVICE_UNAVAILABLE);
    // What has no shape is told before anything is recorded.
    let wrong = sent(CLERK, "&by=nobody&outcome=resolved&answer=x").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told: Value = serde_json::from_str(&wrong.text).unwrap();
    assert_eq!((&told["field"], &told["number"]), (&"by".into(), &Value::Null));
}
