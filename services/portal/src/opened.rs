//! Sealed texts in an answer: opened for who may read them, or replaced by the kind of text.
//!
//! In an answer a text is `{"text": …}`, `{"refused": why}`, or `{"sealed": path}` for a reader who
//! may only see that it is there. When the vault is away the record is shown without its texts.

use proto::sealed::Sealed;
use proto::{BodyId, OfficerId};
use serde_json::{Value, json};
use vault::{Refusal, VaultClient, VaultError};

/// `value` with every sealed text opened, in one call, for `officer` who acts for `body`.
pub(crate) async fn opened(
    vault: &VaultClient,
    officer: OfficerId,
    body: BodyId,
    mut value: Value,
) -> Value {
    let mut found = Vec::new();
    collect(&value, &mut String::new(), &mut found);
    if found.is_empty() {
        return value;
    }
    let (places, items): (Vec<String>, Vec<Sealed>) = found.into_iter().unzip();
    let count = items.len();
    let shown = match vault.open(officer, body, items).await {
        Ok(texts) => texts
            .into_iter()
            .map(|text| match text {
                Ok(text) => json!({ "text": text.as_str() }),
                Err(refusal) => json!({ "refused": word(refusal) }),
            })
            .collect(),
        Err(error) => {
            let why = match error {
                VaultError::Refused { refusal } => word(refusal),
                VaultError::Unavailable { .. } | VaultError::Malformed { .. } => {
                    tracing::warn!(%error, "texts are shown as unavailable");
                    "unavailable"
                }
            };
            vec![json!({ "refused": why }); count]
        }
    };
    for (place, text) in places.iter().zip(shown) {
        if let Some(at) = value.pointer_mut(place) {
            *at = text;
        }
    }
    value
}

/// `value` with every sealed text replaced by the kind of text that it is.
pub(crate) fn closed(mut value: Value) -> Value {
    let mut found = Vec::new();
    collect(&value, &mut String::new(), &mut found);
    for (place, sealed) in found {
        if let Some(at) = value.pointer_mut(&place) {
            *at = json!({ "sealed": sealed.path });
        }
    }
    value
}

fn word(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Destroyed => "erased",
        Refusal::Forbidden => "forbidden",
        Refusal::UnknownKey => "unknown_key",
        Refusal::Tampered => "tampered",
        Refusal::NotATrackingCode | Refusal::NotHeld | Refusal::Full | Refusal::Waiting => {
            "unavailable"
        }
    }
}

/// The sealed texts in `value`, each with its JSON pointer. JSON is at most 128 levels deep here.
fn collect(value: &Value, place: &mut String, found: &mut Vec<(String, Sealed)>) {
    let len = place.len();
    match value {
        Value::Object(members) => {
            let looks = members.contains_key("seal_id") && members.contains_key("ct");
            if looks && let Ok(sealed) = serde_json::from_value(value.clone()) {
                found.push((place.clone(), sealed));
                return;
            }
            for (name, member) in members {
                place.push('/');
                place.push_str(&name.replace('~', "~0").replace('/', "~1"));
                collect(member, place, found);
                place.truncate(len);
            }
        }
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                place.push_str(&format!("/{n}"));
                collect(item, place, found);
                place.truncate(len);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use proto::StreamId;
    use proto::sealed::KeyId;
    use register::made_log::{CLERK, GROUP, sealed};

    use super::*;

    fn value() -> Value {
        let stream = StreamId::of_directory();
        let text = sealed(KeyId::Stream(stream), stream, "a.b");
        json!({ "a/b": [1, { "reason": text }], "ct": "x", "seal_id": 3 })
    }

    #[test]
    fn closed_shows_the_kind_of_text_and_leaves_the_rest() {
        let shown = closed(value());
        assert_eq!(
            shown,
            json!({ "a/b": [1, { "reason": { "sealed": "a.b" } }], "ct": "x", "seal_id": 3 })
        );
    }

    #[tokio::test]
    async fn without_a_vault_the_record_is_shown_and_its_texts_are_not() {
        let vault = VaultClient::new("/nowhere/vault.sock");
        let shown = opened(&vault, CLERK, GROUP, value()).await;
        assert_eq!(shown["a/b"][1]["reason"], json!({ "refused": "unavailable" }));
        assert!(!shown.to_string().contains("AAAA"));
    }
}
