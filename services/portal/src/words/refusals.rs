//! The words of every rule that a service refuses by. The codes are those of the deciders.

use super::Words;

mod classification;
mod directory;
mod forwarding;
mod intake;
mod monitoring;

/// By context, each in the order of its deciders' rules.
pub(super) const REFUSALS: [&[Words]; 5] = [
    directory::DIRECTORY,
    intake::INTAKE,
    classification::CLASSIFICATION,
    forwarding::FORWARDING,
    monitoring::MONITORING,
];
