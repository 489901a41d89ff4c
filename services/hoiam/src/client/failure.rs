//! Why a command of the command line came to nothing, as far as the exit status tells it.

use std::fmt;

use reqwest::StatusCode;
use serde_json::Value;

/// One kind for each exit status.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The portal said no.
    Problem {
        /// The HTTP status.
        status: StatusCode,
        /// Its code, for example `conflict`.
        code: String,
        /// The problem in one line.
        line: String,
    },
    /// What was typed cannot be meant.
    Usage(String),
    /// Nothing is known to be done: the portal does not answer, or cannot now.
    Away(String),
    /// Nobody reads standard output any more.
    Closed,
}

impl Failure {
    /// The exit status.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Problem { .. } => 1,
            Self::Usage(_) => 2,
            Self::Away(_) => 3,
        }
    }

    /// Wrong usage, for `return Err(…)`.
    pub(crate) fn usage(why: impl Into<String>) -> anyhow::Error {
        Self::Usage(why.into()).into()
    }

    /// The portal's problem, as its body tells it.
    pub(crate) fn problem(status: StatusCode, body: &Value) -> Self {
        let code = body["code"].as_str().unwrap_or_default().to_owned();
        Self::Problem { status, code, line: super::problem(body) }
    }

    /// Whether `error` is the portal's problem with this HTTP status.
    pub(crate) fn is_status(error: &anyhow::Error, wanted: StatusCode) -> bool {
        matches!(error.downcast_ref(), Some(Self::Problem { status, .. }) if *status == wanted)
    }

    /// Whether `error` says that what the command is about changed after the look at it.
    pub(crate) fn is_conflict(error: &anyhow::Error) -> bool {
        matches!(error.downcast_ref(), Some(Self::Problem { code, .. }) if code == "conflict")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problem { line, .. } => f.write_str(line),
            Self::Usage(why) | Self::Away(why) => f.write_str(why),
            Self::Closed => f.write_str("standard output is closed"),
        }
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn the_exit_status_is_known_below_what_is_said_around_it() {
        let error = Err::<(), _>(Failure::usage("no")).context("around").unwrap_err();
        assert_eq!(error.downcast_ref::<Failure>().map(Failure::status), Some(2));
        assert_eq!(format!("{error:#}"), "around: no");
    }
}
