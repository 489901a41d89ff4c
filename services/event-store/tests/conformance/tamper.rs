//! What somebody with the file and without our triggers changes, `verify` finds.

use event_store::verify::{Finding, Place};
use proto::Position;

use super::bench::{Rig, SqliteBench};

const DROP: &str = "DROP TRIGGER events_never_change; DROP TRIGGER events_never_go; \
    DROP TRIGGER events_are_appended; DROP TRIGGER bodies_never_change; \
    DROP TRIGGER bodies_go_only_by_erasure; DROP TRIGGER decisions_never_change; \
    DROP TRIGGER decisions_never_go; DROP TRIGGER head_never_steps_back; \
    PRAGMA foreign_keys = off;";

const CHANGED_BODY: &str = "UPDATE bodies SET \
    body = CAST(replace(CAST(body AS TEXT), 'xxx', 'yyy') AS BLOB) WHERE position = 2";

/// What is done to the log, and what must be found where.
const CASES: &[(&str, Place, &str)] = &[
    (CHANGED_BODY, Place::Event(2), "the body does not match its digest"),
    (
        "UPDATE bodies SET salt = zeroblob(32) WHERE position = 1",
        Place::Event(1),
        "the body does not match its digest",
    ),
    (
        "DELETE FROM bodies WHERE position = 1",
        Place::Event(1),
        "the body is gone without a recorded erasure",
    ),
    (
        "UPDATE events SET recorded_at = 0 WHERE position = 3",
        Place::Event(3),
        "recorded_at is before the one of its predecessor",
    ),
    (
        "UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 4",
        Place::Event(4),
        "leaf is not that of the entry",
    ),
    (
        "UPDATE events SET leaf = zeroblob(32) WHERE position = 1",
        Place::Event(3),
        "the entry does not follow from the one before in its stream",
    ),
    (
        "UPDATE events SET stream_tag = zeroblob(32) WHERE position = 1",
        Place::Event(1),
        "stream_tag is not that of the stream",
    ),
    (
        "UPDATE events SET event_type = 'intake.other' WHERE position = 1",
        Place::Event(1),
        "column event_type differs from the envelope",
    ),
    (
        "UPDATE events SET occurred_on = '2020-01-01' WHERE position = 1",
        Place::Event(1),
        "column occurred_on differs from the envelope",
    ),
    (
        "UPDATE events SET schema_version = 2 WHERE position = 1",
        Place::Event(1),
        "column schema_version differs from the envelope",
    ),
    (
        "UPDATE events SET event_id = zeroblob(16) WHERE position = 1",
        Place::Event(1),
        "the decision's outcome says something else",
    ),
    (
        "UPDATE events SET command_id = zeroblob(16) WHERE position = 1",
        Place::Event(1),
        "event_id is not derived from the decision's command",
    ),
    (
        "UPDATE events SET decision = 2 WHERE position = 1",
        Place::Event(1),
        "column decision names another one",
    ),
    (
        "UPDATE events SET version = 7 WHERE position = 3",
        Place::Event(3),
        "versions before it are missing",
    ),
    (
        "DELETE FROM events WHERE position = 2",
        Place::Decision(1),
        "an event of its outcome is missing",
    ),
    ("DELETE FROM events WHERE position = 4", Place::Head, "position is not the last"),
    (
        "UPDATE decisions SET command = '{}' WHERE seq = 2",
        Place::Decision(2),
        "digest is not that of the row",
    ),
    (
        "UPDATE decisions SET now = now + 1 WHERE seq = 1",
        Place::Decision(1),
        "digest is not that of the row",
    ),
    (
        "UPDATE decisions SET digest = zeroblob(32) WHERE seq = 1",
        Place::Event(1),
        "decision_digest is not that of its decision",
    ),
    (
        "UPDATE decisions SET outcome = replace(outcome, 'not_open', 'not_here') WHERE seq = 2",
        Place::Decision(2),
        "roll does not follow from the one before",
    ),
    (
        "UPDATE decisions SET outcome = '[]' WHERE seq = 2",
        Place::Decision(2),
        "outcome, command or facts are not JSON of their shape",
    ),
    (
        "UPDATE decisions SET command = NULL, facts = NULL WHERE seq = 2",
        Place::Decision(2),
        "the command is gone without a recorded erasure",
    ),
    ("DELETE FROM decisions WHERE seq = 2", Place::Decision(3), "decisions before it are missing"),
    ("DELETE FROM decisions WHERE seq = 3", Place::Event(4), "no decision names it"),
    ("UPDATE head SET roll = zeroblob(32)", Place::Head, "roll is not the last decision's"),
    ("UPDATE head SET decision = 2", Place::Head, "decision is not the last"),
];

/// Four events in two streams by three decisions, then `sql` without triggers.
async fn findings_after(sql: &str) -> Vec<Finding> {
    let rig = Rig::<SqliteBench>::new().await;
    rig.stores(&rig.draft(1).writes(1, 0).writes(2, 0)).await;
    rig.append(&rig.draft(2).refused("intake.not_open")).await;
    rig.stores(&rig.draft(3).writes(1, 1).writes(2, 1)).await;
    assert!(rig.verified().await.intact());
    rig.bench.sql(&format!("{DROP} {sql}")).await.unwrap();
    rig.verified().await.findings
}

#[tokio::test]
async fn every_changed_column_and_missing_row_is_found() {
    for &(sql, place, what) in CASES {
        let findings = findings_after(sql).await;
        assert!(findings.contains(&Finding { place, what }), "{sql}: {findings:?}");
    }
}

#[tokio::test]
async fn a_rewritten_event_with_new_digests_breaks_the_chain_behind_it() {
    // Whoever recomputes leaf and digest of one event must recompute all later ones of its stream.
    let findings = findings_after(
        "UPDATE events SET body_digest = zeroblob(32), leaf = zeroblob(32) WHERE position = 1",
    )
    .await;
    assert!(findings.iter().any(|finding| finding.place == Place::Event(3)), "{findings:?}");
}

#[tokio::test]
async fn findings_are_bounded_and_the_rest_is_counted() {
    let rig = Rig::<SqliteBench>::new().await;
    for n in 0..3 {
        let draft = (0..100).fold(rig.draft(n), |draft, i| draft.writes(n, i));
        rig.stores(&draft).await;
    }
    rig.bench.sql(&format!("{DROP} DELETE FROM bodies")).await.unwrap();
    let report = rig.verified().await;
    assert_eq!((report.findings.len(), report.more_findings), (100, 200));
    assert_eq!(report.head.position, Position(300));
}
