//! Each process is killed with SIGKILL while petitions travel; then the supervisor itself.

use system_tests::circle::Circle;
use system_tests::life::{all_is_well, live};
use system_tests::realm::Realm;

const KILLED: &[&str] = &[
    "store",
    "vault",
    "portal",
    "nats",
    "intake",
    "classification",
    "forwarding",
    "monitoring",
    "directory",
];

#[tokio::test(flavor = "multi_thread")]
async fn any_process_killed_under_load_loses_and_doubles_nothing() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let mut numbers = Vec::new();
    for service in KILLED {
        let names: Vec<String> = (0..3).map(|n| format!("{service}-{n}")).collect();
        let [first, second, third] = &names[..] else { unreachable!() };
        let (first, second, third, ()) = tokio::join!(
            live(&circle, first),
            live(&circle, second),
            live(&circle, third),
            async { realm.kill(service).unwrap() },
        );
        for number in [first, second, third] {
            numbers.push(number.unwrap_or_else(|e| panic!("{service}: {e:#}\n{}", realm.tail())));
        }
    }
    all_is_well(&mut realm, &circle, &numbers).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_supervisor_leaves_nothing_behind_and_can_be_started_again() {
    let mut realm = Realm::start().await.unwrap();
    let mut circle = Circle::found(&realm).await.unwrap();
    let before = live(&circle, "before").await.unwrap();
    realm.kill_up().await.unwrap();
    realm.begin().await.unwrap();
    circle.moved(&realm);
    let after = live(&circle, "after").await.unwrap();
    all_is_well(&mut realm, &circle, &[before, after]).await.unwrap();
}
