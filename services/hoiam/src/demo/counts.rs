//! How many petitions stand where, as the portal says.

use anyhow::Context as _;
use serde_json::Value;

use super::table::Table;
use super::wire::get;
use crate::language::spoken;

/// Each council with its petitions by stage.
///
/// # Errors
/// When the portal does not answer.
pub(crate) async fn told(table: &Table) -> anyhow::Result<String> {
    let office = table.row("office")?;
    let directory = get(office, "/directory", 0).await?;
    let bodies = directory["bodies"].as_array().context("no bodies")?;
    let mut lines = Vec::new();
    for council in bodies.iter().filter(|body| body["kind"] == "council") {
        let id = council["body"].as_str().unwrap_or_default();
        let page = get(office, &format!("/petitions?council={id}&limit=1"), 0).await?;
        let counts = page["counts"].as_array().map_or(&[][..], Vec::as_slice);
        let all: u64 = counts.iter().filter_map(|count| count["count"].as_u64()).sum();
        if all == 0 {
            continue;
        }
        lines.push(format!("{}: {all}", council["name"].as_str().unwrap_or_default()));
        lines.push(format!("  {}", by_stage(counts)));
    }
    Ok(lines.join("\n"))
}

fn by_stage(counts: &[Value]) -> String {
    let each = counts.iter().filter(|count| count["count"] != 0).map(|count| {
        format!(
            "{} {}",
            count["stage"][spoken().tag()].as_str().unwrap_or_default(),
            count["count"]
        )
    });
    each.collect::<Vec<_>>().join(" · ")
}
