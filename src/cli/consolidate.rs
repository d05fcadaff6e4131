//! `minga consolidate`: its arguments and what was written, or what waits for a person.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::ending::{Ending, Result};
use super::sharing::SharingArguments;
use super::spanish::{counted_gaps, thousands};
use crate::commands::consolidate::{self, Outcome, Request};
use crate::write::consolidated::Options;

/// The most statements and challenges that are listed as waiting.
const LISTED: usize = 50;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga consolidate out
  minga consolidate out --draft --to entrega")]
pub(super) struct ConsolidateArguments {
    /// The run's folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Where the files are written [default: the run's folder]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Write although something waits for a person, and say so in the files
    #[arg(long)]
    draft: bool,
    /// Leave personal data (cédula, telephone, e-mail, payment card, bank account, vehicle plate,
    /// name on a network) in what is published
    #[arg(long)]
    keep_personal_data: bool,
    #[command(flatten)]
    sharing: SharingArguments,
}

pub(super) fn consolidate(arguments: &ConsolidateArguments, console: &Console) -> Result<Ending> {
    arguments.sharing.open(arguments.to.as_ref().unwrap_or(&arguments.dir))?;
    let request = Request {
        dir: arguments.dir.clone(),
        to: arguments.to.clone(),
        options: Options { draft: arguments.draft, redact: !arguments.keep_personal_data },
    };
    let (outcome, warnings) = consolidate::consolidate(&request)?;
    for warning in &warnings {
        console.warning(warning);
    }
    match outcome {
        Outcome::Refused(waiting) => {
            for one in waiting.iter().take(LISTED) {
                console.error(one);
            }
            if waiting.len() > LISTED {
                console.error(format_args!("… y {} más", thousands(waiting.len() - LISTED)));
            }
            console.error(format_args!(
                "{} sin decidir: no se escribió nada. Con --draft se escribe un borrador.",
                thousands(waiting.len())
            ));
            console.json(&json!({ "written": false, "waiting": waiting.len() }))?;
            Ok(Ending::Problems)
        }
        Outcome::Written { files, totals, gaps, waiting } => {
            console.line(totals.lines().join("\n"));
            if !gaps.is_empty() {
                console.line(format_args!("{} (hoja Cobertura).", counted_gaps(&gaps)));
            }
            if !waiting.is_empty() {
                console.line(format_args!("Borrador: {} sin decidir.", thousands(waiting.len())));
            }
            for file in &files {
                console.line(format_args!("escrito: {}", file.display()));
            }
            console.json(&json!({
                "written": true, "waiting": waiting.len(), "files": files,
                "gaps": gaps.iter().map(|(gap, all)| (*gap, all.len())).collect::<BTreeMap<_, _>>(),
            }))?;
            Ok(Ending::Done)
        }
    }
}
