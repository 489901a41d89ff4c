//! A life in which everything happens, with its meeting, list and letter.

use directory::fixture::petition::{LETTER, OTHER, PETITION};
use directory::fixture::{
    BEFORE_REFORM, COMMUNE_NORTH, COMMUNE_SOUTH, COUNCIL, DEPARTMENT, FRONT, GROUP_EAST,
    GROUP_WEST, LAST_DAY_OF_DISTRICT, LAST_DAY_OF_TERM, STANDING_COMMITTEE, before_reform, code,
    line,
};
use petition::fixture::every_event;
use proto::event::DirectoryEvent;
use proto::event::{LetterIssued, LetterReceived, ListFixed, MeetingHeld};
use proto::stage::{Flag, Stage};
use proto::{Position, StreamId};
use runtime::consume::Sink;
use uuid::Uuid;

use super::{empty, opened, rebuilt};
use crate::made_log::{CLERK, MadeLog, STRANGER, any, directory, forwarding, intake};
use crate::{AsOf, Filter, LetterFilter, ListFilter, MeetingFilter};

const LIST: StreamId = StreamId(Uuid::from_u128(0x1157));
const MEETING: StreamId = StreamId(Uuid::from_u128(0x3EE7));

fn fixed(revision: u32) -> ListFixed {
    let (number, round) = (line("LH21-DS-1"), code("r1"));
    let petitions = if revision == 1 { vec![OTHER, PETITION] } else { vec![PETITION] };
    ListFixed { number, council: COUNCIL, round, area: Some(code("east")), revision, petitions }
}

/// Everything that happens to the petition up to the event called `until`, that one included.
fn story_until(until: &str) -> MadeLog {
    let (mut log, day) = (MadeLog::empty(), BEFORE_REFORM);
    for event in before_reform() {
        let here = if let DirectoryEvent::RulesAdopted(adopted) = &event {
            StreamId::of_rules(adopted.council)
        } else {
            StreamId::of_directory()
        };
        log.push(here, day, directory(event));
    }
    let held = MeetingHeld {
        councils: vec![COUNCIL],
        groups: vec![GROUP_EAST],
        round: Some(code("r1")),
        area: code("east"),
        place: line("Nhà văn hóa"),
        voters: Some(40),
        invited: vec![DEPARTMENT],
        minutes: None,
        attachments: Default::default(),
    };
    log.push(MEETING, day, intake(held));
    for (word, event) in every_event() {
        log.push(PETITION, day, any(&event));
        match word {
            "listed" => {
                log.push(LIST, day, intake(fixed(1)));
                log.push(LIST, day, intake(fixed(2)));
            }
            "to the commune" => {
                let (answer_due, basis) = (Some(LAST_DAY_OF_DISTRICT), line("local choice"));
                let petitions = vec![PETITION];
                let to = COMMUNE_NORTH;
                let issued =
                    LetterIssued { to, petitions, council: None, answer_due, basis, note: None };
                log.push(LETTER, day, forwarding(issued));
                log.push(LETTER, day, forwarding(LetterReceived { by: COMMUNE_NORTH }));
            }
            _ => {}
        }
        if word == until {
            break;
        }
    }
    log
}

#[tokio::test]
async fn a_rebuilt_register_of_a_whole_life_has_the_digest_of_the_live_one() {
    let log = story_until("");
    let digest = rebuilt(&log).await;
    for batch in [1, 5] {
        let mut live = empty().await;
        live.follow(&log, batch).await;
        assert_eq!(live.register.digest().await.unwrap(), digest, "{batch} at a time");
        live.writer.reset().await.unwrap();
        live.follow(&log, 3).await;
        assert_eq!(live.register.digest().await.unwrap(), digest);
    }
}

