//! The one program of Hồi Âm: starts everything on a machine, or runs one service of it.
//!
//! Responsible for flags, files of a data directory, and the life of processes. It never decides
//! anything about a petition, and holds no data of its own beside a realm's name, its sites and the
//! keys to the bus.
//!
//! Invariants:
//! - every failure ends in one line on standard error and a non-zero exit status;
//! - standard output carries only what was asked for; progress and logs go to standard error.

mod cli;
mod client;
mod contexts;
mod demo;
mod import;
mod register;
mod serve;
mod store;
mod token;
mod up;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    if let Err(error) = runtime::telemetry::start(&cli.log.log, cli.log.log_json) {
        return fail(&anyhow::Error::from(error).context("--log cannot be read"));
    }
    let done = match cli.command {
        cli::Command::Up(args) => up::run(&args, &cli.log),
        cli::Command::Serve(command) => serve::run(&command.service),
        cli::Command::Do(args) => client::act::run(&args),
        cli::Command::Import(args) => import::run(&args),
        cli::Command::List(args) => client::book::list(&args),
        cli::Command::Show(args) => client::book::show(&args),
        cli::Command::History(args) => client::book::history(&args),
        cli::Command::Watch(args) => client::watch::run(&args),
        cli::Command::Decision(args) => client::decision::run(&args),
        cli::Command::Token(command) => token::run(&command),
        cli::Command::Register(command) => register::run(&command),
        cli::Command::Store(command) => store::run(&command),
    };
    done.map_or_else(|error| fail(&error), |()| ExitCode::SUCCESS)
}

/// The one printer of errors: the whole chain, on one line.
fn fail(error: &anyhow::Error) -> ExitCode {
    // Where standard error is closed there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "hoiam: {error:#}");
    ExitCode::FAILURE
}
