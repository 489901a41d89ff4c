//! The command line as a clerk and an operator use it: the real program against a real realm, by
//! names and numbers, in both languages, with its refusals and exit statuses.

use std::process::Output;

use serde_json::Value;
use system_tests::circle::{Circle, token};
use system_tests::eventually;
use system_tests::realm::Realm;

/// Somebody at a keyboard, with a token.
struct Clerk<'a> {
    realm: &'a Realm,
    token: String,
}

/// What a run of the program came to.
struct Said {
    status: i32,
    out: String,
    err: String,
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    /// Checks the exit status and that each word stands on standard output or error.
    fn has(&self, status: i32, words: &[&str]) -> &Self {
        let all = format!("{}\n{}", self.out, self.err);
        assert_eq!(self.status, status, "{all}");
        for word in words {
            assert!(all.contains(word), "{word} is missing in\n{all}");
        }
        self
    }
}

impl Clerk<'_> {
    async fn types(&self, arguments: &[&str]) -> Said {
        let variables = [("HOIAM_URL", self.realm.url.as_str()), ("HOIAM_TOKEN", &self.token)];
        let Output { status, stdout, stderr } =
            self.realm.run_hoiam(arguments, &variables).await.unwrap();
        Said {
            status: status.code().unwrap_or(-1),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }
}

async fn clerk<'a>(realm: &'a Realm, circle: &Circle, body: &str) -> Clerk<'a> {
    let me = circle.officer(body).get("/me").await.unwrap().ok().unwrap();
    let token = token(realm, &["--officer", me["officer"].as_str().unwrap()]).await.unwrap();
    Clerk { realm, token }
}

/// The petition at a stage, as `show --json` prints it.
async fn at(clerk: &Clerk<'_>, number: &str, stage: &str) -> Value {
    let seen = eventually(stage, std::time::Duration::from_secs(20), async || {
        let said = clerk.types(&["show", number, "--json"]).await;
        (said.status == 0).then(|| said.json()).filter(|shown| shown["stage"]["code"] == stage)
    });
    seen.await.unwrap()
}

/// What there is to do, and how it is typed.
async fn tells_its_commands(group: &Clerk<'_>) {
    group.types(&["do"]).await.has(0, &["intake:", "RecordPetition", "--seen-version"]);
    group.types(&["do", "intake", "--help"]).await.has(0, &["FixList ", "WithdrawPetition"]);
    let help = ["do", "intake", "RecordPetition", "--help"];
    group.types(&help).await.has(0, &["raised_with  <cơ quan>  bắt buộc", "hoiam do intake"]);
    let help = ["--lang", "en", "do", "intake", "RecordPetition", "--help"];
    group.types(&help).await.has(0, &["raised_with  <body>  required", "meeting|deputy"]);
    group.types(&["do", "intake", "RecordPetitoin"]).await.has(2, &["intake RecordPetition"]);
}

/// One petition, by names; the body is the only one that the officer has.
async fn takes_a_petition_to_its_agreement(group: &Clerk<'_>, committee: &Clerk<'_>) {
    let record = [
        "do",
        "intake",
        "RecordPetition",
        "council=hđnd tỉnh lam hà",
        "via=meeting",
        "raised_with=TO DAI BIEU SO 1",
        "area=hoa-phu",
        "field=lighting",
        "original=Đèn đường ngõ 5 tắt.",
        "public_wording=Đề nghị sửa đèn.",
        "--key",
        "one",
    ];
    let done = group.types(&record).await;
    done.has(0, &["đã làm, vị trí", "LH26-1"]);
    assert_eq!(done.err, "", "a client that succeeds is silent on standard error");
    group.types(&record).await.has(0, &["đã làm từ trước"]);
    at(group, "LH26-1", "being_agreed").await;
    let mut propose = vec!["do", "classification", "ProposeClassification", "field=lighting"];
    propose.extend(["competence=commune", "addressees=xã hòa phú", "--stream", "lh26-1"]);
    committee.types(&propose).await.has(2, &["lh26-1"]);
    propose.pop();
    propose.push("LH26-1");
    committee.types(&propose).await.has(2, &["--seen-version N", "--latest"]);
    propose.push("--latest");
    committee.types(&propose).await.has(0, &["đã làm"]);
    at(group, "LH26-1", "agreed").await;
    let shown = group.types(&["show", "LH26-1"]).await;
    shown.has(0, &["đã thống nhất phân loại", "Tổ đại biểu số 1", "Đèn đường ngõ 5 tắt."]);
    let shown = group.types(&["show", "LH26-1", "--lang", "en"]).await;
    shown.has(0, &["LH26-1  agreed", "The voter's words:"]);
    group.types(&["list", "--raised-with", "tdbs1"]).await.has(0, &["Giai đoạn", "LH26-1"]);
    group.types(&["list", "--search", "khong co"]).await.has(0, &["không có kiến nghị nào khớp"]);
}

/// What was seen is never guessed off a terminal; the letter goes out by number.
async fn sends_a_letter(committee: &Clerk<'_>, commune: &Clerk<'_>) {
    let letter = |row: &'static str| {
        ["do", "forwarding", "IssueLetter", "to=ubndxhp", row, "--symbol", "15/HĐND-VP"]
    };
    committee.types(&letter("petitions=LH26-1")).await.has(2, &["LH26-1@N", "--latest"]);
    let mut latest = letter("petitions=LH26-1").to_vec();
    latest.push("--latest");
    committee.types(&latest).await.has(0, &["đã làm"]);
    let receipt = ["do", "forwarding", "ConfirmReceipt", "--stream", "15/hdnd-vp", "--latest"];
    eventually("the receipt", std::time::Duration::from_secs(20), async || {
        (commune.types(&receipt).await.status == 0).then_some(())
    })
    .await
    .unwrap();
}

