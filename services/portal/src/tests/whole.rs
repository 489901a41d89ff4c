//! What the rest of a life adds: meetings, lists, answers, checks, followers, flags.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use proto::event::{
    CheckRecorded, CheckResult, FollowerNamed, LetterReceived, ListFixed, MeetingHeld,
    PetitionAnswered, PetitionListed, RaisedAtMeeting,
};
use proto::id::Code;
use proto::sealed::KeyId;
use proto::text::{FreeText, Line};
use proto::{Digest, Position, StreamId};
use register::made_log::{
    COUNCIL, FRONT, GROUP, MadeLog, PEOPLES, POWER, STRANGER, day, forwarding, intake, monitoring,
    petition, sealed,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Portal, read, story};

const MEETING: StreamId = StreamId(Uuid::from_u128(0x3EE7));
const LIST: StreamId = StreamId(Uuid::from_u128(0x1157));

fn code(word: &str) -> Code {
    Code::new(word).unwrap()
}

/// The power company has answered petition 1, and the Front follows it and does not agree.
fn answered() -> MadeLog {
    let (mut log, one) = (story(), petition(1));
    let text = |path| sealed(KeyId::Stream(one), one, path);
    let held = MeetingHeld {
        councils: vec![COUNCIL],
        groups: vec![GROUP],
        round: Some(code("r1")),
        area: code("LamHa"),
        place: Line::new("Nhà văn hóa").unwrap(),
        voters: Some(40),
        invited: vec![PEOPLES],
        minutes: Some(sealed(KeyId::Stream(MEETING), MEETING, "intake.meeting.minutes")),
        attachments: Default::default(),
    };
    log.push(MEETING, day(3), intake(held));
    log.push(one, day(3), intake(RaisedAtMeeting { meeting: MEETING }));
    let (number, round) = (Line::new("LH26-DS-1").unwrap(), code("r1"));
    let (council, area, petitions) = (COUNCIL, None, vec![petition(2), one]);
    let fixed = ListFixed { number, council, round, area, revision: 1, petitions };
    log.push(LIST, day(4), intake(fixed));
    let (list, round) = (LIST, code("r1"));
    log.push(one, day(4), intake(PetitionListed { list, round, revision: 1, row: 2 }));
    let letter = StreamId(Uuid::from_u128(0x1E77E2 + 1));
    log.push(letter, day(13), forwarding(LetterReceived { by: POWER }));
    let answer = PetitionAnswered {
        by: POWER,
        answer: 1,
        outcome: code("resolved"),
        text: text("forwarding.answer.text"),
        roadmap: None,
        done_by: None,
        public_answer: FreeText::new("Đã kéo lại dây.").ok(),
        as_stated_in_the_book: false,
        attachments: Default::default(),
    };
    log.push(one, day(16), forwarding(answer));
    log.push(one, day(17), monitoring(FollowerNamed { follower: FRONT }));
    let (by, of, result) = (FRONT, POWER, CheckResult::Refused);
    let text = text("monitoring.check.text");
    let evidence = vec![Digest::ZERO];
    log.push(
        one,
        day(18),
        monitoring(CheckRecorded {
            by,
            of,
            result,
            text,
            evidence,
            attachments: Default::default(),
        }),
    );
    log
}

#[tokio::test]
async fn answers_receipts_checks_and_the_follower_stand_beside_each_addressee() {
    let portal = Portal::on(&answered()).await;
    let (status, shown) = portal.get("/petitions/LH26-1").await;
    assert_eq!((status, &shown["stage"]["code"]), (StatusCode::OK, &json!("followed")));
    assert_eq!(shown["flags"][0]["code"], "objected");
    assert_eq!(shown["follower"]["body"], json!(FRONT));
    let to = &shown["addressees"][0];
    assert_eq!(to["receipt"]["on"], "2026-11-13");
    // The vault is away in this test; texts are where they belong.
    let away = json!({ "refused": "unavailable" });
    assert_eq!(to["answers"][0]["said"]["text"], away);
    assert_eq!(to["checks"][0]["said"]["text"], away);
    assert_eq!(to["checks"][0]["said"]["result"], "refused");
    let (_, then) = portal.get("/petitions/LH26-1?on=2026-11-12").await;
    assert_eq!(then["addressees"][0]["receipt"], Value::Null);
    assert_eq!(then["addressees"][0]["answers"], json!([]));
}

