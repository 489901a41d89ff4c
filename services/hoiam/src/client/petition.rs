//! `hoiam show`: one petition, where it lies, who owes what by when, and its words.

use clap::Args;
use serde_json::Value;

use super::words::{due, label, list, opened, other, text};
use super::{Portal, encoded, print, print_json};
use crate::language::say;
use crate::table::{columns, wrapped};

const EXAMPLES: &str = "Examples:
  hoiam show LH26-17
  hoiam show LH26-17 --on 2026-06-30     as it stood on that day, by business date
  hoiam show LH26-17 --at 4711           as it stood at that position of the log";
/// Longer lines are hard to read, however wide the screen.
const TEXT_WIDTH: usize = 100;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    portal: Portal,
    /// Its number or stream id
    petition: String,
    /// As it stood on this day, by business dates
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// As it stood at this position of the log
    #[arg(long, value_name = "POSITION")]
    at: Option<u64>,
}

/// Prints one petition.
///
/// # Errors
/// The portal's problem.
pub(crate) fn show(args: &ShowArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let mut query = Vec::new();
        query.extend(args.on.clone().map(|on| ("on", on)));
        query.extend(args.at.map(|at| ("at", at.to_string())));
        let path = format!("/petitions/{}", encoded(&args.petition));
        let petition = args.portal.get(&path, &query).await?;
        if args.portal.json {
            return print_json(&petition);
        }
        shown(&petition, columns().min(TEXT_WIDTH)).iter().try_for_each(|line| print(line))
    })
}

/// A line with a label in front.
fn field(lines: &mut Vec<String>, label: &str, value: &str) {
    if !value.is_empty() && value != "–" {
        let missing = 18_usize.saturating_sub(unicode_width::UnicodeWidthStr::width(label));
        lines.push(format!("  {label}{} {value}", " ".repeat(missing)));
    }
}

fn name(value: &Value) -> String {
    value["name"].as_str().unwrap_or("–").to_owned()
}

fn shown(petition: &Value, width: usize) -> Vec<String> {
    let mut flags: Vec<String> = list(&petition["flags"]).iter().map(label).collect();
    flags.retain(|flag| !flag.is_empty());
    let flags = if flags.is_empty() { String::new() } else { format!("  [{}]", flags.join(", ")) };
    let mut lines =
        vec![format!("{}  {}{flags}", text(petition, "number"), label(&petition["stage"]))];
    if let Some(wording) = petition["public_wording"].as_str() {
        lines.extend(
            wrapped(wording, width.saturating_sub(2)).iter().map(|line| format!("  {line}")),
        );
    }
    lines.push(String::new());
    let raised = format!(
        "{}, {}, {}",
        text(petition, "raised_on"),
        other(text(petition, "via")),
        name(&petition["raised_with"])
    );
    field(&mut lines, say("tiếp nhận", "raised"), &raised);
    field(&mut lines, say("hội đồng", "council"), &name(&petition["council"]));
    field(&mut lines, say("địa bàn", "area"), text(petition, "area"));
    field(&mut lines, say("lĩnh vực", "field"), text(petition, "field"));
    proposal(petition, &mut lines);
    for one in list(&petition["dues"]) {
        let whose =
            one["whose"]["name"].as_str().map(|name| format!(", {name}")).unwrap_or_default();
        let rung = one["rung"].as_u64().map(|rung| format!(" ({} {rung})", say("nấc", "rung")));
        let rung = rung.unwrap_or_default();
        let line = format!("{} {}{whose}{rung}", text(one, "day"), due(text(one, "what")));
        field(&mut lines, say("đến hạn", "due"), &line);
    }
    field(&mut lines, say("theo dõi", "followed by"), &name(&petition["follower"]));
    for to in list(&petition["addressees"]) {
        addressee(to, width, &mut lines);
    }
    endings(petition, &mut lines);
    texts(&petition["texts"], width, &mut lines);
    lines.push(String::new());
    field(&mut lines, say("phiên bản", "version"), &petition["version"].to_string());
    field(&mut lines, say("mã", "stream"), text(petition, "stream"));
    lines
}

/// Where the agreement stands: who agreed, who has another opinion.
fn proposal(petition: &Value, lines: &mut Vec<String>) {
    let proposal = &petition["proposal"];
    if proposal.is_null() || !list(&petition["addressees"]).is_empty() {
        return;
    }
    let to: Vec<String> = list(&proposal["addressees"]).iter().map(name).collect();
    let state = match proposal["agreed"] == true {
        true => say("đã thống nhất", "agreed"),
        false => say("đề xuất", "proposed"),
    };
    let line = format!("{} {}: {}", state, proposal["number"], to.join("; "));
    field(lines, say("phân loại", "classification"), &line);
    for consent in list(&proposal["consents"]) {
        let line = format!("{} {}", text(consent, "on"), name(&consent["party"]));
        field(lines, say("đồng ý", "consent"), &line);
    }
    for contest in list(&proposal["contests"]) {
        let reason =
            opened(&contest["reason"]).map(|reason| format!(": {reason}")).unwrap_or_default();
        let line = format!("{} {}{reason}", text(contest, "on"), name(&contest["party"]));
        field(lines, say("ý kiến khác", "contested"), &line);
    }
}

