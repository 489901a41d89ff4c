//! Stories told with real processes over the real bus, one file each.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod one_petition_travels;
