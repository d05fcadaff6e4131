//! `minga evaluate`: scores a run against a reference grouping and writes the evaluation into its
//! folder.

mod again;
mod learning_curve;
mod new_topics;

use std::path::PathBuf;

use super::reviewed_run::ReviewedRun;
use super::vectors::VectorSource;
use super::{Failure, Result, Step, Warning};
use crate::evaluate::alignment::Alignment;
use crate::evaluate::drafting::Drafting;
use crate::evaluate::homes::Homes;
use crate::evaluate::recognition::Recognition;
use crate::evaluate::{self, Evaluation, Input, Settings};
use crate::read::files;
use crate::read::gold::{self, Known};
use crate::write::html::evaluation as evaluation_page;
use crate::write::run_folder;

/// The evaluation for machines, in the run's folder.
const TABLE: &str = "evaluation.json";
/// The evaluation for people, in the run's folder.
const PAGE: &str = "evaluation.html";

/// Which run is scored, and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// The run's folder.
    pub dir: PathBuf,
    /// The file of the reference grouping.
    pub gold: PathBuf,
    /// The seed and the resamples.
    pub settings: Settings,
    /// Whether the learning curve is drawn: the run is made anew with none, some and all of its
    /// decisions.
    pub curve: bool,
    /// Whether the notice of new topics is measured: the run is made anew without the decisions about
    /// some challenges, and without these.
    pub novelty: bool,
    /// How the run is made anew, where it is.
    pub again: AgainRequest,
}

/// How a run is made anew.
#[derive(Debug, Clone)]
pub struct AgainRequest {
    /// How many times decisions or challenges are drawn, at least one.
    pub draws: usize,
    /// What makes the vectors; the run's own model where it names none.
    pub vectors: VectorSource,
}

/// A run that was scored.
#[derive(Debug)]
pub struct Evaluated {
    /// The scores.
    pub evaluation: Evaluation,
    /// The page for people.
    pub page: PathBuf,
    /// What the person should know although it is not wrong.
    pub warnings: Vec<Warning>,
}

/// Scores a run and writes the scores.
pub fn evaluate(request: &Request, observe: &mut dyn FnMut(Step)) -> Result<Evaluated> {
    let (proposal, manifest) = run_folder::read(&request.dir)?;
    let gold::Read { gold, problems, notes } =
        gold::read_known(&request.gold, &Known::of(&proposal))?;
    if !problems.is_empty() {
        return Err(Failure::Problems(problems));
    }
    let mut evaluation = evaluate::evaluate(&Input::new(&proposal, &gold), &request.settings);
    evaluation.alignment = Alignment::of(&proposal, &gold);
    evaluation.drafting = Drafting::of(&proposal, &gold);
    evaluation.recognition = Recognition::of(&proposal, &gold);
    evaluation.homes = Some(Homes::of(&proposal, &gold));
    if request.curve || request.novelty {
        let run = ReviewedRun::read(&request.dir)?;
        let (seed, again) = (request.settings.seed, &request.again);
        if request.curve {
            evaluation.learning_curve =
                learning_curve::learning_curve(&run, &gold, seed, again, observe)?;
        }
        if request.novelty {
            evaluation.novelty = new_topics::novelty(&run, &gold, seed, again, observe)?;
        }
    }
    run_folder::write_json(&request.dir.join(TABLE), &evaluation)?;
    let page = request.dir.join(PAGE);
    files::write(&page, evaluation_page::page(&evaluation, &manifest.facts()).as_bytes())?;
    let mut warnings: Vec<Warning> = notes.into_iter().map(Warning::Input).collect();
    if manifest.proposal.is_none() {
        warnings.push(Warning::ProposalUnsealed);
    }
    Ok(Evaluated { evaluation, page, warnings })
}
