//! `GET /api/openapi.json`: the API as OpenAPI 3.1. Commands come from the same table that decides
//! what a command is; a test compares the reads with the routes.

use std::sync::OnceLock;

use axum::Json;
use serde_json::{Map, Value, json};

/// Every read: path, parameters in the query, what it gives.
pub(crate) const READS: &[(&str, &[&str], &str)] = &[
    ("/me", &[], "The officer, with roles and bodies."),
    (
        "/petitions",
        &[
            "stage",
            "flag",
            "overdue",
            "body",
            "raised_with",
            "addressee",
            "assigned",
            "follower",
            "council",
            "field",
            "area",
            "round",
            "session",
            "list",
            "meeting",
            "merged_into",
            "part_of",
            "whose",
            "due",
            "due_by",
            "raised_from",
            "raised_until",
            "via",
            "kind",
            "competence",
            "needs_person",
            "q",
            "cursor",
            "limit",
        ],
        "The book, newest first; counts by stage on the first page; `search` tells how far `q` reached.",
    ),
    (
        "/petitions/{name}",
        &["at", "on", "body"],
        "One petition, by number or stream; as it stood at a position or on a day.",
    ),
    (
        "/petitions/{name}/history",
        &["at", "on", "body"],
        "Who did what, for which body, when it happened and was recorded.",
    ),
    (
        "/letters",
        &["stream", "to", "from", "petition", "received", "cursor", "limit"],
        "Letters, newest first; received=false are those that nobody confirmed yet.",
    ),
    ("/lists", &["council", "round", "area", "cursor", "limit"], "Consolidated lists."),
    ("/lists/{name}", &[], "One list in its last revision, by number or stream."),
    ("/meetings", &["body", "round", "area", "cursor", "limit"], "Contact meetings."),
    ("/meetings/{stream}", &[], "One meeting."),
    ("/directory", &["on"], "Bodies, officers, roles, sites, terms."),
    ("/rules", &["council", "on"], "The co-ordination rules of a council on a day."),
    ("/notices", &["after", "body", "limit"], "What the reader's bodies heard, oldest first."),
    (
        "/notices/stream",
        &["after", "body"],
        "The same live, as server-sent events; resumes by Last-Event-ID.",
    ),
    (
        "/decisions/{command_id}",
        &["replay"],
        "What a decision was taken on; with replay=true taken again and compared.",
    ),
    ("/public/petitions/{code}", &[], "What the public may see of a petition. No sign-in."),
];

/// The document, made once.
pub(crate) async fn document() -> Json<&'static Value> {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    Json(DOCUMENT.get_or_init(made))
}

fn made() -> Value {
    let commands = proto::document::commands_at("#/components/schemas/");
    let mut paths = Map::new();
    for (path, query, about) in READS {
        paths.insert(format!("/api/v1{path}"), json!({ "get": read(path, query, about) }));
    }
    for (name, command) in commands["commands"].as_object().into_iter().flatten() {
        let path = format!("/api/v1/commands/{}", name.replace('.', "/"));
        paths.insert(path, json!({ "post": given(name, command) }));
    }
    paths.insert("/api/v1/attachments".to_owned(), json!({ "post": attaching() }));
    paths.insert("/api/v1/attachments/{digest}".to_owned(), json!({ "get": attached() }));
    paths.insert("/api/v1/imports/keys".to_owned(), json!({ "post": keys_of_rows() }));
    let mut schemas = commands["$defs"].as_object().cloned().unwrap_or_default();
    schemas.insert("Problem".to_owned(), problem());
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Hồi Âm", "version": env!("CARGO_PKG_VERSION") },
        "security": [{ "bearer": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas,
        },
    })
}

fn read(path: &str, query: &[&str], about: &str) -> Value {
    let text = json!({ "type": "string" });
    let mut parameters: Vec<Value> = path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": text }))
        .collect();
    parameters
        .extend(query.iter().map(|name| json!({ "name": name, "in": "query", "schema": text })));
    parameters.push(json!({ "name": "Hoiam-Min-Position", "in": "header", "schema": text,
        "description": "Answer only from a register that has come so far." }));
    let mut read =
        json!({ "summary": about, "parameters": parameters, "responses": answers("Found.") });
    if path.starts_with("/public/") {
        read["security"] = json!([]);
    }
    read
}

