//! What only SQLite has: its triggers, its file, its lock, its disk.

use event_store::engine::sqlite::{FILE, OpenError, SqliteWriter};
use event_store::sequencer::{self, Limits};
use proto::reply::AppendReply;
use proto::{Origin, Position};
use runtime::clock::Clock;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::bench::{Bench, Rig, SqliteBench, now, origin, stored};
use super::sample::Draft;

/// SQLITE_CONSTRAINT_TRIGGER: a trigger raised.
const BY_TRIGGER: &str = "1811";

async fn refused(rig: &Rig<SqliteBench>, sql: &str) {
    let error = rig.bench.sql(sql).await.expect_err(sql);
    let code = error.as_database_error().and_then(|error| error.code()).unwrap();
    assert_eq!(code, BY_TRIGGER, "{sql}: {error}");
}

/// Two events and two decisions; the body of the second event is erased, and the second command.
async fn some() -> Rig<SqliteBench> {
    let rig = Rig::<SqliteBench>::new().await;
    rig.stores(&rig.draft(1).writes(1, 0)).await;
    rig.stores(&rig.draft(2).writes(1, 1)).await;
    rig.bench.erase_body(Position(2)).await;
    rig.bench.erase_command(2).await;
    rig
}

#[tokio::test]
async fn events_neither_change_nor_go() {
    let rig = some().await;
    refused(&rig, "UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 1").await;
    refused(&rig, "UPDATE events SET leaf = zeroblob(32) WHERE position = 2").await;
    refused(&rig, "DELETE FROM events WHERE position = 2").await;
    refused(&rig, "INSERT OR REPLACE INTO events SELECT * FROM events WHERE position = 1").await;
    let columns = "recorded_at, stream_tag, prev_position, prev_leaf, body_digest, leaf";
    let copied = "event_type, schema_version, occurred_on, command_id, decision";
    // The same event, or the same version, at a new position would replace the old row unseen.
    refused(
        &rig,
        &format!(
            "INSERT OR REPLACE INTO events (position, {columns}, {copied}, stream, version, \
             event_id) SELECT 3, {columns}, {copied}, stream, 9, event_id FROM events WHERE \
             position = 1"
        ),
    )
    .await;
    refused(
        &rig,
        &format!(
            "INSERT OR REPLACE INTO events (position, {columns}, {copied}, stream, version, \
             event_id) SELECT 3, {columns}, {copied}, stream, version, zeroblob(16) FROM events \
             WHERE position = 1"
        ),
    )
    .await;
}

#[tokio::test]
async fn events_leave_no_gap() {
    let rig = some().await;
    refused(
        &rig,
        "INSERT INTO events SELECT 4, recorded_at, zeroblob(16), 1, stream_tag, 0, prev_leaf, \
         body_digest, leaf, zeroblob(16), event_type, schema_version, occurred_on, command_id, \
         decision FROM events WHERE position = 1",
    )
    .await;
}

#[tokio::test]
async fn a_body_goes_only_by_a_recorded_erasure() {
    let rig = some().await;
    refused(&rig, "DELETE FROM bodies WHERE position = 1").await;
    refused(&rig, "UPDATE bodies SET body = x'7b7d' WHERE position = 1").await;
    refused(&rig, "INSERT OR REPLACE INTO bodies VALUES (1, zeroblob(32), x'7b7d')").await;
    // What was erased does not come back.
    refused(&rig, "INSERT INTO bodies VALUES (2, zeroblob(32), x'7b7d')").await;
}

#[tokio::test]
async fn a_decision_keeps_all_but_its_erased_command() {
    let rig = some().await;
    refused(&rig, "DELETE FROM decisions WHERE seq = 2").await;
    refused(&rig, "UPDATE decisions SET command = NULL, facts = NULL WHERE seq = 1").await;
    refused(&rig, "UPDATE decisions SET command = '{}', facts = '{}' WHERE seq = 2").await;
    for column in ["digest = zeroblob(32)", "roll = zeroblob(32)", "outcome = '{}'", "now = 0"] {
        refused(&rig, &format!("UPDATE decisions SET {column} WHERE seq = 2")).await;
        refused(&rig, &format!("UPDATE decisions SET {column} WHERE seq = 1")).await;
    }
    refused(&rig, "INSERT OR REPLACE INTO decisions SELECT * FROM decisions WHERE seq = 1").await;
}

