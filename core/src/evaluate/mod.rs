//! Evaluation: how near a run came to a grouping that people made, and what it would have cost to
//! get there with no machine at all.

#[cfg(any(test, feature = "samples"))]
pub mod sample;

pub mod gold;
pub mod partition;
pub mod precision;
pub mod pairs;
pub mod operations;
pub mod b_cubed;
pub mod information;
pub mod assignment;
pub mod measures;
pub mod baselines;
pub mod bootstrap;
pub mod alignment;
pub mod chrf;
pub mod drafting;
pub mod competencia;
pub mod detection;
pub mod recognition;
pub mod novelty;
pub mod slices;
pub mod homes;
pub mod result;
pub mod sweep;
pub mod table;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::frame::Frame;
use crate::domain::index::CandidateIndex;
use crate::domain::proposal::{Declared, Proposal, Status};
use crate::domain::statement::{Origin, StatementId};

use b_cubed::Labels;
use competencia::{Assigned, CompetenciaScores};
use detection::Detection;
pub use gold::{Gold, Reference, ReferenceId};
pub use measures::{Comparison, Measure, Measures};
use operations::majorities;
use partition::{Contingency, Partition};
pub use result::{
    Coverage, Crossed, Evaluation, PartitionScores, Score, Settings, Suggested, TwoReferences,
};
use slices::{GroupSize, slices};

/// What a run said of one statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The statement.
    pub id: StatementId,
    /// Who wrote it.
    pub origin: Origin,
    /// The candidate it is in: any number that names one.
    pub candidate: Option<usize>,
    /// The competencia assigned: an index into the frame's; `None` counts as wrong.
    pub competencia: Option<usize>,
    /// The probability of that competencia, 0…1.
    pub competencia_probability: f64,
    /// How the declared competencia was read.
    pub declared: Declared,
    /// Other candidates where it might belong.
    pub suggestions: Vec<usize>,
    /// Whether it was said to be out of competence.
    pub out_of_competence: bool,
}

/// A run and what it is measured against.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    /// The statements of the run, each once.
    pub statements: Vec<Placed>,
    /// The reference grouping.
    pub gold: &'a Gold,
    /// Where the reference challenges' competencias are looked up.
    pub frame: &'a Frame,
}

impl<'a> Input<'a> {
    /// A proposal and what it is measured against.
    pub fn new(proposal: &'a Proposal, gold: &'a Gold) -> Self {
        let placed = proposal.corpus.statements.iter().zip(&proposal.placements);
        let statements = placed
            .map(|(statement, placement)| Placed {
                id: statement.id.clone(),
                origin: statement.origin,
                candidate: placement.status.candidate().map(CandidateIndex::index),
                competencia: Some(placement.competencia.index()),
                competencia_probability: f64::from(placement.competencia_probability),
                declared: placement.declared.clone(),
                suggestions: placement.suggestions.iter().map(|s| s.candidate.index()).collect(),
                out_of_competence: matches!(placement.status, Status::OutOfCompetence(_)),
            })
            .collect();
        Self { statements, gold, frame: &proposal.frame }
    }

    /// What the reference says of a statement.
    fn reference(&self, statement: &Placed) -> Option<&'a Reference> {
        self.gold.labels.get(&statement.id)
    }
}

/// The statements with a reference challenge, and how they are grouped.
struct Scored<'a> {
    statements: Vec<&'a Placed>,
    /// The main challenge of each.
    mains: Vec<&'a ReferenceId>,
    comparison: Comparison,
}

impl<'a> Scored<'a> {
    fn new(input: &'a Input<'_>) -> Self {
        let mut statements = Vec::new();
        let mut references = Vec::new();
        for statement in &input.statements {
            if let Some(reference) = input.reference(statement)
                && let Some(main) = reference.main()
            {
                statements.push(statement);
                references.push((main, reference.second()));
            }
        }
        let names: BTreeSet<&ReferenceId> =
            references.iter().flat_map(|(main, second)| [Some(*main), *second]).flatten().collect();
        let numbers: BTreeMap<&ReferenceId, usize> =
            names.into_iter().enumerate().map(|(number, name)| (name, number)).collect();
        let mains: Vec<&ReferenceId> = references.iter().map(|(main, _)| *main).collect();
        let labels = references
            .iter()
            .map(|(main, second)| Labels {
                main: numbers[main],
                second: second.filter(|name| name != main).map(|name| numbers[name]),
            })
            .collect();
        let candidates: Vec<Option<usize>> = statements.iter().map(|s| s.candidate).collect();
        let comparison = Comparison {
            predicted: Partition::with_alone(&candidates),
            main: Partition::new(&mains),
            references: labels,
        };
        Self { statements, mains, comparison }
    }

