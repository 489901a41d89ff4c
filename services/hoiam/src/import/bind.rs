//! `hoiam import bind`: what a name in books means, said once for every petition in whose row it
//! stands, and where that is asked for, for books to come.
//!
//! A name that is remembered stands in the log in the clear, so it is never remembered unasked.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};

use anyhow::bail;
use clap::{Args, ValueEnum};
use proto::command::PETITIONS_MAX;
use proto::text::{LINE_MAX, fold, plain};
use serde_json::{Value, json};

use super::names::{Unbound, stands_anywhere, unbound};
use super::{entries, send};
use crate::client::names::Names;
use crate::client::{Portal, print, print_json, problem};
use crate::language::say;
use crate::progress::Progress;

/// The most bytes of a name on standard input: a character has four of them at most.
const NAME_BYTES_MAX: u64 = 4 * LINE_MAX as u64;
/// The fewest digits of a telephone or identity number.
const DIGITS_OF_A_PERSON: usize = 9;
/// How often petitions that changed meanwhile are looked at again.
const ROUNDS_MAX: u32 = 5;

#[derive(Debug, Args)]
pub(super) struct BindArgs {
    #[command(flatten)]
    portal: Portal,
    /// The name as books write it, or - for standard input; marks and capitals do not matter
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
    /// Remember it for books to come: the name then stands in the log, readable for ever
    #[arg(long)]
    remember: bool,
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

/// What the name means, and who says so.
struct Saying<'a> {
    portal: &'a Portal,
    name: String,
    kind: Kind,
    to: Value,
    body: String,
    council: String,
}

/// What came of binding.
#[derive(Debug, Default)]
struct Came {
    /// The names that are bound now, by their petitions and places.
    bound: BTreeSet<(String, usize)>,
    /// The numbers of petitions in which it is not bound, and why.
    left: BTreeMap<String, String>,
    /// Those that had changed when it was tried last.
    changing: BTreeMap<String, String>,
}

/// Binds the name, and says how often it stood unbound.
///
/// # Errors
/// What is not known or not allowed, or where the name is left unbound.
pub(super) fn run(args: &BindArgs) -> anyhow::Result<()> {
    let name = match args.name.as_str() {
        "-" => {
            let mut typed = String::new();
            std::io::stdin().take(NAME_BYTES_MAX).read_to_string(&mut typed)?;
            typed.trim().to_owned()
        }
        name => name.trim().to_owned(),
    };
    if plain(&name).is_empty() {
        bail!(say("không có tên nào", "there is no name"));
    }
    Portal::run(async {
        let directory = args.portal.get("/directory", &[]).await?;
        let names = Names::of(&directory);
        let (body, council) = (names.body(&args.body)?, names.body(&args.council)?);
        let (kind, id) = meant(args, &directory, &council).await?;
        let to = json!({ (kind.word()): id });
        let saying = Saying { portal: &args.portal, name, kind, to, body, council };
        let came = everywhere(&saying).await?;
        let remembered = match args.remember {
            true => remember(&saying, &came).await,
            false => Ok(()),
        };
        tell(&saying, &came, args.remember && remembered.is_ok())?;
        remembered?;
        match came.left.len() {
            0 => Ok(()),
            left => bail!(say(
                format!("còn {left} kiến nghị chưa gắn"),
                format!("left unbound in {left} petitions"),
            )),
        }
    })
}

