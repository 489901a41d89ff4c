//! `hoiam decision`: in words what was asked, on what it was decided and what came of it, and
//! whether it would be decided so again.

use clap::Args;
use serde_json::Value;

use super::names::Names;
use super::words::{event, list, moment, text};
use super::{Portal, encoded, print, print_json, rules};
use crate::language::say;

const EXAMPLES: &str = "Examples:
  hoiam decision 7c1f…           what was seen, which rules held, what came of it
  hoiam decision 7c1f… --replay  take it again now: same bytes?
Ids of decisions: hoiam history.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DecisionArgs {
    #[command(flatten)]
    portal: Portal,
    /// The decision's id, as `hoiam do` and `hoiam history` show it
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
        let path = format!("/decisions/{}", encoded(&args.command));
        let decided = args.portal.get(&path, &query).await?;
        if args.portal.json {
            print_json(&decided)?;
        } else {
            let names = Names::load(&args.portal).await?;
            shown(&decided, &names).iter().try_for_each(|line| print(line))?;
        }
        let verdict = decided["replay"]["verdict"].as_str();
        anyhow::ensure!(
            verdict.is_none_or(|verdict| verdict == "same"),
            say("quyết định lại cho kết quả khác", "the replay differs")
        );
        Ok(())
    })
}

fn shown(decided: &Value, names: &Names) -> Vec<String> {
    let decision = &decided["decision"];
    let (context, seq) = (text(decided, "context"), &decided["seq"]);
    let mut lines =
        vec![format!("{} {seq}: {}", say("Quyết định", "Decision"), text(decided, "command_id"))];
    if decision.is_null() {
        lines.push(
            say("  nội dung đã xóa theo quy định", "  what it was taken on is erased").to_owned(),
        );
    } else {
        asked(decision, context, names, &mut lines);
        seen(decided, &mut lines);
        pinned(decided, names, &mut lines);
    }
    outcome(decided, &mut lines);
    match decided["replay"]["verdict"].as_str() {
        Some("same") => lines.push(
            say("Quyết định lại: giống từng byte (same bytes)", "Taken again: same bytes")
                .to_owned(),
        ),
        Some(verdict) => lines.push(format!(
            "{}: {verdict} {}",
            say("Quyết định lại: KHÁC", "Taken again: DIFFERS"),
            decided["replay"]["what"]
        )),
        None => {}
    }
    lines
}

/// What was asked, by whom for which body, when.
fn asked(decision: &Value, context: &str, names: &Names, lines: &mut Vec<String>) {
    let message = &decision["message"];
    lines.push(format!(
        "{}: {context} {}, {} {}",
        say("Yêu cầu", "Asked"),
        text(decision, "command"),
        say("việc ngày", "of"),
        text(message, "occurred_on"),
    ));
    let who = match message["officer"].is_null() {
        true => say("hệ thống (phản ứng hoặc đến hạn)", "the system (a reaction or a due day)")
            .to_owned(),
        false => format!(
            "{}, {}",
            names.of_officer(&message["officer"]),
            names.of_body(&message["body"])
        ),
    };
    lines.push(format!("  {}: {who}", say("người làm", "by")));
    if !message["on_behalf"].is_null() {
        lines.push(format!(
            "  {}: {}",
            say("ghi thay", "on behalf of"),
            names.of_body(&message["on_behalf"])
        ));
    }
    if let Some(symbol) = message["document"]["symbol"].as_str() {
        lines.push(format!("  {}: {symbol}", say("văn bản", "paper")));
    }
    if let Some(members) = message["data"].as_object().filter(|members| !members.is_empty()) {
        for (name, value) in members {
            lines.push(format!("  {name}: {}", value_in_words(value, names)));
        }
    }
    lines.push(format!(
        "  {} {}, {} {}, {} {}",
        say("lúc", "at"),
        moment(&decision["now"]),
        say("qua cổng", "through site"),
        text(decision, "site"),
        say("bộ quy tắc quyết định số", "decider"),
        decision["decider"],
    ));
}

