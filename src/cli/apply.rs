//! `minga apply`: its arguments and what was recorded.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::ending::{Ending, Result};
use super::sharing::SharingArguments;
use super::spanish::{count, thousands};
use crate::commands::Warning;
use crate::commands::apply::{self, Outcome, Recorded, Request};
use crate::decide::settle::Trouble;
use crate::domain::statement::StatementId;

/// The most statements that a warning names.
const NAMED: usize = 10;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga apply out review.xlsx
  minga apply out ambiente.xlsx movilidad.ods --accept-valid
  minga apply out decisiones.csv --reviewer 'Mesa 3'

A decisions table has the columns statement_id, final_id and optionally also_final_id,
reason, reviewer; final_id is a challenge of the frame, a candidate of the run,
nuevo:NAME or NINGUNO.")]
pub(super) struct ApplyArguments {
    /// The run's folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Reviewed workbooks (xlsx, ods) or decision tables (csv, tsv)
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Who decided, where a row does not say [default: the file's name]
    #[arg(long, value_name = "NAME")]
    reviewer: Option<String>,
    /// Take the sound rows although others have problems
    #[arg(long)]
    accept_valid: bool,
    #[command(flatten)]
    sharing: SharingArguments,
}

pub(super) fn apply(arguments: &ApplyArguments, console: &Console) -> Result<Ending> {
    arguments.sharing.open(&arguments.dir)?;
    let request = Request {
        dir: arguments.dir.clone(),
        files: arguments.files.clone(),
        reviewer: arguments.reviewer.clone(),
        accept_valid: arguments.accept_valid,
    };
    match apply::apply(&request)? {
        Outcome::Refused(problems, warnings) => {
            for warning in &warnings {
                console.warning(warning);
            }
            console.problems(&problems)?;
            if console.has_sentences() {
                console.error("Para tomar solo las filas en orden, repita con --accept-valid.");
            }
            Ok(Ending::Problems)
        }
        Outcome::Recorded(recorded) => {
            tell(&recorded, console)?;
            Ok(if recorded.problems.is_empty() { Ending::Done } else { Ending::Problems })
        }
    }
}

fn tell(recorded: &Recorded, console: &Console) -> Result<()> {
    for warning in &recorded.warnings {
        console.warning(warning);
    }
    for problem in &recorded.problems {
        console.error(problem);
    }
    for file in &recorded.files {
        console.line(format_args!(
            "{}: {} — {}, {}, {} sin decidir, {} con problemas",
            file.file,
            file.format,
            count(file.rows, "fila", "filas"),
            count(file.decisions, "decisión", "decisiones"),
            thousands(file.blank),
            thousands(file.problems)
        ));
    }
    console.line(format_args!(
        "Decisiones nuevas: {} (repetidas que ya estaban: {})",
        thousands(recorded.added),
        thousands(recorded.decisions - recorded.added)
    ));
    let states = recorded.states;
    console.line(format_args!(
        "Desafíos decididos por personas: {}; propuestos y sin decidir: {}; pendientes: {}",
        thousands(states.decided),
        thousands(states.proposed),
        thousands(states.pending)
    ));
    for trouble in &recorded.troubles {
        console.warning(&Warning::Decisions(with_statements(trouble)));
    }
    console.json(&json!({
        "decisions": recorded.decisions, "added": recorded.added,
        "problems": recorded.problems.len(), "notes": recorded.warnings,
        "decided": states.decided, "proposed": states.proposed, "pending": states.pending,
        "troubles": recorded.troubles.iter().map(|t| &t.what).collect::<Vec<_>>(),
    }))?;
    Ok(())
}

/// What a decision leaves open, with the first of its statements.
fn with_statements(trouble: &Trouble) -> String {
    let ids: Vec<&str> = trouble.statements.iter().take(NAMED).map(StatementId::as_str).collect();
    format!("{} ({})", trouble.what, ids.join(", "))
}
