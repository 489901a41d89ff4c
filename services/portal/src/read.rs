//! What can be read, one file each.

pub(crate) mod decisions;
pub(crate) mod directory;
pub(crate) mod letters;
pub(crate) mod lists;
pub(crate) mod me;
pub(crate) mod meetings;
pub(crate) mod notices;
pub(crate) mod petitions;
pub(crate) mod public;
pub(crate) mod rules;
pub(crate) mod stream;
