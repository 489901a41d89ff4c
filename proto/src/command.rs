//! Every command that a person, a reaction or an import can send.
//!
//! A command has two forms. In the *API form* free texts are plain ([`FreeText`]); it exists only
//! between a client and its portal. In the *bus form* they are [`Sealed`]. Both are one generic
//! type; [`TextField`] lists which fields are texts and under which key each is sealed.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::envelope::DocumentRef;
use crate::id::{BodyId, CommandId, Context, Digest, EventId, OfficerId, StreamId, Version};
use crate::sealed::Sealed;
use crate::text::FreeText;
use crate::time::Day;

mod classification;
mod directory;
mod forwarding;
mod intake;
mod monitoring;

pub use classification::*;
pub use directory::*;
pub use forwarding::*;
pub use intake::*;
pub use monitoring::*;

/// The most petitions that one command may name.
pub const PETITIONS_MAX: usize = 100;

/// A command on the bus, with who sends it and what they saw.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// The same id is the same command.
    pub command_id: CommandId,
    /// Vault HMAC of the API form.
    pub request_mac: Digest,
    /// The shape of `data`.
    pub version: u32,
    /// The stream that the command is about; for a new one derived from the command id.
    pub stream: StreamId,
    /// The version of that stream that the person saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_version: Option<Version>,
    /// The body acted for; none for reactions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
    /// The officer; none for reactions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
    /// The body that answered on paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<BodyId>,
    /// The paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentRef>,
    /// Business date.
    pub occurred_on: Day,
    /// Binds together what follows from one request.
    pub correlation: Uuid,
    /// The event that a reaction answers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub causation: Option<EventId>,
    /// HMAC of the public tracking code that the vault made, for a command that opens a petition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_mac: Option<Digest>,
    /// The command in its bus form.
    pub data: Box<RawValue>,
}

/// One command in its bus form, as deciders take it.
pub trait CommandData: DeserializeOwned + Send + Sync {
    /// What the portal and the documents need to know of it.
    const SPEC: CommandSpec;
}

/// Which stream a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A new one: `CommandId::stream(0)`.
    New,
    /// One that exists and that the client names, with the version seen.
    Existing,
    /// The directory.
    Directory,
    /// The rules of the council that the field `council` names.
    Rules,
}

/// Under which key a text is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOf {
    /// `p:` and the command's stream.
    Stream,
    /// `s:` and `CommandId::subject(0)`: a person outside office.
    NewSubject,
    /// `s:` and `CommandId::officer(0)`.
    NewOfficer,
    /// `p:` and `CommandId::stream(n)`, for the `n`-th row of the list that the field is in.
    PartStream,
    /// `p:` and the petition that the row of the list that the field is in names as `petition`.
    RowPetition,
}

/// A free text in a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextField {
    /// Its name in the command; `parts[].original` for a text in each row of a list.
    pub field: &'static str,
    /// What kind of text it is; part of what is authenticated when it is opened.
    pub path: &'static str,
    /// Whose key seals it.
    pub key: KeyOf,
}

/// A text as it stands in the data of one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedText {
    /// Which of the command's texts.
    pub text: TextField,
    /// Where it stands, as a JSON pointer: `/original`, `/parts/1/original`.
    pub pointer: String,
    /// In which row of its list, from 0; 0 for a text outside a list.
    pub row: u32,
}

impl PlacedText {
    /// The petition that the row of this text names, for a text under [`KeyOf::RowPetition`].
    #[must_use]
    pub fn petition_of_row(&self, data: &serde_json::Value) -> Option<StreamId> {
        let (row, _) = self.pointer.rsplit_once('/')?;
        data.pointer(row)?.get("petition")?.as_str()?.parse().ok()
    }
}

/// The texts that `data` holds, in the order of the table and of the rows; what is absent or null
/// is left out. `data` may be in either form.
#[must_use]
pub fn texts_of(spec: &CommandSpec, data: &serde_json::Value) -> Vec<PlacedText> {
    let present = |pointer: &str| data.pointer(pointer).is_some_and(|value| !value.is_null());
    let mut placed = Vec::new();
    for &text in spec.texts {
        let Some((list, member)) = text.field.split_once("[].") else {
            placed.push(PlacedText { text, pointer: format!("/{}", text.field), row: 0 });
            continue;
        };
        let rows = data.get(list).and_then(serde_json::Value::as_array).map_or(0, Vec::len);
        placed.extend((0..).take(rows).map(|row: u32| {
            let pointer = format!("/{list}/{row}/{member}");
            PlacedText { text, pointer, row }
        }));
    }
    placed.retain(|placed| present(&placed.pointer));
    placed
}

