//! The desks of those who wait for others, on a register made by hand: Today, the Front's desk, the
//! sheet of a deputy, and the papers that they link to.

use std::io::Read;

use proto::envelope::DocumentRef;
use proto::event::{
    AnsweredOnTheSpot, AreaNamed, ClassificationContested, ClassificationProposed, FollowerNamed,
    LetterIssued, ListFixed, OfficerAppointed, PetitionAnswered, PetitionCarriedOver, RoleGiven,
    SessionPlanned, VoterHeard, WorkAssigned,
};
use proto::id::Code;
use proto::sealed::{KeyId, Sealed};
use proto::text::FreeText;
use proto::{BodyId, CommandId, StreamId};
use register::made_log::{
    COUNCIL, FRONT, GROUP, PEOPLES, STANDING, STRANGER, classification, directory, forwarding,
    intake, monitoring, petition, sealed,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vault::{ClearText, SealRequest, TextToSeal};

use super::texts::vault_in;
use super::*;

const OFFICER: OfficerId = OfficerId(Uuid::from_u128(0xF3));

fn code(word: &str) -> Code {
    Code::new(word).unwrap()
}

fn text(n: u32, path: &str) -> Sealed {
    sealed(KeyId::Stream(petition(n)), petition(n), path)
}

/// `OFFICER` comes into office at `body`.
fn appoint(log: &mut MadeLog, body: BodyId) {
    let here = StreamId::of_directory();
    let name = sealed(KeyId::of_officer(OFFICER), here, "directory.officer.name");
    log.push(here, day(1), directory(OfficerAppointed { officer: OFFICER, name }));
    let role = RoleGiven { officer: OFFICER, body, role: code("clerk"), from: day(1) };
    log.push(here, day(1), directory(role));
}

/// A person's proposal that `to` answers.
fn proposed_to(to: BodyId) -> ClassificationProposed {
    ClassificationProposed {
        proposal: 1,
        field: code("roads"),
        competence: code("commune"),
        addressees: vec![to],
        suggested: false,
        reason: None,
        counters: None,
        consent_due: None,
    }
}

fn answered(log: &mut MadeLog, n: u32, by: BodyId, public: Option<&str>) {
    let answer = PetitionAnswered {
        by,
        answer: 1,
        outcome: code("resolved"),
        text: text(n, "forwarding.answer.text"),
        roadmap: None,
        done_by: None,
        public_answer: public.and_then(|words| FreeText::new(words).ok()),
        as_stated_in_the_book: false,
        attachments: Default::default(),
    };
    log.push(petition(n), day(16), forwarding(answer));
}

async fn seen(portal: &Portal, officer: OfficerId, path: &str) -> String {
    let token = portal.token_of(officer, None).await;
    let request = Request::get(path).header("authorization", format!("Bearer {token}"));
    let answer = portal.asked(request, "").await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body
}

#[tokio::test]
async fn work_that_an_agency_was_given_waits_on_its_first_page() {
    let mut log = MadeLog::founded();
    log.receive(1, day(3), "Đường hỏng");
    log.agree(1, day(4), PEOPLES);
    log.forward(1, day(5), PEOPLES);
    let before = Portal::on(&log).await;
    assert!(!seen(&before, STRANGER, "/hom-nay").await.contains("LH26-1"));
    let given = WorkAssigned { by: PEOPLES, lead: POWER, supporting: Vec::new(), inner_due: None };
    log.push(petition(1), day(6), forwarding(given));
    let portal = Portal::on(&log).await;
    let page = seen(&portal, STRANGER, "/hom-nay").await;
    assert!(page.contains("LH26-1"), "{page}");
    assert!(page.contains("Được giao chủ trì chuẩn bị trả lời"), "{page}");
}

#[tokio::test]
async fn a_contested_petition_waits_for_the_standing_committee() {
    let mut log = MadeLog::founded();
    appoint(&mut log, STANDING);
    log.receive(1, day(3), "Đường hỏng");
    log.push(petition(1), day(4), classification(proposed_to(PEOPLES)));
    let reason = text(1, "classification.contest.reason");
    let contested = ClassificationContested { proposal: 1, pair: 1, party: FRONT, reason };
    log.push(petition(1), day(5), classification(contested));
    let portal = Portal::on(&log).await;
    let page = seen(&portal, OFFICER, "/hom-nay").await;
    assert!(page.contains("Còn ý kiến khác về phân loại"), "{page}");
    assert!(page.contains("/kien-nghi/LH26-1"), "{page}");
}

#[tokio::test]
async fn a_check_that_nobody_is_there_to_make_asks_the_standing_committee_for_a_follower() {
    let mut log = MadeLog::founded();
    appoint(&mut log, STANDING);
    log.receive(1, day(3), "Dây điện võng");
    log.agree(1, day(4), POWER);
    log.forward(1, day(5), POWER);
    answered(&mut log, 1, POWER, None);
    // The news tell of the naming in the same words, but not as a thing to do.
    let asked = ">Phân công theo dõi<";
    let open = Portal::on(&log).await;
    assert!(seen(&open, OFFICER, "/hom-nay").await.contains(asked));
    log.push(petition(1), day(17), monitoring(FollowerNamed { follower: FRONT }));
    let followed = Portal::on(&log).await;
    assert!(!seen(&followed, OFFICER, "/hom-nay").await.contains(asked));
}

#[tokio::test]
async fn an_answer_without_public_words_is_made_known_only_once_that_was_said() {
    let mut log = MadeLog::founded();
    appoint(&mut log, FRONT);
    for (n, public) in [(1, None), (2, Some("Đã kéo lại dây."))] {
        log.receive(n, day(3), "Dây điện võng");
        log.agree(n, day(4), POWER);
        log.forward(n, day(5), POWER);
        answered(&mut log, n, POWER, public);
    }
    let portal = Portal::on(&log).await;
    let page = seen(&portal, OFFICER, "/mat-tran").await;
    assert_eq!(page.matches("Câu trả lời chưa có lời công khai được duyệt.").count(), 1, "{page}");
    let token = portal.token_of(OFFICER, None).await;
    let send = async |n: u32, more: &str| {
        let tick = format!("{}~5~{POWER}", petition(n));
        let form = format!(
            "key=k&k={tick}&channel=notice_board&channel=loudspeaker&place=x&body={FRONT}{more}"
        );
        let request = Request::post("/mat-tran").header("authorization", format!("Bearer {token}"));
        portal.asked(request, &form).await
    };
    let asked = send(1, "").await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.body.contains("id=\"i-confirm\""), "{}", asked.body);
    let confirmed = asked.body.split("id=\"e-confirm\"").nth(1).unwrap_or_default();
    let confirmed = confirmed.split("</p>").next().unwrap_or_default();
    assert!(confirmed.contains("LH26-1") && !confirmed.contains("LH26-2"), "{confirmed}");
    // What was ticked and chosen is still there, both ways too.
    for chosen in ["value=\"notice_board\" checked", "value=\"loudspeaker\" checked"] {
        assert!(asked.body.contains(chosen), "{chosen}: {}", asked.body);
    }
    // It goes on to the bus, which is away.
    for (n, more) in [(1, "&confirm=yes"), (2, "")] {
        assert_eq!(send(n, more).await.status, StatusCode::SERVICE_UNAVAILABLE, "{n}");
    }
}