/// One addressee with its clocks and what it said.
fn addressee(to: &Value, width: usize, lines: &mut Vec<String>) {
    lines.push(String::new());
    lines.push(format!("  → {}", text(to, "name")));
    field(lines, say("  chuyển ngày", "  sent on"), text(to, "sent_on"));
    field(lines, say("  đã nhận", "  received"), text(&to["receipt"], "on"));
    field(lines, say("  hạn trả lời", "  answer due"), text(to, "answer_due"));
    field(lines, say("  hạn làm xong", "  to be done by"), text(to, "done_by"));
    let lead = to["assigned"]["lead"]["name"].as_str().unwrap_or("–");
    field(lines, say("  chủ trì", "  lead agency"), lead);
    field(lines, say("  trả lại", "  returned"), text(&to["returned"], "on"));
    let said = |list_of: &str| list(&to[list_of]);
    for answer in said("answers") {
        let line = format!("{} {}", text(answer, "on"), other(text(&answer["said"], "outcome")));
        field(lines, say("  trả lời", "  answered"), &line);
        let words = opened(&answer["said"]["text"]);
        for line in words.iter().flat_map(|words| wrapped(words, width.saturating_sub(6))) {
            lines.push(format!("      {line}"));
        }
    }
    for known in said("made_known") {
        field(lines, say("  đã thông báo", "  made known"), text(known, "on"));
    }
    for claim in said("claims") {
        field(lines, say("  báo đã xong", "  claimed done"), text(claim, "on"));
    }
    for check in said("checks") {
        let line = format!("{} {}", text(check, "on"), other(text(&check["said"], "result")));
        field(lines, say("  kiểm tra", "  checked"), &line);
    }
    for extended in said("extensions") {
        let line = format!("{} → {}", text(extended, "on"), text(&extended["said"], "until"));
        field(lines, say("  gia hạn", "  extended"), &line);
    }
    for reminder in said("reminders") {
        field(lines, say("  đôn đốc", "  reminded"), text(reminder, "on"));
    }
}

/// How it ended, or went on elsewhere.
fn endings(petition: &Value, lines: &mut Vec<String>) {
    for (member, words) in [
        ("settled_on", say("giải quyết xong", "settled")),
        ("closed", say("kết thúc", "closed")),
        ("withdrawn", say("cử tri rút", "withdrawn")),
        ("merged", say("gộp", "merged")),
    ] {
        let day = petition[member].as_str().or(petition[member]["on"].as_str());
        field(lines, words, day.unwrap_or("–"));
    }
    for refused in list(&petition["refused_reactions"]) {
        field(lines, say("cần người xử lý", "needs a person"), text(refused, "code"));
    }
}

fn texts(texts: &Value, width: usize, lines: &mut Vec<String>) {
    lines.push(String::new());
    if texts == "forbidden" {
        let words =
            say("nội dung do cử tri nêu: không thuộc quyền xem", "its words are not yours to read");
        lines.push(format!("  {words}"));
        return;
    }
    if let Some(original) = opened(&texts["original"]) {
        lines.push(format!("  {}", say("Cử tri nêu:", "The voter's words:")));
        lines.extend(
            wrapped(&original, width.saturating_sub(4)).iter().map(|line| format!("    {line}")),
        );
    }
    if let Some(by) = opened(&texts["raised_by"]) {
        field(lines, say("người nêu", "raised by"), &by);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_petition_tells_where_it_lies_what_is_due_and_its_words() {
        let petition = json!({
            "number": "LH26-1", "version": 6, "stream": "s",
            "stage": { "vi": "đã chuyển", "en": "forwarded" },
            "flags": [{ "vi": "quá hạn", "en": "overdue" }],
            "raised_on": "2026-06-02", "via": "meeting", "raised_with": { "name": "Tổ 1" },
            "dues": [{ "day": "2026-08-19", "what": "answer", "whose": { "name": "Xã Hòa Phú" },
                        "rung": 2 }],
            "addressees": [{ "name": "Xã Hòa Phú", "sent_on": "2026-06-20",
                             "answer_due": "2026-08-19", "receipt": null }],
            "texts": { "original": { "text": "Tối om." }, "raised_by": { "refused": "erased" } },
        });
        let told = shown(&petition, 80).join("\n");
        for word in [
            "LH26-1  đã chuyển  [quá hạn]",
            "2026-08-19 trả lời, Xã Hòa Phú (nấc 2)",
            "→ Xã Hòa Phú",
            "Tối om.",
            "đã xóa",
        ] {
            assert!(told.contains(word), "{word} is missing in\n{told}");
        }
        let petition = json!({ "number": "LH26-2", "texts": "forbidden" });
        assert!(shown(&petition, 80).join("\n").contains("không thuộc quyền xem"));
    }
}
