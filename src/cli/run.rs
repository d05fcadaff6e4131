//! `minga run`: its arguments and the summary of the run that it made.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::encoder::{EncoderArguments, cache_or_default};
use super::ending::{Ending, Failure, Result};
use super::inputs::{Anchors, InputArguments};
use super::sharing::SharingArguments;
use super::spanish::{count, counted_gaps, thousands};
use crate::commands::run::{self, Request, Run};
use crate::commands::{Warning, defaults, inputs, settings_file, which_frame};
use crate::decide::chain::{self, Coverage};
use crate::decide::rerun::Rewording;
use crate::domain::proposal::{Proposal, Totals};
use crate::propose::cluster::Target;
use crate::read::input::{Source, TextCells};
use crate::write::html::report;
use crate::write::run_folder::QUEUED;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga run
  minga run --institutional oficinas.xlsx --citizen talleres.csv --out corrida1
  minga run --input todo.csv --frame mi-canton/marco --target 60 --out corrida1
  minga run --citizen segunda-ronda.csv --previous corrida1 --out corrida2")]
pub(super) struct RunArguments {
    #[command(flatten)]
    inputs: InputArguments,
    /// The planning frame's folder; a run that continues another keeps its frame, and another one
    /// is a change that is told. Only the example has one without this
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
    /// Rows with an id of the earlier run and another text are that text edited, whatever they share
    #[arg(long, requires = "previous")]
    edited: bool,
    /// Write one workbook for each of these besides
    #[arg(long, value_name = "WHAT")]
    split_by: Option<SplitBy>,
    /// Settings, as TOML
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder for everything the run makes
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
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
    let sources = sources(arguments);
    let frame =
        which_frame::choose(arguments.frame.as_deref(), arguments.previous.as_deref(), &sources)?;
    let mut first: Vec<Warning> = frame.told.into_iter().collect();
    first.extend(uses_example(arguments).then_some(Warning::ExampleIsUsed));
    let request = request(arguments, sources, frame.frame)?;
    arguments.sharing.open(&request.out)?;
    first.extend(Warning::of_engine(&request.vectors.engine));
    // Before anything is read, or sent anywhere.
    for warning in &first {
        console.warning(warning);
    }
    let progress = console.progress();
    let run = run::run(&request, &mut |step| {
        progress.step(step);
        ControlFlow::Continue(())
    })?;
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
        "notes": first.iter().chain(&run.warnings).collect::<Vec<_>>(),
        "files": run.files,
    }))?;
    Ok(Ending::Done)
}

/// Whether neither files nor an earlier run are named.
fn uses_example(arguments: &RunArguments) -> bool {
    arguments.inputs.sources().is_empty() && arguments.previous.is_none()
}

/// The files that are named, or those of the example.
fn sources(arguments: &RunArguments) -> Vec<Source> {
    if uses_example(arguments) { defaults::example_sources() } else { arguments.inputs.sources() }
}

