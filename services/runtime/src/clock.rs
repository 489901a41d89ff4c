//! The one home of wall-clock time.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use proto::Micros;

/// Tells the time. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// A file that holds how many microseconds to add to the machine's clock; test builds only.
    offset: Option<PathBuf>,
    started: Instant,
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::with(None)
    }

    /// The machine's clock, moved by the microseconds written in `offset` (read at every call).
    ///
    /// Lets years of deadlines run in seconds. Only in builds with `test-hooks`; others ignore it.
    #[must_use]
    pub fn with(offset: Option<PathBuf>) -> Self {
        let offset = offset.filter(|_| cfg!(feature = "test-hooks"));
        Self(Arc::new(Inner { offset, started: Instant::now() }))
    }

    /// Now, in record time.
    #[must_use]
    pub fn now(&self) -> Micros {
        #[allow(clippy::disallowed_methods, reason = "this is the one home of the clock")]
        let now = std::time::SystemTime::now();
        let since = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
        let offset = self.0.offset.as_deref().and_then(|path| std::fs::read_to_string(path).ok());
        let offset = offset.and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        Micros(micros.saturating_add(offset))
    }

    /// Microseconds since this clock was made; runs evenly, whatever the wall clock does.
    #[must_use]
    pub fn monotonic(&self) -> i64 {
        i64::try_from(self.0.started.elapsed().as_micros()).unwrap_or(i64::MAX)
    }
}
