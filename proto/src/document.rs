//! The published language as documents: JSON Schemas of commands and events, and the AsyncAPI
//! description of the bus. Generated from the same tables that the program runs on; a test keeps the
//! files in `proto/` current.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::command::{COMMANDS, Target};
use crate::event::Event;
use crate::id::{Context, Realm};
use crate::subject::{INCARNATION_HEADER, Subjects};

/// Schemas of every command in its API form: `$defs`, and `commands` by `context.Command`.
#[must_use]
pub fn commands() -> Value {
    commands_at("#/$defs/")
}

/// As [`commands`], with definitions referred to below `definitions`, as OpenAPI wants them.
#[must_use]
pub fn commands_at(definitions: &str) -> Value {
    let mut generator = generator(definitions);
    let mut commands = Map::new();
    for spec in COMMANDS.iter().copied().flatten().filter(|spec| !spec.by_reaction) {
        let schema = (spec.schema)(&mut generator);
        let about = match spec.target {
            Target::New => "a new stream",
            Target::Existing => "an existing stream",
            Target::Directory => "the directory",
            Target::Rules => "the rules of a council",
        };
        let command = json!({ "version": spec.version, "about": about, "data": schema });
        commands.insert(format!("{}.{}", spec.context, spec.name), command);
    }
    document("Commands of Hồi Âm in their API form", "commands", &commands, generator)
}

/// Schemas of the data of every event: `$defs`, and `events` by type.
#[must_use]
pub fn events() -> Value {
    let mut generator = generator("#/$defs/");
    let mut events = Map::new();
    for (event_type, version, schema) in Event::schemas(&mut generator) {
        events.insert(event_type.to_owned(), json!({ "version": version, "data": schema }));
    }
    document("Events of Hồi Âm: the data of each type", "events", &events, generator)
}

fn generator(definitions: &str) -> SchemaGenerator {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = definitions.trim_start_matches('#').to_owned().into();
    settings.into_generator()
}

fn document(
    title: &str,
    list: &str,
    entries: &Map<String, Value>,
    mut generator: SchemaGenerator,
) -> Value {
    let definitions: Map<String, Value> = generator.take_definitions(true).into_iter().collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "$defs": definitions,
        list: entries,
    })
}

/// The bus of a realm as AsyncAPI 3.0, in YAML.
#[must_use]
pub fn asyncapi(realm: &Realm) -> String {
    let subjects = Subjects::of(realm);
    let (mut channels, mut operations) = (Map::new(), Map::new());
    let mut channel = |name: &str, address: String, message: &str, action: &str, about: &str| {
        let reference = format!("#/channels/{name}");
        let mut entry = json!({ "address": address, "description": about,
                                "messages": { message: { "name": message } } });
        if address.contains("{site}") {
            let about = "The site's token, put there by the server, never by the sender.";
            entry["parameters"] = json!({ "site": { "description": about } });
        }
        channels.insert(name.to_owned(), entry);
        operations
            .insert(name.to_owned(), json!({ "action": action, "channel": { "$ref": reference } }));
    };
    channel("head", subjects.head(), "Head", "send", "How far the log has come, every 2 s.");
    let reads = "Request: JSON; answer: a page of frames.";
    channel("read", subjects.read(), "ReadRequest", "receive", reads);
    for context in Context::ALL {
        let about = "One decision with its events, all or nothing; the answer is JSON.";
        let name = format!("append_{context}");
        channel(&name, subjects.append(context), "Append", "receive", about);
    }
    for spec in COMMANDS.iter().copied().flatten().filter(|spec| !spec.by_reaction) {
        let address = format!("{}.{{site}}", subjects.command(spec.context, spec.name));
        let name = format!("{}_{}", spec.context, spec.name);
        let about = "A command; the server adds the site's own token. The answer is JSON.";
        channel(&name, address, spec.name, "receive", about);
    }
    for (event_type, version) in Event::TYPES.iter().copied().flatten() {
        let about =
            format!("One event as a frame, version {version}; header {INCARNATION_HEADER}.");
        let name = event_type.replace('.', "_");
        channel(&name, subjects.event(event_type), event_type, "send", &about);
    }
    let document = json!({
        "asyncapi": "3.0.0",
        "info": { "title": "Hồi Âm: the bus of a realm", "version": env!("CARGO_PKG_VERSION"),
                  "description": "Payloads: proto/schemas/*.json and proto/src/{frame,page,append}.rs." },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
    });
    let mut text =
        "# Generated from the tables in proto/src; a test keeps it current.\n".to_owned();
    yaml(&document, 0, &mut text);
    text
}

/// Writes objects and strings as YAML; that is all that the document has.
fn yaml(value: &Value, depth: usize, to: &mut String) {
    let Some(members) = value.as_object() else { return };
    for (name, member) in members {
        to.push_str(&"  ".repeat(depth));
        to.push_str(&format!("{}:", Value::from(name.as_str())));
        if member.is_object() {
            to.push('\n');
            yaml(member, depth + 1, to);
        } else {
            to.push_str(&format!(" {member}\n"));
        }
    }
}
