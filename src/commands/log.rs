//! `minga log`: the decisions of a run, listed, verified or written as a table.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Error;
use crate::domain::decision::{Decision, not_undone};
use crate::review::log::{self, Contents, Damage, Log, Sealing};
use crate::write::run_folder;

/// What is asked of the log.
#[derive(Debug, Clone)]
pub struct Request {
    /// The run's folder.
    pub dir: PathBuf,
    /// Where the whole log is written, a row for every statement of every act; `None` for nowhere.
    pub csv: Option<PathBuf>,
    /// Where a log of the same acts is made; `None` for nowhere.
    pub copy: Option<PathBuf>,
    /// Whether a damaged log is read, up to its last sound record.
    pub sound: bool,
}

/// The decisions of a run.
#[derive(Debug)]
pub struct Logged {
    /// All of them, in the order of the log; of a damaged one those before the damage.
    pub decisions: Vec<Decision>,
    /// The numbers of those that nobody undid.
    pub in_force: BTreeSet<i64>,
    /// What is wrong with the log.
    pub damages: Vec<Damage>,
    /// Whether its records have seals.
    pub sealing: Sealing,
}

/// Reads the log and writes it where that is asked for; `None` where nobody decided anything yet.
pub fn log(request: &Request) -> Result<Option<Logged>, Error> {
    let Some(logged) = verify(&request.dir)? else { return Ok(None) };
    if !logged.damages.is_empty() && !request.sound {
        let path = request.dir.join(run_folder::DECISIONS);
        return Err(log::Error::Damaged { path, damages: logged.damages }.into());
    }
    if let Some(csv) = &request.csv {
        log::export_csv(&logged.decisions, csv)?;
    }
    if let Some(copy) = &request.copy {
        Log::copy(&logged.decisions, copy)?;
    }
    Ok(Some(logged))
}

/// Holds every record against its seal; `None` where nobody decided anything yet.
pub fn verify(dir: &Path) -> Result<Option<Logged>, Error> {
    let path = dir.join(run_folder::DECISIONS);
    if !path.exists() {
        // A folder that is no run's is an error; a run that nobody reviewed is not.
        run_folder::read(dir)?;
        return Ok(None);
    }
    let Contents { decisions, damages, sealing } = log::examine(&path)?;
    let in_force = not_undone(&decisions).into_iter().map(|decision| decision.number).collect();
    Ok(Some(Logged { decisions, in_force, damages, sealing }))
}
