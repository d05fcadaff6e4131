//! What a run begins with: the statements of its files and of the run before it, and the frame.

use std::path::PathBuf;

use super::reviewed_run::ReviewedRun;
use super::{Failure, Result, Warning};
use crate::decide::rerun;
use crate::domain::frame::Frame;
use crate::domain::guides::Guides;
use crate::domain::problem::Problem;
use crate::domain::statement::Corpus;
use crate::propose::align::Taught;
use crate::read::frame_folder;
use crate::read::input::{self, FileFacts, ParsedInputs, Source};

/// Where the statements and the frame are.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The input files, institutional first.
    pub sources: Vec<Source>,
    /// How they are read.
    pub settings: input::Settings,
    /// The planning frame's folder.
    pub frame: PathBuf,
    /// The folder of the run that this one continues.
    pub previous: Option<PathBuf>,
}

/// The statements, the frame, and what was found while reading them.
pub(super) struct Inputs {
    pub(super) corpus: Corpus,
    pub(super) frame: Frame,
    pub(super) found: Found,
    pub(super) previous: Option<ReviewedRun>,
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
    let (frame, mut problems) = frame_folder::read(&request.frame)?;
    let frame_is_sound = problems.is_empty();
    let mut parsed = match request.sources.as_slice() {
        [] => ParsedInputs::default(),
        sources => input::read(sources, &request.settings)?,
    };
    let mut warnings: Vec<Warning> =
        std::mem::take(&mut parsed.notes).into_iter().map(Warning::Input).collect();
    let previous = request.previous.as_deref().map(ReviewedRun::read).transpose()?;
    if let Some(previous) = &previous {
        warnings.extend(previous.warnings.iter().cloned());
        let repeated = join(previous, &mut parsed, request.settings.skip_bad_rows);
        warnings.extend((repeated > 0).then_some(Warning::RowsRepeated(repeated)));
    }
    problems.append(&mut parsed.problems);
    if !frame_is_sound || parsed.stops {
        return Err(Failure::Problems(problems));
    }
    let ParsedInputs { corpus, files, skipped_rows, .. } = parsed;
    Ok(Inputs { corpus, frame, found: Found { files, problems, skipped_rows, warnings }, previous })
}

/// Puts the new statements after those of the earlier run and returns how many rows repeat one of
/// them; a row that cannot be joined is a problem.
fn join(previous: &ReviewedRun, parsed: &mut ParsedInputs, skip_bad_rows: bool) -> usize {
    let joined = rerun::join(&previous.proposal.corpus, std::mem::take(&mut parsed.corpus));
    parsed.corpus = joined.corpus;
    parsed.skipped_rows += joined.skipped;
    parsed.stops |= !joined.problems.is_empty() && !skip_bad_rows;
    parsed.problems.extend(joined.problems);
    joined.repeated
}

impl Inputs {
    /// What is known before statements are grouped: the earlier run's challenges and decisions,
    /// and the frame's challenges where it is anchored in them.
    pub(super) fn guides(&self, anchored: bool) -> Guides {
        match &self.previous {
            Some(run) => rerun::guides(&run.proposal, &run.settled, &self.frame, anchored),
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