/// A value of the command; bodies by name, texts only as what they are.
fn value_in_words(value: &Value, names: &Names) -> String {
    match value {
        Value::String(id) if super::names::is_id(id) => names.of_body(value),
        Value::String(text) => text.clone(),
        Value::Array(all) => {
            all.iter().map(|one| value_in_words(one, names)).collect::<Vec<_>>().join("; ")
        }
        Value::Object(members) if members.contains_key("sealed") => {
            say("(văn bản niêm phong)", "(sealed text)").to_owned()
        }
        Value::Object(members) => {
            let parts = members
                .iter()
                .map(|(name, value)| format!("{name} {}", value_in_words(value, names)));
            parts.collect::<Vec<_>>().join(", ")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

fn of_stream(one: &Value) -> String {
    let number = one["number"].as_str().map(ToOwned::to_owned);
    let short = || text(one, "stream").chars().take(8).collect();
    number.unwrap_or_else(short)
}

fn seen(decided: &Value, lines: &mut Vec<String>) {
    lines.push(say("Đã xem:", "Seen:").to_owned());
    let seen = list(&decided["seen"]);
    if seen.is_empty() {
        lines.push(format!("  {}", say("không cần xem gì", "nothing")));
    }
    for one in seen {
        let line = match one["version"].as_u64() {
            Some(0) => say("chưa có gì", "nothing there yet").to_owned(),
            _ => format!("{} {}", say("phiên bản", "version"), one["version"]),
        };
        lines.push(format!("  {} {line}", of_stream(one)));
    }
    let facts = &decided["decision"]["facts"];
    if facts.as_object().is_some_and(|facts| !facts.is_empty()) {
        lines.push(format!("{}: {facts}", say("Dữ kiện", "Facts")));
    }
}

/// The directory, calendar and rules that held.
fn pinned(decided: &Value, names: &Names, lines: &mut Vec<String>) {
    lines.push(say("Theo:", "By:").to_owned());
    for pin in list(&decided["pinned"]) {
        let version = format!("{} {}", say("phiên bản", "version"), pin["version"]);
        let what = match text(pin, "what") {
            "directory" => say("danh bạ cơ quan", "the directory").to_owned(),
            "calendar" => say("lịch ngày nghỉ", "the calendar").to_owned(),
            "rules" => {
                let council = pin["council"]["name"].as_str().unwrap_or("–");
                format!("{} {council}", say("quy chế phối hợp của", "the rules of"))
            }
            _ => of_stream(pin),
        };
        lines.push(format!("  {what}, {version}"));
        if pin["rules"].is_object() {
            let field = &decided["decision"]["message"]["data"]["field"];
            let words = rules::in_words(&pin["rules"], names, |of| of == field);
            lines.extend(words.into_iter().map(|line| format!("  {line}")));
        }
    }
}

fn outcome(decided: &Value, lines: &mut Vec<String>) {
    let result = &decided["result"];
    if let Some(code) = result["code"].as_str() {
        let title = result["title"].as_str().unwrap_or_default();
        lines.push(format!("{}: {title} [{code}]", say("Bị từ chối", "Refused")));
        let about = result["about"].as_object().into_iter().flatten();
        lines.extend(about.map(|(name, value)| format!("  {name}: {value}")));
        return;
    }
    let happened = list(&decided["happened"]);
    let nothing = say("không có gì phải đổi", "nothing had to change");
    let head = if happened.is_empty() { nothing } else { "" };
    lines.push(format!("{}: {head}", say("Kết quả", "Outcome")).trim_end().to_owned());
    for one in happened {
        let what = one["type"].as_str().map_or_else(|| "–".to_owned(), event);
        lines.push(format!("  {what}, {}, #{}", of_stream(one), one["position"]));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn decided(result: &Value, happened: &Value) -> Value {
        json!({
            "command_id": "c", "seq": 9, "context": "intake",
            "decision": {
                "command": "FixList", "decider": 1, "now": "2026-11-22T02:00:00Z", "site": "MAIN",
                "message": { "officer": "o", "body": "b", "occurred_on": "2026-11-20",
                             "data": { "reason": { "sealed": "x" }, "area": "hoa-phu" } },
            },
            "seen": [{ "stream": "s", "version": 3, "number": "LH26-1" }],
            "pinned": [{ "what": "rules", "version": 2, "council": { "name": "HĐND" }, "rules": {
                "answer": { "days": 30, "day_kind": "working", "basis": "NQ 72" } } }],
            "result": result, "happened": happened,
        })
    }

    fn names() -> Names {
        Names::of(&json!({ "bodies": [{ "body": "b", "name": "Tổ 1" }],
                           "officers": [{ "officer": "o", "name": { "text": "Bà Sen" } }] }))
    }

    #[test]
    fn a_decision_tells_who_asked_what_was_seen_which_rule_held_and_what_came_of_it() {
        let happened = json!([{ "type": "intake.list_fixed", "number": "LH26-1", "position": 7 }]);
        let mut decided = decided(&json!({ "outcome": "done" }), &happened);
        decided["replay"] = json!({ "verdict": "same" });
        let told = shown(&decided, &names()).join("\n");
        for word in [
            "Bà Sen, Tổ 1",
            "LH26-1 phiên bản 3",
            "quy chế phối hợp của HĐND, phiên bản 2",
            "30 ngày làm việc (NQ 72)",
            "chốt danh sách tổng hợp, LH26-1, #7",
            "(văn bản niêm phong)",
            "same bytes",
        ] {
            assert!(told.contains(word), "{word} is missing in\n{told}");
        }
    }

    #[test]
    fn a_refusal_is_told_in_its_words() {
        let refused = json!({ "outcome": "refused", "code": "intake.no_petitions",
                              "title": "Danh sách không có kiến nghị nào", "about": {} });
        let told = shown(&decided(&refused, &json!([])), &names()).join("\n");
        assert!(told.contains("Danh sách không có kiến nghị nào [intake.no_petitions]"), "{told}");
    }
}