    /// The reference challenge, as a number of [`Labels`], that each candidate stands for.
    fn stands_for(&self) -> BTreeMap<usize, usize> {
        let Comparison { predicted, main, references } = &self.comparison;
        let majorities = majorities(&Contingency::new(predicted, main));
        let number_of: BTreeMap<usize, usize> =
            main.labels().iter().zip(references).map(|(&m, labels)| (m, labels.main)).collect();
        let groups = self.statements.iter().zip(predicted.labels());
        groups
            .filter_map(|(s, &group)| Some((s.candidate?, number_of[&majorities[group]])))
            .collect()
    }
}

/// part / whole; `None` when there is no whole.
fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Compares a run with a reference grouping.
///
/// Statements of no challenge (NINGUNO) and without a reference are left out of the grouping's
/// measures; statements with a reference challenge that are in no candidate count as alone.
/// References with two challenges count with the main one, except in the extended B³.
pub fn evaluate(input: &Input<'_>, settings: &Settings) -> Evaluation {
    let scored = Scored::new(input);
    let comparison = &scored.comparison;
    let competencia_of: BTreeMap<&str, usize> =
        input.frame.desafios.iter().map(|d| (d.id.as_str(), d.competencia.index())).collect();
    let truth: Vec<Option<usize>> =
        scored.mains.iter().map(|main| competencia_of.get(main.0.as_str()).copied()).collect();
    let sizes = comparison.predicted.sizes();
    let size_of = |&group: &usize| GroupSize::of(sizes[group]);
    let size_keys: Vec<GroupSize> = comparison.predicted.labels().iter().map(size_of).collect();
    let origins: Vec<Origin> = scored.statements.iter().map(|s| s.origin).collect();
    let (outside, two_references) = suggestions(&scored);
    Evaluation {
        coverage: coverage(input, &scored),
        partition: partition_scores(&scored, settings),
        by_competencia: by_competencia(comparison, &truth, input.frame),
        by_origin: slices(comparison, &origins),
        by_group_size: slices(comparison, &size_keys),
        outside,
        two_references,
        competencia: competencia_scores(&scored, &truth),
        out_of_competence: Detection::new(input.statements.iter().filter_map(|statement| {
            let reference = input.reference(statement)?;
            Some((statement.out_of_competence, *reference == Reference::None))
        })),
        homes: None,
        alignment: None,
        drafting: None,
        recognition: None,
        learning_curve: None,
        novelty: None,
        settings: *settings,
    }
}

/// The measures of the grouping alone, with no baselines and no intervals, and what was compared;
/// no measures where no statement has a reference challenge.
pub fn measures(input: &Input<'_>) -> (Option<Measures>, Coverage) {
    let scored = Scored::new(input);
    let any = !scored.statements.is_empty();
    (any.then(|| Measures::new(&scored.comparison)), coverage(input, &scored))
}

fn partition_scores(scored: &Scored<'_>, settings: &Settings) -> Option<PartitionScores> {
    let comparison = &scored.comparison;
    let predicted = &comparison.predicted;
    let n = predicted.len();
    if n == 0 {
        return None;
    }
    let assigned: Vec<Option<usize>> = scored.statements.iter().map(|s| s.competencia).collect();
    let by_competencia = Partition::new(&assigned);
    let competencias = by_competencia.groups();
    let run = Measures::new(comparison);
    let [alone, competencia, random] =
        [Partition::alone(n), by_competencia, baselines::random(predicted, settings.seed)]
            .map(|baseline| Measures::new(&comparison.with(baseline)));
    let intervals = bootstrap::intervals(comparison, settings.seed, settings.resamples);
    let score = |(place, measure): (usize, Measure)| Score {
        measure,
        run: run.get(measure),
        interval: intervals.as_ref().map(|intervals| intervals[place]),
        alone: alone.get(measure),
        competencia: competencia.get(measure),
        random: random.get(measure),
    };
    Some(PartitionScores {
        statements: n,
        groups: predicted.groups(),
        references: comparison.main.groups(),
        competencias,
        scores: Measure::ALL.into_iter().enumerate().map(score).collect(),
    })
}