#[tokio::test]
async fn a_deputy_reads_what_was_promised_at_the_meeting_by_whom_and_until_when() {
    let (dir, stop) = (tempfile::tempdir().unwrap(), CancellationToken::new());
    let mut log = MadeLog::founded();
    log.receive(1, day(3), "Dây điện võng");
    let client = vault_in(dir.path(), &log, &stop).await;
    let words = "Kéo lại dây trước Tết, báo thôn kiểm tra";
    let sealing = SealRequest {
        command_id: CommandId(Uuid::from_u128(1)),
        stream: petition(1),
        api_form: ClearText::new("{}".to_owned()),
        texts: vec![TextToSeal {
            key: KeyId::Stream(petition(1)),
            path: "intake.spot_answer.answer".to_owned(),
            text: ClearText::new(words.to_owned()),
        }],
        tracked: false,
    };
    let answer = client.seal(sealing).await.unwrap().sealed[0].clone();
    let (outcome, promised_by) = (code("promised"), Some(day(30)));
    let spot = AnsweredOnTheSpot { by: POWER, speaker: None, outcome, answer, promised_by };
    log.push(petition(1), day(3), intake(spot));
    name_area(&mut log);
    appoint(&mut log, COUNCIL);
    let portal = Portal::with(&log, |_| client.clone(), 1).await;
    let own = seen(&portal, CLERK, "/ba-con?area=LamHa").await;
    for told in [words, "Điện lực", "Đã hứa ngay tại buổi gặp", "30/11/2026"] {
        assert!(own.contains(told), "{told}: {own}");
    }
    // Who has no hand in it reads who promised, and until when.
    let other = seen(&portal, OFFICER, "/ba-con?area=LamHa").await;
    assert!(!other.contains(words) && other.contains("30/11/2026"), "{other}");
    stop.cancel();
}

