//! The command line: opens doors, calls the pipeline, says what happened. Commands and flags are
//! English; what it says is for analysts, in Spanish.

mod arguments;
mod commands;
mod curve;
mod decide;
mod encode;
mod encoding;
mod frame;
mod log;
mod metric;
mod model;
mod review;
mod console;
mod sweep;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};
use console::Console;

/// How a command ended, for the exit code.
enum Ending {
    /// Done: 0.
    Done,
    /// The data have problems, which were printed: 1.
    Problems,
}

/// The commands and flags as the program declares them, for the reference and its test.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the program: 0 done, 1 problems in the data, 2 it could not run.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let console = Console { quiet: arguments.quiet, json: arguments.json };
    let ending = match &arguments.command {
        Command::Run(run) => commands::run(run, &console),
        Command::Check(check) => commands::check(check, &console),
        Command::Apply(apply) => decide::apply(apply, &console),
        Command::Review(review) => review::review(review, &console),
        Command::Consolidate(consolidate) => decide::consolidate(consolidate, &console),
        Command::Frame(frame) => frame::frame(frame, &console),
        Command::Evaluate(evaluate) => commands::evaluate(evaluate, &console),
        Command::Encode(encode) => encode::encode(encode, &console),
        Command::Log(log) => log::log(log, &console),
        Command::Model(model) => model::model(model, &console),
        Command::Sweep(sweep) => sweep::sweep(sweep, &console),
    };
    match ending {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Problems) => ExitCode::from(1),
        Err(error) => {
            console::complain(&format!("minga: {error}"));
            ExitCode::from(2)
        }
    }
}
