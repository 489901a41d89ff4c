//! NATS is transport: its whole directory is deleted while petitions travel.

use system_tests::circle::Circle;
use system_tests::life::{all_is_well, live};
use system_tests::realm::Realm;

#[tokio::test(flavor = "multi_thread")]
async fn deleting_the_jetstream_directory_under_load_loses_and_doubles_nothing() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let mut numbers = Vec::new();
    for round in 0..3 {
        let (first, second) = (format!("wipe-{round}-a"), format!("wipe-{round}-b"));
        let wipe = async {
            realm.kill("nats").unwrap();
            std::fs::remove_dir_all(realm.data().join("nats/js")).unwrap();
        };
        let (first, second, ()) = tokio::join!(live(&circle, &first), live(&circle, &second), wipe);
        for number in [first, second] {
            numbers.push(number.unwrap_or_else(|e| panic!("{round}: {e:#}\n{}", realm.tail())));
        }
    }
    all_is_well(&mut realm, &circle, &numbers).await.unwrap();
}