/// Ambiguity, a refusal, and a command that ends something.
async fn is_refused_and_asked(committee: &Clerk<'_>) {
    let named = ["do", "monitoring", "NameFollower", "follower=tổ đại biểu", "--stream", "LH26-1"];
    let mut named = named.to_vec();
    named.push("--latest");
    committee.types(&named).await.has(2, &["Tổ đại biểu số 1", "Tổ đại biểu số 2"]);
    let close = ["do", "monitoring", "ClosePetition", "--stream", "LH26-1", "--latest"];
    committee.types(&close).await.has(2, &["--yes"]);
    let mut close = close.to_vec();
    close.extend(["--yes", "--lang", "en"]);
    committee.types(&close).await.has(1, &["not done (--key ", "[monitoring."]);
}

/// History leads to a decision, which tells its rules and is taken again.
async fn goes_from_history_to_a_decision(group: &Clerk<'_>) {
    let history = group.types(&["history", "LH26-1"]).await;
    history.has(0, &["tiếp nhận kiến nghị", "Cán bộ group1, Tổ đại biểu số 1", "15/HĐND-VP"]);
    let entries = group.types(&["history", "LH26-1", "--json"]).await.json();
    let forwarded = entries["entries"].as_array().unwrap().iter();
    let forwarded =
        forwarded.rev().find(|entry| entry["type"] == "forwarding.petition_forwarded").unwrap();
    let decision = forwarded["command_id"].as_str().unwrap();
    assert!(history.out.contains(decision), "{}", history.out);
    group
        .types(&["decision", decision, "--replay"])
        .await
        .has(0, &["IssueLetter", "LH26-1 phiên bản", "30 ngày (local choice)", "giống từng byte"]);
    let told = group.types(&["decision", decision, "--lang", "en", "--replay"]).await;
    told.has(0, &["Cán bộ committee", "30 days (local choice)", "Taken again: same bytes"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_works_by_names_and_numbers_and_reads_in_both_languages() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let group = clerk(&realm, &circle, "group1").await;
    let committee = clerk(&realm, &circle, "committee").await;
    let commune = clerk(&realm, &circle, "commune").await;
    tells_its_commands(&group).await;
    takes_a_petition_to_its_agreement(&group, &committee).await;
    sends_a_letter(&committee, &commune).await;
    is_refused_and_asked(&committee).await;
    goes_from_history_to_a_decision(&group).await;

    group.types(&["directory", "--officers"]).await.has(0, &["[tdbs1]", "· Cán bộ group1"]);
    group.types(&["rules"]).await.has(0, &["trả lời: 30 ngày (local choice)", "Đèn đường"]);
    group.types(&["letters"]).await.has(0, &["15/HĐND-VP", "LH26-1"]);
    group.types(&["meetings", "--lang", "en"]).await.has(0, &["no meeting yet"]);
    group.types(&["lists"]).await.has(0, &["chưa có danh sách nào"]);
    let stranger = Clerk { realm: &realm, token: "hoiam_none".to_owned() };
    stranger.types(&["list"]).await.has(1, &["[unauthorized]", "HOIAM_TOKEN"]);
    let away = ["list", "--url", "http://127.0.0.1:9"];
    group.types(&away).await.has(3, &["hoiam up"]);
    realm.end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_is_told_what_is_wrong_and_what_to_do() {
    let mut realm = Realm::start().await.unwrap();
    let circle = Circle::found(&realm).await.unwrap();
    let data = realm.data().display().to_string();
    let operator = clerk(&realm, &circle, "group1").await;

    let founder = ["token", "new", "--data", &data, "--founder"];
    operator.types(&founder).await.has(1, &["--officer"]);
    let nobody = "00000000-0000-0000-0000-0000000000ff";
    let unknown = ["token", "new", "--data", &data, "--officer", nobody, "--json"];
    let made = operator.types(&unknown).await;
    made.has(0, &["cảnh báo"]);
    operator.types(&["token", "list", "--data", &data]).await.has(0, &["Cán bộ group1"]);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let revoked = operator.types(&["token", "revoke", "--data", &data, &id, "--json"]).await.json();
    assert_eq!(revoked["revoked"], true);

    let doctor = operator.types(&["doctor", "--data", &data, "--json"]).await;
    let found = doctor.has(0, &[]).json();
    assert_eq!(found["ok"], true, "{found}");
    let copy = format!("{data}-copy");
    let backup =
        operator.types(&["store", "backup", "--data", &data, "--to", &copy, "--json"]).await;
    assert!(backup.has(0, &[]).json()["position"].as_u64().unwrap() > 0);
    for command in [["store", "verify"], ["register", "digest"], ["register", "rebuild"]] {
        let said = operator.types(&[command[0], command[1], "--data", &data, "--json"]).await;
        assert!(said.has(0, &[]).json().is_object(), "{}", said.out);
        assert_eq!(said.err, "", "nothing but JSON off a terminal");
    }
    let nowhere = ["doctor", "--data", "/nowhere", "--lang", "en"];
    operator.types(&nowhere).await.has(1, &["realm.json", "hoiam up", "problems to mend: 1"]);

    let token = operator.token;
    realm.end().await.unwrap();
    let operator = Clerk { realm: &realm, token };
    let doctor = operator.types(&["doctor", "--data", &data, "--lang", "en"]).await;
    doctor.has(1, &["PROBLEM", "ok       backup: 0 days ago", "hoiam up --data"]);
}
