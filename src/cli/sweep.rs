//! `minga sweep`: its arguments, the corpora and the grid that they name, and what it says.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::Ending;
use super::arguments::Inputs;
use super::commands::{EXAMPLE_FRAME, Result, default_cache, misread, settings, sources};
use super::console::{Console, count, thousands};
use crate::commands::sweep::{self as pipeline, Material, SweepOutcome, SweepRequest, SweepStep};
use crate::domain::problem::{Place, Problem};
use crate::domain::statement::Origin;
use crate::evaluate::sweep::knob::{described, varying};
use crate::evaluate::sweep::ranking::{Ranked, Ranking, beside};
use crate::evaluate::sweep::{Grid, Row};
use crate::evaluate::table::decimal;
use crate::read::input::Source;
use crate::read::{embedded, files};

/// The most settings that one sweep tries.
const MOST: u128 = 100_000;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga sweep --out barrido
  minga sweep --grid rejilla.toml --corpus data/example --corpus data/voces --out barrido
  minga sweep --institutional oficinas.xlsx --citizen talleres.csv --frame marco --out barrido
  minga sweep --gold data/example/gold.tsv --compare 04e1 9a7c --out barrido

A corpus folder has institucional and ciudadano (csv, tsv, xlsx, ods, parquet, jsonl), and
optionally gold.tsv and a planning frame of its own in frame/. What a folder's sweep.csv has
already is not computed again.")]
pub(super) struct Sweep {
    /// The values to try of every knob, as TOML [default: all algorithms, half to three times the
    /// run's number of groups]
    #[arg(long, value_name = "FILE")]
    pub(super) grid: Option<PathBuf>,
    /// A folder with a corpus; may be given several times
    #[arg(long, value_name = "DIR", conflicts_with_all = ["institutional", "citizen", "input"])]
    pub(super) corpus: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) inputs: Inputs,
    /// The planning frame's folder, for corpora without one of their own
    #[arg(long, value_name = "DIR")]
    pub(super) frame: Option<PathBuf>,
    /// The reference grouping of the inputs: columns id and gold
    #[arg(long, value_name = "FILE", conflicts_with = "corpus")]
    pub(super) gold: Vec<PathBuf>,
    /// The folder for the table, the page and its figures
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Two settings to show side by side, by key or its beginning [default: the run's own and the
    /// best with as many groups]
    #[arg(long, value_names = ["KEY", "KEY"], num_args = 2)]
    pub(super) compare: Option<Vec<String>>,
    /// How many bootstrap resamples measure stability; fewer than 2 for none
    #[arg(long, value_name = "N")]
    pub(super) resamples: Option<usize>,
    /// Settings that the grid does not vary, as TOML
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Leave out rows with problems instead of stopping
    #[arg(long)]
    pub(super) skip_bad_rows: bool,
    /// An encoder, by name or folder, for a grid that names none
    #[arg(long, value_name = "NAME|DIR")]
    pub(super) model: Option<String>,
    /// The file that keeps vectors between runs [default: in the user's cache folder]
    #[arg(long, value_name = "FILE", env = "MINGA_CACHE")]
    pub(super) cache: Option<PathBuf>,
    /// Keep no vectors between runs
    #[arg(long, conflicts_with = "cache")]
    pub(super) no_cache: bool,
    /// How many threads encode and score [default: one a core]
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<usize>,
}

