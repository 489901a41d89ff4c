//! `hoiam import names`: names of imported petitions of which nobody has said yet what they mean.

use std::collections::BTreeMap;

use clap::Args;
use proto::text::plain;
use serde_json::{Value, json};

use super::entries;
use crate::client::names::Names;
use crate::client::{Portal, print, print_json};
use crate::language::say;
use crate::progress::Progress;

/// The most petitions of one page.
const PAGE: &str = "200";

#[derive(Debug, Args)]
pub(super) struct NamesArgs {
    #[command(flatten)]
    portal: Portal,
    /// The council whose books are looked at: its name or id
    #[arg(long, value_name = "BODY")]
    council: String,
}

/// A name in the row of one petition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unbound {
    pub(super) petition: String,
    pub(super) number: String,
    pub(super) version: u64,
    /// Which of what is written there.
    pub(super) at: usize,
    /// `area`, `field`, `group` or `addressee`.
    pub(super) of: String,
    /// As it is written; none for who may not read it.
    pub(super) written: Option<String>,
}

/// Lists them, the most frequent first.
///
/// # Errors
/// The portal's problem.
pub(super) fn run(args: &NamesArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let council = Names::load(&args.portal).await?.body(&args.council)?;
        let mut found: BTreeMap<(String, String), Vec<Unbound>> = BTreeMap::new();
        let mut closed = 0_usize;
        for name in unbound(&args.portal, &council).await? {
            match &name.written {
                Some(written) => {
                    let key = (name.of.clone(), plain(written));
                    found.entry(key).or_default().push(name);
                }
                None => closed += 1,
            }
        }
        let mut names: Vec<Vec<Unbound>> = found.into_values().collect();
        names.sort_by_key(|alike| std::cmp::Reverse(alike.len()));
        tell(args, &names, closed)
    })
}

fn tell(args: &NamesArgs, names: &[Vec<Unbound>], closed: usize) -> anyhow::Result<()> {
    let first = |alike: &[Unbound]| alike.first().and_then(|name| name.written.clone());
    let of = |alike: &[Unbound]| alike.first().map(|name| name.of.clone());
    if args.portal.json {
        let one = |alike: &Vec<Unbound>| {
            let petitions: Vec<&str> = alike.iter().map(|name| name.number.as_str()).collect();
            json!({ "of": of(alike), "written": first(alike), "count": alike.len(),
                    "petitions": petitions })
        };
        let names: Value = names.iter().map(one).collect();
        return print_json(&json!({ "names": names, "not_yours_to_read": closed }));
    }
    for alike in names {
        let of = of(alike).unwrap_or_default();
        print(&format!(
            "{:>5}  {:<10} {}",
            alike.len(),
            said(&of),
            first(alike).unwrap_or_default()
        ))?;
    }
    let sum = names.len();
    print(&say(format!("{sum} tên chưa gắn"), format!("{sum} names unbound")))?;
    if closed > 0 {
        print(&say(
            format!("{closed} tên không thuộc quyền đọc của bạn"),
            format!("{closed} names are not yours to read"),
        ))?;
    }
    Ok(())
}

fn said(of: &str) -> &str {
    match of {
        "area" => say("địa bàn", "area"),
        "field" => say("lĩnh vực", "field"),
        "group" => say("tổ", "group"),
        "addressee" => say("cơ quan", "addressee"),
        other => other,
    }
}

/// Every unbound name of the council's petitions.
///
/// # Errors
/// The portal's problem.
pub(super) async fn unbound(portal: &Portal, council: &str) -> anyhow::Result<Vec<Unbound>> {
    let mut found = Vec::new();
    each(portal, council, Some("unbound"), |stream, petition| {
        found.extend(names_of(stream, petition));
        true
    })
    .await?;
    Ok(found)
}

/// Whether any petition of the council has `name` in its row, bound or not.
///
/// # Errors
/// The portal's problem.
pub(super) async fn stands_anywhere(
    portal: &Portal,
    council: &str,
    name: &str,
) -> anyhow::Result<bool> {
    let (asked, mut stands) = (plain(name), false);
    each(portal, council, None, |_, petition| {
        let mut names = entries(&petition["in_the_book"]);
        stands = names.any(|name| {
            name["written"]["text"].as_str().is_some_and(|written| plain(written) == asked)
        });
        !stands
    })
    .await?;
    Ok(stands)
}

/// Shows each petition of the council to `look`, until that has seen enough.
async fn each(
    portal: &Portal,
    council: &str,
    flag: Option<&str>,
    mut look: impl FnMut(&str, &Value) -> bool,
) -> anyhow::Result<()> {
    let (mut cursor, mut looked_at) = (None::<u64>, 0_u64);
    let mut progress = Progress::of(say("đọc tên trong sổ", "reading names of books"));
    loop {
        let mut query = vec![("council", council.to_owned()), ("limit", PAGE.to_owned())];
        query.extend(flag.map(|flag| ("flag", flag.to_owned())));
        query.extend(cursor.map(|cursor| ("cursor", cursor.to_string())));
        let page = portal.get("/petitions", &query).await?;
        let rows = page["petitions"].as_array().map_or(0, Vec::len) as u64;
        for row in entries(&page["petitions"]) {
            let Some(stream) = row["stream"].as_str() else { continue };
            let petition = portal.get(&format!("/petitions/{stream}"), &[]).await?;
            if !look(stream, &petition) {
                return Ok(());
            }
            looked_at += 1;
            progress.at(looked_at, looked_at.max(rows));
        }
        cursor = page["next"].as_u64();
        if cursor.is_none() {
            return Ok(());
        }
    }
}

fn names_of(stream: &str, petition: &Value) -> Vec<Unbound> {
    let names = entries(&petition["in_the_book"]).enumerate();
    let names = names.filter(|(_, name)| name["unbound"] == true).map(|(at, name)| Unbound {
        petition: stream.to_owned(),
        number: petition["number"].as_str().unwrap_or_default().to_owned(),
        version: petition["version"].as_u64().unwrap_or_default(),
        at,
        of: name["of"].as_str().unwrap_or_default().to_owned(),
        written: name["written"]["text"].as_str().map(str::to_owned),
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_nobody_bound_are_found_with_their_places() {
        let petition = json!({ "number": "LH26-1", "version": 3, "in_the_book": [
            { "of": "session", "written": { "text": "Kỳ 8" }, "unbound": false },
            { "of": "area", "written": { "text": "Thôn Cũ" }, "unbound": true },
            { "of": "addressee", "written": { "sealed": "x" }, "unbound": true },
        ] });
        let found = names_of("s", &petition);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].at, found[0].written.as_deref()), (1, Some("Thôn Cũ")));
        assert_eq!(found[1].written, None);
    }
}
