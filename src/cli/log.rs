//! `minga log`: its arguments and the list of a run's decisions.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::ending::{Ending, Result};
use super::spanish::{count, thousands};
use crate::commands::log::{self, Logged, Request};
use crate::domain::decision::{Action, Decision};
use crate::write::svg::words::clipped;

/// What is asked of the log.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga log out
  minga log out --csv decisiones.csv
  minga log out --last 200")]
pub(super) struct LogArguments {
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

pub(super) fn log(arguments: &LogArguments, console: &Console) -> Result<Ending> {
    let request = Request { dir: arguments.dir.clone(), csv: arguments.csv.clone() };
    let Some(Logged { decisions, in_force }) = log::log(&request)? else {
        console.answer("Todavía no hay decisiones en esta corrida.");
        console.json(&json!({ "decisions": 0, "in_force": 0, "acts": [] }))?;
        return Ok(Ending::Done);
    };
    let earlier = decisions.len().saturating_sub(arguments.last);
    let last = &decisions[earlier..];
    if let Some(csv) = &arguments.csv {
        console.line(format_args!("escrito: {}", csv.display()));
    } else {
        if earlier > 0 {
            console.answer(format_args!("… {} anteriores", thousands(earlier)));
        }
        for decision in last {
            console.answer(in_a_line(decision, !in_force.contains(&decision.number)));
        }
    }
    let mut people: BTreeMap<&str, usize> = BTreeMap::new();
    for decision in &decisions {
        *people.entry(decision.reviewer.as_str()).or_default() += 1;
    }
    let each: Vec<String> = people
        .iter()
        .map(|(name, n)| format!("{}: {}", clipped(name, 60), thousands(*n)))
        .collect();
    console.line(format_args!(
        "{}, {} en vigor — {}",
        count(decisions.len(), "decisión", "decisiones"),
        thousands(in_force.len()),
        each.join("; ")
    ));
    console.json(&json!({
        "decisions": decisions.len(), "in_force": in_force.len(), "by_reviewer": people,
        "acts": last.iter().map(|d| json!({
            "number": d.number, "at": d.at, "reviewer": d.reviewer, "action": d.action.name(),
            "candidate": d.candidate, "statements": d.subjects.len(),
        })).collect::<Vec<_>>(),
        "csv": arguments.csv,
    }))?;
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
        Action::Coordinate => "coordina la revisión",
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
