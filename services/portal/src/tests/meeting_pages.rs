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

#[tokio::test]
async fn an_answer_on_the_spot_names_what_it_lacks_beside_its_field() {
    let portal = Portal::on(&held()).await;
    let sent = |accept: &'static str, more: String| {
        let form = format!("key=k1&officer={CLERK}&original=x&raised_with={GROUP}{more}");
        let request = Request::post(format!("/buoi-tiep-xuc/{MEETING}/ghi"))
            .header("authorization", bearer(&portal.token))
            .header("accept", accept);
        let portal = &portal;
        async move { page(portal, request, &form).await }
    };
    for (more, field, label) in [
        (format!("&by={POWER}&answer=x"), "outcome", "Kết quả"),
        (format!("&by={POWER}&outcome=resolved"), "answer", "Nội dung trả lời"),
        ("&outcome=resolved&answer=x".to_owned(), "by", "Cơ quan trả lời"),
        // Who spoke, and that nobody agreed, is not lost either.
        ("&speaker=An".to_owned(), "by", "Cơ quan trả lời"),
        ("&not_accepted=true".to_owned(), "by", "Cơ quan trả lời"),
    ] {
        let told = sent("application/json", more.clone()).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{more}: {}", told.text);
        let told: Value = serde_json::from_str(&told.text).unwrap();
        assert_eq!(told["field"], field, "{more}");
        assert_eq!(told["wrong"], "Hãy điền mục này.", "{more}");
        assert_eq!(told["title"], format!("{label}: Hãy điền mục này."), "{more}");
        let shown = sent("text/html", more.clone()).await;
        assert!(shown.text.contains(&format!("id=\"e-{field}\"")), "{more}: {}", shown.text);
        assert!(shown.text.contains(&format!("<h2>{label}: Hãy điền mục này.")), "{more}");
    }
}

#[tokio::test]
async fn a_hint_is_read_out_with_its_field_and_with_what_is_wrong() {
    let portal = Portal::on(&held()).await;
    let open = Request::get("/buoi-tiep-xuc/mo").header("authorization", bearer(&portal.token));
    let open = page(&portal, open, "").await;
    assert!(open.text.contains("id=\"h-place\""), "{}", open.text);
    assert!(open.text.contains(" aria-describedby=\"h-place\""), "{}", open.text);
    let sent = Request::post("/buoi-tiep-xuc/mo").header("authorization", bearer(&portal.token));
    let sent = page(&portal, sent, &format!("key=k&group={GROUP}&area=LamHa&place=")).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sent.text.contains(" aria-describedby=\"h-place e-place\""), "{}", sent.text);
}

#[tokio::test]
async fn a_meeting_whose_voters_were_not_counted_says_where_that_goes() {
    let portal = Portal::on(&held()).await;
    let address = format!("/buoi-tiep-xuc/{MEETING}");
    let one = Request::get(&address).header("authorization", bearer(&portal.token));
    let one = page(&portal, one, "").await;
    assert!(one.text.contains("ghi vào biên bản giấy"), "{}", one.text);
}
