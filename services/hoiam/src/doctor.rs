//! `hoiam doctor`: looks at everything that an operator would look at, one line each: ok, a warning
//! or a problem, and what to do about it. It changes nothing.
//!
//! What lies on this machine is looked at when `--data` names the directory of `hoiam up`; the
//! portal is asked at `--url`, as anybody could ask it.

mod machine;
mod services;

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::client::failure::Failure;
use crate::client::{Portal, print, print_json};
use crate::language::say;
use crate::up::nats;

const EXAMPLES: &str = "Examples:
  hoiam doctor --data /srv/hoiam
  hoiam doctor --data /srv/hoiam --url http://127.0.0.1:8080 --json
Exit status 1: at least one problem. With --json one object.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DoctorArgs {
    /// The directory of `hoiam up`
    #[arg(long, env = "HOIAM_UP_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// The portal's address
    #[arg(long, env = "HOIAM_URL", value_name = "URL")]
    url: Option<String>,
    /// The NATS server's program [default: the one that `up` used, else nats-server]
    #[arg(long, env = "HOIAM_NATS_SERVER", value_name = "PATH")]
    nats: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    Ok,
    Warning,
    Problem,
}

impl State {
    fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Ok => say("tốt", "ok"),
            Self::Warning => say("lưu ý", "warning"),
            Self::Problem => say("LỖI", "PROBLEM"),
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// A literal for programs.
    pub(crate) check: &'static str,
    pub(crate) state: State,
    /// What was seen.
    pub(crate) says: String,
    /// What to do; empty where all is well.
    pub(crate) do_next: String,
}

impl Finding {
    pub(crate) fn ok(check: &'static str, says: impl Into<String>) -> Self {
        Self { check, state: State::Ok, says: says.into(), do_next: String::new() }
    }

    pub(crate) fn warning(
        check: &'static str,
        says: impl Into<String>,
        do_next: impl Into<String>,
    ) -> Self {
        Self { check, state: State::Warning, says: says.into(), do_next: do_next.into() }
    }

    pub(crate) fn problem(
        check: &'static str,
        says: impl Into<String>,
        do_next: impl Into<String>,
    ) -> Self {
        Self { check, state: State::Problem, says: says.into(), do_next: do_next.into() }
    }
}

/// Looks, and tells.
///
/// # Errors
/// [`Failure`] with exit status 1 when there is a problem, 2 when nothing was named to look at.
pub(crate) fn run(args: &DoctorArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let mut findings = Vec::new();
        if args.data.is_none() && args.url.is_none() {
            return Err(Failure::usage(say(
                "xem gì? thêm --data THƯ MỤC của `hoiam up`, hoặc --url ĐỊA CHỈ của cổng",
                "look at what? give --data DIR of `hoiam up`, or --url of a portal",
            )));
        }
        let used = || args.data.as_deref().and_then(nats::program_of);
        let program = args.nats.clone().or_else(used).unwrap_or_else(|| "nats-server".into());
        findings.push(machine::nats(&program).await);
        if let Some(data) = &args.data {
            findings.extend(machine::directory(data));
            // What is no realm has no processes either.
            if machine::is_realm(data) {
                findings.extend(services::processes(data).await);
                findings.extend(services::log(data).await);
            }
        }
        if let Some(url) = &args.url {
            findings.extend(services::portal(url).await);
        }
        told(&findings, args.json)?;
        let problems = findings.iter().filter(|one| one.state == State::Problem).count();
        anyhow::ensure!(
            problems == 0,
            say(format!("số lỗi cần xử lý: {problems}"), format!("problems to mend: {problems}"))
        );
        Ok(())
    })
}

fn told(findings: &[Finding], as_json: bool) -> anyhow::Result<()> {
    if as_json {
        let all: Vec<Value> = findings
            .iter()
            .map(|one| {
                json!({ "check": one.check, "state": one.state.code(), "says": one.says,
                        "do": one.do_next })
            })
            .collect();
        let ok = findings.iter().all(|one| one.state != State::Problem);
        return print_json(&json!({ "ok": ok, "checks": all }));
    }
    for one in findings {
        let next =
            if one.do_next.is_empty() { String::new() } else { format!(" → {}", one.do_next) };
        let state = one.state.word();
        let missing = 8_usize.saturating_sub(unicode_width::UnicodeWidthStr::width(state));
        print(&format!("{state}{} {}: {}{next}", " ".repeat(missing), one.check, one.says))?;
    }
    Ok(())
}
