//! How a command ends, and its exit code: 0 done, 1 problems in the data, 2 it could not run, 141 done
//! and who read its output ended before all of it was written.

use std::process::ExitCode;

use super::console::{Console, Unwritten};
use crate::commands;
use crate::domain::problem::Problem;

/// What every command of the command line returns.
pub(super) type Result<T, E = Failure> = std::result::Result<T, E>;

/// How a command ended that told its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The command did all that was asked.
    Done,
    /// The data have problems, which were told.
    Problems,
}

/// The exit code of a program that lost the reader of its output: 128 and the number of SIGPIPE.
const READER_LEFT: u8 = 141;

/// Why a command has no outcome.
#[derive(Debug)]
pub(super) enum Failure {
    /// The data have problems, which are still to be told.
    Problems(Vec<Problem>),
    /// It could not run; the sentence says why.
    CannotRun(String),
}

impl Failure {
    /// Arguments that do not go together; the sentence says what to give instead.
    pub(super) fn usage(sentence: impl Into<String>) -> Self {
        Self::CannotRun(sentence.into())
    }
}

impl<E> From<E> for Failure
where
    commands::Failure: From<E>,
{
    fn from(failure: E) -> Self {
        match failure.into() {
            commands::Failure::Problems(problems) => Self::Problems(problems),
            commands::Failure::Error(error) => Self::CannotRun(error.to_string()),
        }
    }
}

impl From<Unwritten> for Failure {
    fn from(error: Unwritten) -> Self {
        Self::CannotRun(error.to_string())
    }
}

/// Tells what is still to be told, and returns the exit code.
pub(super) fn exit_code(ended: Result<Ending>, console: &Console) -> ExitCode {
    let told = match ended {
        Err(Failure::Problems(problems)) => match console.problems(&problems) {
            Ok(()) => Ok(Ending::Problems),
            Err(error) => Err(error.to_string()),
        },
        Err(Failure::CannotRun(sentence)) => Err(sentence),
        Ok(ending) => console.answered().map(|()| ending).map_err(|error| error.to_string()),
    };
    match told {
        Ok(Ending::Done) if console.has_lost_its_reader() => ExitCode::from(READER_LEFT),
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Problems) => ExitCode::from(1),
        Err(sentence) => {
            console.error(format_args!("minga: {sentence}"));
            ExitCode::from(2)
        }
    }
}

/// Shows help, the version, or what is wrong with the arguments, and returns the exit code.
pub(super) fn usage(said: &clap::Error) -> ExitCode {
    let console = Console::new(false, false);
    let shown = console.usage(said);
    if shown.is_ok() && said.use_stderr() {
        return ExitCode::from(2);
    }
    exit_code(shown.map(|()| Ending::Done).map_err(Failure::from), &console)
}
