//! `hoiam import bind`: what a name in books means, said once: for every petition in whose row it
//! stands, and for books to come.

use std::collections::BTreeSet;

use anyhow::bail;
use clap::{Args, ValueEnum};
use proto::text::fold;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::names::{Unbound, unbound};
use super::{entries, send};
use crate::client::names::Names;
use crate::client::{Portal, print, print_json, problem};
use crate::language::say;
use crate::progress::Progress;

/// The most names of one command.
const NAMES_MAX: usize = 100;
/// How often petitions that changed meanwhile are looked at again.
const ROUNDS_MAX: u32 = 5;

#[derive(Debug, Args)]
pub(super) struct BindArgs {
    #[command(flatten)]
    portal: Portal,
    /// The name as books write it; marks and capitals do not matter
    name: String,
    /// What it means: a body by name or id, the word of an area or of a field
    #[arg(long, value_name = "BODY|AREA|FIELD")]
    to: String,
    /// What kind of thing is meant [default: what there is of this name or word]
    #[arg(long = "as", value_enum, value_name = "KIND")]
    kind: Option<Kind>,
    /// The body that you act for: its name or id
    #[arg(long, value_name = "BODY")]
    body: String,
    /// The council whose petitions are looked at
    #[arg(long, value_name = "BODY")]
    council: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Body,
    Area,
    Field,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Area => "area",
            Self::Field => "field",
        }
    }

    /// Whether a name in this column can mean such a thing.
    fn fits(self, of: &str) -> bool {
        match self {
            Self::Body => ["addressee", "group"].contains(&of),
            Self::Area => of == "area",
            Self::Field => of == "field",
        }
    }
}

/// Binds the name, and says how often it stood unbound.
///
/// # Errors
/// What is not known or not allowed.
pub(super) fn run(args: &BindArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let directory = args.portal.get("/directory", &[]).await?;
        let names = Names::of(&directory);
        let (body, council) = (names.body(&args.body)?, names.body(&args.council)?);
        let (kind, id) = meant(args, &directory, &council).await?;
        let to = json!({ (kind.word()): id });
        let remembered = remember(args, &body, &to).await?;
        let bound = everywhere(args, &body, &council, kind, &to).await?;
        if args.portal.json {
            print_json(&json!({ "bound": bound, "remembered": remembered.is_none(), "to": to }))?;
        } else {
            print(&say(
                format!("đã gắn “{}” ở {bound} kiến nghị", args.name),
                format!("bound “{}” in {bound} petitions", args.name),
            ))?;
        }
        match remembered {
            None => Ok(()),
            Some(why) => bail!(say(
                format!("chưa ghi nhớ được cho các sổ sau: {why}"),
                format!("books to come will ask again: {why}"),
            )),
        }
    })
}

/// What is meant: what there is under this name or word, of one kind only.
async fn meant(
    args: &BindArgs,
    directory: &Value,
    council: &str,
) -> anyhow::Result<(Kind, String)> {
    let rules = args.portal.get("/rules", &[("council", council.to_owned())]).await?;
    let asked = fold(args.to.trim());
    let word_of = |list: &Value, word: &str| {
        let fits = |entry: &&Value| {
            let is = |name: &str| entry[name].as_str().is_some_and(|text| fold(text) == asked);
            is(word) || is("name")
        };
        entries(list).find(fits).and_then(|entry| Some(entry[word].as_str()?.to_owned()))
    };
    // An area may be known only by the body that is responsible for it.
    let of_body = || {
        let mut areas = entries(&directory["bodies"]).filter_map(|body| body["area"].as_str());
        areas.find(|area| fold(area) == asked).map(str::to_owned)
    };
    let body = Names::of(directory).body(&args.to);
    let found = [
        (Kind::Area, word_of(&directory["areas"], "area").or_else(of_body)),
        (Kind::Field, word_of(&rules["rules"]["fields"], "field")),
        (Kind::Body, body.as_ref().ok().cloned()),
    ];
    let wanted = |kind: Kind| args.kind.is_none_or(|wanted| wanted == kind);
    let mut found = found.into_iter().filter(|(kind, _)| wanted(*kind));
    let found: Vec<(Kind, String)> =
        found.by_ref().filter_map(|(kind, id)| Some((kind, id?))).collect();
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(body.err().unwrap_or_else(|| {
            anyhow::anyhow!(say(
                format!("không có gì tên “{}”", args.to),
                format!("nothing is called “{}”", args.to),
            ))
        })),
        several => {
            let kinds: Vec<&str> = several.iter().map(|(kind, _)| kind.word()).collect();
            bail!(say(
                format!("“{}” có nhiều nghĩa: thêm --as {}", args.to, kinds.join(" | --as ")),
                format!("“{}” means several things: add --as {}", args.to, kinds.join(" | --as ")),
            ))
        }
    }
}

