//! `minga consolidate`: its arguments and what was written, or what waits for a person.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::ending::{Ending, Result};
use super::sharing::SharingArguments;
use super::spanish::{count, counted_gaps, thousands};
use crate::commands::consolidate::{self, Outcome, Request};
use crate::write::consolidated::{Devolucion, Options, Waiting};

/// The most statements and challenges that are listed as waiting.
const LISTED: usize = 50;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga consolidate out
  minga consolidate out --draft --to entrega
  minga consolidate out --devolucion taller")]
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
    /// Write a page for each of these besides, with what was said there and what became of it
    #[arg(long, value_name = "WHAT")]
    devolucion: Option<Place>,
    /// Leave personal data (cédula, telephone, e-mail, payment card, bank account, vehicle plate,
    /// name on a network) in what is published
    #[arg(long)]
    keep_personal_data: bool,
    #[command(flatten)]
    sharing: SharingArguments,
}

/// By what the pages of the way back are divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Place {
    /// A page a workshop
    Taller,
    /// A page a parish
    Parroquia,
    /// A page an office
    Entidad,
}

impl From<Place> for Devolucion {
    fn from(place: Place) -> Self {
        match place {
            Place::Taller => Self::Taller,
            Place::Parroquia => Self::Parroquia,
            Place::Entidad => Self::Entidad,
        }
    }
}

pub(super) fn consolidate(arguments: &ConsolidateArguments, console: &Console) -> Result<Ending> {
    arguments.sharing.open(arguments.to.as_ref().unwrap_or(&arguments.dir))?;
    let request = Request {
        dir: arguments.dir.clone(),
        to: arguments.to.clone(),
        options: Options {
            draft: arguments.draft,
            redact: !arguments.keep_personal_data,
            devolucion: arguments.devolucion.map(Devolucion::from),
        },
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
                counted(&waiting)
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
                console.line(format_args!("Borrador: {} sin decidir.", counted(&waiting)));
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

/// What waits for a person, statements and challenges apart.
fn counted(waiting: &[Waiting]) -> String {
    let texts = waiting.iter().filter(|one| one.statement.is_some()).count();
    let parts = [
        (texts, "aporte", "aportes"),
        (waiting.len() - texts, "desafío consolidado", "desafíos consolidados"),
    ];
    let some = parts.into_iter().filter(|(n, ..)| *n > 0);
    some.map(|(n, one, many)| count(n, one, many)).collect::<Vec<_>>().join(" y ")
}