fn by_competencia(
    comparison: &Comparison,
    truth: &[Option<usize>],
    frame: &Frame,
) -> Vec<slices::Slice<Option<String>>> {
    // A competencia that the frame lacks sorts last.
    let keys: Vec<usize> = truth.iter().map(|c| c.unwrap_or(usize::MAX)).collect();
    let named = |slice: slices::Slice<usize>| slices::Slice {
        of: frame.competencias.get(slice.of).map(|c| c.name.clone()),
        statements: slice.statements,
        groups: slice.groups,
        references: slice.references,
        b_cubed: slice.b_cubed,
        outside: slice.outside,
    };
    slices(comparison, &keys).into_iter().map(named).collect()
}

fn competencia_scores(scored: &Scored<'_>, truth: &[Option<usize>]) -> CompetenciaScores {
    let rows = scored.statements.iter().zip(truth).filter_map(|(statement, truth)| {
        Some(Assigned {
            declared: &statement.declared,
            right: statement.competencia == Some((*truth)?),
            probability: statement.competencia_probability,
        })
    });
    CompetenciaScores::new(&rows.collect::<Vec<_>>())
}

/// Whether the suggestions name the right candidate: for the statements outside their group's
/// majority, and for the second of two references.
fn suggestions(scored: &Scored<'_>) -> (Suggested, TwoReferences) {
    let stands_for = scored.stands_for();
    let mut outside = Suggested::default();
    let mut two = TwoReferences::default();
    for (statement, labels) in scored.statements.iter().zip(&scored.comparison.references) {
        let own = statement.candidate.and_then(|c| stands_for.get(&c));
        let suggests = |challenge: usize| {
            statement.suggestions.iter().any(|c| stands_for.get(c) == Some(&challenge))
        };
        if own.is_some_and(|&own| own != labels.main) {
            outside.statements += 1;
            outside.suggested += usize::from(suggests(labels.main));
        }
        if let Some(second) = labels.second {
            two.second.statements += 1;
            two.second.suggested += usize::from(suggests(second));
            two.in_second += usize::from(own == Some(&second));
        }
    }
    outside.share = ratio(outside.suggested, outside.statements);
    two.second.share = ratio(two.second.suggested, two.second.statements);
    (outside, two)
}

fn coverage(input: &Input<'_>, scored: &Scored<'_>) -> Coverage {
    let known: BTreeSet<&StatementId> = input.statements.iter().map(|s| &s.id).collect();
    let with_none = input
        .statements
        .iter()
        .filter(|s| input.reference(s).is_some_and(|r| *r == Reference::None))
        .count();
    let with_challenge = scored.statements.len();
    let in_candidate = scored.statements.iter().filter(|s| s.candidate.is_some()).count();
    let candidates = input.statements.iter().filter_map(|s| Some((s.candidate?, s.origin)));
    let references = scored.mains.iter().zip(&scored.statements).map(|(main, s)| (main, s.origin));
    Coverage {
        statements: input.statements.len(),
        with_challenge,
        with_none,
        without_reference: input.statements.len() - with_challenge - with_none,
        not_in_run: input.gold.labels.keys().filter(|id| !known.contains(id)).cloned().collect(),
        in_candidate,
        share: ratio(in_candidate, with_challenge),
        crossed_candidates: crossed(candidates),
        crossed_references: crossed(references),
    }
}

fn crossed<G: Ord>(members: impl Iterator<Item = (G, Origin)>) -> Crossed {
    let mut origins: BTreeMap<G, BTreeSet<Origin>> = BTreeMap::new();
    for (group, origin) in members {
        origins.entry(group).or_default().insert(origin);
    }
    let both = origins.values().filter(|origins| origins.len() > 1).count();
    Crossed { groups: origins.len(), both, share: ratio(both, origins.len()) }
}

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod tests;
