//! `minga log`: the decisions of a run as a list, or as CSV.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Ending;
use super::commands::Result;
use super::console::{Console, thousands};
use crate::domain::decision::{Action, Decision, not_undone};
use crate::review::log;
use crate::write::run_folder;
use crate::write::svg::words::clipped;

/// What is asked of the log.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga log out
  minga log out --csv decisiones.csv
  minga log out --last 200")]
pub(super) struct Log {
    /// The run's folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Write the whole log here, a row for every statement of every act
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// How many of the last acts are listed
    #[arg(long, value_name = "N", default_value_t = 20)]
    last: usize,
}

pub(super) fn log(arguments: &Log, console: &Console) -> Result<Ending> {
    let path = arguments.dir.join(run_folder::DECISIONS);
    if !path.exists() {
        // A folder that is no run's is an error; a run that nobody reviewed is not.
        run_folder::read(&arguments.dir)?;
        console.line("Todavía no hay decisiones en esta corrida.");
        console.object(&json!({ "decisions": 0, "in_force": 0, "acts": [] }));
        return Ok(Ending::Done);
    }
    let log = log::Log::open(&path)?;
    let all = log.all()?;
    let in_force = not_undone(&all);
    if let Some(csv) = &arguments.csv {
        log.export_csv(csv)?;
        console.line(&format!("escrito: {}", csv.display()));
    }
    let hidden = all.len().saturating_sub(arguments.last);
    if hidden > 0 && arguments.csv.is_none() {
        console.line(&format!("… {} anteriores", thousands(hidden)));
    }
    if arguments.csv.is_none() {
        for decision in &all[hidden..] {
            let undone = !in_force.iter().any(|d| d.number == decision.number);
            console.line(&in_a_line(decision, undone));
        }
    }
    let mut people: BTreeMap<&str, usize> = BTreeMap::new();
    for decision in &all {
        *people.entry(decision.reviewer.as_str()).or_default() += 1;
    }
    let each: Vec<String> = people
        .iter()
        .map(|(name, n)| format!("{}: {}", clipped(name, 60), thousands(*n)))
        .collect();
    console.line(&format!(
        "{} decisiones, {} en vigor — {}",
        thousands(all.len()),
        thousands(in_force.len()),
        each.join("; ")
    ));
    console.object(&json!({
        "decisions": all.len(), "in_force": in_force.len(), "by_reviewer": people,
        "acts": all[hidden..].iter().map(|d| json!({
            "number": d.number, "at": d.at, "reviewer": d.reviewer, "action": d.action.name(),
            "candidate": d.candidate, "statements": d.subjects.len(),
        })).collect::<Vec<_>>(),
        "csv": arguments.csv,
    }));
    Ok(Ending::Done)
}

/// One act, in words; texts of statements are not in it.
fn in_a_line(decision: &Decision, undone: bool) -> String {
    let word = match &decision.action {
        Action::Accept { .. } => "acepta",
        Action::Rename { .. } => "cambia el texto de",
        Action::Move { .. } => "mueve",
        Action::TakeOut => "saca",
        Action::Merge { .. } => "fusiona",
        Action::Split { .. } => "divide",
        Action::Discard => "descarta",
        Action::AlsoIn { .. } => "pone también en otro",
        Action::DontKnow => "no sabe de",
        Action::Comment => "comenta",
        Action::Align { .. } => "alinea",
        Action::Undo { .. } => "deshace",
    };
    let subjects = match decision.subjects.as_slice() {
        [] => String::new(),
        [one] => format!(" {}", one.id),
        many => format!(" {} desafíos", thousands(many.len())),
    };
    let of = decision.candidate.as_ref().map_or_else(String::new, |id| format!(" de {id}"));
    let to = decision.action.target().map_or_else(String::new, |to| format!(" → {to}"));
    let why = decision.reason.as_deref().map_or_else(String::new, |why| format!(" ({why})"));
    let undone = if undone { " [deshecha]" } else { "" };
    let rest = clipped(&format!("{word}{subjects}{of}{to}{why}"), 160);
    format!(
        "{:>5}  {}  {}: {rest}{undone}",
        decision.number,
        decision.at,
        clipped(&decision.reviewer, 40)
    )
}
