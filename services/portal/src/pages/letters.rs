//! The desks where letters lie: what came and went, what waits for a letter, who works on it; one
//! letter; and acts on many petitions at once.
//!
//! Shows letters and petitions as the register folds them, and gives the commands of forwarding and
//! monitoring as they are. Never decides who may do what: a button only sorts, the decider refuses.

mod answer;
mod desk;
mod each;
mod form;
mod issue;
mod letter;
mod offered;
mod shown;

use axum::Router;
use axum::routing::{get, post};
use proto::BodyId;

use crate::app::Shared;
use crate::pages::shell::Page;

/// Petitions of one act, as many as one letter may hold.
const PETITIONS_MAX: usize = proto::command::PETITIONS_MAX;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/cong-van", get(desk::show))
        .route("/cong-van/viec/chuyen", get(issue::show).post(issue::take))
        .route("/cong-van/viec/tra-loi", get(answer::show).post(answer::take))
        .route("/cong-van/viec/{act}", get(each::show).post(each::take))
        .route("/cong-van/{letter}", get(letter::show))
        .route("/cong-van/{letter}/da-nhan", post(letter::receive))
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