#[tokio::test]
async fn reasons_and_answers_of_a_petition_of_others_stay_closed() {
    let mut log = answered();
    let text = sealed(KeyId::Stream(petition(2)), petition(2), "intake.exit.reason");
    let noted = proto::event::OpinionNoted { reason: Some(text) };
    log.push(petition(2), day(18), intake(noted));
    let portal = Portal::on(&log).await;
    let stranger = portal.token_of(STRANGER, None).await;
    let (status, shown) = portal.get_as(&stranger, "/petitions/LH26-2").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(shown["exit"]["said"]["reason"], json!({ "sealed": "intake.exit.reason" }));
    assert_eq!(shown["texts"], "forbidden");
    assert!(!shown.to_string().contains("AAAA"), "{shown}");
}

#[tokio::test]
async fn a_list_is_shown_by_number_or_stream_with_its_rows_in_order() {
    let portal = Portal::on(&answered()).await;
    for name in ["LH26-DS-1".to_owned(), LIST.to_string()] {
        let (status, list) = portal.get(&format!("/lists/{name}")).await;
        assert_eq!((status, &list["revision"]), (StatusCode::OK, &json!(1)));
        let numbers = [0, 1].map(|n| list["rows"][n]["petition"]["number"].clone());
        assert_eq!(numbers, [json!("LH26-2"), json!("LH26-1")]);
        assert_eq!(list["rows"][1]["row"], 2);
    }
    assert_eq!(portal.get("/lists/LH26-DS-9").await.0, StatusCode::NOT_FOUND);
    let lists = async |query: &str| portal.get(&format!("/lists{query}")).await.1["lists"].clone();
    assert_eq!(lists("").await[0]["petition_count"], 2);
    assert_eq!(lists("?round=r2").await, json!([]));
}

#[tokio::test]
async fn a_meeting_shows_what_was_raised_at_it_and_its_minutes_only_to_its_hosts() {
    let portal = Portal::on(&answered()).await;
    let address = format!("/meetings/{MEETING}");
    let (status, own) = portal.get(&address).await;
    assert_eq!((status, &own["petitions"][0]["number"]), (StatusCode::OK, &json!("LH26-1")));
    assert_eq!(own["minutes"], json!({ "refused": "unavailable" }));
    let stranger = portal.token_of(STRANGER, None).await;
    let (_, theirs) = portal.get_as(&stranger, &address).await;
    assert_eq!(theirs["minutes"], json!({ "sealed": "intake.meeting.minutes" }));
    let (_, all) = portal.get(&format!("/meetings?body={GROUP}&round=r1")).await;
    assert_eq!(all["meetings"][0]["stream"], json!(MEETING));
    assert_eq!(all["meetings"][0]["petition_count"], 1);
    assert_eq!(portal.get(&format!("/meetings/{LIST}")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn petitions_are_narrowed_by_flag_hand_round_and_list() {
    let portal = Portal::on(&answered()).await;
    for (query, expected) in [
        ("flag=objected".to_owned(), 1),
        ("flag=objected,reopened".to_owned(), 0),
        ("overdue=true".to_owned(), 0),
        (format!("follower={FRONT}"), 1),
        (format!("addressee={POWER}"), 1),
        (format!("addressee={FRONT}"), 0),
        (format!("raised_with={GROUP}"), 2),
        ("round=r1".to_owned(), 1),
        (format!("list={LIST}"), 1),
        (format!("meeting={MEETING}&stage=followed"), 1),
    ] {
        let (status, list) = portal.get(&format!("/petitions?{query}")).await;
        assert_eq!(status, StatusCode::OK, "{query}: {list}");
        assert_eq!(list["petitions"].as_array().unwrap().len(), expected, "{query}");
    }
}

#[tokio::test]
async fn a_read_that_waits_in_vain_asks_for_the_position_and_says_that_it_is_behind() {
    let portal = Portal::on(&story()).await;
    let head = portal.app.register.known().position();
    let asked = portal.app.wanted.subscribe();
    let get = |position: Position| {
        let request = Request::get("/api/v1/petitions")
            .header("authorization", format!("Bearer {}", portal.token))
            .header("hoiam-min-position", position.0.to_string());
        portal.send(request.body(Body::empty()).unwrap())
    };
    assert_eq!(get(head).await.status(), StatusCode::OK);
    assert_eq!(*asked.borrow(), Position(0), "nothing is asked for what is there");
    let (status, body) = read(get(head.next()).await).await;
    assert_eq!((status, &body["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("behind")));
    assert_eq!(*asked.borrow(), head.next());
}
