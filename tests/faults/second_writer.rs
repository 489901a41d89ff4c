//! One store writes a log: a second one on the same directory is refused in one line, and the first
//! one notices nothing.

use system_tests::circle::Circle;
use system_tests::life::{all_is_well, live};
use system_tests::realm::Realm;

#[tokio::test(flavor = "multi_thread")]
async fn a_second_store_on_the_same_directory_is_refused_in_one_line() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let first = realm.pid("store").unwrap();
    // With the very flags of the first one, but for who started it.
    let line = std::fs::read(format!("/proc/{first}/cmdline")).unwrap();
    let line = String::from_utf8(line).unwrap();
    let mut words: Vec<&str> = line.trim_end_matches('\0').split('\0').skip(1).collect();
    let parent = words.iter().position(|word| *word == "--parent-pid").unwrap();
    words.drain(parent..parent + 2);
    let (refused, number) = tokio::join!(realm.hoiam(&words), live(&circle, "meanwhile"));
    let refused = format!("{:#}", refused.unwrap_err());
    let (_, said) = refused.split_once("]: ").unwrap();
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    assert!(said.contains("another store already writes in"), "{said}");
    assert_eq!(realm.pid("store").unwrap(), first, "the first one was disturbed");
    all_is_well(&mut realm, &circle, &[number.unwrap()]).await.unwrap();
}
