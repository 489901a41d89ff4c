//! The relay and the service against a real NATS server, with the permissions of a realm.
//!
//! `HOIAM_NATS_SERVER` is the path of the server's binary; `tests/run` sets it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panic")]

#[path = "conformance/sample.rs"]
#[allow(dead_code, reason = "shared with the suite, which uses more of it")]
mod sample;

mod bus {
    pub(crate) mod log;
    pub(crate) mod server;

    mod relaying;
    mod serving;
}
