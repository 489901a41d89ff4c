//! Names and numbers in place of ids: whoever types need not know a UUID. What could mean several
//! things is told with all of them, never guessed.

use std::cmp::Ordering;

use proto::text::fold;
use serde_json::Value;

use super::failure::Failure;
use super::{Portal, encoded};
use crate::language::say;

/// The most candidates that are told.
const TOLD_MAX: usize = 8;
/// The fewest characters of an id that may stand for it.
const PREFIX_MIN: usize = 4;
/// Pages of letters that are looked through for a symbol.
const PAGES_MAX: usize = 10;
/// How alike two names must be for one to be suggested in place of the other.
const ALIKE_MIN: f64 = 0.75;

/// Somebody or something with an id and a name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    id: String,
    name: String,
    counts: bool,
}

/// The bodies and officers of a realm by name.
#[derive(Debug, Default)]
pub(crate) struct Names {
    bodies: Vec<Named>,
    officers: Vec<Named>,
}

impl Names {
    /// As the directory has them today.
    ///
    /// # Errors
    /// The portal's problem.
    pub(crate) async fn load(portal: &Portal) -> anyhow::Result<Self> {
        Ok(Self::of(&portal.get("/directory", &[]).await?))
    }

    /// Those of an answer of `GET /directory`.
    pub(crate) fn of(directory: &Value) -> Self {
        let named = |list: &str, key: &str| -> Vec<Named> {
            let all = directory[list].as_array().map_or(&[][..], Vec::as_slice);
            all.iter()
                .map(|one| Named {
                    id: one[key].as_str().unwrap_or_default().to_owned(),
                    name: one["name"]["text"]
                        .as_str()
                        .or(one["name"].as_str())
                        .unwrap_or_default()
                        .to_owned(),
                    counts: one["stands"] != false,
                })
                .collect()
        };
        Self { bodies: named("bodies", "body"), officers: named("officers", "officer") }
    }

    /// The id of the body that `text` means.
    ///
    /// # Errors
    /// [`Failure::Usage`] with the candidates.
    pub(crate) fn body(&self, text: &str) -> anyhow::Result<String> {
        meant(&self.bodies, text, say("cơ quan", "body"))
    }

    /// The id of the officer that `text` means.
    ///
    /// # Errors
    /// [`Failure::Usage`] with the candidates.
    pub(crate) fn officer(&self, text: &str) -> anyhow::Result<String> {
        meant(&self.officers, text, say("cán bộ", "officer"))
    }

    /// What the body `id` is called.
    pub(crate) fn of_body(&self, id: &Value) -> String {
        called(&self.bodies, id)
    }

    /// What the officer `id` is called.
    pub(crate) fn of_officer(&self, id: &Value) -> String {
        called(&self.officers, id)
    }

    /// Whether a body is called exactly so: commas in it then part nothing.
    pub(crate) fn is_body(&self, text: &str) -> bool {
        self.bodies.iter().any(|body| fold(&body.name) == fold(text.trim()))
    }
}

fn called(all: &[Named], id: &Value) -> String {
    let found = all.iter().find(|one| id.as_str() == Some(&one.id));
    match (found, id.as_str()) {
        (Some(one), _) if !one.name.is_empty() => one.name.clone(),
        (_, Some(id)) => id.chars().take(8).collect(),
        (_, None) => "–".to_owned(),
    }
}

/// What officials write short, folded.
const SHORT: [(&str, &str); 3] =
    [("hoi dong nhan dan", "hdnd"), ("uy ban nhan dan", "ubnd"), ("mat tran to quoc", "mttq")];

/// `text` folded, with one space between words, and short where officials write it short.
fn plain(text: &str) -> String {
    let words = fold(text).split_whitespace().collect::<Vec<_>>().join(" ");
    SHORT.iter().fold(words, |text, (long, short)| text.replace(long, short))
}

/// The first letters of a name's words, with its numbers: `Tổ đại biểu số 1` is `tdbs1`. What stands
/// in brackets does not count.
pub(crate) fn key_of(name: &str) -> String {
    let folded = fold(name.split('(').next().unwrap_or(name));
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let part = |word: &str| match word.starts_with(|c: char| c.is_ascii_digit()) {
        true => word.to_owned(),
        false => word.chars().take(1).collect(),
    };
    words.map(part).collect()
}

/// Whether `text` is a UUID.
pub(crate) fn is_id(text: &str) -> bool {
    text.parse::<proto::StreamId>().is_ok()
}

