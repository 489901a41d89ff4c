//! What names in imported books mean, said once for every petition in whose row they stand.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use import::known::alike;
use portal_pages::{Choice, import as view};
use proto::command::PETITIONS_MAX;
use proto::stage::Flag;
use proto::text::plain;
use register::Filter;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{HERE, of_problem, only_who_may, with_status};
use crate::app::{App, Shared};
use crate::opened::opened;
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At as _;
use crate::pages::shell::Page;
use crate::pages::{book, go, page};
use crate::problem::Problem;

/// Petitions that are looked at.
const LOOKED_AT: u32 = 200;
/// Names of a page.
const NAMES_MAX: usize = 25;
const NUMBERS_MAX: usize = 5;
/// How many candidates are shown first, and how alike they must be.
const LIKELY_MAX: usize = 4;
const ALIKE_MIN: u32 = 35;
/// How often petitions that changed meanwhile are looked at again.
const ROUNDS_MAX: u32 = 3;
/// The fewest digits of a telephone or identity number.
const DIGITS_OF_A_PERSON: usize = 9;

/// A name in the row of one petition.
#[derive(Debug, Clone)]
struct Unbound {
    petition: String,
    number: String,
    /// Who keeps its record, of those acted for.
    keeper: String,
    version: u64,
    at: usize,
    of: String,
    written: String,
}

/// What stands unbound.
#[derive(Debug, Default)]
struct Found {
    names: Vec<Unbound>,
    /// Names that may not be read.
    closed: usize,
    /// There are more petitions than were looked at.
    more: bool,
}

/// `?bound=`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    bound: Option<usize>,
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    only_who_may(&at)?;
    let found = unbound(&app, &at).await?;
    page(&shown(&at, &found, None, asked.bound))
}

pub(super) async fn bind(
    State(app): State<Shared>,
    at: Page,
    sent: Pairs,
) -> Result<Response, Problem> {
    only_who_may(&at)?;
    let mut made = None;
    let refused = match one(&sent, "to").split_once('=') {
        None => Some((not_taken_yet(&at, "import-choose"), StatusCode::UNPROCESSABLE_ENTITY)),
        Some((kind, to)) => match everywhere(&app, &at, &sent, &json!({ (kind): to })).await? {
            Came { refused: None, bound, .. } => {
                return Ok(go(&format!("/nhap-so/ten?bound={bound}"), []));
            }
            Came { refused: Some(why), bound, .. } => {
                // What was bound stays bound, also where it is not remembered.
                made = Some(bound).filter(|bound| *bound > 0);
                Some((why, StatusCode::CONFLICT))
            }
        },
    };
    let found = unbound(&app, &at).await?;
    let (refused, status) = refused.unzip();
    let view = shown(&at, &found, refused, made);
    Ok(with_status(&view, status.unwrap_or_default()))
}

fn not_taken_yet(at: &Page, id: &str) -> view::NotTaken {
    view::NotTaken { title: at.w().t(id), next: at.w().t(&format!("{id}-next")) }
}

