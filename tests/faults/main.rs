//! What must hold when processes die, files vanish and clocks jump: everything acknowledged is
//! there once, nothing else is, and whatever was derived equals a rebuild.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod clock_jumps;
mod jetstream_wiped;
mod killed_at_every_point;
mod killed_under_load;
mod restored_backup;
