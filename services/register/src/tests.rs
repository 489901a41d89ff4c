//! The register as its readers see it, on logs made by hand.

use std::path::PathBuf;

use proto::event::{BodyEnded, BodyEstablished};
use proto::stage::Stage;
use proto::{Day, Digest, Position, StreamId, Version};
use runtime::consume::Sink;
use tempfile::TempDir;

use crate::made_log::{
    COUNCIL, FRONT, GROUP, INCARNATION, MadeLog, PEOPLES, POWER, STANDING, day, directory, petition,
};
use crate::{AsOf, Filter, LetterFilter, Outside, Register, Writer, rebuild_from};

mod book;
mod courses;
mod whole;

struct Opened {
    register: Register,
    writer: Writer,
    dir: TempDir,
}

impl Opened {
    fn path(&self) -> PathBuf {
        self.dir.path().join("register.sqlite")
    }

    /// Folds what `log` has beyond the register, `batch` events at a time.
    async fn follow(&mut self, log: &MadeLog, batch: usize) {
        let done = usize::try_from(self.register.known().position().0).unwrap();
        for frames in log.frames[done..].chunks(batch) {
            self.writer.apply_frames(INCARNATION, frames).await.unwrap();
        }
    }

    async fn numbers(&self, filter: Filter) -> Vec<String> {
        let page = self.register.petitions(&filter, None, 100).await.unwrap();
        page.rows.into_iter().map(|row| row.number).collect()
    }
}

async fn empty() -> Opened {
    let dir = tempfile::tempdir().unwrap();
    let (register, writer) = Register::open(&dir.path().join("register.sqlite")).await.unwrap();
    Opened { register, writer, dir }
}

async fn opened(log: &MadeLog) -> Opened {
    let mut opened = empty().await;
    opened.follow(log, 256).await;
    opened
}

async fn rebuilt(log: &MadeLog) -> Digest {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("second.sqlite");
    rebuild_from(&path, INCARNATION, log.frames.iter().cloned()).await.unwrap()
}

/// Two petitions: one is with the power company, one was just received.
fn story() -> MadeLog {
    let mut log = MadeLog::founded();
    log.receive(1, day(3), "Đường dây điện võng xuống");
    log.agree(1, day(10), POWER);
    log.forward(1, day(12), POWER);
    log.receive(2, day(15), "Đèn đường hỏng");
    log
}

#[tokio::test]
async fn a_rebuilt_register_has_the_digest_of_the_live_one() {
    let log = story();
    let mut live = empty().await;
    live.follow(&log, 1).await;
    assert_eq!(live.register.digest().await.unwrap(), rebuilt(&log).await);
}

#[tokio::test]
async fn the_digest_tells_one_row_from_another() {
    let mut log = story();
    let before = rebuilt(&log).await;
    log.receive(3, day(16), "Chợ tạm");
    let after = rebuilt(&log).await;
    assert_ne!(before, after);
    let opened = opened(&log).await;
    for change in [
        "UPDATE petition SET search = search || 'x' WHERE number = 'LH26-3'",
        "DELETE FROM notice WHERE position = (SELECT max(position) FROM notice)",
        "UPDATE letter_petition SET ordinal = 9",
        "UPDATE cursor SET leaf = zeroblob(32)",
    ] {
        let digest = opened.register.digest().await.unwrap();
        let pool = runtime::sqlite::options(&opened.path());
        let mut other =
            <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&pool).await.unwrap();
        sqlx::query(change).execute(&mut other).await.unwrap();
        assert_ne!(opened.register.digest().await.unwrap(), digest, "{change}");
    }
}

#[tokio::test]
async fn a_reset_register_reads_the_same_log_to_the_same_rows() {
    let log = story();
    let mut opened = opened(&log).await;
    let before = opened.register.digest().await.unwrap();
    opened.writer.reset().await.unwrap();
    assert_eq!(opened.register.known().position(), Position(0));
    opened.follow(&log, 7).await;
    assert_eq!(opened.register.digest().await.unwrap(), before);
}

#[tokio::test]
async fn a_reset_register_keeps_nothing_of_the_log_before() {
    let mut reused = opened(&story()).await;
    reused.writer.reset().await.unwrap();
    let other = MadeLog::founded();
    reused.follow(&other, 7).await;
    let fresh = opened(&other).await;
    assert_eq!(reused.register.digest().await.unwrap(), fresh.register.digest().await.unwrap());
}

