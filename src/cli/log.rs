//! `minga log`: its arguments, the list of a run's decisions, and whether they are as recorded.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::ending::{Ending, Result};
use super::spanish::{count, thousands};
use crate::commands::Warning;
use crate::commands::log::{self, Logged, Request};
use crate::domain::decision::{Action, Decision};
use crate::read::user::here;
use crate::review::log::{Damage, Sealing};
use crate::review::page::sentence;
use crate::write::svg::words::clipped;

/// What is asked of the log.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga log out
  minga log out --csv decisiones.csv
  minga log out --last 200
  minga log out --verify
  minga log out --sound --copy rescatado.db

Every decision carries a seal, a hash over what it says and the seal before it. --verify
holds all of them against their seals and tells, by number, what is damaged; it ends with 1
if something is.")]
pub(super) struct LogArguments {
    /// The run's folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Write the whole log here, a row for every statement of every act
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Hold every decision against its seal and say whether all is as it was recorded
    #[arg(long, conflicts_with_all = ["csv", "copy", "sound", "last"])]
    verify: bool,
    /// Read a damaged log too, up to the last decision before the damage
    #[arg(long)]
    sound: bool,
    /// Make a new log of the same decisions in this file
    #[arg(long, value_name = "FILE")]
    copy: Option<PathBuf>,
    /// How many of the last acts are listed
    #[arg(long, value_name = "N", default_value_t = 20)]
    last: usize,
}

pub(super) fn log(arguments: &LogArguments, console: &Console) -> Result<Ending> {
    if arguments.verify {
        return verify(arguments, console);
    }
    let request = Request {
        dir: arguments.dir.clone(),
        csv: arguments.csv.clone(),
        copy: arguments.copy.clone(),
        sound: arguments.sound,
    };
    let Some(Logged { decisions, in_force, damages, sealing }) = log::log(&request)? else {
        return nothing(console);
    };
    for damage in &damages {
        console.warning(&Warning::LogDamaged(damage.to_string()));
    }
    if sealing == Sealing::NotYet {
        console.warning(&Warning::LogUnsealed);
    }
    let earlier = decisions.len().saturating_sub(arguments.last);
    let last = &decisions[earlier..];
    let written: Vec<_> = arguments.csv.iter().chain(&arguments.copy).collect();
    for file in &written {
        console.line(format_args!("escrito: {}", file.display()));
    }
    if written.is_empty() {
        if earlier > 0 {
            console.answer(format_args!("… {} anteriores", thousands(earlier)));
        }
        let mut by_number: BTreeMap<i64, &Decision> = BTreeMap::new();
        for decision in &decisions {
            by_number.entry(decision.number).or_insert(decision);
        }
        for decision in last {
            let undone = !in_force.contains(&decision.number);
            console.answer(in_a_line(decision, &by_number, undone));
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
        "csv": arguments.csv, "copy": arguments.copy, "sealed": sealing == Sealing::Sealed,
        "damages": told(&damages),
    }))?;
    Ok(Ending::Done)
}

fn nothing(console: &Console) -> Result<Ending> {
    console.answer("Todavía no hay decisiones en esta corrida.");
    console.json(&json!({ "decisions": 0, "in_force": 0, "acts": [] }))?;
    Ok(Ending::Done)
}

/// Says whether every decision is as it was recorded.
fn verify(arguments: &LogArguments, console: &Console) -> Result<Ending> {
    let Some(Logged { decisions, damages, sealing, .. }) = log::verify(&arguments.dir)? else {
        return nothing(console);
    };
    console.json(&json!({
        "sound": damages.is_empty(), "sealed": sealing == Sealing::Sealed,
        "decisions": decisions.len(), "damages": told(&damages),
    }))?;
    let sound = count(decisions.len(), "decisión", "decisiones");
    if damages.is_empty() {
        console.answer(match sealing {
            Sealing::Sealed => format!("{sound}: todo está como se guardó."),
            Sealing::NotYet => format!("{sound}. {}", Warning::LogUnsealed),
        });
        return Ok(Ending::Done);
    }
    if !console.json {
        for damage in &damages {
            console.error(damage);
        }
    }
    console.answer(format_args!(
        "El registro está dañado; antes del daño: {sound}. Recupere una copia, o lea lo que está \
         sano con --sound."
    ));
    Ok(Ending::Problems)
}

fn told(damages: &[Damage]) -> Vec<serde_json::Value> {
    let told = |damage: &Damage| json!({ "number": damage.number, "what": damage.to_string() });
    damages.iter().map(told).collect()
}

/// One act: when, in the user's zone, and the sentence that the page's history has for it. `by_number`:
/// the acts of the log by number, the first of each.
fn in_a_line(decision: &Decision, by_number: &BTreeMap<i64, &Decision>, undone: bool) -> String {
    let undone_by = |undo: &Decision| match undo.action {
        Action::Undo { decision: number } => {
            by_number.get(&number).copied().filter(|undone| undone.number < undo.number)
        }
        _ => None,
    };
    let undone = if undone { " [deshecho]" } else { "" };
    let what = clipped(&sentence(decision, &undone_by), 240);
    format!("{:>5}  {}  {what}{undone}", decision.number, here(&decision.at))
}