#[tokio::test]
async fn a_petition_is_found_by_every_hand_in_it() {
    let all = Filter::default;
    let rows = vec![
        (
            "body",
            Filter { body: Some(GROUP_WEST), ..all() },
            Filter { body: Some(COUNCIL), ..all() },
        ),
        (
            "addressee",
            Filter { addressee: Some(COMMUNE_SOUTH), ..all() },
            Filter { addressee: Some(GROUP_EAST), ..all() },
        ),
        (
            "raised with",
            Filter { raised_with: Some(GROUP_EAST), ..all() },
            Filter { raised_with: Some(DEPARTMENT), ..all() },
        ),
        (
            "assigned",
            Filter { assigned: Some(COMMUNE_SOUTH), ..all() },
            Filter { assigned: Some(DEPARTMENT), ..all() },
        ),
        (
            "follower",
            Filter { follower: Some(GROUP_WEST), ..all() },
            Filter { follower: Some(STANDING_COMMITTEE), ..all() },
        ),
    ];
    each_filter_finds(rows).await;
}

#[tokio::test]
async fn a_petition_is_found_by_every_word_about_it() {
    let all = Filter::default;
    let rows = vec![
        (
            "round",
            Filter { round: Some("r1".to_owned()), ..all() },
            Filter { round: Some("r2".to_owned()), ..all() },
        ),
        (
            "session",
            Filter { session: Some("s2".to_owned()), ..all() },
            Filter { session: Some("s1".to_owned()), ..all() },
        ),
        (
            "field",
            Filter { field: Some("roads".to_owned()), ..all() },
            Filter { field: Some("markets".to_owned()), ..all() },
        ),
        ("list", Filter { list: Some(LETTER), ..all() }, Filter { list: Some(MEETING), ..all() }),
        (
            "meeting",
            Filter { meeting: Some(OTHER), ..all() },
            Filter { meeting: Some(LIST), ..all() },
        ),
        (
            "part of",
            Filter { part_of: Some(OTHER), ..all() },
            Filter { part_of: Some(LIST), ..all() },
        ),
        (
            "flags",
            Filter { flags: vec![Flag::Reopened, Flag::CarriedOver], ..all() },
            Filter { flags: vec![Flag::Reopened, Flag::Objected], ..all() },
        ),
        (
            "stage",
            Filter { stages: vec![Stage::Followed], ..all() },
            Filter { stages: vec![Stage::Closed], ..all() },
        ),
        (
            "search",
            Filter { text: Some("duong ngap".to_owned()), ..all() },
            Filter { text: Some("cho".to_owned()), ..all() },
        ),
    ];
    each_filter_finds(rows).await;
}

/// Each row: what is filtered by, a filter that finds the petition, and one that does not.
async fn each_filter_finds(rows: Vec<(&str, Filter, Filter)>) {
    let opened = opened(&story_until("carried over")).await;
    for (name, hit, miss) in rows {
        assert_eq!(opened.numbers(miss).await, Vec::<String>::new(), "{name} missed");
        assert_eq!(opened.numbers(hit).await, ["LH21-1"], "{name}");
    }
}

#[tokio::test]
async fn what_is_overdue_is_told_by_the_day_of_the_reader() {
    let opened = opened(&story_until("the department answers")).await;
    let overdue = async |today| {
        let flags = vec![Flag::Overdue];
        opened.numbers(Filter { flags, today, ..Filter::default() }).await.len()
    };
    assert_eq!(overdue(None).await, 0);
    assert_eq!(overdue(Some(LAST_DAY_OF_DISTRICT)).await, 0);
    assert_eq!(overdue(Some(LAST_DAY_OF_TERM)).await, 1);
    let page = opened.register.petitions(&Filter::default(), None, 1).await.unwrap();
    assert_eq!(page.rows[0].flags_on(LAST_DAY_OF_TERM), [Flag::Overdue, Flag::Objected]);
    assert_eq!(page.rows[0].flags_on(LAST_DAY_OF_DISTRICT), [Flag::Objected]);
    let due = (page.rows[0].due_what.as_deref(), page.rows[0].due_whose);
    assert_eq!(due, (Some("answer"), Some(COMMUNE_NORTH)));
}

