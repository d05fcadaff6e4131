//! The arguments of every command, with examples.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::encoding::Encoder;
use super::model::Model;

/// Turns what offices and citizens wrote for a participatory plan into candidate challenges.
#[derive(Debug, Parser)]
#[command(name = "minga", version, propagate_version = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Say nothing but problems and errors
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Print one JSON object instead of sentences
    #[arg(long, global = true)]
    pub(super) json: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Propose candidate challenges; with no arguments, for the example in data/
    Run(Run),
    /// Read and validate inputs only, and say every problem
    Check(Check),
    /// Read reviewed workbooks or decision tables into the run's log of decisions
    Apply(Apply),
    /// Serve the review page of a run, on this computer or to the reviewers of a network
    Review(super::review::Review),
    /// Write the consolidated challenges, the annexes and the traceability from the decisions
    Consolidate(Consolidate),
    /// Begin a planning frame, check one, or score what its alignments teach
    Frame(super::frame::Frame),
    /// Score a run against a reference grouping
    Evaluate(Evaluate),
    /// Encode a share of the texts, or gather the shares, so that several machines can encode
    Encode(super::encode::Encode),
    /// Show the run's log of decisions, or write it as CSV
    Log(super::log::Log),
    /// Score a grid of settings on one or several corpora, and say which setting wins
    Sweep(super::sweep::Sweep),
    /// The encoders at hand
    Model(Model),
}

/// Input files, wherever they are needed.
#[derive(Debug, Args)]
pub(super) struct Inputs {
    /// Statements written by offices (csv, tsv, xlsx, ods, parquet, jsonl; book.xlsx#Sheet)
    #[arg(long, value_name = "FILE")]
    pub(super) institutional: Vec<PathBuf>,
    /// Statements written by citizens
    #[arg(long, value_name = "FILE")]
    pub(super) citizen: Vec<PathBuf>,
    /// Statements of both, with a column `origen`
    #[arg(long, value_name = "FILE")]
    pub(super) input: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga run
  minga run --institutional oficinas.xlsx --citizen talleres.csv --out corrida1
  minga run --input todo.csv --frame mi-canton/marco --target 60 --out corrida1
  minga run --citizen segunda-ronda.csv --previous corrida1 --out corrida2")]
pub(super) struct Run {
    #[command(flatten)]
    pub(super) inputs: Inputs,
    /// The planning frame's folder
    #[arg(long, value_name = "DIR")]
    pub(super) frame: Option<PathBuf>,
    /// How many candidates to aim for; by default as many as the frame has challenges
    #[arg(long, value_name = "N", conflicts_with = "threshold")]
    pub(super) target: Option<usize>,
    /// Merge groups only up to this cost instead of aiming for a number
    #[arg(long, value_name = "COST")]
    pub(super) threshold: Option<f32>,
    /// Sort statements into the frame's own challenges instead of grouping them anew
    #[arg(long, value_name = "WHAT")]
    pub(super) anchors: Option<Anchors>,
    /// Continue this run: its statements stay, what people decided holds and teaches
    #[arg(long, value_name = "DIR")]
    pub(super) previous: Option<PathBuf>,
    /// Write one workbook for each of these besides
    #[arg(long, value_name = "WHAT")]
    pub(super) split_by: Option<SplitBy>,
    /// Settings, as TOML
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The folder for everything the run makes
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(super) out: PathBuf,
    /// Leave out rows with problems, and list them in the output, instead of stopping
    #[arg(long)]
    pub(super) skip_bad_rows: bool,
    #[command(flatten)]
    pub(super) encoder: Encoder,
    /// The file that keeps vectors between runs [default: in the user's cache folder]
    #[arg(long, value_name = "FILE", env = "MINGA_CACHE")]
    pub(super) cache: Option<PathBuf>,
    /// Keep no vectors between runs
    #[arg(long)]
    pub(super) no_cache: bool,
    /// How many threads encode [default: one a core]
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<usize>,
}

/// By what the review workbook is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum SplitBy {
    /// A workbook for each secretariat's competencia
    Competencia,
}

/// Which existing challenges statements are sorted into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Anchors {
    /// The challenges that the frame lists
    Frame,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga check talleres.csv oficinas.xlsx
  minga check --citizen talleres.csv --frame mi-canton/marco")]
pub(super) struct Check {
    /// Files of either origin
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) inputs: Inputs,
    /// A planning frame's folder to check too
    #[arg(long, value_name = "DIR")]
    pub(super) frame: Option<PathBuf>,
    /// Settings, as TOML
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga apply out review.xlsx
  minga apply out ambiente.xlsx movilidad.ods --accept-valid
  minga apply out decisiones.csv --reviewer 'Mesa 3'

A decisions table has the columns statement_id, final_id and optionally also_final_id,
reason, reviewer; final_id is a challenge of the frame, a candidate of the run,
nuevo:NAME or NINGUNO.")]
pub(super) struct Apply {
    /// The run's folder
    #[arg(value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// Reviewed workbooks (xlsx, ods) or decision tables (csv, tsv)
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Who decided, where a row does not say [default: the file's name]
    #[arg(long, value_name = "NAME")]
    pub(super) reviewer: Option<String>,
    /// Take the sound rows although others have problems
    #[arg(long)]
    pub(super) accept_valid: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga consolidate out
  minga consolidate out --draft --to entrega")]
pub(super) struct Consolidate {
    /// The run's folder
    #[arg(value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// Where the files are written [default: the run's folder]
    #[arg(long, value_name = "DIR")]
    pub(super) to: Option<PathBuf>,
    /// Write although something waits for a person, and say so in the files
    #[arg(long)]
    pub(super) draft: bool,
    /// Leave personal data (cédula, telephone, e-mail) in what is published
    #[arg(long)]
    pub(super) keep_personal_data: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga evaluate out --gold data/example/gold.tsv
  minga evaluate out --gold data/example/gold.tsv --json
  minga evaluate ronda2 --gold data/segunda-ronda/gold.tsv --learning-curve")]
pub(super) struct Evaluate {
    /// The run's folder
    #[arg(value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// The reference grouping: columns id and gold (DM042, DM042;DM017 or NINGUNO)
    #[arg(long, value_name = "FILE")]
    pub(super) gold: PathBuf,
    /// How many bootstrap resamples make the 95 % intervals; 0 for none
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub(super) resamples: usize,
    /// The seed of the random baseline and the resamples
    #[arg(long, value_name = "N", default_value_t = 2009)]
    pub(super) seed: u64,
    #[command(flatten)]
    pub(super) curve: super::curve::Curve,
}
