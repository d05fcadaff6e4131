//! Where else a statement might belong: the candidates whose middle is nearest, and those of the
//! statements nearest to it.

use std::collections::BTreeMap;

use ndarray::{Array2, ArrayView1};

use crate::domain::index::{CandidateIndex, IndexVec, ItemIndex, StatementIndex};
use crate::domain::proposal::Status;
use crate::domain::similarity::keep_best;

/// How many candidates are kept for a statement.
pub(super) const KEPT: usize = 10;
/// How many statements nearby are asked.
const ASKED: usize = 20;
/// What a rank among the middles counts, and one among the statements nearby.
const MIDDLE: f32 = 1.0;
const NEIGHBOUR: f32 = 0.8;

/// The statements nearest to each, nearest first.
pub(super) type Near = IndexVec<StatementIndex, Vec<StatementIndex>>;

/// The statements nearest to each item, from the likeness of all pairs.
pub(super) fn near(
    statements: usize,
    items: &IndexVec<ItemIndex, StatementIndex>,
    gram: &Array2<f32>,
) -> Near {
    let mut near: Near = vec![Vec::new(); statements].into();
    for ((a, &i), row) in items.enumerated().zip(gram.rows()) {
        let mut best = Vec::new();
        for (b, &likeness) in row.iter().enumerate() {
            if b != a.index() {
                keep_best(&mut best, (likeness, b), ASKED);
            }
        }
        near[i] = best.into_iter().map(|(_, b)| items[ItemIndex::from(b)]).collect();
    }
    near
}

/// The candidates where a statement might belong instead of its own, the likeliest first (reciprocal
/// rank fusion: Cormack, Clarke & Büttcher 2009). `likeness` is that of the statement to every
/// candidate's middle.
pub(super) fn homes(
    likeness: ArrayView1<f32>,
    near: &[StatementIndex],
    statuses: &IndexVec<StatementIndex, Status>,
    own: Option<CandidateIndex>,
) -> Vec<CandidateIndex> {
    let mut middles = Vec::new();
    for (c, &value) in likeness.iter().enumerate() {
        if own.is_none_or(|own| own.index() != c) {
            keep_best(&mut middles, (value, c), KEPT);
        }
    }
    let mut asked: BTreeMap<usize, f32> = BTreeMap::new();
    for (rank, &other) in near.iter().take(ASKED).enumerate() {
        if let Some(c) = statuses[other].candidate().filter(|c| Some(*c) != own) {
            *asked.entry(c.index()).or_default() += 1.0 / (rank as f32 + 3.0);
        }
    }
    let mut neighbours = Vec::new();
    for (c, sum) in asked {
        keep_best(&mut neighbours, (sum, c), KEPT);
    }
    let mut scores: BTreeMap<usize, f32> = BTreeMap::new();
    for (ranked, weight) in [(middles, MIDDLE), (neighbours, NEIGHBOUR)] {
        for (rank, (_, c)) in ranked.into_iter().enumerate() {
            *scores.entry(c).or_default() += weight / (rank as f32 + 2.0);
        }
    }
    let mut best = Vec::new();
    for (c, score) in scores {
        keep_best(&mut best, (score, c), KEPT);
    }
    best.into_iter().map(|(_, c)| c.into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn where_the_middle_and_the_neighbours_agree_comes_first() {
        let items: IndexVec<ItemIndex, StatementIndex> = StatementIndex::first(4).collect();
        let gram = array![
            [1.0, 0.2, 0.9, 0.3],
            [0.2, 1.0, 0.1, 0.1],
            [0.9, 0.1, 1.0, 0.4],
            [0.3, 0.1, 0.4, 1.0f32]
        ];
        let near = near(4, &items, &gram);
        let first = StatementIndex::from(0);
        assert_eq!(near[first], [2, 3, 1].map(StatementIndex::from));
        let statuses = [0, 1, 2, 1].map(|c: usize| Status::Candidate(c.into())).to_vec().into();
        let likeness = array![0.9f32, 0.6, 0.5];
        let found = homes(likeness.view(), &near[first], &statuses, Some(0.into()));
        assert_eq!(found, [1, 2].map(CandidateIndex::from));
    }
}