/// Every unbound name of the petitions whose record a body acted for keeps: three reads, however
/// many there are.
async fn unbound(app: &App, at: &Page) -> Result<Found, Problem> {
    let filter = Filter { flags: vec![Flag::Unbound], ..Filter::default() };
    let listed = app.register.petitions(&filter, None, LOOKED_AT).await?;
    let pins = &at.reader.known.pins;
    // The group that took it keeps its record, and the standing committee.
    let mine = listed.rows.iter().filter_map(|row| {
        let committee = pins.rules(row.council, at.reader.today).map(|r| r.standing_committee);
        let mut keepers = [Some(row.raised_with), committee].into_iter().flatten();
        let keeper = keepers.find(|body| at.acting.contains(body))?;
        Some((row.stream, (row.number.clone(), keeper.to_string())))
    });
    let mine: BTreeMap<_, _> = mine.collect();
    let streams: Vec<_> = mine.keys().copied().collect();
    let mut of_body: BTreeMap<_, Vec<Value>> = BTreeMap::new();
    let mut found = Found { more: listed.next.is_some(), ..Found::default() };
    for (stream, held) in app.register.held_of(&streams).await? {
        let rows = held.petition.raised.in_the_book.iter().enumerate();
        let rows: Vec<Value> = rows
            .filter(|(_, row)| row.unbound())
            .map(|(n, row)| {
                json!({ "petition": stream, "kept": mine.get(&stream), "at": n,
                        "version": held.version, "of": row.written.of, "written": row.written.text })
            })
            .collect();
        match at.reader.reads_texts_for(&at.acting, &held) {
            Some(body) => of_body.entry(body).or_default().extend(rows),
            None => found.closed += rows.len(),
        }
    }
    for (body, rows) in of_body {
        let rows = opened(&app.vault, at.reader.officer, body, Value::Array(rows)).await;
        for row in rows.as_array().into_iter().flatten() {
            let Some(written) = row.text("/written/text") else {
                found.closed += 1;
                continue;
            };
            found.names.push(Unbound {
                petition: row.words("/petition"),
                number: row.words("/kept/0"),
                keeper: row.words("/kept/1"),
                version: row.number("/version"),
                at: usize::try_from(row.number("/at")).unwrap_or_default(),
                of: row.words("/of"),
                written: written.to_owned(),
            });
        }
    }
    Ok(found)
}

fn shown(
    at: &Page,
    found: &Found,
    refused: Option<view::NotTaken>,
    bound: Option<usize>,
) -> view::Names {
    let mut grouped: BTreeMap<(&str, String), Vec<&Unbound>> = BTreeMap::new();
    for name in &found.names {
        grouped.entry((&name.of, plain(&name.written))).or_default().push(name);
    }
    let mut names: Vec<Vec<&Unbound>> = grouped.into_values().collect();
    names.sort_by_key(|alike| std::cmp::Reverse(alike.len()));
    let more = found.more || names.len() > NAMES_MAX;
    names.truncate(NAMES_MAX);
    let mut shell = at.shell(at.w().t("import-names"), HERE);
    "/nhap-so/ten".clone_into(&mut shell.address);
    let names = names.iter().filter_map(|alike| name(at, alike)).collect();
    let may_remember = at.may("directory", "ResolveName");
    view::Names { shell, refused, names, closed: found.closed, more, bound, may_remember }
}

fn name(at: &Page, alike: &[&Unbound]) -> Option<view::Unbound> {
    let first = alike.first()?;
    let (likely, others) = candidates(at, &first.of, &first.written);
    let numbers: BTreeSet<&str> = alike.iter().map(|name| name.number.as_str()).collect();
    Some(view::Unbound {
        of: at.w().t(&format!("import-of-{}", first.of)),
        kind: first.of.clone(),
        written: first.written.clone(),
        count: numbers.len(),
        numbers: numbers.into_iter().take(NUMBERS_MAX).map(str::to_owned).collect(),
        likely,
        others,
    })
}

/// What a name in this column may mean: the likeliest, and the others.
pub(super) fn candidates(at: &Page, of: &str, written: &str) -> (Vec<Choice>, Vec<Choice>) {
    let (kind, all) = match of {
        "area" => ("area", book::areas(at)),
        "field" => ("field", book::fields(at)),
        _ => ("body", book::bodies(at)),
    };
    let choice = |(id, label): (String, String)| Choice {
        value: format!("{kind}={id}"),
        label,
        chosen: false,
    };
    let mut ranked: Vec<(u32, (String, String))> =
        all.into_iter().map(|known| (alike(written, &known.1), known)).collect();
    ranked.sort_by_key(|(alike, _)| std::cmp::Reverse(*alike));
    let near = ranked.iter().take(LIKELY_MAX).take_while(|(alike, _)| *alike >= ALIKE_MIN).count();
    let mut others = ranked.split_off(near);
    others.sort_by_key(|(_, (_, label))| proto::text::fold(label));
    let chosen = |all: Vec<(u32, (String, String))>| -> Vec<Choice> {
        all.into_iter().map(|(_, known)| choice(known)).collect()
    };
    (chosen(ranked), chosen(others))
}

/// What came of binding.
#[derive(Debug, Default)]
struct Came {
    bound: usize,
    keeper: Option<String>,
    refused: Option<view::NotTaken>,
}

