//! What forwarding decides. Pure.

pub mod issue_letter;