fn given(name: &str, command: &Value) -> Value {
    let mut form = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["data"],
        "properties": {
            "body": { "$ref": "#/components/schemas/BodyId" },
            "on_behalf": { "$ref": "#/components/schemas/BodyId" },
            "document": { "type": "object" },
            "occurred_on": { "type": "string", "format": "date" },
            "data": command["data"],
        },
    });
    if command["about"] == "an existing stream" {
        form["required"] = json!(["data", "stream", "seen_version"]);
        form["properties"]["stream"] = json!({ "type": "string", "format": "uuid" });
        form["properties"]["seen_version"] = json!({ "type": "integer", "minimum": 0 });
    }
    json!({
        "operationId": name,
        "summary": format!("{name}, about {}", command["about"].as_str().unwrap_or_default()),
        "parameters": [{ "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "The same key is the same command: sent twice, it is done once.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 200 } }],
        "requestBody": { "required": true, "content": { "application/json": { "schema": form } } },
        "responses": answers("Done, now or before."),
    })
}

fn attaching() -> Value {
    let text = json!({ "type": "string" });
    let parameter = |name: &str, place: &str, about: &str| json!({ "name": name, "in": place, "schema": text, "description": about });
    let file = json!({ "schema": { "type": "string", "format": "binary" } });
    let schema = json!({ "$ref": "#/components/schemas/Attachment" });
    let mut answers = answers("");
    answers["201"] = json!({ "description": "Sealed and kept; a command may name it now.",
        "content": { "application/json": { "schema": schema } } });
    if let Some(members) = answers.as_object_mut() {
        members.remove("200");
    }
    json!({
        "summary": "Attaches a file to a petition, meeting or letter: 20 MiB at most, its type told by its content.",
        "parameters": [
            parameter("stream", "query", "To which, by stream or number of a petition; or else `for`."),
            parameter("for", "query", "To what a coming command opens, `intake/RecordPetition`; if it does not come within a day, the file goes. `forwarding/AnswerPetitions` opens nothing: attach the scan of its letter to one of the petitions, whose readers read it."),
            parameter("body", "query", "For which body; else the first that may."),
            parameter("Idempotency-Key", "header", "With `for`: the key of the coming command."),
        ],
        "requestBody": { "required": true, "content": { "*/*": file } },
        "responses": answers,
    })
}

fn attached() -> Value {
    let mut read = read(
        "/attachments/{digest}",
        &["stream", "body"],
        "A file by its digest, for who may read the texts of the stream that it is attached to.",
    );
    read["responses"]["200"]["content"] =
        json!({ "*/*": { "schema": { "type": "string", "format": "binary" } } });
    read
}

fn keys_of_rows() -> Value {
    let digest = json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" });
    let form = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["rows"],
        "properties": { "rows": { "type": "array", "maxItems": 500, "items": digest } },
    });
    json!({
        "summary": "The Idempotency-Key of each row of a book, given the digests of their words. Only for who may record petitions.",
        "requestBody": { "required": true, "content": { "application/json": { "schema": form } } },
        "responses": answers("The keys, in the order of the rows."),
    })
}

fn answers(ok: &str) -> Value {
    let problem = json!({ "application/problem+json":
        { "schema": { "$ref": "#/components/schemas/Problem" } } });
    json!({
        "200": { "description": ok, "content": { "application/json": {} } },
        "default": { "description": "A problem (RFC 9457).", "content": problem },
    })
}

fn problem() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": text, "title": text, "status": { "type": "integer" }, "code": text,
            "detail": text, "field": text, "next_step": text, "correlation": text,
            // Of `key_reused`: what came of the first request under the key.
            "first": { "enum": ["done", "refused"] },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_and_every_described_one_is_a_route() {
        let router = include_str!("router.rs");
        let routes = router.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next());
        let mut routes: Vec<&str> = routes.filter(|path| !path.starts_with("/commands/")).collect();
        routes.retain(|path| {
            !["/api/openapi.json", "/imports/keys", "/attachments", "/attachments/{digest}"]
                .contains(path)
        });
        let mut described: Vec<&str> = READS.iter().map(|(path, ..)| *path).collect();
        routes.sort_unstable();
        described.sort_unstable();
        assert_eq!(routes, described);
    }

    #[test]
    fn every_reference_leads_somewhere_and_every_person_s_command_is_there() {
        let document = made();
        let text = document.to_string();
        for reference in
            text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next())
        {
            assert!(document.pointer(reference).is_some(), "{reference} leads nowhere");
        }
        for spec in proto::command::COMMANDS.iter().copied().flatten() {
            let path = format!("/api/v1/commands/{}/{}", spec.context, spec.name);
            assert_eq!(document["paths"].get(&path).is_some(), !spec.by_reaction, "{path}");
        }
    }
}
