//! Forwarding: letters that carry agreed petitions to their addressees.
//!
//! Consumes nothing yet. Appends `forwarding.*`: one event on the letter's own stream and a small
//! one on each petition in it. Never changes what was agreed.
//!
//! Rules: who answers, and by when, is in the council's co-ordination rules with its legal basis;
//! the answer deadline of the People's Council channel was not found in law, so it is data.

use decider::{Service, erased};
use directory::Pins;

pub mod domain;

/// Forwarding as a service.
#[must_use]
pub fn service() -> Service<Pins> {
    Service {
        context: proto::Context::Forwarding,
        deciders: vec![erased::<domain::issue_letter::IssuingLetter>()],
        reactions: Vec::new(),
        timed: None,
    }
}
