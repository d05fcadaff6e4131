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
mod say;
mod sweep;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};
use say::Voice;

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
    let voice = Voice { quiet: arguments.quiet, json: arguments.json };
    let ending = match &arguments.command {
        Command::Run(run) => commands::run(run, &voice),
        Command::Check(check) => commands::check(check, &voice),
        Command::Apply(apply) => decide::apply(apply, &voice),
        Command::Review(review) => review::review(review, &voice),
        Command::Consolidate(consolidate) => decide::consolidate(consolidate, &voice),
        Command::Frame(frame) => frame::frame(frame, &voice),
        Command::Evaluate(evaluate) => commands::evaluate(evaluate, &voice),
        Command::Encode(encode) => encode::encode(encode, &voice),
        Command::Log(log) => log::log(log, &voice),
        Command::Model(model) => model::model(model, &voice),
        Command::Sweep(sweep) => sweep::sweep(sweep, &voice),
    };
    match ending {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Problems) => ExitCode::from(1),
        Err(error) => {
            say::complain(&format!("minga: {error}"));
            ExitCode::from(2)
        }
    }
}