#[tokio::test]
async fn erasures_neither_change_nor_go() {
    let rig = some().await;
    refused(&rig, "UPDATE erasures SET basis = 'another law'").await;
    refused(&rig, "DELETE FROM erasures").await;
    refused(&rig, "INSERT OR REPLACE INTO erasures SELECT * FROM erasures").await;
    refused(
        &rig,
        "INSERT OR REPLACE INTO erasures (position, basis, event_id) VALUES (2, 'b', zeroblob(16))",
    )
    .await;
}

#[tokio::test]
async fn the_head_keeps_its_origin_and_never_steps_back() {
    let rig = some().await;
    refused(&rig, "UPDATE head SET origin = 'other'").await;
    refused(&rig, "UPDATE head SET position = position - 1").await;
    refused(&rig, "UPDATE head SET decision = decision - 1").await;
    refused(&rig, "UPDATE head SET writer_term = writer_term - 1").await;
    refused(&rig, "DELETE FROM head").await;
    refused(&rig, "INSERT OR REPLACE INTO head SELECT * FROM head").await;
}

#[tokio::test]
async fn a_second_writer_is_told_that_there_is_one() {
    let rig = some().await;
    let second = SqliteWriter::open(rig.bench.dir.path(), Some(&origin())).await;
    assert!(matches!(second, Err(OpenError::Locked { .. })));
    let bench = rig.ended().await;
    drop(bench.writer().await);
}

#[tokio::test]
async fn a_new_log_needs_an_origin_and_an_old_one_keeps_it() {
    let dir = TempDir::new().unwrap();
    let unnamed = SqliteWriter::open(dir.path(), None).await;
    assert!(matches!(unnamed, Err(OpenError::OriginNeeded)));
    drop(SqliteWriter::open(dir.path(), Some(&origin())).await.unwrap());
    let other = Origin::new("other").unwrap();
    let error = SqliteWriter::open(dir.path(), Some(&other)).await.expect_err("another origin");
    assert!(error.to_string().contains("test.origin"), "{error}");
    drop(SqliteWriter::open(dir.path(), None).await.unwrap());
}

#[tokio::test]
async fn a_directory_of_a_newer_version_is_refused() {
    let rig = some().await;
    let newer = "INSERT INTO _sqlx_migrations SELECT version + 1, 'newer', installed_on, success, \
                 checksum, execution_time FROM _sqlx_migrations ORDER BY version DESC LIMIT 1";
    rig.bench.sql(newer).await.unwrap();
    let bench = rig.ended().await;
    let error = SqliteWriter::open(bench.dir.path(), None).await.expect_err("newer");
    assert!(error.to_string().contains("newer version"), "{error}");
}

#[tokio::test]
async fn a_full_disk_stores_nothing_and_what_fits_is_still_stored() {
    let dir = TempDir::new().unwrap();
    let mut writer = SqliteWriter::open(dir.path(), Some(&origin())).await.unwrap();
    writer.grow_at_most(30).await.unwrap();
    let (sequencer, work) =
        sequencer::prepare(writer, Clock::system(), false, Limits::default()).await.unwrap();
    let stop = CancellationToken::new();
    let running =
        runtime::task::spawn("sequencer", &CancellationToken::new(), work.run(stop.clone()));
    // Thirty pages of 4 KiB do not hold two such bodies.
    let drafts: Vec<Draft> =
        (1..=2).map(|n| Draft::new(n, now()).writes_sized(n, 0, 90_000)).collect();
    let payloads: Vec<Vec<u8>> = drafts.iter().map(Draft::bytes).collect();
    let appends = payloads.iter().map(|bytes| sequencer.append(drafts[0].context, bytes));
    for reply in futures_util::future::join_all(appends).await {
        let AppendReply::Unavailable { why } = reply else { panic!("{reply:?}") };
        assert_eq!(why, "the disk is full");
    }
    let small = Draft::new(3, now()).writes(3, 0);
    let reply = sequencer.append(small.context, &small.bytes()).await;
    assert_eq!(stored(reply)[0].position, Position(1));
    stop.cancel();
    running.await.unwrap();
    let report = event_store::verify(dir.path(), &mut |_, _| {}).await.unwrap();
    assert!(report.intact() && report.events == 1, "{report:?}");
}

#[tokio::test]
async fn there_is_nothing_to_verify_where_there_is_no_log() {
    let dir = TempDir::new().unwrap();
    assert!(event_store::verify(dir.path(), &mut |_, _| {}).await.is_err());
    assert!(!dir.path().join(FILE).exists());
}
