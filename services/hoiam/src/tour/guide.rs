//! Shows commands, runs them, shows what they say.

use std::cell::Cell;
use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use runtime::wait::pause;
use serde_json::Value;
use tokio::process::{Child, Command};

use crate::client::print;
use crate::demo::{ENVIRONMENT, Row, Table, get};
use crate::language::{say, spoken};

/// How long one command may take.
const WITHIN: Duration = Duration::from_secs(60);
/// How much of an output is shown.
const LINES_MAX: usize = 10;
const WIDTH_MAX: usize = 118;
/// How often it is looked whether something has come about.
const LOOKS: u32 = 100;
const BETWEEN: Duration = Duration::from_millis(100);

/// Who leads through the demo.
#[derive(Debug)]
pub(super) struct Guide {
    table: Table,
    pub(super) data: PathBuf,
    program: PathBuf,
    yes: bool,
    /// The position of the last act: what is read or done after it has to know of it.
    newest: Cell<u64>,
}

impl Guide {
    /// A guide to the demo in `data`.
    ///
    /// # Errors
    /// When the program's own file is unknown.
    pub(super) fn new(table: Table, data: &Path, yes: bool) -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("cannot find this program's own file")?;
        let data = data.canonicalize().with_context(|| format!("{} is gone", data.display()))?;
        Ok(Self { table, data, program, yes, newest: Cell::new(0) })
    }

    /// How to type the commands oneself.
    ///
    /// # Errors
    /// When standard output is closed.
    pub(super) fn begin(&self) -> anyhow::Result<()> {
        print(say(
            "Năm câu chuyện ngắn. Muốn tự gõ các lệnh dưới đây, trước hết:",
            "Five short stories. To type the commands yourself, begin with:",
        ))?;
        print(&format!("$ . {}", quoted(&self.data.join(ENVIRONMENT).display().to_string())))
    }

    /// What the tour came to.
    ///
    /// # Errors
    /// When standard output is closed.
    pub(super) fn end(&self, only: Option<u8>) -> anyhow::Result<()> {
        print("")?;
        match only {
            Some(story) => print(&say(
                format!("Câu chuyện {story} đúng như kể."),
                format!("Story {story} holds."),
            )),
            None => print(say("Cả năm câu chuyện đều đúng như kể.", "All five stories hold.")),
        }
    }

    /// Begins a story; waits for the reader where somebody reads.
    ///
    /// # Errors
    /// When standard output is closed.
    pub(super) fn story(&self, number: u8, vietnamese: &str, english: &str) -> anyhow::Result<()> {
        print("")?;
        print(&format!("━━ {number}. {} ━━", say(vietnamese, english)))?;
        if !self.yes && std::io::stdin().is_terminal() {
            print(say("   (Enter để tiếp)", "   (Enter to go on)"))?;
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line)?;
        }
        Ok(())
    }

    /// Whether something may be done that a reader should know of before.
    ///
    /// # Errors
    /// When nobody can be asked and `--yes` was not given, or the reader says no.
    pub(super) fn consent(&self, vietnamese: &str, english: &str) -> anyhow::Result<()> {
        if self.yes {
            return Ok(());
        }
        ensure!(std::io::stdin().is_terminal(), "{} (--yes)", say(vietnamese, english));
        print(&format!("{} [y/N]", say(vietnamese, english)))?;
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        let agreed = matches!(line.trim(), "y" | "Y" | "c" | "C");
        ensure!(agreed, "{}", say("không làm", "not done"));
        Ok(())
    }

    /// Explains what comes.
    ///
    /// # Errors
    /// When standard output is closed.
    pub(super) fn explain(&self, vietnamese: &str, english: &str) -> anyhow::Result<()> {
        print("")?;
        print(&format!("  {}", say(vietnamese, english)))
    }

    /// The row of a role.
    ///
    /// # Errors
    /// When the demo has no such role.
    pub(super) fn row(&self, role: &str) -> anyhow::Result<&Row> {
        self.table.row(role)
    }

    /// The name of a role's body.
    ///
    /// # Errors
    /// When the demo has no such role.
    pub(super) fn name(&self, role: &str) -> anyhow::Result<String> {
        Ok(self.row(role)?.name.clone())
    }

    /// Reads the API as `role`, without showing it.
    ///
    /// # Errors
    /// The portal's problem.
    pub(super) async fn read(&self, role: &str, path: &str) -> anyhow::Result<Value> {
        get(self.row(role)?, path, self.newest.get()).await
    }

    /// A petition as it stands.
    ///
    /// # Errors
    /// The portal's problem.
    pub(super) async fn petition(&self, number: &str) -> anyhow::Result<Value> {
        self.read("tt", &format!("/petitions/{number}")).await
    }

    /// Waits until a petition stands at `stage`: what was just done reaches each portal's own book
    /// a moment later. Gives the petition.
    ///
    /// # Errors
    /// When it stands elsewhere.
    pub(super) async fn stands(&self, number: &str, stage: &str) -> anyhow::Result<Value> {
        let mut last = Value::Null;
        for _ in 0..LOOKS {
            let petition = self.petition(number).await?;
            if petition["stage"]["code"] == stage {
                return Ok(petition);
            }
            last = petition["stage"]["code"].clone();
            pause(BETWEEN).await;
        }
        bail!("{number} is {last} and should be {stage}")
    }

    /// Runs the program as `role`; none: as the operator of the machine. Gives its output.
    ///
    /// # Errors
    /// When it fails.
    pub(super) async fn run(&self, role: Option<&str>, args: &[&str]) -> anyhow::Result<String> {
        self.run_shortly(role, args, LINES_MAX).await
    }

    async fn run_shortly(
        &self,
        role: Option<&str>,
        args: &[&str],
        lines_max: usize,
    ) -> anyhow::Result<String> {
        self.typed(role, args, "")?;
        let came = self.came(role, args).await?;
        ensure!(came.status.success(), "{}", String::from_utf8_lossy(&came.stderr).trim());
        self.shown(&came.stdout, lines_max)
    }

    /// Runs the program with what it should not be able to do; gives what it said.
    ///
    /// # Errors
    /// When it is done all the same, or refused for another reason than `code`.
    pub(super) async fn refused(
        &self,
        role: &str,
        args: &[&str],
        code: &str,
    ) -> anyhow::Result<()> {
        self.typed(Some(role), args, "")?;
        let came = self.came(Some(role), args).await?;
        let said = String::from_utf8_lossy(&came.stderr).into_owned();
        ensure!(!came.status.success(), "it was done, and should be refused");
        ensure!(said.contains(code), "it was refused for another reason: {said}");
        self.shown(said.as_bytes(), LINES_MAX).map(drop)
    }

    /// Gives a command as `role`; gives back the petition's number or stream, if it made one.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) async fn give(&self, role: &str, args: &[&str]) -> anyhow::Result<String> {
        let all: Vec<&str> = std::iter::once("do").chain(args.iter().copied()).collect();
        self.read(role, "/me").await?;
        let said = self.run_shortly(Some(role), &all, 2).await?;
        self.note(&said);
        Ok(said)
    }

    /// Gives a command as `role`, shown once and sent until it is taken.
    ///
    /// # Errors
    /// When it is not taken in time.
    pub(super) async fn give_until_taken(&self, role: &str, args: &[&str]) -> anyhow::Result<()> {
        let all: Vec<&str> = std::iter::once("do").chain(args.iter().copied()).collect();
        self.typed(Some(role), &all, "")?;
        let mut last = String::new();
        for _ in 0..LOOKS {
            let came = self.came(Some(role), &all).await?;
            if came.status.success() {
                self.note(&self.shown(&came.stdout, 2)?);
                return Ok(());
            }
            let said = String::from_utf8_lossy(&came.stderr).trim().to_owned();
            // The same answer many times is one line.
            if said != last {
                self.shown(said.as_bytes(), 1)?;
            }
            last = said;
            pause(BETWEEN).await;
        }
        bail!(last)
    }

    /// Whether the last act has a position up to `position`.
    pub(super) fn is_known_at(&self, position: &Value) -> bool {
        position.as_u64().is_some_and(|position| position >= self.newest.get())
    }

    /// Remembers the position of what was just done: the first line of `said` ends with it.
    fn note(&self, said: &str) {
        let position = said.lines().next().and_then(|line| {
            line.split(|c: char| !c.is_ascii_digit()).find_map(|digits| digits.parse::<u64>().ok())
        });
        self.newest.set(position.unwrap_or_default().max(self.newest.get()));
    }

    /// Starts the program and does not wait for it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(super) fn begin_to(&self, role: &str, args: &[&str]) -> anyhow::Result<Child> {
        self.typed(Some(role), args, " &")?;
        let mut command = self.command(Some(role), args)?;
        command.stdout(Stdio::piped()).stderr(Stdio::inherit());
        command.spawn().context("cannot start")
    }

    /// Shows the end of what [`begin_to`](Self::begin_to) began.
    ///
    /// # Errors
    /// When it does not end well in time.
    pub(super) async fn heard(&self, child: Child) -> anyhow::Result<String> {
        let ended = tokio::time::timeout(WITHIN, child.wait_with_output()).await;
        let came = ended.context("nothing was heard in time")??;
        ensure!(came.status.success(), "the listener failed");
        self.shown(&came.stdout, LINES_MAX)
    }

    /// Runs the program as the operator without showing it; gives its JSON.
    ///
    /// # Errors
    /// When it fails.
    pub(super) async fn quietly(&self, args: &[&str]) -> anyhow::Result<Value> {
        let came = self.came(None, args).await?;
        ensure!(came.status.success(), "{}", String::from_utf8_lossy(&came.stderr).trim());
        Ok(serde_json::from_slice(&came.stdout)?)
    }

    async fn came(&self, role: Option<&str>, args: &[&str]) -> anyhow::Result<Output> {
        let output = self.command(role, args)?.output();
        let came = tokio::time::timeout(WITHIN, output).await;
        came.context("it takes too long")?.context("cannot start")
    }

    fn command(&self, role: Option<&str>, args: &[&str]) -> anyhow::Result<Command> {
        let mut command = Command::new(&self.program);
        command.args(args).stdin(Stdio::null()).kill_on_drop(true);
        command.env("HOIAM_UP_DATA", &self.data).env("HOIAM_LANG", spoken().tag());
        if let Some(role) = role {
            let row = self.row(role)?;
            command.env("HOIAM_URL", &row.url).env("HOIAM_TOKEN", &row.token);
        }
        Ok(command)
    }

    /// The command as it can be typed.
    fn typed(&self, role: Option<&str>, args: &[&str], end: &str) -> anyhow::Result<()> {
        let mut line = String::from("$ ");
        if let Some(role) = role {
            let row = self.row(role)?;
            if row.site != "MAIN" {
                line.push_str(&format!("HOIAM_URL=${} ", row.site));
            }
            line.push_str(&format!("HOIAM_TOKEN=${} ", row.variable()));
        }
        line.push_str("hoiam");
        for argument in args {
            line.push(' ');
            line.push_str(&quoted(argument));
        }
        print(&(line + end))
    }

    /// Shows a command that is none of this program's.
    ///
    /// # Errors
    /// When standard output is closed.
    pub(super) fn show_command(&self, line: &str) -> anyhow::Result<()> {
        print(&format!("$ {line}"))
    }

    /// Shows an output, shortened; gives the whole.
    fn shown(&self, output: &[u8], lines_max: usize) -> anyhow::Result<String> {
        let whole = String::from_utf8_lossy(output).into_owned();
        let lines: Vec<&str> = whole.lines().filter(|line| !line.trim().is_empty()).collect();
        for line in lines.iter().take(lines_max) {
            let short: String = line.chars().take(WIDTH_MAX).collect();
            let more = if short.len() < line.len() { "…" } else { "" };
            print(&format!("  │ {short}{more}"))?;
        }
        if lines_max == LINES_MAX && lines.len() > LINES_MAX {
            let left = lines.len() - LINES_MAX;
            print(&say(format!("  │ … còn {left} dòng"), format!("  │ … {left} lines more")))?;
        }
        Ok(whole)
    }
}

/// An argument as a shell takes it.
fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,".contains(c);
    if argument.chars().all(plain) && !argument.is_empty() {
        return argument.to_owned();
    }
    let in_quotes = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    match argument.split_once('=') {
        Some((name, value)) if name.chars().all(plain) => format!("{name}={}", in_quotes(value)),
        Some(_) | None => in_quotes(argument),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_is_shown_as_a_shell_takes_it() {
        assert_eq!(quoted("LH26-1@2"), "LH26-1@2");
        assert_eq!(quoted("text=Đã xong"), "text='Đã xong'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