pub(super) fn sweep(arguments: &Sweep, console: &Console) -> Result<Ending> {
    let mut problems = Vec::new();
    let settings = settings(arguments.config.as_deref())?.map_err(|p| problems.push(p)).ok();
    let grid = grid(arguments.grid.as_deref())?.map_err(|p| problems.push(p)).ok();
    let corpora = corpora(arguments, console).map_err(|p| problems.extend(p)).ok();
    let (Some(settings), Some(mut grid), Some(corpora)) = (settings, grid, corpora) else {
        console.problems(&problems);
        return Ok(Ending::Problems);
    };
    if let Some(resamples) = arguments.resamples {
        grid.stability.resamples = resamples;
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let compare = arguments.compare.as_deref().and_then(|keys| match keys {
        [one, other] => Some([one.clone(), other.clone()]),
        _ => None,
    });
    let request = SweepRequest {
        corpora,
        grid,
        settings,
        out: arguments.out.clone(),
        skip_bad_rows: arguments.skip_bad_rows,
        model: arguments.model.clone(),
        cache: if arguments.no_cache {
            None
        } else {
            arguments.cache.clone().or_else(default_cache)
        },
        threads: arguments.threads.unwrap_or(threads).max(1),
        compare,
    };
    let progress = Progress::new(console);
    match pipeline::sweep(&request, &mut |step| progress.step(step))? {
        SweepOutcome::Problems(problems) => {
            console.problems(&problems);
            Ok(Ending::Problems)
        }
        SweepOutcome::Made(sweep) => {
            for note in &sweep.notes {
                console.note(note);
            }
            console.line(&summary(&sweep));
            console.object(&object(&sweep));
            Ok(Ending::Done)
        }
    }
}

/// The grid file, or the default grid; what is wrong in it is a problem in the data.
fn grid(path: Option<&Path>) -> Result<std::result::Result<Grid, Problem>> {
    let Some(path) = path else { return Ok(Ok(Grid::default())) };
    let bytes = files::read(path, 1 << 20)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(toml::from_str::<Grid>(&text).map_err(|e| misread(path, &text, &e)).and_then(|grid| {
        match grid.combinations() {
            many if many > MOST => {
                let what = format!(
                    "la rejilla pide hasta {many} ajustes y el límite es {MOST}: quite valores"
                );
                Err(Problem::new(Place::file(path.display().to_string()), what))
            }
            _ => Ok(grid),
        }
    }))
}

/// The corpora that the arguments name; the example where they name none.
fn corpora(
    arguments: &Sweep,
    console: &Console,
) -> std::result::Result<Vec<Material>, Vec<Problem>> {
    let frame = arguments.frame.clone().unwrap_or_else(|| embedded::path(EXAMPLE_FRAME));
    let sources = sources(&arguments.inputs);
    if !sources.is_empty() {
        let gold = arguments.gold.clone();
        return Ok(vec![Material { name: "corpus".into(), sources, frame, gold }]);
    }
    let mut folders = arguments.corpus.clone();
    if folders.is_empty() {
        console.note("sin archivos indicados: se usa el ejemplo que trae minga (data/example)");
        folders.push(embedded::path("data/example"));
    }
    let (mut corpora, mut problems): (Vec<Material>, Vec<Problem>) = (Vec::new(), Vec::new());
    for folder in &folders {
        match material(folder, &frame) {
            Ok(mut material) => {
                if !arguments.gold.is_empty() {
                    material.gold.clone_from(&arguments.gold);
                }
                let own = material.name.clone();
                let mut next = 2;
                while corpora.iter().any(|other| other.name == material.name) {
                    material.name = format!("{own} {next}");
                    next += 1;
                }
                corpora.push(material);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(corpora) } else { Err(problems) }
}

/// What a corpus folder holds.
fn material(folder: &Path, frame: &Path) -> std::result::Result<Material, Problem> {
    let carried = if folder.exists() { None } else { embedded::by_name(folder) };
    let folder = carried.as_deref().unwrap_or(folder);
    let find = |name: &str, kinds: &[&str]| {
        kinds
            .iter()
            .map(|kind| folder.join(format!("{name}.{kind}")))
            .find(|path| files::is_file(path))
    };
    let kinds = ["csv", "tsv", "xlsx", "ods", "parquet", "jsonl"];
    let sides = [("institucional", Origin::Institutional), ("ciudadano", Origin::Citizen)];
    let sources: Vec<Source> = sides
        .into_iter()
        .filter_map(|(name, origin)| {
            Some(Source { path: find(name, &kinds)?, origin: Some(origin) })
        })
        .collect();
    if sources.is_empty() {
        let what =
            "no hay aquí institucional.csv ni ciudadano.csv: indique la carpeta de un corpus";
        return Err(Problem::new(Place::file(folder.display().to_string()), what));
    }
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = whole.file_name().map(|name| name.to_string_lossy().into_owned());
    let own = folder.join("frame");
    Ok(Material {
        name: name.unwrap_or_else(|| folder.display().to_string()),
        sources,
        frame: if files::is_folder(&own) { own } else { frame.to_owned() },
        gold: find("gold", &["tsv", "csv"]).into_iter().collect(),
    })
}

/// A progress bar for encoding and scoring, on a terminal only.
struct Progress(ProgressBar);

impl Progress {
    fn new(console: &Console) -> Self {
        let shown = console.talks() && io::stderr().is_terminal();
        let target =
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}, faltan {eta}")
        {
            bar.set_style(style);
        }
        Self(bar)
    }

    fn step(&self, step: SweepStep) {
        let (message, done, total) = match step {
            SweepStep::Reading => return,
            SweepStep::Encoding(done, total) => ("Leyendo los textos", done, total),
            SweepStep::Scoring(done, total) => ("Probando ajustes", done, total),
            SweepStep::Writing => return self.0.finish_and_clear(),
        };
        self.0.set_message(message);
        self.0.set_length(total as u64);
        self.0.set_position(done as u64);
    }
}

/// The ranking of the settings that want as many groups as the run.
fn ranking(sweep: &pipeline::Sweep) -> Ranking {
    Ranking::of(&beside(&sweep.rows, &sweep.own))
}

fn summary(sweep: &pipeline::Sweep) -> String {
    let settings = sweep.rows.len() / sweep.corpora.len().max(1);
    let mut lines = vec![
        format!(
            "{} en {}: {} calculadas ahora, {} de antes",
            count(settings, "ajuste", "ajustes"),
            count(sweep.corpora.len(), "corpus", "corpus"),
            count(sweep.computed, "fila", "filas"),
            thousands(sweep.kept)
        ),
        format!(
            "Vectores: {} nuevos, {} guardados de antes",
            thousands(sweep.encoding.encoded),
            thousands(sweep.encoding.cached)
        ),
    ];
    let ranking = ranking(sweep);
    let knobs = varying(&sweep.rows);
    if let Some(winner) = ranking.winner() {
        lines.push("Con tantos grupos como la corrida (operaciones de revisión y B³ F):".into());
        let own = ranking.find(&sweep.own);
        let shown = |who: &str, place: usize, setting: &Ranked| {
            let name = sweep.rows.iter().find(|row| row.key == setting.key);
            let name = name.map_or_else(String::new, |row: &Row| described(&row.family(), &knobs));
            let on = |(corpus, place): (&String, &crate::evaluate::sweep::ranking::Place)| {
                let f = decimal(place.b_cubed_f, 3);
                format!("{corpus} {} y {f}", thousands(place.operations))
            };
            let places: Vec<String> = ranking.corpora.iter().zip(&setting.places).map(on).collect();
            format!(
                "  {who} ({}.º de {}, {}): {name}: {}",
                thousands(place + 1),
                thousands(ranking.settings.len()),
                setting.key,
                places.join("; ")
            )
        };
        lines.push(shown("gana", 0, winner));
        if let Some((place, own)) = own.filter(|(place, _)| *place > 0) {
            lines.push(shown("la corrida", place, own));
        }
    }
    for (file, what) in sweep.files.iter().zip(["para leer", "para otros programas"]) {
        lines.push(format!("{what}: {}", file.display()));
    }
    lines.join("\n")
}

fn object(sweep: &pipeline::Sweep) -> serde_json::Value {
    let ranking = ranking(sweep);
    let setting = |place: usize, ranked: &Ranked| {
        let on = |(corpus, place): (&String, &crate::evaluate::sweep::ranking::Place)| {
            json!({
                "corpus": corpus, "operations": place.operations,
                "b_cubed_f": place.b_cubed_f, "rank": place.rank,
            })
        };
        let corpora: Vec<_> = ranking.corpora.iter().zip(&ranked.places).map(on).collect();
        json!({
            "key": ranked.key, "place": place + 1, "mean_rank": ranked.mean, "corpora": corpora,
        })
    };
    json!({
        "corpora": sweep.corpora,
        "settings": sweep.rows.len() / sweep.corpora.len().max(1),
        "computed": sweep.computed,
        "kept": sweep.kept,
        "encoded": sweep.encoding.encoded,
        "cached": sweep.encoding.cached,
        "own": sweep.own,
        "own_place": ranking.find(&sweep.own).map(|(place, own)| setting(place, own)),
        "winner": ranking.winner().map(|winner| setting(0, winner)),
        "notes": sweep.notes,
        "files": sweep.files,
    })
}
