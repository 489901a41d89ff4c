//! Answers that the bodies acted for have issued, by the letter that bears them, the newest first.

use std::collections::BTreeMap;

use portal_pages::letters::{Group, Part};
use proto::envelope::DocumentRef;
use proto::event::{Event, ForwardingEvent};
use proto::stage::Stage;
use proto::{BodyId, Day, Position, StreamId};
use register::{Course, Scope};

use super::{hands, shown};
use crate::app::App;
use crate::pages::shell::Page;
use crate::problem::Problem;

/// Petitions of a page.
const ROWS_MAX: u32 = 60;
/// The stages at which somebody has answered.
const STAGES: [Stage; 6] = [
    Stage::PartlyAnswered,
    Stage::Answered,
    Stage::Followed,
    Stage::WaitingForResources,
    Stage::Settled,
    Stage::Closed,
];

/// The letter of an answer: its day, then its symbol where it has one.
type Paper = (Day, Option<String>);

/// The groups of a page, and where the next page begins.
pub(super) async fn groups(
    app: &App,
    at: &Page,
    after: Option<Position>,
) -> Result<(Vec<Group>, Option<Position>), Problem> {
    let mine = hands(at);
    let found = app.register.in_hands_of(&mine, &["addressee"], &STAGES, after, ROWS_MAX).await?;
    let streams: Vec<StreamId> = found.rows.iter().map(|row| row.stream).collect();
    if streams.is_empty() {
        return Ok((Vec::new(), found.next));
    }
    let all = shown::petitions(app, at, &streams).await?;
    let courses = app.register.courses(&Scope { streams, ..Scope::default() }).await?;
    let papers: BTreeMap<StreamId, BTreeMap<BodyId, Paper>> =
        courses.iter().filter_map(|course| Some((course.held.stream?, papers(course)))).collect();
    let mut by_paper: BTreeMap<Paper, Vec<Part>> = BTreeMap::new();
    for one in &all {
        for to in one.petition().live().filter(|to| mine.iter().any(|&body| to.is(body))) {
            let by = to.answer().map(|answer| answer.event.by);
            let paper = by.and_then(|by| papers.get(&one.stream)?.get(&by));
            if let Some(paper) = paper {
                let part = Part { open: false, ..shown::part(at, one, Some(to)) };
                by_paper.entry(paper.clone()).or_default().push(part);
            }
        }
    }
    let groups = by_paper.into_iter().rev().enumerate();
    Ok((groups.map(|(n, (paper, parts))| group(at, n, &paper, parts)).collect(), found.next))
}

/// The letter of each body's last answer.
fn papers(course: &Course) -> BTreeMap<BodyId, Paper> {
    let mut papers = BTreeMap::new();
    for (envelope, event) in course.entries.iter().filter_map(register::Entry::known) {
        if let Event::Forwarding(ForwardingEvent::PetitionAnswered(answered)) = event {
            let document: Option<&DocumentRef> = envelope.document.as_ref();
            let day = document.map_or(envelope.occurred_on, |paper| paper.issued_on);
            papers.insert(answered.by, (day, document.map(|paper| paper.symbol.to_string())));
        }
    }
    papers
}

fn group(at: &Page, n: usize, (day, symbol): &Paper, parts: Vec<Part>) -> Group {
    let w = at.w();
    let symbol = symbol.clone().unwrap_or_else(|| w.t("letters-no-symbol"));
    Group {
        id: format!("a{n}"),
        title: format!("{symbol}, {}", w.day(&day.to_string())),
        late: String::new(),
        act: None,
        parts,
    }
}
