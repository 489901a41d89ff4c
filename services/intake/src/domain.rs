//! What intake decides. Pure.

pub mod record_petition;
