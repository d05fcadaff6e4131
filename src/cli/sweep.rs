//! `minga sweep`: its arguments, and which settings win.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::encoder::{cache_or_default, threads_or_all};
use super::ending::{Ending, Result};
use super::inputs::InputArguments;
use super::spanish::{count, thousands};
use crate::commands::sweep::{self, CorporaRequest, FilesRequest, Request, Sweep};
use crate::commands::{Warning, defaults};
use crate::evaluate::sweep::Row;
use crate::evaluate::sweep::effects::{described, varying};
use crate::evaluate::sweep::ranking::{Place, Ranked, Ranking, beside};
use crate::evaluate::table::decimal;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga sweep --out barrido
  minga sweep --grid rejilla.toml --corpus data/example --corpus data/voces --out barrido
  minga sweep --institutional oficinas.xlsx --citizen talleres.csv --frame marco --out barrido
  minga sweep --gold data/example/gold.tsv --compare 04e1 9a7c --out barrido

A corpus folder has institucional and ciudadano (csv, tsv, xlsx, ods, parquet, jsonl), and
optionally gold.tsv and a planning frame of its own in frame/ or marco/. What a folder's sweep.csv has
already is not computed again.")]
pub(super) struct SweepArguments {
    /// The values to try of every knob, as TOML [default: all algorithms, half to three times the
    /// run's number of groups]
    #[arg(long, value_name = "FILE")]
    grid: Option<PathBuf>,
    /// A folder with a corpus; may be given several times
    #[arg(long, value_name = "DIR", conflicts_with_all = ["institutional", "citizen", "input"])]
    corpus: Vec<PathBuf>,
    #[command(flatten)]
    inputs: InputArguments,
    /// The planning frame's folder, for corpora without one of their own
    #[arg(long, value_name = "DIR")]
    frame: Option<PathBuf>,
    /// The reference grouping of the inputs: columns id and gold
    #[arg(long, value_name = "FILE", conflicts_with = "corpus")]
    gold: Vec<PathBuf>,
    /// The folder for the table, the page and its figures
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Two settings to show side by side, by key or its beginning [default: the run's own and the
    /// best with as many groups]
    #[arg(long, value_names = ["KEY", "KEY"], num_args = 2)]
    compare: Option<Vec<String>>,
    /// How many bootstrap resamples measure stability; fewer than 2 for none
    #[arg(long, value_name = "N")]
    resamples: Option<usize>,
    /// Settings that the grid does not vary, as TOML
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// An encoder, by name or folder, for a grid that names none
    #[arg(long, value_name = "NAME|DIR")]
    model: Option<String>,
    /// The file that keeps vectors between runs [default: in the user's cache folder]
    #[arg(long, value_name = "FILE", env = "MINGA_CACHE")]
    cache: Option<PathBuf>,
    /// Keep no vectors between runs
    #[arg(long)]
    no_cache: bool,
    /// How many threads encode and score [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub(super) fn sweep(arguments: &SweepArguments, console: &Console) -> Result<Ending> {
    let corpora = corpora(arguments, console);
    let request = request(arguments, corpora)?;
    let progress = console.progress();
    let sweep = sweep::sweep(&request, &mut |step| progress.sweep_step(step))?;
    for warning in &sweep.warnings {
        console.warning(warning);
    }
    console.line(summary(&sweep));
    console.json(&object(&sweep))?;
    Ok(Ending::Done)
}

/// The corpora that the arguments name; the example where they name none.
fn corpora(arguments: &SweepArguments, console: &Console) -> CorporaRequest {
    let sources = arguments.inputs.sources();
    if !sources.is_empty() {
        return CorporaRequest::Files(sources);
    }
    if arguments.corpus.is_empty() {
        console.warning(&Warning::ExampleIsUsed);
        return CorporaRequest::Folders(vec![defaults::example()]);
    }
    CorporaRequest::Folders(arguments.corpus.clone())
}

fn request(arguments: &SweepArguments, corpora: CorporaRequest) -> Result<Request> {
    let mut files = sweep::read_plan_files(FilesRequest {
        config: arguments.config.clone(),
        grid: arguments.grid.clone(),
        corpora,
        frame: arguments.frame.clone(),
        gold: arguments.gold.clone(),
    })?;
    arguments.inputs.reading.apply(&mut files.settings.input);
    let mut how_to_read = files.settings.input.clone();
    how_to_read.skip_bad_rows |= arguments.inputs.reading.skip_bad_rows;
    if let Some(resamples) = arguments.resamples {
        files.grid.stability.resamples = resamples;
    }
    let compare = arguments.compare.as_deref().and_then(|keys| match keys {
        [one, other] => Some([one.clone(), other.clone()]),
        _ => None,
    });
    Ok(Request {
        corpora: files.corpora,
        grid: files.grid,
        settings: files.settings,
        input: how_to_read,
        out: arguments.out.clone(),
        model: arguments.model.clone(),
        cache: cache_or_default(arguments.cache.as_ref()).filter(|_| !arguments.no_cache),
        threads: threads_or_all(arguments.threads),
        compare,
    })
}

/// The ranking of the settings that want as many groups as the run.
fn ranking(sweep: &Sweep) -> Ranking {
    Ranking::of(&beside(&sweep.rows, &sweep.own))
}

fn summary(sweep: &Sweep) -> String {
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
            let name = name.map_or_else(String::new, |row: &Row| described(&row.knobs, &knobs));
            let on = |(corpus, place): (&String, &Place)| {
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

fn object(sweep: &Sweep) -> serde_json::Value {
    let ranking = ranking(sweep);
    let setting = |place: usize, ranked: &Ranked| {
        let on = |(corpus, place): (&String, &Place)| {
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
        "notes": sweep.warnings,
        "files": sweep.files,
    })
}
