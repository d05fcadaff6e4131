//! `minga check`: its arguments and what it found.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::ending::{Ending, Failure, Result};
use super::inputs::InputArguments;
use super::spanish::count;
use crate::commands::check::{self, Request, source_of_either_origin};
use crate::commands::{Warning, settings_file};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga check talleres.csv oficinas.xlsx
  minga check --citizen talleres.csv --frame mi-canton/marco")]
pub(super) struct CheckArguments {
    /// Files of either origin
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    inputs: InputArguments,
    /// A planning frame's folder to check too
    #[arg(long, value_name = "DIR")]
    frame: Option<PathBuf>,
    /// Settings, as TOML
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(super) fn check(arguments: &CheckArguments, console: &Console) -> Result<Ending> {
    let mut settings = settings_file::read(arguments.config.as_deref())?.input;
    arguments.inputs.reading.apply(&mut settings);
    settings.skip_bad_rows |= arguments.inputs.reading.skip_bad_rows;
    let mut sources = arguments.inputs.sources();
    sources.extend(arguments.files.iter().map(|path| source_of_either_origin(path)));
    if sources.is_empty() && arguments.frame.is_none() {
        return Err(Failure::usage("indique al menos un archivo; vea `minga check --help`"));
    }
    let request = Request { sources, settings, frame: arguments.frame.clone() };
    let checked = check::check(&request)?;
    for warning in &checked.warnings {
        console.warning(warning);
    }
    if !checked.problems.is_empty() {
        return Err(Failure::Problems(checked.problems));
    }
    console.answer(format_args!(
        "Todo en orden: {} en {}.",
        count(checked.statements, "aporte", "aportes"),
        count(checked.files.len(), "archivo", "archivos")
    ));
    for problem in &checked.left_out {
        console.warning(&Warning::Input(problem.to_string()));
    }
    if let n @ 1.. = checked.skipped_rows {
        console.line(format_args!(
            "Fuera por sus problemas, que se listan arriba: {}.",
            count(n, "fila", "filas")
        ));
    }
    if let Some(cells) = checked.cells.in_words() {
        console.answer(format_args!("{cells}."));
    }
    console.json(&json!({
        "problems": checked.left_out, "statements": checked.statements, "files": checked.files,
        "notes": checked.warnings,
    }))?;
    Ok(Ending::Done)
}