#[tokio::test]
async fn a_reopened_register_goes_on_with_its_directory_and_cursor() {
    let log = story();
    let Opened { register, writer, dir } = opened(&log).await;
    let before = register.known();
    drop((register, writer));
    let (register, _writer) = Register::open(&dir.path().join("register.sqlite")).await.unwrap();
    assert_eq!(register.known().cursor, before.cursor);
    assert_eq!(register.known().pins, before.pins);
}

#[tokio::test]
async fn a_file_of_another_fold_is_folded_anew() {
    let log = story();
    let Opened { register, writer, dir } = opened(&log).await;
    drop((register, writer));
    let path = dir.path().join("register.sqlite");
    let options = runtime::sqlite::options(&path);
    let mut other =
        <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&options).await.unwrap();
    sqlx::query("UPDATE fold SET number = 0").execute(&mut other).await.unwrap();
    let (register, _writer) = Register::open(&path).await.unwrap();
    assert_eq!(register.known().cursor, None);
}

#[tokio::test]
async fn a_petition_is_shown_as_it_stood_at_any_position() {
    let log = story();
    let opened = opened(&log).await;
    let received = log.frames.len() as u64 - 5;
    let stage_at = async |at| {
        let as_of = AsOf { at: Some(Position(at)), on: None };
        let (held, _) = opened.register.petition(petition(1), as_of).await.unwrap();
        (held.petition.stage(), held.version)
    };
    assert_eq!(stage_at(received - 1).await, (None, Version(0)));
    assert_eq!(stage_at(received).await, (Some(Stage::Received), Version(1)));
    assert_eq!(stage_at(received + 1).await, (Some(Stage::BeingAgreed), Version(2)));
    assert_eq!(stage_at(received + 2).await, (Some(Stage::Agreed), Version(3)));
    // The letter's own event is not the petition's.
    assert_eq!(stage_at(received + 3).await, (Some(Stage::Agreed), Version(3)));
    assert_eq!(stage_at(received + 4).await, (Some(Stage::Forwarded), Version(4)));
}

#[tokio::test]
async fn a_petition_is_shown_as_it_stood_on_any_day() {
    let opened = opened(&story()).await;
    let stage_on = async |on| {
        let as_of = AsOf { at: None, on: Some(day(on)) };
        let (held, entries) = opened.register.petition(petition(1), as_of).await.unwrap();
        (held.petition.stage(), entries.len(), held.version)
    };
    assert_eq!(stage_on(2).await, (None, 0, Version(4)));
    assert_eq!(stage_on(3).await, (Some(Stage::Received), 1, Version(4)));
    assert_eq!(stage_on(11).await, (Some(Stage::Agreed), 3, Version(4)));
    assert_eq!(stage_on(12).await, (Some(Stage::Forwarded), 4, Version(4)));
}

#[tokio::test]
async fn an_erased_event_keeps_its_place_and_breaks_nothing() {
    let mut log = story();
    let proposed = log.frames.len() - 4;
    log.redact(proposed as u64);
    let opened = opened(&log).await;
    let (held, entries) = opened.register.petition(petition(1), AsOf::default()).await.unwrap();
    assert_eq!(held.version, Version(4));
    assert_eq!(entries.iter().filter(|entry| entry.content.is_none()).count(), 1);
    // The letter is known, what was agreed before it is not.
    assert_eq!(held.petition.stage(), Some(Stage::Forwarded));
    assert_eq!(opened.register.digest().await.unwrap(), rebuilt(&log).await);
}

#[tokio::test]
async fn a_petition_whose_first_event_was_erased_leaves_the_list_and_keeps_its_history() {
    let mut log = story();
    log.redact(log.frames.len() as u64 - 5);
    for batch in [1, 256] {
        let mut opened = empty().await;
        opened.follow(&log, batch).await;
        assert_eq!(opened.numbers(Filter::default()).await, ["LH26-2"]);
        assert_eq!(opened.register.history(petition(1), None).await.unwrap().len(), 4);
        assert_eq!(opened.register.digest().await.unwrap(), rebuilt(&log).await);
    }
}

