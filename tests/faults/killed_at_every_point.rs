//! A petition travels once for every crash point, and the process that passes it dies there.

use std::time::Duration;

use system_tests::circle::Circle;
use system_tests::eventually;
use system_tests::life::{all_is_well, live};
use system_tests::realm::Realm;

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_at_any_point_loses_and_doubles_nothing() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let mut numbers = Vec::new();
    for point in runtime::crash::POINTS {
        realm.crash_at(point).unwrap();
        let number = live(&circle, &point.replace('.', "-")).await;
        numbers.push(number.unwrap_or_else(|error| panic!("{point}: {error:#}\n{}", realm.tail())));
        let passed = eventually(point, Duration::from_secs(10), async || {
            (!realm.crash_pending()).then_some(())
        });
        assert!(passed.await.is_ok(), "nothing passed {point}");
    }
    all_is_well(&mut realm, &circle, &numbers).await.unwrap();
}
