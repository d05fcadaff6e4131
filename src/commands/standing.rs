//! Where a run stands by what people decided, for who looks before they act: nothing is written.

use std::path::Path;

use super::apply::States;
use super::disagreements::{Disagreement, disagreements};
use super::reviewed_run::ReviewedRun;
use super::{Error, Warning};
use crate::write::consolidated::{self, Devolucion, Waiting};

/// Where a run stands.
#[derive(Debug)]
pub struct Standing {
    /// How many decisions its log holds.
    pub decisions: usize,
    /// How many statements stand where.
    pub states: States,
    /// What waits for a person before the list can be called consolidated.
    pub waiting: Vec<Waiting>,
    /// The texts on which reviewers do not agree.
    pub disagreements: Vec<Disagreement>,
    /// By what the way back can be divided: what some statement says of its place.
    pub places: Vec<Devolucion>,
    /// What a person should know of the files.
    pub warnings: Vec<Warning>,
}

/// Looks at a run and its decisions.
pub fn standing(dir: &Path) -> Result<Standing, Error> {
    let run = ReviewedRun::read(dir)?;
    let statements = &run.proposal.corpus.statements;
    let is_said = |by: &Devolucion| statements.iter().any(|one| by.of(one).is_some());
    Ok(Standing {
        decisions: run.decisions.len(),
        states: States::of(&run.settled),
        waiting: consolidated::waiting(&run.proposal, &run.settled),
        disagreements: disagreements(&run.proposal, &run.decisions, &run.settled),
        places: Devolucion::ALL.into_iter().filter(is_said).collect(),
        warnings: run.warnings,
    })
}
