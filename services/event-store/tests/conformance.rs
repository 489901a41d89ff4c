//! The rules of the store, for every engine: `suite` is generic, an engine is one [`bench::Bench`].
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panic")]

mod conformance {
    pub(crate) mod bench;
    pub(crate) mod sample;

    mod model;
    mod sqlite;
    mod suite;
    mod tamper;
}
