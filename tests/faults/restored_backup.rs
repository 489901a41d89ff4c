//! A restored older copy of the log is noticed by every reader, and life goes on from there.

use system_tests::circle::Circle;
use system_tests::life::{all_is_well, live};
use system_tests::realm::Realm;

#[tokio::test(flavor = "multi_thread")]
async fn every_reader_notices_that_an_older_copy_was_restored() {
    let mut realm = Realm::start().await.unwrap();
    let mut circle = Circle::found(&realm).await.unwrap();
    let kept = live(&circle, "kept").await.unwrap();
    let copy = realm.data().parent().unwrap().join("copy");
    let (data, copy) = (realm.data().display().to_string(), copy.display().to_string());
    realm.hoiam(&["store", "backup", "--data", &data, "--to", &copy]).await.unwrap();
    let lost = live(&circle, "lost").await.unwrap();
    assert_eq!(lost, "LH26-2");
    // A running realm is not touched.
    assert!(realm.hoiam(&["store", "restore", "--data", &data, "--from", &copy]).await.is_err());
    realm.end().await.unwrap();
    realm.hoiam(&["store", "restore", "--data", &data, "--from", &copy]).await.unwrap();
    realm.begin().await.unwrap();
    circle.moved(&realm);
    // The number that was lost is given again, to another petition; no reader shows the old one.
    let again = live(&circle, "again").await.unwrap();
    assert_eq!(again, lost);
    let seen = circle.officer("group1").get("/petitions/LH26-2").await.unwrap().ok().unwrap();
    assert_eq!(seen["texts"]["original"]["text"], "Kiến nghị again");
    all_is_well(&mut realm, &circle, &[kept, again]).await.unwrap();
}
