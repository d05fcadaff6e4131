//! What an evaluation finds: `evaluation.json` is this, as it stands.

use serde::{Deserialize, Serialize};

use crate::domain::statement::{Origin, StatementId};

use super::alignment::Alignment;
use super::bootstrap::Interval;
use super::competencia::CompetenciaScores;
use super::detection::Detection;
use super::drafting::Drafting;
use super::homes::Homes;
use super::measures::Measure;
use super::novelty::Novelty;
use super::recognition::{LearningCurve, Recognition};
use super::slices::{GroupSize, Slice};

/// What chance depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The seed of the random baseline and of the resamples.
    pub seed: u64,
    /// How many resamples make the intervals; 0 for no intervals.
    pub resamples: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: 2009, resamples: 500 }
    }
}

/// How a run compares with a reference grouping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// What was compared.
    pub coverage: Coverage,
    /// The grouping; `None` when no statement of the run has a reference challenge.
    pub partition: Option<PartitionScores>,
    /// The grouping by the main reference challenge's competencia, in the frame's order; `None`
    /// for the challenges that the frame does not have.
    pub by_competencia: Vec<Slice<Option<String>>>,
    /// The grouping by who wrote the statement.
    pub by_origin: Vec<Slice<Origin>>,
    /// The grouping by the size of the predicted group.
    pub by_group_size: Vec<Slice<GroupSize>>,
    /// Whether the suggestions help where the grouping is wrong.
    pub outside: Suggested,
    /// Whether the list of «Mover a…» helps there; `None` until somebody who knows the run measures
    /// it.
    #[serde(default)]
    pub homes: Option<Homes>,
    /// The statements with two reference challenges.
    pub two_references: TwoReferences,
    /// The competencias.
    pub competencia: CompetenciaScores,
    /// The statements of no challenge (NINGUNO), said to be out of competence.
    pub out_of_competence: Detection,
    /// How well candidates are aligned to the frame's objectives; `None` where the frame does not
    /// tell, and until somebody who knows the run measures it.
    #[serde(default)]
    pub alignment: Option<Alignment>,
    /// How near drafts come to published challenges; `None` where none can be compared, and until
    /// somebody who knows the run measures it.
    #[serde(default)]
    pub drafting: Option<Drafting>,
    /// How well challenges that existed before the run were recognised; `None` where there are
    /// none, and until somebody who knows the run measures it.
    #[serde(default)]
    pub recognition: Option<Recognition>,
    /// How that grows with the decisions; `None` where nobody asked.
    #[serde(default)]
    pub learning_curve: Option<LearningCurve>,
    /// Whether new topics are noticed; `None` where nobody asked.
    #[serde(default)]
    pub novelty: Option<Novelty>,
    /// What chance depended on.
    pub settings: Settings,
}

/// What was compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// The statements of the run.
    pub statements: usize,
    /// Those with a reference challenge: the grouping is measured on them.
    pub with_challenge: usize,
    /// Those that the reference says belong to no challenge.
    pub with_none: usize,
    /// Those that the reference does not mention.
    pub without_reference: usize,
    /// The statements of the reference that the run does not have.
    pub not_in_run: Vec<StatementId>,
    /// The statements with a reference challenge that are in a candidate; the others count as
    /// alone.
    pub in_candidate: usize,
    /// `in_candidate / with_challenge`, 0…1; `None` when there are none.
    pub share: Option<f64>,
    /// Candidates with institutional and citizen statements.
    pub crossed_candidates: Crossed,
    /// Main reference challenges with both, among the statements of the run.
    pub crossed_references: Crossed,
}

/// How many groups have statements of both origins.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Crossed {
    /// The groups.
    pub groups: usize,
    /// Those with both.
    pub both: usize,
    /// both / groups, 0…1; `None` when there are no groups.
    pub share: Option<f64>,
}

/// One measure of the run beside the baselines.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Which measure.
    pub measure: Measure,
    /// Its value for the run.
    pub run: f64,
    /// The 95 % interval of that value; `None` without resamples.
    pub interval: Option<Interval>,
    /// Its value with every statement alone.
    pub alone: f64,
    /// Its value with one group a competencia, as the run assigned them.
    pub competencia: f64,
    /// Its value with the run's group sizes and the statements shuffled.
    pub random: f64,
}

/// The measures of a grouping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartitionScores {
    /// The statements measured: at least one.
    pub statements: usize,
    /// The predicted groups with one of them, statements in no candidate included.
    pub groups: usize,
    /// The main reference challenges of them.
    pub references: usize,
    /// The competencias assigned to them.
    pub competencias: usize,
    /// All measures, in the order of [`Measure::ALL`].
    pub scores: Vec<Score>,
}

impl PartitionScores {
    /// The score of one measure.
    pub fn score(&self, measure: Measure) -> Option<&Score> {
        self.scores.iter().find(|score| score.measure == measure)
    }
}

/// Whether suggestions name the right group. A candidate stands for the reference challenge of
/// most of its statements.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Suggested {
    /// The statements asked about.
    pub statements: usize,
    /// Those with the right candidate among the suggestions.
    pub suggested: usize,
    /// suggested / statements, 0…1; `None` when there are none.
    pub share: Option<f64>,
}

/// The statements with two reference challenges.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct TwoReferences {
    /// Whether a candidate of the second challenge is among the suggestions.
    pub second: Suggested,
    /// How many are in a candidate of the second challenge themselves.
    pub in_second: usize,
}
