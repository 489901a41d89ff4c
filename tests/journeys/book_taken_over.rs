//! An office's messy book comes in through the program itself: a dry run, an import that is
//! interrupted and goes on, the same file again, names bound once; and each open petition then lives
//! its whole life by the API alone.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Output;
use std::time::Duration;

use futures_util::StreamExt as _;
use import::fixture::{
    COMMUNE, ENDED, FIRST_ROW, OLD_AREA, OLD_FIELD, PETITIONS, SHORT_COMMUNE, UNKNOWN, rows,
    swelling, workbook,
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use system_tests::circle::{AREA, Circle, FROM};
use system_tests::eventually;
use system_tests::life::{about, intact};
use system_tests::realm::{Realm, start_hoiam};
use tokio::process::Child;

const WITHIN: Duration = Duration::from_secs(90);

/// Two pairs, each of which has to consent.
fn pairs() -> Value {
    let consent = json!({ "days": 5, "day_kind": "calendar", "basis": "local choice" });
    json!([
        { "sides": ["raised_with", "commune_of_area"], "consent": consent,
          "silence_is_consent": false },
        { "sides": ["standing_committee", "front"], "consent": consent,
          "silence_is_consent": false },
    ])
}

/// A circle with a body that ended, whose officers may say what names mean; and the book.
struct Office {
    realm: Realm,
    circle: Circle,
    dir: tempfile::TempDir,
}

impl Office {
    async fn open() -> Self {
        let realm = Realm::start().await.unwrap();
        let circle = Circle::found_with(&realm, pairs()).await.unwrap();
        let (admin, act) = (circle.officer("office"), circle.acting("office"));
        let role = json!({ "role": "officer", "title": "Chuyên viên", "may":
            ["intake.*", "classification.*", "forwarding.*", "monitoring.*",
             "directory.ResolveName"] });
        admin.command("directory.DefineRole", "role", act.clone(), role).await.unwrap();
        let body = json!({ "name": ENDED, "kind": "peoples_committee", "level": "commune",
                           "from": FROM, "basis": "local choice" });
        let done =
            admin.command("directory.EstablishBody", "old", act.clone(), body).await.unwrap();
        let end = json!({ "body": done["body"], "until": "2026-06-30",
                          "successors": [circle.id("commune")], "basis": "local choice" });
        admin.command("directory.EndBody", "end", act, end).await.unwrap();
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("so.xlsx"), workbook()).unwrap();
        Self { realm, circle, dir }
    }

    fn book(&self) -> PathBuf {
        self.dir.path().join("so.xlsx")
    }

    /// `hoiam import` with these arguments, as the clerk of the delegate group.
    fn start(&self, arguments: &[&str]) -> Child {
        let clerk = self.circle.officer("group1");
        let mut all = vec!["import"];
        all.extend(arguments);
        all.extend(["--url", &self.realm.url, "--token", clerk.token(), "--lang", "vi"]);
        start_hoiam(&all).unwrap()
    }

    async fn run(&self, arguments: &[&str]) -> Output {
        let running = self.start(arguments).wait_with_output();
        tokio::time::timeout(WITHIN, running).await.unwrap().unwrap()
    }

    /// The book, with what is to be done with it.
    async fn import(&self, more: &[&str]) -> Output {
        self.run(&self.of_book(more).iter().map(String::as_str).collect::<Vec<_>>()).await
    }

    fn of_book(&self, more: &[&str]) -> Vec<String> {
        let (group, council) = (self.circle.id("group1"), self.circle.id("council"));
        let book = self.book().display().to_string();
        let own = [&book, "--body", group, "--council", council, "--group", group];
        own.iter().chain(more).map(|text| (*text).to_owned()).collect()
    }

    fn start_commit(&self) -> Child {
        self.start(&self.of_book(&["--commit"]).iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The sums of a run with `--json`.
    async fn sums(&self) -> Value {
        let output = self.import(&["--commit", "--json"]).await;
        let errors = String::from_utf8_lossy(&output.stderr);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON: {errors}"))
    }

    /// The rows of the register, all on one page.
    async fn listed(&self, filter: &str) -> Vec<Value> {
        let path = format!("/petitions?limit=200&{filter}");
        let page = self.circle.officer("group1").get(&path).await.unwrap().ok().unwrap();
        page["petitions"].as_array().unwrap().clone()
    }

    async fn until_listed(&self, filter: &str, count: usize) -> Vec<Value> {
        let listed = eventually(filter, WITHIN, async || {
            let listed = self.listed(filter).await;
            (listed.len() >= count).then_some(listed)
        });
        listed.await.unwrap()
    }

    async fn give(&self, body: &str, command: &str, stream: &str, act: Value, data: Value) {
        about(&self.circle, body, command, stream, act, data).await.unwrap();
    }
}

/// The dry run says of every row what it is, and sends nothing.
async fn told_row_by_row(office: &Office) {
    let output = office.import(&[]).await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    let rows = rows();
    assert_eq!(lines.len(), rows.len() + 3, "{told}");
    for (n, row) in rows.iter().enumerate() {
        let is = match row.is {
            'P' => "kiến nghị “",
            'G' => "thêm cơ quan",
            'S' => "đề mục",
            'H' => "tiêu đề cột lặp lại",
            'T' => "dòng tổng cộng",
            'E' => "dòng trống",
            _ => "KHÔNG ĐỌC ĐƯỢC",
        };
        let begins = format!("Dòng {}: {is}", FIRST_ROW + n);
        assert!(lines[n].starts_with(&begins), "{begins}: {}", lines[n]);
    }
    assert!(told.contains("TT. Cũ (chưa gắn)"), "{told}");
    let heir = format!("{ENDED} (đã giải thể, nay: {COMMUNE})");
    assert!(told.contains(&heir), "{told}");
    assert!(told.contains("theo sổ: Đã giải quyết = resolved, “Đã thay bóng đèn"), "{told}");
    assert!(told.contains("“Chưa giải quyết”: chưa có trả lời"), "{told}");
    assert_eq!(office.listed("").await.len(), 0);
}

/// Ctrl-C in the middle says how to go on; a service that is away is waited for; and the same file
/// again changes nothing.
async fn interrupted_goes_on(office: &Office) {
    let running = office.start_commit();
    office.until_listed("", 10).await;
    office.realm.freeze("intake", true).unwrap();
    let pid = Pid::from_raw(i32::try_from(running.id().unwrap()).unwrap()).unwrap();
    kill_process(pid, Signal::INT).unwrap();
    let output = tokio::time::timeout(WITHIN, running.wait_with_output()).await.unwrap().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && errors.contains("chạy lại đúng lệnh này"), "{errors}");

    let running = office.start_commit();
    let (clerk, act) = (office.circle.officer("group1"), office.circle.acting("group1"));
    let away = json!({ "wording": "x" });
    let mut about = act.clone();
    about["stream"] = office.listed("").await[0]["stream"].clone();
    about["seen_version"] = json!(1);
    let answer = clerk.try_command("intake.ApprovePublicWording", "away", &about, &away).await;
    assert_eq!(answer.unwrap().status, 503);
    office.realm.freeze("intake", false).unwrap();
    let output = tokio::time::timeout(WITHIN, running.wait_with_output()).await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("2 không đưa vào") && !told.contains("bị từ chối"), "{told}");

    let again = office.sums().await;
    let counts = ["new", "answers_new", "already", "already_otherwise"].map(|name| &again[name]);
    assert_eq!(counts.map(Value::as_u64), [0, 0, PETITIONS as u64, 0].map(Some), "{again}");
    assert_eq!(again["not_taken"].as_array().unwrap().len(), 2, "{again}");
    assert_eq!(office.until_listed("", PETITIONS).await.len(), PETITIONS);
}

