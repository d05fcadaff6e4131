//! `minga frame`: its arguments, what was found in a frame, and what its alignments teach.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::console::Console;
use super::encoder::{cache_or_default, threads_or_all};
use super::ending::{Ending, Failure, Result};
use crate::commands::frame::{self, EvaluateRequest};
use crate::commands::vectors::VectorSource;
use crate::commands::{Warning, settings_file};
use crate::propose::align::{Evaluation, HorizonScores, Level, Shares};
use crate::read::frame_folder;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga frame init mi-canton/marco
  minga frame check mi-canton/marco
  minga frame evaluate data/pmdot-2024-2033")]
pub(super) struct FrameArguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a frame's tables to be filled in, with a guide, into a new folder
    Init {
        /// The folder; it is made, or must be empty
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    /// Read a frame's folder as a whole and say every problem by its cell
    Check {
        /// The frame's folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    /// Leave each published challenge out and score what the others say of its alignment
    Evaluate(EvaluateArguments),
}

#[derive(Debug, Args)]
struct EvaluateArguments {
    /// The frame's folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Settings, as TOML
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// An encoder, by name or folder
    #[arg(long, value_name = "NAME|DIR")]
    model: Option<String>,
    /// The file that keeps vectors between runs [default: in the user's cache folder]
    #[arg(long, value_name = "FILE", env = "MINGA_CACHE")]
    cache: Option<PathBuf>,
}

pub(super) fn frame(arguments: &FrameArguments, console: &Console) -> Result<Ending> {
    match &arguments.command {
        Command::Init { dir } => init(dir, console),
        Command::Check { dir } => check(dir, console),
        Command::Evaluate(arguments) => evaluate(arguments, console),
    }
}

fn init(dir: &Path, console: &Console) -> Result<Ending> {
    let files = frame::init(dir)?;
    for file in &files {
        console.line(format_args!("escrito: {}", file.display()));
    }
    console.line(format_args!(
        "Llene las tablas (LEEME.md dice cómo) y revíselas con: minga frame check {}",
        dir.display()
    ));
    console.json(&json!({ "files": files }))?;
    Ok(Ending::Done)
}

fn check(dir: &Path, console: &Console) -> Result<Ending> {
    let checked = frame::check(dir)?;
    let warnings: Vec<Warning> =
        checked.notes.iter().map(|note| Warning::Input(note.to_string())).collect();
    for warning in &warnings {
        console.warning(warning);
    }
    if !checked.problems.is_empty() {
        return Err(Failure::Problems(checked.problems));
    }
    let counts = frame_folder::counts(&checked.frame);
    console.answer(format_args!("Marco en orden: {counts}."));
    console.json(&json!({ "problems": [], "notes": warnings }))?;
    Ok(Ending::Done)
}

fn evaluate(arguments: &EvaluateArguments, console: &Console) -> Result<Ending> {
    let cache = cache_or_default(arguments.cache.as_ref());
    let request = EvaluateRequest {
        dir: arguments.dir.clone(),
        settings: settings_file::read(arguments.config.as_deref())?,
        vectors: VectorSource::local(arguments.model.clone(), cache, threads_or_all(None)),
    };
    let progress = console.progress();
    let evaluation = frame::evaluate(&request, &mut |step| progress.step(step))?;
    if evaluation.levels.iter().all(|level| level.minga.challenges == 0) {
        console
            .answer("El marco no tiene suficientes desafíos alineados para medir lo que enseñan.");
    } else {
        console.answer(table(&evaluation));
    }
    console.json(&evaluation)?;
    Ok(Ending::Done)
}

/// A share as people read it: `72,4 %`.
fn share(x: f64) -> String {
    format!("{:.1} %", 100.0 * x).replace('.', ",")
}

fn table(evaluation: &Evaluation) -> String {
    let mut text = format!(
        "{} desafíos publicados, cada uno dejado fuera en su turno.\n\n\
         Alineación: aciertos en la primera respuesta (y entre las tres primeras)\n{:<34}{:>3}  \
         {:<20}{:<20}{:<20}palabras",
        evaluation.challenges, "", "n", "minga", "mayoría", "competencia"
    );
    let cell = |shares: &Shares| {
        shares.shares().map_or_else(
            || "—".to_owned(),
            |[first, three]| format!("{} ({})", share(first), share(three)),
        )
    };
    for level in &evaluation.levels {
        let Level { minga, majority, competencia, words, .. } = level;
        let name = format!("{} ({})", level.kind.in_spanish(), level.answers);
        let _ = write!(text, "\n{name:<34}{:>3}  ", minga.challenges);
        for shares in [minga, majority, competencia] {
            let _ = write!(text, "{:<20}", cell(shares));
        }
        text += &cell(words);
    }
    for level in evaluation.levels.iter().filter(|l| l.literal.challenges < l.minga.challenges) {
        let name = format!("{}, literal", level.kind.in_spanish());
        let _ =
            write!(text, "\n{name:<34}{:>3}  {}", level.literal.challenges, cell(&level.literal));
    }
    let _ = write!(text, "\n\nCalibración de la primera respuesta (error esperado)");
    for level in &evaluation.levels {
        let _ = write!(
            text,
            "\n{:<24} {:.3}; «ninguno» primero: {} de {} desafíos, {} de {} asuntos ajenos",
            level.kind.in_spanish(),
            level.expected_error,
            level.none_for_challenges,
            level.minga.challenges,
            level.none_for_foreign,
            level.foreign
        );
    }
    let _ = write!(
        text,
        "\n\nHorizonte: {} de {} son de largo plazo (error de calibración {:.3})\n{:<30}{:<16}{:<24}F1 de largo plazo",
        evaluation.long_term,
        evaluation.challenges,
        evaluation.horizon_error,
        "",
        "aciertos",
        "aciertos equilibrados"
    );
    let rows: [(&str, &HorizonScores); 3] = [
        ("minga", &evaluation.horizon),
        ("mayoría (gestión)", &evaluation.horizon_majority),
        ("palabras (el más parecido)", &evaluation.horizon_words),
    ];
    for (name, scores) in rows {
        let _ = write!(
            text,
            "\n{name:<30}{:<16}{:<24}{:.2}",
            share(scores.accuracy),
            share(scores.balanced),
            scores.f1
        );
    }
    text
}
