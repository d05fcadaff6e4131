//! How statements are compared while candidates are made: all pairs, or, of a corpus too large for
//! the matrix of its likenesses, each with its neighbours.

use ndarray::Array2;

use super::scope::GroupingScope;
use crate::domain::index::{IndexVec, ItemIndex, StatementIndex};
use crate::domain::proposal::Match;
use crate::domain::similarity::Percentiles;
use crate::propose::cluster::Target;

/// New groups of some items, in the order of these.
pub(super) struct NewGroups {
    /// The group of each, numbers from 0.
    pub(super) labels: Vec<usize>,
    /// How often (0…1) two members of each group stay together when the run is disturbed.
    pub(super) firmness: Vec<Option<f32>>,
}

/// One way to compare the statements of a run.
pub(super) trait Comparison {
    /// Which statements are grouped.
    fn scope(&self) -> &GroupingScope;

    /// Groups some of the items (at least one, in order).
    fn grouped(&self, items: &[ItemIndex], target: Target) -> NewGroups;

    /// The crossing of the items.
    fn matches(&self, percentiles: &Percentiles) -> Vec<Match>;

    /// The statements near each; empty where all pairs are compared.
    fn nearby(&self) -> IndexVec<StatementIndex, Vec<StatementIndex>>;

    /// The mean likeness of each item to others, unlikeness (below 0) counted as 0.
    fn density(&self) -> IndexVec<ItemIndex, f32>;

    /// Up to how many candidates are all compared with each other.
    fn most_candidates(&self) -> usize;

    /// The likeness of all items to each other, where there is a matrix of it; everything else that
    /// was held for comparing is let go.
    fn into_gram(self: Box<Self>) -> Option<Array2<f32>>;
}
