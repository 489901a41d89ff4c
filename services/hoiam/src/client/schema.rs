//! What commands there are, and which fields each has: read from the JSON Schemas that `proto`
//! makes of the command types, so that nothing is said twice.

use serde_json::{Map, Value};

use super::failure::Failure;
use super::names::nearest;
use crate::language::say;

/// How deep fields of fields are shown.
const DEPTH_MAX: usize = 3;

/// The schemas of every command that a person can give.
#[derive(Debug)]
pub(crate) struct Schemas(Value);

/// One command.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Command<'a> {
    pub(crate) context: &'a str,
    pub(crate) name: &'a str,
    /// `a new stream`, `an existing stream`, …
    about: &'a str,
    schema: &'a Value,
    all: &'a Schemas,
}

/// What a field holds, as far as it matters to whoever types it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind<'a> {
    Body,
    Officer,
    Stream,
    /// A petition, proposal or list as it was seen: typed as `NUMBER@SEEN`.
    Seen(&'static str, &'a Value),
    Day,
    Number,
    Truth,
    /// One of these words.
    Choice(Vec<&'a str>),
    /// A word, line or free text.
    Text(&'static str),
    List(&'a Value),
    Object(&'a Value),
    /// Anything else: the portal judges it.
    Other,
}

impl Schemas {
    /// Those of this program.
    pub(crate) fn load() -> Self {
        Self(proto::document::commands())
    }

    /// Every command, in the order of context and name.
    pub(crate) fn commands(&self) -> impl Iterator<Item = Command<'_>> {
        let all = self.0["commands"].as_object().into_iter().flatten();
        all.filter_map(|(name, command)| {
            let (context, name) = name.split_once('.')?;
            let about = command["about"].as_str().unwrap_or_default();
            Some(Command { context, name, about, schema: self.at(&command["data"]), all: self })
        })
    }

    /// The contexts that have commands.
    pub(crate) fn contexts(&self) -> Vec<&str> {
        let mut contexts: Vec<&str> = self.commands().map(|command| command.context).collect();
        contexts.dedup();
        contexts
    }

    /// The commands of `context`.
    ///
    /// # Errors
    /// [`Failure::Usage`] with the nearest context.
    pub(crate) fn of_context(&self, context: &str) -> anyhow::Result<Vec<Command<'_>>> {
        let found: Vec<Command<'_>> = self.commands().filter(|c| c.context == context).collect();
        if found.is_empty() {
            let known = self.contexts().join(", ");
            return Err(Failure::usage(say(
                format!("không có nhóm lệnh \"{context}\"; có: {known}"),
                format!("there is no context \"{context}\"; there are {known}"),
            )));
        }
        Ok(found)
    }

    /// One command.
    ///
    /// # Errors
    /// [`Failure::Usage`] with the nearest names, or with the context that has such a command.
    pub(crate) fn command(&self, context: &str, name: &str) -> anyhow::Result<Command<'_>> {
        let here = self.of_context(context)?;
        let same = |command: &&Command<'_>| command.name.eq_ignore_ascii_case(name);
        if let Some(&command) = here.iter().find(same) {
            return Ok(command);
        }
        let elsewhere = self.commands().find(|command| same(&command));
        let near = match elsewhere {
            Some(command) => vec![format!("{} {}", command.context, command.name)],
            None => {
                let near = nearest(name, here.iter().map(|command| command.name));
                near.into_iter().map(|name| format!("{context} {name}")).collect()
            }
        };
        let hint = match near.is_empty() {
            true => format!("`hoiam do {context}`"),
            false => near.join(", "),
        };
        Err(Failure::usage(say(
            format!("không có lệnh \"{name}\" trong {context}; xem: {hint}"),
            format!("there is no command \"{name}\" in {context}; did you mean: {hint}?"),
        )))
    }

    /// The JSON of everything, for programs.
    pub(crate) fn json(&self) -> &Value {
        &self.0
    }

    /// The definition called `name`.
    fn definition(&self, name: &str) -> &Value {
        &self.0["$defs"][name]
    }

    /// `schema`, or what it refers to; an optional one without its `null`.
    fn at<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let schema = without_null(schema);
        match name_of(schema) {
            Some(name) => self.definition(name),
            None => schema,
        }
    }

    /// What a value of `schema` is.
    pub(crate) fn kind<'a>(&'a self, schema: &'a Value) -> Kind<'a> {
        let named = without_null(schema);
        let schema = self.at(named);
        match name_of(named) {
            Some("BodyId") => return Kind::Body,
            Some("OfficerId") => return Kind::Officer,
            Some("StreamId") => return Kind::Stream,
            Some("SeenPetition") => return Kind::Seen("seen_version", schema),
            Some("SeenProposal") => return Kind::Seen("proposal", schema),
            Some("SeenList") => return Kind::Seen("revision", schema),
            Some("FreeText") => return Kind::Text(say("văn bản", "text")),
            Some("Line") => return Kind::Text(say("một dòng", "line")),
            Some("Code") => return Kind::Text(say("từ mã", "word")),
            Some(_) | None => {}
        }
        if let Some(variants) = schema["oneOf"].as_array() {
            return Kind::Choice(variants.iter().filter_map(|one| one["const"].as_str()).collect());
        }
        let of_type = schema["type"].as_str().or(schema["type"][0].as_str()).unwrap_or_default();
        match (of_type, schema["format"].as_str()) {
            ("string", Some("date")) => Kind::Day,
            ("string", _) => Kind::Text(say("văn bản", "text")),
            ("integer", _) => Kind::Number,
            ("boolean", _) => Kind::Truth,
            ("array", _) => Kind::List(&schema["items"]),
            ("object", _) => Kind::Object(schema),
            _ => Kind::Other,
        }
    }

    /// The schema of the field `name` of the object that `schema` is.
    pub(crate) fn field<'a>(&'a self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        self.at(schema)["properties"].get(name)
    }

    /// What a value of this kind is called, in words.
    pub(crate) fn word(&self, kind: &Kind<'_>) -> String {
        match kind {
            Kind::Body => say("cơ quan", "body").to_owned(),
            Kind::Officer => say("cán bộ", "officer").to_owned(),
            Kind::Stream => say("số hoặc mã", "number or id").to_owned(),
            Kind::Seen("revision", _) => say("DANH SÁCH@LẦN", "LIST@REVISION").to_owned(),
            Kind::Seen("proposal", _) => say("SỐ@ĐỀ XUẤT", "NUMBER@PROPOSAL").to_owned(),
            Kind::Seen(..) => say("SỐ@PHIÊN BẢN", "NUMBER@VERSION").to_owned(),
            Kind::Day => say("ngày NNNN-TT-NN", "day YYYY-MM-DD").to_owned(),
            Kind::Number => say("số", "number").to_owned(),
            Kind::Truth => "true/false".to_owned(),
            Kind::Choice(words) => words.join("|"),
            Kind::Text(word) => (*word).to_owned(),
            Kind::List(of) => {
                format!("{} {}", say("nhiều", "list of"), self.word(&self.kind(of)))
            }
            Kind::Object(_) => say("nhóm trường", "object").to_owned(),
            Kind::Other => "JSON".to_owned(),
        }
    }
}

