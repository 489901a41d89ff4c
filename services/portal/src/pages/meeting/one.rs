//! One meeting: what was raised there, in numbers and one by one, as an annex of its minutes.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use portal_pages::meeting::Meeting as View;
use portal_pages::petition::Fact;
use proto::StreamId;
use proto::stage::Stage;
use register::{Filter, Meeting};

use super::list::round_name;
use super::{area, script_words, shown, takes};
use crate::app::Shared;
use crate::pages::lists::outside;
use crate::pages::shell::Page;
use crate::pages::{page, petition, today};
use crate::params::Named;
use crate::problem::Problem;
use crate::read::meetings;

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Named(stream): Named<StreamId>,
) -> Result<Response, Problem> {
    let meeting = meetings::found(&app, stream).await?;
    let raised = meetings::raised(&app, stream).await?;
    let filter = Filter { meeting: Some(stream), ..Filter::default() };
    let counts = app.register.counts(&filter).await?;
    // In the order in which it was said.
    let mut rows = raised.rows;
    rows.reverse();
    let w = at.w();
    let minutes = meetings::minutes_of(&app, &at.reader, &meeting).await;
    let mut groups: BTreeMap<String, u64> = BTreeMap::new();
    for row in &rows {
        *groups.entry(at.name(row.raised_with)).or_default() += 1;
    }
    let address = format!("/buoi-tiep-xuc/{stream}");
    let (held, on) = (&meeting.held, meeting.envelope.occurred_on);
    let mut shell = at.shell(held.place.to_string(), "meetings");
    shell.address.clone_from(&address);
    let mut left_out = Vec::new();
    for &council in &held.councils {
        left_out.extend(outside::told(&app, &at, council, Some(held.area.to_string())).await?);
    }
    let stage = |(stage, count): &(Stage, u64)| (today::label(&at, *stage), *count);
    let view = View {
        shell,
        stream: stream.to_string(),
        place: held.place.to_string(),
        joint: held.councils.len() > 1,
        facts: facts(&at, &meeting),
        minutes: petition::opened_text(&w, Some(&minutes).filter(|text| !text.is_null())),
        on_paper: held.voters.is_none() || held.minutes.is_none(),
        total: counts.iter().map(|(_, count)| count).sum(),
        stages: counts.iter().map(stage).collect(),
        groups: groups.into_iter().collect(),
        raised: shown(&app, &at, &meeting, &rows).await,
        more: raised.next.is_some(),
        left_out,
        take: takes(&at, held, on).then(|| format!("{address}/ghi")),
        book: format!("/so?meeting={stream}"),
        words: script_words(&w),
    };
    page(&view)
}

fn facts(at: &Page, meeting: &Meeting) -> Vec<Fact> {
    let (w, held) = (at.w(), &meeting.held);
    let names = |bodies: &[proto::BodyId]| {
        let names: Vec<String> = bodies.iter().map(|&body| at.name(body)).collect();
        Some(names.join("; ")).filter(|names| !names.is_empty())
    };
    let round = held.round.as_ref().map(|round| round_name(at, &held.councils, round));
    let facts: [(&str, Option<String>); 8] = [
        ("meeting-held-on", Some(w.day(&meeting.envelope.occurred_on.to_string()))),
        ("area", Some(area(at, &held.area))),
        ("filter-round", round),
        ("meeting-councils", names(&held.councils)),
        ("meeting-groups", names(&held.groups)),
        ("meeting-voters", held.voters.map(|voters| voters.to_string())),
        ("meeting-invited", names(&held.invited)),
        ("meeting-recorded-by", meeting.envelope.body.map(|body| at.name(body))),
    ];
    let known = facts.into_iter().filter_map(|(id, value)| Some((id, value?)));
    known.map(|(id, value)| Fact { label: w.t(id), value }).collect()
}
