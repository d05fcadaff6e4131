//! What each command does with its arguments.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::Ending;
use super::arguments::{Check, Evaluate, Inputs, Run};
use super::console::{Console, summary, thousands};
use crate::commands::{self, Outcome, Request};
use crate::domain::problem::{Place, Problem};
use crate::domain::statement::Origin;
use crate::evaluate::alignment::Alignment;
use crate::evaluate::recognition::Recognition;
use crate::evaluate::{self, Input, table};
use crate::propose::cluster::Target;
use crate::propose::settings::Settings;
use crate::read::input::Source;
use crate::read::{embedded, files};
use crate::write::html::evaluation;
use crate::write::run_folder;

/// The planning frame that is used where none is named.
pub(super) const EXAMPLE_FRAME: &str = "data/pmdot-2024-2033";

pub(super) type Result<T> = std::result::Result<T, anyhow::Error>;

pub(super) fn sources(inputs: &Inputs) -> Vec<Source> {
    let of = |paths: &[PathBuf], origin| {
        paths.iter().map(move |path| Source { path: path.clone(), origin }).collect::<Vec<_>>()
    };
    let mut all = of(&inputs.institutional, Some(Origin::Institutional));
    all.extend(of(&inputs.citizen, Some(Origin::Citizen)));
    all.extend(of(&inputs.input, None));
    all
}

/// The settings file, or the defaults; what is wrong in it is a problem in the data.
pub(super) fn settings(config: Option<&Path>) -> Result<std::result::Result<Settings, Problem>> {
    let Some(path) = config else { return Ok(Ok(Settings::default())) };
    let bytes = files::read(path, 1 << 20)?;
    let text = String::from_utf8_lossy(&bytes);
    // The input room's settings are read too, because only here is it known where they stand.
    let read = toml::from_str(&text).and_then(|all: Settings| {
        toml::from_str::<InputTable>(&text)?;
        Ok(all)
    });
    Ok(read.map_err(|e| misread(path, &text, &e)))
}

/// What is wrong in a TOML file, at its line.
pub(super) fn misread(path: &Path, text: &str, error: &toml::de::Error) -> Problem {
    let row = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
    let mut at = Place::file(path.display().to_string());
    at.row = row;
    Problem::new(at, error.to_string().trim_end().to_owned())
}

/// The table of a settings file that belongs to the input room.
#[derive(serde::Deserialize)]
struct InputTable {
    #[serde(default, rename = "input")]
    _input: crate::read::input::Settings,
}

/// Where vectors are kept between runs when nobody says: the user's cache folder.
pub(super) fn default_cache() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let base = named("XDG_CACHE_HOME")
        .or_else(|| named("LOCALAPPDATA"))
        .or_else(|| named("HOME").map(|home| home.join(".cache")))?;
    Some(base.join("minga").join("vectors.db"))
}