fn request(
    arguments: &RunArguments,
    sources: Vec<Source>,
    frame: Option<PathBuf>,
) -> Result<Request> {
    let mut settings = settings_file::read(arguments.config.as_deref())?;
    if arguments.target == Some(0) {
        return Err(Failure::usage(
            "--target 0 no pide ninguna propuesta: pida al menos una, o quítelo para que minga \
             busque el número de siempre",
        ));
    }
    if let Some(count) = arguments.target {
        settings.target = Some(Target::Count(count));
    }
    if let Some(height) = arguments.threshold {
        settings.target = Some(Target::Height(height));
    }
    arguments.inputs.reading.apply(&mut settings.input);
    let mut how_to_read = settings.input.clone();
    how_to_read.skip_bad_rows |= arguments.inputs.reading.skip_bad_rows;
    let cache = cache_or_default(arguments.cache.as_ref()).filter(|_| !arguments.no_cache);
    Ok(Request {
        inputs: inputs::Request {
            sources,
            settings: how_to_read,
            frame,
            previous: arguments.previous.clone(),
            rewording: if arguments.edited { Rewording::Any } else { Rewording::default() },
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
        "{} + {} = {}",
        count(m.institutional.total, "institucional", "institucionales"),
        count(m.citizen.total, "ciudadano", "ciudadanos"),
        count(read, "aporte leído", "aportes leídos")
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
        "{}: {}, {}, {}",
        count(c.total, "propuesta de desafío", "propuestas de desafío"),
        count(c.crossed, "cruzada", "cruzadas"),
        count(c.institutional_only, "solo institucional", "solo institucionales"),
        count(c.citizen_only, "solo ciudadana", "solo ciudadanas")
    ));
    lines.extend(choices(&run.proposal));
    if !run.proposal.changes.is_empty() {
        lines.push(format!(
            "{} respecto de la corrida anterior (changes.csv)",
            count(run.proposal.changes.len(), "cambio", "cambios")
        ));
    }
    lines.extend(learning(&run.proposal));
    lines.extend(coverage(&run.proposal));
    lines.push(format!(
        "Vectores: {}, {} de antes",
        count(run.encoding.encoded, "nuevo", "nuevos"),
        count(run.encoding.cached, "guardado", "guardados")
    ));
    for (file, what) in run.files.iter().zip(["para revisar", "para leer", "para otros programas"])
    {
        lines.push(format!("{what}: {}", file.display()));
    }
    lines.join("\n")
}

fn states(totals: &Totals) -> String {
    format!(
        "{} en propuestas + {} fuera de competencia + {} + {}",
        thousands(totals.candidate),
        thousands(totals.out_of_competence),
        count(totals.discarded, "descartado", "descartados"),
        count(totals.pending, "pendiente", "pendientes")
    )
}

/// Why there are so many candidates, and what other numbers would give.
fn choices(proposal: &Proposal) -> Vec<String> {
    let Some(choices) = &proposal.choices else { return Vec::new() };
    let why = report::why_so_many(choices.reason, choices.taken, choices.statements);
    let mut lines = vec![format!("  {why}")];
    let others = choices.options.iter().filter(|option| option.groups != choices.taken);
    let own = choices.options.iter().find(|option| option.groups == choices.taken);
    for (option, ask) in own.map(|own| (own, false)).into_iter().chain(others.map(|o| (o, true))) {
        let share = |n: usize| (100 * n + option.groups / 2) / option.groups.max(1);
        let given = if ask { format!("con --target {}", option.groups) } else { "así".to_owned() };
        lines.push(format!(
            "  {given}: la más grande de {}, {} % estables, {} % cruzadas, {} en otra compañía con \
             pequeños cambios",
            count(option.largest, "aporte", "aportes"),
            share(option.firm),
            share(option.crossed),
            count(option.unsettled, "aporte", "aportes")
        ));
    }
    lines
}

/// What was learned from decisions, and how many more are worth making.
fn learning(proposal: &Proposal) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(learning) = &proposal.learning {
        let share = |n: usize| (100 * n + learning.decisions / 2) / learning.decisions.max(1);
        lines.push(format!(
            "Aprendido de {} aportes decididos: sin ver su decisión acierta {} de cada 100 a la \
             primera y {} entre tres",
            thousands(learning.decisions),
            share(learning.first),
            share(learning.among_three)
        ));
    }
    let new = proposal.placements.iter().filter(|placement| placement.may_be_new()).count();
    if new > 0 {
        lines.push(format!(
            "{}: se dieron al desafío más parecido, y quizá no son de ninguno («tema posiblemente \
             nuevo» en la hoja y en la página)",
            count(
                new,
                "aporte de un tema posiblemente nuevo",
                "aportes de temas posiblemente nuevos"
            )
        ));
    }
    if let Some(worth) = proposal.worth() {
        lines.push(format!(
            "Conviene decidir en el orden de queue.csv ({} sin decidir{}): de los {} que van a un \
             desafío ya decidido, unos {} están donde no van; las primeras {} miran la mitad de \
             ellos, las primeras {}, cuatro de cada cinco",
            count(proposal.queue.len(), "aporte", "aportes"),
            if proposal.queue.len() > QUEUED { ", ahí están los primeros 500" } else { "" },
            thousands(worth.undecided),
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
