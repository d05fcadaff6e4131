//! What a run begins with: the statements of its files and of the run before it, and the frame.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::reviewed_run::ReviewedRun;
use super::{Error, Failure, Result, Warning};
use crate::decide::migrate::Migration;
use crate::decide::rerun::{self, Rewording};
use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::index::StatementIndex;
use crate::domain::problem::Problem;
use crate::domain::statement::Corpus;
use crate::propose::align::Taught;
use crate::read::declared;
use crate::read::frame_folder;
use crate::read::input::{self, FileFacts, ParsedInputs, Source};

/// Where the statements and the frame are.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The input files, institutional first.
    pub sources: Vec<Source>,
    /// How they are read.
    pub settings: input::Settings,
    /// The planning frame's folder; `None` for the frame of the earlier run.
    pub frame: Option<PathBuf>,
    /// The folder of the run that this one continues.
    pub previous: Option<PathBuf>,
    /// How another text under an earlier id is taken.
    pub rewording: Rewording,
}

/// The statements, the frame, and what was found while reading them.
pub(super) struct Inputs {
    pub(super) corpus: Corpus,
    pub(super) frame: Frame,
    pub(super) found: Found,
    pub(super) previous: Option<ReviewedRun>,
    /// What became of the earlier run's frame, where this run has another.
    pub(super) migration: Option<Migration>,
    /// The earlier statements that have another wording now.
    pub(super) edited: BTreeSet<StatementIndex>,
}

/// What was found while reading the files.
pub(super) struct Found {
    /// One a file, in order.
    pub(super) files: Vec<FileFacts>,
    /// What is wrong with the rows that were left out.
    pub(super) problems: Vec<Problem>,
    /// How many rows were left out.
    pub(super) skipped_rows: usize,
    pub(super) warnings: Vec<Warning>,
}

/// Reads everything that a request names, and fails with all problems at once unless they are of
/// rows that may be left out.
pub(super) fn read(request: &Request) -> Result<Inputs> {
    let mut previous = request.previous.as_deref().map(ReviewedRun::read).transpose()?;
    let (frame, mut problems) = match (&request.frame, &previous) {
        (Some(dir), _) => frame_folder::read(dir)?,
        (None, Some(run)) => (run.proposal.frame.clone(), Vec::new()),
        (None, None) => return Err(Error::WhichFrame.into()),
    };
    let frame_is_sound = problems.is_empty();
    let mut parsed = match request.sources.as_slice() {
        [] => ParsedInputs::default(),
        sources => input::read(sources, &request.settings)?,
    };
    let mut warnings: Vec<Warning> =
        std::mem::take(&mut parsed.notes).into_iter().map(Warning::Input).collect();
    let mut edited = BTreeSet::new();
    if let Some(previous) = &previous {
        warnings.extend(previous.warnings.iter().cloned());
        let joined = join(previous, &mut parsed, request);
        let repeated = joined.repeated;
        warnings.extend((repeated > 0).then_some(Warning::RowsRepeated(repeated)));
        edited = joined.edited;
        warnings.extend((!edited.is_empty()).then_some(Warning::TextsEdited(edited.len())));
    }
    problems.append(&mut parsed.problems);
    if !frame_is_sound || parsed.stops {
        return Err(Failure::Problems(problems));
    }
    warnings.extend(declared::unknown(&parsed.corpus, &frame).map(Warning::Input));
    let other = previous.as_mut().filter(|run| !run.proposal.frame.says_the_same(&frame));
    let migration = other.map(|run| run.migrate(&frame));
    warnings.extend(migration.as_ref().map(|m| Warning::FrameChanged(m.clone())));
    let ParsedInputs { corpus, files, skipped_rows, .. } = parsed;
    let found = Found { files, problems, skipped_rows, warnings };
    Ok(Inputs { corpus, frame, found, previous, migration, edited })
}

/// What joining found.
struct Joined {
    /// How many rows repeat an earlier statement.
    repeated: usize,
    edited: BTreeSet<StatementIndex>,
}

/// Puts the new statements after those of the earlier run; a row that cannot be joined is a problem.
fn join(previous: &ReviewedRun, parsed: &mut ParsedInputs, request: &Request) -> Joined {
    let new = std::mem::take(&mut parsed.corpus);
    let joined = rerun::join(&previous.proposal.corpus, new, request.rewording);
    parsed.corpus = joined.corpus;
    parsed.skipped_rows += joined.skipped;
    parsed.stops |= !joined.problems.is_empty() && !request.settings.skip_bad_rows;
    parsed.problems.extend(joined.problems);
    Joined { repeated: joined.repeated, edited: joined.edited }
}

impl Inputs {
    /// What is known before statements are grouped: the earlier run's challenges and decisions,
    /// and the frame's challenges where it is anchored in them.
    pub(super) fn guides(&self, anchored: bool) -> Guides {
        match &self.previous {
            Some(run) => {
                let (proposal, settled) = (&run.proposal, &run.settled);
                rerun::guides(proposal, settled, run.coined(), &self.edited, anchored)
            }
            None if anchored => Guides::anchored(&self.frame),
            None => Guides::default(),
        }
    }

    /// What people aligned in the earlier run.
    pub(super) fn taught(&self) -> Vec<Taught> {
        let taught = |run: &ReviewedRun| rerun::taught(&run.proposal, &run.settled);
        self.previous.as_ref().map(taught).unwrap_or_default()
    }
}

/// The name of a file without its folders: where it lies does not change what is in it.
pub(super) fn file_name(shown: &str) -> String {
    shown.rsplit(['/', '\\']).next().unwrap_or(shown).to_owned()
}
