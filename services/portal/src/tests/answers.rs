//! Answers as an agency writes them: files, the look before they are issued, drafts, tables. The vault
//! and the decider are real, the bus is away.

use axum::http::header::LOCATION;
use proto::OfficerId;
use proto::StreamId;
use proto::event::{OfficerAppointed, RoleGiven};
use proto::id::Code;
use proto::sealed::KeyId;
use register::made_log::{PEOPLES, STRANGER, directory, sealed};
use uuid::Uuid;

use super::texts::vault_in;
use super::*;
use crate::caller::{Caller, Credential};
use crate::imports::drafts::{Draft, Settings};

const COLLEAGUE: OfficerId = OfficerId(Uuid::from_u128(0xF3));
const FORM: &str = "/cong-van/viec/tra-loi";
const SECRET: &str = "Đã thay dây ở ngõ 5, nhà bà Nguyễn Thị Lụa";

struct Office {
    portal: Portal,
    dir: tempfile::TempDir,
    stop: CancellationToken,
    /// Of the power company.
    token: String,
    colleague: String,
}

impl Drop for Office {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

struct Page {
    status: StatusCode,
    to: String,
    text: String,
}

impl Page {
    #[track_caller]
    fn says(&self, words: &str) -> &Self {
        assert!(self.text.contains(words), "{words}: {} {}", self.status, self.text);
        self
    }
}

impl Office {
    /// The power company has petitions 1 and 2, and two officers.
    async fn open() -> Self {
        let (dir, stop) = (tempfile::tempdir().unwrap(), CancellationToken::new());
        let mut log = story();
        log.agree(2, day(16), POWER);
        log.forward(2, day(17), POWER);
        log.receive(3, day(15), "Xe rác đến muộn");
        log.agree(3, day(16), PEOPLES);
        log.forward(3, day(17), PEOPLES);
        let here = StreamId::of_directory();
        let name = sealed(KeyId::of_officer(COLLEAGUE), here, "directory.officer.name");
        log.push(here, day(1), directory(OfficerAppointed { officer: COLLEAGUE, name }));
        let role = Code::new("clerk").unwrap();
        let given = RoleGiven { officer: COLLEAGUE, body: POWER, role, from: day(1) };
        log.push(here, day(1), directory(given));
        let vault = vault_in(dir.path(), &log, &stop).await;
        let services = || vec![forwarding::service()];
        let portal = Portal::deciding(&log, |_| vault.clone(), 1, services).await;
        let token = portal.token_of(STRANGER, None).await;
        let colleague = portal.token_of(COLLEAGUE, None).await;
        Self { portal, dir, stop, token, colleague }
    }

