//! `minga log`: the decisions of a run, listed or written as a table.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::Error;
use crate::domain::decision::{Decision, not_undone};
use crate::review::log::Log;
use crate::write::run_folder;

/// What is asked of the log.
#[derive(Debug, Clone)]
pub struct Request {
    /// The run's folder.
    pub dir: PathBuf,
    /// Where the whole log is written, a row for every statement of every act; `None` for nowhere.
    pub csv: Option<PathBuf>,
}

/// The decisions of a run.
#[derive(Debug, Default)]
pub struct Logged {
    /// All of them, in the order of the log.
    pub decisions: Vec<Decision>,
    /// The numbers of those that nobody undid.
    pub in_force: BTreeSet<i64>,
}

/// Reads the log and writes it where that is asked for; `None` where nobody decided anything yet.
pub fn log(request: &Request) -> Result<Option<Logged>, Error> {
    let path = request.dir.join(run_folder::DECISIONS);
    if !path.exists() {
        // A folder that is no run's is an error; a run that nobody reviewed is not.
        run_folder::read(&request.dir)?;
        return Ok(None);
    }
    let log = Log::open(&path)?;
    let decisions = log.all()?;
    let in_force = not_undone(&decisions).into_iter().map(|decision| decision.number).collect();
    if let Some(csv) = &request.csv {
        log.export_csv(csv)?;
    }
    Ok(Some(Logged { decisions, in_force }))
}