#[tokio::test]
async fn an_event_erased_last_still_moves_the_version_in_the_list() {
    let mut log = story();
    log.redact(log.frames.len() as u64 - 1);
    for batch in [1, 256] {
        let mut opened = empty().await;
        opened.follow(&log, batch).await;
        let page = opened.register.petitions(&Filter::default(), None, 10).await.unwrap();
        let row = page.rows.iter().find(|row| row.number == "LH26-1").unwrap();
        assert_eq!((row.version, row.stage), (Version(4), Stage::Agreed));
    }
}

#[tokio::test]
async fn an_ignorable_event_of_a_newer_program_moves_the_version_and_nothing_else() {
    let mut log = story();
    log.ignorable(petition(2), day(16));
    let opened = opened(&log).await;
    let page = opened.register.petitions(&Filter::default(), None, 10).await.unwrap();
    assert_eq!((page.rows[0].version, page.rows[0].stage), (Version(2), Stage::Received));
    assert_eq!(opened.register.digest().await.unwrap(), rebuilt(&log).await);
}

#[tokio::test]
async fn each_body_hears_of_an_event_once_and_a_reader_of_several_too() {
    let log = story();
    let opened = opened(&log).await;
    let head = Position(log.frames.len() as u64);
    let heard = async |bodies: &[_]| {
        let notices = opened.register.notices(bodies, Position(0), head, 100).await.unwrap();
        notices.into_iter().map(|n| (n.event_type, n.bodies.len())).collect::<Vec<_>>()
    };
    let forwarded = ("forwarding.petition_forwarded".to_owned(), 1);
    assert_eq!(heard(&[POWER]).await, std::slice::from_ref(&forwarded));
    assert_eq!(heard(&[PEOPLES, COUNCIL]).await, []);
    assert_eq!(heard(&[GROUP]).await.len(), 5);
    let all = heard(&[GROUP, STANDING, FRONT, POWER]).await;
    assert_eq!(all.iter().map(|(_, bodies)| *bodies).collect::<Vec<_>>(), [3, 3, 3, 4, 3]);
}

#[tokio::test]
async fn notices_begin_after_a_position_and_end_at_one() {
    let log = story();
    let opened = opened(&log).await;
    let head = log.frames.len() as u64;
    let notices = async |after, until, limit| {
        let feed = opened.register.notices(&[GROUP], Position(after), Position(until), limit);
        feed.await.unwrap().into_iter().map(|n| n.position.0).collect::<Vec<_>>()
    };
    assert_eq!(notices(head - 2, head, 9).await, [head - 1, head]);
    assert_eq!(notices(0, head - 1, 9).await.last(), Some(&(head - 1)));
    assert_eq!(notices(0, head, 1).await, [head - 5]);
}

#[tokio::test]
async fn the_audience_is_that_of_the_directory_at_the_time() {
    let mut log = MadeLog::founded();
    log.receive(1, day(3), "Một");
    let heir = proto::BodyId(uuid::Uuid::from_u128(0xAA));
    let here = StreamId::of_directory();
    let (name, basis) = (text("Tổ mới"), text("nghị quyết"));
    let body = BodyEstablished {
        body: heir,
        name,
        kind: word("delegate_group"),
        level: word("commune"),
        under: None,
        area: None,
        from: day(1),
        basis: basis.clone(),
    };
    log.push(here, day(4), directory(body));
    let ended = BodyEnded { body: GROUP, until: day(4), successors: vec![heir], basis };
    log.push(here, day(4), directory(ended));
    log.receive(2, day(5), "Hai");
    let opened = opened(&log).await;
    let head = Position(log.frames.len() as u64);
    let heard = async |body| {
        let notices = opened.register.notices(&[body], Position(0), head, 100).await.unwrap();
        notices.into_iter().map(|n| n.number).collect::<Vec<_>>()
    };
    assert_eq!(heard(GROUP).await, ["LH26-1"]);
    assert_eq!(heard(heir).await, ["LH26-2"]);
}

fn text(text: &str) -> proto::text::Line {
    proto::text::Line::new(text).unwrap()
}

fn word(text: &str) -> proto::id::Code {
    proto::id::Code::new(text).unwrap()
}

