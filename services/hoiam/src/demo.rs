//! `hoiam up --demo`: a fictional circle with petitions at several stages, told through the API.
//!
//! It does what an office would do, with the same commands and rules; nothing is put into the log
//! past them. Every step has a fixed key, so that a demo that was interrupted goes on. The circle
//! is data: `deploy/demo/circle.json`. All names in it are made up.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use portal::tokens::{FOUNDER, Tokens};
use proto::OfficerId;
use proto::text::Line;
use runtime::clock::Clock;
use runtime::wait::pause;
use serde_json::{Value, json};

use crate::client::Portal;

const CIRCLE: &str = include_str!("../../../deploy/demo/circle.json");
/// The roles and tokens of the demo, printed at every start.
const TABLE: &str = "demo-tokens.json";
/// Tries of one command while the realm settles.
const TRIES: u32 = 20;

/// One line of the table: whose token.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Row {
    key: String,
    body: String,
    name: String,
    token: String,
}

struct Telling<'a> {
    url: &'a str,
    circle: &'a Value,
    tokens: Tokens,
    /// Ids of bodies by key.
    bodies: BTreeMap<String, String>,
    /// Tokens by key of the body.
    rows: BTreeMap<String, Row>,
}

/// Tells the demo if it was not told before, and gives the table of roles and tokens.
///
/// # Errors
/// When a step is refused.
pub(crate) async fn tell(data: &Path, url: &str) -> anyhow::Result<String> {
    let file = data.join(TABLE);
    if let Ok(told) = std::fs::read(&file) {
        return Ok(table(&serde_json::from_slice::<Vec<Row>>(&told)?));
    }
    let circle: Value = serde_json::from_str(CIRCLE)?;
    let tokens = Tokens::open(&data.join("portal-MAIN")).await?;
    let (bodies, rows) = (BTreeMap::new(), BTreeMap::new());
    let mut telling = Telling { url, circle: &circle, tokens, bodies, rows };
    telling.found().await?;
    let petitions = circle["petitions"].as_array().map_or(&[][..], Vec::as_slice);
    for (n, petition) in petitions.iter().enumerate() {
        let _ = write!(std::io::stderr(), "\rdemo: petition {} of {}", n + 1, petitions.len());
        telling.petition(petition).await?;
    }
    let _ = writeln!(std::io::stderr());
    let rows: Vec<Row> = telling.rows.into_values().collect();
    let mut kept = std::fs::File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&file)
        .with_context(|| format!("cannot write {}", file.display()))?;
    kept.write_all(&serde_json::to_vec_pretty(&rows)?)?;
    Ok(table(&rows))
}

fn table(rows: &[Row]) -> String {
    let mut lines = vec![format!("{:<10} {:<40} {}", "role", "acts for", "token (HOIAM_TOKEN)")];
    lines.extend(rows.iter().map(|row| format!("{:<10} {:<40} {}", row.key, row.name, row.token)));
    lines.join("\n")
}

fn text<'a>(value: &'a Value, name: &str) -> anyhow::Result<&'a str> {
    value[name].as_str().with_context(|| format!("{name} is missing in {value}"))
}

