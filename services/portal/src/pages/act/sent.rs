//! From a form that was sent to the API form of its command.

use proto::command::{CommandSpec, Target};
use serde_json::{Map, Value, json};

use crate::pages::act::fields::{FILES, PART, PARTS, Shape, as_it_stands, shapes};
use crate::pages::act::of_petition;
use crate::pages::act::received::{SCAN, Sent};
use crate::pages::form::{Pairs, one};
use crate::pages::json::{At, items};

/// The body of the request, as a client of the API would send it.
pub(in crate::pages) fn body(
    spec: &'static CommandSpec,
    shown: &Value,
    received: &Sent,
    merged: Option<Value>,
) -> Value {
    let sent = &received.form;
    // What the person saw, not what is there now.
    let number = |name: &str| one(sent, name).parse::<u64>().unwrap_or_default();
    let (seen, proposal) = (number("seen"), number("proposal"));
    let mut data: Map<String, Value> = of_petition(spec, shown, seen, proposal)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    for shape in shapes(spec) {
        let typed = !["petitions", FILES].contains(&shape.name.as_str());
        if typed
            && !data.contains_key(&shape.name)
            && let Some(value) = value(&shape, sent)
            // Corrected is only what was changed.
            && !(spec.name == "CorrectPetition"
                && value.as_str() == as_it_stands(shown, &shape.name).map(str::trim))
        {
            data.insert(shape.name, value);
        }
    }
    if let Some(merged) = merged {
        data.insert("petitions".to_owned(), merged);
    }
    if spec.name == "SplitPetition" {
        data = parted(shown, sent);
    }
    let files = received.files(FILES);
    if spec.target == Target::Existing && !files.is_empty() {
        data.insert(FILES.to_owned(), json!(files));
    }
    let mut body = json!({ "data": data });
    let mut put = |name: &str, value: &str| {
        if !value.trim().is_empty() {
            body[name] = json!(value);
        }
    };
    put("body", one(sent, "body"));
    put("occurred_on", one(sent, "occurred_on"));
    put("on_behalf", one(sent, "on_behalf"));
    let (symbol, issued_on) = (one(sent, "symbol").trim(), one(sent, "issued_on"));
    if !symbol.is_empty() || !issued_on.is_empty() {
        body["document"] = json!({ "symbol": symbol, "issued_on": issued_on });
    }
    if let Some(scan) = received.files(SCAN).first() {
        body["document"]["scan"] = json!(scan);
    }
    if spec.target == Target::Existing {
        body["stream"] = json!(shown.words("/stream"));
        body["seen_version"] = json!(seen);
    }
    if spec.name == "ConfirmReceipt" {
        // A receipt is of the letter, which nobody changes between its issue and its receipt.
        body["stream"] = json!(letter(shown, one(sent, "body")));
        body["seen_version"] = json!(1);
    }
    body
}

/// The letter by which `body` got the petition; for whoever took over the work of a body that ended,
/// the one whose receipt nobody has confirmed.
fn letter(shown: &Value, body: &str) -> Option<String> {
    let of = |to: &Value| to.text("/letter").map(str::to_owned);
    let all = || items(shown, "/addressees").iter();
    match all().find(|to| to.text("/body") == Some(body)) {
        Some(own) => of(own),
        None => all().filter(|to| to.get("receipt").is_none_or(Value::is_null)).find_map(of),
    }
}

/// A petition that is split, with the parts that were typed.
fn parted(shown: &Value, sent: &Pairs) -> Map<String, Value> {
    let texts = (1..=PARTS).map(|n| one(sent, &format!("{PART}{n}")).replace("\r\n", "\n"));
    let parts = texts.filter(|text| !text.trim().is_empty());
    let parts: Value = parts.map(|text| json!({ "original": text.trim() })).collect();
    let council = json!(shown.text("/council/body"));
    Map::from_iter([("council".to_owned(), council), ("parts".to_owned(), parts)])
}

fn value(shape: &Shape, sent: &Pairs) -> Option<Value> {
    use portal_pages::act::Kind;
    let typed = one(sent, &shape.name);
    match shape.kind {
        Kind::Files => None,
        Kind::Many => {
            let ticked = sent.0.iter().filter(|(name, _)| *name == shape.name);
            let ticked: Vec<&str> = ticked.map(|(_, value)| value.as_str()).collect();
            (shape.required || !ticked.is_empty()).then(|| json!(ticked))
        }
        Kind::YesNo => Some(json!(typed == "true")),
        Kind::Either => typed.parse::<bool>().ok().map(|said| json!(said)),
        // What is no number is told by whoever reads the command.
        Kind::Number => {
            let number = typed.trim().parse::<i64>().map_or_else(|_| json!(typed), |n| json!(n));
            (!typed.trim().is_empty()).then_some(number)
        }
        Kind::Text | Kind::Line | Kind::Day | Kind::One => {
            // Browsers end lines in two characters.
            let text = typed.replace("\r\n", "\n");
            (!text.trim().is_empty()).then(|| json!(text.trim()))
        }
    }
}
