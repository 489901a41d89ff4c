//! A year of due days in seconds: what is owed is overdue when its day has passed, goes up the ladder
//! of the rules rung by rung, and stops there as soon as it is done. Between the days everything
//! stands still and starts again, so that whatever falls due twice would show.

use serde_json::{Value, json};
use system_tests::circle::Circle;
use system_tests::life::intact;
use system_tests::realm::Realm;
use system_tests::steps::{Form, Petition, classify, letter, record};

const DAY: i64 = 24 * 3_600_000_000;
const PASSED: &str = "monitoring.deadline_passed";
const ESCALATED: &str = "monitoring.deadline_escalated";

/// Forwarded to the commune today, which has thirty days for its answer.
async fn forwarded(circle: &Circle, key: &str, today: &str) -> String {
    let recorded = record(circle, key).done_once(circle).await.unwrap();
    let stream = recorded["stream"].as_str().unwrap().to_owned();
    let petition = Petition::named(circle, &stream);
    let seen = petition.at("being_agreed").await.unwrap()["version"].clone();
    classify(circle, &stream, &seen).done_once(circle).await.unwrap();
    let seen = petition.at("agreed").await.unwrap()["version"].clone();
    letter(circle, &stream, &seen, today).done_once(circle).await.unwrap();
    petition.at("forwarded").await.unwrap();
    stream
}

/// The day that many days after the machine's today.
fn day_in(days: i64) -> String {
    let now = runtime::clock::Clock::system().now();
    proto::Micros(now.0 + days * DAY).day().unwrap().to_string()
}

/// Everything stops, and starts again `days` after today.
async fn days_later(realm: &mut Realm, circle: &mut Circle, days: i64) {
    realm.end().await.unwrap();
    realm.move_clock(days * DAY).unwrap();
    realm.begin().await.unwrap();
    circle.moved(realm);
}

/// What is due of it: the rung that was reached, and whether it is overdue.
async fn rung(circle: &Circle, stream: &str) -> (Value, bool) {
    let petition = Petition::named(circle, stream).at("forwarded").await.unwrap();
    let mut flags = petition["flags"].as_array().unwrap().iter();
    (petition["dues"][0]["rung"].clone(), flags.any(|flag| flag["code"] == "overdue"))
}

/// How often the officer of `body` heard of a rung.
async fn heard(circle: &Circle, body: &str) -> usize {
    let notices = circle.officer(body).get("/notices?limit=200").await.unwrap().ok().unwrap();
    let notices = notices["notices"].as_array().unwrap().iter();
    notices.filter(|notice| notice["event_type"] == ESCALATED).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_overdue_goes_up_rung_by_rung_until_it_is_done() {
    let mut realm = Realm::start().await.unwrap();
    let ladder = json!({ "escalation": [5, 40, 300] });
    let mut circle = Circle::found_ruled(&realm, ladder).await.unwrap();
    let today = day_in(0);
    let late = forwarded(&circle, "late", &today).await;
    let never = forwarded(&circle, "never", &today).await;
    let both = [late.as_str(), never.as_str()];
    assert_eq!(rung(&circle, &late).await, (Value::Null, false));

    for (days, reached) in [(33, 0), (38, 1), (75, 2)] {
        days_later(&mut realm, &mut circle, days).await;
        for stream in both {
            let petition = Petition::named(&circle, stream);
            petition.happened(PASSED, 1).await.unwrap();
            petition.happened(ESCALATED, reached).await.unwrap();
            let shown = if reached == 0 { Value::Null } else { json!(reached) };
            assert_eq!(rung(&circle, stream).await, (shown, true), "after {days} days");
        }
        // The People's Committee of the province is told of the first rung only, others of none.
        assert_eq!(heard(&circle, "pc").await, if reached == 0 { 0 } else { 2 });
        assert_eq!(heard(&circle, "group2").await, 0);
        assert_eq!(heard(&circle, "committee").await, 2 * reached);
    }
    let history = circle.officer("pc").get(&format!("/petitions/{late}/history")).await.unwrap();
    let history = history.ok().unwrap();
    let told = history["entries"].as_array().unwrap().iter();
    let told: Vec<&Value> = told.filter(|entry| entry["type"] == ESCALATED).collect();
    assert_eq!(told[0]["data"]["to"], json!([circle.id("pc")]), "{told:?}");
    assert_eq!(told[1]["data"]["to"], json!([circle.id("committee")]), "{told:?}");

    let seen = Petition::named(&circle, &late).at("forwarded").await.unwrap()["version"].clone();
    let mut answer = Form::new(&circle, "commune", "forwarding.AnswerPetition", "answer");
    answer.act["document"] = json!({ "symbol": "9/UBND", "issued_on": day_in(75) });
    answer.act["occurred_on"] = json!(day_in(75));
    let said = json!({ "outcome": "resolved", "text": "Đã thay bóng đèn." });
    answer.about(&late, &seen).with(said).done_once(&circle).await.unwrap();
    Petition::named(&circle, &late).at("answered").await.unwrap();
    days_later(&mut realm, &mut circle, 366).await;
    Petition::named(&circle, &never).happened(ESCALATED, 3).await.unwrap();
    assert_eq!(rung(&circle, &never).await, (json!(3), true));
    assert_eq!(heard(&circle, "front").await, 5);
    // Started once more it finds nothing left to do, for the one or the other.
    realm.kill("monitoring").unwrap();
    let seen = Petition::named(&circle, &never).at("forwarded").await.unwrap()["version"].clone();
    let remind = Form::new(&circle, "committee", "monitoring.SendReminder", "remind");
    let remind = remind.about(&never, &seen).with(json!({ "to": circle.id("commune") }));
    remind.done_once(&circle).await.unwrap();
    Petition::named(&circle, &never).happened(ESCALATED, 3).await.unwrap();
    Petition::named(&circle, &late).happened(ESCALATED, 2).await.unwrap();
    realm.end().await.unwrap();
    intact(&realm).await.unwrap();
}