impl<'a> Command<'a> {
    /// Its first sentence, on one line.
    pub(crate) fn summary(&self) -> String {
        let doc = doc(self.schema);
        doc.split_once(". ").map_or(doc.clone(), |(first, _)| format!("{first}."))
    }

    /// Whether it is about something that exists, so that a stream and a version are needed.
    pub(crate) fn about_existing(&self) -> bool {
        self.about == "an existing stream"
    }

    /// Whether it belongs to nobody's office: the founding.
    pub(crate) fn founds(&self) -> bool {
        self.name == "FoundRealm"
    }

    /// Whether it ends something, so that a person is asked first.
    pub(crate) fn is_final(&self) -> bool {
        const ENDS: [&str; 9] = [
            "Close", "Withdraw", "Merge", "Split", "End", "Destroy", "Erase", "HandOver", "NoteNot",
        ];
        ENDS.iter().any(|verb| self.name.starts_with(verb))
    }

    /// The schema of its data.
    pub(crate) fn data(&self) -> &'a Value {
        self.schema
    }

    /// Its fields and an example, as lines.
    pub(crate) fn help(&self) -> Vec<String> {
        let mut lines =
            vec![format!("{} {}: {}", self.context, self.name, doc(self.schema)), String::new()];
        lines.push(
            say("Trường (TÊN=GIÁ TRỊ, hoặc trong --data):", "Fields (NAME=VALUE, or in --data):")
                .to_owned(),
        );
        let before = lines.len();
        self.fields(self.schema, 0, &mut lines);
        if lines.len() == before {
            lines.push(say("  không có", "  none").to_owned());
        }
        lines.push(String::new());
        if self.about_existing() {
            lines.push(
                say(
                    "Về một việc đã có: cần --stream SỐ, và --seen-version N hoặc --latest.",
                    "About something that exists: needs --stream NUMBER, and --seen-version N or --latest.",
                )
                .to_owned(),
            );
        }
        if self.is_final() {
            lines.push(
                say(
                    "Không làm lại được bằng lệnh này: sẽ hỏi trước, hoặc dùng --yes.",
                    "Ends something: asks first, or takes --yes.",
                )
                .to_owned(),
            );
        }
        lines.push(format!("{}\n  {}", say("Ví dụ:", "Example:"), self.example()));
        lines
    }

    fn fields(&self, schema: &Value, depth: usize, lines: &mut Vec<String>) {
        let required = |name: &str| {
            schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name))
        };
        let properties = schema["properties"].as_object().into_iter().flatten();
        let (needed, free): (Vec<_>, Vec<_>) = properties.partition(|(name, _)| required(name));
        for (name, of) in needed.into_iter().chain(free) {
            let kind = self.all.kind(of);
            let indent = "  ".repeat(depth + 1);
            let need = if required(name) {
                say("bắt buộc", "required")
            } else {
                say("tùy chọn", "optional")
            };
            lines.push(format!("{indent}{name}  <{}>  {need}", self.all.word(&kind)));
            lines.push(format!("{indent}    {}", doc(of)));
            let items = if let Kind::List(items) = &kind { self.all.kind(items) } else { kind };
            let inner = if let Kind::Object(inner) = items { Some(inner) } else { None };
            if let Some(inner) = inner.filter(|_| depth + 1 < DEPTH_MAX) {
                self.fields(inner, depth + 1, lines);
            }
        }
    }

    fn example(&self) -> String {
        let mut words = vec![format!("hoiam do {} {}", self.context, self.name)];
        if self.about_existing() {
            words.push("--stream LH26-1 --latest".to_owned());
        }
        let empty = Map::new();
        let properties = self.schema["properties"].as_object().unwrap_or(&empty);
        let required = self.schema["required"].as_array().map_or(&[][..], Vec::as_slice);
        for name in required.iter().filter_map(Value::as_str) {
            let sample = properties.get(name).map(|of| self.sample(&self.all.kind(of), 0));
            words.push(format!("{name}={}", sample.unwrap_or_default()));
        }
        words.join(" ")
    }

    fn sample(&self, kind: &Kind<'_>, depth: usize) -> String {
        match kind {
            Kind::Body => "'tổ đại biểu số 1'".to_owned(),
            Kind::Officer => "'Nguyễn Thị Sen'".to_owned(),
            Kind::Stream => "LH26-1".to_owned(),
            Kind::Seen("revision", _) => "3@1".to_owned(),
            Kind::Seen(..) => "LH26-1@2".to_owned(),
            Kind::Day => "2026-11-20".to_owned(),
            Kind::Number => "1".to_owned(),
            Kind::Truth => "true".to_owned(),
            Kind::Choice(words) => words.first().copied().unwrap_or("…").to_owned(),
            Kind::Text(_) => "'…'".to_owned(),
            Kind::List(of) if depth < DEPTH_MAX => self.sample(&self.all.kind(of), depth + 1),
            Kind::List(_) | Kind::Object(_) | Kind::Other => "'{…}'".to_owned(),
        }
    }
}