#[tokio::test]
async fn a_list_is_narrowed_by_each_filter() {
    let opened = opened(&story()).await;
    let all = Filter::default;
    assert_eq!(opened.numbers(all()).await, ["LH26-2", "LH26-1"]);
    let both = vec![Stage::Forwarded, Stage::Agreed];
    assert_eq!(opened.numbers(Filter { stages: both, ..all() }).await, ["LH26-1"]);
    assert_eq!(opened.numbers(Filter { body: Some(POWER), ..all() }).await, ["LH26-1"]);
    assert_eq!(opened.numbers(Filter { body: Some(GROUP), ..all() }).await.len(), 2);
    assert_eq!(opened.numbers(Filter { council: Some(GROUP), ..all() }).await.len(), 0);
    let field = Some("power".to_owned());
    assert_eq!(opened.numbers(Filter { field, ..all() }).await, ["LH26-1"]);
    let area = Some("LamHa".to_owned());
    assert_eq!(opened.numbers(Filter { area, ..all() }).await.len(), 2);
    let due_by = Some(Day::constant(2027, 1, 15));
    assert_eq!(opened.numbers(Filter { due_by, ..all() }).await, ["LH26-1"]);
    let due_by = Some(Day::constant(2027, 1, 14));
    assert_eq!(opened.numbers(Filter { due_by, ..all() }).await.len(), 0);
    assert_eq!(opened.numbers(Filter { needs_person: Some(true), ..all() }).await.len(), 0);
    assert_eq!(opened.numbers(Filter { needs_person: Some(false), ..all() }).await.len(), 2);
}

