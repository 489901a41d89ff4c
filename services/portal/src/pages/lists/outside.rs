//! Petitions that no list will ask for by itself: raised after a round's last day and before the next
//! round's first, they stand on no list and in no round's days. Said in the same words wherever
//! somebody might miss them; the next round's list takes them when somebody ticks them there.

use portal_pages::lists::LeftOut;
use proto::event::RoundOpened;
use proto::{BodyId, Day};
use register::{Outside, PetitionRow};

use crate::app::App;
use crate::pages::lists::{ROWS_MAX, councils_of, sheet};
use crate::pages::shell::{Page, encoded};
use crate::problem::Problem;

/// The most that are named one by one.
const NAMED_MAX: usize = 12;

/// The petitions of `council` about `area`, or about any, that were raised by `until`.
pub(super) async fn rows(
    app: &App,
    at: &Page,
    council: BodyId,
    area: Option<String>,
    until: Option<Day>,
    limit: u32,
) -> Result<Vec<PetitionRow>, Problem> {
    let rounds = at.reader.known.pins.directory.rounds(council);
    let rounds = rounds.map(|round| (round.round.to_string(), round.from, round.cut_off));
    let of = Outside { council, rounds: rounds.collect(), area, until };
    Ok(app.register.outside(&of, limit).await?)
}

/// The same for people; none where there is none.
pub(in crate::pages) async fn told(
    app: &App,
    at: &Page,
    council: BodyId,
    area: Option<String>,
) -> Result<Option<LeftOut>, Problem> {
    let rows = rows(app, at, council, area.clone(), None, ROWS_MAX + 1).await?;
    let Some(last) = rows.iter().map(|row| row.raised_on).max() else { return Ok(None) };
    let most = usize::try_from(ROWS_MAX).unwrap_or(usize::MAX);
    let next = next_round(at, council, last);
    let fixes = councils_of(at).contains(&council) && at.may("intake", "FixList");
    let address = |round: &&RoundOpened| {
        let code = encoded(round.round.as_str());
        let area = area.as_deref().map(|area| format!("&area={}", encoded(area)));
        format!("/danh-sach/lap?council={council}&round={code}{}", area.unwrap_or_default())
    };
    Ok(Some(LeftOut {
        count: rows.len().min(most),
        more: rows.len() > most,
        named: rows
            .iter()
            .take(NAMED_MAX)
            .map(|row| (row.number.clone(), row.raised_on.to_string()))
            .collect(),
        round: next.map(|round| sheet::round(at, council, round.round.as_str())),
        address: next.as_ref().filter(|round| fixes && round.from <= at.reader.today).map(address),
    }))
}

/// The first round that takes in what was raised on `day`.
fn next_round(at: &Page, council: BodyId, day: Day) -> Option<&RoundOpened> {
    let rounds = at.reader.known.pins.directory.rounds(council);
    rounds.filter(|round| round.cut_off >= day).min_by_key(|round| round.from)
}
