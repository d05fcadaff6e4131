//! `minga consolidate`: the consolidated challenges, the annexes and the traceability of a run.

use std::path::PathBuf;

use super::reviewed_run::ReviewedRun;
use super::{Error, Warning};
use crate::read::files;
use crate::write::consolidated::{self, Options};

pub use crate::write::consolidated::Outcome;

/// What is consolidated, and how it is written.
#[derive(Debug, Clone)]
pub struct Request {
    /// The run's folder.
    pub dir: PathBuf,
    /// Where the files are written; `None` for the run's folder.
    pub to: Option<PathBuf>,
    /// How they are written.
    pub options: Options,
}

/// Writes the files of a run's decisions, or says what waits for a person;
/// and what a person should know of the run.
pub fn consolidate(request: &Request) -> Result<(Outcome, Vec<Warning>), Error> {
    let run = ReviewedRun::read(&request.dir)?;
    let to = request.to.as_ref().unwrap_or(&request.dir);
    files::create_dir_all(to)?;
    let facts = run.manifest.facts();
    let outcome = consolidated::write(&run.proposal, &run.settled, &request.options, &facts, to)?;
    Ok((outcome, run.warnings))
}
