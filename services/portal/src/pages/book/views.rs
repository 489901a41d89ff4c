//! Named lists: those that come with the work of the bodies acted for, and an account's own.

use axum::extract::State;
use axum::response::Response;
use portal_pages::book::View;
use proto::BodyId;

use super::asked::Asked;
use crate::app::Shared;
use crate::pages::form::{Pairs, one};
use crate::pages::shell::Page;
use crate::pages::{cookies, go};
use crate::problem::Problem;

/// Lists that come with the work of the body acted for, or of every petition where there are several.
pub(super) fn standard(at: &Page, asked: &Asked) -> Vec<View> {
    let (w, pins, today) = (at.w(), &at.reader.known.pins, at.reader.today);
    let body = if let [body] = at.acting.as_slice() { Some(*body) } else { None };
    let of = |name: &str| body.map_or_else(String::new, |body| format!("{name}={body}&"));
    let kind = body.and_then(|body| pins.directory.body(body));
    let kind = kind.map_or("", |body| body.established.kind.as_str());
    let councils = || pins.directory.bodies().map(|body| body.established.body);
    let rules = |council| pins.rules(council, today);
    let is_standing =
        councils().filter_map(rules).any(|rules| Some(rules.standing_committee) == body);
    let mut all = vec![
        ("view-mine-late", format!("{}due=late&sort=due", of("whose"))),
        ("view-to-agree", format!("{}stage=being_agreed%2Ccontested&sort=due", of("body"))),
    ];
    let owes = councils().filter_map(rules).any(|rules| Some(rules.peoples_committee) == body);
    let unanswered = "stage=forwarded%2Cpartly_answered";
    if owes
        || matches!(
            kind,
            "agency" | "company" | "peoples_committee" | "court" | "police" | "inspection"
        )
    {
        all.push(("view-unanswered", format!("{}{unanswered}&sort=due", of("addressee"))));
    } else if let Some(round) = councils().find_map(|council| round_of_this_session(at, council)) {
        all.push(("view-unanswered-session", format!("{unanswered}&round={round}&sort=due")));
    }
    if is_standing {
        all.push(("view-to-forward", "stage=agreed%2Creturned".to_owned()));
        all.push(("view-to-close", "stage=settled".to_owned()));
        all.push(("view-person", "flag=needs_person".to_owned()));
    } else if matches!(kind, "delegate_group" | "council_committee" | "front_committee" | "front") {
        let open = "stage=answered%2Cfollowed%2Cwaiting_for_resources";
        all.push(("view-followed", format!("{}{open}&sort=due", of("follower"))));
    }
    let view = |(id, query): (&str, String)| {
        let address = format!("/so?{query}");
        View { name: w.t(id), here: asked.is(&address), address }
    };
    all.into_iter().map(view).collect()
}

/// The last contact round of the session that comes next, or else of the last one.
fn round_of_this_session(at: &Page, council: BodyId) -> Option<String> {
    let (directory, today) = (&at.reader.known.pins.directory, at.reader.today);
    let sessions = || directory.sessions(council);
    let next = sessions().filter(|session| session.closes_on >= today);
    let next = next.min_by_key(|session| session.opens_on);
    let session = next.or_else(|| sessions().max_by_key(|session| session.opens_on))?;
    let rounds = directory.rounds(council).filter(|round| round.session == session.session);
    rounds.max_by_key(|round| round.from).map(|round| round.round.to_string())
}

/// The account's own, by name.
pub(super) async fn saved(app: &Shared, at: &Page, asked: &Asked) -> Result<Vec<View>, Problem> {
    let Some((_, session)) = &at.session else { return Ok(Vec::new()) };
    let views = app.accounts.views(&session.login).await;
    let views = views.map_err(|error| Problem::own_fault(&error))?;
    let shown =
        views.into_iter().map(|(name, address)| View { here: asked.is(&address), name, address });
    Ok(shown.collect())
}

/// Keeps the list under a name; one of the same name is replaced.
pub(in crate::pages) async fn keep(
    State(app): State<Shared>,
    at: Page,
    form: Pairs,
) -> Result<Response, Problem> {
    let address = Asked::of_text(one(&form, "of"), at.reader.today)?.with("/so", "after", None);
    let Some((_, session)) = &at.session else { return Ok(go(&address, [])) };
    let (now, name) = (app.clock.now(), one(&form, "name"));
    let kept = app.accounts.keep_view(&session.login, name, &address, now).await;
    let kept = kept.map_err(|error| Problem::own_fault(&error))?;
    Ok(go(&address, [cookies::say(if kept { "view-kept" } else { "view-refused" })]))
}

/// Gives a named list another name.
pub(in crate::pages) async fn rename(
    State(app): State<Shared>,
    at: Page,
    form: Pairs,
) -> Result<Response, Problem> {
    let address = Asked::of_text(one(&form, "of"), at.reader.today)?.with("/so", "after", None);
    let Some((_, session)) = &at.session else { return Ok(go(&address, [])) };
    let (old, name) = (one(&form, "old"), one(&form, "name"));
    let done = app.accounts.rename_view(&session.login, old, name).await;
    let done = done.map_err(|error| Problem::own_fault(&error))?;
    Ok(go(&address, [cookies::say(if done { "view-kept" } else { "view-refused" })]))
}

/// Forgets a named list.
pub(in crate::pages) async fn forget(
    State(app): State<Shared>,
    at: Page,
    form: Pairs,
) -> Result<Response, Problem> {
    let address = Asked::of_text(one(&form, "of"), at.reader.today)?.with("/so", "after", None);
    let Some((_, session)) = &at.session else { return Ok(go(&address, [])) };
    let done = app.accounts.forget_view(&session.login, one(&form, "old")).await;
    done.map_err(|error| Problem::own_fault(&error))?;
    Ok(go(&address, [cookies::say("view-deleted")]))
}
