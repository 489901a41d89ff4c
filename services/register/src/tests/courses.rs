//! Many petitions with their whole course, as desks and statistics ask for them.

use proto::event::{
    AnswerMadeKnown, LetterIssued, LetterReceived, PetitionAnswered, PetitionForwarded,
};
use proto::id::Code;
use proto::sealed::KeyId;
use proto::stage::{Flag, Stage};
use proto::text::Line;
use proto::{BodyId, StreamId};
use uuid::Uuid;

use super::opened;
use crate::made_log::{
    COUNCIL, FRONT, GROUP, MadeLog, PEOPLES, POWER, STANDING, day, forwarding, petition, sealed,
};
use crate::{Course, Filter, Register, Scope, Waits};

const LETTER: StreamId = StreamId(Uuid::from_u128(0x9E77E2));

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

/// The numbers of what may wait for `bodies`, and for the Front of `fronts`.
async fn waits(log: &MadeLog, bodies: &[BodyId], fronts: &[BodyId]) -> Vec<String> {
    let opened = opened(log).await;
    let whom = Waits { bodies, councils: &[], fronts };
    let found = opened.register.may_wait_for(whom, 10).await.unwrap();
    assert!(found.iter().all(|(row, course)| course.held.stream == Some(row.stream)));
    found.into_iter().map(|(row, _)| row.number).collect()
}

#[tokio::test]
async fn a_letter_waits_for_its_addressee_until_it_is_confirmed() {
    let mut log = story();
    // Without a due day of its own nothing but the letter can make it wait.
    log.receive(3, day(16), "Xin sang đường dây");
    log.agree(3, day(17), PEOPLES);
    let to = PetitionForwarded { letter: LETTER, to: PEOPLES, answer_due: None };
    log.push(petition(3), day(18), forwarding(to));
    let (basis, petitions) = (Line::new("x").unwrap(), vec![petition(3)]);
    let (council, answer_due, note) = (Some(COUNCIL), None, None);
    let issued = LetterIssued { to: PEOPLES, petitions, council, answer_due, basis, note };
    log.push(LETTER, day(18), forwarding(issued));
    assert_eq!(waits(&log, &[PEOPLES], &[]).await, ["LH26-3"]);
    log.push(LETTER, day(19), forwarding(LetterReceived { by: PEOPLES }));
    assert_eq!(waits(&log, &[PEOPLES], &[]).await, [""; 0]);
    assert_eq!(waits(&log, &[POWER], &[]).await, ["LH26-1"], "its answer is due");
}

#[tokio::test]
async fn an_answer_waits_for_the_front_until_it_is_made_known() {
    let (mut log, one) = (story(), petition(1));
    let answer = PetitionAnswered {
        by: POWER,
        answer: 1,
        outcome: Code::new("explained").unwrap(),
        text: sealed(KeyId::Stream(one), one, "forwarding.answer.text"),
        roadmap: None,
        done_by: None,
        public_answer: None,
        as_stated_in_the_book: false,
        attachments: Default::default(),
    };
    log.push(one, day(20), forwarding(answer));
    assert_eq!(waits(&log, &[], &[COUNCIL]).await, ["LH26-1"]);
    assert_eq!(waits(&log, &[], &[GROUP]).await, [""; 0], "another council's Front");
    let (channel, place) = (Code::new("website").unwrap(), Line::new("x").unwrap());
    let known = AnswerMadeKnown { by: FRONT, answer_of: POWER, channel, place, until: None };
    log.push(one, day(21), forwarding(known));
    assert_eq!(waits(&log, &[], &[COUNCIL]).await, [""; 0]);
}

#[tokio::test]
async fn what_is_late_at_one_body_is_not_late_at_the_other() {
    let mut log = story();
    let (one, late) = (petition(1), day(20));
    let to = PetitionForwarded { letter: LETTER, to: PEOPLES, answer_due: Some(late) };
    log.push(one, day(13), forwarding(to));
    let opened = opened(&log).await;
    let found = async |whose, today, flags: &[Flag]| {
        let (whose, today, flags) = (Some(whose), Some(today), flags.to_vec());
        let filter = Filter { whose, today, flags, ..Filter::default() };
        opened.register.petitions(&filter, None, 9).await.unwrap().rows.len()
    };
    let overdue = [Flag::Overdue];
    assert_eq!(
        (found(PEOPLES, day(21), &overdue).await, found(PEOPLES, late, &overdue).await),
        (1, 0)
    );
    assert_eq!(found(POWER, day(21), &overdue).await, 0, "its own day is months away");
    assert_eq!((found(POWER, day(21), &[]).await, found(GROUP, day(21), &[]).await), (1, 0));
    let from = Filter { whose: Some(POWER), due_from: Some(day(21)), ..Filter::default() };
    assert_eq!(opened.register.petitions(&from, None, 9).await.unwrap().rows.len(), 1);
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
