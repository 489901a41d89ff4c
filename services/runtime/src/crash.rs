//! Places where a test may kill the process, to see that nothing is lost or doubled there.

/// Ends the process at once, without cleaning up, if the test asked for it at this place.
///
/// A test names the place in `HOIAM_CRASH_AT` (`store.before_commit`, or `store.before_commit:3`
/// for its third passing) when it starts the process. Builds without `test-hooks` do nothing here.
#[inline]
pub fn point(name: &str) {
    #[cfg(feature = "test-hooks")]
    hooks::point(name);
    #[cfg(not(feature = "test-hooks"))]
    let _ = name;
}

#[cfg(feature = "test-hooks")]
mod hooks {
    use std::collections::HashMap;
    use std::sync::{Mutex, OnceLock};

    fn wanted() -> Option<&'static (String, u64)> {
        static WANTED: OnceLock<Option<(String, u64)>> = OnceLock::new();
        WANTED
            .get_or_init(|| {
                #[allow(clippy::disallowed_methods, reason = "a hook of test builds only")]
                let text = std::env::var("HOIAM_CRASH_AT").ok()?;
                let (name, passing) = text.split_once(':').unwrap_or((&text, "1"));
                Some((name.to_owned(), passing.parse().ok()?))
            })
            .as_ref()
    }

    pub(super) fn point(name: &str) {
        static PASSED: OnceLock<Mutex<HashMap<String, u64>>> = OnceLock::new();
        let Some((at, passing)) = wanted() else { return };
        if at != name {
            return;
        }
        let passed = PASSED.get_or_init(Mutex::default);
        let mut passed = passed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let count = passed.entry(name.to_owned()).or_default();
        *count += 1;
        if *count == *passing {
            std::process::abort();
        }
    }
}
