//! The pages as a browser asks for them, on a register made by hand; bus and vault are away.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ETAG, LOCATION, SET_COOKIE,
};
use axum::http::request::Builder;

use super::*;

const PASSWORD: &str = "một câu dài dễ nhớ";

pub(super) struct Answer {
    pub(super) status: StatusCode,
    headers: axum::http::HeaderMap,
    pub(super) body: String,
}

impl Portal {
    pub(super) async fn asked(&self, request: Builder, form: &str) -> Answer {
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let response = self.send(request.body(Body::from(form.to_owned())).unwrap()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let chunks: Vec<_> = response.into_body().into_data_stream().collect().await;
        let bytes: Vec<u8> = chunks.into_iter().flat_map(|chunk| chunk.unwrap()).collect();
        Answer { status, headers, body: String::from_utf8(bytes).unwrap() }
    }

    /// The cookie of the clerk, who has chosen a password.
    pub(super) async fn signed_in(&self) -> String {
        let now = self.app.clock.now();
        let code = self.app.accounts.create(CLERK, "thu-ky", now).await.unwrap();
        let cookie = self.app.accounts.set_up(&code, PASSWORD, now).await.unwrap().unwrap();
        format!("hoiam_session={cookie}")
    }
}

pub(super) fn header<'a>(answer: &'a Answer, name: &axum::http::HeaderName) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn who_is_not_signed_in_is_sent_to_where_one_signs_in_and_back() {
    let portal = Portal::on(&story()).await;
    let answer = portal.asked(Request::get("/so?stage=received"), "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(header(&answer, &LOCATION), "/dang-nhap?to=%2Fso%3Fstage%3Dreceived");
    portal.signed_in().await;
    let form = format!("login=thu-ky&to=/so&password={}", PASSWORD.replace(' ', "+"));
    let answer = portal.asked(Request::post("/dang-nhap"), &form).await;
    assert_eq!((answer.status, header(&answer, &LOCATION)), (StatusCode::SEE_OTHER, "/so"));
    let cookie = header(&answer, &SET_COOKIE);
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_are_answered_alike() {
    let portal = Portal::on(&story()).await;
    portal.signed_in().await;
    let one = portal.asked(Request::post("/dang-nhap"), "login=thu-ky&password=x").await;
    let other = portal.asked(Request::post("/dang-nhap"), "login=nobody&password=x").await;
    assert_eq!((one.status, other.status), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN));
    assert_eq!(one.body.replace("thu-ky", "nobody"), other.body);
}

#[tokio::test]
async fn every_route_of_the_api_takes_the_cookie_of_a_page() {
    let portal = Portal::on(&story()).await;
    let cookie = portal.signed_in().await;
    let answer = portal.asked(Request::get("/api/v1/me").header("cookie", &cookie), "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains(&CLERK.to_string()));
    let wrong = Request::get("/api/v1/me").header("cookie", "hoiam_session=x");
    assert_eq!(portal.asked(wrong, "").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_whatever_its_cookie() {
    let portal = Portal::on(&story()).await;
    let cookie = portal.signed_in().await;
    for path in ["/dang-xuat", "/api/v1/commands/intake/RecordPetition", "/dang-nhap"] {
        let request = Request::post(path)
            .header("cookie", &cookie)
            .header("host", "portal.example")
            .header("origin", "https://evil.example");
        assert_eq!(portal.asked(request, "").await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_page_has_the_strict_policy_and_nothing_inline() {
    let portal = Portal::on(&story()).await;
    let cookie = portal.signed_in().await;
    for path in [
        "/hom-nay",
        "/so",
        "/kien-nghi/LH26-1",
        "/ba-con",
        "/theo-doi",
        "/thong-ke",
        "/tai-khoan",
        "/dang-nhap",
        "/set-up",
    ] {
        let answer = portal.asked(Request::get(path).header("cookie", &cookie), "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let policy = header(&answer, &CONTENT_SECURITY_POLICY);
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        let page = answer.body;
        assert!(
            !page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick=")
        );
        assert_eq!(page.matches("<script").count(), page.matches("<script src=\"/").count());
    }
}

#[tokio::test]
async fn the_book_of_the_page_is_the_book_of_the_api() {
    let portal = Portal::on(&story()).await;
    let cookie = portal.signed_in().await;
    let (_, api) = portal.get("/petitions").await;
    let page = portal.asked(Request::get("/so").header("cookie", &cookie), "").await.body;
    for petition in api["petitions"].as_array().unwrap() {
        assert!(page.contains(petition["number"].as_str().unwrap()));
    }
    let found = Request::get("/so?q=&stage=received&flag=&sort=due").header("cookie", &cookie);
    assert_eq!(portal.asked(found, "").await.status, StatusCode::OK);
    let wrong = Request::get("/so?stage=nowhere").header("cookie", &cookie);
    let wrong = portal.asked(wrong, "").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.body.contains("<h1>"), "{}", wrong.body);
}

#[tokio::test]
async fn what_was_typed_is_still_there_when_the_bus_is_away() {
    let portal = Portal::on(&story()).await;
    let cookie = portal.signed_in().await;
    let path = "/kien-nghi/LH26-1/viec/monitoring/ReopenPetition";
    let form = "key=k1&seen=1&reason=%3Cb%3Ech%C6%B0a+xong%3C%2Fb%3E&occurred_on=2026-03-20";
    let answer = portal.asked(Request::post(path).header("cookie", &cookie), form).await;
    assert!(answer.status.is_client_error() || answer.status.is_server_error());
    assert!(answer.body.contains("chưa xong"), "{}", answer.body);
    assert!(!answer.body.contains("<b>chưa"), "what was typed is never markup");
}

#[tokio::test]
async fn a_file_is_asked_for_again_only_when_it_changed() {
    let portal = Portal::on(&story()).await;
    let answer = portal.asked(Request::get("/assets/hoiam.css"), "").await;
    assert_eq!(answer.status, StatusCode::OK);
    let tag = header(&answer, &ETAG).to_owned();
    let again = Request::get("/assets/hoiam.css").header("if-none-match", &tag);
    assert_eq!(portal.asked(again, "").await.status, StatusCode::NOT_MODIFIED);
    assert_eq!(header(&answer, &CACHE_CONTROL), "no-cache");
    let kept = portal.asked(Request::get(portal_pages::assets::at("hoiam.css")), "").await;
    assert!(header(&kept, &CACHE_CONTROL).contains("immutable"), "a page names the very bytes");
    let other = portal.asked(Request::get("/assets/hoiam.css?v=0"), "").await;
    assert_eq!(header(&other, &CACHE_CONTROL), "no-cache", "bytes of another version are not kept");
    let packed = Request::get("/assets/hoiam.css").header("accept-encoding", "gzip");
    let packed = portal.send(packed.body(Body::empty()).unwrap()).await;
    assert_eq!(packed.headers()[CONTENT_ENCODING], "gzip");
    let missing = portal.asked(Request::get("/assets/../Cargo.toml"), "").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_at_no_address_is_a_page_for_people_and_a_problem_for_programs() {
    let portal = Portal::on(&story()).await;
    let page = portal.asked(Request::get("/nowhere").header("accept", "text/html"), "").await;
    assert!(page.status == StatusCode::NOT_FOUND && page.body.contains("<html"));
    let problem = portal.asked(Request::get("/nowhere"), "").await;
    assert!(problem.status == StatusCode::NOT_FOUND && problem.body.starts_with('{'));
}
