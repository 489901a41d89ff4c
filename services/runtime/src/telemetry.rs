//! Logs: one line per happening on standard error, with dotted fields, never personal data.

use tracing_subscriber::EnvFilter;

/// Starts logging at `filter` (`info`, `hoiam=debug`, …), as JSON where machines read it.
///
/// # Errors
/// When `filter` cannot be read.
pub fn start(filter: &str, json: bool) -> Result<(), tracing_subscriber::filter::ParseError> {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_new(filter)?)
        .with_writer(std::io::stderr)
        .with_target(false);
    // A second start (in tests) keeps the first.
    let _ = if json { builder.json().try_init() } else { builder.with_ansi(false).try_init() };
    Ok(())
}
