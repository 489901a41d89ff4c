//! The book as a browser asks for it: orders, filters, files, named lists, one act for many.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use calamine::{Data, Reader as _, Xlsx};
use proto::event::{
    MeetingHeld, PetitionMerged, PetitionSplit, PetitionWithdrawn, RaisedAtMeeting, RoleGiven,
    RoundOpened, RoundPhase,
};
use proto::id::Code;
use register::made_log::{COUNCIL, STANDING, directory, intake};

use super::pages::{Answer, header};
use super::*;

/// Four petitions, of which one was written by somebody who wants a spreadsheet to compute.
fn book() -> MadeLog {
    let mut log = story();
    log.receive(3, day(16), "=HYPERLINK(\"http://evil\",\"Đường\")");
    log.receive(4, day(17), "Cống, \"nghẹt\"\nđã lâu");
    log
}

impl Portal {
    async fn page(&self, cookie: &str, path: &str) -> Answer {
        self.asked(Request::get(path).header("cookie", cookie), "").await
    }

    async fn post(&self, cookie: &str, path: &str, form: &str) -> Answer {
        self.asked(Request::post(path).header("cookie", cookie), form).await
    }
}

/// The numbers of the rows, in their order.
fn numbers(page: &str) -> Vec<String> {
    let rows = page.split("<th scope=\"row\"><a href=\"/kien-nghi/").skip(1);
    rows.map(|row| row.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_filter_of_the_form_is_one_that_the_book_understands() {
    let portal = Portal::on(&book()).await;
    let cookie = portal.signed_in().await;
    let page = portal.page(&cookie, "/so").await.body;
    let form = page.split("<form method=\"get\" action=\"/so\"").nth(1).unwrap();
    let form = form.split("</form>").next().unwrap();
    let fields = form.split(" name=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let fields: Vec<&str> = fields.collect();
    assert!(fields.len() >= 18, "{fields:?}");
    for field in form.split("<select ").skip(1) {
        let field = field.split("</select>").next().unwrap();
        let name = field.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        for value in field.split("<option value=\"").skip(1) {
            let value = value.split('"').next().unwrap();
            let answer = portal.page(&cookie, &format!("/so?{name}={value}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{name}={value}");
        }
    }
    let days = "/so?raised_from=2026-11-16&raised_until=2026-11-16&due_by=";
    assert_eq!(numbers(&portal.page(&cookie, days).await.body), ["LH26-3"]);
}

#[tokio::test]
async fn the_order_and_the_page_stand_in_the_address() {
    let portal = Portal::on(&book()).await;
    let cookie = portal.signed_in().await;
    let of = async |path: &str| numbers(&portal.page(&cookie, path).await.body);
    assert_eq!(of("/so").await, ["LH26-4", "LH26-3", "LH26-2", "LH26-1"]);
    assert_eq!(of("/so?sort=number").await, ["LH26-1", "LH26-2", "LH26-3", "LH26-4"]);
    assert_eq!(of("/so?sort=due").await.first().unwrap(), "LH26-1");
    for wrong in ["/so?sort=size", "/so?sort=due&after=7", "/so?after=2026-01-01_7", "/so?via=%3D"]
    {
        assert_eq!(portal.page(&cookie, wrong).await.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn nothing_found_says_how_many_there_are_without_each_condition() {
    let portal = Portal::on(&book()).await;
    let cookie = portal.signed_in().await;
    let page = portal.page(&cookie, "/so?stage=closed&q=duong").await.body;
    assert!(numbers(&page).is_empty());
    // Two have the word; none is closed.
    assert!(page.contains("href=\"/so?q=duong\"") && page.contains("3 kiến nghị"), "{page}");
    assert!(page.contains("href=\"/so?stage=closed\"") && page.contains("0 kiến nghị"));
}

#[tokio::test]
async fn a_csv_file_has_every_row_and_no_formula() {
    let portal = Portal::on(&book()).await;
    let cookie = portal.signed_in().await;
    let answer = portal.page(&cookie, "/so.csv?sort=number").await;
    assert_eq!(header(&answer, &CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(header(&answer, &CONTENT_DISPOSITION).contains("so-kien-nghi.csv"));
    let text = answer.body.strip_prefix('\u{feff}').expect("a mark in front");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(rows.headers().unwrap().get(1), Some("Số kiến nghị"));
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(&rows[2][2], "'=HYPERLINK(\"http://evil\",\"Đường\")");
    assert_eq!(&rows[3][2], "Cống, \"nghẹt\"\nđã lâu");
    assert_eq!(&rows[0][12], "03/11/2026");
    assert!(!answer.body.contains("AAAA"), "no sealed text");
}

#[tokio::test]
async fn a_workbook_has_what_the_page_shows_and_says_how_it_was_made() {
    let portal = Portal::on(&book()).await;
    let cookie = portal.signed_in().await;
    let request = Request::get("/so.xlsx?stage=received&sort=number").header("cookie", &cookie);
    let response = portal.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = axum::body::to_bytes(response.into_body(), 10_000_000).await.unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let rows = book.worksheet_range("Kiến nghị").unwrap();
    let text = |line, column| rows.get_value((line, column)).map(Data::to_string).unwrap();
    assert_eq!(rows.height(), 4);
    assert_eq!([1, 2, 3].map(|line| text(line, 1)), ["LH26-2", "LH26-3", "LH26-4"]);
    assert_eq!(text(2, 2), "=HYPERLINK(\"http://evil\",\"Đường\")");
    assert!(book.worksheet_formula("Kiến nghị").unwrap().is_empty());
    let about = book.worksheet_range("Thông tin").unwrap();
    let about: Vec<String> = about.used_cells().map(|(.., cell)| cell.to_string()).collect();
    let position = portal.app.register.known().position().to_string();
    for said in ["Tình trạng", "đã tiếp nhận", "số nhỏ trước", "3", &position] {
        assert!(about.iter().any(|cell| cell.contains(said)), "{said}: {about:?}");
    }
}

#[tokio::test]
async fn a_named_list_is_kept_for_its_account_renamed_and_forgotten() {
    let portal = Portal::on(&book()).await;
    let cookie = portal.signed_in().await;
    let of = "of=%2Fso%3Fstage%3Dreceived%26after%3D7";
    let kept = portal.post(&cookie, "/so/cach-xem", &format!("{of}&name=M%E1%BB%9Bi")).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    assert_eq!(header(&kept, &LOCATION), "/so?stage=received");
    let page = portal.page(&cookie, "/so?stage=received").await.body;
    assert!(page.contains("href=\"/so?stage=received\" aria-current=\"true\">Mới</a>"), "{page}");
    portal.post(&cookie, "/so/cach-xem/doi", &format!("{of}&old=M%E1%BB%9Bi&name=B")).await;
    assert!(portal.page(&cookie, "/so").await.body.contains("href=\"/so?stage=received\">B</a>"));
    portal.post(&cookie, "/so/cach-xem/xoa", &format!("{of}&old=B&name=whatever")).await;
    assert!(!portal.page(&cookie, "/so").await.body.contains(">B</a>"));
    // Another host is never kept, whatever the form says.
    let evil = "of=https%3A%2F%2Fevil.example%2Fso&name=C";
    assert_eq!(header(&portal.post(&cookie, "/so/cach-xem", evil).await, &LOCATION), "/so");
}

#[tokio::test]
async fn one_act_for_many_is_looked_at_first_and_tells_what_was_not_sent() {
    let portal = Portal::on(&book()).await;
    let cookie = portal.signed_in().await;
    let look = "/so/viec-chung?act=monitoring/CarryOver&of=%2Fso%3Fstage%3Dreceived&all=1";
    let page = portal.page(&cookie, look).await.body;
    let seen: Vec<&str> = page.split("name=\"p\" value=\"").skip(1).collect();
    let seen: Vec<&str> = seen.iter().map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(seen.len(), 3, "{page}");
    assert!(page.contains("name=\"of\" value=\"/so?stage=received\""));
    // The vault is away: nothing was done, and the same form can be sent again.
    let form = format!(
        "act=monitoring/CarryOver&of=/so&key=k1&p={}&p={}&into=kh-1&body={GROUP}&occurred_on=2026-11-22",
        seen[0], seen[1]
    );
    let answer = portal.post(&cookie, "/so/viec-chung", &form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.body.matches("class=\"unsent\"").count(), 2, "{}", answer.body);
    assert!(answer.body.contains("name=\"key\" value=\"k1\""));
    let unknown = portal.page(&cookie, "/so/viec-chung?act=intake/RecordPetition").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let none = portal.page(&cookie, "/so/viec-chung?act=monitoring/CarryOver&of=/so").await;
    assert!(none.body.contains("Chưa chọn kiến nghị nào"));
}

#[tokio::test]
async fn a_final_act_for_many_is_not_given_without_the_confirmation() {
    let portal = Portal::on(&book()).await;
    let cookie = portal.signed_in().await;
    let seen = format!("{}:1:0", register::made_log::petition(2).0.simple());
    let form = format!("act=monitoring/ClosePetition&of=/so&key=k1&p={seen}&body={GROUP}");
    let answer = portal.post(&cookie, "/so/viec-chung", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("e-confirm") && answer.body.contains(&seen), "{}", answer.body);
}

/// The clerk is also one of the standing committee's.
fn at_the_committee(log: &mut MadeLog) {
    let role = RoleGiven {
        officer: CLERK,
        body: STANDING,
        role: Code::new("clerk").unwrap(),
        from: day(1),
    };
    log.push(proto::StreamId::of_directory(), day(1), directory(role));
}

#[tokio::test]
async fn an_act_that_a_body_can_never_take_is_not_offered_to_it() {
    let mut log = book();
    let offered = async |log: &MadeLog| {
        let portal = Portal::on(log).await;
        let cookie = portal.signed_in().await;
        let page = portal.page(&cookie, "/so").await.body;
        let select = page.split("<select id=\"act\"").nth(1).unwrap_or_default().to_owned();
        let select = select.split("</select>").next().unwrap().to_owned();
        let values = select.split("<option value=\"").skip(1);
        values.map(|value| value.split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(offered(&log).await, ["forwarding/MakeKnown", "monitoring/SendReminder"]);
    at_the_committee(&mut log);
    let committees = offered(&log).await;
    assert!(committees.contains(&"monitoring/ClosePetition".to_owned()), "{committees:?}");
    assert_eq!(committees.len(), 8);
}

/// Two rounds, a meeting of the first, and a petition raised between them.
fn rounds() -> MadeLog {
    let mut log = MadeLog::founded();
    at_the_committee(&mut log);
    for (word, from, until) in [("r1", 2, 5), ("r2", 10, 20)] {
        let opened = RoundOpened {
            council: COUNCIL,
            round: Code::new(word).unwrap(),
            session: Code::new("kh-1").unwrap(),
            phase: RoundPhase::Before,
            joined: Vec::new(),
            areas: vec![Code::new("LamHa").unwrap()],
            from: day(from),
            until: day(until),
            cut_off: day(until),
        };
        log.push(proto::StreamId::of_directory(), day(1), directory(opened));
    }
    let held = MeetingHeld {
        councils: vec![COUNCIL],
        groups: vec![GROUP],
        round: Some(Code::new("r1").unwrap()),
        area: Code::new("LamHa").unwrap(),
        place: Line::new("Nhà văn hóa").unwrap(),
        voters: None,
        invited: Vec::new(),
        minutes: None,
        attachments: Default::default(),
    };
    let meeting = proto::StreamId(uuid::Uuid::from_u128(0x3EE7));
    log.push(meeting, day(3), intake(held));
    for (n, on) in [(1, 3), (2, 8), (3, 12)] {
        log.receive(n, day(on), "Đèn hỏng");
    }
    log.push(register::made_log::petition(1), day(3), intake(RaisedAtMeeting { meeting }));
    log
}

#[tokio::test]
async fn a_petition_of_no_round_is_told_of_and_may_be_ticked_for_the_next_list() {
    let portal = Portal::on(&rounds()).await;
    let cookie = portal.signed_in().await;
    let told = "1 kiến nghị chưa vào danh sách nào và không thuộc thời gian nhận";
    let meeting = portal.page(&cookie, "/buoi-tiep-xuc/00000000-0000-0000-0000-000000003ee7").await;
    let list = portal.page(&cookie, "/danh-sach/lap?round=r2&area=LamHa").await;
    for page in [&meeting.body, &list.body] {
        let left = page.split("left-out").nth(1).unwrap_or_default();
        let left = left.split("</section>").next().unwrap();
        assert!(left.contains(told) && left.contains("/kien-nghi/LH26-2"), "{page}");
        assert!(!left.contains("LH26-1") && !left.contains("LH26-3"), "{left}");
        assert!(left.contains("/danh-sach/lap?council=") && left.contains("round=r2"), "{left}");
    }
    let ticked = |number: &str| {
        let row = list.body.split("<tr").find(|row| row.contains(&format!("/kien-nghi/{number}")));
        row.unwrap().contains(" checked")
    };
    assert!(ticked("LH26-3") && !ticked("LH26-2"));
    assert!(list.body.contains("chỉ vào danh sách này khi được đánh dấu"));
    let first = portal.page(&cookie, "/danh-sach/lap?round=r1").await.body;
    let rows = first.split("<tbody>").nth(1).unwrap();
    assert!(!rows.contains("LH26-2"), "its round was over");
}

#[tokio::test]
async fn what_was_set_aside_is_offered_for_a_list_with_why_and_what_was_withdrawn_is_not() {
    let mut log = rounds();
    for n in 4..=7 {
        log.receive(n, day(12), "Đèn hỏng");
    }
    let of = register::made_log::petition;
    log.push(of(4), day(13), intake(PetitionMerged { into: of(3), reason: None }));
    log.push(of(5), day(13), intake(PetitionWithdrawn { reason: None }));
    log.push(of(6), day(13), intake(PetitionSplit { into: vec![of(7)] }));
    let portal = Portal::on(&log).await;
    let cookie = portal.signed_in().await;
    let page = portal.page(&cookie, "/danh-sach/lap?round=r2").await.body;
    let rows = page.split("<table").nth(1).unwrap();
    let row = |number: &str| {
        let mut rows = rows.split("<tr");
        rows.find(|row| row.contains(&format!("/kien-nghi/{number}\"")))
    };
    let aside = "Không cần phân loại, nhưng vẫn vào danh sách";
    assert!(row("LH26-4").unwrap().contains(aside), "{rows}");
    assert!(!row("LH26-3").unwrap().contains(aside), "{rows}");
    assert!(row("LH26-5").is_none() && row("LH26-6").is_none(), "{rows}");
}

#[tokio::test]
async fn a_file_names_the_round_of_what_was_raised_at_its_meeting() {
    let portal = Portal::on(&rounds()).await;
    let cookie = portal.signed_in().await;
    let text = portal.page(&cookie, "/so.csv?sort=number").await.body;
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let column = rows.headers().unwrap().iter().position(|head| head == "Đợt tiếp xúc").unwrap();
    let rounds: Vec<String> = rows.records().map(|row| row.unwrap()[column].to_owned()).collect();
    assert!(rounds[0].starts_with("Trước"), "{rounds:?}");
    assert_eq!(rounds[1..], ["", ""]);
}
