//! The console: the only place that writes to standard output and standard error.
//!
//! A sentence that tells what was written elsewhere may be lost (a full disk, a pipe whose reader has
//! ended) and changes nothing: what a command decided is recorded already. An answer is what standard
//! output was asked for: a list, figures, a link, a JSON object. One that could not be written is an
//! error. Where the reader of a pipe has ended (`| head`), nothing is said: a command that did all that
//! was asked then ends as other programs do that lose their reader, with 141. A stream that was closed
//! before the program began is like `/dev/null`: whoever closed it wanted nothing there.
//!
//! Nothing hides in what is printed: an escape sequence or a turn of direction in the name of a file or
//! of a person is written out.

use std::cell::{Cell, RefCell};
use std::fmt::{Display, Write as _};
use std::io::{self, IsTerminal as _, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::json;

use super::spanish::count;
use crate::commands::sweep;
use crate::commands::{Step, Warning};
use crate::domain::problem::Problem;
use crate::text::hidden::{is_hidden, visible};

/// The most problems that are printed; all of them are counted.
const PRINTED: usize = 200;

/// Whether any of the three streams is a terminal.
pub(super) fn has_a_terminal() -> bool {
    io::stdin().is_terminal() || io::stdout().is_terminal() || io::stderr().is_terminal()
}

/// In which form a command tells its outcome.
pub(super) struct Console {
    /// Nothing but problems, errors, and what was asked for.
    pub(super) quiet: bool,
    /// One JSON object instead of sentences.
    pub(super) json: bool,
    /// Why an answer is not on standard output.
    unwritten: RefCell<Option<Unwritten>>,
    /// Whether who read standard output ended before all of it was written.
    reader_left: Cell<bool>,
}

/// What standard output was asked for could not be written there.
#[derive(Debug, thiserror::Error)]
#[error("no se pudo escribir el resultado en la salida: {0}")]
pub(super) struct Unwritten(String);

impl Console {
    /// A console that speaks in this form.
    pub(super) fn new(quiet: bool, json: bool) -> Self {
        Self { quiet, json, unwritten: RefCell::new(None), reader_left: Cell::new(false) }
    }

    /// Whether sentences are wanted.
    pub(super) fn has_sentences(&self) -> bool {
        !self.quiet && !self.json
    }

    /// A sentence on standard output about what was done elsewhere, where sentences are wanted.
    pub(super) fn line(&self, text: impl Display) {
        if self.has_sentences() {
            let _ = self.told(write_line(&mut io::stdout().lock(), &text));
        }
    }

    /// A line that is what was asked for, where sentences are wanted: the command does not end well
    /// without it.
    pub(super) fn answer(&self, text: impl Display) {
        if self.has_sentences() {
            self.result(text);
        }
    }

    /// The same, even for those who want no sentences.
    pub(super) fn result(&self, text: impl Display) {
        if let Err(error) = self.told(write_line(&mut io::stdout().lock(), &text)) {
            self.unwritten.borrow_mut().get_or_insert(error);
        }
    }

    /// An error where an answer could not be written.
    pub(super) fn answered(&self) -> Result<(), Unwritten> {
        self.unwritten.take().map_or(Ok(()), Err)
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
        self.told(write_line(&mut io::stdout().lock(), &escaped(&value.to_string())))
    }

    /// Help, the version, or what is wrong with the arguments; the first two are answers.
    pub(super) fn usage(&self, said: &clap::Error) -> Result<(), Unwritten> {
        let written = said.print().and_then(|()| io::stdout().lock().flush());
        if said.use_stderr() { Ok(()) } else { self.told(written) }
    }

    /// Whether who read standard output ended before all of it was written.
    pub(super) fn has_lost_its_reader(&self) -> bool {
        self.reader_left.get()
    }

    /// Nobody misses what comes after the reader of a pipe has ended, and it is remembered.
    fn told(&self, written: io::Result<()>) -> Result<(), Unwritten> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.reader_left.set(true);
                Ok(())
            }
            Err(error) => Err(Unwritten(in_words(&error))),
            Ok(()) => Ok(()),
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
    let mut line = visible(&text.to_string());
    line.push('\n');
    stream.write_all(line.as_bytes())?;
    stream.flush()
}

/// The same JSON with every hidden character as `\u202e`.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(text, "\\u{unit:04x}").expect("a string takes any text");
            }
        } else {
            text.push(c);
        }
    }
    text
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
                self.show("Leyendo los aportes", "{pos}/{len} aportes", done as u64, all as u64);
            }
            Step::Proposing | Step::Writing => self.end(),
            Step::Reading => {}
        }
    }

    /// How far a sweep is.
    pub(super) fn sweep_step(&self, step: sweep::Step) {
        match step {
            sweep::Step::Encoding(done, all) => {
                self.show("Leyendo los aportes", "{pos}/{len}", done as u64, all as u64);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hides_in_what_is_printed() {
        let mut printed = Vec::new();
        let line = "a\u{1b}]0;x\u{7}b\u{202e}c\td";
        assert!(write_line(&mut printed, &line).is_ok());
        assert_eq!(printed, b"a[U+001B]]0;x[U+0007]b[U+202E]c\td\n");
        let name = "a\u{202e}b\u{9b}c\u{e0041}";
        let json = escaped(&json!({ "name": name }).to_string());
        assert_eq!(json, r#"{"name":"a\u202eb\u009bc\udb40\udc41"}"#);
        let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(read["name"], name);
    }
}
