//! `hoiam directory`: the bodies of the realm as a tree, and who serves them.

use clap::Args;
use serde_json::Value;

use super::names::{Names, key_of};
use super::words::{list, text};
use super::{Portal, print, print_json};
use crate::language::say;

const EXAMPLES: &str = "Examples:
  hoiam directory
  hoiam directory --officers
  hoiam directory --on 2025-06-30       who stood on that day
The word in brackets is the body's key: hoiam do … --as KEY.";
/// Bodies under bodies are shown so deep; a circle in the data cannot hang the program.
const DEPTH_MAX: usize = 12;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DirectoryArgs {
    #[command(flatten)]
    portal: Portal,
    /// Also who serves each body, as what
    #[arg(long)]
    officers: bool,
    /// Only what stood on this day [default: everything, with roles of today]
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
}

/// Prints the directory.
///
/// # Errors
/// The portal's problem.
pub(crate) fn run(args: &DirectoryArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let query: Vec<_> = args.on.clone().map(|on| ("on", on)).into_iter().collect();
        let directory = args.portal.get("/directory", &query).await?;
        if args.portal.json {
            return print_json(&directory);
        }
        let directory = if args.on.is_some() { standing(directory) } else { directory };
        shown(&directory, args.officers).iter().try_for_each(|line| print(line))
    })
}

/// The directory without the bodies that did not stand on its day.
fn standing(mut directory: Value) -> Value {
    if let Some(bodies) = directory["bodies"].as_array_mut() {
        bodies.retain(|body| body["stands"] != false);
    }
    directory
}

fn shown(directory: &Value, officers: bool) -> Vec<String> {
    let names = Names::of(directory);
    let mut lines =
        vec![format!("{}  ({})", text(directory, "name"), text(directory, "on")), String::new()];
    let bodies = list(&directory["bodies"]);
    let known = |id: &Value| bodies.iter().any(|body| body["body"] == *id);
    let tops = bodies.iter().filter(|body| !known(&body["under"]));
    for top in sorted(tops.collect()) {
        tree(directory, top, &names, officers, 0, &mut lines);
    }
    lines
}

fn sorted(mut bodies: Vec<&Value>) -> Vec<&Value> {
    bodies.sort_by_key(|body| (text(body, "level").to_owned(), text(body, "name").to_owned()));
    bodies
}

fn tree(
    directory: &Value,
    body: &Value,
    names: &Names,
    officers: bool,
    depth: usize,
    lines: &mut Vec<String>,
) {
    let indent = "  ".repeat(depth);
    let name = text(body, "name");
    let mut line =
        format!("{indent}{name}  [{}]  {} {}", key_of(name), say("từ", "from"), text(body, "from"));
    if let Some(until) = body["until"].as_str() {
        line.push_str(&format!(" {} {until}", say("đến", "until")));
        let heirs: Vec<String> =
            list(&body["successors"]).iter().map(|id| names.of_body(id)).collect();
        if !heirs.is_empty() {
            line.push_str(&format!(" → {}", heirs.join("; ")));
        }
    }
    lines.push(line);
    if officers {
        for (officer, role) in serving(directory, &body["body"]) {
            lines.push(format!("{indent}    · {officer} ({role})"));
        }
    }
    if depth < DEPTH_MAX {
        let under = list(&directory["bodies"]).iter().filter(|one| one["under"] == body["body"]);
        for one in sorted(under.collect()) {
            tree(directory, one, names, officers, depth + 1, lines);
        }
    }
}

/// Who serves `body`, each with the title of the role.
fn serving(directory: &Value, body: &Value) -> Vec<(String, String)> {
    let title = |role: &Value| {
        let defined = list(&directory["roles"]).iter().find(|one| one["role"] == *role);
        defined.and_then(|one| one["title"].as_str()).or(role.as_str()).unwrap_or("–").to_owned()
    };
    let mut found = Vec::new();
    for officer in list(&directory["officers"]) {
        let name = super::words::opened(&officer["name"]).unwrap_or_else(|| "–".to_owned());
        let roles = list(&officer["roles"]).iter().filter(|role| role["body"] == *body);
        found.extend(roles.map(|role| (name.clone(), title(&role["role"]))));
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bodies_stand_under_bodies_with_their_days_and_heirs() {
        let directory = json!({
            "name": "Lam Hà", "on": "2026-07-01",
            "bodies": [
                { "body": "b", "name": "Ban Pháp chế", "under": "a", "from": "2026-04-01" },
                { "body": "a", "name": "HĐND tỉnh", "under": null, "from": "2026-04-01" },
                { "body": "c", "name": "UBND huyện", "under": null, "from": "2020-01-01",
                  "until": "2026-06-30", "successors": ["a"] },
            ],
            "roles": [{ "role": "officer", "title": "Chuyên viên" }],
            "officers": [{ "officer": "o", "name": { "text": "Bà Sen" },
                           "roles": [{ "body": "b", "role": "officer" }] }],
        });
        let told = shown(&directory, true).join("\n");
        assert!(
            told.contains("HĐND tỉnh  [ht]") && told.contains("\n  Ban Pháp chế  [bpc]"),
            "{told}"
        );
        assert!(told.contains("2026-06-30 → HĐND tỉnh"), "{told}");
        assert!(told.contains("· Bà Sen (Chuyên viên)"), "{told}");
        assert!(!shown(&directory, false).join("\n").contains("Sen"));
        let mut then = directory;
        then["bodies"][2]["stands"] = json!(false);
        assert!(!shown(&standing(then), false).join("\n").contains("UBND huyện"));
    }
}
