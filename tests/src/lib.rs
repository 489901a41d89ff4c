//! What journeys and fault tests share: a whole realm of real processes in a directory of its own,
//! its circle of bodies and officers, and a client of its API.
//!
//! The program under test is built by `tests/run` with the feature `test-hooks`; nothing here talks
//! to anything but 127.0.0.1.

pub mod circle;
pub mod client;
pub mod life;
pub mod realm;
pub mod sse;
pub mod steps;

use std::time::{Duration, Instant};

/// Polls `ask` every 20 ms until it gives something.
///
/// # Errors
/// After `within`, naming `what` was waited for.
pub async fn eventually<T, F>(what: &str, within: Duration, mut ask: F) -> anyhow::Result<T>
where
    F: AsyncFnMut() -> Option<T>,
{
    let began = Instant::now();
    loop {
        if let Some(found) = ask().await {
            return Ok(found);
        }
        anyhow::ensure!(began.elapsed() < within, "waited {within:?} for {what}");
        runtime::wait::pause(Duration::from_millis(20)).await;
    }
}