pub(super) fn run(run: &Run, console: &Console) -> Result<Ending> {
    let mut settings = match settings(run.config.as_deref())? {
        Ok(settings) => settings,
        Err(problem) => {
            console.problems(&[problem]);
            return Ok(Ending::Problems);
        }
    };
    if let Some(count) = run.target {
        settings.target = Some(Target::Count(count));
    }
    if let Some(height) = run.threshold {
        settings.target = Some(Target::Height(height));
    }
    let mut sources = sources(&run.inputs);
    if sources.is_empty() && run.previous.is_none() {
        let example = |file: &str, origin| Source {
            path: embedded::path(&format!("data/example/{file}")),
            origin: Some(origin),
        };
        sources.push(example("institucional.csv", Origin::Institutional));
        sources.push(example("ciudadano.csv", Origin::Citizen));
        console.note("sin archivos indicados: se usa el ejemplo que trae minga (data/example)");
    }
    let engine = run.encoder.engine()?;
    let warnings = engine.warnings();
    for warning in &warnings {
        console.note(warning);
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let request = Request {
        sources,
        frame: run.frame.clone().unwrap_or_else(|| embedded::path(EXAMPLE_FRAME)),
        out: run.out.clone(),
        settings,
        skip_bad_rows: run.skip_bad_rows,
        engine,
        model: run.encoder.model.clone(),
        prompt: run.encoder.prompt.clone(),
        cache: if run.no_cache { None } else { run.cache.clone().or_else(default_cache) },
        previous: run.previous.clone(),
        split: run.split_by.is_some(),
        anchors: run.anchors.is_some(),
        threads: run.threads.unwrap_or(threads).max(1),
    };
    let progress = console.progress();
    match commands::run(&request, &mut |step| progress.step(step))? {
        Outcome::Problems(problems) => {
            console.problems(&problems);
            Ok(Ending::Problems)
        }
        Outcome::Made(run) => {
            for note in &run.notes {
                console.note(note);
            }
            console.line(&summary(&run));
            let notes: Vec<&String> = warnings.iter().chain(&run.notes).collect();
            console.object(&json!({
                "run": run.manifest.run,
                "institutional": run.manifest.institutional,
                "citizen": run.manifest.citizen,
                "skipped_rows": run.manifest.skipped_rows,
                "candidates": run.manifest.candidates,
                "encoded": run.encoding.encoded,
                "cached": run.encoding.cached,
                "notes": notes,
                "files": run.files,
            }));
            Ok(Ending::Done)
        }
    }
}

pub(super) fn check(check: &Check, console: &Console) -> Result<Ending> {
    let settings = settings(check.config.as_deref())?.and_then(|s| commands::input_settings(&s));
    let settings = match settings {
        Ok(settings) => settings,
        Err(problem) => {
            console.problems(&[problem]);
            return Ok(Ending::Problems);
        }
    };
    let mut sources = sources(&check.inputs);
    // A file whose origin nobody says is checked for everything else.
    sources.extend(
        check
            .files
            .iter()
            .map(|path| Source { path: path.clone(), origin: Some(guess_origin(path)) }),
    );
    if sources.is_empty() && check.frame.is_none() {
        anyhow::bail!("indique al menos un archivo; vea `minga check --help`");
    }
    let (reading, problems) = if sources.is_empty() {
        let frame = check.frame.clone().unwrap_or_default();
        (crate::read::input::ParsedInputs::default(), crate::read::frame_folder::read(&frame)?.1)
    } else {
        commands::check(&sources, &settings, check.frame.as_deref())?
    };
    for note in &reading.notes {
        console.note(note);
    }
    if !problems.is_empty() {
        console.problems(&problems);
        return Ok(Ending::Problems);
    }
    let (office, citizen) =
        (reading.corpus.count(Origin::Institutional), reading.corpus.count(Origin::Citizen));
    console.line(&format!(
        "Todo en orden: {} desafíos en {} archivos.",
        thousands(reading.corpus.len()),
        reading.files.len()
    ));
    console.object(&json!({
        "problems": [], "statements": office + citizen, "files": reading.files,
        "notes": reading.notes,
    }));
    Ok(Ending::Done)
}

/// The origin that a file's name suggests; checking does not depend on it.
fn guess_origin(path: &Path) -> Origin {
    let name = crate::text::fold(&path.file_name().unwrap_or_default().to_string_lossy());
    if name.starts_with("inst") || name.contains("oficina") || name.contains("entidad") {
        Origin::Institutional
    } else {
        Origin::Citizen
    }
}

pub(super) fn evaluate(arguments: &Evaluate, console: &Console) -> Result<Ending> {
    let (proposal, manifest) = run_folder::read(&arguments.dir)?;
    let (gold, problems) = crate::read::gold::read(&arguments.gold)?;
    if !problems.is_empty() {
        console.problems(&problems);
        return Ok(Ending::Problems);
    }
    let settings = evaluate::Settings { seed: arguments.seed, resamples: arguments.resamples };
    let mut evaluation = evaluate::evaluate(&Input::new(&proposal, &gold), &settings);
    evaluation.alignment = Alignment::of(&proposal, &gold);
    evaluation.recognition = Recognition::of(&proposal, &gold);
    if arguments.curve.learning_curve {
        evaluation.learning_curve = super::curve::measured(arguments, &gold, console)?;
    }
    run_folder::write_json(&arguments.dir.join("evaluation.json"), &evaluation, true)?;
    let page = evaluation::page(&evaluation, &manifest.facts());
    let path = arguments.dir.join("evaluation.html");
    files::write(&path, page.as_bytes())?;
    console.line(&table::console(&evaluation));
    console.line(&format!("para leer: {}", path.display()));
    console.object(&serde_json::to_value(&evaluation)?);
    Ok(Ending::Done)
}
