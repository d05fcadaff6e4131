//! `minga apply`: what reviewers return, into the log of a run's decisions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::disagreements::{self, Disagreement, disagreements};
use super::people::{Known, People};
use super::{Error, Warning};
use crate::decide::settle::{Outcome as StatementOutcome, Settled, Trouble, coined, settle};
use crate::domain::decision::{Action, Decision, not_undone, reviewer_key};
use crate::domain::destination::ChallengeId;
use crate::domain::problem::Problem;
use crate::domain::proposal::Proposal;
use crate::read::{files, table, user};
use crate::review::apply::{self, Applied, Context};
use crate::review::log::{self, Log};
use crate::write::run_folder;

/// The log as a table, in the run's folder.
const DECISIONS_TABLE: &str = "decisions.csv";

/// What is applied to which run.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The run's folder.
    pub dir: PathBuf,
    /// Reviewed workbooks or tables of decisions.
    pub files: Vec<PathBuf>,
    /// Who decided, where a row does not say.
    pub reviewer: Option<String>,
    /// Whether sound rows are taken although others have problems.
    pub accept_valid: bool,
    /// What is taken back first: the name of a file that was applied, or the number of a decision.
    pub withdraw: Vec<String>,
    /// Who coordinates the review from now on: that word stands where reviewers disagree.
    pub coordinators: Vec<String>,
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
    /// How many decisions were taken back.
    pub withdrawn: usize,
    /// The challenges that people made, each with its number and its wording.
    pub coined: Vec<(ChallengeId, String)>,
    /// The texts on which reviewers do not agree.
    pub disagreements: Vec<Disagreement>,
    /// The table of these.
    pub table: Option<PathBuf>,
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
    /// How many rows hold nothing that a reviewer wrote; the others are filled.
    pub blank: usize,
    /// How many problems they have.
    pub problems: usize,
}

/// How many statements stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct States {
    /// Decided by people.
    pub decided: usize,
    /// Where the run put them, and nobody decided.
    pub proposed: usize,
    /// Waiting for a person.
    pub pending: usize,
}

/// Takes back what the request says, reads the files and records their decisions as one batch, or
/// nothing where rows have problems and the request does not accept the others. `ask` is asked who
/// reviewed a file where nothing says so.
pub fn apply(
    request: &Request,
    ask: &mut dyn FnMut(&str) -> Option<String>,
) -> Result<Outcome, Error> {
    let (proposal, manifest) = run_folder::read(&request.dir)?;
    let _lock = files::lock(&request.dir)?;
    let now = user::now_in_words();
    let mut people = People::read(&request.dir)?;
    let mut warnings = Vec::new();
    let path = request.dir.join(run_folder::DECISIONS);
    let before = if path.exists() { log::read(&path)? } else { Vec::new() };
    // What people made can be a destination from now on.
    let proposal = Proposal { coined: coined(&proposal, &before), ..proposal };
    let context = Context {
        proposal: &proposal,
        run: &manifest.run,
        at: &now,
        reviewer: None,
        reasons: &manifest.settings.review,
    };
    let acts = Acts { at: &now, run: &manifest.run, reviewer: request.reviewer.as_deref() };
    let mut records = acts.withdrawn(&request.withdraw, &before)?;
    let withdrawn = records.len();
    for what in &request.withdraw {
        people.forget(&file_name(what), request.reviewer.as_deref());
    }
    records.extend(request.coordinators.iter().map(|name| acts.coordinates(name)));
    let (mut read, told) = read_files(request, &context, &mut people, ask)?;
    warnings.extend(told);
    apply::contradictions(&mut read);
    let problems: Vec<Problem> = read.iter().flat_map(|a| a.problems.iter().cloned()).collect();
    warnings
        .extend(read.iter().flat_map(|a| &a.notes).map(|note| Warning::Input(note.to_string())));
    if manifest.proposal.is_none() {
        warnings.push(Warning::ProposalUnsealed);
    }
    if !problems.is_empty() && !request.accept_valid {
        return Ok(Outcome::Refused(problems, warnings));
    }
    let decisions: Vec<_> = read.iter().flat_map(|a| a.decisions.iter().cloned()).collect();
    let mut log = Log::open(&path)?;
    log.append(&records)?;
    let added = log.append(&decisions)?;
    people.write()?;
    let all = log.all()?;
    log::export_csv(&all, &request.dir.join(DECISIONS_TABLE))?;
    let settled = settle(&proposal, &all);
    let disagreements = disagreements(&proposal, &all, &settled);
    let table = disagreements::write(&request.dir, &disagreements)?;
    Ok(Outcome::Recorded(Recorded {
        files: read.iter().map(AppliedFile::of).collect(),
        problems,
        decisions: decisions.len(),
        added: added.len(),
        states: States::of(&settled),
        troubles: settled.troubles,
        warnings,
        withdrawn,
        coined: coined(&proposal, &all),
        disagreements,
        table,
    }))
}

