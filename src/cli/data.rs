//! `minga data`: its arguments and the files that were written.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::console::Console;
use super::ending::{Ending, Result};
use crate::commands::data;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga data export ejemplos
  minga run --frame ejemplos/pmdot-2024-2033 --citizen mi-encuesta.xlsx")]
pub(super) struct DataArguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the examples, the planning frame and workbooks to fill in, to look at or to begin from
    Export {
        /// The folder for them
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
}

pub(super) fn data(arguments: &DataArguments, console: &Console) -> Result<Ending> {
    let Command::Export { dir } = &arguments.command;
    let files = data::export(dir)?;
    console.line(format_args!("escritos {} archivos en «{}»", files.len(), dir.display()));
    console.json(&json!({ "files": files }))?;
    Ok(Ending::Done)
}
