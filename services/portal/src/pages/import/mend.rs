//! Names that nobody knows, said before a book is recorded: what they mean counts for this book only.
//!
//! Records nothing: the book is judged again with what was said, and its rows are recorded as if the
//! directory knew the names. The words of the book stay as they are.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use import::Petition;
use portal_pages::import as view;
use proto::text::plain;

use super::names::candidates;
use super::{address, draft_of, short};
use crate::app::Shared;
use crate::imports::drafts::Said;
use crate::imports::judge::{Judged, Kind, judge};
use crate::pages::form::{Pairs, one};
use crate::pages::go;
use crate::pages::shell::Page;
use crate::params::Named;
use crate::problem::Problem;

/// Unknown names that are shown.
const NAMES_MAX: usize = 20;
const WORDS_MAX: usize = 80;

/// The names in the rows to be recorded that nobody knows, the most frequent first.
pub(super) fn unknown(at: &Page, judged: &Judged) -> Vec<view::Unknown> {
    let mut found: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (judge, petition) in judged.to_send() {
        if judge.kind == Kind::New {
            for name in unbound(petition) {
                *found.entry(name).or_default() += 1;
            }
        }
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let shown = found.into_iter().take(NAMES_MAX).map(|((of, written), count)| {
        let (likely, others) = candidates(at, of, written);
        view::Unknown {
            of: of.to_owned(),
            label: short(written, WORDS_MAX),
            written: written.to_owned(),
            column: at.w().t(&format!("import-of-{of}")),
            count,
            likely,
            others,
        }
    });
    shown.collect()
}

/// The unbound names of a row, each with the word of its column.
fn unbound(petition: &Petition) -> impl Iterator<Item = (&'static str, &str)> {
    let area = petition.area.iter().map(|name| ("area", name));
    let field = petition.field.iter().map(|name| ("field", name));
    let group = petition.group.iter().map(|name| ("group", name));
    let addressees = petition.addressees.iter().map(|name| ("addressee", name));
    let all = area.chain(field).chain(group).chain(addressees);
    all.filter(|(_, name)| name.id.is_none()).map(|(of, name)| (of, name.written.as_str()))
}

/// Takes what was said of names, and judges the book again.
pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    Named(id): Named,
    sent: Pairs,
) -> Result<Response, Problem> {
    let mut draft = match draft_of(&app, &at, &id) {
        Ok(draft) => draft,
        Err(said) => return Ok(*said),
    };
    let checked = format!("{}/kiem-tra", address(&draft));
    let Some(judged) = draft.judged.clone().filter(|_| draft.job.is_none()) else {
        return Ok(go(&checked, []));
    };
    for n in 1..=NAMES_MAX {
        let told = |name: &str| one(&sent, &format!("{name}-{n}"));
        let (of, written, to) = (told("of"), told("written"), told("to"));
        let (likely, others) = candidates(&at, of, written);
        let known = likely.iter().chain(&others).any(|choice| choice.value == to);
        if let Some((kind, to)) = to.split_once('=').filter(|_| known) {
            let said =
                Said { written: written.to_owned(), kind: kind.to_owned(), to: to.to_owned() };
            let same = |other: &Said| {
                other.kind == said.kind && plain(&other.written) == plain(&said.written)
            };
            draft.settings.said.retain(|other| !same(other));
            draft.settings.said.push(said);
        }
    }
    let again = judge(&app, &at.reader, &draft, judged.whose.clone()).await?;
    let (owner, now) = (at.caller().into(), app.clock.now());
    app.drafts.change(owner, &id, now, |kept| {
        (kept.settings, kept.judged) = (draft.settings, Some(again.into()));
    });
    Ok(go(&checked, []))
}