/// Binds the name wherever it stands unbound, and remembers it where that is asked for.
async fn everywhere(app: &Shared, at: &Page, sent: &Pairs, to: &Value) -> Result<Came, Problem> {
    let (written, of) = (one(sent, "written"), one(sent, "of"));
    let asked = plain(written);
    let (mut bound, mut came) = (BTreeSet::new(), Came::default());
    let mut left: BTreeSet<String> = BTreeSet::new();
    for _ in 0..ROUNDS_MAX {
        let names = unbound(app, at).await?.names.into_iter().filter(|name| {
            // What the register has not heard yet was bound a moment ago.
            let done = bound.contains(&(name.petition.clone(), name.at));
            name.of == of
                && plain(&name.written) == asked
                && !done
                && !left.contains(&name.petition)
        });
        let mut names: Vec<Unbound> = names.collect();
        names.sort_by(|one, other| one.keeper.cmp(&other.keeper));
        if names.is_empty() {
            break;
        }
        let batches = names.chunk_by(|one, other| one.keeper == other.keeper);
        for batch in batches.flat_map(|batch| batch.chunks(PETITIONS_MAX)) {
            came.keeper = batch.first().map(|name| name.keeper.clone());
            let so_far = (&mut bound, &mut left);
            if let Some(problem) = one_batch(app, at, batch, to, so_far).await {
                came.refused = Some(of_problem(&problem.body(at.visitor.language)));
                return Ok(came);
            }
        }
    }
    let petitions: BTreeSet<&String> = bound.iter().map(|(petition, _)| petition).collect();
    came.bound = petitions.len();
    if one(sent, "remember") == "yes" && came.bound > 0 {
        came.refused = remember(app, at, &came, written, to).await;
    }
    Ok(came)
}

/// Binds `names`, those of a petition of which it is refused left out; gives the problem where it
/// is about none of them.
async fn one_batch(
    app: &Shared,
    at: &Page,
    names: &[Unbound],
    to: &Value,
    (bound, left): (&mut BTreeSet<(String, usize)>, &mut BTreeSet<String>),
) -> Option<Problem> {
    let mut names: Vec<&Unbound> = names.iter().collect();
    while let Some(first) = names.first() {
        let named = names.iter().map(
            |name| json!({ "petition": name.petition, "seen_version": name.version, "at": name.at }),
        );
        let data = json!({ "to": to, "names": named.collect::<Value>() });
        let form = json!({ "body": first.keeper, "stream": first.petition,
                           "seen_version": first.version, "data": data });
        let key = format!("page-{}", runtime::random::uuid());
        let problem = match give(app, at, "intake", "BindNames", &key, &form).await {
            Ok(_) => {
                bound.extend(names.iter().map(|name| (name.petition.clone(), name.at)));
                return None;
            }
            Err(problem) => problem,
        };
        let told = problem.body(at.visitor.language);
        if told.text("/code") == Some("conflict") {
            // They are looked at again.
            return None;
        }
        // Somebody else keeps the record of this one: the others need not wait for them.
        let petition = told.text("/about/petition");
        let barred = names.iter().find(|name| petition == Some(name.petition.as_str()));
        let Some(barred) = barred.map(|name| name.petition.clone()) else {
            return Some(problem);
        };
        names.retain(|name| name.petition != barred);
        left.insert(barred);
        if names.is_empty() && bound.is_empty() {
            return Some(problem);
        }
    }
    None
}

/// Records what the name means for books to come, in the clear and for ever.
async fn remember(
    app: &Shared,
    at: &Page,
    came: &Came,
    written: &str,
    to: &Value,
) -> Option<view::NotTaken> {
    if written.chars().filter(char::is_ascii_digit).count() >= DIGITS_OF_A_PERSON {
        return Some(not_taken_yet(at, "import-person"));
    }
    let form = json!({ "body": came.keeper, "data": { "written": written, "to": to } });
    let key = format!("page-{}", runtime::random::uuid());
    let problem = give(app, at, "directory", "ResolveName", &key, &form).await.err()?;
    let told = problem.body(at.visitor.language);
    let known = told.text("/code") == Some("directory.already_means_this");
    (!known).then(|| of_problem(&told))
}
