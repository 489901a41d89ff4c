//! The flags that every command shares, and the list of commands.

use clap::{Args, Parser, Subcommand};

use crate::account::AccountCommand;
use crate::client::act::DoArgs;
use crate::client::attachments::{AttachArgs, AttachmentArgs};
use crate::client::book::ListArgs;
use crate::client::decision::DecisionArgs;
use crate::client::directory::DirectoryArgs;
use crate::client::history::HistoryArgs;
use crate::client::papers::{LettersArgs, ListsArgs, MeetingsArgs};
use crate::client::petition::ShowArgs;
use crate::client::rules::RulesArgs;
use crate::client::watch::WatchArgs;
use crate::doctor::DoctorArgs;
use crate::import::ImportArgs;
use crate::language::LanguageArgs;
use crate::register::RegisterCommand;
use crate::serve::args::Service;
use crate::store::StoreCommand;
use crate::token::TokenCommand;
use crate::tour::TourArgs;
use crate::up::args::UpArgs;

const EXAMPLES: &str = "Examples:
  hoiam up --demo
  hoiam up --origin council.example --data /srv/hoiam
  hoiam do intake --help
  hoiam serve intake --help

Variables: HOIAM_URL and HOIAM_TOKEN (where the portal is, and as whom), HOIAM_LANG (vi, en),
HOIAM_LOG (what is logged), HOIAM_UP_DATA (the directory of `hoiam up`, for token, register, store
and doctor).
With --json every command prints one JSON value, `watch` one on each line.
Exit status: 0 done, 1 a problem, 2 wrong usage, 3 the portal is away.

Phần trợ giúp này bằng tiếng Anh; kết quả và thông báo bằng tiếng Việt (--lang vi|en).";

const SERVE_EXAMPLES: &str = "Every flag can also be given as the variable named beside it.

Examples:
  hoiam serve intake --nats nats://127.0.0.1:4250 --realm r1 --seed keys/intake.nk \\
      --data services/intake --health run/intake.sock
  HOIAM_REALM=r1 hoiam serve store --help";

/// Hồi Âm: what voters asked for comes back answered.
#[derive(Debug, Parser)]
#[command(name = "hoiam", version, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) log: LogArgs,
    #[command(flatten)]
    pub(crate) language: LanguageArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How this process, and those that it starts, log.
#[derive(Debug, Clone, Args)]
pub(crate) struct LogArgs {
    /// What is logged: a level, or `level,part=level`; clients of a portal log only errors unless
    /// told otherwise
    #[arg(
        long,
        global = true,
        env = "HOIAM_LOG",
        default_value = "info,async_nats=warn",
        value_name = "FILTER"
    )]
    pub(crate) log: String,
    /// Log one JSON object per line
    #[arg(long, global = true, env = "HOIAM_LOG_JSON")]
    pub(crate) log_json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start everything on this machine, and keep it running until Ctrl-C
    Up(UpArgs),
    /// Run one service, until Ctrl-C or SIGTERM
    Serve(ServeCommand),
    /// Give a command, or tell which there are
    Do(DoArgs),
    /// Bring in a book of petitions: a dry run first, then --commit
    Import(ImportArgs),
    /// Attach a file to a petition, letter or meeting
    Attach(AttachArgs),
    /// Fetch an attached file
    Attachment(AttachmentArgs),
    /// List petitions
    List(ListArgs),
    /// Show one petition, also as it stood on an earlier day
    Show(ShowArgs),
    /// Show who did what to a petition, when, for whom
    History(HistoryArgs),
    /// List consolidated lists, or show one
    Lists(ListsArgs),
    /// List letters
    Letters(LettersArgs),
    /// List contact meetings, or show one
    Meetings(MeetingsArgs),
    /// Show the bodies, and who serves them
    Directory(DirectoryArgs),
    /// Show the co-ordination rules of a council
    Rules(RulesArgs),
    /// Hear what happens, as it happens
    Watch(WatchArgs),
    /// Five short stories on a running demo
    Tour(TourArgs),
    /// Show what a decision was taken on, and take it again
    Decision(DecisionArgs),
    /// Make, list and revoke tokens of a site
    Token(TokenCommand),
    /// Make, reset, list and end accounts for the pages of a site
    Account(AccountCommand),
    /// Compare a portal's read models with the log
    Register(RegisterCommand),
    /// Check, copy or put back the log
    Store(StoreCommand),
    /// Look whether everything is as it should be, and say what to do
    Doctor(DoctorArgs),
}

impl Command {
    /// Whether it runs services, whose log an operator reads.
    pub(crate) fn runs_the_realm(&self) -> bool {
        matches!(self, Self::Up(_) | Self::Serve(_))
    }
}

/// Which service.
#[derive(Debug, Args)]
#[command(after_help = SERVE_EXAMPLES)]
pub(crate) struct ServeCommand {
    #[command(subcommand)]
    pub(crate) service: Service,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_flags_of_all_commands_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_examples() {
        for command in Cli::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Examples:"), "{} has none", command.get_name());
        }
    }

    #[test]
    fn a_demo_takes_no_other_origin() {
        let parsed = Cli::try_parse_from(["hoiam", "up", "--demo", "--origin", "other"]);
        assert!(parsed.is_err());
    }

    #[test]
    fn a_service_says_which_flag_is_missing() {
        let error = Cli::try_parse_from(["hoiam", "serve", "store", "--realm", "r1"]);
        let text = error.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(text.contains("--relay-seed") && text.contains("--nats"), "{text}");
    }
}
