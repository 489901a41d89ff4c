//! Many petitions with their whole course, as desks and statistics ask for them.

use proto::stage::Stage;

use super::opened;
use crate::made_log::{COUNCIL, GROUP, MadeLog, POWER, STANDING, day};
use crate::{Course, Register, Scope};

fn story() -> MadeLog {
    let mut log = MadeLog::founded();
    log.receive(1, day(3), "Đường dây điện võng xuống");
    log.agree(1, day(10), POWER);
    log.forward(1, day(12), POWER);
    log.receive(2, day(15), "Đèn đường hỏng");
    log
}

async fn numbers(register: &Register, scope: Scope) -> Vec<String> {
    let courses = register.courses(&scope).await.unwrap();
    let received = courses.iter().filter_map(|course| course.held.petition.received.as_ref());
    received.map(|received| received.number.to_string()).collect()
}

#[tokio::test]
async fn a_course_is_what_one_petition_by_itself_is() {
    let opened = opened(&story()).await;
    let courses = opened.register.courses(&Scope::default()).await.unwrap();
    assert_eq!(courses.len(), 2);
    for Course { held, entries, .. } in courses {
        let (alone, history) =
            opened.register.petition(held.stream.unwrap(), Default::default()).await.unwrap();
        assert_eq!(held, alone);
        let positions =
            |entries: &[crate::Entry]| entries.iter().map(|e| e.position).collect::<Vec<_>>();
        assert_eq!(positions(&entries), positions(&history));
    }
}

#[tokio::test]
async fn a_course_as_of_a_day_is_the_petition_as_of_that_day_and_nothing_before_it_was_received() {
    let opened = opened(&story()).await;
    let courses = opened.register.courses(&Scope::default()).await.unwrap();
    let then: Vec<Course> = courses.into_iter().filter_map(|course| course.on(day(11))).collect();
    let stages: Vec<_> = then.iter().map(|course| course.held.petition.stage()).collect();
    assert_eq!(stages, [Some(Stage::Agreed)]);
}

#[tokio::test]
async fn each_part_of_a_scope_narrows_it() {
    let opened = opened(&story()).await;
    let all = ["LH26-2", "LH26-1"];
    for (scope, expected) in [
        (Scope::default(), &all[..]),
        (Scope { council: Some(COUNCIL), ..Scope::default() }, &all[..]),
        (Scope { council: Some(GROUP), ..Scope::default() }, &[]),
        (Scope { stages: vec![Stage::Forwarded], ..Scope::default() }, &all[1..]),
        (Scope { numbers: vec!["LH26-2".to_owned()], ..Scope::default() }, &all[..1]),
        (Scope { areas: vec!["nowhere".to_owned()], ..Scope::default() }, &[]),
        (Scope { field: Some("nothing".to_owned()), ..Scope::default() }, &[]),
        (Scope { watched: Some((vec![STANDING], vec![])), ..Scope::default() }, &[]),
        (Scope { watched: Some((vec![], vec![COUNCIL])), ..Scope::default() }, &all[..]),
        (Scope { raised: Some((vec![], day(3), day(15))), ..Scope::default() }, &all[..1]),
        (
            Scope { raised: Some((vec!["r".to_owned()], day(2), day(14))), ..Scope::default() },
            &all[1..],
        ),
    ] {
        assert_eq!(numbers(&opened.register, scope.clone()).await, expected, "{scope:?}");
    }
}

#[tokio::test]
async fn every_course_is_found_by_an_index() {
    let opened = opened(&story()).await;
    let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(
        "EXPLAIN QUERY PLAN SELECT e.position FROM
         (SELECT p.stream_tag, p.received_position FROM petition p LIMIT 10) p
         JOIN entry e ON e.stream_tag = p.stream_tag ORDER BY p.received_position, e.version",
    )
    .fetch_all(&opened.register.pool)
    .await
    .unwrap();
    assert!(plan.iter().any(|(.., how)| how.contains("entry_in_stream")), "{plan:?}");
}