    async fn asked(&self, token: &str, path: &str, fields: Option<&[Field<'_>]>) -> Page {
        const BOUNDARY: &str = "b0undary";
        let request = match fields {
            None => Request::get(path),
            Some(_) => Request::post(path)
                .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}")),
        };
        let mut body = Vec::new();
        for (name, file, bytes) in fields.unwrap_or_default() {
            let named = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; ").bytes());
            body.extend(format!("name=\"{name}\"{named}\r\n\r\n").bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        let request = request.header("authorization", format!("Bearer {token}"));
        let response = self.portal.send(request.body(Body::from(body)).unwrap()).await;
        let to = response.headers().get(LOCATION).map_or("", |to| to.to_str().unwrap()).to_owned();
        let status = response.status();
        let chunks: Vec<_> = response.into_body().into_data_stream().collect().await;
        let bytes: Vec<u8> = chunks.into_iter().flat_map(|chunk| chunk.unwrap()).collect();
        Page { status, to, text: String::from_utf8(bytes).unwrap() }
    }

    async fn get(&self, path: &str) -> Page {
        self.asked(&self.token, path, None).await
    }

    async fn post(&self, step: &str, fields: &[Field<'_>]) -> Page {
        self.post_as(&self.token, step, fields).await
    }

    async fn post_as(&self, token: &str, step: &str, fields: &[Field<'_>]) -> Page {
        let mut all = fields.to_vec();
        all.push(text("step", step));
        self.asked(token, FORM, Some(&all)).await
    }
}

type Field<'a> = (&'a str, Option<&'a str>, &'a [u8]);

fn text<'a>(name: &'a str, value: &'a str) -> Field<'a> {
    (name, None, value.as_bytes())
}

fn answer<'a>(said: &'a str) -> Vec<Field<'a>> {
    vec![
        text("key", "page-1"),
        text("kn", "LH26-1"),
        text("symbol", "12/ĐL"),
        text("issued_on", "2026-11-20"),
        text("outcome-LH26-1", "resolved"),
        text("text-LH26-1", said),
    ]
}

/// The values of the hidden fields called `name`, and of what is ticked under that name.
fn values(page: &str, name: &str) -> Vec<String> {
    let start = format!("name=\"{name}\" value=\"");
    let found = page.match_indices(&start).map(|(at, _)| {
        let rest = &page[at + start.len()..];
        let value = &rest[..rest.find('"').unwrap()];
        value.replace("&#34;", "\"").replace("&quot;", "\"").replace("&#38;", "&")
    });
    found.collect()
}

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

#[tokio::test]
async fn a_file_of_an_answer_survives_the_review_and_a_wrong_one_is_told_beside_its_field() {
    let office = Office::open().await;
    let mut wrong = answer(SECRET);
    wrong.push(("attachments-LH26-1", Some("a.gif"), b"GIF89a\x01\0\x01\0"));
    wrong.push(("attachments-LH26-1", Some("a.pdf"), PDF));
    let page = office.post("check", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("e-attachments-LH26-1").says(SECRET).says("12/ĐL");
    let kept = values(&page.text, "kept");
    assert_eq!(kept.len(), 1, "{kept:?}");

    let mut again = answer(SECRET);
    again.push(text("kept", &kept[0]));
    again.push(("scan", Some("b.pdf"), PDF));
    let page = office.post("check", &again).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.says("class=\"confirm\"").says("PDF");
    let mut kept = values(&page.text, "kept");
    assert_eq!(kept.len(), 2, "{kept:?}");
    kept.sort();

    let mut given = answer(SECRET);
    given.extend(kept.iter().map(|kept| text("kept", kept)));
    let page = office.post("give", &given).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "the bus is away");
    let mut still = values(&page.text, "kept");
    still.sort();
    assert_eq!(still, kept, "nothing is lost by that");
}

#[tokio::test]
async fn a_file_for_all_is_sealed_for_each_and_goes_with_each_when_they_part() {
    let office = Office::open().await;
    let mut all = answer(SECRET);
    all.extend([text("kn", "LH26-2"), text("alike", "yes"), text("outcome", "explained")]);
    all.push(text("text", "Chung"));
    all.push(("attachments", Some("a.pdf"), PDF));
    let page = office.post("check", &all).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let kept = values(&page.text, "kept");
    let taken: Value = serde_json::from_str(&kept[0]).unwrap();
    assert_eq!(taken["copies"].as_array().unwrap().len(), 2);
    assert_ne!(taken["copies"][0][1]["digest"], taken["copies"][1][1]["digest"]);

    let mut parted = vec![text("kn", "LH26-1"), text("kn", "LH26-2"), text("alike", "yes")];
    parted.extend([text("text", "Chung"), text("kept", &kept[0])]);
    let page = office.post("each", &parted).await;
    page.says("k-attachments-LH26-1-1").says("k-attachments-LH26-2-1");
    assert_eq!(page.text.matches(">Chung</textarea>").count(), 2);
}

#[tokio::test]
async fn what_the_decider_would_refuse_stands_beside_its_row_before_anything_is_issued() {
    let office = Office::open().await;
    let mut early = answer(SECRET);
    early.retain(|(name, ..)| *name != "issued_on");
    early.push(text("issued_on", "2026-11-10"));
    let page = office.post("check", &early).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("e-issued_on").says("LH26-1: ").says(SECRET);
    assert!(!page.text.contains("class=\"confirm\""));
    assert_eq!(office.post("check", &answer(SECRET)).await.status, StatusCode::OK);

    let other = [
        text("kn", "LH26-3"),
        text("symbol", "12/ĐL"),
        text("issued_on", "2026-11-20"),
        text("outcome-LH26-3", "resolved"),
        text("text-LH26-3", "Không phải việc của chúng tôi"),
    ];
    let page = office.post("check", &other).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("LH26-3: ");
}

#[tokio::test]
async fn a_template_that_was_not_filled_in_is_not_issued() {
    let office = Office::open().await;
    for (said, status) in [
        ("Đã giải quyết: …", StatusCode::UNPROCESSABLE_ENTITY),
        ("Sửa điện, nước… trong ngõ.", StatusCode::OK),
    ] {
        for step in ["check", "give"] {
            let page = office.post(step, &answer(said)).await;
            if step == "check" {
                assert_eq!(page.status, status, "{said}");
            }
            let told = page.text.contains("e-text-LH26-1");
            assert_eq!(told, status != StatusCode::OK, "{step} {said}");
        }
    }
}

#[tokio::test]
async fn a_petition_is_answered_by_the_one_form_of_answers() {
    let office = Office::open().await;
    let page = office.get("/kien-nghi/LH26-1/viec/forwarding/AnswerPetition").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(page.to.starts_with("/cong-van/viec/tra-loi?kn=LH26-1&"), "{}", page.to);
    office.get(&page.to).await.says("i-text-LH26-1").says("i-attachments-LH26-1").says("i-scan");
    for path in ["/hom-nay", "/kien-nghi/LH26-1"] {
        let page = office.get(path).await;
        page.says("/cong-van/viec/tra-loi?kn=LH26-1");
        assert!(!page.text.contains("viec/forwarding/AnswerPetition"), "{path}");
    }
}

#[tokio::test]
async fn a_draft_is_shared_by_its_body_sealed_and_never_overwritten_unseen() {
    let office = Office::open().await;
    let saved = office.post("save", &answer(SECRET)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let desk = office.asked(&office.colleague, "/cong-van?muc=ban-thao", None).await;
    desk.says(&saved.to).says("LH26-1");
    let theirs = office.asked(&office.colleague, &saved.to, None).await;
    theirs.says(SECRET).says("12/ĐL");
    // Nobody else sees it.
    let clerk = office.portal.token.clone();
    assert!(!office.asked(&clerk, "/cong-van?muc=ban-thao", None).await.text.contains(&saved.to));
    let closed = office.asked(&clerk, &saved.to, None).await;
    assert!(closed.status == StatusCode::SEE_OTHER && !closed.text.contains(SECRET));
    // Nothing of it lies in the clear.
    let files = std::fs::read_dir(office.portal._dir.path()).unwrap();
    for file in files.map(|file| file.unwrap().path()).filter(|path| path.is_file()) {
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
        assert!(!found, "{}", file.display());
    }
    assert!(office.dir.path().exists());

    let (id, version) = (&values(&theirs.text, "ban-thao")[0], &values(&theirs.text, "lan")[0]);
    let mut draft = answer("Bản của đồng nghiệp");
    draft.extend([text("ban-thao", id), text("lan", version)]);
    let again = office.post_as(&office.colleague, "save", &draft).await;
    assert_eq!((again.status, &again.to), (StatusCode::SEE_OTHER, &saved.to));
    let mut mine = answer("Bản của tôi");
    mine.extend([text("ban-thao", id), text("lan", version)]);
    for step in ["save", "check", "give"] {
        let page = office.post(step, &mine).await;
        assert!(page.status.is_client_error(), "{step}: {}", page.status);
        page.says("Bản của tôi").says("value=\"save-new\"").says("id=\"refused\"");
    }
    office.get(&saved.to).await.says("Bản của đồng nghiệp");
    let other = office.post("save-new", &mine).await;
    assert!(other.status == StatusCode::SEE_OTHER && other.to != saved.to);

    let give_up = format!("/cong-van/ban-thao/{id}/bo");
    office.get(&give_up).await.says("LH26-1");
    assert_eq!(office.asked(&clerk, &give_up, Some(&[])).await.status, StatusCode::SEE_OTHER);
    office.get(&saved.to).await.says("Bản của đồng nghiệp");
    office.asked(&office.token, &give_up, Some(&[])).await;
    assert_eq!(office.get(&saved.to).await.to, "/cong-van?muc=ban-thao");
    office.get(&other.to).await.says("Bản của tôi");
}

#[tokio::test]
async fn a_table_of_answers_is_judged_row_by_row_and_fills_in_drafts() {
    let office = Office::open().await;
    let rows = [
        ["Số kiến nghị", "Kết quả", "Nội dung trả lời", "Số, ngày văn bản"],
        ["LH26-1", "Đã giải quyết", SECRET, "12/ĐL ngày 20/11/2026"],
        ["lh26 – 2", "cơ bản xong", "Đã thay bóng", "13/ĐL ngày 20/11/2026"],
        ["LH26-3", "Đã giải quyết", "Không phải việc của chúng tôi", ""],
        ["LH26-99", "Đã giải quyết", "Ai đó", ""],
        ["LH26-1", "Đã giải quyết", "Lần nữa", ""],
    ];
    let cells = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect());
    let sheet = import::Sheet::of(cells.collect());
    let table = import::answers::Table::find(&sheet).unwrap();
    let settings =
        Settings { below: table.below, answers: Some(table.places), ..Settings::default() };
    let draft = Draft::new(None, sheet, settings);
    let credential = Credential::Token(crate::tokens::hash_of(&office.token));
    let (owner, now) =
        (Caller { officer: STRANGER, credential }.into(), office.portal.app.clock.now());
    let id = office.portal.app.drafts.put(owner, draft, now).unwrap();

    let path = format!("/cong-van/bang-tra-loi/{id}");
    let page = office.get(&path).await;
    assert_eq!(page.text.matches("v-cannot").count(), 3, "{}", page.text);
    page.says("v-new").says("v-note");
    assert!(!office.asked(&office.colleague, &path, None).await.text.contains("Đã thay bóng"));
    let kept = office.asked(&office.token, &path, Some(&[text("step", "keep")])).await;
    assert_eq!((kept.status, kept.to.as_str()), (StatusCode::UNSUPPORTED_MEDIA_TYPE, ""));
    let request = Request::post(&path)
        .header("authorization", format!("Bearer {}", office.token))
        .header("content-type", "application/x-www-form-urlencoded");
    let kept = office.portal.send(request.body(Body::from("step=keep")).unwrap()).await;
    assert_eq!(kept.headers()[LOCATION], "/cong-van?muc=ban-thao");
    let drafts = office.portal.app.answer_drafts.of(&[POWER]).await.unwrap();
    let mut numbers: Vec<String> = drafts.iter().flat_map(|of| of.petitions.clone()).collect();
    numbers.sort();
    assert_eq!((drafts.len(), numbers), (2, vec!["LH26-1".to_owned(), "LH26-2".to_owned()]));
    let first = drafts.iter().find(|draft| draft.petitions == ["LH26-1"]).unwrap();
    let page = office.get(&format!("{FORM}?ban-thao={}", first.id)).await;
    page.says(SECRET).says("value=\"12/ĐL\"").says("value=\"2026-11-20\"");
}