fn doc(schema: &Value) -> String {
    let doc = schema["description"].as_str().unwrap_or_default();
    let words = doc.split_whitespace().collect::<Vec<_>>().join(" ");
    // A command that is `intake.*` keeps its star; links to other items are only their names.
    words.replace("[`", "").replace("`]", "").replace("**", "").replace('`', "")
}

fn name_of(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn without_null(schema: &Value) -> &Value {
    let Some(variants) = schema["anyOf"].as_array() else { return schema };
    variants.iter().find(|one| one["type"] != "null").unwrap_or(schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_help_with_its_fields_and_an_example() {
        let schemas = Schemas::load();
        for command in schemas.commands() {
            let help = command.help().join("\n");
            let example = format!("hoiam do {} {}", command.context, command.name);
            assert!(help.contains(&example) && !command.summary().is_empty(), "{help}");
            for name in command.data()["properties"].as_object().into_iter().flatten() {
                assert!(help.contains(name.0), "{} lacks {}", command.name, name.0);
            }
        }
    }

    #[test]
    fn a_field_is_what_its_schema_says() {
        let schemas = Schemas::load();
        let kind = |context: &str, command: &str, field: &str| {
            let command = schemas.command(context, command).unwrap();
            let kind = schemas.kind(schemas.field(command.data(), field).unwrap());
            schemas.word(&kind)
        };
        assert_eq!(kind("intake", "RecordPetition", "council"), schemas.word(&Kind::Body));
        assert!(kind("intake", "RecordPetition", "via").contains("meeting|"));
        assert_eq!(kind("intake", "AnswerOnTheSpot", "promised_by"), schemas.word(&Kind::Day));
        assert_eq!(kind("monitoring", "HearVoter", "satisfied"), "true/false");
        assert!(kind("forwarding", "IssueLetter", "petitions").contains('@'));
    }

    #[test]
    fn an_unknown_command_is_told_with_the_nearest_and_with_its_own_context() {
        let schemas = Schemas::load();
        let said =
            |context: &str, name: &str| schemas.command(context, name).unwrap_err().to_string();
        assert!(said("intake", "RecordPetitoin").contains("intake RecordPetition"));
        assert!(said("intake", "ClosePetition").contains("monitoring ClosePetition"));
        assert!(said("intak", "RecordPetition").contains("intake"));
        assert!(schemas.command("intake", "recordpetition").is_ok());
    }

    #[test]
    fn what_ends_something_is_asked_about_first() {
        let schemas = Schemas::load();
        let ends = |context: &str, name: &str| schemas.command(context, name).unwrap().is_final();
        for (context, name) in [
            ("monitoring", "ClosePetition"),
            ("intake", "WithdrawPetition"),
            ("intake", "MergePetitions"),
            ("directory", "EndBody"),
        ] {
            assert!(ends(context, name), "{name}");
        }
        assert!(!ends("intake", "RecordPetition") && !ends("intake", "UnmergePetition"));
    }
}
