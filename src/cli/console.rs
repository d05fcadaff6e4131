//! The console: the only place that writes to standard output and standard error.
//!
//! Sentences that nobody can read (a closed stream, a full disk, a pipe whose reader has ended) change
//! nothing: what a command decided is recorded already, and its exit code says how it ended. A JSON
//! object is the result itself for the program that asked for it, so that one which could not be written
//! is an error, unless the reader of the pipe has ended.

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::json;

use super::spanish::count;
use crate::commands::sweep;
use crate::commands::{Step, Warning};
use crate::domain::problem::Problem;

/// The most problems that are printed; all of them are counted.
const PRINTED: usize = 200;

/// In which form a command tells its outcome.
pub(super) struct Console {
    /// Nothing but problems, errors, and what was asked for.
    pub(super) quiet: bool,
    /// One JSON object instead of sentences.
    pub(super) json: bool,
}

/// The JSON object could not be written.
#[derive(Debug, thiserror::Error)]
#[error("no se pudo escribir el resultado en la salida: {0}")]
pub(super) struct Unwritten(String);

impl Console {
    /// Whether sentences are wanted.
    pub(super) fn has_sentences(&self) -> bool {
        !self.quiet && !self.json
    }

    /// A sentence on standard output, where sentences are wanted.
    pub(super) fn line(&self, text: impl Display) {
        if self.has_sentences() {
            self.result(text);
        }
    }

    /// A line on standard output, even for those who want no sentences.
    #[expect(clippy::unused_self, reason = "what is printed goes through the console")]
    pub(super) fn result(&self, text: impl Display) {
        let _ = write_line(&mut io::stdout().lock(), &text);
    }

    /// A warning on standard error, where sentences are wanted.
    pub(super) fn warning(&self, warning: &Warning) {
        if self.has_sentences() {
            self.error(format_args!("nota: {warning}"));
        }
    }

    /// A line on standard error, whatever is wanted.
    #[expect(clippy::unused_self, reason = "what is printed goes through the console")]
    pub(super) fn error(&self, text: impl Display) {
        let _ = write_line(&mut io::stderr().lock(), &text);
    }

    /// The answer to a question, where there is somebody to ask: standard input and standard error
    /// are a terminal, and sentences are wanted.
    pub(super) fn ask(&self, question: &str) -> Option<String> {
        let there = io::stdin().is_terminal() && io::stderr().is_terminal();
        if !there || !self.has_sentences() {
            return None;
        }
        let mut stream = io::stderr().lock();
        write!(stream, "{question}").and_then(|()| stream.flush()).ok()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).ok()?;
        Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty())
    }

    /// The one JSON object of a command, where JSON is wanted.
    pub(super) fn json(&self, value: &impl Serialize) -> Result<(), Unwritten> {
        if !self.json {
            return Ok(());
        }
        let value = serde_json::to_value(value).map_err(|error| Unwritten(error.to_string()))?;
        match write_line(&mut io::stdout().lock(), &value) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Unwritten(in_words(&error)))
            }
            _ => Ok(()),
        }
    }

    /// Every problem, one a line, on standard error; as JSON on standard output where it is wanted.
    pub(super) fn problems(&self, problems: &[Problem]) -> Result<(), Unwritten> {
        if self.json {
            let list: Vec<_> = problems
                .iter()
                .map(|p| {
                    json!({
                        "file": p.at.file, "row": p.at.row, "column": p.at.column, "what": p.what
                    })
                })
                .collect();
            return self.json(&json!({ "problems": list }));
        }
        for problem in problems.iter().take(PRINTED) {
            self.error(problem);
        }
        if problems.len() > PRINTED {
            let more = count(problems.len() - PRINTED, "problema", "problemas");
            self.error(format_args!("… y {more} más"));
        }
        let all = count(problems.len(), "problema", "problemas");
        self.error(format_args!("{all} en los datos; no se escribió nada."));
        Ok(())
    }

    /// A progress bar on standard error, where that is a terminal and sentences are wanted.
    pub(super) fn progress(&self) -> Progress {
        let is_shown = self.has_sentences() && io::stderr().is_terminal();
        let target =
            if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        Progress(ProgressBar::with_draw_target(Some(0), target))
    }
}

/// Writes a line and flushes it, so that what could not be written is known here.
fn write_line(stream: &mut impl Write, text: &impl Display) -> io::Result<()> {
    writeln!(stream, "{text}")?;
    stream.flush()
}

fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "no queda espacio en el disco".to_owned(),
        _ => error.to_string(),
    }
}

/// A bar that shows how far a command is.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// How far the encoding of a command's texts is.
    pub(super) fn step(&self, step: Step) {
        match step {
            Step::Encoding(done, all) => {
                self.show("Leyendo los textos", "{pos}/{len} textos", done as u64, all as u64);
            }
            Step::Proposing | Step::Writing => self.end(),
            Step::Reading => {}
        }
    }

    /// How far a sweep is.
    pub(super) fn sweep_step(&self, step: sweep::Step) {
        match step {
            sweep::Step::Encoding(done, all) => {
                self.show("Leyendo los textos", "{pos}/{len}", done as u64, all as u64);
            }
            sweep::Step::Scoring(done, all) => {
                self.show("Probando ajustes", "{pos}/{len}", done as u64, all as u64);
            }
            sweep::Step::Writing => self.end(),
            sweep::Step::Reading => {}
        }
    }

    /// How many bytes of a file have come.
    pub(super) fn bytes(&self, file: &str, done: u64, all: u64) {
        self.show(file, "{bytes}/{total_bytes}", done, all);
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }

    fn show(&self, message: &str, counted: &str, done: u64, all: u64) {
        if self.0.is_hidden() {
            return;
        }
        if self.0.message() != message {
            let template = format!("{{msg}} {{bar:30}} {counted}, faltan {{eta}}");
            if let Ok(style) = ProgressStyle::with_template(&template) {
                self.0.set_style(style);
            }
            self.0.set_message(message.to_owned());
        }
        self.0.set_length(all);
        self.0.set_position(done);
    }
}
