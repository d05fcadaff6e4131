//! Where every statement is: its one state, its likeness to its candidate, and what else might fit.

use super::homes::{self, Near};
use super::scope::GroupingScope;
use super::sorting::{Sorted, Sources};
use crate::domain::guides::Guides;
use crate::domain::index::{CandidateIndex, IndexVec, StatementIndex};
use crate::domain::proposal::{Candidate, OutReason, Placement, Status, Suggestion};
use crate::domain::similarity::{Cosine, keep_best};
use crate::features::Centroids;

/// How many other candidates are suggested for a statement and shown beside a candidate.
const SUGGESTIONS: usize = 3;

/// How many statements are compared with the candidates at a time.
const BLOCK: usize = 1024;

/// What learning shows of a statement in place of likenesses alone.
pub(super) struct Shown {
    /// How probable it is that it belongs to its candidate, 0…1.
    pub(super) probability: f32,
    /// The next best candidates, best first.
    pub(super) suggestions: Vec<Suggestion>,
}

/// The most alike of some numbered things, best first.
pub(super) fn nearest(
    likeness: impl Iterator<Item = (usize, f32)>,
    without: Option<usize>,
) -> Vec<(usize, Cosine)> {
    let mut best = Vec::new();
    for (c, value) in likeness {
        if Some(c) != without {
            keep_best(&mut best, (value, c), SUGGESTIONS);
        }
    }
    best.into_iter().map(|(value, c)| (c, Cosine(value))).collect()
}

/// The one state of each statement.
pub(super) fn statuses(
    statements: usize,
    scope: &GroupingScope,
    guides: &Guides,
    candidates: &[Candidate],
) -> IndexVec<StatementIndex, Status> {
    let mut statuses: IndexVec<StatementIndex, Status> =
        vec![Status::OutOfCompetence(OutReason::Empty); statements].into();
    for &i in &scope.foreign {
        statuses[i] = Status::OutOfCompetence(OutReason::Foreign);
    }
    for (&i, status) in &guides.settled {
        statuses[i] = status.clone();
    }
    for (c, candidate) in CandidateIndex::first(candidates.len()).zip(candidates) {
        for &i in &candidate.members {
            statuses[i] = Status::Candidate(c);
        }
    }
    statuses
}

/// What learning and the statements nearby tell of every statement.
pub(super) struct Suggestions<'a> {
    /// What learning shows in place of likenesses alone.
    pub(super) shown: IndexVec<StatementIndex, Option<Shown>>,
    /// The statements nearest to each.
    pub(super) near: &'a Near,
}

/// The placement of every statement, in order; what learning shows goes before likenesses.
pub(super) fn placements(
    sources: Sources<'_>,
    sorted: &Sorted,
    centroids: &Centroids,
    statuses: &IndexVec<StatementIndex, Status>,
    suggested: Suggestions<'_>,
) -> Vec<Placement> {
    let Suggestions { mut shown, near } = suggested;
    let rows: Vec<StatementIndex> = statuses.indices().collect();
    let mut placements = Vec::with_capacity(rows.len());
    for block in rows.chunks(BLOCK) {
        let likeness = centroids.likeness(sources.texts.features, block);
        for (&i, row) in block.iter().zip(likeness.rows()) {
            let status = statuses[i].clone();
            let own = status.candidate().map(CandidateIndex::index);
            let homes = match status {
                Status::OutOfCompetence(OutReason::Empty) => Vec::new(),
                _ => homes::homes(row, &near[i], statuses, status.candidate()),
            };
            let (competencia, competencia_probability) = sorted.competencias.best(i);
            let (probability, suggestions) = match shown[i].take() {
                Some(Shown { probability, suggestions }) => (Some(probability), suggestions),
                None if status == Status::OutOfCompetence(OutReason::Empty) => (None, Vec::new()),
                None => {
                    let near = nearest(row.iter().copied().enumerate(), own).into_iter();
                    let suggestion =
                        |(c, likeness): (usize, _)| Suggestion { candidate: c.into(), likeness };
                    (None, near.map(suggestion).collect())
                }
            };
            placements.push(Placement {
                declared: sorted.declared[i].clone(),
                competencia,
                competencia_probability: competencia_probability as f32,
                contradicted_by: sorted.competencias.contradicted_by[i],
                likeness: own.map(|c| Cosine(row[c])),
                probability,
                status,
                suggestions,
                homes,
                duplicate: sources.texts.duplicates[i],
                novelty: None,
                decided: None,
            });
        }
    }
    placements
}
