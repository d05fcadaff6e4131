//! `minga template`: its arguments and the workbooks that were written.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::ending::{Ending, Result};
use crate::commands::Error;
use crate::commands::template::{self, Request};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga template plantillas --frame mi-canton/marco
  minga template plantillas --frame pmdot-2024-2033")]
pub(super) struct TemplateArguments {
    /// The folder for the workbooks
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The planning frame's folder, whose competencias are offered
    #[arg(long, value_name = "DIR")]
    frame: Option<PathBuf>,
}

pub(super) fn template(arguments: &TemplateArguments, console: &Console) -> Result<Ending> {
    let request = Request {
        dir: arguments.dir.clone(),
        frame: arguments.frame.clone().ok_or(Error::WhichFrame)?,
    };
    let files = template::template(&request)?;
    for file in &files {
        console.line(format_args!("escrito: {}", file.display()));
    }
    console.json(&json!({ "files": files }))?;
    Ok(Ending::Done)
}
