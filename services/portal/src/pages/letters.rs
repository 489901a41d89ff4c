//! The desks where letters lie: what came and went, what waits for a letter, who works on it; one
//! letter; and acts on many petitions at once.
//!
//! Shows letters and petitions as the register folds them, and gives the commands of forwarding and
//! monitoring as they are. Never decides who may do what: a button only sorts, the decider refuses.

mod answer;
mod answered;
mod desk;
mod each;
mod form;
mod issue;
mod letter;
mod offered;
mod shown;
mod table;

use axum::Router;
use axum::routing::{get, post};
use proto::{BodyId, OfficerId};
use serde_json::{Map, Value, json};

use crate::app::{App, Shared};
use crate::opened::opened;
use crate::pages::json::At as _;
use crate::pages::shell::{Page, encoded};
use answer::drafts;

/// Petitions of one act, as many as one letter may hold.
const PETITIONS_MAX: usize = proto::command::PETITIONS_MAX;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/cong-van", get(desk::show))
        .route("/cong-van/viec/chuyen", get(issue::show).post(issue::take))
        .route("/cong-van/bang-tra-loi/{id}", get(table::show).post(table::go_on))
        .route("/cong-van/ban-thao/{id}/bo", get(drafts::ask).post(drafts::give_up))
        .route("/cong-van/viec/{act}", get(each::show).post(each::take))
        .route("/cong-van/{letter}", get(letter::show))
        .route("/cong-van/{letter}/da-nhan", post(letter::receive))
}

/// The form of answers, which takes files.
pub(super) fn answers() -> Router<Shared> {
    Router::new().route("/cong-van/viec/tra-loi", get(answer::show).post(answer::take))
}

/// Where tables of answers come in.
pub(super) fn tables() -> Router<Shared> {
    Router::new().route(table::START, get(table::start).post(table::take))
}

/// Where `command` is given for one petition, if its form is one of these.
pub(super) fn form_of(command: &str, number: &str, on_behalf: &str) -> Option<String> {
    if command != "AnswerPetition" {
        return None;
    }
    let (number, on_behalf) = (encoded(number), encoded(on_behalf));
    let for_another = match on_behalf.as_str() {
        "" => String::new(),
        body => format!("&on_behalf={body}"),
    };
    Some(format!("/cong-van/viec/tra-loi?kn={number}&ve=%2Fkien-nghi%2F{number}{for_another}"))
}

/// The numbers of the petitions that a form names.
pub(super) fn named(pairs: &[(String, String)]) -> Vec<String> {
    form::Named::of(pairs).numbers()
}

/// The officers that are `wanted`, with their names as far as they may be opened.
pub(super) async fn officers(
    app: &App,
    at: &Page,
    wanted: &(dyn Fn(OfficerId) -> bool + Sync),
) -> Vec<(OfficerId, String)> {
    let officers = at.reader.known.pins.directory.officers();
    let officers = officers.filter(|(officer, _)| wanted(*officer));
    let sealed: Map<String, Value> =
        officers.map(|(officer, name)| (officer.to_string(), json!(name))).collect();
    let Some(&body) = at.acting.first() else { return Vec::new() };
    let names = opened(&app.vault, at.reader.officer, body, Value::Object(sealed)).await;
    let names = names.as_object().into_iter().flatten();
    names
        .filter_map(|(id, name)| Some((id.parse().ok()?, name.text("/text")?.to_owned())))
        .collect()
}

/// Who writes letters or gets them: neither the Front nor those who raise petitions.
pub(super) fn concern(at: &Page) -> bool {
    let directory = &at.reader.known.pins.directory;
    let apart = ["front_committee", "front_member", "delegate_group"];
    let desk = |body: &BodyId| {
        let known = directory.body(*body);
        known.is_some_and(|body| !apart.contains(&body.established.kind.as_str()))
    };
    at.may("forwarding", "ConfirmReceipt") && at.acting.iter().any(desk)
}

/// The bodies acted for, and those that ended and whose work they took over.
fn hands(at: &Page) -> Vec<BodyId> {
    let (directory, today) = (&at.reader.known.pins.directory, at.reader.today);
    let all = directory.bodies().map(|body| body.established.body);
    let mine = |body: &BodyId| {
        let heirs = directory.standing_heirs(*body, today);
        at.acting.iter().any(|acting| acting == body || heirs.contains(acting))
    };
    all.filter(mine).collect()
}

/// The bodies that belong to one of the bodies acted for, however far below.
fn below(at: &Page) -> Vec<BodyId> {
    let directory = &at.reader.known.pins.directory;
    let all = directory.bodies().map(|body| body.established.body);
    let under = |body: &BodyId| {
        directory.peoples_committees_above(*body).iter().any(|above| at.acting.contains(above))
    };
    all.filter(under).collect()
}

/// The councils whose rules name one of the bodies acted for as their standing committee.
fn councils(at: &Page) -> Vec<BodyId> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let all = pins.directory.bodies().map(|body| body.established.body);
    let mine = |council: &BodyId| {
        let rules = pins.rules(*council, today);
        rules.is_some_and(|rules| at.acting.contains(&rules.standing_committee))
    };
    all.filter(mine).collect()
}
