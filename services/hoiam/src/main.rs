//! The one program of Hồi Âm: starts everything on a machine, or runs one service of it.
//!
//! Responsible for flags, files of a data directory, and the life of processes. It never decides
//! anything about a petition, and holds no data of its own beside a realm's name, its sites and the
//! keys to the bus.
//!
//! Invariants:
//! - every failure ends in one line on standard error and a non-zero exit status: 1 a problem, 2
//!   wrong usage, 3 the portal is away;
//! - standard output carries only what was asked for; progress and logs go to standard error.

mod account;
mod cli;
mod client;
mod contexts;
mod demo;
mod doctor;
mod import;
mod language;
mod place;
mod progress;
mod register;
mod serve;
mod store;
mod table;
mod token;
mod tour;
mod up;

use std::io::Write as _;
use std::process::ExitCode;

use clap::parser::ValueSource;
use clap::{CommandFactory as _, FromArgMatches as _};
use client::failure::Failure;

fn main() -> ExitCode {
    let matches = cli::Cli::command().get_matches();
    let mut cli = cli::Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    language::speak(cli.language.wanted());
    // Whoever reads the book does not run the realm: its log lines would only be noise.
    let unsaid = matches.value_source("log") == Some(ValueSource::DefaultValue);
    if unsaid && !cli.command.runs_the_realm() {
        "error".clone_into(&mut cli.log.log);
    }
    if let Err(error) = runtime::telemetry::start(&cli.log.log, cli.log.log_json) {
        return fail(&anyhow::Error::from(error).context("--log cannot be read"));
    }
    let done = match cli.command {
        cli::Command::Up(args) => up::run(&args, &cli.log),
        cli::Command::Serve(command) => serve::run(&command.service),
        cli::Command::Do(args) => client::act::run(&args),
        cli::Command::Import(args) => import::run(&args),
        cli::Command::Attach(args) => client::attachments::attach(&args),
        cli::Command::Attachment(args) => client::attachments::attachment(&args),
        cli::Command::List(args) => client::book::list_petitions(&args),
        cli::Command::Show(args) => client::petition::show(&args),
        cli::Command::History(args) => client::history::history(&args),
        cli::Command::Lists(args) => client::papers::lists(&args),
        cli::Command::Letters(args) => client::papers::letters(&args),
        cli::Command::Meetings(args) => client::papers::meetings(&args),
        cli::Command::Directory(args) => client::directory::run(&args),
        cli::Command::Rules(args) => client::rules::run(&args),
        cli::Command::Watch(args) => client::watch::run(&args),
        cli::Command::Tour(args) => tour::run(&args),
        cli::Command::Decision(args) => client::decision::run(&args),
        cli::Command::Token(command) => token::run(&command),
        cli::Command::Account(command) => account::run(&command),
        cli::Command::Register(command) => register::run(&command),
        cli::Command::Store(command) => store::run(&command),
        cli::Command::Doctor(args) => doctor::run(&args),
    };
    done.map_or_else(|error| fail(&error), |()| ExitCode::SUCCESS)
}

/// The one printer of errors: the whole chain, on one line.
fn fail(error: &anyhow::Error) -> ExitCode {
    let status = error.downcast_ref::<Failure>().map_or(1, Failure::status);
    if status != 0 {
        // Where standard error is closed there is nobody left to tell.
        let _ = writeln!(std::io::stderr(), "hoiam: {error:#}");
    }
    ExitCode::from(status)
}
