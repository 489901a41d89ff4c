//! What must hold when processes die, files vanish and clocks jump.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