/// How well `text` names `one`: 0 best.
fn rank(one: &Named, text: &str) -> Option<u8> {
    let name = plain(&one.name);
    let words: Vec<&str> = name.split_whitespace().collect();
    let asked: Vec<&str> = text.split_whitespace().collect();
    let in_words = |word: &&str| words.iter().any(|of| of == word);
    match () {
        () if name == text => Some(0),
        () if key_of(&one.name) == text => Some(1),
        () if text.len() >= PREFIX_MIN && one.id.starts_with(text) => Some(2),
        () if name.starts_with(text) => Some(3),
        () if !asked.is_empty() && asked.iter().all(in_words) => Some(4),
        () => None,
    }
}

fn meant(all: &[Named], text: &str, what: &str) -> anyhow::Result<String> {
    if is_id(text) {
        return Ok(text.to_lowercase());
    }
    let asked = plain(text);
    let ranked: Vec<(u8, &Named)> =
        all.iter().filter_map(|one| Some((rank(one, &asked)?, one))).collect();
    let best = ranked.iter().map(|(rank, _)| *rank).min();
    let best: Vec<&Named> =
        ranked.iter().filter(|(rank, _)| Some(*rank) == best).map(|(_, one)| *one).collect();
    let counting: Vec<&Named> = best.iter().copied().filter(|one| one.counts).collect();
    match (best.as_slice(), counting.as_slice()) {
        ([one], _) | (_, [one]) => Ok(one.id.clone()),
        ([], _) => {
            let near = nearest(text, all.iter().map(|one| one.name.as_str()));
            let hint =
                if near.is_empty() { String::new() } else { format!(": {}?", near.join(", ")) };
            Err(Failure::usage(say(
                format!("không có {what} nào tên \"{text}\"{hint}"),
                format!("no {what} is called \"{text}\"{hint}"),
            )))
        }
        (several, _) => {
            let told: Vec<String> = several
                .iter()
                .take(TOLD_MAX)
                .map(|one| format!("{} ({})", one.name, &one.id))
                .collect();
            let told = told.join("; ");
            Err(Failure::usage(say(
                format!("\"{text}\" có thể là nhiều {what}: {told}"),
                format!("\"{text}\" may mean more than one {what}: {told}"),
            )))
        }
    }
}

/// Those of `names` that `text` may have been meant for, best first.
pub(crate) fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let asked = fold(text);
    let mut near: Vec<(f64, &str)> = names
        .map(|name| (strsim::jaro_winkler(&asked, &fold(name)), name))
        .filter(|(alike, _)| *alike >= ALIKE_MIN)
        .collect();
    near.sort_by(|one, other| other.0.partial_cmp(&one.0).unwrap_or(Ordering::Equal));
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

/// What a command can be about, as it stands now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Thing {
    /// Its stream.
    pub(crate) stream: String,
    /// As people call it.
    pub(crate) label: String,
    /// Its version now.
    pub(crate) version: Option<u64>,
    /// The number of its last proposal, for a petition.
    pub(crate) proposal: Option<u64>,
    /// Its revision, for a list.
    pub(crate) revision: Option<u64>,
}

/// What `name` means: the number of a petition or list, the symbol of a letter, the day of a
/// meeting, or the stream of any of them.
///
/// # Errors
/// [`Failure::Usage`] when it means nothing or several things; the portal's problem.
pub(crate) async fn thing(portal: &Portal, name: &str) -> anyhow::Result<Thing> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Failure::usage(say("thiếu số hoặc mã", "a number or id is missing")));
    }
    let path = encoded(name);
    if let Some(found) = maybe(portal, &format!("/petitions/{path}")).await? {
        let stage = found["stage"][crate::language::spoken().tag()].as_str().unwrap_or_default();
        let number = found["number"].as_str().unwrap_or_default();
        let proposal = found["proposal"]["number"].as_u64();
        return Ok(Thing { proposal, ..of(&found, &format!("{number}, {stage}")) });
    }
    if let Some(found) = maybe(portal, &format!("/lists/{path}")).await? {
        let (number, revision) = (found["number"].to_string(), found["revision"].as_u64());
        let label = format!("{} {}", say("danh sách", "list"), number.trim_matches('"'));
        return Ok(Thing { revision, ..of(&found, &label) });
    }
    if is_id(name)
        && let Some(found) = maybe(portal, &format!("/meetings/{path}")).await?
    {
        return Ok(of(&found, &meeting_label(&found)));
    }
    let mut found = letters(portal, name).await?;
    if found.is_empty() && name.parse::<proto::Day>().is_ok() {
        let meetings = portal.get("/meetings", &[("limit", "200".to_owned())]).await?;
        let all = meetings["meetings"].as_array().cloned().unwrap_or_default();
        let held = all.iter().filter(|meeting| meeting["held_on"].as_str() == Some(name));
        found = held.map(|meeting| of(meeting, &meeting_label(meeting))).collect();
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Failure::usage(say(
            format!("không có kiến nghị, danh sách, công văn hay cuộc tiếp xúc nào là \"{name}\""),
            format!("no petition, list, letter or meeting is called \"{name}\""),
        ))),
        several => {
            let told =
                several.iter().take(TOLD_MAX).map(|one| format!("{} ({})", one.label, one.stream));
            let told = told.collect::<Vec<_>>().join("; ");
            Err(Failure::usage(say(
                format!("\"{name}\" có thể là: {told}"),
                format!("\"{name}\" may mean: {told}"),
            )))
        }
    }
}

