//! The command line: one file a command, with its arguments and the sentences that tell its outcome.
//! Commands and flags are English; sentences are for analysts, in Spanish.

mod spanish;
mod language;
mod console;
mod ending;
mod reading;
mod inputs;
mod encoder;
mod sharing;

mod run;
mod check;
mod template;
mod data;
mod apply;
mod review;
mod app;
mod consolidate;
mod frame;
mod evaluate;
mod encode;
mod log;
mod sweep;
mod metric;
mod model;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use console::Console;
use ending::{Ending, Result};

/// Turns what offices and citizens wrote for a participatory plan into candidate challenges.
#[derive(Debug, Parser)]
#[command(name = "minga", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Say nothing but problems and errors
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Print one JSON object instead of sentences
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Propose candidate challenges; with no arguments, for the example in data/
    Run(run::RunArguments),
    /// Read and validate inputs only, and say every problem
    Check(check::CheckArguments),
    /// Write workbooks to collect statements in, for offices and for citizens
    Template(template::TemplateArguments),
    /// Write what the program carries inside, to look at
    Data(data::DataArguments),
    /// Read reviewed workbooks or decision tables into the run's log of decisions
    Apply(apply::ApplyArguments),
    /// Serve the review page of a run, on this computer or to the reviewers of a network
    Review(review::ReviewArguments),
    /// Do the whole job in the browser, without a terminal
    App(app::AppArguments),
    /// Write the consolidated challenges, the annexes and the traceability from the decisions
    Consolidate(consolidate::ConsolidateArguments),
    /// Begin a planning frame, check one, or score what its alignments teach
    Frame(frame::FrameArguments),
    /// Score a run against a reference grouping
    Evaluate(evaluate::EvaluateArguments),
    /// Encode a share of the texts, or gather the shares, so that several machines can encode
    Encode(encode::EncodeArguments),
    /// Show the run's log of decisions, or write it as CSV
    Log(log::LogArguments),
    /// Score a grid of settings on one or several corpora, and say which setting wins
    Sweep(sweep::SweepArguments),
    /// The encoders at hand
    Model(model::ModelArguments),
}

/// The commands and flags as the program declares them, for the reference and its test.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the program: 0 done, 1 problems in the data, 2 it could not run.
pub fn main() -> ExitCode {
    let arguments = match parse() {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let console = Console::new(arguments.quiet, arguments.json);
    ending::exit_code(execute(&arguments.command, &console), &console)
}

/// Reads the arguments; tells the help, the version or a mistake in the person's language, and
/// returns the exit code, where that is all.
fn parse() -> Result<Arguments, ExitCode> {
    let mut words: Vec<OsString> = std::env::args_os().collect();
    if app::is_clicked() {
        words = vec!["minga".into(), "app".into()];
    }
    if !language::is_spanish() {
        return Arguments::try_parse_from(words).map_err(|said| ending::usage(&said));
    }
    let command = language::in_spanish(Arguments::command());
    let read = command
        .try_get_matches_from(words)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    read.map_err(|error| {
        let console = Console::new(false, false);
        let text = language::told(&error);
        if error.use_stderr() {
            console.error(text.trim_end());
            return ExitCode::from(2);
        }
        console.result(text.trim_end());
        ending::exit_code(Ok(Ending::Done), &console)
    })
}

fn execute(command: &Command, console: &Console) -> Result<Ending> {
    match command {
        Command::Run(arguments) => run::run(arguments, console),
        Command::Check(arguments) => check::check(arguments, console),
        Command::Template(arguments) => template::template(arguments, console),
        Command::Data(arguments) => data::data(arguments, console),
        Command::Apply(arguments) => apply::apply(arguments, console),
        Command::Review(arguments) => review::review(arguments, console),
        Command::App(arguments) => app::app(arguments, console),
        Command::Consolidate(arguments) => consolidate::consolidate(arguments, console),
        Command::Frame(arguments) => frame::frame(arguments, console),
        Command::Evaluate(arguments) => evaluate::evaluate(arguments, console),
        Command::Encode(arguments) => encode::encode(arguments, console),
        Command::Log(arguments) => log::log(arguments, console),
        Command::Sweep(arguments) => sweep::sweep(arguments, console),
        Command::Model(arguments) => model::model(arguments, console),
    }
}