/// What is known about a command without its data.
#[derive(Debug, Clone, Copy)]
pub struct CommandSpec {
    /// Who decides it.
    pub context: Context,
    /// The literal in address, subject and decision.
    pub name: &'static str,
    /// The shape of the data.
    pub version: u32,
    /// Which stream it is about.
    pub target: Target,
    /// It opens a petition: the vault makes a tracking code.
    pub tracked: bool,
    /// Only a reaction gives it: its data is not for people to write.
    pub by_reaction: bool,
    /// Its free texts.
    pub texts: &'static [TextField],
    /// Checks the API form and gives it back in canonical form, texts normalised.
    pub check: fn(&str) -> Result<serde_json::Value, BadCommand>,
    /// The JSON Schema of the API form.
    pub schema: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
}

impl CommandSpec {
    /// Whether it may take over a row of a book. The key of such a row is nobody's own: its outcome
    /// is another officer's to hear only while they may give the command themselves.
    #[must_use]
    pub fn takes_rows_over(&self) -> bool {
        matches!(
            (self.context, self.name),
            (Context::Intake, "RecordPetition") | (Context::Forwarding, "TakeOverAnswer")
        )
    }

    /// Whether the act of `body` may be another's, `on_behalf`, that answered on paper. Nobody
    /// keeps the directory or adopts first rules in another's name: no rules say for whom.
    ///
    /// # Errors
    /// [`BadCommand`] at `on_behalf`.
    pub fn check_on_behalf(
        &self,
        body: Option<BodyId>,
        on_behalf: Option<BodyId>,
    ) -> Result<(), BadCommand> {
        let own = self.target == Target::Directory || self.name == "AdoptRules";
        if !own || on_behalf.is_none() || on_behalf == body {
            return Ok(());
        }
        let why = "nobody gives this command for another body".to_owned();
        Err(BadCommand { field: "on_behalf".to_owned(), why })
    }
}

/// Data that is not this command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub struct BadCommand {
    /// Where, as a path of field names; empty for the whole.
    pub field: String,
    /// What is wrong.
    pub why: String,
}

/// Every command of every context.
pub const COMMANDS: &[&[CommandSpec]] = &[
    directory::COMMANDS,
    intake::COMMANDS,
    classification::COMMANDS,
    forwarding::COMMANDS,
    monitoring::COMMANDS,
];

/// The command called `name` in `context`, if there is one.
#[must_use]
pub fn spec(context: Context, name: &str) -> Option<&'static CommandSpec> {
    let mut all = COMMANDS.iter().copied().flatten();
    all.find(|spec| spec.context == context && spec.name == name)
}

/// Reads `text` as `T`; names the field that is wrong.
///
/// # Errors
/// [`BadCommand`]: unknown, missing, doubled or malformed fields; answer 422.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, BadCommand> {
    // The derived readers would also take the fields as a list, in order.
    if !text.trim_start().starts_with('{') {
        return Err(BadCommand { field: String::new(), why: "expected a JSON object".to_owned() });
    }
    let mut from = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut from).map_err(|error| {
        let field = error.path().to_string();
        let field = if field == "." { String::new() } else { field };
        BadCommand { field, why: without_place(&error.into_inner().to_string()) }
    })?;
    from.end().map_err(|error| BadCommand {
        field: String::new(),
        why: without_place(&error.to_string()),
    })?;
    Ok(value)
}

/// The reader's message without "at line 1 column 17": the field is named beside it.
fn without_place(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(what, _)| what).to_owned()
}

fn check<T: DeserializeOwned + Serialize>(text: &str) -> Result<serde_json::Value, BadCommand> {
    let value: T = read(text)?;
    serde_json::to_value(&value)
        .map_err(|error| BadCommand { field: String::new(), why: error.to_string() })
}