#[tokio::test]
async fn a_list_shows_its_last_revision_and_a_letter_its_receipt() {
    let opened = opened(&story_until("")).await;
    let lists = async |filter: ListFilter| {
        let page = opened.register.lists(&filter, None, 9).await.unwrap();
        page.rows
            .into_iter()
            .map(|list| (list.fixed.revision, list.fixed.petitions))
            .collect::<Vec<_>>()
    };
    let last = vec![(2, vec![PETITION])];
    assert_eq!(lists(ListFilter::default()).await, last);
    for name in ["LH21-DS-1".to_owned(), LIST.to_string()] {
        assert_eq!(lists(ListFilter { name: Some(name), ..ListFilter::default() }).await, last);
    }
    let other = ListFilter { round: Some("r2".to_owned()), ..ListFilter::default() };
    assert_eq!(lists(other).await, []);
    let letters = opened.register.letters(&LetterFilter::default(), None, 9).await.unwrap();
    let receipt = letters.rows[0].receipt.unwrap();
    assert_eq!((receipt.by, receipt.on), (COMMUNE_NORTH, BEFORE_REFORM));
    let rows = opened.register.rows_of(&[OTHER, PETITION]).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.stream).collect::<Vec<_>>(), [PETITION]);
}

#[tokio::test]
async fn a_meeting_is_found_by_who_took_part_and_by_its_round() {
    let opened = opened(&story_until("")).await;
    let found = async |filter: MeetingFilter| {
        opened.register.meetings(&filter, None, 9).await.unwrap().rows.len()
    };
    let all = MeetingFilter::default;
    assert_eq!(found(all()).await, 1);
    assert_eq!(found(MeetingFilter { body: Some(DEPARTMENT), ..all() }).await, 1);
    assert_eq!(found(MeetingFilter { body: Some(FRONT), ..all() }).await, 0);
    assert_eq!(found(MeetingFilter { round: Some("r1".to_owned()), ..all() }).await, 1);
    assert_eq!(found(MeetingFilter { area: Some("west".to_owned()), ..all() }).await, 0);
}

#[tokio::test]
async fn the_stage_of_a_row_is_that_of_the_fold_at_every_event() {
    for (word, _) in every_event() {
        let opened = opened(&story_until(word)).await;
        let held = opened.register.petition(PETITION, AsOf::default()).await.unwrap().0;
        let page = opened.register.petitions(&Filter::default(), None, 1).await.unwrap();
        assert_eq!(Some(page.rows[0].stage), held.petition.stage(), "{word}");
        assert_eq!(page.rows[0].flags_on(LAST_DAY_OF_TERM), held.petition.flags(LAST_DAY_OF_TERM));
    }
}

#[tokio::test]
async fn every_body_with_a_hand_in_it_hears_what_concerns_it_once() {
    let log = story_until("closed");
    let opened = opened(&log).await;
    let head = Position(log.frames.len() as u64);
    let heard = async |body| {
        let notices = opened.register.notices(&[body], Position(0), head, 999).await.unwrap();
        let mut types: Vec<String> = notices.into_iter().map(|notice| notice.event_type).collect();
        types.dedup();
        types
    };
    assert_eq!(heard(GROUP_WEST).await.first().unwrap(), "monitoring.follower_proposed");
    assert!(heard(COMMUNE_SOUTH).await.contains(&"forwarding.work_assigned".to_owned()));
    assert!(!heard(FRONT).await.contains(&"forwarding.work_assigned".to_owned()));
    assert_eq!(heard(COUNCIL).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_last_news_leave_out_what_one_did_oneself() {
    // All of it was recorded by the clerk.
    let log = story_until("closed");
    let opened = opened(&log).await;
    let head = Position(log.frames.len() as u64);
    let told = async |officer| {
        let last = opened.register.last_notices(&[FRONT], Position(0), head, officer, 999);
        last.await.unwrap().into_iter().map(|notice| notice.position).collect::<Vec<_>>()
    };
    let mut all: Vec<Position> = opened
        .register
        .notices(&[FRONT], Position(0), head, 999)
        .await
        .unwrap()
        .iter()
        .map(|one| one.position)
        .collect();
    all.reverse();
    assert!(!all.is_empty());
    assert_eq!(told(STRANGER).await, all);
    assert_eq!(told(CLERK).await, Vec::<Position>::new());
}
