//! Over a log made by hand: MAIN acts for the delegate group, OTHER for the power company.

use proto::event::MeetingHeld;
use proto::text::Line;
use register::made_log::{
    self, CLERK, COUNCIL, FRONT, GROUP, MadeLog as Story, POWER, STRANGER, day, intake,
};
use uuid::Uuid;

use super::*;
use crate::fixture::{key, log, officer, site, stream};
use crate::made_log::MadeLog;

fn text_in(stream: StreamId, key: KeyId) -> Sealed {
    made_log::sealed(key, stream, "some.text")
}

async fn may(log: &Story, who: (&str, OfficerId, BodyId), item: &Sealed) -> bool {
    let access = Access::new(MadeLog::of(&log.frames), Clock::system());
    let (at, officer, body) = who;
    let may = access.of(&site(at), officer, body, std::slice::from_ref(item)).await.unwrap();
    may.open(item).is_ok()
}

const GROUPS: (&str, OfficerId, BodyId) = ("MAIN", CLERK, GROUP);
const COMPANYS: (&str, OfficerId, BodyId) = ("OTHER", STRANGER, POWER);

#[tokio::test]
async fn the_company_reads_a_petition_once_it_has_it_and_not_before() {
    let (mut log, text) = (log(), text_in(stream(1), key(1)));
    assert!(may(&log, GROUPS, &text).await);
    assert!(!may(&log, COMPANYS, &text).await);
    log.agree(1, day(10), POWER);
    log.forward(1, day(12), POWER);
    assert!(may(&log, COMPANYS, &text).await);
    assert!(!may(&log, COMPANYS, &text_in(stream(2), key(2))).await);
}

#[tokio::test]
async fn a_site_opens_nothing_for_an_officer_or_body_of_another() {
    let (log, text) = (log(), text_in(stream(1), key(1)));
    // The agency's portal claims to be the group's, or to have its clerk at the company.
    for claimed in [("OTHER", CLERK, GROUP), ("OTHER", CLERK, POWER), ("MAIN", STRANGER, GROUP)] {
        assert!(!may(&log, claimed, &text).await, "{claimed:?}");
    }
    assert_eq!(officer(), CLERK);
}

#[tokio::test]
async fn a_voter_is_named_to_those_who_read_the_petition_and_an_officer_to_all() {
    let log = log();
    let person = KeyId::Subject(Uuid::from_u128(77));
    let voter = text_in(stream(1), person);
    assert!(may(&log, GROUPS, &voter).await);
    assert!(!may(&log, COMPANYS, &voter).await);
    let clerk = text_in(StreamId::of_directory(), KeyId::of_officer(CLERK));
    assert!(may(&log, COMPANYS, &clerk).await);
    assert!(!may(&log, ("OTHER", STRANGER, GROUP), &clerk).await);
}

#[tokio::test]
async fn a_name_is_not_opened_by_claiming_that_it_was_sealed_elsewhere() {
    let mut log = log();
    log.agree(2, day(10), POWER);
    log.forward(2, day(12), POWER);
    let person = KeyId::Subject(Uuid::from_u128(77));
    // The claim is allowed, and useless: the text opens only where it was sealed.
    assert!(may(&log, COMPANYS, &text_in(stream(2), person)).await);
    assert!(!may(&log, COMPANYS, &text_in(stream(1), person)).await);
}

#[tokio::test]
async fn internal_notes_are_for_their_body_alone() {
    let (log, note) = (log(), text_in(stream(1), KeyId::Body(POWER)));
    assert!(may(&log, COMPANYS, &note).await);
    assert!(!may(&log, GROUPS, &note).await);
}

#[tokio::test]
async fn minutes_and_notes_are_for_those_who_met_or_wrote_to_each_other() {
    let mut log = log();
    let meeting = StreamId(Uuid::from_u128(0x3EE7));
    let held = MeetingHeld {
        councils: vec![COUNCIL],
        groups: vec![GROUP],
        round: None,
        area: proto::id::Code::new("LamHa").unwrap(),
        place: Line::new("Nhà văn hóa").unwrap(),
        voters: None,
        invited: vec![FRONT],
        minutes: None,
        attachments: Default::default(),
    };
    log.push(meeting, day(3), intake(held));
    let minutes = text_in(meeting, KeyId::Stream(meeting));
    assert!(may(&log, GROUPS, &minutes).await);
    assert!(!may(&log, COMPANYS, &minutes).await);
    log.agree(1, day(10), POWER);
    let letter = log.forward(1, day(12), POWER);
    let note = text_in(letter, KeyId::Stream(letter));
    assert!(may(&log, COMPANYS, &note).await);
}

#[tokio::test]
async fn what_the_log_does_not_hold_is_opened_by_nobody() {
    let unknown = StreamId(Uuid::from_u128(0xDEAD));
    assert!(!may(&log(), GROUPS, &text_in(unknown, KeyId::Stream(unknown))).await);
}

#[tokio::test]
async fn a_log_that_cannot_be_read_opens_nothing() {
    let access = Access::new(MadeLog::default(), Clock::system());
    let text = text_in(stream(1), key(1));
    assert!(access.of(&site("MAIN"), CLERK, GROUP, &[text]).await.is_err());
}
