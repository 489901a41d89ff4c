//! Drafts of answers: what a body is writing, kept sealed until it is issued or given up.
//!
//! A draft is shown to whoever acts for its body, and saved only where nobody else saved it since it
//! was opened. Files that go with it stay with the vault for a day; who comes later is told so.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use portal_pages::letters::{ActOnMany, DraftPage, DraftRow, Kept};
use proto::sealed::KeyId;
use proto::{BodyId, CommandId, OfficerId, StreamId};
use serde_json::Value;
use uuid::Uuid;
use vault::{ClearText, SealRequest, TextToSeal, VaultError};

use super::{DRAFT, Sent, own_problem, unfit, view};
use crate::answer_drafts::{Listed, Saved, Written};
use crate::app::{App, Shared};
use crate::pages::form::{Pairs, one};
use crate::pages::json::At;
use crate::pages::letters::form::{self, Named as Petitions};
use crate::pages::letters::{hands, officers};
use crate::pages::petition::moment;
use crate::pages::shell::Page;
use crate::pages::{cookies, go, page};
use crate::params::Named;
use crate::problem::Problem;

/// Where drafts are listed.
pub(in crate::pages::letters) const DESK: &str = "/cong-van?muc=ban-thao";
/// The hidden field with the version of the draft that was opened.
const VERSION: &str = "lan";
/// What kind of text a draft is.
const PATH: &str = "portal.answer.draft";
/// The most bytes of a draft that are sealed as one text.
const PIECE_MAX: usize = 32 * 1024;
const RETRY_S: u32 = 2;
/// Fields of the page itself, not of what is written.
const PASSING: [&str; 4] = ["step", "key", DRAFT, VERSION];

fn fault(error: &dyn std::error::Error) -> Problem {
    Problem::own_fault(error)
}

/// The drafts of the bodies acted for, the last saved first.
pub(in crate::pages::letters) async fn all(app: &App, at: &Page) -> Result<Vec<Listed>, Problem> {
    app.answer_drafts.of(&hands(at)).await.map_err(|error| fault(&error))
}

/// As the desk lists them.
pub(in crate::pages::letters) async fn rows(app: &App, at: &Page, all: &[Listed]) -> Vec<DraftRow> {
    let wanted =
        |officer| all.iter().any(|draft| draft.saved_by == officer || draft.made_by == officer);
    let names = officers(app, at, &wanted).await;
    all.iter().map(|draft| row(at, draft, &names)).collect()
}

fn row(at: &Page, draft: &Listed, names: &[(OfficerId, String)]) -> DraftRow {
    let name = |id: OfficerId| {
        let known = names.iter().find(|(officer, _)| *officer == id);
        known.map_or_else(|| at.w().t("letters-draft-somebody"), |(_, name)| name.clone())
    };
    DraftRow {
        address: format!("/cong-van/viec/tra-loi?{DRAFT}={}", draft.id),
        give_up: format!("/cong-van/ban-thao/{}/bo", draft.id),
        petitions: draft.petitions.clone(),
        body: at.name(draft.body),
        made_by: name(draft.made_by),
        saved_by: name(draft.saved_by),
        saved_at: moment(&draft.saved_at.to_string()),
    }
}

/// The draft called `id`, if it is of a body acted for; its texts as they are sealed.
async fn mine(
    app: &App,
    at: &Page,
    id: &str,
) -> Result<Option<(Listed, Vec<proto::sealed::Sealed>)>, Problem> {
    let Ok(id) = id.parse::<Uuid>() else { return Ok(None) };
    let found = app.answer_drafts.get(id).await.map_err(|error| fault(&error))?;
    let own = hands(at);
    Ok(found.filter(|(draft, _)| own.contains(&draft.body)))
}

/// The body acted for that is `body`, or does its work since it ended.
pub(in crate::pages::letters) fn acting_for(at: &Page, body: BodyId) -> Option<BodyId> {
    let heirs = at.reader.known.pins.directory.standing_heirs(body, at.reader.today);
    at.acting.iter().copied().find(|own| *own == body || heirs.contains(own))
}

