//! Comparing all pairs: the matrix of all likenesses is computed.

use ndarray::{Array2, Axis};

use super::Settings;
use super::comparison::{Comparison, NewGroups};
use super::scope::GroupingScope;
use super::sorting::{Sorted, Sources, sort_in};
use crate::domain::index::{CompetenciaIndex, IndexVec, ItemIndex, StatementIndex};
use crate::domain::proposal::Match;
use crate::domain::similarity::Percentiles;
use crate::propose::cluster::{self, Likenesses, Target};
use crate::propose::crossing;
use crate::propose::stability;

/// All pairs of the items.
pub(super) struct AllPairs<'a> {
    sources: Sources<'a>,
    settings: &'a Settings,
    scope: GroupingScope,
    gram: Array2<f32>,
    /// The competencia of each item.
    assigned: Vec<CompetenciaIndex>,
    /// How much each item is believed to be in each competencia, shape (items, competencias).
    belief: Array2<f64>,
}

impl<'a> AllPairs<'a> {
    /// Sorts the statements in and compares those that are grouped.
    pub(super) fn new(sources: Sources<'a>, settings: &'a Settings) -> (Sorted, Self) {
        let sorted = sort_in(sources, &settings.competencia);
        let (scope, gram) =
            GroupingScope::with_likenesses(sources.guides, sources.texts, &settings.foreign);
        let assigned = scope.items.iter().map(|&i| sorted.competencias.best(i).0).collect();
        let belief = sorted.competencias.belief_of(&scope.items);
        (sorted, Self { sources, settings, scope, gram, assigned, belief })
    }
}

impl Comparison for AllPairs<'_> {
    fn scope(&self) -> &GroupingScope {
        &self.scope
    }

    fn grouped(&self, items: &[ItemIndex], target: Target) -> NewGroups {
        let Settings { cluster, stability, .. } = self.settings;
        let places: Vec<usize> = items.iter().map(|a| a.index()).collect();
        let whole = places.len() == self.gram.nrows();
        let part = (!whole).then(|| self.gram.select(Axis(0), &places).select(Axis(1), &places));
        let given = Likenesses {
            gram: part.as_ref().unwrap_or(&self.gram),
            competencia: &places.iter().map(|&a| self.assigned[a]).collect::<Vec<_>>(),
            belief: &self.belief.select(Axis(0), &places),
        };
        let labels = cluster::grow(given, cluster).cut(target);
        let firmness = stability::stability(given, &labels, cluster, stability);
        NewGroups { labels, firmness }
    }

    fn matches(&self, percentiles: &Percentiles) -> Vec<Match> {
        let (institutional, citizen): (Vec<StatementIndex>, Vec<StatementIndex>) =
            self.scope.items.iter().partition(|i| self.sources.is_institutional(**i));
        let features = self.sources.texts.features;
        let settings = &self.settings.crossing;
        crossing::matches(features, &institutional, &citizen, percentiles, settings)
    }

    fn nearby(&self) -> IndexVec<StatementIndex, Vec<StatementIndex>> {
        IndexVec::default()
    }

    fn density(&self) -> IndexVec<ItemIndex, f32> {
        let rows = self.gram.rows().into_iter();
        rows.map(|row| row.iter().map(|c| c.max(0.0)).sum::<f32>() / row.len() as f32).collect()
    }

    fn most_candidates(&self) -> usize {
        usize::MAX
    }

    fn into_gram(self: Box<Self>) -> Option<Array2<f32>> {
        Some(self.gram)
    }
}
