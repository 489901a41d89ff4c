//! `hoiam decision`: what a decision was taken on, and whether it would be taken so again.

use clap::Args;
use serde_json::Value;

use super::{Portal, print, print_json};

const EXAMPLES: &str = "Examples:
  hoiam decision 7c1f…           what was seen, which rule decided, what came of it
  hoiam decision 7c1f… --replay  take it again now: same bytes?";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DecisionArgs {
    #[command(flatten)]
    portal: Portal,
    /// The command's id, as `hoiam do` and `hoiam history --json` show it
    command: String,
    /// Take the decision again and compare
    #[arg(long)]
    replay: bool,
}

/// Prints the decision.
///
/// # Errors
/// The portal's problem; also when a replay does not come to the same bytes.
pub(crate) fn run(args: &DecisionArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let replay = args.replay.then(|| ("replay", "true".to_owned()));
        let query: Vec<_> = replay.into_iter().collect();
        let decided = args.portal.get(&format!("/decisions/{}", args.command), &query).await?;
        if args.portal.json {
            print_json(&decided)?;
        } else {
            shown(&decided)?;
        }
        let verdict = decided["replay"]["verdict"].as_str();
        anyhow::ensure!(verdict.is_none_or(|verdict| verdict == "same"), "the replay differs");
        Ok(())
    })
}

fn shown(decided: &Value) -> anyhow::Result<()> {
    let decision = &decided["decision"];
    print(&format!(
        "decision {} — {}.{}, decider {}, at {}",
        decided["seq"],
        decided["context"].as_str().unwrap_or_default(),
        decision["command"].as_str().unwrap_or("(erased)"),
        decision["decider"],
        decision["now"].as_str().unwrap_or_default(),
    ))?;
    for (name, list) in [("read", &decision["reads"]), ("pinned", &decision["pins"])] {
        for read in list.as_array().map_or(&[][..], Vec::as_slice) {
            let stream = read[0].as_str().unwrap_or_default();
            print(&format!("  {name:<7} {stream} version {}", read[1]))?;
        }
    }
    let result = &decided["result"];
    match result["code"].as_str() {
        Some(code) => print(&format!("  refused: {code} {}", result["about"]))?,
        None => {
            for event in result["events"].as_array().map_or(&[][..], Vec::as_slice) {
                print(&format!("  event at position {}", event["position"]))?;
            }
        }
    }
    match decided["replay"]["verdict"].as_str() {
        Some("same") => print("  replayed: same bytes"),
        Some(verdict) => print(&format!("  replayed: {verdict} {}", decided["replay"]["what"])),
        None => Ok(()),
    }
}