/// What a command is called: like its type, unless another name is given after it.
const fn last(names: &[&'static str]) -> &'static str {
    match names {
        [.., last] => last,
        [] => "",
    }
}

/// Declares the commands of a context: data type, version, target and texts of each.
///
/// `called` gives a command another name than its type's, where two contexts have one each.
macro_rules! commands {
    ($context:ident { $(
        $data:ident $(<$text:ident>)? $version:literal on $target:ident
        $(, tracked $tracked:literal)? $(, by_reaction $by_reaction:literal)?
        $(, called $called:literal)?
        $(, $field:literal as $path:literal under $key:ident)* ;
    )* }) => {
        /// The commands of this context.
        pub(super) const COMMANDS: &[$crate::command::CommandSpec] = &[
            $(<command_type!($data $(, $text)?) as $crate::command::CommandData>::SPEC),*
        ];
        $(
            impl $crate::command::CommandData for command_type!($data $(, $text)?) {
                const SPEC: $crate::command::CommandSpec = $crate::command::CommandSpec {
                    context: $crate::Context::$context,
                    name: $crate::command::last(&[stringify!($data) $(, $called)?]),
                    version: $version,
                    target: $crate::command::Target::$target,
                    tracked: false $(|| $tracked)?,
                    by_reaction: false $(|| $by_reaction)?,
                    texts: &[$($crate::command::TextField {
                        field: $field,
                        path: $path,
                        key: $crate::command::KeyOf::$key,
                    }),*],
                    check: $crate::command::check::<api_type!($data $(, $text)?)>,
                    schema: |generator| {
                        generator.subschema_for::<api_type!($data $(, $text)?)>()
                    },
                };
            }
        )*
    };
}
use commands;

macro_rules! command_type {
    ($data:ident) => { $data };
    ($data:ident, $text:ident) => { $data<$crate::sealed::Sealed> };
}
use command_type;

macro_rules! api_type {
    ($data:ident) => { $data };
    ($data:ident, $text:ident) => { $data<$crate::text::FreeText> };
}
use api_type;

/// The two forms of a text; nothing else stands where a command says `T`.
pub trait Text: Serialize + DeserializeOwned {}
impl Text for FreeText {}
impl Text for Sealed {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_field_is_named() {
        let why = |text| match check::<EndBody>(text) {
            Err(bad) => format!("{} | {}", bad.field, bad.why),
            Ok(value) => value.to_string(),
        };
        insta::assert_snapshot!(
            [
                why("{"),
                why("[]"),
                why(r#"{"body": 7}"#),
                why(r#"{"body": "0", "x": 1}"#),
                why(r#"{"until": "2026-13-01"}"#),
                why(r#"{"until": "2026-12-01", "until": "2026-12-02"}"#),
                why(r#"{"colour": 1}"#),
                why(r#"{"basis": "a\u202eb"}"#),
                why(&"[".repeat(100_000)),
            ]
            .join("\n")
        );
    }

    #[test]
    fn nobody_keeps_the_directory_in_the_name_of_another_body() {
        let [own, other] = [1, 2].map(|n| Some(BodyId(Uuid::from_u128(n))));
        let refused = |body, of| {
            let specs = COMMANDS
                .iter()
                .copied()
                .flatten()
                .filter(|spec| spec.check_on_behalf(body, of).is_err());
            specs.map(|spec| spec.name).collect::<Vec<_>>()
        };
        assert_eq!(refused(own, None), [""; 0]);
        assert_eq!(refused(own, own), [""; 0]);
        let directory = directory::COMMANDS.iter();
        let by_rules = ["ProposeRules", "AgreeRules"];
        let kept = directory.map(|spec| spec.name).filter(|name| !by_rules.contains(name));
        assert_eq!(refused(own, other), kept.collect::<Vec<_>>());
    }

    #[test]
    fn a_text_in_each_row_of_a_list_is_found_where_it_stands() {
        const TEXTS: &[TextField] = &[
            TextField { field: "reason", path: "a.reason", key: KeyOf::Stream },
            TextField { field: "parts[].original", path: "a.original", key: KeyOf::PartStream },
        ];
        let spec = CommandSpec { texts: TEXTS, ..EndBody::SPEC };
        let places = |data| {
            let placed = texts_of(&spec, &data).into_iter();
            placed.map(|placed| (placed.pointer, placed.row)).collect::<Vec<_>>()
        };
        let data = serde_json::json!({
            "reason": "r", "parts": [{"original": "x"}, {"original": null}, {"original": {}}],
        });
        let place = |pointer: &str, row| (pointer.to_owned(), row);
        assert_eq!(
            places(data),
            [place("/reason", 0), place("/parts/0/original", 0), place("/parts/2/original", 2)]
        );
        let petition = StreamId::of_directory();
        let named = serde_json::json!({ "parts": [{"original": "x", "petition": petition}] });
        let [placed] = &texts_of(&spec, &named)[..] else { panic!("one text stands there") };
        assert_eq!(placed.petition_of_row(&named), Some(petition));
        assert_eq!(placed.petition_of_row(&serde_json::json!({ "parts": [{}] })), None);
        // Whatever a client sends there, nothing is found where no list is.
        for odd in [serde_json::json!({"parts": "x"}), serde_json::json!([1]), true.into()] {
            assert_eq!(places(odd), []);
        }
    }

    #[test]
    fn no_two_commands_have_the_same_name_and_no_two_texts_the_same_path() {
        let all: Vec<_> = COMMANDS.iter().copied().flatten().collect();
        let mut names: Vec<_> =
            all.iter().map(|spec| format!("{}.{}", spec.context, spec.name)).collect();
        let texts = all.iter().flat_map(|spec| spec.texts);
        let mut paths: Vec<_> = texts.map(|text| text.path.to_owned()).collect();
        for list in [&mut names, &mut paths] {
            list.sort_unstable();
            let before = list.len();
            list.dedup();
            assert_eq!(list.len(), before);
        }
    }
}
