//! A portal that stood still for hundreds of events goes on where it stood.

use std::time::Duration;

use futures_util::future::join_all;
use system_tests::circle::Circle;
use system_tests::eventually;
use system_tests::life::intact;
use system_tests::realm::Realm;
use system_tests::steps::record;

/// Each is recorded and gets a suggestion.
const PETITIONS: usize = 150;
const WITHIN: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_was_paused_for_three_hundred_events_misses_none() {
    let mut realm = Realm::start_with(&["AGENCY"]).await.unwrap();
    let circle = Circle::found_at(&realm, &[("group1", "AGENCY")]).await.unwrap();
    let (elsewhere, paused) = (circle.officer("group1"), circle.officer("committee"));
    realm.freeze("portal", true).unwrap();
    for first in (0..PETITIONS).step_by(10) {
        let forms = (first..first + 10).map(|n| record(&circle, &format!("flow-{n}")));
        for done in join_all(forms.map(async |form| form.done_once(&circle).await)).await {
            done.unwrap();
        }
    }
    let path = "/petitions?stage=being_agreed&limit=200";
    let seen = eventually("all suggestions", WITHIN, async || {
        let answer = elsewhere.get(path).await.ok()?;
        let head = answer.headers["hoiam-position"].clone();
        let rows = answer.ok().ok()?["petitions"].as_array()?.clone();
        (rows.len() == PETITIONS).then_some((rows, head))
    });
    let (rows, head) = seen.await.unwrap();

    realm.freeze("portal", false).unwrap();
    let caught_up = eventually("the paused portal", WITHIN, async || {
        let request = paused.request(reqwest::Method::GET, &format!("/api/v1{path}"));
        let answer = paused.send(request.header("Hoiam-Min-Position", &head)).await.ok()?;
        answer.ok().ok()?["petitions"].as_array().cloned()
    });
    assert!(caught_up.await.unwrap() == rows, "the two portals show different books");
    realm.end().await.unwrap();
    intact(&realm).await.unwrap();
}