impl Telling<'_> {
    async fn token(&self, officer: OfficerId) -> anyhow::Result<String> {
        let label = Line::new("demo")?;
        let now = Clock::system().now();
        Ok(self.tokens.create(officer, &label, now, None).await?.token)
    }

    /// Gives one command; waits while the realm settles.
    async fn give(
        &self,
        token: &str,
        command: &str,
        key: &str,
        act: Value,
        data: Value,
    ) -> anyhow::Result<Value> {
        let portal = Portal::at(self.url, token);
        let mut form = act;
        form["data"] = data;
        let path = format!("/commands/{}", command.replace('.', "/"));
        let mut last = None;
        for _ in 0..TRIES {
            let request = portal.request(reqwest::Method::POST, &path);
            let request = request.header("Idempotency-Key", format!("demo-{key}")).json(&form);
            match portal.send(request).await {
                Ok(done) => return Ok(done),
                Err(error) if error.to_string().contains("[unavailable]") => {
                    last = Some(error);
                    pause(Duration::from_millis(250)).await;
                }
                Err(error) => return Err(error.context(format!("demo: {command} {key}"))),
            }
        }
        Err(last.unwrap_or_else(|| anyhow::anyhow!("demo: no answer to {command} {key}")))
    }

    async fn found(&mut self) -> anyhow::Result<()> {
        let circle = self.circle;
        let from = text(circle, "from")?;
        let with_day = |body: &Value| {
            let mut body = body.clone();
            body["from"] = json!(from);
            body["basis"] = json!("dữ liệu giả định");
            body
        };
        let founding = json!({
            "name": circle["realm"], "roles": circle["roles"], "body": with_day(&circle["office"]),
            "officer_name": "Quản trị (giả định)", "role": "admin", "site": "MAIN",
        });
        let founder = self.token(FOUNDER).await?;
        let done =
            self.give(&founder, "directory.FoundRealm", "found", json!({}), founding).await?;
        let office = text(&done, "body")?.to_owned();
        let admin = self.token(text(&done, "officer")?.parse()?).await?;
        let row = Row {
            key: "office".to_owned(),
            body: office.clone(),
            name: text(&circle["office"], "name")?.to_owned(),
            token: admin.clone(),
        };
        self.rows.insert("office".to_owned(), row);
        let act = json!({ "body": office });
        for body in circle["bodies"].as_array().context("bodies")? {
            let key = text(body, "key")?;
            let mut data = with_day(body);
            let under = body["under"].as_str().and_then(|key| self.bodies.get(key)).cloned();
            data["under"] = json!(under);
            if let Some(members) = data.as_object_mut() {
                members.retain(|name, value| {
                    !matches!(name.as_str(), "key" | "officer") && !value.is_null()
                });
            }
            let step = format!("body-{key}");
            let done =
                self.give(&admin, "directory.EstablishBody", &step, act.clone(), data).await?;
            self.bodies.insert(key.to_owned(), text(&done, "body")?.to_owned());
        }
        let all: Vec<&String> = self.bodies.values().collect();
        let admit = json!({ "site": "MAIN", "bodies": all });
        self.give(&admin, "directory.AdmitSite", "admit", act.clone(), admit).await?;
        self.rule(&admin, &act, from).await?;
        self.appoint(&admin, &act, from).await
    }

    async fn rule(&self, admin: &str, act: &Value, from: &str) -> anyhow::Result<()> {
        let mut term = self.circle["term"].clone();
        term["council"] = json!(self.bodies["council"]);
        term["from"] = json!(from);
        self.give(admin, "directory.OpenTerm", "term", act.clone(), term).await?;
        let mut fields = self.circle["fields"].clone();
        for field in fields.as_array_mut().context("fields")? {
            let addressee = field["addressee"].as_str().and_then(|key| self.bodies.get(key));
            field["addressee"] = json!(addressee);
        }
        let rules = json!({
            "standing_committee": self.bodies["committee"], "front": self.bodies["front"],
            "peoples_committee": self.bodies["pc"], "fields": fields,
            "answer": { "days": 60, "day_kind": "calendar", "basis": "local choice (demo)" },
            "back_dating_days": 2000,
        });
        let adopt = json!({ "council": self.bodies["council"], "from": from, "rules": rules });
        self.give(admin, "directory.AdoptRules", "rules", act.clone(), adopt).await?;
        Ok(())
    }

    async fn appoint(&mut self, admin: &str, act: &Value, from: &str) -> anyhow::Result<()> {
        for body in self.circle["bodies"].as_array().context("bodies")? {
            let (Some(name), key) = (body["officer"].as_str(), text(body, "key")?) else {
                continue;
            };
            let (step, data) = (format!("officer-{key}"), json!({ "name": name }));
            let done =
                self.give(admin, "directory.AppointOfficer", &step, act.clone(), data).await?;
            let (officer, id) = (text(&done, "officer")?, self.bodies[key].clone());
            let data = json!({ "officer": officer, "body": id, "role": "officer", "from": from });
            let step = format!("role-{key}");
            self.give(admin, "directory.GiveRole", &step, act.clone(), data).await?;
            let token = self.token(officer.parse()?).await?;
            let name = text(body, "name")?.to_owned();
            self.rows.insert(key.to_owned(), Row { key: key.to_owned(), body: id, name, token });
        }
        Ok(())
    }

    /// One petition, up to the stage that it has in the demo.
    async fn petition(&self, petition: &Value) -> anyhow::Result<()> {
        let (key, group) = (text(petition, "key")?, text(petition, "group")?);
        let until = text(petition, "until")?;
        let clerk = &self.rows.get(group).context("no such group")?.token;
        let act = json!({ "body": self.bodies[group], "occurred_on": petition["on"] });
        let data = json!({
            "council": self.bodies["council"], "via": "meeting", "raised_with": self.bodies[group],
            "area": petition["area"], "field": petition["field"], "original": petition["original"],
            "raised_by": petition["by"], "public_wording": petition["public"],
        });
        let done = self.give(clerk, "intake.RecordPetition", key, act, data).await?;
        let stream = text(&done, "stream")?;
        if matches!(until, "received" | "being_agreed") {
            return Ok(());
        }
        let fields = self.circle["fields"].as_array().context("fields")?;
        let rule = fields.iter().find(|rule| rule["field"] == petition["field"]);
        let rule = rule.context("no such field")?;
        let to = &self.bodies[text(rule, "addressee")?];
        let committee = &self.rows.get("committee").context("no committee")?.token;
        let data = json!({ "field": rule["field"], "competence": rule["competence"],
                           "addressees": [to] });
        // The rules' own suggestion may come before or after: look until it does not matter.
        let mut agreed = Err(anyhow::anyhow!("demo: {key} cannot be agreed"));
        for version in [2, 1, 2] {
            let day = petition["agreed_on"].as_str().or(petition["on"].as_str());
            let act = json!({ "body": self.bodies["committee"], "stream": stream,
                              "seen_version": version, "occurred_on": day });
            let step = format!("{key}-agree-{version}");
            let command = "classification.ProposeClassification";
            agreed = self.give(committee, command, &step, act, data.clone()).await;
            if agreed.is_ok() {
                break;
            }
        }
        let agreed = agreed?;
        if until == "agreed" {
            return Ok(());
        }
        let sent_on = &petition["sent_on"];
        let act = json!({ "body": self.bodies["committee"], "occurred_on": sent_on,
                          "document": { "symbol": format!("{key}/TTHĐND"), "issued_on": sent_on } });
        let data = json!({ "to": to, "petitions":
            [{ "petition": stream, "seen_version": agreed["version"] }] });
        let step = format!("{key}-letter");
        self.give(committee, "forwarding.IssueLetter", &step, act, data).await?;
        Ok(())
    }
}
