//! Everything on the machine ends at one moment, as in a power cut, while petitions come in.

use std::time::Duration;

use futures_util::future::join_all;
use system_tests::circle::Circle;
use system_tests::eventually;
use system_tests::life::intact;
use system_tests::realm::Realm;
use system_tests::steps::{Form, record};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_before_a_power_cut_is_there_and_the_rest_is_done_once_after_it() {
    let mut realm = Realm::start().await.unwrap();
    let mut circle = Circle::found(&realm).await.unwrap();
    let forms: Vec<Form> = (0..40).map(|n| record(&circle, &format!("cut-{n}"))).collect();
    let all = join_all(forms.iter().map(|form| form.give(&circle)));
    let (given, ()) = tokio::join!(all, async {
        let clerk = circle.officer("group1");
        let some = eventually("some petitions", Duration::from_secs(20), async || {
            let book = clerk.get("/petitions").await.ok()?.ok().ok()?;
            (!book["petitions"].as_array()?.is_empty()).then_some(())
        });
        some.await.unwrap();
        realm.kill_all().unwrap();
    });
    realm.kill_up().await.unwrap();
    realm.begin().await.unwrap();
    circle.moved(&realm);

    let mut numbers = Vec::new();
    for (form, before) in forms.iter().zip(given) {
        let after = form.done_once(&circle).await.unwrap();
        if let Some(before) = before.ok().and_then(|answer| answer.ok().ok()) {
            assert_eq!(after["events"], before["events"], "what was answered became another");
        }
        numbers.push(after["number"].as_str().unwrap().to_owned());
    }
    let mut expected: Vec<String> = (1..=forms.len()).map(|n| format!("LH26-{n}")).collect();
    numbers.sort();
    expected.sort();
    assert_eq!(numbers, expected);
    realm.end().await.unwrap();
    intact(&realm).await.unwrap();
}
