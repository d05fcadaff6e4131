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
use crate::domain::problem::excerpt;
use crate::domain::statement::StatementId;

/// The most statements that a warning names.
const NAMED: usize = 10;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga apply out review.xlsx
  minga apply out ambiente.xlsx movilidad.ods --accept-valid
  minga apply out decisiones.csv --reviewer 'Mesa 3'
  minga apply out --withdraw ambiente.xlsx
  minga apply out --coordinator 'Rosa Vera'

A decisions table has the columns statement_id, final_id and optionally also_final_id,
reason, reviewer; final_id is a challenge of the frame, a candidate of the run,
nuevo:NAME or NINGUNO.")]
pub(super) struct ApplyArguments {
    /// The run's folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Reviewed workbooks (xlsx, ods) or decision tables (csv, tsv)
    #[arg(value_name = "FILE", required_unless_present_any = ["withdraw", "coordinator"])]
    files: Vec<PathBuf>,
    /// Who decided, where a row does not say; it is asked for where nothing says it, and remembered
    /// for what the file holds
    #[arg(long, value_name = "NAME")]
    reviewer: Option<String>,
    /// Take back what a file said, or the decision with a number; nothing is erased
    #[arg(long, value_name = "FILE|N")]
    withdraw: Vec<String>,
    /// Who coordinates the review: that word stands where reviewers disagree
    #[arg(long, value_name = "NAME")]
    coordinator: Vec<String>,
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
        withdraw: arguments.withdraw.clone(),
        coordinators: arguments.coordinator.clone(),
    };
    let mut ask = |file: &str| console.ask(&format!("¿Quién revisó «{file}»? "));
    match apply::apply(&request, &mut ask)? {
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
            "{}: {} — {}: {} y {} en blanco; {}, {}",
            file.file,
            file.format,
            count(file.rows, "fila", "filas"),
            count(file.rows - file.blank, "llena", "llenas"),
            thousands(file.blank),
            count(file.decisions, "decisión", "decisiones"),
            count(file.problems, "problema", "problemas")
        ));
    }
    if recorded.withdrawn > 0 {
        let withdrawn = count(recorded.withdrawn, "decisión retirada", "decisiones retiradas");
        console.line(format_args!("{withdrawn}."));
    }
    if recorded.decisions > 0 && recorded.added == 0 {
        console.line("Todo esto ya estaba en el registro: no cambia nada.");
    } else {
        console.line(format_args!(
            "{} ({} que ya estaban)",
            count(recorded.added, "decisión nueva", "decisiones nuevas"),
            thousands(recorded.decisions - recorded.added)
        ));
    }
    let states = recorded.states;
    console.line(format_args!(
        "{}: {} por personas + {} donde los puso la corrida, sin decidir + {}",
        count(states.total(), "aporte", "aportes"),
        count(states.decided, "decidido", "decididos"),
        thousands(states.proposed),
        count(states.pending, "pendiente", "pendientes")
    ));
    for (id, wording) in &recorded.coined {
        console.line(format_args!("Desafío nuevo {id}: «{}»", excerpt(wording)));
    }
    if let Some(table) = &recorded.table {
        console.line(format_args!(
            "{} en que no hay acuerdo, con lo que dice cada persona: {}",
            count(recorded.disagreements.len(), "aporte", "aportes"),
            table.display()
        ));
    }
    for trouble in &recorded.troubles {
        console.warning(&Warning::Decisions(with_statements(trouble)));
    }
    console.json(&json!({
        "decisions": recorded.decisions, "added": recorded.added,
        "problems": recorded.problems.len(), "notes": recorded.warnings,
        "decided": states.decided, "proposed": states.proposed, "pending": states.pending,
        "withdrawn": recorded.withdrawn, "disagreements": recorded.disagreements.len(),
        "new_challenges": recorded.coined.iter().map(|(id, wording)| {
            json!({ "id": id, "text": wording })
        }).collect::<Vec<_>>(),
        "troubles": recorded.troubles.iter().map(|t| &t.what).collect::<Vec<_>>(),
    }))?;
    Ok(())
}

/// What a decision leaves open, with the first of its statements.
fn with_statements(trouble: &Trouble) -> String {
    let ids: Vec<&str> = trouble.statements.iter().take(NAMED).map(StatementId::as_str).collect();
    let more = trouble.statements.len() - ids.len();
    match (ids.join(", "), more) {
        (ids, _) if ids.is_empty() => trouble.what.clone(),
        (ids, 0) => format!("{} ({ids})", trouble.what),
        (ids, more) => format!("{} ({ids} y {more} más)", trouble.what),
    }
}
