//! A book that is sent wrongly, corrected, and sent again: what was refused comes in, what came in
//! stays, and what its answers say later is told. Names are bound by who keeps the record, and
//! remembered only when asked. What came of a row is told only to who may send it.

use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use system_tests::circle::{AREA, Circle};
use system_tests::eventually;
use system_tests::life::{about, intact};
use system_tests::realm::{Realm, start_hoiam_reading};

const WITHIN: Duration = Duration::from_secs(90);
const HEADER: &str = "STT,Nội dung kiến nghị,Địa bàn,Cơ quan giải quyết,Kết quả,Answer\n";
/// A name that nobody knows.
const OLD_AREA: &str = "TT. Cũ";
/// The outcomes and answers of the first book.
const FIRST: [&str; 3] = ["Đã giải quyết,Đã thay bóng.", ",", ","];

struct Office {
    realm: Realm,
    circle: Circle,
    dir: tempfile::TempDir,
}

impl Office {
    async fn open() -> Self {
        let realm = Realm::start().await.unwrap();
        let circle = Circle::found(&realm).await.unwrap();
        let role = json!({ "role": "officer", "title": "Chuyên viên", "may":
            ["intake.*", "classification.*", "forwarding.*", "monitoring.*",
             "directory.ResolveName"] });
        let (admin, act) = (circle.officer("office"), circle.acting("office"));
        admin.command("directory.DefineRole", "role", act, role).await.unwrap();
        Self { realm, circle, dir: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// `hoiam import`, as the officer of `whose`.
    async fn run(&self, whose: &str, arguments: &[&str], input: Stdio) -> Output {
        let token = self.circle.officer(whose).token();
        let mut all = vec!["import"];
        all.extend(arguments);
        all.extend(["--url", &self.realm.url, "--token", token, "--lang", "vi", "--json"]);
        let running = start_hoiam_reading(&all, input).unwrap().wait_with_output();
        tokio::time::timeout(WITHIN, running).await.unwrap().unwrap()
    }

    /// The sums of a run over three rows whose outcomes and answers are `answers`.
    async fn import(&self, whose: &str, answers: [&str; 3]) -> Value {
        let power = "Công ty Điện lực Lam Hà";
        let areas = ["xã Hòa Phú", "xã Hòa Phú", OLD_AREA];
        let rows = (1..).zip(areas).zip(answers);
        let rows = rows.map(|((n, area), answer)| {
            format!("{n},Đề nghị thay đèn ngõ {n}.,{area},{power},{answer}\n")
        });
        let book = self.file("so.csv", &format!("{HEADER}{}", rows.collect::<String>()));
        let id = |body: &str| self.circle.id(body);
        let own = ["--council", id("council"), "--group", id("group1"), "--body", id(whose)];
        let all = [&[book.to_str().unwrap(), "--commit"][..], &own].concat();
        let output = self.run(whose, &all, Stdio::null()).await;
        let errors = String::from_utf8_lossy(&output.stderr);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON: {errors}"))
    }

    /// Binds a name that stands in a file.
    async fn bind(&self, whose: &str, name: &str, more: &[&str]) -> Output {
        let name = std::fs::File::open(self.file("ten.txt", name)).unwrap();
        let id = |body: &str| self.circle.id(body);
        let own = ["bind", "-", "--to", AREA, "--body", id(whose), "--council", id("council")];
        self.run(whose, &[&own[..], more].concat(), name.into()).await
    }

    async fn listed(&self) -> Vec<Value> {
        let page = self.circle.officer("committee").get("/petitions?limit=200").await;
        page.unwrap().ok().unwrap()["petitions"].as_array().unwrap().clone()
    }

    /// The petition of this row, once it is at `stage`.
    async fn at(&self, row: usize, stage: &str) -> Value {
        let committee = self.circle.officer("committee");
        let ends = format!("ngõ {row}.");
        let found = eventually(stage, WITHIN, async || {
            for listed in self.listed().await {
                let path = format!("/petitions/{}", listed["stream"].as_str().unwrap());
                let petition = committee.get(&path).await.ok()?.ok().ok()?;
                let text = petition["texts"]["original"]["text"].as_str().unwrap_or_default();
                if text.ends_with(&ends) && petition["stage"]["code"] == stage {
                    return Some(petition);
                }
            }
            None
        });
        found.await.unwrap()
    }

    /// Sends the petition of this row to the commune.
    async fn forward(&self, row: usize) {
        let circle = &self.circle;
        let stream = self.at(row, "received").await["stream"].as_str().unwrap().to_owned();
        let data = json!({ "field": "lighting", "competence": "commune",
                           "addressees": [circle.id("commune")] });
        let propose = "classification.ProposeClassification";
        about(circle, "committee", propose, &stream, json!({}), data).await.unwrap();
        let petition = self.at(row, "agreed").await;
        let mut act = circle.acting("committee");
        act["document"] = json!({ "symbol": "15/HĐND-VP", "issued_on": "2026-11-20" });
        act["occurred_on"] = json!("2026-11-20");
        let petitions = json!([{ "petition": stream, "seen_version": petition["version"] }]);
        let data = json!({ "to": circle.id("commune"), "petitions": petitions });
        let committee = circle.officer("committee");
        committee.command("forwarding.IssueLetter", "letter", act, data).await.unwrap();
        self.at(row, "forwarded").await;
    }
}

fn numbers(sums: &Value) -> [u64; 3] {
    ["new", "already", "answers_new"].map(|name| sums[name].as_u64().unwrap())
}

/// Sent for a body that may not record, by somebody else, nothing is in; corrected, everything is.
async fn refused_and_corrected(office: &Office) {
    for _ in 0..2 {
        let wrong = office.import("commune", FIRST).await;
        assert_eq!(wrong["refused"].as_array().unwrap().len(), 3, "{wrong}");
        assert_eq!(numbers(&wrong), [0, 0, 0], "{wrong}");
    }
    assert_eq!(office.listed().await.len(), 0);
    let right = office.import("group1", FIRST).await;
    assert_eq!((numbers(&right), &right["refused"]), ([3, 0, 1], &json!([])), "{right}");
    let again = office.import("group1", FIRST).await;
    assert_eq!((numbers(&again), &again["refused"]), ([0, 3, 0], &json!([])), "{again}");
}

/// One answer is changed, one comes after the petition went on, one while nothing happened.
async fn answered_later(office: &Office) {
    office.forward(2).await;
    let later = ["Đã giải quyết,Đã thay cả cột.", "Đã giải quyết,Đã thay.", ",Đang chờ bóng."];
    let told = office.import("group1", later).await;
    assert_eq!((numbers(&told), &told["refused"]), ([0, 3, 1], &json!([])), "{told}");
    assert_eq!(told["answers_otherwise"], json!([2]), "{told}");
    assert_eq!(told["answers_too_late"], json!([3]), "{told}");
    let told = office.import("group1", later).await;
    assert_eq!((numbers(&told), &told["refused"]), ([0, 3, 0], &json!([])), "{told}");
}

/// Whoever does not keep the record binds nothing and is told; a name is remembered when asked.
async fn bound_and_remembered(office: &Office) {
    let json = |output: &Output| -> Value { serde_json::from_slice(&output.stdout).unwrap() };
    let foreign = office.bind("front", OLD_AREA, &[]).await;
    let told = json(&foreign);
    assert_eq!((foreign.status.code(), &told["bound"]), (Some(1), &json!(0)), "{told}");
    let why = told["left"][0]["why"].as_str().unwrap();
    assert!(why.contains("intake.not_yours_to_bind"), "{told}");

    for (name, said) in
        [("nhà bà Nguyễn Thị A", "không có kiến nghị nào"), ("chị B 0912 345 678", "số điện thoại")]
    {
        let person = office.bind("group1", name, &["--remember"]).await;
        let why = String::from_utf8_lossy(&person.stderr);
        assert!(person.status.code() == Some(1) && why.contains(said), "{why}");
    }

    let remembered = async || {
        let directory = office.circle.officer("group1").get("/directory").await.unwrap();
        directory.ok().unwrap()["names"].as_array().unwrap().len()
    };
    let bound = office.bind("group1", "tt cu\n", &[]).await;
    let told = json(&bound);
    assert!(bound.status.success(), "{}", String::from_utf8_lossy(&bound.stderr));
    assert_eq!((&told["bound"], &told["remembered"]), (&json!(1), &json!(false)), "{told}");
    assert_eq!(remembered().await, 0);
    let asked = office.bind("group1", OLD_AREA, &["--remember"]).await;
    let warned = String::from_utf8_lossy(&asked.stderr);
    assert!(asked.status.success() && warned.contains("đọc được, mãi mãi"), "{warned}");
    assert_eq!(json(&asked)["remembered"], true);
    let known = eventually("the name to be known", WITHIN, async || {
        (remembered().await == 1).then_some(())
    });
    known.await.unwrap();
}

/// The key of a row, and what came of it, are for who may record petitions of that body.
async fn told_to_no_stranger(office: &Office) {
    let circle = &office.circle;
    let path = "/api/v1/imports/keys";
    let keys = async |whose: &str| {
        let client = circle.officer(whose);
        let request = client.request(reqwest::Method::POST, path);
        client.send(request.json(&json!({ "rows": ["ab".repeat(32)] }))).await.unwrap()
    };
    let key = keys("group1").await.ok().unwrap()["keys"][0].as_str().unwrap().to_owned();
    let mut data = circle.petition("Đề nghị sửa cống.");
    data["via"] = json!("import");
    let act = circle.acting("group1");
    let record = "intake.RecordPetition";
    let clerk = circle.officer("group1");
    let done = clerk.command(record, &key, act.clone(), data.clone()).await.unwrap();
    assert!(done["tracking_code"].is_string(), "{done}");
    for whose in ["commune", "office"] {
        let answer = circle.officer(whose).try_command(record, &key, &act, &data).await.unwrap();
        assert_eq!(answer.status, 403, "{whose}");
        assert_eq!(answer.body["tracking_code"], Value::Null);
    }
    let again = clerk.command(record, &key, act, data).await.unwrap();
    assert_eq!((&again["repeated"], &again["stream"]), (&json!(true), &done["stream"]));
    let refused = keys("office").await;
    assert_eq!((refused.status, refused.code()), (403, "forbidden.role_lacks"));
}

async fn ended(mut office: Office) {
    office.realm.end().await.unwrap();
    intact(&office.realm).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_that_was_refused_is_corrected_and_comes_in() {
    let office = Office::open().await;
    refused_and_corrected(&office).await;
    ended(office).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_or_changes_later_is_taken_or_told() {
    let office = Office::open().await;
    office.import("group1", FIRST).await;
    answered_later(&office).await;
    ended(office).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_bound_by_who_keeps_the_record_and_remembered_only_when_asked() {
    let office = Office::open().await;
    office.import("group1", FIRST).await;
    office.at(3, "received").await;
    bound_and_remembered(&office).await;
    ended(office).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_of_a_row_is_told_to_no_stranger() {
    let office = Office::open().await;
    told_to_no_stranger(&office).await;
    ended(office).await;
}
