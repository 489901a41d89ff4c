//! Story 4: a contested decision is taken again.

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::guide::Guide;

const CONTESTED: &str = "classification.classification_contested";

/// Tells it, with the petition `lamp` or else one of the demo's own.
///
/// # Errors
/// When the decision does not come to the same bytes.
pub(super) async fn tell(guide: &mut Guide, lamp: Option<&str>) -> anyhow::Result<()> {
    guide.story(
        4,
        "Quyết định bị phản đối được ra lại: đúng từng byte",
        "The contested decision taken again: the same bytes",
    )?;
    let number = match lamp {
        Some(number) => number.to_owned(),
        None => contested(guide).await?,
    };
    guide.explain(
        "Lịch sử cho biết ai đã làm gì, thay mặt ai, ngày nào, nhập lúc nào:",
        "The history says who did what, for whom, on which day, recorded when:",
    )?;
    guide.run(Some("tt"), &["history", &number]).await?;
    let history = guide.read("tt", &format!("/petitions/{number}/history")).await?;
    let entries = history["entries"].as_array().context("no history")?;
    let contest = entries.iter().find(|entry| entry["type"] == CONTESTED);
    let command = contest.and_then(|entry| entry["command_id"].as_str());
    let command = command.with_context(|| format!("{number} was never contested"))?;
    guide.explain(
        "Lời phản đối của xã: đã thấy gì, theo quy chế nào, ra kết quả gì. Ra lại quyết định đó:",
        "The commune's contest: what was seen, by which rules, what came of it. Taken again:",
    )?;
    guide.run(Some("tt"), &["decision", command, "--replay"]).await?;
    let again = guide.read("tt", &format!("/decisions/{command}?replay=true")).await?;
    let verdict: &Value = &again["replay"]["verdict"];
    ensure!(verdict == "same", "the replay says {verdict}");
    Ok(())
}

/// A petition that is contested now.
async fn contested(guide: &Guide) -> anyhow::Result<String> {
    let page = guide.read("tt", "/petitions?stage=contested&limit=1").await?;
    let number = page["petitions"][0]["number"].as_str();
    number.map(ToOwned::to_owned).context("no petition is contested")
}