/// What is written in the draft called `id`; none where there is no such draft of a body acted for.
///
/// # Errors
/// When the vault is away, or may not open it.
pub(super) async fn opened(app: &App, at: &Page, id: &str) -> Result<Option<Pairs>, Problem> {
    let Some((draft, sealed)) = mine(app, at, id).await? else { return Ok(None) };
    let Some(body) = acting_for(at, draft.body) else { return Ok(None) };
    let texts = app.vault.open(at.reader.officer, body, sealed).await;
    let mut whole = String::new();
    for text in texts.map_err(|error| away(&error))? {
        let closed = |_| Problem::new(StatusCode::FORBIDDEN, "attachment_forbidden");
        whole.push_str(text.map_err(closed)?.as_str());
    }
    let mut pairs: Vec<(String, String)> =
        serde_json::from_str(&whole).map_err(|error| fault(&error))?;
    pairs.push((DRAFT.to_owned(), draft.id.to_string()));
    pairs.push((VERSION.to_owned(), draft.version.to_string()));
    Ok(Some(axum::Form(pairs)))
}

fn away(error: &VaultError) -> Problem {
    match error {
        VaultError::Unavailable { .. } => Problem::unavailable("the vault is away", RETRY_S),
        VaultError::Refused { .. } | VaultError::Malformed { .. } => fault(error),
    }
}

/// Saves what is written: as the draft that it is, or as a new one.
pub(super) async fn save(
    app: &Shared,
    at: &Page,
    sent: &Sent,
    as_new: bool,
) -> Result<Response, Problem> {
    if at.unsent {
        let kept = Problem::new(StatusCode::CONFLICT, "draft_kept");
        let told = kept.body(at.visitor.language);
        return unfit(&view(app, at, sent, &[told]).await?, kept.status());
    }
    let before = mine(app, at, one(&sent.form, DRAFT)).await?.filter(|_| !as_new);
    let body = match &before {
        Some((draft, _)) => Some(draft.body),
        None => form::body_of(at, &sent.form).as_str().and_then(|id| id.parse().ok()),
    };
    let body = body.filter(|body| hands(at).contains(body));
    let (Some(body), true) = (body, sent.wrong.is_empty()) else {
        let mut view = view(app, at, sent, &[]).await?;
        let acting = view.fields.iter_mut().find(|field| field.name == "body");
        if let Some(field) = acting.filter(|_| body.is_none()) {
            form::mark_missing(at, std::slice::from_mut(field));
        }
        return unfit(&view, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let gone = !as_new && before.is_none() && !one(&sent.form, DRAFT).is_empty();
    let version = one(&sent.form, VERSION).parse().unwrap_or_default();
    let before = before.map(|(draft, _)| (draft.id, version));
    let (id, saved) = match gone {
        true => (Uuid::nil(), Saved::Gone),
        false => keep(app, at, body, before, &sent.form).await?,
    };
    let problem = match saved {
        Saved::As(_) => {
            let to = format!("/cong-van/viec/tra-loi?{DRAFT}={id}");
            return Ok(go(&to, [cookies::say("letters-draft-saved")]));
        }
        Saved::Meanwhile(now) => moved_to(app, at, &now).await,
        Saved::Gone => gone_problem(at),
        Saved::Full => {
            let w = at.w();
            own_problem("draft_full", &w.t("letters-draft-full"), &w.t("letters-draft-full-next"))
        }
    };
    unfit(&view(app, at, sent, &[problem]).await?, StatusCode::CONFLICT)
}

/// Seals and keeps `typed` for `body`: as the draft and version of `before`, or as a new one.
///
/// # Errors
/// When the vault is away.
pub(in crate::pages::letters) async fn keep(
    app: &App,
    at: &Page,
    body: BodyId,
    before: Option<(Uuid, i64)>,
    typed: &Pairs,
) -> Result<(Uuid, Saved), Problem> {
    let id = before.map_or_else(runtime::random::uuid, |(id, _)| id);
    let written: Vec<&(String, String)> =
        typed.0.iter().filter(|(name, _)| !PASSING.contains(&name.as_str())).collect();
    let written = serde_json::to_string(&written).map_err(|error| fault(&error))?;
    let texts = pieces(&written).map(|piece| TextToSeal {
        key: KeyId::Body(body),
        path: PATH.to_owned(),
        text: ClearText::new(piece.to_owned()),
    });
    let request = SealRequest {
        command_id: CommandId(runtime::random::uuid()),
        stream: StreamId(id),
        api_form: ClearText::new("{}".to_owned()),
        texts: texts.collect(),
        tracked: false,
    };
    let sealed = app.vault.seal(request).await.map_err(|error| away(&error))?.sealed;
    let petitions = Petitions::of(&typed.0).numbers();
    let (by, now) = (at.reader.officer, app.clock.now());
    let of = Written { body, by, now, petitions: &petitions, sealed: &sealed };
    let saved = match before {
        Some((id, version)) => app.answer_drafts.save(id, version, &of).await,
        None => app.answer_drafts.begin(id, &of).await,
    };
    Ok((id, saved.map_err(|error| fault(&error))?))
}

/// `text` in pieces of at most [`PIECE_MAX`] bytes, none of which ends within a character.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.floor_char_boundary(PIECE_MAX);
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        Some(piece)
    })
}