/// What the book states is shown as stated there, never as an act.
async fn answers_are_the_books(office: &Office) {
    // Of each ten, the first, second and fourth have one.
    let answered = office.until_listed("flag=by_the_book", 18).await;
    assert_eq!(answered.len(), 18);
    assert!(answered.iter().all(|row| row["stage"]["code"] == "answered"), "{answered:?}");
    let clerk = office.circle.officer("group1");
    let (mut words, mut acts) = (BTreeMap::new(), 0);
    for row in &answered {
        let stream = row["stream"].as_str().unwrap();
        let petition = clerk.get(&format!("/petitions/{stream}")).await.unwrap().ok().unwrap();
        let stated = &petition["as_stated_in_the_book"]["said"];
        *words.entry(stated["outcome_written"]["text"].to_string()).or_insert(0) += 1;
        acts += petition["addressees"].as_array().unwrap().len();
    }
    let expected = [("\"Đang giải quyết\"", 6), ("\"Đã giải quyết\"", 6), ("null", 6)];
    assert_eq!(words, expected.map(|(word, n)| (word.to_owned(), n)).into());
    assert_eq!(acts, 0, "nobody answered here");
}

/// Each name is said once, for all petitions and for books to come.
async fn names_are_bound_once(office: &Office) {
    let council = office.circle.id("council");
    let names = async || -> Value {
        let output = office.run(&["names", "--council", council, "--json"]).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let found = names().await;
    let written = |found: &Value| -> BTreeMap<String, u64> {
        let each = found["names"].as_array().unwrap().iter();
        each.map(|name| {
            (name["written"].as_str().unwrap().to_owned(), name["count"].as_u64().unwrap())
        })
        .collect()
    };
    let counts = [(OLD_AREA, 12), (OLD_FIELD, 15), (SHORT_COMMUNE, 10), (UNKNOWN, 10)];
    let counts = counts.map(|(name, count)| (name.to_owned(), count));
    assert_eq!(written(&found), counts.clone().into(), "{found}");
    let group = office.circle.id("group1");
    let bind = async |name: &str, to: &str| -> Value {
        let own = ["bind", name, "--to", to, "--body", group, "--council", council];
        let output = office.run(&[&own[..], &["--remember", "--json"]].concat()).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    // A clerk types as clerks do.
    for (name, to, count) in [
        ("tt. cu", AREA, 12),
        (OLD_FIELD, "lighting", 15),
        (SHORT_COMMUNE, COMMUNE, 10),
        (UNKNOWN, "Ủy ban nhân dân tỉnh", 10),
    ] {
        let bound = bind(name, to).await;
        assert_eq!(
            (&bound["bound"], &bound["remembered"]),
            (&json!(count), &json!(true)),
            "{name}"
        );
    }
    assert_eq!(bind(OLD_AREA, AREA).await["bound"], 0);
    let none = eventually("all names to be bound", WITHIN, async || {
        office.listed("flag=unbound").await.is_empty().then_some(())
    });
    none.await.unwrap();
    assert_eq!(names().await["names"], json!([]));
    assert_eq!(office.listed(&format!("area={AREA}")).await.len(), PETITIONS);
    // The next dry run knows them; the same file still changes nothing.
    let told = String::from_utf8(office.import(&[]).await.stdout).unwrap();
    assert!(!told.contains("(chưa gắn)") && told.contains("0 tên chưa gắn"), "{told}");
    let again = office.sums().await;
    assert_eq!((&again["new"], &again["answers_new"]), (&json!(0), &json!(0)), "{again}");
    assert_eq!(again["refused"], json!([]), "{again}");
}

/// The streams of petitions, and the number of the last proposal of each.
async fn proposals(office: &Office, streams: &[String]) -> Vec<Value> {
    let clerk = office.circle.officer("group1");
    let mut all = Vec::new();
    for stream in streams {
        let petition = clerk.get(&format!("/petitions/{stream}")).await.unwrap().ok().unwrap();
        all.push(json!({ "petition": stream, "proposal": petition["proposal"]["number"] }));
    }
    all
}

fn seen(rows: &[Value]) -> Vec<Value> {
    let seen = rows.iter();
    seen.map(|row| json!({ "petition": row["stream"], "seen_version": row["version"] })).collect()
}

/// A list of all open ones, agreed by both pairs.
async fn listed_and_agreed(office: &Office, streams: &[String]) {
    let circle = &office.circle;
    for stream in streams {
        let data = json!({ "field": "lighting", "competence": "province",
                           "addressees": [circle.id("power"), circle.id("commune")] });
        office
            .give("committee", "classification.ProposeClassification", stream, json!({}), data)
            .await;
    }
    let committee = circle.officer("committee");
    let rows = office.until_listed("stage=being_agreed", streams.len()).await;
    assert_eq!(rows.len(), streams.len());
    let data =
        json!({ "council": circle.id("council"), "round": "truoc-ky-2", "petitions": seen(&rows) });
    let act = circle.acting("committee");
    let list = committee.command("intake.FixList", "list", act, data).await.unwrap();
    for body in ["group1", "commune", "committee", "front"] {
        let petitions = proposals(office, streams).await;
        let mut act = circle.acting(body);
        act["stream"] = list["stream"].clone();
        act["seen_version"] = json!(1);
        let data = json!({ "list": { "list": list["stream"], "revision": 1 },
                           "petitions": petitions });
        let key = format!("consent-{body}");
        let give = "classification.GiveConsent";
        circle.officer(body).command(give, &key, act, data).await.unwrap();
    }
}

/// One letter to each of two addressees, with all petitions.
async fn forwarded_to_both(office: &Office, count: usize) {
    let circle = &office.circle;
    for body in ["power", "commune"] {
        let rows = office.until_listed("stage=agreed", count).await;
        assert_eq!(rows.len(), count);
        let mut act = circle.acting("committee");
        act["occurred_on"] = json!("2026-11-19");
        let symbol = format!("15-{body}/HĐND-VP");
        act["document"] = json!({ "symbol": symbol, "issued_on": "2026-11-19" });
        let data = json!({ "to": circle.id(body), "petitions": seen(&rows) });
        let committee = circle.officer("committee");
        let key = format!("letter-{body}");
        let done = committee.command("forwarding.IssueLetter", &key, act, data).await.unwrap();
        let mut act = circle.acting(body);
        act["stream"] = done["stream"].clone();
        act["seen_version"] = json!(1);
        let addressee = circle.officer(body);
        let key = format!("receipt-{body}");
        addressee.command("forwarding.ConfirmReceipt", &key, act, json!({})).await.unwrap();
        let letter = done["position"].to_string();
        let path = "/api/v1/petitions?limit=1";
        let request = committee.request(reqwest::Method::GET, path);
        committee.send(request.header("Hoiam-Min-Position", letter)).await.unwrap().ok().unwrap();
    }
}

/// Two answers, made known; a check that is refused and two that are accepted; closed.
async fn answered_checked_and_closed(office: &Office, stream: &str) {
    let circle = &office.circle;
    let give = async |body: &str, command: &str, act: Value, data: Value| {
        office.give(body, command, stream, act, data).await;
    };
    let on = |symbol: &str| {
        json!({ "occurred_on": "2026-11-20",
                "document": { "symbol": symbol, "issued_on": "2026-11-20" } })
    };
    let data = json!({ "outcome": "in_progress", "text": "Đang thay đèn.",
                       "roadmap": "Xong trong tháng 12.", "done_by": "2026-12-31" });
    give("power", "forwarding.AnswerPetition", on("88/ĐL"), data).await;
    let data = json!({ "outcome": "resolved", "text": "Đã khơi cống." });
    give("commune", "forwarding.AnswerPetition", on("9/UBND"), data).await;
    for body in ["power", "commune"] {
        let data = json!({ "answer_of": circle.id(body), "channel": "notice_board",
                           "place": "Nhà văn hóa thôn Đoài" });
        give("front", "forwarding.MakeKnown", json!({}), data).await;
    }
    let follower = json!({ "follower": circle.id("group2") });
    give("committee", "monitoring.NameFollower", json!({}), follower).await;
    let check = |of: &str, result: &str| json!({ "of": circle.id(of), "result": result, "text": "Đến tận nơi xem." });
    // A claim is not a fact.
    for result in ["refused", "accepted"] {
        let claim = json!({ "text": "Đã thay xong." });
        give("power", "monitoring.ClaimDone", json!({}), claim).await;
        give("group2", "monitoring.RecordCheck", json!({}), check("power", result)).await;
    }
    give("group2", "monitoring.RecordCheck", json!({}), check("commune", "accepted")).await;
    give("committee", "monitoring.ClosePetition", json!({}), json!({})).await;
}

/// What the book says is resolved is checked and closed without being sent again; another one is
/// taken up like any petition.
async fn a_books_answer_goes_on(office: &Office) {
    let (circle, clerk) = (&office.circle, office.circle.officer("group1"));
    let (mut resolved, mut other) = (None, None);
    for row in office.listed("flag=by_the_book").await {
        let stream = row["stream"].as_str().unwrap().to_owned();
        let petition = clerk.get(&format!("/petitions/{stream}")).await.unwrap().ok().unwrap();
        let said = &petition["as_stated_in_the_book"]["said"];
        let by_power = said["by"] == circle.id("power") && said["outcome"] == "resolved";
        if by_power { resolved = Some(stream) } else { other = Some(stream) }
    }
    let (resolved, other) = (resolved.unwrap(), other.unwrap());
    let follower = json!({ "follower": circle.id("group2") });
    office.give("committee", "monitoring.NameFollower", &resolved, json!({}), follower).await;
    let check = json!({ "of": circle.id("power"), "result": "accepted", "text": "Đèn sáng." });
    office.give("group2", "monitoring.RecordCheck", &resolved, json!({}), check).await;
    office.give("committee", "monitoring.ClosePetition", &resolved, json!({}), json!({})).await;
    let data = json!({ "field": "lighting", "competence": "commune",
                       "addressees": [circle.id("commune")] });
    let propose = "classification.ProposeClassification";
    office.give("committee", propose, &other, json!({}), data).await;
    let taken_up = office.until_listed("stage=being_agreed", 1).await;
    assert_eq!(taken_up[0]["stream"], json!(other));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_messy_book_is_taken_over_and_each_open_petition_lives_its_whole_life() {
    let mut office = Office::open().await;
    told_row_by_row(&office).await;
    interrupted_goes_on(&office).await;
    answers_are_the_books(&office).await;
    names_are_bound_once(&office).await;
    let open: Vec<String> = office
        .listed("")
        .await
        .iter()
        .filter(|row| row["stage"]["code"] != "answered")
        .map(|row| row["stream"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(open.len(), PETITIONS - 18);
    listed_and_agreed(&office, &open).await;
    forwarded_to_both(&office, open.len()).await;
    let lives = open.iter().map(|stream| answered_checked_and_closed(&office, stream));
    futures_util::stream::iter(lives).for_each_concurrent(8, |life| life).await;
    let closed = office.until_listed("stage=closed", open.len()).await;
    assert_eq!(closed.len(), open.len());
    a_books_answer_goes_on(&office).await;
    office.realm.end().await.unwrap();
    intact(&office.realm).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_swells_in_memory_ends_only_its_reader_with_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("so.xlsx");
    std::fs::write(&file, swelling()).unwrap();
    let file = file.to_str().unwrap();
    let own = ["import", file, "--body", "a", "--council", "b", "--group", "c", "--lang", "vi"];
    let running = start_hoiam(&own).unwrap().wait_with_output();
    let output = tokio::time::timeout(WITHIN, running).await.unwrap().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && output.stdout.is_empty(), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert!(errors.contains("vượt quá bộ nhớ hoặc thời gian"), "{errors}");
}
