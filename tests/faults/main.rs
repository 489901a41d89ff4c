//! What must hold when processes die, files vanish and clocks jump: everything acknowledged is
//! there once, nothing else is, and whatever was derived equals a rebuild.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod bus_disk_was_full;
mod clock_jumps;
mod disk_does_not_write;
mod jetstream_wiped;
mod killed_all_at_once;
mod killed_at_every_point;
mod killed_under_load;
mod notices_across_restarts;
mod own_writes_seen;
mod reader_paused;
mod restored_backup;
mod second_writer;
mod start_refused;