/// What each file says, once, as the person's that it is of: by the flag, as it is remembered, or as
/// somebody answers.
fn read_files(
    request: &Request,
    context: &Context<'_>,
    people: &mut People,
    ask: &mut dyn FnMut(&str) -> Option<String>,
) -> Result<(Vec<Applied>, Vec<Warning>), Error> {
    let (mut all, mut told) = (Vec::new(), Vec::new());
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for path in &request.files {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let sha256 = files::sha256_of(&files::read(path, table::MAX_BYTES)?);
        if let Some(first) = seen.get(&sha256) {
            told.push(Warning::SameFileTwice { file, first: first.clone() });
            continue;
        }
        seen.insert(sha256.clone(), file.clone());
        let known = people.of(&sha256).cloned();
        if let (Some(known), Some(name)) = (&known, &request.reviewer)
            && reviewer_key(&known.reviewer) != reviewer_key(name)
        {
            let (reviewer, before) = (known.reviewer.clone(), known.file.clone());
            return Err(Error::FileOfAnother { file, reviewer, before });
        }
        let (mut name, mut read) = (request.reviewer.clone(), None);
        if name.is_none() {
            let unsigned = apply::read_file(path, context)?;
            // Only what no row names needs a name.
            if unsigned.unnamed > 0 {
                name = known.map(|known| known.reviewer).or_else(|| ask(&file));
            }
            read = Some(unsigned);
        }
        let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        all.push(match (read, name) {
            (Some(read), None) => read,
            (_, name) => {
                let own = Context { reviewer: name.as_deref(), ..*context };
                let read = apply::read_file(path, &own)?;
                if let Some(reviewer) = name {
                    people.remember(Known { sha256, reviewer, file });
                }
                read
            }
        });
    }
    Ok((all, told))
}

/// What acts of the command itself have in common.
struct Acts<'a> {
    at: &'a str,
    run: &'a str,
    reviewer: Option<&'a str>,
}

impl Acts<'_> {
    fn act(&self, reviewer: &str, action: Action) -> Decision {
        Decision {
            number: 0,
            at: self.at.to_owned(),
            reviewer: reviewer.trim().to_owned(),
            run: self.run.to_owned(),
            candidate: None,
            action,
            subjects: Vec::new(),
            reason: None,
            note: None,
            file: None,
        }
    }

    fn coordinates(&self, name: &str) -> Decision {
        self.act(name, Action::Coordinate)
    }

    /// What takes back the decisions of a file or with a number: those in force, the last first.
    fn withdrawn(&self, what: &[String], log: &[Decision]) -> Result<Vec<Decision>, Error> {
        let mut numbers: BTreeMap<i64, &Decision> = BTreeMap::new();
        for what in what {
            let number: Option<i64> = what.parse().ok();
            let file = file_name(what);
            let is_meant = |decision: &&&Decision| match number {
                Some(number) => decision.number == number,
                None => decision.file.as_deref() == Some(file.as_str()),
            };
            let in_force = not_undone(log);
            let mut meant: Vec<&&Decision> = in_force.iter().filter(is_meant).collect();
            if number.is_none() {
                self.keep_one_person_s(what, &mut meant)?;
            }
            if meant.is_empty() {
                let files: BTreeSet<&str> =
                    in_force.iter().filter_map(|decision| decision.file.as_deref()).collect();
                let files: Vec<String> = files.into_iter().map(str::to_owned).collect();
                return Err(Error::NothingToWithdraw { what: what.clone(), files });
            }
            numbers.extend(meant.into_iter().map(|decision| (decision.number, *decision)));
        }
        let undo = |decision: &Decision| {
            let by = self.reviewer.unwrap_or(&decision.reviewer);
            let mut undo = self.act(by, Action::Undo { decision: decision.number });
            undo.candidate.clone_from(&decision.candidate);
            undo.note = Some("retirado".to_owned());
            undo
        };
        Ok(numbers.into_values().rev().map(undo).collect())
    }

    /// Of decisions from files of one name, those of the reviewer that the request names; an error
    /// where they are of several people and none of them is named.
    fn keep_one_person_s(&self, what: &str, meant: &mut Vec<&&Decision>) -> Result<(), Error> {
        let people: BTreeMap<String, &str> =
            meant.iter().map(|d| (reviewer_key(&d.reviewer), d.reviewer.as_str())).collect();
        let named = self.reviewer.map(reviewer_key).filter(|key| people.contains_key(key));
        match named {
            Some(key) => meant.retain(|d| reviewer_key(&d.reviewer) == key),
            None if people.len() > 1 => {
                let reviewers = people.into_values().map(str::to_owned).collect();
                return Err(Error::FileOfSeveral { what: what.to_owned(), reviewers });
            }
            None => {}
        }
        Ok(())
    }
}

/// The name of a file, of whatever folder.
fn file_name(path: &str) -> String {
    Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned()
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
    /// All statements.
    pub fn total(&self) -> usize {
        self.decided + self.proposed + self.pending
    }

    pub(super) fn of(settled: &Settled) -> Self {
        let is_pending =
            |outcome: &StatementOutcome| matches!(outcome, StatementOutcome::Pending(_));
        let (decided, open): (Vec<_>, Vec<_>) =
            settled.statements.iter().partition(|s| s.by_people);
        let pending = open.iter().filter(|s| is_pending(&s.outcome)).count();
        Self { decided: decided.len(), proposed: open.len() - pending, pending }
    }
}
