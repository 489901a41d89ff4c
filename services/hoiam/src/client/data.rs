//! The data of a command from what was typed: JSON, and `field=value` pairs put over it; names and
//! numbers become the ids and versions that the command's schema asks for.
//!
//! What is typed as the schema wants it goes on untouched: the portal is the judge of it.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;

use super::ask;
use super::failure::Failure;
use super::names::{Names, Thing, is_id, thing};
use super::schema::{Kind, Schemas};
use super::{Portal, argument, names};
use crate::language::say;

/// Resolves what was typed, with one look at the directory at most.
#[derive(Debug)]
pub(crate) struct Resolver<'a> {
    pub(crate) portal: &'a Portal,
    pub(crate) schemas: &'a Schemas,
    /// Take what is there now for what was seen.
    pub(crate) latest: bool,
    names: OnceCell<Names>,
}

impl<'a> Resolver<'a> {
    /// One that has looked at nothing yet.
    pub(crate) fn new(portal: &'a Portal, schemas: &'a Schemas, latest: bool) -> Self {
        Self { portal, schemas, latest, names: OnceCell::new() }
    }

    /// The directory's names, read once.
    ///
    /// # Errors
    /// The portal's problem.
    pub(crate) async fn names(&self) -> anyhow::Result<&Names> {
        self.names.get_or_try_init(|| Names::load(self.portal)).await
    }

    /// The id of a body.
    ///
    /// # Errors
    /// [`Failure::Usage`] with the candidates; the portal's problem.
    pub(crate) async fn body(&self, text: &str) -> anyhow::Result<String> {
        if is_id(text) {
            return Ok(text.to_owned());
        }
        self.names().await?.body(text)
    }

    /// What was seen of `thing`: `count` is its version, proposal or revision now.
    ///
    /// # Errors
    /// [`Failure::Usage`] naming the flag and the current value, unless `--latest` was given or the
    /// person at the terminal says that this is it.
    pub(crate) fn seen(
        &self,
        thing: &Thing,
        count: Option<u64>,
        flag: &str,
    ) -> anyhow::Result<u64> {
        let label = &thing.label;
        let Some(now) = count else {
            return Err(Failure::usage(say(
                format!("{label}: chưa có gì để căn cứ; ghi rõ {flag}"),
                format!("{label}: there is nothing to go by yet; give {flag}"),
            )));
        };
        let question = say(
            format!("{label}: hiện ở lần {now}. Căn cứ vào đó?"),
            format!("{label}: now at {now}. Go by that?"),
        );
        if self.latest || (ask::somebody() && ask::confirmed(&question)) {
            return Ok(now);
        }
        Err(Failure::usage(say(
            format!("thiếu {flag}: {label} hiện ở lần {now}; --latest lấy đúng lần đó"),
            format!("{flag} is missing: {label} is at {now} now; --latest takes that"),
        )))
    }

