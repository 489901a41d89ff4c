//! What classification decides. Pure.

pub mod case;
pub mod note_refused_reaction;
pub mod propose;
pub mod suggest;

#[cfg(test)]
mod tests;