fn tell(saying: &Saying<'_>, came: &Came, remembered: bool) -> anyhow::Result<()> {
    let petitions: BTreeSet<&String> = came.bound.iter().map(|(petition, _)| petition).collect();
    let bound = petitions.len();
    if saying.portal.json {
        let left = came.left.iter().map(|(number, why)| json!({ "number": number, "why": why }));
        let left: Vec<Value> = left.collect();
        return print_json(&json!({ "bound": bound, "remembered": remembered, "to": saying.to,
                                   "left": left }));
    }
    for (number, why) in &came.left {
        print(&format!("{number}: {} {why}", say("chưa gắn:", "not bound:")))?;
    }
    let name = &saying.name;
    print(&say(
        format!("đã gắn “{name}” ở {bound} kiến nghị"),
        format!("bound “{name}” in {bound} petitions"),
    ))
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

/// Records what the name means for books to come, in the clear and for ever.
///
/// # Errors
/// That it is no name of a place or body, or the portal's problem.
async fn remember(saying: &Saying<'_>, came: &Came) -> anyhow::Result<()> {
    let Saying { portal, name, to, body, council, .. } = saying;
    if name.chars().filter(char::is_ascii_digit).count() >= DIGITS_OF_A_PERSON {
        bail!(say(
            "không ghi nhớ: tên này chứa số điện thoại hoặc số giấy tờ",
            "not remembered: the name holds a telephone or identity number",
        ));
    }
    let here = !came.bound.is_empty() || !came.left.is_empty();
    if !here && !stands_anywhere(portal, council, name).await? {
        bail!(say(
            "không ghi nhớ: không có kiến nghị nào mang tên này",
            "not remembered: no petition has this name",
        ));
    }
    let warning = say(
        "chú ý: tên này sẽ nằm trong sổ cái ở dạng đọc được, mãi mãi, không xóa được",
        "note: the name will stand in the log, readable for ever; it cannot be erased",
    );
    let _ = writeln!(std::io::stderr(), "hoiam: {warning}");
    let data = json!({ "written": name, "to": to });
    let form = json!({ "body": body, "data": data }).to_string();
    let key = runtime::random::uuid().to_string();
    let path = "/commands/directory/ResolveName";
    let (status, answer) = send::sent(portal, path, Some(&key), &form).await?;
    if status.is_success() || answer["code"] == "directory.already_means_this" {
        return Ok(());
    }
    let why = problem(&answer);
    bail!(say(
        format!("chưa ghi nhớ được cho các sổ sau: {why}"),
        format!("books to come will ask again: {why}"),
    ))
}

/// Binds the name wherever it stands unbound.
async fn everywhere(saying: &Saying<'_>) -> anyhow::Result<Came> {
    let asked = plain(&saying.name);
    let mut came = Came::default();
    for _ in 0..ROUNDS_MAX {
        let names = unbound(saying.portal, &saying.council).await?.into_iter().filter(|name| {
            let same = name.written.as_deref().is_some_and(|written| plain(written) == asked);
            // What the register has not heard yet was bound a moment ago.
            let bound = came.bound.contains(&(name.petition.clone(), name.at));
            same && saying.kind.fits(&name.of) && !bound && !came.left.contains_key(&name.number)
        });
        let names: Vec<Unbound> = names.collect();
        let mut changed = BTreeMap::new();
        let mut progress = Progress::of(say("gắn tên", "binding the name"));
        for (n, batch) in names.chunks(PETITIONS_MAX).enumerate() {
            progress.at((n * PETITIONS_MAX) as u64, names.len() as u64);
            changed.extend(bind(saying, batch, &mut came).await?);
        }
        if changed.is_empty() {
            return Ok(came);
        }
        came.changing = changed;
    }
    let changing = std::mem::take(&mut came.changing);
    came.left.extend(changing);
    Ok(came)
}

/// Binds `names`, those of a petition of which it is refused left out and told; gives the petitions
/// with the problem where one of them changed meanwhile.
async fn bind(
    saying: &Saying<'_>,
    names: &[Unbound],
    came: &mut Came,
) -> anyhow::Result<BTreeMap<String, String>> {
    let mut names: Vec<&Unbound> = names.iter().collect();
    while let Some(first) = names.first() {
        let named = names.iter().map(
            |name| json!({ "petition": name.petition, "seen_version": name.version, "at": name.at }),
        );
        let data = json!({ "to": saying.to, "names": named.collect::<Vec<_>>() });
        let form = json!({ "body": saying.body, "stream": first.petition,
                           "seen_version": first.version, "data": data });
        let key = runtime::random::uuid().to_string();
        let path = "/commands/intake/BindNames";
        let form = form.to_string();
        let (status, answer) = send::sent(saying.portal, path, Some(&key), &form).await?;
        if status.is_success() {
            came.bound.extend(names.iter().map(|name| (name.petition.clone(), name.at)));
            break;
        }
        if answer["code"] == "conflict" {
            let why = problem(&answer);
            return Ok(names.iter().map(|name| (name.number.clone(), why.clone())).collect());
        }
        // Somebody else keeps the record of this one: the others need not wait for them.
        let petition = answer["about"]["petition"].as_str();
        let barred = names.iter().find(|name| petition == Some(name.petition.as_str()));
        let Some(barred) = barred else { bail!(problem(&answer)) };
        came.left.insert(barred.number.clone(), brief(&answer));
        let barred = barred.petition.clone();
        names.retain(|name| name.petition != barred);
    }
    Ok(BTreeMap::new())
}

/// A refusal without the ids that it is about.
fn brief(answer: &Value) -> String {
    let text = |name: &str| answer[name].as_str().unwrap_or_default();
    format!("{} [{}]", text("title"), text("code"))
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
    }
}
