//! A single petition taken up by hand: on paper, by a visit, or handed on by a deputy.

use axum::extract::State;
use axum::response::Response;
use portal_pages::act::{Field, Kind};
use portal_pages::meeting::MeetingForm;

use super::entry::Said;
use super::{Typed, again, field, groups, hinted, key, recorder, refused, required};
use crate::app::Shared;
use crate::pages::form::Pairs;
use crate::pages::shell::Page;
use crate::pages::{book, cookies, go, page};
use crate::problem::Problem;

/// The ways that are not a meeting.
const WAYS: [&str; 3] = ["by_hand", "deputy", "delegate_group"];

pub(super) async fn show(at: Page) -> Result<Response, Problem> {
    page(&form(&at, &Typed::NOTHING))
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    sent: Pairs,
) -> Result<Response, Problem> {
    match (Said { app: &app, at: &at, meeting: None }).take(&sent).await {
        Ok(recorded) => {
            Ok(go(&format!("/kien-nghi/{}", recorded.number), [cookies::say("act-done")]))
        }
        Err(not_taken) => {
            let told = not_taken.problem.body(at.visitor.language);
            let typed = Typed { sent: Some(&sent), problem: Some(&told), wrong: not_taken.field };
            again(&form(&at, &typed), not_taken.problem.status())
        }
    }
}

fn form(at: &Page, typed: &Typed<'_>) -> MeetingForm {
    let w = at.w();
    let fields = fields(at, typed);
    let mut shell = at.shell(w.t("hand"), "meetings");
    shell.address = "/tiep-nhan".to_owned();
    MeetingForm {
        shell,
        lead: w.t("hand-lead"),
        help: w.t("help-hand"),
        address: "/tiep-nhan".to_owned(),
        hidden: vec![("key".to_owned(), key(typed))],
        refused: typed.problem.map(|problem| refused(problem, &fields)),
        fields,
        more: Vec::new(),
        more_open: false,
        send: w.t("hand-send"),
    }
}

fn fields(at: &Page, typed: &Typed<'_>) -> Vec<Field> {
    let today = at.reader.today;
    let w = at.w();
    let mine = |id: &str| id.parse().is_ok_and(|id| recorder(at, id, today).is_some());
    let mut groups = groups(at);
    groups.retain(|(id, _)| mine(id));
    let own = at.acting.iter().find(|&&body| super::kind(at, body) == Some(super::GROUP));
    let own = own.map(ToString::to_string).unwrap_or_default();
    let ways = WAYS.iter().map(|way| ((*way).to_owned(), w.value(way))).collect();
    let one = |name, id, at_first: &str, choices| {
        field(at, typed, (name, id, Kind::One), at_first, choices)
    };
    let plain =
        |name, id, kind, at_first: &str| field(at, typed, (name, id, kind), at_first, Vec::new());
    let day = today.to_string();
    vec![
        required(one("via", "hand-via", "by_hand", ways)),
        required(one("raised_with", "meeting-for", &own, groups)),
        required(plain("raised_on", "hand-raised-on", Kind::Day, &day)),
        hinted(at, "meeting-who-hint", plain("who", "meeting-who", Kind::Line, "")),
        plain("where", "meeting-where", Kind::Line, ""),
        required(hinted(
            at,
            "meeting-words-hint",
            plain("original", "meeting-words", Kind::Text, ""),
        )),
        one("area", "meeting-area", "", book::areas(at)),
        one("field", "meeting-field", "", book::fields(at)),
    ]
}