#[tokio::test]
async fn search_ignores_marks_and_finds_words_from_their_start() {
    let opened = opened(&story()).await;
    let found = async |text: &str| {
        opened.numbers(Filter { text: Some(text.to_owned()), ..Filter::default() }).await
    };
    assert_eq!(found("duong").await, ["LH26-2", "LH26-1"]);
    assert_eq!(found("ĐIỆN vong").await, ["LH26-1"]);
    assert_eq!(found("lh26-2").await, ["LH26-2"]);
    assert_eq!(found("uong").await, Vec::<String>::new());
    assert_eq!(found("100% _ ' \" *").await, Vec::<String>::new());
    assert_eq!(found("  ,. ").await.len(), 2);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_overlap() {
    let mut log = MadeLog::founded();
    (1..=7).for_each(|n| {
        log.receive(n, day(3), "Một");
    });
    let opened = opened(&log).await;
    let (mut seen, mut after) = (Vec::new(), None);
    for _ in 0..4 {
        let page = opened.register.petitions(&Filter::default(), after, 3).await.unwrap();
        seen.extend(page.rows.into_iter().map(|row| row.number));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let expected: Vec<String> = (1..=7).rev().map(|n| format!("LH26-{n}")).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn petitions_are_counted_by_stage() {
    let opened = opened(&story()).await;
    let counts = opened.register.counts(&Filter::default()).await.unwrap();
    assert_eq!(counts, [(Stage::Received, 1), (Stage::Forwarded, 1)]);
    let one = Filter { text: Some("dien".to_owned()), ..Filter::default() };
    assert_eq!(opened.register.counts(&one).await.unwrap(), [(Stage::Forwarded, 1)]);
}

#[tokio::test]
async fn what_no_round_takes_in_is_told_apart() {
    let mut log = MadeLog::founded();
    for on in [1_u8, 3, 8, 15, 22] {
        log.receive(u32::from(on), day(i8::try_from(on).unwrap()), "Một");
    }
    let opened = opened(&log).await;
    let round = |word: &str, from, until| (word.to_owned(), day(from), day(until));
    let all = Outside {
        council: COUNCIL,
        rounds: vec![round("r1", 2, 5), round("r2", 10, 20)],
        area: None,
        until: None,
    };
    let outside = async |of: Outside| {
        let rows = opened.register.outside(&of, 9).await.unwrap();
        rows.into_iter().map(|row| row.number).collect::<Vec<_>>()
    };
    // Before the first round there was another way of keeping books.
    assert_eq!(outside(all.clone()).await, ["LH26-8", "LH26-22"]);
    assert_eq!(outside(Outside { until: Some(day(20)), ..all.clone() }).await, ["LH26-8"]);
    let elsewhere = Outside { area: Some("khac".to_owned()), ..all.clone() };
    assert!(outside(elsewhere).await.is_empty());
    assert!(outside(Outside { rounds: Vec::new(), ..all }).await.is_empty());
}

#[tokio::test]
async fn a_petition_is_found_by_number_stream_and_tracking_code() {
    let opened = opened(&story()).await;
    let register = &opened.register;
    let one = Some(petition(1));
    assert_eq!(register.petition_called("LH26-1").await.unwrap(), one);
    assert_eq!(register.petition_called(&petition(1).to_string()).await.unwrap(), one);
    assert_eq!(register.petition_called("LH26-9").await.unwrap(), None);
    let mut mac = Digest::ZERO;
    mac.0[3] = 1;
    let row = register.petition_tracked(mac).await.unwrap().unwrap();
    assert_eq!((row.stream, row.addressees), (petition(1), vec![POWER]));
    assert!(register.petition_tracked(Digest([9; 32])).await.unwrap().is_none());
}

#[tokio::test]
async fn letters_are_found_by_addressee_and_petition() {
    let opened = opened(&story()).await;
    let found = async |filter: LetterFilter| {
        let page = opened.register.letters(&filter, None, 10).await.unwrap();
        page.rows.into_iter().map(|letter| letter.issued.petitions).collect::<Vec<_>>()
    };
    let all = LetterFilter::default;
    assert_eq!(found(all()).await, [[petition(1)]]);
    assert_eq!(found(LetterFilter { to: Some(POWER), ..all() }).await.len(), 1);
    assert_eq!(found(LetterFilter { to: Some(FRONT), ..all() }).await.len(), 0);
    assert_eq!(found(LetterFilter { petition: Some(petition(1)), ..all() }).await.len(), 1);
    assert_eq!(found(LetterFilter { petition: Some(petition(2)), ..all() }).await.len(), 0);
}

#[tokio::test]
async fn letters_are_counted_by_who_wrote_and_got_them_and_whether_they_arrived() {
    let opened = opened(&story()).await;
    let count = async |filter: LetterFilter| opened.register.letter_count(&filter).await.unwrap();
    let all = LetterFilter::default;
    let letters = opened.register.letters(&all(), None, 10).await.unwrap();
    let from = letters.rows[0].envelope.body.unwrap();
    assert_eq!(count(LetterFilter { from_one_of: vec![FRONT, from], ..all() }).await, 1);
    assert_eq!(count(LetterFilter { from_one_of: vec![FRONT], ..all() }).await, 0);
    assert_eq!(count(LetterFilter { to_one_of: vec![FRONT, POWER], ..all() }).await, 1);
    assert_eq!(count(LetterFilter { to_one_of: vec![FRONT], ..all() }).await, 0);
    assert_eq!(count(LetterFilter { received: Some(false), ..all() }).await, 1);
    assert_eq!(count(LetterFilter { received: Some(true), ..all() }).await, 0);
}

#[tokio::test]
async fn many_petitions_at_once_are_those_that_come_one_by_one() {
    let opened = opened(&story()).await;
    let register = &opened.register;
    let held = register.held_of(&[petition(1), petition(2), petition(9)]).await.unwrap();
    assert_eq!(held.len(), 2);
    for (stream, held) in held {
        assert_eq!(held, register.petition(stream, AsOf::default()).await.unwrap().0);
    }
    let named = ["LH26-2", "LH26-9", "LH26-1"].map(str::to_owned);
    assert_eq!(register.petitions_called(&named).await.unwrap(), [petition(2), petition(1)]);
}

#[tokio::test]
async fn petitions_are_found_by_the_hand_that_one_of_several_bodies_has_in_them() {
    let opened = opened(&story()).await;
    let found = async |bodies: &[_], hands: &[&str], stages: &[Stage]| {
        let page = opened.register.in_hands_of(bodies, hands, stages, None, 9).await.unwrap();
        page.rows.into_iter().map(|row| row.stream).collect::<Vec<_>>()
    };
    let (both, live) = ([FRONT, POWER], [Stage::Forwarded, Stage::PartlyAnswered]);
    assert_eq!(found(&both, &["addressee"], &live).await, [petition(1)]);
    assert!(found(&[FRONT], &["addressee"], &live).await.is_empty());
    assert!(found(&both, &["assigned"], &live).await.is_empty());
    assert!(found(&both, &["addressee"], &[Stage::Closed]).await.is_empty());
}

#[tokio::test]
async fn numbers_come_in_the_order_asked() {
    let opened = opened(&story()).await;
    let asked = [petition(2), petition(9), petition(1)];
    let numbers = opened.register.numbers_of(&asked).await.unwrap();
    let numbers: Vec<String> = numbers.into_iter().map(|(_, number)| number).collect();
    assert_eq!(numbers, ["LH26-2", "LH26-1"]);
}
