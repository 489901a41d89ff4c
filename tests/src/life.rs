//! What a petition goes through in the fault tests: recorded, suggested, agreed, forwarded. Every
//! step is an honest client's: the same key until there is an answer.

use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::circle::Circle;
use crate::eventually;
use crate::realm::Realm;

/// How long a petition may take to get a suggestion while processes die around it.
const WITHIN: Duration = Duration::from_secs(60);

/// Takes one petition from its recording to its addressee; gives its number.
///
/// # Errors
/// When a step is refused or does not come.
pub async fn live(circle: &Circle, name: &str) -> anyhow::Result<String> {
    let clerk = circle.officer("group1");
    let data = circle.petition(&format!("Kiến nghị {name}"));
    let key = format!("record-{name}");
    let done = clerk.command("intake.RecordPetition", &key, circle.acting("group1"), data).await?;
    let stream = done["stream"].as_str().context("no stream")?.to_owned();
    let path = format!("/petitions/{stream}");
    let at_stage = async |stage: &str| {
        eventually(&format!("{name} to be {stage}"), WITHIN, async || {
            let petition = clerk.get(&path).await.ok()?.ok().ok()?;
            (petition["stage"]["code"] == stage).then_some(petition)
        })
        .await
    };
    let petition = at_stage("being_agreed").await?;
    let committee = circle.officer("committee");
    let mut act = circle.acting("committee");
    act["stream"] = json!(stream);
    act["seen_version"] = petition["version"].clone();
    let data = json!({ "field": "lighting", "competence": "commune",
                       "addressees": [circle.id("commune")] });
    let key = format!("propose-{name}");
    committee.command("classification.ProposeClassification", &key, act, data).await?;
    let petition = at_stage("agreed").await?;
    let mut act = circle.acting("committee");
    act["occurred_on"] = json!("2026-11-20");
    act["document"] = json!({ "symbol": format!("{name}/HĐND-VP"), "issued_on": "2026-11-20" });
    let data = json!({ "to": circle.id("commune"),
                       "petitions": [{ "petition": stream, "seen_version": petition["version"] }] });
    committee.command("forwarding.IssueLetter", &format!("letter-{name}"), act, data).await?;
    at_stage("forwarded").await?;
    petition["number"].as_str().map(ToOwned::to_owned).context("no number")
}

/// Gives a command about one petition as it stands now, and looks again when it has changed.
///
/// # Errors
/// When it is refused, or the petition keeps changing.
pub async fn about(
    circle: &Circle,
    body: &str,
    command: &str,
    stream: &str,
    mut act: Value,
    data: Value,
) -> anyhow::Result<Value> {
    let client = circle.officer(body);
    act["body"] = json!(circle.id(body));
    act["stream"] = json!(stream);
    let key = format!("{command}-{body}-{}", runtime::random::uuid());
    let decided = eventually(command, WITHIN, async || {
        let petition = client.get(&format!("/petitions/{stream}")).await.ok()?.ok().ok()?;
        act["seen_version"] = petition["version"].clone();
        let answer = client.try_command(command, &key, &act, &data).await.ok()?;
        (answer.status != 503 && answer.code() != "conflict").then_some(answer)
    });
    decided.await?.ok().with_context(|| format!("{command} by {body}"))
}

/// What must hold after every fault: everything acknowledged is there once, nothing else is, and
/// whatever was derived from the log equals what a rebuild makes of it.
///
/// # Errors
/// What does not hold.
pub async fn all_is_well(
    realm: &mut Realm,
    circle: &Circle,
    numbers: &[String],
) -> anyhow::Result<()> {
    let listed = circle.officer("group1").get("/petitions?limit=200").await?.ok()?;
    let mut listed: Vec<String> = listed["petitions"]
        .as_array()
        .context("no petitions")?
        .iter()
        .filter_map(|row| row["number"].as_str().map(ToOwned::to_owned))
        .collect();
    let mut expected: Vec<String> = (1..=numbers.len()).map(|n| format!("LH26-{n}")).collect();
    let mut given = numbers.to_vec();
    for list in [&mut listed, &mut expected, &mut given] {
        list.sort();
    }
    anyhow::ensure!(given == expected, "numbers are not 1..n: {given:?}");
    anyhow::ensure!(listed == expected, "the book holds {listed:?}");
    for number in numbers {
        let history =
            circle.officer("group1").get(&format!("/petitions/{number}/history")).await?.ok()?;
        let types: Vec<&Value> = history["entries"]
            .as_array()
            .context("no history")?
            .iter()
            .map(|e| &e["type"])
            .collect();
        let whole = json!([
            "intake.petition_received",
            "classification.classification_proposed",
            "classification.classification_proposed",
            "classification.classification_agreed",
            "forwarding.petition_forwarded",
        ]);
        anyhow::ensure!(json!(types) == whole, "{number}: {types:?}");
    }
    realm.end().await?;
    intact(realm).await
}

/// Every byte of the log checked, every decision taken again, the register equal to a rebuild.
///
/// # Errors
/// What differs.
pub async fn intact(realm: &Realm) -> anyhow::Result<()> {
    let data = realm.data();
    let data = data.to_str().context("path")?;
    realm.hoiam(&["store", "verify", "--data", data]).await?;
    realm.hoiam(&["register", "rebuild", "--data", data]).await?;
    Ok(())
}
