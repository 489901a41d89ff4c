//! What a book says of an answer, taken over once its petition is in.

use proto::text::FreeText;
use serde_json::Value;

use super::form::{self, Whose};
use super::{CONFLICT, Desk, Place, REFUSED_BEFORE_MAX, nth};
use crate::verdict::{Petition, Stated};

/// How often a petition that changed meanwhile is looked at again.
const LOOKS_MAX: u32 = 5;

/// What became of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It is in now.
    New,
    /// It has been in since an earlier run.
    Was,
    /// It has been in, and the book says something else now.
    Otherwise,
    /// It is not in, and need not be: the petition went on here before the book had it.
    TooLate,
    /// It is not in; the problem says why.
    Refused(Value),
}

/// How the petition stands.
enum Seen {
    Answered(Value),
    WentOn,
    Open(u64),
}

/// Takes over what the book says of the answer of the petition at `place`.
///
/// # Errors
/// That the desk cannot go on.
pub async fn take_over<D: Desk + Sync>(
    desk: &D,
    whose: &Whose,
    (petition, stated): (&Petition, &Stated),
    key: &str,
    place: &Place,
) -> Result<Answer, D::Error> {
    let key = format!("{key}-answer");
    let (mut version, mut at_least, mut looks, mut before) = (place.version, 1, 0, 0);
    let mut last = Value::Null;
    while before < REFUSED_BEFORE_MAX && looks <= LOOKS_MAX {
        let Some(seen_version) = version else {
            looks += 1;
            match seen(desk, place).await? {
                Seen::Answered(said) if differs(petition, stated, &said) => {
                    return Ok(Answer::Otherwise);
                }
                Seen::Answered(_) => return Ok(Answer::Was),
                Seen::WentOn => return Ok(Answer::TooLate),
                Seen::Open(now) => version = Some(at_least.max(now)),
            }
            continue;
        };
        let on = petition.answered_on;
        let form = form::take_over(&whose.body, on, stated, &place.stream, seen_version);
        let said = desk.give("forwarding/TakeOverAnswer", &nth(&key, before), &form).await?;
        let repeated = said.body["repeated"] == true;
        match said.body["code"].as_str().unwrap_or_default() {
            _ if said.is_done() && repeated => return Ok(Answer::Was),
            _ if said.is_done() => return Ok(Answer::New),
            "conflict" => {
                // Perhaps the register has not heard of it yet.
                at_least = said.body["now"].as_u64().unwrap_or(at_least);
                version = None;
            }
            "forwarding.already_taken_over" => return Ok(Answer::Was),
            "key_reused" if said.body["first"] == "done" => return Ok(Answer::Was),
            "forwarding.lives_here_already" => return Ok(Answer::TooLate),
            // What was refused may have been put right in the book or in the realm since.
            "key_reused" => before += 1,
            _ if said.status == CONFLICT && repeated => before += 1,
            _ => return Ok(Answer::Refused(said.body)),
        }
        last = said.body;
    }
    Ok(Answer::Refused(last))
}

async fn seen<D: Desk + Sync>(desk: &D, place: &Place) -> Result<Seen, D::Error> {
    let said = desk.look(&place.stream, place.position).await?;
    // Who records it need not read it: the service then says how it stands.
    if !said.is_done() {
        return Ok(Seen::Open(1));
    }
    let shown = &said.body;
    if !shown["as_stated_in_the_book"].is_null() {
        return Ok(Seen::Answered(shown["as_stated_in_the_book"].clone()));
    }
    let some = |name: &str| shown[name].as_array().is_some_and(|list| !list.is_empty());
    let ended = ["merged", "withdrawn"].iter().any(|name| !shown[*name].is_null());
    // A refusal would be recorded at every run.
    if ended || some("addressees") || some("split_into") {
        return Ok(Seen::WentOn);
    }
    Ok(Seen::Open(shown["version"].as_u64().unwrap_or(1)))
}

/// Whether the book says something else than was taken over. What is bound meanwhile is not said
/// otherwise, and of what may not be read nothing is known.
fn differs(petition: &Petition, stated: &Stated, there: &Value) -> bool {
    let Stated { by, by_written, outcome: _, outcome_written, text } = stated;
    let said = &there["said"];
    let tidy = |text: &String| FreeText::new(text).ok().map(|text| text.as_str().to_owned());
    let of_text = |now: &Option<String>, then: &Value| match then["text"].as_str() {
        Some(then) => now.as_ref().and_then(tidy).is_none_or(|now| now != then),
        None => then.is_null() && now.is_some(),
    };
    let both = |now: Option<String>, then: Option<&str>| {
        now.zip(then).is_some_and(|(now, then)| now != then)
    };
    of_text(text, &said["text"])
        || of_text(outcome_written, &said["outcome_written"])
        || both(by.clone(), said["by"].as_str())
        || both(by_written.as_ref().and_then(tidy), said["by_written"]["text"].as_str())
        || both(petition.answered_on.map(|day| day.to_string()), there["on"].as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(answer: &str) -> Petition {
        Petition {
            key: proto::Digest::ZERO,
            ordinal: "1".to_owned(),
            session: String::new(),
            voter: String::new(),
            content: "Đèn tắt".to_owned(),
            area: None,
            field: None,
            group: None,
            addressees: Vec::new(),
            outcome: "Đã giải quyết".to_owned(),
            answer: answer.to_owned(),
            answered_on: Some("2026-10-20".parse().unwrap()),
            on: None,
            no_day: None,
            has_formula: false,
        }
    }

    #[test]
    fn an_answer_that_the_book_says_otherwise_now_is_found() {
        let there = |text: Value, on: &str| {
            json!({ "on": on, "said": { "by": null, "by_written": null, "outcome": "resolved",
                "outcome_written": { "text": "Đã giải quyết" }, "text": text } })
        };
        let same = json!({ "text": "Đã thay bóng." });
        let row = row(" Đã thay bóng.\r\n");
        let stated = row.stated().unwrap();
        for (there, expected) in [
            (there(same.clone(), "2026-10-20"), false),
            (there(same, "2026-10-21"), true),
            (there(json!({ "text": "Đang thay." }), "2026-10-20"), true),
            (there(Value::Null, "2026-10-20"), true),
            (there(json!({ "withheld": true }), "2026-10-20"), false),
        ] {
            assert_eq!(differs(&row, &stated, &there), expected, "{there}");
        }
    }
}
