//! From a form that was sent to the API form of its command.

use proto::command::{CommandSpec, Target};
use serde_json::{Map, Value, json};

use crate::pages::act::fields::{Shape, shapes};
use crate::pages::act::of_petition;
use crate::pages::form::{Pairs, one};
use crate::pages::json::At;

/// The body of the request, as a client of the API would send it.
pub(super) fn body(spec: &'static CommandSpec, shown: &Value, sent: &Pairs) -> Value {
    // What the person saw, not what is there now.
    let number = |name: &str| one(sent, name).parse::<u64>().unwrap_or_default();
    let (seen, proposal) = (number("seen"), number("proposal"));
    let mut data: Map<String, Value> = of_petition(spec, shown, seen, proposal)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    for shape in shapes(spec) {
        if !data.contains_key(&shape.name)
            && let Some(value) = value(&shape, sent)
        {
            data.insert(shape.name, value);
        }
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
    if spec.target == Target::Existing {
        body["stream"] = json!(shown.words("/stream"));
        body["seen_version"] = json!(seen);
    }
    body
}

fn value(shape: &Shape, sent: &Pairs) -> Option<Value> {
    use portal_pages::act::Kind;
    let typed = one(sent, &shape.name);
    match shape.kind {
        Kind::Many => {
            let ticked = sent.0.iter().filter(|(name, _)| *name == shape.name);
            let ticked: Vec<&str> = ticked.map(|(_, value)| value.as_str()).collect();
            (shape.required || !ticked.is_empty()).then(|| json!(ticked))
        }
        Kind::YesNo => Some(json!(typed == "true")),
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
