//! `hoiam rules`: the co-ordination rules of a council in words, each with its legal basis.

use clap::Args;
use serde_json::Value;

use super::names::Names;
use super::words::{list, other, text};
use super::{Portal, print, print_json};
use crate::language::say;

const EXAMPLES: &str = "Examples:
  hoiam rules
  hoiam rules 'hđnd tỉnh' --on 2026-06-30";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RulesArgs {
    #[command(flatten)]
    portal: Portal,
    /// Whose [default: the only council with a term]
    council: Option<String>,
    /// Those in force on this day [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
}

/// Prints the rules.
///
/// # Errors
/// The portal's problem; also when it is open which council is meant.
pub(crate) fn run(args: &RulesArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let directory = args.portal.get("/directory", &[]).await?;
        let names = Names::of(&directory);
        let council = match &args.council {
            Some(council) => names.body(council)?,
            None => only_council(&directory, &names)?,
        };
        let mut query = vec![("council", council)];
        query.extend(args.on.clone().map(|on| ("on", on)));
        let answer = args.portal.get("/rules", &query).await?;
        if args.portal.json {
            return print_json(&answer);
        }
        print(&format!("{}  ({})", names.of_body(&answer["council"]), text(&answer, "on")))?;
        in_words(&answer["rules"], &names, |_| true).iter().try_for_each(|line| print(line))
    })
}

fn only_council(directory: &Value, names: &Names) -> anyhow::Result<String> {
    let mut councils: Vec<&str> =
        list(&directory["terms"]).iter().filter_map(|term| term["council"].as_str()).collect();
    councils.sort_unstable();
    councils.dedup();
    match councils.as_slice() {
        [one] => Ok((*one).to_owned()),
        several => {
            let told: Vec<String> =
                several.iter().map(|&id| names.of_body(&Value::from(id))).collect();
            Err(super::failure::Failure::usage(say(
                format!("hội đồng nào? có: {}", told.join("; ")),
                format!("which council? there are: {}", told.join("; ")),
            )))
        }
    }
}

/// `5 working days (NQ 72, điều 3)`; nothing where there is no such rule.
pub(crate) fn days(deadline: &Value) -> Option<String> {
    let kind = other(deadline["day_kind"].as_str()?);
    Some(format!("{} {kind} ({})", deadline["days"], text(deadline, "basis")))
}

/// The rules, one line each; of the fields those that `matter`.
pub(crate) fn in_words(
    rules: &Value,
    names: &Names,
    matter: impl Fn(&Value) -> bool,
) -> Vec<String> {
    let mut lines = Vec::new();
    for (member, label) in [
        ("standing_committee", say("Thường trực HĐND", "standing committee")),
        ("front", say("Mặt trận", "Fatherland Front")),
        ("peoples_committee", say("Ủy ban nhân dân", "People's Committee")),
    ] {
        lines.push(format!("  {label}: {}", names.of_body(&rules[member])));
    }
    for (member, label) in [
        ("receipt", say("xác nhận đã nhận công văn", "receipt of a letter")),
        ("answer", say("trả lời", "answer")),
        ("making_known", say("thông báo đến cử tri", "making known")),
        ("check", say("kiểm tra kết quả", "check")),
    ] {
        lines.extend(days(&rules[member]).map(|days| format!("  {label}: {days}")));
    }
    for (n, pair) in (1..).zip(list(&rules["pairs"])) {
        let sides: Vec<String> =
            list(&pair["sides"]).iter().map(|side| of_side(side, names)).collect();
        let silence = match pair["silence_is_consent"] == true {
            true => say("im lặng là đồng ý", "silence is consent"),
            false => say("im lặng không phải là đồng ý", "silence is not consent"),
        };
        let days = days(&pair["consent"]).unwrap_or_default();
        lines.push(format!(
            "  {} {n}: {}; {days}; {silence}",
            say("cặp", "pair"),
            sides.join(" ↔ ")
        ));
    }
    let deadlock = &rules["deadlock"];
    if !deadlock.is_null() {
        let (rounds, by) = (&deadlock["rounds_max"], of_side(&deadlock["decided_by"], names));
        let basis = text(deadlock, "basis");
        lines.push(say(
            format!("  không thống nhất sau {rounds} lần: {by} quyết định ({basis})"),
            format!("  not agreed after {rounds} rounds: {by} decides ({basis})"),
        ));
    }
    let rungs: Vec<String> = list(&rules["escalation"]).iter().map(ToString::to_string).collect();
    if !rungs.is_empty() {
        lines.push(format!(
            "  {}: {}",
            say("báo lên cấp trên sau số ngày quá hạn", "told one rung up at days overdue"),
            rungs.join(", ")
        ));
    }
    lines.push(say(
        format!("  ngày ghi lùi nhiều nhất: {} ngày", rules["back_dating_days"]),
        format!("  back-dating: {} days at most", rules["back_dating_days"]),
    ));
    for field in list(&rules["fields"]).iter().filter(|field| matter(&field["field"])) {
        let to = match field["addressee"].is_null() {
            true => say("tùy từng việc", "case by case").to_owned(),
            false => names.of_body(&field["addressee"]),
        };
        lines.push(format!("  {} ({}): {to}", text(field, "name"), text(field, "field")));
    }
    lines
}

fn of_side(side: &Value, names: &Names) -> String {
    match side.as_str() {
        Some(word) => other(word),
        None => names.of_body(&side["body"]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rules_are_told_with_the_kind_of_days_and_their_legal_basis() {
        let rules = json!({
            "standing_committee": "s", "front": "f", "peoples_committee": "p",
            "answer": { "days": 60, "day_kind": "calendar", "basis": "NQ 72, điều 9" },
            "pairs": [{ "sides": ["raised_with", { "body": "f" }],
                        "consent": { "days": 5, "day_kind": "working", "basis": "local choice" },
                        "silence_is_consent": false }],
            "deadlock": { "rounds_max": 2, "decided_by": "standing_committee", "basis": "QC 1" },
            "fields": [{ "field": "dien", "name": "Điện", "addressee": null }],
            "back_dating_days": 400, "escalation": [1, 10],
        });
        let names = Names::of(&json!({ "bodies": [{ "body": "f", "name": "Mặt trận tỉnh" }] }));
        let told = in_words(&rules, &names, |_| true).join("\n");
        for word in [
            "60 ngày (NQ 72, điều 9)",
            "tổ đại biểu tiếp nhận ↔ Mặt trận tỉnh; 5 ngày làm việc (local choice)",
            "sau 2 lần",
            "Điện (dien): tùy từng việc",
            "1, 10",
        ] {
            assert!(told.contains(word), "{word} is missing in\n{told}");
        }
    }
}
