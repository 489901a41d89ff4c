//! Intake: petitions as they were raised.
//!
//! Consumes nothing yet. Appends `intake.*`: the petition's first event and the numbers of its
//! council's series. Never judges what a petition is about: that is agreed in classification.
//!
//! Rules: a petition is what a voter puts to a deputy through voter contact (NQLT 72/2025,
//! article 2.8); numbers are consecutive per council and term.

use decider::{Service, erased};
use directory::Pins;

pub mod domain;

/// Intake as a service.
#[must_use]
pub fn service() -> Service<Pins> {
    Service {
        context: proto::Context::Intake,
        deciders: vec![erased::<domain::record_petition::RecordingPetition>()],
        reactions: Vec::new(),
        timed: None,
    }
}
