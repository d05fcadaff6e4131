//! `minga evaluate --learning-curve`: how much the decisions of a run taught it.

use std::path::PathBuf;

use clap::Args;

use super::arguments::Evaluate;
use super::commands::{Result, default_cache};
use super::console::Console;
use crate::commands::{self, CurveRequest};
use crate::evaluate::Gold;
use crate::evaluate::recognition::LearningCurve;

/// What the learning curve is asked for.
#[derive(Debug, Args)]
#[allow(clippy::struct_field_names, reason = "a flag has the name of its field")]
pub(super) struct Curve {
    /// Make the run anew with 0, 50, 100, 200, 500 and all of its decisions, and measure each (of a
    /// run made with --previous)
    #[arg(long)]
    pub(super) learning_curve: bool,
    /// How many times each number of decisions is drawn
    #[arg(long, value_name = "N", default_value_t = 3, requires = "learning_curve")]
    draws: usize,
    /// An encoder, by name or folder [default: the run's own]
    #[arg(long, value_name = "NAME|DIR", requires = "learning_curve")]
    model: Option<String>,
    /// The file that keeps vectors between runs [default: in the user's cache folder]
    #[arg(long, value_name = "FILE", env = "MINGA_CACHE")]
    cache: Option<PathBuf>,
}

/// Measures it; `None` where no statement that nobody decided has a reference challenge.
pub(super) fn measured(
    arguments: &Evaluate,
    gold: &Gold,
    console: &Console,
) -> Result<Option<LearningCurve>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let request = CurveRequest {
        dir: &arguments.dir,
        gold,
        draws: arguments.curve.draws,
        seed: arguments.seed,
        model: arguments.curve.model.as_deref(),
        cache: arguments.curve.cache.clone().or_else(default_cache),
        threads,
    };
    let progress = console.progress();
    Ok(commands::learning_curve(&request, &mut |step| progress.step(step))?)
}
