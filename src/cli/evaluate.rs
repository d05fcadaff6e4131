//! `minga evaluate`: its arguments and the scores.

use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::encoder::{cache_or_default, threads_or_all};
use super::ending::{Ending, Result};
use crate::commands::evaluate::{self, AgainRequest, Request};
use crate::commands::vectors::VectorSource;
use crate::evaluate::{Settings, table};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  minga evaluate out --gold data/example/gold.tsv
  minga evaluate out --gold data/example/gold.tsv --json
  minga evaluate ronda2 --gold data/segunda-ronda/gold.tsv --learning-curve
  minga evaluate ronda2 --gold data/segunda-ronda/gold.tsv --novelty --draws 5")]
pub(super) struct EvaluateArguments {
    /// The run's folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The reference grouping: columns id and gold (DM042, DM042;DM017 or NINGUNO)
    #[arg(long, value_name = "FILE")]
    gold: PathBuf,
    /// How many bootstrap resamples make the 95 % intervals; 0 for none
    #[arg(long, value_name = "N", default_value_t = 500)]
    resamples: usize,
    /// The seed of the random baseline and the resamples
    #[arg(long, value_name = "N", default_value_t = 2009)]
    seed: u64,
    #[command(flatten)]
    again: AgainArguments,
}

/// How the run is made anew, where something is measured by that.
#[derive(Debug, Args)]
struct AgainArguments {
    #[command(flatten)]
    measured: MeasuredAnew,
    /// How many times decisions or challenges are drawn
    #[arg(long, value_name = "N", default_value_t = 3, requires = "again")]
    draws: usize,
    /// An encoder, by name or folder [default: the run's own]
    #[arg(long, value_name = "NAME|DIR", requires = "again")]
    model: Option<String>,
    /// The file that keeps vectors between runs [default: in the user's cache folder]
    #[arg(long, value_name = "FILE", env = "MINGA_CACHE")]
    cache: Option<PathBuf>,
}

/// What is measured by making the run anew.
#[derive(Debug, Args)]
#[group(id = "again", multiple = true)]
struct MeasuredAnew {
    /// Make the run anew with 0, 50, 100, 200, 500 and all of its decisions, and measure each (of a
    /// run made with --previous)
    #[arg(long)]
    learning_curve: bool,
    /// Make the run anew without a fifth of its decided challenges, and measure whether their
    /// statements are noticed as new topics (of a run made with --previous)
    #[arg(long)]
    novelty: bool,
}

impl AgainArguments {
    fn request(&self) -> AgainRequest {
        let cache = cache_or_default(self.cache.as_ref());
        let vectors = VectorSource::local(self.model.clone(), cache, threads_or_all(None));
        AgainRequest { draws: self.draws, vectors }
    }
}

pub(super) fn evaluate(arguments: &EvaluateArguments, console: &Console) -> Result<Ending> {
    let request = Request {
        dir: arguments.dir.clone(),
        gold: arguments.gold.clone(),
        settings: Settings { seed: arguments.seed, resamples: arguments.resamples },
        curve: arguments.again.measured.learning_curve,
        novelty: arguments.again.measured.novelty,
        again: arguments.again.request(),
    };
    let progress = console.progress();
    let evaluated = evaluate::evaluate(&request, &mut |step| progress.step(step))?;
    for warning in &evaluated.warnings {
        console.warning(warning);
    }
    console.line(table::console(&evaluated.evaluation));
    console.line(format_args!("para leer: {}", evaluated.page.display()));
    console.json(&evaluated.evaluation)?;
    Ok(Ending::Done)
}