    /// `value` as `schema` wants it; `place` names it in errors.
    fn resolved<'b>(
        &'b self,
        schema: &'b Value,
        value: Value,
        place: String,
    ) -> BoxFuture<'b, anyhow::Result<Value>> {
        Box::pin(async move {
            let kind = self.schemas.kind(schema);
            match (&kind, value) {
                (Kind::List(items), Value::Array(values)) => {
                    let mut all = Vec::with_capacity(values.len());
                    for (at, value) in values.into_iter().enumerate() {
                        all.push(self.resolved(items, value, format!("{place}[{at}]")).await?);
                    }
                    Ok(Value::Array(all))
                }
                (Kind::List(_), Value::String(text)) => {
                    let values = self.list(&text, &place).await?;
                    self.resolved(schema, values, place).await
                }
                (Kind::Object(inner) | Kind::Seen(_, inner), Value::Object(members)) => {
                    let mut all = Map::new();
                    for (name, value) in members {
                        let of = self.schemas.field(inner, &name);
                        let place = joined(&place, &name);
                        let value = match of {
                            Some(of) => self.resolved(of, value, place).await?,
                            None => value,
                        };
                        all.insert(name, value);
                    }
                    Ok(Value::Object(all))
                }
                (Kind::Seen(what, _), Value::String(text)) => self.seen_row(what, &text).await,
                (_, Value::String(text)) => self.word(&kind, text, &place).await,
                (_, value) => Ok(value),
            }
        })
    }

    /// One typed word as its kind wants it.
    async fn word(&self, kind: &Kind<'_>, text: String, place: &str) -> anyhow::Result<Value> {
        match kind {
            Kind::Body if !is_id(&text) => {
                let id = self.names().await?.body(&text);
                Ok(id.map_err(|error| error.context(place.to_owned()))?.into())
            }
            Kind::Officer if !is_id(&text) => {
                let id = self.names().await?.officer(&text);
                Ok(id.map_err(|error| error.context(place.to_owned()))?.into())
            }
            Kind::Stream if !is_id(&text) => Ok(thing(self.portal, &text).await?.stream.into()),
            Kind::Number => match text.trim().parse::<i64>() {
                Ok(number) => Ok(number.into()),
                Err(_) => Err(Failure::usage(say(
                    format!("{place}: \"{text}\" không phải là số"),
                    format!("{place}: \"{text}\" is no number"),
                ))),
            },
            Kind::Truth => match proto::text::fold(text.trim()).as_str() {
                "true" | "yes" | "co" => Ok(true.into()),
                "false" | "no" | "khong" => Ok(false.into()),
                _ => Err(Failure::usage(say(
                    format!("{place}: cần true hoặc false"),
                    format!("{place}: true or false is needed"),
                ))),
            },
            Kind::Choice(words) if !words.is_empty() && !words.contains(&text.as_str()) => {
                let known = words.join(", ");
                Err(Failure::usage(say(
                    format!("{place}: không có \"{text}\"; có: {known}"),
                    format!("{place}: there is no \"{text}\"; there are {known}"),
                )))
            }
            Kind::Object(_) | Kind::Other if text.trim_start().starts_with('{') => {
                parsed(&text, place)
            }
            Kind::Body
            | Kind::Officer
            | Kind::Stream
            | Kind::Seen(..)
            | Kind::Day
            | Kind::Choice(_)
            | Kind::Text(_)
            | Kind::List(_)
            | Kind::Object(_)
            | Kind::Other => Ok(Value::String(text)),
        }
    }

    /// A list from one typed word: JSON, or parts between commas.
    async fn list(&self, text: &str, place: &str) -> anyhow::Result<Value> {
        if text.trim_start().starts_with('[') {
            return parsed(text, place);
        }
        if text.trim().is_empty() {
            return Ok(json!([]));
        }
        if text.contains(',') && !is_id(text) && self.names().await?.is_body(text) {
            return Ok(json!([text]));
        }
        Ok(text.split(',').map(|part| Value::from(part.trim())).collect())
    }

    /// `LH26-1@3` as a petition, proposal or list that was seen.
    async fn seen_row(&self, what: &str, text: &str) -> anyhow::Result<Value> {
        let (name, seen) = match text.rsplit_once('@') {
            Some((name, seen)) => (name, Some(seen)),
            None => (text, None),
        };
        let found = thing(self.portal, name).await?;
        let count = match what {
            "proposal" => found.proposal,
            "revision" => found.revision,
            _ => found.version,
        };
        let seen = match seen {
            Some(seen) => seen.parse().map_err(|_| {
                Failure::usage(say(
                    format!("{text}: sau @ cần một số"),
                    format!("{text}: a number is needed after @"),
                ))
            })?,
            None => self.seen(&found, count, &format!("{name}@N"))?,
        };
        let id = if what == "revision" { "list" } else { "petition" };
        Ok(json!({ id: found.stream, what: seen }))
    }
}

fn joined(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}

fn parsed(text: &str, place: &str) -> anyhow::Result<Value> {
    serde_json::from_str(text).map_err(|error| {
        Failure::usage(say(
            format!("{place}: không phải JSON ({error})"),
            format!("{place}: not JSON ({error})"),
        ))
    })
}

/// The data as JSON text: `typed` (from `--data`) with `pairs` put over it.
///
/// # Errors
/// [`Failure::Usage`] naming the field.
pub(crate) async fn data(
    resolver: &Resolver<'_>,
    schema: &Value,
    typed: Option<&str>,
    pairs: &[String],
) -> anyhow::Result<String> {
    let typed = typed.unwrap_or("{}");
    let before: Value = parsed(typed, "--data")?;
    let (mut value, mut put_before) = (before.clone(), BTreeSet::new());
    for pair in pairs {
        let Some((path, text)) = pair.split_once('=') else {
            return Err(Failure::usage(say(
                format!("\"{pair}\": cần TÊN=GIÁ TRỊ"),
                format!("\"{pair}\": NAME=VALUE is needed"),
            )));
        };
        known(resolver.schemas, schema, path)?;
        // Words of people need not stand where other users of the machine read them.
        let text = argument(text)?;
        put(&mut value, path, text.trim_end_matches('\n'), !put_before.insert(path))?;
    }
    let value = resolver.resolved(schema, value, String::new()).await?;
    // Doubled fields and the like are for the portal to judge: it sees what was typed.
    if value == before { Ok(typed.to_owned()) } else { Ok(value.to_string()) }
}

/// Whether the command has such a field.
fn known(schemas: &Schemas, schema: &Value, path: &str) -> anyhow::Result<()> {
    let mut at = schema;
    for name in path.split('.') {
        let Some(of) = schemas.field(at, name) else {
            let all = at["properties"].as_object().into_iter().flatten();
            let all: Vec<&str> = all.map(|(name, _)| name.as_str()).collect();
            let near = names::nearest(name, all.iter().copied());
            let near = if near.is_empty() { all.join(", ") } else { near.join(", ") };
            return Err(Failure::usage(say(
                format!("lệnh này không có trường \"{path}\"; có: {near}"),
                format!("this command has no field \"{path}\"; there are {near}"),
            )));
        };
        at = if let Kind::Object(inner) = schemas.kind(of) { inner } else { of };
    }
    Ok(())
}