/// The area of the petitions gets its name.
fn name_area(log: &mut MadeLog) {
    let (area, name) = (code("LamHa"), Line::new("Phường Lam Hà").unwrap());
    log.push(StreamId::of_directory(), day(1), directory(AreaNamed { area, name, within: None }));
}

/// The text of a DOCX.
fn printed(bytes: Vec<u8>) -> String {
    let mut file = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    file.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn the_list_to_be_signed_says_who_is_only_proposed() {
    let mut log = MadeLog::founded();
    log.receive(1, day(3), "Dây điện võng");
    log.push(petition(1), day(4), classification(proposed_to(POWER)));
    log.receive(2, day(3), "Đường hỏng");
    log.agree(2, day(4), PEOPLES);
    log.receive(3, day(3), "Cống nghẹt");
    log.push(petition(3), day(4), classification(proposed_to(PEOPLES)));
    let reason = text(3, "classification.contest.reason");
    let contested = ClassificationContested { proposal: 1, pair: 1, party: FRONT, reason };
    log.push(petition(3), day(5), classification(contested));
    let list = StreamId(Uuid::from_u128(0x1157));
    let fixed = ListFixed {
        number: Line::new("LH26-DS-1").unwrap(),
        council: COUNCIL,
        round: code("r1"),
        area: None,
        revision: 1,
        petitions: vec![petition(1), petition(2), petition(3)],
    };
    log.push(list, day(5), intake(fixed));
    let portal = Portal::on(&log).await;
    let request = Request::get("/giay-to/danh-sach/LH26-DS-1")
        .header("authorization", format!("Bearer {}", portal.token))
        .body(Body::empty());
    let answer = portal.send(request.unwrap()).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    let text = printed(bytes.to_vec());
    assert!(text.contains("Điện lực (đề xuất)"), "{text}");
    let second = text.split("LH26-2").nth(1).and_then(|rest| rest.split("LH26-3").next()).unwrap();
    assert!(second.contains("UBND phường") && !second.contains("(đề xuất)"), "{second}");
    // The minutes name what is excepted.
    assert!(text.contains("Kiến nghị số LH26-3; ý kiến khác của: UBMTTQ."), "{text}");
    assert!(text.contains("còn chờ ý kiến: LH26-1."), "{text}");
    // Who makes no list is told who does; what a proposal needs is not said to be optional.
    let lists = seen(&portal, CLERK, "/danh-sach").await;
    assert!(lists.contains("Chỉ Thường trực HĐND lập và chốt danh sách"), "{lists}");
    let form = seen(&portal, CLERK, "/danh-sach/LH26-DS-1/phan-loai?k=LH26-1~1").await;
    assert!(form.contains("<select id=\"i-field\" name=\"field\" required"), "{form}");
    assert!(form.contains("data-guard novalidate"), "the browser insists on nothing");
}

#[tokio::test]
async fn a_letter_bears_its_signer_and_the_one_place_of_the_realm() {
    let (dir, stop) = (tempfile::tempdir().unwrap(), CancellationToken::new());
    let here = StreamId::of_directory();
    let mut log = MadeLog::founded();
    let client = vault_in(dir.path(), &log, &stop).await;
    let sealing = SealRequest {
        command_id: CommandId(Uuid::from_u128(1)),
        stream: here,
        api_form: ClearText::new("{}".to_owned()),
        texts: vec![TextToSeal {
            key: KeyId::of_officer(OFFICER),
            path: "directory.officer.name".to_owned(),
            text: ClearText::new("Nguyễn Thị Ký".to_owned()),
        }],
        tracked: false,
    };
    let name = client.seal(sealing).await.unwrap().sealed[0].clone();
    log.push(here, day(1), directory(OfficerAppointed { officer: OFFICER, name }));
    name_area(&mut log);
    log.receive(1, day(3), "Dây điện võng");
    log.agree(1, day(4), POWER);
    let letter = StreamId(Uuid::from_u128(0x51CED));
    let issued = LetterIssued {
        to: POWER,
        petitions: vec![petition(1)],
        council: None,
        answer_due: None,
        basis: Line::new("quy chế").unwrap(),
        note: None,
    };
    let document = DocumentRef {
        symbol: Line::new("7/HĐND").unwrap(),
        issued_on: day(5),
        signer: Some(OFFICER),
        scan: None,
    };
    log.push_with(letter, day(5), forwarding(issued), Some(document));
    let portal = Portal::with(&log, |_| client.clone(), 1).await;
    let request = Request::get(format!("/giay-to/cong-van/{letter}"))
        .header("authorization", format!("Bearer {}", portal.token))
        .body(Body::empty());
    let answer = portal.send(request.unwrap()).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    let text = printed(bytes.to_vec());
    assert!(text.contains("Nguyễn Thị Ký"), "{text}");
    assert!(text.contains("Phường Lam Hà, ngày 05 tháng 11 năm 2026"), "{text}");
    stop.cancel();
}

#[tokio::test]
async fn papers_are_linked_from_where_the_work_is_done() {
    let mut log = MadeLog::founded();
    appoint(&mut log, STANDING);
    log.receive(1, day(3), "Dây điện võng");
    log.agree(1, day(4), POWER);
    name_area(&mut log);
    let portal = Portal::on(&log).await;
    let sheet = seen(&portal, CLERK, "/ba-con?area=LamHa").await;
    assert!(sheet.contains("href=\"/giay-to/niem-yet?area=LamHa\""), "{sheet}");
    assert!(sheet.contains("href=\"/ap-phich?area=LamHa\""), "{sheet}");
    let desk = seen(&portal, CLERK, "/mat-tran").await;
    assert!(desk.contains("action=\"/giay-to/niem-yet\""), "{desk}");
    assert!(desk.contains("<option value=\"LamHa\">"), "{desk}");
    assert!(desk.contains("href=\"/ap-phich\""), "{desk}");
    // A draft is there before the letter is.
    let token = portal.token_of(OFFICER, None).await;
    let form = format!(
        "key=k&step=look&den={POWER}&kn=LH26-1:3&basis=x&symbol=1/TT&issued_on=2026-11-20&note=x"
    );
    let request =
        Request::post("/cong-van/viec/chuyen").header("authorization", format!("Bearer {token}"));
    let look = portal.asked(request, &form).await;
    let draft = format!("/giay-to/cong-van?to={POWER}&#38;petition={}", petition(1));
    assert!(look.body.contains(&draft), "{}", look.body);
    let path = draft.replace("&#38;", "&");
    let made = portal.send(
        Request::get(path)
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap(),
    );
    assert_eq!(made.await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_form_of_the_front_that_was_not_taken_says_so_at_its_top_and_shows_the_way() {
    let mut log = MadeLog::founded();
    appoint(&mut log, FRONT);
    log.receive(1, day(3), "Dây điện võng");
    log.agree(1, day(4), POWER);
    log.forward(1, day(5), POWER);
    answered(&mut log, 1, POWER, None);
    let portal = Portal::on(&log).await;
    let token = portal.token_of(OFFICER, None).await;
    let send = async |more: &str| {
        let form = format!("key=k&k={}~5~{POWER}&body={FRONT}{more}", petition(1));
        let request = Request::post("/mat-tran").header("authorization", format!("Bearer {token}"));
        portal.asked(request, &form).await.body
    };
    for (more, way) in
        [("&channel=meeting&place=x", "href=\"#e-confirm\""), ("&place=x", "href=\"#e-channel\"")]
    {
        let page = send(more).await;
        let (top, below) = page.split_once("id=\"unknown\"").unwrap();
        let top = top.split_once("role=\"alert\" id=\"refused\"").unwrap().1;
        assert!(top.contains("Chưa ghi gì.") && top.contains(way), "{top}");
        assert!(below.contains(&way.replace("href=\"#", "id=\"")), "{below}");
    }
    // Whether this one was recorded nobody knows.
    let away = send("&channel=meeting&place=x&confirm=yes").await;
    assert!(away.contains("id=\"refused\"") && !away.contains("Chưa ghi gì."), "{away}");
}

#[tokio::test]
async fn a_front_that_no_council_names_is_told_who_makes_answers_known() {
    let mut log = MadeLog::founded();
    appoint(&mut log, FRONT);
    let portal = Portal::on(&log).await;
    let other = seen(&portal, STRANGER, "/mat-tran").await;
    let told = other.split("class=\"empty\"").nth(1).unwrap();
    assert!(told.contains("không Hội đồng nhân dân nào giao cơ quan này"), "{told}");
    assert!(told.contains("UBMTTQ") && told.contains("href=\"/cong-khai"), "{told}");
    assert!(!other.contains("Mọi câu trả lời đều đã được thông báo"), "{other}");
    let front = seen(&portal, OFFICER, "/mat-tran").await;
    assert!(front.contains("Mọi câu trả lời đều đã được thông báo"), "{front}");
}

#[tokio::test]
async fn words_for_the_public_are_offered_to_be_approved_only_to_who_may() {
    let mut log = MadeLog::founded();
    appoint(&mut log, FRONT);
    log.receive(1, day(3), "");
    log.agree(1, day(4), POWER);
    log.forward(1, day(5), POWER);
    answered(&mut log, 1, POWER, None);
    const FORM: &str = "/kien-nghi/LH26-1/viec/intake/ApprovePublicWording";
    let front = seen(&Portal::on(&log).await, OFFICER, "/mat-tran").await;
    assert!(!front.contains(FORM), "{front}");
    assert!(front.contains("Tổ đại biểu số 1; Thường trực HĐND."), "{front}");
    let role = RoleGiven { officer: OFFICER, body: GROUP, role: code("clerk"), from: day(1) };
    log.push(StreamId::of_directory(), day(1), directory(role));
    let both = seen(&Portal::on(&log).await, OFFICER, "/mat-tran").await;
    assert!(both.contains(FORM), "{both}");
}

#[tokio::test]
async fn the_sheet_for_the_notice_board_holds_what_is_answered() {
    let mut log = MadeLog::founded();
    name_area(&mut log);
    for n in 1..=3 {
        log.receive(n, day(3), "Dây điện võng");
        log.agree(n, day(4), POWER);
        log.forward(n, day(5), POWER);
    }
    answered(&mut log, 1, POWER, Some("Đã kéo lại dây."));
    answered(&mut log, 2, POWER, None);
    let portal = Portal::on(&log).await;
    let request = Request::get("/giay-to/niem-yet?area=LamHa")
        .header("authorization", format!("Bearer {}", portal.token))
        .body(Body::empty());
    let answer = portal.send(request.unwrap()).await;
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    let text = printed(bytes.to_vec());
    assert!(text.contains("LH26-1") && text.contains("Đã kéo lại dây."), "{text}");
    assert!(text.contains("(đã trả lời bằng văn bản; xem tại Điện lực)"), "{text}");
    assert!(!text.contains("LH26-3"), "{text}");
}

#[tokio::test]
async fn a_voter_who_is_not_satisfied_is_shown_so_and_a_session_by_its_name() {
    let mut log = MadeLog::founded();
    log.receive(1, day(3), "Dây điện võng");
    log.agree(1, day(4), POWER);
    log.forward(1, day(5), POWER);
    answered(&mut log, 1, POWER, None);
    log.push(petition(1), day(17), monitoring(VoterHeard { satisfied: false, text: None }));
    let session = SessionPlanned {
        council: COUNCIL,
        session: code("kh-3"),
        kind: code("regular"),
        number: 3,
        opens_on: day(25),
        closes_on: day(26),
    };
    log.push(StreamId::of_directory(), day(1), directory(session));
    let over = PetitionCarriedOver { into: code("kh-3") };
    log.push(petition(1), day(18), monitoring(over));
    let portal = Portal::on(&log).await;
    let page = seen(&portal, CLERK, "/kien-nghi/LH26-1").await;
    assert_eq!(page.matches("chưa hài lòng").count(), 2, "{page}");
    assert!(page.contains("(25/11/2026)") && !page.contains("kh-3"), "{page}");
    let book = seen(&portal, CLERK, "/so.csv").await;
    assert!(book.contains("(25/11/2026)") && !book.contains("kh-3"), "{book}");
}
