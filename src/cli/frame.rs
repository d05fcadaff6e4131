//! The commands about a planning frame: begin one, check one, score what its alignments teach.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::Ending;
use super::commands::{Result, default_cache, settings};
use super::console::Console;
use crate::commands;
use crate::propose::align::{Evaluation, HorizonScores, Level, Shares};
use crate::read::frame_folder;
use crate::read::frame_folder::Checked;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga frame init mi-canton/marco
  minga frame check mi-canton/marco
  minga frame evaluate data/pmdot-2024-2033")]
pub(super) struct Frame {
    #[command(subcommand)]
    command: FrameCommand,
}

#[derive(Debug, Subcommand)]
enum FrameCommand {
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
    Evaluate(Evaluate),
}

#[derive(Debug, Args)]
struct Evaluate {
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

pub(super) fn frame(arguments: &Frame, console: &Console) -> Result<Ending> {
    match &arguments.command {
        FrameCommand::Init { dir } => {
            let files = frame_folder::write_template(dir)?;
            for file in &files {
                console.line(&format!("escrito: {}", file.display()));
            }
            console.line(&format!(
                "Llene las tablas (LEEME.md dice cómo) y revíselas con: minga frame check {}",
                dir.display()
            ));
            console.object(&json!({ "files": files }));
            Ok(Ending::Done)
        }
        FrameCommand::Check { dir } => {
            let Checked { frame, problems, notes } = frame_folder::check(dir)?;
            let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
            for note in &notes {
                console.note(note);
            }
            if !problems.is_empty() {
                console.problems(&problems);
                return Ok(Ending::Problems);
            }
            console.line(&format!("Marco en orden: {}.", frame_folder::counts(&frame)));
            console.object(&json!({ "problems": [], "notes": notes }));
            Ok(Ending::Done)
        }
        FrameCommand::Evaluate(evaluate) => self::evaluate(evaluate, console),
    }
}

fn evaluate(arguments: &Evaluate, console: &Console) -> Result<Ending> {
    let settings = match settings(arguments.config.as_deref())? {
        Ok(settings) => settings,
        Err(problem) => {
            console.problems(&[problem]);
            return Ok(Ending::Problems);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let cache = arguments.cache.clone().or_else(default_cache);
    let progress = console.progress();
    let evaluated = commands::evaluate_frame(
        &arguments.dir,
        &settings,
        arguments.model.as_deref(),
        cache.as_deref(),
        threads,
        &mut |step| progress.step(step),
    )?;
    match evaluated {
        Err(problems) => {
            console.problems(&problems);
            Ok(Ending::Problems)
        }
        Ok(evaluation) if evaluation.levels.iter().all(|l| l.minga.challenges == 0) => {
            console.line(
                "El marco no tiene suficientes desafíos alineados para medir lo que enseñan.",
            );
            console.object(&serde_json::to_value(&evaluation)?);
            Ok(Ending::Done)
        }
        Ok(evaluation) => {
            console.line(&table(&evaluation));
            console.object(&serde_json::to_value(&evaluation)?);
            Ok(Ending::Done)
        }
    }
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
