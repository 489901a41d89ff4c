//! What every shell shares: clock, bus, store client, execute, consume, react, health, telemetry.
//!
//! This is where purity ends. Domain code never names this crate; [`execute`] is the only place
//! that loads, folds, decides and appends, and [`consume`] the only one that follows the log.
//! It never decides anything about a petition.

pub mod bus;
pub mod clock;
pub mod consume;
pub mod crash;
pub mod cursor_file;
pub mod execute;
pub mod health;
pub mod pinned;
pub mod random;
pub mod react;
pub mod service;
pub mod sqlite;
pub mod store;
pub mod task;
pub mod telemetry;
pub mod timers;
pub mod wait;
