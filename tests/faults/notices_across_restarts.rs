//! A listener keeps its place: whatever ends in between, it hears every notice once, in order.

use std::time::Duration;

use serde_json::Value;
use system_tests::circle::Circle;
use system_tests::life::{all_is_well, live};
use system_tests::realm::Realm;
use system_tests::sse::{self, Message};

/// What a delegate group hears of one petition: recorded, suggested, proposed, agreed, forwarded.
const OF_ONE: usize = 5;
const KILLED: [&str; 6] = ["portal", "nats", "store", "nats", "portal", "store"];

fn position(notice: &Message) -> u64 {
    notice.data["position"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_hears_every_notice_once_in_order_through_all_restarts() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let clerk = circle.officer("group1");
    let wanted = KILLED.len() * OF_ONE;
    let listening =
        sse::listen(clerk, None, Duration::from_secs(240), |heard| heard.len() >= wanted);
    let (heard, numbers) = tokio::join!(listening, async {
        let mut numbers = Vec::new();
        for (round, service) in KILLED.iter().enumerate() {
            let name = format!("{round}-{service}");
            let (number, ()) =
                tokio::join!(live(&circle, &name), async { realm.kill(service).unwrap() });
            numbers.push(number.unwrap_or_else(|e| panic!("{name}: {e:#}\n{}", realm.tail())));
        }
        numbers
    });
    let heard = heard.unwrap();
    let positions: Vec<u64> = heard.iter().map(position).collect();
    assert!(positions.is_sorted_by(|one, next| one < next), "{positions:?}");
    let listed = clerk.get("/notices?limit=200").await.unwrap().ok().unwrap();
    let listed: Vec<&Value> = listed["notices"].as_array().unwrap().iter().collect();
    let said: Vec<&Value> = heard.iter().map(|message| &message.data).collect();
    assert_eq!(said, listed, "heard something else than what there was to hear");
    all_is_well(&mut realm, &circle, &numbers).await.unwrap();
}
