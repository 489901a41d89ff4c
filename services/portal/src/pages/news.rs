//! What just happened, in words, for the page that heard of it.

use axum::extract::{Query, State};
use axum::response::Response;
use portal_pages::News;
use portal_pages::today::Change;
use proto::Position;
use register::Notice;
use serde::Deserialize;

use crate::app::Shared;
use crate::pages::page;
use crate::pages::shell::{Page, UNREAD_MAX};
use crate::problem::Problem;

const SHOWN_MAX: u32 = 3;

/// `?after=`.
#[derive(Debug, Deserialize)]
pub(super) struct After {
    after: u64,
}

pub(super) async fn show(
    State(app): State<Shared>,
    at: Page,
    Query(After { after }): Query<After>,
) -> Result<Response, Problem> {
    let until = at.reader.known.position();
    let after = Position(after);
    let (bodies, own) = (&at.reader.bodies, at.reader.officer);
    let news = app.register.last_notices(bodies, after, until, own, SHOWN_MAX).await?;
    let items = news.iter().map(|notice| change(&at, notice)).collect();
    let unread = u32::try_from(at.unread.len()).unwrap_or(UNREAD_MAX);
    page(&News { w: at.w(), unread, items })
}

/// A notice in words.
pub(super) fn change(at: &Page, notice: &Notice) -> Change {
    let stage = at.visitor.language.pick(notice.stage.label_vi(), notice.stage.label_en());
    Change {
        number: notice.number.clone(),
        what: at.w().event(&notice.event_type),
        stage: stage.to_owned(),
        others: 0,
        on: notice.occurred_on.to_string(),
    }
}
