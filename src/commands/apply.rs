//! `minga apply`: what reviewers return, into the log of a run's decisions.

use std::path::PathBuf;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Error, Warning};
use crate::decide::settle::{Outcome as StatementOutcome, Settled, Trouble, settle};
use crate::domain::problem::Problem;
use crate::read::files;
use crate::review::apply::{self, Context};
use crate::review::log::{self, Log};
use crate::write::run_folder;

/// The log as a table, in the run's folder.
const DECISIONS_TABLE: &str = "decisions.csv";

/// What is applied to which run.
#[derive(Debug, Clone)]
pub struct Request {
    /// The run's folder.
    pub dir: PathBuf,
    /// Reviewed workbooks or tables of decisions.
    pub files: Vec<PathBuf>,
    /// Who decided, where a row does not say; `None` for the file's name.
    pub reviewer: Option<String>,
    /// Whether sound rows are taken although others have problems.
    pub accept_valid: bool,
}

/// What came of it.
#[derive(Debug)]
pub enum Outcome {
    /// Rows have problems, of which all are here; nothing was recorded.
    Refused(Vec<Problem>, Vec<Warning>),
    /// The decisions are in the log.
    Recorded(Recorded),
}

/// Decisions that were recorded.
#[derive(Debug)]
pub struct Recorded {
    /// What each file held, in order.
    pub files: Vec<AppliedFile>,
    /// What is wrong with the rows that were left out.
    pub problems: Vec<Problem>,
    /// How many decisions the files hold.
    pub decisions: usize,
    /// How many of them were not in the log before.
    pub added: usize,
    /// How many statements stand where.
    pub states: States,
    /// What the decisions leave open.
    pub troubles: Vec<Trouble>,
    /// What was not read though somebody may think so.
    pub warnings: Vec<Warning>,
}

/// What one file held, in numbers.
#[derive(Debug)]
pub struct AppliedFile {
    /// The file as the user named it.
    pub file: String,
    /// What it is, in Spanish.
    pub format: String,
    /// How many rows were read.
    pub rows: usize,
    /// How many decisions they hold.
    pub decisions: usize,
    /// How many rows decide nothing.
    pub blank: usize,
    /// How many problems they have.
    pub problems: usize,
}

/// How many statements stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct States {
    /// Decided by people.
    pub decided: usize,
    /// Proposed by the run, and nobody decided.
    pub proposed: usize,
    /// Waiting for a person.
    pub pending: usize,
}

/// Reads the files and records their decisions as one batch, or nothing where rows have problems
/// and the request does not accept the others.
pub fn apply(request: &Request) -> Result<Outcome, Error> {
    let (proposal, manifest) = run_folder::read(&request.dir)?;
    let _lock = files::lock(&request.dir)?;
    let now = now();
    let context = Context {
        proposal: &proposal,
        run: &manifest.run,
        at: &now,
        reviewer: request.reviewer.as_deref(),
        reasons: &manifest.settings.review,
    };
    let read = apply::read_files(&request.files, &context)?;
    let problems: Vec<Problem> = read.iter().flat_map(|a| a.problems.iter().cloned()).collect();
    let mut warnings: Vec<Warning> =
        read.iter().flat_map(|a| &a.notes).map(|note| Warning::Input(note.to_string())).collect();
    if manifest.proposal.is_none() {
        warnings.push(Warning::ProposalUnsealed);
    }
    if !problems.is_empty() && !request.accept_valid {
        return Ok(Outcome::Refused(problems, warnings));
    }
    let decisions: Vec<_> = read.iter().flat_map(|a| a.decisions.iter().cloned()).collect();
    let mut log = Log::open(&request.dir.join(run_folder::DECISIONS))?;
    let added = log.append(&decisions)?;
    let all = log.all()?;
    log::export_csv(&all, &request.dir.join(DECISIONS_TABLE))?;
    let settled = settle(&proposal, &all);
    Ok(Outcome::Recorded(Recorded {
        files: read.iter().map(AppliedFile::of).collect(),
        problems,
        decisions: decisions.len(),
        added: added.len(),
        states: States::of(&settled),
        troubles: settled.troubles,
        warnings,
    }))
}

/// The time to the second, as the log writes it.
fn now() -> String {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(0).unwrap_or(now).format(&Rfc3339).expect("a date of this era")
}

impl AppliedFile {
    fn of(read: &apply::Applied) -> Self {
        Self {
            file: read.file.clone(),
            format: read.format.clone(),
            rows: read.rows,
            decisions: read.decisions.len(),
            blank: read.blank,
            problems: read.problems.len(),
        }
    }
}

impl States {
    fn of(settled: &Settled) -> Self {
        let is_pending =
            |outcome: &StatementOutcome| matches!(outcome, StatementOutcome::Pending(_));
        let (decided, open): (Vec<_>, Vec<_>) =
            settled.statements.iter().partition(|s| s.by_people);
        let pending = open.iter().filter(|s| is_pending(&s.outcome)).count();
        Self { decided: decided.len(), proposed: open.len() - pending, pending }
    }
}
