//! Stories told with real processes over the real bus, one file each.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod bad_input;
mod one_petition_travels;
mod one_service_away;
mod whole_life;
