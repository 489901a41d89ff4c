//! Stories told with real processes over the real bus, one file each.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod attachments;
mod bad_input;
mod book_corrected;
mod book_taken_over;
mod command_line;
mod deadlines_pass;
mod demo_and_tour;
mod one_part_away;
mod one_petition_travels;
mod one_service_away;
mod two_sites;
mod whole_life;
