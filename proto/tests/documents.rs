//! The generated documents are those of this program. `HOIAM_WRITE_DOCUMENTS=1` writes them anew.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use proto::{Realm, document};

#[track_caller]
fn current(file: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    #[allow(clippy::disallowed_methods, reason = "a switch of this test alone")]
    if std::env::var("HOIAM_WRITE_DOCUMENTS").is_ok() {
        std::fs::write(&path, made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "{file} is not current: HOIAM_WRITE_DOCUMENTS=1 cargo test -p proto");
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

#[test]
fn the_schemas_of_commands_are_current() {
    current("schemas/commands.json", &pretty(&document::commands()));
}

#[test]
fn the_schemas_of_events_are_current() {
    current("schemas/events.json", &pretty(&document::events()));
}

#[test]
fn the_description_of_the_bus_is_current() {
    current("asyncapi.yaml", &document::asyncapi(&Realm::new("r1").unwrap()));
}

#[test]
fn every_reference_leads_somewhere() {
    fn check(at: &serde_json::Value, root: &serde_json::Value) {
        if let Some(reference) = at.get("$ref").and_then(|reference| reference.as_str()) {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(root.pointer(pointer).is_some(), "{reference} leads nowhere");
        }
        let members = at.as_object().into_iter().flatten().map(|(_, member)| member);
        members.chain(at.as_array().into_iter().flatten()).for_each(|member| check(member, root));
    }
    for document in [document::commands(), document::events()] {
        check(&document, &document);
    }
}
