//! What classification decides. Pure.

pub mod acting;
pub mod case;
pub mod content;
pub mod contest;
pub mod count_silence;
pub mod decide_deadlock;
pub mod give_consent;
pub mod note_refused_reaction;
pub mod parties;
pub mod propose;
pub mod record_dissent;
pub mod stance;
pub mod suggest;

#[cfg(test)]
pub(crate) mod talks;
#[cfg(test)]
mod tests;