/// Why the form's draft is not the one that was opened: somebody saved it, issued it, or gave it up.
pub(super) async fn moved(app: &App, at: &Page, typed: &Pairs) -> Result<Vec<Value>, Problem> {
    if one(typed, DRAFT).is_empty() {
        return Ok(Vec::new());
    }
    let found = mine(app, at, one(typed, DRAFT)).await?;
    Ok(match found {
        None => vec![gone_problem(at)],
        Some((draft, _)) if draft.version.to_string() != one(typed, VERSION) => {
            vec![moved_to(app, at, &draft).await]
        }
        Some(_) => Vec::new(),
    })
}

fn gone_problem(at: &Page) -> Value {
    let w = at.w();
    own_problem("draft_gone", &w.t("letters-draft-gone-now"), &w.t("letters-draft-moved-next"))
}

async fn moved_to(app: &App, at: &Page, now: &Listed) -> Value {
    let w = at.w();
    let row = rows(app, at, std::slice::from_ref(now)).await.pop();
    let who = row.map(|row| format!("{}, {}", row.saved_by, row.saved_at)).unwrap_or_default();
    own_problem("draft_moved", &w.at("letters-draft-moved", who), &w.t("letters-draft-moved-next"))
}

/// Forgets the draft that was issued.
pub(super) async fn issued(app: &App, at: &Page, typed: &Pairs) {
    let Ok(Some((draft, _))) = mine(app, at, one(typed, DRAFT)).await else { return };
    if let Err(error) = app.answer_drafts.forget(draft.id).await {
        // The answer stands; the draft may still be given up by hand.
        tracing::warn!(%error, "a draft that was issued is still there");
    }
}

/// Says on the form which draft it is, and how it is kept.
pub(super) async fn mark(
    app: &App,
    at: &Page,
    typed: &Pairs,
    problems: &[Value],
    view: &mut ActOnMany,
) {
    let w = at.w();
    let said = |code: &str| problems.iter().any(|problem| problem.text("/code") == Some(code));
    let (moved, gone) = (said("draft_moved"), said("draft_gone"));
    view.steps.insert(0, ("save".to_owned(), w.t("letters-draft-save")));
    if moved || gone {
        view.steps.insert(0, ("save-new".to_owned(), w.t("letters-draft-save-new")));
    }
    if gone {
        return;
    }
    let Ok(Some((draft, _))) = mine(app, at, one(typed, DRAFT)).await else { return };
    for name in [DRAFT, VERSION] {
        view.hidden.push((name.to_owned(), one(typed, name).to_owned()));
    }
    if let Some(row) = rows(app, at, &[draft]).await.pop() {
        let words = format!("{} {}, {}", w.t("letters-draft-saved-by"), row.saved_by, row.saved_at);
        view.kept = Some(Kept { words, address: moved.then_some(row.address) });
    }
}

/// Asks once more before a draft is given up.
pub(in crate::pages::letters) async fn ask(
    State(app): State<Shared>,
    at: Page,
    Named(id): Named,
) -> Result<Response, Problem> {
    let Some((draft, _)) = mine(&app, &at, &id).await? else {
        return Ok(go(DESK, [cookies::say("letters-draft-gone")]));
    };
    let Some(row) = rows(&app, &at, &[draft]).await.pop() else { return Ok(go(DESK, [])) };
    let mut shell = at.shell(at.w().t("letters-draft-give-up"), "letters");
    shell.address.clone_from(&row.give_up);
    page(&DraftPage { shell, row, back: DESK.to_owned() })
}

/// Gives a draft up.
pub(in crate::pages::letters) async fn give_up(
    State(app): State<Shared>,
    at: Page,
    Named(id): Named,
) -> Result<Response, Problem> {
    let found = mine(&app, &at, &id).await?.filter(|_| !at.unsent);
    let Some((draft, _)) = found else { return Ok(go(DESK, [])) };
    app.answer_drafts.forget(draft.id).await.map_err(|error| fault(&error))?;
    Ok(go(DESK, [cookies::say("letters-draft-given-up")]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_cut_between_characters_and_put_together_again() {
        let text = "ộ".repeat(PIECE_MAX);
        let cut: Vec<&str> = pieces(&text).collect();
        assert!(cut.len() > 1 && cut.iter().all(|piece| piece.len() <= PIECE_MAX));
        assert_eq!(cut.concat(), text);
        assert_eq!(pieces("").count(), 0);
    }
}
