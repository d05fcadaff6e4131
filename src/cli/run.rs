//! `minga run`: its arguments and the summary of the run that it made.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::encoder::{EncoderArguments, cache_or_default};
use super::ending::{Ending, Result};
use super::inputs::{Anchors, InputArguments};
use super::sharing::SharingArguments;
use super::spanish::{count, counted_gaps, thousands};
use crate::commands::run::{self, Request, Run};
use crate::commands::{Warning, defaults, inputs, settings_file};
use crate::decide::chain::{self, Coverage};
use crate::domain::proposal::{Proposal, Totals};
use crate::propose::cluster::Target;
use crate::read::input::TextCells;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga run
  minga run --institutional oficinas.xlsx --citizen talleres.csv --out corrida1
  minga run --input todo.csv --frame mi-canton/marco --target 60 --out corrida1
  minga run --citizen segunda-ronda.csv --previous corrida1 --out corrida2")]
pub(super) struct RunArguments {
    #[command(flatten)]
    inputs: InputArguments,
    /// The planning frame's folder
    #[arg(long, value_name = "DIR")]
    frame: Option<PathBuf>,
    /// How many candidates to aim for; by default as many as the frame has challenges
    #[arg(long, value_name = "N", conflicts_with = "threshold")]
    target: Option<usize>,
    /// Merge groups only up to this cost instead of aiming for a number
    #[arg(long, value_name = "COST")]
    threshold: Option<f32>,
    /// Sort statements into the frame's own challenges instead of grouping them anew
    #[arg(long, value_name = "WHAT")]
    anchors: Option<Anchors>,
    /// Continue this run: its statements stay, what people decided holds and teaches
    #[arg(long, value_name = "DIR")]
    previous: Option<PathBuf>,
    /// Write one workbook for each of these besides
    #[arg(long, value_name = "WHAT")]
    split_by: Option<SplitBy>,
    /// Settings, as TOML
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder for everything the run makes
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// Leave out rows with problems, and list them in the output, instead of stopping
    #[arg(long)]
    skip_bad_rows: bool,
    #[command(flatten)]
    encoder: EncoderArguments,
    /// The file that keeps vectors between runs [default: in the user's cache folder]
    #[arg(long, value_name = "FILE", env = "MINGA_CACHE")]
    cache: Option<PathBuf>,
    /// Keep no vectors between runs
    #[arg(long)]
    no_cache: bool,
    /// How many threads encode [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    sharing: SharingArguments,
}

/// By what the review workbook is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SplitBy {
    /// A workbook for each secretariat's competencia
    Competencia,
}

pub(super) fn run(arguments: &RunArguments, console: &Console) -> Result<Ending> {
    let request = request(arguments)?;
    arguments.sharing.open(&request.out)?;
    let of_engine = Warning::of_engine(&request.vectors.engine);
    if uses_example(arguments) {
        console.warning(&Warning::ExampleIsUsed);
    }
    // Before a text is sent anywhere.
    for warning in &of_engine {
        console.warning(warning);
    }
    let progress = console.progress();
    let run = run::run(&request, &mut |step| progress.step(step))?;
    for warning in &run.warnings {
        console.warning(warning);
    }
    console.line(summary(&run));
    console.json(&json!({
        "run": run.manifest.run,
        "institutional": run.manifest.institutional,
        "citizen": run.manifest.citizen,
        "skipped_rows": run.manifest.skipped_rows,
        "candidates": run.manifest.candidates,
        "encoded": run.encoding.encoded,
        "cached": run.encoding.cached,
        "notes": of_engine.iter().chain(&run.warnings).collect::<Vec<_>>(),
        "files": run.files,
    }))?;
    Ok(Ending::Done)
}

/// Whether neither files nor an earlier run are named.
fn uses_example(arguments: &RunArguments) -> bool {
    arguments.inputs.sources().is_empty() && arguments.previous.is_none()
}