fn meeting_label(meeting: &Value) -> String {
    let text = |name: &str| meeting[name].as_str().unwrap_or_default();
    format!("{} {}, {}", say("tiếp xúc ngày", "meeting of"), text("held_on"), text("place"))
}

fn of(found: &Value, label: &str) -> Thing {
    Thing {
        stream: found["stream"].as_str().unwrap_or_default().to_owned(),
        label: label.to_owned(),
        version: found["version"].as_u64(),
        ..Thing::default()
    }
}

/// What is at `path`; none if nothing is.
async fn maybe(portal: &Portal, path: &str) -> anyhow::Result<Option<Value>> {
    match portal.get(path, &[]).await {
        Ok(found) => Ok(Some(found)),
        Err(error) if Failure::is_status(&error, reqwest::StatusCode::NOT_FOUND) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The letters with this symbol or stream.
async fn letters(portal: &Portal, name: &str) -> anyhow::Result<Vec<Thing>> {
    let by_id = is_id(name);
    let mut query = match by_id {
        true => vec![("stream", name.to_owned())],
        false => vec![("limit", "200".to_owned())],
    };
    let (asked, mut found) = (fold(name), Vec::new());
    for _ in 0..PAGES_MAX {
        let page = portal.get("/letters", &query).await?;
        for letter in page["letters"].as_array().map_or(&[][..], Vec::as_slice) {
            let symbol = letter["document"]["symbol"].as_str().unwrap_or_default();
            if by_id || fold(symbol) == asked {
                found.push(of(letter, &format!("{} {symbol}", say("công văn", "letter"))));
            }
        }
        query.truncate(1);
        match page["next"].as_u64() {
            Some(next) => query.push(("cursor", next.to_string())),
            None => break,
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ONE: &str = "ffcff11f-743a-8835-865d-b3b314c3f696";

    fn names() -> Names {
        let body = |id: &str, name: &str, stands: bool| json!({ "body": id, "name": name, "stands": stands });
        Names::of(&json!({
            "bodies": [
                body(ONE, "Tổ đại biểu số 1", true),
                body("ba4e93a0-ee05-8236-b838-52b22cf441ef", "Tổ đại biểu số 2", true),
                body("8c5a7f5e-dd0b-8c97-9e01-524814058fa1", "Ủy ban nhân dân huyện Cũ", false),
                body("4aa7d660-ead9-8e37-9d22-8d9b7de01f25", "Ủy ban nhân dân xã Hòa Phú", true),
            ],
            "officers": [],
        }))
    }

    #[test]
    fn a_body_is_named_without_marks_by_key_by_a_part_or_by_the_start_of_its_id() {
        assert!(names().body("ubnd xa hoa phu").unwrap().starts_with("4aa7"));
        for text in ["tổ đại biểu số 1", "TO DAI BIEU SO 1", "tdbs1", "ffcf", ONE, "số 1"]
        {
            assert_eq!(names().body(text).unwrap(), ONE, "{text}");
        }
    }

    #[test]
    fn a_name_that_may_mean_several_bodies_is_told_with_all_of_them() {
        let said = names().body("tổ đại biểu").unwrap_err().to_string();
        assert!(said.contains("số 1") && said.contains("số 2"), "{said}");
    }

    #[test]
    fn of_two_bodies_the_one_that_stands_is_meant() {
        assert!(names().body("uy ban nhan dan").unwrap().starts_with("4aa7"));
    }

    #[test]
    fn an_unknown_name_is_told_with_the_nearest() {
        let said = names().body("Tổ đại biểu số 9").unwrap_err().to_string();
        assert!(said.contains("Tổ đại biểu số 1"), "{said}");
        assert_eq!(
            nearest("RecordPetitoin", ["RecordPetition", "FixList"].into_iter()),
            ["RecordPetition"]
        );
    }

    #[test]
    fn an_id_that_nobody_has_goes_on_to_the_portal_which_judges_it() {
        let id = "00000000-0000-0000-0000-000000000001";
        assert_eq!(names().body(id).unwrap(), id);
    }
}