/// Records what the name means for books to come; gives why not, where that is not theirs to say.
async fn remember(args: &BindArgs, body: &str, to: &Value) -> anyhow::Result<Option<String>> {
    let data = json!({ "written": args.name.trim(), "to": to });
    let form = json!({ "body": body, "data": data }).to_string();
    let key = runtime::random::uuid().to_string();
    let path = "/commands/directory/ResolveName";
    let (status, answer) = send::sent(&args.portal, path, Some(&key), &form).await?;
    match status {
        status if status.is_success() => Ok(None),
        StatusCode::CONFLICT if answer["code"] == "directory.already_means_this" => Ok(None),
        StatusCode::FORBIDDEN => Ok(Some(problem(&answer))),
        _ => bail!(problem(&answer)),
    }
}

/// Binds the name wherever it stands unbound; gives how many petitions that was.
async fn everywhere(
    args: &BindArgs,
    body: &str,
    council: &str,
    kind: Kind,
    to: &Value,
) -> anyhow::Result<usize> {
    let asked = plain(&args.name);
    let mut bound = BTreeSet::new();
    for _ in 0..ROUNDS_MAX {
        let names = unbound(&args.portal, council).await?.into_iter().filter(|name| {
            let same = name.written.as_deref().is_some_and(|written| plain(written) == asked);
            // What the register has not heard yet was bound a moment ago.
            same && kind.fits(&name.of) && !bound.contains(&(name.petition.clone(), name.at))
        });
        let names: Vec<Unbound> = names.collect();
        if names.is_empty() {
            break;
        }
        let mut progress = Progress::of(say("gắn tên", "binding the name"));
        for (n, batch) in names.chunks(NAMES_MAX).enumerate() {
            progress.at((n * NAMES_MAX) as u64, names.len() as u64);
            if bind(args, body, to, batch).await? {
                bound.extend(batch.iter().map(|name| (name.petition.clone(), name.at)));
            }
        }
    }
    let petitions: BTreeSet<&String> = bound.iter().map(|(petition, _)| petition).collect();
    Ok(petitions.len())
}

/// Binds up to [`NAMES_MAX`] names; not where one of their petitions changed meanwhile.
async fn bind(args: &BindArgs, body: &str, to: &Value, names: &[Unbound]) -> anyhow::Result<bool> {
    let Some(first) = names.first() else { return Ok(true) };
    let named = names.iter().map(
        |name| json!({ "petition": name.petition, "seen_version": name.version, "at": name.at }),
    );
    let data = json!({ "to": to, "names": named.collect::<Vec<_>>() });
    let form = json!({ "body": body, "stream": first.petition, "seen_version": first.version,
                       "data": data });
    let key = runtime::random::uuid().to_string();
    let path = "/commands/intake/BindNames";
    let (status, answer) = send::sent(&args.portal, path, Some(&key), &form.to_string()).await?;
    match status {
        status if status.is_success() => Ok(true),
        StatusCode::CONFLICT if answer["code"] == "conflict" => Ok(false),
        _ => bail!(problem(&answer)),
    }
}

/// The words of a name, without marks, capitals and punctuation.
fn plain(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_meant_by_an_addressee_or_a_group_and_by_no_area() {
        for (kind, of, fits) in [
            (Kind::Body, "addressee", true),
            (Kind::Body, "group", true),
            (Kind::Body, "area", false),
            (Kind::Area, "area", true),
            (Kind::Field, "field", true),
            (Kind::Field, "addressee", false),
        ] {
            assert_eq!(kind.fits(of), fits, "{of}");
        }
        assert_eq!(plain("UBND Thị trấn  Cũ."), "ubnd thi tran cu");
    }
}