/// Puts `text` at `path`, in place of what is there; the same path `again` makes a list.
fn put(value: &mut Value, path: &str, text: &str, again: bool) -> anyhow::Result<()> {
    let mut at = value;
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let Some(members) = at.as_object_mut() else {
            return Err(Failure::usage(say(
                format!("{path}: không phải là nhóm trường"),
                format!("{path}: not an object"),
            )));
        };
        if names.peek().is_some() {
            at = members.entry(name).or_insert_with(|| json!({}));
            continue;
        }
        let mut many = match members.remove(name).filter(|_| again) {
            Some(Value::Array(many)) => many,
            Some(one @ Value::String(_)) => vec![one],
            Some(_) | None => Vec::new(),
        };
        many.push(text.into());
        let one = if many.len() == 1 { many.remove(0) } else { Value::Array(many) };
        members.insert(name.to_owned(), one);
        break;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The data of an intake command, without asking anybody.
    async fn made(command: &str, typed: Option<&str>, pairs: &[&str]) -> Result<Value, String> {
        let schemas = Schemas::load();
        let portal = Portal::at("http://127.0.0.1:9", "none");
        let resolver = Resolver::new(&portal, &schemas, false);
        let pairs: Vec<String> = pairs.iter().map(ToString::to_string).collect();
        let (context, name) = command.split_once('.').unwrap();
        let schema = schemas.command(context, name).unwrap().data();
        let data = data(&resolver, schema, typed, &pairs).await;
        data.map(|text| serde_json::from_str(&text).unwrap()).map_err(|error| format!("{error:#}"))
    }

    const ID: &str = "00000000-0000-0000-0000-0000000000c4";

    #[tokio::test]
    async fn the_words_of_a_person_are_read_from_a_file_and_not_from_the_arguments() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("lời.txt");
        std::fs::write(&file, "Đèn hỏng.\nXin sửa.\n").unwrap();
        let pair = format!("original=@{}", file.display());
        let made = made("intake.RecordPetition", None, &[&pair]).await.unwrap();
        assert_eq!(made, json!({ "original": "Đèn hỏng.\nXin sửa." }));
    }

    #[tokio::test]
    async fn pairs_become_what_the_schema_asks_for() {
        let council = format!("councils={ID}");
        let pairs = [
            council.as_str(),
            "groups=",
            "invited=",
            "voters=120",
            "area=hoa-phu",
            "place=Nhà văn hóa, thôn Đoài",
        ];
        let made = made("intake.HoldMeeting", Some(r#"{"place":"cũ"}"#), &pairs);
        assert_eq!(
            made.await.unwrap(),
            json!({ "councils": [ID], "groups": [], "invited": [], "voters": 120,
                    "area": "hoa-phu", "place": "Nhà văn hóa, thôn Đoài" })
        );
    }

    #[tokio::test]
    async fn fields_of_fields_are_named_with_a_point_and_a_field_again_makes_a_list() {
        let made = made("directory.FoundRealm", None, &["body.name=Văn phòng", "body.kind=office"]);
        assert_eq!(
            made.await.unwrap(),
            json!({ "body": { "name": "Văn phòng", "kind": "office" } })
        );
        let two = format!("councils={ID}");
        let pairs = [two.as_str(), &two];
        let made = self::made("intake.HoldMeeting", None, &pairs);
        assert_eq!(made.await.unwrap(), json!({ "councils": [ID, ID] }));
    }

    #[tokio::test]
    async fn what_cannot_be_meant_is_told_by_its_field() {
        for (command, pair, word) in [
            ("intake.HoldMeeting", "voters=nhiều", "voters"),
            ("intake.HoldMeeting", "voter=3", "voters"),
            ("monitoring.HearVoter", "satisfied=maybe", "satisfied"),
            ("intake.RecordPetition", "via=fax", "meeting"),
            ("intake.RecordPetition", "original", "original"),
        ] {
            let said = made(command, None, &[pair]).await.unwrap_err();
            assert!(said.contains(word), "{said}");
        }
    }

    #[tokio::test]
    async fn data_that_needs_nothing_goes_on_as_it_was_typed() {
        let schemas = Schemas::load();
        let portal = Portal::at("http://127.0.0.1:9", "none");
        let resolver = Resolver::new(&portal, &schemas, false);
        let schema = schemas.command("intake", "NoteOpinion").unwrap().data();
        let typed = r#"{ "reason":"x", "reason":"x" }"#;
        assert_eq!(data(&resolver, schema, Some(typed), &[]).await.unwrap(), typed);
    }

    #[test]
    fn what_was_not_seen_is_told_with_what_there_is_now() {
        let schemas = Schemas::load();
        let portal = Portal::at("http://127.0.0.1:9", "none");
        let thing = Thing { label: "LH26-1".to_owned(), version: Some(6), ..Thing::default() };
        let resolver = Resolver::new(&portal, &schemas, false);
        let said =
            resolver.seen(&thing, thing.version, "--seen-version N").unwrap_err().to_string();
        assert!(said.contains("--seen-version N") && said.contains('6'), "{said}");
        let resolver = Resolver::new(&portal, &schemas, true);
        assert_eq!(resolver.seen(&thing, thing.version, "--seen-version N").unwrap(), 6);
    }
}
