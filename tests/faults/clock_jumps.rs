//! The sequencer does not run ahead with a clock that jumped.

use system_tests::circle::Circle;
use system_tests::life::{all_is_well, live};
use system_tests::realm::Realm;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_recorded_while_the_clock_is_an_hour_ahead() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let before = live(&circle, "before").await.unwrap();
    realm.move_clock(3_600_000_000).unwrap();
    let clerk = circle.officer("group1");
    let (act, data) = (circle.acting("group1"), circle.petition("Khi đồng hồ sai"));
    let answer = clerk.try_command("intake.RecordPetition", "ahead", &act, &data).await.unwrap();
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.headers.contains_key("retry-after"));
    realm.move_clock(0).unwrap();
    let after = live(&circle, "after").await.unwrap();
    all_is_well(&mut realm, &circle, &[before, after]).await.unwrap();
}