fn request(arguments: &RunArguments) -> Result<Request> {
    let mut settings = settings_file::read(arguments.config.as_deref())?;
    if let Some(count) = arguments.target {
        settings.target = Some(Target::Count(count));
    }
    if let Some(height) = arguments.threshold {
        settings.target = Some(Target::Height(height));
    }
    arguments.inputs.reading.apply(&mut settings.input);
    let mut how_to_read = settings.input.clone();
    how_to_read.skip_bad_rows |= arguments.skip_bad_rows;
    let sources = if uses_example(arguments) {
        defaults::example_sources()
    } else {
        arguments.inputs.sources()
    };
    let cache = cache_or_default(arguments.cache.as_ref()).filter(|_| !arguments.no_cache);
    Ok(Request {
        inputs: inputs::Request {
            sources,
            settings: how_to_read,
            frame: arguments.frame.clone().unwrap_or_else(defaults::frame),
            previous: arguments.previous.clone(),
        },
        out: arguments.out.clone(),
        settings,
        vectors: arguments.encoder.source(cache, arguments.threads)?,
        split: arguments.split_by.is_some(),
        anchors: arguments.anchors.is_some(),
    })
}

/// The closing summary of a run: numbers that add up, and where the files are.
fn summary(run: &Run) -> String {
    let m = &run.manifest;
    let read = m.institutional.total + m.citizen.total;
    let mut lines = vec![format!(
        "{} institucionales + {} ciudadanos = {}",
        thousands(m.institutional.total),
        thousands(m.citizen.total),
        count(read, "desafío leído", "desafíos leídos")
    )];
    if m.skipped_rows > 0 {
        lines.push(format!(
            "  y {} con problemas que se dejaron fuera (están en la hoja Corrida)",
            count(m.skipped_rows, "fila", "filas")
        ));
    }
    lines.extend(TextCells::all(m.inputs.iter().map(|input| input.cells)).in_words());
    lines.push(format!("  institucionales: {}", states(&m.institutional)));
    lines.push(format!("  ciudadanos:      {}", states(&m.citizen)));
    let c = &m.candidates;
    lines.push(format!(
        "{}: {} cruzadas, {} solo institucionales, {} solo ciudadanas",
        count(c.total, "propuesta de desafío", "propuestas de desafío"),
        thousands(c.crossed),
        thousands(c.institutional_only),
        thousands(c.citizen_only)
    ));
    if !run.proposal.changes.is_empty() {
        lines.push(format!(
            "{} respecto de la corrida anterior (changes.csv)",
            count(run.proposal.changes.len(), "cambio", "cambios")
        ));
    }
    lines.extend(learning(&run.proposal));
    lines.extend(coverage(&run.proposal));
    lines.push(format!(
        "Vectores: {} nuevos, {} guardados de antes",
        thousands(run.encoding.encoded),
        thousands(run.encoding.cached)
    ));
    for (file, what) in run.files.iter().zip(["para revisar", "para leer", "para otros programas"])
    {
        lines.push(format!("{what}: {}", file.display()));
    }
    lines.join("\n")
}

fn states(totals: &Totals) -> String {
    format!(
        "{} en propuestas + {} fuera de competencia + {} descartados + {} pendientes",
        thousands(totals.candidate),
        thousands(totals.out_of_competence),
        thousands(totals.discarded),
        thousands(totals.pending)
    )
}

/// What was learned from decisions, and how many more are worth making.
fn learning(proposal: &Proposal) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(learning) = &proposal.learning {
        let share = |n: usize| (100 * n + learning.decisions / 2) / learning.decisions.max(1);
        lines.push(format!(
            "Aprendido de {} desafíos decididos: sin ver su decisión acierta {} de cada 100 a la \
             primera y {} entre tres",
            thousands(learning.decisions),
            share(learning.first),
            share(learning.among_three)
        ));
    }
    if let Some(worth) = proposal.worth() {
        lines.push(format!(
            "Conviene decidir en el orden de queue.csv: de {} sin decidir, unos {} están donde no \
             van; las primeras {} miran la mitad de ellos, las primeras {}, cuatro de cada cinco",
            count(worth.undecided, "desafío", "desafíos"),
            thousands(worth.expected.round() as usize),
            count(worth.half, "decisión", "decisiones"),
            thousands(worth.most)
        ));
    }
    lines
}

/// What the planning chain lacks by the suggestions of the run.
fn coverage(proposal: &Proposal) -> Option<String> {
    let links = chain::proposed(proposal);
    let heard = chain::heard(proposal, None);
    let gaps = Coverage::of(&proposal.frame, &links, &heard).gaps(&proposal.frame, &links);
    (!gaps.is_empty()).then(|| format!("Cobertura según lo sugerido: {}", counted_gaps(&gaps)))
}
