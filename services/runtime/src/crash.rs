//! Places where a test may kill the process, to see that nothing is lost or doubled there.

/// Every place, in the order in which a command passes them. A test kills at each.
pub const POINTS: &[&str] = &[
    "portal.before_request",
    "vault.before_commit",
    "vault.after_commit",
    "execute.before_append",
    "store.before_commit",
    "store.after_commit",
    "store.before_answer",
    "execute.after_append",
    "portal.after_request",
    "relay.before_publish",
    "relay.after_publish",
    "react.before_cursor",
    "register.before_commit",
    "register.after_commit",
];

/// Ends the process at once, without cleaning up, if a test asked for it at this place.
///
/// A test writes the place (`store.before_commit`, or `store.before_commit:3` for its third
/// passing) into the file that `HOIAM_CRASH_FILE` names. The file is gone before the process is,
/// so that the next one does not crash there again. Builds without `test-hooks` do nothing here.
#[inline]
pub fn point(name: &str) {
    #[cfg(feature = "test-hooks")]
    hooks::point(name);
    #[cfg(not(feature = "test-hooks"))]
    let _ = name;
}

#[cfg(feature = "test-hooks")]
mod hooks {
    use std::path::PathBuf;
    use std::sync::OnceLock;

    fn file() -> Option<&'static PathBuf> {
        static FILE: OnceLock<Option<PathBuf>> = OnceLock::new();
        #[allow(clippy::disallowed_methods, reason = "a hook of test builds only")]
        FILE.get_or_init(|| std::env::var("HOIAM_CRASH_FILE").ok().map(PathBuf::from)).as_ref()
    }

    pub(super) fn point(name: &str) {
        let Some(file) = file() else { return };
        let Ok(wanted) = std::fs::read_to_string(file) else { return };
        let (at, passing) = wanted.trim().split_once(':').unwrap_or((wanted.trim(), "1"));
        if at != name {
            return;
        }
        match passing.parse() {
            Ok(1_u64) | Err(_) => {
                let _ = std::fs::remove_file(file);
                std::process::abort();
            }
            Ok(more) => {
                let _ = std::fs::write(file, format!("{name}:{}", more.saturating_sub(1)));
            }
        }
    }
}
