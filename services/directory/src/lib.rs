//! The directory: bodies, officers, roles, sites, terms, sessions, rounds, areas, days off, and the
//! rules of each council.
//!
//! Consumes nothing. Appends `directory.*`, on one stream for the realm, one for the calendar and one
//! of rules per council. Never opens a name: display names are sealed and only copied.
//!
//! [`Pins`] is what every other context pins when it decides: pure folds of those streams, each at
//! a recorded version. Bodies, levels, kinds, roles, fields and deadlines are data; a government
//! reform is a few events.
//!
//! Rules come from the realm's own instruments; each carries its legal basis or "local choice".

use decider::{Service, erased};

pub mod domain;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
pub mod paper;
mod pins;

pub use domain::calendar::{Calendar, expected_days_off, lunar_new_year};
pub use domain::directory::{Area, Body, Directory, Round, Session, Term};
pub use domain::rules::{Fate, Proposal};
pub use pins::Pins;

/// The directory as a service.
#[must_use]
pub fn service() -> Service<Pins> {
    Service {
        context: proto::Context::Directory,
        deciders: vec![
            erased::<domain::found_realm::FoundingRealm>(),
            erased::<domain::define_role::DefiningRole>(),
            erased::<domain::establish_body::EstablishingBody>(),
            erased::<domain::end_body::EndingBody>(),
            erased::<domain::officers::Appointing>(),
            erased::<domain::officers::GivingRole>(),
            erased::<domain::officers::EndingRole>(),
            erased::<domain::admit_site::AdmittingSite>(),
            erased::<domain::open_term::OpeningTerm>(),
            erased::<domain::rules::adopt::AdoptingRules>(),
            erased::<domain::rules::propose::ProposingRules>(),
            erased::<domain::rules::agree::AgreeingRules>(),
            erased::<domain::publish_days_off::PublishingDaysOff>(),
            erased::<domain::name_area::NamingArea>(),
            erased::<domain::plan_session::PlanningSession>(),
            erased::<domain::open_round::OpeningRound>(),
            erased::<domain::resolve_name::ResolvingName>(),
        ],
        reactions: Vec::new(),
        timed: None,
    }
}
